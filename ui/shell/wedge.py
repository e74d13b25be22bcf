"""A hand-held reader types what it read, anywhere in the window; a person who types is let be.

A reader is told from a person by its speed: each key within 35 ms of the one before, which nobody
types (120 words a minute are 100 ms). Keys that could begin a code wait for the next one so long,
where they would be keys of a page; in a field they are typed as ever, and what turns out to be one
of our codes is taken out of it again.

The times are those of the window system where it gives them, so that keys that piled up while the
program was busy are not taken for a reader's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from domain.scanned import ScanKind, Scanned, scanned
from ui.shell.typed import Before, Field, kinds_taken
from ui.shell.window import MainWindow

GAP_MS = 35
LEAST = 6
MOST = 200
_HOLD_MS = 40
_STALLED_MS = 3 * _HOLD_MS
_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_NEUTRAL = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_Meta,
    }
)
_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


@dataclass(frozen=True, slots=True)
class _Key:
    key: int
    modifiers: Qt.KeyboardModifier
    text: str

    def event(self, kind: QEvent.Type) -> QKeyEvent:
        return QKeyEvent(kind, self.key, self.modifiers, self.text)

    @property
    def sequence(self) -> QKeySequence:
        held = self.modifiers & ~Qt.KeyboardModifier.KeypadModifier
        return QKeySequence(QKeyCombination(held, Qt.Key(self.key)))


class Wedge(QObject):
    """Tells what a hand-held reader typed into a window.

    Args:
        window: whose keys it watches, at the window itself: each of them is seen once.
        when: returns the time of a key, in milliseconds.
        hold_ms: how long a key may wait for the next one.
    """

    read = Signal(object)
    """One of our codes, or an identity document (``Scanned``)."""
    unknown = Signal()
    """Something else was read; none of its keys was taken for a command."""
    busy = Signal()
    """It was read while a question is open: nothing was done."""

    def __init__(
        self,
        window: MainWindow,
        *,
        when: Callable[[QKeyEvent], float] | None = None,
        hold_ms: int = _HOLD_MS,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._when = when or _time_of
        self._keys: list[_Key] = []
        self._before: Before | None = None
        self._last = float("-inf")
        self._ended = float("-inf")
        self._swallowed: set[int] = set()
        self._replaying = False
        self._late = False
        self._armed = 0.0
        self._timer = QTimer(self, singleShot=True, interval=hold_ms)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._expire)
        # The window may stand in a frame, in which training's questions are laid beside it.
        self._frame = window.window()
        self._frame.winId()  # there is a handle from now on
        handle = self._frame.windowHandle()
        assert handle is not None
        self._handle: QWindow = handle
        handle.installEventFilter(self)

    def close(self) -> None:
        """Watch no more; keys that wait go where they were going."""
        self.let_go()
        self._handle.removeEventFilter(self)

    @property
    def holds(self) -> bool:
        """Whether keys wait to be told from a reader's."""
        return bool(self._keys) and self._before is None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at the keys of the window."""
        if self._replaying or not isinstance(event, QKeyEvent):
            return False
        match event.type():
            case QEvent.Type.ShortcutOverride if self._waits(event):
                event.accept()  # it comes as a key, before any shortcut
                return True
            case QEvent.Type.KeyPress:
                return self._pressed(event)
            case QEvent.Type.KeyRelease if event.key() in self._swallowed:
                if not event.isAutoRepeat():
                    self._swallowed.discard(event.key())
                return True
        return False

    def let_go(self) -> None:
        """Give the keys that wait to who they were meant for."""
        self._timer.stop()
        keys, before = self._keys, self._before
        self._keys, self._before = [], None
        if before is not None:
            return  # they are in their field already
        self._replaying = True
        try:
            for key in keys:
                self._give(key)
        finally:
            self._replaying = False

    # ------------------------------------------------------------------------- keys
    def _waits(self, event: QKeyEvent) -> bool:
        """Tell whether a key is to come here before it is anybody's shortcut."""
        if event.isAutoRepeat() or not self._on_watch():
            return False
        if event.key() in _ENDS:
            return self._is_code(self._when(event))
        return self._could_be_code(event) and _field_of(self._frame) is None

    def _pressed(self, event: QKeyEvent) -> bool:
        if event.key() in _NEUTRAL:
            return False
        self._swallowed.discard(event.key())  # of a release that never came
        if event.isAutoRepeat() or not self._on_watch():
            self.let_go()
            return False
        now = self._when(event)
        if event.key() in _ENDS:
            if self._is_code(now):
                return self._end(event, now)
            if now - self._ended <= GAP_MS and not self._keys:
                return self._swallow(event)  # readers may end with two
        field = _field_of(self._frame)
        if self._keys and (now - self._last > GAP_MS or field is not self._field):
            self.let_go()
            field = _field_of(self._frame)  # what was let go may have gone there
        if not self._could_be_code(event):
            self.let_go()
            return False
        if field is not None and not self._keys:
            self._before = Before.of(field)
        self._last = now
        if len(self._keys) <= MOST:
            self._keys.append(_Key(event.key(), event.modifiers(), event.text()))
        if field is not None:
            return False
        self._late, self._armed = False, monotonic()
        self._timer.start()
        return self._swallow(event)

    def _swallow(self, event: QKeyEvent) -> bool:
        self._swallowed.add(event.key())
        event.accept()
        return True

    def _end(self, event: QKeyEvent, now: float) -> bool:
        found = self._found()
        if self._before is not None:
            if found is None or found.kind is ScanKind.DOCUMENT or self._takes(found):
                self._keys, self._before = [], None
                return False  # it stays where it was typed, and its end does what Intro does
            self._before.restore()
        self._ended = now
        self._tell(found)
        return self._swallow(event)

    def _tell(self, found: Scanned | None) -> None:
        self._timer.stop()
        self._keys, self._before = [], None
        if found is None:
            self.unknown.emit()
        elif self._window.asks:
            self.busy.emit()
        else:
            self.read.emit(found)

    def _expire(self) -> None:
        """No key followed: a person's, unless what came is a code without an end."""
        if (monotonic() - self._armed) * 1000 > _STALLED_MS and not self._late:
            # The program was busy: what was typed meanwhile is looked at first.
            self._late = True
            self._timer.start()
            return
        found = self._found() if len(self._keys) >= LEAST else None
        if found is not None or len(self._keys) > MOST:
            self._tell(found)
        else:
            self.let_go()

    # ------------------------------------------------------------------------- what is known
    @property
    def _text(self) -> str:
        return "".join(key.text for key in self._keys)

    @property
    def _field(self) -> Field | None:
        return None if self._before is None else self._before.field

    def _found(self) -> Scanned | None:
        return None if len(self._keys) > MOST else scanned(self._text)

    def _takes(self, found: Scanned) -> bool:
        return self._before is not None and found.kind in kinds_taken(self._before.field)

    def _is_code(self, now: float) -> bool:
        same = _field_of(self._frame) is self._field
        return same and len(self._keys) >= LEAST and now - self._last <= GAP_MS

    def _could_be_code(self, event: QKeyEvent) -> bool:
        text = event.text()
        if len(text) != 1 or not text.isprintable() or event.modifiers() & ~_PLAIN:
            return False
        return bool(self._keys) or text.isalnum()

    def _on_watch(self) -> bool:
        """Whether keys are a page's, or a question's: neither a secret nor a menu is open."""
        if self._window.is_covered or QApplication.activePopupWidget() is not None:
            return False
        focus = self._frame.focusWidget()
        return not isinstance(focus, QLineEdit) or focus.echoMode() is QLineEdit.EchoMode.Normal

    # ------------------------------------------------------------------------- giving back
    def _give(self, key: _Key) -> None:
        override = key.event(QEvent.Type.ShortcutOverride)
        override.ignore()
        QCoreApplication.sendEvent(self._handle, override)
        if override.isAccepted() or not self._press_shortcut(key.sequence):
            QCoreApplication.sendEvent(self._handle, key.event(QEvent.Type.KeyPress))
        QCoreApplication.sendEvent(self._handle, key.event(QEvent.Type.KeyRelease))

    def _press_shortcut(self, sequence: QKeySequence) -> bool:
        """Do what Qt does with a key that reached a window: press the one shortcut it has there."""
        found = [
            shortcut
            for shortcut in self._frame.findChildren(QShortcut)
            if shortcut.key() == sequence and shortcut.isEnabled() and _is_in_reach(shortcut)
        ]
        if len(found) == 1:
            found[0].activated.emit()
        return bool(found)


def _is_in_reach(shortcut: QShortcut) -> bool:
    owner = shortcut.parent()
    return isinstance(owner, QWidget) and owner.isVisible() and owner.isEnabled()


def _field_of(frame: QWidget) -> Field | None:
    """Return the field that is typed into; None where keys are commands."""
    focus = frame.focusWidget()
    if isinstance(focus, QLineEdit | QPlainTextEdit | QTextEdit) and not focus.isReadOnly():
        return focus
    return None


def _time_of(event: QKeyEvent) -> float:
    return event.timestamp() or monotonic() * 1000
