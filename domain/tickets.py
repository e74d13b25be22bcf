"""A turno: a place in today's queue, and everything that can happen to it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.errors import KnownError
from domain.offices import QueuePolicy


class TicketState(StrEnum):
    """Where a turno stands."""

    ISSUED = "issued"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    SERVED = "served"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """The state as the office says it."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    TicketState.ISSUED: "En espera",
    TicketState.CALLED: "Llamado",
    TicketState.SERVING: "En atención",
    TicketState.HELD: "En pausa",
    TicketState.SERVED: "Atendido",
    TicketState.NO_SHOW: "No se presentó",
    TicketState.CANCELLED: "Anulado",
    TicketState.EXPIRED: "Vencido",
}

AT_COUNTER = frozenset({TicketState.CALLED, TicketState.SERVING})
OPEN_STATES = AT_COUNTER | {TicketState.ISSUED, TicketState.HELD}


class WrongState(KnownError):
    """The turno is not in a state that allows the action: usually somebody was quicker."""

    def __init__(self, ticket: "Ticket") -> None:
        super().__init__(
            f"El turno {ticket.code} está «{ticket.state.label.lower()}».",
            kept="No se cambió nada.",
            todo="La lista se actualizó; revísela.",
        )


class TooSoon(KnownError):
    """Called again before the minimum interval."""

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, int(wait.total_seconds()))
        super().__init__(
            "Acaba de llamar a este turno.", todo=f"Vuelva a llamar en {seconds} segundos."
        )


class TooManyRecalls(KnownError):
    """Called again as often as the office allows."""

    what = "Ya volvió a llamar las veces permitidas."
    todo = "Marque «No vino» con F8."


class RecallFirst(KnownError):
    """Marked as absent before calling again."""

    def __init__(self, missing: int) -> None:
        times = "una vez" if missing == 1 else f"{missing} veces"
        super().__init__(
            "Todavía no se puede marcar que no vino.", todo=f"Vuelva a llamar {times} más con F4."
        )


class ServicesUndone(KnownError):
    """Finishing would leave services of the visit unattended."""

    def __init__(self, services: tuple[int, ...]) -> None:
        self.services = services
        super().__init__(
            "Quedan servicios sin atender en este turno.",
            kept="El turno sigue en atención.",
            todo="Reasígnelo a otra ventanilla o anote por qué termina aquí.",
        )


