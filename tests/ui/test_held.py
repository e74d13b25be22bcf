"""The main button of a page stays in sight where the page has to scroll."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStackedLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.shell import MainWindow, Page, Section
from ui.widgets import KeyButton

ROOM, TALL = 600, 900


class TallPage(Page):
    """Two parts, one in front at a time; the first is tall and has the main button at its end."""

    def __init__(self) -> None:
        super().__init__("Prueba")
        self.stack = QStackedLayout()
        self.body.addLayout(self.stack, 1)
        self.work, self.other = QWidget(), QWidget()
        self.column = QVBoxLayout(self.work)
        self.fields = QWidget()
        self.fields.setMinimumHeight(TALL)
        self.column.addWidget(self.fields, 1)
        self.button = KeyButton("Terminar", key="F2")
        self.column.addWidget(self.button)
        self.stack.addWidget(self.work)
        self.stack.addWidget(self.other)
        self.set_main(self.button, self.column)


@pytest.fixture
def page(qtbot: QtBot) -> TallPage:
    """The page in the smallest window."""
    window, page = MainWindow(), TallPage()
    qtbot.addWidget(window)
    window.set_sections([Section("test", "Prueba", "inbox", lambda: page)])
    window.resize(960, ROOM)
    window.show()
    QApplication.processEvents()
    return page


def in_sight(button: KeyButton) -> bool:
    """Whether all of it is to be seen."""
    return button.visibleRegion().boundingRect().size() == button.size()


def test_it_is_in_sight_and_its_key_works(page: TallPage, qtbot: QtBot) -> None:
    assert in_sight(page.button)
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow)
    with qtbot.waitSignal(page.button.clicked):
        QTest.keySequence(page.window(), QKeySequence("F2"))


def test_it_goes_home_where_there_is_room(page: TallPage) -> None:
    page.button.setFocus()
    page.window().resize(960, TALL + 400)
    QApplication.processEvents()
    assert page.button.parentWidget() is page.work
    assert page.button.hasFocus()
    page.window().resize(960, ROOM)
    QApplication.processEvents()
    assert page.button.parentWidget() is not page.work
    assert in_sight(page.button)


def test_it_goes_with_its_part_of_the_page(page: TallPage) -> None:
    page.stack.setCurrentWidget(page.other)
    QApplication.processEvents()
    assert not page.button.isVisible()
    page.stack.setCurrentWidget(page.work)
    QApplication.processEvents()
    assert in_sight(page.button)


def test_a_button_hidden_by_its_page_stays_so(page: TallPage) -> None:
    page.button.hide()
    page.window().resize(960, TALL + 400)
    QApplication.processEvents()
    page.window().resize(960, ROOM)
    QApplication.processEvents()
    assert not page.button.isVisible()
