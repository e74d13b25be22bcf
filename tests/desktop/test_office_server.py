"""An office on its server, through the real station: joined, begun, archived, restored, moved there."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from db import copying
from db.engine import open_engine, transaction
from db.office_server import filling
from db.pieces.embedded import pieces_path
from db.postgres import connect
from desktop import cli, keys, settings
from desktop.app import backups, connection_file, health, moving, office_server, server_backups
from desktop.app.connection_file import ConnectionFile, HasOwnOffice
from desktop.app.demo import COUNTERS, first_start, prepare
from desktop.app.door import Door
from desktop.app.station import Station, begin_station, open_station
from desktop.app.whereabouts import exists
from desktop.doctor import Check, State
from desktop.keys import slots
from desktop.keys.stores import SystemKeyring
from desktop.paths import Places
from desktop.printing.folder import PdfFolderPrinter
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.first_start import AlreadySetUp, FirstStart, is_set_up
from domain.errors import (
    DatabaseInUse,
    InvalidInput,
    KeyStoreUnavailable,
    NewerVersion,
    RecoveryCodeNeeded,
    ServerLost,
    ServerNotReady,
    ServerRefused,
)
from domain.ports.pieces import PageKept
from tests import memory_keyring
from tests.office_server import OfficeServer

REQUEST = replace(first_start(), counters=COUNTERS[:2], staff=())
EVERYBODY = first_start()


@pytest.fixture
def server(office_database: OfficeServer) -> Iterator[OfficeServer]:
    """A prepared database with nobody in it, and no workstations."""
    yield office_database
    office_database.empty()


@pytest.fixture
def lone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a computer with an office of its own, its key in the keyring."""
    here = computer(tmp_path_factory.mktemp("lone"), "suelto")
    begun(here)
    return here.data


def computer(folder: Path, name: str) -> Places:
    """Return the folders of a computer of its own."""
    return Places(folder / name, folder / name / "registros")


def joined(folder: Path, server: OfficeServer, name: str, *, keeper: bool = False) -> Places:
    """Return a computer that is joined to the server."""
    here = computer(folder, name)
    connection_file.join(here, SystemKeyring(), server.workstation(name, keeper=keeper))
    return here


def begun(here: Places, request: FirstStart = REQUEST) -> keys.NewKey:
    """Make the office by the first start at one computer."""
    station, _, new = begin_station(here, SystemKeyring(), request)
    with closing(station):
        station.confirm_code(new.code.text)
    return new


class NoKeyring:
    """An account without a keyring."""

    def load(self, database_id: UUID) -> bytes | None:
        raise KeyStoreUnavailable

    def save(self, database_id: UUID, key: bytes) -> None:
        raise KeyStoreUnavailable


def embedded(folder: Path, name: str = "suelto") -> tuple[Places, keys.NewKey]:
    """Return a computer with an office of its own, with people, cases and solutions in it."""
    here = computer(folder, name)
    station, _, new = begin_station(here, SystemKeyring(), EVERYBODY)
    with closing(station):
        prepare(station.desk)
        keys.confirm_code(here.database, new.code.text, datetime.now(UTC))
    return here, new


def operations(station: Station) -> list[str]:
    """Return the hashes of the log."""
    with station.desk.units.read() as unit:
        return [operation.hash for operation in unit.log.all()]


def opened(here: Places) -> closing[Station]:
    """Open a computer's office, to be closed."""
    return closing(open_station(here, SystemKeyring()))


# ---------------------------------------------------------------------------------- joining
def test_two_computers_share_one_office(server: OfficeServer, tmp_path: Path) -> None:
    """The first start at one is seen at the other, which cannot make the office again."""
    one, two = joined(tmp_path, server, "Caja 1"), joined(tmp_path, server, "Caja 2")
    assert exists(one)
    with opened(two) as station:
        assert not is_set_up(station.desk.units)
    begun(one)
    with pytest.raises(AlreadySetUp):
        begin_station(two, SystemKeyring(), REQUEST)
    with opened(one) as first, opened(two) as second:
        assert first.on_server
        assert operations(first) == operations(second)
        assert second.code_is_held()
        assert first.office() == second.office()
    chosen = settings.peek(two.settings).settings
    assert "password" not in chosen.server
    assert not two.database.exists()


