"""The report of a day: its figures and lists, and the head of the log's chain to hold it to."""

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from desktop.documents import day_lists
from desktop.documents.a4 import CONTENT, Frame4, a4_document
from desktop.documents.canvas import (
    AMBER,
    BLUE,
    PALE_AMBER,
    PALE_BLUE,
    SOFT,
)
from desktop.documents.case_paper import capital, day_words, moment_words
from desktop.documents.day_chart import HEIGHT, HalfHours
from desktop.documents.day_lists import decimal, minutes
from desktop.documents.figure_grid import figure_grid, signature_row
from desktop.documents.flowables import (
    PANEL_PADDING,
    Qr,
    facts,
    notice,
    panel,
    said,
    style,
    within,
)
from desktop.documents.lettering import BOLD, REGULAR, SEMIBOLD, elided, load_fonts
from domain.day_figures import Spread
from domain.day_report import ClosedBy, DayReport
from domain.head_code import check_sign, hash_groups, head_qr

PROVISIONAL = "PROVISIONAL"
TITLE = "Informe de la jornada"
_QR_SIDE = 30 * mm
_IN_A_ROW = 4
_LABEL = 60


def day_report(report: DayReport, *, training: bool) -> bytes:
    """Return the PDF of ``report``."""
    load_fonts()
    name = f"{TITLE} del {report.day:%d/%m/%Y}"
    foot = name if report.closed else f"{PROVISIONAL} · {name}"
    story: list[Flowable] = [
        said(TITLE, style(BOLD, 21, after=1)),
        said(capital(day_words(report.day)), style(SEMIBOLD, 12.5, after=5)),
        _state(report),
        *_by_hand(report),
        Spacer(0, 7),
        _figures(report),
    ]
    if report.half_hours:
        story += [
            CondPageBreak(HEIGHT + 40),
            said("Por media hora", style(SEMIBOLD, 11.5, before=8, after=3, keep=True)),
            HalfHours(report.half_hours),
        ]
    if report.closed is not None:
        parts = [Spacer(0, 8), _seal(report.closed), Spacer(0, 8), _signatures(report.closed)]
        story.append(KeepTogether(parts))
    story += [
        *day_lists.tickets(report.tickets),
        *day_lists.acts(
            "Llamados fuera de orden", "Turno", report.out_of_turn, "Ninguno: todos en su orden."
        ),
        *day_lists.acts("Decisiones y pausas", "Qué", report.acts, "Ninguna."),
        *day_lists.returned(report.returned),
        *day_lists.late(report.late),
        *day_lists.opened(report.opened),
    ]
    if report.open_cases is not None:
        story += day_lists.left_open(report.open_cases, report.open_more)
    frame = Frame4(name, report.ministry, report.office, foot, report.made_at, training)
    return a4_document(frame, story)


def _state(report: DayReport) -> Flowable:
    """Say whether the day is closed, by whom and why; an open one says it in large."""
    closed = report.closed
    if closed is None:
        words = [
            said(PROVISIONAL, style(BOLD, 24, AMBER, after=3)),
            said(
                "La jornada sigue abierta: estas cifras pueden cambiar hasta que se cierre.",
                style(size=10, color=AMBER),
            ),
        ]
        return panel([words], [CONTENT], edge=AMBER, ground=PALE_AMBER)
    return facts(
        [
            ("Cerrada", moment_words(closed.at)),
            ("Por", _short(closed.who)),
            ("Motivo", _short(closed.reason)),
        ],
        label_width=_LABEL,
    )


def _by_hand(report: DayReport) -> list[Flowable]:
    """Say when the office worked without the system."""
    shown: list[Flowable] = []
    for spell in report.contingencies:
        until = "todavía" if spell.until is None else f"hasta las {spell.until:%H:%M}"
        if spell.until is not None and spell.until.date() != spell.since.date():
            until = f"{until} del {spell.until:%d/%m/%Y}"
        count = "1 turno" if spell.turnos == 1 else f"{spell.turnos} turnos"
        words = f"Sin el sistema desde las {spell.since:%H:%M}, {until}: {count} de papel."
        shown += [Spacer(0, 5), notice(words, ink=AMBER, ground=PALE_AMBER)]
    return shown


def _short(text: str) -> str:
    """Return what takes two lines or three beside its label, whatever its letters."""
    return elided(text, REGULAR, 9.5, 2 * (CONTENT - _LABEL))


def _figures(report: DayReport) -> Flowable:
    figures = report.figures
    cases = figures.cases
    told = (
        (str(figures.issued), "Turnos emitidos", ""),
        (str(figures.served), "Atendidos", ""),
        (_usual(figures.wait), "Espera habitual", _most(figures.wait)),
        (_usual(figures.attention), "Atención habitual", _most(figures.attention)),
        (str(figures.cancelled), "Anulados", ""),
        (str(figures.expired), "Vencidos", ""),
        (
            str(figures.no_shows),
            "No se presentaron",
            _came_back(figures.no_shows, figures.rejoined),
        ),
        (str(figures.out_of_turn_calls), "Fuera de orden", ""),
        (str(cases.opened), "Trámites abiertos", "en el día"),
        (str(cases.in_process), "En trámite o resueltos", "de los abiertos en el día"),
        (str(cases.returned), "Devueltos", ""),
        (
            "–" if not cases.answered else f"{cases.on_time} de {cases.answered}",
            "Respondidos a tiempo",
            "",
        ),
    )
    return figure_grid(told)


def _came_back(absent: int, rejoined: int) -> str:
    if not absent:
        return ""
    if not rejoined:
        return "ninguno volvió"
    return "1 volvió" if rejoined == 1 else f"{rejoined} volvieron"


def _usual(spread: Spread) -> str:
    return minutes(spread.usual) or "–"


def _most(spread: Spread) -> str:
    return "" if spread.most is None else f"95 de cada 100: hasta {decimal(spread.most)} min"


def _seal(closed: ClosedBy) -> Table:
    """Return what holds this paper and the log to each other."""
    head = closed.head
    groups = hash_groups(head)
    lines = [groups[start : start + _IN_A_ROW] for start in range(0, len(groups), _IN_A_ROW)]
    words: list[Flowable] = [
        said("Huella del registro al cerrar la jornada", style(SEMIBOLD, 11.5, after=3)),
        said(f"Operación {head.sequence}", style(BOLD, 13, after=1)),
        *(said("   ".join(line), style(BOLD, 13.5)) for line in lines[:-1]),
        said(f"{'   '.join(lines[-1])}   {check_sign(head)}", style(BOLD, 13.5, after=4)),
    ]
    across = CONTENT - _QR_SIDE - 4 * PANEL_PADDING
    words.append(
        within(
            "Para comprobar que nadie cambió lo registrado hasta el cierre, en un computador de la"
            f' oficina: ventanilla audit verify --report "{head.sequence} {groups[0]}'
            f' {groups[1]} … {check_sign(head)}", con todos los grupos, o lea el código.',
            style(size=8.5, color=SOFT),
            5,
            across,
        )
    )
    aside = _QR_SIDE + 2 * PANEL_PADDING
    return panel(
        [words, Qr(head_qr(head), _QR_SIDE)],
        [CONTENT - aside, aside],
        edge=BLUE,
        ground=PALE_BLUE,
        middle=True,
    )


def _signatures(closed: ClosedBy) -> Flowable:
    labels = (
        (f"Supervisor: {closed.who}", CONTENT * 0.42),
        ("Firma", CONTENT * 0.36),
        ("Fecha", CONTENT * 0.22),
    )
    return signature_row(labels)