@dataclass(frozen=True, slots=True)
class Ticket:
    """A turno. Every change returns a new value one version on.

    Attributes:
        services: what the visit is for, in the order asked.
        attended: those of ``services`` already attended.
        arrived_at: when the turno was issued; never changes.
        queued_at: since when the person waits: arrival, or rejoining.
        position: place in the order of arrival; counted, never taken from a clock.
        counter_id: where it is called, served or held; None while it waits.
        reserved_for: the one counter it waits for, when it was sent there.
        called_at: first call of the present round of calls; ``last_called_at`` the last.
        recalls: how often it was called again in this round.
        reason: why it was held, sent elsewhere, finished undone, cancelled or expired.
    """

    id: UUID
    office_id: UUID
    day: date
    series: str
    number: int
    priority: bool
    services: tuple[int, ...]
    arrived_at: datetime
    queued_at: datetime
    position: int
    person_id: UUID | None = None
    entity_id: UUID | None = None
    attended: tuple[int, ...] = ()
    state: TicketState = TicketState.ISSUED
    counter_id: UUID | None = None
    reserved_for: UUID | None = None
    called_at: datetime | None = None
    last_called_at: datetime | None = None
    recalls: int = 0
    serving_since: datetime | None = None
    finished_at: datetime | None = None
    reason: str = ""
    version: int = 1

    @property
    def code(self) -> str:
        """The number as printed, shown and spoken: ``A-007``."""
        return ticket_code(self.series, self.number)

    @property
    def pending(self) -> tuple[int, ...]:
        """The services not yet attended."""
        return tuple(service for service in self.services if service not in self.attended)

    def call(self, counter_id: UUID, now: datetime) -> "Ticket":
        """Call it to a counter.

        Raises:
            WrongState: it is not waiting.
        """
        self._require(TicketState.ISSUED)
        return self._become(
            TicketState.CALLED,
            counter_id=counter_id,
            called_at=now,
            last_called_at=now,
            recalls=0,
            reason="",
        )

    def recall(self, now: datetime, policy: QueuePolicy) -> "Ticket":
        """Call it again.

        Raises:
            WrongState: it is not being called.
            TooManyRecalls: as often as the office allows.
            TooSoon: before the minimum interval. A clock set back does not make one wait.
        """
        self._require(TicketState.CALLED)
        if self.recalls >= policy.max_recalls:
            raise TooManyRecalls()
        if self.last_called_at is not None:
            passed = now - self.last_called_at
            if timedelta(0) <= passed < policy.recall_interval:
                raise TooSoon(policy.recall_interval - passed)
        return self._become(TicketState.CALLED, last_called_at=now, recalls=self.recalls + 1)

    def arrive(self, now: datetime) -> "Ticket":
        """The person is at the counter: attention begins.

        Raises:
            WrongState: it is not being called.
        """
        self._require(TicketState.CALLED)
        return self._become(TicketState.SERVING, serving_since=now)

    def undo_call(self) -> "Ticket":
        """Take a mistaken call back; the place in the queue is kept.

        Raises:
            WrongState: it is not being called.
        """
        self._require(TicketState.CALLED)
        return self._waiting(reason="")

    def no_show(self, now: datetime, policy: QueuePolicy) -> "Ticket":
        """The person did not come.

        Raises:
            WrongState: it is not being called.
            RecallFirst: it was not called again as often as the office asks.
        """
        self._require(TicketState.CALLED)
        missing = policy.recalls_before_no_show - self.recalls
        if missing > 0:
            raise RecallFirst(missing)
        return self._become(TicketState.NO_SHOW, finished_at=now)

    def rejoin(self, now: datetime, position: int) -> "Ticket":
        """The person is back: the number is kept, the wait begins now, at the end.

        Raises:
            WrongState: it was not marked as absent.
        """
        self._require(TicketState.NO_SHOW)
        return replace(self._waiting(reason=""), queued_at=now, position=position, finished_at=None)

    def hold(self, reason: str) -> "Ticket":
        """Put the attention on hold; the counter is free for others.

        Raises:
            WrongState: it is not being served.
        """
        self._require(TicketState.SERVING)
        return self._become(TicketState.HELD, reason=reason)

    def resume(self, counter_id: UUID, now: datetime) -> "Ticket":
        """Go on with an attention that was on hold, at any counter.

        Raises:
            WrongState: it is not on hold.
        """
        self._require(TicketState.HELD)
        since = self.serving_since or now
        return self._become(
            TicketState.SERVING, counter_id=counter_id, serving_since=since, reason=""
        )

    def finish(self, now: datetime, attended: frozenset[int], reason: str = "") -> "Ticket":
        """End the attention; ``attended`` are the services done in it.

        Raises:
            WrongState: it is not being served.
            ServicesUndone: services would be left and no ``reason`` says why.
        """
        self._require(TicketState.SERVING)
        done = self._attended_with(attended)
        left = tuple(service for service in self.services if service not in done)
        if left and not reason:
            raise ServicesUndone(left)
        return self._become(TicketState.SERVED, attended=done, finished_at=now, reason=reason)

    def end_forgotten(self, now: datetime, attended: frozenset[int], reason: str) -> "Ticket":
        """A supervisor ends an attention that was left, also one on hold; ``reason`` says why.

        Nobody knows how long it took: it is counted as served, and not measured.

        Raises:
            WrongState: it is neither being served nor on hold.
        """
        self._require(TicketState.SERVING, TicketState.HELD)
        return self._become(
            TicketState.SERVED,
            attended=self._attended_with(attended),
            serving_since=None,
            finished_at=now,
            reason=reason,
        )

    def transfer(
        self,
        reason: str,
        *,
        attended: frozenset[int] = frozenset(),
        add: tuple[int, ...] = (),
        reserved_for: UUID | None = None,
    ) -> "Ticket":
        """Send it back to the queue for another counter or service, in its old place.

        Args:
            attended: services done before sending it on.
            add: services to add.
            reserved_for: the one counter it shall wait for.

        Raises:
            WrongState: it is neither waiting, called, served nor on hold.
        """
        self._require(*OPEN_STATES)
        services = self.services + tuple(s for s in add if s not in self.services)
        done = tuple(s for s in self._attended_with(attended) if s not in add)
        return replace(
            self._waiting(reason=reason),
            services=services,
            attended=done,
            reserved_for=reserved_for,
        )

    def release(self) -> "Ticket":
        """Let it wait for any counter again, when the one it was reserved for closes."""
        self._require(TicketState.ISSUED)
        return self._become(TicketState.ISSUED, reserved_for=None)

    def cancel(self, now: datetime, reason: str) -> "Ticket":
        """The person leaves, or the turno was a mistake.

        Raises:
            WrongState: it is not waiting.
        """
        self._require(TicketState.ISSUED)
        return self._become(TicketState.CANCELLED, finished_at=now, reason=reason)

    def expire(self, now: datetime, reason: str) -> "Ticket":
        """The day closed before it was attended. An attention under way never expires.

        Raises:
            WrongState: it is neither waiting nor on hold.
        """
        self._require(TicketState.ISSUED, TicketState.HELD)
        return self._become(TicketState.EXPIRED, finished_at=now, reason=reason)

    def _attended_with(self, more: frozenset[int]) -> tuple[int, ...]:
        return tuple(s for s in self.services if s in more or s in self.attended)

    def _waiting(self, reason: str) -> "Ticket":
        return replace(
            self,
            state=TicketState.ISSUED,
            counter_id=None,
            reserved_for=None,
            called_at=None,
            last_called_at=None,
            recalls=0,
            serving_since=None,
            reason=reason,
            version=self.version + 1,
        )

    def _require(self, *states: TicketState) -> None:
        if self.state not in states:
            raise WrongState(self)

    def _become(self, state: TicketState, **changes: Any) -> "Ticket":
        return replace(self, state=state, version=self.version + 1, **changes)


def ticket_code(series: str, number: int) -> str:
    """Return the number as people see it: series, dash, three digits or more."""
    return f"{series}-{number:03d}"
