"""Tells when nobody has touched keyboard or mouse for a while."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_TOUCHED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """Emits ``idle`` after a stretch without input in any window of the program.

    It watches windows, not every widget: what a person does reaches the window first, and one
    look there costs nothing beside the thousands of events of painting and timers.

    Args:
        application: the one application.
        minutes: how long nobody may touch anything.
    """

    idle = Signal()

    def __init__(self, application: QGuiApplication, minutes: float = 10) -> None:
        super().__init__(application)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.idle)
        self._watched: list[QWindow] = []
        self.set_minutes(minutes)
        application.focusWindowChanged.connect(self._watch)
        self._watch(application.focusWindow())

    @property
    def is_watching(self) -> bool:
        """Whether ``idle`` will come."""
        return self._timer.isActive()

    @property
    def left_ms(self) -> int:
        """How long until ``idle``, in milliseconds; -1 while nothing is watched."""
        return self._timer.remainingTime()

    def set_minutes(self, minutes: float) -> None:
        """Lock after ``minutes`` from now on."""
        self._timer.setInterval(round(minutes * 60_000))

    def start(self) -> None:
        """Begin to watch: somebody is signed in."""
        self._timer.start()

    def stop(self) -> None:
        """Watch no more: nobody is, or the screen is locked."""
        self._timer.stop()

    def touch(self) -> None:
        """Somebody is here."""
        if self._timer.isActive():
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note what a person does, and let it pass."""
        if event.type() in _TOUCHED:
            self.touch()
        return False

    def _watch(self, window: QWindow | None) -> None:
        self.touch()
        if window is not None and window not in self._watched:
            self._watched.append(window)
            window.installEventFilter(self)
            window.destroyed.connect(lambda: self._watched.remove(window))
