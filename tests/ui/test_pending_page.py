"""What waits for a decision, worked with the keyboard over a real database."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import pending
from desktop.usecases.desk import Desk
from domain.exchange import PendingTask
from domain.ids import new_id
from domain.tasks import TaskKind
from tests.office import MORNING, SmallOffice
from tests.usecases.casework import a_person, an_entity, by_email
from tests.usecases.hall import issue
from tests.usecases.linked import linked, put_task, refuse
from ui.counting import Count
from ui.pending.page import PendingPage
from ui.pending.sheet import AnswerSheet
from ui.pending.state import ago, title_of
from ui.shell import MainWindow, Section
from ui.widgets import NoticeArea, Sheet

Key = Qt.Key


class Seat:
    """Somebody before the page: presses keys, reads what is shown."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, username: str) -> None:
        self.qtbot, self.desk, self.actor = qtbot, desk, office.actor(username)
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.page = PendingPage(desk, self.actor, poll_ms=20)
        section = Section("pending", "Pendientes", "inbox", lambda: self.page)
        self.window.set_sections([section])
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        qtbot.waitUntil(lambda: self.page.presenter.state is not None)

    @property
    def rows(self) -> list[str]:
        model = self.page.list.table.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    @property
    def told(self) -> str:
        notice = self.window.findChild(NoticeArea)
        return "" if notice is None or notice.current is None else notice.current.what

    @property
    def words(self) -> str:
        card = self.page.reading
        shown = (card.meta, card.what, card.about, card.how, card.answer)
        return " | ".join(label.text() for label in shown if label.isVisible())

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    def press(self, key: Qt.Key) -> None:
        """Press a key where the focus is, once the last one was answered."""
        self.qtbot.waitUntil(lambda: not self.page.presenter.is_acting)
        focus: QWidget | None = self.window.focusWidget()
        QTest.keyClick(focus or self.window, key)


Seated = Callable[[str], Seat]


