"""``make bench-scan``: it makes scans, reads them, and counts right and wrong by the text beside them."""

from pathlib import Path

import pytest

from bench import scan_folder
from tests.scanning import files


def test_a_folder_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "scans"
    assert scan_folder.main([str(folder), "--generate", "2"]) == 0
    (folder / "ours.pdf").write_bytes(files.form())
    (folder / "ours.txt").write_text("what is not printed", "utf-8")
    (folder / "none.docx").write_bytes(b"PK\x03\x04")
    capsys.readouterr()

    assert scan_folder.main([str(folder)]) == 0

    told = capsys.readouterr()
    assert "3 pages, 3 with their text beside them" in told.out
    [row] = [line for line in told.out.splitlines() if line.startswith("the program")]
    assert row.split()[2:5] == ["2", "66.7%", "1"]
    assert "wrong: ours.pdf, 1" in told.out
    assert "left out: none.docx: OtherKind" in told.err


def test_nothing_to_measure(tmp_path: Path) -> None:
    assert scan_folder.main([str(tmp_path)]) == 2
