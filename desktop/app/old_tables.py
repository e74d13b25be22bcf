"""Reads old tables of the office, each in a process that ends with it: it is rarely done."""

from collections.abc import Sequence

from desktop.ports.old_tables import OldSheet
from desktop.scanning.process import Limits, ProcessReader

_LIMITS = Limits(readers=1, silent_seconds=40.0)


class OldTables:
    """Implements ``TableReader``."""

    def table(self, data: bytes) -> Sequence[OldSheet]:
        """Return the sheets of a file. Raises UnreadableFile."""
        reader = ProcessReader(limits=_LIMITS)
        try:
            return reader.table(data)
        finally:
            reader.close()
