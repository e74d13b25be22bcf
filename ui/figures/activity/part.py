"""The part Actividades: the monthly reports of the specialists, and their conformity."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.usecases.desk import Desk
from desktop.usecases.figures.activity import ReportsBoard
from desktop.usecases.figures.activity_paper import file_name
from desktop.usecases.figures.activity_view import ReportRow, ReportView
from desktop.usecases.paper import Paper
from domain.activity import REMARKS_LIMIT
from domain.figures.periods import month_of
from domain.staff import Actor
from ui.documents.pages import PagesView
from ui.documents.preview import PreviewSheet
from ui.figures.activity.presenter import ActivityPresenter
from ui.figures.activity.reading import ReadingCard
from ui.figures.activity.sheets import NotesSheet
from ui.figures.activity.state import KINDS, chips, month_words, row_words
from ui.figures.keeping import POLL_MS
from ui.figures.part import Part
from ui.theme import M, Role, S
from ui.widgets import (
    Card,
    Chip,
    Column,
    ConfirmSheet,
    DataTable,
    EmptyState,
    FlowLayout,
    KeyButton,
    ReasonSheet,
    TableModel,
    Text,
)

TITLE = "Actividades"
REMARKS = (
    "Falta contar la capacitación que dio",
    "Faltan los eventos y reuniones del mes",
    "Revise las cifras: no están completas",
)
_LEFT, _RIGHT = 4, 7


class ActivityPart(Part):
    """A clerk's own months; for who supervises, everybody's report of a month.

    Args:
        desk: the workstation.
        actor: who is signed in.
        paper: where reports are made and come out.
        poll_ms: how often it looks for changes.
    """

    help_topic = "informe-de-actividades"

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        paper: Paper,
        *,
        poll_ms: int = POLL_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self._paper = paper
        self._pages: PagesView | None = None
        self._board: ReportsBoard | None = None
        self.presenter = ActivityPresenter(desk, actor, poll_ms=poll_ms, parent=self)
        self._bar()
        self._model = TableModel[ReportRow](
            [
                Column(
                    "Informe",
                    self._title,
                    width=150,
                    stretch=1,
                    role=Role.STRONG,
                    below=row_words,
                ),
                Column(
                    "Estado",
                    lambda row: row.state.label,
                    width=184,
                    optional=True,
                    chip=lambda row: KINDS[row.state],
                ),
            ],
            key=lambda row: row.key,
        )
        self.table = DataTable("Informes", self._model)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.list_card = Card("Informes")
        self.list_card.body.addWidget(self.table, 1)
        self.empty = EmptyState("clipboard-list", "Aquí verá los informes", "Se están leyendo.")
        self.list_card.body.addWidget(self.empty, 1)
        self.table.hide()
        self.reading = ReadingCard()
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self.list_card, _LEFT)
        row.addWidget(self.reading, _RIGHT)
        self.body.addLayout(row, 1)
        self._connect()
        self.follow(self.presenter, self._draw)
        self.reading.draw(None)

    def entered(self) -> None:
        """Put the focus in the list."""
        (self.table if self.table.isVisibleTo(self) else self.earlier).setFocus()

    def shutdown(self) -> None:
        """Finish what is under way."""
        super().shutdown()
        if self._pages is not None:
            self._pages.close_work()

    def _bar(self) -> None:
        bar = FlowLayout(spacing=S, middle=True)
        self.earlier = KeyButton("Mes anterior", key="Alt+Left", icon="chevron-left")
        self.later = KeyButton("Mes siguiente", key="Alt+Right", icon="chevron-right")
        self.month = Text("", Role.STRONG)
        self.chips = [Chip(), Chip()]
        for widget in (self.earlier, self.later, self.month, *self.chips):
            bar.addWidget(widget)
            widget.hide()
        self.body.addLayout(bar)

    def _connect(self) -> None:
        self.earlier.clicked.connect(lambda: self.presenter.step(back=True))
        self.later.clicked.connect(lambda: self.presenter.step(back=False))
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda _row: self._first_action())
        self.reading.note.clicked.connect(self._ask_notes)
        self.reading.send.clicked.connect(self._ask_send)
        self.reading.accept.clicked.connect(self._ask_accept)
        self.reading.back.clicked.connect(self._ask_back)
        self.reading.paper.clicked.connect(self._look)

    @property
    def view(self) -> ReportView | None:
        """The report that is read."""
        return None if self._board is None else self._board.view

    def _title(self, row: ReportRow) -> str:
        own = self._board is not None and not self._board.supervises
        return month_words(row) if own else row.who

    def _draw(self, board: ReportsBoard) -> None:
        first = self._board is None
        self._board = board
        everybody = board.supervises
        self.month.setText(month_of(board.month).words)
        for widget in (self.earlier, self.later, self.month):
            widget.setVisible(everybody)
        self.later.setEnabled(board.month < board.this_month)
        told = chips(board)
        for place, chip in enumerate(self.chips):
            chip.setVisible(place < len(told))
            if place < len(told):
                chip.set(*told[place])
        self.list_card.heading.setText("Especialistas" if everybody else "Sus informes")
        blocked = self.table.blockSignals(True)
        self._model.set_rows(board.rows)
        if board.view is not None:
            self.table.choose(board.view.row.key)
        self.table.blockSignals(blocked)
        self.empty.set("Nadie tuvo que informar", "Ese mes no trabajó ningún especialista.")
        self.empty.setVisible(not board.rows)
        self.table.setVisible(bool(board.rows))
        self.reading.draw(board.view)
        focus: QWidget | None = self.window().focusWidget()
        # Keys must go somewhere: a button or list that is gone cannot take them.
        lost = focus is None or not focus.isVisible()
        if self.isVisible() and (first or lost):
            self.entered()

    def _chosen(self, row: object) -> None:
        if isinstance(row, ReportRow):
            self.presenter.look(row.month, row.staff_id)

    def _first_action(self) -> None:
        """Do what F2 does; look at the paper where there is nothing to do."""
        reading = self.reading
        for button in (reading.accept, reading.send, reading.note, reading.paper):
            if button.isVisibleTo(self):
                button.click()
                return

    def _ask_notes(self) -> None:
        if self.view is not None:
            NotesSheet(self.presenter, self.view.notes).open(self)

    def _ask_send(self) -> None:
        view = self.view
        if view is None:
            return
        sheet = ConfirmSheet(
            f"¿Enviar el informe de {month_of(view.row.month).words}?",
            "Quien coordina lo revisa y da su conformidad. Las cifras y las notas quedan como "
            "están; para cambiarlas tendrán que devolvérselo.",
            "Enviar",
        )
        sheet.confirmed.connect(lambda: self.presenter.send(view))
        sheet.open(self)

    def _ask_accept(self) -> None:
        view = self.view
        if view is None or view.report is None:
            return
        report, who = view.report, view.row.who
        later = " Hay cifras corregidas después del envío: revíselas." if view.differences else ""
        sheet = ConfirmSheet(
            f"¿Dar conformidad al informe de {who}?",
            f"Queda con su nombre y la hora, y ya no se cambia.{later}",
            "Dar conformidad",
        )
        sheet.confirmed.connect(lambda: self.presenter.accept(report, who))
        sheet.open(self)

    def _ask_back(self) -> None:
        view = self.view
        if view is None or view.report is None:
            return
        report, who = view.report, view.row.who
        sheet = ReasonSheet(
            f"¿Qué debe corregir {who}?",
            REMARKS,
            confirm="Devolver",
            noun="observación",
            limit=REMARKS_LIMIT,
        )
        sheet.chosen.connect(lambda remarks: self.presenter.give_back(report, who, remarks))
        sheet.open(self)

    def _look(self) -> None:
        view = self.view
        if view is None:
            return
        if self._pages is None:
            self._pages = PagesView(parent=self)
            self._pages.hide()
        title = file_name(view.row)
        PreviewSheet(
            title,
            self.presenter.runner,
            self._pages,
            self,
            lambda: self.presenter.pdf(view, self._paper),
            self._paper,
        ).open(self)
