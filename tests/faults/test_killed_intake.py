"""Two counters watch one scanner's folder and are killed at any moment: nothing lost, nothing twice."""

import os
import random
import subprocess
import sys
from pathlib import Path

from db.engine import open_engine
from db.pieces.embedded import PieceFile, pieces_path
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.scanning.folder import DONE_FOLDER
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from domain.operations import verify
from tests.office import CHEAP, KEY, FakeClock, open_small_office
from tests.usecases.papers import ANY, digest, scan

ROOT = Path(__file__).parents[2]
FILES = 16
KILLS = 2


def start(database: Path, folder: Path, login: str) -> "subprocess.Popen[str]":
    """Start a counter, and return once it is at work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.intake_worker", str(database), str(folder), login],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def end(process: "subprocess.Popen[str]") -> int:
    """Wait for one, and let go of it."""
    code = process.wait()
    assert process.stdout is not None
    process.stdout.close()
    return code


def test_killed_at_any_moment(tmp_path: Path) -> None:
    database, folder = tmp_path / "ventanilla.db", tmp_path / "escáner"
    engine = open_engine(database, KEY)
    metadata.create_all(engine)
    desk = Desk(SqlUnits(engine, "PC"), catalogues(), FakeClock(), CHEAP)
    open_small_office(desk.units)
    keep_shipped(desk)
    folder.mkdir()
    papers = {f"{number:03}.pdf": scan(ANY, f"hoja {number}") for number in range(FILES)}
    for name, data in papers.items():
        (folder / name).write_bytes(data)
    (folder / "otra vez.pdf").write_bytes(papers["007.pdf"])
    lots = random.Random(11)

    for _ in range(KILLS):
        here, there = (start(database, folder, who) for who in ("asesor-1", "asesor-2"))
        assert here.stdout is not None
        for _ in range(lots.randint(1, 4)):
            here.stdout.readline()
        for process in (here, there):
            process.kill()
            end(process)
    both = [start(database, folder, who) for who in ("asesor-1", "asesor-2")]
    assert [end(process) for process in both] == [0, 0]

    assert not [one for one in folder.iterdir() if one.is_file()]
    assert len(list((folder / DONE_FOLDER).iterdir())) == FILES + 1
    store = PieceFile(pieces_path(database), KEY, lambda: False)
    pieces = store.pieces()
    with desk.units.read() as unit:
        verify(unit.log.all())
        assert unit.documents.mentioned() == {digest(data) for data in papers.values()}
        told = [one.type for one in unit.log.all()]
        tray = unit.documents.tray(10 * FILES)
    assert told.count("file_received") == FILES
    assert sorted(one.sha256 for one in tray) == sorted(map(digest, papers.values()))
    for data in papers.values():
        assert pieces.get(digest(data)) == data
        assert pieces.page(digest(data), 2) is not None
    assert len(list(pieces.names())) == FILES
    store.close()
    engine.dispose()