@pytest.fixture
def seated(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Seated:
    """Give what seats somebody before the page."""
    return lambda username: Seat(qtbot, desk, office, username)


def stored(desk: Desk, task_id: UUID) -> PendingTask:
    with desk.units.read() as unit:
        found = unit.exchange.task(task_id)
    assert found is not None
    return found


def test_a_task_is_read_and_answered_with_a_few_keys(
    qtbot: QtBot, desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    linked(desk)
    task = put_task(desk, opened_at=MORNING - timedelta(days=3))
    seat = seated("supervisor-1")
    assert seat.rows == ["¿Es la misma persona?"]
    for words in ("Resuelve: Supervisor", "Quito y Guayaquil", "hace 3 días", "Compare"):
        assert words in seat.words
    seat.press(Key.Key_F2)
    assert isinstance(seat.sheet, AnswerSheet)
    QTest.keyClicks(seat.sheet.words, "Vi su documento")
    seat.press(Key.Key_F3)
    qtbot.waitUntil(lambda: seat.sheet is None)
    assert stored(desk, task.id).resolution == "Son personas distintas. Vi su documento"
    qtbot.waitUntil(lambda: "en cuanto haya enlace" in seat.told)
    assert "Respuesta: Son personas distintas" in seat.words
    assert not seat.page.reading.reply.isVisible()
    seat.press(Key.Key_F2)
    assert seat.sheet is None


def test_an_answer_that_comes_too_late_says_so_and_stays_open(
    qtbot: QtBot, desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    task = put_task(desk)
    seat = seated("supervisor-1")
    seat.page.presenter.stop()
    seat.press(Key.Key_Return)
    sheet = seat.sheet
    assert isinstance(sheet, AnswerSheet)
    pending.answer(desk, office.actor("supervisor-2"), task.id, "same")
    seat.press(Key.Key_F2)
    qtbot.waitUntil(lambda: "ya tiene respuesta" in sheet.error.words)
    seat.press(Key.Key_Escape)
    assert seat.sheet is None


@pytest.mark.parametrize("words", ["\x00", "\ud800", "🙂" * 10_000, "x" * 10_000, "\u202e"])
def test_hostile_words_never_end_the_sheet(
    qtbot: QtBot, desk: Desk, office: SmallOffice, seated: Seated, words: str
) -> None:
    task = put_task(desk)
    seat = seated("supervisor-1")
    seat.press(Key.Key_F2)
    sheet = seat.sheet
    assert isinstance(sheet, AnswerSheet)
    sheet.words.setText(words)
    seat.press(Key.Key_F2)
    qtbot.waitUntil(lambda: seat.sheet is None or bool(sheet.error.words))
    assert len(stored(desk, task.id).resolution) <= 400


def test_all_or_only_mine(qtbot: QtBot, desk: Desk, office: SmallOffice, seated: Seated) -> None:
    linked(desk)
    put_task(desk, "correct_document", "ministry")
    seat = seated("supervisor-1")
    assert not seat.rows
    assert "«Todos»" in seat.page.presenter.state.nothing[1]  # type: ignore[union-attr]
    seat.press(Key.Key_F4)
    qtbot.waitUntil(lambda: seat.rows == ["Corregir un documento"])
    assert "Resuelve: Ministerio" in seat.words
    assert not seat.page.reading.reply.isVisible()
    seat.press(Key.Key_F4)
    qtbot.waitUntil(lambda: not seat.rows)


def test_what_the_centre_refused_is_offered_again_or_seen(
    qtbot: QtBot, desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    linked(desk)
    ticket = issue(desk, office)
    with desk.units.read() as unit:
        last = unit.log.head().sequence
    refuse(desk, last, words="No se entiende.")
    refuse(desk, 1, "decision", "Ya hay un titular.")
    seat = seated("supervisor-1")
    assert len(seat.rows) == 2
    shown = []
    for _ in range(2):
        shown.append((seat.words, seat.page.reading.again.isVisible()))
        seat.press(Key.Key_Down)
    refused = next(words for words, again in shown if again)
    assert ticket.code in refused
    assert "No se entiende." in refused
    seat.page.list.table.setFocus()
    seat.press(Key.Key_Home)
    while not seat.page.reading.again.isVisible():
        seat.press(Key.Key_Down)
    seat.press(Key.Key_F6)
    qtbot.waitUntil(lambda: len(seat.rows) == 1)
    qtbot.waitUntil(lambda: "ofrecerá de nuevo" in seat.told)
    seat.press(Key.Key_F8)
    qtbot.waitUntil(lambda: not seat.rows)


def test_the_case_it_is_about_is_opened(
    qtbot: QtBot, desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    case = by_email(
        desk,
        office.actor("asesor-1"),
        4,
        a_person(desk, office),
        an_entity(desk, office),
        MORNING,
    )
    with desk.units.read() as unit:
        last = unit.log.head().sequence
    refuse(desk, last)
    seat = seated("supervisor-1")
    assert case.number in seat.words
    with qtbot.waitSignal(seat.page.case_wanted) as wanted:
        seat.press(Key.Key_F7)
    assert wanted.args == [case.id]


def test_an_office_without_a_centre_says_so(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    seat = seated("admin-1")
    state = seat.page.presenter.state
    assert state is not None
    assert "sin centro" in state.nothing[0]
    for key in (Key.Key_F2, Key.Key_F6, Key.Key_F7, Key.Key_F8):
        seat.press(key)
    assert seat.sheet is None


def test_a_local_task_is_over_at_once(
    qtbot: QtBot, desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    put_task(desk, "catalogue_unreadable", "administrator")
    seat = seated("admin-1")
    seat.press(Key.Key_F2)
    seat.press(Key.Key_F2)
    qtbot.waitUntil(lambda: not seat.rows)
    qtbot.waitUntil(lambda: seat.told == "Resuelto.")


def test_the_badge_counts_what_waits_for_them(
    qtbot: QtBot, desk: Desk, office: SmallOffice
) -> None:
    put_task(desk)
    put_task(desk, "seat_taken", "technician")
    count = Count(desk, office.actor("tecnico-1"), pending.count, poll_ms=20)
    counted: list[int] = []
    count.changed.connect(counted.append)
    count.start()
    qtbot.waitUntil(lambda: counted == [1])
    count.close()


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=-5), "hace un momento"),
        (timedelta(minutes=1), "hace 1 min"),
        (timedelta(hours=5, minutes=59), "hace 5 h"),
        (timedelta(days=1), "hace 1 día"),
        (timedelta(days=3, hours=23), "hace 3 días"),
    ],
)
def test_the_age_is_said_as_people_say_it(passed: timedelta, words: str) -> None:
    assert ago(MORNING, MORNING + passed) == words


def test_a_kind_of_a_later_centre_has_no_name_here() -> None:
    assert title_of(str(new_id())) == "Pendiente"
    assert "Pendiente" not in {title_of(kind) for kind in TaskKind}
