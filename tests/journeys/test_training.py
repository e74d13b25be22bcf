"""Training by the keyboard: from the office's windows to its own, which say in each what they are."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import demo
from desktop.app.demo import PASSWORD
from desktop.app.session import Session
from desktop.app.simulated_day.hands import Hands, until
from desktop.app.training import TrainingDoor
from desktop.app.training_paper import PaperQuestion
from desktop.paths import Places, places, training_places
from tests.documents.reading import page_words, qr_codes
from tests.faults.practising import end, until_practised
from tests.journeys.seats import MadeOffice, Seats, door_to
from ui import theme
from ui.display.window import DisplayWindow
from ui.first import FirstWindow
from ui.opening.covers import Trouble
from ui.reception.page import ReceptionPage
from ui.reception.state import Step
from ui.shell.rail import UserBlock
from ui.shell.training import WORDS, TrainingBand
from ui.shell.window import MainWindow
from ui.signin.page import LockPage, SignInPage
from ui.widgets.notices import NoticeArea
from ui.widgets.sheets import ConfirmSheet, Sheet

pytestmark = pytest.mark.journey


class Practice:
    """Somebody who practises, at the windows of one run of training."""

    def __init__(self, application: QApplication, here: Places, real: Places) -> None:
        self.door = TrainingDoor(here, real)
        self.frame = FirstWindow(training=True)
        self.frame.appear()
        self.session = Session(application, self.door, here)
        self.session.open_in(self.frame, several=True)
        self.hands = Hands(self.frame)

    @property
    def window(self) -> MainWindow:
        """The main window in the frame."""
        content = self.frame.content
        assert isinstance(content, MainWindow)
        return content

    def sees(self, kind: type[QWidget]) -> bool:
        """Tell whether a widget of this kind is in sight."""
        return any(one.isVisible() for one in self.frame.findChildren(kind))

    def sign_in(self, username: str) -> None:
        """Sign in and wait for the pages."""
        (page,) = (one for one in self.frame.findChildren(SignInPage) if one.isVisible())
        until(page.enter.isEnabled, "the screen waits for somebody")
        self.hands.type(username)
        self.hands.press("Tab")
        self.hands.type(PASSWORD)
        self.hands.press("Return")
        until(lambda: bool(self.window.current), f"{username} is signed in")

    def says_so(self) -> None:
        """Insist that the window says that nothing is real, and nothing lies over the words."""
        (band,) = self.frame.findChildren(TrainingBand)
        assert band.isVisible()
        assert band.isEnabled()
        assert band.accessibleName() == WORDS
        assert band.width() == self.frame.width()
        assert self.frame.childAt(band.rect().center()) is band
        assert self.frame.windowTitle().startswith("PRÁCTICA")

    def told(self) -> str:
        """The notice being shown."""
        notice = NoticeArea.of(self.window).current
        return "" if notice is None else notice.what

    def leave(self) -> None:
        """Close every window and the office."""
        for top in QApplication.topLevelWidgets():
            if isinstance(top, FirstWindow):
                top.close()
        self.session.close()
        self.frame.deleteLater()


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """The folders of this computer's office; nothing is in them yet."""
    monkeypatch.setenv("VENTANILLA_HOME", str(tmp_path / "oficina"))
    return places()


@pytest.fixture
def practice(qapp: QApplication, real: Places) -> Iterator[Practice]:
    theme.start(qapp, scheme="light", motion=False)
    begun = Practice(qapp, training_places(), real)
    yield begun
    begun.leave()
    theme.start(qapp, scheme="light")  # as other tests expect it


