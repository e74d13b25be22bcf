"""Pages shown one at a time: turned, made larger, and what cannot be shown says why."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ports.scanning import UnreadableFile
from ui.documents.pages import NOTHING, UNSEEN, WHOLE, WIDE, PagesView


class Papers:
    """White pages; some cannot be read, and none before the gate is open."""

    def __init__(self, name: str = "a", count: int = 3, *, bad: int = 0, empty: int = 0) -> None:
        self.name = name
        self.asked: list[tuple[int, int]] = []
        self.gate = threading.Event()
        self.gate.set()
        self._count, self._bad, self._empty = count, bad, empty

    def count(self) -> int:
        return self._count

    def picture(self, number: int, width: int) -> QImage:
        self.asked.append((number, width))
        assert self.gate.wait(60)
        if number == self._bad:
            raise UnreadableFile()
        if number == self._empty:
            return QImage()
        image = QImage(width, round(width * 1.414), QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        return image


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[PagesView]:
    made = PagesView()
    qtbot.addWidget(made)
    made.resize(500, 420)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.close_work()


def shown(qtbot: QtBot, view: PagesView, papers: Papers, number: int) -> None:
    """Wait until a page is there."""
    qtbot.waitUntil(lambda: view.number == number and view.is_shown)
    qtbot.waitUntil(lambda: not view.runner.is_busy)
    assert papers.asked[-1][0] == number


def test_pages_are_turned_by_their_keys_and_end_at_the_last(qtbot: QtBot, view: PagesView) -> None:
    papers = Papers()
    turned: list[int] = []
    view.turned.connect(turned.append)
    assert view.words == NOTHING
    view.show_pages(papers)
    shown(qtbot, view, papers, 1)
    assert not view.before.isEnabled()
    for number in (2, 3):
        QTest.keyClick(view, Qt.Key.Key_PageDown)
        shown(qtbot, view, papers, number)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.number == 3
    assert not view.after.isEnabled()
    asked = len(papers.asked)
    QTest.keyClick(view, Qt.Key.Key_PageUp)  # it is kept: nothing is read again
    qtbot.waitUntil(lambda: view.number == 2 and view.is_shown)
    assert len(papers.asked) == asked
    assert turned == [1, 2, 3, 2]
    assert view.place.text() == "2 de 3"


def test_a_page_is_made_larger_and_seen_whole(qtbot: QtBot, view: PagesView) -> None:
    papers = Papers(count=1)
    view.show_pages(papers)
    shown(qtbot, view, papers, 1)
    wide = papers.asked[-1][1]
    view._area.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: papers.asked[-1][1] > wide)
    bar = view._area.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    QTest.keyClick(view._area, Qt.Key.Key_Right)
    assert bar.value() > 0
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Minus)
    qtbot.waitUntil(lambda: view._area.verticalScrollBar().maximum() == 0)
    assert not view.smaller.isEnabled()
    for _ in range(9):
        view.zoom(1)
    assert not view.larger.isEnabled()
    assert not view.before.isVisible()
    assert WHOLE < WIDE


def test_what_cannot_be_shown_says_why(qtbot: QtBot, view: PagesView) -> None:
    papers = Papers(bad=1, empty=2)
    view.show_pages(papers)
    qtbot.waitUntil(lambda: UnreadableFile.what in view.words)
    view.turn(1)
    qtbot.waitUntil(lambda: view.words == UNSEEN)
    view.turn(1)
    shown(qtbot, view, papers, 3)
    assert view.words == ""
    view.show_pages(None)
    assert (view.number, view.words, view.is_shown) == (0, NOTHING, False)


def test_a_page_overtaken_by_another_document_is_not_shown(qtbot: QtBot, view: PagesView) -> None:
    slow, quick = Papers("slow", 1), Papers("quick", 2)
    slow.gate.clear()
    view.show_pages(slow)
    qtbot.waitUntil(lambda: bool(slow.asked))
    view.show_pages(quick, number=9)
    assert view.number == 2
    slow.gate.set()
    shown(qtbot, view, quick, 2)
    view.show_pages(quick)  # the same stays where it is
    assert view.number == 2
    view.close_work()
    assert not view.is_shown


def test_nothing_is_read_for_nobody(qtbot: QtBot, view: PagesView) -> None:
    view.hide()
    papers = Papers()
    view.show_pages(papers)
    assert papers.asked == []
    view.show()
    shown(qtbot, view, papers, 1)
