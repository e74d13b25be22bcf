"""Folders of training and of the office on one computer, for the tests of both."""

import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from desktop.app.door import Door
from desktop.app.station import Station
from desktop.app.training import TrainingDoor
from desktop.paths import Places, places, training_places
from tests.journeys.seats import MadeOffice

NOW = datetime(2026, 12, 4, 8, 40, tzinfo=UTC)


@pytest.fixture(scope="module")
def made_training(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of training, filled once, to be copied."""
    home = tmp_path_factory.mktemp("practica")
    real = Places(home / "oficina", home / "oficina")
    here = Places(home / "practica" / "datos", home / "practica" / "registros")
    TrainingDoor(here, real).open().close()
    return home / "practica"


@pytest.fixture
def real(office: MadeOffice, monkeypatch: pytest.MonkeyPatch) -> Places:
    """The office of this computer, which this account opens."""
    monkeypatch.setenv("VENTANILLA_HOME", str(office.folder))
    return places()


@pytest.fixture
def here(real: Places, made_training: Path) -> Places:
    """Training on the same computer."""
    found = training_places()
    shutil.copytree(made_training, found.data.parent)
    return found


def content(folder: Path, without: Path | None = None) -> dict[str, str]:
    """Return what the files of a folder hold, without locks and logs."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix not in {".uso", ".log"}
        and not path.name.endswith(("-wal", "-shm"))
        and (without is None or without not in path.parents)
    }


def opened(door: Door) -> Station:
    """Open a door whose office nobody changes beside the test."""
    return door.open()
