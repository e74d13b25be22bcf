"""Where files are kept in tests of mail, and an office's server of an earlier program."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from db.repositories.base import NotThereYet
from domain.errors import NotFound
from domain.ports.pieces import PageKept


class KeptPieces:
    """Pieces in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, data: bytes, media: str, at: datetime) -> str:
        name = hashlib.sha256(data).hexdigest()
        self.kept[name] = data
        return name

    def get(self, sha256: str) -> bytes:
        try:
            return self.kept[sha256]
        except KeyError:
            raise NotFound("No está.") from None

    def read(self, sha256: str, offset: int, most: int) -> bytes:
        return self.get(sha256)[offset : offset + most]

    def size(self, sha256: str) -> int:
        return len(self.kept.get(sha256, b""))

    def keep_pages(self, sha256: str, pages: Sequence[PageKept]) -> None:
        raise AssertionError("mail has no pages")

    def page(self, sha256: str, number: int) -> PageKept | None:
        return None

    def unsent(self) -> Sequence[str]:
        return ()

    def sent(self, sha256: str, at: datetime) -> None: ...

    def offer_again(self) -> None: ...

    def drop(self, sha256: str) -> None:
        self.kept.pop(sha256, None)

    def names(self) -> Iterator[str]:
        return iter(self.kept)


@contextmanager
def without_mails() -> Iterator[None]:
    """Have units of work that know nothing of messages, as on a server of an earlier program."""
    with patch("db.unit_of_work.SqlMails", lambda *_: NotThereYet("El correo")):
        yield
