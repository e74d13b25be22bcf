"""What the use cases of documents work with besides the office's database."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.ports.scanning import PaperReader
from domain.ports.pieces import Pieces
from domain.signatures import SignatureReport


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where files are kept, and who reads them.

    Attributes:
        check: returns what the electronic signatures of a file come to, by the authorities that
            this computer trusts; never fails.
        training: everything on it is invented, and a copy of it says so.
    """

    pieces: Pieces
    reader: PaperReader
    check: Callable[[bytes, str], SignatureReport]
    training: bool = False
