"""A whole office from one database into another, of either kind, and the proof that it arrived.

What is copied is what the tables hold, value by value; the log's entries with it, byte for byte.
What solutions are searched in is made anew, for each database keeps it in its own way.
"""

import hashlib
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Table, delete, insert, select

from db.later import is_later
from db.repositories.solutions import SqlSolutions
from db.statements import Prepared, Statements
from db.tables import authority, centre_link, metadata
from db.versions import HEAD
from domain.errors import KnownError

_NO_AUTHORITY = delete(authority)
_AT_ONCE = 2000
_ALL = 1 << 256


class CopyDiffers(KnownError):
    """What arrived is not what was sent."""

    what = "Lo que llegó no es igual a lo que se copió."
    kept = "Los datos de siempre no se han tocado."
    todo = "Intente otra vez. Si se repite, avise al administrador."


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds.

    Attributes:
        rows: how many.
        digest: the sum of the SHA-256 of each row, whatever their order: two databases put texts
            in order differently.
    """

    rows: int
    digest: int


@dataclass(frozen=True, slots=True)
class Side:
    """A database inside a transaction of the caller's."""

    driver: Any
    dialect: Dialect


def tables() -> list[Table]:
    """Return every table, what others point to first, and the link with the centre last.

    Where there is a link, every change is marked to be sent; a copy is no change.
    """
    return [
        *(table for table in metadata.sorted_tables if table is not centre_link),
        centre_link,
    ]


def copy(source: Side, target: Side) -> Mapping[str, Content]:
    """Copy everything from ``source`` into ``target`` and compare; both at the same schema.

    Args:
        target: holds nothing but what making its tables put there.

    Returns:
        What each table holds.

    Raises:
        CopyDiffers: something arrived otherwise than it was sent.
    """
    statements = Statements(target.driver, target.dialect)
    statements.run(_NO_AUTHORITY, {})
    sent = {}
    for table in tables():
        counted = _Counted(_rows(source, table))
        _write(target, table, counted)
        sent[table.name] = counted.content()
    SqlSolutions(statements, lambda: None).rebuild_search()
    arrived = contents(target)
    for name, content in sent.items():
        if arrived[name] != content:
            raise CopyDiffers(f"{CopyDiffers.what} Se notó en «{name}».")
    return sent


def contents(side: Side) -> Mapping[str, Content]:
    """Return what each table holds, read row by row."""
    found = {}
    for table in tables():
        counted = _Counted(_rows(side, table))
        for _ in counted:
            pass
        found[table.name] = counted.content()
    return found


class _Counted:
    """Rows on their way, counted and summed up."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._count = self._sum = 0

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self._rows:
            self._count += 1
            digest = hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).digest()
            self._sum = (self._sum + int.from_bytes(digest)) % _ALL
            yield row

    def content(self) -> Content:
        """Return what went by."""
        return Content(self._count, self._sum)


def _rows(side: Side, table: Table) -> Generator[tuple[Any, ...], None, None]:
    schema = getattr(side.driver, "schema", HEAD)
    if is_later(table, schema):
        return
    prepared = Prepared(select(table), side.dialect, schema)
    if side.dialect.name == "postgresql":
        with _server_cursor(side) as cursor:
            cursor.itersize = _AT_ONCE
            for raw in cursor.execute(prepared.sql):
                yield tuple(prepared.row(raw))
        return
    for raw in side.driver.execute(prepared.sql):
        yield tuple(prepared.row(raw))


@contextmanager
def _server_cursor(side: Side) -> Iterator[Any]:
    """Give a cursor whose rows stay at the server until they are asked for, and let go of it."""
    cursor = side.driver.cursor(name="ventanilla_copying")
    try:
        yield cursor
    finally:
        try:
            cursor.close()
        except side.dialect.loaded_dbapi.Error:
            cursor.close()  # only now does it know that its server is gone
            raise


def _write(side: Side, table: Table, rows: _Counted) -> None:
    names = [column.name for column in table.columns]
    prepared = Prepared(insert(table), side.dialect)
    bound = (prepared.bound(dict(zip(names, row, strict=True))) for row in rows)
    if side.dialect.name == "postgresql":
        columns = ", ".join(f'"{name}"' for name in names)
        with side.driver.cursor() as cursor:
            with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as into:
                for values in bound:
                    into.write_row(values)
        return
    side.driver.executemany(prepared.sql, bound)
