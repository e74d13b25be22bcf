"""The open export of an office with 100,000 rows of turnos and their calls: time, memory, room.

Both times are held: that of the processor, which other work on the machine does not lengthen, and
that on the wall, for which a person waits.
"""

import random
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench.figures import Figure, at_most, recorded
from bench.history import NOW, call_rows, ticket_rows
from bench.names import fill, fill_people, keys
from bench.office import KEY, BenchOffice, StillClock, make_office, open_desk
from bench.year import resident_mb
from db.engine import connect
from db.tables import ticket, ticket_call
from desktop.documents.open_export import ZipArchives
from desktop.documents.open_export.dictionary import open_dictionary
from desktop.documents.spreadsheets import SheetWriter
from desktop.printing.files import DocumentFolders
from desktop.usecases.figures.open_export import OpenTools, export
from domain.open_data import OpenChoice

TURNOS = 50_000
"""Each with its call: 100,000 rows."""
PEOPLE = 5_000
DAYS = 200
SECONDS_A_100_000 = 10.0
MEMORY_MB = 60.0


def measure(folder: Path) -> Sequence[Figure]:
    """Export an office in every way and return what it took."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "office.db"
        office = make_office(path, 8)
        _fill(path, office)
        engine, desk = open_desk(path, StillClock(NOW))
        out = Path(place) / "out"
        files = DocumentFolders(out, lambda: out, lambda _: "")
        pieces: Any = None  # no received files
        tools = OpenTools(open_dictionary(), ZipArchives(SheetWriter()), pieces, files)
        found = []
        for name, choice in (
            ("open data", OpenChoice()),
            ("with personal data", OpenChoice(personal=True)),
            ("with spreadsheets", OpenChoice(sheets=True)),
        ):
            before, began, used = resident_mb(), perf_counter(), process_time()
            peak = [before]
            made = export(desk, office.actors[0], tools, choice, progress=partial(_note, peak))
            used, took = process_time() - used, perf_counter() - began
            words = f"open export, {name}"
            # With spreadsheets each row is written twice.
            limit = SECONDS_A_100_000 * (2 if choice.sheets else 1)
            for clock, seconds in (("processor", used), ("wall", took)):
                each = seconds / made.rows * 100_000
                found.append(at_most(f"{words}: 100,000 rows, {clock}", each, "s", limit))
            found += [
                at_most(f"{words}: memory, at most", max(peak) - before, "MB", MEMORY_MB),
                recorded(f"{words}: the file", made.path.stat().st_size / 1e6, "MB"),
            ]
        engine.dispose()
    return found


def _fill(path: Path, office: BenchOffice) -> None:
    chance = random.Random(1)
    people = keys(PEOPLE, chance)
    days = [(NOW - timedelta(days=back), TURNOS // DAYS) for back in range(DAYS, 0, -1)]
    with closing(connect(path, KEY)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute("BEGIN")
        fill_people(connection, people, chance)
        tickets = list(ticket_rows(iter(days), people, office, chance))
        fill(connection, ticket, tickets)
        fill(connection, ticket_call, call_rows(tickets, office, chance))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _note(peak: list[float], _done: int, _total: int) -> None:
    peak.append(resident_mb())
