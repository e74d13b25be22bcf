"""The checks of the sweeps flag a planted fault of each kind."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.sweeps import fitting, hostile, reading
from ui.widgets import KeyButton, Text

Check = Callable[[QWidget], list[str]]
LONG = "Un texto que no entra donde se lo puso"


class Painted(QWidget):
    """Draws its words itself."""

    def __init__(self, *, elided: bool) -> None:
        super().__init__()
        self._elided = elided

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRect(0, 0, 40, 20)
        shown = LONG
        if self._elided:
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(LONG, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, 0, shown)


def placed(*widgets: QWidget) -> QWidget:
    """A window of 400 by 300 with these in it, where the test put them."""
    window = QWidget()
    window.setWindowTitle("Prueba")
    window.resize(400, 300)
    for widget in widgets:
        widget.setParent(window)
    return window


def at(widget: QWidget, left: int, top: int, width: int, height: int) -> QWidget:
    widget.setGeometry(left, top, width, height)
    return widget


def button(words: str, left: int, top: int) -> KeyButton:
    made = KeyButton(words)
    made.setGeometry(left, top, 160, 40)
    return made


def a_choice() -> QWidget:
    box = QComboBox()
    box.setAccessibleName("Elección")
    box.addItem(LONG)
    return at(box, 10, 10, 60, 40)


def a_prompt() -> QWidget:
    field = QLineEdit()
    field.setPlaceholderText(LONG)
    return at(field, 10, 10, 60, 40)


def below_f2() -> QWidget:
    area, inner = QScrollArea(), QWidget()
    inner.setFixedSize(200, 900)
    main = KeyButton("Seguir", key="F2", parent=inner)
    main.setGeometry(10, 800, 160, 40)
    area.setWidget(inner)
    return at(area, 0, 0, 300, 200)


def a_trap() -> QWidget:
    window = placed()
    column = QVBoxLayout(window)
    text = QPlainTextEdit()
    text.setAccessibleName("Detalle")
    for widget in (KeyButton("Antes"), text, KeyButton("Después")):
        column.addWidget(widget)
    return window


def backwards() -> QWidget:
    window = placed()
    row = QHBoxLayout(window)
    made = [KeyButton(word) for word in ("Uno", "Dos", "Tres", "Cuatro")]
    for one in made:
        row.addWidget(one)
    for before, after in pairwise(reversed(made)):
        QWidget.setTabOrder(before, after)
    return window


def mouse_only() -> QWidget:
    made = button("Solo ratón", 10, 10)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made


class Silent(QWidget):
    """Takes the focus and does not show it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Callado")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def mirror(*, tip: bool) -> QWidget:
    """A field whose words are shown by something that reads markup."""
    field, label = at(QLineEdit(), 0, 0, 200, 40), at(QLabel(), 0, 50, 200, 40)
    assert isinstance(field, QLineEdit)
    assert isinstance(label, QLabel)
    field.textChanged.connect(label.setToolTip if tip else label.setText)
    return placed(field, label)


def attacked(window: QWidget) -> list[str]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return hostile.attack(window, hostile.TEXTS, application)


PLANTED: dict[str, tuple[Check, Callable[[], QWidget], str]] = {
    "words": (fitting.squeezed, lambda: placed(at(QLabel(LONG), 0, 0, 60, 20)), "cut"),
    "wrapped": (
        fitting.squeezed,
        lambda: placed(at(Text(LONG, wrap=True), 0, 0, 60, 20)),
        "cut",
    ),
    "button": (
        fitting.squeezed,
        lambda: placed(at(KeyButton(LONG), 0, 0, 60, 20)),
        "squeezed",
    ),
    "prompt": (fitting.squeezed, lambda: placed(a_prompt()), "prompt cut"),
    "choice": (fitting.squeezed, lambda: placed(a_choice()), "choice cut"),
    "beyond": (fitting.outside, lambda: placed(button("Lejos", 350, 10)), "beyond its edge"),
    "overlap": (
        fitting.overlapping,
        lambda: placed(button("Uno", 10, 10), button("Dos", 20, 20)),
        "overlap",
    ),
    "fold": (fitting.below_the_fold, lambda: placed(below_f2()), "below the fold"),
    "elided": (
        fitting.painted,
        lambda: placed(at(Painted(elided=True), 0, 0, 100, 50)),
        "ends in …",
    ),
    "painted": (
        fitting.painted,
        lambda: placed(at(Painted(elided=False), 0, 0, 100, 50)),
        "painted beyond",
    ),
    "nameless": (reading.unnamed, lambda: placed(at(QLineEdit(), 0, 0, 60, 40)), "no name"),
    "foreign": (reading.unnamed, lambda: placed(button("Open the list", 0, 0)), "not Spanish"),
    "twins": (
        reading.unnamed,
        lambda: placed(button("Quitar", 0, 0), button("Quitar", 0, 50)),
        "2 of one name",
    ),
    "mouse": (reading.unreachable, lambda: placed(mouse_only()), "only by mouse"),
    "order": (reading.way_of_tab, backwards, "Tab goes back"),
    "trap": (reading.way_of_tab, a_trap, "Tab never reaches"),
    "markup": (attacked, lambda: mirror(tip=False), "rich text"),
    "tooltip": (attacked, lambda: mirror(tip=True), "rich tooltip"),
    "silent": (
        reading.way_of_tab,
        lambda: placed(button("Uno", 0, 0), at(Silent(), 0, 50, 60, 40)),
        "focus not seen",
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_flags_a_planted_fault(fault: str, qtbot: QtBot) -> None:
    check, build, words = PLANTED[fault]
    window = build()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    found = check(window)
    assert any(line.startswith(words) for line in found), found
