"""Trying two people's actions on copies of one scene: what the tests of pairs share."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import event

from db.engine import open_engine
from db.unit_of_work import SqlUnits
from desktop.usecases.desk import Desk
from domain.errors import KnownError
from tests.office import KEY


class HasDesk(Protocol):
    """A frozen dataclass whose ``desk`` is the workstation of the scene."""

    @property
    def desk(self) -> Desk: ...


S = TypeVar("S", bound=HasDesk)


@contextmanager
def office_of(template: tuple[Path, S], folder: Path) -> Iterator[S]:
    """The scene over a database of its own."""
    path, scene = template
    copy = folder / "oficina.db"
    for old in folder.glob("oficina.db*"):
        old.unlink()
    shutil.copy(path, copy)
    engine = open_engine(copy, KEY)
    engine.dispose()  # the next connection does not wait for the disk: nobody pulls the plug
    event.listen(engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))
    whole: Any = scene
    try:
        yield replace(whole, desk=replace(scene.desk, units=SqlUnits(engine, "PC")))
    finally:
        engine.dispose()


def tried(act: Callable[[S], object], scene: S) -> bool:
    """Act; what is refused in words must change nothing. Tell whether it was done."""
    with scene.desk.units.read() as unit:
        before = unit.log.head()
    try:
        act(scene)
    except KnownError:
        with scene.desk.units.read() as unit:
            assert unit.log.head() == before
        return False
    return True
