"""The services of the office as a list to tick by their digits, and what each asks for."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.usecases.hall import HallService
from domain.catalogue import Elsewhere
from ui import theme
from ui.theme import RADIUS, XS, M, Role, S, Tone
from ui.widgets import Text
from ui.widgets.text import plain_tip


class ServiceLine(QAbstractButton):
    """One service: its digit, its name, who attends it now.

    Args:
        row: the service now.
        digit: the key that ticks it; empty where digits ran out.
    """

    def __init__(self, row: HallService, digit: str) -> None:
        super().__init__()
        self.number = row.service.id
        self._digit = digit
        self._row = row
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if digit:
            shortcut = QShortcut(QKeySequence(digit), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.click)
        self.set_row(row)

    def set_row(self, row: HallService) -> None:
        """Show who attends it and how many wait."""
        self._row = row
        key = f" ({self._digit})" if self._digit else ""
        self.setAccessibleName(f"{row.service.short_name}. {_attended(row)}. {_waiting(row)}{key}")
        self.setToolTip(plain_tip(" · ".join((row.service.name, *_told(row)[:1]))))
        self.update()

    def sizeHint(self) -> QSize:
        """One line, or two where the room is narrow."""
        small = QFontMetrics(theme.font(Role.SMALL)).height()
        strong = QFontMetrics(theme.font(Role.STRONG)).height()
        height = small + strong + S if self._narrow() else theme.now().px(34)
        return QSize(theme.now().px(200), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take a second line, or give it back."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, digit, name, who attends it and how many wait."""
        look = theme.now()
        p = look.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = p.selection if self.isChecked() else p.raised if self.underMouse() else ""
        pen = QPen(QColor(p.focus), 2) if self.hasFocus() else QPen(Qt.PenStyle.NoPen)
        painter.setPen(pen)
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(room, RADIUS - 2, RADIUS - 2)
        left = self._draw_box(painter)
        width = self.width() - S - left
        strong, small = theme.font(Role.STRONG), theme.font(Role.SMALL)
        high, low = QFontMetrics(strong).height(), QFontMetrics(small).height()
        ink = p.muted if self._row.counters else p.warn_text
        name = self._row.service.short_name
        if self._narrow():
            top = (self.height() - high - low) / 2
            _line(painter, QRectF(left, top, width, high), name, strong, p.text)
            told = _fitting(_told(self._row), QFontMetrics(small), width)
            _line(painter, QRectF(left, top + high, width, low), told, small, ink)
            return
        whole = QRectF(left, 0, width, self.height())
        _line(painter, whole, name, strong, p.text)
        whole.setLeft(left + QFontMetrics(strong).horizontalAdvance(name) + M)
        told = _fitting(_told(self._row), QFontMetrics(small), whole.width())
        _line(painter, whole, told, small, ink, right=True)

    def _narrow(self) -> bool:
        return self.width() < theme.now().px(420)

    def _draw_box(self, painter: QPainter) -> float:
        """Draw the digit in its box, or a check mark; tell where the text begins."""
        look = theme.now()
        p = look.palette
        size = look.px(26)
        box = QRectF(S + 2, (self.height() - size) / 2, size, size)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(p.primary))
            painter.drawRoundedRect(box, 6, 6)
            tick = look.px(18)
            place = box.center()
            painter.drawPixmap(
                round(place.x() - tick / 2),
                round(place.y() - tick / 2),
                theme.pixmap("check", p.on_primary, tick),
            )
        else:
            painter.setPen(QPen(QColor(p.border), 1))
            painter.setBrush(QColor(p.card))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            painter.setPen(QColor(p.text))
            painter.setFont(theme.font(Role.STRONG))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._digit)
        return box.right() + S + XS


