"""Files that are old or new, with a real process killed in between."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import DatabaseReadOnly, DatabaseUnreachable, DiskFull, KnownError
from domain.files import in_words, mode_in, replace_file, sync_file, sync_folder

_ROOT = Path(__file__).parents[2]


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "archivo"
    for content in (b"uno", b"", b"x" * 100_000):
        replace_file(path, content)
        sync_file(path)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_one_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "archivo"
    path.write_bytes(b"antes")
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(path)], cwd=_ROOT, capture_output=True, text=True
    )
    assert "refused" in done.stdout
    assert path.read_bytes() == b"antes"
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_that_cannot_be_taken_leaves_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "archivo"
    path.mkdir()
    with pytest.raises(OSError):
        replace_file(path, b"despues")
    assert list(tmp_path.iterdir()) == [path]


_LIMITED = """
import resource, sys
from pathlib import Path
from domain.files import replace_file
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    replace_file(Path(sys.argv[1]), b"x" * 100_000)
except OSError:
    print("refused")
"""

_KILLED = """
import os, signal, sys
from pathlib import Path
from domain import files
place, path = int(sys.argv[1]), Path(sys.argv[2])
done = 0
def counted(function):
    def call(*args, **kwargs):
        global done
        if done == place:
            os.kill(os.getpid(), signal.SIGKILL)
        done += 1
        return function(*args, **kwargs)
    return call
os.fsync, Path.replace, Path.chmod = counted(os.fsync), counted(Path.replace), counted(Path.chmod)
files.replace_file(path, b"despues")
"""


def test_killed_at_any_step_it_is_old_or_new(tmp_path: Path) -> None:
    seen = set()
    for place in range(5):
        path = tmp_path / str(place) / "archivo"
        path.parent.mkdir()
        path.write_bytes(b"antes")
        done = subprocess.run([sys.executable, "-c", _KILLED, str(place), str(path)], cwd=_ROOT)
        assert done.returncode == (-signal.SIGKILL if place < 4 else 0)
        seen.add(path.read_bytes())
    assert seen == {b"antes", b"despues"}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EFBIG, DiskFull),
        (errno.EROFS, DatabaseReadOnly),
        (errno.EIO, DatabaseUnreachable),
    ],
)
def test_what_the_system_refuses_is_told(number: int, words: type[KnownError]) -> None:
    assert type(in_words(OSError(number, "in English"))) is words


def test_the_group_shares_what_its_folder_shares(tmp_path: Path) -> None:
    path = tmp_path / "archivo"
    replace_file(path, b"")
    assert path.stat().st_mode & 0o777 == 0o600
    tmp_path.chmod(0o2770)
    assert mode_in(tmp_path) == 0o660
    replace_file(path, b"")
    assert path.stat().st_mode & 0o777 == 0o660


def test_a_folder_that_gives_no_handle_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    sync_folder(tmp_path)
