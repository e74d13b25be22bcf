"""The view of one case: its wizard. F2 does the natural next thing; every key stands on its button."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from domain.staff import Actor
from ui import theme
from ui.casework.actions import ActionRow, show_primary
from ui.casework.attached import Attached
from ui.casework.checklist import ChecklistPanel
from ui.casework.copying import copy_notice, copy_number
from ui.casework.ending import ClosePanel, ResolvePanel
from ui.casework.fields import FieldsCard
from ui.casework.head import HeadCard, WayStrip
from ui.casework.history import HistoryCard
from ui.casework.mailing import ask_to_send
from ui.casework.panels import TOPICS, WaitingPanel
from ui.casework.presenter import CaseworkPresenter
from ui.casework.questions import Questions
from ui.casework.rows import rows
from ui.casework.state import TITLES, AskLeave, CasePapers, Casework, Next, Phase
from ui.casework.steps import StepsPanel
from ui.following import POLL_MS
from ui.mail.sheet import MailSender
from ui.queue.panels import primary_button
from ui.theme import Kind, M, S
from ui.widgets import Card, Chip, EmptyState, tell

ROOM_FOR_HISTORY = 660
"""From this height of the window, in pixels at 100 %, the history stands beside the work."""


class CaseworkView(QWidget):
    """One case, from its first paper to its closing.

    Args:
        desk: the workstation.
        actor: who is signed in.
        papers: what prints.
        ask_leave: asks a supervisor's leave to send an answer; None where nobody can be asked.
        poll_ms: how often it looks for changes.
        tick_ms: how often the time left counts on.
    """

    left = Signal()
    """Esc: back to where one came from."""
    another = Signal()
    """F5: another case for the same person."""
    kit_wanted = Signal(object)
    """What is left of the case is done at the kit (``CaseView``)."""
    working = Signal(bool)
    """Something takes longer than a moment."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        papers: CasePapers,
        *,
        ask_leave: AskLeave | None = None,
        poll_ms: int = POLL_MS,
        tick_ms: int = 1000,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.setAccessibleName("Trámite")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._desk = desk
        self.presenter = CaseworkPresenter(
            desk, actor, papers, ask_leave=ask_leave, poll_ms=poll_ms, parent=self
        )
        self.questions = Questions(self, self.presenter)
        self._mail, self.mailing = papers.mail, MailSender(self)
        self._drawn: Casework | None = None
        self._refusing = self._telling = False
        self.head, self.way, self.history = HeadCard(), WayStrip(), HistoryCard()
        self.checklist = ChecklistPanel(self.presenter.mark)
        self.steps, self.resolving, self.closing = StepsPanel(), ResolvePanel(), ClosePanel()
        self.waiting, self.fields = WaitingPanel(), FieldsCard()
        self._panels: Mapping[Phase, QWidget] = {
            Phase.DOCUMENTS: self.checklist,
            Phase.STEPS: self.steps,
            Phase.RESOLVE: self.resolving,
            Phase.CLOSE: self.closing,
        }
        self._nothing = EmptyState(
            "folder-open", "Abriendo el trámite…", "En un momento verá sus documentos."
        )
        self._build()
        self._connect()
        self.attached = Attached(self, self.presenter, self.way, self.checklist.look_at)
        self._ticks = QTimer(self, interval=tick_ms)
        self._ticks.timeout.connect(self.tick)

    # -------------------------------------------------------------- the life of the view

    def open_case(self, case_id: UUID, ticket_id: UUID | None = None) -> None:
        """Show a case; ``ticket_id`` is the visit under way, if it is worked on in one."""
        state = self.presenter.state
        if state is None or state.view.case.id != case_id:
            if self._drawn is not None and self.fields.is_dirty and self.fields.check():
                self.presenter.tell_fields(self.fields.values())
            self._drawn = None
            self._refusing = self._telling = False
            self.fields.forget()
            self.waiting.forget()
            self._content.hide()
            self._nothing.show()
        self.presenter.open(case_id, ticket_id)

    def entered(self) -> None:
        """Look for changes at once, with the focus where work begins."""
        self.presenter.start()
        self._focus()

    def shutdown(self) -> None:
        """Finish what is under way."""
        self._ticks.stop()
        self.attached.close()
        self.presenter.close()
        self.mailing.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the case only while somebody can see it."""
        super().showEvent(event)
        self.presenter.start()
        self._ticks.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed, and rest."""
        super().hideEvent(event)
        self.presenter.stop()
        self._ticks.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit."""
        super().resizeEvent(event)
        self._arrange()

    def tick(self) -> None:
        """Count the time left on, without asking the database."""
        if self._drawn is not None:
            self.way.tick(self._drawn, self._desk.clock.now())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back one step; F2 where another key is the natural one says so."""
        match event.key():
            case Qt.Key.Key_Escape if self._refusing:
                self._refuse(refusing=False)
            case Qt.Key.Key_Escape if self._telling:
                self._tell_facts(telling=False)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_F2 if not event.isAutoRepeat():
                self.do_next()
            case _:
                super().keyPressEvent(event)

    # -------------------------------------------------------------- building

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(M)
        self._content = QWidget()
        outer.addWidget(self._nothing, 1)
        outer.addWidget(self._content, 1)
        self._content.hide()
        self._column = column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.head)
        column.addWidget(self.way)
        self._columns = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(M)
        self._count = Chip()
        self.card = Card("Documentos", self._count)
        for panel in (*self._panels.values(), self.waiting):
            self.card.body.addWidget(panel, 1)
            panel.hide()
        self.also = ActionRow()
        self.undo, self.refuse = self.also.undo, self.also.refuse
        self.card.body.addWidget(self.also)
        row.addWidget(self.card, 6)
        side = QVBoxLayout()
        side.setSpacing(M)
        side.addWidget(self.fields)
        side.addWidget(self.history, 1)
        side.addStretch(0)
        self.side = side
        self.primary = primary_button()
        self._why = EmptyState("eye", "", line=True)
        side.addWidget(self._why)
        side.addWidget(self.primary)
        row.addLayout(side, 5)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        presenter, ask = self.presenter, self.questions
        prints = presenter.prints
        presenter.changed.connect(self._draw)
        presenter.told.connect(lambda notice: tell(self, notice))
        presenter.runner.slow.connect(self.working)
        self.primary.clicked.connect(self._press_primary)
        self.also.give_back.clicked.connect(lambda: self._end_review(presenter.give_back))
        self.also.undo.clicked.connect(self._undo)
        self.also.refuse.clicked.connect(lambda: self._refuse(refusing=True))
        self.also.refer.clicked.connect(ask.refer)
        self.head.more.clicked.connect(ask.more)
        self.head.people.clicked.connect(ask.people)
        self.head.copy.clicked.connect(lambda: self._with(partial(copy_number, self)))
        if (mail := self._mail) is not None:
            copied, sent = partial(copy_notice, self, mail.words), self.mailing
            self.also.copy_notice.clicked.connect(lambda: self._with(copied))
            self.also.send.clicked.connect(
                lambda: self._with(partial(ask_to_send, self, sent, mail))
            )
            sent.told.connect(lambda notice: tell(self, notice))
        self.also.receipt.clicked.connect(lambda: self._with(prints.receipt_of))
        self.also.sheet.clicked.connect(lambda: self._with(prints.sheet_of))
        self.head.again.clicked.connect(self.another)
        self.fields.edited.connect(lambda: presenter.tell_fields(self.fields.values()))
        self.fields.finished.connect(lambda: self._tell_facts(telling=False))
        self.head.facts.clicked.connect(lambda: self._tell_facts(telling=True))
        self.steps.done.connect(presenter.do_step)
        self.closing.accepted.connect(self.do_next)
        self.resolving.bank_wanted.connect(lambda: ask.solution(self.resolving.apply))

    # -------------------------------------------------------------- drawing

    def _draw(self, state: Casework) -> None:
        before, self._drawn = self._drawn, state
        now = self._desk.clock.now()
        moved = before is None or before.phase is not state.phase
        if moved:
            self._refusing = self._telling = False
            self.checklist.forget()
        self._nothing.hide()
        self._content.show()
        self.head.show_case(state, now)
        self.history.show_events(state.view.history)
        self._draw_panel(state, now)
        self._draw_actions(state)
        self._arrange()
        # The field that noted a step goes with it, and Qt would give the focus to a button.
        if before is None or before.due != state.due or self._focus_is_lost():
            self._focus()

    def _draw_panel(self, state: Casework, now: datetime) -> None:
        view, phase = state.view, state.phase
        panel = self._panel_of(state)
        self.help_topic = TOPICS[phase]
        self.card.heading.setText("No procede" if self._refusing else TITLES[phase])
        if panel is self.checklist:
            self.checklist.show_rows(rows(view, state.under), editable=state.editable)
        elif panel is self.steps:
            self.steps.show_steps(view.steps, view.office, now, editable=state.editable)
        elif panel is self.resolving:
            self.resolving.begin(view, refusing=self._refusing, editable=state.editable)
        elif panel is self.closing:
            self.closing.begin(view, editable=state.editable)
        else:
            self.waiting.show_case(state, now)
        documents = phase is Phase.DOCUMENTS
        self.fields.show_fields(
            view.service, dict(view.case.matter.fields), editable=documents and state.editable
        )
        decided = len(view.service.requirements) - len(view.checklist.undecided)
        self._count.setVisible(documents and bool(view.service.requirements))
        kind = Kind.OK if view.checklist.complete else Kind.INFO
        self._count.set(f"{decided} de {len(view.service.requirements)} revisados", kind)
        for other in (*self._panels.values(), self.waiting):
            other.setVisible(other is panel)

    def _draw_actions(self, state: Casework) -> None:
        can_undo = self.presenter.can_undo_mark
        self.also.show_case(state, self._mail, can_undo_mark=can_undo, refusing=self._refusing)
        self.head.more.setVisible(bool(self.questions.offered(state)))
        show_primary(self.primary, self._why, state, refusing=self._refusing)

    def _arrange(self) -> None:
        """Leave out what there is no height for: the work and its main button go first."""
        state = self._drawn
        if state is None:
            return
        low = self.window().height() < theme.now().px(ROOM_FOR_HISTORY)
        documents = state.phase is Phase.DOCUMENTS
        below = low and not state.facts_beside(wanted=self._telling)
        hidden = below and state.facts_beside(wanted=True)
        self.head.facts.setVisible(hidden and state.editable)
        for part in (self.head, self.resolving, self.steps, self.waiting):
            part.set_low(low=low)
        self.card.heading.setVisible(documents or not below)
        self._columns.setSpacing(S if below else M)
        self._column.setSpacing(S // 2 if low else S + S // 2)
        self.way.show_case(state, self._desk.clock.now(), low=low)
        self.history.setVisible(not low)
        self.fields.setVisible(self.fields.has_words and not below)
        way = QBoxLayout.Direction
        self._columns.setDirection(way.TopToBottom if below else way.LeftToRight)
        self._columns.setStretch(1, 0 if below else 5)
        self.side.setStretch(2, 0 if below or not low else 1)

    def _panel_of(self, state: Casework) -> QWidget:
        return self.resolving if self._refusing else self._panels.get(state.phase, self.waiting)

    def _focus_is_lost(self) -> bool:
        focus: QWidget | None = self.window().focusWidget()
        return focus is None or not focus.isVisible()

    def _focus(self) -> None:
        """Put the focus where work begins."""
        state = self._drawn
        if state is None or not self.isVisible() or not self.isEnabled():
            return
        panel = self._panel_of(state)
        if panel is self.checklist and state.view.service.requirements:
            self.checklist.setFocus()
        elif panel is self.resolving and self._refusing:
            self.resolving.detail.setFocus()
        elif panel is self.waiting and state.next is Next.ANSWERED:
            self.waiting.answer.setFocus()
        else:
            self.setFocus()

    # -------------------------------------------------------------- keys

    def do_next(self) -> None:
        """Do the natural next thing; where papers are missing, F2 only says what does."""
        state = self._drawn
        if state is None or self.presenter.state is not state:
            return
        if self._refusing:
            self._resolve()
            return
        match state.next:
            case Next.LOOK:
                self.checklist.look_at(state.view.checklist.undecided[0])
            case Next.FILL if self.fields.is_dirty:
                self._end_review(self.presenter.complete)
            case Next.FILL:
                self.fields.begin(state.view.missing)
            case Next.COMPLETE:
                self._end_review(self.presenter.complete)
            case Next.GIVE_BACK:
                self.presenter.tell_faulty()
            case Next.TAKE_UP:
                self.questions.take_up()
            case Next.STEP:
                self.steps.finish()
            case Next.RESOLVE:
                self._resolve()
            case Next.ANSWERED:
                answer = self.waiting.area_answer()
                if answer:
                    self.presenter.area_answered(answer)
            case Next.CLOSE:
                said = self.closing.said()
                if said is not None:
                    self.presenter.finish(*said)
            case Next.ENROL | Next.ABSENCE:
                self.kit_wanted.emit(state.view)

    def _press_primary(self) -> None:
        state = self._drawn
        if state is not None and state.next is Next.GIVE_BACK and not self._refusing:
            self._end_review(self.presenter.give_back)
        else:
            self.do_next()

    def _end_review(self, end: Callable[[Mapping[str, str] | None], None]) -> None:
        """Accept the papers or hand them back, with what was typed and is not kept yet."""
        if self.fields.check():
            end(self.fields.values() if self.fields.is_dirty else None)
        else:
            self.fields.begin()

    def _resolve(self) -> None:
        answer = self.resolving.answer()
        if answer is not None:
            self.presenter.resolve(answer)

    def _refuse(self, *, refusing: bool) -> None:
        self._refusing = refusing
        if self._drawn is not None:
            self._draw_panel(self._drawn, self._desk.clock.now())
            self._draw_actions(self._drawn)
        self._focus()

    def _tell_facts(self, *, telling: bool) -> None:
        """Bring the service's fields into sight though documents are left; or go back to those."""
        self._telling = telling
        self._arrange()
        if telling and self._drawn is not None:
            self.fields.begin(self._drawn.view.missing)
        else:
            self._focus()

    def _undo(self) -> None:
        state = self._drawn
        if state is not None and state.phase is Phase.DOCUMENTS:
            number = self.presenter.undo_mark()
            if number:
                self.checklist.look_at(number)
        else:
            self.presenter.undo_step()

    def _with(self, do: Callable[[CaseView], None]) -> None:
        if self._drawn is not None:
            do(self._drawn.view)
