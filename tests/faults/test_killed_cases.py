"""People at work on cases in processes of their own, killed at any moment."""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues, read_text
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from domain.operations import Operation, verify
from domain.ports import TrayFilter, TrayScope
from domain.solutions import SolutionState
from tests.office import CHEAP, KEY, FakeClock, open_small_office
from tests.usecases.casework import a_person, an_entity

ROOT = Path(__file__).parents[2]
Shown = tuple[str, str]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A small office in a file that several processes open; one person and one entity."""
    path = tmp_path / "ventanilla.db"
    engine = open_engine(path, KEY)
    metadata.create_all(engine)
    desk = Desk(SqlUnits(engine, "PC"), catalogues(), FakeClock(), CHEAP)
    office = open_small_office(desk.units)
    keep_shipped(desk)
    a_person(desk, office)
    an_entity(desk, office)
    engine.dispose()
    return path


@contextmanager
def worker(database: Path, what: str, actions: int) -> Iterator[subprocess.Popen[str]]:
    """Start somebody at work; killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.case_worker", str(database), what, str(actions)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def read(process: subprocess.Popen[str], most: int | None = None) -> list[Shown]:
    """Return what the process showed: all of it, or its first lines."""
    assert process.stdout is not None
    shown: list[Shown] = []
    for line in process.stdout:
        action, of = line.split()
        if action != "ready":
            shown.append((action, of))
        if most is not None and len(shown) == most:
            break
    return shown


def told_findings(operations: Iterable[Operation]) -> dict[int, str]:
    """Return the verdicts of a case's last submission by its operations alone."""
    found: dict[int, str] = {}
    for op in operations:
        payload = json.loads(op.payload or "")
        if op.type == "requirement_marked":
            found[payload["requirement"]] = payload["verdict"]
        elif op.type == "case_resubmitted":
            found = {number: found[number] for number in payload["kept"]}
    return found


def check(database: Path, shown: list[Shown]) -> Counter[str]:
    """Check that everything shown is kept once, nothing is half done, and the chain is whole."""
    engine = open_engine(database, KEY)
    try:
        desk = Desk(SqlUnits(engine, ""), catalogues(), FakeClock(), CHEAP)
        with desk.units.read() as unit:
            operations = list(unit.log.all())
            verify(operations)
            told = Counter(
                (op.type, str(op.aggregate_version))
                if op.aggregate == "catalogue"
                else (op.type, str(op.aggregate_id))
                for op in operations
            )
            assert not Counter(shown) - told
            versions = Counter(op.aggregate_id for op in operations)
            rows = unit.cases.tray(TrayFilter(TrayScope.ALL), 100_000)
            of_cases = {op.aggregate_id for op in operations if op.aggregate == "case"}
            assert {row.id for row in rows} == of_cases
            numbers = sorted(int(row.number.split("-")[2]) for row in rows)
            assert numbers == list(range(1, len(numbers) + 1))
            for row in rows:
                case = unit.cases.get(row.id)
                assert case.version == versions[case.id]
                found = unit.cases.findings(case.id, case.submission)
                verdicts = {one.requirement: one.verdict.value for one in found}
                assert verdicts == told_findings(unit.log.of(case.id))
            bank = [one for state in SolutionState for one in unit.solutions.all(state, 100_000)]
            assert {one.id: one.version for one in bank} == {
                op.aggregate_id: versions[op.aggregate_id]
                for op in operations
                if op.aggregate == "solution"
            }
            assert sorted(one.number for one in bank) == list(range(1, len(bank) + 1))
            usable = {one.id for one in bank if one.usable and "explicó" in one.text}
            assert {one.id for one in unit.solutions.search("explico", 1000)} == usable
            published = [op for op in operations if op.aggregate == "catalogue"]
            kept = unit.catalogues.all()
            assert [v.number for v in reversed(kept)] == [op.aggregate_version for op in published]
            for version, op in zip(reversed(kept), published, strict=True):
                assert json.loads(op.payload or "")["text"] == version.text
                read_text(version.text)
            return Counter(op.type for op in operations)
    finally:
        engine.dispose()


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_any_moment_nothing_shown_is_lost(database: Path, seed: int) -> None:
    chance = random.Random(seed)
    shown: list[Shown] = []
    for _ in range(2):
        with (
            worker(database, "papers", 100_000) as papers,
            worker(database, "support", 100_000) as support,
            worker(database, "bank", 100_000) as bank,
            worker(database, "catalogue", 100_000) as catalogue,
        ):
            for process in (papers, support, bank, catalogue):
                shown += read(process, chance.randrange(1, 24))
                process.send_signal(signal.SIGKILL)
                shown += read(process)  # what it still had shown when it died
        check(database, shown)
    assert {"case_opened", "solution_added", "catalogue_published"} <= {act for act, _ in shown}


def test_the_checker_flags_what_was_shown_and_is_not_kept(database: Path) -> None:
    with worker(database, "support", 1) as support:
        shown = read(support)
    kept = check(database, shown)
    assert (kept["case_closed"], kept["solution_proposed"]) == (1, 1)
    with pytest.raises(AssertionError):
        check(database, [*shown, shown[-1]])
