"""The runner: nothing lost, in order, errors where they belong."""

import gc
import sys
import threading
import weakref
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from domain.errors import InvalidInput, KnownError
from ui.work import Runner


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    runner = Runner()
    yield runner
    runner.close()


def test_result_arrives_on_the_ui_thread(qtbot: QtBot, runner: Runner) -> None:
    seen: list[tuple[int, bool]] = []
    worker: list[int] = []

    def work() -> int:
        worker.append(threading.get_ident())
        return 7

    with qtbot.waitSignal(runner.busy, check_params_cb=lambda busy: not busy):
        runner.read(work, lambda n: seen.append((n, threading.get_ident() == main)))
        main = threading.get_ident()
    assert seen == [(7, True)]
    assert worker != [threading.get_ident()]


def test_writes_run_one_at_a_time_in_order(qtbot: QtBot, runner: Runner) -> None:
    under_way = threading.Semaphore(1)
    ran: list[int] = []
    told: list[int] = []

    def write(number: int) -> int:
        assert under_way.acquire(blocking=False), "two writes at once"
        ran.append(number)
        under_way.release()
        return number

    with qtbot.waitSignal(runner.busy, check_params_cb=lambda busy: not busy):
        for number in range(200):
            runner.write(partial(write, number), told.append)
    assert ran == told == list(range(200))


def test_reads_are_delivered_in_the_order_asked(qtbot: QtBot, runner: Runner) -> None:
    second_done = threading.Event()
    told: list[str] = []

    def first() -> str:
        assert second_done.wait(60)
        return "first"

    def second() -> str:
        second_done.set()
        return "second"

    with qtbot.waitSignal(runner.busy, check_params_cb=lambda busy: not busy):
        runner.read(first, told.append)
        runner.read(second, told.append)
    assert told == ["first", "second"]


def test_overtaken_search_is_not_delivered(qtbot: QtBot, runner: Runner) -> None:
    go = threading.Event()
    told: list[str] = []

    def old() -> str:
        assert go.wait(60)
        return "old"

    with qtbot.waitSignal(runner.busy, check_params_cb=lambda busy: not busy):
        runner.latest("find", old, told.append)
        runner.latest("find", lambda: "new", told.append)
        go.set()
    assert told == ["new"]


def test_known_error_goes_to_the_caller(qtbot: QtBot) -> None:
    general: list[KnownError] = []
    own: list[KnownError] = []
    runner = Runner(general.append)

    def fail() -> None:
        raise InvalidInput("No.")

    with qtbot.waitSignal(runner.busy, check_params_cb=lambda busy: not busy):
        runner.write(fail, failed=own.append)
        runner.write(fail)
    assert [error.what for error in own + general] == ["No.", "No."]
    runner.close()


@pytest.mark.parametrize("where", ["work", "done", "nobody asked"])
def test_a_bug_reaches_the_excepthook_and_holds_nothing_back(
    qtbot: QtBot, runner: Runner, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    hooked: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: hooked.append(kind))
    told: list[int] = []

    def work() -> int:
        if where == "work":
            raise ZeroDivisionError
        if where == "nobody asked":
            raise InvalidInput("No.")
        return 1

    def done(result: int) -> None:
        raise KeyError(result)

    with qtbot.waitSignal(runner.busy, check_params_cb=lambda busy: not busy):
        runner.write(work, done)
        runner.write(lambda: 2, told.append)
    assert hooked == [{"work": ZeroDivisionError, "done": KeyError}.get(where, InvalidInput)]
    assert told == [2]


def test_slow_work_says_so_and_quick_work_does_not(qtbot: QtBot) -> None:
    runner = Runner(slow_ms=10)
    told: list[bool] = []
    runner.slow.connect(told.append)
    go = threading.Event()
    with qtbot.waitSignal(runner.slow):
        runner.read(lambda: go.wait(60))
    go.set()
    with qtbot.waitSignal(runner.busy, check_params_cb=lambda busy: not busy):
        pass
    assert told == [True, False]
    runner.close()

    patient = Runner(slow_ms=60_000)
    patient.slow.connect(told.append)
    with qtbot.waitSignal(patient.busy, check_params_cb=lambda busy: not busy):
        patient.read(lambda: 1)
    assert told == [True, False]
    patient.close()


def test_a_write_delivered_by_close_may_ask_to_read(qtbot: QtBot) -> None:
    runner = Runner()
    read: list[str] = []
    runner.write(lambda: None, lambda _: runner.read(lambda: read.append("read")))
    runner.close()
    runner.latest("key", lambda: read.append("latest"))
    assert read == []
    assert not runner.is_busy


def test_close_carries_out_every_write_and_takes_no_more(qtbot: QtBot) -> None:
    runner = Runner()
    written: list[int] = []
    told: list[None] = []
    for number in range(50):
        runner.write(partial(written.append, number), told.append)
    runner.close()
    assert written == list(range(50))
    assert len(told) == 50
    assert not runner.is_busy
    with pytest.raises(RuntimeError):
        runner.write(lambda: 1)


def test_who_asked_is_let_go_with_the_window_they_were_in(qtbot: QtBot) -> None:
    class Asker(QObject):
        def __init__(self, parent: QObject) -> None:
            super().__init__(parent)
            self.told: list[int] = []
            self.runner = Runner(self.fail, parent=self)

        def fail(self, error: KnownError) -> None:
            raise error

        def note(self, number: int) -> None:
            self.told.append(number)

    window = QObject()
    asker = Asker(window)
    still_there = weakref.ref(asker)
    for number in range(5):
        asker.runner.read(partial(int, number), asker.note)
    told = asker.told
    qtbot.waitUntil(lambda: len(told) == 5)
    asker.runner.close()
    del asker
    with qtbot.waitSignal(window.destroyed):
        window.deleteLater()
    del window
    gc.collect()
    assert still_there() is None
