"""A supervisor's leave: asked for, answered on their own screen or by their PIN, spent once."""

from uuid import UUID

from desktop.usecases.desk import Step
from domain.approvals import Approval, ApprovalKind, ApprovalNeeded, ApprovalUnusable


def use(step: Step, approval_id: UUID | None, kind: ApprovalKind, subject: str, what: str) -> None:
    """Spend a granted request inside the transaction of the action it allows.

    Args:
        step: the action under way; its actor must be who asked.
        approval_id: the request granted; None when nobody asked yet.
        kind: what leave the action needs.
        subject: the turno or person the action is about, as in the request.
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
    _save(step, granted.used(kind, subject, step.now), "approval_used", {"kind": kind.value})


def _save(step: Step, approval: Approval, type_: str, payload: dict[str, object]) -> Approval:
    step.tell("approval", approval.id, approval.version, type_, payload)
    step.unit.approvals.save(approval)
    return approval
