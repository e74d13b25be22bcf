"""Training as its people see it, to be looked at: its band and rail, its display, its papers' question."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.app.practice import anew_button
from desktop.app.training import TrainingDoor, TrainingLocked
from desktop.app.training_paper import PaperQuestion
from desktop.printing.training import Sheet
from tools import demo_display, demo_queue, demo_supervision
from ui.display import DisplayPresenter, DisplayState, DisplayWindow, Phase, Screen
from ui.first import FirstWindow
from ui.opening.covers import Trouble, anew_sheet
from ui.shell.state import LinkState
from ui.shell.window import MainWindow
from ui.signin.page import SignInPage
from ui.signin.presenter import SignInPresenter


def _framed(content: QWidget) -> FirstWindow:
    frame = FirstWindow(training=True)
    frame.fill(content)
    return frame


def _at_work(window: QWidget) -> FirstWindow:
    assert isinstance(window, MainWindow)
    window.set_link(LinkState("Práctica", "Nada sale de aquí"))
    return _framed(window)


def sign_in() -> QWidget:
    """The first screen of training."""
    presenter = SignInPresenter()
    page = SignInPage(presenter)
    presenter.setParent(page)
    page.set_hint(TrainingDoor.hint)
    page.username.setText("asesor1")
    page.offer_below(anew_button())
    return _framed(page)


def anew() -> QWidget:
    """Beginning anew is asked about."""
    frame = sign_in()
    assert isinstance(frame, FirstWindow)
    assert frame.content is not None
    anew_sheet().open(frame.content)
    return frame


def queue() -> QWidget:
    """A counter that practises."""
    return _at_work(demo_queue.attending())


def supervision() -> QWidget:
    """A supervisor who practises."""
    return _at_work(demo_supervision.working_day())


def paper() -> QWidget:
    """Whether a sheet is to go on paper as well."""
    frame = queue()
    assert isinstance(frame, FirstWindow)
    assert frame.content is not None
    question = PaperQuestion(Sheet(b"", "Turnos 80 mm", "Turno A-017"))
    question.open(frame.content, question.cancel_button)
    return frame


def trouble() -> QWidget:
    """Training does not open: it can begin anew."""
    return _framed(Trouble(TrainingLocked(), renewable=True))


def display() -> QWidget:
    """The hall's television in training."""
    presenter = DisplayPresenter(lambda: DisplayState(demo_display.OFFICE))
    window = DisplayWindow(presenter, lambda: demo_display.NOW, training=True)
    presenter.setParent(window)
    calls = demo_display.CALLS
    window.show_screen(Screen(Phase.CALLS, demo_display.OFFICE, "", calls[0], calls[1:]))
    return window


SCREENS: dict[str, Callable[[], QWidget]] = {
    "training-sign-in": sign_in,
    "training-anew": anew,
    "training-queue": queue,
    "training-supervision": supervision,
    "training-paper": paper,
    "training-trouble": trouble,
    "training-display": display,
    "training-opening": lambda: FirstWindow(training=True),
}
"""Every screen by its name; the name tells that it wears the colours of training."""
