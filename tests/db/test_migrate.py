"""Migrations on real encrypted files: both ways, whole or not at all, equal to the tables."""

import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from biometrics.packet import open_packet
from db.engine import READ_UNIT, open_engine
from db.migrate import OFFICE, History, compared, configured, prepare, schema_of
from db.tables import centre_link, metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import (
    absences,
    authorisers,
    case_view,
    day_count,
    day_seal,
    document_view,
    filing,
    mailing,
    solutions,
)
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.cases import resubmit
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.checklists import Mark, complete, mark
from desktop.usecases.desk import Desk
from desktop.usecases.figures.upkeep import bring_up_to_date
from desktop.usecases.resolving import Answer, close, resolve
from desktop.usecases.serving import finish
from desktop.usecases.supervision import supervision_board
from domain.authorisers import AuthoriserState, ChangeState
from domain.case_events import CaseEventKind
from domain.case_parts import CaseState, ConformityKind
from domain.checklist import Verdict
from domain.documents import WHOLE_CASE, DocumentState
from domain.enrolment import EnrolmentState
from domain.enrolment_rules import EnrolmentRules
from domain.errors import DatabaseDamaged, DatabaseNewer, DiskFull
from domain.figures.facts import total
from domain.fingers import USUAL_FINGERS
from domain.mail import MailKind, MailState
from domain.operations import verify
from domain.ports import TrayFilter, TrayScope
from domain.solutions import SolutionType
from domain.staff import Actor
from domain.tickets import Ticket, TicketState
from tests.data.make_saved import DECREED, MEND_DAYS
from tests.data.make_saved import KEY as SAVED_KEY
from tests.office import CHEAP, KEY, MORNING, FakeClock, open_small_office
from tests.usecases.at_the_kit import SEALING, VERIFY

SAVED = Path(__file__).parents[1] / "data"
NEXT = f"{int(OFFICE.head) + 1:04}"
LATER = f'''"""A later revision, only for tests."""

import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{OFFICE.head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("extra", sa.Column("id", sa.Integer(), primary_key=True))
    with op.batch_alter_table("office") as batch:
        batch.add_column(sa.Column("motto", sa.String(20), nullable=False, server_default="hola"))
        batch.alter_column("code", type_=sa.String(30))


def downgrade() -> None:
    with op.batch_alter_table("office") as batch:
        batch.drop_column("motto")
    op.drop_table("extra")
'''


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(tmp_path / "ventanilla.db", KEY)
    yield engine
    engine.dispose()


@pytest.fixture
def longer(tmp_path: Path) -> History:
    """The history with one revision more, as of a later version of the program."""
    folder = tmp_path / "más 100%" / "office"
    shutil.copytree(OFFICE.folder, folder)
    (folder / "versions" / f"{NEXT}_later.py").write_text(LATER, "utf-8")
    return replace(OFFICE, folder=folder, head=NEXT)


def differences(connection: Connection) -> list[Any]:
    """Return what Alembic would change to make the database like the tables."""
    context = MigrationContext.configure(connection, opts={"include_name": compared})
    return list(compare_metadata(context, metadata))


def schema(engine: Engine) -> dict[str, tuple[str, ...]]:
    """Return what SQLite itself keeps of every table, index and trigger, in comparable words."""
    with engine.connect().execution_options(**READ_UNIT) as connection:
        rows = connection.exec_driver_sql("SELECT name, coalesce(sql, '') FROM sqlite_master").all()
    return {name: _clauses(sql) for name, sql in rows if name != "alembic_version"}


def _clauses(sql: str) -> tuple[str, ...]:
    """Split a CREATE TABLE into its parts without their order: constraints stand in any."""
    flat = " ".join(sql.split())
    table = re.fullmatch(r"(CREATE TABLE) \"?\w+\"? ?\((.*)\)(.*)", flat)
    if table is None:
        return (flat,)
    parts = re.split(r",(?![^(]*\))", table[2])
    return (*sorted(part.strip() for part in parts), table[3].strip())


