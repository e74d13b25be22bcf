"""Closing the day by the keyboard: what is open, the reason, and the report after it."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.documents import PdfDocuments
from desktop.ports import PrintOutcome
from desktop.printing.files import DocumentFolders
from desktop.usecases import calling, counters, day, serving
from desktop.usecases.day import Closing
from desktop.usecases.desk import Desk
from desktop.usecases.paper import Paper
from domain.errors import PrintFailed
from domain.tickets import TicketState
from tests.documents.reading import words
from tests.office import FakeClock, SmallOffice
from tests.usecases.hall import issue, opened
from ui.shell import MainWindow, Section
from ui.supervision.closing import ClosingPresenter, ClosingSheet
from ui.supervision.closing_report import ReportSheet
from ui.supervision.page import SupervisionPage
from ui.widgets import NoticeArea, ReasonSheet, Sheet

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
TODAY = date(2026, 12, 4)


class Tray:
    """A printer whose paper stays in memory, until it is broken."""

    def __init__(self) -> None:
        self.printed: list[tuple[str, bytes]] = []
        self.broken = False

    def names(self) -> list[str]:
        return ["Láser"]

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        if self.broken:
            raise PrintFailed()
        self.printed.append((title, data))
        return PrintOutcome(printer)


class Seat:
    """The supervisor before the page."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, folder: Path) -> None:
        self.qtbot, self.folder, self.tray = qtbot, folder, Tray()
        files = DocumentFolders(folder / "documentos", lambda: folder / "casa", repr)
        paper = Paper(PdfDocuments(), self.tray, lambda: "Láser", lambda: "Láser", files)
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.page = SupervisionPage(
            desk, office.actor("supervisor-1"), paper=paper, poll_ms=20, tick_ms=20
        )
        self.window.set_sections(
            [Section("supervision", "Supervisión", "chart-column", lambda: self.page)]
        )
        self.window.show()
        qtbot.waitUntil(lambda: self.page.presenter.state is not None)

    @property
    def sheet(self) -> Sheet | None:
        """The sheet in front."""
        shown = [s for s in self.window.findChildren(Sheet) if not s.isHidden() and s.isEnabled()]
        return shown[-1] if shown else None

    def asks(self, question: str) -> bool:
        """Tell whether that is the question in front."""
        return self.sheet is not None and self.sheet.accessibleName() == question

    @property
    def shown(self) -> str:
        """What the sheet in front says."""
        assert self.sheet is not None
        return " ".join(label.text() for label in self.sheet.findChildren(QLabel))

    @property
    def told(self) -> str:
        """What the notice area says."""
        notice = self.window.findChild(NoticeArea)
        return "" if notice is None or notice.current is None else notice.current.what

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        focus: QWidget | None = self.window.focusWidget()
        QTest.keyClick(self.window if focus is None else focus, key, modifier)

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds)

    def rows(self) -> list[str]:
        """What the closing sheet lists."""
        sheet = self.sheet
        assert isinstance(sheet, ClosingSheet)
        model = sheet.table.model()
        columns = range(model.columnCount())
        return [
            " | ".join(str(model.index(row, column).data() or "") for column in columns)
            for row in range(model.rowCount())
        ]

    def ask(self) -> ClosingSheet:
        """F12 at the page; return the sheet once it shows what is open."""
        self.until(self.page.close_button.isEnabled)
        self.press(Key.Key_F12)
        self.until(lambda: isinstance(self.sheet, ClosingSheet))
        self.until(lambda: self.page.days.closing.state is not None)
        assert isinstance(self.sheet, ClosingSheet)
        return self.sheet

    def close_for(self, digit: Qt.Key) -> ReportSheet:
        """F12 again, a reason, and the report."""
        sheet = self.sheet
        assert isinstance(sheet, ClosingSheet)
        self.until(sheet.close_button.isEnabled)
        self.press(Key.Key_F12)
        self.until(lambda: isinstance(self.sheet, ReasonSheet))
        self.press(digit)
        self.until(lambda: isinstance(self.sheet, ReportSheet))
        assert isinstance(self.sheet, ReportSheet)
        self.until(self.sheet.print_button.isEnabled)
        return self.sheet


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice, tmp_path: Path) -> Seat:
    ana = opened(desk, office, "asesor-1", 1)
    for _ in range(3):
        issue(desk, office)
    calling.call_next(desk, ana)
    return Seat(qtbot, desk, office, tmp_path)


