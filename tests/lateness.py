"""A machine that lets every thread wait: what a test forgot to wait for shows at once.

``make test`` passes where tests and threads happen to take turns as they usually do; another
machine gives the turns otherwise. With ``VENTANILLA_TEST_LATE=<milliseconds>`` each piece of work
off the UI thread begins and is told up to so much later, by chance, and what a test waits for is
looked at in uneven steps.
"""

import os
import random
import threading
from collections.abc import Callable
from typing import Any

LATE_MS = int(os.environ.get("VENTANILLA_TEST_LATE", "0"))
_STEPS_MS = (0, 1, 3, 10, 30)
_chance = random.Random()


def pause() -> None:
    """Let the thread that calls wait, every other time, at most ``LATE_MS``."""
    if _chance.random() < 0.5:
        threading.Event().wait(_chance.uniform(0, LATE_MS) / 1000)


def step_ms(usual: int) -> int:
    """Return after how many milliseconds what is waited for is looked at again."""
    return _chance.choice(_STEPS_MS) if LATE_MS else usual


def late(work: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``work`` so that it begins later, and ends later than it is done."""

    def waiting(*args: Any, **more: Any) -> Any:
        pause()
        try:
            return work(*args, **more)
        finally:
            pause()

    return waiting


def delay_threads() -> None:
    """From now on, let threads and the work of the windows begin and end late."""
    from ui.work import _Job

    start = _Job.__init__

    def made(job: Any, work: Any, done: Any, failed: Any, tell: Any) -> None:
        start(job, late(work), done, failed, tell)

    _Job.__init__ = made  # type: ignore[method-assign, assignment]
    threading.Thread.run = late(threading.Thread.run)  # type: ignore[method-assign]
