"""The page of what waits for a person's decision."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.usecases.desk import Desk
from domain.staff import Actor
from ui.pending.cards import ListCard, ReadingCard
from ui.pending.presenter import POLL_MS, PendingPresenter
from ui.pending.sheet import AnswerSheet
from ui.pending.state import PendingState
from ui.shell.following_page import FollowingPage
from ui.theme import Kind, M

TITLE = "Pendientes"


class PendingPage(FollowingPage):
    """What the centre could not decide by itself, and what it refused of this office.

    Args:
        desk: the workstation.
        actor: the person signed in.
        opens_cases: whether they have the page of cases.
        poll_ms: how often it looks for changes.
    """

    help_topic = "pendientes"

    case_wanted = Signal(object)
    """A case is to be opened (its id)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        opens_cases: bool = True,
        poll_ms: int = POLL_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self._opens_cases = opens_cases
        self.presenter = PendingPresenter(desk, actor, poll_ms=poll_ms, parent=self)
        self.list = ListCard()
        self.reading = ReadingCard()
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self.list, 5)
        row.addWidget(self.reading, 4)
        self.body.addLayout(row, 1)
        self.list.asked.connect(lambda mine: self.presenter.look(mine=mine))
        self.list.table.chosen.connect(lambda _row: self._read_current())
        self.list.table.opened.connect(lambda _row: self._reply())
        self.reading.reply.clicked.connect(self._reply)
        self.reading.again.clicked.connect(self._again)
        self.reading.seen.clicked.connect(self._seen)
        self.reading.case.clicked.connect(self._open_case)
        self.follow(self.presenter, self._draw)
        self._read_current()

    def entered(self) -> None:
        """Look for changes at once, with the focus in the list."""
        self.presenter.start()
        self.list.take_focus()

    def _draw(self, state: PendingState) -> None:
        waiting = state.waiting
        self.set_head(TITLE, [(f"{waiting} por resolver", Kind.WARN)] if waiting else [])
        had_focus = self.list.table.hasFocus() or self.list.scope.hasFocus()
        self.list.draw(state)
        focus: QWidget | None = self.window().focusWidget()
        # Keys must go somewhere: a list that has become empty cannot take them.
        if self.isVisible() and (had_focus or focus is None or not focus.isVisible()):
            self.list.take_focus()
        self._read_current()

    def _read_current(self) -> None:
        self.reading.draw(self.list.current(), opens_cases=self._opens_cases)

    def _reply(self) -> None:
        line = self.list.current()
        if line is not None and line.item.choices and not line.item.answer:
            AnswerSheet(self.presenter, line).open(self)

    def _again(self) -> None:
        line = self.list.current()
        if line is not None and line.item.refused is not None:
            self.presenter.offer_again(line.item.refused)

    def _seen(self) -> None:
        line = self.list.current()
        if line is not None and line.item.refused is not None:
            self.presenter.see_refused(line.item.refused)

    def _open_case(self) -> None:
        line = self.list.current()
        if line is not None and line.item.case_id is not None:
            self.case_wanted.emit(line.item.case_id)
