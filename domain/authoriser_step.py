"""The one step in which somebody becomes an entity's active authoriser and another stops.

Nothing else changes who is active: what comes of a change is worked out here whole, and kept in
one transaction. So there are never two active authorisers of one entity, nor an absence in force
without whoever stands in being active.

Source: domain notes of the ministry, "State machines", "Authoriser, per entity".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.authorisers import (
    Absence,
    AbsenceKind,
    AbsenceState,
    Authoriser,
    AuthoriserChange,
    AuthoriserState,
    ChangeReason,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """An entity's authorisers and absences, by id."""

    authorisers: Mapping[UUID, Authoriser]
    absences: Mapping[UUID, Absence]

    @property
    def active(self) -> Authoriser | None:
        """Who authorises payments now."""
        return next((one for one in self.authorisers.values() if _is_active(one)), None)


@dataclass(frozen=True, slots=True)
class Step:
    """What changes: ``authorisers`` in the order in which they are kept, whoever stops first."""

    authorisers: tuple[Authoriser, ...]
    absences: tuple[Absence, ...]


def standing(authorisers: Iterable[Authoriser], absences: Iterable[Absence]) -> Standing:
    """Return how an entity stands."""
    return Standing({one.id: one for one in authorisers}, {one.id: one for one in absences})


def fits(change: AuthoriserChange, now: Standing) -> bool:
    """Tell whether a change can still be made: nobody else is active, and nobody has ended."""
    for who in (change.activates, change.replaces):
        found = None if who is None else now.authorisers.get(who)
        if who is not None and (found is None or found.state is AuthoriserState.ENDED):
            return False
    active = now.active
    if change.activates is None:
        return True
    return active is None or active.id in {change.activates, change.replaces}


def granted(change: AuthoriserChange, now: Standing, at: datetime, today: date) -> Step:
    """Return what comes of a change that is granted, and ``fits``."""
    people = dict(now.authorisers)
    changed: list[UUID] = []
    if change.replaces is not None:
        people[change.replaces] = people[change.replaces].become(change.replaced_state, at)
        changed.append(change.replaces)
    if change.activates is not None:
        active = people[change.activates].become(AuthoriserState.ACTIVE, at, change.id)
        people[change.activates] = active
        changed.append(change.activates)
    absences = dict(now.absences)
    own = absences.get(change.absence_id) if change.absence_id is not None else None
    if own is not None:
        absences[own.id] = _granted_absence(own, change, today)
    return _settled(now, people, absences, changed, at, today)


def overruled(change: AuthoriserChange, now: Standing, at: datetime, today: date) -> Step:
    """Return what comes of a change that was made here and that the centre then refused.

    That is so where an office was its own centre and is linked now, or where a restored centre
    decides again. Whoever it made active is so no longer; what it ended stays ended.
    """
    people = dict(now.authorisers)
    changed: list[UUID] = []
    for one in now.authorisers.values():
        if _is_active(one) and one.holding == change.id:
            people[one.id] = one.become(AuthoriserState.ENROLLED_INACTIVE, at)
            changed.append(one.id)
    return _settled(now, people, dict(now.absences), changed, at, today)


def _settled(
    before: Standing,
    people: dict[UUID, Authoriser],
    absences: dict[UUID, Absence],
    changed: list[UUID],
    at: datetime,
    today: date,
) -> Step:
    """End every absence in force that has nobody absent, or nobody standing in, any more."""
    for one in list(absences.values()):
        if one.state is not AbsenceState.IN_FORCE:
            continue
        absent = people[one.absent]
        stand_in = None if one.stand_in is None else people[one.stand_in]
        away = absent.state is AuthoriserState.SUSPENDED
        if away and stand_in is not None and _is_active(stand_in):
            continue
        absences[one.id] = one.become(AbsenceState.ENDED, today)
        if away:
            people[absent.id] = absent.become(AuthoriserState.ENROLLED_INACTIVE, at)
            changed.append(absent.id)
    return Step(
        tuple(people[one] for one in changed),
        tuple(one for one in absences.values() if one != before.absences[one.id]),
    )


def _granted_absence(own: Absence, change: AuthoriserChange, today: date) -> Absence:
    if change.reason is ChangeReason.RETURN:
        return own.become(AbsenceState.ENDED, today)
    if own.kind is AbsenceKind.PERMANENT:
        return own.become(AbsenceState.ENDED, change.starts_on)
    return own.become(AbsenceState.IN_FORCE)


def _is_active(one: Authoriser) -> bool:
    return one.state is AuthoriserState.ACTIVE
