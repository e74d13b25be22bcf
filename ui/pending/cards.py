"""The two cards of the page: the list of what waits, and the one chosen in it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from ui.pending.state import Line, PendingState, meta_of
from ui.theme import Kind, Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    Chip,
    Column,
    DataTable,
    DetailCard,
    EmptyState,
    FlowLayout,
    KeyButton,
    TableModel,
    Text,
)

_MINE, _ALL = "Míos", "Todos"


class ListCard(Card):
    """What waits, the oldest first."""

    asked = Signal(bool)
    """Only what is theirs is to be listed, or everything."""

    def __init__(self) -> None:
        super().__init__()
        self._mine = True
        self.scope = KeyButton(_ALL, key="F4", icon="inbox")
        self.scope.clicked.connect(lambda: self.asked.emit(not self._mine))
        bar = FlowLayout(spacing=S)
        bar.addWidget(self.scope)
        self._model = TableModel[Line](
            [
                Column(
                    "Qué pasó",
                    lambda line: line.title,
                    width=240,
                    stretch=4,
                    role=Role.STRONG,
                    below=lambda line: line.below,
                    badge=lambda line: ("Respondido", Kind.OK) if line.item.answer else None,
                ),
                Column("Quién resuelve", lambda line: line.item.owner, width=140, optional=True),
                Column("Desde", lambda line: line.age, width=104, right=True),
            ],
            key=lambda line: line.id,
        )
        self.table = DataTable("Pendientes", self._model)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._empty = EmptyState("circle-check", "")
        self._more = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addLayout(bar)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._more)
        self._empty.hide()
        self._more.hide()

    def draw(self, state: PendingState) -> None:
        """Show what was read."""
        self._mine = state.mine
        self.scope.set(_ALL if state.mine else _MINE)
        self._model.set_rows(state.lines)
        if self.table.current() is None and state.lines:
            self.table.choose(state.lines[0].id)
        nothing = not state.lines
        if nothing:
            self._empty.set(*state.nothing)
        self.table.setVisible(not nothing)
        self._empty.setVisible(nothing)
        self._more.setText(f"Hay {state.more} más. Aparecen al resolver estos.")
        self._more.setVisible(state.more > 0)

    def current(self) -> Line | None:
        """Return the line chosen."""
        line = self.table.current()
        return line if isinstance(line, Line) else None

    def take_focus(self) -> None:
        """Put the focus where the arrows move."""
        (self.table if self.table.isVisibleTo(self) else self.scope).setFocus()


class ReadingCard(DetailCard):
    """The one chosen: what happened, how it is resolved, and what can be done."""

    def __init__(self) -> None:
        self._kind = Chip()
        super().__init__("Pendiente", self._kind)
        self.meta = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.what = Text("", Role.STRONG, wrap=True)
        self.about = Text("", Role.BODY, wrap=True)
        self.how = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.answer = Text("", Role.BODY, wrap=True)
        self.reply = KeyButton(
            "Responder", key="F2", icon="clipboard-check", style=ButtonStyle.PRIMARY
        )
        self.again = KeyButton("Volver a ofrecer", key="F6", icon="refresh-cw")
        self.case = KeyButton("Abrir el trámite", key="F7", icon="folder-open")
        self.seen = KeyButton("Ya está revisado", key="F8", icon="check")
        words = (self.meta, self.what, self.about, self.how, self.answer)
        self.fill(words, (self.reply, self.again, self.case, self.seen))

    def draw(self, line: Line | None, *, opens_cases: bool) -> None:
        """Show a line, or that none is chosen.

        Args:
            opens_cases: whether the person signed in has the page of cases.
        """
        item = None if line is None else line.item
        waits = item is not None and not item.answer
        self.reply.setVisible(item is not None and waits and bool(item.choices))
        self.again.setVisible(item is not None and waits and item.again)
        self.case.setVisible(item is not None and opens_cases and item.case_id is not None)
        self.seen.setVisible(
            item is not None and waits and item.refused is not None and not item.choices
        )
        for part in (self._kind, self.meta, self.about, self.answer, self.how):
            part.setVisible(line is not None)
        if line is None or item is None:
            self.heading.setText("Pendiente")
            self.what.setText("Aquí leerá lo que elija en la lista.")
            return
        self.heading.setText(line.title)
        kind = ("Respondido", Kind.OK) if item.answer else ("Por resolver", Kind.WARN)
        self._kind.set(*kind)
        self.meta.setText(meta_of(line))
        self.what.setText(item.what)
        for label, words in (
            (self.about, item.about),
            (self.how, f"Cómo se resuelve: {item.how}" if item.how else ""),
            (self.answer, f"Respuesta: {item.answer}" if item.answer else ""),
        ):
            label.setText(words)
            label.setVisible(bool(words))
