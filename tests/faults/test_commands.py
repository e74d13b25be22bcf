"""The program as a process of its own, over data that something happened to.

What is told is for a person; no traceback, and nothing that was there is lost.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from db.engine import open_engine
from desktop.keys import slots
from desktop.keys.stores import DemoKeyFile
from desktop.paths import Places
from tests.journeys.seats import MadeOffice

ROOT = Path(__file__).parents[2]
NOBODY = 4001
#: What is imported late may lie where the other account cannot read: the command runs once before.
_AS_NOBODY = """
import contextlib, io, os, sys
from desktop.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    main(["audit", "verify"])
os.setgroups([])
os.setgid(int(sys.argv[1]))
os.setuid(int(sys.argv[1]))
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture
def here(office: MadeOffice) -> Places:
    """The office's folders, with its key in a file that another process reads."""
    places = Places(office.folder, office.folder / "registros")
    DemoKeyFile(places.demo_key).save(office.key.database_id, office.key.key)
    return places


def run(
    here: Places, *arguments: str, start: tuple[str, ...] = ("-m", "desktop")
) -> subprocess.CompletedProcess[str]:
    """Run a command of the program over the office; nobody is there to type."""
    done = subprocess.run(
        [sys.executable, *start, *arguments],
        cwd=ROOT,
        env={**os.environ, "VENTANILLA_HOME": str(here.data), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def wrong_key(here: Places) -> None:
    name = here.demo_key.read_text("ascii").split()[0]
    here.demo_key.write_text(f"{name} {bytes(32).hex()}\n", "ascii")


def unreadable_key(here: Places) -> None:
    here.demo_key.write_bytes(b"\xff\x00")


def lost_slots(here: Places) -> None:
    for path in slots.copies(here.database):
        path.unlink()


def broken_slots(here: Places) -> None:
    for path in slots.copies(here.database):
        path.write_bytes(path.read_bytes()[:-20] + b"\xff")


def newer_database(here: Places) -> None:
    key = bytes.fromhex(here.demo_key.read_text("ascii").split()[1])
    engine = open_engine(here.database, key)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()


def cut_database(here: Places) -> None:
    content = here.database.read_bytes()
    here.database.write_bytes(content[: len(content) // 2])


def lost_database(here: Places) -> None:
    here.database.unlink()


def another_file(here: Places) -> None:
    here.database.write_bytes(b"%PDF-1.7 " * 4096)


def empty_database(here: Places) -> None:
    here.database.write_bytes(b"")


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (wrong_key, "código de recuperación"),
        (unreadable_key, "código de recuperación"),
        (lost_slots, "archivo de claves"),
        (broken_slots, "archivo de claves"),
        (newer_database, "versión más nueva"),
        (cut_database, "está dañado"),
        (lost_database, "No se encuentran los datos"),
        (another_file, "está dañado"),
        (empty_database, "No se encuentran los datos"),
    ],
)
def test_what_happened_is_told_and_nothing_more_is_lost(
    here: Places, happens: Callable[[Places], None], words: str
) -> None:
    happens(here)
    before = {path: path.read_bytes() for path in (here.database,) if path.exists()}
    done = run(here, "audit", "verify")
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert {path: path.read_bytes() for path in (here.database,) if path.exists()} == before
    told = run(here, "doctor")
    assert told.returncode == 1
    assert told.stdout


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"[[[",
        b"printer = 7\nscale = 'x'\ntheme = []",
        b"x" * 2_000_000,
        b"\0" * 99,
    ],
)
def test_damaged_settings_do_not_keep_the_office_closed(here: Places, content: bytes) -> None:
    here.settings.write_bytes(content)
    done = run(here, "audit", "verify")
    assert done.returncode == 0
    assert "íntegro" in done.stdout


def test_a_folder_in_place_of_the_settings(here: Places) -> None:
    here.settings.unlink(missing_ok=True)
    here.settings.mkdir()
    assert run(here, "audit", "verify").returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another account")
def test_a_folder_that_cannot_be_written(here: Places) -> None:
    # Not below pytest's folder: each pytest that begins closes it to other accounts.
    with tempfile.TemporaryDirectory(prefix="ventanilla-") as open_to_all:
        Path(open_to_all).chmod(0o755)
        folder = shutil.copytree(here.data, Path(open_to_all, "datos"))
        is_told_to_nobody(Places(folder, folder / "registros"))


def is_told_to_nobody(here: Places) -> None:
    shutil.chown(here.demo_key, NOBODY)
    for path in here.data.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    here.data.chmod(0o755)
    as_nobody = ("-c", _AS_NOBODY, str(NOBODY))
    for command in (("audit", "verify"), ("backup",)):
        done = run(here, *command, start=as_nobody)
        assert done.returncode == 1
        assert "protegida contra escritura" in done.stderr
    assert run(here, "audit", "verify").returncode == 0
