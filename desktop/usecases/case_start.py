"""What is known before a case is opened: who is at the counter, and which services it can be of."""

from dataclasses import dataclass
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.visit_cases import Returned, returned_to
from domain.catalogue import Channel, Service
from domain.offices import Office
from domain.people import Entity, Person
from domain.staff import Action, Actor
from domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Start:
    """What a case may be opened with.

    Attributes:
        ticket: the turno under way; None for what did not come in person.
        services: those that can be opened so by who asks, the ones the turno still lacks first.
        returned: cases that the person may have come back with.
        places: code and city of where applicants may live.
    """

    office: Office
    ticket: Ticket | None
    person: Person | None
    entity: Entity | None
    services: tuple[Service, ...]
    returned: tuple[Returned, ...]
    places: tuple[tuple[str, str], ...]


def start_of(desk: Desk, actor: Actor, ticket_id: UUID | None) -> Start:
    """Return what a case may be opened with, from a turno or without one.

    Support is left out: it has its own page.

    Raises:
        NotFound: there is no such turno.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_CASES)
        catalogue = desk.catalogues.refresh(unit)
        office = unit.offices.office()
        roles = actor.roles_on(step.day)
        mine = [
            service
            for service in catalogue.services
            if not service.is_support and not service.served_by.isdisjoint(roles)
        ]
        places = tuple((place.code, place.city) for place in catalogue.offices)
        if ticket_id is None:
            written = tuple(s for s in mine if set(s.channels) - {Channel.IN_PERSON})
            return Start(office, None, None, None, written, (), places)
        ticket = unit.tickets.get(ticket_id)
        here = [s for s in mine if s.in_person and office.code in s.offices]
        return Start(
            office,
            ticket,
            None if ticket.person_id is None else unit.people.get(ticket.person_id),
            None if ticket.entity_id is None else unit.entities.get(ticket.entity_id),
            _lacking_first(step, ticket, here),
            returned_to(step, ticket),
            places,
        )


def _lacking_first(step: Step, ticket: Ticket, services: list[Service]) -> tuple[Service, ...]:
    recorded = {case.service for case in step.unit.cases.of_ticket(ticket.id)}
    asked = [number for number in ticket.pending if number not in recorded]
    return tuple(sorted(services, key=lambda s: (s.id not in asked, s.id)))
