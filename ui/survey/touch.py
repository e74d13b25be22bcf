"""What fingers press: large buttons, and a keyboard drawn in the window.

Qt's own virtual keyboard is under the GPL, which the program cannot take.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme

ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")


class TouchButton(QAbstractButton):
    """A large button: a figure with words below it, or words alone.

    Args:
        words: what it says.
        figure: drawn large above the words.
        main: the one that goes on.
    """

    def __init__(
        self, words: str, figure: str = "", *, main: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setText(words)
        self._figure = figure
        self._main = main
        self._letters = 18
        self.setAccessibleName(f"{figure}, {words}" if figure else words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_letters(self, pixels: int) -> None:
        """Choose how high its words are."""
        if pixels != self._letters:
            self._letters = pixels
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Room for its words and for a finger."""
        font = theme.font(weight=600)
        font.setPixelSize(self._letters)
        self.ensurePolished()
        wide = max(len(self.text()) * self._letters * 0.56, self._letters * 2) + self._letters * 1.6
        high = self._letters * (6.6 if self._figure else 2.5)
        return QSize(round(wide), round(high))

    def minimumSizeHint(self) -> QSize:
        """Nothing of it may be cut."""
        hint = self.sizeHint()
        return QSize(self._letters * 2, hint.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Intro presses it, as Espacio does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in its present state."""
        p = theme.now().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, ink = (p.primary, p.on_primary) if self._main else (p.card, p.text)
        if self.isDown() or self.isChecked():
            fill, ink = (p.primary_pressed, p.on_primary) if self._main else (p.selection, p.accent)
        edge = p.focus if self.hasFocus() else p.border
        wide = 4.0 if self.hasFocus() else 2.0
        painter.setPen(QPen(QColor(edge), wide))
        painter.setBrush(QColor(fill))
        room = QRectF(self.rect()).adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2)
        round_ = min(self._letters * 0.7, self.height() / 4)
        painter.drawRoundedRect(room, round_, round_)
        painter.setPen(QColor(ink if self.isEnabled() else p.disabled))
        below = QRectF(room)
        font = theme.font(weight=700)
        if self._figure:
            above = QRectF(room)
            above.setHeight(room.height() * 0.62)
            font.setPixelSize(round(self._letters * 3))
            painter.setFont(font)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, self._figure)
            below.setTop(room.top() + room.height() * 0.58)
            below.setBottom(room.bottom() - room.height() * 0.08)
        font = theme.font(weight=600)
        font.setPixelSize(self._letters)
        painter.setFont(font)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(below.adjusted(6, 0, -6, 0), flags, self.text())


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of the keyboard: what stands on it, where, and how many shares of its row it takes."""

    label: str
    row: int
    since: float
    share: float
    of: float


class Keyboard(QWidget):
    """Letters, digits and what mends them, drawn; for fingers, so Tab passes it by.

    Args:
        digits: only digits, for a code.
    """

    typed = Signal(str)
    """A sign to insert."""
    erased = Signal()
    """The sign before the cursor goes."""

    def __init__(self, *, digits: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = _DIGITS if digits else _LETTERS
        self._rows = len(rows)
        self._keys = [key for number, row in enumerate(rows) for key in _keys(number, row)]
        self._letters = 18
        self._large = self._accent = False
        self._down: _Key | None = None
        self.setAccessibleName("Teclado en la pantalla")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_letters(self, pixels: int) -> None:
        """Choose how high its letters are."""
        if pixels != self._letters:
            self._letters = pixels
            self.updateGeometry()
            self.update()

    def place_of(self, label: str) -> QPoint:
        """Return the middle of the key on which something stands."""
        return next(
            self._room(key).center().toPoint() for key in self._keys if self._shown(key) == label
        )

    def sizeHint(self) -> QSize:
        """Room for fingers."""
        return QSize(self._letters * 20, round(self._letters * 2.1 * self._rows))

    def minimumSizeHint(self) -> QSize:
        """Nothing of it may be cut."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press the key that is touched; the focus stays where letters go."""
        self._down = next(
            (key for key in self._keys if self._room(key).contains(event.position())), None
        )
        if self._down is not None:
            self._press(self._shown(self._down))
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick touches are two."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the key go."""
        super().mouseReleaseEvent(event)
        self._down = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the keys."""
        p = theme.now().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font(weight=600)
        font.setPixelSize(self._letters)
        painter.setFont(font)
        for key in self._keys:
            held = (
                key is self._down
                or (key.label == SHIFT and self._large)
                or (key.label == TILDE and self._accent)
            )
            painter.setPen(QPen(QColor(p.border), 2.0))
            painter.setBrush(QColor(p.selection if held else p.card))
            room = self._room(key)
            painter.drawRoundedRect(room, 8, 8)
            painter.setPen(QColor(p.accent if held else p.text))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._shown(key))

    def _room(self, key: _Key) -> QRectF:
        high = (self.height() + GAP) / self._rows
        wide = (self.width() + GAP) / key.of
        room = QRectF(key.since * wide, key.row * high, key.share * wide - GAP, high - GAP)
        return room.adjusted(1, 1, -1, -1)

    def _shown(self, key: _Key) -> str:
        if len(key.label) > 1 or key.label == TILDE:
            return key.label
        shown = key.label.upper() if self._large else key.label
        return shown.translate(ACCENTS) if self._accent else shown

    def _press(self, label: str) -> None:
        if label == SHIFT:
            self._large = not self._large
        elif label == TILDE:
            self._accent = not self._accent
        elif label == ERASE:
            self.erased.emit()
        else:
            self.typed.emit(" " if label == SPACE else label)
            self._large = self._accent = False


SHIFT, TILDE, SPACE, ERASE = "Mayús", "´", "Espacio", "Borrar"
GAP = 6
_Row = tuple[tuple[str, float], ...]
_LETTERS: tuple[_Row, ...] = (
    *(
        tuple((sign, 1.0) for sign in line)
        for line in ("1234567890", "qwertyuiop", "asdfghjklñ", "zxcvbnm,.@")
    ),
    ((SHIFT, 2), (TILDE, 1), (SPACE, 5), (ERASE, 2)),
)
_DIGITS: tuple[_Row, ...] = (
    *(tuple((sign, 1.0) for sign in line) for line in ("123", "456", "789")),
    (("0", 1), (ERASE, 2)),
)


def _keys(number: int, row: _Row) -> Iterator[_Key]:
    of, since = sum(share for _, share in row), 0.0
    for label, share in row:
        yield _Key(label, number, since, share, of)
        since += share
