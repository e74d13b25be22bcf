"""A supervisor's leave: asked for, answered on their own screen or by their PIN, spent once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desktop.usecases.access import verify_pin
from desktop.usecases.case_steps import service_of
from desktop.usecases.desk import Desk, Step, begin
from domain.approvals import (
    ASKED_LIMIT,
    VALID_FOR,
    Approval,
    ApprovalKind,
    ApprovalNeeded,
    ApprovalUnusable,
)
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.ports import UnitOfWork
from domain.staff import Action, Actor, NotAllowed, Staff, allowed, username_key
from domain.text import REASON_LIMIT, clean_text


@dataclass(frozen=True, slots=True)
class PendingApproval:
    """A request as the supervisor reads it.

    Attributes:
        about: the turno's or the case's number.
        matter: of a case, its service, its entity and what is asked for.
    """

    approval: Approval
    asked_by: str
    about: str
    matter: str = ""


def use(step: Step, approval_id: UUID | None, kind: ApprovalKind, subject: str, what: str) -> None:
    """Spend a granted request inside the transaction of the action it allows.

    Args:
        step: the action under way; its actor must be who asked.
        approval_id: the request granted; None when nobody asked yet.
        kind: what leave the action needs.
        subject: the turno or matter the action is about, as in the request.
        what: the words to show when leave is missing.

    Raises:
        ApprovalNeeded: there is no request.
        ApprovalUnusable: refused, spent, too old, for another matter, or asked by another.
    """
    if approval_id is None:
        raise ApprovalNeeded(kind, what)
    granted = step.unit.approvals.get(approval_id)
    if granted.asked_by != step.actor.staff_id:
        raise ApprovalUnusable()
    _save(
        step,
        granted.used(kind, subject, step.now),
        "approval_used",
        {"kind": kind.value},
    )


def ask(desk: Desk, actor: Actor, kind: ApprovalKind, subject: str, reason: str) -> Approval:
    """Ask for leave; the same request still waiting is returned instead of a second one.

    Args:
        desk: the workstation.
        actor: who asks.
        kind: what for.
        subject: the turno (its id as text) or matter it is about.
        reason: why, in words, for the supervisor; for an answer, its words.

    Raises:
        NotAllowed: the person's roles ask for nothing.
        InvalidInput: there is no reason, or it cannot be kept.
        NotFound: there is no such turno or case.
    """
    text = clean_text(reason, label="Motivo", limit=ASKED_LIMIT, required=True)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ASK_APPROVAL)
        for waiting in _fresh(unit, step.now):
            if (waiting.asked_by, waiting.kind, waiting.subject) == (
                actor.staff_id,
                kind,
                subject,
            ):
                return waiting
        approval = Approval(
            new_id(), unit.offices.office().id, kind, subject, text, actor.staff_id, step.now
        )
        payload = {"kind": kind.value, "about": _about(unit, approval), "reason": text}
        step.tell("approval", approval.id, approval.version, "approval_asked", payload)
        unit.approvals.add(approval)
        return approval


def pending(desk: Desk, actor: Actor) -> Sequence[PendingApproval]:
    """Return the requests that wait for an answer, the oldest first.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        return waiting(desk, begin(desk, unit, actor, Action.ANSWER_APPROVAL))


def waiting(desk: Desk, step: Step) -> list[PendingApproval]:
    """Return them inside a unit of work already begun."""
    unit = step.unit
    return [
        PendingApproval(
            approval,
            unit.staff.get(approval.asked_by).full_name,
            _about(unit, approval),
            _matter(desk, step, approval),
        )
        for approval in _fresh(unit, step.now)
    ]


def answer(
    desk: Desk, supervisor: Actor, approval_id: UUID, granted: bool, words: str = ""
) -> Approval:
    """Grant or refuse a request on one's own screen.

    Raises:
        NotAllowed: not a supervisor.
        ApprovalUnusable: it was answered already, or the asker answers it.
        InvalidInput: the words cannot be kept.
    """
    text = clean_text(words, label="Respuesta", limit=REASON_LIMIT)
    with desk.units.write() as unit:
        step = begin(desk, unit, supervisor, Action.ANSWER_APPROVAL)
        return _answer(step, approval_id, granted=granted, words=text, by="screen")


