"""Slips and checklists: what is asked of the documents and of the printer."""

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from desktop.ports import (
    CaseReceipt,
    ChecklistSheet,
    PaperTurnosSheet,
    PrintOutcome,
    RecoverySheet,
    ReturnSheet,
    TicketSlip,
)
from desktop.ports.enrolment_paper import EnrolmentReceipt
from desktop.ports.entity_papers import AbsencePaper, ReadinessPaper
from desktop.ports.forms import FormAbout, FormPaper
from desktop.usecases import paper, reception
from desktop.usecases.desk import Desk
from domain.activity import ActivityPaper
from domain.catalogue import UnknownService
from domain.day_report import DayReport
from domain.errors import PrintFailed
from tests.office import SmallOffice


class Documents:
    """Keeps what it was asked for."""

    def __init__(self) -> None:
        self.slips: list[TicketSlip] = []
        self.sheets: list[ChecklistSheet] = []
        self.receipts: list[CaseReceipt] = []
        self.returns: list[ReturnSheet] = []
        self.reports: list[DayReport] = []
        self.activities: list[ActivityPaper] = []
        self.cards: list[ReadinessPaper] = []
        self.absences: list[AbsencePaper] = []
        self.enrolments: list[EnrolmentReceipt] = []
        self.templates: tuple[FormAbout, ...] = ()
        self.filled: list[FormPaper] = []

    def ticket_slip(self, slip: TicketSlip) -> bytes:
        self.slips.append(slip)
        return b"slip"

    def checklist(self, sheet: ChecklistSheet) -> bytes:
        self.sheets.append(sheet)
        return b"sheet"

    def case_receipt(self, receipt: CaseReceipt) -> bytes:
        self.receipts.append(receipt)
        return b"receipt"

    def return_sheet(self, sheet: ReturnSheet) -> bytes:
        self.returns.append(sheet)
        return b"return"

    def paper_turnos(self, sheet: PaperTurnosSheet) -> bytes:
        return b""

    def recovery_sheet(self, sheet: RecoverySheet) -> bytes:
        return b""

    def readiness(self, paper: ReadinessPaper) -> bytes:
        self.cards.append(paper)
        return b"card"

    def absence(self, paper: AbsencePaper) -> bytes:
        self.absences.append(paper)
        return b"absence"

    def enrolment_receipt(self, receipt: EnrolmentReceipt) -> bytes:
        self.enrolments.append(receipt)
        return b"enrolment"

    def forms(self) -> Sequence[FormAbout]:
        return self.templates

    def form(self, paper: FormPaper) -> bytes:
        self.filled.append(paper)
        return b"form"

    def day_report(self, report: DayReport) -> bytes:
        self.reports.append(report)
        return b"report"

    def day_table(self, report: DayReport) -> bytes:
        self.reports.append(report)
        return b"table"

    def activity_report(self, paper: ActivityPaper) -> bytes:
        self.activities.append(paper)
        return b"activity"


class Printer:
    """Prints in memory."""

    def __init__(self) -> None:
        self.printed: list[tuple[bytes, str, str]] = []

    def names(self) -> Sequence[str]:
        return ["Tickets"]

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        self.printed.append((data, printer, title))
        return PrintOutcome(printer)


