"""A case's message: shown, sent with a key, asked about where it was told before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.mail.templates import mail_words
from desktop.usecases import checklists, mailing
from desktop.usecases.desk import Desk
from desktop.usecases.mailing import Post
from domain.cases import Case
from domain.errors import DatabaseBusy
from domain.mail import Mail, MailKind
from domain.ports.pieces import Pieces
from tests.mail.pieces import pieces_in
from tests.office import FakeClock, SmallOffice
from tests.ui.wizard import Ctrl, Key, Wizard
from tests.usecases.casework import a_person, an_entity, by_email, check
from tests.usecases.test_paper import Documents
from ui.mail.sheet import SendSheet
from ui.mail.state import MailOut
from ui.widgets import NoticeArea, Sheet, Text


@pytest.fixture
def returned(desk: Desk, office: SmallOffice, clock: FakeClock) -> Case:
    clerk = office.actor("asesor-1")
    at = clock.now() - timedelta(minutes=5)
    case = by_email(desk, clerk, 4, a_person(desk, office), an_entity(desk, office), at)
    check(desk, clerk, case, 2)
    return checklists.give_back(desk, clerk, case.id)


class Mailing:
    """Sends for real, into a real database; refuses where it is told to."""

    def __init__(self, desk: Desk, office: SmallOffice, pieces: Pieces) -> None:
        self.refuses: Exception | None = None
        self._desk, self._actor = desk, office.actor("asesor-1")
        self._post = Post(mail_words(), Documents(), pieces)

    def out(self) -> MailOut:
        return MailOut(mail_words(), self._send, lambda _key, _again: self._fail())

    def _fail(self) -> Mail:
        raise AssertionError("no card is sent of a case")

    def _send(self, key: UUID, kind: MailKind, again: bool) -> Mail:
        if self.refuses is not None:
            raise self.refuses
        return mailing.queue_case(self._desk, self._actor, self._post, key, kind, again=again)


@pytest.fixture
def pieces(tmp_path: Path) -> Iterator[Pieces]:
    with pieces_in(tmp_path) as kept:
        yield kept


@pytest.fixture
def wizard(qtbot: QtBot, desk: Desk, office: SmallOffice, pieces: Pieces) -> Wizard:
    return Wizard(qtbot, desk, office, mail=Mailing(desk, office, pieces).out())


def sheet(wizard: Wizard) -> SendSheet | None:
    shown = [s for s in wizard.window.findChildren(SendSheet) if not s.isHidden()]
    return shown[-1] if shown else None


def told(wizard: Wizard) -> str:
    notice = wizard.window.findChild(NoticeArea)
    return "" if notice is None or notice.current is None else notice.current.what


def words_of(shown: QWidget) -> str:
    return " ".join(text.text() for text in shown.findChildren(Text))


def test_one_look_and_one_key(wizard: Wizard, returned: Case) -> None:
    wizard.open(returned)
    wizard.press(Key.Key_E, modifier=Ctrl)
    wizard.qtbot.waitUntil(lambda: sheet(wizard) is not None)
    shown = sheet(wizard)
    assert shown is not None
    assert shown.to.text() == "Para: tesoreria@ejemplo.gob.ec"
    assert "Falta el sello" in shown.text.toPlainText()
    wizard.press(Key.Key_Return, modifier=Ctrl)
    wizard.qtbot.waitUntil(lambda: "en la lista de correo" in told(wizard))
    wizard.qtbot.waitUntil(lambda: len(wizard.seen.mails) == 1)
    assert sheet(wizard) is None
    assert wizard.seen.history[-1].what == "Se preparó un correo: «Devolución»"
    wizard.press(Key.Key_E, modifier=Ctrl)
    wizard.qtbot.waitUntil(lambda: sheet(wizard) is not None)
    again = sheet(wizard)
    assert again is not None
    assert "Ya hay uno del 04/12/2026 08:00: por enviar." in words_of(again)
    wizard.press(Key.Key_Return, modifier=Ctrl)
    wizard.qtbot.waitUntil(lambda: len(wizard.seen.mails) == 2)


def test_a_colleague_who_was_quicker_is_told_of(
    wizard: Wizard, returned: Case, desk: Desk, office: SmallOffice, pieces: Pieces
) -> None:
    wizard.open(returned)
    wizard.press(Key.Key_E, modifier=Ctrl)
    wizard.qtbot.waitUntil(lambda: sheet(wizard) is not None)
    shown = sheet(wizard)
    assert shown is not None
    post = Post(mail_words(), Documents(), pieces)
    mailing.queue_case(desk, office.actor("asesor-2"), post, returned.id, MailKind.RETURNED)
    wizard.press(Key.Key_Return, modifier=Ctrl)
    wizard.qtbot.waitUntil(lambda: "ya está en la lista" in words_of(shown))
    wizard.press(Key.Key_Return, modifier=Ctrl)
    wizard.qtbot.waitUntil(lambda: len(wizard.seen.mails) == 2)


def test_what_cannot_be_queued_is_told_in_the_sheet(
    qtbot: QtBot, desk: Desk, office: SmallOffice, pieces: Pieces, returned: Case
) -> None:
    mailing_ = Mailing(desk, office, pieces)
    mailing_.refuses = DatabaseBusy()
    wizard = Wizard(qtbot, desk, office, mail=mailing_.out()).open(returned)
    wizard.press(Key.Key_E, modifier=Ctrl)
    wizard.qtbot.waitUntil(lambda: sheet(wizard) is not None)
    shown = sheet(wizard)
    assert shown is not None
    wizard.press(Key.Key_Return, modifier=Ctrl)
    wizard.qtbot.waitUntil(lambda: DatabaseBusy.what in words_of(shown))
    assert shown.save.isEnabled()
    wizard.press(Key.Key_Escape)
    assert not [s for s in wizard.window.findChildren(Sheet) if not s.isHidden()]


def test_where_nothing_is_sent_it_is_only_copied(
    qtbot: QtBot, desk: Desk, office: SmallOffice, pieces: Pieces, returned: Case
) -> None:
    out = replace(Mailing(desk, office, pieces).out(), offered=False)
    wizard = Wizard(qtbot, desk, office, mail=out).open(returned)
    assert wizard.view.also.copy_notice.isVisible()
    assert not wizard.view.also.send.isVisible()
