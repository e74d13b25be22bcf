"""Corrective and preventive actions as a supervisor sees them, and what one is begun from."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desktop.usecases.desk import Desk, begin
from desktop.usecases.figures.lately import Lately, days_waiting
from domain.figures.rankings import RankBy
from domain.improvements import UNDER_WAY, Cause, CauseKind, Improvement, cause_of
from domain.offices import Office
from domain.staff import Action, Actor, allowed

ENDED_AT_MOST = 200
CAUSES_AT_MOST = 30
_STORY = {
    "improvement_added": "La creó",
    "improvement_changed": "La cambió",
    "improvement_done": "Anotó que se hizo",
    "improvement_verified": "La verificó",
    "improvement_dropped": "La descartó",
}


@dataclass(frozen=True, slots=True)
class CauseSeen:
    """A cause with how often it happened in the last 30 days."""

    cause: Cause
    count: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What an action is begun with.

    Attributes:
        seen: the cause; its words can be edited.
        waits: days of the last 30 that are not counted yet.
        already: what is under way against the same cause.
        people: who may be responsible: id and name.
    """

    seen: CauseSeen
    waits: int
    already: tuple[str, ...]
    people: tuple[tuple[UUID, str], ...]
    today: date


@dataclass(frozen=True, slots=True)
class ImprovementRow:
    """An action in the list.

    Attributes:
        lately: how often its cause happened in the last 30 days, where it is under way; else what
            was counted when it was verified; None where nothing is counted of its cause.
        overdue: it should have been done by now.
        may_verify: the reader may say whether it worked.
        created, done, verified: on the office's clock.
    """

    improvement: Improvement
    responsible: str
    creator: str
    verifier: str
    lately: int | None
    overdue: bool
    may_verify: bool
    created: datetime
    done: datetime | None
    verified: datetime | None


@dataclass(frozen=True, slots=True)
class ImprovementsBoard:
    """The actions under way, and the last that ended.

    Attributes:
        change: of the log, when it was read.
        waits: days of the last 30 that are not counted yet.
    """

    change: int
    office: Office
    today: date
    under_way: tuple[ImprovementRow, ...]
    ended: tuple[ImprovementRow, ...]
    waits: int

    @property
    def overdue(self) -> int:
        """How many should have been done by now."""
        return sum(row.overdue for row in self.under_way)


@dataclass(frozen=True, slots=True)
class Told:
    """A moment of an action: when by the office's clock, who, what, and with what words."""

    at: datetime
    who: str
    what: str
    words: str


def board(desk: Desk, actor: Actor) -> ImprovementsBoard:
    """Return the actions of the office.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        lately = Lately(desk, step)
        names = {member.id: member.full_name for member in unit.staff.all()}
        office = unit.offices.office()

        def row(one: Improvement) -> ImprovementRow:
            return ImprovementRow(
                one,
                names[one.responsible_id],
                names[one.created_by],
                "" if one.verified_by is None else names[one.verified_by],
                _shown(lately, one),
                one.is_overdue(step.day),
                actor.staff_id not in (one.responsible_id, one.done_by),
                office.local(one.created_at),
                None if one.done_at is None else office.local(one.done_at),
                None if one.verified_at is None else office.local(one.verified_at),
            )

        return ImprovementsBoard(
            unit.log.head().sequence,
            office,
            step.day,
            tuple(row(one) for one in unit.improvements.under_way()),
            tuple(row(one) for one in unit.improvements.ended(ENDED_AT_MOST)),
            days_waiting(step),
        )


def causes(desk: Desk, actor: Actor) -> tuple[CauseSeen, ...]:
    """Return what happened most in the last 30 days, of all that is ranked.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        lately = Lately(desk, step)
        seen = [
            CauseSeen(cause_of(by, line), line.count)
            for by in RankBy
            for line in lately.lines(by).values()
        ]
        seen.sort(key=lambda one: (-one.count, one.cause.words.casefold()))
        return tuple(seen[:CAUSES_AT_MOST])


def from_cause(desk: Desk, actor: Actor, cause: Cause) -> Draft:
    """Return what an action against a cause is begun with.

    Args:
        desk: the workstation.
        actor: a supervisor.
        cause: what it is against: a line of a ranking by ``domain.improvements.cause_of``, or free.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        people = [
            (member.id, member.full_name)
            for member in unit.staff.all()
            if allowed(Action.REPORT_ACTIVITY, member.roles_on(step.day))
        ]
        same = (cause.kind, cause.key)
        return Draft(
            CauseSeen(cause, Lately(desk, step).count(cause)),
            days_waiting(step),
            tuple(
                one.words
                for one in unit.improvements.under_way()
                if cause.key and (one.cause.kind, one.cause.key) == same
            ),
            tuple(people),
            step.day,
        )


def story(desk: Desk, actor: Actor, improvement_id: UUID) -> tuple[Told, ...]:
    """Return what happened to an action, as the log tells it, in its order.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.SEE_FIGURES)
        office = unit.offices.office()
        names = {member.id: member.full_name for member in unit.staff.all()}
        return tuple(
            Told(
                office.local(operation.at),
                "" if operation.actor_id is None else names.get(operation.actor_id, ""),
                _STORY[operation.type],
                str(json.loads(operation.payload or "{}").get("words", "")),
            )
            for operation in unit.log.of(improvement_id)
        )


def _shown(lately: Lately, one: Improvement) -> int | None:
    if one.cause.kind is CauseKind.FREE:
        return None
    return lately.count(one.cause) if one.state in UNDER_WAY else one.after
