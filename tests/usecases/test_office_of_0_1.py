"""An office that the first release made, brought on and put to work with cases at once."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from db.backup import backup
from db.engine import open_engine
from db.migrate import prepare
from db.restore import restore
from db.unit_of_work import SqlUnits
from desktop.app.backups import inspect
from desktop.catalogue_file import catalogues
from desktop.keys.slots import copies
from desktop.usecases import access, case_view, cases, checklists, resolving, serving, solutions
from desktop.usecases.case_opening import NewCase
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState, ConformityKind
from domain.operations import verify
from domain.solutions import SolutionContent, SolutionState, SolutionType
from domain.tickets import TicketState
from tests.data.make_saved import KEY
from tests.office import CHEAP, PASSWORD, FakeClock
from tests.usecases.casework import check, opened_case, seen

SAVED = Path(__file__).parents[1] / "data" / "office-0.1.db"
NOW = datetime(2026, 12, 4, 22, 0, tzinfo=UTC)


def open_desk(path: Path) -> Desk:
    """Open an office as the program does when it starts."""
    engine = open_engine(path, KEY, must_exist=True)
    prepare(engine)
    desk = Desk(SqlUnits(engine, "PC"), catalogues(), FakeClock(), CHEAP)
    keep_shipped(desk)
    return desk


def close(desk: Desk) -> None:
    assert isinstance(desk.units, SqlUnits)
    desk.units._engine.dispose()


def test_brought_on_it_works_and_so_does_its_backup(tmp_path: Path) -> None:
    path = tmp_path / "oficina.db"
    shutil.copyfile(SAVED, path)
    desk = open_desk(path)
    ana = access.sign_in(desk, "asesor-1", PASSWORD)
    sara = access.sign_in(desk, "supervisor-1", PASSWORD)
    with desk.units.read() as unit:
        session = unit.sessions.open_of(ana.staff_id)
        ticket = None if session is None else unit.tickets.at_counter(session.counter_id)
    assert ticket is not None  # whom the first release called is still at the counter
    case = opened_case(desk, ana, 1, ticket)
    check(desk, ana, case, 5, skip=(6,))
    checklists.give_back(desk, ana, case.id)
    new = NewCase(6, ticket_id=ticket.id, topic="access", problem="No puede entrar")
    answer = resolving.Answer(SolutionType.EXPLAINED, "Restablecer la contraseña")
    resolving.support(desk, ana, new, answer, ConformityKind.GIVEN)
    assert serving.finish(desk, ana).state is TicketState.SERVED
    (proposed,) = solutions.bank(desk, sara, SolutionState.PROPOSED).rows
    approved = solutions.approve(desk, sara, proposed.solution.id, proposed.solution.content)
    close(desk)

    archive = backup(
        path, KEY, b"", tmp_path / "copias", office="QUITO", program="1", now=NOW, inspect=inspect
    )
    elsewhere = tmp_path / "otra" / "oficina.db"
    elsewhere.parent.mkdir()
    restore(archive, elsewhere, copies(elsewhere), lambda _: KEY, now=NOW, inspect=inspect)

    desk = open_desk(elsewhere)
    assert [one.id for one in solutions.find(desk, ana, "restab contra")] == [approved.id]
    found = case_view.find(desk, ana, case.number)
    assert (found.state, found.catalogue_version) == (CaseState.RETURNED, 1)
    back = cases.resubmit(desk, ana, case.id)
    assert seen(desk, ana, back.id).checklist.undecided == (5,)
    content = SolutionContent(SolutionType.EXPLAINED, "Restablecer dos", "Otra vez")
    assert solutions.add(desk, sara, content).number == 2
    assert len(solutions.find(desk, ana, "restab")) == 2
    with desk.units.read() as unit:
        verify(unit.log.all())
    close(desk)
