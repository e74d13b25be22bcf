"""Buttons that show the key that presses them."""

from enum import StrEnum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.theme import RADIUS, Role, S
from ui.theme.tokens import Palette

KEY_NAMES = {
    "Return": "Intro",
    "Enter": "Intro",
    "Esc": "Esc",
    "Escape": "Esc",
    "Del": "Supr",
    "Space": "Espacio",
    "Backspace": "Retroceso",
    "PgUp": "Re Pág",
    "PgDown": "Av Pág",
    "Up": "↑",
    "Down": "↓",
    "Left": "←",
    "Right": "→",
    "Home": "Inicio",
    "End": "Fin",
}


KEY_HEIGHT = 20
"""Of a key as it is drawn, in pixels at 100 %."""


def key_name(key: str) -> str:
    """What is printed on the key, on a Spanish keyboard: ``"Ctrl+Return"`` is ``"Ctrl+Intro"``."""
    return "+".join(
        KEY_NAMES.get(part, "Mayús" if part == "Shift" else part) for part in key.split("+")
    )


def draw_key(painter: QPainter, room: QRectF, key: str, ink: str) -> None:
    """Draw a key of the keyboard that fills ``room`` (also used by tables and figures)."""
    faint = QColor(ink)
    faint.setAlphaF(0.45)
    painter.setPen(QPen(faint, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(QColor(ink))
    painter.setFont(theme.font(Role.SMALL, weight=500))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, key_name(key))


class ButtonStyle(StrEnum):
    """How much a button weighs. One primary button per screen."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    DANGER = "danger"
    GHOST = "ghost"


class KeyButton(QAbstractButton):
    """A button with an icon, its text and its key drawn on it.

    The key works while the button can be seen and pressed, from anywhere in its window, once
    per press (holding it down does not repeat).

    Args:
        text: what it does, a verb.
        key: its key as Qt writes it: ``"F2"``, ``"Ctrl+Z"``, ``"Return"``.
        icon: an icon before the text.
        style: its weight.
        large: the tall form for the one main action of a screen.
    """

    def __init__(
        self,
        text: str,
        *,
        key: str = "",
        icon: str = "",
        style: ButtonStyle = ButtonStyle.SECONDARY,
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._style = style
        self._large = large
        self._key = ""
        self._hint: QSize | None = None
        self._shortcut = QShortcut(self)
        self._shortcut.setAutoRepeat(False)
        self._shortcut.activated.connect(self.click)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set(text, key=key)

    @property
    def key(self) -> str:
        """Its key as Qt writes it; empty when it has none."""
        return self._key

    def set(
        self,
        text: str,
        *,
        key: str | None = None,
        icon: str | None = None,
        style: ButtonStyle | None = None,
    ) -> None:
        """Change the words, and key, icon or weight where given."""
        if (
            text == self.text()
            and key in {None, self._key}
            and icon in {None, self._icon}
            and style in {None, self._style}
        ):
            return
        self._hint = None
        self._icon = self._icon if icon is None else icon
        self._style = self._style if style is None else style
        if key is not None:
            self._key = key
            self._shortcut.setKey(QKeySequence(key))
        self.setText(text)
        self.setAccessibleName(f"{text} ({key_name(self._key)})" if self._key else text)
        self.setToolTip("" if text else self.accessibleName())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Icon, words, key and the air between them."""
        if self._hint is None:
            look = theme.now()
            width = self._content_width() + 2 * look.px(14)
            self._hint = QSize(width, look.px(44 if self._large else 36))
        return QSize(self._hint)

    def minimumSizeHint(self) -> QSize:
        """Nothing of it may be cut."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again in the new text scale."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self._hint = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Intro presses the button that has the focus, as Espacio does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Claim Intro before a shortcut of the window takes it away from the focused button."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            and not event.modifiers()
        ):
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button in its present state."""
        look = theme.now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, edge, ink = self._colours(look.palette)
        focused = self.hasFocus()
        filled = self._style in {ButtonStyle.PRIMARY, ButtonStyle.DANGER} and self.isEnabled()
        pen = QPen(QColor(edge) if edge else Qt.GlobalColor.transparent, 1.0)
        if not self.isEnabled() and edge:
            pen.setDashPattern([4.0, 3.0])
        if focused and not filled:
            pen = QPen(QColor(look.palette.focus), 2.0)
        painter.setPen(pen)
        painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        inset = pen.widthF() / 2
        room = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(room, RADIUS - inset, RADIUS - inset)
        if focused and filled:  # a ring inside, in the colour of its words
            painter.setPen(QPen(QColor(ink), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(room.adjusted(3, 3, -3, -3), RADIUS - 4, RADIUS - 4)
        self._draw_content(painter, ink)

    def _colours(self, p: Palette) -> tuple[str, str, str]:
        """Fill, edge and ink; an empty one is not drawn."""
        if not self.isEnabled():
            return "", "" if self._style is ButtonStyle.GHOST else p.border, p.disabled
        down, over = self.isDown(), self.underMouse()
        match self._style:
            case ButtonStyle.PRIMARY:
                fill = p.primary_pressed if down else p.primary_hover if over else p.primary
                return fill, "", p.on_primary
            case ButtonStyle.DANGER:
                return p.danger_hover if down or over else p.danger, "", p.on_danger
            case ButtonStyle.GHOST:
                return p.raised if down or over else "", "", p.accent
        if self.isChecked():
            return p.selection, p.accent, p.accent
        return p.raised if down or over else p.card, p.border, p.text

    def _fonts(self) -> tuple[QFontMetrics, QFontMetrics]:
        weight = 600 if self._style in {ButtonStyle.PRIMARY, ButtonStyle.DANGER} else 500
        role = Role.SECTION if self._large else Role.BODY
        return (
            QFontMetrics(theme.font(role, weight=weight)),
            QFontMetrics(theme.font(Role.SMALL, weight=500)),
        )

    def _key_width(self, metrics: QFontMetrics) -> int:
        return max(metrics.horizontalAdvance(key_name(self._key)) + theme.now().px(10), 20)

    def _content_width(self) -> int:
        words, keys = self._fonts()
        look = theme.now()
        parts = []
        if self._icon:
            parts.append(look.px(18))
        if self.text():
            parts.append(words.horizontalAdvance(self.text()))
        if self._key:
            parts.append(self._key_width(keys))
        return sum(parts) + S * (len(parts) - 1)

    def _draw_content(self, painter: QPainter, ink: str) -> None:
        look = theme.now()
        words, keys = self._fonts()
        left = (self.width() - self._content_width()) / 2
        middle = self.height() / 2
        if self._icon:
            size = look.px(18)
            painter.drawPixmap(
                round(left), round(middle - size / 2), theme.pixmap(self._icon, ink, size)
            )
            left += size + S
        painter.setPen(QColor(ink))
        if self.text():
            weight = 600 if self._style in {ButtonStyle.PRIMARY, ButtonStyle.DANGER} else 500
            painter.setFont(theme.font(Role.SECTION if self._large else Role.BODY, weight=weight))
            width = words.horizontalAdvance(self.text())
            painter.drawText(
                QRectF(left, 0, width + 1, self.height()),
                Qt.AlignmentFlag.AlignVCenter,
                self.text(),
            )
            left += width + S
        if self._key:
            height = look.px(KEY_HEIGHT)
            cap = QRectF(left, middle - height / 2, self._key_width(keys), height)
            draw_key(painter, cap, self._key, ink)
