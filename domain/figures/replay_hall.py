"""The hall of a day as the log tells it, one happening after another.

Apart from the tables on purpose: what is shown of an earlier minute can only come from the log, and
at the end of the day both must say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from domain.counters import SessionState
from domain.figures.replay_seen import (
    PAPER_BEGAN,
    PAPER_CAME,
    Hall,
    Happening,
    Post,
    Tally,
    Told,
    Turno,
)
from domain.offices import QueuePolicy
from domain.queue import QueueEmpty, Server, choose, in_order, place_of
from domain.tickets import AT_COUNTER, TicketState, ticket_code


@dataclass(slots=True)
class Play:
    """The hall while it is played; ``copy`` keeps a moment of it.

    Attributes:
        turnos: those that did not end; one that is absent may come back.
        waits: minutes of each wait that ended, of the whole day; ``waited`` of them up to now.
    """

    policy: QueuePolicy
    waits: list[float]
    turnos: dict[UUID, Turno] = field(default_factory=dict)
    posts: dict[UUID, Post] = field(default_factory=dict)
    answered: dict[UUID, datetime] = field(default_factory=dict)
    issued: int = 0
    served: int = 0
    cancelled: int = 0
    expired: int = 0
    waited: int = 0
    run: int = 0
    closed: bool = False

    def copy(self) -> "Play":
        """Return the same moment, which goes on by itself."""
        return replace(
            self,
            turnos=dict(self.turnos),
            posts=dict(self.posts),
            answered=dict(self.answered),
        )

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(one.state is TicketState.ISSUED for one in self.turnos.values())

    def hall(self) -> Hall:
        """Return the hall as it stands."""
        turnos = self.turnos
        by_state = {state: [t for t in turnos.values() if t.state is state] for state in _SHOWN}
        queue = (one.as_waiting() for one in by_state[TicketState.ISSUED])
        waits = self.waits[: self.waited]
        return Hall(
            tuple(turnos[one.id] for one in in_order(queue, self.policy, self.run)),
            (*by_state[TicketState.CALLED], *by_state[TicketState.SERVING]),
            tuple(by_state[TicketState.HELD]),
            tuple(self.posts.values()),
            Tally(
                self.issued,
                self.served,
                self.cancelled,
                self.expired,
                sum(one.state is TicketState.NO_SHOW for one in turnos.values()),
                median(waits) if waits else None,
            ),
            self.run,
            self.closed,
        )

    def take(self, one: Happening) -> Told:
        """Let it happen, and return what it changed."""
        told = one.told or {}
        base = Told(
            one.sequence,
            one.type,
            one.at,
            one.of,
            actor=one.actor,
            reason=told.get("reason", ""),
            erased=one.told is None,
        )
        if one.type.startswith("counter_"):
            return self._counter(one, told, base)
        if one.of in self.turnos or one.type in _OF_TURNOS:
            return self._turno(one, told, base)
        self._day(one, told)
        return base

    # ------------------------------------------------------------------ counters

    def _counter(self, one: Happening, told: Mapping[str, Any], base: Told) -> Told:
        counter = one.counter
        if counter is None:
            return base
        post = self.posts.get(counter)
        if one.type == "counter_opened" or (post is None and one.type != "counter_closed"):
            post = Post(counter, one.actor, frozenset(), one.at)
        match one.type:
            case "counter_closed":
                self.posts.pop(counter, None)
                return replace(base, counter=counter)
            case "counter_break":
                changes: dict[str, Any] = {"state": SessionState.BREAK, "reason": base.reason}
            case "counter_back":
                changes = {"state": SessionState.OPEN, "reason": ""}
            case _:
                changes = {"services": frozenset(told.get("services", ()))}
        assert post is not None
        since = one.at if "state" in changes else post.since
        self.posts[counter] = replace(post, since=since, **changes)
        return replace(base, counter=counter)

    # ------------------------------------------------------------------ the day

    def _day(self, one: Happening, told: Mapping[str, Any]) -> None:
        match one.type:
            case "day_closed":
                self.closed = True
            case "day_reopened":
                self.closed = False
            case _:
                self.policy = policy_of(told, self.policy)

    # ------------------------------------------------------------------ turnos

    def _turno(self, one: Happening, told: Mapping[str, Any], base: Told) -> Told:
        before = self.turnos.get(one.of)
        if before is None:
            before = self._came(one, told)
        after, where = self._changed(before, one, told)
        if after.state in _GONE:
            del self.turnos[one.of]
            self.answered.pop(one.of, None)
        else:
            self.turnos[one.of] = after
        to = told.get("to_counter")
        return replace(
            base,
            code=after.code,
            counter=where,
            to=None if to is None else UUID(to),
            reason=told.get("out_of_turn") or base.reason,
            out_of_turn="out_of_turn" in told,
            paper=after.paper,
        )

    def _came(self, one: Happening, told: Mapping[str, Any]) -> Turno:
        """Add a turno; one whose coming is no longer told begins with what is."""
        self.issued += 1
        series, number = told.get("series", ""), told.get("number", 0)
        arrived = one.at
        if one.type in _COMES:
            code = ticket_code(series, number) if series else ""
        else:
            code = told.get("code", "")
        came = Turno(
            one.of,
            code,
            series,
            number,
            bool(told.get("priority", False)),
            tuple(told.get("services", ())),
            told.get("position") or place_of(one.sequence),
            arrived,
            arrived,
            paper=one.type == PAPER_CAME,
        )
        self.turnos[one.of] = came
        return came

    def _changed(
        self, turno: Turno, one: Happening, told: Mapping[str, Any]
    ) -> tuple[Turno, UUID | None]:
        """Return a turno after a happening, and the counter where it happened."""
        here = turno.counter
        match one.type:
            case "ticket_called" | "ticket_resumed" | "paper_began":
                return self._to_counter(turno, one, told)
            case "ticket_called_again":
                return replace(turno, recalls=turno.recalls + 1), here
            case "ticket_arrived":
                self._end_wait(turno, turno.since)
                return replace(turno, state=TicketState.SERVING, since=one.at), here
            case "call_undone":
                return self._waits_again(turno, one.at), here
            case "ticket_rejoined":
                again = replace(turno, queued_at=one.at, position=place_of(one.sequence))
                return self._waits_again(again, one.at), None
            case "ticket_sent_on":
                pending = tuple(told.get("services", turno.pending))
                to = told.get("to_counter")
                waits = self._waits_again(replace(turno, pending=pending), one.at)
                return replace(waits, reserved_for=None if to is None else UUID(to)), here
            case "ticket_released":
                return replace(turno, reserved_for=None), None
            case _:
                return self._ended(turno, one), here

    def _to_counter(
        self, turno: Turno, one: Happening, told: Mapping[str, Any]
    ) -> tuple[Turno, UUID | None]:
        counter = UUID(told["counter"]) if told.get("counter") else None
        if counter is not None and counter not in self.posts and one.type != PAPER_BEGAN:
            # Its opening is of an earlier day, or no longer told.
            self.posts[counter] = Post(counter, one.actor, frozenset(), one.at)
        if one.type == "ticket_called":
            if counter is not None and "out_of_turn" not in told:
                self._count_run(turno, counter)
            return replace(
                turno, state=TicketState.CALLED, counter=counter, since=one.at, recalls=0
            ), counter
        if one.type == PAPER_BEGAN:
            self._end_wait(turno, one.at)
        return replace(turno, state=TicketState.SERVING, counter=counter, since=one.at), counter

    def _count_run(self, turno: Turno, counter: UUID) -> None:
        """Count the priority turnos in a row, as calling does."""
        queue = sorted(
            (t.as_waiting() for t in self.turnos.values() if t.state is TicketState.ISSUED),
            key=lambda one: one.position,
        )
        services = self.posts[counter].services or frozenset(
            number for one in queue for number in one.pending
        )
        try:
            choice = choose(
                [one for one in queue if not one.priority],
                [one for one in queue if one.priority],
                Server(counter, services),
                self.policy,
                self.run,
            )
        except QueueEmpty:
            return
        if choice.ticket_id == turno.id:
            self.run = choice.priority_run

    def _end_wait(self, turno: Turno, called: datetime) -> None:
        """Keep how long somebody waited: until the first call of each wait that was answered."""
        if self.answered.get(turno.id) == turno.queued_at:
            return
        self.answered[turno.id] = turno.queued_at
        if self.waited == len(self.waits):  # played for the first time
            self.waits.append((called - turno.queued_at).total_seconds() / 60)
        self.waited += 1

    def _waits_again(self, turno: Turno, at: datetime) -> Turno:
        return replace(
            turno,
            state=TicketState.ISSUED,
            counter=None,
            reserved_for=None,
            recalls=0,
            since=at,
        )

    def _ended(self, turno: Turno, one: Happening) -> Turno:
        """Return a turno that was held, is absent, ended, or stands as it came."""
        match one.type:
            case "ticket_held":
                state = TicketState.HELD
            case "ticket_no_show":
                state = TicketState.NO_SHOW
            case "ticket_served" | "paper_ended":
                state = TicketState.SERVED
                self.served += 1
            case "ticket_cancelled" | "paper_left":
                state = TicketState.CANCELLED
                self.cancelled += 1
            case "ticket_expired":
                state = TicketState.EXPIRED
                self.expired += 1
            case _:
                return turno
        return replace(turno, state=state, since=one.at)


def policy_of(told: Mapping[str, Any], before: QueuePolicy) -> QueuePolicy:
    """Return the order of the queue that an operation about the office tells."""
    if "priority_first" not in told:
        return before
    return replace(
        before,
        priority_first=told["priority_first"],
        max_priority_in_a_row=told["max_priority_in_a_row"],
    )


_SHOWN = (TicketState.ISSUED, *sorted(AT_COUNTER), TicketState.HELD)
_GONE = frozenset({TicketState.SERVED, TicketState.CANCELLED, TicketState.EXPIRED})
_COMES = frozenset({"ticket_issued", PAPER_CAME})
_OF_TURNOS = _COMES | {
    "call_undone",
    "ticket_arrived",
    "ticket_called",
    "ticket_called_again",
    "ticket_cancelled",
    "ticket_expired",
    "ticket_held",
    "ticket_no_show",
    "ticket_rejoined",
    "ticket_released",
    "ticket_resumed",
    "ticket_sent_on",
    "ticket_served",
}
TURNO_TYPES = _OF_TURNOS - {PAPER_CAME} | {"ticket_entered"}
"""Types of the operations on turnos that the replay is made of."""
