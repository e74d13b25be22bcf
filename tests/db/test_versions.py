"""Programs of two versions work on one server; the newer one changes the database at closing.

The newer one is this tree with a schema of its own: it is run as another process.
"""

import ast
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import psycopg
import pytest
from alembic import command
from psycopg import sql

from db import migrate, versions
from db import postgres as postgres_engine
from db.later import without_later
from db.office_server import logins, preparing, updating
from db.office_server.rights import Roles
from db.pieces.server import pieces
from db.postgres import open_engine
from db.unit_of_work import SqlUnits
from desktop.app import office_server
from desktop.catalogue_file import catalogues
from desktop.usecases import case_view
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from desktop.usecases.figures.upkeep import bring_up_to_date
from domain.case_events import CaseEventKind
from domain.errors import NotOnThisData
from domain.operations import verify
from domain.ports import TrayFilter, TrayScope
from tests.data import make_saved
from tests.office import CHEAP, MORNING, FakeClock, SmallOffice, open_small_office
from tools import postgres
from tools.postgres import Postgres

ROOT = Path(__file__).parents[2]
DATABASE = "oficina"
NEXT = f"{int(versions.HEAD) + 1:04d}"
MIGRATION = '''"""A column and a table more."""

import sqlalchemy as sa
from alembic import op

revision = "{next}"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("shade", sa.String(10)))
    op.create_table(
        "shade", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(10))
    )
    {more}


def downgrade() -> None:
    op.drop_table("shade")
    op.drop_column("ticket", "shade")
'''
SHUTS_OUT = "op.execute(\"UPDATE authority SET usable_from = '{next}'\")"


def next_release(folder: Path, *, shuts_out: bool) -> Path:
    """Make a tree of the next release: a column, a table and a version of operations more."""
    folder.mkdir()
    for name in ("desktop", "ui", "resources", "tests"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("db", "domain"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))

    def change(path: str, old: str, new: str) -> None:
        text = (folder / path).read_text()
        assert text.count(old) == 1, path
        (folder / path).write_text(text.replace(old, new))

    since = f'info={{"since": "{NEXT}"}}'
    change("db/versions.py", f'HEAD = "{versions.HEAD}"', f'HEAD = "{NEXT}"')
    change("db/versions.py", ", HEAD})", f', "{versions.HEAD}", HEAD}})')
    change("domain/operations.py", "SCHEMA_VERSION = 1", "SCHEMA_VERSION = 2")
    change(
        "db/tables/queue.py",
        'ticket = Table(\n    "ticket",\n    metadata,\n',
        f'shade = Table("shade", metadata, Column("id", Integer, primary_key=True),'
        f' Column("name", String(10)), {since})\n'
        f'ticket = Table(\n    "ticket",\n    metadata,\n    Column("shade", String(10), {since}),\n',
    )
    # What is new is written and read wherever a turno is.
    change("db/repositories/tickets.py", "_CHANGING = (\n", '_CHANGING = (\n    "shade",\n')
    change(
        "domain/tickets.py",
        "    version: int = 1\n",
        '    version: int = 1\n    shade: str = "x"\n',
    )
    more = SHUTS_OUT.format(next=NEXT) if shuts_out else "pass"
    migration = MIGRATION.format(next=NEXT, head=versions.HEAD, more=more)
    (folder / f"db/migrations/office/versions/{NEXT}_next.py").write_text(migration)
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres.running() as made:
        yield made


@contextmanager
def office(server: Postgres) -> Iterator[tuple[str, str]]:
    """Prepare an office as its administrator does; give how a counter and a keeper get in."""
    administrator = preparing.Administrator(str(server.folder), server.port)
    preparing.prepare(administrator, "", DATABASE)
    roles = Roles(DATABASE)
    with psycopg.connect(server.connected(), autocommit=True) as connection:
        users = [
            logins.add(connection, roles, name, keeper=name == "pc1").user
            for name in ("pc1", "pc2")
        ]
    engine = open_engine(server.connected(DATABASE), pool=1)
    open_small_office(SqlUnits(engine, "PC-PRUEBA"))
    engine.dispose()
    yield server.connected(DATABASE, users[1]), server.connected(DATABASE, users[0])
    with psycopg.connect(server.connected(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        for user in users:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(user)))


