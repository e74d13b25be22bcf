"""Signing in, the locked screen, the idle watch and one's own account, by keyboard."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import access, offline, staff_admin
from desktop.usecases.desk import Desk
from domain.errors import DatabaseDamaged, RecoveryCodeRefused
from domain.staff import Actor
from tests.office import PASSWORD, PIN, FakeClock, SmallOffice
from tests.usecases.linked import LINK, linked
from ui.signin.account import PasswordChangeSheet, PinSheet
from ui.signin.idle import IdleWatch
from ui.signin.page import LockPage, SignInPage
from ui.signin.presenter import Access, LockPresenter, SignInPresenter, Step
from ui.widgets.cover import PasswordField

NEW = "otra frase larga"


def bound(desk: Desk) -> Access:
    return Access(
        partial(access.sign_in, desk),
        partial(access.change_password, desk),
        partial(access.unlock_with_pin, desk),
        partial(access.unlock_with_password, desk),
    )


@pytest.fixture
def presenter(qtbot: QtBot) -> Iterator[SignInPresenter]:
    presenter = SignInPresenter()
    yield presenter
    presenter.close()


@pytest.fixture
def page(qtbot: QtBot, presenter: SignInPresenter) -> SignInPage:
    page = SignInPage(presenter)
    show(qtbot, page)
    page.username.setFocus()
    return page


def show(qtbot: QtBot, page: QWidget) -> None:
    """Show a window and wait until keys reach it."""
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()


def linked_and_late(desk: Desk, clock: FakeClock, days: float) -> list[str]:
    """The centre was heard of so many days ago; return where codes typed are noted."""
    linked(desk, replace(LINK, last_pull_at=clock.now()))
    clock.go(days=days)
    return []


def with_code(desk: Desk, typed: list[str]) -> Access:
    def check(code: str) -> None:
        typed.append(code)
        if code != "BUENO":
            raise RecoveryCodeRefused

    def warning() -> str:
        found = offline.standing(desk)
        return "" if found is None else found.warning

    return replace(
        bound(desk),
        open_for_a_day=lambda code: offline.open_for_a_day(desk, partial(check, code)),
        warning=warning,
    )


def test_who_was_not_heard_of_for_too_long_opens_by_the_recovery_code(
    qtbot: QtBot,
    desk: Desk,
    office: SmallOffice,
    clock: FakeClock,
    presenter: SignInPresenter,
    page: SignInPage,
) -> None:
    typed = linked_and_late(desk, clock, 31)
    presenter.ready(with_code(desk, typed))
    qtbot.waitUntil(page.warning.isVisible)
    page.username.setText("asesor-1")
    page.password.line.setText(PASSWORD)
    page.enter.click()
    qtbot.waitUntil(page.code.isVisible)
    assert "31 días" in page.error.words
    page.enter.click()
    assert page.error.words == "Escriba el código de la hoja."
    QTest.keyClicks(page.code, "MALO")
    page.enter.click()
    qtbot.waitUntil(lambda: typed == ["MALO"] and not presenter.state.busy)
    assert page.code.text() == "MALO"
    assert page.code.hasFocus()
    page.code.setText("BUENO")
    with qtbot.waitSignal(presenter.signed_in):
        page.enter.click()
        assert presenter.state.busy
        page.enter.click()
    assert typed == ["MALO", "BUENO"]


def test_a_warning_comes_before_it_is_too_late(
    qtbot: QtBot,
    desk: Desk,
    office: SmallOffice,
    clock: FakeClock,
    presenter: SignInPresenter,
    page: SignInPage,
) -> None:
    presenter.ready(with_code(desk, linked_and_late(desk, clock, 27)))
    qtbot.waitUntil(page.warning.isVisible)
    with qtbot.waitSignal(presenter.signed_in):
        presenter.submit("asesor-1", PASSWORD)


def test_without_a_way_to_check_the_code_the_words_are_all(
    qtbot: QtBot,
    desk: Desk,
    office: SmallOffice,
    clock: FakeClock,
    presenter: SignInPresenter,
    page: SignInPage,
) -> None:
    linked_and_late(desk, clock, 31)
    presenter.ready(bound(desk))
    presenter.submit("asesor-1", PASSWORD)
    qtbot.waitUntil(lambda: "31 días" in page.error.words)
    assert presenter.state.step is Step.SIGN_IN
    presenter.open_for_a_day("BUENO")
    assert not presenter.state.busy


def test_user_intro_password_intro(
    qtbot: QtBot, desk: Desk, office: SmallOffice, presenter: SignInPresenter, page: SignInPage
) -> None:
    presenter.ready(bound(desk))
    QTest.keyClicks(page.username, "asesor-1")
    QTest.keyClick(page, Qt.Key.Key_Return)
    assert page.password.line.hasFocus()
    QTest.keyClicks(page.password.line, PASSWORD)
    with qtbot.waitSignal(presenter.signed_in) as signed_in:
        QTest.keyClick(page, Qt.Key.Key_Return)
    assert signed_in.args == [office.actor("asesor-1")]


def test_what_is_typed_before_the_database_is_open_waits_for_it(
    qtbot: QtBot, desk: Desk, office: SmallOffice, presenter: SignInPresenter, page: SignInPage
) -> None:
    presenter.submit("asesor-1", PASSWORD)
    assert presenter.state.busy
    assert not page.enter.isEnabled()
    with qtbot.waitSignal(presenter.signed_in):
        presenter.ready(bound(desk))


def test_a_database_that_does_not_open_is_told_here(
    presenter: SignInPresenter, page: SignInPage
) -> None:
    presenter.submit("asesor-1", PASSWORD)
    presenter.cannot(DatabaseDamaged())
    assert "dañado" in page.error.words
    assert page.enter.isEnabled()


def test_a_wrong_password_is_told_and_forgotten(
    qtbot: QtBot, desk: Desk, office: SmallOffice, presenter: SignInPresenter, page: SignInPage
) -> None:
    presenter.ready(bound(desk))
    page.enter.click()
    assert "Escriba" in page.error.words
    page.username.setText("asesor-1")
    page.password.line.setText("no es esta")
    page.enter.click()
    qtbot.waitUntil(lambda: "no son correctos" in page.error.words)
    assert page.password.text() == ""
    assert page.password.line.hasFocus()


def test_a_temporary_password_is_replaced_on_the_spot(
    qtbot: QtBot, desk: Desk, office: SmallOffice, presenter: SignInPresenter, page: SignInPage
) -> None:
    member = office.staff["asesor-1"]
    temporary = staff_admin.reset_password(desk, office.actor("admin-1"), member.id, 1)
    presenter.ready(bound(desk))
    presenter.submit("asesor-1", temporary)
    qtbot.waitUntil(lambda: presenter.state.step is Step.NEW_PASSWORD)
    assert page.new.isVisible()
    assert not page.username.isVisible()
    page.new.line.setText(NEW)
    page.again.line.setText("otra cosa distinta")
    page.enter.click()
    assert "no son iguales" in page.error.words
    page.new.line.setText("corta")
    page.again.line.setText("corta")
    page.enter.click()
    qtbot.waitUntil(lambda: "10 caracteres" in page.error.words)
    presenter.back()
    assert page.username.isVisible()
    presenter.submit("asesor-1", temporary)
    qtbot.waitUntil(lambda: presenter.state.step is Step.NEW_PASSWORD)
    page.new.line.setText(NEW)
    page.again.line.setText(NEW)
    with qtbot.waitSignal(presenter.signed_in):
        page.enter.click()


def test_caps_lock_is_told_by_what_it_does(page: SignInPage) -> None:
    line = page.password.line
    line.setFocus()
    told: list[bool] = []
    page.password.caps.connect(told.append)
    upper = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "A")
    QApplication.sendEvent(line, upper)
    QTest.keyClick(line, Qt.Key.Key_A)
    QTest.keyClick(line, Qt.Key.Key_1)
    QTest.keyClick(line, Qt.Key.Key_CapsLock)
    line.clearFocus()
    assert told == [True, False, True, False]


def test_the_eye_shows_and_hides(page: SignInPage) -> None:
    line = page.password.line
    assert line.echoMode() is QLineEdit.EchoMode.Password
    page.password._eye.click()
    assert line.echoMode() is QLineEdit.EchoMode.Normal
    page.password.clear()
    assert line.echoMode() is QLineEdit.EchoMode.Password


def test_ctrl_m_shows_and_hides_without_the_mouse(page: SignInPage) -> None:
    QTest.keyClicks(page.password.line, "clave")
    for mode in (QLineEdit.EchoMode.Normal, QLineEdit.EchoMode.Password):
        QTest.keyClick(page.password.line, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
        assert page.password.line.echoMode() is mode
    assert page.password.text() == "clave"


@pytest.mark.parametrize("hostile", ["\0", "\ud800", "🔑" * 50, "x" * 10_000, "<b>negrita</b>"])
def test_nothing_pasted_breaks_it(
    qtbot: QtBot,
    desk: Desk,
    office: SmallOffice,
    presenter: SignInPresenter,
    page: SignInPage,
    hostile: str,
) -> None:
    presenter.ready(bound(desk))
    presenter.submit(hostile + "x", hostile + "x")
    qtbot.waitUntil(lambda: "no son correctos" in page.error.words)


def test_the_first_screen_imports_nothing_heavy() -> None:
    heavy = ("sqlalchemy", "sqlcipher3", "argon2", "alembic", "reportlab", "yaml", "cryptography")
    code = f"import sys, ui.signin.page; print([m for m in {heavy!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.fixture
def lock(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Iterator[LockPresenter]:
    presenter = LockPresenter(bound(desk), office.actor("asesor-1"), has_pin=True)
    yield presenter
    presenter.close()


def test_a_pin_unlocks(qtbot: QtBot, office: SmallOffice, lock: LockPresenter) -> None:
    page = LockPage(lock)
    show(qtbot, page)
    page.pin.setFocus()
    QTest.keyClicks(page.pin, "99a99")
    QTest.keyClick(page, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "PIN no es correcto" in page.error.words)
    QTest.keyClicks(page.pin, PIN)
    with qtbot.waitSignal(lock.unlocked) as unlocked:
        QTest.keyClick(page, Qt.Key.Key_Return)
    assert unlocked.args == [office.actor("asesor-1")]


def test_a_missed_pin_asks_for_the_password(qtbot: QtBot, desk: Desk, lock: LockPresenter) -> None:
    page = LockPage(lock)
    show(qtbot, page)
    for _ in range(5):
        lock.submit("9999")
        qtbot.waitUntil(lambda: not lock.state.busy)
    assert lock.state.step is Step.PASSWORD
    assert page.password.isVisible()
    assert "contraseña" in page.error.words
    page.password.line.setText(PASSWORD)
    with qtbot.waitSignal(lock.unlocked):
        page.unlock.click()


def test_who_has_no_pin_or_forgot_it_uses_the_password(qtbot: QtBot, lock: LockPresenter) -> None:
    lock.submit("")
    assert not lock.state.busy
    lock.use_password()
    with qtbot.waitSignal(lock.unlocked):
        lock.submit(PASSWORD)


def test_another_person_may_sign_in(qtbot: QtBot, lock: LockPresenter) -> None:
    page = LockPage(lock)
    qtbot.addWidget(page)
    with qtbot.waitSignal(lock.left):
        page.leave.click()


def test_a_disabled_account_leaves_the_locked_screen(
    qtbot: QtBot, desk: Desk, office: SmallOffice, lock: LockPresenter
) -> None:
    member = office.staff["asesor-1"]
    staff_admin.set_active(desk, office.actor("admin-1"), member.id, 1, False)
    with qtbot.waitSignal(lock.left):
        lock.submit(PIN)


def test_idleness_is_told_and_input_puts_it_off(qtbot: QtBot, qapp: QGuiApplication) -> None:
    window = QWidget()
    show(qtbot, window)
    watch = IdleWatch(qapp, minutes=60)
    qapp.focusWindowChanged.emit(window.windowHandle())
    assert not watch.is_watching
    watch.touch()
    assert not watch.is_watching
    watch.start()
    acts: list[Callable[[], object]] = [
        lambda: QTest.keyClick(window.windowHandle(), Qt.Key.Key_A),
        lambda: QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton),
    ]
    for act in acts:
        # Far below the whole hour, or a halt of the machine after the key would look the same.
        qtbot.waitUntil(lambda: watch.left_ms < 3_600_000 - 1000)
        before = watch.left_ms
        act()
        assert watch.left_ms > before
    watch.set_minutes(0)
    with qtbot.waitSignal(watch.idle):
        watch.start()
    watch.stop()
    watch.deleteLater()


def test_ones_own_password_and_pin(qtbot: QtBot, desk: Desk, office: SmallOffice) -> None:
    window = QWidget()
    QVBoxLayout(window).addWidget(QLineEdit())
    show(qtbot, window)
    actors: list[Actor] = []
    password = PasswordChangeSheet(partial(access.change_password, desk, "asesor-1"))
    password.changed.connect(actors.append)
    password.open(window)
    password.current.line.setText(PASSWORD)
    password.new.line.setText(NEW)
    password.save.click()
    assert "no es igual" in password.error.words
    password.again.line.setText(NEW)
    with qtbot.waitSignal(password.changed):
        password.save.click()
    pin = PinSheet(partial(access.set_pin, desk, actors[0]))
    pin.changed.connect(actors.append)
    pin.open(window)
    pin.current.line.setText("no es esta")
    pin.new.setText("7391")
    pin.again.setText("7391")
    pin.save.click()
    qtbot.waitUntil(lambda: bool(pin.error.words))
    pin.current.line.setText(NEW)
    with qtbot.waitSignal(pin.changed):
        pin.save.click()
    assert [actor.version for actor in actors] == [2, 3]


def test_a_forgotten_password_does_not_come_back_by_undoing(qtbot: QtBot) -> None:
    field = PasswordField()
    qtbot.addWidget(field)
    field.show()
    QTest.keyClicks(field.line, "una frase larga")
    field.clear()
    field.look()
    QTest.keySequence(field.line, QKeySequence("Ctrl+Z"))
    assert field.text() == ""
