"""What asks for the supervisor's attention, the most urgent first."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from desktop.usecases.boards import CounterView
from desktop.usecases.supervision import SupervisionBoard
from domain.counters import SessionState
from domain.ports import CaseRow, TicketView
from domain.tickets import Ticket, TicketState
from ui.queue.state import minutes_between
from ui.supervision.figures import late_tickets
from ui.supervision.views import Asked, View
from ui.supervision.words import (
    ALERT_KEYS,
    clock_words,
    keys_for,
    lasted_words,
    listed,
)
from ui.theme import Kind

LONG_BREAK = timedelta(minutes=30)
"""A break that lasts longer: twice the quarter of an hour of a coffee, half of lunch."""
HELD_LONG = timedelta(minutes=60)
"""On hold longer: who went for a paper within the building is back by then. What is kept, and so
counted, is when the attention began."""
FORGOTTEN = timedelta(minutes=60)
"""An attention without a promised time lasts longer: the longest work, an enrolment of two people,
takes three quarters of an hour."""
FAR_BEYOND = 2
"""An attention with a promised time lasts so many times as long."""
CALLED_LONG = timedelta(minutes=10)
"""Nobody came and nobody said so for longer: who called went away."""
UNREAD = timedelta(minutes=5)
"""A notice is not read: an attention may be under way, but a glance takes less."""
SINGLE = 3
"""Up to so many matters of one kind are told one by one, more of them together."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that asks for attention.

    Attributes:
        words: what; ``detail`` who and where, small below it.
        measure: how long, until when or how often, in a chip; ``kind`` its colour.
        asked: the list behind it; ``row`` the key of the line meant there.
        session_id: the counter to close instead; ``day`` the day to close; ``by_hand`` the turnos
            given by hand are to be entered.
        key: of the keyboard, which opens it; empty where there are more than keys.
    """

    words: str
    detail: str
    measure: str
    kind: Kind = Kind.WARN
    asked: Asked | None = None
    row: Hashable | None = None
    session_id: UUID | None = None
    day: date | None = None
    by_hand: bool = False
    key: str = ""


def alerts(board: SupervisionBoard, now: datetime) -> tuple[Alert, ...]:
    """Return what asks for attention, the most urgent first.

    People who stand there come before papers, and today before what was left on earlier days.
    Requests for leave have a card of their own above these.
    """
    found = (
        *_by_hand(board),
        *_late(board, now),
        *_attentions(board, now),
        *_calls(board, now),
        *_breaks(board, now),
        *_cases(board, now),
        *_held(board, now),
        *_notices(board, now),
        *_returned(board),
        *_out_of_turn(board),
        *_left_open(board),
    )
    keys = keys_for(ALERT_KEYS, len(found))
    return tuple(replace(alert, key=key) for alert, key in zip(found, keys, strict=True))


def is_over_target(board: SupervisionBoard, ticket: Ticket, now: datetime, times: int = 1) -> bool:
    """Tell whether an attention lasts ``times`` as long as its services promise, or longer."""
    catalogue, since = board.catalogue, ticket.serving_since
    targets = [s.target_minutes for n in ticket.pending if (s := catalogue.find(n)) is not None]
    promised = [minutes for minutes in targets if minutes is not None]
    if since is None or not promised:
        return False
    return minutes_between(since, now) >= times * max(promised)


def is_long_break(view: CounterView, now: datetime) -> bool:
    """Tell whether a counter rests for longer than a break lasts."""
    session = view.session
    return (
        session is not None
        and session.state is SessionState.BREAK
        and session.since is not None
        and now - session.since >= LONG_BREAK
    )


def _by_hand(board: SupervisionBoard) -> Iterator[Alert]:
    since = board.paper_since
    if since is not None:
        local = board.office.local(since)
        words, detail = "Contingencia: turnos de papel", "Ingréselos y termínela"
        yield Alert(words, detail, f"{local:%d/%m %H:%M}", by_hand=True)


def _late(board: SupervisionBoard, now: datetime) -> Iterator[Alert]:
    target, late = board.office.target_wait_minutes, late_tickets(board, now)
    if not late:
        return
    first = late[0].ticket
    waited = lasted_words(minutes_between(first.queued_at, now))
    kind = Kind.ERROR if minutes_between(first.queued_at, now) >= 2 * target else Kind.WARN
    asked = Asked(View.LATE)
    if len(late) == 1:
        detail = f"meta {target} min · {board.catalogue.short_names(first.services)}"
        yield Alert(f"{first.code} espera", detail, waited, kind, asked, first.id)
    else:
        words = f"{len(late)} esperan más de {target} min"
        codes = listed([view.ticket.code for view in late], 5)
        yield Alert(words, codes, waited, kind, asked, first.id)


def _attentions(board: SupervisionBoard, now: datetime) -> Iterator[Alert]:
    for view in board.tickets:
        ticket, since = view.ticket, view.ticket.serving_since
        if ticket.state is not TicketState.SERVING or since is None:
            continue
        if ticket.day < board.day:
            left = f"desde el {ticket.day:%d/%m/%Y}"
            yield _attention(f"{ticket.code} sigue en atención", view, left, Kind.ERROR)
        elif is_over_target(board, ticket, now, FAR_BEYOND) or now - since >= FORGOTTEN:
            lasted = lasted_words(minutes_between(since, now))
            yield _attention(f"{ticket.code}: atención muy larga", view, lasted, Kind.WARN)


def _calls(board: SupervisionBoard, now: datetime) -> Iterator[Alert]:
    for view in board.tickets:
        ticket, at = view.ticket, view.ticket.last_called_at
        if ticket.state is TicketState.CALLED and at is not None and now - at >= CALLED_LONG:
            lasted = lasted_words(minutes_between(at, now))
            yield _attention(f"{ticket.code}: llamado sin respuesta", view, lasted, Kind.WARN)


def _attention(words: str, view: TicketView, measure: str, kind: Kind) -> Alert:
    detail = f"ventanilla {view.counter_number} · {view.staff}"
    return Alert(words, detail, measure, kind, Asked(View.AT_COUNTERS), view.ticket.id)


def _breaks(board: SupervisionBoard, now: datetime) -> Iterator[Alert]:
    for view in board.counters:
        session = view.session
        if session is None or session.day < board.day or not is_long_break(view, now):
            continue
        assert session.since is not None
        words = f"La ventanilla {view.counter.number} sigue en pausa"
        lasted = lasted_words(minutes_between(session.since, now))
        asked = Asked(View.COUNTER, counter_id=view.counter.id)
        yield Alert(words, f"{view.staff} · {session.break_reason}", lasted, asked=asked)


def _cases(board: SupervisionBoard, now: datetime) -> Iterator[Alert]:
    overdue: list[CaseRow] = []
    today: list[CaseRow] = []
    for row in board.cases.due:
        (overdue if row.due_at is not None and row.due_at < now else today).append(row)
    yield from _due(board, overdue, "venció", "trámites vencidos", Kind.ERROR)
    yield from _due(board, today, "vence hoy", "trámites vencen hoy", Kind.WARN)


def _due(
    board: SupervisionBoard, rows: Sequence[CaseRow], one: str, many: str, kind: Kind
) -> Iterator[Alert]:
    if not rows:
        return
    first = rows[0]
    assert first.due_at is not None
    local = board.office.local(first.due_at)
    at = f"{local:%H:%M}" if local.date() == board.day else f"{local:%d/%m}"
    if len(rows) == 1:
        words, detail = f"{first.number} {one}", first.entity or first.bearer
    else:
        words, detail = f"{len(rows)} {many}", f"primero: {first.number}"
    yield Alert(words, detail, at, kind, Asked(View.DUE), first.id)


def _held(board: SupervisionBoard, now: datetime) -> Iterator[Alert]:
    held = [
        (since, view)
        for view in board.tickets
        if view.ticket.state is TicketState.HELD
        and (since := view.ticket.serving_since) is not None
        and now - since >= HELD_LONG
    ]
    if not held:
        return
    since, first = min(held, key=lambda one: one[0])
    lasted = lasted_words(minutes_between(since, now))
    asked = Asked(View.AT_COUNTERS)
    if len(held) == 1:
        words, detail = f"{first.ticket.code} sigue en pausa", first.ticket.reason
    else:
        words = f"{len(held)} turnos siguen en pausa"
        detail = listed([view.ticket.code for _, view in held], 5)
    yield Alert(words, detail, lasted, Kind.WARN, asked, first.ticket.id)


def _notices(board: SupervisionBoard, now: datetime) -> Iterator[Alert]:
    unread = [
        view
        for view in board.notices
        if view.notice.read_at is None and now - view.notice.sent_at >= UNREAD
    ]
    if not unread:
        return
    first = min(unread, key=lambda view: view.notice.sent_at)
    lasted = lasted_words(minutes_between(first.notice.sent_at, now))
    numbers = sorted({view.counter_number for view in unread})
    if len(numbers) == 1:
        words = f"La ventanilla {numbers[0]} no ha leído su aviso"
    else:
        words = f"{len(numbers)} ventanillas no han leído su aviso"
    asked = Asked(View.NOTICES)
    yield Alert(words, first.notice.text, lasted, asked=asked, row=first.notice.id)


def _returned(board: SupervisionBoard) -> Iterator[Alert]:
    found = board.cases.returned_again
    asked = Asked(View.AGAIN)
    if len(found) > SINGLE:
        numbers = listed(list(dict.fromkeys(one.number for one in found)), 2)
        yield Alert(f"{len(found)} devoluciones otra vez por lo mismo", numbers, "", asked=asked)
        return
    faults = {(f.case_id, f.requirement, f.reason): f for f in board.cases.faults}
    for one in found:
        fault = faults[one.case_id, one.requirement, one.reason]
        words = f"{one.entity or one.number}: otra vez «{fault.words.lower()}»"
        detail, row = f"{fault.document} · {one.number}", (one.case_id, one.requirement, one.at)
        yield Alert(words, detail, f"{one.times}.ª vez", asked=asked, row=row)


def _out_of_turn(board: SupervisionBoard) -> Iterator[Alert]:
    calls = board.out_of_turn
    if not calls:
        return
    last = calls[-1]
    words = (
        f"{last.code}: llamado fuera de orden"
        if len(calls) == 1
        else f"{len(calls)} llamados fuera de orden"
    )
    detail = f"ventanilla {last.counter_number} · {last.reason}"
    at = clock_words(board.office, last.called_at)
    yield Alert(words, detail, at, Kind.INFO, Asked(View.OUT_OF_TURN))


def _left_open(board: SupervisionBoard) -> Iterator[Alert]:
    for day in board.forgotten_days:
        yield Alert(
            f"Jornada del {day:%d/%m} sin cerrar",
            "Sus turnos todavía no vencen",
            _days_ago(board, day),
            day=day,
        )
    for view in board.counters:
        session = view.session
        if session is not None and session.day < board.day:
            words = f"La ventanilla {view.counter.number} quedó abierta"
            measure = _days_ago(board, session.day)
            yield Alert(words, view.staff, measure, session_id=session.id)


def _days_ago(board: SupervisionBoard, day: date) -> str:
    days = (board.day - day).days
    return "ayer" if days == 1 else f"hace {days} días"
