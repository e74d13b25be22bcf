"""The page of cases: trays by due time, the history beside them, and the case that is open."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from desktop.usecases.case_view import CaseView, Parties, is_case_number
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState
from domain.staff import Actor
from ui import theme
from ui.cases.history import HistoryCard
from ui.cases.presenter import CasesPresenter
from ui.cases.questions import Questions
from ui.cases.state import (
    Asked,
    Line,
    TrayState,
    head_chips,
)
from ui.cases.tray import TrayCard
from ui.casework.state import AskLeave, CasePapers
from ui.following import POLL_MS
from ui.shell.page import Page
from ui.theme import M
from ui.widgets import ButtonStyle, KeyButton, tell

if TYPE_CHECKING:
    from ui.casework.opening import Opening
    from ui.casework.view import CaseworkView

TITLE = "Trámites"
ROOM_FOR_HISTORY = 1000
"""Width, in pixels at 100 %, from which the history stands beside the list unasked."""
HISTORY_WIDTH = 312
LOOK_MS = 90
"""The history follows the current row once it rests on it so long."""


class CasesPage(Page):
    """The cases of the person signed in and of the office.

    Args:
        desk: the workstation.
        actor: the person signed in.
        papers: what prints.
        ask_leave: asks a supervisor's leave to send an answer; None where nobody can be asked.
        works: whether they work on cases; their own tray is shown first.
        steers: whether they give out the cases of others.
        poll_ms: how often it looks for changes.
        tick_ms: how often the words of time count on.
    """

    help_topic = "tramites"

    left = Signal()
    """A case that another page had opened here was left."""
    kit_wanted = Signal(object)
    """What is left of a case is done at the kit (``CaseView``)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        papers: CasePapers,
        *,
        ask_leave: AskLeave | None = None,
        works: bool = True,
        steers: bool = False,
        poll_ms: int = POLL_MS,
        tick_ms: int = 10_000,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self._desk, self._papers, self._ask_leave = desk, papers, ask_leave
        self._poll_ms = poll_ms
        self._casework: CaseworkView | None = None
        self._opening: Opening | None = None
        self.back_to = "queue"
        """The section of the page that had a case opened here."""
        self._opened: UUID | None = None
        self._visiting = False
        self._focus_wanted = True
        self._history_wanted: bool | None = None
        self.presenter = CasesPresenter(
            desk, actor, works=works, steers=steers, poll_ms=poll_ms, parent=self
        )
        self.tray = TrayCard(desk.clock.now, works=works, steers=steers)
        self.history = HistoryCard()
        self.questions = Questions(self, self.presenter, self.tray.current, self._change)
        self.new_button = KeyButton("Trámite nuevo", key="F5", icon="plus", parent=self)
        self.back_button = KeyButton(
            "Volver (Esc)", icon="arrow-left", style=ButtonStyle.GHOST, parent=self
        )
        self._ticks = QTimer(self, interval=tick_ms)
        self._ticks.timeout.connect(self.tray.tick)
        self._look = QTimer(self, interval=LOOK_MS, singleShot=True)
        self._look.timeout.connect(self._look_now)
        self._build()
        self._connect()

    # -------------------------------------------------------------- the life of the page

    def entered(self) -> None:
        """Look for changes at once, with the focus where work begins."""
        self._draw_head()  # whoever brought the page to the front showed them all
        if self._casework is not None and not self._on_list:
            self._casework.entered()
            return
        self.presenter.start()
        self.tray.take_focus()
        self._focus_wanted = self.presenter.state is None

    def shutdown(self) -> None:
        """Finish what is under way."""
        self._ticks.stop()
        self._look.stop()
        self.presenter.close()
        if self._casework is not None:
            self._casework.shutdown()
        if self._opening is not None:
            self._opening.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the office only while somebody can see it."""
        super().showEvent(event)
        if self._on_list:
            self.presenter.start()
        self._ticks.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self.presenter.stop()
        self._ticks.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the history where there is no room beside it."""
        super().resizeEvent(event)
        self._place_history()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "history"):
            self._place_history()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is typed or scanned anywhere on the list is searched for; Esc goes back to it."""
        if event.key() == Qt.Key.Key_Escape and not self._on_list:
            self._leave_case()
            return
        if not (self._on_list and self.tray.search.take_typed(event)):
            super().keyPressEvent(event)

    @property
    def _on_list(self) -> bool:
        return self._stack.currentIndex() == 0

    # -------------------------------------------------------------- drawing

    def _build(self) -> None:
        self._list = QWidget()
        self._list.setObjectName("clear")
        row = QHBoxLayout(self._list)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(self.tray, 1)
        row.addWidget(self.history)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)  # first: what it shows has its place
        self._stack.addWidget(self._list)
        if self.presenter.works:
            self.add_action(self.new_button)
        self.add_action(self.back_button)
        self._draw_head()
        self.tray.draw_filters(self.presenter.asked, "")
        self._offer(None)
        self._place_history()

    def _draw_head(self) -> None:
        """A case has its own F5; the way back is in sight with it."""
        self._draw_chips()
        self.new_button.setVisible(self.presenter.works and self._on_list)
        self.back_button.setVisible(not self._on_list)
        self.help_topic = "tramites#la-lista-de-trámites" if self._on_list else "tramites"

    def _draw_chips(self) -> None:
        """Nobody counts while a case is in sight."""
        self.set_head(TITLE, head_chips(self.presenter.state if self._on_list else None))

    def _connect(self) -> None:
        presenter, tray = self.presenter, self.tray
        presenter.changed.connect(self._draw)
        presenter.told.connect(lambda notice: tell(self, notice))
        presenter.looked.connect(self._show_history)
        presenter.found.connect(self._show_case)
        presenter.runner.slow.connect(self.working)
        tray.near_end.connect(presenter.more, Qt.ConnectionType.QueuedConnection)
        tray.search.searched.connect(self._search)
        tray.search.entered.connect(self._entered)
        tray.search.moved_down.connect(tray.take_focus)
        tray.table.chosen.connect(self._moved)
        self.new_button.clicked.connect(lambda: self._begin(None))
        self.back_button.clicked.connect(self._leave_case)
        tray.table.opened.connect(lambda line: self._show_case(line.row.id))
        tray.open.clicked.connect(self._open_current)
        tray.scope.clicked.connect(self._switch)
        tray.state.clicked.connect(self.questions.state)
        tray.service.clicked.connect(self.questions.service)
        tray.holder.clicked.connect(self.questions.holder)
        tray.overdue.clicked.connect(self._toggle_overdue)
        tray.ended.clicked.connect(self._toggle_ended)
        tray.clear.clicked.connect(self._widen)
        tray.reassign.clicked.connect(self.questions.reassign)
        tray.reassign_all.clicked.connect(self.questions.reassign_all)
        tray.reopen.clicked.connect(self.questions.reopen)
        tray.history.clicked.connect(self._toggle_history)

    def _draw(self, shown: TrayState) -> None:
        self.tray.draw(shown)
        self._draw_chips()  # not its buttons: another page may be in front by now
        self._offer(self.tray.current())
        self._look_now()
        if self._focus_wanted and self.isVisible() and self.isEnabled():
            self._focus_wanted = False
            self.tray.take_focus()
        self.presenter.lapse()

    def _offer(self, line: Line | None) -> None:
        """Offer what can be done with the current case."""
        tray, presenter = self.tray, self.presenter
        mine = line is not None and line.row.holder_id == presenter.actor.staff_id
        is_open = line is not None and line.row.closed_at is None
        tray.open.setEnabled(line is not None)
        tray.reassign.setEnabled(is_open and (mine or presenter.steers))
        tray.reopen.setEnabled(line is not None and line.row.state is CaseState.CLOSED)

    def _moved(self, line: Line | None) -> None:
        self._offer(line)
        self._look.start()

    def _look_now(self) -> None:
        line = self.tray.current()
        if line is None:
            self.history.draw(None)
        elif self.history.isVisibleTo(self):
            self.presenter.look(line.row.id)

    def _show_history(self, view: CaseView) -> None:
        line = self.tray.current()
        if line is not None and line.row.id == view.case.id:
            self.history.draw(view)

    def _place_history(self) -> None:
        look = theme.now()
        room = self.width() >= look.px(ROOM_FOR_HISTORY)
        shown = room if self._history_wanted is None else self._history_wanted
        self.history.setFixedWidth(min(look.px(HISTORY_WIDTH), max(self.width() // 2, 1)))
        self.tray.history.setChecked(shown)
        if shown != self.history.isVisibleTo(self):
            self.history.setVisible(shown)
            self._look.start()

    def _toggle_history(self) -> None:
        self._history_wanted = not self.history.isVisibleTo(self)
        self._place_history()

    # -------------------------------------------------------------- what is asked for

    def _ask(self, asked: Asked) -> None:
        shown = self.presenter.state
        found = (
            None if shown is None or asked.service is None else shown.catalogue.find(asked.service)
        )
        self.tray.draw_filters(asked, "" if found is None else found.short_name)
        self.presenter.ask(asked)

    def _search(self, text: str) -> None:
        if is_case_number(text):
            self.tray.search.clear()
            self.presenter.open_number(text)
        else:
            self._change(words=text)

    def _entered(self, text: str) -> None:
        if text and not is_case_number(text):
            self.tray.take_focus()

    def _change(self, **changes: Any) -> None:
        self._ask(replace(self.presenter.asked, **changes))

    def _switch(self) -> None:
        self._change(mine=not self.presenter.asked.mine, holder=None)

    def _toggle_overdue(self) -> None:
        self._change(overdue=not self.presenter.asked.overdue, ended=False)

    def _toggle_ended(self) -> None:
        self._change(ended=not self.presenter.asked.ended, state=None, overdue=False)

    def _widen(self) -> None:
        self.tray.search.clear()
        self._ask(self.presenter.asked.widened())

    # -------------------------------------------------------------- one case

    def open_case(self, case_id: UUID, ticket_id: UUID | None = None) -> None:
        """Show one case for another page; ``left`` tells when it is left.

        Args:
            ticket_id: the visit under way, if it is worked on in one.
        """
        self._visiting = True
        self._show_case(case_id, ticket_id)

    def open_place(self, case_id: UUID, requirement: int) -> None:
        """Show one case at a requirement, 0 for the case as a whole; as ``open_case``."""
        self.open_case(case_id)
        self._case_view().attached.go_to(case_id, requirement)

    def begin(self, ticket_id: UUID | None, service: int | None = None) -> None:
        """Ask what a new case needs, for another page; ``left`` tells when it is left.

        Args:
            ticket_id: the visit it is for; None for what came otherwise.
            service: the one it is of, where that is known.
        """
        self._visiting = True
        self._begin(ticket_id, service)

    def _begin(
        self,
        ticket_id: UUID | None,
        service: int | None = None,
        *,
        like: Parties | None = None,
    ) -> None:
        if self._opening is None:
            from ui.casework.opening import Opening

            self._opening = Opening(self, self._desk, self.presenter.actor)
            self._opening.opened.connect(self._show_case)
            self._opening.left.connect(self._not_begun)
            self._opening.runner.slow.connect(self.working)
        self._opening.begin(ticket_id, service, like=like)

    def _not_begun(self) -> None:
        """Nothing was opened: the list, or the case one was at, is there still."""
        if self._on_list:
            self._tell_left()

    def _show_case(self, case_id: UUID, ticket_id: UUID | None = None) -> None:
        view = self._case_view()
        self._opened = case_id
        view.open_case(case_id, ticket_id)
        self._stack.setCurrentWidget(view)
        self._draw_head()
        self.presenter.stop()
        view.entered()

    def _case_view(self) -> "CaseworkView":
        """Return the view of one case, made when the first is opened."""
        if self._casework is None:
            from ui.casework.view import CaseworkView

            self._casework = CaseworkView(
                self._desk,
                self.presenter.actor,
                self._papers,
                ask_leave=self._ask_leave,
                poll_ms=self._poll_ms,
                parent=self,
            )
            self._casework.left.connect(self._leave_case)
            self._casework.another.connect(self._begin_another)
            self._casework.kit_wanted.connect(self.kit_wanted)
            self._casework.working.connect(self.working)
            self._stack.addWidget(self._casework)
            self.set_main(self._casework.primary, self._casework.side)
        return self._casework

    def _begin_another(self) -> None:
        if self._casework is not None:
            shown = self._casework.presenter
            like = None if shown.state is None else shown.state.view.parties
            self._begin(shown.ticket_id, like=like)

    def _leave_case(self) -> None:
        """Back to the list, on the same row; to the page that asked for the case, if one did."""
        self._stack.setCurrentWidget(self._list)
        self._draw_head()
        self.presenter.start()
        if self._opened is not None:
            self.tray.choose(self._opened)
        self.tray.take_focus()
        self._tell_left()

    def _tell_left(self) -> None:
        if self._visiting:
            self._visiting = False
            self.left.emit()

    def _open_current(self) -> None:
        line = self.tray.current()
        if line is not None:
            self._show_case(line.row.id)