def test_a_first_start_cut_at_its_end_keeps_the_key_of_the_archives(
    server: OfficeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office is at the server already: without its key no archive of it could ever be made."""
    here = joined(tmp_path, server, "Caja 1")
    with monkeypatch.context() as cut:

        def lost(*_: object) -> None:
            raise ServerLost

        cut.setattr(office_server, "share_slots", lost)
        with pytest.raises(ServerLost):
            begin_station(here, SystemKeyring(), REQUEST)
    with opened(here) as station:
        assert is_set_up(station.desk.units)
        assert not station.code_is_held()  # whoever administers is reminded of it
        station.confirm_code(station.change_code().text)
        assert station.back_up().exists()


def test_an_office_just_begun_hears_its_server(server: OfficeServer, tmp_path: Path) -> None:
    door = Door(joined(tmp_path, server, "Caja 1"), SystemKeyring())
    door.begin(REQUEST)
    assert door.server is not None
    door.close()


def test_a_computer_joins_only_what_works(server: OfficeServer, tmp_path: Path) -> None:
    """A login that was taken away is refused in words, and nothing of the computer changes."""
    here = computer(tmp_path, "Caja 1")
    file = server.workstation("Caja 1")
    wrong = replace(file, password="00" * 32, server=file.server.replace("caja_1", "otra"))
    with pytest.raises(ServerRefused):
        connection_file.join(here, SystemKeyring(), wrong)
    assert not here.settings.exists()
    connection_file.join(here, SystemKeyring(), file)
    connection_file.join(here, SystemKeyring(), file)  # another account of the computer does so too


def test_without_a_keyring_the_login_is_kept_in_a_file(
    server: OfficeServer, tmp_path: Path
) -> None:
    """A television has nobody to unlock a keyring; only its own account may read the file."""
    here = computer(tmp_path, "Tele")
    connection_file.join(here, NoKeyring(), server.workstation("Tele"))
    (kept,) = here.data.glob("servidor-*.clave")
    assert kept.stat().st_mode & 0o777 == 0o600
    open_station(here, NoKeyring()).close()
    kept.unlink()
    with pytest.raises(office_server.ServerLoginMissing):
        open_station(here, NoKeyring())


def test_an_office_of_ones_own_is_not_left_behind_unasked(
    server: OfficeServer, tmp_path: Path
) -> None:
    """It is refused, or put aside whole."""
    here, _ = embedded(tmp_path)
    file = server.workstation("Caja 1")
    with pytest.raises(HasOwnOffice):
        connection_file.join(here, SystemKeyring(), file)
    assert not settings.peek(here.settings).settings.server
    size = here.database.stat().st_size
    connection_file.join(here, SystemKeyring(), file, aside=True)
    (kept,) = here.data.glob("oficina.db.anterior-*")
    assert kept.stat().st_size == size
    with opened(here) as station:
        assert not is_set_up(station.desk.units)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"format": "otra"}', "\x00", "[" * 9000, '{"format":"ventanilla-conexion"}'],
)
def test_a_damaged_connection_file_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "x.ventanilla"
    path.write_text(content)
    with pytest.raises(InvalidInput):
        connection_file.read(path)


def test_a_connection_file_is_for_one_account_only(tmp_path: Path) -> None:
    """It is written closed, over nothing, and read back as it was."""
    file = ConnectionFile("Caja/1", "host=/tmp dbname=x user=y", "ab" * 32, "")
    path = file.write(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert connection_file.read(path) == file
    with pytest.raises(InvalidInput):
        file.write(tmp_path)
    path.write_text(path.read_text().replace('"version": 1', '"version": 9'))
    with pytest.raises(NewerVersion):
        connection_file.read(path)


# ---------------------------------------------------------------------------------- archives
def damage(here: Places) -> None:
    """Spoil a page of a computer's second database."""
    path = pieces_path(here.database)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def test_an_archive_of_a_server_restores_anywhere(server: OfficeServer, tmp_path: Path) -> None:
    """What a server held comes back on it, and in an embedded database, as it was."""
    here = joined(tmp_path, server, "Caja 1", keeper=True)
    new = begun(here, EVERYBODY)
    with opened(here) as station:
        prepare(station.desk)
        before = operations(station)
        paper = station.pieces.put(b"un documento", "text/plain", datetime.now(UTC))
        archive = Path(shutil.copy(station.back_up(), tmp_path / "primera.vbak"))
        assert station.key == new.key
        gone = station.pieces.put(b"uno que sobra", "text/plain", datetime.now(UTC))
        damage(here)  # this computer's copy of the documents is made anew
        later = Path(shutil.copy(station.back_up(), tmp_path / "segunda.vbak"))
        station.pieces.drop(paper)
    lone = computer(tmp_path, "otro")
    backups.put_back(archive, lone.database, SystemKeyring(), str)
    with opened(lone) as station:
        assert operations(station) == before
        assert not station.on_server
        assert station.pieces.get(paper) == b"un documento"
        assert not station.pieces.size(gone)
    chosen = settings.peek(here.settings).settings
    server_backups.put_back(archive, here, chosen, here.database, SystemKeyring(), str)
    with opened(here) as station:
        assert operations(station) == before
        assert station.pieces.get(paper) == b"un documento"
        station.pieces.drop(gone)
    server_backups.put_back(later, here, chosen, here.database, SystemKeyring(), str)
    with opened(here) as station:
        assert station.pieces.get(gone) == b"uno que sobra"
    with connect(server.as_admin()) as connection:  # who knew the other one can tell
        assert connection.execute("SELECT id, epoch FROM authority").fetchall() == [(1, 3)]
    assert archive.exists()
    assert len(list(here.backups.glob("anterior/*.vbak"))) == 1
    assert not list(here.data.glob(".ventanilla-servidor-*"))


def test_who_has_no_key_makes_no_archive(server: OfficeServer, tmp_path: Path) -> None:
    """The office works; only its archive waits for the recovery code."""
    one, two = joined(tmp_path, server, "Caja 1"), joined(tmp_path, server, "Caja 2")
    new = begun(one)
    memory_keyring.forget_all()
    for here, name in ((one, "Caja 1"), (two, "Caja 2")):
        with connect(server.conninfo) as connection:
            connection.execute(f"ALTER ROLE {server.roles.login(name)} PASSWORD NULL")
        chosen = settings.peek(here.settings).settings
        office_server.keep_password(here, chosen.server, "00" * 32, SystemKeyring())
    with opened(two) as station:
        station.begin_day()
        with pytest.raises(RecoveryCodeNeeded):
            station.back_up()
        with pytest.raises(RecoveryCodeNeeded):
            station.change_code()
    with closing(open_station(two, SystemKeyring(), code=new.code.text)) as station:
        assert station.back_up().exists()
        code = station.change_code()
        station.confirm_code(code.text)
    with opened(one):
        assert slots.read(one.database) == slots.read(two.database)


# ---------------------------------------------------------------------------------- moving
def test_an_office_moves_to_its_server(server: OfficeServer, tmp_path: Path) -> None:
    """All of it arrives, the old file is put aside, and work goes on."""
    here, new = embedded(tmp_path)
    with opened(here) as station:
        before = operations(station)
        paper = station.pieces.put(b"un documento", "text/plain", datetime.now(UTC))
        station.pieces.sent(paper, "centro")
        station.pieces.keep_pages(paper, [PageKept(1, 2, 3, 0.5, b"jpeg")])
        with station.desk.units.read() as unit:
            solutions = unit.solutions.search("clave", 10)
    said: list[str] = []
    moved = moving.move(
        here, SystemKeyring(), server.workstation("Caja 1", keeper=True), say=said.append
    )
    assert moved.operations == len(before)
    assert moved.archive.exists()
    assert len(said) == 3
    assert not here.database.exists()
    (aside,) = here.data.glob("oficina.db.anterior-*")
    assert len(list(here.data.glob("oficina-documentos.db.anterior-*"))) == 1
    with opened(here) as station:
        assert station.on_server
        assert station.pieces.get(paper) == b"un documento"
        assert station.pieces.page(paper, 1) == PageKept(1, 2, 3, 0.5, b"jpeg")
        assert not station.pieces.unsent("centro")
        assert operations(station) == before
        assert station.key == new.key
        with station.desk.units.read() as unit:
            assert unit.solutions.search("clave", 10) == solutions
        prepare(station.desk)
    old = open_engine(aside, new.key)
    with transaction(old, reading=True) as driver:
        kept = copying.contents(copying.Side(driver, old.dialect))
    old.dispose()
    assert {name: content.rows for name, content in kept.items()} == moved.rows


def test_an_office_is_moved_by_its_command(
    lone: Path,
    server: OfficeServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It says each step; what is asked again is told."""
    monkeypatch.setenv("VENTANILLA_HOME", str(lone))
    path = server.workstation("Principal", keeper=True).write(tmp_path)
    assert cli.main(["office", "move", str(path)]) == cli.OK
    said = capsys.readouterr().out
    for words in ("Copia verificada", "Copiadas y comparadas", "llegó íntegro", "en el servidor"):
        assert words in said
    assert cli.main(["office", "move", str(path)]) == cli.FAILED
    assert moving.AlreadyOnServer.what in capsys.readouterr().err
    assert cli.main(["backup"]) == cli.OK
    (archive,) = (lone / "copias").glob("*.vbak")
    assert cli.main(["restore", str(archive)]) == cli.OK
    assert "«anterior»" in capsys.readouterr().out


def test_an_office_moves_only_where_it_may(server: OfficeServer, tmp_path: Path) -> None:
    """Not over another, not by a counter's login, not while the program is open, not twice."""
    here, _ = embedded(tmp_path)
    store = SystemKeyring()
    plain = server.workstation("Caja 2")
    with pytest.raises(filling.NotKeeper):
        moving.move(here, store, plain)
    keeper = server.workstation("Caja 1", keeper=True)
    with opened(here), pytest.raises(DatabaseInUse):
        moving.move(here, store, keeper)
    first = joined(tmp_path, server, "Caja 9")
    begun(first)
    with pytest.raises(filling.ServerHasOffice):
        moving.move(here, store, keeper)
    with opened(here) as station:
        assert not station.on_server
    with pytest.raises(moving.AlreadyOnServer):
        moving.move(first, store, keeper)


@pytest.mark.parametrize(
    "cut",
    [
        "db.office_server.filling:copy",
        "desktop.app.moving:_bring_documents",
        "desktop.app.moving:_fill",
        "desktop.settings:change",
        "db.office_server.filling:begin_work",
        "desktop.app.moving:put_aside",
    ],
)
def test_a_move_killed_anywhere_leaves_one_office(
    cut: str, lone: Path, server: OfficeServer, tmp_path: Path
) -> None:
    """The old one works, or the new one; never both, never none; repeating it finishes it."""
    here = computer(tmp_path, "suelto")
    shutil.copytree(lone, here.data)
    key = SystemKeyring().load(slots.read(here.database).database_id)
    assert key is not None
    with opened(here) as station:
        before = operations(station)
        paper = station.pieces.put(b"un documento", "text/plain", datetime.now(UTC))
    file = server.workstation("Caja 1", keeper=True)
    killed = subprocess.run(
        [sys.executable, "-m", "tests.desktop.killed_move", cut, here.data, key.hex()],
        input=json.dumps(asdict(file)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    office_server.keep_password(here, file.server, file.password, SystemKeyring())
    other = joined(tmp_path, server, "Caja 2")
    with opened(here) as station:
        assert operations(station) == before
        assert station.pieces.get(paper) == b"un documento"
        keep_shipped(station.desk)
        if station.on_server:
            assert not here.database.exists()
            with opened(other) as second:
                assert operations(second) == before
            return
    if cut.endswith("_fill"):  # what arrived does not count yet
        with pytest.raises(ServerNotReady):
            open_station(other, SystemKeyring())
    else:
        with opened(other) as empty:
            assert not is_set_up(empty.desk.units)
    moving.move(here, SystemKeyring(), file)
    with opened(here) as station, opened(other) as second:
        assert station.on_server
        assert operations(station) == operations(second) == before
        assert second.pieces.get(paper) == b"un documento"


# ---------------------------------------------------------------------------------- check-up
def test_a_check_up_looks_at_the_server(server: OfficeServer, tmp_path: Path) -> None:
    """What it holds, how safely, and who has the key of its archives."""
    here = joined(tmp_path, server, "Caja 1")
    found = checked(here)
    assert found["Oficina"].state is State.WARN
    begun(here)
    found = checked(here)
    assert found["Datos"].state is State.OK
    assert found["Servidor"].state is State.FAIL  # the tests' keeps nothing over a power cut
    assert "fsync" in found["Servidor"].todo
    assert found["Clave de las copias"].state is State.OK
    assert found["Copias de seguridad"].state is not State.OK  # none was made yet
    with connect(server.conninfo) as connection:
        connection.execute(f"ALTER ROLE {server.roles.login('Caja 1')} NOLOGIN")
    found = checked(here)
    assert found["Datos"].state is State.FAIL
    assert found["Datos"].words.startswith(ServerRefused.what)


def checked(here: Places) -> dict[str, Check]:
    """Return what a check-up finds, by name."""
    printer = PdfFolderPrinter(here.data / "documentos", lambda: datetime.now(UTC).date())
    found = health.check_up(here, SystemKeyring(), printer, screens=2, sounds=1)
    return {check.name: check for check in found}
