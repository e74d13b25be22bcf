"""Solving a case: steps in other systems, diagnosis, other areas, the solution, conformity."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from desktop.usecases import approvals, at_kit, solutions
from desktop.usecases.case_opening import NewCase, opened, require_no_duplicate
from desktop.usecases.case_steps import checklist_of, own_case, promised, save, service_of
from desktop.usecases.desk import Desk, Step, begin, clean_reason
from domain.approvals import ApprovalKind
from domain.case_parts import (
    DETAIL_LIMIT,
    CaseState,
    Conformity,
    ConformityKind,
    Outcome,
    StepDone,
)
from domain.cases import Case, StepsUndone
from domain.catalogue import Service
from domain.checklist import steps_of
from domain.errors import InvalidInput
from domain.service_steps import OutsideStep
from domain.solutions import TITLE_LIMIT, SolutionContent, SolutionType
from domain.staff import Action, Actor
from domain.text import REASON_LIMIT, clean_text

_NOTE_LIMIT = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """How a case is solved, as typed.

    Attributes:
        detail: what was done or told.
        code: of the bank's solution that was applied; empty for one nobody had foreseen.
        title: the problem in a line, for the bank; the case's own when empty.
    """

    type: SolutionType
    detail: str
    code: str = ""
    title: str = ""


def do_step(desk: Desk, actor: Actor, case_id: UUID, code: str, note: str = "") -> Case:
    """Record a step as done in the other system; never a password.

    Raises:
        InvalidInput: the service has no such step, or what it notes is missing.
        WrongCaseState, HeldByAnother, NotYourService, NotFound: as their names say.
    """
    text = clean_text(note, label="Referencia", limit=_NOTE_LIMIT)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        case, service = own_case(desk, step, case_id)
        outside = _outside_step(service, code)
        if outside.notes and not text:
            raise InvalidInput(f"Falta «{outside.notes}».", todo="Anótelo; nunca la contraseña.")
        done = StepDone(code, actor.staff_id, step.now, text)
        payload: dict[str, object] = {"step": code, "title": outside.title, "note": text}
        return save(step, case.step_done(done), "step_done", payload)


def undo_step(desk: Desk, actor: Actor, case_id: UUID, code: str) -> Case:
    """Take back the record of a step.

    Raises:
        InvalidInput: the service has no such step, or it is not recorded as done.
        WrongCaseState, HeldByAnother, NotYourService, NotFound: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        case, service = own_case(desk, step, case_id)
        title = _outside_step(service, code).title
        if case.step(code) is None:
            raise InvalidInput("Ese paso no está anotado como hecho.", kept="No se cambió nada.")
        return save(step, case.step_undone(code), "step_undone", {"step": code, "title": title})


def diagnose(desk: Desk, actor: Actor, case_id: UUID) -> Case:
    """Begin a closer look.

    Raises:
        WrongCaseState, HeldByAnother, NotYourService, NotFound: as their names say.
    """
    return _change(
        desk, actor, case_id, lambda step, case: save(step, case.diagnose(), "case_diagnosing", {})
    )


def refer(desk: Desk, actor: Actor, case_id: UUID, area: str, reason: str) -> Case:
    """Hand a case to another area, diagnosing first where nobody said so.

    Raises:
        InvalidInput: there is no such area, or no reason.
        WrongCaseState, HeldByAnother, NotYourService, NotFound: as their names say.
    """
    text = clean_reason(reason)
    return _change(desk, actor, case_id, lambda step, case: _referred(desk, step, case, area, text))


def area_answered(desk: Desk, actor: Actor, case_id: UUID, answer: str) -> Case:
    """Record what the area answered; the case is with who referred it again.

    Raises:
        InvalidInput: there is no answer.
        WrongCaseState, HeldByAnother, NotYourService, NotFound: as their names say.
    """
    text = clean_text(answer, label="Respuesta", limit=DETAIL_LIMIT, required=True)

    def change(step: Step, case: Case) -> Case:
        return save(
            step,
            case.answered(step.now),
            "case_answered",
            {"area": case.area, "answer": text},
        )

    return _change(desk, actor, case_id, change)


