"""An office that is its own centre searches its captures: a thread that asks, a process that works.

The process has the capture and the key in its memory only; what crashes or hangs in it leaves the
program, and the capture, as they were. An office that is linked with a centre has nothing to do
here (docs/decisions/0114).
"""

import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from biometrics.checking import Checked, ToCheck, check
from desktop.keys.packets import office_biometric_key
from desktop.sync.waiting import ThreadWaiter, Waiter
from desktop.usecases.desk import Desk
from desktop.usecases.own_captures import OwnCapture, keep_result, next_capture
from domain.errors import KnownError, RecoveryCodeNeeded

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from desktop.sync.loop import Election

LOOK_EVERY = 3.0
"""How often it is looked whether a capture waits, in seconds."""
MOST_CRASHES = 2
"""So many times a capture may end the process that reads it; then it is not used."""
LONGEST = 600.0
"""Seconds that a search may take."""
_TICK = 0.2
_UNREADABLE = "Las imágenes de la captura no se pueden procesar. Repita la captura."
_ENDS_WITHIN = 5.0

Work = Callable[[ToCheck], Checked]


class OwnSearch:
    """Searches this office's captures for as long as the program runs.

    Args:
        desk: the office.
        data_key: of its data; empty where this account does not have it.
        election: makes what is taken while it works, so that one program of the office does.
        work: what the process does.
        waiter: how it lets time pass.
    """

    def __init__(
        self,
        desk: Desk,
        data_key: bytes,
        election: "Callable[[], Election]",
        work: Work = check,
        waiter: Waiter | None = None,
    ) -> None:
        self._desk, self._data_key, self._work = desk, data_key, work
        self._make_election = election
        self._election: Election | None = None
        self._waiter = waiter or ThreadWaiter()
        self._crashes: Counter[str] = Counter()
        self._left: set[str] = set()
        self._stopping = False
        self._thread: Thread | None = None
        self._unfollow: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin."""
        self._unfollow = self._desk.changes.follow(self._waiter.wake)
        self._thread = Thread(target=self._run, name="búsqueda", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End: what is under way is cut, and its capture waits as before."""
        self._stopping = True
        self._unfollow()
        self._waiter.wake()
        if self._thread is not None:
            self._thread.join(_ENDS_WITHIN)
            self._thread = None

    def step(self) -> bool:
        """Search one capture; tell whether there was any to search here.

        Raises:
            KnownError: the database refused; the capture waits as before.
        """
        with suppress(RecoveryCodeNeeded):  # another account of the office has the key
            capture = next_capture(
                self._desk, lambda office: office_biometric_key(self._data_key, office), self._left
            )
            if capture is None:
                return False
            if self._election is None:
                self._election = self._make_election()
            if not self._election.take():
                return False
            try:
                return self._search(capture)
            finally:
                self._election.release()
        return False

    # ------------------------------------------------------------------- on its own thread
    def _run(self) -> None:
        while not self._stopping:
            worked = False
            try:
                worked = self.step()
            except KnownError:
                pass  # the database is told about by all that people do; it is tried again
            # Whatever it is, the counters go on; it is told as any bug is.
            except Exception as exc:  # noqa: BLE001
                sys.excepthook(type(exc), exc, exc.__traceback__)
            if not worked and not self._stopping:
                self._waiter.wait(LOOK_EVERY)

    def _search(self, capture: OwnCapture) -> bool:
        result = self._in_a_process(capture.asked)
        if self._stopping:
            return False
        if result is None:
            self._crashes[capture.sha256] += 1
            if self._crashes[capture.sha256] < MOST_CRASHES:
                return True
            result = Checked(refused=_UNREADABLE)
        if result.unsearched:
            return False  # the computer has too little of something; it is tried again later
        if keep_result(self._desk, capture, result) and result.unopened:
            self._left.add(capture.sha256)
        return True

    def _in_a_process(self, asked: ToCheck) -> Checked | None:
        """Return what came of it; None where the process died, hung, or is to stop."""
        from multiprocessing import get_context

        context = get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_child, args=(there, self._work))
        process.start()
        there.close()
        try:
            here.send(asked)
            left = LONGEST
            while not here.poll(_TICK):
                left -= _TICK
                if self._stopping or left <= 0:
                    return None
            result = here.recv()
            return result if isinstance(result, Checked) else None
        except (EOFError, OSError):  # it died
            return None
        finally:
            here.close()
            process.kill()
            process.join()


def _child(connection: "Connection", work: Work) -> None:
    connection.send(work(connection.recv()))
