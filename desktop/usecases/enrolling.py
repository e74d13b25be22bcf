"""Enrolling an official: asked for by a case, validated, told, captured, configured, notified.

Whoever works at the kit has the case; configuring and what follows is anybody's of the team, so
that validator and configurer can be two people. What a capture confirms is in ``capturing``.

Source: domain notes of the ministry, "State machines", "Enrolment".
"""

from uuid import UUID

from desktop.usecases import authoriser_changes
from desktop.usecases.case_steps import own_case, require_service, service_of
from desktop.usecases.desk import Desk, Step, begin, clean_reason
from desktop.usecases.enrolment_follows import keep, withdrawn
from domain.case_parts import ENDED, CaseState
from domain.cases import Case, WrongCaseState
from domain.catalogue import Service
from domain.enrolment import OVER, SERVICE, Enrolment, EnrolmentState
from domain.errors import InvalidInput, KnownError
from domain.ids import new_id
from domain.people import DocumentType
from domain.seats import AuthoriserRole
from domain.staff import Action, Actor

_COMPLETE = frozenset({CaseState.IN_PROCESS, CaseState.DIAGNOSING, CaseState.REFERRED})


class EnrolmentOpen(KnownError):
    """The person, or the role in this case, is being enrolled already."""

    kept = "No se pidió otro."
    todo = "Continúe con el que está abierto, o retírelo con su motivo."


def request(
    desk: Desk, actor: Actor, case_id: UUID, person_id: UUID, role: AuthoriserRole
) -> Enrolment:
    """Name who is to be enrolled by a case of the enrolment service; one or two of a case.

    Args:
        desk: the workstation.
        actor: a technician who has the case, or whom it waits for.
        case_id: whose papers may still be under review.
        person_id: the official.
        role: titular or alterno.

    Raises:
        InvalidInput: the case is not of enrolment, names no entity, or the person has no document.
        EnrolmentOpen: role or person has one already.
        WrongCaseState, HeldByAnother, NotYourService, NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        case, service = own_case(desk, step, case_id)
        entity_id = _entity_to_enrol(case, service)
        _require_free(step, case, entity_id, person_id, role)
        enrolment = Enrolment(
            new_id(),
            case.office_id,
            case.id,
            entity_id,
            person_id,
            role,
            actor.staff_id,
            step.now,
        )
        payload = {
            "case": str(case.id),
            "entity": str(entity_id),
            "person": str(person_id),
            "role": role.value,
        }
        step.tell("enrolment", enrolment.id, enrolment.version, "enrolment_requested", payload)
        unit.enrolments.add(enrolment)
        return enrolment


def validate(desk: Desk, actor: Actor, enrolment_id: UUID) -> Enrolment:
    """Find the papers of case and entity in order.

    Raises:
        PapersMissing: the case is not complete, or the entity has no loan contract in force or no
            delivered kit.
        NotThatState, HeldByAnother, NotYourService, NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        enrolment = own_enrolment(desk, step, enrolment_id)
        missing = papers_missing(step, enrolment)
        valid = enrolment.validate(actor.staff_id, step.now, missing)
        return keep(step, valid, "enrolment_validated", {})


def give_notice(desk: Desk, actor: Actor, enrolment_id: UUID) -> Enrolment:
    """Record that the privacy notice in force was given; with it the legal basis is kept.

    Raises:
        NotThatState, HeldByAnother, NotYourService, NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        enrolment = own_enrolment(desk, step, enrolment_id)
        rules = unit.enrolments.rules(enrolment.office_id)
        told = enrolment.give_notice(actor.staff_id, step.now, rules)
        # The text itself stands in the enrolment's row, and in the operation that changed the rules.
        payload: dict[str, object] = {"basis": told.basis, "rules": rules.version}
        return keep(step, told, "privacy_notice_given", payload)


def use_file(desk: Desk, actor: Actor, enrolment_id: UUID) -> Enrolment:
    """Go by the fingerprints that are on file: the request came by e-mail.

    Raises:
        NotOnFile: the person has none that were checked.
        NotThatState, HeldByAnother, NotYourService, NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        enrolment = own_enrolment(desk, step, enrolment_id)
        earlier = on_file(step, enrolment)
        used = enrolment.use_those_on_file(actor.staff_id, step.now, earlier)
        assert earlier is not None, "they are on file"
        payload: dict[str, object] = {"earlier": str(earlier.id), "packet": used.packet}
        return keep(step, used, "enrolment_used_file", payload)


def configure(desk: Desk, actor: Actor, enrolment_id: UUID, payment_pc_id: UUID) -> Enrolment:
    """Record that it was configured in the Sistema de Autenticación Biométrica.

    The official is an authoriser of the entity from then on: a titular of an entity where nobody
    is active is asked for in the same step.

    Args:
        desk: the workstation.
        actor: a technician; another one than who validated, where the rules ask for two people.
        enrolment_id: one that was checked.
        payment_pc_id: the entity's computer from which it pays.

    Raises:
        InvalidInput: the computer is not one that the entity uses.
        SamePersonTwice, NotThatState: as their names say.
        WrongCaseState: its case has ended.
        NotYourService, NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        enrolment = _of_the_team(desk, step, enrolment_id)
        _require_open(step, enrolment)
        pcs = [pc for pc in unit.kits.pcs(enrolment.entity_id) if pc.active]
        if payment_pc_id not in {pc.id for pc in pcs}:
            raise InvalidInput(
                "Ese equipo no consta entre los equipos de pago de la entidad.",
                kept="El enrolamiento sigue comprobado.",
                todo="Regístrelo en la ficha de la entidad, o elija otro.",
            )
        rules = unit.enrolments.rules(enrolment.office_id)
        done = enrolment.configure(actor.staff_id, step.now, payment_pc_id, rules)
        payload: dict[str, object] = {"payment_pc": str(payment_pc_id)}
        kept = keep(step, done, "enrolment_configured", payload)
        authoriser_changes.enrolled(step, kept)
        return kept


def notify(desk: Desk, actor: Actor, enrolment_id: UUID) -> Enrolment:
    """Record that the entity was told; ending the case does the same.

    Raises:
        NotThatState, NotYourService, NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        enrolment = _of_the_team(desk, step, enrolment_id)
        told = enrolment.notify(actor.staff_id, step.now)
        return keep(step, told, "enrolment_notified", {})


