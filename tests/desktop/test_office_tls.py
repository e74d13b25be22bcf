"""An office's server as Debian has it, reached over the network: only the true one, never in the open."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db import postgres
from db.office_server import checks, preparing, reach
from desktop import cli, settings
from desktop.app import connection_file, office_server
from desktop.app.connection_file import ConnectionFile
from desktop.app.demo import first_start
from desktop.app.door import Door
from desktop.app.station import begin_station, open_station
from desktop.keys.stores import SystemKeyring
from desktop.paths import Places, places
from domain.errors import NotSetUp, ServerRefused, ServerUntrusted
from tests import tls
from tests.office_server import OfficeServer, prepared, remove
from tests.ports import free_port
from tools.postgres import DEBIAN, NOBODY, Postgres, running

NAME = "servidor.oficina.prueba"
AUTHORITY = tls.authority()

pytestmark = pytest.mark.skipif(
    not DEBIAN.exists(), reason="Debian's PostgreSQL is not installed (make setup-dev)"
)


@pytest.fixture(scope="module")
def debian() -> Iterator[tuple[Postgres, OfficeServer]]:
    """A server of Debian's with TLS that asks everybody on the network for a password."""
    port = free_port()
    # Whoever runs the server may not be allowed into the folders of the tests.
    folder = Path(tempfile.mkdtemp(prefix="ventanilla-tls-"))
    certificate, key = AUTHORITY.server(NAME)
    hba = "local all postgres trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
    for name, content in (
        ("servidor.crt", certificate),
        ("servidor.key", key),
        ("hba.conf", hba.encode()),
    ):
        path = folder / name
        path.write_bytes(content)
        path.chmod(0o600)
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    wanted = (
        "ssl=on",
        f"ssl_cert_file={folder}/servidor.crt",
        f"ssl_key_file={folder}/servidor.key",
        f"hba_file={folder}/hba.conf",
        "fsync=on",
    )
    with running(port=port, settings=wanted, programs=DEBIAN) as server:
        with prepared(server.connected()) as office:
            yield server, office
    shutil.rmtree(folder)


def file_of(debian: tuple[Postgres, OfficeServer], workstation: str) -> ConnectionFile:
    """Return the connection file of a new workstation that comes by the network."""
    server, office = debian
    file = office.workstation(workstation)
    user = reach.parts_of(file.server)["user"]
    asked = reach.words(
        host=NAME, hostaddr="127.0.0.1", port=server.port, dbname=office.database, user=user
    )
    return replace(file, server=asked, certificate=AUTHORITY.pem)


def test_an_office_works_over_tls(debian: tuple[Postgres, OfficeServer], tmp_path: Path) -> None:
    """Joined, begun and opened again on Debian's PostgreSQL 15, encrypted and proved."""
    here = Places(tmp_path / "caja", tmp_path / "caja" / "registros")
    file = file_of(debian, "Caja 1")
    connection_file.join(here, SystemKeyring(), file)
    station, _, _ = begin_station(here, SystemKeyring(), replace(first_start(), staff=()))
    station.close()
    station = open_station(here, SystemKeyring())
    try:
        assert station.back_up().exists()
    finally:
        station.close()
    chosen = settings.peek(here.settings).settings
    asked = office_server.conninfo(here, chosen)
    with postgres.connect(asked, file.password) as connection:
        assert connection.pgconn.ssl_in_use
        found = checks.look(connection)
    assert not any(finding.stops for finding in found)
    assert any("cifrada" in finding.words for finding in found)
    with (
        pytest.raises(preparing.PasswordNeeded),
        preparing.administering(preparing.Administrator("127.0.0.1", debian[0].port)),
    ):
        pass


