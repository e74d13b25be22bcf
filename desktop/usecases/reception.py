"""Reception: find or register who came, issue the turno, and what happens to it in the hall."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from desktop.usecases import approvals
from desktop.usecases.desk import Desk, Step, begin, clean_reason
from domain.approvals import ApprovalKind
from domain.errors import InvalidInput
from domain.ids import new_id
from domain.offices import Office
from domain.people import (
    AlreadyRegistered,
    DocumentType,
    Entity,
    Person,
    checked_entity,
    checked_person,
)
from domain.ports import UnitOfWork, Visit
from domain.queue import DayClosed, OfficeClosed, QueueDay, place_of
from domain.staff import Action, Actor
from domain.text import clean_text
from domain.ticket_qr import NotATicket, TicketMark, parse_ticket_qr
from domain.tickets import Ticket, WrongState

FOUND_AT_MOST = 20
VISITS_AT_MOST = 8
AFTER_HOURS = "after_hours"
_CODE = re.compile(r"([A-Za-z]{1,2})[ -]?([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What was typed of a person."""

    document_type: DocumentType
    document: str
    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What a turno is asked for with."""

    services: tuple[int, ...]
    person_id: UUID | None = None
    entity_id: UUID | None = None
    priority: bool = False


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued turno and what its slip says besides."""

    ticket: Ticket
    ahead: int
    person: Person | None
    entity: Entity | None


def find_people(desk: Desk, actor: Actor, text: str) -> Sequence[Person]:
    """Return people by the beginnings of what was typed; nothing for a text without words.

    Raises:
        InvalidInput: what was typed holds characters that nothing on file can hold.
    """
    typed = clean_text(text, label="Buscar")
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.REGISTER_PEOPLE)
        return unit.people.search(typed, FOUND_AT_MOST)


def find_entities(desk: Desk, actor: Actor, text: str) -> Sequence[Entity]:
    """Return entities by the beginnings of what was typed.

    Raises:
        InvalidInput: what was typed holds characters that nothing on file can hold.
    """
    typed = clean_text(text, label="Buscar")
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.REGISTER_PEOPLE)
        return unit.entities.search(typed, FOUND_AT_MOST)


def visits(desk: Desk, actor: Actor, person_id: UUID) -> Sequence[Visit]:
    """Return a person's visits, the latest first."""
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.REGISTER_PEOPLE)
        return unit.people.visits(person_id, VISITS_AT_MOST)


def register_person(desk: Desk, actor: Actor, draft: PersonDraft) -> Person:
    """Register a person.

    Raises:
        InvalidInput: a field cannot be used.
        AlreadyRegistered: that document is on file; it carries the person.
    """
    person = _checked(new_id(), draft)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REGISTER_PEOPLE)
        _require_new(unit, person)
        _tell_person(step, person, "person_registered")
        unit.people.add(person)
        return person


def correct_person(desk: Desk, actor: Actor, person_id: UUID, draft: PersonDraft) -> Person:
    """Correct what is on file of a person.

    Raises:
        InvalidInput: a field cannot be used.
        AlreadyRegistered: another person has that document.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REGISTER_PEOPLE)
        version = unit.people.get(person_id).version + 1
        person = _checked(person_id, draft, version)
        _require_new(unit, person)
        _tell_person(step, person, "person_corrected")
        unit.people.save(person)
        return person


def register_entity(desk: Desk, actor: Actor, ruc: str, name: str, esigef_code: str = "") -> Entity:
    """Register an entity; a wrong RUC check digit does not refuse it.

    Raises:
        InvalidInput: a field cannot be used.
        AlreadyRegistered: that RUC is on file; it carries the entity.
    """
    entity = checked_entity(new_id(), ruc, name, esigef_code)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REGISTER_PEOPLE)
        existing = unit.entities.by_ruc(entity.ruc)
        if existing is not None:
            raise AlreadyRegistered(existing)
        _tell_entity(step, entity, "entity_registered")
        unit.entities.add(entity)
        return entity


def correct_entity(
    desk: Desk, actor: Actor, entity_id: UUID, ruc: str, name: str, esigef_code: str = ""
) -> Entity:
    """Correct what is on file of an entity, or rename it; its cases stay its own.

    Raises:
        InvalidInput: a field cannot be used.
        AlreadyRegistered: another entity has that RUC.
        NotFound: there is no such entity.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REGISTER_PEOPLE)
        version = unit.entities.get(entity_id).version + 1
        entity = replace(checked_entity(entity_id, ruc, name, esigef_code), version=version)
        existing = unit.entities.by_ruc(entity.ruc)
        if existing is not None and existing.id != entity_id:
            raise AlreadyRegistered(existing)
        _tell_entity(step, entity, "entity_corrected")
        unit.entities.save(entity)
        return entity


