"""``ventanilla export``, as an administrator types it."""

import getpass
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.app.demo import COUNTERS, PASSWORD, first_start
from desktop.app.station import begin_station
from desktop.cli import FAILED, OK, main
from desktop.keys.stores import SystemKeyring
from desktop.paths import places
from tests import memory_keyring


@pytest.fixture
def begun() -> None:
    memory_keyring.forget_all()
    asked = replace(first_start(), counters=COUNTERS[:1], staff=())
    station, _, _ = begin_station(places(), SystemKeyring(), asked)
    station.close()


def test_who_signs_in_takes_the_data_along(
    begun: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda _: PASSWORD)
    assert main(["export", "admin", "--folder", str(tmp_path), "--personal"]) == OK
    (path,) = tmp_path.iterdir()
    assert str(path) in capsys.readouterr().out
    words = zipfile.ZipFile(path).read("personal.csv").decode()
    assert "Adela Burbano" in words
    assert "argon2" not in words

    monkeypatch.setattr(getpass, "getpass", lambda _: "otra frase")
    assert main(["export", "admin", "--folder", str(tmp_path / "x")]) == FAILED
    assert "contraseña" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()
