"""The lists behind the figures, worked out from what was read: plain values and words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desktop.usecases.supervision import SupervisionBoard
from domain.day_figures import attention_minutes, slot_clock, slot_of
from domain.offices import WEEKDAYS
from domain.ports import TicketView
from domain.tickets import OPEN_STATES, Ticket, TicketState
from ui.queue.state import minutes_between
from ui.states import STATE_KINDS
from ui.supervision import case_lists
from ui.supervision.figures import late_tickets
from ui.supervision.views import Asked, Line, Read, Shape, View
from ui.supervision.words import came_back_words, clock_words, count_words, minutes_words
from ui.theme import Kind

PRIORITY = "Prioritario"
_STATES = {
    View.ALL: frozenset(TicketState),
    View.WAITING: frozenset({TicketState.ISSUED}),
    View.AT_COUNTERS: frozenset({TicketState.CALLED, TicketState.SERVING, TicketState.HELD}),
    View.SERVED: frozenset({TicketState.SERVED}),
    View.UNSERVED: frozenset({TicketState.CANCELLED, TicketState.EXPIRED}),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it is shown.

    Attributes:
        title: what it is about; ``summary`` what it comes to, in a line.
        empty: what stands where it has no row: title and text.
    """

    title: str
    lines: tuple[Line, ...]
    summary: str
    empty: tuple[str, str]


def listing(board: SupervisionBoard, asked: Asked, read: Read, now: datetime) -> Listing:
    """Return the list ``asked`` for, as at ``now``."""
    view = asked.view
    lines = tuple(_LINES.get(view, _turnos)(board, asked, read, now))
    return Listing(_title(board, asked), lines, _summary(board, view, len(lines)), _empty(view))


# ------------------------------------------------------------------------------- turnos


def _turnos(board: SupervisionBoard, asked: Asked, _read: Read, now: datetime) -> Iterator[Line]:
    """Those under way first, by arrival; then those that ended, the last to end first."""
    found = [view for view in board.tickets if _is_asked(board, asked, view.ticket)]
    ended = [view for view in found if view.ticket.state not in OPEN_STATES]
    ended.sort(key=lambda view: view.ticket.finished_at or view.ticket.arrived_at, reverse=True)
    under_way = (view for view in found if view.ticket.state in OPEN_STATES)
    late = {view.ticket.id for view in late_tickets(board, now)}
    for view in (*under_way, *ended):
        yield _turno(board, view, now, late)


def _is_asked(board: SupervisionBoard, asked: Asked, ticket: Ticket) -> bool:
    if asked.view is View.ABSENT:
        came_back = ticket.queued_at != ticket.arrived_at
        return ticket.state is TicketState.NO_SHOW or came_back
    if asked.view is View.COUNTER:
        return ticket.counter_id == asked.counter_id
    if asked.view is View.HALF_HOUR:
        ended = ticket.finished_at if ticket.state is TicketState.SERVED else None
        moments = (ticket.arrived_at, *(() if ended is None else (ended,)))
        return any(slot_of(board.office.local(moment)) == asked.slot for moment in moments)
    return ticket.state in _STATES[asked.view]


def _late(board: SupervisionBoard, _asked: Asked, _read: Read, now: datetime) -> Iterator[Line]:
    late = late_tickets(board, now)
    keys = {view.ticket.id for view in late}
    for view in late:
        yield _turno(board, view, now, keys)


def _turno(board: SupervisionBoard, view: TicketView, now: datetime, late: set[UUID]) -> Line:
    ticket = view.ticket
    return Line(
        ticket.id,
        (
            ticket.code,
            view.person or "Sin nombre",
            board.catalogue.short_names(ticket.services),
            clock_words(board.office, ticket.arrived_at),
            ticket.state.label,
            _waited(board, ticket, now),
            _place(view),
        ),
        STATE_KINDS[ticket.state],
        badge=PRIORITY if ticket.priority else "",
        late=ticket.id in late,
        over=ticket.state not in OPEN_STATES,
        ticket_id=ticket.id,
    )


