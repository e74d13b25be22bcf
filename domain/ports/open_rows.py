"""Reads whole tables, for the open export."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from domain.open_data import Cells


class OpenRows(Protocol):
    """Every table as it is kept; memory does not grow with them."""

    def tables(self) -> Mapping[str, tuple[str, ...]]:
        """Return the columns of every table that this database has, by name."""
        ...

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        ...

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Cells]:
        """Yield the rows of a table, in the order of its key.

        Args:
            table: one of ``tables``.
            columns: of it, in the order wanted.
        """
        ...