def answer_with_pin(
    desk: Desk, approval_id: UUID, username: str, pin: str, granted: bool
) -> Approval:
    """Grant or refuse a request at the asker's machine, by the supervisor's PIN.

    Never by their password: nobody types a password on another's machine.

    Raises:
        NotFound: no such user.
        NotAllowed: not a supervisor today.
        PinRefused, PinUnusable: the PIN is wrong or cannot be used; misses count as when
            unlocking.
        ApprovalUnusable: it was answered already, or the asker answers it.
    """
    answered: list[Approval] = []

    def act(unit: UnitOfWork, staff: Staff, now: datetime) -> Staff:
        step = Step(unit, staff.actor, now, unit.offices.office().day_of(now))
        answered.append(_answer(step, approval_id, granted=granted, words="", by="pin"))
        return staff

    verify_pin(desk, supervisor_of(desk, username), pin, act, "pin_used")
    return answered[0]


def state(desk: Desk, actor: Actor, approval_id: UUID) -> Approval:
    """Return how one's own request stands.

    Raises:
        NotFound: there is none of one's own.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.ASK_APPROVAL)
        approval = unit.approvals.get(approval_id)
    if approval.asked_by != actor.staff_id:
        raise NotFound()
    return approval


def supervisors(desk: Desk, actor: Actor) -> Sequence[tuple[str, str]]:
    """Return user name and name of those who may answer today, except who asks."""
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.ASK_APPROVAL)
        return [
            (member.username, member.full_name)
            for member in unit.staff.all()
            if member.id != actor.staff_id
            and allowed(Action.ANSWER_APPROVAL, member.roles_on(step.day))
        ]


def supervisor_of(desk: Desk, username: str) -> Staff:
    """Return who is to answer by their PIN. Raises NotFound, or NotAllowed for no supervisor."""
    with desk.units.read() as unit:
        try:
            found = unit.staff.by_username(username_key(username))
        except InvalidInput:
            found = None
        day = unit.offices.office().day_of(desk.clock.now())
    if found is None:
        raise NotFound("Ese usuario no existe.", todo="Revise cómo está escrito.")
    if not allowed(Action.ANSWER_APPROVAL, found.roles_on(day)):
        raise NotAllowed(
            "Ese usuario no es supervisor hoy.", todo="Pida la autorización a un supervisor."
        )
    return found


def _answer(step: Step, approval_id: UUID, *, granted: bool, words: str, by: str) -> Approval:
    asked = step.unit.approvals.get(approval_id)
    if abs(step.now - asked.asked_at) > VALID_FOR:
        raise ApprovalUnusable(
            "Esa petición ya venció.", todo="Quien la hizo puede pedirla otra vez."
        )
    approval = asked.answered(granted=granted, by=step.actor.staff_id, now=step.now, answer=words)
    return _save(
        step,
        approval,
        "approval_granted" if granted else "approval_refused",
        {"by": by, "answer": words},
    )


def _save(step: Step, approval: Approval, type_: str, payload: dict[str, object]) -> Approval:
    step.tell("approval", approval.id, approval.version, type_, payload)
    step.unit.approvals.save(approval)
    return approval


def _fresh(unit: UnitOfWork, now: datetime) -> Sequence[Approval]:
    """Return what waits and still matters: a request of yesterday answers nothing today."""
    return [a for a in unit.approvals.pending() if abs(now - a.asked_at) <= VALID_FOR]


def _about(unit: UnitOfWork, approval: Approval) -> str:
    match approval.kind:
        case ApprovalKind.CALL_OUT_OF_TURN:
            return unit.tickets.get(UUID(approval.subject)).code
        case ApprovalKind.SEND_ANSWER:
            return unit.cases.get(UUID(approval.subject)).number
        case _:
            return ""


def _matter(desk: Desk, step: Step, approval: Approval) -> str:
    if approval.kind is not ApprovalKind.SEND_ANSWER:
        return ""
    case = step.unit.cases.get(UUID(approval.subject))
    entity = case.parties.entity_id
    name = "" if entity is None else step.unit.entities.get(entity).name
    parts = (service_of(desk, step, case).short_name, name, case.matter.problem)
    return " · ".join(part for part in parts if part)
