"""Old tables of the office, read from files of any origin."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.figures.lotaip_old import Rows


@dataclass(frozen=True, slots=True)
class OldSheet:
    """A sheet of a file; of a text file its only one, without a name."""

    name: str
    rows: Rows


class TableReader(Protocol):
    """Reads tables in a process of its own, within limits of memory and time."""

    def table(self, data: bytes) -> Sequence[OldSheet]:
        """Return the sheets of a file: XLSX, XLS, ODS, or text by tabs, semicolons or commas.

        Raises:
            UnreadableFile: it cannot be read; its own words say why.
        """
        ...
