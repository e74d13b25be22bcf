"""The lock between programs, with real processes."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db.lock import exclusive, shared
from domain.errors import DatabaseInUse, DatabaseReserved, DatabaseUnreachable
from tests.processes import process_of

_HOLD = """
import sys
from pathlib import Path
from db import lock
with getattr(lock, sys.argv[1])(Path(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_program(kind: str, database: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", _HOLD, kind, str(database)]
    with process_of(command, stdin=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield child


def test_many_programs_share_it_and_none_is_alone_beside_them(tmp_path: Path) -> None:
    database = tmp_path / "oficina.db"
    with another_program("shared", database):
        with shared(database):
            pass
        with pytest.raises(DatabaseInUse), exclusive(database):
            pytest.fail("two programs held it")
    with exclusive(database):  # the other was killed: nothing is left of its lock
        pass


def test_nobody_enters_while_one_is_alone(tmp_path: Path) -> None:
    database = tmp_path / "oficina.db"
    with another_program("exclusive", database):
        with pytest.raises(DatabaseReserved), shared(database):
            pytest.fail("two programs held it")
        with pytest.raises(DatabaseInUse), exclusive(database):
            pytest.fail("two programs held it")


def test_the_lock_is_dropped_at_the_end_and_on_errors(tmp_path: Path) -> None:
    database = tmp_path / "oficina.db"
    with pytest.raises(KeyError), exclusive(database):
        raise KeyError
    with shared(database), shared(database):
        pass


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable), shared(tmp_path / "no" / "hay.db"):
        pytest.fail("there is no folder")
