"""Every pair of actions by two people on one case, in every state it can be in.

An action on a case is one transaction, so one person's falls before or after another's, never in
between. What the second had on the screen is what was there before the first: it has to hold, or be
refused in words with nothing changed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import case_paper, case_view, cases, checklists, resolving, staff_admin
from desktop.usecases.desk import Desk
from domain.case_parts import ENDED, CaseState, ConformityKind
from domain.checklist import Verdict
from domain.operations import verify
from domain.ports import TrayFilter, TrayScope
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.office import CHEAP, KEY, FakeClock, SmallOffice, open_small_office
from tests.usecases.casework import a_person, an_entity, by_email, check
from tests.usecases.scenes import office_of, tried

Do = Callable[["Scene"], object]
REFUSED = resolving.Answer(SolutionType.REFUSED, "No procede")
STATES = (
    "reviewed",
    "classified",
    "returned",
    "lapsed",
    "in process",
    "diagnosing",
    "referred",
    "resolved",
    "closed",
    "withdrawn",
)


@dataclass(frozen=True)
class Scene:
    """A case that Ana has, and who else is there."""

    desk: Desk
    office: SmallOffice
    key: UUID

    def actor(self, who: str) -> Actor:
        return self.office.actor(who)


def by(who: str, act: Callable[..., object], *given: object) -> Do:
    """An action of somebody on the case."""
    return lambda scene: act(scene.desk, scene.actor(who), scene.key, *given)


def to(who: str, other: str) -> Do:
    """Hand the case over."""
    return lambda scene: cases.reassign(
        scene.desk, scene.actor(who), scene.key, scene.actor(other).staff_id, "Ausencia"
    )


def work_of(who: str, other: str) -> dict[str, Do]:
    """What somebody can do with a case, in whatever state it is."""
    return {
        "mark": by(who, checklists.mark, checklists.Mark(3, Verdict.MISSING)),
        "unmark": by(who, checklists.mark, checklists.Mark(2, Verdict.PENDING)),
        "complete": by(who, checklists.complete),
        "give back": by(who, checklists.give_back),
        "take up": by(who, cases.resubmit),
        "take": by(who, cases.take),
        "move": by(who, cases.reclassify, 10),
        "correct": lambda scene: cases.correct(
            scene.desk, scene.actor(who), scene.key, problem="Otro"
        ),
        "do": by(who, resolving.do_step, "reset", "avillacis"),
        "undo": by(who, resolving.undo_step, "reset"),
        "diagnose": by(who, resolving.diagnose),
        "refer": by(who, resolving.refer, "quality", "Falla"),
        "answered": by(who, resolving.area_answered, "Corregido"),
        "resolve": by(who, resolving.resolve, REFUSED),
        "close": by(who, resolving.close, ConformityKind.GIVEN),
        "withdraw": by(who, cases.withdraw, "Desiste"),
        "hand over": to(who, other),
    }


def disabled(scene: Scene) -> object:
    """The administrator closes Ana's account."""
    ana, admin = scene.office.staff["asesor-1"], scene.actor("admin-1")
    return staff_admin.set_active(scene.desk, admin, ana.id, ana.version, active=False)


ANA = work_of("asesor-1", "asesor-2")
OTHERS: dict[str, Do] = {
    **{f"theirs: {name}": act for name, act in work_of("asesor-2", "asesor-1").items()},
    "from above": to("supervisor-1", "asesor-2"),
    "reopen": by("supervisor-1", resolving.reopen, "No funcionó"),
    "all of it": lambda scene: cases.reassign_all(
        scene.desk,
        scene.actor("supervisor-1"),
        scene.actor("asesor-1").staff_id,
        scene.actor("asesor-2").staff_id,
        "Ausencia",
    ),
    "lapse": lambda scene: cases.lapse_overdue(scene.desk, scene.actor("recepcion-1")),
    "disabled": disabled,
}


@pytest.fixture(scope="module", params=STATES)
def template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Scene]:
    """One case in one state."""
    path = tmp_path_factory.mktemp("pairs") / "template.db"
    engine = open_engine(path, KEY)
    metadata.create_all(engine)
    clock = FakeClock()
    desk = Desk(SqlUnits(engine, "PC"), catalogues(), clock, CHEAP)
    office = open_small_office(desk.units)
    ana = office.actor("asesor-1")
    person, entity = a_person(desk, office), an_entity(desk, office)
    case = by_email(desk, ana, 4, person, entity, clock.now())
    at = request.param
    if at in {"returned", "lapsed"}:
        check(desk, ana, case, 2)
        checklists.give_back(desk, ana, case.id)
        clock.go(days=30 if at == "lapsed" else 3)
        cases.lapse_overdue(desk, ana)
    elif at == "withdrawn":
        cases.withdraw(desk, ana, case.id, "Desiste")
    elif at != "classified":
        check(desk, ana, case)
        if at != "reviewed":
            checklists.complete(desk, ana, case.id)
        if at == "diagnosing":
            resolving.diagnose(desk, ana, case.id)
        if at == "referred":
            resolving.refer(desk, ana, case.id, "quality", "Falla")
        if at in {"resolved", "closed"}:
            resolving.resolve(desk, ana, case.id, REFUSED)
        if at == "closed":
            resolving.close(desk, ana, case.id, ConformityKind.GIVEN)
    engine.dispose()
    return path, Scene(desk, office, case.id)


def check_case(scene: Scene) -> None:
    """What every page relies on."""
    with scene.desk.units.read() as unit:
        verify(unit.log.all())
        case = unit.cases.get(scene.key)
        told = unit.log.of(case.id)
    assert [op.aggregate_version for op in told] == list(range(1, case.version + 1))
    assert (case.closed_at is not None) == (case.state in ENDED)
    assert (case.due_at is not None) >= (case.state in {CaseState.IN_PROCESS, CaseState.REFERRED})
    supervisor = scene.actor("supervisor-1")
    seen = case_view.view(scene.desk, supervisor, case.id)
    assert len(seen.history) == len(told)
    assert case_paper.receipt_of(seen).head.number == case.number
    (row,) = case_view.tray(scene.desk, supervisor, TrayFilter(TrayScope.ALL)).rows
    assert (row.state, row.holder_id) == (case.state, case.holder_id)


def test_each_pair_in_both_orders(template: tuple[Path, Scene], tmp_path: Path) -> None:
    pairs = [(mine, theirs) for mine in ANA.values() for theirs in OTHERS.values()]
    left = [*pairs, *((b, a) for a, b in pairs)]
    while left:  # what was refused whole left the office as it was, for the next pair
        with office_of(template, tmp_path) as scene:
            while left:
                first, second = left.pop()
                if tried(first, scene) | tried(second, scene):
                    check_case(scene)
                    break
