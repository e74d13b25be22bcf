"""Files that wait to be sent: in a folder beside the database, named by their SHA-256."""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from desktop.sync.client import PIECE, Centre
from desktop.sync.troubles import AnswerDamaged, HashMismatch
from domain.files import in_words, replace_file

FOLDER = "por-enviar"
_NAME = re.compile(r"[0-9a-f]{64}")


class Spool:
    """Files that wait to be sent.

    Args:
        folder: made when the first file waits.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep a file to be sent and return its SHA-256; one that waits already waits once.

        Raises:
            DiskFull, DatabaseReadOnly, DatabaseUnreachable: the disk refused.
        """
        digest = hashlib.sha256(data).hexdigest()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._folder / digest, data)
        except OSError as exc:
            raise in_words(exc) from exc
        return digest

    def waiting(self) -> Iterator[Path]:
        """Yield the files that wait, in the order of their names."""
        if self._folder.is_dir():
            yield from sorted(path for path in self._folder.iterdir() if _NAME.fullmatch(path.name))

    def send(self, centre: Centre, path: Path) -> None:
        """Send one file from where the centre has it, and let go of it when it is whole there.

        Raises:
            LinkTrouble: it is not whole there; the next time goes on from there.
            DatabaseUnreachable: it cannot be read.
        """
        try:
            if not _is_whole(path):
                # The disk spoiled it: nobody can want it by that name.
                path.replace(path.with_name(f"{path.name}.dañado"))
                return
            with path.open("rb") as file:

                def read(at: int, most: int) -> bytes:
                    file.seek(at)
                    return file.read(most)

                send_whole(centre, path.name, path.stat().st_size, read)
            path.unlink(missing_ok=True)
        except OSError as exc:
            raise in_words(exc) from exc


Read = Callable[[int, int], bytes]
"""Gives what stands at a place, so many bytes at most."""


def send_whole(centre: Centre, digest: str, size: int, read: Read) -> None:
    """Send something by its SHA-256, from where the centre has it, until it is whole there.

    Raises:
        LinkTrouble: it is not whole there; the next time goes on from there.
    """
    state = centre.file_state(digest)
    if state.complete:
        return
    try:
        _send_from(centre, digest, size, read, state.received)
    except HashMismatch:
        # What the centre had of it was not this; it begins anew now.
        _send_from(centre, digest, size, read, 0)


def _send_from(centre: Centre, digest: str, size: int, read: Read, received: int) -> None:
    while True:
        now = centre.put_piece(digest, received, size, read(received, PIECE))
        if now >= size:
            return
        if now <= received:
            raise AnswerDamaged  # sent over and over, it would never end
        received = now


def _is_whole(path: Path) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == path.name
