"""Files that wait to be sent: in a folder beside the database, named by their SHA-256."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from desktop.sync.client import PIECE, Centre
from desktop.sync.state import Exchanged
from desktop.sync.troubles import (
    AnswerDamaged,
    HashMismatch,
    LinkTrouble,
    NotTaken,
    NotThere,
    TooLarge,
)
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


def send_each(
    sends: Iterable[Callable[[], object]], go_on: Callable[[], None]
) -> tuple[Exchanged, LinkTrouble | None]:
    """Send several; one that is not taken waits on, and keeps nothing else waiting.

    Args:
        sends: each sends one, and gives False where there was nothing to send.
        go_on: called before each; raises where the program is to end.

    Returns:
        What was sent, and why one was not.
    """
    done, trouble = Exchanged(), None
    for send in sends:
        go_on()
        try:
            done += Exchanged(files=int(send() is not False))
        except (HashMismatch, NotTaken, NotThere, TooLarge) as refused:
            trouble = refused
    return done, trouble


Read = Callable[[int, int], bytes | None]
"""Gives what stands at a place, so many bytes at most; None to go on another time."""


def send_whole(centre: Centre, digest: str, size: int, read: Read) -> bool:
    """Send something by its SHA-256, from where the centre has it, until it is whole there.

    Returns:
        whether it is; not where the reading was put off.

    Raises:
        LinkTrouble: it is not whole there; the next time goes on from there.
    """
    state = centre.file_state(digest)
    if state.complete:
        return True
    try:
        return _send_from(centre, digest, size, read, state.received)
    except HashMismatch:
        # What the centre had of it was not this; it begins anew now.
        return _send_from(centre, digest, size, read, 0)


def _send_from(centre: Centre, digest: str, size: int, read: Read, received: int) -> bool:
    while True:
        part = read(received, PIECE)
        if part is None:
            return False
        now = centre.put_piece(digest, received, size, part)
        if now >= size:
            return True
        if now <= received:
            raise AnswerDamaged  # sent over and over, it would never end
        received = now


def _is_whole(path: Path) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == path.name
