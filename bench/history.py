"""A database with sixteen years of an office: 1,000,000 turnos, 100,000 people, and today.

Built once by bulk inserts and kept in the bench's cache, under a name that changes with the
schema. Only what the pages read is there: the log begins with today.
"""

import hashlib
import random
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.base import Executable

from bench.office import KEY, BenchOffice, StillClock, make_office, open_desk
from db.engine import connect
from db.statements import Prepared
from db.tables import metadata, person, person_term, ticket, ticket_call
from desktop.usecases import calling, counters, reception, serving
from domain.text import search_terms

TICKETS = 1_000_000
PEOPLE = 100_000
A_DAY = 250
WAITING_NOW = 40
NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
"""The moment of every clock that looks at it."""
_DIALECT = dialect()
_FIRST_NAMES = [
    "María",
    "José",
    "Luis",
    "Ana",
    "Carlos",
    "Rosa",
    "Juan",
    "Carmen",
    "Jorge",
    "Luz",
    "Manuel",
    "Gloria",
    "Segundo",
    "Blanca",
    "Ángel",
    "Martha",
    "Víctor",
    "Elena",
    "Miguel",
    "Patricia",
    "Pedro",
    "Mercedes",
    "Washington",
    "Fanny",
    "Byron",
    "Nelly",
    "Wilson",
    "Inés",
]
_LAST_NAMES = [
    "Quishpe",
    "Guamán",
    "Andrade",
    "Zambrano",
    "Cevallos",
    "Morocho",
    "Chimborazo",
    "Vera",
    "Mendoza",
    "Toapanta",
    "Yupanqui",
    "Ponce",
    "Tituaña",
    "Paredes",
    "Ñacato",
    "Cabrera",
    "Delgado",
    "Macías",
    "Intriago",
    "Simbaña",
    "Velasco",
    "Jaramillo",
    "Loor",
    "Cedeño",
    "Pilataxi",
    "Caiza",
    "Sánchez",
    "Rodríguez",
    "García",
    "Pérez",
    "López",
    "Ramírez",
    "Torres",
    "Flores",
    "Castillo",
]


def history(folder: Path) -> tuple[Path, BenchOffice]:
    """Return the database, a fresh copy of today in it, building what is missing."""
    path = folder / f"history-{fingerprint(TICKETS, PEOPLE)}.db"
    office_path = path.with_suffix(".office")
    if not office_path.exists():
        for old in folder.glob("history-*"):
            old.unlink()
        office = make_office(path, 4)
        _fill(path, office)
        _begin_today(path, office)
        write_office(office_path, office)
    return path, known_office(path, office_path)


def write_office(office_path: Path, office: BenchOffice) -> None:
    """Note which office a database holds: the last step of building it."""
    office_path.write_text(
        "\n".join([str(office.office_id), *(str(c) for c in office.counters)]), "ascii"
    )


def known_office(path: Path, office_path: Path) -> BenchOffice:
    """Return the office that a database holds."""
    office_id, *counter_ids = map(UUID, office_path.read_text("ascii").split())
    engine, desk = open_desk(path, StillClock(NOW))
    with desk.units.read() as unit:
        staff = sorted(unit.staff.all(), key=lambda member: member.username)
    engine.dispose()
    return BenchOffice(office_id, tuple(member.actor for member in staff), tuple(counter_ids))


