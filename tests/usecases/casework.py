"""Shorthand for tests about cases: somebody at a counter with a turno, and papers to check."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from desktop.usecases import calling, case_view, checklists, reception, resolving, serving
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from domain.case_parts import ConformityKind, Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.checklist import OTHER_REASON, Verdict
from domain.people import DocumentType, Entity, Person
from domain.staff import Actor
from domain.tickets import Ticket
from tests.office import SmallOffice

FIELDS: Mapping[int, dict[str, str]] = {
    1: {"administrator-kind": "Informático"},
    3: {"entities": "Todas las adscritas", "grounds": "Acuerdo 12"},
    4: {"user": "avillacis"},
    8: {"absence-from": "09/12/2026", "absence-to": "11/12/2026"},
    9: {"absence-from": "09/12/2026"},
    10: {
        "request": "Deuda por año",
        "address": "Av. 10 de Agosto",
        "person-kind": "Persona natural",
    },
}
"""What the cases of each service must tell."""
RUC = "1760001550001"


def a_person(
    desk: Desk, office: SmallOffice, document: str = "1710034065", name: str = "Luz Ejemplo"
) -> Person:
    """Register somebody with a cédula."""
    draft = reception.PersonDraft(DocumentType.CEDULA, document, name, email="luz@ejemplo.ec")
    return reception.register_person(desk, office.actor("recepcion-1"), draft)


def an_entity(desk: Desk, office: SmallOffice, name: str = "Municipio de Ejemplo") -> Entity:
    """Register a public body."""
    return reception.register_entity(desk, office.actor("recepcion-1"), RUC, name, "1234")


def at_the_counter(
    desk: Desk,
    office: SmallOffice,
    actor: Actor,
    *services: int,
    person: Person | None = None,
    entity: Entity | None = None,
) -> Ticket:
    """Somebody with a turno is being attended at the counter of ``actor``."""
    new = reception.NewTicket(
        services,
        None if person is None else person.id,
        None if entity is None else entity.id,
    )
    reception.issue(desk, office.actor("recepcion-1"), new)
    calling.call_next(desk, actor)
    return calling.arrived(desk, actor)


def opened_case(
    desk: Desk, actor: Actor, service: int, ticket: Ticket | None = None, **more: object
) -> Case:
    """Open a case of a service with everything it must tell."""
    told: dict[str, object] = {"fields": FIELDS.get(service, {}), **more}
    if ticket is not None:
        told["ticket_id"] = ticket.id
    return open_case(desk, actor, NewCase(service, **told))  # type: ignore[arg-type]


def by_email(
    desk: Desk, actor: Actor, service: int, person: Person, entity: Entity, at: datetime
) -> Case:
    """Open a case that came by e-mail."""
    return opened_case(
        desk,
        actor,
        service,
        channel=Channel.EMAIL,
        received_at=at,
        sender="tesoreria@ejemplo.gob.ec",
        parties=Parties(person.id, entity_id=entity.id),
        email_condition_holds=True,
    )


def check(desk: Desk, actor: Actor, case: Case, *lacking: int, skip: tuple[int, ...] = ()) -> None:
    """Mark the requirements not looked at yet: ``lacking`` rejected, ``skip`` not applicable."""
    checklist = seen(desk, actor, case.id).checklist
    for number in checklist.undecided:
        if number in lacking:
            found = checklists.Mark(number, Verdict.REJECTED, OTHER_REASON, "Falta el sello")
        elif number in skip:
            found = checklists.Mark(number, Verdict.NOT_APPLICABLE)
        else:
            found = checklists.Mark(number, Verdict.ACCEPTED)
        checklists.mark(desk, actor, case.id, found)


def seen(desk: Desk, actor: Actor, case_id: UUID) -> CaseView:
    """Return a case as the screen reads it."""
    return case_view.view(desk, actor, case_id)


def returned_case(
    desk: Desk, office: SmallOffice, actor: Actor, person: Person, entity: Entity
) -> Case:
    """Service 1 was handed back for its requirement 5, and the person left."""
    ticket = at_the_counter(desk, office, actor, 1, person=person, entity=entity)
    case = opened_case(desk, actor, 1, ticket)
    check(desk, actor, case, 5, skip=(6,))
    returned = checklists.give_back(desk, actor, case.id)
    serving.finish(desk, actor)
    return returned


def complete_case(desk: Desk, actor: Actor, service: int, ticket: Ticket) -> Case:
    """Open a case of a visit and find its papers complete."""
    case = opened_case(desk, actor, service, ticket)
    check(desk, actor, case)
    return checklists.complete(desk, actor, case.id)


def resolve_and_close(
    desk: Desk,
    actor: Actor,
    case_id: UUID,
    answer: resolving.Answer,
    conformity: ConformityKind,
    reason: str = "",
) -> Case:
    """Solve a case and end it."""
    resolving.resolve(desk, actor, case_id, answer)
    return resolving.close(desk, actor, case_id, conformity, reason)
