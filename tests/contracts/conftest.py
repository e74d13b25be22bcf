"""What every contract of storage is tried on: the embedded database and a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from domain.ports import Units
from tests.office import KEY, SmallOffice, open_small_office
from tests.office_server import counter_units


@pytest.fixture(params=["sqlite", "postgresql"])
def units(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Units]:
    """Units of work over empty tables, on either database; on a server with a counter's rights."""
    if request.param == "postgresql":
        with counter_units(request.getfixturevalue("office_database")) as made:
            yield made
        return
    # Each gets its turn, however slow the disk.
    engine = open_engine(tmp_path / "ventanilla.db", KEY, busy_seconds=60)
    metadata.create_all(engine)
    yield SqlUnits(engine, "PC-PRUEBA")
    engine.dispose()


@pytest.fixture
def office(units: Units) -> SmallOffice:
    """A small office in it."""
    return open_small_office(units)
