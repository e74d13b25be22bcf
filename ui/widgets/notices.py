"""Notices: what happened, what was kept, what to do; beside the work, never in its way."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QRectF, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from domain.errors import KnownError
from ui import theme
from ui.theme import RADIUS, XS, Kind, M, Role, S
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import KIND_ICONS
from ui.widgets.text import Text, is_restyled

GOOD_NEWS_MS = 6000
"""How long a notice of something done stays by itself."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell. Good news goes by itself; the rest stays until it is closed.

    Args:
        what: what happened.
        kept: what is still safe.
        todo: what the person can do now.
        kind: its meaning.
        action: the words of a button, and what it does.
    """

    what: str
    kept: str = ""
    todo: str = ""
    kind: Kind = Kind.WARN
    action: tuple[str, Callable[[], None]] | None = field(default=None, compare=False)

    @classmethod
    def of(cls, error: KnownError, kind: Kind = Kind.WARN) -> "Notice":
        """The notice that tells a known error."""
        return cls(error.what, error.kept, error.todo, kind)

    @property
    def passes(self) -> bool:
        """Whether it goes by itself."""
        return self.kind in {Kind.OK, Kind.INFO, Kind.NEUTRAL} and self.action is None


class NoticeArea(QWidget):
    """Shows the latest notice; closing it (Esc, unless it goes by itself) shows the one before.

    Args:
        passing_ms: how long good news stays.
    """

    def __init__(self, *, passing_ms: int = GOOD_NEWS_MS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[Notice] = []
        self._aside: list[Notice] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._row = row = QHBoxLayout(self)
        row.setSpacing(M)
        column = QVBoxLayout()
        column.setSpacing(XS // 2)
        self._what = Text("", Role.STRONG, wrap=True)
        self._rest = Text("", Role.BODY, wrap=True)
        column.addWidget(self._what)
        column.addWidget(self._rest)
        row.addLayout(column, 1)
        self._action = KeyButton("Ver")
        self._action.clicked.connect(self._act)
        row.addWidget(self._action)
        self._close = KeyButton("Cerrar", key="Escape", style=ButtonStyle.GHOST)
        self._close.clicked.connect(self.dismiss)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(passing_ms)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    @staticmethod
    def of(widget: QWidget) -> "NoticeArea":
        """The notice area of the window that ``widget`` is in.

        Raises:
            LookupError: that window has none.
        """
        area = widget.window().findChild(NoticeArea)
        if area is None:
            raise LookupError("this window has no notice area")
        return area

    @property
    def current(self) -> Notice | None:
        """The notice being shown."""
        return self._waiting[-1] if self._waiting else None

    def show_notice(self, notice: Notice) -> None:
        """Show ``notice`` over whatever is shown; good news shown before it is dropped."""
        if self._aside is not None and notice.action is not None:
            self._aside.append(notice)
            return
        self._waiting = [old for old in self._waiting if not old.passes and old != notice]
        self._waiting.append(notice)
        self._draw()
        told = " ".join(part for part in (notice.what, notice.kept, notice.todo) if part)
        self.setAccessibleName(told)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, told))

    def dismiss(self) -> None:
        """Close the notice being shown."""
        if self._waiting:
            self._waiting.pop()
        self._draw()

    def withdraw(self, notice: Notice) -> None:
        """Close ``notice`` wherever it waits: what it tells is over."""
        self._waiting = [other for other in self._waiting if other != notice]
        if self._aside is not None:
            self._aside = [other for other in self._aside if other != notice]
        self._draw()

    def clear(self) -> None:
        """Close all of them, also those set aside."""
        self._waiting.clear()
        if self._aside is not None:
            self._aside.clear()
        self._draw()

    def set_aside(self) -> None:
        """Keep what is shown out of sight: the screen is locked.

        Until ``bring_back``, a notice that offers something to do waits there too.
        """
        if self._aside is None:
            self._aside, self._waiting = self._waiting, []
            self._draw()

    def bring_back(self) -> None:
        """Show again what was set aside, below what was told since."""
        if self._aside is not None:
            self._waiting = self._aside + self._waiting
            self._aside = None
            self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Make room for the icon in the new text scale."""
        super().changeEvent(event)
        if is_restyled(event) and self.current is not None:
            self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, edge and icon in the colours of the kind."""
        notice = self.current
        if notice is None:
            return
        look = theme.now()
        pair = look.palette.pair(notice.kind)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour(pair.bg))
        painter.setPen(QPen(theme.colour(pair.fg), 1.0))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        size = look.px(20)
        painter.drawPixmap(
            M, (self.height() - size) // 2, theme.pixmap(KIND_ICONS[notice.kind], pair.fg, size)
        )

    def _draw(self) -> None:
        notice = self.current
        self._timer.stop()
        if notice is None:
            if self._close.hasFocus() or self._action.hasFocus():
                self.focusNextChild()
            self.hide()
            return
        self._row.setContentsMargins(M + theme.now().px(20) + S, S + XS, S, S + XS)
        rest = " ".join(part for part in (notice.kept, notice.todo) if part)
        self._what.setText(notice.what)
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))
        self._action.setVisible(notice.action is not None)
        if notice.action is not None:
            self._action.set(notice.action[0])
        # Good news takes no key away: Esc is the page's way back, and it goes by itself.
        self._close.set("Cerrar", key="" if notice.passes else "Escape")
        if notice.passes:
            self._timer.start()
        self.show()
        self.update()

    def _act(self) -> None:
        notice = self.current
        self.dismiss()
        if notice is not None and notice.action is not None:
            notice.action[1]()


def tell(widget: QWidget, notice: Notice | KnownError) -> None:
    """Show ``notice`` (or a known error) in the window of ``widget``."""
    shown = Notice.of(notice) if isinstance(notice, KnownError) else notice
    NoticeArea.of(widget).show_notice(shown)


__all__ = ["Notice", "NoticeArea", "tell"]
