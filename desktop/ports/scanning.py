"""Reading files that come from outside. Their bytes are never parsed in the program's own process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from domain.errors import KnownError
from domain.signatures import SignatureReport


class UnreadableFile(KnownError):
    """A file from outside cannot be read: damaged, encrypted, too large, or of another kind."""

    what = "No se puede leer el archivo."
    kept = "No se archivó nada de él; el archivo sigue donde estaba."
    todo = "Escanee el documento otra vez o guárdelo como PDF o imagen."


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """A code on a page: its text as read, never believed, and its kind (``QRCode``, ``Code128``)."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A page as it was read.

    Attributes:
        number: from 1.
        width, height: pixels at 200 dpi as it stands in the file.
        angle: degrees by which it is turned, clockwise, to stand straight.
        blank: nothing is on it.
        codes: what was read on it, from the top down.
        thumbnail: a small JPEG, straightened.
    """

    number: int
    width: int
    height: int
    angle: float
    blank: bool
    codes: tuple[CodeSeen, ...] = ()
    thumbnail: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file as it was read: what it is, by its content, and its pages.

    Attributes:
        scripts: it carries scripts, which were not run.
    """

    media: str
    pages: tuple[PageSeen, ...]
    scripts: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is stamped on each page of a copy: ``FIEL COPIA DEL ORIGINAL``, who, where, when."""

    title: str
    lines: tuple[str, ...]


class PaperReader(Protocol):
    """Reads files from outside in a process of its own, within limits of memory and time.

    Every method raises UnreadableFile with its own words for what is wrong with the file.
    """

    def read(
        self,
        data: bytes,
        *,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> FileSeen:
        """Return what a file is and what stands on its pages.

        Args:
            data: an image or a PDF; other kinds are refused by their content.
            progress: called with pages read and pages in all.
            stop: asked now and then; True gives up (raises Cancelled).
        """
        ...

    def picture(self, data: bytes, page: int, *, width: int, angle: float = 0.0) -> bytes:
        """Return a page as PNG, ``width`` pixels wide, straightened by ``angle`` (``PageSeen``)."""
        ...

    def signatures(
        self, data: bytes, anchors: Sequence[bytes], revocations: Sequence[bytes] = ()
    ) -> SignatureReport:
        """Return what the electronic signatures of a PDF come to.

        Args:
            anchors: certificates (DER) of the authorities that are trusted.
            revocations: their revocation lists (CRL, DER), where the office has them.
        """
        ...

    def stamped(self, data: bytes, first: int, last: int, stamp: Stamp) -> bytes:
        """Return a PDF of some pages, each stamped; the file itself stays as it is."""
        ...


class Cancelled(KnownError):
    """A person stopped it."""

    what = "Se detuvo la lectura."
    kept = "Lo que ya se archivó está en su lugar."
