"""The supervisor's notices at the counter: seen on every page, in nobody's way."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.usecases import counters, notices
from desktop.usecases.desk import Desk
from tests.office import FakeClock, SmallOffice, catalogue, clock, desk, office, units
from tests.usecases.hall import opened
from ui.queue.notices import NoticeBand, UnreadPresenter
from ui.shell import MainWindow, Page, Section
from ui.widgets import ConfirmSheet, KeyButton, NoticeArea

__all__ = ["catalogue", "clock", "desk", "office", "units"]


class Typing(Page):
    """A page in which something is being typed."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.field = QLineEdit()
        self.field.setAccessibleName("Qué se hizo")
        self.other = KeyButton("Guardar", key="F2")
        self.body.addWidget(self.field)
        self.body.addWidget(self.other)

    def entered(self) -> None:
        self.field.setFocus()


class Seat:
    """A clerk in the middle of something."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.sara, self.ana = office.actor("supervisor-1"), opened(desk, office, "asesor-1", 1)
        self.counter = office.counter_id(1)
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.set_sections(
            [
                Section("queue", "Turnos", "list-ordered", lambda: Typing("Turnos")),
                Section("support", "Soporte", "headset", lambda: Typing("Soporte")),
            ]
        )
        self.presenter = UnreadPresenter(desk, self.ana, poll_ms=20)
        self.told: list[str] = []
        self.presenter.told.connect(lambda notice: self.told.append(notice.what))
        self.band = NoticeBand(self.presenter)
        self.counts: list[int] = []
        self.band.counted.connect(self.counts.append)
        self.window.set_band(self.band)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.presenter.start()

    @property
    def page(self) -> Typing:
        page = self.window.page(self.window.current)
        assert isinstance(page, Typing)
        return page

    def send(self, text: str) -> None:
        notices.send_notice(self.desk, self.sara, text, self.counter)

    def until_shown(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: self.band.accessibleName() == words and self.band.isVisible())

    def is_left(self, count: int) -> bool:
        return self.counts[-1] == count

    def press(self, key: str) -> None:
        QTest.keySequence(self.window.focusWidget(), QKeySequence(key))


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice) -> "Seat":
    return Seat(qtbot, desk, office)


@pytest.fixture(autouse=True)
def leave(seat: Seat) -> object:
    yield
    seat.presenter.close()


def test_it_takes_neither_focus_nor_keys(seat: Seat, clock: FakeClock) -> None:
    seat.window.open("support")
    QTest.keyClicks(seat.page.field, "Se le explica")
    clock.at("10:32")
    seat.send("Pase a la sala 2")
    seat.until_shown("Aviso de Sara Supervisora, 10:32: Pase a la sala 2")
    assert seat.window.focusWidget() is seat.page.field
    QTest.keyClicks(seat.window.focusWidget(), " mejor")
    assert seat.page.field.text() == "Se le explica mejor"
    band, page = seat.band, seat.page
    assert (
        band.mapTo(seat.window, band.rect().bottomLeft()).y()
        < page.mapTo(seat.window, page.rect().topLeft()).y()
    )
    QTest.mouseClick(band.read, Qt.MouseButton.LeftButton)
    seat.qtbot.waitUntil(lambda: not band.isVisible())
    assert seat.window.focusWidget() is seat.page.field


def test_several_are_read_one_after_another_in_any_section(seat: Seat) -> None:
    for text in ("Primero", "Segundo", "Tercero"):
        seat.send(text)
    seat.qtbot.waitUntil(lambda: seat.band._which.text == "1 de 3")
    assert seat.counts[-1] == 3
    seat.window.open("support")
    assert seat.band.isVisible()
    for text, left in (("Primero", 2), ("Segundo", 1), ("Tercero", 0)):
        assert seat.band.accessibleName().endswith(text)
        seat.press("Alt+L")
        seat.qtbot.waitUntil(partial(seat.is_left, left))
        seat.qtbot.waitUntil(lambda: not seat.presenter.is_acting)
    assert not seat.band.isVisible()
    with seat.desk.units.read() as unit:
        today = unit.offices.office().day_of(seat.desk.clock.now())
        assert {one.read_by for one in unit.notices.of_day(today)} == {seat.ana.staff_id}


def test_behind_a_question_or_the_lock_its_key_rests(seat: Seat) -> None:
    seat.send("Hola")
    seat.qtbot.waitUntil(seat.band.isVisible)
    sheet = ConfirmSheet("¿Anular?", "No hay vuelta atrás.", "Anular")
    sheet.open(seat.window)
    seat.press("Alt+L")
    assert not seat.presenter.is_acting
    sheet.cancel()
    seat.window.cover(QLineEdit())
    seat.press("Alt+L")
    assert not seat.presenter.is_acting
    assert not seat.band.isVisible()
    seat.window.uncover()
    assert seat.band.isVisible()
    assert seat.counts == [0, 1] or seat.counts == [1]


def test_what_is_shown_is_what_was_written(seat: Seat) -> None:
    seat.send("<b>Venga</b> <img src='x'> &amp; " + "ñ" * 250)
    seat.qtbot.waitUntil(seat.band.isVisible)
    assert "<b>Venga</b> <img src='x'> &amp;" in seat.band._text.text()
    assert seat.band._text.textFormat() is Qt.TextFormat.PlainText


def test_a_counter_closed_meanwhile_is_told_in_words(seat: Seat, qtbot: QtBot) -> None:
    seat.send("Hola")
    qtbot.waitUntil(seat.band.isVisible)
    seat.presenter.stop()
    counters.close_counter(seat.desk, seat.ana)
    seat.band.read.setFocus()
    seat.press("Return")
    qtbot.waitUntil(lambda: seat.told == ["Su ventanilla no está abierta."])
    qtbot.waitUntil(lambda: not seat.band.isVisible())
    assert seat.window.focusWidget() is not seat.band.read
    assert seat.window.findChild(NoticeArea) is not None


def test_another_band_takes_its_place(seat: Seat) -> None:
    seat.window.set_band(None)
    assert seat.window._band is None
