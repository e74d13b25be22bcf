"""The report of a day for a spreadsheet: one file that opens with a double click.

As a spreadsheet in Ecuador expects it: semicolons, decimal commas, dd/mm/aaaa, UTF-8 with its
mark, lines that end as in Windows. Its parts are parted by an empty line, so that sorting or
filtering one leaves the others alone (docs/decisions/0068-the-report-of-a-day.md).
"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from desktop.documents.canvas import TRAINING_WORDS
from desktop.documents.spreadsheets.text_table import plain_row
from desktop.ports.tables import Row
from domain.day_figures import slot_clock
from domain.day_report import Act, DayReport, ReportCase, ReportTicket
from domain.head_code import head_text


def day_csv(report: DayReport, *, training: bool) -> bytes:
    """Return ``report`` as CSV."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    for row in _rows(report, training=training):
        writer.writerow(plain_row(row))
    return buffer.getvalue().encode("utf-8-sig")


def _rows(report: DayReport, *, training: bool) -> Iterator[Row]:
    if training:
        yield (TRAINING_WORDS,)
    yield from _head(report)
    yield from _part("Cifras", ("Cifra", "Valor"), _figures(report))
    yield from _part("Por media hora", ("Hora", "Llegaron", "Terminaron"), _half_hours(report))
    yield from _part("Turnos", _TICKET_HEADS, (_ticket(report, one) for one in report.tickets))
    heads = ("Hora", "Quién", "Qué", "Motivo")
    yield from _part("Llamados fuera de orden", heads, map(_act, report.out_of_turn))
    yield from _part("Decisiones y pausas", heads, map(_act, report.acts))
    parts = [
        ("Trámites devueltos", report.returned),
        ("Trámites respondidos fuera de plazo", report.late),
        ("Trámites abiertos en el día", report.opened),
    ]
    if report.open_cases is not None:
        parts.append(("Trámites que siguen abiertos", report.open_cases))
    for title, cases in parts:
        yield from _part(title, _CASE_HEADS, map(_case, cases))
    if report.open_more > 0:
        yield (f"… y {report.open_more} más",)


def _part(title: str, heads: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield ()
    yield (title,)
    yield heads
    yield from rows


def _head(report: DayReport) -> Iterator[Row]:
    yield "Informe de la jornada", report.day
    yield "Oficina", report.office
    yield "Hecho", report.made_at
    closed = report.closed
    if closed is None:
        yield "PROVISIONAL", "La jornada sigue abierta: estas cifras pueden cambiar."
        return
    yield "Cerrada", closed.at
    yield "Por", closed.who
    yield "Motivo", closed.reason
    yield "Huella del registro", head_text(closed.head)


def _figures(report: DayReport) -> Iterator[Row]:
    figures = report.figures
    cases = figures.cases
    yield "Turnos emitidos", figures.issued
    yield "Atendidos", figures.served
    yield "Anulados", figures.cancelled
    yield "Vencidos", figures.expired
    yield "No se presentaron", figures.no_shows
    yield "De ellos, volvieron", figures.rejoined
    yield "Llamados fuera de orden", figures.out_of_turn_calls
    yield "Espera habitual (min)", figures.wait.usual
    yield "Espera, 95 de cada 100 hasta (min)", figures.wait.most
    yield "Atención habitual (min)", figures.attention.usual
    yield "Atención, 95 de cada 100 hasta (min)", figures.attention.most
    yield "Trámites abiertos en el día", cases.opened
    yield "De ellos, en trámite o resueltos", cases.in_process
    yield "Trámites devueltos", cases.returned
    yield "Trámites respondidos", cases.answered
    yield "De ellos, a tiempo", cases.on_time


def _half_hours(report: DayReport) -> Iterator[Row]:
    for one in report.half_hours:
        yield slot_clock(one.slot), one.arrivals, one.served


_TICKET_HEADS = (
    "Día",
    "Turno",
    "Prioritario",
    "Servicio",
    "Llegó",
    "Primer llamado",
    "Orden del llamado",
    "Espera (min)",
    "Ventanilla",
    "Atención (min)",
    "Terminó",
    "Estado",
    "Motivo",
)


def _ticket(report: DayReport, one: ReportTicket) -> Row:
    return (
        report.day,
        one.code,
        "Sí" if one.priority else "No",
        one.services,
        _clock(one.arrived),
        _clock(one.called),
        one.order,
        one.wait,
        one.counter,
        one.attention,
        _clock(one.ended),
        one.state.label,
        one.reason,
    )


def _act(act: Act) -> Row:
    return _clock(act.at), act.who, act.what, act.reason


_CASE_HEADS = (
    "Trámite",
    "Servicio",
    "Entidad",
    "Responsable",
    "Estado",
    "Respuesta hasta",
    "Completar hasta",
    "Fecha",
    "Detalle",
)


def _case(one: ReportCase) -> Row:
    return (
        one.number,
        one.service,
        one.entity,
        one.holder,
        one.state,
        one.until,
        one.term,
        one.at,
        one.detail,
    )


def _clock(at: datetime | None) -> str:
    return "" if at is None else f"{at:%H:%M}"