def _waited(board: SupervisionBoard, ticket: Ticket, now: datetime) -> str:
    if ticket.state is TicketState.ISSUED:
        return f"{minutes_between(ticket.queued_at, now)} min"
    if ticket.day == board.day and ticket.code in board.counted.waits_minutes:
        return minutes_words(board.counted.waits_minutes[ticket.code])
    if ticket.called_at is None:
        return ""
    return f"{minutes_between(ticket.queued_at, ticket.called_at)} min"


def _place(view: TicketView) -> str:
    if view.counter_number is not None:
        return str(view.counter_number)
    return "" if view.reserved_number is None else f"para la {view.reserved_number}"


def _called(board: SupervisionBoard, asked: Asked, _read: Read, now: datetime) -> list[Line]:
    by_id = {view.ticket.id: view for view in board.tickets}
    waits = board.counted.waits_minutes
    calls = [
        (number, by_id[key], at)
        for number, (key, at) in enumerate(board.called, start=1)
        if key in by_id
    ]
    if asked.view is View.LONGEST:
        calls.sort(key=lambda call: -waits.get(call[1].ticket.code, 0))
    return [
        Line(
            view.ticket.id,
            (
                str(number),
                view.ticket.code,
                view.person or "Sin nombre",
                board.catalogue.short_names(view.ticket.services),
                clock_words(board.office, at),
                minutes_words(waits.get(view.ticket.code)),
                _place(view),
            ),
            badge=PRIORITY if view.ticket.priority else "",
            late=waits.get(view.ticket.code, 0) > board.office.target_wait_minutes,
            ticket_id=view.ticket.id,
        )
        for number, view, at in calls
    ]


def _attentions(board: SupervisionBoard, _asked: Asked, _read: Read, now: datetime) -> list[Line]:
    taken = [
        (minutes, view)
        for view in board.tickets
        if (minutes := attention_minutes(view.ticket)) is not None
    ]
    taken.sort(key=lambda one: -one[0])
    return [
        Line(
            view.ticket.id,
            (
                view.ticket.code,
                view.person or "Sin nombre",
                board.catalogue.short_names(view.ticket.services),
                _place(view),
                _maybe_clock(board, view.ticket.serving_since),
                minutes_words(minutes),
            ),
            ticket_id=view.ticket.id,
        )
        for minutes, view in taken
    ]


def _out_of_turn(
    board: SupervisionBoard, _asked: Asked, _read: Read, _now: datetime
) -> Iterator[Line]:
    for number, call in enumerate(board.out_of_turn):
        yield Line(
            number,
            (
                call.code,
                clock_words(board.office, call.called_at),
                str(call.counter_number),
                call.reason,
            ),
            below=call.staff,
            ticket_id=call.ticket_id,
        )


# ------------------------------------------------------------------- notices and earlier days


def _notices(board: SupervisionBoard, _asked: Asked, _read: Read, _now: datetime) -> Iterator[Line]:
    for view in board.notices:
        notice = view.notice
        read = ""
        if notice.read_at is not None:
            read = f"{clock_words(board.office, notice.read_at)}, {view.reader}"
        yield Line(
            notice.id,
            (
                str(view.counter_number),
                notice.text,
                f"{view.sent_at:%H:%M}, {view.sender}",
                read or "Sin leer",
            ),
            Kind.OK if read else Kind.WARN,
        )


def _days(_board: SupervisionBoard, _asked: Asked, read: Read, _now: datetime) -> Iterator[Line]:
    for totals in read.days or ():
        day, figures, cases = totals.day, totals.figures, totals.figures.cases
        share = f"{100 * cases.on_time // cases.answered} %" if cases.answered else "–"
        yield Line(
            day,
            (
                f"{WEEKDAYS[day.weekday()][:3]} {day:%d/%m/%Y}",
                str(figures.issued),
                str(figures.served),
                minutes_words(figures.wait.usual),
                minutes_words(figures.wait.most),
                minutes_words(figures.attention.usual),
                share,
                str(cases.returned),
            ),
            day=day,
        )


