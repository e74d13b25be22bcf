"""Statements compiled once and run straight on the driver.

SQLAlchemy writes the SQL and knows the types; what it does besides at each execution costs several
times what SQLite needs for the statement itself. What is compiled is kept, so every statement is
a constant of its module, or comes from a function that gives the same one for the same question.
"""

from collections import namedtuple
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Dialect, Float, Uuid
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.selectable import Select
from sqlalchemy.types import TypeEngine

from db.later import without_later
from db.versions import HEAD

_Process = Callable[[Any], Any]


class _Bind:
    """One place of a statement: a value given at each run, or one written in the statement."""

    __slots__ = ("constant", "name", "process")

    def __init__(self, bind: BindParameter[Any], value: Any, dialect: Dialect) -> None:
        self.process = _encoder(bind.type, dialect)
        self.name = bind.key if bind.required else None
        self.constant = self.process(value) if self.process and not bind.required else value


class Prepared:
    """One constant statement in the words of one dialect.

    Args:
        statement: a constant of a module: it is kept for as long as the program runs.
        dialect: must bind values by their place (SQLite's ``?``).
        schema: of the database, where it may be older than this program's.
    """

    __slots__ = ("_binds", "_decoders", "_row", "sql")

    def __init__(self, statement: Executable, dialect: Dialect, schema: str = HEAD) -> None:
        there = without_later(statement, schema) if schema < HEAD else statement
        compiled = there.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.sql: str = compiled.string
        self._binds = [
            _Bind(compiled.binds[name], compiled.params[name], dialect)
            for name in compiled.positiontup
        ]
        columns = list(statement.selected_columns) if isinstance(statement, Select) else []
        make_kind: Any = namedtuple
        self._row = make_kind("Row", [c.key or "_" for c in columns], rename=True)._make
        self._decoders = [
            (place, decoder)
            for place, column in enumerate(columns)
            if (decoder := _decoder(column.type, dialect)) is not None
        ]

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """Return ``values`` as the driver stores them, in their places."""
        return [
            bind.constant
            if bind.name is None
            else values[bind.name]
            if bind.process is None
            else bind.process(values[bind.name])
            for bind in self._binds
        ]

    def row(self, raw: tuple[Any, ...]) -> Any:
        """Return what the driver gave as a row with the columns' names."""
        if self._decoders:
            values = list(raw)
            for place, decode in self._decoders:
                values[place] = decode(values[place])
            return self._row(values)
        return self._row(raw)


class Statements:
    """Runs statements on one connection of the driver, inside its transaction."""

    __slots__ = ("_dialect", "_execute", "_known", "_schema")

    def __init__(self, driver: Any, dialect: Dialect) -> None:
        self._dialect = dialect
        self._schema: str = getattr(driver, "schema", HEAD)
        self._known = _prepared_for.setdefault((dialect.name, self._schema), {})
        self._execute = driver.execute

    @property
    def dialect_name(self) -> str:
        """Which database it is: ``sqlite``, ``postgresql``."""
        return self._dialect.name

    @property
    def schema(self) -> str:
        """The schema of the database, as far as this program knows it."""
        return self._schema

    @property
    def conflict(self) -> type[Exception]:
        """What the driver raises where a row cannot stand beside those that are there."""
        kind: type[Exception] = self._dialect.loaded_dbapi.IntegrityError
        return kind

    def one(self, statement: Executable, values: Mapping[str, Any]) -> Any:
        """Return the first row, or None. Ask only for what can give no more than one."""
        prepared = self._prepared(statement)
        raw = self._execute(prepared.sql, prepared.bound(values)).fetchone()
        return None if raw is None else prepared.row(raw)

    def rows(self, statement: Executable, values: Mapping[str, Any]) -> Generator[Any, None, None]:
        """Yield the rows, read from the driver as they are asked for."""
        prepared = self._prepared(statement)
        cursor = self._execute(prepared.sql, prepared.bound(values))
        try:
            for raw in cursor:
                yield prepared.row(raw)
        finally:
            # A reader that stopped half-way by an error lives as long as the error's traceback,
            # which may be longer than the connection.
            with suppress(self._dialect.loaded_dbapi.ProgrammingError):
                cursor.close()

    def run(self, statement: Executable, values: Mapping[str, Any]) -> int:
        """Run a change and return how many rows it met."""
        prepared = self._prepared(statement)
        changed: int = self._execute(prepared.sql, prepared.bound(values)).rowcount
        return changed

    def _prepared(self, statement: Executable) -> Prepared:
        known = self._known.get(statement)
        if known is None:
            known = self._known[statement] = Prepared(statement, self._dialect, self._schema)
        return known


_prepared_for: dict[tuple[str, str], dict[Executable, Prepared]] = {}
"""What was prepared, by dialect and schema: statements are constants, so it stays small."""


def _encoder(kind: TypeEngine[Any], dialect: Dialect) -> _Process | None:
    if _is_text_uuid(kind, dialect):
        return _to_hex
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _decoder(kind: TypeEngine[Any], dialect: Dialect) -> _Process | None:
    if _is_text_uuid(kind, dialect):
        return _to_uuid
    if isinstance(kind, Float):
        return None  # every driver gives one, and psycopg's processor asks for the column's code
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _is_text_uuid(kind: TypeEngine[Any], dialect: Dialect) -> bool:
    """Tell the type that most values have; SQLAlchemy's own way to it is three calls deep."""
    return isinstance(kind, Uuid) and not dialect.supports_native_uuid


def _to_hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _to_uuid(value: str | None) -> UUID | None:
    return None if value is None else UUID(int=int(value, 16))
