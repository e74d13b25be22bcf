"""Who talks to the centre in an office that is tortured: the program's loop, at our pace."""

import time
from collections.abc import Callable

from desktop.app import linking
from desktop.app.station import Station
from desktop.ports import KeyStore
from desktop.sync.loop import SyncLoop
from desktop.sync.state import LinkReport
from desktop.sync.waiting import ThreadWaiter
from tests.torture.control import SPEED

_SHORTEST = 0.05


class QuickWaiter(ThreadWaiter):
    """Waits as the office's clock goes, which is quicker than ours."""

    def wait(self, seconds: float) -> None:
        """Return after a little while, or as soon as it is woken."""
        super().wait(max(_SHORTEST, seconds / SPEED))

    def monotonic(self) -> float:
        """Return seconds of the office that never go back."""
        return time.monotonic() * SPEED


def loop_of(station: Station, store: KeyStore, report: Callable[[LinkReport], None]) -> SyncLoop:
    """Return what talks to the centre."""
    return linking.loop_of(station, store, report, QuickWaiter())


def drain(station: Station, store: KeyStore) -> int:
    """Send and receive all there is; return how much it was.

    Raises:
        KnownError: something stands in the way.
    """
    done = loop_of(station, store, lambda _: None).once()
    assert done is not None, "another program talks to the centre"
    return done.operations + done.rows + done.received + done.refused
