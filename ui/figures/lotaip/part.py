"""The part LOTAIP: the table of a month as it will be published."""

import re
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ports.tables import TableFormat
from desktop.usecases.desk import Desk
from desktop.usecases.figures.lotaip import LotaipView
from domain.figures.lotaip import month_words
from domain.figures.lotaip_layout import Layout
from domain.figures.lotaip_old import OldTable
from domain.staff import Actor
from ui import theme
from ui.figures.lotaip.old_sheet import OldTableSheet
from ui.figures.lotaip.presenter import POLL_MS, LotaipPresenter, Tools
from ui.figures.lotaip.sheets import HolderSheet
from ui.figures.lotaip.state import (
    Row,
    detail_words,
    number_words,
    remarks,
    rows_of,
    standing,
    title_words,
    total_words,
)
from ui.figures.part import Part
from ui.theme import Role, S
from ui.widgets import (
    ButtonStyle,
    Card,
    Chip,
    ChoiceSheet,
    Column,
    ConfirmSheet,
    DataTable,
    DetailCard,
    FlowLayout,
    KeyButton,
    TableModel,
    Text,
)
from ui.widgets.choosing import choose_files

TITLE = "LOTAIP"
_ROW = 38
_ENDLESS = re.compile(r"\S{18}")
"""As much of a word as a narrow card has room for: then it may be broken."""
_FILES = "Cuadros (*.xlsx *.xls *.ods *.csv *.tsv *.txt);;Todos los archivos (*)"


