"""What can be done in the present part of a case, besides the natural next thing."""

from PySide6.QtWidgets import QWidget

from domain.case_parts import UNDER_REVIEW
from ui.casework.state import ICONS, KEYS, Casework, Next, Phase
from ui.mail.state import MailOut
from ui.widgets import EmptyState, FlowLayout, KeyButton


class ActionRow(QWidget):
    """The buttons below the work; each is shown only where it can be done."""

    def __init__(self) -> None:
        super().__init__()
        self.give_back = KeyButton("Devolver con la lista", key="F9")
        self.undo = KeyButton("Deshacer", key="Ctrl+Z")
        self.refer = KeyButton("Derivar", key="F6")
        self.refuse = KeyButton("No procede", key="F8")
        self.send = KeyButton("Enviar por correo", key="Ctrl+E")
        self.copy_notice = KeyButton("Copiar el mensaje", key="Ctrl+M")
        self.receipt = KeyButton("Comprobante", key="Ctrl+P")
        self.sheet = KeyButton("Lista de devolución", key="Ctrl+D")
        flow = FlowLayout(self)
        for button in (
            self.give_back,
            self.undo,
            self.refer,
            self.refuse,
            self.send,
            self.copy_notice,
            self.receipt,
            self.sheet,
        ):
            flow.addWidget(button)

    def show_case(
        self, state: Casework, mail: MailOut | None, *, can_undo_mark: bool, refusing: bool
    ) -> None:
        """Offer what can be done.

        Args:
            state: the case.
            mail: how the person is written to, if at all.
            can_undo_mark: a mark of the checklist can be taken back.
            refusing: it is being told why the case does not proceed.
        """
        view, phase, case = state.view, state.phase, state.view.case
        mine = state.editable
        documents = phase is Phase.DOCUMENTS
        solving = phase in {Phase.STEPS, Phase.RESOLVE}
        undoes = can_undo_mark if documents else solving and bool(case.steps)
        faults = bool(view.checklist.faults) and state.next is not Next.GIVE_BACK
        self.give_back.setVisible(mine and documents and faults)
        self.undo.setVisible(mine and undoes and not refusing)
        self.refer.setVisible(mine and solving and not refusing and bool(view.catalogue.areas))
        self.refuse.setVisible(mine and (solving or phase is Phase.KIT) and not refusing)
        tells = phase in {Phase.REFERRED, Phase.CLOSE, Phase.RETURNED, Phase.ENDED} or bool(
            view.enrolled
        )
        self.copy_notice.setVisible(tells and mail is not None)
        self.send.setVisible(tells and mail is not None and mail.offered)
        self.receipt.setVisible(case.state not in UNDER_REVIEW and bool(view.service.requirements))
        self.sheet.setVisible(phase is Phase.RETURNED)
        self.setVisible(any(not button.isHidden() for button in self.findChildren(KeyButton)))


def show_primary(button: KeyButton, why: EmptyState, state: Casework, *, refusing: bool) -> None:
    """Say on the one main button what it does next; or in its place why there is nothing.

    Args:
        button: the main button.
        why: stands in its place.
        state: the case.
        refusing: it is being told why the case does not proceed.
    """
    does = Next.RESOLVE if refusing else state.next
    nothing = does is Next.NOTHING
    button.setVisible(not nothing)
    why.setVisible(nothing)
    if nothing:
        why.set(state.why_nothing)
    else:
        words = "Resolver: no procede" if refusing else state.next_words
        button.set(words, key=KEYS.get(does, "F2"), icon=ICONS[does])
