"""An office for the journeys: made once, copied for each, its key in this account's keyring."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.keys.stores import SystemKeyring
from tests.journeys.seats import MadeOffice, Seats, make_office, seats_of
from ui import theme


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> MadeOffice:
    return make_office(tmp_path_factory.mktemp("oficina") / "datos")


@pytest.fixture
def office(made_office: MadeOffice, tmp_path: Path) -> MadeOffice:
    """An office of one's own, which this account of the computer can open."""
    folder = tmp_path / "datos"
    shutil.copytree(made_office.folder, folder)
    SystemKeyring().save(made_office.key.database_id, made_office.key.key)
    return MadeOffice(folder, made_office.code, made_office.key)


@pytest.fixture
def seats(qapp: QApplication) -> Iterator[Seats]:
    theme.start(qapp, scheme="light", motion=False)
    yield from seats_of(qapp)
    theme.start(qapp, scheme="light")  # as other tests expect it
