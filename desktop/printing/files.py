"""Documents kept as files: with the office's data, or where a person finds what they take."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from desktop.printing.folder import save_new, save_new_by

REPORTS = "Jornadas"


class DocumentFolders:
    """Keeps documents in ``Jornadas``, and hands them out into the person's own folder.

    Args:
        root: the folder that holds ``Jornadas``.
        own: returns the folder where a person finds what they take with them.
        outgoing: keeps what is to be sent to the centre, and returns its SHA-256.
    """

    def __init__(
        self, root: Path, own: Callable[[], Path], outgoing: Callable[[bytes], str]
    ) -> None:
        self._root, self._own, self._outgoing = root, own, outgoing

    def keep(self, name: str, data: bytes) -> Path:
        """Keep a document with the office's data. Raises PrintFailed."""
        return save_new(self._root / REPORTS, name, data)

    def hand_out(self, name: str, data: bytes) -> Path:
        """Save a document in the person's own folder. Raises PrintFailed, KnownError."""
        return save_new(self._own(), name, data)

    def hand_out_by(self, name: str, write: Callable[[BinaryIO], None]) -> Path:
        """Save what ``write`` writes in the person's own folder. Raises PrintFailed, KnownError."""
        return save_new_by(self._own(), name, write)

    def offer(self, data: bytes) -> str:
        """Keep a document to be sent, and return its SHA-256. Raises KnownError."""
        return self._outgoing(data)
