"""Words on the screen: text by role, chips, and a clock that counts how long something lasts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import theme
from ui.theme import Kind, Role, Tone


def plain_tip(words: str) -> str:
    """Return ``words`` for a tooltip, which would read what was typed as markup."""
    return f"<span>{escape(words)}</span>" if "<" in words else words


def hold_width(widget: QWidget) -> None:
    """Let ``widget`` take just the room it asks for, never more."""
    widget.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class Text(QLabel):
    """A text of one role and tone, always plain: what was typed is never read as markup.

    Args:
        text: the words.
        role: its size and weight.
        tone: its colour, by meaning.
        wrap: break into lines.
        elide: end in "…" where the room ends; the whole is then in the tooltip.
    """

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        tone: Tone = Tone.NORMAL,
        *,
        wrap: bool = False,
        elide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", str(role))
        self.setProperty("tone", str(tone))
        self.setWordWrap(wrap)
        self._elide = elide
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def set_tone(self, tone: Tone) -> None:
        """Change the colour."""
        if self.property("tone") != str(tone):
            self.setProperty("tone", str(tone))
            self.style().polish(self)

    def minimumSizeHint(self) -> QSize:
        """Next to nothing across where the text may end in "…"."""
        hint = super().minimumSizeHint()
        return (
            QSize(self.fontMetrics().averageCharWidth() * 4, hint.height()) if self._elide else hint
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text in a tooltip when it does not fit."""
        super().resizeEvent(event)
        if self._elide:
            cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
            self.setToolTip(plain_tip(self.text()) if cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, shortened where it must be."""
        if not self._elide:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, self.alignment().value | Qt.TextFlag.TextSingleLine.value, shown)


class Chip(QWidget):
    """A short word on its own colour: "7 en espera".

    Args:
        text: the words.
        kind: its meaning.
        icon: an icon before the words, where the words alone do not tell the meaning.
    """

    def __init__(
        self,
        text: str = "",
        kind: Kind = Kind.NEUTRAL,
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._kind = kind
        self._icon = icon
        hold_width(self)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        """The words shown."""
        return self._text

    @property
    def kind(self) -> Kind:
        """The meaning shown."""
        return self._kind

    def set(self, text: str, kind: Kind | None = None, icon: str | None = None) -> None:
        """Show other words, and another meaning or icon where given."""
        before = self.sizeHint()
        self._text = text
        self._kind = self._kind if kind is None else kind
        self._icon = self._icon if icon is None else icon
        self.setAccessibleName(text)
        if self.sizeHint() != before:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Words, icon and rounded ends."""
        metrics = QFontMetrics(theme.font(Role.SMALL, weight=600))
        look = theme.now()
        icon = look.px(14) + 6 if self._icon else 0
        return QSize(metrics.horizontalAdvance(self._text) + icon + 2 * look.px(11), look.px(24))

    def minimumSizeHint(self) -> QSize:
        """Its words are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_chip(painter, QRectF(self.rect()), self._text, self._kind, self._icon)


def draw_chip(painter: QPainter, room: QRectF, text: str, kind: Kind, icon: str = "") -> None:
    """Draw a chip that fills ``room`` (also used by the cells of tables)."""
    look = theme.now()
    pair = look.palette.pair(kind)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(pair.bg))
    painter.drawRoundedRect(room, room.height() / 2, room.height() / 2)
    painter.setPen(theme.colour(pair.fg))
    painter.setFont(theme.font(Role.SMALL, weight=600))
    inner = room.adjusted(look.px(11), 0, -look.px(11), 0)
    if icon:
        size = look.px(14)
        picture = theme.pixmap(icon, pair.fg, size)
        painter.drawPixmap(round(inner.left()), round(room.center().y() - size / 2), picture)
        inner.adjust(size + 6, 0, 0, 0)
    shown = QFontMetrics(painter.font()).elidedText(
        text, Qt.TextElideMode.ElideRight, round(inner.width() + 1)
    )
    painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, shown)


class Elapsed(Chip):
    """How long something has lasted, as ``04:12`` or ``1:04:12``, counting while it is shown.

    Args:
        clock: tells the present moment, aware of its time zone.
        every_ms: how often it counts on.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        every_ms: int = 1000,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", Kind.OK, icon="clock", parent=parent)
        self._clock = clock
        self._since: datetime | None = None
        self._warn_after: timedelta | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self.tick)

    def start(self, since: datetime, *, warn_after: timedelta | None = None) -> None:
        """Count from ``since``; after ``warn_after`` it shows as a warning."""
        self._since = since
        self._warn_after = warn_after
        self.tick()
        if self.isVisible():
            self._timer.start()

    def tick(self) -> None:
        """Show the present figure. A clock set back shows zero, never a negative time."""
        if self._since is None:
            return
        lasted = max(self._clock() - self._since, timedelta())
        late = self._warn_after is not None and lasted > self._warn_after
        self.set(duration(lasted), Kind.WARN if late else Kind.OK)

    def showEvent(self, event: QShowEvent) -> None:
        """Count only while somebody can see it."""
        super().showEvent(event)
        self.tick()
        if self._since is not None:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._timer.stop()


def duration(lasted: timedelta) -> str:
    """``04:12`` below an hour, ``1:04:12`` from there."""
    minutes, seconds = divmod(int(lasted.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def is_restyled(event: QEvent) -> bool:
    """Whether scheme or text scale changed."""
    return event.type() == QEvent.Type.StyleChange
