"""Documents kept as files: where they go, and what a disk may do to them."""

from pathlib import Path

import pytest

from desktop.app.demo import first_start
from desktop.app.station import begin_station
from desktop.keys.stores import SystemKeyring
from desktop.paths import places
from desktop.printing.files import DocumentFolders
from domain.errors import PrintFailed
from tests import memory_keyring


def test_nothing_is_saved_over_an_earlier_one(tmp_path: Path) -> None:
    files = DocumentFolders(tmp_path / "documentos", lambda: tmp_path / "casa", repr)
    kept = [files.keep("Jornada 2026-12-04.pdf", bytes([n])) for n in range(3)]
    assert [path.relative_to(tmp_path / "documentos").as_posix() for path in kept] == [
        "Jornadas/Jornada 2026-12-04.pdf",
        "Jornadas/Jornada 2026-12-04 (2).pdf",
        "Jornadas/Jornada 2026-12-04 (3).pdf",
    ]
    assert [path.read_bytes() for path in kept] == [b"\0", b"\1", b"\2"]
    own = files.hand_out("Jornada 2026-12-04.csv", b"x")
    assert own == tmp_path / "casa" / "Jornada 2026-12-04.csv"


def test_a_disk_that_refuses_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "documentos").write_text("no es una carpeta")
    files = DocumentFolders(tmp_path / "documentos", lambda: tmp_path, repr)
    with pytest.raises(PrintFailed, match="No se pudo guardar"):
        files.keep("Jornada.pdf", b"x")
    assert (tmp_path / "documentos").read_text() == "no es una carpeta"


def test_an_office_keeps_its_reports_with_its_data(monkeypatch: pytest.MonkeyPatch) -> None:
    memory_keyring.forget_all()
    station, _, _ = begin_station(places(), SystemKeyring(), first_start())
    monkeypatch.setattr(Path, "home", lambda: places().data / "casa")
    files = station.paper.files
    assert files.keep("a.pdf", b"x") == places().data / "documentos" / "Jornadas" / "a.pdf"
    assert files.hand_out("a.pdf", b"x") == places().data / "casa" / "a.pdf"
    station.begin_day()  # erases printed papers that are old
    assert (places().data / "documentos" / "Jornadas" / "a.pdf").exists()
    station.close()
