"""A small year: four weeks of an office over a year's boundary, played once for all tests."""

from collections.abc import Iterator

import pytest

from desktop.documents.open_export import ZipArchives
from desktop.documents.open_export.dictionary import open_dictionary
from desktop.documents.spreadsheets import SheetWriter
from desktop.usecases.figures.open_export import OpenTools, export
from domain.open_data import OpenChoice
from tests.office import clock, desk, office, units
from tests.usecases.papers import shelf_in
from tools.figures.files import files
from tools.figures.recount import Recount, recount
from tools.figures.world import World
from tools.figures.year import SMALL, play

__all__ = ["clock", "desk", "office", "quito", "units"]
SEED = 1


@pytest.fixture(scope="session")
def quito(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Quito after the small year; what tests do with it changes no figure of it."""
    world = play(tmp_path_factory.mktemp("quito") / "office.db", "QUITO", SEED, SMALL)
    yield world
    world.engine.dispose()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenTools]:
    """What an office without received files exports with."""
    with shelf_in(tmp_path_factory.mktemp("pieces")) as shelf:
        folder = tmp_path_factory.mktemp("own")
        yield OpenTools(open_dictionary(), ZipArchives(SheetWriter()), shelf.pieces, files(folder))


@pytest.fixture(scope="session")
def counted(quito: World, empty: OpenTools) -> Recount:
    """The small year counted from its log, the other way."""
    return recount(export(quito.desk, quito.staff["admin"], empty, OpenChoice(personal=True)).path)