@pytest.mark.parametrize("wrong", ["authority", "name", "none"])
def test_a_server_that_does_not_prove_itself_is_told_nothing(
    wrong: str, debian: tuple[Postgres, OfficeServer], tmp_path: Path
) -> None:
    """Another authority, another name, or nothing to know it by: no password is sent."""
    here = Places(tmp_path / "caja", tmp_path / "caja" / "registros")
    file = file_of(debian, f"Caja {wrong}")
    changed = {
        "authority": replace(file, certificate=tls.authority().pem),
        "name": replace(file, server=file.server.replace(NAME, "otra.prueba")),
        "none": replace(file, certificate=""),
    }[wrong]
    with pytest.raises(ServerUntrusted):
        connection_file.join(here, SystemKeyring(), changed)
    assert not here.settings.exists()


def test_a_wrong_password_is_refused(debian: tuple[Postgres, OfficeServer], tmp_path: Path) -> None:
    here = Places(tmp_path / "caja", tmp_path / "caja" / "registros")
    file = replace(file_of(debian, "Caja 2"), password="00" * 32)
    with pytest.raises(ServerRefused):
        connection_file.join(here, SystemKeyring(), file)


def test_an_expired_certificate_proves_nothing(
    debian: tuple[Postgres, OfficeServer], tmp_path: Path
) -> None:
    """The server is given one that ended yesterday, and its own again."""
    server, _ = debian
    file = file_of(debian, "Caja 3")
    here = Places(tmp_path / "caja", tmp_path / "caja" / "registros")
    with postgres.connect(server.connected()) as admin:
        row = admin.execute("SHOW ssl_cert_file").fetchone()
        assert row is not None
        place = Path(row[0])
    kept = {path: path.read_bytes() for path in (place, place.with_suffix(".key"))}
    certificate, key = AUTHORITY.server(NAME, until=-timedelta(days=1))
    try:
        for path, content in zip(kept, (certificate, key), strict=True):
            path.write_bytes(content)
        server.control("reload")
        with pytest.raises(ServerUntrusted):
            connection_file.join(here, SystemKeyring(), file)
    finally:
        for path, content in kept.items():
            path.write_bytes(content)
        server.control("reload")


# ---------------------------------------------------------------------------------- the commands
def test_an_office_is_installed_by_its_commands(
    debian: tuple[Postgres, OfficeServer],
    tmp_path: Path,
    ventanilla_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Prepared, joined, begun in the window's way, given a second computer, and that taken away."""
    server, _ = debian
    asked = ["--host", str(server.folder), "--port", str(server.port), "--database", "instalada"]
    made = ["--address", "127.0.0.1", "--out", str(tmp_path)]

    def run(*arguments: str) -> str:
        assert cli.main(["office", *arguments]) == cli.OK
        return capsys.readouterr().out

    try:
        said = run("init", *asked, *made, "--workstation", "Principal")
        assert "quedó unido al servidor como «Principal»" in said
        assert "ya estaba agregado" in run("init", *asked, *made, "--workstation", "Principal")
        assert "unido" not in run("init", *asked, "--no-join")
        door = Door(places(), SystemKeyring())
        with pytest.raises(NotSetUp):
            door.open()
        door.begin(replace(first_start(), staff=()))
        assert door.open().on_server
        door.close()
        said = run("workstation", "add", "Caja 2", *asked, *made)
        assert "Caja 2.ventanilla" in said
        said = run("workstation", "list", *asked)
        assert "Caja 2  (instalada_pc_caja_2): sin conexión" in said
        assert "principal" in said
        monkeypatch.setenv("VENTANILLA_HOME", str(tmp_path / "caja2"))
        assert "«Caja 2»" in run("join", str(tmp_path / "Caja 2.ventanilla"))
        assert cli.main(["audit", "verify"]) == cli.OK
        run("workstation", "remove", "Caja 2", *asked)
        assert cli.main(["audit", "verify"]) == cli.FAILED
        assert ServerRefused.what in capsys.readouterr().err
        assert cli.main(["office", "workstation", "remove", "Caja 2", *asked]) == cli.FAILED
        assert cli.main(["office", "join", str(tmp_path / "no")]) == cli.FAILED
        with pytest.raises(SystemExit):
            cli.main(["office", "bailar"])
        assert "No existe la orden «bailar»" in capsys.readouterr().err
    finally:
        remove(OfficeServer(server.connected(), "instalada"))
