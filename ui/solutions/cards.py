"""The two cards of the page of solutions: the list, and the solution chosen in it."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy

from desktop.usecases.solutions import LISTED_AT_MOST, SolutionView
from domain.catalogue import Catalogue
from domain.solutions import SolutionState, SolutionType
from ui.solutions.presenter import Asked, SolutionsState
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
    SearchField,
    TableModel,
    Text,
    key_name,
)

STATES = (
    (SolutionState.PROPOSED, "Por revisar", "inbox"),
    (SolutionState.APPROVED, "Aprobadas", "circle-check"),
    (SolutionState.RETIRED, "Retiradas", "ban"),
)
_EMPTY = {
    SolutionState.PROPOSED: (
        "Nada por revisar",
        "Aquí llegan las soluciones nuevas que se registran al cerrar un trámite.",
    ),
    SolutionState.APPROVED: (
        "Aquí verá las soluciones aprobadas",
        f"Revise una propuesta, o pulse {key_name('F3')} para agregar la primera.",
    ),
    SolutionState.RETIRED: (
        "Ninguna retirada",
        "Aquí quedan las rechazadas y las que ya no sirven.",
    ),
}
_NOT_FOUND = (
    "Ninguna solución con esas palabras",
    "Pruebe con menos palabras, o solo con el comienzo de cada una.",
)
_USES, _DATE = 3, 4


class BankCard(Card):
    """The list: proposals, the bank with its search, and what was retired.

    Args:
        catalogue: names the topics.
    """

    asked = Signal(object)
    """Something else is to be listed (``Asked``)."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._local: Callable[[datetime], datetime] | None = None
        self._now = Asked()
        self.search = SearchField("Palabras del problema o código", key="Ctrl+F")
        self.search.searched.connect(self._search)
        self.search.moved_down.connect(self.take_focus)
        self.search.entered.connect(self.take_focus)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self.search.setFocus)
        self.tabs: dict[SolutionState, KeyButton] = {}
        bar = FlowLayout(spacing=S)
        for state, words, icon in STATES:
            tab = KeyButton(words, icon=icon, style=ButtonStyle.GHOST)
            tab.clicked.connect(lambda _checked=False, state=state: self._turn(state))
            self.tabs[state] = tab
            bar.addWidget(tab)
        bar.addWidget(
            Text(f"{key_name('Ctrl+PgDown')} pasa a la siguiente", Role.SMALL, Tone.MUTED)
        )
        self._model = TableModel[SolutionView](
            [
                Column("Código", lambda row: row.solution.code, width=84, role=Role.STRONG),
                Column("Problema", lambda row: row.solution.title, width=200, stretch=4),
                Column("Tema", self._topic, width=150, stretch=1, optional=True),
                Column("Usos", lambda row: str(row.solution.uses), width=64, right=True),
                Column("Fecha", self._date, width=104),
            ],
            key=lambda row: row.solution.id,
        )
        self.table = DataTable("Soluciones", self._model)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._empty = EmptyState("inbox", "")
        self._more = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addLayout(bar)
        self.body.addWidget(self.search)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._more)
        self._empty.hide()
        self._more.hide()
        for key, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda step=step: self._step(step))
        self._mark()

    def draw(self, shown: SolutionsState) -> None:
        """Show what was read."""
        bank, state = shown.bank, shown.asked.state
        self._local = bank.office.local
        approved = state is SolutionState.APPROVED
        self.table.show_column(_USES, approved)
        self.table.show_column(_DATE, not approved)
        self._model.set_rows(bank.rows)
        if self.table.current() is None and bank.rows:
            self.table.choose(bank.rows[0].solution.id)
        nothing = not bank.rows
        if nothing:
            self._empty.set(*(_NOT_FOUND if shown.asked.text else _EMPTY[state]))
        self.table.setVisible(not nothing)
        self._empty.setVisible(nothing)
        full = len(bank.rows) == LISTED_AT_MOST
        self._more.setText(
            f"Se muestran {LISTED_AT_MOST}. Escriba más palabras para ver otras." if full else ""
        )
        self._more.setVisible(full)

    def current(self) -> SolutionView | None:
        """Return the solution chosen."""
        row = self.table.current()
        return row if isinstance(row, SolutionView) else None

    def take_focus(self) -> None:
        """Put the focus where the arrows move."""
        (self.table if self.table.isVisibleTo(self) else self.search).setFocus()

    def _search(self, text: str) -> None:
        """List what is found; only what is approved is searched."""
        state = SolutionState.APPROVED if text else self._now.state
        self._ask(Asked(state, text))

    def _turn(self, state: SolutionState) -> None:
        self.search.clear()
        self._ask(Asked(state))
        self.take_focus()

    def _step(self, step: int) -> None:
        states = list(self.tabs)
        self._turn(states[(states.index(self._now.state) + step) % len(states)])

    def _ask(self, asked: Asked) -> None:
        if asked != self._now:
            self._now = asked
            self._mark()
            self.asked.emit(asked)

    def _mark(self) -> None:
        for state, tab in self.tabs.items():
            here = state is self._now.state
            tab.set(tab.text(), style=ButtonStyle.SECONDARY if here else ButtonStyle.GHOST)
            tab.setAccessibleDescription("Sección actual" if here else "")

    def _topic(self, row: SolutionView) -> str:
        return topic_words(self._catalogue, row.solution.topic)

    def _date(self, row: SolutionView) -> str:
        one = row.solution
        at = one.reviewed_at if one.state is SolutionState.RETIRED else one.proposed_at
        return "" if at is None or self._local is None else f"{self._local(at):%d/%m/%Y}"


