"""The bytes of received files at a workstation: where they are, and which of them may go."""

from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from db.pieces.embedded import PieceFile, pieces_path
from db.pieces.store import Elsewhere, PieceNotFound
from desktop.ports import KeyStore
from domain.ports import Units
from domain.ports.pieces import Pieces

if TYPE_CHECKING:
    from desktop.app.station import Station

GRACE = timedelta(days=1)
"""How long a piece is kept that nothing mentions: a scan may be under way, or a restore."""


def pieces_of(
    database: Path,
    key: bytes,
    engine: Engine,
    units: Units,
    held: ExitStack,
    elsewhere: Elsewhere,
) -> Pieces:
    """Return the second database; where it cannot be opened, each use of it says so.

    Args:
        database: the office's file; on a server only its name is used.
        key: of that file.
        engine: over the office's database.
        held: lets go of the file at the end.
        elsewhere: brings what is not here.
    """
    if engine.dialect.name == "postgresql":
        # An office in a file starts a fifth of a second sooner without it.
        from db.pieces.server import pieces

        return pieces(engine, elsewhere)

    def none_mentioned() -> bool:
        with units.read() as unit:
            return not unit.documents.mentioned()

    file = PieceFile(pieces_path(database), key, none_mentioned)
    held.callback(file.close)
    return file.pieces(elsewhere)


def bring_from_centre(station: "Station", store: KeyStore, name: str) -> None:
    """Bring a piece back that is not here: the office was restored, or taken over.

    Args:
        store: this account's keyring.

    Raises:
        PieceNotFound: the office has no centre, which could be asked and has it.
        KnownError: it cannot be kept.
    """
    with station.desk.units.read() as unit:
        link, file = unit.exchange.link(), unit.documents.file(name)
    if station.training or link is None or file is None:
        raise PieceNotFound
    # What talks to the network is imported only where it is wanted: most windows open sooner.
    from desktop.app.linking import centre_of
    from desktop.sync.pieces import fetch
    from desktop.sync.troubles import LinkTrouble

    centre = centre_of(station, store, link)
    try:
        fetch(station.pieces, centre, link, file)
    except LinkTrouble as trouble:
        raise PieceNotFound(todo=f"{trouble.what} Intente más tarde.") from trouble
    finally:
        centre.wire.reset()


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
