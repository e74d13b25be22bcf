"""The fingers asked for, each with how far it is; pressing one goes on with it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from biometrics.verdicts import FingerProgress, FingerState
from domain.fingers import Finger
from ui import theme
from ui.theme import RADIUS_SMALL, Kind, Role, S
from ui.widgets import Card, Chip

KINDS = {
    FingerState.PENDING: Kind.NEUTRAL,
    FingerState.UNDER_WAY: Kind.INFO,
    FingerState.DONE: Kind.OK,
    FingerState.EXCEPTED: Kind.WARN,
    FingerState.FAILED: Kind.ERROR,
}


def progress_words(one: FingerProgress) -> str:
    """Return how far a finger is, in few words: ``2 de 3 · 52``."""
    if one.exception is not None:
        return one.exception.reason.label.lower()
    if one.state is FingerState.PENDING:
        return FingerState.PENDING.label
    if one.state is FingerState.FAILED:
        return "decide supervisor"
    best = "" if one.best_quality is None else f" · {one.best_quality}"
    if one.accepted_by is not None:
        return f"aceptado{best}"
    return f"{one.impressions} de {one.asked}{best}"


class FingerTile(QAbstractButton):
    """One finger: its name and how far it is."""

    def __init__(self) -> None:
        super().__init__()
        self.finger = Finger.RIGHT_THUMB
        self._words = ""
        self._kind = Kind.NEUTRAL
        self._here = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_progress(self, one: FingerProgress, *, here: bool) -> None:
        """Show a finger; ``here``: it is the one under way."""
        words = progress_words(one)
        kind = Kind.INFO if here and one.state is FingerState.PENDING else KINDS[one.state]
        if (one.finger, words, kind, here) == (self.finger, self._words, self._kind, self._here):
            return
        self.finger, self._words, self._kind, self._here = one.finger, words, kind, here
        self.setText(one.finger.short)
        self.setAccessibleName(f"{one.finger.label}: {words}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        strong = QFontMetrics(theme.font(Role.SMALL, weight=600))
        look = theme.now()
        longest = max(strong.horizontalAdvance(words) for words in (self.text(), self._words))
        return QSize(longest + look.px(10), 2 * strong.height() + look.px(18))

    def minimumSizeHint(self) -> QSize:
        """Nothing of it may be cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Intro presses it, as Espacio does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Measure again in the new text scale."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tile; a ring says which one is under way, another where the focus is."""
        look = theme.now()
        pair = look.palette.pair(self._kind)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QPen(Qt.PenStyle.NoPen)
        if self.hasFocus() or self._here:
            edge = QPen(theme.colour(look.palette.focus if self.hasFocus() else pair.fg), 2.0)
        painter.setPen(edge)
        painter.setBrush(theme.colour(pair.bg))
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(room, RADIUS_SMALL, RADIUS_SMALL)
        painter.setPen(theme.colour(pair.fg))
        painter.setFont(theme.font(Role.SMALL, weight=600))
        half = room.height() / 2
        upper, lower = room.adjusted(0, 6, 0, -half), room.adjusted(0, half, 0, -6)
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, self._words)


class FingerMap(Card):
    """All fingers asked for: the left hand at the left, the right hand at the right."""

    chosen = Signal(object)
    """A finger was pressed (``Finger``)."""

    def __init__(self) -> None:
        self.count = Chip()
        super().__init__("Dedos", self.count)
        holder = QWidget()
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(S)
        self._tiles: dict[Finger, FingerTile] = {}
        self.body.addWidget(holder)
        self.body.addStretch(1)

    def show_progress(self, progress: Sequence[FingerProgress], current: Finger | None) -> None:
        """Show the fingers; ``current`` is the one under way."""
        asked = [one.finger for one in progress]
        if set(asked) != set(self._tiles):
            self._lay(asked)
        for one in progress:
            self._tiles[one.finger].show_progress(one, here=one.finger is current)
        ended = sum(one.state in {FingerState.DONE, FingerState.EXCEPTED} for one in progress)
        kind = Kind.OK if ended == len(progress) else Kind.NEUTRAL
        self.count.set(f"{ended} de {len(progress)}", kind)

    def _lay(self, asked: Sequence[Finger]) -> None:
        for finger in set(self._tiles) - set(asked):
            tile = self._tiles.pop(finger)
            tile.setParent(None)
            tile.deleteLater()
        for finger in asked:
            if finger not in self._tiles:
                tile = FingerTile()
                tile.clicked.connect(lambda _=False, finger=finger: self.chosen.emit(finger))
                self._tiles[finger] = tile
        row = 0
        for place in range(1, 6):
            pair = [self._tiles.get(Finger(place + 5)), self._tiles.get(Finger(place))]
            if not any(pair):
                continue
            for column, found in enumerate(pair):
                if found is not None:
                    self._grid.addWidget(found, row, column)
            row += 1
