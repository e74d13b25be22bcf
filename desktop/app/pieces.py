"""The bytes of received files at a workstation: where they are, and which of them may go."""

from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from db.pieces.embedded import PieceFile, pieces_path
from domain.ports import Units
from domain.ports.pieces import Pieces

GRACE = timedelta(days=1)
"""How long a piece is kept that nothing mentions: a scan may be under way, or a restore."""


def pieces_of(database: Path, key: bytes, engine: Engine, units: Units, held: ExitStack) -> Pieces:
    """Return the second database; where it cannot be opened, each use of it says so.

    Args:
        database: the office's file; on a server only its name is used.
        key: of that file.
        engine: over the office's database.
        held: lets go of the file at the end.
    """
    if engine.dialect.name == "postgresql":
        # An office in a file starts a fifth of a second sooner without it.
        from db.pieces.server import pieces

        return pieces(engine)

    def none_mentioned() -> bool:
        with units.read() as unit:
            return not unit.documents.mentioned()

    file = PieceFile(pieces_path(database), key, none_mentioned)
    held.callback(file.close)
    return file.pieces()


def drop_unmentioned(units: Units, pieces: Pieces, now: datetime) -> int:
    """Forget the pieces that nothing mentions a day after they came; return how many.

    So it is with one whose program was cut between keeping it and telling what it is.

    Raises:
        KnownError: the rest is forgotten another day.
    """
    # The old ones first, then what is mentioned: one that is told of meanwhile stays; and one that
    # comes again meanwhile is not old any more.
    before = now - GRACE
    old = list(pieces.names(before=before))
    with units.read() as unit:
        mentioned = unit.documents.mentioned()
    gone = [name for name in old if name not in mentioned]
    for name in gone:
        pieces.drop(name, before)
    return len(gone)
