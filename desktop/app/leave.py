"""Asking a supervisor's leave from a page, and answering it."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.usecases import approvals
from desktop.usecases.desk import Desk
from domain.approvals import ApprovalKind
from domain.staff import Actor
from ui.approvals.presenter import Answering, Asking, AskPresenter, PendingPresenter
from ui.approvals.sheet import ApprovalSheet
from ui.widgets.notices import Notice

_WHY = {
    ApprovalKind.ISSUE_AFTER_HOURS: "Fuera del horario de atención hace falta una autorización.",
    ApprovalKind.SEND_ANSWER: "La respuesta de este servicio se autoriza antes de enviarla.",
    ApprovalKind.CALL_OUT_OF_TURN: "En esta oficina, llamar fuera de orden se autoriza.",
}
Granted = Callable[[UUID], None]


def asks_leave(
    desk: Desk, actor: Actor, window: QWidget
) -> Callable[[ApprovalKind, str, str, Granted], None]:
    """Return what a page calls to ask for leave: kind, subject, reason, and what then."""
    asking = Asking(
        partial(approvals.ask, desk, actor),
        partial(approvals.state, desk, actor),
        partial(approvals.answer_with_pin, desk),
        partial(approvals.supervisors, desk, actor),
    )

    def ask(kind: ApprovalKind, subject: str, reason: str, then: Granted) -> None:
        presenter = AskPresenter(asking, kind, subject)
        sheet = ApprovalSheet(presenter, _WHY[kind], reason=reason)
        sheet.granted.connect(then)
        sheet.open(window)

    return ask


def pending(desk: Desk, actor: Actor, tell: Callable[[Notice], None]) -> PendingPresenter:
    """Return what waits for a supervisor's answer."""
    return PendingPresenter(
        Answering(partial(approvals.pending, desk, actor), partial(approvals.answer, desk, actor)),
        tell,
        desk.changes,
    )
