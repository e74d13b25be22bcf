"""The one step in which somebody becomes an entity's active authoriser and another stops.

Nothing else changes who is active: what comes of a change is worked out here whole, and kept in
one transaction. So there are never two active authorisers of one entity, nor an absence in force
without whoever stands in being active.

Source: domain notes of the ministry, "State machines", "Authoriser, per entity".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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
    NobodyAbsent,
    NobodyToStandIn,
)
from domain.seats import AuthoriserRole


@dataclass(frozen=True, slots=True)
class Standing:
    """An entity's authorisers and absences, by id."""

    authorisers: Mapping[UUID, Authoriser]
    absences: Mapping[UUID, Absence]

    @property
    def active(self) -> Authoriser | None:
        """Who authorises payments now."""
        return next((one for one in self.authorisers.values() if _is_active(one)), None)

    def may_be_absent(self, kind: AbsenceKind) -> tuple[Authoriser, ...]:
        """Return who may be: an active titular for a time, anybody for good; the active one first."""
        return tuple(
            sorted(
                (one for one in self.authorisers.values() if _may_be_absent(one, kind)),
                key=lambda one: not _is_active(one),
            )
        )

    def stand_ins(self, absent: Authoriser, kind: AbsenceKind) -> tuple[Authoriser, ...]:
        """Return who may be active instead of ``absent``, an alterno first.

        For a time that is an alterno; for good anybody enrolled, who was suspended too. Nobody,
        where ``absent`` is not active.
        """
        if not _is_active(absent):
            return ()
        for_good = kind is AbsenceKind.PERMANENT
        able = {AuthoriserState.ENROLLED_INACTIVE}
        if for_good:
            able.add(AuthoriserState.SUSPENDED)
        found = (
            one
            for one in self.authorisers.values()
            if one.state in able
            and one.person_id != absent.person_id
            and (for_good or one.role is AuthoriserRole.ALTERNO)
        )
        return tuple(sorted(found, key=lambda one: one.role is not AuthoriserRole.ALTERNO))

    def chosen(
        self, absent: UUID, stand_in: UUID | None, kind: AbsenceKind
    ) -> tuple[Authoriser, Authoriser | None]:
        """Return who is absent and who stands in, as chosen.

        Raises:
            NobodyAbsent: that one cannot be absent so.
            NobodyToStandIn: that one cannot stand in; nobody may only where it is for good.
        """
        away = next((one for one in self.may_be_absent(kind) if one.id == absent), None)
        if away is None:
            raise NobodyAbsent()
        if stand_in is None and kind is AbsenceKind.PERMANENT:
            return away, None
        found = next((one for one in self.stand_ins(away, kind) if one.id == stand_in), None)
        if found is None:
            raise NobodyToStandIn()
        return away, found


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
    return change.activates is None or active is None or active.id == change.replaces


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
    # One version on, whatever happened to it on the way.
    return Step(
        tuple(replace(people[one], version=before.authorisers[one].version + 1) for one in changed),
        tuple(
            replace(one, version=before.absences[one.id].version + 1)
            for one in absences.values()
            if one != before.absences[one.id]
        ),
    )


def _granted_absence(own: Absence, change: AuthoriserChange, today: date) -> Absence:
    if change.reason is ChangeReason.RETURN:
        return own.become(AbsenceState.ENDED, today)
    if own.kind is AbsenceKind.PERMANENT:
        return own.become(AbsenceState.ENDED, change.starts_on)
    return own.become(AbsenceState.IN_FORCE)


def _may_be_absent(one: Authoriser, kind: AbsenceKind) -> bool:
    if kind is AbsenceKind.TEMPORARY:
        return _is_active(one) and one.role is AuthoriserRole.TITULAR
    return one.state is not AuthoriserState.ENDED


def _is_active(one: Authoriser) -> bool:
    return one.state is AuthoriserState.ACTIVE
