"""The offices that are linked with the centre: one over a file, one over a server of its own."""

import os
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from desktop.app.linking import link_station
from desktop.app.station import Station, open_station
from tests.torture.book import Book
from tests.torture.control import LINKS, Control
from tests.torture.crew import in_child
from tests.torture.office import Ground, build_shim, make_office
from tests.torture.server import Server
from tests.torture.server_office import DATABASE, make_server_office
from tests.torture.syncing import drain

_ROOT = Path(__file__).parents[2]


class LinkedOffice(ABC):
    """An office.

    Args:
        ground: its folder.
        one_account: both processes that talk to the centre are of one account, with one identity;
            otherwise each is a computer of its own.
    """

    def __init__(self, ground: Ground, *, one_account: bool) -> None:
        self.ground, self.one_account = ground, one_account
        ground.root.mkdir(parents=True)
        if one_account:
            (ground.root / "una-cuenta").touch()

    share = 1.0
    """How much of the work is its own: the longer an action takes, the less."""

    @property
    def name(self) -> str:
        """What it is called in the report."""
        return self.ground.root.name

    @abstractmethod
    def make(self) -> None:
        """Make the office."""

    @abstractmethod
    def book(self) -> Book:
        """Open its database for the checker."""

    @abstractmethod
    def begin(self, seed: str, actions: int, kills: int) -> "subprocess.Popen[bytes]":
        """Begin to work among faults."""

    @contextmanager
    def opened(self, worker: str = LINKS[0]) -> Iterator[Station]:
        """Open the office at one computer. Raises KnownError."""
        station = open_station(self.ground.places(worker), self.ground.keyring())
        with closing(station):
            yield station

    def pair(self, worker: str, address: str, code: str) -> str:
        """Pair a computer with the centre, and send all there is; return the office's id."""

        def do() -> str:
            store = self.ground.keyring()
            with self.opened(worker) as station:
                link_station(station, store, address, code)
                drain(station, store)
                return str(station.office().id)

        return str(in_child(do)())

    def drained(self) -> int:
        """Send and hear what there is; return how much it was. Raises KnownError."""
        with self.opened() as station:
            return drain(station, self.ground.keyring())

    def _start(
        self, module: str, *arguments: str, environment: dict[str, str]
    ) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"tests.torture.{module}", str(self.ground.root)]
        quiet: Any = subprocess.DEVNULL
        return subprocess.Popen(
            [*command, *arguments], cwd=_ROOT, env={**os.environ, **environment}, stdout=quiet
        )


class FileOffice(LinkedOffice):
    """An office whose data are a file on one computer; its disk fails too."""

    def make(self) -> None:
        """Make the office."""
        in_child(lambda: make_office(self.ground))()

    def book(self) -> Book:
        """Open its database for the checker."""
        return Book(self.ground.database, self.ground.key())

    def begin(self, seed: str, actions: int, kills: int) -> "subprocess.Popen[bytes]":
        """Begin to work among faults."""
        build_shim(self.ground)
        Control(self.ground.control).close()
        asked = (seed, str(actions), str(kills), "linked")
        return self._start("run", *asked, environment=self.ground.environment)


class ServerOffice(LinkedOffice):
    """An office whose data are on a server.

    Args:
        server: it, running.
    """

    share = 0.4

    def __init__(self, ground: Ground, server: Server) -> None:
        super().__init__(ground, one_account=False)
        self.server = server

    def make(self) -> None:
        """Make the office."""
        make_server_office(self.ground, self.server)

    def book(self) -> Book:
        """Open its database for the checker."""
        return self.server.book(DATABASE)

    def begin(self, seed: str, actions: int, kills: int) -> "subprocess.Popen[bytes]":
        """Begin to work among faults."""
        asked = (seed, str(actions), str(kills), self.server.tell())
        return self._start("server_run", *asked, environment={})
