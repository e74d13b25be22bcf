"""The mail server set up in Administración, and tried."""

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.usecases.desk import Desk
from domain.errors import InvalidInput, KnownError
from tests.office import SmallOffice
from tests.ui.test_admin import TODAY, administering
from ui.admin.mail import MailChosen, MailKeeping, TestSheet
from ui.admin.page import AdminPage
from ui.shell import MainWindow, Section


class Keeping:
    """This computer's mail server, in memory."""

    def __init__(self) -> None:
        self.chosen = MailChosen()
        self.secrets: list[str | None] = []
        self.tried: list[str] = []
        self.refuses: KnownError | None = None

    def change(self, chosen: MailChosen, secret: str | None) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.chosen = replace(chosen, kept=bool(secret))
        self.secrets.append(secret)  # last: it is what tests wait for

    def test(self, to: str) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.tried.append(to)


@pytest.fixture
def keeping() -> Keeping:
    return Keeping()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, office: SmallOffice, keeping: Keeping) -> AdminPage:
    mail = MailKeeping(lambda: keeping.chosen, keeping.change, keeping.test)
    made = AdminPage(administering(desk, office), lambda: TODAY, mail=mail)
    window = MainWindow()
    qtbot.addWidget(window)
    window.set_sections([Section("admin", "Administración", "settings", lambda: made)])
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    made.show_section("Correo")
    qtbot.waitUntil(lambda: made.mail is not None and made.mail._shown is not None)
    return made


def fill(field: QLineEdit, text: str) -> None:
    field.clear()
    QTest.keyClicks(field, text)


def test_it_is_set_up_and_tried(qtbot: QtBot, page: AdminPage, keeping: Keeping) -> None:
    section = page.mail
    assert section is not None
    assert not section.try_out.isEnabled()
    fill(section.server, "correo.finanzas.gob.ec")
    section.security.setCurrentIndex(1)
    assert section.port.value() == 465
    fill(section.address, "ventanilla@finanzas.gob.ec")
    fill(section.user, "ventanilla")
    fill(section.secret.line, "una clave")
    section.save.click()
    qtbot.waitUntil(lambda: keeping.secrets == ["una clave"])
    assert keeping.chosen == MailChosen(
        "correo.finanzas.gob.ec", 465, "tls", "ventanilla", "ventanilla@finanzas.gob.ec", "", True
    )
    qtbot.waitUntil(section.try_out.isEnabled)
    assert section.secret.line.text() == ""
    with qtbot.waitSignal(page.presenter.done):
        section.save.click()
    assert keeping.secrets == ["una clave", None]
    section.try_out.click()
    (sheet,) = page.window().findChildren(TestSheet)
    assert sheet.to.text() == "ventanilla@finanzas.gob.ec"
    sheet.save.click()
    qtbot.waitUntil(lambda: keeping.tried == ["ventanilla@finanzas.gob.ec"])
    qtbot.waitUntil(lambda: not page.window().findChildren(TestSheet))


def test_what_is_wrong_is_said_where_it_was_typed(
    qtbot: QtBot, page: AdminPage, keeping: Keeping
) -> None:
    section = page.mail
    assert section is not None
    keeping.refuses = InvalidInput("Falta la dirección que envía.")
    fill(section.server, "correo.finanzas.gob.ec")
    section.save.click()
    qtbot.waitUntil(lambda: "Falta la dirección" in section.error.words)
    assert section.server.text() == "correo.finanzas.gob.ec"
    keeping.refuses, keeping.chosen = None, MailChosen("a.b", sender="a@b.ec")
    section.load()
    qtbot.waitUntil(section.try_out.isEnabled)
    keeping.refuses = KnownError("El servidor de correo no responde.")
    section.try_out.click()
    (sheet,) = page.window().findChildren(TestSheet)
    sheet.save.click()
    qtbot.waitUntil(lambda: "no responde" in sheet.error.words)
    sheet.cancel()


def test_hostile_text_goes_through_as_typed(
    qtbot: QtBot, page: AdminPage, keeping: Keeping
) -> None:
    section = page.mail
    assert section is not None
    for count, text in enumerate(("\0", "\ud800", "😀" * 5000, "x" * 10_000, "<b>"), 1):
        for field in (section.server, section.user, section.address, section.secret.line):
            field.setText(text)
        section.save.click()
        qtbot.waitUntil(lambda count=count: len(keeping.secrets) == count)  # type: ignore[misc]
