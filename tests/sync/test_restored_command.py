"""``ventanilla restore`` of a linked office: what the copy has not is taken from the centre at once."""

import getpass
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.app.demo import COUNTERS, first_start
from desktop.app.linking import credentials_of
from desktop.app.station import Station, begin_station, open_station
from desktop.cli import OK, main
from desktop.keys.stores import SystemKeyring
from desktop.paths import places
from tests import memory_keyring
from tests.central.server import Centre as Server

REQUEST = replace(first_start(), counters=COUNTERS[:1], staff=())


@contextmanager
def office() -> Iterator[Station]:
    with closing(open_station(places(), SystemKeyring())) as station:
        yield station


def tell(times: int) -> None:
    """Have something happen in the office."""
    with office() as station, station.desk.units.write() as unit:
        key = unit.offices.office().id
        for _ in range(times):
            unit.log.append(
                "office", key, 1, "signed_out", {}, actor_id=None, at=station.desk.clock.now()
            )


@pytest.fixture
def archive(centre: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive of an office that was linked, and has told more since."""
    memory_keyring.forget_all()
    station, _, _ = begin_station(places(), SystemKeyring(), REQUEST)
    station.close()
    code = centre.code()
    monkeypatch.setattr(getpass, "getpass", lambda _: code)
    assert main(["link", centre.address]) == OK
    assert main(["sync", "--once"]) == OK
    assert main(["backup"]) == OK
    (made,) = places().backups.glob("*.vbak")
    tell(3)
    assert main(["sync", "--once"]) == OK
    return made


def test_it_is_taken_back_at_once(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", str(archive)]) == OK
    assert "se tomaron 3 operaciones" in capsys.readouterr().out
    assert main(["restore", str(archive)]) == OK
    assert "Del centro se tomaron" in capsys.readouterr().out
    assert main(["backup"]) == OK
    newest = max(places().backups.glob("*.vbak"), key=lambda path: path.stat().st_mtime)
    assert main(["restore", str(newest)]) == OK
    assert "nada que falte" in capsys.readouterr().out


def test_without_link_it_is_said(
    archive: Path, centre: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    with office() as station:
        credentials_of(station, SystemKeyring()).forget()
    assert main(["restore", str(archive)]) == OK
    told = capsys.readouterr().out
    assert "no está enlazado" in told
    assert "se repetirían números" in told


def test_a_centre_that_does_not_answer_changes_nothing(
    archive: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:9")
    assert main(["restore", str(archive)]) == OK
    assert "se repetirían números" in capsys.readouterr().out
