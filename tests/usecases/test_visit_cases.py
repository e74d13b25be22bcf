"""The cases of who is at the counter, and what they may come back with."""

from desktop.usecases import cases, reception, serving
from desktop.usecases.desk import Desk
from desktop.usecases.visit_cases import AtCounter, at_counter
from domain.case_parts import CaseState
from domain.people import DocumentType
from tests.office import FakeClock, SmallOffice
from tests.usecases.hall import issue
from tests.visits import ask, begin_case, check, register, returned_case, serve, sit


def test_a_visit_without_cases(desk: Desk, office: SmallOffice) -> None:
    clerk = sit(desk, office)
    issue(desk, office, 6)
    assert at_counter(desk, clerk, serve(desk, clerk).id) == AtCounter()


def test_the_cases_of_a_visit(desk: Desk, office: SmallOffice) -> None:
    clerk = sit(desk, office)
    person, entity = register(desk, office)
    ask(desk, office, person, entity, 2, 1)
    ticket = serve(desk, clerk)
    first, second = (begin_case(desk, clerk, ticket.id, number) for number in (2, 1))
    check(desk, clerk, first)
    seen = at_counter(desk, clerk, ticket.id)
    assert seen.returned == ()
    assert [(c.number, c.service, c.words, c.half) for c in seen.cases] == [
        (first.number, 2, "En trámite", False),
        (second.number, 1, "En revisión", True),
    ]


def test_what_a_person_may_come_back_with(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clerk = sit(desk, office)
    person, entity = register(desk, office)
    returned = returned_case(desk, office, clerk, person, entity)
    ask(desk, office, person, None, 2)  # for something else
    other = serve(desk, clerk)
    assert at_counter(desk, clerk, other.id).returned == ()
    serving.finish(desk, clerk, "Consulta breve")
    ask(desk, office, person, entity, 1)
    ticket = serve(desk, clerk)
    (found,) = at_counter(desk, clerk, ticket.id).returned
    assert (found.row.id, found.own) == (returned.id, True)
    cases.resubmit(desk, clerk, returned.id, ticket_id=ticket.id)
    seen = at_counter(desk, clerk, ticket.id)
    assert seen.returned == ()
    assert [(case.id, case.state) for case in seen.cases] == [(returned.id, CaseState.CLASSIFIED)]


def test_a_colleague_of_the_entity_comes_instead(desk: Desk, office: SmallOffice) -> None:
    clerk = sit(desk, office)
    person, entity = register(desk, office)
    returned = returned_case(desk, office, clerk, person, entity)
    draft = reception.PersonDraft(DocumentType.CEDULA, "0962467429", "Luis Andrade")
    colleague = reception.register_person(desk, office.actor("recepcion-1"), draft)
    ask(desk, office, colleague, entity, 1)
    ticket = serve(desk, clerk)
    (found,) = at_counter(desk, clerk, ticket.id).returned
    assert (found.row.id, found.own) == (returned.id, False)