def issue(desk: Desk, actor: Actor, asked: NewTicket, approval_id: UUID | None = None) -> Issued:
    """Issue a turno: series by kind, next number of the day, place by order of arrival.

    Args:
        approval_id: a supervisor's leave to issue outside the hours (subject ``AFTER_HOURS``).

    Raises:
        InvalidInput: no service, or one that this office does not give in person.
        OfficeClosed: outside the hours, without leave.
        DayClosed: the supervisor closed the day.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ISSUE_TICKET)
        office = unit.offices.office()
        services = require_services(desk, office, asked.services)
        _require_hours(step, office, approval_id)
        person = None if asked.person_id is None else unit.people.get(asked.person_id)
        entity = None if asked.entity_id is None else unit.entities.get(asked.entity_id)
        _require_day(step, office)
        series = office.series.letter(services, priority=asked.priority)
        number = unit.days.next_number(step.day, series)
        ahead = _ahead(step, office, priority=asked.priority)
        ticket_id = new_id()
        # The log's sequence is the order of arrival: it counts on when the clock jumps back.
        sequence = step.tell(
            "ticket",
            ticket_id,
            1,
            "ticket_issued",
            {
                "day": step.day.isoformat(),
                "series": series,
                "number": number,
                "services": list(services),
                "priority": asked.priority,
                "person": None if person is None else str(person.id),
                "entity": None if entity is None else str(entity.id),
            },
        )
        ticket = Ticket(
            ticket_id,
            office.id,
            step.day,
            series,
            number,
            asked.priority,
            services,
            step.now,
            step.now,
            place_of(sequence),
            asked.person_id,
            asked.entity_id,
        )
        unit.tickets.add(ticket)
        return Issued(ticket, ahead, person, entity)


def cancel(desk: Desk, actor: Actor, ticket_id: UUID, reason: str) -> Ticket:
    """Cancel a waiting turno with its reason.

    Raises:
        WrongState: it is not waiting.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.CANCEL_TICKET)
        ticket = unit.tickets.get(ticket_id).cancel(step.now, text)
        step.tell(
            "ticket",
            ticket.id,
            ticket.version,
            "ticket_cancelled",
            {"code": ticket.code, "reason": text},
        )
        unit.tickets.save(ticket)
        return ticket


