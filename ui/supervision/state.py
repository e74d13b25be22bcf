"""The counters now: plain values and words."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from desktop.usecases.boards import CounterView
from desktop.usecases.supervision import SupervisionBoard
from domain.counters import SessionState
from domain.tickets import TicketState
from ui.queue.state import minutes_between
from ui.supervision.alerts import is_long_break, is_over_target
from ui.supervision.words import COUNTER_KEYS, keys_for, lasted_words
from ui.theme import Kind


@dataclass(frozen=True, slots=True)
class CounterRow:
    """A counter now.

    Attributes:
        who: the person there, empty while it is closed.
        what: the turno, the break and its reason, or that it is free.
        lasted: since when that is so, empty while it is closed.
        session_id: None while it is closed.
        services: what it attends, or could, as a sentence.
        key: of the keyboard, which opens its turnos; empty where there are more than keys.
    """

    counter_id: UUID
    session_id: UUID | None
    number: int
    who: str
    what: str
    lasted: str
    kind: Kind
    services: str
    key: str = ""


def counter_rows(board: SupervisionBoard, now: datetime) -> tuple[CounterRow, ...]:
    """Return every counter in service, as at ``now``."""
    keys = keys_for(COUNTER_KEYS, len(board.counters))
    return tuple(
        replace(_counter_row(board, view, now), key=key)
        for view, key in zip(board.counters, keys, strict=True)
    )


def _counter_row(board: SupervisionBoard, view: CounterView, now: datetime) -> CounterRow:
    catalogue = board.catalogue
    counter, session, current = view.counter, view.session, view.current
    if session is None:
        can = catalogue.short_names(tuple(sorted(counter.services)))
        services = f"Ventanilla {counter.number} puede atender: {can}."
        return CounterRow(
            counter.id, None, counter.number, "", "Cerrada", "", Kind.NEUTRAL, services
        )
    attended = catalogue.short_names(tuple(sorted(session.services)))
    since, kind, what = _free_since(board, view), Kind.OK, "Libre"
    if current is not None:
        ticket = current.ticket
        if ticket.state is TicketState.CALLED:
            what, since, kind = f"Llama a {ticket.code}", ticket.last_called_at, Kind.INFO
        else:
            what, since = (
                f"{ticket.code} {catalogue.short_names(ticket.pending)}",
                ticket.serving_since,
            )
            kind = Kind.WARN if is_over_target(board, ticket, now) else Kind.OK
    elif session.state is SessionState.BREAK:
        what, since = f"En pausa: {session.break_reason}", session.since
        kind = Kind.WARN if is_long_break(view, now) else Kind.NEUTRAL
    return CounterRow(
        counter.id,
        session.id,
        counter.number,
        view.staff,
        what,
        _lasted(since, now),
        kind,
        f"Ventanilla {counter.number} atiende: {attended}.",
    )


def _free_since(board: SupervisionBoard, view: CounterView) -> datetime | None:
    """Return since when nobody was there: the counter opened, or somebody left it later."""
    since = None if view.session is None else view.session.since
    ends = (
        one.ticket.finished_at for one in board.tickets if one.ticket.counter_id == view.counter.id
    )
    return max((moment for moment in (since, *ends) if moment is not None), default=None)


def _lasted(since: datetime | None, now: datetime) -> str:
    return "" if since is None else lasted_words(minutes_between(since, now))