def test_a_new_database_gets_exactly_the_tables_of_the_program(
    engine: Engine, tmp_path: Path
) -> None:
    assert schema_of(engine) == ""
    assert prepare(engine)
    assert schema_of(engine) == OFFICE.head
    assert not prepare(engine)
    by_tables = open_engine(tmp_path / "other.db", KEY)
    metadata.create_all(by_tables)
    with engine.connect() as connection:
        assert differences(connection) == []
    migrated, expected = schema(engine), schema(by_tables)
    by_tables.dispose()
    assert migrated.keys() - {"sqlite_autoindex_alembic_version_1"} == expected.keys()
    for name, sql in expected.items():
        assert migrated[name] == sql, name


def test_what_is_searched_in_is_not_compared_with_the_tables(engine: Engine) -> None:
    metadata.create_all(engine)
    assert "solution_fts_data" in schema(engine)
    with engine.connect() as connection:
        assert differences(connection) == []
    metadata.drop_all(engine)
    assert schema(engine) == {}


def test_the_head_known_without_alembic_is_that_of_the_revisions() -> None:
    assert ScriptDirectory.from_config(configured(OFFICE)).get_current_head() == OFFICE.head


def test_a_database_at_head_is_opened_without_alembic(tmp_path: Path, engine: Engine) -> None:
    prepare(engine)
    program = (
        "import sys; from pathlib import Path\n"
        "from db.engine import open_engine; from db.migrate import prepare\n"
        f"engine = open_engine(Path({str(tmp_path / 'ventanilla.db')!r}), {KEY!r})\n"
        "assert not prepare(engine)\n"
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_each_revision_can_be_taken_back_and_made_again(engine: Engine, longer: History) -> None:
    prepare(engine, history=longer)
    top = schema(engine)
    with engine.begin() as connection:
        command.downgrade(configured(longer, connection), "base")
    assert set(schema(engine)) == {"sqlite_autoindex_alembic_version_1"}
    assert prepare(engine, history=longer)
    assert schema(engine) == top


def test_an_older_database_is_backed_up_then_brought_on_with_its_data(
    engine: Engine, longer: History
) -> None:
    prepare(engine)
    open_small_office(SqlUnits(engine, "PC"))
    backups: list[str] = []
    assert prepare(engine, lambda: backups.append(schema_of(engine)), longer)
    assert backups == [OFFICE.head]
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        found = connection.exec_driver_sql("SELECT code, motto FROM office").one()
    assert tuple(found) == ("QUITO", "hola")


def test_without_its_backup_an_older_database_stays_as_it_is(
    engine: Engine, longer: History
) -> None:
    prepare(engine)

    def no_room() -> None:
        raise DiskFull

    with pytest.raises(DiskFull):
        prepare(engine, no_room, longer)
    assert schema_of(engine) == OFFICE.head


def test_a_database_of_a_later_version_is_refused_in_words(engine: Engine, longer: History) -> None:
    prepare(engine, history=longer)
    before = schema(engine)
    with pytest.raises(DatabaseNewer, match="versión más nueva"):
        prepare(engine)
    assert schema(engine) == before


def test_somebody_elses_database_is_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (id INTEGER PRIMARY KEY)")
    with pytest.raises(DatabaseDamaged):
        prepare(engine)


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from db.engine import open_engine
from dataclasses import replace
from db.migrate import OFFICE, prepare

path, folder, head, statement = sys.argv[1:]
engine = open_engine(Path(path), bytes(range(32)))
left = [int(statement)]

def kill(*_):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(engine, "commit" if left[0] == 1 else "after_cursor_execute", kill)
prepare(engine, history=replace(OFFICE, folder=Path(folder), head=head))
"""


@pytest.mark.parametrize("statement", [1, 5, 12, 20])  # 1: all done, about to be committed
@pytest.mark.parametrize("before", ["", OFFICE.head])
def test_killed_in_the_middle_the_database_is_as_it_was(
    tmp_path: Path, longer: History, before: str, statement: int
) -> None:
    path = tmp_path / "killed.db"
    engine = open_engine(path, KEY)
    if before:
        prepare(engine)
        open_small_office(SqlUnits(engine, "PC"))
    was = schema(engine)
    engine.dispose()
    arguments = [str(path), str(longer.folder), longer.head, str(statement)]
    done = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)
    assert done.returncode == -signal.SIGKILL
    engine = open_engine(path, KEY, must_exist=bool(before))
    assert schema_of(engine) == before
    assert schema(engine) == was
    assert prepare(engine, history=longer)
    engine.dispose()


@pytest.fixture
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk over the saved database of a release, brought to this program's tables."""
    path = tmp_path / "saved.db"
    shutil.copyfile(SAVED / f"office-{request.param}.db", path)
    engine = open_engine(path, SAVED_KEY, must_exist=True)
    prepare(engine)
    assert schema_of(engine) == OFFICE.head
    with engine.connect() as connection:
        assert differences(connection) == []
    desk = Desk(SqlUnits(engine, "PC-PRUEBA"), catalogues(), FakeClock(), CHEAP)
    keep_shipped(desk)
    yield desk
    with desk.units.read() as unit:
        assert verify(unit.log.all()).sequence > 0
    engine.dispose()


def actor_of(desk: Desk, username: str) -> Actor:
    """Return somebody of the staff of a saved office."""
    with desk.units.read() as unit:
        found = unit.staff.by_username(username)
    assert found is not None
    return found.actor


def attended(desk: Desk) -> Ticket:
    """Return the turno that is being attended in a saved office."""
    with desk.units.read() as unit:
        (day,) = unit.days.unclosed()
        (ticket,) = unit.tickets.in_states(day.day, (TicketState.SERVING,))
    return ticket


@pytest.mark.parametrize("saved", ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6"], indirect=True)
def test_a_saved_database_goes_on_where_it_was(saved: Desk) -> None:
    ana, ticket = actor_of(saved, "asesor-1"), attended(saved)
    assert ticket.code == "P-001"
    with saved.units.read() as unit:
        assert unit.offices.office().code == "QUITO"
        waiting = unit.tickets.in_states(ticket.day, (TicketState.ISSUED,))
        assert len(waiting) == 2
    case = open_case(saved, ana, NewCase(6, ticket_id=ticket.id, topic="access", problem="Clave"))
    answer = Answer(SolutionType.EXPLAINED, "Espere quince minutos y entre otra vez.")
    resolve(saved, ana, case.id, answer)
    assert close(saved, ana, case.id, ConformityKind.GIVEN).state is CaseState.CLOSED
    finish(saved, ana, "Volverá otro día por lo demás")


@pytest.mark.parametrize("saved", ["0.3"], indirect=True)
def test_the_closed_day_and_the_notices_of_a_saved_database_are_there(saved: Desk) -> None:
    sara = actor_of(saved, "supervisor-1")
    board = supervision_board(saved, sara)
    assert [view.counter_number for view in board.notices] == [2, 1]
    (kept,) = day_count.closed_days(saved, sara)
    assert (kept.figures.served, kept.figures.expired) == (1, 1)
    with saved.units.read() as unit:
        assert list(day_seal.altered_days(unit)) == []


@pytest.mark.parametrize("saved", ["0.2", "0.3"], indirect=True)
def test_what_a_saved_database_had_handed_back_is_noted_from_its_log(saved: Desk) -> None:
    with saved.units.read() as unit:
        (day,) = unit.days.unclosed()
        assert unit.case_days.count_returns(day.day) == 1
        (row,) = unit.case_days.returned(day.day)
        assert row.state is CaseState.RETURNED
        returned = next(op for op in unit.log.of(row.id) if op.type == "case_returned")
    sara = actor_of(saved, "supervisor-1")
    assert [one.id for one in supervision_board(saved, sara).cases.returned] == [row.id]
    assert returned.actor_id == actor_of(saved, "asesor-1").staff_id


@pytest.mark.parametrize("saved", ["0.2", "0.3"], indirect=True)
def test_the_cases_of_a_saved_database_are_gone_on_with(saved: Desk) -> None:
    ana, andres = actor_of(saved, "asesor-1"), actor_of(saved, "asesor-2")
    with saved.units.read() as unit:
        rows = unit.cases.tray(TrayFilter(TrayScope.ALL), 20)
        assert Counter(row.state for row in rows) == {
            CaseState.RETURNED: 1,
            CaseState.IN_PROCESS: 1,
            CaseState.WITHDRAWN: 1,
            CaseState.CLASSIFIED: 2,
            CaseState.CLOSED: 2,
            CaseState.REFERRED: 1,
        }
        assert DECREED in [decreed.day for decreed in unit.calendar.all().decreed]
    assert saved.catalogue.mend_days == MEND_DAYS
    returned = next(row for row in rows if row.state is CaseState.RETURNED)
    seen = case_view.view(saved, ana, returned.id)
    assert seen.catalogue.mend_days == saved.catalogues.shipped.mend_days
    assert (seen.checklist.faults, len(seen.history)) == ((5,), 9)
    again = resubmit(saved, ana, returned.id, ticket_id=attended(saved).id)
    assert mark(saved, ana, again.id, Mark(5, Verdict.ACCEPTED)).undecided == ()
    assert complete(saved, ana, again.id).state is CaseState.IN_PROCESS
    (known,) = solutions.find(saved, andres, "bloq")
    assert known.code == "S-0001"
    assert solutions.count_pending(saved, actor_of(saved, "supervisor-1")) == 1


@pytest.mark.parametrize("saved", ["0.4"], indirect=True)
def test_a_database_from_before_the_kit_has_nobody_enrolled_and_the_usual_rules(
    saved: Desk,
) -> None:
    with saved.units.read() as unit:
        office = unit.offices.office().id
        assert unit.enrolments.rules(office) == EnrolmentRules(office)
        assert list(unit.enrolments.open(9)) == []


@pytest.mark.parametrize("saved", ["0.5"], indirect=True)
def test_the_enrolments_and_the_absence_of_a_saved_database_are_gone_on_with(saved: Desk) -> None:
    technician = actor_of(saved, "tecnico-1")
    with saved.units.read() as unit:
        among = unit.enrolments.open(9)
        (waiting,) = [one for one in among if one.state is EnrolmentState.CAPTURED]
        kept = unit.packets.get(waiting.packet)
        assert kept is not None
        opened = open_packet(kept.content, SEALING, [VERIFY], waiting.office_id, waiting.id)
        assert len(opened.impressions) == len(USUAL_FINGERS)
        (body,) = unit.entities.search("Municipio", 5)
    seen = authorisers.entity_authorisers(saved, technician, body.id)
    assert {one.authoriser.role.value: one.authoriser.state for one in seen.authorisers} == {
        "titular": AuthoriserState.SUSPENDED,
        "alterno": AuthoriserState.ACTIVE,
    }
    (away,) = seen.absences
    back = absences.confirm_return(saved, technician, away.absence.id, "Volvió antes")
    assert back.state is ChangeState.GRANTED


@pytest.mark.parametrize("saved", ["0.6"], indirect=True)
def test_the_documents_and_the_message_of_a_saved_database_are_gone_on_with(saved: Desk) -> None:
    ana = actor_of(saved, "asesor-1")
    (alone,) = document_view.tray(saved, ana).waiting
    (waiting,) = mailing.mailbox(saved, ana).open
    assert (waiting.mail.kind, waiting.mail.state) == (MailKind.RETURNED, MailState.WAITING)
    case_id = waiting.mail.case_id
    assert case_id is not None
    (form,) = document_view.of_case(saved, ana, case_id).documents
    assert (form.document.form, form.document.by_code) == ("ADMINISTRADOR", True)
    document = filing.file(saved, ana, alone.document.id, case_id, WHOLE_CASE)
    assert document.state is DocumentState.FILED
    assert mailing.cancel(saved, ana, waiting.mail.id).state is MailState.CANCELLED
    with saved.units.read() as unit:
        assert len(unit.documents.mentioned()) == 2


@pytest.mark.parametrize("saved", ["0.5"], indirect=True)
def test_a_database_from_before_the_documents_has_none(saved: Desk) -> None:
    ana = actor_of(saved, "asesor-1")
    assert not document_view.tray(saved, ana).waiting
    assert not mailing.mailbox(saved, ana).open


@pytest.mark.parametrize("saved", ["0.2", "0.3", "0.4", "0.5", "0.6"], indirect=True)
def test_what_happened_to_the_cases_of_a_saved_database_is_told_from_its_log(saved: Desk) -> None:
    kinds = {kind.value: kind for kind in CaseEventKind}
    with saved.units.read() as unit:
        told = [op for op in unit.log.all() if op.type in kinds]
        cases = {op.aggregate_id: unit.cases.get(op.aggregate_id) for op in told}
        kept = {case_id: unit.case_events.of(case_id) for case_id in cases}
    assert any(case.resolved_at for case in cases.values())
    for case_id, case in cases.items():
        events = kept[case_id]
        operations = [op for op in told if op.aggregate_id == case_id]
        assert [(e.kind.value, e.at, e.staff_id) for e in events] == [
            (op.type, op.at, op.actor_id) for op in operations
        ]
        assert [event.place for event in events] == [*range(1, len(events) + 1)]
        assert Counter(e.kind for e in events if e.first) == dict.fromkeys(
            {event.kind for event in events}, 1
        )
        assert {event.channel for event in events} == {case.origin.channel.value}
        assert events[0].kind is CaseEventKind.OPENED
        if case.resolved_at is not None:
            answer = [event for event in events if event.kind is CaseEventKind.RESOLVED][-1]
            assert (answer.clock_from, answer.due_at) == (case.clock_from, case.due_at)
            assert case.outcome is not None
            assert answer.detail in (case.outcome.code, f"type:{case.outcome.type.value}")


@pytest.mark.parametrize("saved", ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6"], indirect=True)
def test_the_days_of_a_saved_database_are_counted(saved: Desk) -> None:
    clock = saved.clock
    assert isinstance(clock, FakeClock)
    clock.go(days=400)
    ana = actor_of(saved, "asesor-1")
    while bring_up_to_date(saved, ana, most=3).left:
        pass
    with saved.units.read() as unit:
        counts = total(fact for _, fact in unit.figures.days(date(2000, 1, 1), date(2100, 1, 1)))
        tickets = [op for op in unit.log.all() if op.type in ("ticket_issued", "ticket_entered")]
        assert counts.issued == len(tickets)
        closed = {op.aggregate_id for op in unit.log.all() if op.type == "case_closed"}
        assert counts.closed == len(closed)


def test_what_is_told_of_earlier_cases_is_sent_to_the_centre(tmp_path: Path) -> None:
    path = tmp_path / "saved.db"
    shutil.copyfile(SAVED / "office-0.6.db", path)
    engine = open_engine(path, SAVED_KEY, must_exist=True)
    with engine.begin() as connection:
        connection.execute(centre_link.insert().values(**_LINKED))
        connection.exec_driver_sql("DELETE FROM changed_row")
    prepare(engine)
    with engine.connect().execution_options(**READ_UNIT) as connection:
        marked = connection.exec_driver_sql("SELECT key FROM changed_row").scalars().all()
        kept = connection.exec_driver_sql("SELECT case_id || '|' || place FROM case_event")
        assert sorted(marked) == sorted(kept.scalars().all()) != []
    engine.dispose()


_LINKED = {
    "id": 1,
    "address": "https://centro.ejemplo",
    "ca": "",
    "sealing_key_id": "",
    "sealing_key": "",
    "feed_epoch": "",
    "feed_place": 0,
    "backed_up_through": 0,
    "offline_days": 1,
    "linked_at": MORNING,
    "branch": 1,
}
