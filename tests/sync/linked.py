"""An office linked with a centre, for tests."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from uuid import UUID

from db.pieces.embedded import PieceFile, pieces_path
from db.pieces.store import SqlPieces
from desktop.sync.client import Centre
from desktop.sync.credentials import Credentials
from desktop.sync.files import Spool
from desktop.sync.loop import Surroundings, SyncLoop
from desktop.sync.pairing import Pairing
from desktop.sync.state import LinkReport
from desktop.sync.turns import HeldFile
from desktop.sync.wire import Address, Patience, Wire
from desktop.usecases.centre_link import keep_link
from desktop.usecases.desk import Desk
from domain.exchange import CentreLink
from domain.operations import LogHead
from tests.central.server import Centre as Server
from tests.office import KEY, SmallOffice

PROGRAM = "0.4.0"
PATIENT = Patience(connect=60, silence=60, whole=120)
"""The machine may be busy: an answer that must come is waited for."""


class MemoryStore:
    """A keyring of one test."""

    def __init__(self) -> None:
        self.kept: dict[UUID, bytes] = {}

    def load(self, database_id: UUID) -> bytes | None:
        return self.kept.get(database_id)

    def save(self, database_id: UUID, key: bytes) -> None:
        self.kept[database_id] = key


class Waiting:
    """A waiter whose time passes when the test says so."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.waited: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)

    def wake(self) -> None:
        self.waited.append(0)

    def monotonic(self) -> float:
        return self.passed


@dataclass
class Linked:
    """An office that is linked with a centre.

    Attributes:
        reports: how the link stood, each time it changed.
    """

    desk: Desk
    office: SmallOffice
    credentials: Credentials
    spool: Spool
    address: str
    folder: Path
    waiter: Waiting
    reports: list[LinkReport]

    @cached_property
    def piece_file(self) -> PieceFile:
        """The file of its second database."""
        return PieceFile(pieces_path(self.folder / "oficina.db"), KEY, lambda: True)

    @property
    def pieces(self) -> SqlPieces:
        """The bytes of its received files."""
        return self.piece_file.pieces()

    def asking(self, patience: Patience = PATIENT) -> Centre:
        """Return who asks the centre in this office's name."""
        return Centre(Wire(Address(self.address), PROGRAM, patience), self.credentials)

    def loop(self, patience: Patience = PATIENT, election: str = "oficina.enlace") -> SyncLoop:
        """Return a loop of this office, not started."""
        return SyncLoop(
            Surroundings(
                self.desk,
                self.credentials.exist,
                lambda link: Centre(
                    Wire(Address(link.address, link.ca), PROGRAM, patience), self.credentials
                ),
                HeldFile(self.folder / election),
                self.spool,
                self.pieces,
                "0004",
                self.reports.append,
            ),
            self.waiter,
            lambda: 0.5,
        )

    def link(self) -> CentreLink:
        """Return the link as it is kept."""
        with self.desk.units.read() as unit:
            found = unit.exchange.link()
        assert found is not None
        return found


def pair(centre: Server, desk: Desk, office: SmallOffice, folder: Path) -> Linked:
    """Link an office with a real centre, as the program does."""
    credentials = Credentials(folder, MemoryStore())
    pairing = Pairing(centre.code(), "PC-PRUEBA", PROGRAM)
    wire = Wire(Address(centre.address), PROGRAM, PATIENT)
    paired = pairing.pair(wire)
    wire.reset()
    pairing.keep(credentials, paired)
    link = CentreLink(
        centre.address, paired.ca, paired.sealing_key_id, paired.sealing_key,
        paired.feed_epoch, 0, 0, 30, desk.clock.now(),
    )  # fmt: skip
    head = None if paired.head is None else LogHead(paired.head.sequence, paired.head.hash)
    with desk.units.write() as unit:
        keep_link(desk, unit, link, head)
    return Linked(
        desk,
        office,
        credentials,
        Spool(folder / "por-enviar"),
        centre.address,
        folder,
        Waiting(),
        [],
    )


Made = Callable[[str], Linked]
"""What makes an office of a name that is linked with the centre."""


def sync(*offices: Linked) -> None:
    """Have each office send and hear once, in this order."""
    for office in offices:
        office.loop().once()
