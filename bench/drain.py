"""A backlog of days sent to the centre by the program's own loop, with flat memory on both sides."""

import multiprocessing
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from bench.centre import rss_mib, running_centre
from bench.figures import Figure, at_most, none_of, recorded
from bench.office import connect, make_office, open_desk
from db.pieces.embedded import PieceFile, pieces_path
from desktop.sync.client import Centre
from desktop.sync.credentials import Credentials
from desktop.sync.files import Spool
from desktop.sync.loop import Surroundings, SyncLoop
from desktop.sync.pairing import Pairing
from desktop.sync.troubles import LinkTrouble
from desktop.sync.turns import HeldFile
from desktop.sync.wire import Address, Wire
from desktop.usecases.centre_link import keep_link
from domain.exchange import CentreLink
from domain.operations import LogHead
from tests.central.client import Log
from tests.sync.linked import PROGRAM, MemoryStore

WAITING = 200_000
GROWTH_MIB = 48.0
"""What a process may hold more at its most than once it has sent a tenth: batches differ."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EVERY = 0.25
_TRIES = 5


def measure(folder: Path) -> Sequence[Figure]:
    """Send a backlog and watch what both processes hold meanwhile."""
    with tempfile.TemporaryDirectory(dir=folder) as there, running_centre(folder) as (_, centre):
        office_id = _backlog(Path(there) / "ours.db", WAITING)
        context = multiprocessing.get_context("spawn")
        sender = context.Process(target=_send, args=(Path(there), centre.address, centre.code()))
        began = time.perf_counter()
        sender.start()
        held: list[tuple[float, float]] = []
        while sender.is_alive():
            assert sender.pid is not None
            held.append((rss_mib(sender.pid), rss_mib(centre.process.pid)))
            sender.join(_EVERY)
        seconds = time.perf_counter() - began
        arrived = centre.rows(
            "SELECT count(*) AS kept, count(DISTINCT sequence) AS places,"
            " (SELECT head_sequence FROM office WHERE id = %s) AS head"
            " FROM operation WHERE office_id = %s",
            office_id,
            office_id,
        )[0]
    settled = held[len(held) // 10 :]
    ours, theirs = ([one[side] for one in settled] for side in (0, 1))
    return [
        recorded(f"drain: {WAITING:,} operations", WAITING / seconds, "op/s"),
        at_most("drain: memory gained, the office", max(ours) - ours[0], "MiB", GROWTH_MIB),
        at_most("drain: memory gained, the centre", max(theirs) - theirs[0], "MiB", GROWTH_MIB),
        recorded("drain: memory at most, the office", max(ours), "MiB"),
        recorded("drain: memory at most, the centre", max(theirs), "MiB"),
        none_of("drain: operations lost", max(0, WAITING - int(arrived["head"] or 0))),
        none_of("drain: operations doubled", int(arrived["kept"] - arrived["places"])),
    ]


def _backlog(path: Path, count: int) -> UUID:
    """Make an office whose log is ``count`` long, as days without a link leave it."""
    office = make_office(path, 1)
    engine, desk = open_desk(path)
    with desk.units.read() as unit:
        head = unit.log.head()
    engine.dispose()
    log = Log(office.office_id)
    log.head = LogHead(head.sequence, head.hash)
    with closing(connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for _ in range(count - head.sequence):
            one = log.add()
            connection.execute(
                "INSERT INTO operation (sequence, id, office_id, workstation, aggregate,"
                " aggregate_id, aggregate_version, type, schema_version, actor_id, at, payload,"
                " payload_hash, previous_hash, hash)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?)",
                (
                    one.sequence, one.id.hex, one.office_id.hex, one.workstation, one.aggregate,
                    one.aggregate_id.hex, one.aggregate_version, one.type, one.schema_version,
                    (one.at - _EPOCH) // timedelta(microseconds=1), one.payload, one.payload_hash,
                    one.previous_hash, one.hash,
                ),
            )  # fmt: skip
        connection.execute("COMMIT")
    return office.office_id


def _send(folder: Path, address: str, code: str) -> None:
    """Link the office and send what waits, as ``ventanilla sync --once`` does."""
    engine, desk = open_desk(folder / "ours.db")
    credentials = Credentials(folder, MemoryStore())
    pairing, wire = Pairing(code, "PC-1", PROGRAM), Wire(Address(address), PROGRAM)
    paired = pairing.pair(wire)
    pairing.keep(credentials, paired)
    link = CentreLink(address, "", "", "", paired.feed_epoch, 0, 0, 30, desk.clock.now())
    with desk.units.write() as unit:
        keep_link(desk, unit, link, None)
    around = Surroundings(
        desk,
        credentials.exist,
        lambda _link: Centre(wire, credentials),
        HeldFile(folder / "ours.enlace"),
        Spool(folder / "por-enviar"),
        PieceFile(pieces_path(folder / "ours.db"), bytes(32), lambda: True).pieces(),
        "0004",
        lambda _report: None,
    )
    loop = SyncLoop(around)
    try:
        for left in reversed(range(_TRIES)):
            try:
                loop.once()
                break
            except LinkTrouble:  # the loop tries again too, after a while
                if not left:
                    raise
    finally:
        wire.reset()
        engine.dispose()
