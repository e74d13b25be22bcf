"""The figures of the day as the supervisor reads them, each with what it is compared with."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.usecases.supervision import SupervisionBoard
from domain.ports import TicketView
from domain.tickets import TicketState
from ui.queue.state import minutes_between
from ui.supervision.views import View
from ui.supervision.words import (
    came_back_words,
    clock_words,
    count_words,
    minutes_words,
    weekday_words,
)
from ui.theme import Tone


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the figures.

    Attributes:
        key: of the keyboard, which opens what is behind it; ``view`` is that.
        notes: two lines below the figure.
        tone: its colour; the notes say the same in words.
    """

    key: str
    name: str
    view: View
    figure: str = "–"
    notes: tuple[str, str] = ("", "")
    tone: Tone = Tone.NORMAL


@dataclass(frozen=True, slots=True)
class _Told:
    figure: str
    notes: tuple[str, str]
    tone: Tone = Tone.NORMAL


FIRST: tuple[Tile, ...] = (
    Tile("1", "En espera", View.WAITING),
    Tile("2", "En atención", View.AT_COUNTERS),
    Tile("3", "Atendidos", View.SERVED),
    Tile("4", "No se presentaron", View.ABSENT),
    Tile("5", "Fuera de orden", View.OUT_OF_TURN),
    Tile("6", "Espera habitual", View.CALLED),
    Tile("7", "Atención habitual", View.ATTENTIONS),
    Tile("8", "A tiempo", View.DUE),
    Tile("9", "Devueltos", View.RETURNED),
    Tile("0", "Trámites", View.OPENED),
)
"""The figures in their order, before anything is known: of the turnos, then of times and cases.

Each has its digit: on the keyboard they stand in the same order.
"""


def tiles(board: SupervisionBoard, now: datetime) -> tuple[Tile, ...]:
    """Return the figures in the order of ``FIRST``, as at ``now``."""
    told = (
        _waiting(board, now),
        _at_counters(board),
        _served(board),
        _absent(board),
        _out_of_turn(board),
        _wait(board),
        _attention(board),
        _on_time(board, now),
        _returned(board),
        _opened(board),
    )
    return tuple(
        replace(first, figure=one.figure, notes=one.notes, tone=one.tone)
        for first, one in zip(FIRST, told, strict=True)
    )


def late_tickets(board: SupervisionBoard, now: datetime) -> list[TicketView]:
    """Return who waits longer than the office wants, the longest first."""
    target = board.office.target_wait_minutes
    late = [
        view
        for view in board.tickets
        if view.ticket.state is TicketState.ISSUED
        and minutes_between(view.ticket.queued_at, now) > target
    ]
    return sorted(late, key=lambda view: view.ticket.queued_at)


def _waiting(board: SupervisionBoard, now: datetime) -> _Told:
    waiting = [v.ticket for v in board.tickets if v.ticket.state is TicketState.ISSUED]
    late, target = len(late_tickets(board, now)), board.office.target_wait_minutes
    longest = max((minutes_between(ticket.queued_at, now) for ticket in waiting), default=None)
    return _Told(
        str(len(waiting)),
        (
            f"{late} {'pasa' if late == 1 else 'pasan'} de {target} min"
            if late
            else f"meta: {target} min",
            "nadie espera" if longest is None else f"la más larga: {longest} min",
        ),
        Tone.WARN if late else Tone.NORMAL,
    )


def _at_counters(board: SupervisionBoard) -> _Told:
    states = Counter(view.ticket.state for view in board.tickets)
    here = sum(view.session is not None for view in board.counters)
    beside = f"{count_words(states[TicketState.CALLED], 'llamado')}"
    if states[TicketState.HELD]:
        beside += f" · {states[TicketState.HELD]} en pausa"
    return _Told(
        str(states[TicketState.SERVING]),
        (beside, f"{here} de {count_words(len(board.counters), 'ventanilla')}"),
    )


def _served(board: SupervisionBoard) -> _Told:
    figures = board.counted.figures
    cancelled, expired = (
        count_words(figures.cancelled, "anulado"),
        count_words(figures.expired, "vencido"),
    )
    return _Told(
        str(figures.served),
        (f"de {count_words(figures.issued, 'turno')}", f"{cancelled}, {expired}"),
    )


def _absent(board: SupervisionBoard) -> _Told:
    figures = board.counted.figures
    still = figures.no_shows - figures.rejoined
    return _Told(
        str(figures.no_shows),
        (
            came_back_words(figures.rejoined),
            f"{count_words(still, 'ausente')} ahora",
        ),
    )


def _out_of_turn(board: SupervisionBoard) -> _Told:
    calls = board.out_of_turn
    last = calls[-1] if calls else None
    return _Told(
        str(board.counted.figures.out_of_turn_calls),
        ("ninguna llamada", "")
        if last is None
        else (
            "con su motivo",
            f"{last.code}, {clock_words(board.office, last.called_at)}",
        ),
    )


def _wait(board: SupervisionBoard) -> _Told:
    wait, target = board.counted.figures.wait, board.office.target_wait_minutes
    late = wait.usual is not None and wait.usual > target
    return _Told(
        minutes_words(wait.usual),
        (
            _most(wait.most, "sin llamadas todavía"),
            _habit(board, board.usual.wait_minutes) or f"meta: {target} min",
        ),
        Tone.WARN if late else Tone.NORMAL,
    )


def _attention(board: SupervisionBoard) -> _Told:
    attention = board.counted.figures.attention
    return _Told(
        minutes_words(attention.usual),
        (
            _most(attention.most, "ninguna terminada"),
            _habit(board, board.usual.attention_minutes),
        ),
    )


def _on_time(board: SupervisionBoard, now: datetime) -> _Told:
    cases = board.counted.figures.cases
    overdue = sum(row.due_at is not None and row.due_at < now for row in board.cases.due)
    due = len(board.cases.due) - overdue
    late = cases.answered - cases.on_time
    told = f"{cases.on_time} de {count_words(cases.answered, 'respondido')}"
    beside = f"{due} por vencer hoy"
    if overdue:
        beside = f"{due} por vencer · {count_words(overdue, 'vencido')}"
    return _Told(
        f"{100 * cases.on_time // cases.answered} %" if cases.answered else "–",
        (told if cases.answered else "ninguno respondido", beside),
        Tone.WARN if late or overdue else Tone.OK if cases.answered else Tone.NORMAL,
    )


def _returned(board: SupervisionBoard) -> _Told:
    returned = board.counted.figures.cases.returned
    words = Counter(fault.words for fault in board.cases.faults).most_common(1)
    again = len(board.cases.returned_again)
    return _Told(
        str(returned),
        (
            f"más: {words[0][0]}" if words else "ninguno hoy",
            f"{again} otra vez por lo mismo" if again else "",
        ),
        Tone.WARN if again else Tone.NORMAL,
    )


def _opened(board: SupervisionBoard) -> _Told:
    cases = board.counted.figures.cases
    return _Told(
        str(cases.opened),
        ("abiertos hoy", f"{cases.in_process} en trámite o resueltos"),
    )


def _most(minutes: float | None, otherwise: str) -> str:
    return otherwise if minutes is None else f"95 de cada 100: hasta {minutes_words(minutes)}"


def _habit(board: SupervisionBoard, minutes: float | None) -> str:
    if minutes is None:
        return ""
    return f"habitual {weekday_words(board.day.weekday())}: {minutes:.0f} min"
