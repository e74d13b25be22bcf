"""A drawing that is walked with the keyboard: its marks one after another, each told in words."""

from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QWidget

_STEPS = (1, 2, 3, 4, 5)
_LINES = 5
"""At most so many lines across, above that of zero."""
_OPENS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class Mark(Protocol):
    """What a drawing shows one of."""

    @property
    def key(self) -> Hashable:
        """What makes it the same one when the drawing shows others."""
        ...

    @property
    def words(self) -> str:
        """Everything that the drawing tells of it."""
        ...


V = TypeVar("V", bound=Mark)


def axis(most: float) -> tuple[int, ...]:
    """Return whole figures for the lines across, from 0 to one not below ``most``."""
    size = 1
    while True:
        for step in _STEPS:
            if step * size * _LINES >= most:
                lines = max(1, -int(-most // (step * size)))
                return tuple(number * step * size for number in range(lines + 1))
        size *= 10


class Walked(QWidget, Generic[V]):
    """The base of the charts: arrows go from mark to mark, Intro opens what is behind one.

    A chart gives ``_number_at`` (and ``_start``, if it does not begin at its first mark) and
    paints itself by ``at``, ``over`` and ``marks``.

    Args:
        name: what it shows, for who hears it.
        hint: what its keys do.
        keys: of the mark before and of the next.
    """

    pointed = Signal(object)
    """The keyboard or the pointer is on this mark; None on none."""
    opened = Signal(object)
    """What is behind this mark is wanted."""

    def __init__(
        self,
        name: str,
        hint: str,
        keys: tuple[Qt.Key, Qt.Key] = (Qt.Key.Key_Left, Qt.Key.Key_Right),
    ) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._name, self._hint, self._keys = name, hint, keys
        self._summary = ""
        self.marks: tuple[V, ...] = ()
        self.at: int | None = None
        self.over: int | None = None
        self._tell()

    @property
    def current(self) -> V | None:
        """The mark the keyboard is on; None before it was there."""
        return self._mark(self.at)

    @property
    def walked_at(self) -> int | None:
        """The mark the keyboard is on now: only while the chart has the focus."""
        return self.at if self.hasFocus() else None

    def show_marks(self, marks: tuple[V, ...], summary: str, name: str = "") -> None:
        """Show other marks; the keyboard stays on its own where it is among them.

        Args:
            summary: what they all come to, in a line.
            name: what is shown now; as before where empty.
        """
        kept = None if self.current is None else self.current.key
        self.marks, self._summary, self._name = marks, summary, name or self._name
        self.at = next((n for n, mark in enumerate(marks) if mark.key == kept), None)
        self.over = None
        self._tell()

    def choose(self, key: Hashable) -> None:
        """Put the keyboard on the mark of a key, where it is shown."""
        self.at = next((n for n, mark in enumerate(self.marks) if mark.key == key), self.at)
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from mark to mark; open the one the keyboard is on."""
        last = len(self.marks) - 1
        at = self._start() if self.at is None else self.at
        key = Qt.Key(event.key())
        back, on = self._keys
        if key == back:
            self._go(max(at - 1, 0))
        elif key == on:
            self._go(min(at + 1, last))
        elif key == Qt.Key.Key_Home:
            self._go(0)
        elif key == Qt.Key.Key_End:
            self._go(last)
        elif key in _OPENS:
            self._open(self.at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin where the chart says."""
        super().focusInEvent(event)
        if self.at is None and self.marks:
            self.at = self._start()
        self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the mark away."""
        super().focusOutEvent(event)
        self._tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the figures under the pointer."""
        self._hover(self._number_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell them no more."""
        super().leaveEvent(event)
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open what was pointed at."""
        number = self._number_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self.at = number
            self._tell()
            self._open(number)

    def _number_at(self, _spot: QPointF) -> int | None:
        """Return the mark at a place of the widget."""
        raise NotImplementedError

    def _start(self) -> int:
        """Return the mark where the keyboard begins."""
        return 0

    def _reached(self) -> None:
        """The keyboard came to another mark."""

    def _go(self, number: int) -> None:
        if self.marks:
            self.at = number
            self._tell()
            self._reached()

    def _open(self, number: int | None) -> None:
        mark = self._mark(number)
        if mark is not None:
            self.opened.emit(mark)

    def _hover(self, number: int | None) -> None:
        if number != self.over:
            self.over = number
            self._tell()

    def _mark(self, number: int | None) -> V | None:
        return None if number is None or number >= len(self.marks) else self.marks[number]

    def _tell(self) -> None:
        """Say in words what is pointed at, for who reads and who hears."""
        mark = self._mark(self.over if self.over is not None else self.walked_at)
        self.setAccessibleName(self._name if mark is None else f"{self._name}: {mark.words}")
        self.setAccessibleDescription(f"{self._summary}. {self._hint}" if self._summary else "")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        self.pointed.emit(mark)
        self.update()
