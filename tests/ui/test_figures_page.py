"""The page of figures: one part at a time, each in its own room."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.figures.page import FiguresPage
from ui.figures.part import Part, PartEntry
from ui.shell import MainWindow, Section


def test_no_part_scrolls_because_another_is_high(qtbot: QtBot) -> None:
    low, high = Part("Baja"), Part("Alta")
    high.setMinimumHeight(900)
    page = FiguresPage(
        [
            PartEntry("Baja", "file-text", lambda: low),
            PartEntry("Alta", "history", lambda: high),
        ]
    )
    window = MainWindow()
    window.set_sections([Section("figures", "Cifras", "layout-dashboard", lambda: page)])
    window.resize(1366, 768)
    qtbot.addWidget(window)
    window.show()
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.part is low
    assert low.isVisible()
    assert not high.isVisible()
    qtbot.waitUntil(lambda: page.height() < window.height())
