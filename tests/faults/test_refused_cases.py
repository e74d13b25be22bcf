"""Data that cannot be written while people work on cases: told in words, and nothing half done."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from db import engine as engines
from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.app.simulated_day.casework import CaseHands
from desktop.app.simulated_day.hands import until
from desktop.app.simulated_day.script import DayClock
from desktop.catalogue_file import catalogues
from desktop.usecases import access, reception
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState, Parties
from domain.catalogue import Channel
from domain.operations import verify
from domain.people import DocumentType
from domain.ports import TrayFilter, TrayScope
from tests.journeys.seats import PASSWORD, MadeOffice, Seats, door_to
from tests.office import CHEAP, KEY, FakeClock, open_small_office
from tests.usecases.casework import a_person, an_entity
from ui.cases.page import CasesPage
from ui.casework.state import Next, Phase

ROOT = Path(__file__).parents[2]
NOBODY = 4001
ACTIONS = ("open", "mark", "complete", "give_back", "resolve", "support")
KEPT = "Lo anterior está guardado; esta acción no se hizo."
_HOLDS = """
import sys
from contextlib import closing
from pathlib import Path
from db.engine import connect
with closing(connect(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))) as other:
    other.execute("BEGIN IMMEDIATE")
    print("held", flush=True)
    sys.stdin.read()
    other.execute("ROLLBACK")
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A small office in a folder of its own; one person and one entity."""
    path = tmp_path / "datos" / "ventanilla.db"
    path.parent.mkdir()
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
def process(*arguments: str) -> Iterator[Callable[[str], str]]:
    """Run a process; what is asked of it is a line, and so is its answer."""
    run = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    asks, answers = run.stdin, run.stdout
    assert asks is not None
    assert answers is not None

    def ask(words: str) -> str:
        if words:
            print(words, file=asks, flush=True)
        return answers.readline().strip()

    try:
        yield ask
        asks.close()
        assert run.wait() == 0
    finally:
        run.kill()
        run.wait()
        answers.close()


@contextmanager
def held_by_another(database: Path, key: bytes = KEY) -> Iterator[None]:
    """Another program is in the middle of a long change."""
    with process("-c", _HOLDS, str(database), key.hex()) as ask:
        assert ask("") == "held"
        yield


@contextmanager
def read_only(database: Path) -> Iterator[None]:
    """Somebody took the permission to write away from folder and file."""
    database.chmod(0o444)
    database.parent.chmod(0o555)
    yield
    database.parent.chmod(0o755)
    database.chmod(0o644)


def kept(database: Path) -> list[str]:
    """Everything that is told of so far; it must hold together."""
    engine = open_engine(database, KEY)
    try:
        with SqlUnits(engine, "").read() as unit:
            operations = list(unit.log.all())
            verify(operations)
            for row in unit.cases.tray(TrayFilter(TrayScope.ALL), 1000):
                told = [op.aggregate_version for op in unit.log.of(row.id)]
                assert told == list(range(1, unit.cases.get(row.id).version + 1))
            return [op.type for op in operations]
    finally:
        engine.dispose()


def refused_and_done(
    database: Path,
    account: int,
    fault: Callable[[Path], AbstractContextManager[None]],
    told: str,
) -> None:
    with process("-m", "tests.faults.case_asker", str(database), str(account)) as ask:
        assert ask("") == "ready"
        for path in (database.parent, *database.parent.iterdir()):
            shutil.chown(path, account, account)
        before = kept(database)
        with fault(database):
            for action in ACTIONS:
                words = ask(action)
                assert words.startswith(told), action
                assert KEPT in words
        assert kept(database) == before
        assert [ask(action) for action in ACTIONS] == ["done"] * len(ACTIONS)
    after = kept(database)[len(before) :]
    assert after[:4] == ["case_opened", "requirement_marked", "case_begun", "case_returned"]
    assert after[4] == "case_resolved"
    assert after[-1] == "case_closed"


def test_held_by_another_program(database: Path) -> None:
    told = "La información de la oficina está ocupada por otro programa."
    refused_and_done(database, os.geteuid(), held_by_another, told)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another account")
def test_a_folder_that_cannot_be_written(database: Path) -> None:
    told = "La información de la oficina está protegida contra escritura."
    # Not below pytest's folder: each pytest that begins closes it to other accounts.
    with tempfile.TemporaryDirectory(prefix="ventanilla-") as open_to_all:
        Path(open_to_all).chmod(0o755)
        folder = shutil.copytree(database.parent, Path(open_to_all, "datos"))
        refused_and_done(folder / database.name, NOBODY, read_only, told)


def test_the_wizard_tells_it_and_keeps_what_was_typed(
    seats: Seats, office: MadeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Long enough for what the program writes beside it.
    impatient = partial(engines.open_engine, busy_seconds=1.0)
    monkeypatch.setattr("desktop.app.station.engines.open_engine", impatient)
    seat = seats.take(door_to(office.folder, DayClock()))
    seat.sign_in("asesora")
    desk = seat.station.desk
    host, clerk = (access.sign_in(desk, who, PASSWORD) for who in ("recepcion", "asesora"))
    draft = reception.PersonDraft(DocumentType.CEDULA, "1710034065", "Luz Ejemplo")
    person = reception.register_person(desk, host, draft)
    entity = reception.register_entity(desk, host, "1760001550001", "Municipio", "1234")
    case = open_case(
        desk, clerk, NewCase(4, Channel.EMAIL, parties=Parties(person.id, entity_id=entity.id))
    )
    work = CaseHands(seat.window, seat.hands)
    work.go("cases")
    seat.page("cases", CasesPage).open_case(case.id)
    until(lambda: work.view.presenter.state is not None, "the case is read")
    papers = work.state.view.checklist.undecided

    def refused(*keys: str) -> None:
        """Press keys while another program is at the data: it is told."""
        until(lambda: not work.view.presenter.is_acting, "the keys are taken")
        seat.window.notices.clear()
        with held_by_another(office.folder / "oficina.db", office.key.key):
            seat.hands.press(*keys)
            until(lambda: "ocupada por otro programa" in seat.told, "it is told")
        until(lambda: not work.view.presenter.is_acting, "the keys work again")
        assert KEPT in seat.told

    refused("1")
    until(lambda: work.state.view.checklist.undecided == papers, "it is not shown as if kept")
    seat.hands.press("F2")  # back to it
    assert work.check() == list(papers)
    until(lambda: work.state.next is Next.FILL, "facts are asked for")
    user = work.view.fields.rows["user"].field
    assert isinstance(user, QLineEdit)
    until(lambda: not work.view.presenter.is_acting, "the keys are taken")
    seat.hands.press("F2")
    until(lambda: seat.window.focusWidget() is user, "the user is asked for")
    seat.hands.type("avillacis")
    refused("Return")
    assert user.text() == "avillacis"
    refused("F2")
    assert user.text() == "avillacis"
    seat.hands.press("F2")
    until(lambda: work.state.view.case.state is CaseState.IN_PROCESS, "the papers are complete")
    assert work.state.view.case.matter.value("user") == "avillacis"
    work.do_steps()
    until(lambda: work.state.phase is Phase.RESOLVE, "a solution is asked for")
    detail = work.view.resolving.detail
    detail.setFocus()
    detail.setPlainText("")
    seat.hands.type("Se envio la clave al correo registrado")
    refused("F2")
    assert detail.toPlainText() == "Se envio la clave al correo registrado"
    seat.hands.press("F2")
    until(lambda: work.state.view.case.state is CaseState.RESOLVED, "it is solved")
    outcome = work.state.view.case.outcome
    assert outcome is not None
    assert outcome.detail == "Se envio la clave al correo registrado"
