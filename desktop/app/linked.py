"""The link with the centre of an open office: what of it the windows hold.

What talks to the network is imported only where the office is linked: most windows open sooner.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from desktop.app.station import Station
from desktop.ports import KeyStore
from desktop.sync.state import LinkReport
from desktop.usecases import centre_link
from domain.exchange import CentreLink
from domain.staff import Actor

if TYPE_CHECKING:
    from desktop.sync.loop import SyncLoop

Listener = Callable[[LinkReport], None]


class Linking:
    """The link of one open office: its loop, and the windows that are told how it stands.

    Args:
        station: the office; never of training.
        store: this account's keyring.
    """

    def __init__(self, station: Station, store: KeyStore) -> None:
        self._station, self._store = station, store
        self._loop: SyncLoop | None = None
        self._listeners: list[Listener] = []
        self._lock = Lock()
        self.report = LinkReport()

    def begin(self) -> None:
        """Talk to the centre from now on, if the office is linked; again after it was linked."""
        self.end()
        if self._station.training:
            return
        with self._station.desk.units.read() as unit:
            linked = unit.exchange.link() is not None
        if linked:
            from desktop.app.linking import loop_of

            self._loop = loop_of(self._station, self._store, self._told)
            self._loop.start()
        else:
            self._told(LinkReport())

    def end(self) -> None:
        """Stop talking to it."""
        loop, self._loop = self._loop, None
        if loop is not None:
            loop.stop()

    def hurry(self) -> None:
        """Try now."""
        if self._loop is not None:
            self._loop.hurry()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell ``listener`` how the link stands, now and whenever it changes, from any thread.

        Returns:
            what ends it.
        """
        with self._lock:
            self._listeners.append(listener)
        listener(self.report)
        return lambda: self._forget(listener)

    def link(self, address: str, code: str, ca: str, actor: Actor) -> CentreLink:
        """Pair and link, and begin; raises as ``link_station``.

        Args:
            ca: the path of a certificate's file; empty for none.
        """
        from desktop.app.linking import link_station, read_certificate

        certificate = read_certificate(Path(ca)) if ca else ""
        made = link_station(self._station, self._store, address, code, certificate, actor)
        self.begin()
        return made

    def unlink(self, actor: Actor) -> None:
        """Forget the link and who this workstation was to the centre.

        Raises:
            SessionOutdated, NotAllowed, NotLinked: see ``unlink_office``.
        """
        from desktop.app.linking import credentials_of

        centre_link.unlink_office(self._station.desk, actor)
        self.end()
        credentials_of(self._station, self._store).forget()
        self._told(LinkReport())

    def _forget(self, listener: Listener) -> None:
        with self._lock:
            if listener in self._listeners:
                self._listeners.remove(listener)

    def _told(self, report: LinkReport) -> None:
        self.report = report
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener(report)