class ServiceList(QWidget):
    """The services of this office; a digit ticks one, arrows move, Intro issues."""

    toggled = Signal(int)
    """The number of a service to choose or take back."""
    accepted = Signal()
    """Intro: with these services."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[ServiceLine] = []
        self._shown: tuple[int, ...] = ()
        self._chosen: tuple[int, ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area, inner = scroll_area()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._elsewhere = QVBoxLayout()
        self._elsewhere.setSpacing(XS)
        self._elsewhere.setContentsMargins(S + 2, S, S, 0)
        self._column.addLayout(self._elsewhere)
        self._column.addStretch(1)
        outer.addWidget(self._area)

    @property
    def lines(self) -> Sequence[ServiceLine]:
        """What can be ticked."""
        return tuple(self._lines)

    def set_services(self, rows: Sequence[HallService], elsewhere: Sequence[Elsewhere]) -> None:
        """Show the services of the office, and where the others are given."""
        numbers = tuple(row.service.id for row in rows)
        if numbers == self._shown:
            for line, row in zip(self._lines, rows, strict=True):
                line.set_row(row)
            return
        self._shown = numbers
        for old in self._lines:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._lines = [ServiceLine(row, digit_of(row.service.id)) for row in rows]
        for place, line in enumerate(self._lines):
            line.clicked.connect(lambda _checked=False, n=line.number: self._tick(n))
            line.installEventFilter(self)
            self._column.insertWidget(place, line)
        while (item := self._elsewhere.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for other in elsewhere:
            words = f"{other.service.short_name} · {other.words}"
            self._elsewhere.addWidget(Text(words, Role.SMALL, Tone.MUTED, wrap=True))

    def set_chosen(self, chosen: tuple[int, ...]) -> None:
        """Show which are ticked."""
        self._chosen = chosen
        for line in self._lines:
            line.setChecked(line.number in chosen)

    def begin(self) -> None:
        """Put the focus on the first."""
        if self._lines:
            self._lines[0].setFocus()
            self._area.ensureWidgetVisible(self._lines[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move among the services; Intro goes on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            place = self._lines.index(watched) if isinstance(watched, ServiceLine) else 0
            match event.key():
                case Qt.Key.Key_Down | Qt.Key.Key_Up:
                    step = 1 if event.key() == Qt.Key.Key_Down else -1
                    line = self._lines[(place + step) % len(self._lines)]
                    line.setFocus()
                    self._area.ensureWidgetVisible(line)
                    return True
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    if not event.isAutoRepeat():
                        self._accept(place)
                    return True
                case _:
                    pass
        return super().eventFilter(watched, event)

    def _accept(self, place: int) -> None:
        if self._chosen:
            self.accepted.emit()
        else:
            self.toggled.emit(self._lines[place].number)

    def _tick(self, number: int) -> None:
        # The page's state decides what is ticked; the button only asks.
        self.set_chosen(self._chosen)
        self.toggled.emit(number)


def scroll_area() -> tuple[QScrollArea, QWidget]:
    """Return an area that scrolls up and down only, and what stands in it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    inner = QWidget()
    inner.setObjectName("clear")
    area.setWidget(inner)
    return area, inner


def digit_of(number: int) -> str:
    """The key of a service: its own number in every office, 0 for the tenth."""
    return str(number % 10) if 1 <= number <= 10 else ""


def _attended(row: HallService, *, short: bool = False) -> str:
    if not row.counters:
        return "Nadie atiende" if short else "Nadie atiende ahora"
    one, many = ("Vent.", "Vent.") if short else ("Ventanilla", "Ventanillas")
    if len(row.counters) == 1:
        return f"{one} {row.counters[0]}"
    first = ", ".join(map(str, row.counters[:-1]))
    return f"{many} {first} y {row.counters[-1]}"


def _told(row: HallService) -> tuple[str, ...]:
    """Who attends it and how many wait, from the fullest form to the shortest."""
    waiting = _waiting(row)
    forms = (_attended(row), waiting), (_attended(row, short=True), waiting), (waiting,)
    told = (" · ".join(part for part in form if part) for form in forms)
    return tuple(words for words in told if words)


def _fitting(forms: Sequence[str], metrics: QFontMetrics, width: float) -> str:
    """The fullest of ``forms`` that fits in ``width``; the last where none does."""
    return next((words for words in forms if metrics.horizontalAdvance(words) <= width), forms[-1])


def _waiting(row: HallService) -> str:
    parts = []
    if row.waiting:
        parts.append(f"{row.waiting} en espera")
    if row.usual_wait_minutes is not None:
        parts.append(f"unos {max(1, round(row.usual_wait_minutes))} min")
    return " · ".join(parts)


def _line(
    painter: QPainter, room: QRectF, text: str, font: QFont, ink: str, *, right: bool = False
) -> None:
    """Draw one line, shortened where it must be."""
    painter.setFont(font)
    painter.setPen(QColor(ink))
    width = max(round(room.width()), 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)