def test_what_is_open_is_shown_with_what_becomes_of_it_and_follows_the_counters(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    sheet = seat.ask()
    assert not sheet.close_button.isEnabled()
    assert "Se está llamando a A-001" in seat.shown
    assert "Espere a que la ventanilla empiece la atención" in seat.shown
    assert seat.rows() == [
        "A-001 | Llamado a la ventanilla 1 · Ana Asesora | desde 08:00 | Falta su respuesta",
        "A-002 | Espera su turno | desde 08:00 | Vence",
        "A-003 | Espera su turno | desde 08:00 | Vence",
        "Ventanilla 1 | Abierta | desde 08:00 | Sigue abierta",
    ]
    calling.arrived(desk, office.actor("asesor-1"))
    seat.until(sheet.close_button.isEnabled)
    assert "Se está llamando" not in seat.shown
    assert "En atención en la ventanilla 1" in seat.rows()[2]
    assert "2 turnos vencen con el motivo que usted anote" in seat.shown
    assert "1 atención sigue hasta que termine" in seat.shown
    assert "1 ventanilla abierta" in seat.shown
    seat.press(Key.Key_Escape)
    assert seat.sheet is None
    assert not seat.page.days.closing.is_watching


def test_the_day_is_closed_with_its_reason_and_its_report_kept(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    closed: list[object] = []
    seat.page.days.day_closed.connect(closed.append)
    calling.arrived(desk, office.actor("asesor-1"))
    seat.ask()
    report = seat.close_for(Key.Key_1)
    assert len(closed) == 1
    with desk.units.read() as unit:
        states = [ticket.state for ticket in unit.tickets.in_states(TODAY, TicketState)]
    assert states == [TicketState.SERVING, TicketState.EXPIRED, TicketState.EXPIRED]
    assert "Vencieron sin ser atendidos (2): A-002, A-003." in seat.shown
    assert "Siguen en atención hasta que terminen (1): A-001." in seat.shown
    assert "Cerrada el 04/12/2026 a las 08:00 por Sara Supervisora: Fin de la jornada" in seat.shown
    seat.until(lambda: "quedó guardado con los datos de la oficina" in report.said.text())
    kept = seat.folder / "documentos" / "Jornadas"
    assert sorted(p.name for p in kept.iterdir()) == [
        "Jornada 2026-12-04.csv",
        "Jornada 2026-12-04.pdf",
    ]
    seat.until(lambda: not report.page.pixmap().isNull())
    seat.press(Key.Key_Escape)
    assert seat.sheet is None
    seat.until(lambda: seat.page.chips[0][0] == "Jornada cerrada")
    serving.finish(desk, office.actor("asesor-1"), "Terminó")
    seat.press(Key.Key_F12)
    seat.until(lambda: seat.asks("¿Por qué reabre la jornada?"))
    seat.press(Key.Key_1)
    seat.until(lambda: "abierta otra vez" in seat.told)
    seat.ask()
    assert "Ventanilla 1" in seat.rows()[0]


def test_the_report_is_printed_and_saved_by_its_keys(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    calling.arrived(desk, office.actor("asesor-1"))
    seat.ask()
    report = seat.close_for(Key.Key_2)
    seat.press(Key.Key_P, Ctrl)
    seat.until(lambda: report.said.text() == "El informe se imprimió.")
    ((title, pdf),) = seat.tray.printed
    assert title == "Jornada 2026-12-04"
    assert "Corte de luz o de sistema" in words(pdf)
    seat.press(Key.Key_F8)
    seat.until(lambda: "Jornada 2026-12-04.pdf" in report.said.text())
    seat.press(Key.Key_F9)
    seat.until(lambda: "Jornada 2026-12-04.csv" in report.said.text())
    home = seat.folder / "casa"
    assert sorted(p.suffix for p in home.iterdir()) == [".csv", ".pdf"]
    seat.press(Key.Key_F8)
    seat.until(lambda: "Jornada 2026-12-04 (2).pdf" in report.said.text())
    seat.tray.broken = True
    seat.press(Key.Key_P, Ctrl)
    seat.until(lambda: "No se pudo imprimir." in report.error.accessibleName() + seat.shown)
    assert report.print_button.isEnabled()


def test_what_is_still_printing_when_the_sheet_is_left_is_told(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    calling.arrived(desk, office.actor("asesor-1"))
    seat.ask()
    seat.close_for(Key.Key_1)
    seat.press(Key.Key_P, Ctrl)
    seat.press(Key.Key_Escape)
    seat.until(lambda: "El informe se imprimió." in seat.told)
    seat.tray.broken = True
    reports = seat.page.days.reports
    assert reports is not None
    reports.open(TODAY)
    seat.until(lambda: reports.state.pdf is not None)
    reports.print_it()
    reports.leave()
    reports.print_it()  # nobody looks any more
    seat.until(lambda: "No se pudo imprimir." in seat.told)
    assert len(seat.tray.printed) == 1


def test_a_report_asked_for_while_it_is_kept_is_printed_once(
    seat: Seat, desk: Desk, office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    calling.arrived(desk, office.actor("asesor-1"))
    reports = seat.page.days.reports
    assert reports is not None
    disk, paper = Event(), Event()
    keep, print_pdf = DocumentFolders.keep, seat.tray.print_pdf

    def slow_keep(self: DocumentFolders, name: str, data: bytes) -> Path:
        disk.wait(60)
        return keep(self, name, data)

    def slow_print(data: bytes, *, printer: str, title: str) -> PrintOutcome:
        paper.wait(60)
        return print_pdf(data, printer=printer, title=title)

    monkeypatch.setattr(DocumentFolders, "keep", slow_keep)
    monkeypatch.setattr(seat.tray, "print_pdf", slow_print)
    reports.open(TODAY, keep=True)
    seat.until(lambda: reports.state.pdf is not None)
    reports.print_it()
    disk.set()
    seat.until(lambda: "quedó guardado" in reports.state.said)
    reports.print_it()  # pressed again: the first one is still printing
    paper.set()
    seat.until(lambda: reports.state.said == "El informe se imprimió.")
    reports.close()
    assert len(seat.tray.printed) == 1


def test_a_day_that_nobody_closed_is_closed_later(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = office.actor("asesor-1")
    calling.arrived(desk, ana)
    serving.finish(desk, ana, "Terminó")
    counters.close_counter(desk, ana)
    shown = seat.page.presenter.changed
    with seat.qtbot.waitSignal(shown, check_params_cb=lambda board: bool(board.forgotten_days)):
        clock.set(clock.now() + timedelta(days=3))
    seat.page.alerts.table.setFocus()
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.asks("Cierre de la jornada del 04/12/2026"))
    seat.close_for(Key.Key_1)
    assert "No se cerró en su día" in seat.shown
    with desk.units.read() as unit:
        states = [ticket.state for ticket in unit.tickets.in_states(TODAY, TicketState)]
    assert states == [TicketState.SERVED, TicketState.EXPIRED, TicketState.EXPIRED]


def test_what_is_closed_is_the_day_that_is_shown_also_past_its_midnight(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    calling.arrived(desk, office.actor("asesor-1"))
    sheet = seat.ask()
    seat.until(sheet.close_button.isEnabled)
    clock.go(days=3)
    issue(desk, office)  # the next day has begun
    seat.until(lambda: "desde 04/12 08:00" in seat.rows()[0])
    assert len(seat.rows()) == 4  # and none of its own is among them
    seat.close_for(Key.Key_1)
    with desk.units.read() as unit:
        assert [found.day for found in unit.days.unclosed()] == [TODAY + timedelta(days=3)]


def test_what_was_read_of_another_day_is_not_shown(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    """Escape and F12 again may be quicker than the reading under way."""
    issue(desk, office)
    clock.go(days=3)
    issue(desk, office)
    gate, read = Event(), list[date]()

    class Slow(ClosingPresenter):
        def _read(self, known: Closing | None) -> Closing | None:
            found = super()._read(known)
            if found is not None:
                read.append(found.day)
            gate.wait(60)
            return found

    presenter = Slow(desk, office.actor("supervisor-1"), poll_ms=20)
    shown = list[date]()
    presenter.changed.connect(lambda closing: shown.append(closing.day))
    presenter.begin(TODAY)
    qtbot.waitUntil(lambda: read == [TODAY])
    presenter.begin(None)
    gate.set()
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == [TODAY + timedelta(days=3)]
    presenter.close()


def test_a_day_closed_elsewhere_is_told(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    calling.arrived(desk, office.actor("asesor-1"))
    sheet = seat.ask()
    seat.until(sheet.close_button.isEnabled)
    day.close_day(desk, office.actor("supervisor-2"), "Fin de la jornada")
    seat.until(lambda: "ya se cerró en otro equipo" in seat.shown)
    assert not sheet.close_button.isEnabled()


def test_somebody_called_between_the_question_and_its_answer_holds_it_up(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    ana = office.actor("asesor-1")
    calling.arrived(desk, ana)
    sheet = seat.ask()
    seat.until(sheet.close_button.isEnabled)
    seat.press(Key.Key_F12)
    seat.until(lambda: isinstance(seat.sheet, ReasonSheet))
    serving.finish(desk, ana, "Terminó")
    calling.call_next(desk, ana)
    seat.press(Key.Key_1)
    seat.until(lambda: "Se está llamando a A-002." in seat.shown)
    assert not sheet.close_button.isEnabled()
    calling.arrived(desk, ana)
    seat.until(sheet.close_button.isEnabled)


def test_with_nothing_open_it_says_so(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    ana = office.actor("asesor-1")
    calling.arrived(desk, ana)
    serving.finish(desk, ana, "Terminó")
    for _ in range(2):
        calling.call_next(desk, ana)
        calling.arrived(desk, ana)
        serving.finish(desk, ana, "Terminó")
    counters.close_counter(desk, ana)
    sheet = seat.ask()
    seat.until(sheet.close_button.isEnabled)
    assert sheet.nothing.isVisible()
    assert sheet.close_button.hasFocus()


def test_an_open_day_has_a_provisional_report(seat: Seat) -> None:
    seat.page.days.show_report(TODAY)
    report = seat.sheet
    assert isinstance(report, ReportSheet)
    seat.until(report.pdf_button.isEnabled)
    assert "Provisional: la jornada sigue abierta." in seat.shown
    seat.press(Key.Key_F8)
    seat.until(lambda: "Jornada provisional 2026-12-04.pdf" in report.said.text())


def test_an_earlier_days_report_opens_from_its_list(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    calling.arrived(desk, office.actor("asesor-1"))
    day.close_day(desk, office.actor("supervisor-2"), "Fin de la jornada")
    clock.go(days=3)
    seat.until(lambda: seat.page.chips[0][0] == "Sin turnos todavía")
    seat.press(Key.Key_F11)
    table = seat.page.behind.table
    seat.until(lambda: table.model().rowCount() == 1 and table.hasFocus())
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.asks("Jornada del 04/12/2026"))
    assert isinstance(seat.sheet, ReportSheet)
    seat.until(seat.sheet.print_button.isEnabled)
    assert "por Simón Supervisor: Fin de la jornada" in seat.shown
    assert not (seat.folder / "documentos").exists()  # only kept when the day is closed
    seat.press(Key.Key_Escape)
    assert table.hasFocus()


def test_a_report_that_cannot_be_made_says_why(seat: Seat) -> None:
    seat.page.days.show_report(date(2026, 12, 1))
    assert isinstance(seat.sheet, ReportSheet)
    seat.until(lambda: "Ese día no hubo turnos." in seat.shown)
    assert not seat.sheet.print_button.isEnabled()
