"""Power cuts below the file system, rebuilt from the journal of the shim.

A stand-in for LazyFS, which needs FUSE. What was synced before the cut is there; what was written
since the last sync is dropped, kept, kept up to some write, or kept in pieces of a sector or a
page, as the seed says. Names in the folder that no sync of the folder made durable are there up
to some point: file systems keep the order of names, not of data. Many cuts come out of one
recording; after each the office is opened by the program and looked at by the checker.
"""

import json
import random
import shutil
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktop import settings
from desktop.app.station import open_station
from desktop.keys import slots
from desktop.paths import Places
from desktop.usecases.desk import SystemClock
from domain.errors import KnownError
from tests.torture.checker import check
from tests.torture.control import Control, Slot
from tests.torture.crew import Crew, die_with_parent, in_child
from tests.torture.day import Day
from tests.torture.lines import understood
from tests.torture.office import Ground, make_office

CREW = ("recepcion", "asesor1", "asesor2", "asesor3", "supervisora", "pantalla")
_HEAD = struct.Struct("<QIccHQQ")
_MAGIC = b"VJOURNAL"
_END = b"!END"


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that was done: W write, T truncate, S sync, C create, U unlink.

    Attributes:
        file: ``d`` the database, ``w`` its log, ``D`` their folder, ``s`` what was shown.
    """

    what: str
    file: str
    offset: int
    data: bytes


@dataclass(slots=True)
class _File:
    """A file as the disk would have it: what is durable, and what was done to it since."""

    durable: bytearray = field(default_factory=bytearray)
    since: list[Record] = field(default_factory=list)

    def sync(self) -> None:
        for record in self.since:
            _apply(self.durable, record)
        self.since.clear()

    def after_cut(self, chance: random.Random) -> bytearray:
        """Return what may be found after a cut."""
        left = bytearray(self.durable)
        way = chance.choice(["dropped", "kept", "up to a write", "sectors", "pages"])
        if way == "dropped":
            return left
        until = chance.randrange(len(self.since) + 1) if way == "up to a write" else None
        for record in self.since[:until]:
            if way not in {"sectors", "pages"}:
                _apply(left, record)
            elif record.what == "T":
                if chance.random() < 0.5:
                    _apply(left, record)
            else:
                size = 512 if way == "sectors" else 4096
                for start in range(0, len(record.data), size):
                    if chance.random() < 0.5:
                        piece = record.data[start : start + size]
                        _apply(left, Record("W", record.file, record.offset + start, piece))
        return left


class Disk:
    """The folder of the database as a journal tells it.

    Args:
        database: what was durable when the recording began.
    """

    def __init__(self, database: bytes) -> None:
        self._names = {"d": _File(bytearray(database))}
        self._durable = dict(self._names)
        self._unsaved: list[tuple[str, str, _File]] = []

    def take(self, record: Record) -> None:
        """Do what a record tells."""
        here = self._names.get(record.file)
        match record.what:
            case "C" if here is None:
                self._names[record.file] = made = _File()
                self._unsaved.append(("C", record.file, made))
            case "U" if here is not None:
                del self._names[record.file]
                self._unsaved.append(("U", record.file, here))
            case "S" if record.file == "D":
                self._durable = dict(self._names)
                self._unsaved.clear()
            case "S" if here is not None:
                here.sync()
            case "W" | "T" if here is not None:
                here.since.append(record)
            case _:
                pass  # a folder has no content, and a name is made once

    def after_cut(self, chance: random.Random) -> dict[str, bytes]:
        """Return what may be found after a cut, by the letter of each file."""
        names = dict(self._durable)
        for what, name, file in self._unsaved[: chance.randrange(len(self._unsaved) + 1)]:
            if what == "C":
                names[name] = file
            else:
                names.pop(name, None)
        return {name: bytes(file.after_cut(chance)) for name, file in names.items()}


def _apply(content: bytearray, record: Record) -> None:
    if record.what == "T":
        del content[record.offset :]
        content.extend(bytes(record.offset - len(content)))
        return
    content.extend(bytes(max(0, record.offset - len(content))))
    content[record.offset : record.offset + len(record.data)] = record.data


def read_journal(path: Path) -> Iterator[Record]:
    """Yield what a journal tells; a record that a kill cut was never done."""
    content = path.read_bytes()
    at = content.find(_MAGIC)
    while at >= 0:
        if at + _HEAD.size > len(content):
            return
        _, _, what, file, _, offset, length = _HEAD.unpack_from(content, at)
        begin = at + _HEAD.size
        end = begin + length
        if content[end : end + 4] == _END:
            yield Record(what.decode(), file.decode(), offset, content[begin:end])
            at = content.find(_MAGIC, end + 4)
        else:
            at = content.find(_MAGIC, begin)


@dataclass(slots=True)
class Cuts:
    """What came of the cuts of one recording.

    Attributes:
        unopened: after so many the program did not open the office.
        others: order, gaps, chain, halves; ``words`` say what, the first few.
    """

    actions: int = 0
    kills: int = 0
    tried: int = 0
    lost: int = 0
    doubled: int = 0
    others: int = 0
    unopened: int = 0
    words: list[str] = field(default_factory=list)


def record(ground: Ground, seed: str, actions: int, *, careless: bool) -> Cuts:
    """Make an office and let people work in it while the shim writes its journal."""
    in_child(lambda: make_office(ground))()
    shutil.copyfile(ground.database, ground.root / "antes.db")
    ground.journal.write_bytes(b"")
    key = ground.key()
    with Control(ground.control) as control:
        control.begin_again()
        control.set(Slot.CARELESS, int(careless))
        control.set(Slot.RECORD, 1)
        crew = Crew(ground, control, CREW, seed)
        until = control.total() + actions
        chance = random.Random(seed)
        kills = max(1, actions // 50)
        day = Day(ground, control, crew, key, chance, actions=until, kills=kills)
        day.work(until)
        crew.kill_all()
        control.set(Slot.RECORD, 0)
        return Cuts(actions, control.get(Slot.KILLS))


def cut(ground: Ground, seed: str, many: int, cuts: Cuts) -> None:
    """Cut the power at so many places of the recording, and look at what is left."""
    chance = random.Random(f"{seed} cuts")
    records = list(read_journal(ground.journal))
    places = sorted(chance.sample(range(len(records) // 20, len(records) + 1), many))
    disk = Disk((ground.root / "antes.db").read_bytes())
    shown: list[bytes] = []
    at = 0
    for place in places:
        for one in records[at:place]:
            if one.file == "s":
                shown.append(one.data)
            else:
                disk.take(one)
        at = place
        _look(ground, disk.after_cut(chance), shown, cuts)


def _look(ground: Ground, left: dict[str, bytes], shown: list[bytes], cuts: Cuts) -> None:
    folder = ground.root / "corte"
    shutil.rmtree(folder, ignore_errors=True)
    places = Places(folder / "puesto", folder / "registros")
    places.prepare()
    database = folder / ground.database.name
    for letter, name in (("d", database.name), ("w", f"{database.name}-wal")):
        if letter in left:
            (folder / name).write_bytes(left[letter])
    for source, target in zip(slots.copies(ground.database), slots.copies(database), strict=True):
        if source.exists():
            shutil.copyfile(source, target)
    settings.change(places.settings, SystemClock().now(), database=str(database), workstation="w")
    cuts.tried += 1
    try:
        station = open_station(places, ground.keyring())
        key = station.key
        station.close()
        verdict = check(database, key, understood(shown))
    except KnownError as error:
        cuts.unopened += 1
        cuts.words.append(f"cut {cuts.tried}: {error.words}")
        return
    cuts.lost += verdict.lost
    cuts.doubled += verdict.doubled
    cuts.others += verdict.others
    cuts.words += [f"cut {cuts.tried}: {fault.words}" for fault in verdict.faults[:3]]
    del cuts.words[20:]


def main() -> None:
    """Record and cut: ``python -m tests.torture.power FOLDER SEED ACTIONS CUTS CARELESS``."""
    die_with_parent()
    folder, seed, actions, many, careless = sys.argv[1:]
    ground = Ground(Path(folder))
    cuts = record(ground, seed, int(actions), careless=careless == "careless")
    cut(ground, seed, int(many), cuts)
    (ground.root / "cortes.json").write_text(
        json.dumps({name: getattr(cuts, name) for name in Cuts.__dataclass_fields__})
    )


if __name__ == "__main__":
    main()
