"""What a case knows that a form may be filled with, by the names templates use."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from desktop.ports.forms import FIELD
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Step
from domain.authorisers import AuthoriserState
from domain.case_fields import shown_value
from domain.enrolment import EnrolmentState
from domain.offices import MONTHS
from domain.people import DocumentType, Person
from domain.requirements import Requirement
from domain.seats import AuthoriserRole


def values_of(step: Step, seen: CaseView) -> Mapping[str, str]:
    """Return the values of a case by name; what is not known is empty or not there.

    Args:
        step: within which what was lent to the entity, and who authorises for it, is read.
        seen: the case.
    """
    office, parties = seen.office, seen.parties
    values = {
        "office.name": office.name,
        "office.ministry": office.ministry,
        "office.address": office.address,
        "staff.name": step.actor.full_name,
        "today": _in_words(office.local(step.now).date()),
        **_of_case(seen),
        **_of_person("bearer", parties.bearer),
        **_of_person("beneficiary", parties.served),
        **_of_person("signer", parties.signer),
    }
    if parties.bearer is None:
        values["bearer.name"] = seen.case.origin.sender
    if parties.entity is not None:
        entity = parties.entity
        values["entity.name"] = entity.name
        values["entity.ruc"] = entity.ruc
        values["entity.code"] = entity.esigef_code
        values |= _lent(step, entity.id)
    for role, person in _authorisers(step, seen).items():
        values |= _of_person(role.value, person)
    return values


def values_of_requirement(requirement: Requirement | None) -> Mapping[str, str]:
    """Return the values of what a form meets; none for the case as a whole."""
    if requirement is None:
        return {}
    details = requirement.details
    return {
        "requirement.number": str(requirement.number),
        "requirement.document": requirement.document,
        "requirement.details": details[:1].upper() + details[1:],
    }


def _of_case(seen: CaseView) -> dict[str, str]:
    case, office = seen.case, seen.office
    first, last = seen.effective
    topic = seen.catalogue.topic(case.matter.topic)
    notes = (done.done_at is not None and done.step.notes and done.note for done in seen.steps)
    user = case.matter.value("user") or next((note for note in notes if note), "")
    outcome = case.outcome
    return {
        "case.number": case.number,
        "case.service": seen.service.name,
        "case.received": _day(office.local(case.submitted_at).date()),
        "case.channel": case.origin.channel.label,
        "case.problem": case.matter.problem,
        "case.topic": "" if topic is None else topic.name,
        "case.system": case.matter.system,
        "case.solution": "" if outcome is None else outcome.type.label,
        "case.detail": "" if outcome is None else outcome.detail,
        "case.user": user,
        "absence.first": _day(first),
        "absence.last": _day(last),
        **{
            f"{FIELD}{field.key}": shown_value(field, case.matter.value(field.key))
            for field in seen.service.fields
        },
    }


def _of_person(who: str, person: Person | None) -> dict[str, str]:
    if person is None:
        return {}
    plain = person.document_type in {DocumentType.CEDULA, DocumentType.OTHER}
    kind = "" if plain or not person.document else f"{person.document_type.label} "
    return {
        f"{who}.name": person.name,
        f"{who}.document": f"{kind}{person.document}",
        f"{who}.phone": person.phone,
        f"{who}.email": person.email,
    }


def _lent(step: Step, entity_id: UUID) -> dict[str, str]:
    """Return the contract in force, the kit the entity has and the computer it pays from."""
    kits, values = step.unit.kits, {}
    contract = next((one for one in kits.contracts(entity_id) if one.in_force(step.day)), None)
    if contract is not None:
        values["contract.number"] = contract.number
        values["contract.signed"] = _day(contract.signed_on)
        values["contract.ends"] = _day(contract.ends_on)
    kit = next((one for one in kits.kits(entity_id) if one.returned_on is None), None)
    if kit is not None:
        values["kit.model"] = kit.model
        values["kit.serial"] = kit.serial
        values["kit.record"] = kit.delivery_record
        values["kit.delivered"] = _day(kit.delivered_on)
    pc = next((one for one in kits.pcs(entity_id) if one.active), None)
    if pc is not None:
        values["pc.name"] = pc.name
        values["pc.serial"] = pc.serial
        values["pc.place"] = pc.place
    return values


def _authorisers(step: Step, seen: CaseView) -> Mapping[AuthoriserRole, Person]:
    """Return titular and alterno: those that the case enrols, else those of the entity."""
    unit, entity = step.unit, seen.parties.entity
    found: dict[AuthoriserRole, UUID] = {}
    for enrolment in unit.enrolments.of_case(seen.case.id):
        if enrolment.state is not EnrolmentState.WITHDRAWN:
            found.setdefault(enrolment.role, enrolment.person_id)
    if entity is not None:
        for one in unit.authorisers.of_entity(entity.id):
            if one.state is not AuthoriserState.ENDED:
                found.setdefault(one.role, one.person_id)
    return {role: unit.people.get(person_id) for role, person_id in found.items()}


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"


def _in_words(day: date) -> str:
    return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"
