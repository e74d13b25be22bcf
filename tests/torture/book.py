"""What the database holds, read by plain SQL: the log as rows, and the tables beside it.

Nothing of the program is used here: no repository, no domain. The layout is that of db/tables;
the seal of each entry is made again from what domain/operations.py says of it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import sqlcipher3.dbapi2 as sqlcipher

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUITO = ZoneInfo("America/Guayaquil")
"""The clock of the office, and of the law."""
_DAY_BEGINS = timedelta(hours=4)
LOG = (
    "sequence, id, office_id, workstation, aggregate, aggregate_id, aggregate_version,"
    " type, schema_version, actor_id, at, payload, payload_hash, previous_hash, hash"
)
"""The columns of an entry."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that must not be.

    Attributes:
        kind: lost, doubled, twice, counter, order, gap, chain, half or seen.
    """

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log; ids as text without dashes, as the file keeps them."""

    sequence: int
    workstation: str
    aggregate: str
    of: str
    version: int
    type: str
    actor: str
    at: int
    payload: dict[str, Any]
    hash: str

    @property
    def day(self) -> date:
        """The office's day it happened on: from four in the morning at Quito."""
        return (moment_of(self.at).astimezone(QUITO) - _DAY_BEGINS).date()


class Book:
    """One database, open for reading. Close it.

    Args:
        database: nobody need have it open; readers do not disturb who has.
        key: the raw key.
    """

    def __init__(self, database: Path, key: bytes) -> None:
        self._connection: Any = sqlcipher.connect(f"{database}", isolation_level=None)
        self._connection.set_key(f"x'{key.hex()}'")
        self._connection.execute("PRAGMA query_only = 1")
        self._connection.execute("BEGIN")

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return [*self._read(statement)]

    def _read(self, statement: str) -> Iterator[tuple[Any, ...]]:
        yield from self._connection.execute(statement)

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def log(self) -> tuple[list[Entry], list[Fault]]:
        """Return the log, and where its chain does not hold."""
        entries, faults = [], []
        expected, before = 1, "0" * 64
        for row in self._read(f"SELECT {LOG} FROM operation ORDER BY sequence"):
            sequence, payload, digest = row[0], row[11], row[14]
            if sequence != expected or row[13] != before:
                faults.append(Fault("chain", f"entry {sequence} does not follow the one before"))
            elif not sealed(row):
                faults.append(Fault("chain", f"entry {sequence} is not what was sealed"))
            entries.append(
                Entry(
                    sequence,
                    row[3],
                    row[4],
                    plain(row[5]),
                    row[6],
                    row[7],
                    plain(row[9]),
                    row[10],
                    json.loads(payload),
                    digest,
                )
            )
            expected, before = sequence + 1, digest
        return entries, faults

    def named(self, table: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table by the names of its columns."""
        cursor = self._connection.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, map(_as_a_file, row), strict=True))

    def by_id(self, table: str, *columns: str) -> dict[str, tuple[Any, ...]]:
        """Return the rows of a table by their id."""
        found = self._read(f"SELECT id, {', '.join(columns)} FROM {table}")
        return {plain(row[0]): row[1:] for row in found}


class ServerBook(Book):
    """A database on a server, read in one transaction. Its values are told as a file keeps them.

    Args:
        connected: libpq's words.
        spoil: done to it behind its back, and taken back when it is closed.
    """

    def __init__(self, connected: str, spoil: str = "") -> None:
        self._connection = psycopg.connect(connected)
        self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        if spoil:
            self._connection.execute("SET LOCAL session_replication_role = replica")
            self._connection.execute(spoil)

    def _read(self, statement: str) -> Iterator[tuple[Any, ...]]:
        for row in self._connection.execute(statement):
            yield tuple(_as_a_file(value) for value in row)


def _as_a_file(value: object) -> object:
    if isinstance(value, datetime):
        return (value - _EPOCH) // timedelta(microseconds=1)
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, date) else value


def plain(key: object) -> str:
    """Return an id as its 32 letters, with dashes or without; empty for none."""
    return "" if key is None else str(key).replace("-", "")


def moment_of(kept: int) -> datetime:
    """Return a moment as the file keeps it: microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=kept)


def groups(entries: list[Entry]) -> Iterator[list[Entry]]:
    """Yield the entries by transaction: one workstation, one moment, one after the other."""
    group: list[Entry] = []
    for entry in entries:
        if group and (entry.workstation, entry.at) != (group[0].workstation, group[0].at):
            yield group
            group = []
        group.append(entry)
    if group:
        yield group


def sealed(row: tuple[Any, ...]) -> bool:
    """Tell whether an entry, as its columns stand in ``LOG``, is what was sealed."""
    payload, payload_hash = row[11], row[12]
    if payload is not None and hashlib.sha256(payload.encode()).hexdigest() != payload_hash:
        return False
    (sequence, key, office, station, aggregate, of, version, kind, schema, actor, at) = row[:11]
    header = [
        dashed(key),
        dashed(office),
        station,
        sequence,
        aggregate,
        dashed(of),
        version,
        kind,
        schema,
        None if actor is None else dashed(actor),
        moment_of(at).isoformat(),
        payload_hash,
        row[13],
    ]
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False)
    return bool(hashlib.sha256(text.encode()).hexdigest() == row[14])


def dashed(key: object) -> str:
    """Return an id with dashes."""
    return str(UUID(plain(key)))
