"""Fields to type into: search, PIN, and a row of a form with its label and its error."""

from PySide6.QtCore import QEvent, QMargins, QRegularExpression, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QRegularExpressionValidator,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.theme import XS, Role, S, Tone
from ui.widgets.buttons import key_name
from ui.widgets.text import Text, is_restyled

LONGEST_SEARCH = 100
"""More than this is no search but something pasted by mistake."""


class SearchField(QLineEdit):
    """A field that searches as you type.

    Args:
        placeholder: what can be typed here.
        key: the key that brings the focus here, shown at its right end.
        wait_ms: how long a pause in typing starts the search.
    """

    searched = Signal(str)
    """The text, after a pause in typing or at Intro."""
    entered = Signal(str)
    """Intro was pressed: take the first result."""
    moved_down = Signal()
    """The down arrow: go to the results."""

    def __init__(
        self,
        placeholder: str,
        *,
        key: str = "",
        wait_ms: int = 150,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._key = key
        self._told = ""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(f"Buscar: {placeholder}")
        self.setMaxLength(LONGEST_SEARCH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(wait_ms)
        self._timer.timeout.connect(self._tell)
        self.textChanged.connect(self._changed)
        self._margins()

    def submit(self, text: str) -> None:
        """Search for ``text`` as if it had been typed, with its Intro."""
        self.setText(text)
        self._tell()
        self.entered.emit(text)

    def take_typed(self, event: QKeyEvent) -> bool:
        """Take a letter typed elsewhere on the page, and the focus; tell whether it was one."""
        if not event.text().isprintable() or not event.text():
            return False
        self.setFocus()
        self.insert(event.text())
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes to the results, Intro takes the first, Esc empties the field."""
        match event.key():
            case Qt.Key.Key_Down:
                self._tell()
                self.moved_down.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._tell()
                self.entered.emit(self.text().strip())
            case Qt.Key.Key_Escape if self.text():
                self.clear()
                self._tell()
            case _:
                super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Make room for icon and key in the new text scale."""
        super().changeEvent(event)
        if is_restyled(event):
            self._margins()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the key out where there is no room."""
        super().resizeEvent(event)
        self._margins()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, the magnifying glass and the key."""
        super().paintEvent(event)
        look = theme.now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = look.px(16)
        ink = look.palette.placeholder
        painter.drawPixmap(
            look.px(12), (self.height() - size) // 2, theme.pixmap("search", ink, size)
        )
        if self._key and not self.text() and self._room_for_key():
            painter.setPen(theme.colour(ink))
            painter.setFont(theme.font(Role.SMALL, weight=500))
            painter.drawText(
                self.rect().adjusted(0, 0, -look.px(12), 0),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                key_name(self._key),
            )

    def _key_width(self) -> int:
        metrics = QFontMetrics(theme.font(Role.SMALL, weight=500))
        return metrics.horizontalAdvance(key_name(self._key)) if self._key else 0

    def _room_for_key(self) -> bool:
        """Tell whether some of the prompt stays readable beside the key."""
        look = theme.now()
        return self._key_width() + look.px(24 + 12 + 80) <= self.width()

    def _margins(self) -> None:
        """Keep the prompt off the icon and off the key; what is typed has the key's room.

        Where the prompt is cut all the same, the tooltip tells it whole.
        """
        shown = self._key and not self.text() and self._room_for_key()
        margins = QMargins(theme.now().px(24), 0, self._key_width() + S if shown else 0, 0)
        if margins != self.textMargins():
            self.setTextMargins(margins)
        left = self.contentsRect().width() - margins.left() - margins.right()
        cut = self.fontMetrics().horizontalAdvance(self.placeholderText()) > left
        self.setToolTip(self.placeholderText() if cut else "")

    def _changed(self, text: str) -> None:
        self._margins()
        if text.strip():
            self._timer.start()
        else:
            self._tell()  # at once: the same text may be scanned again before a pause is over

    def _tell(self) -> None:
        self._timer.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.searched.emit(text)


class PinField(QLineEdit):
    """A short secret of digits, shown as dots.

    Args:
        name: its accessible name.
        length: the most digits it takes.
    """

    entered = Signal(str)
    """The PIN, at Intro."""

    def __init__(
        self, name: str = "PIN", *, length: int = 6, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(length)
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), self))
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData
        )
        self.setAccessibleName(name)
        self.returnPressed.connect(self._enter)

    def _enter(self) -> None:
        self.entered.emit(self.text())


class FormRow(QWidget):
    """A label, its field, and below it a hint or what is wrong with what was typed.

    Args:
        label: the field's name as the person sees it.
        field: any input widget.
        hint: a short help below the field.
        optional: say so beside the label.
        tall: the field takes the height that is left.
    """

    def __init__(
        self,
        label: str,
        field: QWidget,
        *,
        hint: str = "",
        optional: bool = False,
        tall: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        high = QSizePolicy.Policy.Expanding if tall else QSizePolicy.Policy.Minimum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, high)
        self.field = field
        self._hint = hint
        self._name = label
        self._error = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        self._label = Text(f"{label} (opcional)" if optional else label, Role.BODY)
        self._label.setBuddy(field)
        self._below = Text(hint, Role.SMALL, Tone.MUTED, wrap=True)
        column.addWidget(self._label)
        column.addWidget(field, int(tall))
        column.addWidget(self._below)
        self._below.setVisible(bool(hint))  # before it has a parent it would be a window
        column.addStretch(int(not tall))
        field.setAccessibleName(label)
        field.setAccessibleDescription(hint)

    def rename(self, label: str, hint: str) -> None:
        """Ask for something else in the same field."""
        self._label.setText(label)
        self._name = label
        self._hint = hint
        self.field.setAccessibleName(label)
        if not self._error:
            self._below.setText(hint)
            self._below.setVisible(bool(hint))
            self.field.setAccessibleDescription(hint)

    @property
    def error(self) -> str:
        """What is wrong, in words; empty when nothing is."""
        return self._error

    def set_error(self, error: str = "") -> None:
        """Show what is wrong with the field, or nothing. The words stand below it, not colour alone."""
        if error == self._error:
            return
        self._error = error
        self.field.setProperty("wrong", bool(error))
        self.field.style().polish(self.field)
        self._below.setText(error or self._hint)
        self._below.set_tone(Tone.ERROR if error else Tone.MUTED)
        self._below.setVisible(bool(error or self._hint))
        self.field.setAccessibleDescription(error or self._hint)
