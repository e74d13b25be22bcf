"""What the process that reads papers may not do, tried out in one."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

_BEGIN = "from desktop.scanning import confinement; confinement.confine(300 << 20); "


def _run(code: str) -> int:
    command = (sys.executable, "-c", _BEGIN + code)
    return subprocess.run(command, capture_output=True, timeout=120).returncode


def test_it_may_work_so_long_and_no_longer() -> None:
    code = "confinement.allow_time(1)\nwhile True: pass"

    assert _run(code) == -signal.SIGXCPU


@pytest.mark.parametrize(
    ("code", "refused"),
    [("bytearray(400 << 20)", "MemoryError"), ("open(r'{}', 'wb', 0).write(bytes(9))", "OSError")],
)
def test_memory_and_files_are_refused(tmp_path: Path, code: str, refused: str) -> None:
    place = tmp_path / "kept"
    tried = f"\ntry: {code.format(place)}\nexcept {refused}: raise SystemExit(7)"

    assert _run(tried) == 7
    assert not place.exists() or place.read_bytes() == b""
