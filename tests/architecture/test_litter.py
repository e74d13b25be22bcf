"""The checks of ``tests/conftest.py`` must themselves catch what they are there for."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

LITTER = """
import logging, os, threading, warnings
from PySide6.QtCore import QObject, QThread, QTimer
from PySide6.QtWidgets import QLabel

kept = []

def test_widget(qapp):
    kept.append(QLabel())

def test_timer(qapp):
    timer = QTimer()
    timer.start(60_000)
    kept.append(timer)

def test_thread():
    stop = threading.Event()
    kept.append(stop)
    threading.Thread(target=stop.wait, args=(300,), name="olvidado", daemon=True).start()

def test_log():
    logging.getLogger("ventanilla").warning("nadie lo esperaba")

def test_qt_log(qapp):
    QObject().killTimer(7)

def test_python_warning():
    warnings.warn("algo viejo", DeprecationWarning)

def test_home():
    for name in ("HOME", "XDG_DATA_HOME", "VENTANILLA_HOME"):
        assert "ventanilla-tests-" in os.environ[name]
"""

TIDY = """
import logging, os, threading
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QLabel, QMenu

def test_widget(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    QMenu("propio", label)

def test_widget_in_a_cycle(qapp):
    label = QLabel()
    label.myself = label

def test_timer(qtbot):
    timer = QTimer(singleShot=True)
    with qtbot.waitSignal(timer.timeout):
        timer.start(1)

def test_qt_thread(qtbot):
    thread = QThread()
    with qtbot.waitSignal(thread.started):
        thread.start()
    thread.quit()
    thread.wait()

def test_thread():
    threading.Thread(target=threading.Event().wait, args=(0.05,)).start()

def test_environment():
    os.environ["VENTANILLA_OLVIDADA"] = "1"

def test_environment_is_each_tests_own():
    assert "VENTANILLA_OLVIDADA" not in os.environ

def test_log(caplog):
    with caplog.at_level(logging.WARNING):
        logging.getLogger("ventanilla").error("anunciado")
"""


HOSTILE = r"""
import logging

def test_passes():
    logging.getLogger("ventanilla").info("\ud800")

def test_fails():
    assert "\ud800" == "\x00"
"""


def run(folder: Path, source: str, *options: str) -> str:
    """Run ``source`` as a test file under our conftest; return what pytest printed."""
    (folder / "test_sample.py").write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:randomly"]
    command += [
        "-p",
        "no:cacheprovider",
        "-c",
        str(ROOT / "pyproject.toml"),
        "-q",
        # Its own: making one in the folder of all sessions takes others' rights to that away.
        "--basetemp",
        str(folder / "temporary"),
        str(folder),
        *options,
    ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def test_litter_fails_the_test_that_leaves_it(tmp_path: Path) -> None:
    output = run(tmp_path, LITTER)
    for words in ("widget <PySide6.QtWidgets.QLabel", "timer <PySide6.QtCore.QTimer", "olvidado"):
        assert words in output
    assert "WARNING ventanilla: nadie lo esperaba" in output
    assert "2 failed, 5 passed, 4 errors" in output


def test_a_tidy_test_passes(tmp_path: Path) -> None:
    assert "8 passed" in run(tmp_path, TIDY)


def test_processes_can_report_on_hostile_text(tmp_path: Path) -> None:
    assert "1 failed, 1 passed" in run(tmp_path, HOSTILE, "-n", "1", "--log-level=INFO")
