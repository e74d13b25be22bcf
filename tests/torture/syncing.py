"""Who talks to the centre in an office that is tortured: paired, and its loop at our pace."""

import time
from collections.abc import Callable

from db import migrate
from desktop.app import linking
from desktop.app.station import Station
from desktop.keys.stores import DemoKeyFile
from desktop.sync.loop import Surroundings, SyncLoop, ThreadWaiter
from desktop.sync.state import LinkReport
from desktop.sync.turns import HeldFile
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


def store_of(station: Station) -> DemoKeyFile:
    """Return where this computer keeps who it is to the centre."""
    return DemoKeyFile(station.places.demo_key)


def loop_of(station: Station, report: Callable[[LinkReport], None]) -> SyncLoop:
    """Return what talks to the centre, as the program puts it together."""
    around = Surroundings(
        station.desk,
        linking.credentials_of(station, store_of(station)).exist,
        lambda link: linking.centre_of(station, store_of(station), link),
        HeldFile(station.database.with_name(station.database.name + ".enlace")),
        linking.spool_of(station),
        migrate.OFFICE.head,
        report,
    )
    return SyncLoop(around, QuickWaiter())


def link_office(station: Station, address: str, code: str) -> None:
    """Pair this computer with the centre and link the office. Raises KnownError."""
    linking.link_station(station, store_of(station), address, code)


def drain(station: Station) -> int:
    """Send and receive all there is; return how much it was.

    Raises:
        KnownError: something stands in the way.
    """
    done = loop_of(station, lambda _: None).once()
    assert done is not None, "another program talks to the centre"
    return done.operations + done.rows + done.received + done.refused
