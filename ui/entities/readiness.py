"""The readiness card: what an entity has and lacks before anybody of it travels."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ports import PrintOutcome
from desktop.usecases.case_notice import CaseNotice
from desktop.usecases.paper import Paper
from desktop.usecases.readiness import ReadinessCard, message_of, title_of
from domain.errors import KnownError
from domain.mail import Mail
from domain.readiness import Readiness, ReadyLine
from ui.documents.pages import PagesView
from ui.documents.preview import PreviewSheet, printed_notice
from ui.mail.sheet import MailSender, SendSheet
from ui.mail.state import MailOut
from ui.theme import Kind, Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Chip,
    Column,
    DataTable,
    FlowLayout,
    KeyButton,
    TableModel,
    Text,
    tell,
)
from ui.widgets.notices import Notice
from ui.work import Runner

_KINDS = {
    Readiness.THERE: Kind.OK,
    Readiness.MISSING: Kind.ERROR,
    Readiness.EXPIRED: Kind.ERROR,
    Readiness.TO_CHECK: Kind.WARN,
}


@dataclass(frozen=True, slots=True)
class Papers:
    """What the page has printed; all may raise ``PrintFailed`` and run off the UI thread.

    Attributes:
        card_pdf: makes the card, to be looked at.
        paper: where what was looked at comes out.
        mail: how the entity is written to.
    """

    print_card: Callable[[UUID], PrintOutcome]
    save_card: Callable[[UUID], Path]
    print_absence: Callable[[UUID], PrintOutcome]
    card_pdf: Callable[[UUID], bytes]
    paper: Paper
    mail: MailOut


class ReadinessView(QWidget):
    """What is there and what is missing, line by line; printed, saved, or copied as a message.

    Args:
        papers: prints and saves it.
    """

    def __init__(self, papers: Papers) -> None:
        super().__init__()
        self._papers = papers
        self._card: ReadinessCard | None = None
        self._pages: PagesView | None = None
        self._runner = Runner(lambda error: tell(self, error), parent=self)
        self._sender = MailSender(self)
        self._sender.told.connect(lambda notice: tell(self, notice))
        self.verdict = Chip()
        self.officials = Text("", Role.BODY, wrap=True)
        self._model = TableModel[ReadyLine](
            [
                Column(
                    "Qué hace falta",
                    lambda line: line.name,
                    width=240,
                    stretch=1,
                    role=Role.STRONG,
                    below=_about,
                ),
                Column(
                    "Estado",
                    lambda line: line.state.label,
                    width=112,
                    chip=lambda line: _KINDS[line.state],
                ),
            ],
            key=lambda line: line.name,
        )
        self.table = DataTable("Preparación", self._model)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._todo = Text("", Role.BODY, Tone.MUTED, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        head = FlowLayout(spacing=S)
        head.addWidget(self.verdict)
        column.addLayout(head)
        column.addWidget(self.officials)
        column.addWidget(self.table, 1)
        column.addWidget(self._todo)
        self.table.chosen.connect(lambda _line: self._explain())

    def buttons(self, row: FlowLayout) -> None:
        """Put its buttons into the foot of the page."""
        self.print = KeyButton(
            "Imprimir la ficha", key="Ctrl+P", icon="printer", style=ButtonStyle.PRIMARY
        )
        self.copy = KeyButton("Copiar el mensaje", key="F9", icon="copy")
        self.send = KeyButton("Enviar por correo", key="Ctrl+E", icon="mail")
        self.save = KeyButton("Guardar en PDF", key="F10", icon="save")
        self.look = KeyButton("Vista previa", key="F11", icon="eye")
        for one, action in (
            (self.print, self._print),
            (self.send, self._send),
            (self.copy, self._copy),
            (self.save, self._save),
            (self.look, self._look),
        ):
            one.clicked.connect(action)
            row.addWidget(one)

    def offer(self, *, shown: bool) -> None:
        """Show its buttons, or not."""
        for one in (self.print, self.copy, self.save, self.look):
            one.setVisible(shown)
        self.send.setVisible(shown and self._papers.mail.offered)

    def draw(self, card: ReadinessCard) -> None:
        """Show a card."""
        self._card = card
        self._model.set_rows(card.lines)
        lacking = len(card.lacking)
        if card.ready:
            self.verdict.set("Puede venir: no falta nada", Kind.OK)
        else:
            words = "Falta 1 cosa" if lacking == 1 else f"Faltan {lacking} cosas"
            self.verdict.set(f"{words}: todavía no conviene viajar", Kind.WARN)
        if card.officials:
            self.officials.setText(
                "\n".join(
                    f"{one.role.value.capitalize()}: {one.person.name} ({one.words})"
                    for one in card.officials
                )
            )
        else:
            self.officials.setText("Falta designar al titular y al alterno.")
        if self.table.current() is None and card.lines:
            first = card.lacking[0] if card.lacking else card.lines[0]
            self.table.choose(first.name)
        self._explain()

    def close_work(self) -> None:
        """Finish what was sent to the printer."""
        self._runner.close()
        if self._pages is not None:
            self._pages.close_work()
        self._sender.close()

    def _explain(self) -> None:
        line = self.table.current()
        todo = line.todo if isinstance(line, ReadyLine) else ""
        self._todo.setText(todo)
        self._todo.setVisible(bool(todo))

    def _print(self) -> None:
        card = self._card
        if card is None:
            return

        self._runner.write(
            lambda: self._papers.print_card(card.entity.id),
            lambda outcome: tell(self, printed_notice("Ficha de preparación", outcome)),
            self._failed,
        )

    def _save(self) -> None:
        card = self._card
        if card is None:
            return

        def saved(path: Path) -> None:
            tell(self, Notice(f"La ficha se guardó en {path}.", kind=Kind.OK))

        self._runner.write(lambda: self._papers.save_card(card.entity.id), saved, self._failed)

    def _look(self) -> None:
        card = self._card
        if card is None:
            return
        if self._pages is None:
            self._pages = PagesView(parent=self)
            self._pages.hide()
        PreviewSheet(
            title_of(card),
            self._runner,
            self._pages,
            self,
            lambda: self._papers.card_pdf(card.entity.id),
            self._papers.paper,
        ).open(self)

    def _copy(self) -> None:
        if self._card is None:
            return
        message = self._message(self._card)
        QGuiApplication.clipboard().setText(message.whole)
        to = f" para {message.recipient}" if message.recipient else ""
        words = f"Mensaje copiado{to}. Péguelo en su correo y adjunte la ficha en PDF."
        tell(self, Notice(words, kind=Kind.OK))

    def _send(self) -> None:
        card, mail = self._card, self._papers.mail
        if card is None:
            return

        def work(again: bool) -> Mail:
            return mail.send_card(card.entity.id, again)

        SendSheet(self._sender, self._message(card), work, leaves=mail.leaves).open(self)

    def _message(self, card: ReadinessCard) -> CaseNotice:
        return message_of(card, self._papers.mail.words)

    def _failed(self, error: KnownError) -> None:
        tell(self, error)


def _about(line: ReadyLine) -> str:
    since = "" if line.since is None else f"desde el {line.since:%d/%m/%Y}"
    return ", ".join(part for part in (line.detail, since) if part) or line.todo
