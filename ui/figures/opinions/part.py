"""The part Opiniones: how people were served, in their own words and figures."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QWidget

from desktop.usecases.desk import Desk
from desktop.usecases.opinions import SuggestionView
from domain.figures.periods import Period, PeriodKind
from domain.staff import Actor
from domain.suggestions import SuggestionState
from domain.survey import Ask
from ui.figures.opinions.presenter import POLL_MS, OpinionsPresenter
from ui.figures.opinions.sheets import DoneSheet, RulesSheet
from ui.figures.opinions.state import (
    Row,
    Shown,
    View,
    answer_words,
    comment_detail,
    remark,
    response,
    rows_of,
    satisfaction,
    suggestion_detail,
    suggestions,
)
from ui.figures.part import Part
from ui.figures.statistics.sheets import DatesSheet
from ui.figures.statistics.state import period_holding, period_words
from ui.theme import M, Role, S, Tone
from ui.widgets import (
    ButtonStyle,
    Card,
    ChoiceSheet,
    Column,
    DataTable,
    DetailCard,
    EmptyState,
    FlowLayout,
    KeyButton,
    Stat,
    TableModel,
    Text,
)

TITLE = "Opiniones"
_PERIODS = (
    ("Este mes", PeriodKind.MONTH),
    ("Este trimestre", PeriodKind.QUARTER),
    ("Este año", PeriodKind.YEAR),
    ("Entre dos fechas…", PeriodKind.OTHER),
)
_VIEWS = (
    (View.ANSWERS, "Respuestas", "F3", "chart-column"),
    (View.COMMENTS, "Comentarios", "F4", "megaphone"),
    (View.SUGGESTIONS, "Sugerencias", "F5", "inbox"),
)
_EMPTY = {
    View.ANSWERS: (
        "No se preguntó a nadie en este período",
        "Aquí verá las respuestas por servicio y ventanilla.",
    ),
    View.COMMENTS: (
        "Ningún comentario en este período",
        "Aquí leerá lo que escriben las personas.",
    ),
    View.SUGGESTIONS: (
        "Ninguna sugerencia",
        "Aquí leerá lo que las personas dejan en la pantalla de opinión o dicen en un mostrador.",
    ),
}


class OpinionsPart(Part):
    """Answers by score, comments and suggestions of a period.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        poll_ms: how often it looks for changes.
    """

    help_topic = "encuesta#opiniones"

    def __init__(
        self, desk: Desk, actor: Actor, *, poll_ms: int = POLL_MS, parent: QWidget | None = None
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self.presenter = OpinionsPresenter(desk, actor, poll_ms=poll_ms, parent=self)
        self._view = View.ANSWERS
        self._shown: Shown | None = None
        self._make_bar()
        self._make_stats()
        self._make_lists()
        self.follow(self.presenter, self._draw)
        self._turn(View.ANSWERS)

    def entered(self) -> None:
        """Look for changes, with the focus in the list."""
        self.presenter.start()
        self._tables[self._view].setFocus()

    # ------------------------------------------------------------------ what it is made of
    def _make_bar(self) -> None:
        bar = FlowLayout(spacing=S)
        self.earlier = KeyButton("Anterior", key="Alt+Left", icon="chevron-left")
        self.period = KeyButton("Período", key="F6", icon="calendar")
        self.later = KeyButton("Siguiente", key="Alt+Right", icon="chevron-right")
        self.rules = KeyButton("Encuesta", key="F8", icon="settings")
        for button in (self.earlier, self.period, self.later, self.rules):
            bar.addWidget(button)
        self.when = Text("", Role.STRONG)
        self.remark = Text("", Role.SMALL, Tone.MUTED)
        bar.addWidget(self.when)
        bar.addWidget(self.remark)
        self.body.addLayout(bar)
        self.earlier.clicked.connect(lambda: self._take(self.presenter.period.previous()))
        self.later.clicked.connect(lambda: self._take(self.presenter.period.following()))
        self.period.clicked.connect(self._ask_period)
        self.rules.clicked.connect(self._ask_rules)

    def _make_stats(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(M)
        self.satisfied = Stat("Satisfacción: 4 y 5")
        self.replied = Stat("Respondieron")
        self.suggested = Stat("Sugerencias")
        for stat in (self.satisfied, self.replied, self.suggested):
            stat.set_flat(flat=True)
            row.addWidget(stat, 1)
        self.body.addLayout(row)

    def _make_lists(self) -> None:
        card = Card()
        tabs = FlowLayout(spacing=S)
        self.tabs: dict[View, KeyButton] = {}
        for view, words, key, icon in _VIEWS:
            tab = KeyButton(words, key=key, icon=icon, style=ButtonStyle.GHOST)
            tab.clicked.connect(lambda _=False, view=view: self._turn(view))
            self.tabs[view] = tab
            tabs.addWidget(tab)
        card.body.addLayout(tabs)
        self._answers = TableModel[Row](
            [
                Column(
                    "Servicio",
                    lambda row: row.name,
                    width=150,
                    stretch=2,
                    role=Role.STRONG,
                    below=lambda row: row.counter,
                ),
                Column(
                    "Preguntas",
                    lambda row: str(row.count.asked),
                    width=88,
                    right=True,
                    optional=True,
                ),
                Column("Responden", lambda row: row.replied, width=96, right=True, optional=True),
                Column("Respuestas", lambda row: row.answers, width=100, right=True),
                *map(_score, range(1, 6)),
                Column("4 y 5", lambda row: row.satisfied, width=70, right=True),
            ],
            key=lambda row: row.key,
        )
        self._comments = TableModel[Ask](
            [
                Column("Día", lambda one: f"{one.answered_on:%d/%m/%Y}", width=100),
                Column("Respuesta", answer_words, width=120),
                Column("Comentario", lambda one: one.comment or "Pide contacto", stretch=1),
            ],
            key=lambda one: one.id,
        )
        self._suggestions = TableModel[SuggestionView](
            [
                Column("Día", lambda view: f"{view.suggestion.day:%d/%m/%Y}", width=100),
                Column("Estado", lambda view: view.suggestion.state.label, width=90, optional=True),
                Column("Sobre", lambda view: view.about, width=170, optional=True),
                Column("Sugerencia", lambda view: view.suggestion.words, stretch=1),
            ],
            key=lambda view: view.suggestion.id,
        )
        self._tables = {
            View.ANSWERS: DataTable("Respuestas por servicio y ventanilla", self._answers),
            View.COMMENTS: DataTable("Comentarios", self._comments),
            View.SUGGESTIONS: DataTable("Sugerencias", self._suggestions),
        }
        self._stack = QStackedLayout()
        card.body.addLayout(self._stack, 1)  # before anything is in it, or the first flashes
        for table in self._tables.values():
            table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            table.chosen.connect(lambda _row: self._read())
            self._stack.addWidget(table)
        self._empty = EmptyState("megaphone", "")
        self._stack.addWidget(self._empty)
        self.detail = DetailCard()
        self.head = Text("", Role.SECTION, wrap=True)
        self.said = Text("", Role.BODY, wrap=True)
        self.about = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        self.contact = Text("", Role.STRONG, wrap=True)
        self.answer = Text("", Role.BODY, wrap=True)
        self.see = KeyButton("Marcar vista", key="F2", icon="eye")
        self.done = KeyButton("Anotar qué se hizo", key="F7", icon="pencil")
        self.see.clicked.connect(self._see)
        self.done.clicked.connect(self._note)
        self.detail.fill(
            (self.head, self.said, self.about, self.contact, self.answer), (self.see, self.done)
        )
        self._tables[View.SUGGESTIONS].opened.connect(lambda _row: self._note())
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(card, 5)
        row.addWidget(self.detail, 3)
        self.body.addLayout(row, 1)

    # ---------------------------------------------------------------------- what it shows
    def _draw(self, shown: Shown) -> None:
        self._shown = shown
        found = shown.opinions
        self.when.setText(period_words(shown.period, found.today))
        self.remark.setText(remark(shown))
        self.later.setEnabled(shown.period.until < found.today)
        self.satisfied.set(*satisfaction(found))
        self.replied.set(*response(found))
        self.suggested.set(*suggestions(found))
        self._answers.set_rows(rows_of(found))
        self._comments.set_rows(found.comments)
        self._suggestions.set_rows(found.suggestions)
        for table in self._tables.values():
            if table.current() is None and table.model().rowCount():
                table.setCurrentIndex(table.model().index(0, 0))
        self._turn(self._view)

    def _turn(self, view: View) -> None:
        self._view = view
        for other, tab in self.tabs.items():
            tab.set(tab.text(), style=ButtonStyle.SECONDARY if other is view else ButtonStyle.GHOST)
            tab.setAccessibleDescription("Lista actual" if other is view else "")
        table = self._tables[view]
        empty = not table.model().rowCount()
        if empty:
            self._empty.set(*_EMPTY[view])
        self._stack.setCurrentWidget(self._empty if empty else table)
        self.detail.setVisible(view is not View.ANSWERS and not empty)
        if not empty and self.isVisible():
            table.setFocus()
        self._read()

    def _read(self) -> None:
        row = self._tables[self._view].current()
        shown = self._shown
        self.see.setVisible(self._view is View.SUGGESTIONS)
        self.done.setVisible(self._view is View.SUGGESTIONS)
        if shown is None or row is None:
            return
        if isinstance(row, Ask):
            self.head.setText(answer_words(row))
            self._say(row.comment, comment_detail(row, shown.opinions), row.contact)
        elif isinstance(row, SuggestionView):
            one = row.suggestion
            self.head.setText(row.about)
            self._say(one.words, suggestion_detail(row), one.contact, one.answer)
            self.see.setEnabled(one.state is SuggestionState.NEW)

    def _say(self, words: str, about: str, contact: str, answer: str = "") -> None:
        self.said.setText(words)
        self.about.setText(about)
        self.contact.setText(f"Contacto: {contact}" if contact else "")
        self.answer.setText(f"Qué se hizo: {answer}" if answer else "")
        for label in (self.said, self.contact, self.answer):
            label.setVisible(bool(label.text()))

    # ------------------------------------------------------------------------ what it asks
    def _chosen(self) -> SuggestionView | None:
        row = self._tables[View.SUGGESTIONS].current()
        return row if isinstance(row, SuggestionView) else None

    def _see(self) -> None:
        view = self._chosen()
        if view is not None:
            self.presenter.see(view.suggestion.id)

    def _note(self) -> None:
        view = self._chosen()
        if view is not None:
            DoneSheet(self.presenter, view.suggestion).open(self)

    def _ask_rules(self) -> None:
        if self._shown is not None:
            RulesSheet(self.presenter, self._shown.opinions.rules).open(self)

    def _ask_period(self) -> None:
        sheet = ChoiceSheet("¿Qué período?", _PERIODS, self.presenter.period.kind)
        sheet.picked.connect(self._take_kind)
        sheet.open(self)

    def _take_kind(self, kind: PeriodKind) -> None:
        today, period = self.presenter.today, self.presenter.period
        if kind is not PeriodKind.OTHER:
            self._take(period_holding(kind, today))
            return
        sheet = DatesSheet(period.since, period.until, today)
        sheet.picked.connect(self._take)
        sheet.open(self)

    def _take(self, period: Period) -> None:
        self.presenter.look(period)


def _score(value: int) -> Column[Row]:
    return Column(str(value), lambda row: row.score(value), width=44, right=True)
