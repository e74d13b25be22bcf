"""A real PostgreSQL for tests, and units of work over it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from db.postgres import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from tools.postgres import running


@contextmanager
def server() -> Iterator[str]:
    """Run a server without any network and give what to connect with.

    Skips the test on Windows.
    """
    if sys.platform == "win32":
        pytest.skip("PostgreSQL is tried on Linux")
    with running() as started:
        yield started.connected()


@contextmanager
def units(connected: str) -> Iterator[SqlUnits]:
    """Give units of work over empty tables, and empty them again: making them takes a second."""
    engine = open_engine(connected)
    metadata.create_all(engine)
    try:
        yield SqlUnits(engine, "PC-PRUEBA")
    finally:
        kept = {"authority"}
        names = [table.name for table in metadata.sorted_tables if table.name not in kept]
        with engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {', '.join([*names, 'solution_fts'])}")
        engine.dispose()
