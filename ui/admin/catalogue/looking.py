"""What is looked at before publishing: a preview, the changes, the text, earlier versions."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
)

from desktop.usecases.catalogue_admin import Review, VersionView
from domain.catalogue import Catalogue, Service
from domain.catalogue_changes import Change, ChangeKind
from domain.errors import KnownError
from domain.text import REASON_LIMIT
from ui import theme
from ui.admin.catalogue.presenter import CataloguePresenter
from ui.reception.bring import ChecklistView
from ui.theme import Kind, M, Role, S, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import EmptyState
from ui.widgets.cover import ErrorLine
from ui.widgets.fields import FormRow
from ui.widgets.pages import pages_of
from ui.widgets.sheets import Sheet
from ui.widgets.tables import Column, DataTable, TableModel
from ui.widgets.tall import TallSheet
from ui.widgets.text import Text

_KINDS = {
    ChangeKind.ADDED: ("Nuevo", Kind.OK),
    ChangeKind.REMOVED: ("Se quita", Kind.ERROR),
    ChangeKind.CHANGED: ("Cambia", Kind.INFO),
}


class PreviewSheet(TallSheet):
    """A service of the draft as reception would show it, beside the sheet as printed.

    Args:
        draft: the catalogue being edited.
        service: which of its services.
    """

    def __init__(self, presenter: CataloguePresenter, draft: Catalogue, service: Service) -> None:
        title = f"Vista previa · {service.short_name}"
        super().__init__(title, width=1100, height=430, around=250)
        row = QHBoxLayout()
        row.setSpacing(M)
        self.checklist = ChecklistView(lambda: draft)
        self.checklist.show_services((service.id,), {})
        self.paper = QLabel()
        self.paper.setAccessibleName("Qué debe traer, como se imprime")
        self.paper.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._area = QScrollArea()
        self._area.setObjectName("scrolled")  # which shows its focus: the arrows move it
        self._area.setAccessibleName("Hoja impresa")
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self.paper)
        for title, widget in (
            ("En recepción y al revisar", self.checklist),
            ("Impreso: «Qué debe traer»", self._area),
        ):
            column = QVBoxLayout()
            column.setSpacing(S)
            column.addWidget(Text(title, Role.STRONG))
            self.add_long(widget)
            column.addWidget(widget)
            row.addLayout(column, 1)
        self.body.addLayout(row)
        presenter.printed(service, self.show_pdf)

    def show_pdf(self, data: bytes) -> None:
        """Draw the printed sheet, page below page."""
        bar = self._area.verticalScrollBar().sizeHint().width()  # it comes with the second page
        self.paper.setPixmap(pages_of(data, self._area.maximumViewportSize().width() - bar - 2 * S))


class ReviewSheet(TallSheet):
    """What the draft would change, and why; publishing it.

    Args:
        review: the draft held against the version in force.
    """

    def __init__(self, presenter: CataloguePresenter, review: Review) -> None:
        super().__init__("Qué cambia si publica", width=1100, height=260, around=370)
        self._presenter, self.review = presenter, review
        columns: list[Column[tuple[int, Change]]] = [
            Column("Dónde", lambda row: row[1].place or "Todo el catálogo", width=200),
            Column("Qué", lambda row: row[1].what, width=220),
            Column("Antes", lambda row: row[1].before or "—", width=180, stretch=1),
            Column("Ahora", lambda row: row[1].after or "—", width=180, stretch=1),
            Column(
                "Cambio",
                lambda row: _KINDS[row[1].kind][0],
                width=110,
                chip=lambda row: _KINDS[row[1].kind][1],
            ),
        ]
        self._model = TableModel(columns, key=lambda row: row[0])
        self._model.set_rows(list(enumerate(review.changes)))
        self.table = DataTable("Cambios", self._model)
        self.add_long(self.table)
        self.before = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.after = Text("", Role.BODY, wrap=True)
        self.reason = QLineEdit()
        self.reason.setMaxLength(REASON_LIMIT)
        self.error = ErrorLine()
        if review.changes:
            count = len(review.changes)
            self.body.addWidget(Text(f"{count} cambios" if count > 1 else "1 cambio", Role.STRONG))
        else:
            self.body.addWidget(
                EmptyState(
                    "circle-check", "El borrador es igual al catálogo en vigencia", line=True
                )
            )
        for widget in (
            self.table,
            self.before,
            self.after,
            FormRow(
                "Motivo",
                self.reason,
                hint="Queda con la versión. Los trámites que ya empezaron siguen con la suya.",
            ),
            self.error,
        ):
            self.body.addWidget(widget)
        self.table.setVisible(bool(review.changes))
        self.publish = self.add_action(
            KeyButton("Publicar", key="Ctrl+Return", style=ButtonStyle.PRIMARY), self._publish
        )
        self.publish.setEnabled(bool(review.changes))
        self.table.chosen.connect(self._show)
        presenter.kept.connect(self.close_sheet)
        presenter.refused.connect(self._refused)
        if review.changes:
            self.table.choose(0)
            self._show(self.table.current())

    def _show(self, row: tuple[int, Change] | None) -> None:
        if row is not None:
            self.before.setText(f"Antes: {row[1].before or '—'}")
            self.after.setText(f"Ahora: {row[1].after or '—'}")

    def _publish(self) -> None:
        self.error.set("")
        self.publish.setEnabled(False)
        self._presenter.publish(self.review, self.reason.text())

    def _refused(self, error: KnownError) -> None:
        self.publish.setEnabled(True)
        self.error.set(error.words)


class TextBox(QPlainTextEdit):
    """A text of many lines, as high as a sheet lets it."""

    def sizeHint(self) -> QSize:
        """As high as is good to read in."""
        return QSize(super().sizeHint().width(), theme.now().px(380))


class TextSheet(Sheet):
    """The draft as a file: for what the forms do not reach, and to carry it elsewhere."""

    def __init__(self, presenter: CataloguePresenter) -> None:
        super().__init__("Texto del catálogo", width=1100)
        self._presenter = presenter
        words = (
            "Aquí se cambian también oficinas, áreas, sistemas, temas y motivos de rechazo. "
            "Puede copiarlo a otra oficina, o pegar el de ella."
        )
        self.body.addWidget(Text(words, Role.BODY, Tone.MUTED, wrap=True))
        self.text = TextBox(presenter.state.text)
        self.text.setAccessibleName("Texto del catálogo")
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.now().px(14))
        self.text.setFont(font)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.place = Text("", Role.SMALL, Tone.MUTED)
        self.error = ErrorLine()
        for widget in (self.text, self.place, self.error):
            self.body.addWidget(widget)
        self.save = self.add_action(
            KeyButton("Guardar en el borrador", key="Ctrl+Return", style=ButtonStyle.PRIMARY),
            self._save,
        )
        self.text.cursorPositionChanged.connect(self._tell_place)
        presenter.kept.connect(self.close_sheet)
        presenter.refused.connect(self._refused)
        self._tell_place()

    def _tell_place(self) -> None:
        self.place.setText(f"Línea {self.text.textCursor().blockNumber() + 1}")

    def _save(self) -> None:
        self.error.set("")
        self.save.setEnabled(False)
        self._presenter.put_text(self.text.toPlainText())

    def _refused(self, error: KnownError) -> None:
        self.save.setEnabled(True)
        self.error.set(error.words)


class VersionsSheet(TallSheet):
    """Every version; an earlier one can be made the draft."""

    def __init__(self, presenter: CataloguePresenter, versions: Sequence[VersionView]) -> None:
        super().__init__("Versiones del catálogo", width=860, height=280, around=250)
        self._presenter = presenter
        columns: list[Column[VersionView]] = [
            Column("Versión", lambda row: str(row.number), width=90, role=Role.SECTION),
            Column("Desde", lambda row: f"{row.published_at:%d/%m/%Y}", width=110),
            Column("Quién", lambda row: row.published_by or "Vino con el programa", width=200),
            Column("Motivo", lambda row: row.reason or "—", width=200, stretch=1),
        ]
        self._model = TableModel(columns, key=lambda row: row.number)
        self._model.set_rows(versions)
        self.table = DataTable("Versiones", self._model)
        self.add_long(self.table)
        self.body.addWidget(self.table)
        self.error = ErrorLine()
        self.body.addWidget(self.error)
        self.take = self.add_action(
            KeyButton("Editar desde esta", key="Ctrl+Return", style=ButtonStyle.PRIMARY), self._take
        )
        self.take.setEnabled(bool(versions))
        if versions:
            self.table.choose(versions[0].number)
        presenter.kept.connect(self.close_sheet)
        presenter.refused.connect(self._refused)

    def _take(self) -> None:
        self.take.setEnabled(False)
        self._presenter.put_text(self.table.current().text)

    def _refused(self, error: KnownError) -> None:
        self.take.setEnabled(True)
        self.error.set(error.words)