def resolve(
    desk: Desk, actor: Actor, case_id: UUID, answer: Answer, approval_id: UUID | None = None
) -> Case:
    """Solve a case; a solution nobody had foreseen goes to quality review as well.

    Raises:
        InvalidInput: there is no detail.
        StepsUndone: it would be told as done while steps in other systems are left.
        AtTheKit, AbsenceNotMade: it goes on at the biometric kit; until then it can only be refused.
        ApprovalNeeded, ApprovalUnusable: a supervisor allows this service's answers.
        WrongCaseState, HeldByAnother, NotYourService, NotFound: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        case, service = own_case(desk, step, case_id)
        return _resolved(step, case, service, answer, approval_id)


def close(
    desk: Desk, actor: Actor, case_id: UUID, conformity: ConformityKind, reason: str = ""
) -> Case:
    """End a solved case with what the person said of it.

    Raises:
        InvalidInput: conformity was refused and nobody says why.
        WrongCaseState, HeldByAnother, NotYourService, NotFound: as their names say.
    """
    said = _conformity(conformity, reason)
    return _change(desk, actor, case_id, lambda step, case: _closed(step, case, said))


def support(
    desk: Desk,
    actor: Actor,
    new: NewCase,
    answer: Answer,
    conformity: ConformityKind,
    reason: str = "",
) -> Case:
    """Open, solve and end a support case in one step: most are answered at once.

    Raises as ``open_case``, ``resolve`` and ``close``; nothing is kept then.
    """
    said = _conformity(conformity, reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        case = opened(desk, step, new)
        service = service_of(desk, step, case)
        return _closed(step, _resolved(step, case, service, answer, None), said)


def support_referred(desk: Desk, actor: Actor, new: NewCase, area: str, reason: str) -> Case:
    """Open a support case and hand it to another area in one step: nobody here can solve it.

    Raises as ``open_case`` and ``refer``; nothing is kept then.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        return _referred(desk, step, opened(desk, step, new), area, text)


def reopen(desk: Desk, actor: Actor, case_id: UUID, reason: str) -> Case:
    """Take a closed case up again: a new promise runs from now.

    Raises:
        InvalidInput: there is no reason.
        NotAllowed: not a supervisor.
        DuplicateCase: the entity has another open case of the same matter by now.
        WrongCaseState, NotFound: as their names say.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.STEER_CASES)
        case = unit.cases.get(case_id)
        due_at = promised(step, case, service_of(desk, step, case), step.now)
        again = case.reopen(text, step.now, due_at)
        require_no_duplicate(step, again)
        return save(step, again, "case_reopened", {"reason": text, "due": due_at.isoformat()})


# ------------------------------------------------------------------------------- inside


def _change(desk: Desk, actor: Actor, case_id: UUID, change: Callable[[Step, Case], Case]) -> Case:
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        case, _ = own_case(desk, step, case_id)
        return change(step, case)


def _referred(desk: Desk, step: Step, case: Case, area: str, reason: str) -> Case:
    found = desk.catalogues.version(step.unit, case.catalogue_version).area(area)
    if found is None:
        raise InvalidInput("Falta el área.", todo="Elija una de la lista.")
    if case.state is CaseState.IN_PROCESS:
        case = save(step, case.diagnose(), "case_diagnosing", {})
    payload: dict[str, object] = {"area": found.name, "email": found.email, "reason": reason}
    return save(step, case.refer(found.code, reason, step.now), "case_referred", payload)


def _outside_step(service: Service, code: str) -> OutsideStep:
    found = next((step for step in service.steps if step.code == code), None)
    if found is None:
        raise InvalidInput("Este servicio no tiene ese paso.", todo="Elija uno de la lista.")
    return found


def _resolved(
    step: Step, case: Case, service: Service, answer: Answer, approval_id: UUID | None
) -> Case:
    detail = clean_text(answer.detail, label="Solución", limit=DETAIL_LIMIT, required=True)
    if answer.type is not SolutionType.REFUSED:
        _require_done(step, case, service)
    outcome = Outcome(answer.type, detail, "")
    unforeseen = False
    if answer.code:
        used = solutions.use_in(step, answer.code)
        outcome = Outcome(answer.type, detail, used.code)
    elif service.is_support:
        unforeseen = True
    solved = case.resolve(outcome, step.now, unforeseen=unforeseen)
    if service.approval_before_answer:
        approvals.use(
            step,
            approval_id,
            ApprovalKind.SEND_ANSWER,
            str(case.id),
            f"La respuesta del trámite {case.number} necesita autorización antes de enviarse.",
        )
    payload: dict[str, object] = {
        "type": outcome.type.value,
        "detail": outcome.detail,
        "code": outcome.code,
    }
    kept = save(step, solved, "case_resolved", payload)
    if unforeseen:
        solutions.propose_in(step, _proposal(case, answer, detail), case.id)
    return kept


def _require_done(step: Step, case: Case, service: Service) -> None:
    at_kit.require_done(step, case, service)
    needed = steps_of(service, checklist_of(step, case, service))
    undone = tuple(item.title for item in needed if case.step(item.code) is None)
    if undone:
        raise StepsUndone(undone)


def _proposal(case: Case, answer: Answer, detail: str) -> SolutionContent:
    return SolutionContent(
        type=answer.type,
        topic=case.matter.topic,
        system=case.matter.system,
        title=(answer.title or case.matter.problem)[:TITLE_LIMIT],
        text=detail,
    )


def _conformity(kind: ConformityKind, reason: str) -> Conformity:
    text = clean_text(
        reason,
        label="Por qué no está conforme",
        limit=REASON_LIMIT,
        required=kind is ConformityKind.REFUSED,
    )
    return Conformity(kind, text)


def _closed(step: Step, case: Case, said: Conformity) -> Case:
    payload: dict[str, object] = {"conformity": said.kind.value, "reason": said.reason}
    return save(step, case.close(said, step.now), "case_closed", payload)
