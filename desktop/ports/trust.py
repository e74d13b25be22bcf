"""The authorities whose electronic signatures a computer accepts, and what they revoked."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority as its certificate says it.

    Attributes:
        file: its file's name among those accepted; of where it was read before that.
        under: the authority that vouches for it; empty for a root.
        fingerprint: SHA-256 of the certificate, hex, as authorities publish it.
        der: the certificate.
    """

    file: str
    name: str
    under: str
    begins: datetime
    ends: datetime
    fingerprint: str
    der: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list of the certificates that an authority revoked; ``until`` when it promises the next."""

    file: str
    authority: str
    made: datetime
    until: datetime | None
    der: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Trusted:
    """Whom a computer accepts.

    Attributes:
        authorities: by name; only roots are trusted, the others fill the gap below one.
        lists: what they revoked.
        unread: names of files that cannot be read or are not an authority's.
    """

    authorities: tuple[Authority, ...] = ()
    lists: tuple[RevocationList, ...] = ()
    unread: tuple[str, ...] = ()


class Certificates(Protocol):
    """Where they are kept."""

    def all(self) -> Trusted:
        """Return whom the computer accepts; never raises."""
        ...

    def read(self, path: Path) -> tuple[Authority | RevocationList, ...]:
        """Return what a file holds: authorities, or one revocation list.

        Raises:
            InvalidInput: neither, or the certificate of somebody who is no authority.
        """
        ...

    def add(self, found: Authority | RevocationList) -> None:
        """Accept an authority, or keep its list in the place of an older one.

        Raises:
            InvalidInput: the list that is kept is newer.
            DiskFull, DatabaseReadOnly, DatabaseUnreachable: nothing changed.
        """
        ...

    def remove(self, file: str) -> None:
        """Accept no longer what a file holds.

        Raises:
            NotFound: there is none of that name.
            DiskFull, DatabaseReadOnly, DatabaseUnreachable: nothing changed.
        """
        ...
