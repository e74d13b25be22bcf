"""Shorthand for tests about the cases of who comes: a person, their entity, their papers."""

from uuid import UUID

from desktop.usecases import calling, checklists, counters, reception, serving
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.checklists import Mark
from desktop.usecases.desk import Desk
from domain.cases import Case
from domain.checklist import Verdict
from domain.people import DocumentType, Entity, Person
from domain.staff import Actor
from domain.tickets import Ticket
from tests.office import SmallOffice

FIELDS = {1: {"administrator-kind": "Financiero"}}
"""What the cases of a service must tell besides."""


def register(desk: Desk, office: SmallOffice) -> tuple[Person, Entity]:
    """Register a person and the body they come for."""
    who = office.actor("recepcion-1")
    draft = reception.PersonDraft(DocumentType.CEDULA, "1710034065", "Rosa Elvira Chimborazo")
    person = reception.register_person(desk, who, draft)
    return person, reception.register_entity(desk, who, "1760001550001", "GAD Valle Verde", "0042")


def ask(
    desk: Desk, office: SmallOffice, person: Person, entity: Entity | None, *services: int
) -> Ticket:
    """Issue a turno to a person who comes for an entity."""
    asked = reception.NewTicket(services, person.id, None if entity is None else entity.id)
    return reception.issue(desk, office.actor("recepcion-1"), asked).ticket


def sit(desk: Desk, office: SmallOffice, username: str = "asesor-1", number: int = 1) -> Actor:
    """Open a counter and return who sits there."""
    actor = office.actor(username)
    counters.open_counter(desk, actor, office.counter_id(number))
    return actor


def serve(desk: Desk, clerk: Actor) -> Ticket:
    """Call the next and begin to attend them."""
    calling.call_next(desk, clerk)
    return calling.arrived(desk, clerk)


def begin_case(desk: Desk, clerk: Actor, ticket_id: UUID, service: int) -> Case:
    """Open a case of a visit."""
    new = NewCase(service, ticket_id=ticket_id, fields=FIELDS.get(service, {}))
    return open_case(desk, clerk, new)


def check(
    desk: Desk,
    clerk: Actor,
    case: Case,
    *wrong: int,
    reason: str = "no-seal",
    apart_from: tuple[int, ...] = (),
) -> Case:
    """Accept every paper of a case, or hand it back for the ``wrong`` ones.

    Args:
        apart_from: requirements that do not apply.
    """
    for item in desk.catalogue.service(case.service).requirements:
        mark = Mark(item.number, Verdict.ACCEPTED)
        if item.number in wrong:
            mark = Mark(item.number, Verdict.REJECTED, reason)
        elif item.number in apart_from:
            mark = Mark(item.number, Verdict.NOT_APPLICABLE)
        checklists.mark(desk, clerk, case.id, mark)
    return (checklists.give_back if wrong else checklists.complete)(desk, clerk, case.id)


def returned_case(
    desk: Desk, office: SmallOffice, clerk: Actor, person: Person, entity: Entity
) -> Case:
    """Have a person come for service 1 and hand its papers back for requirement 5."""
    ask(desk, office, person, entity, 1)
    ticket = serve(desk, clerk)
    case = check(desk, clerk, begin_case(desk, clerk, ticket.id, 1), 5, apart_from=(6,))
    serving.finish(desk, clerk)
    return case