def test_it_is_begun_from_the_office_and_runs_beside_it(
    seats: Seats, office: MadeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VENTANILLA_HOME", str(office.folder))
    here = training_places()
    seat = seats.take(door_to(office.folder))
    page = seat.see(SignInPage)
    until(page.enter.isEnabled, "the screen waits for somebody")
    try:
        seat.hands.press("Ctrl+Shift+P")  # before anybody signed in
        first = until_practised(here)
        seat.sign_in("asesora")
        seat.hands.press("Ctrl+Shift+P")  # and from the pages
        assert len(until_practised(here, without=frozenset(first))) == 2
        assert not seat.station.training
        assert not theme.now().training
        assert seat.window.findChildren(TrainingBand) == []
    finally:
        end(here)


def test_every_window_says_that_it_is_training(practice: Practice) -> None:
    assert theme.now().training
    practice.says_so()  # signing in
    practice.sign_in("recepcion")
    practice.says_so()  # at work
    rail = {one.accessibleName() for one in practice.window.rail.findChildren(QWidget)}
    assert "Práctica. Nada sale de aquí" in rail
    practice.hands.press("Ctrl+N")
    frames = [top for top in QApplication.topLevelWidgets() if isinstance(top, FirstWindow)]
    assert all(one.findChildren(TrainingBand) for one in frames)
    assert len(frames) == 2  # one for each who practises
    practice.hands.press("Ctrl+L")
    until(lambda: practice.sees(LockPage), "it is locked")
    practice.says_so()  # locked
    practice.hands.press("F8")
    until(lambda: practice.sees(SignInPage), "somebody else signs in")
    practice.hands.press("F8")
    until(lambda: practice.sees(ConfirmSheet), "beginning anew is asked about")
    practice.says_so()  # under a question
    practice.hands.press("Escape")


def test_its_display_says_it_too(practice: Practice) -> None:
    practice.sign_in("supervisora")
    _menu(practice, "Pantalla pública").trigger()
    displays = [top for top in QApplication.topLevelWidgets() if isinstance(top, DisplayWindow)]
    (display,) = displays
    assert display.windowTitle().startswith("PRÁCTICA")
    until(lambda: display.accessibleName().startswith(WORDS), "a screen reader hears it")


def test_papers_are_files_and_go_on_paper_only_when_asked(practice: Practice) -> None:
    practice.sign_in("recepcion")
    station = practice.door.station
    assert station is not None
    page = practice.window.page("reception")
    assert isinstance(page, ReceptionPage)
    documents = station.places.data / "documentos"
    _issue(practice, page, 1)
    (slip,) = documents.rglob("Turno*.pdf")
    assert [words.count("PRÁCTICA") for words in page_words(slip.read_bytes())] == [2]
    assert all(code.startswith("VT1/PRACTICA/") for code in qr_codes(slip.read_bytes()))
    assert not practice.sees(PaperQuestion)  # no printer was chosen
    station.change(printer="Turnos 80 mm")
    _issue(practice, page, 2)
    until(lambda: practice.sees(PaperQuestion), "printing is asked about")
    practice.says_so()
    practice.hands.press("Return")  # by habit: nothing is printed
    until(lambda: not practice.sees(PaperQuestion), "the question is closed")
    assert "Turnos 80 mm" not in practice.told()
    _issue(practice, page, 3)
    until(lambda: practice.sees(PaperQuestion), "each sheet is asked about")
    practice.hands.press("F9")
    until(lambda: "Turnos 80 mm" in practice.told(), "that printer is not on this computer")
    assert len(list(documents.rglob("Turno*.pdf"))) == 3
    with station.desk.units.read() as unit:
        people = [found.name for found in unit.people.search("Andrade", 9)]
    logs = [path.read_text("utf-8") for path in station.places.logs.iterdir()]
    assert people
    assert "alembic" in "".join(logs)  # something is logged, and nobody's name
    assert not any(name in log for name in people for log in logs)


def test_it_begins_anew_from_the_menu(practice: Practice) -> None:
    practice.sign_in("asesor1")
    _menu(practice, "Empezar de nuevo").trigger()
    until(lambda: practice.sees(ConfirmSheet), "it is asked")
    practice.says_so()
    practice.hands.press("Return")
    until(lambda: not practice.frame.isVisible(), "every window is closed")
    assert practice.session.begins_anew


def test_what_cannot_be_opened_can_begin_anew(qapp: QApplication, real: Places) -> None:
    here = training_places()
    TrainingDoor(here, real).open().close()
    here.demo_key.unlink()
    practice = Practice(qapp, here, real)
    try:
        until(lambda: practice.sees(Trouble), "it says that it cannot be opened")
        practice.says_so()
        practice.hands.press("F8")
        until(lambda: practice.sees(Sheet), "it is asked")
        practice.hands.press("Return")
        until(lambda: practice.sees(SignInPage), "somebody can sign in")
        practice.sign_in("asesor1")
    finally:
        practice.leave()


def _menu(practice: Practice, words: str) -> QAction:
    """Return an entry of the menu of who is signed in."""
    (block,) = practice.window.rail.findChildren(UserBlock)
    (action,) = (one for one in block.actions() if one.text().startswith(words))
    return action


def _issue(practice: Practice, page: ReceptionPage, number: int) -> None:
    """Let one of the invented people in by the keyboard, and wait for the paper."""
    chance = random.Random("Ventanilla")
    documents = [demo.cedula(chance) for _ in range(40)]
    presenter = page.presenter
    until(lambda: presenter.state.step is Step.FIND, "reception is free")
    before = presenter.state.last
    practice.hands.type(documents[-number])
    practice.hands.press("Return")
    until(lambda: presenter.state.step is Step.CHOOSE, "somebody is on the screen")
    practice.hands.press("6", "F2")
    until(lambda: presenter.state.last is not before, "the turno is issued")
    until(
        lambda: "Guardado como PDF" in (presenter.state.last.paper if presenter.state.last else ""),
        "and its paper made",
    )
