"""PySide6 6.12 drops references to None on Python 3.11 until the interpreter aborts."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_calls_that_return_nothing_keep_the_references_to_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    label.setText("calentamiento")
    before = sys.getrefcount(None)
    for number in range(2_000):
        label.setText(str(number))
    # Other threads may move the count a little; the fault moves it by one at every call.
    assert abs(sys.getrefcount(None) - before) < 100
