"""A counter that takes in what a scanner writes, as a process that tests kill.

It prints a line for each file it is done with. Usage: ``python -m tests.faults.intake_worker
DATABASE FOLDER LOGIN``; it ends when nothing waits in the folder.
"""

import sys
from functools import partial
from pathlib import Path

from db.engine import open_engine
from db.pieces.embedded import PieceFile, pieces_path
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.scanning.folder import ScannerFolder
from desktop.usecases import access
from desktop.usecases.desk import Desk
from desktop.usecases.intake import receive
from desktop.usecases.shelf import Shelf
from domain.documents import Source
from domain.signatures import SignatureReport
from tests.office import CHEAP, KEY, PASSWORD, FakeClock
from tests.usecases.papers import LineReader


def main() -> None:
    """Take in what is there, and end."""
    database, folder, login = sys.argv[1:]
    engine = open_engine(Path(database), KEY, busy_seconds=60)
    store = PieceFile(pieces_path(Path(database)), KEY, lambda: True)
    desk = Desk(SqlUnits(engine, login), catalogues(), FakeClock(), CHEAP)
    actor = access.sign_in(desk, login, PASSWORD)
    shelf = Shelf(store.pieces(), LineReader(), lambda data, media: SignatureReport())
    take = partial(receive, desk, actor, shelf, source=Source.FOLDER)

    def done(name: str, data: bytes) -> None:
        take(name, data)
        print(name, flush=True)  # noqa: T201

    print("ready", flush=True)  # noqa: T201
    watched = ScannerFolder(Path(folder), done, lambda state: None)
    watched.look()
    while watched.state.waiting:
        watched.look()
    store.close()
    engine.dispose()


if __name__ == "__main__":
    main()
