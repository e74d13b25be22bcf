"""The parts of the support page: who asks, who calls, and what helps while one types."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from domain.ids import new_id
from domain.people import NAME_LIMIT, DocumentType, Entity, Person, checked_person
from domain.solutions import Solution
from domain.text import clean_text
from ui import theme
from ui.reception.forms import LONGEST_TYPED, wrong_with
from ui.support.state import Step, SupportState, time_words, who
from ui.theme import XS, M, Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    Elapsed,
    EmptyState,
    FlowLayout,
    FormRow,
    Icon,
    KeyButton,
    SearchField,
    Text,
)
from ui.widgets.results import Result, ResultList

SEARCH_WAIT_MS = 60
CHOOSE_HINT = "Su número o sus letras"
SOLUTION_HINT = "↑ ↓ elige · Intro aplica"
NEAR_HINT = "Ninguna coincide · ↓ elige"
ROW = 52
"""Height of a solution in its list, in pixels at 100 %."""


class WhoCard(Card):
    """Who asks, for which entity, and for how long already.

    Args:
        clock: tells the present moment.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self._state = SupportState()
        self._code = Text("", Role.CODE, Tone.ACCENT)
        self._phone = Icon("phone", Tone.ACCENT, 36)
        self._name = Text("", Role.SECTION, elide=True)
        self._about = Text("", Role.SMALL, Tone.MUTED, elide=True)
        self._entity = Text("", Role.SMALL, Tone.MUTED, elide=True)
        self._visit = Text("", Role.SMALL, Tone.ACCENT, elide=True)
        self._elapsed = Elapsed(clock)
        self._limit = Text("", Role.SMALL)
        self.change = KeyButton("Persona o entidad", key="F11")
        self.resume = KeyButton("Retomar", key="F4")
        self.discard = KeyButton("Descartar", key="F12")
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self._code)
        row.addWidget(self._phone)
        words = QVBoxLayout()
        words.setSpacing(XS // 2)
        words.addStretch(1)
        for text in (self._name, self._about, self._entity, self._visit):
            words.addWidget(text)
        words.addStretch(1)
        row.addLayout(words, 1)
        side = QVBoxLayout()
        side.setSpacing(S)
        time = QHBoxLayout()
        time.setSpacing(S)
        time.addStretch(1)
        time.addWidget(self._limit)
        time.addWidget(self._elapsed)
        side.addLayout(time)
        side.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        buttons.addStretch(1)
        for button in (self.resume, self.discard, self.change):
            buttons.addWidget(button)
        side.addLayout(buttons)
        row.addLayout(side)
        self.body.addLayout(row)

    @property
    def limit_words(self) -> str:
        """How the time used stands against what is promised."""
        return self._limit.text()

    @property
    def visit_words(self) -> str:
        """The cases of this visit."""
        return self._visit.text()

    def show_state(self, state: SupportState) -> None:
        """Show who asks."""
        self._state = state
        told = who(state)
        self._code.setText(told.code)
        self._code.setVisible(bool(told.code))
        self._phone.setVisible(state.draft is not None and state.draft.ticket_id is None)
        self.setAccessibleName(", ".join(p for p in (told.code, told.name, told.about) if p))
        for text, words in (
            (self._name, told.name),
            (self._about, told.about),
            (self._entity, told.entity),
            (self._visit, told.visit),
        ):
            text.setText(words)
            text.setVisible(bool(words))
        if state.since is not None:
            self._elapsed.start(state.since, warn_after=state.limit)
        self.discard.setVisible(state.draft is not None and state.draft.touched)
        self.resume.setVisible(bool(state.waiting))
        if state.waiting:
            self.resume.set(f"Retomar {state.waiting[0].label}")
        self.tick()

    def tick(self) -> None:
        """Say how the time used stands now."""
        if self._state.since is not None:
            words, tone = time_words(self._state.since, self._state.limit, self._clock())
            self._limit.setText(words)
            self._limit.set_tone(tone)


class CallerForm(QWidget):
    """A caller who is not on file: for support a name is enough."""

    saved = Signal(str, str, str)
    """Name, telephone and e-mail, checked."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.phone, self.email = (self._field() for _ in range(3))
        self.name_row = FormRow("Nombres y apellidos", self.name)
        self.phone_row = FormRow("Teléfono", self.phone, optional=True)
        self.email_row = FormRow("Correo institucional", self.email, optional=True)
        self.save = KeyButton(
            "Guardar y continuar", key="F2", icon="save", style=ButtonStyle.PRIMARY
        )
        self.save.clicked.connect(self.submit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S + S // 2)
        for row in (self.name_row, self.phone_row, self.email_row):
            column.addWidget(row)
        column.addSpacing(S)
        column.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def begin(self, typed: str) -> None:
        """Begin with what was searched for."""
        letters = not any(char.isdigit() for char in typed)
        self.name.setText(typed if letters else "")
        self.phone.setText("" if letters else typed)
        self.email.clear()
        for row in (self.name_row, self.phone_row, self.email_row):
            row.set_error()
        (self.phone if letters and typed else self.name).setFocus()

    def submit(self) -> None:
        """Keep the caller, or say what is wrong."""
        name, phone, email = self.name.text(), self.phone.text(), self.email.text()
        checks = (
            (
                self.name_row,
                lambda: clean_text(name, label="Nombre", limit=NAME_LIMIT, required=True),
            ),
            (self.phone_row, lambda: _checked(phone=phone)),
            (self.email_row, lambda: _checked(email=email)),
        )
        for row, check in checks:
            row.set_error(wrong_with(check))
        wrong = next((row.field for row, _ in checks if row.error), None)
        if wrong is None:
            self.saved.emit(name, phone, email)
        else:
            wrong.setFocus()

    def _field(self) -> QLineEdit:
        made = QLineEdit()
        made.setMaxLength(LONGEST_TYPED)
        made.returnPressed.connect(self.submit)
        return made


def _checked(*, phone: str = "", email: str = "") -> Person:
    return checked_person(new_id(), DocumentType.NONE, "", "x", phone=phone, email=email)


class CallerCard(Card):
    """Who calls, and for which entity."""

    opened = Signal(object)
    """One was chosen (``Result``)."""
    entered = Signal(str)
    """Intro after a text that is still being searched for."""
    register = Signal(str)
    skipped = Signal()
    """Person or entity stay as they are."""
    back = Signal()

    def __init__(self) -> None:
        super().__init__("¿Quién llama?")
        self._state = SupportState()
        self.search = SearchField("Cédula, pasaporte o nombre", wait_ms=SEARCH_WAIT_MS)
        self.results = ResultList("Personas y entidades", self.search)
        self._refusal = Text("", Role.BODY, Tone.ERROR, wrap=True)
        self._hint = EmptyState("phone", "Busque a quien llama")
        self.form = CallerForm()
        self.skip_button = KeyButton("Continuar", key="F2", style=ButtonStyle.PRIMARY)
        self.new_button = KeyButton("Registrar persona", key="F5", icon="user-plus")
        self.back_button = KeyButton("Volver (Esc)", icon="arrow-left", style=ButtonStyle.GHOST)
        find = QWidget()
        column = QVBoxLayout(find)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.search)
        column.addWidget(self.results, 1)
        column.addWidget(self._hint, 1)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)  # first: what it shows has its place
        self._stack.addWidget(find)
        self._stack.addWidget(self.form)
        self.body.addWidget(self._refusal)
        foot = QWidget()
        flow = FlowLayout(foot)
        for button in (self.skip_button, self.new_button, self.back_button):
            flow.addWidget(button)
        self.body.addWidget(foot)
        self.search.entered.connect(self._enter)
        self.results.opened.connect(self.opened)
        self.skip_button.clicked.connect(self.skipped)
        self.new_button.clicked.connect(lambda: self.register.emit(self.search.text().strip()))
        self.back_button.clicked.connect(self.back)

    def show_state(self, state: SupportState) -> None:
        """Show what is asked and what was found."""
        before, self._state = self._state, state
        entity, form = state.step is Step.ENTITY, state.step is Step.REGISTER
        calls = state.draft is not None and state.draft.ticket_id is None
        asks = "¿Quién llama?" if calls else "¿Quién viene?"
        self.heading.setText(
            "Registrar persona" if form else "¿De qué entidad?" if entity else asks
        )
        wanted = "RUC, código o nombre de la entidad" if entity else "Cédula, pasaporte o nombre"
        self.search.setPlaceholderText(wanted)
        self.search.setAccessibleName(f"Buscar: {wanted}")
        known = state.entity if entity else state.person
        kept = known is not None or entity
        self.skip_button.set("Continuar sin entidad" if known is None else "Continuar sin cambiar")
        self.skip_button.setVisible(kept and not form)
        self._hint.set(*_hint(state, known, entity=entity))
        self._refusal.setText(state.refusal)
        self._refusal.setVisible(bool(state.refusal))
        self.results.set_results(state.results)
        self.results.setVisible(bool(state.results))
        self._hint.setVisible(not state.results)
        self.new_button.setVisible(state.step is Step.PERSON)
        self._stack.setCurrentIndex(1 if form else 0)
        if state.step is before.step:
            return
        if form:
            self.form.begin(state.typed)
        elif state.step in {Step.PERSON, Step.ENTITY}:
            self.search.clear()
            self.search.setFocus()

    def _enter(self, text: str) -> None:
        marked = self.results.current()
        if not text:
            self.skip_button.click()
        elif text == self._state.query and self._state.results and marked is not None:
            self.opened.emit(marked)
        else:
            self.entered.emit(text)


def _take_what_is_left(options: ResultList) -> None:
    """Let a list ask for no height: it scrolls, and the page need not."""
    options.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)


def _hint(state: SupportState, known: Person | Entity | None, *, entity: bool) -> tuple[str, str]:
    """What stands where nothing was found yet."""
    if state.query and not state.refusal:
        return ("Ninguna entidad coincide" if entity else "Nadie coincide"), "Revise lo escrito."
    if known is not None:
        return (
            "Busque otra entidad" if entity else "Busque a otra persona"
        ), f"Ahora: {known.name}."
    if entity:
        return "Busque la entidad", "También puede continuar sin entidad."
    return "Busque a la persona", "Si no está en el registro, basta su nombre."


class HelpCard(Card):
    """What the field at hand can take: topics, systems, solutions.

    Args:
        solutions: the list of the solutions found; beneath it the one marked is read whole.
    """

    def __init__(self, solutions: ResultList) -> None:
        self._hint = Text("", Role.SMALL, Tone.MUTED)
        super().__init__("Soluciones", self._hint)
        self._solutions = solutions
        self._near = False
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)
        self._empty = EmptyState("circle-help", "Aún no hay soluciones aprobadas")
        self._about = Text("", Role.STRONG, Tone.ACCENT)
        self._text = Text("", Role.BODY, wrap=True)
        self._found = QWidget()
        column = QVBoxLayout(self._found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(solutions, 1)
        column.addWidget(self._about)
        column.addWidget(self._text)
        column.addStretch()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._found)
        solutions.setMinimumHeight(theme.now().px(ROW))
        _take_what_is_left(solutions)
        solutions.marked.connect(self._read)

    def add(self, options: ResultList) -> None:
        """Take the list of a field."""
        _take_what_is_left(options)
        self._stack.addWidget(options)

    def show_options(self, title: str, options: ResultList) -> None:
        """Show what can be chosen in the field at hand."""
        self.heading.setText(title)
        self._hint.setText(CHOOSE_HINT)
        self._stack.setCurrentWidget(options)

    def show_solutions(self) -> None:
        """Show the solutions found."""
        marked = self._solutions.current() is not None
        near = self._near and not marked
        self.heading.setText("Del mismo tema" if self._near else "Soluciones")
        self._hint.setText(NEAR_HINT if near else SOLUTION_HINT if marked else "")
        self._stack.setCurrentWidget(self._found if marked or near else self._empty)

    def set_found(self, count: int, *, typed: bool, near: bool) -> None:
        """Make room for so many solutions, or say why there is none.

        Args:
            typed: something was looked for.
            near: none has it; these only are of the same topic.
        """
        self._near = near
        self._solutions.setMaximumHeight(theme.now().px(ROW * max(count, 1)))
        title = "Ninguna solución aprobada coincide" if typed else "Aún no hay soluciones aprobadas"
        self._empty.set(title, "Escríbala con Intro: al cerrar irá a revisión de calidad.")

    def _read(self, marked: Result | None) -> None:
        solution = None if marked is None else marked.value
        if isinstance(solution, Solution):
            self._about.setText(f"{solution.code} · {solution.type.label}")
            self._text.setText(solution.text)
        else:
            self._about.setText("")
            self._text.setText("")
        if self._near and self._stack.currentWidget() is self._found:
            self._hint.setText(NEAR_HINT if marked is None else SOLUTION_HINT)