class Files:
    """Keeps files in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.handed_out: dict[str, bytes] = {}
        self.offered: list[bytes] = []

    def keep(self, name: str, data: bytes) -> Path:
        self.kept[name] = data
        return Path("Jornadas") / name

    def hand_out(self, name: str, data: bytes) -> Path:
        self.handed_out[name] = data
        return Path("casa") / name

    def hand_out_by(self, name: str, write: Callable[[BinaryIO], None]) -> Path:
        buffer = io.BytesIO()
        write(buffer)
        return self.hand_out(name, buffer.getvalue())

    def offer(self, data: bytes) -> str:
        self.offered.append(data)
        return hashlib.sha256(data).hexdigest()


def test_a_slip_says_number_services_and_people_ahead(desk: Desk, office: SmallOffice) -> None:
    documents, printer = Documents(), Printer()
    press = paper.Paper(documents, printer, lambda: "Tickets", lambda: "Láser", Files())
    who = office.actor("recepcion-1")
    reception.issue(desk, who, reception.NewTicket((6,)))
    issued = reception.issue(desk, who, reception.NewTicket((5, 6), priority=True))
    assert paper.print_slip(desk, press, issued) == PrintOutcome("Tickets")
    slip = documents.slips[0]
    assert (slip.code, slip.ahead, slip.priority, len(slip.services)) == ("P-001", 0, True, 2)
    assert f"{slip.issued_at:%H:%M}" == "08:00"
    assert printer.printed == [(b"slip", "Tickets", "Turno P-001")]


class Thermal:
    """A thermal printer that fails where it has a reason."""

    def __init__(self, failure: PrintFailed | None = None) -> None:
        self.slips: list[TicketSlip] = []
        self._failure = failure

    def print_slip(self, slip: TicketSlip) -> PrintOutcome:
        if self._failure is not None:
            raise self._failure
        self.slips.append(slip)
        return PrintOutcome("Térmica")


class OtherPrinter(Printer):
    """Says what came of a document."""

    def __init__(self, outcome: PrintOutcome) -> None:
        super().__init__()
        self._outcome = outcome

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        super().print_pdf(data, printer=printer, title=title)
        return self._outcome


def test_a_slip_comes_out_of_the_thermal_printer_first(desk: Desk, office: SmallOffice) -> None:
    printer, thermal = Printer(), Thermal()
    press = paper.Paper(Documents(), printer, str, str, Files(), lambda: thermal)
    issued = reception.issue(desk, office.actor("recepcion-1"), reception.NewTicket((6,)))
    assert paper.print_slip(desk, press, issued) == PrintOutcome("Térmica")
    assert ([slip.code for slip in thermal.slips], printer.printed) == (["A-001"], [])


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (PrintOutcome("Láser"), "Sin papel. El turno salió por «Láser». Ponga papel."),
        (
            PrintOutcome(saved_to=Path("x/Turno A-001.pdf")),
            "Sin papel. El turno quedó guardado como PDF «Turno A-001.pdf». Ponga papel.",
        ),
        (PrintOutcome(notice="Tampoco la otra."), "Sin papel. Tampoco la otra."),
    ],
)
def test_what_the_thermal_printer_does_not_take_goes_the_other_way(
    desk: Desk, office: SmallOffice, came: PrintOutcome, words: str
) -> None:
    printer = OtherPrinter(came)
    thermal = Thermal(PrintFailed("Sin papel.", todo="Ponga papel."))
    press = paper.Paper(Documents(), printer, lambda: "Láser", str, Files(), lambda: thermal)
    issued = reception.issue(desk, office.actor("recepcion-1"), reception.NewTicket((6,)))
    assert paper.print_slip(desk, press, issued) == replace(came, notice=words)
    assert printer.printed == [(b"slip", "Láser", "Turno A-001")]


def test_a_checklist_holds_the_services_asked_for(desk: Desk, office: SmallOffice) -> None:
    documents, printer = Documents(), Printer()
    press = paper.Paper(documents, printer, lambda: "Tickets", lambda: "Láser", Files())
    paper.print_checklist(desk, office.actor("recepcion-1"), press, (1, 5))
    sheet = documents.sheets[0]
    assert [service.id for service in sheet.services] == [1, 5]
    assert printer.printed == [(b"sheet", "Láser", "Qué debe traer")]
    assert sheet.hours == "lunes a viernes, de 08:00 a 17:00"
    with pytest.raises(UnknownService):
        paper.print_checklist(desk, office.actor("recepcion-1"), press, (99,))


def test_a_service_being_edited_is_seen_as_it_would_be_printed(
    desk: Desk, office: SmallOffice
) -> None:
    documents, printer = Documents(), Printer()
    press = paper.Paper(documents, printer, lambda: "Tickets", lambda: "Láser", Files())
    edited = replace(desk.catalogue.service(1), name="Otro nombre")

    shown = paper.preview_checklist(desk, office.actor("admin-1"), press, edited)
    assert (shown, printer.printed) == (b"sheet", [])
    assert documents.sheets[0].services == (edited,)
