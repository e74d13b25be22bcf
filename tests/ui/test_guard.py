"""An error of the interpreter in a method that Qt calls must not end the process."""

import subprocess
import sys
from pathlib import Path

_SCRIPT = """
import sys
{guard}
from PySide6.QtWidgets import QApplication, QWidget

class Wrong(QWidget):
    def resizeEvent(self, event):
        ()[3]

application = QApplication([])
seen = []
sys.excepthook = lambda kind, error, trace: seen.append(kind)
window = Wrong()
try:
    window.show()
    window.resize(300, 200)
    application.processEvents()
except IndexError as error:
    seen.append(type(error))
print(seen[0].__name__)
"""


def _run(guard: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", _SCRIPT.format(guard=guard)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        timeout=60,
        check=False,
    )


def test_the_error_is_told_and_the_program_goes_on() -> None:
    done = _run("import ui")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "IndexError"


def test_without_the_guard_pyside_still_crashes() -> None:
    """When this fails, PySide6 was mended: remove ``ui/guard.py``."""
    assert _run("").returncode < 0
