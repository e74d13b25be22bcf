"""What every repository shares: a connection that knows when a synchronised table changed."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.sql.base import Executable

from domain.errors import Stale


class Repository:
    """Access to one aggregate inside one unit of work.

    Args:
        connection: the transaction's connection.
        touched: called before a synchronised table changes, so that the unit of work can
            insist on an operation that tells of it.
    """

    def __init__(self, connection: Connection, touched: Callable[[], None]) -> None:
        self._connection = connection
        self._touched = touched

    def _rows(self, statement: Executable, **values: Any) -> CursorResult[Any]:
        return self._connection.execute(statement, values)

    def _change(self, statement: Executable, values: dict[str, Any]) -> None:
        self._touched()
        self._connection.execute(statement, values)

    def _change_one(self, statement: Executable, values: dict[str, Any]) -> None:
        """Run an UPDATE guarded by the previous version. Raises Stale when nothing matched."""
        self._touched()
        if self._connection.execute(statement, values).rowcount != 1:
            raise Stale()
