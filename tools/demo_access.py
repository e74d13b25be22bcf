"""Signing in and the locked screen with invented data, to be looked at."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from domain.ids import new_id
from domain.staff import Actor, Role, RoleGrant, SignInRefused
from ui.shell import MainWindow, Page, Section, UserState
from ui.signin.page import LockPage, SignInPage
from ui.signin.presenter import Access, LockPresenter, SignInPresenter, SignInState, Step

ACTOR = Actor(new_id(), "ana.ruiz", "Ana Lucía Ruiz", (RoleGrant(Role.CLERK),), 1)
OFFICE = "Centro de Servicios · Quito"


def in_window(page: Page, icon: str) -> QWidget:
    """A page in the main window."""
    window = MainWindow()
    window.set_office(OFFICE)
    window.set_user(UserState("Ventanilla 3", "Ana Lucía Ruiz"))
    window.set_sections([Section("page", page.title, icon, lambda: page)])
    return window


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


def locked() -> QWidget:
    """The locked screen."""
    presenter = LockPresenter(ACCESS, ACTOR, has_pin=True)
    page = LockPage(presenter)
    presenter.setParent(page)
    return page


SCREENS: dict[str, Callable[[], QWidget]] = {
    "sign-in": sign_in,
    "sign-in-refused": sign_in_refused,
    "new-password": new_password,
    "locked": locked,
}
