"""The rail at the left: sections, and at its foot the link and who is signed in."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.help.way import KEY as HELP_KEY
from ui.shell.link import LinkBlock
from ui.shell.state import LinkState, Section, UserState
from ui.theme import XS, M, Role, S
from ui.widgets.buttons import key_name
from ui.widgets.text import is_restyled


class RailItem(QAbstractButton):
    """One section on the rail.

    Args:
        title: its words.
        icon: its icon.
        key: its key, shown at the right while the pointer or the focus is here.
        key_shown: show its key always.
    """

    def __init__(self, title: str, icon: str, key: str = "", *, key_shown: bool = False) -> None:
        super().__init__()
        self._key_shown = key_shown
        self._icon = icon
        self._key = key
        self._badge = ""
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._name()

    def set_badge(self, badge: str) -> None:
        """Show how many things wait there; empty for none."""
        if badge != self._badge:
            self._badge = badge
            self._name()
            self.update()

    def sizeHint(self) -> QSize:
        """One row."""
        look = theme.now()
        words = QFontMetrics(theme.font(Role.BODY, weight=600)).horizontalAdvance(self.text())
        return QSize(words + look.px(56), look.px(40))

    def minimumSizeHint(self) -> QSize:
        """A lower row, where somebody has many sections on a small screen with large letters."""
        return QSize(0, theme.now().px(32))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Intro opens it, as Espacio does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row in its present state."""
        look = theme.now()
        p = look.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect())
        ground = p.rail_active if self.isChecked() else p.rail_hover if self.underMouse() else ""
        painter.setPen(Qt.PenStyle.NoPen)
        if ground:
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(room, S, S)
        if self.isChecked():
            painter.setBrush(QColor(p.rail_focus))
            height = look.px(20)
            painter.drawRoundedRect(QRectF(0, (room.height() - height) / 2, 3, height), 1.5, 1.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(p.rail_focus), 2))
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), S, S)
        ink = p.rail_text if self.isChecked() else p.rail_muted
        size = look.px(18)
        left = look.px(14)
        painter.drawPixmap(
            left, round((room.height() - size) / 2), theme.pixmap(self._icon, ink, size)
        )
        right = self._draw_right(painter, room)
        painter.setFont(theme.font(Role.BODY, weight=600 if self.isChecked() else 500))
        painter.setPen(QColor(ink))
        start = left + size + look.px(12)
        words = QRectF(start, 0, max(right - start - XS, 0), room.height())
        shown = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, round(words.width())
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)

    def _draw_right(self, painter: QPainter, room: QRectF) -> float:
        """Badge, or the key; tells where it begins."""
        look = theme.now()
        p = look.palette
        if self._badge:
            painter.setFont(theme.font(Role.SMALL, weight=600))
            width = max(painter.fontMetrics().horizontalAdvance(self._badge) + 14, look.px(22))
            height = look.px(20)
            spot = QRectF(room.right() - width - 10, (room.height() - height) / 2, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(p.rail_warn))
            painter.drawRoundedRect(spot, height / 2, height / 2)
            painter.setPen(QColor("#10243a"))
            painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, self._badge)
            return spot.left()
        if self._key and (self._key_shown or self.underMouse() or self.hasFocus()):
            painter.setFont(theme.font(Role.SMALL))
            painter.setPen(QColor(p.rail_muted))
            width = painter.fontMetrics().horizontalAdvance(self._key)
            spot = QRectF(room.right() - width - 12, 0, width + 1, room.height())
            painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter, self._key)
            return spot.left()
        return room.right() - S

    def _name(self) -> None:
        words = f"{self.text()}, {self._badge} por atender" if self._badge else self.text()
        self.setAccessibleName(f"{words} ({self._key})" if self._key else words)


