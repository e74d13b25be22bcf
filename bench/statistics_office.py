"""Five years of an office, every day counted: 1,008,700 turnos and 327,500 cases.

The newest fifteen weeks are built by bulk inserts and counted by the program itself, as an office
does that has just been brought to this version. Thirteen of them, in which every case has ended,
are copied to the quarters before with what was counted of them; the program sums the months. Kept
in the bench's cache under a name that changes with the schema.
"""

import hashlib
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, Table, event, select
from sqlalchemy.schema import CreateIndex, CreateTable

from bench.case_history import fill_cases
from bench.history import call_rows, ticket_rows
from bench.names import DIALECT, fill, fill_entities, fill_people, keys
from bench.office import KEY, BenchOffice, StillClock, make_office, open_desk
from db.engine import connect
from db.statements import Prepared
from db.tables import (
    case_event,
    case_file,
    case_finding,
    case_return,
    counter_session,
    figure_day,
    figure_entity_day,
    figure_ranked,
    metadata,
    ticket,
    ticket_call,
)
from db.types import UtcDateTime
from desktop.usecases import reception
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from desktop.usecases.figures.upkeep import bring_up_to_date
from domain.staff import Actor

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
COUNTED_WEEKS, COPIED_WEEKS, COPIES = 15, 13, 19
FIRST = NOW.date() - timedelta(weeks=COUNTED_WEEKS + COPIED_WEEKS * COPIES)
A_DAY = 770
PEOPLE, ENTITIES, PLACES = 20_000, 3_000, 8
TODAY_TURNOS = 60
_COPIED = (
    ticket,
    ticket_call,
    counter_session,
    case_file,
    case_event,
    case_return,
    case_finding,
    figure_day,
    figure_ranked,
    figure_entity_day,
)
_OWN_KEYS = frozenset({"id", "ticket_id", "case_id"})
"""Names of columns that tell of what is copied; other keys are of staff, counters and people."""
_WHEN = {
    "ticket": "day",
    "ticket_call": "day",
    "counter_session": "day",
    "case_return": "day",
    "case_finding": "at",
    "case_event": "(SELECT f.opened_at FROM case_file f WHERE f.id = case_id)",
    "case_file": "opened_at",
}
"""By what rows belong to the weeks that are copied; a case goes with all that happened to it."""


def statistics_office(folder: Path) -> tuple[Path, float, float]:
    """Return the database, building what is missing.

    Returns:
        Its path, the processor seconds a day took to count, and the MB that counting took.
    """
    path = folder / f"statistics-{_fingerprint()}.db"
    built = path.with_suffix(".built")
    if not built.exists():
        for old in folder.glob("statistics-*"):
            old.unlink()
        with tempfile.TemporaryDirectory(dir=folder) as making:
            made = Path(making) / path.name
            took = _make(made)
            made.rename(path)
        built.write_text(" ".join(map(str, took)), "ascii")
    seconds, memory = map(float, built.read_text("ascii").split())
    return path, seconds, memory


def memory() -> float:
    """Return the most memory this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _make(path: Path) -> tuple[float, float]:
    office = make_office(path, PLACES)
    _apart(_fill, path, office)
    took: tuple[float, float] = _apart(_count_days, path, office)
    _apart(_copy, path, office)
    return took


def _apart(act: Callable[[Path, BenchOffice], Any], path: Path, office: BenchOffice) -> Any:
    """Do it in a process of its own: what it keeps in memory is not another's."""
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        return apart.submit(act, path, office).result()


def _count_days(path: Path, office: BenchOffice) -> tuple[float, float]:
    """Begin today, and have the program count; return seconds a day, and MB."""
    engine, desk = open_desk(path, StillClock(NOW))
    event.listen(engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))
    keep_shipped(desk)
    for _ in range(TODAY_TURNOS):
        reception.issue(desk, office.actors[0], reception.NewTicket((6,)))
    before, began = memory(), time.process_time()
    days = _count(desk, office.actors[0])
    took = (time.process_time() - began) / days, memory() - before
    engine.dispose()
    return took


def _fingerprint() -> str:
    words = [f"{NOW} {FIRST} {COPIES} {A_DAY} {PEOPLE} {ENTITIES} {PLACES}"]
    for table in metadata.sorted_tables:
        words.append(str(CreateTable(table).compile(dialect=DIALECT)))
        words += sorted(str(CreateIndex(i).compile(dialect=DIALECT)) for i in table.indexes)
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def _days() -> Iterator[datetime]:
    """Yield when each working day began that is counted by the program."""
    since = NOW.date() - timedelta(weeks=COUNTED_WEEKS)
    for place in range((NOW.date() - since).days):
        day = since + timedelta(days=place)
        if day.weekday() < 5:
            yield datetime(day.year, day.month, day.day, 13, tzinfo=UTC)


