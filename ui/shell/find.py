"""The results of the search for anything, under its field."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.shell.state import Found
from ui.theme import M, Role, S, Tone
from ui.widgets.fields import SearchField
from ui.widgets.results import Result, ResultList
from ui.widgets.sheets import Panel
from ui.widgets.text import Text

SHOWN = 12
TALLEST = 9
"""How many rows are seen at once; the others by scrolling."""


class FindPanel(Panel):
    """What was found, in groups. The focus stays in the field, whose arrows move here.

    Args:
        parent: what it is laid over.
        field: where one types.
    """

    def __init__(self, parent: QWidget, field: SearchField) -> None:
        super().__init__(parent)
        self._field = field
        self._found: tuple[Found, ...] = ()
        self._text = ""
        self._awaited = ""
        self._list = ResultList("Resultados", field)
        self._list.opened.connect(self._open)
        self._none = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self._none.setContentsMargins(M, M, M, M)
        column = QVBoxLayout(self)
        column.setContentsMargins(S, S, S, S)
        column.addWidget(self._list)
        column.addWidget(self._none)
        field.installEventFilter(self)
        self.hide()

    @property
    def found(self) -> tuple[Found, ...]:
        """What is listed."""
        return self._found

    def show_found(self, text: str, found: Sequence[Found]) -> None:
        """List ``found`` under the field, or open the first where Intro was pressed already."""
        awaited, self._awaited = self._awaited, ""
        self._text = text
        self._found = tuple(found)[:SHOWN]
        if self._found and awaited == text:
            self._go(self._found[0])
            return
        self._list.set_results(
            [
                Result(
                    one.group,
                    one.title,
                    one.detail,
                    one.icon,
                    one,
                    chip=one.chip,
                    kind=one.kind,
                )
                for one in self._found
            ]
        )
        self._list.setVisible(bool(self._found))
        self._none.setVisible(not self._found)
        self._none.setText(f"No se encontró «{text}». Revise lo escrito o busque por otro dato.")
        self.place()
        self.show()
        self.raise_()

    def open_first(self) -> None:
        """Open the current result, or, when typed faster than found, the first to come."""
        typed = self._field.text().strip()
        current = self._list.current()
        if not self.isHidden() and self._text == typed and current is not None:
            self._open(current)
        else:
            self._awaited = typed

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc and leaving the field close the list."""
        if watched is self._field and not self.isHidden():
            if event.type() == QEvent.Type.FocusOut:
                self.hide()
            elif (
                event.type() == QEvent.Type.KeyPress
                and isinstance(event, QKeyEvent)
                and event.key() == Qt.Key.Key_Escape
            ):
                self.hide()
                return True
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Stand right under the field, wherever it is now."""
        look = theme.now()
        groups = len({one.group for one in self._found if one.group})
        rows = min(max(len(self._found), 2), TALLEST)
        width = max(self._field.width(), look.px(480))
        height = look.px(52) * rows + look.px(30) * groups + 2 * S + 2
        parent = self.parentWidget()
        assert parent is not None
        corner = self._field.mapTo(
            parent, QPoint(self._field.width() - width, self._field.height() + 4)
        )
        height = min(height, parent.height() - corner.y() - S)
        self.setGeometry(max(corner.x(), S), corner.y(), width, height)

    def _open(self, result: Result) -> None:
        if isinstance(result.value, Found):
            self._go(result.value)

    def _go(self, found: Found) -> None:
        self.hide()
        self._field.clear()
        found.open()
