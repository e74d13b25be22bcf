"""Where an open export is written: one archive of tables, with what explains them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Protocol

from domain.errors import KnownError

OpenCell = str | int | float | bool | date | datetime | None
"""What a cell holds; moments are aware, on the office's clock."""
Progress = Callable[[int, int], None]
"""Called with how many rows are written, and of how many; raises ``ExportStopped`` to stop."""


class ExportStopped(KnownError):
    """A person stopped it."""

    what = "Se detuvo la exportación."
    kept = "No quedó ningún archivo a medias."


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A table that leaves.

    Attributes:
        file: its name, without what follows the dot.
        headings: one for each column.
        rows: gives the rows anew each time it is called.
        many: how many rows there are.
    """

    file: str
    headings: Sequence[str]
    rows: Callable[[], Iterator[Sequence[OpenCell]]]
    many: int


class OpenArchive(Protocol):
    """An archive under way."""

    def table(self, sheet: OpenSheet) -> None:
        """Write a table as text, by machine: ISO dates, decimal dots, UTF-8, commas."""
        ...

    def spreadsheet(self, sheet: OpenSheet) -> bool:
        """Write it as a spreadsheet too; False where a spreadsheet cannot hold so many rows."""
        ...

    def file(self, name: str, parts: Iterable[bytes]) -> None:
        """Write a file as it is."""
        ...


class OpenArchives(Protocol):
    """Makes archives."""

    def begun(self, out: BinaryIO) -> AbstractContextManager[OpenArchive]:
        """Begin one in an open file; whole once the block ends.

        Raises:
            OSError: the disk refuses.
        """
        ...
