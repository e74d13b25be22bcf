"""Correo, worked with the keyboard over a real database, and what each message says of itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import mailing
from desktop.usecases.desk import Desk
from domain.mail import Mail, MailKind, MailState
from tests.mail_out import a_mail
from tests.office import MORNING, SmallOffice
from tests.usecases.casework import a_person, an_entity, by_email
from ui.counting import Count
from ui.mail.page import MailPage
from ui.mail.state import STAYS_HERE, state_of, todo_of, told_before
from ui.shell import MainWindow, Section
from ui.widgets import NoticeArea, Sheet

Key = Qt.Key


class Seat:
    """Somebody before the page: presses keys, reads what is shown."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, *, leaves: bool) -> None:
        self.qtbot, self.desk, self.actor = qtbot, desk, office.actor("asesor-1")
        self.hurried = 0
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.page = MailPage(desk, self.actor, leaves=leaves, hurry=self._hurry, poll_ms=20)
        self.window.set_sections([Section("mail", "Correo", "mail", lambda: self.page)])
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        qtbot.waitUntil(lambda: self.page.presenter.state is not None)

    def _hurry(self) -> None:
        self.hurried += 1

    @property
    def rows(self) -> list[tuple[str, str]]:
        model = self.page.list.table.model()
        return [
            (str(model.index(row, 0).data()), str(model.index(row, 1).data()))
            for row in range(model.rowCount())
        ]

    @property
    def told(self) -> str:
        notice = self.window.findChild(NoticeArea)
        return "" if notice is None or notice.current is None else notice.current.what

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the focus is, once the last one was answered."""
        self.qtbot.waitUntil(lambda: not self.page.presenter.is_acting)
        focus: QWidget | None = self.window.focusWidget()
        QTest.keyClick(focus or self.window, key, modifier or Qt.KeyboardModifier.NoModifier)

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)


def put(desk: Desk, office: SmallOffice, **more: object) -> Mail:
    mail = replace(
        a_mail(),
        office_id=office.office.id,
        made_by=office.actor("asesor-2").staff_id,
        **more,  # type: ignore[arg-type]
    )
    with desk.units.write() as unit:
        unit.mails.add(mail)
        unit.log.append("mail", mail.id, 1, "mail_queued", {}, actor_id=None, at=mail.made_at)
    return mail


def state_now(desk: Desk, key: UUID) -> MailState:
    with desk.units.read() as unit:
        return unit.mails.get(key).state


Seated = Callable[[], Seat]


@pytest.fixture
def seated(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Seated:
    return lambda: Seat(qtbot, desk, office, leaves=True)


def test_what_nobody_knows_comes_first_and_a_person_decides(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    put(desk, office)
    put(desk, office, state=MailState.FAILED, kind=MailKind.RESOLVED, words="No existe.", tries=1)
    sent_on = put(desk, office, state=MailState.UNKNOWN, kind=MailKind.REFERRED, tries=1)
    arrived = put(desk, office, state=MailState.UNKNOWN, kind=MailKind.USER_CREATED, tries=2)
    seat = seated()
    assert [state for _, state in seat.rows] == [
        "No se sabe si se envió",
        "No se sabe si se envió",
        "No se pudo enviar",
        "Por enviar",
    ]
    reading = seat.page.reading
    assert "Pregunte a la persona" in reading.todo.text()
    assert reading.arrived.isVisible()
    seat.press(Key.Key_F2)  # it may arrive twice: asked before
    seat.until(lambda: seat.sheet is not None)
    seat.press(Key.Key_Escape)
    assert state_now(desk, sent_on.id) is MailState.UNKNOWN
    seat.press(Key.Key_F2)
    seat.until(lambda: seat.sheet is not None)
    seat.press(Key.Key_Return)
    seat.until(lambda: state_now(desk, sent_on.id) is MailState.WAITING)
    seat.until(lambda: seat.hurried == 1)
    seat.until(lambda: len([s for _, s in seat.rows if s == "Por enviar"]) == 2)
    seat.page.list.table.choose(arrived.id)
    seat.press(Key.Key_F6)
    seat.until(lambda: state_now(desk, arrived.id) is MailState.SENT)
    seat.until(lambda: "llegó" in seat.told)


def test_a_failed_one_is_sent_again_or_not(desk: Desk, office: SmallOffice, seated: Seated) -> None:
    failed = put(desk, office, state=MailState.FAILED, words="No existe.")
    seat = seated()
    assert seat.page.reading.words.text() == "No existe."
    assert not seat.page.reading.arrived.isVisible()
    seat.press(Key.Key_F2)
    seat.until(lambda: state_now(desk, failed.id) is MailState.WAITING)
    seat.until(lambda: seat.rows == [("Devolución", "Por enviar")])
    seat.press(Key.Key_F5)
    seat.until(lambda: "Se intenta" in seat.told)
    assert seat.hurried == 2
    seat.press(Key.Key_F8)
    seat.until(lambda: seat.sheet is not None)
    seat.press(Key.Key_Return)
    seat.until(lambda: state_now(desk, failed.id) is MailState.CANCELLED)
    seat.until(lambda: seat.rows == [])
    assert seat.window.focusWidget() is seat.page.list.scope
    seat.press(Key.Key_F4)
    seat.until(lambda: seat.rows == [("Devolución", "No se enviará")])
    seat.press(Key.Key_F4)
    seat.until(lambda: seat.rows == [])


def test_what_somebody_else_did_meanwhile_is_told(
    desk: Desk, office: SmallOffice, seated: Seated
) -> None:
    failed = put(desk, office, state=MailState.FAILED)
    seat = seated()
    mailing.cancel(desk, office.actor("asesor-2"), failed.id)
    seat.page.presenter.send_again(failed.id)
    seat.until(lambda: "no se enviará" in seat.told)


def test_the_badge_counts_what_asks_for_a_decision(
    qtbot: QtBot, desk: Desk, office: SmallOffice
) -> None:
    put(desk, office)
    count = Count(desk, office.actor("asesor-1"), mailing.to_decide, poll_ms=20)
    count.start()
    qtbot.waitUntil(lambda: count.state == 0)
    put(desk, office, state=MailState.UNKNOWN)
    qtbot.waitUntil(lambda: count.state == 1)
    count.close()


def test_its_case_is_opened(desk: Desk, office: SmallOffice, seated: Seated) -> None:
    clerk = office.actor("asesor-1")
    case = by_email(desk, clerk, 4, a_person(desk, office), an_entity(desk, office), MORNING)
    put(desk, office, case_id=case.id)
    seat = seated()
    wanted: list[UUID] = []
    seat.page.case_wanted.connect(wanted.append)
    assert seat.rows[0][0] == f"Devolución · {case.number}"
    seat.press(Key.Key_F7)
    assert wanted == [case.id]


def test_in_practice_nothing_leaves_and_it_says_so(
    qtbot: QtBot, desk: Desk, office: SmallOffice
) -> None:
    put(desk, office)
    seat = Seat(qtbot, desk, office, leaves=False)
    assert seat.page.reading.todo.text() == STAYS_HERE
    assert not seat.page.list.hurry.isVisible()


@pytest.mark.parametrize(
    "text", ["\u202e<b>x</b>", "😀" * 3000, "x" * 8000, "\n" * 50, "%s {0} \\x00"]
)
def test_hostile_words_are_only_shown(
    desk: Desk, office: SmallOffice, seated: Seated, text: str
) -> None:
    put(desk, office, body=text, subject=text[:200], words=text[:300], state=MailState.FAILED)
    seat = seated()
    assert seat.page.reading.width() < seat.window.width()
    seat.window.grab()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "Se enviará en un momento"),
        ({"next_at": MORNING + timedelta(minutes=30)}, "otra vez a las 08:30"),
        ({"state": MailState.SENDING}, "Se enviará en un momento"),
        ({"state": MailState.SENT}, ""),
    ],
)
def test_what_becomes_of_it(office: SmallOffice, more: dict[str, object], words: str) -> None:
    mail = replace(a_mail(), **more)  # type: ignore[arg-type]
    told = todo_of(mail, office.office, MORNING, leaves=True)
    assert words in told
    assert bool(words) is bool(told)


def test_the_day_is_said_where_it_is_another(desk: Desk, office: SmallOffice) -> None:
    put(desk, office, tried_at=MORNING - timedelta(days=1), tries=1)
    found = mailing.mailbox(desk, office.actor("asesor-1"))
    (line,) = state_of(found, done=False, leaves=True).lines
    assert line.when == "03/12/2026 08:00"
    assert line.meta.endswith("1 intento")


def test_that_it_was_told_is_said_of_what_still_counts(office: SmallOffice) -> None:
    mail, kind = a_mail(), MailKind.RETURNED
    assert "por enviar" in told_before((mail,), kind, MORNING, office.office)
    assert not told_before((mail.cancelled(),), kind, MORNING, office.office)
    assert not told_before((mail,), kind, MORNING + timedelta(hours=1), office.office)
    assert not told_before((mail,), MailKind.RESOLVED, MORNING, office.office)
