"""The first start, driven through its four steps over real use cases."""

from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.usecases import access, first_start
from desktop.usecases.desk import Desk
from desktop.usecases.first_start import FirstStart
from domain.errors import DiskFull, PrintFailed
from tests.office import PASSWORD
from ui.firststart.page import FirstStartPage
from ui.firststart.presenter import (
    Asked,
    Beginning,
    Created,
    FirstStartPresenter,
    Progress,
    Step,
)

GROUPS = ("4KD7M", "Q2X8T", "D01SE")


class Outside:
    """Keys, printer and disk as the first start sees them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.full = True
        self.confirmed = 0
        self.asked = Asked("", "")
        self.going, self.goes_on = Event(), Event()

    def create(self, request: FirstStart) -> Created:
        if self.full:
            raise DiskFull()
        made = first_start.set_up(self._desk, request)
        return Created(GROUPS, made.temporary, remembered=False)

    def bring(self, asked: Asked, progress: Progress) -> Created:
        self.asked = asked
        progress(500)
        self.going.set()
        assert self.goes_on.wait(60)
        progress(1000)
        return Created(GROUPS)

    def print_sheet(self) -> str:
        raise PrintFailed()

    def confirm(self) -> None:
        self.confirmed += 1


@pytest.fixture
def outside(desk: Desk) -> Outside:
    return Outside(desk)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, outside: Outside) -> Iterator[FirstStartPage]:
    presenter = FirstStartPresenter(
        Beginning(
            desk.catalogue,
            outside.create,
            outside.bring,
            outside.print_sheet,
            lambda: "Guardada en Documentos.",
            outside.confirm,
        )
    )
    page = FirstStartPage(presenter)
    page.resize(1200, 800)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    yield page
    presenter.close()


def at(page: FirstStartPage) -> Step:
    return page._presenter.state.step


def go_on(page: FirstStartPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_F2)


def test_an_office_is_made_in_four_steps(
    qtbot: QtBot, desk: Desk, page: FirstStartPage, outside: Outside
) -> None:
    presenter = page._presenter
    page.office.code.setCurrentIndex(page.office.code.findData("GUAYAQUIL"))
    assert "Guayaquil" in page.office.fields.name.text()
    page.office.code.setCurrentIndex(page.office.code.findData("QUITO"))
    page.office.fields.name.setText("")
    go_on(page)
    assert "Nombre" in page.error.words
    page.office.fields.name.setText("Centro de Servicios Quito")
    go_on(page)
    assert at(page) is Step.COUNTERS

    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert at(page) is Step.OFFICE
    go_on(page)
    QTest.keyClick(page, Qt.Key.Key_F3)
    first, second = page.counters.rows
    second.kit.setChecked(True)
    second.number.setValue(1)
    go_on(page)
    assert "número 1" in page.error.words
    second.number.setValue(3)
    QTest.keyClick(page, Qt.Key.Key_F3)
    page.counters.rows[2].remove.click()
    assert page.counters.rows == [first, second]
    go_on(page)
    assert at(page) is Step.ADMINISTRATOR

    step = page.administrator
    step.full_name.setText("Adela Mora")
    step.username.setText("adela")
    step.supervisor.setChecked(True)
    step.password.line.setText("corta")
    step.again.line.setText("corta")
    go_on(page)
    assert "10 caracteres" in page.error.words
    step.password.line.setText(PASSWORD)
    go_on(page)
    assert "no son iguales" in page.error.words
    step.again.line.setText(PASSWORD)
    go_on(page)
    qtbot.waitUntil(lambda: "espacio" in page.error.words)
    assert not first_start.is_set_up(desk.units)
    outside.full = False
    go_on(page)
    qtbot.waitUntil(lambda: at(page) is Step.CODE)
    assert [label.text() for label in page.code.labels] == list(GROUPS)

    QTest.keyClick(page, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: "imprimir" in page.error.words)
    QTest.keyClick(page, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: page.code.told.text() == "Guardada en Documentos.")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert at(page) is Step.CODE
    page.code.last.setText("otro")
    go_on(page)
    assert "último grupo" in page.error.words
    assert outside.confirmed == 0
    page.code.last.setText(" dolse ")
    go_on(page)
    qtbot.waitUntil(lambda: at(page) is Step.DONE)
    assert outside.confirmed == 1
    with qtbot.waitSignal(presenter.finished):
        go_on(page)

    access.sign_in(desk, "adela", PASSWORD)
    assert presenter.state.created is not None
    [(username, password)] = presenter.state.created.temporary
    access.sign_in(desk, username, password, display=True)


def test_nothing_goes_on_out_of_order(page: FirstStartPage) -> None:
    presenter = page._presenter
    presenter.counters(())
    presenter.confirm("x")
    presenter.back()
    assert at(page) is Step.OFFICE


def bring(qtbot: QtBot, page: FirstStartPage, outside: Outside) -> None:
    QTest.keyClick(page, Qt.Key.Key_F4)
    assert at(page) is Step.BRING
    page.bring.address.setText("https://centro.ejemplo.gob.ec")
    page.bring.code.setText("K7QM 2XRF 9TWD")
    go_on(page)
    qtbot.waitUntil(lambda: "500 datos" in page.bring.came.text())
    assert not page.bring.code.isEnabled()
    go_on(page)  # once is enough
    assert outside.asked == Asked("https://centro.ejemplo.gob.ec", "K7QM 2XRF 9TWD")


def test_an_office_that_exists_is_brought(
    qtbot: QtBot, page: FirstStartPage, outside: Outside
) -> None:
    bring(qtbot, page, outside)
    outside.goes_on.set()
    qtbot.waitUntil(lambda: at(page) is Step.CODE)
    assert [label.text() for label in page.code.labels] == list(GROUPS)
    page.code.last.setText(GROUPS[-1])
    go_on(page)
    qtbot.waitUntil(lambda: at(page) is Step.DONE)
    assert outside.confirmed == 1


def test_who_stops_it_is_where_they_were(
    qtbot: QtBot, page: FirstStartPage, outside: Outside
) -> None:
    bring(qtbot, page, outside)
    QTest.keyClick(page, Qt.Key.Key_Escape)  # Cancelar
    outside.goes_on.set()
    qtbot.waitUntil(lambda: "código nuevo" in page.error.words)
    assert at(page) is Step.BRING
    assert page.bring.address.text()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert at(page) is Step.OFFICE
    QTest.keyClick(page, Qt.Key.Key_F4)
    assert at(page) is Step.BRING
