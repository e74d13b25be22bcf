"""What every repository shares: a connection that knows when a synchronised table changed."""

from collections.abc import Callable, Generator
from dataclasses import fields
from enum import Enum
from typing import Any

from sqlalchemy import Table, Update, bindparam, update
from sqlalchemy.sql.base import Executable

from db.statements import Statements
from domain.errors import NotOnThisData, Stale


class Repository:
    """Access to one aggregate inside one unit of work.

    Args:
        statements: runs them in the unit's transaction.
        touched: called before a synchronised table changes, so that the unit of work can
            insist on an operation that tells of it.
    """

    def __init__(self, statements: Statements, touched: Callable[[], None]) -> None:
        self._statements = statements
        self._touched = touched

    def _one(self, statement: Executable, **values: Any) -> Any:
        """Return the row that a key finds, or None."""
        return self._statements.one(statement, values)

    def _scalar(self, statement: Executable, **values: Any) -> Any:
        """Return the only column of the only row, or None."""
        row = self._statements.one(statement, values)
        return None if row is None else row[0]

    def _rows(self, statement: Executable, **values: Any) -> Generator[Any, None, None]:
        """Yield rows as they are asked for."""
        return self._statements.rows(statement, values)

    def _change(self, statement: Executable, values: dict[str, Any]) -> None:
        self._touched()
        self._statements.run(statement, values)

    def _change_one(self, statement: Executable, values: dict[str, Any]) -> None:
        """Run an UPDATE guarded by the previous version. Raises Stale when nothing matched."""
        self._touched()
        if self._statements.run(statement, values) != 1:
            raise Stale()


class NotThereYet:
    """Stands in for what came with a schema that the office's database has not got yet.

    Args:
        what: the part of the program, as people call it.
    """

    def __init__(self, what: str) -> None:
        self._what = what

    def __getattr__(self, name: str) -> Any:
        raise NotOnThisData(
            f"{self._what} se podrá usar cuando los datos de la oficina estén actualizados."
        )


def plain(value: Any) -> dict[str, Any]:
    """Return a value whose fields are named as its table's columns, as a row."""
    found = {}
    for field in fields(value):
        kept = getattr(value, field.name)
        found[field.name] = kept.value if isinstance(kept, Enum) else kept
    return found


def changing(table: Table, key: str) -> Update:
    """Return the UPDATE of every other column of the row ``:key``, guarded by version ``:previous``."""
    return (
        update(table)
        .where(table.c[key] == bindparam("key"), table.c.version == bindparam("previous"))
        .values({column.name: bindparam(column.name) for column in table.c if column.name != key})
    )