class _RailText(QWidget):
    """Lines of text on the rail, each shortened where it must be."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[tuple[str, Role, int, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_lines(self, *lines: tuple[str, Role, int, str]) -> None:
        """Show these lines: words, role, weight, and the name of their colour."""
        if lines != self.lines:
            self.lines = lines
            self.setAccessibleName(". ".join(line[0] for line in lines))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        heights = (QFontMetrics(theme.font(role)).height() for _, role, _, _ in self.lines)
        return QSize(64, sum(heights) + XS * max(len(self.lines) - 1, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_lines(self, QPainter(self), self.lines, 0)


def draw_lines(
    widget: QWidget, painter: QPainter, lines: Sequence[tuple[str, Role, int, str]], right: int
) -> None:
    """Draw lines of text on the rail, leaving ``right`` pixels free beside them."""
    palette = theme.now().palette
    top = (widget.height() - widget.sizeHint().height()) // 2 if right else 0
    top += S if right else 0
    left = S
    for words, role, weight, tint in lines:
        painter.setFont(theme.font(role, weight=weight))
        painter.setPen(QColor(getattr(palette, tint)))
        metrics = painter.fontMetrics()
        width = widget.width() - left - right
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
        painter.drawText(left, top + metrics.ascent(), shown)
        top += metrics.height() + XS


class UserBlock(QAbstractButton):
    """Who is signed in; opens the menu of what they can do about it."""

    def __init__(self) -> None:
        super().__init__()
        self._state = UserState()
        self._actions: list[QAction] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._menu = QMenu(self)
        self.clicked.connect(self._open)
        self.hide()

    def set_state(self, state: UserState) -> None:
        """Show who it is, and make the keys of the menu work."""
        if state == self._state:
            return
        self._state = state
        self.setVisible(bool(state.place))
        self.setAccessibleName(f"{state.place}. {state.name}. Abrir menú")
        for action in self._actions:
            self.removeAction(action)
            action.deleteLater()
        self._menu.clear()
        self._actions = []
        for entry in state.actions:
            # After the tab: the key as it is written everywhere else in the program.
            action = QAction(f"{entry.text}\t{key_name(entry.key)}", self)
            if entry.key:
                action.setShortcut(QKeySequence(entry.key))
                action.setAutoRepeat(False)
            action.triggered.connect(lambda _checked=False, run=entry.run: run())
            self.addAction(action)
            self._menu.addAction(action)
            self._actions.append(action)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines and some air."""
        strong = QFontMetrics(theme.font(Role.STRONG)).height()
        return QSize(64, strong + QFontMetrics(theme.font(Role.SMALL)).height() + XS + 2 * S)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw place, name and the sign that there is a menu."""
        look = theme.now()
        p = look.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(p.rail_hover))
            painter.drawRoundedRect(room, S, S)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(p.rail_focus), 2))
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), S, S)
        size = look.px(16)
        lines = (
            (self._state.place, Role.STRONG, 600, "rail_text"),
            (self._state.name, Role.SMALL, 400, "rail_muted"),
        )
        draw_lines(self, painter, lines, size + 2 * S)
        if self._actions:
            picture = theme.pixmap("chevron-up", p.rail_muted, size)
            painter.drawPixmap(
                round(room.right() - size - S), round((room.height() - size) / 2), picture
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Intro opens the menu."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
            return
        super().keyPressEvent(event)

    def _open(self) -> None:
        if self._actions:
            top = self.mapToGlobal(QPoint(0, -self._menu.sizeHint().height() - XS))
            self._menu.popup(top)


class Rail(QWidget):
    """The dark strip at the left."""

    opened = Signal(str)
    """The key of the section that was chosen."""
    help_wanted = Signal()
    """The manual was asked for."""
    link_wanted = Signal()
    """What there is to say of the link was asked for."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, RailItem] = {}
        self.setAccessibleName("Secciones")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, M, 12, 12)
        column.setSpacing(0)
        self._name = _RailText()
        column.addWidget(self._name)
        column.addSpacing(M)
        self._sections = QVBoxLayout()
        self._sections.setSpacing(XS // 2)
        column.addLayout(self._sections)
        column.addStretch(1)
        manual = RailItem("Ayuda", "circle-help", HELP_KEY, key_shown=True)
        manual.setAutoExclusive(False)
        manual.setCheckable(False)
        manual.clicked.connect(self.help_wanted)
        column.addWidget(manual)
        column.addSpacing(S)
        self.link = LinkBlock()
        self.link.clicked.connect(self._open_link)
        column.addWidget(self.link)
        column.addSpacing(S)
        self._user = UserBlock()
        column.addWidget(self._user)
        self.set_office("")
        self.set_link(LinkState())
        self._fit()

    def set_office(self, office: str) -> None:
        """Show the name of the office under the program's."""
        self._name.set_lines(
            ("Ventanilla", Role.SECTION, 700, "rail_text"),
            (office, Role.SMALL, 400, "rail_muted"),
        )

    def set_link(self, link: LinkState) -> None:
        """Show the state of the link with the central server."""
        self.link.show_state(link)

    def _open_link(self) -> None:
        if self.link.state.opens:
            self.link_wanted.emit()

    def set_user(self, user: UserState) -> None:
        """Show who is signed in."""
        self._user.set_state(user)

    def set_sections(self, sections: Sequence[Section]) -> None:
        """Show these sections, in this order."""
        for item in self._items.values():
            self._sections.removeWidget(item)
            item.hide()
            item.deleteLater()
        self._items = {}
        for number, section in enumerate(sections, start=1):
            key = key_name(f"Alt+{number}") if number < 10 else ""
            item = RailItem(section.title, section.icon, key)
            item.clicked.connect(lambda _checked=False, key=section.key: self.opened.emit(key))
            self._sections.addWidget(item)
            self._items[section.key] = item

    def mark(self, key: str) -> None:
        """Show this section as the open one."""
        if key in self._items:
            self._items[key].setChecked(True)

    def set_badge(self, key: str, badge: str) -> None:
        """Show how many things wait in a section; unknown sections are passed over."""
        if key in self._items:
            self._items[key].set_badge(badge)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        QPainter(self).fillRect(self.rect(), QColor(theme.now().palette.rail))

    def _fit(self) -> None:
        # Half as fast as the text, so that at 150 % the page keeps its room.
        self.setFixedWidth(round(208 + 160 * (theme.now().scale - 1)))
