"""What one second database has and another has not, brought there: a server's, or an archive's.

A piece never changes, so what is there already is left as it is, and it can be repeated.
"""

from collections.abc import Sequence

from db.pieces.store import PieceDamaged, PieceNotFound, SqlPieces


def bring(source: SqlPieces, target: SqlPieces) -> Sequence[str]:
    """Bring what the target has not, piece by piece, the oldest first.

    Returns:
        The names of those that are damaged at the source: they are not brought.

    Raises:
        KnownError: one of the two cannot be used; what was brought stays.
    """
    there = frozenset(target.names())
    damaged = []
    for name in source.names():
        if name in there:
            continue
        try:
            data, kept = source.get(name), source.entry(name)
        except PieceDamaged:
            damaged.append(name)
            continue
        except PieceNotFound:  # dropped meanwhile
            continue
        target.put(data, kept.media, kept.added_at)
        if kept.sent_to:
            target.sent(name, kept.sent_to)
        if pages := source.pages(name):
            target.keep_pages(name, pages)
    return damaged


def drop_others(source: SqlPieces, target: SqlPieces) -> None:
    """Forget at the target what the source has no more. Raises KnownError."""
    for name in frozenset(target.names()) - frozenset(source.names()):
        target.drop(name)
