"""What every printer keeps to: a document is printed, kept, or its failure told; never lost.

The system's printer is held to it through Qt's own path from PDF to ``QPrinter``, with a device
that writes what a real one would receive into a file.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import BinaryIO

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from desktop.catalogue_file import load_catalogue
from desktop.documents import PdfDocuments
from desktop.ports import ChecklistSheet, Printer, PrintOutcome, TicketSlip
from desktop.printing.fallback import FallbackPrinter
from desktop.printing.folder import FOLDER_PRINTER, PdfFolderPrinter, erase_old
from desktop.printing.system import SystemPrinter
from desktop.printing.training import Sheet, TrainingSlips
from domain.errors import PrintFailed
from domain.ticket_qr import parse_ticket_qr
from tests.documents.reading import qr_codes, sizes

DAY = date(2026, 12, 4)
AT = datetime(2026, 12, 4, 8, 40)
TURNO = TicketSlip("Ministerio", "Quito", "QUITO", DAY, "A-007", AT, ("Enrolamiento",), 3)
SLIP = PdfDocuments().ticket_slip(TURNO)
SHEET = PdfDocuments().checklist(
    ChecklistSheet("Ministerio", "Quito", "", "", load_catalogue().services[:3], AT, 1)
)
ROLL = "Turnos 80 mm"


class Tray:
    """Where the paper of a printer comes out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._number = count(1)

    def device(self, _name: str) -> QPrinter:
        """Return a Qt printer whose job ends in the tray."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.folder / f"{next(self._number)}.pdf"))
        return printer

    def sheets(self) -> list[bytes]:
        """Return all that came out, in order."""
        return [path.read_bytes() for path in sorted(self.folder.rglob("*.pdf"))]


def system(tray: Tray) -> Printer:
    return SystemPrinter(lambda: [ROLL], tray.device)


def folder(tray: Tray) -> Printer:
    return PdfFolderPrinter(tray.folder, lambda: DAY)


def fallback(tray: Tray) -> Printer:
    return FallbackPrinter(system(tray), folder(tray))


@pytest.fixture
def tray(tmp_path: Path) -> Tray:
    """Return an empty tray."""
    return Tray(tmp_path)


@pytest.fixture(params=[system, folder, fallback])
def printer(request: pytest.FixtureRequest, tray: Tray, qapp: QApplication) -> Printer:
    """Return each implementation in turn."""
    make: Callable[[Tray], Printer] = request.param
    return make(tray)


def test_each_named_printer_prints_without_a_word(printer: Printer, tray: Tray) -> None:
    assert printer.names()
    for name in printer.names():
        outcome = printer.print_pdf(SLIP, printer=name, title="Turno A-007")
        assert (outcome.printer == name) != (outcome.saved_to is not None)
        assert outcome.notice == ""
    assert len(tray.sheets()) == len(printer.names())


def test_the_paper_has_the_size_of_the_document(printer: Printer, tray: Tray) -> None:
    printer.print_pdf(SLIP, printer=printer.names()[0], title="Turno A-007")
    printer.print_pdf(SHEET, printer=printer.names()[0], title="Z hoja")

    for printed, meant in zip(tray.sheets(), (SLIP, SHEET), strict=True):
        assert sizes(printed) == [pytest.approx(size, abs=0.6) for size in sizes(meant)]


def test_the_printed_code_is_still_read(printer: Printer, tray: Tray) -> None:
    printer.print_pdf(SLIP, printer=printer.names()[0], title="Turno A-007")
    (printed,) = tray.sheets()
    (content,) = qr_codes(printed)

    assert parse_ticket_qr(content).code == "A-007"


def test_two_of_one_title_are_both_there(printer: Printer, tray: Tray) -> None:
    for _ in range(2):
        printer.print_pdf(SLIP, printer=printer.names()[0], title="Turno A-007")

    assert len(tray.sheets()) == 2


@pytest.mark.parametrize(
    "title", ["../../etc/x", "C:\\x", "\x00\ud800", "😀" * 300, "", "...", "a" * 5000, ".. / .."]
)
def test_no_title_leads_out_of_the_tray(printer: Printer, tray: Tray, title: str) -> None:
    for name in printer.names():
        printer.print_pdf(SLIP, printer=name, title=title)

    assert len(tray.sheets()) == len(printer.names())
    assert all(path.suffix in ("", ".pdf") for path in tray.folder.rglob("*"))


def told_or_kept(printer: Printer, data: bytes, name: str) -> PrintOutcome | PrintFailed:
    """Return what came of a job that may fail."""
    try:
        return printer.print_pdf(data, printer=name, title="Turno A-007")
    except PrintFailed as failure:
        return failure


@pytest.mark.parametrize("name", ["No existe", "", "\x00\ud800", "x" * 500])
def test_an_unknown_printer_is_told_or_the_document_kept(printer: Printer, name: str) -> None:
    came = told_or_kept(printer, SLIP, name)

    if isinstance(came, PrintFailed):
        assert came.todo
    else:
        assert came.saved_to is not None
        assert came.saved_to.read_bytes() == SLIP


@pytest.mark.parametrize("data", [b"", b"not a pdf", SLIP[:200]])
def test_a_damaged_document_is_told_or_kept(printer: Printer, data: bytes) -> None:
    came = told_or_kept(printer, data, printer.names()[0])

    if isinstance(came, PrintFailed):
        assert "dañado" in came.words
    else:
        assert came.saved_to is not None


def test_it_prints_from_a_worker_thread(printer: Printer, tray: Tray) -> None:
    outcomes: list[PrintOutcome] = []

    def work() -> None:
        outcomes.append(printer.print_pdf(SLIP, printer=printer.names()[0], title="Turno"))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == len(tray.sheets()) == 3


# ------------------------------------------------------------------ each one's own


def test_the_system_knows_no_printer_where_there_is_none(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUPS_SERVER", "/nonexistent/cups.sock")

    names: Sequence[str] = SystemPrinter().names()
    assert names == []
    with pytest.raises(PrintFailed, match="No hay una impresora"):
        SystemPrinter().print_pdf(SLIP, printer="", title="Turno")


@pytest.mark.qt_log_ignore("QPainter", "QPdfEngine")
def test_a_device_that_cannot_begin_is_told(tray: Tray, qapp: QApplication) -> None:
    nowhere = Tray(tray.folder / "missing")

    with pytest.raises(PrintFailed, match="encendida"):
        SystemPrinter(lambda: [ROLL], nowhere.device).print_pdf(SLIP, printer=ROLL, title="x")


def test_the_folder_is_of_the_day_and_named_by_the_turno(tray: Tray) -> None:
    first = folder(tray).print_pdf(SLIP, printer="", title="Turno A-007")
    again = folder(tray).print_pdf(SLIP, printer=FOLDER_PRINTER, title="Turno A-007")

    day = tray.folder / "Impresos" / "2026-12-04"
    assert first.saved_to == day / "Turno A-007.pdf"
    assert again.saved_to == day / "Turno A-007 (2).pdf"


def test_a_disk_that_refuses_is_told_and_leaves_nothing(
    tray: Tray, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _write: Callable[[BinaryIO], None]) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("desktop.printing.folder.replace_file_by", full)

    with pytest.raises(PrintFailed, match="espacio"):
        folder(tray).print_pdf(SLIP, printer="", title="Turno A-007")
    assert tray.sheets() == []


def test_a_title_used_up_is_told(tray: Tray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.printing.folder._MOST_COPIES", 1)
    folder(tray).print_pdf(SLIP, printer="", title="Turno A-007")

    with pytest.raises(PrintFailed):
        folder(tray).print_pdf(SLIP, printer="", title="Turno A-007")


def test_what_does_not_print_is_kept_and_told(tray: Tray, qapp: QApplication) -> None:
    def stopped(name: str) -> QPrinter:
        raise PrintFailed(f"La impresora «{name}» está detenida.")

    printer = FallbackPrinter(SystemPrinter(lambda: [ROLL], stopped), folder(tray))
    outcome = printer.print_pdf(SLIP, printer=ROLL, title="Turno A-007")

    assert outcome == replace(
        outcome,
        printer="",
        notice="La impresora «Turnos 80 mm» está detenida. El documento «Turno A-007.pdf» quedó "
        "guardado como PDF. Revise que la impresora esté encendida y con papel, y vuelva a "
        "imprimir.",
    )
    assert tray.sheets() == [SLIP]


def test_an_office_without_a_printer_gets_its_pdf_without_a_word(
    tray: Tray, qapp: QApplication
) -> None:
    outcome = fallback(tray).print_pdf(SLIP, printer="", title="Turno A-007")

    assert outcome.saved_to is not None
    assert outcome.notice == ""
    assert fallback(tray).names() == (ROLL, FOLDER_PRINTER)


class Roll:
    """A thermal printer whose paper is kept."""

    def __init__(self) -> None:
        self.slips: list[TicketSlip] = []

    def print_slip(self, slip: TicketSlip) -> PrintOutcome:
        self.slips.append(slip)
        return PrintOutcome(printer=ROLL)


def test_training_keeps_a_slip_and_only_offers_it_to_the_thermal_printer(tray: Tray) -> None:
    offered, roll = list[Sheet](), Roll()
    documents = PdfDocuments(training=True)
    slips = TrainingSlips(documents, folder(tray), roll, lambda: ROLL, offered.append)

    outcome = slips.print_slip(TURNO)

    assert outcome.saved_to is not None
    assert roll.slips == []
    [sheet] = offered
    assert (sheet.data, sheet.printer) == (documents.ticket_slip(TURNO), ROLL)
    assert sheet.send is not None
    assert sheet.send().printer == ROLL
    assert roll.slips == [TURNO]


def test_saved_papers_go_after_a_month(tmp_path: Path) -> None:
    today = date(2026, 12, 4)
    for day in ("2026-12-04", "2026-11-04", "2026-11-03", "2025-01-01", "otra cosa"):
        folder = tmp_path / "Impresos" / day
        folder.mkdir(parents=True)
        (folder / "Turno A-001.pdf").touch()
    (tmp_path / "Impresos" / "2024-01-01").touch()  # a file in the way is left alone
    assert erase_old(tmp_path, today) == 2
    kept = sorted(path.name for path in (tmp_path / "Impresos").iterdir())
    assert kept == ["2024-01-01", "2026-11-04", "2026-12-04", "otra cosa"]
    assert erase_old(tmp_path / "nowhere", today) == 0
