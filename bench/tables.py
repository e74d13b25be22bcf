"""Tables as files: 100,000 rows in each kind, stopping one, and the LOTAIP table of a full year.

Writing is one thread's work: it is told in processor time, which a busy computer lengthens less.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from bench.figures import Figure, at_most, recorded
from db.engine import open_engine
from db.tables import case_event, metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.documents.lotaip import layouts
from desktop.documents.spreadsheets import SheetWriter
from desktop.ports.tables import OutColumn, OutTable, Row, TableFormat, TableStopped
from desktop.usecases import resolving
from desktop.usecases.case_opening import NewCase
from desktop.usecases.desk import Desk
from desktop.usecases.figures.lotaip import view
from desktop.usecases.figures.lotaip_files import out_table
from domain.case_events import CaseEventKind
from domain.case_parts import ConformityKind
from domain.catalogue import Channel
from domain.solutions import SolutionType
from tests.office import CHEAP, KEY, FakeClock, open_small_office

ROWS = 100_000
SECONDS = 10.0
MEMORY = 150.0
"""MiB that the writing may add, whatever the table."""
CLOSINGS = 60_000
"""In the year of the LOTAIP table: four times what the ministry's table tells of a year."""
_WRITE = "import sys; from bench.tables import written; written(sys.argv[1], sys.argv[2])"


def measure(_folder: Path) -> Sequence[Figure]:
    """Measure the writing of tables and the LOTAIP table."""
    found: list[Figure] = []
    with TemporaryDirectory(prefix="ventanilla-bench-") as folder:
        for form in (TableFormat.XLSX, TableFormat.ODS, TableFormat.CSV):
            path = Path(folder) / f"tabla.{form.value}"
            told = subprocess.run(
                [sys.executable, "-c", _WRITE, form.value, str(path)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout.split()
            seconds, memory, stopped = map(float, told)
            name = f"tables: {ROWS} rows as {form.value.upper()}"
            found += [
                at_most(name, seconds, "s", SECONDS),
                at_most(f"{name}, memory added", memory, "MiB", MEMORY),
                at_most(f"{name}, until stopped", stopped, "s", 1.0),
                recorded(f"{name}, size", path.stat().st_size / 2**20, "MiB"),
            ]
        found += _lotaip(Path(folder))
    return found


def written(kind: str, path: str) -> None:
    """Write the table in this process; print seconds (of the processor), MiB added, until stopped."""
    form = TableFormat(kind)
    with TemporaryFile() as out:
        SheetWriter().write(out, form, [OutTable("x", _COLUMNS, list(_rows(1)))])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    with Path(path).open("wb") as file:
        SheetWriter().write(file, form, [OutTable("Tabla", _COLUMNS, _rows(ROWS))])
    seconds = time.process_time() - began
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    asked = 0.0

    def stop(done: int) -> None:
        nonlocal asked
        if done >= ROWS // 2:
            asked = time.perf_counter()
            raise TableStopped()

    try:
        with TemporaryFile() as out:
            SheetWriter().write(out, form, [OutTable("Tabla", _COLUMNS, _rows(ROWS))], stop)
    except TableStopped:
        print(seconds, added, time.perf_counter() - asked)


_COLUMNS = (
    OutColumn("Trámite", 18),
    OutColumn("Servicio"),
    OutColumn("Nombre", 30),
    OutColumn("Día"),
    OutColumn("Momento", 18),
    OutColumn("Minutos"),
    OutColumn("Espera", decimals=1),
    OutColumn("Satisfacción", percent=True),
    OutColumn("Estado"),
    OutColumn("Nota", 40),
)


def _rows(count: int) -> Iterator[Row]:
    begins = datetime.fromisoformat("2026-01-05T08:00")
    for number in range(count):
        at = begins + timedelta(minutes=number)
        yield (
            f"QUITO-26-{number:06}-7",
            number % 10 + 1,
            "Enrolamiento de un titular",
            at.date(),
            at,
            number % 90,
            number / 7,
            number % 101,
            "Respondido",
            f"Se le explicó cómo hacerlo, línea {number}",
        )


def _lotaip(folder: Path) -> list[Figure]:
    """Measure the table of December after a year of closings."""
    engine = open_engine(folder / "ventanilla.db", KEY)
    metadata.create_all(engine)
    units = SqlUnits(engine, "PC-1")
    office = open_small_office(units)
    who = office.actor("supervisor-1")
    begins = datetime(2026, 1, 1, 12, tzinfo=UTC)
    clock = FakeClock(begins - timedelta(days=9))
    desk = Desk(units, catalogues(), clock, CHEAP)
    new = NewCase(7, Channel.PHONE, topic="access", problem="No puede entrar")
    answer = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
    clerk = office.actor("asesor-1")
    case_id = resolving.support(desk, clerk, new, answer, ConformityKind.GIVEN).id
    with engine.begin() as connection:
        connection.execute(
            case_event.insert(),
            [
                {
                    "case_id": case_id,
                    "place": number + 10,
                    "kind": CaseEventKind.CLOSED.value,
                    "first": True,
                    "at": begins + timedelta(seconds=number * 31_000_000 / CLOSINGS),
                    "service": number % 10 + 1,
                    "channel": "in_person",
                    "staff_id": who.staff_id,
                    "detail": "",
                }
                for number in range(CLOSINGS)
            ],
        )
    clock.set(datetime(2027, 1, 4, 13, tzinfo=UTC))
    december = date(2026, 12, 1)
    view(desk, who, december, "QUITO")
    began = time.perf_counter()
    table = view(desk, who, december, "QUITO").now
    read = time.perf_counter() - began
    assert table.total.cumulative > CLOSINGS * 0.9
    for form in TableFormat:
        with (folder / f"lotaip.{form.value}").open("wb") as out:
            SheetWriter().write(out, form, [out_table(table, layouts()[0])])
    whole = time.perf_counter() - began
    engine.dispose()
    return [
        at_most(f"tables: LOTAIP of a month after {CLOSINGS} closings", read, "s", 2.0),
        at_most("tables: the same with its four files", whole, "s", 4.0),
    ]
