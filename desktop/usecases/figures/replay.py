"""A day of the queue read from the log, to be looked at again minute by minute."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desktop.usecases.day_stretch import stretch_of
from desktop.usecases.desk import Desk, Step, begin
from domain.catalogue import Catalogue
from domain.counters import SESSION_TYPES
from domain.errors import InvalidInput
from domain.figures.replay import Replay
from domain.figures.replay_hall import TURNO_TYPES, policy_of
from domain.figures.replay_seen import Happening
from domain.offices import Office, QueuePolicy
from domain.operations import Operation
from domain.ports import UnitOfWork
from domain.staff import Action, Actor
from domain.tickets import OPEN_STATES, TicketState

_OF_DAYS = frozenset({"day_opened", "day_closed", "day_reopened"})
_OF_RULES = frozenset({"office_set_up", "office_changed", "queue_rules_changed"})
"""What tells in which order people are called."""
TYPES = TURNO_TYPES | SESSION_TYPES | _OF_DAYS | _OF_RULES
"""Types of the operations that a day is shown from."""


@dataclass(frozen=True, slots=True)
class ReplayedDay:
    """A day to be looked at again.

    Attributes:
        now: the present moment where the day goes on; None once it is over.
        earlier, later: the days with turnos beside it; None where there is none.
        counters: their numbers; ``staff`` their names.
        left: turnos of a day that is over which still stand as they were left.
    """

    office: Office
    day: date
    now: datetime | None
    earlier: date | None
    later: date | None
    replay: Replay
    counters: Mapping[UUID, int]
    staff: Mapping[UUID, str]
    catalogue: Catalogue
    left: tuple[str, ...]


def replayed_day(desk: Desk, actor: Actor, day: date | None = None) -> ReplayedDay:
    """Return a day as the log tells it: one that is over, or today until now.

    Args:
        day: the last day with turnos when None.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: the day has not come yet.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        if day is not None and day > step.day:
            raise InvalidInput(
                "Ese día todavía no llega.", todo="Elija un día pasado, o el de hoy."
            )
        office = unit.offices.office()
        of_office = unit.log.of(office.id)
        days = _days(of_office)
        which = day or max((one for one in days if one <= step.day), default=step.day)
        tickets = unit.tickets.in_states(which, TicketState)
        now = step.now if which == step.day else None
        policy, happenings = _begun(
            _policy(office, of_office, which), _happenings(step, office, which, of_office)
        )
        return ReplayedDay(
            office=office,
            day=which,
            now=now,
            earlier=max((one for one in days if one < which), default=None),
            later=min((one for one in days if which < one <= step.day), default=None),
            replay=Replay(happenings, office.bounds(which), policy, now),
            counters={counter.id: counter.number for counter in unit.offices.counters()},
            staff={member.id: member.full_name for member in unit.staff.all()},
            catalogue=desk.catalogues.refresh(unit),
            left=()
            if now is not None
            else tuple(ticket.code for ticket in tickets if ticket.state in OPEN_STATES),
        )


def _days(of_office: Sequence[Operation]) -> frozenset[date]:
    return frozenset(
        date.fromisoformat(json.loads(one.payload)["day"])
        for one in of_office
        if one.type == "day_opened" and one.payload is not None
    )


def _policy(office: Office, of_office: Sequence[Operation], day: date) -> QueuePolicy:
    """Return the order of the queue with which a day began."""
    begins = office.bounds(day)[0]
    policy = office.policy
    for one in of_office:
        if one.type in _OF_RULES and one.payload is not None and one.at < begins:
            policy = policy_of(json.loads(one.payload), policy)
    return policy


def _begun(
    policy: QueuePolicy, happenings: Sequence[Happening]
) -> tuple[QueuePolicy, Sequence[Happening]]:
    """Return a day from the first that happened in its hall, and the rules in force by then."""
    for place, one in enumerate(happenings):
        if one.type not in _OF_RULES:
            return policy, happenings[place:]
        policy = policy_of(one.told or {}, policy)
    return policy, ()


def _happenings(
    step: Step, office: Office, day: date, of_office: Sequence[Operation]
) -> Sequence[Happening]:
    """Return what the log tells of a day, also what became of its turnos afterwards."""
    unit = step.unit
    place = stretch_of(of_office, day, unit.log.head().sequence, today=day == step.day)
    versions = {one.id: one.version for one in unit.tickets.in_states(day, TicketState)}
    found: dict[int, Happening] = {}
    sessions = _Sessions(unit, office, day)
    for one in unit.log.between(place.after, place.until, TYPES):
        if one.aggregate == "ticket":
            if one.aggregate_id not in versions:
                continue
            if one.aggregate_version == versions[one.aggregate_id]:
                del versions[one.aggregate_id]
            found[one.sequence] = _happening(one)
        elif one.type in SESSION_TYPES:
            counter = sessions.counter_of(one)
            if counter is not None:
                found[one.sequence] = _happening(one, counter)
        elif _is_of_day(one, office, day):
            found[one.sequence] = _happening(one)
    # Paper entered on a later day, attentions that ended on one.
    for ticket_id in versions:
        found |= {one.sequence: _happening(one) for one in unit.log.of(ticket_id)}
    return [found[sequence] for sequence in sorted(found)]


def _is_of_day(one: Operation, office: Office, day: date) -> bool:
    if one.type in _OF_DAYS and one.payload is not None:
        told: str = json.loads(one.payload)["day"]
        return told == day.isoformat()
    return office.day_of(one.at) == day


class _Sessions:
    """The counters' sessions that an operation may be about."""

    def __init__(self, unit: UnitOfWork, office: Office, day: date) -> None:
        self._unit = unit
        self._office = office
        self._day = day
        self._known: dict[UUID, tuple[UUID, date]] = {}

    def counter_of(self, one: Operation) -> UUID | None:
        """Return where it happened; None where that was on another day."""
        known = self._known.get(one.aggregate_id)
        if known is None:
            session = self._unit.sessions.get(one.aggregate_id)
            known = self._known[one.aggregate_id] = session.counter_id, session.day
        counter, day = known
        return counter if self._day in {day, self._office.day_of(one.at)} else None


def _happening(one: Operation, counter: UUID | None = None) -> Happening:
    told = None if one.payload is None else json.loads(one.payload)
    return Happening(one.sequence, one.at, one.type, one.aggregate_id, one.actor_id, told, counter)
