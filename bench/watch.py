"""How long the window does not answer: the gaps between the ticks of a timer in its thread."""

import faulthandler
import os
import tempfile
import threading
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, Qt, QTimer

TICK_MS = 4
STALL_MS = 50.0
"""The longest that is let pass."""
SAMPLED_MS = 25.0
_SCHEDULED = Path("/proc/thread-self/schedstat")


class Watch(QObject):
    """Measures the gaps between the ticks of a timer, and samples what fills the long ones."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.busy_with = ""
        self._sampled = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed by ``stop``
        self._seen: list[float] = []
        self._last = self._queued = 0.0
        self._ended = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def longest(self) -> float:
        """The longest stall of our own making, in milliseconds: what a tick was late by."""
        return max(self.gaps) * 1000 - TICK_MS

    @property
    def longest_seen(self) -> float:
        """The same with the time for which the processors were given to other programs."""
        return max(self._seen) * 1000 - TICK_MS

    @property
    def usual(self) -> float:
        """What 99 of 100 ticks were late by, in milliseconds."""
        return max(0.0, sorted(self.gaps)[len(self.gaps) * 99 // 100] * 1000 - TICK_MS)

    def start(self) -> None:
        """Begin."""
        self._last, self._queued = perf_counter(), _queued()
        self._timer.start()
        self._sampler.start()

    def stop(self) -> None:
        """End."""
        self._timer.stop()
        self._ended.set()
        self._sampler.join()
        self._sampled.seek(0)
        self.busy_with = self._sampled.read()
        self._sampled.close()

    def _tick(self) -> None:
        now, queued = perf_counter(), _queued()
        self._seen.append(now - self._last)
        self.gaps.append(now - self._last - (queued - self._queued))
        self._last, self._queued = now, queued

    def _sample(self) -> None:
        worst = SAMPLED_MS
        while not self._ended.wait(SAMPLED_MS / 2000):
            late = (perf_counter() - self._last) * 1000
            if late > worst:
                worst = late
                self._sampled.seek(0)
                self._sampled.truncate()
                # Not by frame objects: holding one would keep a painter alive past its widget.
                faulthandler.dump_traceback(self._sampled)


def _queued() -> float:
    """Return for how many seconds this thread was ready and had no processor (Linux tells)."""
    try:
        return int(_SCHEDULED.read_text("ascii").split()[1]) / 1e9
    except OSError:
        return 0.0
