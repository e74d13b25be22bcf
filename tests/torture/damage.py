"""Damaged pages in a copy of the database, damaged archives, and what the program makes of them."""

import random
import shutil
from contextlib import closing, suppress
from pathlib import Path

from db.engine import connect
from db.retention import archives
from desktop import settings
from desktop.app import backups
from desktop.app.health import check_up
from desktop.app.station import open_station
from desktop.doctor import State
from desktop.keys import slots
from desktop.paths import Places
from desktop.printing.folder import PdfFolderPrinter
from desktop.usecases.desk import SystemClock
from domain.errors import KnownError
from tests.torture.book import Book
from tests.torture.checker import check
from tests.torture.lines import Told
from tests.torture.office import Ground

_PAGE = 4096
_NOTHING_TOLD = Told({}, [], [], [])


def try_damage(ground: Ground, chance: random.Random, told: Told) -> dict[str, list[str]]:
    """Damage a copy, look whether the program says so, and put the newest archive in its place.

    Nobody works meanwhile, or the copy would be torn by itself.

    Returns:
        ``done``: what was tried; ``faults``: what did not hold, in words.
    """
    done: list[str] = []
    faults: list[str] = []
    key = ground.key()
    places, copy = _copied(ground, key)
    whole = _entries(copy, key)
    _spoil(copy, chance)
    if _doctor_is_content(places, ground):
        # Only a page that holds nothing can be damaged unseen.
        harmless = _entries(copy, key) == whole and not check(copy, key, _NOTHING_TOLD).faults
        done.append("damaged page that holds nothing")
        if not harmless:
            faults.append("damaged pages that the check-up did not see")
    else:
        done.append("damaged pages, told by the check-up")
        done.append(_opened(places, ground))
    found = archives(ground.archives)
    if not found:
        return {"done": done, "faults": faults}
    newest = found[0].path
    faults += _restored(ground, newest, copy, told)
    done.append("restored from the newest backup")
    faults += _spoiled_archive(ground, newest, copy, chance)
    done.append("damaged backup")
    shutil.rmtree(copy.parent)
    return {"done": done, "faults": faults}


def _copied(ground: Ground, key: bytes) -> tuple[Places, Path]:
    folder = ground.root / "danado"
    shutil.rmtree(folder, ignore_errors=True)
    places = Places(folder / "puesto", folder / "registros")
    places.prepare()
    copy = folder / ground.database.name
    for end in ("", "-wal"):
        source = ground.database.with_name(ground.database.name + end)
        if source.exists():
            shutil.copyfile(source, copy.with_name(copy.name + end))
    for source, target in zip(slots.copies(ground.database), slots.copies(copy), strict=True):
        if source.exists():
            shutil.copyfile(source, target)
    settings.change(places.settings, SystemClock().now(), database=str(copy), workstation="copia")
    with closing(connect(copy, key)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return places, copy


def _spoil(path: Path, chance: random.Random) -> None:
    """Change a few bytes here and there, as a failing disk does."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        for _ in range(chance.randrange(1, 6)):
            place = chance.randrange(size)
            file.seek(place)
            before = file.read(1)
            file.seek(place)
            file.write(bytes([before[0] ^ chance.randrange(1, 256)]))


def _doctor_is_content(places: Places, ground: Ground) -> bool:
    printer = PdfFolderPrinter(places.data, lambda: SystemClock().now().date())
    data = check_up(places, ground.keyring(), printer, screens=1, sounds=1)[0]
    return data.state is State.OK


def _opened(places: Places, ground: Ground) -> str:
    try:
        open_station(places, ground.keyring()).close()
    except KnownError as error:
        return f"damaged pages, told when it is opened ({type(error).__name__})"
    return "damaged pages, away from what is read when it is opened"


def _restored(ground: Ground, archive: Path, copy: Path, told: Told) -> list[str]:
    """Restore, and insist that it is the office as it was when the archive was made."""
    held = {
        str(look["archive"]): int(str(look["holds"])) for look in told.looks if "archive" in look
    }
    least = held.get(archive.name, 0)
    try:
        backups.put_back(archive, copy, ground.keyring(), lambda: ground.code)
    except KnownError as error:
        return [f"the newest backup could not be restored: {error.words}"]
    key = ground.key()
    restored = _entries(copy, key)
    faults = [fault.words for fault in check(copy, key, _NOTHING_TOLD).faults]
    if restored != _entries(ground.database, key)[: len(restored)]:
        faults.append("what was restored is not the office as it was")
    if len(restored) < least:
        faults.append(f"the backup was to hold {least} entries and holds {len(restored)}")
    return faults


def _spoiled_archive(ground: Ground, archive: Path, copy: Path, chance: random.Random) -> list[str]:
    """A damaged archive is refused, and what is there stays; or the damage was in no content."""
    spoiled = copy.with_name(archive.name)
    shutil.copyfile(archive, spoiled)
    _spoil(spoiled, chance)
    key = ground.key()
    before = _entries(copy, key)
    with suppress(KnownError):
        backups.put_back(spoiled, copy, ground.keyring(), lambda: ground.code)
    if _entries(copy, key) != before:
        return ["a damaged backup changed what was there"]
    return []


def _entries(database: Path, key: bytes) -> list[str]:
    """Return the seals of the log."""
    book = Book(database, key)
    try:
        return [seal for (seal,) in book.rows("SELECT hash FROM operation ORDER BY sequence")]
    finally:
        book.close()
