"""Opening a case: from a turno, or from the telephone, e-mail or document system."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from desktop.usecases.case_steps import (
    EmailConditionOpen,
    begun,
    keep_event,
    require_service,
    save,
)
from desktop.usecases.desk import Desk, Step, begin
from domain.case_fields import checked_fields
from domain.case_number import CaseNumber
from domain.case_parts import Matter, Origin, Parties
from domain.cases import Case, DuplicateCase
from domain.catalogue import Channel, Service
from domain.errors import InvalidInput
from domain.ids import new_id
from domain.people import DocumentType
from domain.staff import Action, Actor
from domain.text import REASON_LIMIT, clean_text
from domain.tickets import Ticket, TicketState, WrongState

FUTURE_SLACK = timedelta(minutes=5)
"""How far the clocks of a mail server and this computer may differ."""
OLDEST = timedelta(days=366)
"""What came in longer ago is a year typed wrong, and would be past its due time at once."""
_VISIT = frozenset({TicketState.SERVING, TicketState.HELD, TicketState.SERVED})


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case is opened with.

    Attributes:
        ticket_id: the turno of the visit, for what is asked in person.
        received_at: when the request came in; now, when None.
        sender: address or name it came from; ``reference`` the letter's number.
        parties: who; bearer and entity are the turno's when they are not told.
        fields: what the service's cases must tell, as typed: key and value.
        apart: why it is not the same as the entity's open case of the same matter.
        email_condition_holds: somebody checked what must hold for e-mail.
    """

    service: int
    channel: Channel = Channel.IN_PERSON
    ticket_id: UUID | None = None
    received_at: datetime | None = None
    sender: str = ""
    reference: str = ""
    parties: Parties = field(default_factory=Parties)
    topic: str = ""
    system: str = ""
    problem: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    apart: str = ""
    email_condition_holds: bool = False


