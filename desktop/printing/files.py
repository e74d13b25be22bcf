"""Documents kept as files: with the office's data, or where a person finds what they take."""

from collections.abc import Callable
from pathlib import Path

from desktop.printing.folder import save_new

REPORTS = "Jornadas"


class DocumentFolders:
    """Keeps documents in ``Jornadas``, and hands them out into the person's own folder.

    Args:
        root: the folder that holds ``Jornadas``.
        own: returns the folder where a person finds what they take with them.
    """

    def __init__(self, root: Path, own: Callable[[], Path]) -> None:
        self._root, self._own = root, own

    def keep(self, name: str, data: bytes) -> Path:
        """Keep a document with the office's data. Raises PrintFailed."""
        return save_new(self._root / REPORTS, name, data)

    def hand_out(self, name: str, data: bytes) -> Path:
        """Save a document in the person's own folder. Raises PrintFailed, KnownError."""
        return save_new(self._own(), name, data)
