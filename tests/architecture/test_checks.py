"""The tools behind ``make lint`` and ``make test`` say what is wrong, and where."""

from pathlib import Path
from typing import Any

import pytest

from tools import check_coverage, check_repository


def test_a_file_covered_whole_has_no_gap() -> None:
    report: dict[str, Any] = {
        "files": {"domain/queue.py": {"missing_lines": [], "missing_branches": []}}
    }
    assert list(check_coverage.gaps(report, ["domain/queue.py"])) == []


def test_a_gap_names_the_file_and_the_lines() -> None:
    data = {"missing_lines": [7, 3, 4], "missing_branches": [[2, 3], [9, 12], [14, -1]]}
    (gap,) = check_coverage.gaps({"files": {"domain\\queue.py": data}}, ["domain/queue.py"])
    assert str(gap) == "domain/queue.py: lines 3-4, 7; branches 9 to 12, 14 to the exit"


def test_a_file_that_no_test_imports_is_a_gap() -> None:
    (gap,) = check_coverage.gaps({"files": {}}, ["domain/tickets.py"])
    assert str(gap) == "domain/tickets.py: no test imports it"


@pytest.mark.parametrize(
    ("name", "line", "words"),
    [
        ("a.md", "see https://packages.example/" + "simple/", "address of a package index"),
        ("a.sh", "pip install --index" + "-url $X", "address of a package index"),
        ("a.py", "path = '/ho" + "me/ana/datos'", "path of one machine"),
        ("a.py", "# TO" + "DO: luego", "work left for later"),
        ("tests/a.py", "time.sle" + "ep(1)", "test that sleeps or imitates our own parts"),
        ("requirements/a.txt", "x @ https:" + "//host/x.whl", "a lock file names no address"),
    ],
)
def test_an_unwanted_line_is_named(
    name: str, line: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"bien\n{line}\n", encoding="utf-8")
    assert list(check_repository.faults(path)) == [f"{name}:2: {words}"]


def test_a_module_that_grew_too_long_is_asked_to_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("a.py")
    path.write_text("x = 1\n" * 401, encoding="utf-8")
    assert list(check_repository.faults(path)) == []
    assert list(check_repository.long_modules([path])) == ["a.py: 401 lines; worth splitting"]
    path.write_text("x = 1\n" * 501, encoding="utf-8")
    assert list(check_repository.faults(path)) == ["a.py: 501 lines; split it (500 at most)"]
