"""What every test gets: an office of its own, and no litter left behind.

A test fails when it leaves a widget, a running timer or a thread behind, when Qt or our own code
logs a warning it did not announce, or when Python itself warns. Announce an expected record with
``with caplog.at_level(logging.WARNING):``.
"""

import functools
import gc
import logging
import os
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Generator, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from pytestqt.qtbot import QtBot

from tests import lateness

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from tests.office_server import OfficeServer

# Before anything imports Qt, keyring or platformdirs: no test may reach the person's own screen,
# secrets or files.
_HOME = tempfile.TemporaryDirectory(prefix="ventanilla-tests-")
_HOMES = count(1)
os.environ["QT_QPA_PLATFORM"] = os.environ.get("VENTANILLA_TEST_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "tests.memory_keyring.MemoryKeyring"
os.environ["HOME"] = _HOME.name
os.environ["LANG"] = "C.UTF-8"
for variable, folder in {
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "run",
}.items():
    path = Path(_HOME.name, folder)
    path.mkdir(mode=0o700)
    os.environ[variable] = str(path)

PATIENCE_MS = 60_000
"""Of what a test waits for; what must not come is waited for as its test says."""

# No deadline: a loaded machine is not a bug, and there are no timed tests (`make bench` measures).
hypothesis.settings.register_profile(
    "ventanilla", deadline=None, print_blob=True, derandomize="CI" in os.environ
)
hypothesis.settings.load_profile("ventanilla")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL, one for all tests of this process: what to connect with."""
    from tests import postgres

    with postgres.server() as connected:
        yield connected


@pytest.fixture(scope="session")
def office_database(postgres_server: str) -> "Iterator[OfficeServer]":
    """A database prepared for an office, with nobody in it: who uses it empties it again."""
    from tests.office_server import prepared

    with prepared(postgres_server) as made:
        yield made


def pytest_configure() -> None:
    """Let threads come late where that is what is tried."""
    if lateness.LATE_MS:
        lateness.delay_threads()


def pytest_unconfigure() -> None:
    """Remove the home of the tests of this process."""
    _HOME.cleanup()


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Let the processes of ``make test`` report on hostile text: they speak strict UTF-8."""
    data = yield
    return _sendable(data)


def _sendable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {_sendable(key): _sendable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_sendable(item) for item in value)
    return value


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Name a failed test at once: what stops the whole run would hide the list at its end."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        sys.stderr.write(f"\nfailed: {report.nodeid} ({report.when})\n")
        sys.stderr.flush()


class PatientBot(QtBot):
    """Waits long: the machine may be busy with other tests, and its disk with other machines'."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)
        _show_what_was_put_in()

    wait_until = waitUntil

    def wait(self, ms: int) -> None:
        super().wait(lateness.step_ms(ms))

    def waitActive(self, widget: "QWidget", *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitActive(widget, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **options)


def _show_what_was_put_in() -> None:
    """Let the windows show what came with what was waited for.

    Qt shows what is put into a layout, and lays it out, by events of its own: a test that then
    reads the window would depend on whether its wait happened to end before or after them.
    """
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    for widget in QApplication.allWidgets():
        for kind in (QEvent.Type.MetaCall, QEvent.Type.LayoutRequest):
            if shiboken6.isValid(widget):
                QCoreApplication.sendPostedEvents(widget, kind.value)


@pytest.fixture
def qtbot(qapp: "QApplication", request: pytest.FixtureRequest) -> QtBot:
    """Do what a person does at the windows, and wait for what comes of it."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """What a test's program sets in the environment does not reach the next test."""
    before = dict(os.environ)
    yield
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)


@pytest.fixture(autouse=True)
def ventanilla_home(environment: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a data folder of its own, not yet created, and an empty keyring."""
    home = Path(_HOME.name, f"ventanilla-{next(_HOMES)}")
    monkeypatch.setenv("VENTANILLA_HOME", str(home))
    if memory_keyring := sys.modules.get("tests.memory_keyring"):
        memory_keyring.forget_all()
    return home


class _Unannounced(logging.Handler):
    """Keeps the warnings and errors that the test did not announce through ``caplog``."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        super().__init__(logging.WARNING)
        self._caplog = caplog
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        announced = self._caplog.handler.level
        if announced == logging.NOTSET or record.levelno < announced:
            self.kept.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_unannounced_warnings(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail the test that logs a warning or an error without having announced it."""
    handler = _Unannounced(caplog)
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    root.removeHandler(handler)
    if handler.kept:
        pytest.fail("Unannounced log records:\n" + "\n".join(handler.kept), pytrace=False)


@pytest.fixture(autouse=True)
def no_litter() -> Iterator[None]:
    """Fail the test that leaves a thread, a widget, or a running timer or Qt thread behind."""
    threads = set(threading.enumerate())
    widgets = _top_level_widgets()
    yield
    litter = [*_threads_left(threads), *_qt_left(widgets)]
    if litter:
        pytest.fail("Left behind:\n" + "\n".join(litter), pytrace=False)


def _threads_left(before: set[threading.Thread]) -> list[str]:
    left = []
    for thread in set(threading.enumerate()) - before:
        # Python only knows Qt's threads by these stand-ins; `_qt_left` looks at the real ones.
        if isinstance(thread, threading._DummyThread):
            continue
        thread.join(timeout=20)  # one that is already ending is no litter
        if thread.is_alive():
            left.append(f"thread {thread.name}")
    return left


def _top_level_widgets() -> "list[QWidget]":
    """Return the windows that nobody owns, or nothing where the test never came near Qt."""
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtWidgets import QApplication

    _watch_running()
    # A tool tip is one static label of Qt's own.
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.parent() is None and widget.metaObject().className() != "QTipLabel"
    ]


_running: "weakref.WeakSet[Any]" = weakref.WeakSet()


@functools.cache
def _watch_running() -> None:
    """Remember from now on each timer and thread that is started; Qt keeps no list of them."""
    from PySide6.QtCore import QThread, QThreadPool, QTimer

    for kind, method in ((QTimer, "start"), (QThread, "start"), (QThreadPool, "start")):

        def start(self: Any, *args: Any, _start: Any = getattr(kind, method)) -> Any:
            _running.add(self)
            return _start(self, *args)

        setattr(kind, method, start)


def _qt_left(before: "list[QWidget]") -> list[str]:
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QThreadPool, QTimer

    if QCoreApplication.instance() is None:
        return []
    # pytest-qt asks for the deletion of the widgets it was given; only a loop would carry it out.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def found() -> list[str]:
        left = [f"widget {widget!r}" for widget in _top_level_widgets() if widget not in before]
        for one in list(_running):
            if not shiboken6.isValid(one):
                continue
            if isinstance(one, QTimer) and one.isActive():
                left.append(f"timer {one!r}, parent {one.parent()!r}")
            elif isinstance(one, QThread) and one.isRunning() and not one.wait(20_000):
                left.append(f"Qt thread {one!r}")
            elif isinstance(one, QThreadPool) and not one.waitForDone(20_000):
                left.append(f"thread pool {one!r}")
        return left

    if found():
        gc.collect()  # what only waits in a reference cycle is no litter
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = found()
    _running.clear()
    return left
