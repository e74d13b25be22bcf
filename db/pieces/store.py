"""What both kinds of the second database do (``domain.ports.pieces.Pieces``)."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.base import Executable

from db.statements import Statements
from db.tables.pieces import IN_FILE, ON_SERVER, PART, Tables
from domain.errors import DatabaseDamaged, NotFound
from domain.ports.pieces import EVER, PageKept

Begin = Callable[[bool], AbstractContextManager[Statements]]
"""Begins a transaction, one that only reads where it is told so; ends it with the block."""


class PieceDamaged(DatabaseDamaged):
    """What is kept of a file is not what was received."""

    what = "Un archivo de documentos guardado está dañado."
    kept = "La cola, los trámites y los demás documentos están bien."
    todo = "Si tiene el papel, escanéelo otra vez. Si no, avise al administrador."


class PieceNotFound(NotFound):
    """There is no such piece here."""

    what = "Este equipo no tiene el contenido de ese documento."
    kept = "Dónde está archivado no cambió."
    todo = "Si la oficina está enlazada con el centro, se pide allá. Si no, avise al administrador."


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of a piece besides its bytes.

    Attributes:
        sent_to: the centre that has it whole; empty where none has.
    """

    media: str
    added_at: datetime
    sent_to: str


class Words:
    """The statements, in the words of one kind of database; each made once."""

    def __init__(self, tables: Tables) -> None:
        insert = sqlite.insert if tables.metadata.schema is None else postgresql.insert
        piece, part, page = tables.piece, tables.part, tables.page
        named: BindParameter[str] = bindparam("digest")
        self.size = select(piece.c.size).where(piece.c.sha256 == named)
        self.add: Executable = insert(piece).on_conflict_do_nothing()
        self.touch = update(piece).where(piece.c.sha256 == named).values(added_at=bindparam("at"))
        self.add_part: Executable = insert(part)
        self.part = select(part.c.content).where(
            part.c.sha256 == named, part.c.number == bindparam("part")
        )
        self.drop_parts, self.drop_pages, self.drop_piece = (
            delete(table).where(table.c.sha256 == named) for table in (part, page, piece)
        )
        self.add_page: Executable = insert(page)
        shown = select(page.c.number, page.c.width, page.c.height, page.c.angle, page.c.thumbnail)
        self.pages = shown.where(page.c.sha256 == named).order_by(page.c.number)
        self.page = shown.where(page.c.sha256 == named, page.c.number == bindparam("page"))
        centre: BindParameter[str] = bindparam("centre")
        self.unsent = (
            select(piece.c.sha256)
            .where((piece.c.sent_to < centre) | (piece.c.sent_to > centre))
            .order_by(piece.c.added_at, piece.c.sha256)
        )
        self.sent = update(piece).where(piece.c.sha256 == named).values(sent_to=centre)
        self.names = (
            select(piece.c.sha256)
            .where(piece.c.added_at >= bindparam("since"), piece.c.added_at < bindparam("before"))
            .order_by(piece.c.added_at, piece.c.sha256)
        )
        self.entry = select(piece.c.media, piece.c.added_at, piece.c.sent_to).where(
            piece.c.sha256 == named
        )
        self.claim = (
            select(piece.c.sha256)
            .where(piece.c.sha256 == named, piece.c.added_at < bindparam("before"))
            .with_for_update()
        )


WORDS_IN_FILE = Words(IN_FILE)
WORDS_ON_SERVER = Words(ON_SERVER)


Elsewhere = Callable[[str], None]
"""Puts a piece that is not here, or is damaged, from where else it is kept; raises where it cannot."""


