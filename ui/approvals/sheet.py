"""The sheet that asks for a supervisor's leave at the clerk's counter."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from desktop.usecases.passwords import LONGEST_PIN
from domain.text import REASON_LIMIT
from ui.approvals.presenter import AskPresenter, AskState, Stage
from ui.theme import Role, S, Tone
from ui.widgets.busy import BusyBar
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cover import ErrorLine
from ui.widgets.fields import FormRow, PinField
from ui.widgets.sheets import Sheet
from ui.widgets.text import Text


class ApprovalSheet(Sheet):
    """Asks for leave; the supervisor answers on their own screen, or here with their PIN.

    Args:
        presenter: one request; closed with the sheet.
        what: why leave is needed, in words.
        reason: known already, so that it is not asked for.
    """

    help_topic = "autorizaciones#pedir-una-autorización"

    granted = Signal(object)
    """The id of the granted request."""

    def __init__(self, presenter: AskPresenter, what: str, *, reason: str = "") -> None:
        super().__init__(presenter.kind.label, width=520)
        self._presenter = presenter
        presenter.setParent(self)
        self.body.addWidget(Text(what, Role.BODY, Tone.MUTED, wrap=True))
        self.reason = QLineEdit(reason)
        self.reason.setMaxLength(REASON_LIMIT)
        self._reason_row = FormRow("Motivo", self.reason, hint="El supervisor lo leerá así.")
        self.body.addWidget(self._reason_row)
        self._waiting = Text("", Role.STRONG, wrap=True)
        self._busy = BusyBar()
        self.body.addWidget(self._waiting)
        self.body.addWidget(self._busy)
        self.supervisor = QComboBox()
        self.pin = PinField("PIN del supervisor", length=LONGEST_PIN)
        self._here = self._supervisor_here()
        self.body.addWidget(self._here)
        self.error = ErrorLine()
        self.body.addWidget(self.error)
        self.refuse = self.add_action(KeyButton("No autorizar", key="F8"), self._refuse)
        self.go = self.add_action(
            KeyButton("Pedir autorización", key="Return", style=ButtonStyle.PRIMARY), self._go
        )
        presenter.changed.connect(self.show_state)
        presenter.granted.connect(self._granted)
        self.closed.connect(presenter.close)
        self._asked: tuple[Stage, bool] | None = None
        self.show_state(presenter.state)
        presenter.start(reason)

    def show_state(self, state: AskState) -> None:
        """Draw ``state``."""
        waiting = state.stage is Stage.WAITING
        self._reason_row.setVisible(state.stage is Stage.REASON)
        self._here.setVisible(waiting and bool(state.supervisors))
        self._busy.set_busy(waiting or state.busy)
        self.error.set(state.error)
        self.refuse.setVisible(waiting and bool(state.supervisors))
        self.refuse.setEnabled(not state.busy)
        self.go.setVisible(state.stage is Stage.REASON or (waiting and bool(state.supervisors)))
        self.go.setEnabled(not state.busy)
        self.go.set("Autorizar con PIN" if waiting else "Pedir autorización")
        self._waiting.setText(_told(state))
        self._waiting.set_tone(Tone.ERROR if state.stage is Stage.REFUSED else Tone.NORMAL)
        self._waiting.setVisible(state.stage is not Stage.REASON)
        self.cancel_button.set("Cerrar" if state.stage is Stage.REFUSED else "Cancelar")
        names = [name for _username, name in state.supervisors]
        if [self.supervisor.itemText(i) for i in range(self.supervisor.count())] != names:
            self.supervisor.clear()
            for username, name in state.supervisors:
                self.supervisor.addItem(name, username)
        if state.error:
            self.pin.clear()
        if (state.stage, bool(state.supervisors)) != self._asked:
            self._asked = (state.stage, bool(state.supervisors))
            if state.stage is Stage.REASON:
                self.reason.setFocus()
            else:
                (self.pin if self.pin.isVisibleTo(self) else self.cancel_button).setFocus()

    def _supervisor_here(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(FormRow("Si el supervisor está aquí", self.supervisor), 3)
        row.addWidget(FormRow("Su PIN", self.pin), 2)
        self.pin.setAccessibleName("PIN del supervisor")
        return holder

    def _go(self) -> None:
        if self._presenter.state.stage is Stage.REASON:
            self._presenter.ask(self.reason.text())
        else:
            self._answer(granted=True)

    def _refuse(self) -> None:
        self._answer(granted=False)

    def _answer(self, *, granted: bool) -> None:
        if not self.pin.text():
            self.pin.setFocus()
            return
        self._presenter.answer(str(self.supervisor.currentData()), self.pin.text(), granted=granted)

    def _granted(self, approval_id: UUID) -> None:
        self.close_sheet()
        self.granted.emit(approval_id)


def _told(state: AskState) -> str:
    if state.stage is Stage.REFUSED:
        words = f": «{state.answer}»." if state.answer else "."
        return f"El supervisor no lo autorizó{words}"
    if state.supervisors:
        return "Pedido enviado. Espere la respuesta del supervisor."
    return "Pedido enviado. Hoy no hay otro supervisor registrado: avise al administrador."
