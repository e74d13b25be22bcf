"""The support page: from the question to the closed case, by keyboard."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop.usecases.desk import Desk
from domain.case_parts import ConformityKind
from domain.scanned import ScanKind, Scanned
from domain.solutions import Solution, SolutionType, solution_number
from domain.staff import Actor
from ui import theme
from ui.queue.panels import LinesCard
from ui.shell import Page
from ui.support.drafts import Drafts
from ui.support.ending import End, Ending
from ui.support.form import CaseForm
from ui.support.panels import CallerCard, HelpCard, WhoCard
from ui.support.presenter import SupportPresenter
from ui.support.questions import Questions
from ui.support.state import (
    Draft,
    Gap,
    Step,
    SupportState,
    earlier_lines,
    solution_result,
)
from ui.theme import M, S
from ui.widgets import ButtonStyle, Card, EmptyState, KeyButton, tell
from ui.widgets.results import ResultList

TITLE = "Soporte"
FEW_EARLIER = 3
ROOM_FOR_MORE = 760
"""From this height, in pixels at 100 %, all earlier cases are shown."""


class SupportPage(Page):
    """One support case after another, at the counter or on the telephone.

    Args:
        desk: the workstation.
        actor: who is signed in.
        drafts: the cases begun and not closed; kept by the caller to outlive the page.
        poll_ms: how often it looks for changes.
        tick_ms: how often the time counts on.
    """

    help_topic = "soporte"

    closed = Signal(object)
    """The case (``Case``) is closed, left open or referred: back to the queue."""
    left = Signal()
    """Back to the queue; what was written stays."""
    case_wanted = Signal(object)
    """A case is to be opened (its id)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        drafts: Drafts | None = None,
        *,
        poll_ms: int = 500,
        tick_ms: int = 1000,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._desk = desk
        self._drawn = SupportState()
        self.presenter = SupportPresenter(desk, actor, drafts, poll_ms=poll_ms, parent=self)
        self.questions = Questions(self, self.presenter, self._end)
        self._ticks = QTimer(self)
        self._ticks.setInterval(tick_ms)
        self._build()
        self._connect()
        self._draw(self._drawn)

    # -------------------------------------------------------------- the life of the page

    def begin(self, ticket_id: UUID | None) -> None:
        """Attend a turno's support, going on where it was left; None: a new call."""
        self.presenter.begin(ticket_id)

    def take_scanned(self, found: Scanned) -> bool:
        """Go on with who has a cédula or RUC, where it is asked who it is."""
        if found.kind is not ScanKind.DOCUMENT or not self.caller.search.isVisible():
            return False
        self.caller.search.submit(found.text)
        return True

    def entered(self) -> None:
        """Go on with what is written, or with who is attended."""
        self.presenter.enter()
        self._focus()

    def shutdown(self) -> None:
        """Finish what is under way."""
        self._ticks.stop()
        self.presenter.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for changes only while somebody can see them."""
        super().showEvent(event)
        self.presenter.start()
        self._ticks.start()
        self._focus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self.presenter.stop()
        self._ticks.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many earlier cases as fit."""
        super().resizeEvent(event)
        self._draw_earlier(self._drawn)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes one step back, and from the case to the queue; nothing written is lost."""
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            if not self.presenter.back():
                self.left.emit()
            return
        super().keyPressEvent(event)

    # -------------------------------------------------------------- drawing

    def _build(self) -> None:
        self.call_button = KeyButton("Nuevo por teléfono", key="F3", icon="phone")
        self.add_action(self.call_button)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)
        self.caller = CallerCard()
        self._idle = self._build_idle()
        self._case = self._build_case()
        for part in (self._idle, self.caller, self._case):
            self._stack.addWidget(part)

    def _build_idle(self) -> QWidget:
        self.begin_button = KeyButton(
            "Atender", key="F5", icon="headset", style=ButtonStyle.PRIMARY
        )
        self.idle_resume = KeyButton("Retomar", key="F4", icon="play")
        self._nobody = EmptyState("headset", "Aquí se atiende el soporte")
        card = Card()
        card.body.addStretch(2)
        card.body.addWidget(self._nobody)
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addStretch(1)
        foot.addWidget(self.begin_button)
        foot.addWidget(self.idle_resume)
        foot.addStretch(1)
        card.body.addLayout(foot)
        card.body.addStretch(3)
        return card

    def _build_case(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        self.who = WhoCard(self._desk.clock.now)
        column.addWidget(self.who)
        row = QHBoxLayout()
        row.setSpacing(M)
        self.form = CaseForm()
        row.addWidget(self.form, 1)
        side = QVBoxLayout()
        side.setSpacing(M)
        self.help = HelpCard(self.form.solutions)
        for field in (self.form.topic, self.form.system, self.form.type):
            self.help.add(field.options)
        side.addWidget(self.help, 1)
        self.earlier = LinesCard("Trámites anteriores")
        side.addWidget(self.earlier)
        self.close_button = KeyButton(
            "Cerrar con conformidad", key="F2", icon="check", style=ButtonStyle.PRIMARY, large=True
        )
        policy = self.close_button.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        self.close_button.setSizePolicy(policy)
        side.addWidget(self.close_button)
        self.set_main(self.close_button, side)
        row.addLayout(side, 1)
        column.addLayout(row, 1)
        return page

    def _connect(self) -> None:
        do = self.presenter
        do.changed.connect(self._draw)
        do.told.connect(lambda notice: tell(self, notice))
        do.ended.connect(self.closed)
        do.case_wanted.connect(self.case_wanted)
        do.duplicate.connect(self.questions.duplicate)
        do.runner.slow.connect(self.working)
        self._ticks.timeout.connect(self.who.tick)
        self.call_button.clicked.connect(lambda: do.begin(None))
        self.begin_button.clicked.connect(self._attend)
        for button in (self.idle_resume, self.who.resume):
            button.clicked.connect(do.resume)
        self.who.change.clicked.connect(do.seek_person)
        self.who.discard.clicked.connect(self.questions.discard)
        self._connect_caller()
        self._connect_form()
        self.close_button.clicked.connect(lambda: self._end(Ending()))
        self.form.another.clicked.connect(lambda: self._end(Ending(another=True)))
        self.form.by_email.clicked.connect(
            lambda: self._end(Ending(conformity=ConformityKind.TOLD_BY_EMAIL))
        )
        self.form.refused.clicked.connect(self._ask_why_refused)
        self.form.leave_open.clicked.connect(lambda: self._end(Ending(End.LEFT_OPEN)))
        self.form.refer.clicked.connect(self._ask_where_to)
        self.form.undo.clicked.connect(self._undo)

    def _connect_caller(self) -> None:
        do = self.presenter
        self.caller.search.searched.connect(do.search)
        self.caller.opened.connect(do.open)
        self.caller.entered.connect(do.enter_text)
        self.caller.skipped.connect(do.skip)
        self.caller.register.connect(do.register)
        self.caller.form.saved.connect(do.save_person)
        self.caller.back.connect(do.back)

    def _connect_form(self) -> None:
        do = self.presenter
        self.form.topic.chosen.connect(self._choose_topic)
        self.form.system.chosen.connect(self._choose_system)
        self.form.type.chosen.connect(self._choose_type)
        self.form.problem.textEdited.connect(do.type_problem)
        self.form.problem.accepted.connect(self._accept)
        self.form.detail.textChanged.connect(lambda: do.type_detail(self.form.detail.toPlainText()))
        self.form.solutions.opened.connect(lambda result: self._apply(result.value))
        for field, title in (
            (self.form.topic, "Temas"),
            (self.form.system, "Sistemas"),
            (self.form.type, "Tipos"),
        ):
            field.entered.connect(partial(self._show_choices, title, field.options))
        for writing in (self.form.problem, self.form.detail):
            writing.entered.connect(self._show_solutions)

    def _draw(self, state: SupportState) -> None:
        before, self._drawn = self._drawn, state
        seen = state.seen
        self.call_button.setEnabled(seen is not None and seen.by_phone is not None)
        self._draw_idle(state)
        self.caller.show_state(state)
        if state.draft is not None:
            self._draw_case(before, state, state.draft)
        shown = self._case if state.step is Step.CASE else self.caller
        self._stack.setCurrentWidget(self._idle if state.step is Step.IDLE else shown)
        moved = state.step is not before.step
        other = before.draft is None or state.draft is None or before.draft.key != state.draft.key
        if state.step is Step.CASE and (moved or other):
            self.form.say_missing(())
            self._focus()

    def _draw_idle(self, state: SupportState) -> None:
        seen = state.seen
        attending = None if seen is None else seen.attending
        may = seen is None or seen.in_person is not None or seen.by_phone is not None
        self.begin_button.setVisible(attending is not None and may)
        if attending is not None:
            self.begin_button.set(f"Atender {attending.code}")
        self.idle_resume.setVisible(bool(state.waiting))
        if state.waiting:
            self.idle_resume.set(f"Retomar {state.waiting[0].label}")
        if not may:
            self._nobody.set(
                "Sus funciones de hoy no atienden soporte", "Pida ayuda a su supervisor."
            )
        else:
            self._nobody.set(
                "Aquí se atiende el soporte",
                "Atienda un turno y pulse F5, o F3 si alguien llama por teléfono.",
            )

    def _draw_case(self, before: SupportState, state: SupportState, draft: Draft) -> None:
        self.who.show_state(state)
        if state.seen is not None:
            self.form.set_catalogue(state.seen.catalogue)
        self.form.show_draft(draft)
        self._draw_solutions(state, found_anew=state.solutions is not before.solutions)
        self._draw_earlier(state)

    def _draw_solutions(self, state: SupportState, *, found_anew: bool) -> None:
        marked = self.form.solutions.current() is not None
        self.form.solutions.set_results([solution_result(one) for one in state.solutions])
        if state.near and (found_anew or not marked):
            self.form.solutions.unmark()  # Intro must not apply what nobody asked for
        elif found_anew and state.solutions:
            self.form.solutions.choose(state.solutions[0].id)
        typed = bool((state.found_for or "").strip())
        self.help.set_found(len(state.solutions), typed=typed, near=state.near)
        if self.form.problem.hasFocus() or self.form.detail.hasFocus():
            self._show_solutions()

    def _draw_earlier(self, state: SupportState) -> None:
        seen = state.of_draft
        rows = () if seen is None else seen.earlier
        roomy = self.height() >= theme.now().px(ROOM_FOR_MORE)
        most = len(rows) if roomy else FEW_EARLIER
        choosing = any(field.hasFocus() for field in (self.form.topic, self.form.type))
        self.earlier.setVisible(bool(rows) and (roomy or not choosing))
        if seen is not None:
            whose = "de la entidad" if state.entity is not None else "de la persona"
            on_it = " en este tema" if seen.asked.topic and state.entity is not None else ""
            self.earlier.heading.setText(f"Trámites anteriores {whose}{on_it}")
            self.earlier.show_lines(earlier_lines(rows[:most], seen.office, seen.catalogue))

    def _show_choices(self, title: str, options: ResultList) -> None:
        self.help.show_options(title, options)
        self._draw_earlier(self._drawn)

    def _show_solutions(self) -> None:
        self._draw_earlier(self._drawn)
        self.help.show_solutions()

    def _focus(self) -> None:
        """Put the focus where the work goes on."""
        draft, step = self._drawn.draft, self._drawn.step
        if not self.isVisible() or not self.isEnabled():
            return
        if step is Step.IDLE:
            self.setFocus()
        elif step is Step.CASE and draft is not None:
            self.form.go_to((*draft.gaps(), Gap.DETAIL)[0])

    # -------------------------------------------------------------- keys

    def _attend(self) -> None:
        seen = self._drawn.seen
        if seen is not None and seen.attending is not None:
            self.presenter.begin(seen.attending.id)

    def _choose_topic(self, topic: str) -> None:
        self.presenter.set_topic(topic)
        self.form.system.setFocus()

    def _choose_system(self, system: str) -> None:
        self.presenter.set_system(system)
        self.form.problem.setFocus()

    def _choose_type(self, value: str) -> None:
        self.presenter.set_type(SolutionType(value))
        self.form.detail.setFocus()

    def _accept(self) -> None:
        """Take the solution marked, once it is that of what is typed; none: write one."""
        state, marked = self._drawn, self.form.solutions.current()
        if state.draft is None or state.found_for != state.draft.problem:
            if solution_number(self.form.problem.text()) is not None:
                self.presenter.apply_when_found()
        elif marked is not None:
            self._apply(marked.value)
        else:
            self.form.type.setFocus()

    def _apply(self, solution: object) -> None:
        assert isinstance(solution, Solution)
        self.presenter.apply(solution)
        self.form.detail.setFocus()

    def _undo(self) -> None:
        self.presenter.undo_apply()
        self.form.problem.setFocus()

    def _ask_why_refused(self) -> None:
        if self._ready(solved=True):
            self.questions.refused()

    def _ask_where_to(self) -> None:
        if self._ready(solved=False):
            self.questions.refer()

    def _end(self, ending: Ending) -> None:
        if self._ready(solved=ending.end is End.CLOSED):
            self.presenter.end(ending)

    def _ready(self, *, solved: bool) -> bool:
        """Say what is missing, and go there."""
        draft = self._drawn.draft
        if draft is None:
            return False
        gaps = draft.gaps() if solved else draft.gaps_to_open()
        self.form.say_missing(gaps)
        if gaps:
            self.form.go_to(gaps[0])
        return not gaps