class SqlPieces:
    """The second database.

    Args:
        begin: begins its transactions.
        words: the statements for it.
        elsewhere: brings what somebody reads and is not here.
    """

    def __init__(self, begin: Begin, words: Words, elsewhere: Elsewhere | None = None) -> None:
        self._begin, self._words, self._elsewhere = begin, words, elsewhere

    def put(self, data: bytes, media: str, at: datetime) -> str:
        """Keep bytes and return their SHA-256, hex; kept once, however often.

        It came anew: it is not dropped as one that nobody mentions. What the disk spoiled of it
        meanwhile is made good.

        Raises:
            DiskFull, DatabaseReadOnly, DatabaseUnreachable …: nothing of it was kept.
        """
        digest = hashlib.sha256(data).hexdigest()
        row = {
            "sha256": digest, "media": media, "size": len(data), "added_at": at, "sent_to": ""
        }  # fmt: skip
        words, whole = self._words, memoryview(data)
        with self._begin(False) as statements:
            while not statements.run(words.add, row):
                # It is there, unless somebody drops it just now.
                if not statements.run(words.touch, {"digest": digest, "at": at}):
                    continue
                if _is_whole(statements, words, digest, len(data)):
                    return digest
                statements.run(words.drop_parts, {"digest": digest})
                break
            for number, start in enumerate(range(0, len(data), PART)):
                content = whole[start : start + PART]
                statements.run(
                    words.add_part, {"sha256": digest, "number": number, "content": content}
                )
        return digest

    def get(self, sha256: str) -> bytes:
        """Return what ``put`` was given.

        Raises:
            NotFound: there is no such piece.
            DatabaseDamaged: it is not what it was.
        """
        try:
            return self._get(sha256)
        except (PieceDamaged, PieceNotFound):
            if self._elsewhere is None:
                raise
        self._elsewhere(sha256)
        return self._get(sha256)

    def _get(self, sha256: str) -> bytes:
        with self._begin(True) as statements:
            size = _size(statements, self._words, sha256)
            data = b"".join(_parts(statements, self._words, sha256, 0, size))
        if hashlib.sha256(data).hexdigest() != sha256:
            raise PieceDamaged
        return data

    def read(self, sha256: str, offset: int, most: int) -> bytes:
        """Return some of a piece. Raises NotFound."""
        with self._begin(True) as statements:
            size = _size(statements, self._words, sha256)
            end = min(offset + most, size)
            if offset >= end:
                return b""
            found = b"".join(_parts(statements, self._words, sha256, offset, end))
        before = offset % PART
        return found[before : before + end - offset]

    def size(self, sha256: str) -> int:
        """Return the bytes of a piece; 0 where there is none."""
        with self._begin(True) as statements:
            row = statements.one(self._words.size, {"digest": sha256})
        return 0 if row is None else int(row.size)

    def keep_pages(self, sha256: str, pages: Sequence[PageKept]) -> None:
        """Keep what is shown of a file's pages, in the place of what was. Raises NotFound."""
        with self._begin(False) as statements:
            # Held, as another counter may keep those of the same file at this moment.
            claimed = statements.one(self._words.claim, {"digest": sha256, "before": EVER[1]})
            if claimed is None:
                raise PieceNotFound
            statements.run(self._words.drop_pages, {"digest": sha256})
            for page in pages:
                statements.run(self._words.add_page, {"sha256": sha256, **asdict(page)})

    def page(self, sha256: str, number: int) -> PageKept | None:
        """Return what is shown of a page; None where it was not made yet."""
        with self._begin(True) as statements:
            row = statements.one(self._words.page, {"digest": sha256, "page": number})
        return None if row is None else _page(row)

    def pages(self, sha256: str) -> Sequence[PageKept]:
        """Return what is shown of a file's pages, in their order."""
        with self._begin(True) as statements:
            return [_page(row) for row in statements.rows(self._words.pages, {"digest": sha256})]

    def entry(self, sha256: str) -> Entry:
        """Return what is kept of a piece besides its bytes. Raises NotFound."""
        with self._begin(True) as statements:
            row = statements.one(self._words.entry, {"digest": sha256})
        if row is None:
            raise PieceNotFound
        return Entry(row.media, row.added_at, row.sent_to)

    def unsent(self, centre: str) -> Sequence[str]:
        """Return the SHA-256 of those that a centre has not got, the oldest first."""
        with self._begin(True) as statements:
            asked = {"centre": centre}
            return [row.sha256 for row in statements.rows(self._words.unsent, asked)]

    def sent(self, sha256: str, centre: str) -> None:
        """Note that a centre has one whole."""
        with self._begin(False) as statements:
            statements.run(self._words.sent, {"digest": sha256, "centre": centre})

    def drop(self, sha256: str, before: datetime = EVER[1]) -> None:
        """Forget a piece and its pages, unless it came (again) at that moment or later."""
        with self._begin(False) as statements:
            if statements.one(self._words.claim, {"digest": sha256, "before": before}) is None:
                return
            statements.run(self._words.drop_parts, {"digest": sha256})
            statements.run(self._words.drop_pages, {"digest": sha256})
            statements.run(self._words.drop_piece, {"digest": sha256})

    def names(self, since: datetime = EVER[0], before: datetime = EVER[1]) -> Iterator[str]:
        """Yield the SHA-256 of those added in a time, the oldest first."""
        with self._begin(True) as statements:
            between = {"since": since, "before": before}
            found = [row.sha256 for row in statements.rows(self._words.names, between)]
        yield from found

    def check(self, sha256: str) -> None:
        """Insist that a piece is what it was, a part at a time.

        Raises:
            NotFound: there is no such piece.
            DatabaseDamaged: it is not.
        """
        with self._begin(True) as statements:
            size = _size(statements, self._words, sha256)
            if not _is_whole(statements, self._words, sha256, size):
                raise PieceDamaged


def _page(row: Any) -> PageKept:
    return PageKept(row.number, row.width, row.height, row.angle, bytes(row.thumbnail))


def _size(statements: Statements, words: Words, sha256: str) -> int:
    row = statements.one(words.size, {"digest": sha256})
    if row is None:
        raise PieceNotFound
    return int(row.size)


def _parts(
    statements: Statements, words: Words, sha256: str, start: int, end: int
) -> Iterator[bytes]:
    """Yield the parts that hold the bytes from ``start`` to before ``end``, one at a time."""
    for number in range(start // PART, -(-end // PART)):
        row = statements.one(words.part, {"digest": sha256, "part": number})
        if row is None:
            raise PieceDamaged
        yield bytes(row.content)


def _is_whole(statements: Statements, words: Words, sha256: str, size: int) -> bool:
    digest = hashlib.sha256()
    try:
        for content in _parts(statements, words, sha256, 0, size):
            digest.update(content)
    except PieceDamaged:
        return False
    return digest.hexdigest() == sha256
