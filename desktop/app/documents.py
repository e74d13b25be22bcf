"""Where a workstation keeps the documents that come in, and who reads and checks them."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from desktop.scanning.process import ProcessReader
from desktop.usecases.shelf import Shelf
from desktop.usecases.signature_checks import Trust, report_for
from domain.ports.pieces import Pieces
from domain.signatures import SignatureReport


def shelf_of(
    pieces: Pieces,
    trusted: Callable[[], Path],
    now: Callable[[], datetime],
    held: ExitStack,
    *,
    training: bool = False,
) -> Shelf:
    """Return where files are kept, with one reader for the whole program.

    Args:
        pieces: the bytes of received files.
        trusted: returns the folder of the authorities whose signatures are accepted.
        now: returns the moment of checking.
        training: everything here is invented.
        held: the reader's processes end with it; none is begun before the first file.
    """
    reader = ProcessReader()
    held.callback(reader.close)

    def trust() -> Trust:
        from desktop.signatures.anchors import CertificateFolder  # asked where there is a signature

        return CertificateFolder(trusted()).trust()

    def check(data: bytes, media: str) -> SignatureReport:
        return report_for(reader, trust, data, media, now())

    return Shelf(pieces, reader, check, training)
