"""The second database at a workstation: begun with the office, missing, damaged, repaired."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.archive import read_manifest
from db.pieces.embedded import PieceFile, PiecesDamaged, PiecesMissing, pieces_path
from db.pieces.store import PieceNotFound
from db.retention import archives
from desktop import cli, settings
from desktop.app import pieces_repair
from desktop.app.demo import first_start
from desktop.app.pieces import drop_unmentioned
from desktop.app.station import Station, begin_station, open_station
from desktop.doctor import Check, State, check_documents
from desktop.keys.stores import SystemKeyring
from desktop.paths import Places, places
from domain.documents import ReceivedFile, Source
from domain.errors import DatabaseInUse
from domain.operations import verify

ROOT = Path(__file__).parents[2]
PDF = "application/pdf"


@pytest.fixture
def here() -> Places:
    """A computer with an office of its own."""
    made = places()
    station, _, new = begin_station(made, SystemKeyring(), replace(first_start(), staff=()))
    with closing(station):
        station.confirm_code(new.code.text)
    return made


@pytest.fixture
def station(here: Places) -> Iterator[Station]:
    """Its office, open."""
    with closing(open_station(here, SystemKeyring())) as opened:
        yield opened


def receive(station: Station, data: bytes) -> str:
    """Receive a file as the program does; return its name."""
    now = datetime.now(UTC)
    name = station.pieces.put(data, PDF, now)
    mention(station, name, len(data))
    return name


def mention(station: Station, name: str, size: int) -> None:
    """Tell of a file that was kept."""
    now, office = datetime.now(UTC), station.office()
    with station.desk.units.write() as unit:
        by = unit.staff.all()[0].id
        unit.documents.add_file(
            ReceivedFile(name, office.id, "hoja.pdf", PDF, size, 1, Source.FILE, by, now)
        )
        unit.log.append(
            "office", office.id, 1, "file_received", {"file": name}, actor_id=by, at=now
        )


def spoil(here: Places, place: int = 0) -> None:
    """Change a byte of the file; at 0 it does not open any more."""
    path = pieces_path(here.database)
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(content)


def told(here: Places) -> Check:
    """Return what the check-up says of the documents."""
    chosen = settings.peek(here.settings).settings
    return check_documents(lambda: pieces_repair.examine(here, chosen, SystemKeyring()))


def test_an_office_begins_with_both(here: Places) -> None:
    assert pieces_path(here.database).exists()
    assert told(here).state is State.OK


def test_without_it_the_office_works_and_says_where_it_is_wanted(here: Places) -> None:
    with closing(open_station(here, SystemKeyring())) as station:
        name = receive(station, b"una hoja")
    path = pieces_path(here.database)
    whole = path.read_bytes()
    other = here.data / "otra.db"
    foreign = PieceFile(other, bytes(32), lambda: True)
    foreign.open()
    foreign.close()
    for content, error in (
        (None, PiecesMissing),
        (b"", PiecesMissing),
        (b"x" * 100, PiecesDamaged),
        (os.urandom(8192), PiecesDamaged),
        (other.read_bytes(), PiecesDamaged),
    ):
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        with closing(open_station(here, SystemKeyring())) as station:
            for _ in range(2):
                with pytest.raises(error):
                    station.pieces.get(name)
            with station.desk.units.read() as unit:
                verify(unit.log.all())
            assert station.office()
            if content is not None:
                assert path.read_bytes() == content
            else:
                assert not path.exists()  # no empty one takes its place
        assert told(here).state is State.FAIL
    path.write_bytes(whole)
    with closing(open_station(here, SystemKeyring())) as station:
        assert station.pieces.get(name) == b"una hoja"


def test_it_is_found_again_without_a_new_start(station: Station) -> None:
    """A disk that comes back is used at the next try."""
    path = pieces_path(station.database)
    moved = path.with_name("aparte.db")
    name = receive(station, b"una hoja")
    station._held.close()  # another program left the folder in this state
    path.rename(moved)
    with closing(open_station(station.places, SystemKeyring())) as opened:
        with pytest.raises(PiecesMissing):
            opened.pieces.get(name)
        moved.rename(path)
        assert opened.pieces.get(name) == b"una hoja"


@pytest.mark.skipif(sys.platform == "win32", reason="an open file stays where it is there")
@pytest.mark.parametrize("foreign", [False, True])
def test_gone_while_the_program_runs_nothing_is_kept_in_it_untold(
    station: Station, foreign: bool
) -> None:
    receive(station, b"una hoja")
    for path in station.database.parent.glob("*-documentos.db*"):
        path.unlink()
    if foreign:
        other = PieceFile(pieces_path(station.database), bytes(32), lambda: True)
        other.open()
        other.close()
    for _ in range(2):
        with pytest.raises(PiecesDamaged if foreign else PiecesMissing):
            station.pieces.put(b"otra hoja", PDF, datetime.now(UTC))


def test_what_nothing_mentions_goes_after_a_day(station: Station) -> None:
    """So it is where a program was cut between the piece and its row."""
    kept, now = receive(station, b"una hoja"), datetime.now(UTC)
    alone = station.pieces.put(b"nadie la nombra", PDF, now)
    late = station.pieces.put(b"llega ahora", PDF, now + timedelta(hours=20))
    assert drop_unmentioned(station.desk.units, station.pieces, now) == 0
    at = now + timedelta(days=1, minutes=1)
    assert drop_unmentioned(station.desk.units, station.pieces, at) == 1
    assert set(station.pieces.names()) == {kept, late}
    with pytest.raises(PieceNotFound):
        station.pieces.get(alone)


_CUT = """
import os, signal, sys
from pathlib import Path
from datetime import UTC, datetime
from db.pieces.embedded import PieceFile
file = PieceFile(Path(sys.argv[1]), bytes.fromhex(sys.stdin.read()), lambda: False)
name = file.pieces().put(b"cortada", "text/plain", datetime.now(UTC))
print(name, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_between_the_piece_and_its_row_both_databases_are_whole(station: Station) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CUT, str(pieces_path(station.database))],
        cwd=ROOT,
        input=station.key.hex(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    name = done.stdout.strip()
    assert station.pieces.get(name) == b"cortada"
    assert station.pieces.put(b"cortada", PDF, datetime.now(UTC)) == name  # received once more
    mention(station, name, 7)
    later = datetime.now(UTC) + timedelta(days=9)
    assert drop_unmentioned(station.desk.units, station.pieces, later) == 0


_FULL = """
import resource, sys
from pathlib import Path
from datetime import UTC, datetime
from db.pieces.embedded import PieceFile
from domain.errors import KnownError
file = PieceFile(Path(sys.argv[1]), bytes.fromhex(sys.stdin.read()), lambda: False)
pieces = file.pieces()
pieces.names()
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
try:
    pieces.put(bytes(8_000_000), "text/plain", datetime.now(UTC))
except KnownError as error:
    print(type(error).__name__)
pieces.put(b"cabe", "text/plain", datetime.now(UTC))
print(len(list(pieces.names())))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are tried on Linux")
def test_a_full_disk_keeps_nothing_half(station: Station) -> None:
    receive(station, b"una hoja")
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(pieces_path(station.database))],
        cwd=ROOT,
        input=station.key.hex(),
        capture_output=True,
        text=True,
    )
    said = done.stdout.split()
    assert said[0] in {"DiskFull", "DatabaseUnreachable"}, done.stderr
    assert said[1] == "2", done.stderr


def test_a_damaged_one_keeps_nothing_else_out_of_the_archive(here: Places) -> None:
    with closing(open_station(here, SystemKeyring())) as station:
        receive(station, b"una hoja")
    spoil(here)
    with closing(open_station(here, SystemKeyring())) as station:
        with pytest.raises(PiecesDamaged, match="La copia se guardó, pero sin los documentos"):
            station.end_day()
        (kept,) = archives(here.backups)
        assert not read_manifest(kept.path).has_pieces
        station.begin_day()  # it is told once a day


# ---------------------------------------------------------------------------------- repairing
def test_a_damaged_one_is_made_whole_from_itself_and_the_archives(
    here: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(open_station(here, SystemKeyring())) as station:
        old = receive(station, os.urandom(50_000))
        assert read_manifest(station.back_up()).has_pieces
        new = receive(station, os.urandom(60_000))
    spoil(here)
    assert told(here).state is State.FAIL
    with closing(open_station(here, SystemKeyring())) as station:
        with pytest.raises(DatabaseInUse):
            pieces_repair.make_usable(here, station.key)
    assert cli.main(["documents", "repair"]) == cli.FAILED
    said = capsys.readouterr().out
    for words in ("oficina-documentos.db.anterior-", "De la copia ventanilla-", "Faltan 1"):
        assert words in said
    with closing(open_station(here, SystemKeyring())) as station:
        station.pieces.check(old)
        with pytest.raises(PieceNotFound):
            station.pieces.get(new)
    found = told(here)
    assert (found.state, "De 2 archivos recibidos faltan 1." in found.words) == (State.WARN, True)


def test_one_with_a_damaged_page_gives_what_it_still_has(
    here: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(open_station(here, SystemKeyring())) as station:
        names = [receive(station, os.urandom(50_000)) for _ in range(6)]
    spoil(here, 4096 * 50 + 100)  # in the middle of one of them
    assert told(here).state is State.FAIL
    assert cli.main(["documents", "repair"]) == cli.FAILED
    assert "Del archivo dañado: 5." in capsys.readouterr().out
    with closing(open_station(here, SystemKeyring())) as station:
        assert len(set(station.pieces.names()) & set(names)) == 5
    assert cli.main(["documents", "repair"]) == cli.FAILED


def test_a_whole_one_needs_no_repair(
    here: Places, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with closing(open_station(here, SystemKeyring())) as station:
        receive(station, b"una hoja")
    before = pieces_path(here.database).stat().st_ino
    assert cli.main(["documents", "repair"]) == cli.OK
    assert "Archivos recibidos completos: 1. Recuperados ahora: 0." in capsys.readouterr().out
    assert pieces_path(here.database).stat().st_ino == before
