"""The public display: which call, for how long, and what when nothing is heard of the office."""

import wave
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from domain.errors import KnownError
from ui import theme
from ui.display import Called, DisplayPresenter, DisplayState, DisplayWindow, Phase, Screen, Sound
from ui.display import window as drawing
from ui.display.sound import CHIME, spoken
from ui.theme.tokens import contrast

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ONE = Called("1", "A-001", 2, AT)
TWO = Called("2", "P-001", 3, AT)
THREE = Called("3", "A-002", 1, AT)


class Office:
    """What the office says, what is heard in the hall, and a clock that moves by hand."""

    def __init__(self) -> None:
        self.state = DisplayState("Quito", hours="Lunes a viernes")
        self.error: Exception | None = None
        self.heard: list[str] = []
        self.seconds = 0.0

    def fetch(self) -> DisplayState:
        if self.error is not None:
            raise self.error
        return self.state

    def announce(self, called: Called) -> None:
        self.heard.append(f"{called.ticket} {called.attempt}")

    def call(self, *calls: Called, open: bool = True) -> None:  # noqa: A002 - the state's word
        self.state = DisplayState("Quito", calls, open, "Lunes a viernes")


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def presenter(office: Office, qtbot: QtBot) -> Iterator[DisplayPresenter]:
    made = DisplayPresenter(
        office.fetch,
        office,
        poll_ms=3_600_000,  # asked by hand
        hold_ms=3_600_000,
        seconds=lambda: office.seconds,
    )
    yield made
    made.close()


def ask(qtbot: QtBot, presenter: DisplayPresenter) -> Screen:
    """Ask once and wait until the answer is in."""
    presenter.ask()
    qtbot.waitUntil(lambda: not presenter._runner.is_busy)
    return presenter.screen


def test_what_was_called_before_is_shown_without_a_sound(
    office: Office, presenter: DisplayPresenter, qtbot: QtBot
) -> None:
    office.call(TWO, ONE)
    presenter.start()
    qtbot.waitUntil(lambda: presenter.screen.phase is Phase.CALLS)
    assert presenter.screen == Screen(Phase.CALLS, "Quito", "Lunes a viernes", TWO, (ONE,))
    assert office.heard == []


def test_calls_that_come_together_are_shown_one_after_the_other(
    office: Office, presenter: DisplayPresenter, qtbot: QtBot
) -> None:
    assert ask(qtbot, presenter).phase is Phase.WAITING
    office.call(THREE, TWO, ONE)
    screen = ask(qtbot, presenter)
    assert (screen.last, screen.previous, screen.fresh) == (ONE, (), True)
    presenter._hold.setInterval(0)
    presenter._next()
    assert [presenter.screen.last, *presenter.screen.previous] == [TWO, ONE]
    qtbot.waitUntil(lambda: presenter.screen.last == THREE)
    qtbot.waitUntil(lambda: not presenter.screen.fresh)
    assert office.heard == ["A-001 1", "P-001 1", "A-002 1"]
    assert presenter.screen.previous == (TWO, ONE)


def test_a_repeated_call_is_noticed_again(
    office: Office, presenter: DisplayPresenter, qtbot: QtBot
) -> None:
    office.call(ONE)
    ask(qtbot, presenter)
    again = Called("1", "A-001", 2, AT, attempt=2)
    office.call(again)
    screen = ask(qtbot, presenter)
    assert (screen.last, screen.fresh) == (again, True)
    assert office.heard == ["A-001 2"]


def test_an_undone_call_disappears_and_one_that_waited_is_never_shown(
    office: Office, presenter: DisplayPresenter, qtbot: QtBot
) -> None:
    office.call(ONE)
    ask(qtbot, presenter)
    office.call(THREE, TWO, ONE)
    assert ask(qtbot, presenter).last == TWO
    office.call(TWO, ONE)  # THREE was undone while it waited
    ask(qtbot, presenter)
    office.call(ONE)  # and TWO while it was shown
    assert ask(qtbot, presenter).last == ONE
    assert office.heard == ["P-001 1"]
    office.call()  # another day
    assert ask(qtbot, presenter).phase is Phase.WAITING


def test_a_closed_office_says_so_but_not_over_a_call(
    office: Office, presenter: DisplayPresenter, qtbot: QtBot
) -> None:
    office.call(open=False)
    assert ask(qtbot, presenter) == Screen(Phase.CLOSED, "Quito", "Lunes a viernes")
    office.call(ONE, open=False)
    assert ask(qtbot, presenter).phase is Phase.CALLS


def test_a_long_silence_is_shown_and_passes(
    office: Office, presenter: DisplayPresenter, qtbot: QtBot
) -> None:
    office.call(ONE)
    ask(qtbot, presenter)
    office.error = KnownError("Sin base de datos.")
    office.seconds = 5
    assert ask(qtbot, presenter).phase is Phase.CALLS
    office.seconds = 20
    assert ask(qtbot, presenter) == Screen(Phase.STALE, "Quito")
    office.error = None
    assert ask(qtbot, presenter).last == ONE


def test_no_answer_at_the_start(office: Office, presenter: DisplayPresenter, qtbot: QtBot) -> None:
    office.error = KnownError("Sin base de datos.")
    assert ask(qtbot, presenter).phase is Phase.STALE


def test_the_window_shows_flashes_and_closes(
    qapp: QApplication, office: Office, presenter: DisplayPresenter, qtbot: QtBot
) -> None:
    theme.start(qapp, scheme="light")  # it flashes only where things may move
    window = DisplayWindow(presenter, lambda: AT)
    qtbot.addWidget(window)
    window.show_on_television()
    window.grab()
    office.call(TWO)
    ask(qtbot, presenter)
    window._flash.setInterval(3_600_000)  # it stays lit until it was looked at
    office.call(ONE, TWO)
    ask(qtbot, presenter)
    assert window.accessibleName() == "Turno A-001, ventanilla 2"
    lit = window.grab().toImage()
    window._flash.setInterval(0)
    qtbot.waitUntil(lambda: not window._flash.isActive())
    assert window.grab().toImage() != lit
    for screen in (Screen(Phase.CLOSED, "Quito", "…"), Screen(Phase.STALE), Screen(Phase.WAITING)):
        window.show_screen(screen)
        window.grab()
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    QTest.keyClick(window, Qt.Key.Key_A)
    window.close()


def test_a_call_is_spoken_as_people_say_it() -> None:
    assert spoken(TWO) == "Turno P 1, ventanilla 3"
    assert spoken(Called("x", "A-000", 1, AT)) == "Turno A 000, ventanilla 1"


@pytest.mark.qt_log_ignore(".*")  # Qt names each library that is missing
def test_sound_is_silent_where_there_is_none(qtbot: QtBot) -> None:
    told: list[str] = []
    sound = Sound(chime=True, voice=True)
    sound.problem.connect(told.append)
    sound.announce(ONE)
    sound.announce(TWO)
    sound.stop()
    assert len(told) == len(set(told))


def test_the_chime_is_short_and_ends_quietly() -> None:
    with wave.open(str(CHIME)) as file:
        assert 0.5 < file.getnframes() / file.getframerate() < 2
        frames = file.readframes(file.getnframes())
    assert max(frames[-20:-2]) in {0, 255} or abs(frames[-2]) < 64


def test_the_hall_can_read_it() -> None:
    for ink in (drawing.INK, drawing.SOFT, drawing.NUMBER):
        for ground in (drawing.GROUND, drawing.PANEL, drawing.TILE):
            assert contrast(ink, ground) >= 4.5
    assert contrast(drawing.FRESH_INK, drawing.FRESH) >= 4.5
