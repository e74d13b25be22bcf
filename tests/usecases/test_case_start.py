"""What is known before a case is opened."""

import pytest

from desktop.usecases.case_start import start_of
from desktop.usecases.desk import Desk
from domain.errors import NotFound
from domain.ids import new_id
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    opened_case,
    returned_case,
)
from tests.usecases.hall import opened


def test_from_a_turno_what_it_still_lacks_goes_first(desk: Desk, office: SmallOffice) -> None:
    clerk = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, clerk, 1, 3, person=person, entity=entity)
    opened_case(desk, clerk, 1, ticket)
    start = start_of(desk, clerk, ticket.id)
    assert [service.id for service in start.services] == [3, 1, 2, 4, 10]
    assert (start.person, start.entity, start.ticket) == (person, entity, ticket)
    assert start.returned == ()
    assert ("GUAYAQUIL", "Guayaquil") in start.places


def test_a_person_without_entity_may_have_come_back(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clerk = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    back = returned_case(desk, office, clerk, person, entity)
    ticket = at_the_counter(desk, office, clerk, 1, person=person)
    start = start_of(desk, clerk, ticket.id)
    assert start.entity is None
    assert [found.row.number for found in start.returned] == [back.number]
    unknown = at_the_counter(desk, office, opened(desk, office, "asesor-2", 2), 6)
    assert start_of(desk, clerk, unknown.id).person is None


def test_without_a_turno_only_what_may_come_otherwise(desk: Desk, office: SmallOffice) -> None:
    clerk, technician = office.actor("asesor-1"), office.actor("tecnico-1")
    assert [s.id for s in start_of(desk, clerk, None).services] == [4, 10]
    assert [s.id for s in start_of(desk, technician, None).services] == [5, 8, 9]
    assert start_of(desk, office.actor("recepcion-1"), None).services == ()


def test_a_turno_that_is_not_there(desk: Desk, office: SmallOffice) -> None:
    with pytest.raises(NotFound):
        start_of(desk, office.actor("asesor-1"), new_id())
