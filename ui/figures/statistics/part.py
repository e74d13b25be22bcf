"""The part Estadísticas: the figures of a period, one of them drawn, and what is behind each."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from desktop.ports.tables import TableFormat
from desktop.usecases.desk import Desk
from desktop.usecases.figures.behind import Behind, Page
from desktop.usecases.figures.compared import Compared, Looked, Rankings
from desktop.usecases.table_files import TableFiles
from desktop.usecases.visit_cases import VisitCase
from domain.figures.statistics import OWN, By, Scope
from domain.improvements import cause_of
from domain.staff import Actor
from ui import theme
from ui.figures.keeping import POLL_MS
from ui.figures.part import Part
from ui.figures.statistics.drawing import drawing
from ui.figures.statistics.drawn import DrawnCard
from ui.figures.statistics.figures import Figure
from ui.figures.statistics.files import file_name, out_list, out_tables
from ui.figures.statistics.listing import Line, ListCard
from ui.figures.statistics.looking import LookBar
from ui.figures.statistics.presenter import StatisticsPresenter
from ui.figures.statistics.state import (
    OftenKey,
    Row,
    behind_group,
    behind_of,
    both_words,
    figure_rows,
    is_empty,
    looked_at,
    of_whom_words,
    remarks,
)
from ui.figures.statistics.words import number
from ui.theme import Kind, M, Role, Tone
from ui.widgets import (
    Card,
    ChoiceSheet,
    Column,
    DataTable,
    EmptyState,
    Notice,
    TableModel,
    Text,
    tell,
)
from ui.widgets.charts import ChartMark

TITLE = "Estadísticas"
_ROW = 44
_SHARES, _SHARES_LARGE = (2, 3), (1, 1)
"""Of the width, for the figures and the drawing; large letters need as much for the figures."""
_LARGE = 125


class StatisticsPart(Part):
    """What is counted of a period, beside the period before.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        files: what writes tables, and where they go.
        poll_ms: how often it looks for changes.
    """

    help_topic = "cifras#estadísticas"

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        files: TableFiles,
        *,
        poll_ms: int = POLL_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self._desk = desk
        self.presenter = StatisticsPresenter(desk, actor, files, poll_ms=poll_ms, parent=self)
        self.figure = Figure.SERVED
        self._was: QWidget | None = None
        self._left = 0
        self._rankings: Rankings | None = None
        self.bar = LookBar()
        self.body.addWidget(self.bar)
        self.remark = Text("", Role.BODY, Tone.WARN, wrap=True)
        self.remark.hide()
        self.body.addWidget(self.remark)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)
        self._overview()
        self.list_card = ListCard(desk.catalogue)
        self.nothing = EmptyState("chart-column", "Aquí verá las cifras", "Se están leyendo.")
        for widget in (self.nothing, self.overview, self.list_card):
            self._stack.addWidget(widget)
        self._connect()
        self.follow(self.presenter, self._draw)

    # ------------------------------------------------------------------------- building

    def _overview(self) -> None:
        self.overview = QWidget()
        self.overview.setObjectName("clear")
        row = QHBoxLayout(self.overview)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        self.figures_card = Card("Cifras")
        self.model = TableModel[Row](FIGURES, lambda one: one.key)
        self.table = DataTable("Cifras del período", self.model)
        self.table.horizontalHeader().hide()
        self.table.setMinimumHeight(theme.now().px(_ROW) * 5)
        self.figures_card.body.addWidget(self.bar.of_whom)
        self.figures_card.body.addWidget(self.table, 1)
        self.drawn = DrawnCard()
        row.addWidget(self.figures_card)
        row.addWidget(self.drawn)
        self._columns = row

    def _connect(self) -> None:
        self.bar.wanted.connect(self._look)
        self.bar.save.clicked.connect(self._ask_format)
        self.drawn.by.clicked.connect(self.bar.ask_by)
        self.drawn.only.clicked.connect(self._only_this)
        self.drawn.mend.clicked.connect(self._mend)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda _row: self._list_figure())
        self.bar.behind.clicked.connect(self._list_current)
        self.drawn.opened.connect(self._list_group)
        self.list_card.left.connect(self.show_figures)
        self.list_card.opened.connect(self._open_line)
        self.list_card.more_wanted.connect(self._more)
        self.presenter.ranked.connect(self._ranked)
        self.presenter.listed.connect(self._listed)
        self.presenter.found_cases.connect(self._choose_case)
        self.presenter.counting.connect(self._tell_counting)

    # --------------------------------------------------------------------- what is shown

    @property
    def compared(self) -> Compared | None:
        """What is read."""
        return self.presenter.state

    def entered(self) -> None:
        """Put the focus where the arrows go from figure to figure."""
        shown = self._stack.currentWidget()
        if shown is self.overview:
            self.table.setFocus()
        elif shown is self.list_card:
            self.list_card.table.setFocus()

    def show_figures(self) -> None:
        """Leave the list, with the focus where one was."""
        self._stack.setCurrentWidget(self.overview)
        self.bar.behind.show()
        was = self._was
        (was if was is not None and was.isVisible() else self.table).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves a list."""
        listed = self._stack.currentWidget() is self.list_card
        if event.key() == Qt.Key.Key_Escape and listed:
            self.show_figures()
            return
        super().keyPressEvent(event)

    def _draw(self, compared: Compared) -> None:
        large = theme.now().px(100) > _LARGE
        for place, share in enumerate(_SHARES_LARGE if large else _SHARES):
            self._columns.setStretch(place, share)
        first = self._stack.currentWidget() is self.nothing
        self.bar.show_looked(compared)
        self.figures_card.heading.setText(both_words(compared))
        self.model.set_rows(figure_rows(compared))
        if self.table.current() is None or first:
            self.table.choose(self.figure)
        self._draw_figure()
        self._tell_remarks()
        if first:
            self._stack.setCurrentWidget(self.overview)
            if self.isVisible():
                self.entered()

    def _tell_counting(self, left: int) -> None:
        self._left = left
        self._tell_remarks()

    def _tell_remarks(self) -> None:
        """Say beside the figures what they lack, and that days are being counted."""
        compared = self.compared
        if compared is None:
            return
        lines = list(remarks(compared))
        if self._left:
            days = "falta 1 día" if self._left == 1 else f"faltan {number(self._left)} días"
            lines.append(f"Se están contando los días anteriores: {days}.")
        if is_empty(compared):
            lines.append("En este período no hay turnos ni trámites.")
        self.remark.setText("\n".join(lines))
        self.remark.setVisible(bool(lines))

    def _choose(self, row: object) -> None:
        if isinstance(row, Row) and isinstance(row.key, Figure):
            self.figure = row.key
            self.bar.behind.setEnabled(row.opens or row.key.kind.ranked is not None)
            self._draw_figure()

    def _draw_figure(self) -> None:
        """Draw the chosen figure; what happened most is read when it is looked at."""
        compared, by = self.compared, self.figure.kind.ranked
        if compared is None:
            return
        found = self._rankings
        if by is not None and (
            found is None or (found.looked, found.now.question.by) != (compared.looked, by)
        ):
            found = None
        if by is not None:
            self.presenter.rank(by)
        self.drawn.set(drawing(compared, self.figure, found if by is not None else None))

    def _ranked(self, found: Rankings) -> None:
        self._rankings = found
        compared, by = self.compared, found.now.question.by
        if (
            compared is not None
            and found.looked == compared.looked
            and by is self.figure.kind.ranked
        ):
            self.drawn.set(drawing(compared, self.figure, found))

    # ----------------------------------------------------------------- what is looked at

    def _look(self, looked: Looked) -> None:
        if self._stack.currentWidget() is self.list_card:
            self.show_figures()
        self.presenter.ask(looked)

    def _only_this(self) -> None:
        """Look at one group alone: a service, a person, a public body, a month, an office."""
        compared, group = self.compared, self.drawn.current
        if compared is None or group is None:
            tell(self, Notice("Elija primero un grupo del gráfico.", kind=Kind.INFO))
            return
        looked, key = compared.looked, group.key
        if looked.by is By.OFFICE and isinstance(key, UUID):
            own = key == compared.offered.office_id
            self._look(looked_at(looked.period, None, OWN if own else Scope(key), looked.only))
            return
        alone = behind_group(looked, self.figure, key)
        self._look(looked_at(alone.period, None, looked.scope, alone.only))

    def _mend(self) -> None:
        """Have an action begun against what happened often."""
        found, group = self._rankings, self.drawn.current
        if found is None or group is None:
            tell(self, Notice("Elija primero una causa.", kind=Kind.INFO))
            return
        assert isinstance(group.key, OftenKey)
        wanted = group.key.key
        lines = (*found.now.lines, *found.before.lines)
        line = next(line for line in lines if line.key == wanted)
        self.improvement_wanted.emit(cause_of(found.now.question.by, line))

    # ------------------------------------------------------------------------- as a file

    def _ask_format(self) -> None:
        """Ask as what kind of file that which is in sight is to be saved."""
        if self.compared is None:
            return
        choices = [(form.label, form) for form in TableFormat]
        sheet = ChoiceSheet("¿Cómo lo guarda?", choices, TableFormat.XLSX)
        sheet.picked.connect(self._save)
        sheet.open(self)

    def _save(self, form: TableFormat) -> None:
        compared = self.compared
        assert compared is not None, "it was there when it was asked"
        listed = self.list_card
        if self._stack.currentWidget() is listed:
            table = out_list(compared, listed.heading.text(), listed.summary.text(), listed.lines)
            self.presenter.save(form, file_name(compared, "lista"), [table])
            return
        drawn = self.drawn.drawing
        if drawn is not None:
            tables = out_tables(compared, drawn, self.figure)
            self.presenter.save(form, file_name(compared), tables)

    # -------------------------------------------------------------------- what is behind

    def _list_current(self) -> None:
        """List what the keyboard is on: a group of the drawing, else the figure."""
        group, ranked = self.drawn.current, self.figure.kind.ranked is not None
        if group is not None and (ranked or self.drawn.isAncestorOf(self.window().focusWidget())):
            self._list_group(group)
        else:
            self._list_figure()

    def _list_figure(self) -> None:
        compared = self.compared
        if compared is None:
            return
        if self.figure.kind.ranked is not None:
            self.drawn.take_focus()  # of a ranking each line has its list
            return
        row = next((r for r in figure_rows(compared) if r.key is self.figure), None)
        if row is not None and self._can_list(row.opens):
            title = f"{self.figure.kind.label} · {of_whom_words(compared)}"
            self._list(behind_of(compared.looked, self.figure), title)

    def _list_group(self, group: ChartMark | Row) -> None:
        compared = self.compared
        if compared is None or not self._can_list(group.opens):
            return
        looked = compared.looked
        asked = behind_group(looked, self.figure, group.key)
        self._list(asked, f"{self.figure.kind.label} · {group.label}")

    def _can_list(self, opens: bool) -> bool:
        compared = self.compared
        assert compared is not None
        if opens:
            return True
        words = "No hay nada en esta lista."
        if compared.looked.scope != Scope():
            words = "Las listas de otras oficinas se ven en esas oficinas."
        tell(self, Notice(words, kind=Kind.INFO))
        return False

    def _list(self, asked: Behind, title: str) -> None:
        self._was = self.window().focusWidget()
        self.list_card.ask(asked, title, 0)
        self._stack.setCurrentWidget(self.list_card)
        self.bar.behind.hide()  # the list has its own F2
        self.presenter.list_behind(asked)

    def _listed(self, asked: Behind, page: Page) -> None:
        if asked == self.list_card.asked:
            self.list_card.add(page)
            if self.list_card.wants_more:
                self._more()

    def _more(self) -> None:
        asked, page = self.list_card.asked, self.list_card.page
        if asked is not None and page is not None and page.more is not None:
            self.presenter.list_behind(asked, page.more)

    def _open_line(self, line: Line) -> None:
        if line.item.case is not None:
            self.case_wanted.emit(line.item.case.id)
        elif line.item.ticket is not None:
            self.presenter.find_cases(line.item.ticket.ticket.id)

    def _choose_case(self, found: Sequence[VisitCase]) -> None:
        if not found:
            tell(self, Notice("Este turno no tiene trámites.", kind=Kind.INFO))
        elif len(found) == 1:
            self.case_wanted.emit(found[0].id)
        else:
            catalogue = self._desk.catalogue
            names = [(f"{catalogue.short_names((c.service,))} · {c.words}", c.id) for c in found]
            sheet = ChoiceSheet("¿Qué trámite abre?", names)
            sheet.picked.connect(self.case_wanted)
            sheet.open(self)


FIGURES: tuple[Column[Row], ...] = (
    Column("Cifra", lambda row: row.label, width=180, stretch=1, below=lambda row: row.below),
    Column("", lambda row: row.now, width=92, right=True, role=Role.SECTION),
)
