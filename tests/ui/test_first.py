"""The first frame: light to load, filled later, closed with what fills it."""

import subprocess
import sys

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.first import FirstWindow
from ui.shell.training import TrainingBand
from ui.shell.window import MainWindow
from ui.signin.page import SignInPage
from ui.signin.presenter import SignInPresenter


class Content(QWidget):
    """Something that can refuse to close."""

    refuse = False

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.refuse:
            event.ignore()
        else:
            event.accept()


def test_it_loads_nothing_but_bare_widgets() -> None:
    code = "import sys, ui.first; print(sorted(m for m in sys.modules if m.split('.')[0] in {'ui', 'domain', 'desktop', 'db', 'sqlalchemy', 'dataclasses'}))"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "['ui', 'ui.first', 'ui.guard']"


def test_it_is_filled_and_closes_with_its_content(qtbot: QtBot) -> None:
    window = FirstWindow(words="Abriendo…")
    qtbot.addWidget(window)
    window.show()
    window.say("Preparando los datos…")
    content = Content()
    content.setWindowTitle("Ventanilla · Quito")
    window.fill(content)
    assert window.content is content
    assert content.isVisible()
    assert content.window() is window
    assert window.windowTitle() == "Ventanilla · Quito"
    content.refuse = True
    assert not window.close()
    content.refuse = False
    assert window.close()
    assert not window.isVisible()


def test_it_can_be_filled_again(qtbot: QtBot) -> None:
    window = FirstWindow(dark=True)
    qtbot.addWidget(window)
    window.show()
    window.fill(QWidget())
    other = QWidget()
    window.fill(other)
    assert window.content is other
    assert window.windowTitle() == "Ventanilla"


def test_the_focus_is_where_the_content_wants_it(qtbot: QtBot) -> None:
    window = FirstWindow()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    content = MainWindow()
    presenter = SignInPresenter(parent=content)
    page = SignInPage(presenter)
    content.cover(page)
    window.fill(content)
    assert QApplication.focusWidget() is page.username
    presenter.close()


def test_a_screen_with_no_room_to_spare_is_filled(qtbot: QtBot) -> None:
    window = FirstWindow()
    qtbot.addWidget(window)
    window.setMinimumSize(0, 0)
    room = window.screen().availableSize()
    window.resize(room.width() - 1, room.height() - 200)
    window.appear()
    assert not window.isMaximized()
    window.hide()
    window.resize(room.width() - 1, room.height() - 10)
    window.appear()
    assert window.isMaximized()


def test_the_frame_of_training_says_so_from_its_first_moment(qtbot: QtBot) -> None:
    window = FirstWindow(training=True)
    qtbot.addWidget(window)
    window.show()
    (band,) = window.findChildren(TrainingBand)
    assert band.isVisible()
    assert window.windowTitle() == "PRÁCTICA · Ventanilla"
    content = Content()
    window.fill(content)
    content.setWindowTitle("Ventanilla · Quito")
    assert window.windowTitle() == "PRÁCTICA · Ventanilla · Quito"
    assert content.mapTo(window, content.rect().topLeft()).y() == band.height()
