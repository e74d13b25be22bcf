"""An office and a centre: the real one, and one that lies."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases.desk import Desk
from tests.central.conftest import centre, databases, sealing_key, told_to_all
from tests.central.server import Centre as Server
from tests.office import (
    CHEAP,
    KEY,
    MORNING,
    FakeClock,
    SmallOffice,
    catalogue,
    clock,
    desk,
    office,
    open_small_office,
    units,
)
from tests.sync.linked import Linked, Made, pair

__all__ = [
    "catalogue",
    "centre",
    "clock",
    "databases",
    "desk",
    "office",
    "sealing_key",
    "told_to_all",
    "units",
]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment says of proxies is no matter of these tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(autouse=True)
def patient_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop that is stopped has ended, however busy the machine is."""
    monkeypatch.setattr("desktop.sync.loop._ENDS_WITHIN", 60)


@pytest.fixture(name="linked")
def linked_office(centre: Server, desk: Desk, office: SmallOffice, tmp_path: Path) -> Linked:
    """The small office, linked with a real centre, nothing sent yet."""
    return pair(centre, desk, office, tmp_path)


@pytest.fixture
def made(centre: Server, tmp_path: Path) -> Iterator[Made]:
    """Give what makes an office that is linked with the centre."""
    engines = []

    def make(name: str) -> Linked:
        folder = tmp_path / name
        folder.mkdir()
        engine = open_engine(folder / "oficina.db", KEY)
        engines.append(engine)
        metadata.create_all(engine)
        desk = Desk(SqlUnits(engine, "PC"), catalogues(), FakeClock(), CHEAP)
        office = open_small_office(desk.units)
        named = replace(office.office, code=name.upper(), name=name, version=2)
        with desk.units.write() as unit:
            unit.log.append("office", named.id, 2, "office_changed", {}, actor_id=None, at=MORNING)
            unit.offices.save_office(named)
        return pair(centre, desk, SmallOffice(named, office.counters, office.staff), folder)

    yield make
    for engine in engines:
        engine.dispose()
