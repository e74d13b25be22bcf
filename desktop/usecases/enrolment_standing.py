"""How an enrolment stands: what it waits for, what can be done with it, what came of it."""

from enum import StrEnum

from desktop.usecases.desk import Step
from desktop.usecases.enrolling import papers_missing
from domain.authorisers import Authoriser, AuthoriserChange, AuthoriserState, ChangeState
from domain.enrolment import DuplicateCheck, Enrolment, EnrolmentState
from domain.enrolment_rules import EnrolmentRules


class Deed(StrEnum):
    """What can be done with an enrolment."""

    VALIDATE = "validate"
    NOTICE = "notice"
    CAPTURE = "capture"
    USE_FILE = "use_file"
    CONFIGURE = "configure"
    NOTIFY = "notify"
    NOTE_ODS = "note_ods"
    WITHDRAW = "withdraw"
    RECEIPT = "receipt"


def missing_of(step: Step, enrolment: Enrolment) -> tuple[str, ...]:
    begun = enrolment.state in {EnrolmentState.REQUESTED, EnrolmentState.RETURNED}
    return papers_missing(step, enrolment) if begun else ()


def waits_for(step: Step, enrolment: Enrolment, missing: tuple[str, ...]) -> str:
    match enrolment.state:
        case EnrolmentState.REQUESTED:
            return f"Falta: {', '.join(missing)}" if missing else "Documentos por validar"
        case EnrolmentState.RETURNED:
            return "Devuelto con el trámite"
        case EnrolmentState.VALIDATED if enrolment.notice_at is None:
            return "Aviso de privacidad por dar"
        case EnrolmentState.VALIDATED if enrolment.check_words:
            return f"Captura por repetir: {enrolment.check_words}"
        case EnrolmentState.VALIDATED:
            return "Huellas y fotografía por capturar"
        case EnrolmentState.CAPTURED if enrolment.check_state is DuplicateCheck.HIT:
            return "Hay una coincidencia por decidir"
        case EnrolmentState.CAPTURED if _to_send(step, enrolment):
            return "En espera de comprobación; por enviar al centro"
        case EnrolmentState.CAPTURED:
            return "En espera de comprobación"
        case EnrolmentState.CHECKED:
            return "Por configurar en el Sistema de Autenticación Biométrica"
        case EnrolmentState.ENROLLED:
            return "Entidad por notificar"
        case _:
            return ""


def _to_send(step: Step, enrolment: Enrolment) -> bool:
    linked = step.unit.exchange.link() is not None
    return linked and enrolment.packet in step.unit.packets.unsent_names()


def deeds_of(
    step: Step,
    enrolment: Enrolment,
    rules: EnrolmentRules,
    missing: tuple[str, ...],
    earlier: Enrolment | None,
    *,
    serves: bool,
    mine: bool,
) -> frozenset[Deed]:
    found: set[Deed] = set()
    if enrolment.summary:
        found.add(Deed.RECEIPT)
    if mine:
        found |= _at_kit(enrolment, missing, earlier)
    if serves:
        match enrolment.state:
            case EnrolmentState.CHECKED:
                if not rules.two_people or enrolment.validated_by != step.actor.staff_id:
                    found.add(Deed.CONFIGURE)
            case EnrolmentState.ENROLLED:
                found |= {Deed.NOTIFY, Deed.NOTE_ODS}
            case EnrolmentState.CLOSED:
                found.add(Deed.NOTE_ODS)
            case _:
                pass
    return frozenset(found)


def _at_kit(enrolment: Enrolment, missing: tuple[str, ...], earlier: Enrolment | None) -> set[Deed]:
    match enrolment.state:
        case EnrolmentState.REQUESTED | EnrolmentState.RETURNED:
            return {Deed.WITHDRAW} if missing else {Deed.WITHDRAW, Deed.VALIDATE}
        case EnrolmentState.VALIDATED:
            found = {Deed.WITHDRAW, Deed.NOTICE}
            if enrolment.notice_at is not None:
                found.add(Deed.CAPTURE)
            if earlier is not None:
                found.add(Deed.USE_FILE)
            return found
        case EnrolmentState.CAPTURED | EnrolmentState.CHECKED:
            return {Deed.WITHDRAW}
        case _:
            return set()


def came_of(step: Step, enrolment: Enrolment) -> tuple[Authoriser | None, AuthoriserChange | None]:
    """Return the authoriser that an enrolment made, and the change that is asked for it."""
    kept = step.unit.authorisers
    made = next(
        (one for one in kept.of_entity(enrolment.entity_id) if one.enrolment_id == enrolment.id),
        None,
    )
    if made is None or made.state is AuthoriserState.ACTIVE:
        return made, None
    waiting = {ChangeState.PROGRAMMED, ChangeState.WAITING}
    changes = kept.changes_of(enrolment.entity_id)
    asked = (one for one in changes if one.activates == made.id and one.state in waiting)
    return made, next(asked, None)
