"""The files that offices send, in pieces, named by their SHA-256."""

import hashlib
from datetime import datetime
from uuid import UUID

from psycopg.rows import DictRow

from db.central.database import Link, one, run

_BEGIN = """INSERT INTO file (office_id, sha256, size, received, complete, at)
VALUES (%(office)s, %(sha256)s, %(size)s, 0, false, %(at)s) ON CONFLICT DO NOTHING"""
_GET = """SELECT size, received, complete FROM file
WHERE office_id = %(office)s AND sha256 = %(sha256)s"""
_LOCK = f"{_GET} FOR UPDATE"
_ADD = """INSERT INTO file_piece (office_id, sha256, start, bytes)
VALUES (%(office)s, %(sha256)s, %(start)s, %(bytes)s)"""
_KEEP = """UPDATE file SET size = %(size)s, received = %(received)s, complete = %(complete)s,
  at = %(at)s WHERE office_id = %(office)s AND sha256 = %(sha256)s"""
_FORGET = "DELETE FROM file_piece WHERE office_id = %(office)s AND sha256 = %(sha256)s"
_PIECE = """SELECT start, bytes FROM file_piece
WHERE office_id = %(office)s AND sha256 = %(sha256)s AND start <= %(offset)s
ORDER BY start DESC LIMIT 1"""


def state(link: Link, office_id: UUID, sha256: str) -> DictRow | None:
    """Return how much of a file is here."""
    return one(link, _GET, office=office_id, sha256=sha256)


def add_piece(
    link: Link,
    office_id: UUID,
    sha256: str,
    *,
    offset: int,
    size: int,
    piece: bytes,
    at: datetime,
) -> tuple[int, bool]:
    """Keep a piece that follows what is here; return how much is, and whether that is the whole.

    A piece of another place is not kept: what is returned tells where to go on. Another size than
    before begins again: the file is another one, cut short or written while it was read.

    Returns:
        bytes received; whether they are the whole file. All of them but not the whole: they had
        another SHA-256 and are forgotten, 0 are received.
    """
    names = {"office": office_id, "sha256": sha256}
    run(link, _BEGIN, **names, size=size, at=at)
    kept = one(link, _LOCK, **names)
    assert kept is not None
    if kept["complete"]:
        return kept["received"], True
    received: int = kept["received"]
    if kept["size"] != size:
        run(link, _FORGET, **names)
        received = 0
    if offset == received and 0 < len(piece) <= size - received:
        run(link, _ADD, **names, start=offset, bytes=piece)
        received += len(piece)
    complete = received == size and _hash_of(link, office_id, sha256, size) == sha256
    if received == size and not complete:
        run(link, _FORGET, **names)
        received = 0
    run(link, _KEEP, **names, size=size, received=received, complete=complete, at=at)
    return received, complete


def _hash_of(link: Link, office_id: UUID, sha256: str, size: int) -> str:
    digest = hashlib.sha256()
    offset = 0
    while offset < size:
        part = piece_at(link, office_id, sha256, offset)
        digest.update(part)
        offset += len(part)
    return digest.hexdigest()


def piece_at(link: Link, office_id: UUID, sha256: str, offset: int) -> bytes:
    """Return what is kept from ``offset`` to the end of its piece."""
    found = one(link, _PIECE, office=office_id, sha256=sha256, offset=offset)
    if found is None:
        return b""
    content: bytes = found["bytes"]
    return content[offset - found["start"] :]


def content(link: Link, office_id: UUID, sha256: str, most: int) -> bytes | None:
    """Return a whole file; None where it is not whole, or has more bytes than ``most``."""
    found = state(link, office_id, sha256)
    if found is None or not found["complete"] or found["size"] > most:
        return None
    whole = bytearray()
    while len(whole) < found["size"]:
        whole += piece_at(link, office_id, sha256, len(whole))
    return bytes(whole)