_LINES: dict[View, Callable[[SupervisionBoard, Asked, Read, datetime], Iterable[Line]]] = {
    View.LATE: _late,
    View.CALLED: _called,
    View.LONGEST: _called,
    View.ATTENTIONS: _attentions,
    View.OUT_OF_TURN: _out_of_turn,
    View.DUE: case_lists.due,
    View.ANSWERED: case_lists.answered,
    View.RETURNED: case_lists.returned,
    View.AGAIN: case_lists.again,
    View.OPENED: case_lists.opened,
    View.IN_PROCESS: case_lists.opened,
    View.NOTICES: _notices,
    View.DAYS: _days,
}


# -------------------------------------------------------------------------------- words

_NOUNS = {
    Shape.TURNOS: "turno",
    Shape.OUT_OF_TURN: "llamado",
    Shape.CASES: "trámite",
    Shape.RETURNS: "trámite",
    Shape.NOTICES: "aviso",
    Shape.DAYS: "jornada",
}
"""What the rows of a list are counted as, where nothing better is said of it."""


_NO_TURNOS = {
    View.COUNTER: "Esta ventanilla no tiene turnos hoy",
    View.HALF_HOUR: "Nadie en esta media hora",
}


def _title(board: SupervisionBoard, asked: Asked) -> str:
    if asked.view is View.HALF_HOUR and asked.slot is not None:
        return f"Llegaron o terminaron de {half_hour_words(asked.slot)}"
    if asked.view is View.COUNTER:
        counters = (view.counter for view in board.counters)
        number = next((c.number for c in counters if c.id == asked.counter_id), "")
        return f"Ventanilla {number}: turnos de hoy"
    return asked.view.title


def half_hour_words(slot: int) -> str:
    """Return a half hour as ``08:30 a 09:00``."""
    return f"{slot_clock(slot)} a {slot_clock(slot + 1)}"


def _summary(board: SupervisionBoard, view: View, rows: int) -> str:
    """Return what a list comes to: what the figure's own words leave out."""
    figures = board.counted.figures
    if view in View.ALL.ring:
        parts = (
            count_words(figures.issued, "emitido"),
            count_words(figures.served, "atendido"),
            count_words(figures.cancelled, "anulado"),
            count_words(figures.expired, "vencido"),
            f"no se presentaron {figures.no_shows}",
            came_back_words(figures.rejoined),
        )
        return " · ".join(parts)
    if view in View.CALLED.ring:
        wait = figures.wait
        most = minutes_words(wait.most)
        return f"Espera habitual: {minutes_words(wait.usual)} · 95 de cada 100: hasta {most}"
    if view in View.OPENED.ring:
        cases = figures.cases
        return f"{count_words(cases.opened, 'abierto')} · {cases.in_process} en trámite o resueltos"
    if view is View.ATTENTIONS:
        took = figures.attention
        most = minutes_words(took.most)
        return f"Atención habitual: {minutes_words(took.usual)} · 95 de cada 100: hasta {most}"
    return count_words(rows, _NOUNS[view.shape])


def _empty(view: View) -> tuple[str, str]:
    if view is View.ALL:
        return "Aquí verá los turnos de hoy", "El primero aparece cuando recepción lo emite."
    if view is View.DAYS:
        return "Todavía no se cerró ninguna jornada", "Aparecen aquí cuando las cierra con F12."
    if view in _NO_TURNOS:
        return _NO_TURNOS[view], "Pulse Esc para volver."
    more = "Pulse F4 para ver los demás." if len(view.ring) > 1 else "Pulse Esc para volver."
    return f"{view.label}: ninguno", more


def _maybe_clock(board: SupervisionBoard, moment: datetime | None) -> str:
    return "" if moment is None else clock_words(board.office, moment)
