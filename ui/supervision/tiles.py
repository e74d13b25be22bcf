"""The figures of the day as tiles: each shows its key and opens what is behind it."""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.supervision.figures import Tile
from ui.theme import RADIUS, Role, S, Tone
from ui.widgets.buttons import KEY_HEIGHT, draw_key

_MARGIN = 10
_GAP = 1
ROOM_FOR_FIVE = 950
"""Width, in pixels at 100 %, from which five stand side by side."""
_WIDE = (5, 5)
_NARROW = (4, 3, 3)
"""How many stand in each row."""


class TileButton(QAbstractButton):
    """A figure with its name above and two lines below; pressing it opens what is behind.

    It is painted whole: ten of them are drawn anew every second.
    """

    def __init__(self, tile: Tile) -> None:
        super().__init__()
        self._tile = tile
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        shortcut = QShortcut(QKeySequence(tile.key), self)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self.click)
        self._name()

    @property
    def tile(self) -> Tile:
        """What is shown."""
        return self._tile

    def set(self, tile: Tile) -> None:
        """Show another figure."""
        if tile != self._tile:
            self._tile = tile
            self._name()
            self.update()

    def sizeHint(self) -> QSize:
        """Four lines, and room for the usual figures."""
        return QSize(theme.now().px(200), self._height())

    def minimumSizeHint(self) -> QSize:
        """Name, key and figure whole; the notes may end in "…"."""
        look = theme.now()
        small, large = _metrics(look.scale)
        name = small.horizontalAdvance(self._tile.name) + S + look.px(KEY_HEIGHT)
        widest = max(name, large.horizontalAdvance(self._tile.figure))
        return QSize(widest + 2 * _MARGIN, self._height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Intro opens, as Espacio does; the arrows are the grid's."""
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click()
        elif key in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tile."""
        look = theme.now()
        palette = look.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        pen = QPen(QColor(palette.focus if focused else palette.line), 2.0 if focused else 1.0)
        painter.setPen(pen)
        painter.setBrush(QColor(palette.raised if self._is_touched() else palette.card))
        inset = pen.widthF() / 2
        edge = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(edge, RADIUS - inset, RADIUS - inset)
        room = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN - 2, -_MARGIN, -(_MARGIN - 2))
        small, large = _metrics(theme.now().scale)
        side = look.px(KEY_HEIGHT)
        cap = QRectF(room.right() - side, room.top(), side, side)
        draw_key(painter, cap, self._tile.key, palette.muted)
        line = QRectF(room.left(), room.top(), room.width() - side - S, max(small.height(), side))
        self._line(painter, line, self._tile.name, Role.SMALL, Tone.MUTED)
        line = QRectF(room.left(), line.bottom() + _GAP, room.width(), large.height())
        self._line(painter, line, self._tile.figure, Role.FIGURE, self._tile.tone)
        for note in self._tile.notes:
            line = QRectF(room.left(), line.bottom() + _GAP, room.width(), small.height())
            self._line(painter, line, note, Role.SMALL, Tone.MUTED)

    def _is_touched(self) -> bool:
        return self.isDown() or self.underMouse()

    def _line(self, painter: QPainter, room: QRectF, text: str, role: Role, tone: Tone) -> None:
        painter.setPen(QColor(theme.now().palette.tone(tone)))
        painter.setFont(theme.font(role))
        shown = QFontMetrics(painter.font()).elidedText(
            text, Qt.TextElideMode.ElideRight, int(room.width()) + 1
        )
        painter.drawText(room.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignVCenter, shown)

    def _height(self) -> int:
        small, large = _metrics(theme.now().scale)
        name = max(small.height(), theme.now().px(KEY_HEIGHT))
        return name + large.height() + 2 * small.height() + 3 * _GAP + 2 * (_MARGIN - 2)

    def _name(self) -> None:
        tile = self._tile
        notes = ". ".join(note for note in tile.notes if note)
        self.setAccessibleName(f"{tile.name}: {tile.figure}. {notes} ({tile.key})")
        self.setToolTip("\n".join(note for note in tile.notes if note))


@lru_cache(maxsize=4)
def _metrics(_scale: float) -> tuple[QFontMetrics, QFontMetrics]:
    """Return what measures small words and figures: made once for each text scale."""
    return QFontMetrics(theme.font(Role.SMALL)), QFontMetrics(theme.font(Role.FIGURE))


class TileGrid(QWidget):
    """The figures side by side; the arrows go from one to another."""

    opened = Signal(object)
    """What is behind this ``Tile`` is wanted."""

    def __init__(self, tiles: Sequence[Tile]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.buttons = tuple(TileButton(tile) for tile in tiles)
        for button in self.buttons:
            button.setParent(self)
            button.clicked.connect(lambda _=False, button=button: self.opened.emit(button.tile))
        self._place()

    def set(self, tiles: Sequence[Tile]) -> None:
        """Show other figures."""
        for button, tile in zip(self.buttons, tiles, strict=True):
            button.set(tile)

    def take_focus(self) -> None:
        """Put the focus on the first figure."""
        self.buttons[0].setFocus()

    def minimumSizeHint(self) -> QSize:
        """As narrow as its widest row may be."""
        widest = max(button.minimumSizeHint().width() for button in self.buttons)
        most = max(_NARROW)
        return QSize(most * widest + (most - 1) * _MARGIN, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand them in as many rows as it takes."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "buttons"):
            self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the figure beside, above or below."""
        step = _ARROWS.get(Qt.Key(event.key()))
        here = next((n for n, button in enumerate(self.buttons) if button.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        across, down = step
        there = here + across
        if down:
            middle = self.buttons[here].geometry().center()
            height = self.buttons[here].height() + _MARGIN
            beyond = self.childAt(middle.x(), middle.y() + down * height)
            there = self.buttons.index(beyond) if isinstance(beyond, TileButton) else here
        self.buttons[min(max(there, 0), len(self.buttons) - 1)].setFocus()

    def _place(self) -> None:
        rows = _WIDE if self.width() >= theme.now().px(ROOM_FOR_FIVE) else _NARROW
        height = self.buttons[0].sizeHint().height()
        left = iter(self.buttons)
        for row, many in enumerate(rows):
            top, width = row * (height + _MARGIN), (self.width() + _MARGIN) / many
            for place in range(many):
                begins, ends = round(place * width), round((place + 1) * width) - _MARGIN
                next(left).setGeometry(begins, top, ends - begins, height)
        self.setFixedHeight(len(rows) * (height + _MARGIN) - _MARGIN)


_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
