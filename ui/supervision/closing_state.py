"""What is still open before a day is closed, and what will become of it: plain values and words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desktop.usecases.approvals import PendingApproval
from desktop.usecases.boards import CounterView
from desktop.usecases.day import Closing
from domain.counters import SessionState
from domain.day_report import OpenKind, open_kind
from domain.ports import CaseRow, TicketView
from domain.tickets import TicketState
from ui.cases.state import service_words, who_words
from ui.supervision.words import count_words, listed
from ui.theme import Kind

_ORDER = (TicketState.CALLED, TicketState.ISSUED, TicketState.HELD, TicketState.SERVING)
_CASE_KINDS = {
    OpenKind.OVERDUE: Kind.ERROR,
    OpenKind.DUE: Kind.WARN,
    OpenKind.RETURNED: Kind.NEUTRAL,
    OpenKind.TODAY: Kind.NEUTRAL,
    OpenKind.OTHER: Kind.NEUTRAL,
}


@dataclass(frozen=True, slots=True)
class OpenRow:
    """Something still open.

    Attributes:
        what: a turno's code, a counter, a request, a case's number.
        detail, below: what it is, in two lines.
        when: since when, or until when.
        then: what closing the day does with it; ``kind`` how that is shown.
    """

    id: UUID
    what: str
    detail: str
    below: str
    when: str
    then: str
    kind: Kind


def open_rows(closing: Closing) -> tuple[OpenRow, ...]:
    """Return what is open: what holds the closing up first, then turnos, counters and cases."""
    tickets = sorted(closing.tickets, key=lambda view: _ORDER.index(view.ticket.state))
    return (
        *(_ticket(closing, view) for view in tickets),
        *(_counter(closing, view) for view in closing.counters),
        *(_request(closing, one) for one in closing.requests),
        *(_case(closing, row) for row in closing.cases),
    )


def called_words(closing: Closing) -> str:
    """Return why the day cannot be closed yet and what to do; empty where it can."""
    called = [v.ticket.code for v in closing.tickets if v.ticket.state is TicketState.CALLED]
    if not called:
        return ""
    return (
        f"Se está llamando a {listed(called)}: la jornada no se puede cerrar todavía. Espere a que"
        " la ventanilla empiece la atención o marque que no vino; esta lista se actualiza sola."
        " Si ya no hay nadie en ella, vuelva y reasigne el turno."
    )


def summary(closing: Closing) -> str:
    """Return what closing does, in a line; empty where nothing is open."""
    return " · ".join(_sums(closing))


def _sums(closing: Closing) -> Iterator[str]:
    states = [view.ticket.state for view in closing.tickets]
    expire = states.count(TicketState.ISSUED) + states.count(TicketState.HELD)
    serving = states.count(TicketState.SERVING)
    if expire:
        verb = "vence" if expire == 1 else "vencen"
        yield f"{count_words(expire, 'turno')} {verb} con el motivo que usted anote"
    if serving:
        verb = "sigue hasta que termine" if serving == 1 else "siguen hasta que terminen"
        yield f"{count_words(serving, 'atención', 'atenciones')} {verb}"
    if closing.counters:
        yield count_words(len(closing.counters), "ventanilla abierta", "ventanillas abiertas")
    if closing.requests:
        number = len(closing.requests)
        yield count_words(number, "autorización sin respuesta", "autorizaciones sin respuesta")
    if closing.open_cases:
        number = closing.open_cases
        words = count_words(number, "trámite sigue abierto", "trámites siguen abiertos")
        yield words + _urgent(closing)


def _urgent(closing: Closing) -> str:
    kinds = [open_kind(row, closing.office, closing.day, closing.now) for row in closing.cases]
    over, due = kinds.count(OpenKind.OVERDUE), kinds.count(OpenKind.DUE)
    told = [
        *([count_words(over, "vencido")] if over else []),
        *([f"{due} {'vence' if due == 1 else 'vencen'} hoy"] if due else []),
    ]
    return f" ({', '.join(told)})" if told else ""


def _ticket(closing: Closing, view: TicketView) -> OpenRow:
    ticket = view.ticket
    services = closing.catalogue.short_names(ticket.services)
    place = "" if view.counter_number is None else f"ventanilla {view.counter_number}"
    where = " · ".join(part for part in (place, view.staff) if part)
    match ticket.state:
        case TicketState.CALLED:
            detail, since = f"Llamado a la {where}", ticket.called_at
            then, kind = "Falta su respuesta", Kind.ERROR
        case TicketState.SERVING:
            detail, since = f"En atención en la {where}", ticket.serving_since
            then, kind = "Sigue hasta terminar", Kind.INFO
        case TicketState.HELD:
            detail, since = f"En pausa: {ticket.reason}", ticket.serving_since
            then, kind = "Vence", Kind.WARN
        case _:
            detail, since = "Espera su turno", ticket.queued_at
            then, kind = "Vence", Kind.WARN
    return OpenRow(ticket.id, ticket.code, detail, services, _since(closing, since), then, kind)


def _counter(closing: Closing, view: CounterView) -> OpenRow:
    session = view.session
    assert session is not None
    on_break = session.state is SessionState.BREAK
    detail = f"En pausa: {session.break_reason}" if on_break else "Abierta"
    return OpenRow(
        view.counter.id,
        f"Ventanilla {view.counter.number}",
        detail,
        view.staff,
        _since(closing, session.opened_at),
        "Sigue abierta",
        Kind.NEUTRAL,
    )


def _request(closing: Closing, one: PendingApproval) -> OpenRow:
    approval = one.approval
    return OpenRow(
        approval.id,
        "Autorización",
        " ".join(part for part in (approval.kind.label, one.about) if part),
        f"La pide {one.asked_by}",
        _since(closing, approval.asked_at),
        "Sin respuesta",
        Kind.WARN,
    )


def _case(closing: Closing, row: CaseRow) -> OpenRow:
    kind = open_kind(row, closing.office, closing.day, closing.now)
    who, _ = who_words(row)
    parts = (kind.label, service_words(row, closing.catalogue))
    until = ""
    if row.due_at is not None:
        until = f"hasta {closing.office.local(row.due_at):%d/%m %H:%M}"
    elif row.term_ends is not None:
        until = f"hasta {row.term_ends:%d/%m/%Y}"
    return OpenRow(
        row.id,
        row.number,
        " · ".join(part for part in parts if part),
        " · ".join(part for part in (who, row.holder) if part),
        until,
        "Sigue abierto",
        _CASE_KINDS[kind],
    )


def _since(closing: Closing, moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = closing.office.local(moment)
    same = closing.office.day_of(moment) == closing.office.day_of(closing.now)
    return f"desde {local:%H:%M}" if same else f"desde {local:%d/%m %H:%M}"
