"""What the support page reads: who is attended, what they may be helped with, what came before."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from desktop.usecases.case_view import GLANCE
from desktop.usecases.desk import Desk, Step, begin
from domain.cases import Case
from domain.catalogue import Catalogue, Channel, Service
from domain.offices import Office
from domain.people import Entity, Person
from domain.ports import CaseRow
from domain.staff import Action, Actor
from domain.text import clean_text
from domain.tickets import Ticket, TicketState


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the page is about.

    Attributes:
        ticket_id: the turno attended; None on the telephone.
        person_id, entity_id: who, where the person at the page said so; else the turno's.
        topic: code of the topic at hand; empty for any.
    """

    ticket_id: UUID | None = None
    person_id: UUID | None = None
    entity_id: UUID | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class SupportDesk:
    """What is known while somebody asks for support.

    Attributes:
        change: the log's last sequence when it was read.
        asked: what this answers.
        in_person: the service for who stands at the counter; None where the acting person's
            roles or the office do not attend it. ``by_phone`` likewise.
        attending: the turno being attended at the acting person's counter.
        ticket: the turno asked for, with its ``cases`` in the order in which they were opened.
        earlier: cases of the entity on the topic, or else of the person; the newest first.
    """

    change: int
    asked: Asked
    office: Office
    catalogue: Catalogue
    in_person: Service | None
    by_phone: Service | None
    attending: Ticket | None
    ticket: Ticket | None
    person: Person | None
    entity: Entity | None
    cases: tuple[Case, ...]
    earlier: tuple[CaseRow, ...]


def support_desk(desk: Desk, actor: Actor, asked: Asked) -> SupportDesk:
    """Return what is known of who asks for support.

    Raises:
        NotFound: the turno, person or entity asked for is not there.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_CASES)
        catalogue, office = desk.catalogues.refresh(unit), unit.offices.office()
        ticket = None if asked.ticket_id is None else unit.tickets.get(asked.ticket_id)
        person_id = asked.person_id or (None if ticket is None else ticket.person_id)
        entity_id = asked.entity_id or (None if ticket is None else ticket.entity_id)
        cases = () if ticket is None else tuple(unit.cases.of_ticket(ticket.id))
        return SupportDesk(
            unit.log.head().sequence,
            asked,
            office,
            catalogue,
            _service(step, catalogue, office, Channel.IN_PERSON, ticket),
            _service(step, catalogue, office, Channel.PHONE, None),
            _attending(step),
            ticket,
            None if person_id is None else unit.people.get(person_id),
            None if entity_id is None else unit.entities.get(entity_id),
            cases,
            _earlier(step, person_id, entity_id, clean_text(asked.topic, label="Tema"), cases),
        )


def _service(
    step: Step, catalogue: Catalogue, office: Office, channel: Channel, ticket: Ticket | None
) -> Service | None:
    """Return the support service of a channel, the one the turno asks for before others."""
    roles = step.actor.roles_on(step.day)
    wanted = frozenset[int]() if ticket is None else frozenset(ticket.services)
    fitting = [
        service
        for service in catalogue.services
        if service.is_support
        and channel in service.channels
        and not service.served_by.isdisjoint(roles)
        and (channel is not Channel.IN_PERSON or office.code in service.offices)
    ]
    return min(fitting, key=lambda service: service.id not in wanted, default=None)


def _attending(step: Step) -> Ticket | None:
    session = step.unit.sessions.open_of(step.actor.staff_id)
    ticket = None if session is None else step.unit.tickets.at_counter(session.counter_id)
    return ticket if ticket is not None and ticket.state is TicketState.SERVING else None


def _earlier(
    step: Step,
    person_id: UUID | None,
    entity_id: UUID | None,
    topic: str,
    cases: tuple[Case, ...],
) -> tuple[CaseRow, ...]:
    """Return what came before this visit."""
    kept = step.unit.cases
    rows: Sequence[CaseRow] = ()
    if entity_id is not None:
        rows = kept.of_entity(entity_id, GLANCE, topic=topic)
    elif person_id is not None:
        rows = kept.of_person(person_id, GLANCE)
    here = {case.id for case in cases}
    return tuple(row for row in rows if row.id not in here)