def _fill(path: Path, office: BenchOffice) -> None:
    chance = random.Random(1)
    people, bodies = keys(PEOPLE, chance), keys(ENTITIES, chance)
    sitting = dict(zip(office.counters, office.actors, strict=True))
    with closing(_bulk(path)) as connection:
        connection.execute("BEGIN")
        fill_people(connection, people, chance)
        fill_entities(connection, bodies, chance)
        for began in _days():
            tickets = list(ticket_rows(iter([(began, A_DAY)]), people, office, chance))
            for number, row in enumerate(tickets):
                row["position"] = int(began.timestamp()) * 1000 + number
                row["entity_id"] = chance.choice(bodies) if chance.random() < 0.6 else None
            fill(connection, ticket, tickets)
            calls = list(call_rows(tickets, office, chance))
            for row in calls:
                row["staff_id"] = sitting[row["counter_id"]].staff_id
            fill(connection, ticket_call, calls)
        fill(connection, counter_session, _sessions(office, chance))
        fill_cases(connection, [*_days()], NOW, people, bodies, office, chance)
        connection.execute(
            "UPDATE case_file SET system = 'Sistema ' || (rowid % 12), "
            "topic = 'tema-' || (rowid % 20) WHERE service = 6"
        )
        fill(connection, case_event, _events(connection))
        connection.execute("COMMIT")


def _bulk(path: Path) -> Any:
    connection = connect(path, KEY)
    for setting in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _sessions(office: BenchOffice, chance: random.Random) -> Iterator[dict[str, Any]]:
    for began in _days():
        for counter_id, actor in zip(office.counters, office.actors, strict=True):
            yield {
                "id": UUID(int=chance.getrandbits(128), version=4),
                "office_id": office.office_id,
                "counter_id": counter_id,
                "staff_id": actor.staff_id,
                "day": began.date(),
                "services": (6,),
                "state": "closed",
                "opened_at": began,
                "since": None,
                "break_reason": "",
                "closed_at": began + timedelta(hours=9),
                "version": 2,
            }


def _events(connection: Any) -> Iterator[dict[str, Any]]:
    """Yield what happened to the cases, as their rows tell it."""
    returns: dict[UUID, datetime] = {}
    wanted = Prepared(select(case_return.c.case_id, case_return.c.at), DIALECT)
    for raw in connection.execute(wanted.sql):
        row = wanted.row(raw)
        returns[row.case_id] = row.at
    cases = Prepared(select(case_file), DIALECT)
    for number, raw in enumerate(connection.execute(cases.sql).fetchall()):
        row = cases.row(raw)
        solution = "type:done" if number % 3 else f"S-{number % 150:04}"
        moments = (
            ("case_opened", row.opened_at, ""),
            ("case_returned", returns.get(row.id), "1"),
            ("case_resolved", row.resolved_at, solution),
            ("case_closed", row.closed_at if row.state == "closed" else None, "given"),
        )
        happened = [moment for moment in moments if moment[1] is not None]
        for place, (kind, at, detail) in enumerate(happened, start=1):
            yield {
                "case_id": row.id,
                "place": place,
                "kind": kind,
                "first": True,
                "at": at,
                "service": row.service,
                "channel": row.channel,
                "staff_id": row.holder_id,
                "entity_id": row.entity_id,
                "ticket_id": None,
                "clock_from": row.clock_from,
                "due_at": row.due_at,
                "detail": detail,
            }


def _count(desk: Desk, actor: Actor) -> int:
    """Have the program count what is to be counted; return how many days that were."""
    days = 0
    while True:
        done = bring_up_to_date(desk, actor)
        days += len(done.counted)
        if not done.left:
            return days


def _copy(path: Path, office: BenchOffice) -> None:
    """Give every quarter before what the copied weeks left behind; the program sums the months."""
    first = NOW.date() - timedelta(weeks=COUNTED_WEEKS)
    with closing(_bulk(path)) as connection:
        connection.execute("BEGIN")
        for table in _COPIED:
            for copy in range(COPIES, 0, -1):  # as they would have come
                connection.execute(*_copying(table, first, copy))
        connection.execute("DELETE FROM figure_month")
        connection.execute("DELETE FROM figure_entity")
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine, desk = open_desk(path, StillClock(NOW))
    _count(desk, office.actors[0])
    engine.dispose()


def _copying(table: Table, first: date, copy: int) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that copies the weeks from a day on to so many quarters before."""
    back = timedelta(weeks=COPIED_WEEKS * copy)
    until = first + timedelta(weeks=COPIED_WEEKS)
    ends: list[Any] = [first.isoformat(), until.isoformat()]
    when = _WHEN.get(table.name, "day")
    if when != "day":
        ends = [int(datetime(d.year, d.month, d.day, 9, tzinfo=UTC).timestamp() * 10**6)
                for d in (first, until)]  # fmt: skip
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(_moved(column, copy, back) for column in table.columns)
    statement = (
        f'INSERT INTO "{table.name}" ({columns}) SELECT {values} FROM "{table.name}" '
        f"WHERE {when} >= ? AND {when} < ?"
    )
    return statement, tuple(ends)


def _moved(column: Column[Any], copy: int, back: timedelta) -> str:
    """Return what a column of a copied row holds."""
    name = f'"{column.name}"'
    if column.name in _OWN_KEYS:
        return f"'{0xF000 - copy:08x}' || substr({name}, 9)"
    if column.name == "number" and column.table is case_file:
        return f"{name} || '-{copy}'"
    if column.name in ("position", "announced"):
        return f"{name} - {int(back.total_seconds()) * 1000}"
    if isinstance(column.type, Date):
        return f"date({name}, '-{back.days} days')"
    if isinstance(column.type, UtcDateTime):
        return f"{name} - {int(back.total_seconds()) * 10**6}"
    return name
