"""One fresh program whose start is timed: ``python -m bench.started program|empty``.

Prints one JSON line: seconds from ``BENCH_BEGAN`` (monotonic, set by who starts it) to the first
painting and to a window that can be used, and the most memory it took, in MB.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main() -> None:
    """Start what the command line says, and end it as soon as it can be used."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    marks: dict[str, float] = {}

    class Watch(QObject):
        def __init__(self, usable: Callable[[QWidget], bool]) -> None:
            super().__init__()
            self._usable = usable

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
                if "paint" not in marks:
                    marks["paint"] = _now()
                if "usable" not in marks and self._usable(watched):
                    marks["usable"] = 0.0
                    QTimer.singleShot(0, self._end)
            return False

        def _end(self) -> None:
            # From the event loop: what painting left to do is done, a key would be taken now.
            marks["usable"] = _now()
            application = QApplication.instance()
            assert application is not None
            application.quit()

    def watched_exec(usable: Callable[[QWidget], bool]) -> Callable[..., int]:
        run = QApplication.exec

        def go(*_: object) -> int:
            application: Any = QApplication.instance()
            watch = Watch(usable)
            application.installEventFilter(watch)
            code: int = run()
            application.removeEventFilter(watch)
            return code

        return go

    if sys.argv[1] == "empty":
        _empty(watched_exec)
    else:
        _program(watched_exec)
    print(json.dumps({**marks, "memory": _peak_memory()}))


def _empty(watched_exec: Callable[..., Callable[..., int]]) -> None:
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem

    application = QApplication([])
    window, table = QMainWindow(), QTableWidget(20, 6)
    for row in range(20):
        for column in range(6):
            table.setItem(row, column, QTableWidgetItem(f"{row} {column}"))
    window.setCentralWidget(table)
    window.resize(1366, 768)
    window.show()
    watched_exec(table.isAncestorOf)()
    del application


def _program(watched_exec: Callable[..., Callable[..., int]]) -> None:
    from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

    from ui.first import FirstWindow

    def takes_keys(widget: QWidget) -> bool:
        frame = widget.window()
        return (
            isinstance(frame, FirstWindow)
            and isinstance(widget, QLineEdit)
            and widget is frame.focusWidget()
        )

    QApplication.exec = watched_exec(takes_keys)  # type: ignore[method-assign]
    from desktop.cli import main as command

    command(["demo"])


def _now() -> float:
    return (time.monotonic_ns() - int(os.environ["BENCH_BEGAN"])) / 1e9


def _peak_memory() -> float:
    words = Path("/proc/self/status").read_text("ascii").split()
    return int(words[words.index("VmHWM:") + 1]) / 1024


if __name__ == "__main__":
    main()