class LotaipPart(Part):
    """The monthly table of services: figures first, the long texts beside them.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        tools: saves and reads files.
        poll_ms: how often it looks for changes.
    """

    help_topic = "lotaip"

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        tools: Tools,
        *,
        poll_ms: int = POLL_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self._desk, self._layouts = desk, tools.layouts
        self.old_sheet: OldTableSheet | None = None
        self.presenter = LotaipPresenter(desk, actor, tools, poll_ms=poll_ms, parent=self)
        self._bar()
        self.title = Text("", Role.SECTION, elide=True)
        self.chip = Chip()
        head = FlowLayout(spacing=S, middle=True)
        head.addWidget(self.title)
        head.addWidget(self.chip)
        self.body.addLayout(head)
        self._remarks = QVBoxLayout()
        self._remarks.setSpacing(0)
        self.body.addLayout(self._remarks)
        self._table()
        self._connect()
        self.follow(self.presenter, self._draw)

    def entered(self) -> None:
        """Look for changes at once, with the focus in the table."""
        self.table.setFocus()

    # ------------------------------------------------------------------------- building

    def _bar(self) -> None:
        self.earlier = KeyButton("Mes anterior", key="Alt+Left", icon="chevron-left")
        self.later = KeyButton("Mes siguiente", key="Alt+Right", icon="chevron-right")
        self.scope = KeyButton("Todas las oficinas", key="F4", icon="building-2")
        self.save = KeyButton("Guardar", key="F9", icon="download")
        self.holder = KeyButton("Responsable", key="F6", icon="user-round")
        self.old = KeyButton("Tomar un cuadro anterior", key="F7", icon="upload")
        self.publish = KeyButton("Publicar", key="F2", icon="check", style=ButtonStyle.PRIMARY)
        bar = FlowLayout(spacing=S, middle=True)
        for button in (
            self.publish,
            self.earlier,
            self.later,
            self.scope,
            self.save,
            self.holder,
            self.old,
        ):
            bar.addWidget(button)
        self.scope.hide()
        self.publish.hide()
        self.body.addLayout(bar)

    def _table(self) -> None:
        columns: list[Column[Row]] = [
            Column("No.", lambda row: str(row.number), width=44, right=True, optional=True),
            Column(
                "Servicio", lambda row: row.short, width=132, stretch=1,
                below=lambda row: f"Publicado · {row.published}" if row.published else "",
            ),
            Column(
                "En el mes", lambda row: number_words(row.line.figures.served),
                width=92, right=True, role=Role.STRONG,
            ),
            Column(
                "Acumulado", lambda row: number_words(row.line.figures.cumulative),
                width=100, right=True, role=Role.STRONG,
            ),
            Column("Satisfacción", lambda row: row.satisfaction, width=108, right=True),
        ]  # fmt: skip
        self.model = TableModel[Row](columns, key=lambda row: row.line.service)
        self.table = DataTable("Cuadro del mes", self.model, row_height=_ROW)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.setMinimumHeight(theme.now().px(_ROW) * 5)
        self.total = Text("", Role.STRONG)
        self.card = Card()
        self.card.body.addWidget(self.table, 1)
        self.card.body.addWidget(self.total)
        self.detail = DetailCard("Servicio")
        self.texts = Text("", Role.BODY, wrap=True)
        self.detail.fill((self.texts,), ())
        row = QHBoxLayout()
        row.addWidget(self.card, 5)
        row.addWidget(self.detail, 3)
        self.body.addLayout(row, 1)

    def _connect(self) -> None:
        presenter = self.presenter
        self.earlier.clicked.connect(presenter.earlier)
        self.later.clicked.connect(presenter.later)
        self.scope.clicked.connect(presenter.other_scope)
        self.save.clicked.connect(self._ask_format)
        self.holder.clicked.connect(self._ask_holder)
        self.old.clicked.connect(self._ask_file)
        self.publish.clicked.connect(self._ask_publish)
        self.table.chosen.connect(self._draw_chosen)
        presenter.recognised.connect(self._ask_old)

    # ------------------------------------------------------------------------- drawing

    def _draw(self, view: LotaipView) -> None:
        self.title.setText(title_words(view))
        self.chip.set(*standing(view))
        self.scope.setVisible(len(view.scopes) > 1)
        words = view.scopes[0][1] if view.now.scope != view.scopes[0][0] else "Todas las oficinas"
        self.scope.set(words)
        while self._remarks.count():
            item = self._remarks.takeAt(0)
            assert item is not None, "one of those counted"
            if (old := item.widget()) is not None:
                old.deleteLater()
        for text, tone in remarks(view):
            self._remarks.addWidget(Text(text, Role.BODY, tone, wrap=True))
        self.model.set_rows(rows_of(view))
        if self.table.current() is None and view.now.lines:
            self.table.choose(view.now.lines[0].service)
        self.total.setText(total_words(view.now))
        changed = view.published is None or bool(view.differences)
        self.publish.setVisible(view.over and changed)
        self.publish.set("Publicar" if view.published is None else "Publicar otra edición")
        self._draw_chosen(self.table.current())

    def _draw_chosen(self, row: object) -> None:
        line = row.line if isinstance(row, Row) else None
        name = "" if line is None else line.texts.get("name", "")
        self.detail.heading.setText(name or "Servicio")
        words = "" if line is None else detail_words(line)
        self.texts.setText(_ENDLESS.sub("\\g<0>\N{ZERO WIDTH SPACE}", words))

    # ------------------------------------------------------------------------- asking

    def _ask_publish(self) -> None:
        view = self.presenter.state
        if view is None:
            return
        lacks = "".join(f" {words}" for words in view.now.marks)
        sheet = ConfirmSheet(
            f"¿Publicar el cuadro de {month_words(view.now.month)}?",
            f"{total_words(view.now)}. Quedará guardado tal como está.{lacks}",
            "Publicar",
        )
        sheet.confirmed.connect(partial(self.presenter.publish, view.now))
        sheet.open(self)

    def _ask_format(self) -> None:
        view = self.presenter.state
        if view is None:
            return
        usual = self._layouts[0]
        choices = [(form.label, (usual, form)) for form in TableFormat]
        choices += [
            (f"{layout.name} (CSV)", (layout, TableFormat.CSV)) for layout in self._layouts[1:]
        ]
        sheet: ChoiceSheet[tuple[Layout, TableFormat]] = ChoiceSheet(
            "¿En qué formato lo guarda?", choices
        )
        sheet.picked.connect(lambda picked: self.presenter.save(*picked))
        sheet.open(self)

    def _ask_holder(self) -> None:
        view = self.presenter.state
        if view is None:
            return
        sheet = HolderSheet(view.now.holder)
        sheet.wanted.connect(self.presenter.set_holder)
        self.presenter.holder_set.connect(sheet.close_sheet)
        sheet.open(self)

    def _ask_file(self) -> None:
        choose_files(
            self,
            "Cuadro anterior",
            _FILES,
            lambda names: self.presenter.read_old(Path(names[0])),
            several=False,
        )

    def _ask_old(self, name: str, table: OldTable) -> None:
        view = self.presenter.state
        if view is None:
            return
        names = {service.id: service.name for service in self._desk.catalogue.services}
        sheet = self.old_sheet = OldTableSheet(name, table, view.scopes, names)
        sheet.wanted.connect(self.presenter.take_over)
        self.presenter.taken.connect(sheet.close_sheet)
        self.presenter.told.connect(sheet.say)
        sheet.open(self, focus=sheet.table)
