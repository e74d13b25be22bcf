"""The workers as processes: born by a fork of one that has everything imported, and killed."""

import ctypes
import json
import os
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from tests.torture.control import WORKERS, Control, Slot
from tests.torture.office import Ground
from tests.torture.worker import WITH_BUG, Worker

T = TypeVar("T")
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_PATIENCE = 60.0


class Stuck(RuntimeError):
    """Something did not happen in a minute: the torture cannot go on."""


class Crew:
    """The workers that live now.

    Args:
        names: who works.
        seed: what their lives draw from, with the number of each life.
    """

    def __init__(self, ground: Ground, control: Control, names: tuple[str, ...], seed: str) -> None:
        self._ground, self._control, self._seed = ground, control, seed
        self.names = names
        self.alive: dict[str, int] = {}
        self.stopped: set[str] = set()
        self.lives = control.total() * 100
        self.bugs = 0

    def bear(self) -> None:
        """Let every worker live that does not."""
        for name in self.names:
            if name not in self.alive:
                self.lives += 1
                self.alive[name] = fork(
                    partial(_live, self._ground, name, f"{self._seed} {name} {self.lives}")
                )

    def bury(self) -> None:
        """Take note of those that ended by themselves."""
        for name, pid in list(self.alive.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._ended(name, status)

    def kill(self, name: str) -> None:
        """Kill one at once, wherever it is, and count it if it lived."""
        self.bury()
        pid = self.alive.get(name)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            self._ended(name, status)
            killed = self._control.get(Slot.KILLS) + os.WIFSIGNALED(status)
            self._control.set(Slot.KILLS, killed)

    def stop(self, name: str) -> bool:
        """Suspend one; tell whether it was there to be."""
        self.bury()
        if name not in self.alive or name in self.stopped:
            return False
        os.kill(self.alive[name], signal.SIGSTOP)
        self.stopped.add(name)
        return True

    def go_on(self, name: str) -> None:
        """Let one that was suspended go on."""
        if name in self.stopped and name in self.alive:
            os.kill(self.alive[name], signal.SIGCONT)
        self.stopped.discard(name)

    def dismiss(self) -> None:
        """Let all end what they are doing, and end."""
        self._control.set(Slot.STOPPED, 1)
        for name in list(self.stopped):
            self.go_on(name)
        wait_for(lambda: not self._left(), "the workers end")
        self._control.set(Slot.STOPPED, 0)

    def kill_all(self) -> None:
        """Kill everybody, one right after the other."""
        for name in self.names:
            self.kill(name)

    def _left(self) -> bool:
        self.bury()
        return bool(self.alive)

    def _ended(self, name: str, status: int) -> None:
        del self.alive[name]
        self.stopped.discard(name)
        place = WORKERS.index(name)
        self._control.set(Slot.PARKED, 0, place)
        self._control.set(Slot.BUSY, 0, place)
        self.bugs += os.waitstatus_to_exitcode(status) in {WITH_BUG, 1}


def _live(ground: Ground, name: str, seed: str) -> int:
    return Worker(ground, name, seed).live()


def fork(live: Callable[[], int]) -> int:
    """Do something in a process of its own, and return its number."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        die_with_parent()
        code = live()
    except BaseException:  # noqa: BLE001 - the end of a process: it is told, and exits
        traceback.print_exc()
    finally:
        os._exit(code)


def die_with_parent() -> None:
    """End this process when the one that began it ends: a torture stopped leaves nobody at work."""
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)


def in_child(do: Callable[[], object]) -> Callable[[], object]:
    """Begin something in a process of its own; what is returned waits for what it returns.

    The coordinator itself never opens a database: its locks would go when it closes one, and
    what it has open would be forked.
    """
    handle, name = tempfile.mkstemp()
    os.close(handle)
    path = Path(name)

    def live() -> int:
        path.write_text(json.dumps(do()))
        return 0

    pid = fork(live)

    def wait() -> object:
        _, status = os.waitpid(pid, 0)
        try:
            if status:
                raise RuntimeError("a child failed: see above")
            return json.loads(path.read_text())
        finally:
            path.unlink()

    return wait


def wait_for(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds. Raises Stuck after a minute."""
    deadline = time.monotonic() + _PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise Stuck(what)
        select.select([], [], [], 0.001)
