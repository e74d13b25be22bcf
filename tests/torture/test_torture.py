"""A short form of ``make torture``, and the disk on which it cuts the power."""

import json
import random
import re
import select
import struct
import subprocess
import sys
import time
from pathlib import Path

from tests.torture.power import Disk, Record, read_journal

ROOT = Path(__file__).parents[2]
_BEFORE = bytes(4096)
_LAST_LINE = re.compile(r"(\d+) actions, (\d+) kills, 0 lost, 0 doubled")


def test_a_short_day_full_of_faults_loses_and_doubles_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "tortura"
    command = [sys.executable, "-m", "tests.torture", "corta", "400", "8"]
    command += ["--folder", str(folder), "--cuts", "6"]
    _begin_and_kill(command, folder)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    last = _LAST_LINE.fullmatch(done.stdout.splitlines()[-1])
    assert last is not None, done.stdout
    assert int(last[1]) >= 400
    assert int(last[2]) >= 8
    report = json.loads((folder / "report.json").read_text())
    assert report["others"] == 0, report
    assert report["run"]["runs"] == 2
    # The same cuts under a program that does not sync are flagged: they bite.
    assert report["power"]["tried"] == 6
    assert report["power"]["careless"]["lost"] > 0


def _begin_and_kill(command: list[str], folder: Path) -> None:
    """Let it work a while and kill it, which ends all that it began; begun again, it goes on."""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as begun:
        try:
            kept, deadline = folder / "run.json", time.monotonic() + 60
            while not kept.exists():
                assert begun.poll() is None
                assert time.monotonic() < deadline
                select.select([], [], [], 0.05)
        finally:
            begun.kill()


# ------------------------------------------------------------------ the disk


def write(file: str, offset: int, data: bytes) -> Record:
    return Record("W", file, offset, data)


def after(disk: Disk) -> list[dict[str, bytes]]:
    """Return what many cuts at this moment leave."""
    return [disk.after_cut(random.Random(seed)) for seed in range(200)]


def test_what_was_synced_is_there_after_every_cut() -> None:
    disk = Disk(_BEFORE)
    disk.take(write("d", 0, b"synced"))
    disk.take(Record("S", "d", 0, b""))
    disk.take(write("d", 100, b"not synced"))
    left = after(disk)
    assert all(one["d"].startswith(b"synced") for one in left)
    assert {one["d"][100:110] for one in left} == {b"not synced", bytes(10)}


def test_what_was_not_synced_is_left_in_pieces_too() -> None:
    disk = Disk(_BEFORE)
    disk.take(write("d", 0, b"a" * 512 + b"b" * 512))
    found = {(one["d"][0:1], one["d"][512:513]) for one in after(disk)}
    assert found == {(b"\0", b"\0"), (b"a", b"b"), (b"a", b"\0"), (b"\0", b"b")}


def test_a_file_shortened_and_not_synced_may_be_long_again() -> None:
    disk = Disk(_BEFORE)
    disk.take(Record("T", "d", 10, b""))
    assert {len(one["d"]) for one in after(disk)} == {10, 4096}


def test_a_new_name_is_there_for_certain_once_its_folder_is_synced() -> None:
    disk = Disk(_BEFORE)
    disk.take(Record("C", "w", 0, b""))
    disk.take(write("w", 0, b"log"))
    disk.take(Record("S", "w", 0, b""))
    assert {"w" in one for one in after(disk)} == {False, True}
    disk.take(Record("S", "D", 0, b""))
    assert all(one["w"] == b"log" for one in after(disk))
    disk.take(Record("U", "w", 0, b""))
    assert {"w" in one for one in after(disk)} == {False, True}


def test_a_record_that_a_kill_cut_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(
        _record("W", "w", b"one") + _record("W", "w", b"two")[:-6] + _record("S", "w", b"")
    )
    assert [(one.what, one.data) for one in read_journal(path)] == [("W", b"one"), ("S", b"")]


def _record(what: str, file: str, data: bytes) -> bytes:
    head = struct.pack("<8sIccHQQ", b"VJOURNAL", 1, what.encode(), file.encode(), 0, 0, len(data))
    return head + data + b"!END"