def rejoin(desk: Desk, actor: Actor, ticket_id: UUID) -> Ticket:
    """Put back in the queue somebody who did not come when called: same number, at the end.

    Raises:
        WrongState: it was not marked as absent, or is of another day.
        DayClosed: the supervisor closed the day.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REJOIN_TICKET)
        before = unit.tickets.get(ticket_id)
        if before.day != step.day:
            raise WrongState(before)
        _require_day(step, unit.offices.office())
        # Refuse before anything is told of it.
        before.rejoin(step.now, before.position)
        sequence = step.tell(
            "ticket",
            before.id,
            before.version + 1,
            "ticket_rejoined",
            {"code": before.code},
        )
        ticket = before.rejoin(step.now, place_of(sequence))
        unit.tickets.save(ticket)
        return ticket


def find_ticket(desk: Desk, actor: Actor, code: str) -> Ticket | None:
    """Return today's turno of a code as said (``A-7``, ``a007``) or scanned from its slip, or None.

    Raises:
        InvalidInput: what was typed holds characters that no code can hold.
    """
    typed = clean_text(code, label="Turno")
    said = _CODE.fullmatch(typed)
    scanned = None if said else _scanned(typed)
    if said is None and scanned is None:
        return None
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_QUEUE)
        if said is not None:
            return unit.tickets.by_code(step.day, said[1].upper(), int(said[2]))
        assert scanned is not None
        if scanned.day != step.day or not scanned.is_of(unit.offices.office().imprint):
            return None
        return unit.tickets.by_code(step.day, scanned.series, scanned.number)


def _scanned(typed: str) -> TicketMark | None:
    try:
        return parse_ticket_qr(typed)
    except NotATicket:
        return None


def _checked(person_id: UUID, draft: PersonDraft, version: int = 1) -> Person:
    return checked_person(
        person_id,
        draft.document_type,
        draft.document,
        draft.name,
        phone=draft.phone,
        email=draft.email,
        version=version,
    )


def _require_new(unit: UnitOfWork, person: Person) -> None:
    if not person.document:
        return
    existing = unit.people.by_document(person.document_type, person.document)
    if existing is not None and existing.id != person.id:
        raise AlreadyRegistered(existing)


def _tell_person(step: Step, person: Person, type_: str) -> None:
    step.tell(
        "person",
        person.id,
        person.version,
        type_,
        {
            "document_type": person.document_type.value,
            "document": person.document,
            "name": person.name,
            "phone": person.phone,
            "email": person.email,
        },
    )


def _tell_entity(step: Step, entity: Entity, type_: str) -> None:
    step.tell(
        "entity",
        entity.id,
        entity.version,
        type_,
        {"ruc": entity.ruc, "name": entity.name, "esigef_code": entity.esigef_code},
    )


def require_services(desk: Desk, office: Office, asked: tuple[int, ...]) -> tuple[int, ...]:
    """Return the services of a turno, each once.

    Raises:
        InvalidInput: none is chosen, or one that this office does not give in person.
    """
    wanted = tuple(dict.fromkeys(asked))
    here = {service.id for service in desk.catalogue.services_of(office.code)}
    if not wanted:
        raise InvalidInput("Falta elegir el servicio.", todo="Elija al menos uno.")
    if not here.issuperset(wanted):
        raise InvalidInput(
            "Uno de los servicios no se atiende en esta oficina.",
            todo="Indique a la persona dónde se atiende.",
        )
    return wanted


def _require_hours(step: Step, office: Office, approval_id: UUID | None) -> None:
    if office.hours.include(office.local(step.now)):
        return
    if approval_id is None:
        raise OfficeClosed(office.hours)
    approvals.use(
        step,
        approval_id,
        ApprovalKind.ISSUE_AFTER_HOURS,
        AFTER_HOURS,
        "Emitir un turno fuera de horario necesita autorización.",
    )


def _require_day(step: Step, office: Office) -> QueueDay:
    day = step.unit.days.get(step.day)
    if day is None:
        day = QueueDay(office.id, step.day, step.now)
        step.tell("queue_day", office.id, day.version, "day_opened", {"day": _iso(step.day)})
        step.unit.days.add(day)
    if day.closed_at is not None:
        raise DayClosed()
    return day


def _ahead(step: Step, office: Office, *, priority: bool) -> int:
    """Return how many go before one that joins now: with priority, only those that have it too."""
    if priority and office.policy.priority_first:
        return sum(1 for _ in step.unit.tickets.waiting(step.day, priority=True))
    return step.unit.tickets.count_waiting(step.day)


def _iso(day: date) -> str:
    return day.isoformat()
