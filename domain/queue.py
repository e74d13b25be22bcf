"""Who is next: order of arrival, with the priority rule of the office."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.catalogue import Catalogue
from domain.counters import CounterSession
from domain.errors import KnownError
from domain.offices import OpeningHours, QueuePolicy
from domain.staff import Role
from domain.tickets import Ticket, ticket_code

PLACES_BETWEEN = 1_000
"""Places in the order of arrival from one operation to the next: turnos that were given on paper
while the office had no database are put in among those that the program issued."""


def place_of(sequence: int) -> int:
    """Return the place in the order of arrival of what the log tells at ``sequence``."""
    return sequence * PLACES_BETWEEN


class QueueEmpty(KnownError):
    """Nobody waits whom this counter can serve: a notice, not a failure."""

    what = "Nadie espera para esta ventanilla."


class DayClosed(KnownError):
    """The supervisor closed the day."""

    what = "La jornada ya se cerró."
    kept = "Los turnos atendidos están guardados."
    todo = "El supervisor puede reabrirla."


class OfficeClosed(KnownError):
    """Outside the hours in which turnos are issued."""

    def __init__(self, hours: OpeningHours) -> None:
        super().__init__(
            f"La oficina entrega turnos en este horario: {hours.words}.",
            todo="Quien ya tiene turno será atendido. Un supervisor puede autorizar uno más.",
        )


@dataclass(frozen=True, slots=True)
class QueueDay:
    """One office's day of queue.

    ``priority_run`` counts the priority turnos that went ahead of waiting ordinary ones since
    an ordinary one was last called.
    """

    office_id: UUID
    day: date
    opened_at: datetime
    closed_at: datetime | None = None
    priority_run: int = 0
    version: int = 1


def is_closed(day: QueueDay | None) -> bool:
    """Tell whether a supervisor closed ``day``; None: nothing happened on it yet."""
    return day is not None and day.closed_at is not None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What decides a waiting turno's place, and nothing else."""

    id: UUID
    series: str
    number: int
    priority: bool
    pending: tuple[int, ...]
    position: int
    reserved_for: UUID | None = None

    @property
    def code(self) -> str:
        """The number as printed, shown and spoken."""
        return ticket_code(self.series, self.number)


def as_waiting(ticket: Ticket) -> Waiting:
    """Return what decides the place of ``ticket``."""
    return Waiting(
        ticket.id,
        ticket.series,
        ticket.number,
        ticket.priority,
        ticket.pending,
        ticket.position,
        ticket.reserved_for,
    )


@dataclass(frozen=True, slots=True)
class Server:
    """What a counter can serve now: its session's services that the person's roles cover."""

    counter_id: UUID
    services: frozenset[int]

    def can_serve(self, ticket: Waiting) -> bool:
        """Tell whether this counter may take ``ticket``: any pending service, if not reserved."""
        if ticket.reserved_for is not None and ticket.reserved_for != self.counter_id:
            return False
        return not self.services.isdisjoint(ticket.pending)


@dataclass(frozen=True, slots=True)
class Choice:
    """The next turno and the priority run after calling it."""

    ticket_id: UUID
    priority_run: int


def server_for(session: CounterSession, roles: frozenset[Role], catalogue: Catalogue) -> Server:
    """Return what ``session`` can serve with ``roles``."""
    mine = frozenset(
        number
        for number in session.services
        if (service := catalogue.find(number)) is not None
        and not roles.isdisjoint(service.served_by)
    )
    return Server(session.counter_id, mine)


def choose(
    ordinary: Iterable[Waiting],
    priority: Iterable[Waiting],
    server: Server,
    policy: QueuePolicy,
    priority_run: int,
) -> Choice:
    """Pick the first in order that ``server`` can serve.

    Args:
        ordinary: waiting turnos without priority, by position.
        priority: waiting turnos with priority, by position.
        server: the counter that asks.
        policy: the office's rule.
        priority_run: as ``QueueDay.priority_run``.

    Raises:
        QueueEmpty: nobody waits whom it can serve.
    """
    picked = _pick(_first(ordinary, server), _first(priority, server), policy, priority_run)
    if picked is None:
        raise QueueEmpty()
    ticket, run = picked
    return Choice(ticket.id, run)


def in_order(
    waiting: Iterable[Waiting], policy: QueuePolicy, priority_run: int
) -> Iterator[Waiting]:
    """Yield the whole queue in the order in which one counter that serves all would call it."""
    by_place = sorted(waiting, key=lambda ticket: ticket.position)
    ordinary = deque(ticket for ticket in by_place if not ticket.priority)
    priority = deque(ticket for ticket in by_place if ticket.priority)
    run = priority_run
    while picked := _pick(
        ordinary[0] if ordinary else None, priority[0] if priority else None, policy, run
    ):
        ticket, run = picked
        yield (priority if ticket.priority else ordinary).popleft()


def _first(waiting: Iterable[Waiting], server: Server) -> Waiting | None:
    return next((ticket for ticket in waiting if server.can_serve(ticket)), None)


def _pick(
    first: Waiting | None, urgent: Waiting | None, policy: QueuePolicy, run: int
) -> tuple[Waiting, int] | None:
    """Return who goes before the other, and the priority run after it."""
    if urgent is None or (first is not None and not _goes_ahead(urgent, first, policy, run)):
        return None if first is None else (first, 0)
    overtakes = first is not None and first.position < urgent.position
    return urgent, run + 1 if overtakes else run


def _goes_ahead(urgent: Waiting, first: Waiting, policy: QueuePolicy, run: int) -> bool:
    if urgent.position < first.position:
        return True
    limit = policy.max_priority_in_a_row
    return policy.priority_first and (limit is None or run < limit)
