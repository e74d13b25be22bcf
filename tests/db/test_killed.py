"""Power cuts, other accounts, read-only folders: what the operating system can do to a database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from db.engine import open_engine
from domain.errors import DatabaseDamaged, DatabaseUnreachable
from tests.db.archives import KEY, ROOT, create, rows_in
from tests.processes import process_of

_WRITER = """
import sys
from pathlib import Path
from db.engine import open_engine
from tests.db.archives import KEY, add
engine = open_engine(Path(sys.argv[1]), KEY)
while True:
    add(engine, 2)
    print("saved", flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 7, 40])
def test_killed_while_writing_every_acknowledged_row_is_there(
    tmp_path: Path, acknowledged: int
) -> None:
    database = tmp_path / "oficina.db"
    create(database, 0)
    with process_of([sys.executable, "-c", _WRITER, str(database)]) as writer:
        assert writer.stdout is not None
        for _ in range(acknowledged):
            assert writer.stdout.readline() == "saved\n"
        writer.kill()
        acknowledged += writer.stdout.read().count("saved\n")
    count = rows_in(database)  # also insists that no transaction is half there
    assert count % 2 == 0
    assert count >= 2 * acknowledged


_AS_ANOTHER = """
import os, sys
from pathlib import Path
# The interpreter may live where the other account cannot read: import first, then become it.
from db.engine import open_engine, translate
from db.restore import use
from domain.errors import KnownError
from tests.db.archives import KEY, add, rows_in
from sqlalchemy.exc import DBAPIError
os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[3]))
database = Path(sys.argv[1])
try:
    with use(database):
        engine = open_engine(database, KEY, must_exist=True)
        add(engine, 1)
        engine.dispose()
    print(rows_in(database))
except DBAPIError as exc:
    print(type(translate(exc)).__name__)
except KnownError as exc:
    print(type(exc).__name__)
"""

needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can act as two accounts of the computer",
)


def as_another(database: Path, group: int, user: int) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _AS_ANOTHER, database, str(group), str(user)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def office_folder(tmp_path: Path) -> Path:
    """A folder that the accounts of a group share, reachable by other accounts."""
    for parent in (tmp_path, *tmp_path.parents):
        if parent.stat().st_uid == os.geteuid() and parent.name.startswith(
            ("pytest-", "popen-", "test_")
        ):
            parent.chmod(0o755)
    folder = tmp_path / "oficina"
    folder.mkdir()
    return folder


@needs_root
def test_two_accounts_of_one_group_write_the_same_database(office_folder: Path) -> None:
    os.chown(office_folder, 0, 4242)
    office_folder.chmod(0o2770)
    database = office_folder / "oficina.db"
    create(database, 5)
    assert as_another(database, 4242, 4001) == "6"
    assert as_another(database, 4242, 4002) == "7"
    assert as_another(database, 4001, 4001) in {"DatabaseReadOnly", "DatabaseUnreachable"}
    assert rows_in(database) == 7


@needs_root
def test_a_read_only_folder_is_told_and_nothing_is_lost(office_folder: Path) -> None:
    database = office_folder / "oficina.db"
    create(database, 5)
    database.chmod(0o644)
    office_folder.chmod(0o755)
    assert as_another(database, 4001, 4001) in {"DatabaseReadOnly", "DatabaseUnreachable"}
    # Files that can be written beside one that cannot:
    office_folder.chmod(0o777)
    (office_folder / "oficina.db.uso").touch()
    (office_folder / "oficina.db.uso").chmod(0o666)
    assert as_another(database, 4001, 4001) == "DatabaseReadOnly"
    office_folder.chmod(0o755)
    assert rows_in(database) == 5


def test_a_folder_in_place_of_the_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "oficina.db"
    path.mkdir()
    with pytest.raises((DatabaseUnreachable, DatabaseDamaged)):
        open_engine(path, KEY)
