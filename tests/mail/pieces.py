"""Where files are kept in tests of mail, and an office's server of an earlier program."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from db.pieces.embedded import PieceFile
from db.repositories.base import NotThereYet
from domain.ports.pieces import Pieces


@contextmanager
def pieces_in(folder: Path) -> Iterator[Pieces]:
    """Give the second database, in a folder; made when something is put there."""
    file = PieceFile(folder / "documentos.db", bytes(32), lambda: True)
    try:
        yield file.pieces()
    finally:
        file.close()


@contextmanager
def without_mails(repository: str = "SqlMails") -> Iterator[None]:
    """Have units of work that know nothing of messages, as on a server of an earlier program.

    Args:
        repository: what it knows nothing of.
    """
    with patch(f"db.unit_of_work.{repository}", lambda *_: NotThereYet("El correo")):
        yield
