"""An archive made while files come in: whatever it mentions is in it."""

from pathlib import Path

from db.archive import DATABASE_MEMBER, PIECES_MEMBER, Contents, unpack
from db.backup import backup
from db.engine import open_engine
from db.pieces.embedded import PieceFile, pieces_key, pieces_of, pieces_path
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from desktop.usecases.intake import receive
from desktop.usecases.shelf import Shelf
from domain.documents import Source
from domain.operations import verify
from domain.signatures import SignatureReport
from tests.db.archives import NOW, SLOTS
from tests.office import CHEAP, KEY, FakeClock, open_small_office
from tests.usecases.papers import ANY, LineReader, scan


def test_what_it_mentions_is_in_it(tmp_path: Path) -> None:
    database = tmp_path / "ventanilla.db"
    engine = open_engine(database, KEY)
    metadata.create_all(engine)
    desk = Desk(SqlUnits(engine, "PC"), catalogues(), FakeClock(), CHEAP)
    clerk = open_small_office(desk.units).actor("asesor-1")
    keep_shipped(desk)
    store = PieceFile(pieces_path(database), KEY, lambda: True)
    shelf = Shelf(store.pieces(), LineReader(), lambda data, media: SignatureReport())
    came = 0

    def comes(*_: int) -> None:
        nonlocal came
        came += 1
        if came < 12:
            receive(desk, clerk, shelf, "a.pdf", scan(ANY, f"hoja {came}"), Source.FOLDER)

    comes()
    archive = backup(
        database, KEY, SLOTS, tmp_path / "copias", office="UIO1", program="1.0", now=NOW,
        inspect=lambda _: Contents("0006", {}), progress=comes, pieces=pieces_path(database),
    )  # fmt: skip
    store.close()
    engine.dispose()

    assert came > 2
    put = tmp_path / "puesto"
    put.mkdir()
    unpack(archive, put)
    first = open_engine(put / DATABASE_MEMBER, KEY)
    second = open_engine(put / PIECES_MEMBER, pieces_key(KEY))
    with SqlUnits(first, "").read() as unit:
        verify(unit.log.all())
        mentioned = unit.documents.mentioned()
    assert mentioned
    assert mentioned <= set(pieces_of(second).names())
    for name in mentioned:
        pieces_of(second).check(name)
    first.dispose()
    second.dispose()
