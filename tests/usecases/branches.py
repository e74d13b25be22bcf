"""Copies of an office, and what a centre keeps of all of them: what tests of recovering share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import event

from db.engine import connect, open_engine
from db.images import IMAGES
from db.unit_of_work import SqlUnits
from desktop.usecases import recovery
from desktop.usecases.desk import Desk
from desktop.usecases.recovery import Recovered
from domain.exchange import RowImage
from domain.operations import Operation, verify
from tests.office import KEY

_MOST = 10_000
_PLACE = {table: place for place, table in enumerate(IMAGES)}


@dataclass
class Kept:
    """What the centre has of one office, from all copies of its database.

    Attributes:
        rows: with the epoch and the place of the log that they were told at.
    """

    operations: dict[UUID, Operation] = field(default_factory=dict)
    rows: dict[tuple[str, str], tuple[RowImage, tuple[int, int]]] = field(default_factory=dict)

    def after(self, place: int) -> list[Operation]:
        """Return the operations after a place, of every branch."""
        found = [one for one in self.operations.values() if one.sequence > place]
        return sorted(found, key=lambda one: (one.sequence, str(one.id)))

    def newer(self, place: int) -> list[RowImage]:
        """Return the rows told after a place, parents before their children."""
        found = [image for image, (_, at) in self.rows.values() if at > place]
        return sorted(found, key=lambda one: (_PLACE[one.table], one.key))

    def take(self, desk: Desk) -> None:
        """Take what a copy of the office has to send, as a push does."""
        with desk.units.write() as unit:
            operations, rows = list(unit.exchange.unsent(_MOST)), unit.exchange.marked(_MOST)
            weight = unit.exchange.epoch(), unit.log.head().sequence
            for one in operations:
                known = self.operations.setdefault(one.id, one)
                assert known == one
            for row in rows:
                before = self.rows.get((row.table, row.key))
                if before is None or before[1] <= weight:
                    self.rows[row.table, row.key] = replace(row, changes=0), weight
            unit.exchange.acknowledge(one.sequence for one in operations)
            unit.exchange.forget(rows)

    def sync(self, desk: Desk) -> Recovered:
        """Do what a round of the link does."""
        taken = Recovered()
        highest = max((epoch for _, (epoch, _) in self.rows.values()), default=0)
        with desk.units.read() as unit:
            left_behind = highest > unit.exchange.epoch()
            place = 0 if left_behind else recovery.asked_from(unit)
            seen = recovery.standing(unit, place, self.after(place))
        if seen.missing:
            taken = recovery.recover(desk, place, self.after(place), self.newer(seen.place), seen)
        if left_behind:
            recovery.outrank(desk, highest)
        self.take(desk)
        return taken

    def check(self, desk: Desk) -> None:
        """Insist that the office and what is kept of it are the same, each thing once."""
        with desk.units.read() as unit:
            log = [one.id for one in unit.log.all()]
            verify(unit.log.all())
            beside = [one.id for one in unit.exchange.branch(_MOST)]
            assert unit.exchange.count_unsent() == 0
        assert len(log) + len(beside) == len({*log, *beside})
        assert {*log, *beside} == set(self.operations)
        there = {named: image.row for named, (image, _) in self.rows.items() if image.row}
        assert {(row.table, row.key): row.row for row in all_rows(desk)} == there


def all_rows(desk: Desk) -> Sequence[RowImage]:
    """Return every row of an office, parents before their children; what waited waits no more."""
    with desk.units.write() as unit:
        unit.exchange.offer_again()
        found = [row for row in unit.exchange.marked(_MOST) if row.row is not None]
        unit.exchange.forget(unit.exchange.marked(_MOST))
        unit.exchange.acknowledge_through(unit.log.head().sequence)
    return sorted(found, key=lambda one: (_PLACE[one.table], one.key))


def copy_of(source: Path, target: Path) -> Path:
    """Copy an office's database as a backup does, while it is in use."""
    target.unlink(missing_ok=True)
    one, other = connect(source, KEY), connect(target, KEY)
    one.backup(other)
    one.close()
    other.close()
    return target


@contextmanager
def opened(path: Path, like: Desk, workstation: str = "PC-PRUEBA") -> Iterator[Desk]:
    """Work on a copy of an office's database; nobody pulls its plug."""
    engine = open_engine(path, KEY)
    engine.dispose()
    event.listen(engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))
    try:
        yield replace(like, units=SqlUnits(engine, workstation))
    finally:
        engine.dispose()
