"""Authorisers, changes and absences by themselves, and the one step that changes who is active."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from domain.authoriser_step import Standing, Step, fits, granted, overruled, standing
from domain.authorisers import (
    Absence,
    AbsenceKind,
    AbsenceState,
    Authoriser,
    AuthoriserChange,
    AuthoriserEnded,
    AuthoriserState,
    ChangeReason,
    ChangeState,
    NobodyAbsent,
    NobodyToStandIn,
    TooLateToExtend,
    checked_period,
)
from domain.errors import InvalidInput
from domain.ids import new_id
from domain.seats import AuthoriserRole

AT = datetime(2026, 12, 4, 15, tzinfo=UTC)
TODAY = date(2026, 12, 4)
OFFICE, ENTITY = new_id(), new_id()
ACTIVE, SUSPENDED = AuthoriserState.ACTIVE, AuthoriserState.SUSPENDED
ENDED, INACTIVE = AuthoriserState.ENDED, AuthoriserState.ENROLLED_INACTIVE
TEMPORARY, PERMANENT = AbsenceKind.TEMPORARY, AbsenceKind.PERMANENT
TITULAR, ALTERNO = AuthoriserRole.TITULAR, AuthoriserRole.ALTERNO


def one(state: AuthoriserState, role: AuthoriserRole = TITULAR) -> Authoriser:
    """An authoriser in a state."""
    holding = new_id() if state is ACTIVE else None
    return Authoriser(
        new_id(), OFFICE, ENTITY, new_id(), role, new_id(), state, AT - timedelta(1), holding
    )


def change(
    activates: Authoriser | None,
    replaces: Authoriser | None,
    reason: ChangeReason = ChangeReason.TEMPORARY,
    absence: Absence | None = None,
) -> AuthoriserChange:
    """A change of two."""
    return AuthoriserChange(
        new_id(),
        OFFICE,
        ENTITY,
        None if activates is None else activates.id,
        None if replaces is None else replaces.id,
        reason,
        TODAY,
        new_id(),
        AT,
        absence_id=None if absence is None else absence.id,
    )


def absence(
    absent: Authoriser,
    stand_in: Authoriser | None,
    state: AbsenceState = AbsenceState.IN_FORCE,
    last: date | None = date(2026, 12, 11),
) -> Absence:
    """An absence from today on."""
    return Absence(
        new_id(),
        OFFICE,
        ENTITY,
        new_id(),
        absent.id,
        None if stand_in is None else stand_in.id,
        PERMANENT if last is None else TEMPORARY,
        TODAY,
        last,
        state=state,
    )


def after(now: Standing, step: Step) -> dict[UUID, AuthoriserState]:
    """How everybody stands after a step."""
    found = {key: who.state for key, who in now.authorisers.items()}
    return found | {who.id: who.state for who in step.authorisers}


def test_who_stops_is_kept_before_who_begins() -> None:
    titular, alterno = one(ACTIVE), one(INACTIVE, ALTERNO)
    away = absence(titular, alterno, AbsenceState.WAITING)
    asked = change(alterno, titular, absence=away)
    now = standing([titular, alterno], [away])
    assert (now.active, fits(asked, now)) == (titular, True)
    step = granted(asked, now, AT, TODAY)
    assert [(who.id, who.state, who.holding) for who in step.authorisers] == [
        (titular.id, SUSPENDED, None),
        (alterno.id, ACTIVE, asked.id),
    ]
    assert [(each.id, each.state) for each in step.absences] == [(away.id, AbsenceState.IN_FORCE)]
    assert all(who.version == 2 and who.since == AT for who in step.authorisers)


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        (ChangeReason.TEMPORARY, SUSPENDED),
        (ChangeReason.PERMANENT, ENDED),
        (ChangeReason.RETURN, INACTIVE),
        (ChangeReason.ENROLMENT, INACTIVE),
    ],
)
def test_what_becomes_of_who_is_replaced(reason: ChangeReason, state: AuthoriserState) -> None:
    assert change(None, one(ACTIVE), reason).replaced_state is state


def test_a_change_fits_where_nobody_else_is_active_and_nobody_has_ended() -> None:
    titular, alterno, ended = one(ACTIVE), one(INACTIVE, ALTERNO), one(ENDED)
    now = standing([titular, alterno, ended], [])
    assert fits(change(alterno, titular), now)
    assert fits(change(None, alterno, ChangeReason.PERMANENT), now)
    assert not fits(change(alterno, None), now)
    assert not fits(change(ended, titular), now)
    assert not fits(change(alterno, ended), now)
    assert not fits(change(one(INACTIVE), titular), now)
    assert fits(change(alterno, None), standing([alterno], []))


def test_what_the_centre_overrules_is_active_no_more_and_its_absence_over() -> None:
    titular, alterno = one(SUSPENDED), one(ACTIVE, ALTERNO)
    away = absence(titular, alterno)
    made = replace(change(alterno, titular), state=ChangeState.GRANTED)
    alterno = replace(alterno, holding=made.id)
    now = standing([titular, alterno], [away])
    step = overruled(made, now, AT, TODAY)
    assert after(now, step) == {titular.id: INACTIVE, alterno.id: INACTIVE}
    assert [each.state for each in step.absences] == [AbsenceState.ENDED]
    # Whoever is active by another change stays so.
    assert overruled(change(alterno, None), now, AT, TODAY).authorisers == ()


def test_an_absence_lasts_no_longer_than_its_titular_or_its_stand_in() -> None:
    titular, alterno = one(SUSPENDED), one(ACTIVE, ALTERNO)
    away, over = absence(titular, alterno), absence(titular, alterno, AbsenceState.ENDED)
    now = standing([titular, alterno], [away, over])
    for leaves, left in ((titular, (ENDED, ACTIVE)), (alterno, (INACTIVE, ENDED))):
        step = granted(change(None, leaves, ChangeReason.PERMANENT), now, AT, TODAY)
        assert tuple(after(now, step).values()) == left
        assert [(each.id, each.ended_on) for each in step.absences] == [(away.id, TODAY)]
        assert [who.version for who in step.authorisers] == [2] * len(step.authorisers)


def test_a_return_and_a_permanent_absence_end_theirs() -> None:
    titular, alterno = one(SUSPENDED), one(ACTIVE, ALTERNO)
    away = absence(titular, alterno)
    now = standing([titular, alterno], [away])
    step = granted(change(titular, alterno, ChangeReason.RETURN, away), now, AT, TODAY)
    assert after(now, step) == {titular.id: ACTIVE, alterno.id: INACTIVE}
    assert step.absences == (replace(away, state=AbsenceState.ENDED, ended_on=TODAY, version=2),)
    leaving = one(ACTIVE)
    gone = absence(leaving, None, AbsenceState.PROGRAMMED, last=None)
    step = granted(
        change(None, leaving, ChangeReason.PERMANENT, gone), standing([leaving], [gone]), AT, TODAY
    )
    assert [(each.state, each.ended_on) for each in step.absences] == [(AbsenceState.ENDED, TODAY)]


def test_in_every_standing_every_change_that_fits_leaves_one_active_at_most() -> None:
    """All states of three people, and every change between them."""
    tried = 0
    for some in product(AuthoriserState, repeat=3):
        if some.count(ACTIVE) > 1:
            continue
        people = [
            one(state, role) for state, role in zip(some, (TITULAR, ALTERNO, TITULAR), strict=True)
        ]
        suspended = [who for who in people if who.state is SUSPENDED]
        active = next((who for who in people if who.state is ACTIVE), None)
        away = [absence(who, active) for who in suspended]
        now = standing(people, away)
        for comes, goes in product([None, *people], repeat=2):
            if comes is goes:
                continue
            for reason in ChangeReason:
                asked = change(comes, goes, reason)
                if not fits(asked, now):
                    continue
                step = granted(asked, now, AT, TODAY)
                states = after(now, step)
                assert sum(state is ACTIVE for state in states.values()) <= 1
                absences = {each.id: each for each in away} | {e.id: e for e in step.absences}
                for each in absences.values():
                    if each.state is AbsenceState.IN_FORCE:
                        assert each.stand_in is not None
                        assert states[each.absent] is SUSPENDED
                        assert states[each.stand_in] is ACTIVE
                tried += 1
    assert tried > 500


def test_who_may_be_absent_and_who_may_stand_in() -> None:
    titular, alterno = one(ACTIVE), one(INACTIVE, ALTERNO)
    other, away, gone = one(INACTIVE), one(SUSPENDED), one(ENDED, ALTERNO)
    same = replace(one(INACTIVE, ALTERNO), person_id=titular.person_id)
    now = standing([other, alterno, titular, away, gone, same], [])
    assert now.may_be_absent(TEMPORARY) == (titular,)
    assert now.may_be_absent(PERMANENT)[0] == titular
    assert gone not in now.may_be_absent(PERMANENT)
    assert now.stand_ins(titular, TEMPORARY) == (alterno,)
    assert now.stand_ins(titular, PERMANENT) == (alterno, other, away)
    assert now.stand_ins(alterno, PERMANENT) == ()
    assert now.chosen(titular.id, alterno.id, TEMPORARY) == (titular, alterno)
    assert now.chosen(titular.id, None, PERMANENT) == (titular, None)
    with pytest.raises(NobodyAbsent):
        now.chosen(alterno.id, titular.id, TEMPORARY)
    with pytest.raises(NobodyToStandIn):
        now.chosen(titular.id, None, TEMPORARY)
    with pytest.raises(NobodyToStandIn):
        now.chosen(titular.id, same.id, PERMANENT)


def test_what_has_ended_does_not_begin_again() -> None:
    with pytest.raises(AuthoriserEnded):
        one(ENDED).become(ACTIVE, AT, new_id())


@pytest.mark.parametrize(
    ("first", "last", "kind", "words"),
    [
        (TODAY, None, TEMPORARY, "Falta la fecha de fin"),
        (TODAY, TODAY, PERMANENT, "no tiene fecha de fin"),
        (TODAY, date(2026, 12, 3), TEMPORARY, "anterior a la de inicio"),
        (date(2026, 11, 1), date(2026, 12, 3), TEMPORARY, "ya pasó"),
        (TODAY, date(2027, 12, 7), TEMPORARY, "como máximo un año"),
    ],
)
def test_dates_that_cannot_be(
    first: date, last: date | None, kind: AbsenceKind, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        checked_period(first, last, kind, TODAY)


def test_dates_that_can_be() -> None:
    checked_period(TODAY, TODAY, TEMPORARY, TODAY)  # both days included
    checked_period(TODAY, date(2027, 12, 5), TEMPORARY, TODAY)
    checked_period(date(2020, 1, 1), None, PERMANENT, TODAY)


def test_a_return_is_due_on_the_day_after_the_last() -> None:
    away = absence(one(SUSPENDED), one(ACTIVE))
    assert not away.return_is_due(date(2026, 12, 11))
    assert away.return_is_due(date(2026, 12, 12))
    assert not away.become(AbsenceState.ENDED, TODAY).return_is_due(date(2026, 12, 12))
    assert not absence(one(ENDED), None, last=None).return_is_due(date(2030, 1, 1))


def test_an_extension_is_asked_for_before_the_end_and_keeps_the_first_end() -> None:
    away = absence(one(SUSPENDED), one(ACTIVE))
    once = away.extend(date(2026, 12, 18), date(2026, 12, 11))
    twice = once.extend(date(2026, 12, 22), date(2026, 12, 12))
    assert (twice.last, twice.first_last, twice.version) == (
        date(2026, 12, 22),
        date(2026, 12, 11),
        3,
    )
    with pytest.raises(TooLateToExtend):
        away.extend(date(2026, 12, 18), date(2026, 12, 12))
    for wrong, last in (
        (away, date(2026, 12, 11)),
        (away.become(AbsenceState.ENDED), date(2026, 12, 18)),
        (absence(one(ENDED), None, last=None), date(2026, 12, 18)),
    ):
        with pytest.raises(InvalidInput):
            wrong.extend(last, TODAY)
