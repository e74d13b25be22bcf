"""Correo: the messages of the office that are not done with, and what to do about them."""

import re
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.usecases.desk import Desk
from domain.mail import ASK_A_PERSON, MailState
from domain.staff import Actor
from ui.mail.presenter import POLL_MS, MailPresenter
from ui.mail.state import KINDS, STAYS_HERE, Line, MailboxState
from ui.shell.following_page import FollowingPage
from ui.theme import Kind, M, Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    Chip,
    Column,
    ConfirmSheet,
    DataTable,
    DetailCard,
    EmptyState,
    FlowLayout,
    KeyButton,
    TableModel,
    Text,
)

TITLE = "Correo"
_ENDLESS = re.compile(r"\S{28}")
_DONE, _OPEN = "Ya enviados", "Por enviar"


class MailPage(FollowingPage):
    """The messages on their way, those that failed and those of which nobody knows.

    Args:
        desk: the workstation.
        actor: the person signed in.
        leaves: messages leave this office; not those of training and demonstration.
        hurry: has what waits sent now; None where this computer sends nothing.
        opens_cases: whether they have the page of cases.
        poll_ms: how often it looks for changes.
    """

    help_topic = "correo"

    case_wanted = Signal(object)
    """A case is to be opened (its id)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        leaves: bool = True,
        hurry: Callable[[], None] | None = None,
        opens_cases: bool = True,
        poll_ms: int = POLL_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self._leaves, self._sends, self._opens_cases = leaves, hurry is not None, opens_cases
        self.presenter = MailPresenter(
            desk,
            actor,
            leaves=leaves,
            hurry=hurry or (lambda: None),
            poll_ms=poll_ms,
            parent=self,
        )
        self.list = _ListCard()
        self.reading = _ReadingCard()
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self.list, 5)
        row.addWidget(self.reading, 4)
        if not leaves:
            self.body.addWidget(Text(STAYS_HERE, Role.BODY, Tone.MUTED, wrap=True))
        self.body.addLayout(row, 1)
        self.list.scope.clicked.connect(lambda: self.presenter.look(done=not self.presenter.done))
        self.list.hurry.clicked.connect(self.presenter.hurry)
        self.list.table.chosen.connect(lambda _row: self._read_current())
        reading = self.reading
        reading.again.clicked.connect(self._again)
        reading.arrived.clicked.connect(lambda: self._with(self.presenter.arrived))
        reading.cancel.clicked.connect(self._cancel)
        reading.case.clicked.connect(self._open_case)
        self.list.table.opened.connect(lambda _row: self._open_case())
        self.follow(self.presenter, self._draw)
        self._read_current()

    def entered(self) -> None:
        """Look for changes at once, with the focus in the list."""
        self.presenter.start()
        self.list.take_focus()

    def _draw(self, state: MailboxState) -> None:
        chips = []
        if state.to_decide:
            chips.append((f"{state.to_decide} por resolver", Kind.WARN))
        if state.waiting:
            chips.append((f"{state.waiting} por enviar", Kind.INFO))
        self.set_head(TITLE, chips)
        had_focus = self.list.table.hasFocus() or self.list.scope.hasFocus()
        self.list.draw(state, hurries=self._sends and self._leaves)
        focus: QWidget | None = self.window().focusWidget()
        # Keys must go somewhere: a list that has become empty cannot take them.
        if self.isVisible() and (had_focus or focus is None or not focus.isVisible()):
            self.list.take_focus()
        self._read_current()

    def _read_current(self) -> None:
        self.reading.draw(self.list.current(), opens_cases=self._opens_cases)

    def _with(self, act: Callable[..., None]) -> None:
        line = self.list.current()
        if line is not None:
            act(line.id)

    def _again(self) -> None:
        line = self.list.current()
        if line is None or line.state is not MailState.UNKNOWN:
            self._with(self.presenter.send_again)
            return
        sheet = ConfirmSheet(
            "¿Enviarlo otra vez?",
            "No se sabe si el primero llegó: la persona podría recibirlo dos veces.",
            "Enviar otra vez",
        )
        key = line.id
        sheet.confirmed.connect(lambda: self.presenter.send_again(key))
        sheet.open(self)

    def _cancel(self) -> None:
        line = self.list.current()
        if line is None:
            return
        key = line.id
        sheet = ConfirmSheet(
            "¿No enviar este mensaje?",
            f"{line.title}, para {line.listed.mail.recipient}.",
            "No enviarlo",
            danger=True,
        )
        sheet.confirmed.connect(lambda: self.presenter.cancel(key))
        sheet.open(self)

    def _open_case(self) -> None:
        line = self.list.current()
        if line is not None and self._opens_cases and line.listed.mail.case_id is not None:
            self.case_wanted.emit(line.listed.mail.case_id)


class _ListCard(Card):
    """The messages, what asks for a decision first."""

    def __init__(self) -> None:
        super().__init__()
        self.scope = KeyButton(_DONE, key="F4", icon="mail")
        self.hurry = KeyButton("Enviar ahora", key="F5", icon="refresh-cw")
        bar = FlowLayout(spacing=S)
        bar.addWidget(self.scope)
        bar.addWidget(self.hurry)
        self._model = TableModel[Line](
            [
                Column(
                    "Mensaje",
                    lambda line: line.title,
                    width=240,
                    stretch=4,
                    role=Role.STRONG,
                    below=lambda line: line.listed.mail.recipient,
                ),
                Column(
                    "Estado",
                    lambda line: line.state.label,
                    width=176,
                    chip=lambda line: KINDS[line.state],
                ),
                Column("Cuándo", lambda line: line.when, width=136, right=True, optional=True),
            ],
            key=lambda line: line.id,
        )
        self.table = DataTable("Mensajes", self._model)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._empty = EmptyState("mail", "")
        self.body.addLayout(bar)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._empty, 1)
        self._empty.hide()

    def draw(self, state: MailboxState, *, hurries: bool) -> None:
        """Show what was read.

        Args:
            hurries: what waits can be sent from here.
        """
        self.scope.set(_OPEN if state.done else _DONE)
        self.hurry.setVisible(hurries and not state.done and state.waiting > 0)
        self._model.set_rows(state.lines)
        if self.table.current() is None and state.lines:
            self.table.choose(state.lines[0].id)
        nothing = not state.lines
        if nothing and state.done:
            self._empty.set("Todavía no se envió nada", "Aquí verá lo enviado y lo anulado.")
        elif nothing:
            self._empty.set(
                "No hay mensajes por enviar", "Se preparan en el trámite, con «Enviar por correo»."
            )
        self.table.setVisible(not nothing)
        self._empty.setVisible(nothing)

    def current(self) -> Line | None:
        """Return the line chosen."""
        line = self.table.current()
        return line if isinstance(line, Line) else None

    def take_focus(self) -> None:
        """Put the focus where the arrows move."""
        (self.table if self.table.isVisibleTo(self) else self.scope).setFocus()


class _ReadingCard(DetailCard):
    """The one chosen: what came of it, what to do, and its text."""

    def __init__(self) -> None:
        self._chip = Chip()
        super().__init__("Mensaje", self._chip)
        self.meta = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.words = Text("", Role.STRONG, wrap=True)
        self.todo = Text("", Role.BODY, wrap=True)
        self.to = Text("", Role.BODY, elide=True)
        self.subject = Text("", Role.BODY, wrap=True)
        self.text = Text("", Role.BODY, wrap=True)
        self.again = KeyButton("Enviar otra vez", key="F2", icon="mail", style=ButtonStyle.PRIMARY)
        self.arrived = KeyButton("Llegó", key="F6", icon="check")
        self.case = KeyButton("Abrir el trámite", key="F7", icon="folder-open")
        self.cancel = KeyButton("No enviarlo", key="F8", icon="x")
        words = (self.meta, self.words, self.todo, self.to, self.subject, self.text)
        self.fill(words, (self.again, self.arrived, self.case, self.cancel))

    def draw(self, line: Line | None, *, opens_cases: bool) -> None:
        """Show a message, or that none is chosen.

        Args:
            opens_cases: whether the person signed in has the page of cases.
        """
        state = None if line is None else line.state
        mail = None if line is None else line.listed.mail
        decide = state in ASK_A_PERSON
        self.again.setVisible(decide)
        self.arrived.setVisible(state is MailState.UNKNOWN)
        self.cancel.setVisible(decide or state is MailState.WAITING)
        self.case.setVisible(mail is not None and opens_cases and mail.case_id is not None)
        self._chip.setVisible(line is not None)
        if line is None or mail is None:
            self.heading.setText("Mensaje")
            self._put("", "", "Aquí leerá lo que elija en la lista.", "", "", "")
            return
        self.heading.setText(line.title)
        self._chip.set(mail.state.label, KINDS[mail.state])
        attached = f"\nAdjunto: {mail.attachment_name}" if mail.attachment else ""
        about = f"Asunto: {mail.subject}{attached}"
        to = f"Para: {mail.recipient}"
        self._put(line.meta, mail.words, line.todo, to, about, mail.body)

    def _put(self, *parts: str) -> None:
        labels = (self.meta, self.words, self.todo, self.to, self.subject, self.text)
        for label, words in zip(labels, parts, strict=True):
            # A word without end would push the card beyond the window.
            shown = words if label is self.to else _ENDLESS.sub("\\g<0>\u200b", words)
            label.setText(shown)
            label.setVisible(bool(words))
