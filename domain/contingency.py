"""Working on paper while the office has no database: turnos of a series of their own.

A person at the door writes numbers ``C-001``, ``C-002`` … with the hour of arrival on a printed
sheet. When the database is back they are entered, and who still waits takes the place in the queue
that the hour of arrival gives (support procedure §3.4: order of arrival).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.errors import InvalidInput, KnownError
from domain.offices import SeriesRule
from domain.queue import PLACES_BETWEEN
from domain.tickets import Ticket, ticket_code

SERIES = "C"
"""The letter of turnos given on paper; of no others."""
_OTHERS = "XYZWVU"
MOST = PLACES_BETWEEN - 1
"""The highest number of a day: so many places there are between two turnos of the program."""


class Fate(StrEnum):
    """What became of a turno that was given on paper."""

    WAITING = "waiting"
    ATTENDED = "attended"
    LEFT = "left"

    @property
    def label(self) -> str:
        """As the office says it."""
        return _LABELS[self]


_LABELS = {
    Fate.WAITING: "Sigue esperando",
    Fate.ATTENDED: "Atendido",
    Fate.LEFT: "Se fue",
}


class NoContingency(KnownError):
    """Nobody declared that the office works on paper."""

    what = "No hay una contingencia declarada."
    kept = "No se cambió nada."
    todo = "Pida al supervisor que la declare, con su día y hora."


class ContingencyGoesOn(KnownError):
    """A contingency is declared already, or its day is being closed."""

    what = "Hay una contingencia sin terminar."
    kept = "No se cambió nada."
    todo = "Ingrese los turnos de papel que falten y termínela en Supervisión."


@dataclass(frozen=True, slots=True)
class PaperTurno:
    """A line of the sheet.

    Attributes:
        number: as written: 7 of ``C-007``.
        arrived_at: when the person came.
        fate: what became of them; ``counter_id``, ``began`` and ``ended`` of who was attended.
    """

    number: int
    arrived_at: datetime
    services: tuple[int, ...]
    priority: bool = False
    person_id: UUID | None = None
    entity_id: UUID | None = None
    fate: Fate = Fate.WAITING
    counter_id: UUID | None = None
    began: datetime | None = None
    ended: datetime | None = None


def series_of(rule: SeriesRule) -> str:
    """Return the letter of an office's paper turnos: ``C``, or another where it is taken.

    Offices that gave ``C`` to ordinary turnos before it was reserved go on with it.
    """
    taken = {rule.general, rule.priority, *(letter for _, letter in rule.by_service)}
    return next((letter for letter in (SERIES, *_OTHERS) if letter not in taken), "CC")


def check(
    turno: PaperTurno,
    entered: Iterable[Ticket],
    *,
    series: str,
    bounds: tuple[datetime, datetime],
    now: datetime,
    today: bool,
) -> None:
    """Insist that a line of the sheet can be so.

    Args:
        entered: the lines of that day that were entered before.
        bounds: when that day of the queue begins and ends.
        today: it is the present day.

    Raises:
        InvalidInput: it cannot; nothing is entered.
    """
    code = ticket_code(series, turno.number)
    if not 1 <= turno.number <= MOST:
        raise InvalidInput(
            f"El número va de 1 a {MOST}.", kept="No se ingresó.", todo="Cópielo de la hoja."
        )
    begins, ends = bounds
    if not begins <= turno.arrived_at < ends or turno.arrived_at > now:
        raise InvalidInput(
            f"La hora de llegada de {code} no es de esa jornada o todavía no llega.",
            kept="No se ingresó.",
            todo="Corrija la hora.",
        )
    _check_order(turno, entered, code, series)
    if turno.fate is Fate.WAITING and not today:
        raise InvalidInput(
            f"La jornada de {code} ya pasó: nadie sigue esperando.",
            kept="No se ingresó.",
            todo="Elija «Atendido» o «Se fue».",
        )
    if turno.fate is Fate.ATTENDED:
        _check_attention(turno, code, now)


def _check_order(turno: PaperTurno, entered: Iterable[Ticket], code: str, series: str) -> None:
    for other in entered:
        if other.number == turno.number:
            raise InvalidInput(
                f"El turno {code} ya está ingresado.", kept="No se cambió.", todo="Siga con otro."
            )
        before = other.number < turno.number
        if other.arrived_at != turno.arrived_at and before != (other.arrived_at < turno.arrived_at):
            earlier, later = (
                (other.number, turno.number) if before else (turno.number, other.number)
            )
            raise InvalidInput(
                f"{ticket_code(series, later)} llegó después de {ticket_code(series, earlier)}:"
                " sus horas no siguen ese orden.",
                kept="No se ingresó.",
                todo="Compare las dos horas con la hoja.",
            )


def _check_attention(turno: PaperTurno, code: str, now: datetime) -> None:
    began, ended = turno.began, turno.ended
    if turno.counter_id is None or began is None or ended is None:
        raise InvalidInput(
            f"Falta en qué ventanilla y de qué hora a qué hora se atendió {code}.",
            kept="No se ingresó.",
            todo="Complételo.",
        )
    if not turno.arrived_at <= began <= ended <= now:
        raise InvalidInput(
            f"Las horas de {code} no están en orden: llegada, inicio y fin.",
            kept="No se ingresó.",
            todo="Corríjalas.",
        )


def place(turno: PaperTurno, others: Iterable[Ticket]) -> int:
    """Return the place in the order of arrival: after all who came before, by their hour.

    Among those on paper the number decides; it goes with the hour.

    Args:
        others: every turno of the day.
    """
    before = max(
        (
            other.position // PLACES_BETWEEN
            for other in others
            if other.queued_at <= turno.arrived_at
        ),
        default=0,
    )
    return before * PLACES_BETWEEN + turno.number


def next_number(entered: Sequence[Ticket]) -> int:
    """Return the number that the next line of the sheet has, most likely."""
    return min(MOST, max((ticket.number for ticket in entered), default=0) + 1)


def as_ticket(turno: PaperTurno, ticket: Ticket, now: datetime, *, left_reason: str) -> Ticket:
    """Return a newly entered turno as its line tells: it waits, was attended, or left.

    Args:
        ticket: as it was when the person came.
    """
    match turno.fate:
        case Fate.ATTENDED:
            assert turno.counter_id is not None
            assert turno.began is not None
            assert turno.ended is not None
            served = ticket.call(turno.counter_id, turno.began).arrive(turno.began)
            ended = served.finish(turno.ended, frozenset(ticket.services))
            return replace(ended, version=1)
        case Fate.LEFT:
            return replace(ticket.cancel(now, left_reason), version=1)
        case _:
            return ticket
