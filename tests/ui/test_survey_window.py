"""The window of opinions: who is asked, for how long, and that nobody sees another's answer."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from db import unit_of_work
from db.repositories.base import NotThereYet
from desktop.usecases import calling, serving, survey
from desktop.usecases.desk import Desk
from desktop.usecases.survey import Pad, SurveyForm
from domain.staff import Actor
from domain.suggestions import About, Suggestion
from domain.survey import Ask, AskState, Reply, Way
from tests.office import SmallOffice
from tests.usecases.casework import at_the_counter
from tests.usecases.hall import issue, opened
from ui.survey.presenter import SurveyPresenter
from ui.survey.sheets import CodedSheet, ToldSheet
from ui.survey.state import Asking, Phase
from ui.survey.touch import Keyboard
from ui.survey.window import SurveyWindow

LONG = 3_600_000
PATIENT_MS = 60_000
"""A second of a window that asks no less long than the test takes, on any machine."""


def asking_of(desk: Desk, actor: Actor, pad: Pad) -> Asking:
    """What a window does, over a real office."""
    return Asking(
        partial(survey.serving, desk, actor),
        partial(survey.ask_about, desk, actor, pad),
        partial(survey.coded, desk, actor),
        partial(survey.answer, desk, actor),
        partial(survey.decline, desk, actor),
        partial(survey.choices, desk, actor),
        partial(survey.suggest, desk, actor),
    )


class Seat:
    """A counter with its window, looked after by hand."""

    def __init__(self, desk: Desk, office: SmallOffice, qtbot: QtBot, second_ms: int) -> None:
        self.desk, self.office, self.qtbot = desk, office, qtbot
        self.clerk, self.pad = opened(desk, office, "asesor-1", 1), Pad()
        asking = asking_of(desk, self.clerk, self.pad)
        self.presenter = SurveyPresenter(asking, poll_ms=LONG, thanks_ms=LONG, second_ms=second_ms)
        self.window = SurveyWindow(self.presenter, stays=True)
        self.presenter.setParent(self.window)
        self.window.show()
        self.presenter.start()
        self.settle()

    def phase(self) -> Phase:
        return self.presenter.screen.phase

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.presenter.runner.is_busy)

    def look(self) -> None:
        """Look at the counter, and let everything that follows happen."""
        self.presenter.look()
        self.settle()

    def attend(self) -> None:
        """Somebody is attended, and the window has seen it."""
        at_the_counter(self.desk, self.office, self.clerk, 6)
        self.look()

    def leave(self) -> None:
        """The attention ends, and the window has seen it."""
        serving.finish(self.desk, self.clerk, "Listo")
        self.look()

    def press(self, button: QAbstractButton) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def touch(self, keys: Keyboard, label: str) -> None:
        QTest.mouseClick(keys, Qt.MouseButton.LeftButton, pos=keys.place_of(label))
        self.settle()

    def asks(self) -> list[Ask]:
        with self.desk.units.read() as unit:
            return [one for one in unit.surveys.box() if isinstance(one, Ask)]

    def suggestions(self) -> list[Suggestion]:
        with self.desk.units.read() as unit:
            return [one for one in unit.surveys.box() if isinstance(one, Suggestion)]


@pytest.fixture
def seat(desk: Desk, office: SmallOffice, qtbot: QtBot) -> Iterator[Seat]:
    made = Seat(desk, office, qtbot, second_ms=PATIENT_MS)
    yield made
    made.window.end()
    made.window.deleteLater()


@pytest.fixture
def hurried(desk: Desk, office: SmallOffice, qtbot: QtBot) -> Iterator[Seat]:
    """A window whose seconds last a millisecond."""
    made = Seat(desk, office, qtbot, second_ms=1)
    yield made
    made.window.end()
    made.window.deleteLater()


def test_who_leaves_is_asked_and_answers_by_touch(seat: Seat) -> None:
    assert seat.window.rest.office.text() == "Centro de Servicios Quito"
    seat.attend()
    assert seat.phase() is Phase.REST
    seat.leave()
    assert seat.phase() is Phase.ASK
    assert "¿Cómo fue" in seat.window.accessibleName()
    assert [one.accessibleName() for one in seat.window.ask.answers][3] == "4, Buena"
    assert not any(one.hasFocus() for one in seat.window.ask.answers)
    seat.press(seat.window.ask.answers[3])
    assert seat.window.more.chosen.text() == "Su respuesta: 4 · Buena"
    seat.window.more.comment.setPlainText("Muy amable 😀")
    seat.press(seat.window.more.send)
    assert seat.phase() is Phase.THANKS
    (kept,) = seat.asks()
    assert (kept.score, kept.comment, kept.way) == (4, "Muy amable 😀", Way.WINDOW)
    seat.presenter.rest()
    assert seat.window.more.comment.toPlainText() == ""


def test_by_keys_alone(seat: Seat) -> None:
    seat.attend()
    seat.leave()
    QTest.keyClick(seat.window, Qt.Key.Key_9)
    assert seat.phase() is Phase.ASK
    QTest.keyClick(seat.window, Qt.Key.Key_2)
    assert seat.phase() is Phase.MORE
    QTest.keyClick(seat.window, Qt.Key.Key_Escape)
    assert seat.phase() is Phase.ASK
    QTest.keyClick(seat.window, Qt.Key.Key_5)
    QTest.keyClick(seat.window, Qt.Key.Key_Return)
    seat.settle()
    assert [one.score for one in seat.asks()] == [5]
    QTest.keyClick(seat.window, Qt.Key.Key_Escape)
    assert seat.phase() is Phase.THANKS


def test_who_prefers_not_to_answer(seat: Seat) -> None:
    seat.attend()
    seat.leave()
    QTest.keyClick(seat.window, Qt.Key.Key_Escape)
    seat.settle()
    assert seat.phase() is Phase.REST
    assert [one.state for one in seat.asks()] == [AskState.DECLINED]


def test_the_next_person_finds_nothing_of_the_one_before(seat: Seat) -> None:
    for _ in range(2):
        issue(seat.desk, seat.office)
    seat.attend()
    seat.leave()
    seat.press(seat.window.ask.answers[0])
    seat.window.more.comment.setPlainText("Pésimo")
    calling.call_next(seat.desk, seat.clerk)
    seat.look()
    assert seat.phase() is Phase.MORE  # called, not yet here
    calling.arrived(seat.desk, seat.clerk)
    seat.look()
    seat.settle()
    assert seat.phase() is Phase.REST
    assert seat.window.more.comment.toPlainText() == ""
    (kept,) = seat.asks()
    assert (kept.score, kept.comment) == (1, "")  # the answer, not what was not sent


def test_a_question_nobody_answers_goes_by_itself(hurried: Seat) -> None:
    hurried.attend()
    serving.finish(hurried.desk, hurried.clerk, "Listo")
    with hurried.qtbot.waitSignal(hurried.presenter.patience.timeout):
        hurried.look()
    hurried.settle()
    assert hurried.phase() is Phase.REST
    assert [one.state for one in hurried.asks()] == [AskState.ASKED]


def test_who_chose_and_went_has_answered(hurried: Seat) -> None:
    boss = hurried.office.actor("supervisor-1")
    survey.change_rules(
        hurried.desk, boss, 0, SurveyForm(True, "¿Bien?", "Gracias.", 120, True, 15)
    )
    hurried.attend()
    hurried.presenter._second_ms = PATIENT_MS
    hurried.leave()
    hurried.presenter._second_ms = 1
    with hurried.qtbot.waitSignal(hurried.presenter.patience.timeout):
        hurried.presenter.choose(3)
    hurried.settle()
    assert hurried.phase() is Phase.REST
    assert [one.score for one in hurried.asks()] == [3]


def test_writing_keeps_it_waiting(seat: Seat) -> None:
    seat.attend()
    seat.leave()
    seat.presenter.choose(3)
    seat.presenter.patience.setInterval(LONG)
    seat.window.more.comment.setPlainText("x")
    assert seat.presenter.patience.remainingTime() > LONG // 2


def test_the_code_was_quicker(seat: Seat) -> None:
    seat.attend()
    with seat.desk.units.read() as unit:
        counter = unit.sessions.open_of(seat.clerk.staff_id)
        assert counter is not None
        ticket = unit.tickets.at_counter(counter.counter_id)
        assert ticket is not None
    seat.leave()
    code = seat.pad.code_of(ticket.day, ticket.id)
    assert code is not None
    survey.answer(seat.desk, seat.office.actor("recepcion-1"), code, Reply(5), Way.DESK)
    seat.presenter.choose(1)
    seat.presenter.send()
    seat.settle()
    assert seat.phase() is Phase.THANKS
    assert "ya se usó" in seat.window.thanks.said.text()
    assert [one.score for one in seat.asks()] == [5]


def test_a_code_is_typed_on_the_drawn_keys(seat: Seat) -> None:
    seat.attend()
    seat.leave()
    question = seat.presenter._question
    assert question is not None
    seat.presenter.rest()
    seat.press(seat.window.rest.code)
    keys = seat.window.code.keys
    for digit in question.code[:8]:
        seat.touch(keys, digit)
    seat.press(seat.window.code.go)
    assert "nueve cifras" in seat.window.code.told.text()
    for digit in "0" + question.code[8]:
        seat.touch(keys, digit)
    cursor = seat.window.code.code
    cursor.setCursorPosition(9)
    seat.touch(keys, "Borrar")
    QTest.keyClick(seat.window, Qt.Key.Key_Return)
    seat.settle()
    assert seat.phase() is Phase.ASK
    seat.presenter.choose(4)
    seat.presenter.send()
    seat.settle()
    assert [one.way for one in seat.asks()] == [Way.CODE]


@pytest.mark.parametrize("text", ["\x00", "x" * 10_000, "\x07"])
def test_words_that_cannot_be_kept_stay_to_be_mended(seat: Seat, text: str) -> None:
    seat.attend()
    seat.leave()
    seat.presenter.choose(3)
    seat.presenter.send(text)
    seat.settle()
    assert seat.phase() is Phase.MORE
    assert seat.presenter.screen.is_error
    seat.presenter.send("Bien")
    seat.settle()
    assert [one.comment for one in seat.asks()] == ["Bien"]


def test_a_suggestion_on_the_drawn_keyboard(seat: Seat) -> None:
    seat.press(seat.window.rest.suggest)
    page = seat.window.suggest
    seat.press(page.kinds[About.STAFF])
    assert [one.text() for one in page.those] == ["Ventanilla 1 · Ana Asesora"]
    seat.press(page.those[0])
    for key in ("Mayús", "M", "´", "á", "s", "Espacio", "Borrar"):
        seat.touch(page.keys, key)
    assert page.said.toPlainText() == "Más"
    seat.press(page.send)
    (left,) = seat.suggestions()
    assert (left.words, left.staff_id) == ("Más", seat.clerk.staff_id)
    assert seat.phase() is Phase.THANKS


def test_back_from_a_suggestion(seat: Seat) -> None:
    seat.press(seat.window.rest.suggest)
    page = seat.window.suggest
    seat.press(page.kinds[About.SERVICE])
    seat.press(page.those[0])
    seat.press(page.send)  # nothing was written
    assert "Falta" in page.told.text()
    seat.press(page.back)
    assert seat.phase() is Phase.SUGGEST
    QTest.keyClick(seat.window, Qt.Key.Key_Escape)
    assert seat.phase() is Phase.REST
    assert seat.suggestions() == []


def test_who_writes_a_suggestion_is_not_interrupted(seat: Seat) -> None:
    seat.attend()
    seat.presenter.want_suggestion()
    seat.settle()
    seat.leave()
    assert seat.phase() is Phase.SUGGEST


def test_an_office_that_does_not_ask_takes_suggestions_all_the_same(seat: Seat) -> None:
    boss = seat.office.actor("supervisor-1")
    survey.change_rules(seat.desk, boss, 0, SurveyForm(False, "¿Bien?", "Gracias.", 30, True, 15))
    seat.presenter.start()
    seat.settle()
    assert not seat.window.rest.code.isVisible()
    seat.attend()
    seat.leave()
    assert seat.phase() is Phase.REST


def test_who_stands_there_cannot_close_it(seat: Seat) -> None:
    seat.window.close()
    assert seat.window.isVisible()
    assert not seat.window.show_on_second_screen()  # there is but one


def test_beside_the_counter_it_leaves_the_page_in_sight(seat: Seat) -> None:
    seat.window.show_beside()
    room = seat.window.screen().availableGeometry()
    least = seat.window.minimumSize()
    assert seat.window.width() <= max(least.width(), room.width() * 2 // 3)
    assert seat.window.height() <= max(least.height(), room.height() * 2 // 3)


def test_everything_that_can_be_pressed_has_a_name(seat: Seat) -> None:
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit):
        assert all(one.accessibleName() for one in seat.window.findChildren(kind))


def test_data_of_the_program_before(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_of_work, "SqlSurveys", lambda *_: NotThereYet("La encuesta"))
    seat.attend()
    seat.leave()
    assert seat.phase() is Phase.REST
    seat.press(seat.window.rest.suggest)
    assert "actualizados" in seat.window.thanks.said.text()


# ------------------------------------------------------------------- at the desk


def test_a_desk_enters_an_answer_by_its_code(seat: Seat) -> None:
    seat.attend()
    seat.leave()
    question = seat.presenter._question
    assert question is not None
    sheet = CodedSheet(asking_of(seat.desk, seat.office.actor("recepcion-1"), Pad()))
    sheet.open(seat.window)
    wait(seat, sheet.save.click, lambda: bool(sheet.error.words))
    sheet.code.setText(question.code)
    wait(seat, sheet.save.click, lambda: "1 a 5" in sheet.error.words)
    sheet.score.setCurrentIndex(5)
    with seat.qtbot.waitSignal(sheet.kept):
        sheet.save.click()
    assert [(one.score, one.way) for one in seat.asks()] == [(5, Way.DESK)]


def test_a_desk_notes_what_somebody_tells(seat: Seat) -> None:
    sheet = ToldSheet(asking_of(seat.desk, seat.office.actor("recepcion-1"), Pad()))
    sheet.open(seat.window)
    seat.qtbot.waitUntil(lambda: not sheet.runner.is_busy)
    sheet.about.setCurrentIndex(1)
    sheet.said.setPlainText("Más claro")
    wait(seat, sheet.save.click, lambda: "servicio" in sheet.error.words)
    sheet.which.setCurrentIndex(1)
    with seat.qtbot.waitSignal(sheet.kept):
        sheet.save.click()
    assert [one.about for one in seat.suggestions()] == [About.SERVICE]


def wait(seat: Seat, act: Callable[[], None], until: Callable[[], bool]) -> None:
    """Do something and wait for what comes of it."""
    act()
    seat.qtbot.waitUntil(until)
