"""Authorisers, their changes and absences, and what is lent, on either database."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from desktop.catalogue_file import catalogues
from desktop.usecases import absences, authorisers, kits, readiness
from desktop.usecases.authoriser_changes import begin_due
from desktop.usecases.desk import Desk
from domain.authorisers import (
    AbsenceState,
    AuthoriserState,
    ChangeState,
    KnownAuthoriser,
)
from domain.errors import NotFound, Stale
from domain.ids import new_id
from domain.ports import Units
from tests.contracts.test_units import tell
from tests.office import CHEAP, MORNING, FakeClock, SmallOffice
from tests.usecases.authorising import (
    NEXT_WEEK,
    TITULAR,
    a_body,
    absence_case,
    both,
    lend,
    require_one_step,
    states,
    technician,
)


@pytest.fixture
def desk(units: Units) -> Desk:
    """A workstation of it."""
    return Desk(units, catalogues(), FakeClock(), CHEAP)


def test_an_absence_from_its_programme_to_the_return(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    lend(desk, office, body.entity)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, NEXT_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    with desk.units.read() as unit:
        kept = unit.authorisers
        assert kept.absence(done.absence.id) == done.absence
        assert kept.change(done.change.id) == done.change
        assert kept.change(new_id()) is None
        assert [one.id for one in kept.changes_due(date(2026, 12, 9))] == [done.change.id]
        assert list(kept.changes_due(date(2026, 12, 8))) == []
        assert [one.id for one in kept.absences_of_case(case.id)] == [done.absence.id]
        assert [one.id for one in kept.open_absences()] == [done.absence.id]
        with pytest.raises(NotFound):
            kept.absence(new_id())
        with pytest.raises(NotFound):
            kept.get(new_id())
    assert isinstance(desk.clock, FakeClock)
    desk.clock.go(days=5)
    assert begin_due(desk) == 1
    require_one_step(desk, body.entity)
    absences.confirm_return(desk, who, done.absence.id, "Volvió")
    assert states(desk, body.entity)["Tatiana"] is AuthoriserState.ACTIVE
    seen = authorisers.entity_authorisers(desk, who, body.entity.id)
    assert [one.absence.state for one in seen.absences] == [AbsenceState.ENDED]
    assert len(seen.history) > 9
    assert readiness.readiness_card(desk, who, body.entity.id).lines[0].detail.startswith("N.º")
    assert len(kits.lent(desk, who, body.entity.id).kits) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda unit, one, change: unit.authorisers.add(replace(one, id=new_id())),
        lambda unit, one, change: [
            unit.authorisers.add_change(
                replace(change, id=new_id(), state=ChangeState.WAITING, version=1)
            )
            for _ in range(2)
        ],
    ],
    ids=["two active", "two waiting"],
)
def test_the_schema_itself_forbids_two(
    desk: Desk, office: SmallOffice, wrong: Callable[..., object]
) -> None:
    body = a_body(desk, office)
    both(desk, office, body)
    with desk.units.read() as unit:
        change = unit.authorisers.changes_of(body.entity.id)[0]
        active = next(
            one
            for one in unit.authorisers.of_entity(body.entity.id)
            if one.state is AuthoriserState.ACTIVE
        )

    def attempt() -> None:
        with desk.units.write() as unit:
            tell(unit)
            wrong(unit, active, change)

    with pytest.raises((sqlcipher.IntegrityError, psycopg.IntegrityError)):
        attempt()
    require_one_step(desk, body.entity)


def test_what_was_changed_meanwhile_is_not_overwritten(desk: Desk, office: SmallOffice) -> None:
    body = a_body(desk, office)
    titular, _ = both(desk, office, body)
    with suppress(Stale), desk.units.write() as unit:
        tell(unit)
        unit.authorisers.save(replace(titular, version=titular.version + 2))
        pytest.fail("it was overwritten")
    with desk.units.read() as unit:
        assert unit.authorisers.get(titular.id) == titular


def test_what_the_centre_told_is_kept_by_request(units: Units, office: SmallOffice) -> None:
    told = KnownAuthoriser(
        new_id(), "1760001550001", TITULAR, "passport", "XYZ123", "Eva Extraña", MORNING
    )
    later = replace(told, request=new_id(), at=MORNING + timedelta(hours=1))
    with units.write() as unit:  # nothing of it has to be told: the centre did
        for one in (told, replace(told, name="Eva E. Extraña"), later):
            unit.authorisers.keep_known(one)
    with units.read() as unit:
        assert [one.name for one in unit.authorisers.known("1760001550001")] == [
            "Eva Extraña",
            "Eva E. Extraña",
        ]
        assert list(unit.authorisers.known("1768152560001")) == []
    with units.write() as unit:
        unit.authorisers.drop_known(told.request)
        unit.authorisers.drop_known(new_id())
    with units.read() as unit:
        assert list(unit.authorisers.known("1760001550001")) == [later]
