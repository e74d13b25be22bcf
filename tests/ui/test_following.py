"""A page that follows what others change: by asking every so often, at once where it is told."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from desktop.usecases.changes import Changes
from domain.errors import ServerLost
from ui.following import Following
from ui.hearing import HEARD_POLL_MS, Hearing

NEVER_MS = 3_600_000


class Counting(Following[int]):
    """Shows how often something happened, and counts how often it looked."""

    def __init__(self, changes: Changes, poll_ms: int = NEVER_MS) -> None:
        super().__init__(changes, poll_ms=poll_ms)
        self.happened = 0
        self.looked = 0
        self.trouble: ServerLost | None = None
        self.going_on = threading.Event()
        self.going_on.set()
        self.begun = threading.Semaphore(0)

    def _read(self, known: int | None) -> int | None:
        self.looked += 1
        seen = self.happened
        self.begun.release()
        self.going_on.wait(60)
        if self.trouble is not None:
            raise self.trouble
        return seen


@pytest.fixture
def changes() -> Changes:
    return Changes()


@pytest.fixture
def page(changes: Changes, qtbot: QtBot) -> Iterator[Counting]:
    """A page that has read once and is told of changes."""
    made = Counting(changes)
    with qtbot.waitSignal(made.runner.busy, check_params_cb=lambda busy: not busy):
        made.start()
    yield made
    made.going_on.set()
    made.close()


def test_what_is_told_is_read_at_once(changes: Changes, page: Counting, qtbot: QtBot) -> None:
    page.happened = 7
    with qtbot.waitSignal(page.changed):
        threading.Thread(target=changes.tell).start()
    assert page.state == 7


def test_what_happens_during_a_reading_is_read_after_it(
    changes: Changes, page: Counting, qtbot: QtBot
) -> None:
    page.begun.acquire()
    page.going_on.clear()
    changes.tell()
    qtbot.waitUntil(lambda: page.looked == 2)
    page.begun.acquire()
    page.happened = 9  # after the reading looked
    with qtbot.waitSignal(page.changed, check_params_cb=lambda state: state == 9):
        changes.tell()
        qtbot.waitUntil(lambda: not page._hearing._again and page._missed)
        page.going_on.set()
    assert page.looked == 3


def test_a_storm_of_changes_makes_few_readings(
    changes: Changes, page: Counting, qtbot: QtBot
) -> None:
    for number in range(1, 201):
        page.happened = number
        changes.tell()
    qtbot.waitUntil(lambda: page.state == 200)
    assert page.looked <= 4


def test_who_stopped_looking_is_not_woken(changes: Changes, page: Counting, qtbot: QtBot) -> None:
    page.stop()
    changes.tell()
    QCoreApplication.processEvents()  # what it would have been woken by
    assert page.looked == 1
    page.start()
    changes.tell()
    page.stop()  # what is on its way finds it stopped
    qtbot.waitUntil(partial(_looked, page, 2))


def _looked(page: Counting, times: int) -> bool:
    return page.looked == times and not page.runner.is_busy


def test_trouble_is_told_once_and_ends_by_itself(
    changes: Changes, page: Counting, qtbot: QtBot
) -> None:
    told: list[object] = []
    page.told.connect(told.append)
    page.trouble = ServerLost()
    for looked in (2, 3):
        changes.tell()
        qtbot.waitUntil(partial(_looked, page, looked))
    assert len(told) == 1
    assert page.state == 0  # what was shown stays
    page.trouble, page.happened = None, 5
    with qtbot.waitSignal(page.changed):
        changes.tell()
    assert len(told) == 1


def test_where_changes_are_heard_it_asks_seldom(changes: Changes, qtbot: QtBot) -> None:
    hearing = Hearing(changes, 10)
    with qtbot.waitSignal(hearing.due):
        hearing.start()
    changes.are_heard = True
    with qtbot.waitSignal(hearing.due):
        pass
    assert hearing._poll.interval() == HEARD_POLL_MS
    hearing.stop()
    hearing.start()
    assert hearing._poll.interval() == HEARD_POLL_MS
    hearing.stop()
    assert not hearing.is_on
