"""The results of the search for anything, under its field."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.shell.state import Found
from ui.theme import M, Role, S, Tone
from ui.widgets.sheets import Panel
from ui.widgets.tables import Column, DataTable, TableModel
from ui.widgets.text import Text

SHOWN = 8


class FindPanel(Panel):
    """What was found. It belongs to the window and never takes the focus by itself.

    Args:
        parent: what it is laid over.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._field: QWidget | None = None
        self._found: tuple[Found, ...] = ()
        self._model = TableModel[Found](
            [
                Column("", lambda found: found.title, width=120, stretch=1, role=Role.STRONG),
                Column(
                    "", lambda found: found.detail, width=120, stretch=1, tone=lambda _: Tone.MUTED
                ),
            ],
            key=lambda found: (found.title, found.detail),
        )
        self._list = DataTable("Resultados", self._model)
        self._list.horizontalHeader().hide()
        self._list.opened.connect(self._open)
        self._list.clicked.connect(lambda _index: self._open(self._list.current()))
        self._none = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self._none.setContentsMargins(M, M, M, M)
        column = QVBoxLayout(self)
        column.setContentsMargins(S, S, S, S)
        column.addWidget(self._list)
        column.addWidget(self._none)
        close = QShortcut(QKeySequence("Escape"), self)
        close.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        close.activated.connect(self._back)
        self.hide()

    @property
    def found(self) -> tuple[Found, ...]:
        """What is listed."""
        return self._found

    def show_found(self, field: QWidget, text: str, found: Sequence[Found]) -> None:
        """List ``found`` under ``field``."""
        self._field = field
        self._found = tuple(found)[:SHOWN]
        self._model.set_rows(self._found)
        self._list.setVisible(bool(self._found))
        self._none.setVisible(not self._found)
        self._none.setText(f"No se encontró «{text}». Revise lo escrito o busque por otro dato.")
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Stand right under the field, wherever it is now."""
        field = self._field
        if field is None:
            return
        look = theme.now()
        width = max(field.width(), look.px(480))
        height = look.px(44) * max(len(self._found), 2) + 2 * S + 2
        parent = self.parentWidget()
        assert parent is not None
        corner = field.mapTo(parent, QPoint(field.width() - width, field.height() + 4))
        self.setGeometry(max(corner.x(), S), corner.y(), width, height)

    def enter(self) -> None:
        """Go into the list."""
        if self.isVisible() and self._found:
            self._list.choose(self._model.key(self._found[0]))
            self._list.setFocus()

    def open_first(self) -> None:
        """Open the first result."""
        if self.isVisible() and self._found:
            self._open(self._found[0])

    def _open(self, found: Found | None) -> None:
        if found is not None:
            self.hide()
            found.open()

    def _back(self) -> None:
        self.hide()
        if self._field is not None:
            self._field.setFocus()
