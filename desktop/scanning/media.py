"""What a file is, by its first bytes; its name says nothing."""

from desktop.scanning.faults import EmptyFile, FileTooLarge, OtherKind
from domain.documents import LARGEST_FILE

PDF = "application/pdf"
_HEADER_WITHIN = 1024
"""Bytes before ``%PDF-`` that readers pass over (ISO 32000-1, annex H)."""
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
)


def media_of(data: bytes) -> str:
    """Return what a file is.

    Raises:
        EmptyFile, FileTooLarge, OtherKind: it is not read.
    """
    if not data:
        raise EmptyFile
    if len(data) > LARGEST_FILE:
        raise FileTooLarge
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    for start, media in _STARTS:
        if data.startswith(start):
            return media
    if b"%PDF-" in data[:_HEADER_WITHIN]:
        return PDF
    raise OtherKind
