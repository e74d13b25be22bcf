"""The part Mejoras: corrective and preventive actions, and what became of their causes."""

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.usecases.desk import Desk
from desktop.usecases.figures.improvements_view import (
    CauseSeen,
    Draft,
    ImprovementRow,
    ImprovementsBoard,
)
from domain.improvements import UNDER_WAY, WORDS_LIMIT, Cause, ImprovementState
from domain.staff import Actor
from ui.figures.improvements.presenter import ImprovementsPresenter
from ui.figures.improvements.sheets import ImprovementSheet, VerifySheet
from ui.figures.improvements.state import (
    EMPTY,
    Shown,
    Story,
    chip,
    day,
    ending,
    facts,
    listed,
    measured,
    remarks,
    story_words,
)
from ui.figures.keeping import POLL_MS
from ui.figures.part import Part
from ui.theme import M, Role, S, Tone
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
    ReasonSheet,
    TableModel,
    Text,
)

TITLE = "Mejoras"
DROP_REASONS = ("La causa ya no existe", "Se hará de otra manera", "No depende de la oficina")
_LEFT, _RIGHT = 5, 4


class ImprovementsPart(Part):
    """The list of actions, and the one chosen in it.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        poll_ms: how often it looks for changes.
    """

    help_topic = "mejoras"

    def __init__(
        self, desk: Desk, actor: Actor, *, poll_ms: int = POLL_MS, parent: QWidget | None = None
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self._board: ImprovementsBoard | None = None
        self._shown = Shown.OPEN
        self.presenter = ImprovementsPresenter(desk, actor, poll_ms=poll_ms, parent=self)
        self._bar()
        self.remark = Text("", Role.BODY, Tone.WARN, wrap=True)
        self.remark.hide()
        self.body.addWidget(self.remark)
        self._model = TableModel[ImprovementRow](
            [
                Column(
                    "Causa",
                    lambda row: row.improvement.cause.words,
                    width=190,
                    stretch=1,
                    role=Role.STRONG,
                    below=lambda row: row.improvement.words,
                ),
                Column("Responsable", lambda row: row.responsible, width=140, optional=True),
                Column("Plazo", lambda row: day(row.improvement.due), width=100, right=True),
                Column(
                    "Estado", lambda row: chip(row)[0], width=124, chip=lambda row: chip(row)[1]
                ),
            ],
            key=lambda row: row.improvement.id,
        )
        self.table = DataTable("Mejoras", self._model)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        card = Card("Mejoras")
        card.body.addWidget(self.table, 1)
        self.empty = EmptyState("clipboard-check", "Aquí verá las mejoras", "Se están leyendo.")
        card.body.addWidget(self.empty, 1)
        self.table.hide()
        self.reading = ReadingCard()
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(card, _LEFT)
        row.addWidget(self.reading, _RIGHT)
        self.body.addLayout(row, 1)
        self._connect()
        self.follow(self.presenter, self._draw)
        self.reading.draw(None)

    def entered(self) -> None:
        """Put the focus in the list."""
        (self.table if self.table.isVisibleTo(self) else self.add).setFocus()

    def begin(self, cause: Cause) -> None:
        """Begin an action against a cause that was met elsewhere."""
        self.presenter.begin(cause)

    def _bar(self) -> None:
        bar = FlowLayout(spacing=S, middle=True)
        self.add = KeyButton("Nueva mejora", key="F3", icon="plus", style=ButtonStyle.SECONDARY)
        bar.addWidget(self.add)
        self.tabs: dict[Shown, KeyButton] = {}
        for shown in Shown:
            tab = KeyButton(shown.label, style=ButtonStyle.GHOST)
            tab.clicked.connect(lambda _checked=False, shown=shown: self.show_list(shown))
            self.tabs[shown] = tab
            bar.addWidget(tab)
        self.next = KeyButton("Otra lista", key="Alt+Right", icon="chevron-right")
        bar.addWidget(self.next)
        self.body.addLayout(bar)

    def _connect(self) -> None:
        self.add.clicked.connect(lambda _checked=False: self.presenter.begin())
        self.next.clicked.connect(self._step)
        self.table.chosen.connect(lambda _row: self._read_current())
        self.table.opened.connect(lambda _row: self._first_action())
        self.presenter.begun.connect(self._begin)
        self.presenter.told_story.connect(self._tell_story)
        reading = self.reading
        reading.done.clicked.connect(self._ask_result)
        reading.verify.clicked.connect(self._ask_verdict)
        reading.change.clicked.connect(self._ask_change)
        reading.drop.clicked.connect(self._ask_reason)

    @property
    def current(self) -> ImprovementRow | None:
        """The one chosen."""
        row = self.table.current()
        return row if isinstance(row, ImprovementRow) and self.table.isVisibleTo(self) else None

    def show_list(self, shown: Shown) -> None:
        """List others."""
        self._shown = shown
        if self._board is not None:
            self._draw(self._board)
            self.entered()

    def _step(self) -> None:
        lists = list(Shown)
        self.show_list(lists[(lists.index(self._shown) + 1) % len(lists)])

    def _draw(self, board: ImprovementsBoard) -> None:
        first = self._board is None
        self._board = board
        had_focus = self.table.hasFocus()
        for shown, tab in self.tabs.items():
            many = len(listed(board, shown))
            here = shown is self._shown
            words = f"{shown.label} ({many})" if many else shown.label
            tab.set(words, style=ButtonStyle.SECONDARY if here else ButtonStyle.GHOST)
            tab.setAccessibleDescription("Lista actual" if here else "")
        words = remarks(board)
        self.remark.setText(words)
        self.remark.setVisible(bool(words))
        rows = listed(board, self._shown)
        self._model.set_rows(rows)
        self.empty.set(*EMPTY[self._shown])
        self.empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        if rows and self.table.current() is None:
            self.table.choose(rows[0].improvement.id)
        self._read_current()
        focus: QWidget | None = self.window().focusWidget()
        # Keys must go somewhere: a list that has become empty cannot take them.
        lost = had_focus or focus is None or not focus.isVisible()
        if self.isVisible() and (first or lost):
            self.entered()

    def _read_current(self) -> None:
        row = self.current
        self.reading.draw(row, None if self._board is None else self._board.today)
        if row is not None:
            self.presenter.read_story(row.improvement.id)

    def _tell_story(self, story: Story) -> None:
        row = self.current
        if row is not None and row.improvement.id == story.key:
            self.reading.story.setText(story_words(story.lines))

    def _first_action(self) -> None:
        for button in (self.reading.done, self.reading.verify):
            if button.isVisibleTo(self):
                button.click()
                return

    def _begin(
        self, draft: Draft, offered: tuple[CauseSeen, ...], row: ImprovementRow | None
    ) -> None:
        ImprovementSheet(self.presenter, draft, offered, row).open(self)

    def _ask_change(self) -> None:
        row = self.current
        if row is not None:
            self.presenter.begin(row.improvement.cause, row)

    def _ask_result(self) -> None:
        row = self.current
        if row is None:
            return
        one = row.improvement
        sheet = ReasonSheet(
            "¿Qué se hizo?",
            (),
            text=one.words,
            confirm="Anotar",
            noun="resultado",
            limit=WORDS_LIMIT,
            width=620,
        )
        sheet.chosen.connect(lambda result: self.presenter.finish(one, result))
        sheet.open(self)

    def _ask_verdict(self) -> None:
        row, board = self.current, self._board
        if row is not None and board is not None:
            VerifySheet(self.presenter, row, board.today).open(self)

    def _ask_reason(self) -> None:
        row = self.current
        if row is None:
            return
        one = row.improvement
        sheet = ReasonSheet("¿Por qué la descarta?", DROP_REASONS, confirm="Descartar")
        sheet.chosen.connect(lambda reason: self.presenter.drop(one, reason))
        sheet.open(self)


class ReadingCard(DetailCard):
    """The one chosen: its cause, what is done, and what came of it."""

    def __init__(self) -> None:
        self._chip = Chip()
        super().__init__("Mejora", self._chip)
        self.cause = Text("", Role.STRONG, wrap=True)
        self.facts = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.words = Text("", Role.BODY, wrap=True)
        self.measured = Text("", Role.STRONG, wrap=True)
        self.ending = Text("", Role.BODY, wrap=True)
        self.story = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        style = ButtonStyle.PRIMARY
        self.done = KeyButton("Anotar resultado", key="F2", icon="check", style=style)
        self.verify = KeyButton("Verificar", key="F2", icon="clipboard-check", style=style)
        self.change = KeyButton("Cambiar", key="F4", icon="pencil")
        self.drop = KeyButton("Descartar", key="F8", icon="ban")
        labels = (self.cause, self.facts, self.words, self.measured, self.ending, self.story)
        self.fill(labels, (self.done, self.verify, self.change, self.drop))

    def draw(self, row: ImprovementRow | None, today: date | None = None) -> None:
        """Show one, or that none is chosen."""
        state = None if row is None else row.improvement.state
        self.done.setVisible(state is ImprovementState.OPEN)
        self.change.setVisible(state is ImprovementState.OPEN)
        self.verify.setVisible(
            row is not None and state is ImprovementState.DONE and row.may_verify
        )
        self.drop.setVisible(state in UNDER_WAY)
        self._chip.setVisible(row is not None)
        if row is None or today is None:
            for label in (self.cause, self.facts, self.measured, self.ending, self.story):
                label.setText("")
                label.hide()
            self.words.setText("Aquí leerá la que elija en la lista.")
            return
        self._chip.set(*chip(row))
        one = row.improvement
        for label, words in (
            (self.cause, one.cause.words),
            (self.facts, facts(row)),
            (self.words, one.words),
            (self.measured, measured(row, today)),
            (self.ending, ending(row)),
        ):
            label.setText(words)
            label.setVisible(bool(words))
        self.story.setText("")
        self.story.show()
