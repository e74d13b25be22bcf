"""Signing in, first start, administration and approvals with invented data, to be looked at."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from domain.ids import new_id
from domain.staff import Actor, Role, RoleGrant
from ui.signin.page import LockPage, SignInPage
from ui.signin.presenter import Access, LockPresenter, SignInPresenter, Step

ACTOR = Actor(new_id(), "ana.ruiz", "Ana Lucía Ruiz", (RoleGrant(Role.CLERK),), 1)
OFFICE = "Centro de Servicios · Quito"


def _same(actor: Actor, _secret: str) -> Actor:
    return actor


ACCESS = Access(
    lambda _username, _password: ACTOR,
    lambda _username, _old, _new: ACTOR,
    _same,
    _same,
)


def sign_in() -> QWidget:
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
    assert isinstance(page, SignInPage)
    from dataclasses import replace

    from domain.staff import SignInRefused

    state = page.findChildren(SignInPresenter)[0].state
    page.show_state(replace(state, error=SignInRefused().words))
    page.password.caps.emit(True)
    return page


def new_password() -> QWidget:
    """After a temporary password."""
    page = sign_in()
    assert isinstance(page, SignInPage)
    from dataclasses import replace

    state = page.findChildren(SignInPresenter)[0].state
    page.show_state(replace(state, step=Step.NEW_PASSWORD))
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
