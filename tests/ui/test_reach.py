"""Every control has a name and its words whole, in every screen of the kit, also at 150 %."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tools import demo_casework, demo_shell, demo_support, gallery
from ui import theme
from ui.widgets import Chip, KeyButton

SCREENS = pytest.mark.parametrize(
    "build",
    [
        gallery.gallery,
        demo_shell.shell,
        demo_shell.telling,
        demo_shell.asking_reason,
        demo_shell.asking_confirmation,
        demo_casework.rejecting,
        demo_casework.stepping,
        demo_casework.opening_written,
        demo_support.applied,
        demo_support.registering,
    ],
)


@pytest.fixture(params=[1.0, 1.5])
def scale(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    yield theme.start(qapp, scheme="light", scale=request.param).look.scale
    theme.start(qapp, scheme="light")


def shown(qtbot: QtBot, build: Callable[[], QWidget]) -> QWidget:
    screen = build()
    qtbot.addWidget(screen)
    screen.resize(1366, 768)
    screen.show()
    QApplication.processEvents()
    return screen


@SCREENS
def test_everything_the_keyboard_reaches_has_a_name(
    qtbot: QtBot, build: Callable[[], QWidget]
) -> None:
    screen = shown(qtbot, build)
    nameless = []
    for widget in screen.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached = QAccessible.queryAccessibleInterface(widget)
            if not reached.text(QAccessible.Text.Name).strip():
                nameless.append(repr(widget))
    assert not nameless
    screen.close()


@SCREENS
def test_no_button_or_chip_is_cut(qtbot: QtBot, scale: float, build: Callable[[], QWidget]) -> None:
    screen = shown(qtbot, build)
    cut = [
        (repr(widget), widget.size(), widget.sizeHint())
        for kind in (KeyButton, Chip)
        for widget in screen.findChildren(kind)
        if widget.isVisible()
        and (
            widget.width() < widget.sizeHint().width()
            or widget.height() < widget.sizeHint().height()
        )
    ]
    assert not cut
    screen.close()