def fingerprint(*sizes: int) -> str:
    """Return what changes with the schema and with what a database is to hold."""
    words = [f"{' '.join(map(str, sizes))} {NOW}"]
    for table in metadata.sorted_tables:
        words.append(str(CreateTable(table).compile(dialect=_DIALECT)))
        words += sorted(str(CreateIndex(i).compile(dialect=_DIALECT)) for i in table.indexes)
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def _fill(path: Path, office: BenchOffice) -> None:
    chance = random.Random(1)
    people = [UUID(int=chance.getrandbits(128), version=4) for _ in range(PEOPLE)]
    with closing(connect(path, KEY)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute("BEGIN")
        rows = list(people_rows(people, chance))
        fill(connection, person, rows)
        terms = sorted(
            (term, row["id"].hex, row["id"])
            for row in rows
            for term in search_terms(f"{row['name']} {row['document']}")
        )
        fill(connection, person_term, ({"term": t, "person_id": key} for t, _, key in terms))
        tickets = list(_tickets(people, office, chance))
        fill(connection, ticket, tickets)
        fill(connection, ticket_call, _calls(tickets, office, chance))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def fill(connection: Any, table: Any, rows: Any) -> None:
    """Insert rows in bulk."""
    statement: Executable = insert(table)
    prepared = Prepared(statement, _DIALECT)
    connection.executemany(prepared.sql, (prepared.bound(row) for row in rows))


def people_rows(keys: list[UUID], chance: random.Random) -> Iterator[dict[str, Any]]:
    """Yield people with everyday names."""
    for number, key in enumerate(keys):
        names = [*chance.choices(_FIRST_NAMES, k=2), *chance.choices(_LAST_NAMES, k=2)]
        yield {
            "id": key,
            "document_type": "other",
            "document": f"{17_000_000_00 + number}",
            "name": " ".join(names),
            "phone": "",
            "email": "",
            "version": 1,
        }


def _tickets(
    people: list[UUID], office: BenchOffice, chance: random.Random
) -> Iterator[dict[str, Any]]:
    first = NOW.replace(hour=13)
    days = TICKETS // A_DAY
    for number in range(TICKETS):
        back, of_day = days - number // A_DAY, number % A_DAY
        arrived = first - timedelta(days=back) + timedelta(seconds=110 * of_day)
        called = arrived + timedelta(seconds=chance.randrange(30, 1800))
        yield {
            "id": UUID(int=chance.getrandbits(128), version=4),
            "office_id": office.office_id,
            "day": arrived.date(),
            "series": "A",
            "number": of_day + 1,
            "priority": False,
            "services": (6,),
            "attended": (6,),
            "arrived_at": arrived,
            "queued_at": arrived,
            "position": -TICKETS + number,
            "person_id": chance.choice(people),
            "entity_id": None,
            "state": "served",
            "counter_id": chance.choice(office.counters),
            "reserved_for": None,
            "called_at": called,
            "last_called_at": called,
            "recalls": 0,
            "serving_since": called,
            "finished_at": called + timedelta(minutes=9),
            "reason": "",
            "version": 4,
        }


def _calls(
    tickets: list[dict[str, Any]], office: BenchOffice, chance: random.Random
) -> Iterator[dict[str, Any]]:
    for one in tickets:
        yield {
            "id": UUID(int=chance.getrandbits(128), version=4),
            "office_id": office.office_id,
            "day": one["day"],
            "ticket_id": one["id"],
            "counter_id": one["counter_id"],
            "staff_id": office.actors[0].staff_id,
            "queued_at": one["queued_at"],
            "called_at": one["called_at"],
            "last_called_at": one["called_at"],
            "announced": one["position"],
            "recalls": 0,
            "out_of_turn": "",
            "outcome": "arrived",
            "ended_at": one["called_at"],
        }


def _begin_today(path: Path, office: BenchOffice) -> None:
    """A day under way: some served, every counter attending, forty in the hall."""
    engine, desk = open_desk(path, StillClock(NOW))
    chance = random.Random(2)
    words = [f"{first} {last}" for first in _FIRST_NAMES for last in _LAST_NAMES]
    for _ in range(WAITING_NOW + 60):
        found = reception.find_people(desk, office.actors[0], chance.choice(words))
        chosen = chance.choice(found).id if found else None
        asked = reception.NewTicket((6,), chosen, priority=chance.random() < 0.1)
        reception.issue(desk, office.actors[0], asked)
    for actor, counter in zip(office.actors, office.counters, strict=True):
        counters.open_counter(desk, actor, counter)
    for _ in range(14):
        for actor in office.actors:
            calling.call_next(desk, actor)
            calling.arrived(desk, actor)
            serving.finish(desk, actor, "Consulta breve")
    for actor in office.actors:
        calling.call_next(desk, actor)
        calling.arrived(desk, actor)
    engine.dispose()
