"""What training asks before paper, and the ways in and out of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Thread

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app.training_paper import PaperAsker, PaperQuestion
from desktop.ports import PrintOutcome
from desktop.printing.training import Sheet
from domain.errors import PrintFailed
from ui import theme
from ui.display import DisplayPresenter, DisplayState, DisplayWindow
from ui.first import FirstWindow
from ui.shell.training import TrainingBand
from ui.shell.window import MainWindow
from ui.widgets.notices import NoticeArea

MOMENT = datetime(2026, 12, 4, 8, 40)
OFFERED = Sheet(b"%PDF", "Turnos 80 mm", "Turno A-007")


class Tray:
    """A printer that remembers, or refuses."""

    def __init__(self) -> None:
        self.printed: list[tuple[bytes, str, str]] = []
        self.refuses = False

    def names(self) -> Sequence[str]:
        return ("Turnos 80 mm",)

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        if self.refuses:
            raise PrintFailed
        self.printed.append((data, printer, title))
        return PrintOutcome(printer)


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def asker(tray: Tray) -> Iterator[PaperAsker]:
    owner = QObject()
    asker = PaperAsker(tray, parent=owner)
    yield asker
    asker.close()


@pytest.fixture
def frame(qtbot: QtBot) -> FirstWindow:
    frame = FirstWindow(training=True)
    qtbot.addWidget(frame)
    with qtbot.waitExposed(frame):
        frame.show()
    frame.fill(MainWindow())
    return frame


def question(frame: FirstWindow, qtbot: QtBot) -> PaperQuestion:
    """Wait for the question."""
    qtbot.waitUntil(lambda: bool(frame.findChildren(PaperQuestion)))
    (found,) = frame.findChildren(PaperQuestion)
    return found


def told(frame: FirstWindow) -> str:
    """Return the notice in sight."""
    assert frame.content is not None
    notice = NoticeArea.of(frame.content).current
    return "" if notice is None else notice.what


def test_paper_comes_out_only_after_the_question(
    asker: PaperAsker, tray: Tray, frame: FirstWindow, qtbot: QtBot
) -> None:
    printing = Thread(target=asker.offer, args=(OFFERED,))  # as papers are printed
    printing.start()
    asked = question(frame, qtbot)
    printing.join()
    assert asked.cancel_button.hasFocus()
    asked.cancel_button.click()
    assert tray.printed == []
    asker.offer(OFFERED)
    qtbot.waitUntil(lambda: question(frame, qtbot) is not asked)
    question(frame, qtbot).print_button.click()
    qtbot.waitUntil(lambda: "Se envió a «Turnos 80 mm»." in told(frame))
    assert tray.printed == [(b"%PDF", "Turnos 80 mm", "PRÁCTICA Turno A-007")]


def test_a_slip_for_the_thermal_printer_goes_its_own_way(
    asker: PaperAsker, tray: Tray, frame: FirstWindow, qtbot: QtBot
) -> None:
    sent: list[str] = []

    def send() -> PrintOutcome:
        sent.append("slip")
        return PrintOutcome("Impresora térmica 192.168.1.50:9100")

    asker.offer(replace(OFFERED, printer="Impresora térmica 192.168.1.50:9100", send=send))
    question(frame, qtbot).print_button.click()
    qtbot.waitUntil(lambda: "Se envió a «Impresora térmica 192.168.1.50:9100»." in told(frame))
    assert (sent, tray.printed) == (["slip"], [])


def test_a_printer_that_refuses_is_told(
    asker: PaperAsker, tray: Tray, frame: FirstWindow, qtbot: QtBot
) -> None:
    tray.refuses = True
    asker.offer(OFFERED)
    question(frame, qtbot).print_button.click()
    qtbot.waitUntil(lambda: told(frame) == PrintFailed.what)


def test_where_no_window_is_left_nothing_is_asked(
    asker: PaperAsker, tray: Tray, qapp: QApplication
) -> None:
    asker.offer(OFFERED)
    qapp.processEvents()
    assert tray.printed == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_band_and_rail_wear_their_own_colours(
    qapp: QApplication, qtbot: QtBot, frame: FirstWindow, scheme: str
) -> None:
    usual = theme.start(qapp, scheme=scheme).look.palette
    worn = theme.start(qapp, scheme=scheme, training=True).look
    assert worn.training
    assert worn.palette.rail != usual.rail
    (band,) = frame.findChildren(TrainingBand)
    window = frame.content
    assert isinstance(window, MainWindow)
    for widget, colour in ((band, worn.palette.training.bg), (window.rail, worn.palette.rail)):
        assert widget.grab().toImage().pixelColor(2, 2).name() == colour
    theme.start(qapp, scheme=scheme, scale=1.5, training=True)
    assert band.sizeHint().height() >= band.fontMetrics().height()
    assert not theme.start(qapp, scheme="light").look.training  # as other tests expect it


def test_the_display_of_training_has_a_band(qtbot: QtBot) -> None:
    pictures = []
    for training in (False, True):
        presenter = DisplayPresenter(lambda: DisplayState("Quito"))
        window = DisplayWindow(presenter, lambda: MOMENT, training=training)
        qtbot.addWidget(window)
        assert window.windowTitle().startswith("PRÁCTICA") is training
        assert window.accessibleName().startswith("PRÁCTICA") is training
        pictures.append(window.grab().toImage().pixelColor(3, 3).name())
        window.close()
    assert pictures == ["#0b1b2d", "#cfa3f5"]
