"""The cases and due times of the simulated day, as counted by hand in day.yaml."""

from datetime import UTC, date, datetime

import pytest

from desktop.usecases import cases, checklists, counters, resolving, serving
from desktop.usecases.case_opening import NewCase
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState, ConformityKind
from domain.catalogue import Channel
from domain.deadlines import Urgency
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    opened_case,
    seen,
)
from tests.usecases.hall import opened


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time of December 2026 in UTC."""
    return datetime(2026, 12, day, hour + 5, minute, tzinfo=UTC)


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


def test_service_2_complete(desk: Desk, office: SmallOffice, clock: FakeClock, ana: Actor) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    clock.at("08:03")
    ticket = at_the_counter(desk, office, ana, 2, person=person, entity=entity)
    case = opened_case(desk, ana, 2, ticket)
    check(desk, ana, case)
    clock.at("08:14")
    begun = checklists.complete(desk, ana, case.id)
    assert (begun.state, begun.due_at) == (CaseState.IN_PROCESS, local(9, 17))


def test_service_1_returned_and_back_with_only_what_was_missing(
    desk: Desk, office: SmallOffice, clock: FakeClock, ana: Actor
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    clock.at("08:20")
    first = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    case = opened_case(desk, ana, 1, first)
    check(desk, ana, case, 5, skip=(6,))
    clock.at("08:31")
    returned = checklists.give_back(desk, ana, case.id)
    assert (returned.state, returned.term_ends) == (CaseState.RETURNED, date(2026, 12, 21))
    serving.finish(desk, ana)  # the returned case is on record: no reason is asked
    clock.at("09:32")
    second = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    cases.resubmit(desk, ana, case.id, ticket_id=second.id)
    assert seen(desk, ana, case.id).checklist.undecided == (5,)
    check(desk, ana, case)
    clock.at("09:41")
    begun = checklists.complete(desk, ana, case.id)
    assert (begun.state, begun.due_at, begun.submission) == (
        CaseState.IN_PROCESS,
        local(9, 17),
        2,
    )


def test_service_8_by_email_is_programmed(
    desk: Desk, office: SmallOffice, clock: FakeClock, ana: Actor
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    tomas = office.actor("tecnico-1")
    clock.at("10:05")
    case = by_email(desk, tomas, 8, person, entity, local(4, 10))
    check(desk, tomas, case)
    begun = checklists.complete(desk, tomas, case.id)
    assert begun.due_at == local(8, 8)
    view = seen(desk, tomas, case.id)
    assert view.state_words == "Programado para el 09/12/2026"
    assert view.at_kit
    clock.set(local(9, 9))
    assert seen(desk, tomas, case.id).state_words == "Listo para el kit"


def test_service_7_on_the_telephone_within_its_target(
    desk: Desk, office: SmallOffice, clock: FakeClock, ana: Actor
) -> None:
    clock.at("11:09")
    case = resolving.support(
        desk,
        ana,
        NewCase(
            7,
            Channel.PHONE,
            received_at=local(4, 11),
            sender="02 399 8300",
            topic="access",
            problem="No puede entrar",
        ),
        resolving.Answer(SolutionType.EXPLAINED, "Se le explicó cómo restablecerla."),
        ConformityKind.GIVEN,
    )
    assert (case.state, case.resolved_at, case.due_at) == (
        CaseState.CLOSED,
        local(4, 11, 9),
        local(4, 11, 20),
    )


def test_service_4_by_email(desk: Desk, office: SmallOffice, clock: FakeClock, ana: Actor) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    clock.at("16:10")
    case = by_email(desk, ana, 4, person, entity, local(4, 15, 30))
    check(desk, ana, case)
    begun = checklists.complete(desk, ana, case.id)
    assert begun.due_at == local(8, 14, 30)
    clock.set(local(8, 13))
    assert seen(desk, ana, case.id).urgency is Urgency.NEAR
    clock.set(local(8, 15))
    assert seen(desk, ana, case.id).urgency is Urgency.OVERDUE


def test_service_5_stops_at_the_kits_door(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    tomas = office.actor("tecnico-1")
    counters.open_counter(desk, tomas, office.counter_id(3))
    person, entity = a_person(desk, office), an_entity(desk, office)
    clock.at("08:03")
    ticket = at_the_counter(desk, office, tomas, 5, person=person, entity=entity)
    case = opened_case(desk, tomas, 5, ticket)
    check(desk, tomas, case)
    checklists.complete(desk, tomas, case.id)
    view = seen(desk, tomas, case.id)
    assert (view.state_words, view.at_kit) == ("Listo para el kit", True)
    assert view.case.due_at == local(8, 8)
