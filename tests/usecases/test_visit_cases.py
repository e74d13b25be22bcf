"""The cases of who is at the counter, and what they may come back with."""

from desktop.usecases import cases, serving
from desktop.usecases.case_view import GLANCE
from desktop.usecases.desk import Desk
from desktop.usecases.visit_cases import AtCounter, at_counter, open_cases
from domain.case_parts import CaseState
from tests.office import SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    complete_case,
    opened_case,
    returned_case,
)
from tests.usecases.hall import opened


def test_a_visit_without_cases(desk: Desk, office: SmallOffice) -> None:
    clerk = opened(desk, office, "asesor-1", 1)
    ticket = at_the_counter(desk, office, clerk, 6)
    assert at_counter(desk, clerk, ticket.id) == AtCounter()


def test_the_cases_of_a_visit(desk: Desk, office: SmallOffice) -> None:
    clerk = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, clerk, 2, 1, person=person, entity=entity)
    first = complete_case(desk, clerk, 2, ticket)
    second = opened_case(desk, clerk, 1, ticket)
    seen = at_counter(desk, clerk, ticket.id)
    assert seen.returned == ()
    assert [(c.number, c.service, c.words, c.half) for c in seen.cases] == [
        (first.number, 2, "En trámite", False),
        (second.number, 1, "En revisión", True),
    ]


def test_what_a_person_may_come_back_with(desk: Desk, office: SmallOffice) -> None:
    clerk = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    returned = returned_case(desk, office, clerk, person, entity)
    other = at_the_counter(desk, office, clerk, 2, person=person)  # for something else
    assert at_counter(desk, clerk, other.id).returned == ()
    serving.finish(desk, clerk, "Consulta breve")
    ticket = at_the_counter(desk, office, clerk, 1, person=person, entity=entity)
    (found,) = at_counter(desk, clerk, ticket.id).returned
    assert (found.row.id, found.own) == (returned.id, True)
    cases.resubmit(desk, clerk, returned.id, ticket_id=ticket.id)
    seen = at_counter(desk, clerk, ticket.id)
    assert seen.returned == ()
    assert [(case.id, case.state) for case in seen.cases] == [(returned.id, CaseState.CLASSIFIED)]


def test_a_colleague_of_the_entity_comes_instead(desk: Desk, office: SmallOffice) -> None:
    clerk = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    returned = returned_case(desk, office, clerk, person, entity)
    colleague = a_person(desk, office, "0962467429", "Luis Andrade")
    ticket = at_the_counter(desk, office, clerk, 1, person=colleague, entity=entity)
    (found,) = at_counter(desk, clerk, ticket.id).returned
    assert (found.row.id, found.own) == (returned.id, False)


def test_what_is_handed_back_is_never_hidden_by_newer_cases(
    desk: Desk, office: SmallOffice
) -> None:
    clerk = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    returned = returned_case(desk, office, clerk, person, entity)
    ticket = at_the_counter(desk, office, clerk, 6, person=person, entity=entity)
    for number in range(GLANCE):
        opened_case(
            desk,
            clerk,
            6,
            ticket,
            topic="access",
            problem=f"Consulta {number}",
            apart=f"Es la consulta {number}",
        )
    seen = open_cases(desk, clerk, person.id, None)
    assert seen[0].id == returned.id
    assert len(seen) == GLANCE + 1
    colleague = a_person(desk, office, "0962467429", "Luis Andrade")
    assert open_cases(desk, clerk, colleague.id, None) == ()
    assert open_cases(desk, clerk, colleague.id, entity.id) == seen
    cases.withdraw(desk, clerk, returned.id, "Desiste")
    assert returned.id not in {row.id for row in open_cases(desk, clerk, person.id, entity.id)}
