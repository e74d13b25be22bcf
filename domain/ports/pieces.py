"""Where the bytes of received files are: a second database, each file once, by its SHA-256."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))
"""From when to before when."""


@dataclass(frozen=True, slots=True)
class PageKept:
    """What is kept of a page to find and show it quickly; made from the file, never instead of it.

    Attributes:
        number: from 1.
        width, height: in pixels at 200 dpi, as it stands in the file.
        angle: degrees by which it is turned, clockwise, to stand straight.
        thumbnail: a small JPEG, straightened.
    """

    number: int
    width: int
    height: int
    angle: float
    thumbnail: bytes = field(repr=False)


class Pieces(Protocol):
    """The second database. Each call is a transaction of its own."""

    def put(self, data: bytes, media: str, at: datetime) -> str:
        """Keep bytes and return their SHA-256, hex; kept once, however often.

        Raises:
            DiskFull, DatabaseReadOnly, DatabaseUnreachable …: nothing of it was kept.
        """
        ...

    def get(self, sha256: str) -> bytes:
        """Return what ``put`` was given.

        Raises:
            NotFound: there is no such piece.
            DatabaseDamaged: it is not what it was.
        """
        ...

    def read(self, sha256: str, offset: int, most: int) -> bytes:
        """Return some of a piece. Raises NotFound."""
        ...

    def size(self, sha256: str) -> int:
        """Return the bytes of a piece; 0 where there is none."""
        ...

    def keep_pages(self, sha256: str, pages: Sequence[PageKept]) -> None:
        """Keep what is shown of a file's pages, in the place of what was."""
        ...

    def page(self, sha256: str, number: int) -> PageKept | None:
        """Return what is shown of a page; None where it was not made yet."""
        ...

    def check(self, sha256: str) -> None:
        """Insist that a piece is what it was, without having all of it in memory.

        Raises:
            NotFound: there is no such piece.
            DatabaseDamaged: it is not what it was.
        """
        ...

    def unsent(self, centre: str) -> Sequence[str]:
        """Return the SHA-256 of those that a centre has not got, the oldest first.

        Args:
            centre: the epoch of its feed: another where it was restored, or is another centre.
        """
        ...

    def sent(self, sha256: str, centre: str) -> None:
        """Note that a centre has one whole."""
        ...

    def drop(self, sha256: str, before: datetime = EVER[1]) -> None:
        """Forget a piece and its pages: the time to keep it is over, or nobody mentions it.

        Args:
            before: one that came, or came again, at that moment or later stays.
        """
        ...

    def names(self, since: datetime = EVER[0], before: datetime = EVER[1]) -> Iterator[str]:
        """Yield the SHA-256 of those added in a time, the oldest first."""
        ...
