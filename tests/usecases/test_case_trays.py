"""Trays: what is read of them, how far they are counted, and where the next page begins."""

import pytest

from desktop.usecases import case_view, cases, checklists
from desktop.usecases.case_view import Tray, tray
from desktop.usecases.desk import Desk
from domain.cases import Case
from domain.errors import InvalidInput
from domain.people import Entity, Person
from domain.ports import TrayFilter, TrayScope
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import a_person, an_entity, by_email, check
from tests.usecases.hall import opened


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


@pytest.fixture
def luz(desk: Desk, office: SmallOffice) -> Person:
    return a_person(desk, office)


@pytest.fixture
def town(desk: Desk, office: SmallOffice) -> Entity:
    return an_entity(desk, office)


@pytest.fixture
def three(desk: Desk, clock: FakeClock, ana: Actor, luz: Person, town: Entity) -> list[Case]:
    """Three cases: one begun, one under review, one programmed for a later day."""
    made = []
    for service in (4, 10, 8):
        clock.go(minutes=1)
        who = _tomas(desk) if service == 8 else ana
        made.append(by_email(desk, who, service, luz, town, clock.now()))
    check(desk, ana, made[0])
    checklists.complete(desk, ana, made[0].id)
    check(desk, _tomas(desk), made[2])
    checklists.complete(desk, _tomas(desk), made[2].id)
    return made


def _tomas(desk: Desk) -> Actor:
    with desk.units.read() as unit:
        return next(one for one in unit.staff.all() if one.username == "tecnico-1").actor


def numbers(page: Tray) -> list[str]:
    return [row.number for row in page.rows]


def test_a_tray_that_fits_counts_itself(
    desk: Desk, clock: FakeClock, ana: Actor, three: list[Case]
) -> None:
    page = tray(desk, ana, TrayFilter())
    assert sorted(numbers(page)) == [case.number for case in three]
    assert (page.total, page.overdue, page.next) == (3, 0, None)
    assert sorted(page.states) == ["En revisión", "En trámite", "Programado para el 09/12/2026"]
    clock.go(days=30)
    assert tray(desk, ana, TrayFilter()).overdue == 2


def test_a_longer_one_is_counted_and_read_page_by_page(
    desk: Desk, clock: FakeClock, ana: Actor, three: list[Case]
) -> None:
    clock.go(days=30)
    first = tray(desk, ana, TrayFilter(), limit=2)
    assert (len(first.rows), first.total, first.overdue) == (2, 3, 2)
    second = tray(desk, ana, TrayFilter(), first.next, limit=2)
    assert sorted(numbers(first) + numbers(second)) == [case.number for case in three]
    assert second.next is None
    assert second.total == 3


def test_what_has_ended_is_never_late(
    desk: Desk, clock: FakeClock, ana: Actor, three: list[Case]
) -> None:
    cases.withdraw(desk, ana, three[0].id, "La persona desiste")
    cases.withdraw(desk, ana, three[1].id, "La persona desiste")
    clock.go(days=30)
    page = tray(desk, ana, TrayFilter(TrayScope.ENDED), limit=1)
    assert numbers(page) == [three[1].number]
    assert (page.total, page.overdue) == (2, 0)


def test_a_text_counts_only_what_is_read(desk: Desk, ana: Actor, three: list[Case]) -> None:
    page = tray(desk, ana, TrayFilter(words=" luz  ejem "), limit=2)
    assert (len(page.rows), page.total) == (2, 2)
    assert page.next is not None
    assert tray(desk, ana, TrayFilter(words="nadie")).rows == ()


def test_a_text_that_nothing_can_hold_is_refused(desk: Desk, ana: Actor) -> None:
    with pytest.raises(InvalidInput):
        tray(desk, ana, TrayFilter(words="luz\ud800"))


def test_who_may_be_given_a_case_and_who_has_some(
    desk: Desk, office: SmallOffice, ana: Actor, three: list[Case]
) -> None:
    given = case_view.colleagues(desk, ana, 8)
    assert [(one.name, one.open_cases) for one in given] == [("Tomás Técnico", 1)]
    assert [one.open_cases for one in case_view.colleagues(desk, ana)] == [0, 0, 1, 2]
    assert [one.name for one in case_view.holders(desk, ana)] == ["Ana Asesora", "Tomás Técnico"]