def note_ods(desk: Desk, actor: Actor, enrolment_id: UUID, installed: bool) -> Enrolment:
    """Record the entity's word on whether it installed its own program (ODS).

    Raises:
        NotThatState, NotYourService, NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        enrolment = _of_the_team(desk, step, enrolment_id)
        return keep(step, enrolment.note_ods(installed), "ods_noted", {"installed": installed})


def withdraw(desk: Desk, actor: Actor, enrolment_id: UUID, reason: str) -> Enrolment:
    """Withdraw an enrolment that is not done: the person desists, or it was a mistake.

    What was captured is deleted after that day. A designation that has begun ends by an absence.

    Raises:
        InvalidInput: there is no reason.
        NotThatState, HeldByAnother, NotYourService, NotFound, NotAllowed: as their names say.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        enrolment = own_enrolment(desk, step, enrolment_id)
        return withdrawn(step, enrolment, text)


# ------------------------------------------------------------------------------- inside


def own_enrolment(desk: Desk, step: Step, enrolment_id: UUID) -> Enrolment:
    """Return an enrolment that the acting person may work on: they have its case.

    Raises:
        HeldByAnother, NotYourService, NotFound: as their names say.
    """
    enrolment = step.unit.enrolments.get(enrolment_id)
    own_case(desk, step, enrolment.case_id)
    return enrolment


def papers_missing(step: Step, enrolment: Enrolment) -> tuple[str, ...]:
    """Return, in words, what an enrolment lacks before it can be validated."""
    unit = step.unit
    missing = []
    if unit.cases.get(enrolment.case_id).state not in _COMPLETE:
        missing.append("la documentación completa del trámite")
    if not any(one.in_force(step.day) for one in unit.kits.contracts(enrolment.entity_id)):
        missing.append("el contrato de comodato vigente")
    if not any(one.delivered for one in unit.kits.kits(enrolment.entity_id)):
        missing.append("el acta de entrega del kit")
    return tuple(missing)


def on_file(step: Step, enrolment: Enrolment) -> Enrolment | None:
    """Return the newest enrolment of the same person whose fingerprints may be used again."""
    for one in step.unit.enrolments.of_person(enrolment.person_id):
        if one.id != enrolment.id and one.is_on_file:
            return one
    return None


def _of_the_team(desk: Desk, step: Step, enrolment_id: UUID) -> Enrolment:
    enrolment = step.unit.enrolments.get(enrolment_id)
    require_service(step, service_of(desk, step, step.unit.cases.get(enrolment.case_id)))
    return enrolment


def _require_open(step: Step, enrolment: Enrolment) -> None:
    case = step.unit.cases.get(enrolment.case_id)
    if case.state in ENDED:
        raise WrongCaseState(case)


def _entity_to_enrol(case: Case, service: Service) -> UUID:
    if service.code != SERVICE:
        raise InvalidInput(
            f"«{service.short_name}» no enrola a nadie.",
            kept="No se cambió nada.",
            todo="Abra un trámite de enrolamiento.",
        )
    if case.state in ENDED or case.state in {CaseState.RESOLVED, CaseState.RETURNED}:
        raise WrongCaseState(case)
    if case.parties.entity_id is None:
        raise InvalidInput(
            "El trámite no dice de qué entidad es.", todo="Corrija sus datos y vuelva a intentar."
        )
    return case.parties.entity_id


def _require_free(
    step: Step, case: Case, entity_id: UUID, person_id: UUID, role: AuthoriserRole
) -> None:
    """Insist that role and person have no enrolment that stands in the way of another.

    Raises:
        EnrolmentOpen, InvalidInput, NotFound: as ``request``.
    """
    unit = step.unit
    person = unit.people.get(person_id)
    if person.document_type is DocumentType.NONE:
        raise InvalidInput(
            f"{person.name} consta sin documento de identidad.",
            todo="Registre su cédula o pasaporte antes de pedir el enrolamiento.",
        )
    for one in unit.enrolments.of_case(case.id):
        if one.role is role and one.state is not EnrolmentState.WITHDRAWN:
            who = unit.people.get(one.person_id).name
            raise EnrolmentOpen(f"Este trámite ya tiene {role.value}: {who}.")
    for one in unit.enrolments.of_person(person_id):
        if one.entity_id == entity_id and one.state not in OVER | {EnrolmentState.ENROLLED}:
            number = unit.cases.get(one.case_id).number
            raise EnrolmentOpen(
                f"{person.name} ya tiene un enrolamiento abierto para esta entidad, como"
                f" {one.role.value}, en el trámite {number}."
            )
