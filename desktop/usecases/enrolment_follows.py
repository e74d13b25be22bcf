"""What becomes of the enrolments of a case when the case goes another way."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from desktop.usecases.desk import Step
from domain.cases import Case
from domain.enrolment import Enrolment, EnrolmentState
from domain.errors import KnownError, NotOnThisData
from domain.operations import Payload
from domain.ports import UnitOfWork

_BEGUN = frozenset({EnrolmentState.REQUESTED, EnrolmentState.RETURNED})
_AT_WORK = _BEGUN | {EnrolmentState.VALIDATED, EnrolmentState.CAPTURED, EnrolmentState.CHECKED}


class EnrolmentGoesOn(KnownError):
    """The case's entity is to change while somebody is being enrolled for it."""

    what = "El trámite ya tiene un enrolamiento validado para esa entidad."
    kept = "No se cambió nada."
    todo = "Retire primero ese enrolamiento en Biometría."


class Telling(Protocol):
    """A step under way, of a person or of the program itself."""

    @property
    def unit(self) -> UnitOfWork: ...
    @property
    def day(self) -> date: ...

    def tell(
        self, aggregate: str, aggregate_id: UUID, version: int, type_: str, payload: Payload
    ) -> object: ...


def follow(step: Step, case: Case, type_: str) -> None:
    """Have the enrolments of a case go where it goes, inside the step that moves it.

    Args:
        case: as it is from now on.
        type_: the operation that tells of it.

    Raises:
        EnrolmentGoesOn: its entity changed, and somebody was validated for the one before.
    """
    change = _FOLLOWING.get(type_)
    if change is None:
        return
    try:
        enrolments = step.unit.enrolments.of_case(case.id)
    except NotOnThisData:
        return  # the office's server is of an earlier program: there are none
    change(step, case, enrolments)


def keep(step: Telling, enrolment: Enrolment, type_: str, payload: dict[str, object]) -> Enrolment:
    """Store a changed enrolment and tell of it."""
    step.tell("enrolment", enrolment.id, enrolment.version, type_, payload)
    step.unit.enrolments.save(enrolment)
    return enrolment


def withdrawn(step: Step, enrolment: Enrolment, reason: str) -> Enrolment:
    """Withdraw one; what was captured of it has no reason to be kept any more."""
    delete_after = None if not enrolment.summary else step.day
    payload: dict[str, object] = {
        "reason": reason,
        "delete_after": None if delete_after is None else delete_after.isoformat(),
    }
    changed = enrolment.withdraw(reason, delete_after)
    return keep(step, changed, "enrolment_withdrawn", payload)


def _send_back(step: Step, case: Case, enrolments: Sequence[Enrolment]) -> None:
    for one in enrolments:
        if one.state is EnrolmentState.REQUESTED:
            keep(step, one.send_back(case.reason), "enrolment_returned", {"reason": case.reason})


def _ask_again(step: Step, case: Case, enrolments: Sequence[Enrolment]) -> None:
    for one in enrolments:
        if one.state is EnrolmentState.RETURNED:
            keep(step, one.ask_again(), "enrolment_requested", {"case": str(case.id)})


def _withdraw(words: str) -> Callable[[Step, Case, Sequence[Enrolment]], None]:
    def change(step: Step, case: Case, enrolments: Sequence[Enrolment]) -> None:
        for one in enrolments:
            if one.state in _AT_WORK:
                withdrawn(step, one, case.reason or words)

    return change


def _refuse(step: Step, case: Case, enrolments: Sequence[Enrolment]) -> None:
    if case.is_refused:
        _withdraw("El trámite se negó")(step, case, enrolments)


def _correct(step: Step, case: Case, enrolments: Sequence[Enrolment]) -> None:
    entity = case.parties.entity_id
    for one in enrolments:
        if one.entity_id == entity or one.state is EnrolmentState.WITHDRAWN:
            continue
        if entity is None or one.state not in _BEGUN:
            raise EnrolmentGoesOn()
        keep(step, one.of(entity), "enrolment_requested", {"case": str(case.id)})


def _notify(step: Step, _: Case, enrolments: Sequence[Enrolment]) -> None:
    for one in enrolments:
        if one.state is EnrolmentState.ENROLLED:
            keep(step, one.notify(step.actor.staff_id, step.now), "enrolment_notified", {})


_FOLLOWING: Mapping[str, Callable[[Step, Case, Sequence[Enrolment]], None]] = {
    "case_returned": _send_back,
    "case_resubmitted": _ask_again,
    "case_withdrawn": _withdraw("Se retiró el trámite"),
    "case_lapsed": _withdraw("Terminó el plazo para completar el trámite"),
    "case_reclassified": _withdraw("El trámite pasó a otro servicio"),
    "case_resolved": _refuse,
    "case_corrected": _correct,
    "case_closed": _notify,
}
"""What of a case its enrolments follow; what ended stays as it ended, also when a case is reopened."""
