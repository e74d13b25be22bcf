"""What the tables have that a database of the program before has not got yet.

A program of the next version works through a day on what the one before made, until the day is
closed (``db.versions``). A column or table that came with a schema says so in its ``info``
(``{"since": "0005"}``); where the database is older it reads as empty and is not written.
"""

from functools import cache
from typing import Any
from typing import cast as cast_to

from sqlalchemy import Column, Insert, Select, Table, Update, bindparam, cast, null
from sqlalchemy.sql import visitors
from sqlalchemy.sql.base import Executable

from db.tables import metadata

SINCE = "since"


def is_later(table: Table, schema: str) -> bool:
    """Tell whether a database of ``schema`` has no such table yet."""
    return bool(table.info.get(SINCE, "") > schema)


@cache
def _later(schema: str) -> frozenset[Column[Any]]:
    return frozenset(
        column
        for table in metadata.tables.values()
        for column in table.columns
        if column.info.get(SINCE, "") > schema
    )


def without_later(statement: Executable, schema: str) -> Executable:
    """Return what a statement is for a database of ``schema``; itself where nothing is later."""
    later = _later(schema)
    if not later:
        return statement
    if isinstance(statement, Select):
        statement = statement.with_only_columns(
            *statement.selected_columns, maintain_column_froms=True
        )
    elif isinstance(statement, Insert | Update):
        statement = _unwritten(statement, {c.name for c in later if c.table is statement.table})
    else:
        return statement

    def empty(element: Any, **_: Any) -> Any:
        return cast(null(), element.type) if element in later else None

    found: Executable = visitors.replacement_traverse(cast_to(Any, statement), {}, empty)
    return found


def _unwritten(statement: Any, names: set[str]) -> Any:
    """Return an INSERT or UPDATE that leaves out some columns."""
    values = statement._values
    if values is None:
        if not isinstance(statement, Insert):
            return statement
        # It writes every column there is.
        kept = [column.name for column in statement.table.columns if column.name not in names]
        return statement.values({name: _given(statement.table.columns[name]) for name in kept})
    shorter = statement._generate()
    shorter._values = type(values)(
        {key: value for key, value in values.items() if getattr(key, "name", key) not in names}
    )
    return shorter


def _given(column: Any) -> Any:
    return bindparam(column.name, type_=column.type)