def open_case(desk: Desk, actor: Actor, new: NewCase) -> Case:
    """Open a case: registered and classified in one step; support begins at once.

    Raises:
        InvalidInput: something told cannot be used, or is missing.
        NotYourService: no role in force attends the service.
        DuplicateCase: the entity has an open case of the same matter.
        EmailConditionOpen: nobody confirmed what must hold for e-mail.
        WrongState: the turno is not being attended.
        UnknownService, NotFound: what was referred to is not there.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        return opened(desk, step, new)


def opened(desk: Desk, step: Step, new: NewCase) -> Case:
    """Open a case inside a unit of work already begun; raises as ``open_case``."""
    catalogue = desk.catalogues.refresh(step.unit)
    service = catalogue.service(new.service)
    require_service(step, service)
    ticket = _ticket(step, new)
    check_channel(step, service, new.channel)
    if new.channel is Channel.EMAIL and service.email_condition and not new.email_condition_holds:
        raise EmailConditionOpen(service.email_condition)
    parties = parties_of(step, service, new.parties, ticket)
    matter = _matter(desk, service, new)
    office = step.unit.offices.office()
    year = office.local(step.now).year
    received_at = _received_at(step, new, ticket)
    number = CaseNumber(office.imprint, year % 100, step.unit.cases.next_number(year))
    registered = Case(
        new_id(),
        office.id,
        str(number),
        service.id,
        catalogue.version,
        Origin(
            new.channel,
            received_at,
            clean_text(new.sender, label="Remitente"),
            new.ticket_id,
            clean_text(new.reference, label="Número del oficio", limit=80),
        ),
        parties,
        Matter(),
        step.actor.staff_id,
        step.now,
        received_at,
        step.actor.staff_id,
        step.now,
    )
    case = replace(registered.classify(service.id, catalogue.version, matter), version=1)
    require_no_duplicate(step, case)
    step.tell("case", case.id, case.version, "case_opened", told_of(step, case))
    step.unit.cases.add(case)
    keep_event(step, case, "case_opened")
    if service.is_support:
        case = save(step, begun(step, case, service), "case_begun", {})
    return case


def _ticket(step: Step, new: NewCase) -> Ticket | None:
    if (new.channel is Channel.IN_PERSON) != (new.ticket_id is not None):
        raise InvalidInput(
            "Un trámite en ventanilla se abre desde un turno; los demás, sin turno.",
            todo="Elija por dónde llegó el pedido.",
        )
    if new.ticket_id is None:
        return None
    return visit(step, new.ticket_id)


def visit(step: Step, ticket_id: UUID) -> Ticket:
    """Return a turno that is, or today was, attended. Raises WrongState otherwise."""
    ticket = step.unit.tickets.get(ticket_id)
    today = ticket.state is not TicketState.SERVED or ticket.day == step.day
    if ticket.state not in _VISIT or not today:
        raise WrongState(ticket)
    return ticket


def check_channel(step: Step, service: Service, channel: Channel) -> None:
    """Insist that a service is asked for this way, and in person at this office.

    Raises:
        InvalidInput: it is not.
    """
    if channel not in service.channels:
        raise InvalidInput(
            f"«{service.short_name}» no se pide {channel.label}.",
            todo="Indique a la persona por dónde se pide.",
        )
    if channel is Channel.IN_PERSON:
        code = step.unit.offices.office().code
        if code not in service.offices:
            raise InvalidInput(
                f"«{service.short_name}» no se atiende en esta oficina.",
                todo="Indique a la persona dónde se atiende.",
            )


def parties_of(step: Step, service: Service, told: Parties, ticket: Ticket | None) -> Parties:
    """Return the parties, those of the turno where they were not told, all of them on file."""
    unit = step.unit
    parties = replace(
        told,
        bearer_id=told.bearer_id or (None if ticket is None else ticket.person_id),
        entity_id=told.entity_id or (None if ticket is None else ticket.entity_id),
        place=clean_text(told.place, label="Ciudad", limit=20) or unit.offices.office().code,
    )
    people = [
        unit.people.get(key)
        for key in (parties.bearer_id, parties.beneficiary_id, parties.signer_id)
        if key is not None
    ]
    if parties.entity_id is not None:
        unit.entities.get(parties.entity_id)
    if service.is_support:
        return parties
    if parties.bearer_id is None:
        raise InvalidInput("Falta quién hace el trámite.", todo="Búsquelo o regístrelo.")
    if any(person.document_type is DocumentType.NONE for person in people):
        raise InvalidInput(
            "Para este trámite se necesita un documento de identidad.",
            kept="La persona sigue registrada.",
            todo="Anote su cédula, pasaporte u otro documento.",
        )
    if parties.entity_id is None and not service.entity_optional:
        raise InvalidInput("Falta la entidad.", todo="Búsquela por RUC, código o nombre.")
    return parties


def _matter(desk: Desk, service: Service, new: NewCase) -> Matter:
    topic, system = new.topic, new.system
    if service.is_support:
        if desk.catalogue.topic(topic) is None:
            raise InvalidInput("Falta el tema.", todo="Elija uno de la lista.")
        if system and system not in desk.catalogue.systems:
            raise InvalidInput("Ese sistema no está en la lista.", todo="Elija uno de la lista.")
    else:
        topic = system = ""
    return Matter(
        topic,
        system,
        problem_of(service, new.problem),
        checked_fields(service, new.fields),
        clean_text(new.apart, label="Por qué es otro asunto", limit=REASON_LIMIT),
    )


def problem_of(service: Service, raw: str) -> str:
    return clean_text(raw, label="Problema", limit=REASON_LIMIT, required=service.is_support)


def _received_at(step: Step, new: NewCase, ticket: Ticket | None) -> datetime:
    if ticket is not None:
        return ticket.arrived_at
    return step.now if new.received_at is None else came_in(step, new.received_at)


def came_in(step: Step, moment: datetime) -> datetime:
    """Return when something came in, as typed; never later than now.

    Raises:
        InvalidInput: it is in the future, or more than a year ago.
    """
    if moment > step.now + FUTURE_SLACK:
        raise InvalidInput(
            "La fecha de recepción está en el futuro.", todo="Revise el día y la hora."
        )
    if moment < step.now - OLDEST:
        raise InvalidInput(
            "La fecha de recepción es de hace más de un año.", todo="Revise el día y el año."
        )
    return min(moment, step.now)


def require_no_duplicate(step: Step, case: Case) -> None:
    entity_id = case.parties.entity_id
    if entity_id is None:
        return
    existing = step.unit.cases.open_of_subject(entity_id, case.subject)
    if existing is not None and existing.id != case.id:
        raise DuplicateCase(existing)


def told_of(step: Step, case: Case) -> dict[str, object]:
    """Return what the log keeps of who and what, with the names as they were then."""
    unit, parties = step.unit, case.parties
    names = {
        "bearer": "" if parties.bearer_id is None else unit.people.get(parties.bearer_id).name,
        "entity": "" if parties.entity_id is None else unit.entities.get(parties.entity_id).name,
    }
    ids = {
        key: str(value)
        for key, value in (
            ("bearer_id", parties.bearer_id),
            ("beneficiary_id", parties.beneficiary_id),
            ("signer_id", parties.signer_id),
            ("entity_id", parties.entity_id),
            ("ticket", case.origin.ticket_id),
        )
        if value is not None
    }
    return {
        "number": case.number,
        "service": case.service,
        "catalogue": case.catalogue_version,
        "channel": case.origin.channel.value,
        "received_at": case.origin.received_at.isoformat(),
        "sender": case.origin.sender,
        "reference": case.origin.reference,
        "place": parties.place,
        "topic": case.matter.topic,
        "system": case.matter.system,
        "problem": case.matter.problem,
        "fields": dict(case.matter.fields),
        "apart": case.matter.apart,
        **names,
        **ids,
    }
