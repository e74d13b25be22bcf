"""The supervisor's notices at the counter: a band above whichever page its clerk works on."""

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.usecases import boards, notices
from desktop.usecases.desk import Desk
from desktop.usecases.notices import NoticeView
from domain.staff import Actor
from ui import theme
from ui.following import Following
from ui.theme import RADIUS, XS, Kind, M, Role, S
from ui.widgets import Chip, FlowLayout, KeyButton, Text
from ui.widgets.text import is_restyled

POLL_MS = 1000
"""How often it is looked up whether there is a notice, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What a counter has not read, the oldest first; ``change`` is the log's last sequence."""

    change: int
    views: tuple[NoticeView, ...]


class UnreadPresenter(Following[Unread]):
    """Follows the notices to one's own counter, whatever page is open.

    Args:
        desk: the workstation.
        actor: who sits at the counter.
        poll_ms: how often it looks.
    """

    def __init__(
        self, desk: Desk, actor: Actor, *, poll_ms: int = POLL_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self._desk = desk
        self._actor = actor

    def read(self, notice_id: UUID) -> None:
        """Note that the notice was read."""
        self._act(lambda: notices.read_notice(self._desk, self._actor, notice_id))

    def _read(self, known: Unread | None) -> Unread | None:
        change = boards.change(self._desk)
        if known is not None and known.change == change:
            return None
        return Unread(change, notices.unread(self._desk, self._actor))


class NoticeBand(QWidget):
    """Shows the oldest notice not read yet; Alt+L says that it was.

    It takes room above the page, never the focus, and no key but its own.

    Args:
        presenter: closed by who made it.
    """

    counted = Signal(int)
    """How many are not read."""

    def __init__(self, presenter: UnreadPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._shown: NoticeView | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._row = row = QHBoxLayout(self)
        row.setSpacing(M)
        column = QVBoxLayout()
        column.setSpacing(XS // 2)
        head = FlowLayout(spacing=S, middle=True)
        self._from = Text("", Role.STRONG)
        self._which = Chip("", Kind.INFO)
        head.addWidget(self._from)
        head.addWidget(self._which)
        self._text = Text("", Role.BODY, wrap=True)
        column.addLayout(head)
        column.addWidget(self._text)
        row.addLayout(column, 1)
        self.read = KeyButton("Leído", key="Alt+L", icon="check")
        self.read.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the work
        self.read.clicked.connect(self._say_read)
        row.addWidget(self.read, 0, Qt.AlignmentFlag.AlignVCenter)
        self._fit()
        self.hide()
        presenter.changed.connect(self.show_unread)

    def show_unread(self, unread: Unread) -> None:
        """Show the oldest of what is not read."""
        views = unread.views
        first = views[0] if views else None
        is_new = first is not None and first != self._shown
        self._shown = first
        self.counted.emit(len(views))
        if first is None:
            if self.read.hasFocus():
                self.focusNextChild()
            self.hide()
            return
        self._from.setText(f"Aviso de {first.sender}, {first.sent_at:%H:%M}")
        self._text.setText(first.notice.text)
        self._which.set(f"1 de {len(views)}")
        self._which.setVisible(len(views) > 1)
        told = f"{self._from.text()}: {first.notice.text}"
        self.setAccessibleName(told)
        self.show()
        if is_new and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, told))

    def changeEvent(self, event: QEvent) -> None:
        """Make room for the icon in the new text scale."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, edge and icon."""
        look = theme.now()
        pair = look.palette.pair(Kind.INFO)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour(pair.bg))
        painter.setPen(QPen(theme.colour(pair.fg), 1.0))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        size = look.px(20)
        picture = theme.pixmap("bell-ring", pair.fg, size)
        painter.drawPixmap(M, (self.height() - size) // 2, picture)

    def _fit(self) -> None:
        self._row.setContentsMargins(M + theme.now().px(20) + S, S, S, S)

    def _say_read(self) -> None:
        if self._shown is not None:
            self._presenter.read(self._shown.notice.id)
