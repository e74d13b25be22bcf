"""Every use case is tried on a real encrypted database of a small office."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from desktop.usecases.day_seal import UNREADABLE
from domain.operation_types import is_known
from domain.ports import Units
from tests.office import catalogue, clock, desk, office, units

__all__ = ["catalogue", "clock", "desk", "office", "only_known_types", "units"]

_OF_TESTS = {"counter_edited", "office_edited", "told", "x"}
"""What tests tell to bring an office where they want it."""


@pytest.fixture(autouse=True)
def only_known_types(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test whose use case tells a type of operation that the centre does not know."""
    tried: Units | None = None
    if "units" in request.fixturenames:
        tried = request.getfixturevalue("units")
    yield
    if tried is not None:
        told: set[str] = set()
        with suppress(*UNREADABLE), tried.read() as unit:  # some tests spoil the log
            told = {operation.type for operation in unit.log.all()}
        unknown = sorted(type_ for type_ in told - _OF_TESTS if not is_known(type_))
        assert not unknown, f"enter in domain/operation_types.py: {unknown}"
