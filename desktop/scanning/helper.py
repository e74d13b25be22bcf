"""One process that reads papers: how it is started, asked, watched and ended."""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from desktop.ports.scanning import Cancelled, UnreadableFile
from desktop.scanning import ARGUMENT
from desktop.scanning.answers import Answer
from desktop.scanning.faults import BY_NAME, TooHeavy
from desktop.scanning.wire import Frame, NotAFrame, receive, send

_ROOT = Path(__file__).resolve().parents[2]
_LOOK_SECONDS = 0.1
_GRACE_SECONDS = 1.0
_MOST_AHEAD = 8
_NO_WINDOW = 0x08000000  # CREATE_NO_WINDOW, of Windows
_INHERITED = ("PATH", "LANG", "LC_ALL", "HOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP")


class Gone(Exception):
    """It died, or fell silent."""


def usual_command() -> tuple[str, ...]:
    """Return what starts it: the packaged program itself, or this Python."""
    if hasattr(sys, "frozen"):
        return (sys.executable, ARGUMENT)
    return (sys.executable, "-m", "desktop.scanning.child")


class Helper:
    """The process. One thread asks it; another may kill it.

    Attributes:
        pages: it has answered with so far.
        is_fit: whether it may be asked again.
        was_dead: it died before it said a word of what it was last asked, having served before.
    """

    def __init__(self, command: Sequence[str]) -> None:
        """Start it. Raises OSError."""
        self.pages = 0
        self.is_fit = False
        self.was_dead = False
        self._served = False
        windows = sys.platform == "win32"
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=not windows,  # Ctrl+C in a terminal is for the program alone
            creationflags=_NO_WINDOW if windows else 0,
        )
        self._frames: queue.Queue[Frame | None] = queue.Queue(_MOST_AHEAD)
        self._listener = threading.Thread(target=self._listen, name="papers-heard", daemon=True)
        self._listener.start()

    def wait_until_ready(self, seconds: float) -> None:
        """Raises Gone, NotAFrame."""
        if self._next(seconds, _never).head.get("is") != "ready":
            raise NotAFrame
        self.is_fit = True

    def work(
        self,
        order: Mapping[str, Any],
        parts: Sequence[bytes],
        take: Callable[[Answer], None],
        silent_seconds: float,
        stop: Callable[[], bool],
    ) -> UnreadableFile | None:
        """Give it an order, hand over each answer, and return what it says is wrong with the file.

        Raises:
            Gone, NotAFrame: it died, fell silent or speaks otherwise than agreed.
            Cancelled: ``stop`` said so. In each case it is not fit any more.
        """
        self.is_fit, self.was_dead = False, False
        teller = threading.Thread(
            target=self._tell, args=(order, parts), name="papers-told", daemon=True
        )
        teller.start()
        fault: UnreadableFile | None = None
        heard = False
        try:
            while True:
                frame = self._next(silent_seconds, stop)
                heard = True
                what = frame.head.get("is")
                if what == "done":
                    break
                if what == "refused":
                    fault = BY_NAME.get(str(frame.head.get("why")), TooHeavy)()
                else:
                    self.pages += what == "page"
                    take(Answer(frame))
            self.is_fit = self._served = frame.head.get("spent") is False
        except Gone:
            self.was_dead = self._served and not heard and self._is_dead()
            raise
        finally:
            if self.is_fit:
                teller.join(_GRACE_SECONDS)
            if teller.is_alive() or not self.is_fit:
                self.kill()  # else it may never take what it is being told
            teller.join()
        return fault

    def _is_dead(self) -> bool:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE_SECONDS)
        return self._process.returncode is not None

    def kill(self) -> None:
        """End it now; ``end`` is still to be called."""
        self.is_fit = False
        with suppress(OSError):
            self._process.kill()

    def end(self) -> None:
        """End it and leave nothing behind."""
        self.kill()
        while self._listener.is_alive():
            with suppress(queue.Empty):  # it may wait to hand over what nobody reads
                self._frames.get(timeout=_LOOK_SECONDS)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(OSError):  # what was not told cannot be any more
                pipe.close()

    def _next(self, seconds: float, stop: Callable[[], bool]) -> Frame:
        until = time.monotonic() + seconds
        while True:
            if stop():  # also where answers never let it wait
                raise Cancelled
            with suppress(queue.Empty):
                frame = self._frames.get(timeout=min(_LOOK_SECONDS, seconds))
                if frame is None:
                    raise Gone
                return frame
            if time.monotonic() > until:
                raise Gone

    def _listen(self) -> None:
        assert self._process.stdout is not None
        frame: Frame | None = None
        while True:
            try:
                frame = receive(self._process.stdout)
            except (NotAFrame, OSError, MemoryError):
                frame = None
            self._frames.put(frame)
            if frame is None:
                return

    def _tell(self, order: Mapping[str, Any], parts: Sequence[bytes]) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # that it died is told by its answers
            send(self._process.stdin, order, *parts)


def _environment() -> dict[str, str]:
    """Return what it inherits: nothing that leads to a person's keyring, session or proxies."""
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    # One thread each: two processes at most, and the window, share the cores.
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {**kept, **threads, "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def _never() -> bool:
    return False
