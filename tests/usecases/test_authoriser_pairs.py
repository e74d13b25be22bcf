"""Every pair of actions on one entity's authorisers, in both orders, in every state they can be in.

Each is one transaction, so one falls before or after another. What the second had on the screen is
what was there before the first: it has to hold, or be refused in words with nothing changed. Among
them are the centre's answers and what the program begins by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import absences, authorisers, cases
from desktop.usecases.authoriser_changes import ASKED, begin_due
from desktop.usecases.centre import receive
from desktop.usecases.desk import Desk
from domain.exchange import FeedEntry
from tests.office import CHEAP, KEY, FakeClock, SmallOffice, open_small_office
from tests.usecases.authorising import (
    A_WEEK,
    FOR_GOOD,
    NEXT_WEEK,
    Body,
    SmallCentre,
    a_body,
    absence_case,
    both,
    last_change,
    require_one_step,
    technician,
)
from tests.usecases.linked import linked
from tests.usecases.scenes import office_of, tried

STATES = ("free", "programmed", "its day", "waiting", "in force", "over", "returning")
LINKED = {"waiting", "returning"}


@dataclass(frozen=True)
class Scene:
    """An entity, who is enrolled, and a case of each kind."""

    desk: Desk
    office: SmallOffice
    body: Body
    titular: UUID
    alterno: UUID
    first: UUID
    second: UUID
    for_good: UUID


Do = Callable[[Scene], object]


def register(case: str, absent: str, stand_in: str | None) -> Do:
    """Somebody registers the absence of a case."""
    return lambda scene: absences.register(
        scene.desk,
        technician(scene.office),
        getattr(scene, case),
        getattr(scene, absent),
        None if stand_in is None else getattr(scene, stand_in),
    )


def newest(scene: Scene) -> UUID:
    with scene.desk.units.read() as unit:
        found = unit.authorisers.absences_of(scene.body.entity.id)
    return found[0].id if found else scene.first


def answer(outcome: str) -> Do:
    """The centre answers what was asked last."""

    def act(scene: Scene) -> None:
        with scene.desk.units.write() as unit:
            asked = [one for one in unit.log.all() if one.type == ASKED][-1]
            body = {
                "operation_id": str(asked.id),
                "sequence": asked.sequence,
                "outcome": outcome,
                "words": "Así.",
            }
            receive(
                scene.desk,
                unit,
                FeedEntry(1, "decision", datetime(2026, 12, 4, 15, tzinfo=UTC), body),
            )

    return act


ACTS: dict[str, Do] = {
    "away": register("first", "titular", "alterno"),
    "away too": register("second", "titular", "alterno"),
    "gone": register("for_good", "titular", "alterno"),
    "gone, nobody": register("for_good", "titular", None),
    "alterno gone": register("for_good", "alterno", None),
    "back": lambda scene: absences.confirm_return(
        scene.desk, technician(scene.office), newest(scene), "Volvió"
    ),
    "call off": lambda scene: authorisers.cancel(
        scene.desk,
        technician(scene.office),
        last_change(scene.desk, scene.body.entity).id,
        "No viaja",
    ),
    "activate": lambda scene: authorisers.activate(
        scene.desk, technician(scene.office), scene.alterno
    ),
    "withdraw": lambda scene: cases.withdraw(
        scene.desk, technician(scene.office), scene.second, "Desiste"
    ),
    "begin": lambda scene: begin_due(scene.desk),
    "granted": answer("granted"),
    "refused": answer("refused"),
}


@pytest.fixture(scope="module", params=STATES)
def template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Scene]:
    """One entity in one state."""
    path = tmp_path_factory.mktemp("pairs") / "template.db"
    engine = open_engine(path, KEY)
    metadata.create_all(engine)
    clock = FakeClock()
    desk = Desk(SqlUnits(engine, "PC"), catalogues(), clock, CHEAP)
    office = open_small_office(desk.units)
    body, who, at = a_body(desk, office), technician(office), request.param
    titular, alterno = both(desk, office, body)
    made = [absence_case(desk, who, body, fields).id for fields in (A_WEEK, NEXT_WEEK, FOR_GOOD)]
    scene = Scene(desk, office, body, titular.id, alterno.id, *made)
    centre = SmallCentre()
    if at in LINKED:
        linked(desk)
        centre.answer(desk)
    if at in {"programmed", "its day"}:
        ACTS["away too"](scene)
        clock.go(days=5 if at == "its day" else 0)
    elif at != "free":
        ACTS["away"](scene)
    if at == "over":
        clock.go(days=9)
    if at == "returning":
        centre.answer(desk)
        ACTS["back"](scene)
    engine.dispose()
    return path, scene


def check(scene: Scene) -> None:
    """What every page relies on."""
    require_one_step(scene.desk, scene.body.entity)
    who = technician(scene.office)
    seen = authorisers.entity_authorisers(scene.desk, who, scene.body.entity.id)
    assert all(line.words for line in seen.absences)


def test_each_pair_in_both_orders(template: tuple[Path, Scene], tmp_path: Path) -> None:
    left = [(first, second) for first in ACTS.values() for second in ACTS.values()]
    while left:  # what was refused whole left the office as it was, for the next pair
        with office_of(template, tmp_path) as scene:
            while left:
                first, second = left.pop()
                if tried(first, scene) | tried(second, scene):
                    check(scene)
                    break