class ReadingCard(DetailCard):
    """The solution chosen: its words, where they come from, and what can be done with it.

    Args:
        catalogue: names the topics.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._kind = Chip()
        super().__init__("Solución", self._kind)
        self._catalogue = catalogue
        self.problem = Text("", Role.STRONG, wrap=True)
        self.about = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.words = Text("", Role.BODY, wrap=True)
        self.story = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.edit = KeyButton("Revisar", key="F2", icon="pencil", style=ButtonStyle.PRIMARY)
        self.retire = KeyButton("Rechazar", key="F8", icon="ban")
        words = (self.problem, self.about, self.words, self.story)
        self.fill(words, (self.edit, self.retire))

    def draw(self, view: SolutionView | None, local: Callable[[datetime], datetime] | None) -> None:
        """Show a solution, or that none is chosen.

        Args:
            view: the solution.
            local: turns a moment into the office's time.
        """
        retired = view is None or view.solution.state is SolutionState.RETIRED
        self.edit.setVisible(not retired)
        self.retire.setVisible(not retired)
        for part in (self._kind, self.problem, self.about, self.story):
            part.setVisible(view is not None)
        if view is None or local is None:
            self.heading.setText("Solución")
            self.words.setText("Aquí leerá la solución que elija en la lista.")
            return
        one = view.solution
        self.heading.setText(one.code)
        self.problem.setText(one.title)
        warns = one.type is SolutionType.REFUSED
        self._kind.set(one.type.label, Kind.WARN if warns else Kind.INFO)
        about = (topic_words(self._catalogue, one.topic), one.system)
        self.about.setText(" · ".join(filter(None, about)) or "Para cualquier tema y sistema")
        self.words.setText(one.text)
        self.story.setText("\n".join(story_of(view, local)))
        waits = one.state is SolutionState.PROPOSED
        self.edit.set("Revisar" if waits else "Editar")
        self.edit.setEnabled(not (waits and view.own))
        self.retire.set("Rechazar" if waits else "Retirar")


def topic_words(catalogue: Catalogue, code: str) -> str:
    """Return a topic's name; its code when it left the catalogue, nothing for none."""
    topic = catalogue.topic(code)
    return code if topic is None else topic.name


def story_of(view: SolutionView, local: Callable[[datetime], datetime]) -> list[str]:
    """Return where a solution comes from and what became of it, a line each."""
    one = view.solution
    case = f", al resolver el trámite {view.case}" if view.case else ""
    added = one.reviewed_by == one.proposed_by and not view.case
    verb = "agregó" if added else "propuso"
    day = f"{local(one.proposed_at):%d/%m/%Y}"
    lines = [f"La {verb} {view.proposed_by} el {day}{case}."]
    if one.state is SolutionState.PROPOSED and view.own:
        lines.append("Como la propuso usted, la aprueba otro supervisor.")
    if one.reviewed_at is not None and not (added and one.reviewed_at == one.proposed_at):
        what = "La retiró" if one.state is SolutionState.RETIRED else "La revisó"
        lines.append(f"{what} {view.reviewed_by} el {local(one.reviewed_at):%d/%m/%Y}.")
    if one.reason:
        lines.append(f"Motivo: {one.reason}.")
    if one.uses:
        times = "1 trámite" if one.uses == 1 else f"{one.uses} trámites"
        lines.append(f"Resolvió {times}.")
    return lines
