"""Signing in and the locked screen with invented data, to be looked at."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.app.practice import practise_button
from domain.errors import DatabaseDamaged, KeyStoreUnavailable, RecoveryCodeRefused
from domain.ids import new_id
from domain.offline import TooLongOffline
from domain.staff import Actor, Role, RoleGrant, SignInRefused
from tools.demo_window import OFFICE
from ui.first import FirstWindow
from ui.opening.covers import AskCode, Trouble
from ui.signin.page import LockPage, SignInPage
from ui.signin.presenter import Access, LockPresenter, SignInPresenter, SignInState, Step

ACTOR = Actor(new_id(), "ana.ruiz", "Ana Lucía Ruiz", (RoleGrant(Role.CLERK),), 1)


def _same(actor: Actor, _secret: str) -> Actor:
    return actor


ACCESS = Access(
    lambda _username, _password: ACTOR,
    lambda _username, _old, _new: ACTOR,
    _same,
    _same,
)


def sign_in() -> SignInPage:
    """The first screen."""
    presenter = SignInPresenter()
    presenter.set_office(OFFICE)
    page = SignInPage(presenter)
    presenter.setParent(page)
    page.username.setText("ana.ruiz")
    page.offer_below(practise_button())
    return page


def sign_in_refused() -> QWidget:
    """After a wrong password, with Caps Lock on."""
    page = sign_in()
    page.show_state(SignInState(office=OFFICE, error=SignInRefused().words))
    page.password.caps.emit(True)
    return page


def new_password() -> QWidget:
    """After a temporary password."""
    page = sign_in()
    page.show_state(SignInState(Step.NEW_PASSWORD, OFFICE))
    return page


def warned() -> QWidget:
    """Nothing was heard from the centre for weeks."""
    page = sign_in()
    words = "Sin noticias del centro: el ingreso termina en 4 días."
    page.show_state(SignInState(office=OFFICE, warning=words))
    return page


def offline() -> QWidget:
    """Nothing was heard from the centre for too long: the recovery code opens for a day."""
    page = sign_in()
    page.show_state(SignInState(Step.CODE, OFFICE, error=TooLongOffline(31).words))
    return page


def locked() -> QWidget:
    """The locked screen."""
    presenter = LockPresenter(ACCESS, ACTOR, has_pin=True)
    page = LockPage(presenter)
    presenter.setParent(page)
    return page


def asking_code() -> QWidget:
    """Another account of the computer opens the office for the first time; a code was refused."""
    cover = AskCode()
    cover.field.setText("4KD7M Q2X8T 9FH3R W6N5P B1YCZ 7JG4V D8KSE")
    cover.refuse(RecoveryCodeRefused())
    return cover


def nobody_enters() -> QWidget:
    """A first start was cut where no keyring keeps the key: it can begin again."""
    cover = AskCode(remembers=False)
    cover.offer_start_over()
    return cover


SCREENS: dict[str, Callable[[], QWidget]] = {
    "sign-in": sign_in,
    "sign-in-refused": sign_in_refused,
    "new-password": new_password,
    "sign-in-warned": warned,
    "sign-in-offline": offline,
    "locked": locked,
    "trouble": lambda: Trouble(DatabaseDamaged(), by_hand=True),
    "trouble-code": lambda: Trouble(KeyStoreUnavailable(), recoverable=True),
    "recovery-code": asking_code,
    "recovery-code-nobody": nobody_enters,
    "opening": FirstWindow,
}