class Program:
    """A counter of one version."""

    def __init__(self, tree: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.db.version_client", *arguments],
            cwd=tree,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def hears(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def does(self, word: str) -> str:
        assert self.process.stdin is not None
        print(word, file=self.process.stdin, flush=True)
        return self.hears()


def test_two_versions_work_a_day_close_and_work_the_next(server: Postgres, tmp_path: Path) -> None:
    newer = next_release(tmp_path / "next", shuts_out=False)
    with ExitStack() as stack:
        of_counter, of_keeper = stack.enter_context(office(server))
        old = Program(ROOT, of_counter, "asesor-1", "1")
        new = Program(newer, of_keeper, "asesor-2", "2")
        for program in (old, new):
            stack.enter_context(program.process)
        assert [old.hears(), new.hears()] == ["ready", "ready"]
        assert old.does("work") == "1 A-001 A-002 A-003"
        assert new.does("work") == "2 A-004 A-005 A-006"
        assert new.does("close") == "closed"
        assert old.does("update") == "False"
        assert new.does("update") == "True"
        assert [program.does("next") for program in (old, new)] == ["tomorrow", "tomorrow"]
        assert new.does("work") == "2 A-001 A-002 A-003"
        assert old.does("work") == "1 A-004 A-005 A-006"
        again = Program(ROOT, of_counter, "asesor-1", "1")
        stack.enter_context(again.process)
        assert again.hears() == "ready"
        assert again.does("next") == "tomorrow"
        assert again.does("work") == "1 A-007 A-008 A-009"
        begun = Program(newer, of_keeper, "asesor-2", "2")
        stack.enter_context(begun.process)
        assert begun.hears() == "ready"
        assert begun.does("next") == "tomorrow"
        assert begun.does("work") == "2 A-010 A-011 A-012"
        with psycopg.connect(server.connected(DATABASE)) as connection:
            shades = connection.execute("SELECT count(*), count(shade) FROM ticket").fetchone()
            kinds = connection.execute(
                "SELECT DISTINCT workstation, schema_version FROM operation"
                " WHERE workstation LIKE 'v%' ORDER BY 1"
            ).fetchall()
        assert kinds == [(f"v{versions.HEAD}", 1), (f"v{NEXT}", 2)]
        assert shades == (18, 3)
        engine = open_engine(of_counter, pool=1)
        with SqlUnits(engine, "").read() as unit:
            verify(unit.log.all())
        engine.dispose()
        for program in (old, new, again, begun):
            assert program.process.stdin is not None
            program.process.stdin.close()
            assert program.process.wait() == 0


def test_this_program_works_a_day_on_the_data_of_the_one_before(server: Postgres) -> None:
    """Queue, cases, captures, leave; what came since says so, until the day is closed."""
    with ExitStack() as stack:
        of_counter, of_keeper = stack.enter_context(office(server))
        roles = Roles(DATABASE)
        _step_back(server, roles)
        engine = open_engine(of_counter, pool=2)
        stack.callback(engine.dispose)
        office_server.require_schema(engine)
        desk = Desk(SqlUnits(engine, "PC-1"), catalogues(), FakeClock(), CHEAP)
        with desk.units.read() as unit:
            small = SmallOffice(
                unit.offices.office(),
                {counter.number: counter for counter in unit.offices.counters()},
                {person.username: person for person in unit.staff.all()},
            )
        keep_shipped(desk)
        make_saved.fill(desk, small)
        ana = small.actor("asesor-1")
        rows = case_view.tray(desk, ana, TrayFilter(TrayScope.ALL)).rows
        assert len(rows) > 8
        for row in rows:
            assert case_view.view(desk, ana, row.id).history
        with desk.units.read() as unit, pytest.raises(NotOnThisData):
            unit.figures.counted_through()
        with pytest.raises(NotOnThisData):
            bring_up_to_date(desk, ana)
        keeper = open_engine(of_keeper, pool=2)
        stack.callback(keeper.dispose)
        assert updating.update(keeper)
        later = open_engine(of_counter, pool=2)  # a program that is begun the next day
        stack.callback(later.dispose)
        next_month = FakeClock(MORNING + timedelta(days=40))
        desk = Desk(SqlUnits(later, "PC-1"), catalogues(), next_month, CHEAP)
        with desk.units.read() as unit:
            verify(unit.log.all())
            told = Counter(op.type for op in unit.log.all() if op.type in _OF_CASES)
            events = [event for row in rows for event in unit.case_events.of(row.id)]
        assert Counter(event.kind.value for event in events) == told
        assert bring_up_to_date(desk, ana).left == 0
        name = pieces(later).put(b"una hoja", "text/plain", desk.clock.now())
        assert list(pieces(later).names()) == [name]
        assert _documentos(server, DATABASE) == _documentos_of_a_new_one(server)


def _step_back(server: Postgres, roles: Roles) -> None:
    """Bring the office's database back to what the program before made."""
    engine = open_engine(server.connected(DATABASE), pool=1)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.autocommit = False
        with connection.begin():
            connection.exec_driver_sql(f"SET LOCAL ROLE {roles.owner}")
            command.downgrade(migrate.configured(migrate.OFFICE, connection), "-1")
        driver.autocommit = True
    engine.dispose()


_OF_CASES = {kind.value for kind in CaseEventKind}
_COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, character_maximum_length
FROM information_schema.columns WHERE table_schema = 'documentos'
"""
_INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'documentos'"
_KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'documentos'::regnamespace AND contype <> 'n'
"""
_STORED = """
SELECT attrelid::regclass::text, attname, attstorage FROM pg_attribute
WHERE attrelid IN ('documentos.part'::regclass, 'documentos.page'::regclass) AND attnum > 0
"""
_RIGHTS = """
SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges
WHERE table_schema = 'documentos' AND grantee = %s
"""


def _documentos(server: Postgres, database: str) -> list[set[tuple[object, ...]]]:
    """Return what there is of the second database on a server, and who may do what in it."""
    with psycopg.connect(server.connected(database)) as connection:
        made = [
            set(connection.execute(asked).fetchall())
            for asked in (_COLUMNS, _INDEXES, _KEYS, _STORED)
        ]
        rights = connection.execute(_RIGHTS, (Roles(database).counters,)).fetchall()
        return [*made, set(rights)]


def _documentos_of_a_new_one(server: Postgres) -> list[set[tuple[object, ...]]]:
    preparing.prepare(preparing.Administrator(str(server.folder), server.port), "", "nueva")
    return _documentos(server, "nueva")


def test_one_that_may_not_work_on_it_is_waited_for_and_then_refused(
    server: Postgres, tmp_path: Path
) -> None:
    newer = next_release(tmp_path / "next", shuts_out=True)
    with ExitStack() as stack:
        of_counter, of_keeper = stack.enter_context(office(server))
        old = Program(ROOT, of_counter, "asesor-1", "1")
        new = Program(newer, of_keeper, "asesor-2", "2")
        unable = Program(newer, of_counter, "asesor-2", "2")
        for program in (old, new, unable):
            stack.enter_context(program.process)
        assert [old.hears(), new.hears(), unable.hears()] == ["ready"] * 3
        assert old.does("work").startswith("1 ")
        assert unable.does("update").startswith("NotKeeper ")
        refused = new.does("update")
        assert refused.startswith("OlderProgramsOpen ")
        assert "pc2" in refused
        assert old.does("work").startswith("1 ")
        assert old.process.stdin is not None
        old.process.stdin.close()
        assert old.process.wait() == 0
        _nobody_older(server)
        assert new.does("update") == "True"
        late = Program(ROOT, of_counter, "asesor-1", "1")
        stack.enter_context(late.process)
        assert late.hears() == "ready"
        assert late.does("work").startswith("DatabaseNewer ")
        assert new.does("work").startswith("2 ")
        for program in (new, unable, late):
            assert program.process.stdin is not None
            program.process.stdin.close()


def _nobody_older(server: Postgres) -> None:
    """Wait until the server has found out that a program of this version ended."""
    asked = "SELECT count(*) FROM pg_locks WHERE classid = %s AND objid < %s"
    deadline = time.monotonic() + 60
    with psycopg.connect(server.connected(DATABASE), autocommit=True) as connection:
        while connection.execute(asked, (versions.RUNNING, int(NEXT))).fetchone() != (0,):
            assert time.monotonic() < deadline
            Event().wait(0.02)


def test_nothing_is_left_out_of_a_database_of_this_version() -> None:
    from db.repositories import tickets

    assert without_later(tickets._SAVE, versions.HEAD) is tickets._SAVE


def test_a_change_takes_as_long_as_it_takes(
    server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer is otherwise waited for half a minute; a large table takes longer to change."""
    folder = tmp_path / "office"
    shutil.copytree(migrate.OFFICE.folder, folder)
    migration = MIGRATION.format(
        next=NEXT, head=versions.HEAD, more='op.execute("SELECT pg_sleep(4)")'
    )
    (folder / "versions" / f"{NEXT}_next.py").write_text(migration)
    monkeypatch.setattr(migrate, "OFFICE", replace(migrate.OFFICE, folder=folder, head=NEXT))
    with office(server) as (_, keeper):
        monkeypatch.setattr(versions, "HEAD", NEXT)
        monkeypatch.setattr(postgres_engine, "READ_SECONDS", 3)
        engine = open_engine(keeper, pool=1)
        assert updating.update(engine)
        assert not updating.is_due(engine)
        engine.dispose()


# ------------------------------------------------------------------ what a migration may do
FORBIDDEN = frozenset(
    {"drop_column", "drop_table", "rename_table", "alter_column", "drop_constraint"}
    | {"create_unique_constraint", "create_check_constraint", "create_foreign_key"}
)
_CHECKED_FROM = versions.HEAD
"""Migrations up to this one were made while every office had one computer."""


def takes_away(source: str) -> list[str]:
    """Return what a migration does that a program of the version before could stumble over.

    One that says from which schema on programs may work (``usable_from``) may do as it likes.
    """
    tree = ast.parse(source)
    upgrade = next(
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    )
    if "usable_from" in ast.unparse(upgrade):
        return []
    found = []
    for call in (node for node in ast.walk(upgrade) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        written = ast.unparse(call)
        column_is_asked = (
            name == "add_column" and "nullable=False" in written and "server_default" not in written
        )
        removes = name == "execute" and any(
            word in written.upper() for word in ("DROP ", "RENAME ", "SET NOT NULL", "DELETE ")
        )
        if name in FORBIDDEN or column_is_asked or removes:
            found.append(written)
    return found


def test_a_migration_only_adds() -> None:
    folder = migrate.OFFICE.folder / "versions"
    for path in folder.glob("[0-9]*.py"):
        if path.name[:4] > _CHECKED_FROM:
            assert takes_away(path.read_text()) == []
    fine = MIGRATION.format(next="0005", head="0004", more="pass")
    assert takes_away(fine) == []


@pytest.mark.parametrize(
    "more",
    [
        'op.drop_column("ticket", "reason")',
        'op.drop_table("notice")',
        'op.alter_column("ticket", "reason", type_=sa.String(10))',
        'op.add_column("ticket", sa.Column("colour", sa.String(10), nullable=False))',
        'op.execute("ALTER TABLE ticket ALTER reason SET NOT NULL")',
    ],
)
def test_a_migration_that_takes_away_is_found(more: str) -> None:
    assert takes_away(MIGRATION.format(next="0005", head="0004", more=more))
    shut = f"{more}; {SHUTS_OUT.format(next='0005')}"
    assert not takes_away(MIGRATION.format(next="0005", head="0004", more=shut))
