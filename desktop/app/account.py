"""What somebody does with their own account, and how the rail shows them."""

from functools import partial

from desktop.usecases import access
from desktop.usecases.desk import Desk
from domain.offices import Counter, Office
from domain.staff import Actor, Role
from ui.signin.account import PasswordChangeSheet, PinSheet
from ui.widgets.notices import Notice

NOBODY_HOLDS_THE_CODE = Notice(
    "Nadie confirmó que tiene el código de recuperación de esta oficina.",
    "Los datos se abren en este equipo.",
    "Cree uno nuevo en «Copias y diagnóstico» con F9 y guarde la hoja.",
)
"""For who administers: the first start was left before its code was on paper."""


def password_sheet(desk: Desk, actor: Actor) -> PasswordChangeSheet:
    """Return the sheet for another password of one's own."""
    return PasswordChangeSheet(partial(access.change_password, desk, actor.username))


def pin_sheet(desk: Desk, actor: Actor) -> PinSheet:
    """Return the sheet for a PIN of one's own."""
    return PinSheet(partial(access.set_pin, desk, actor))


def place_of(desk: Desk, office: Office, actor: Actor, counter: Counter | None) -> tuple[str, str]:
    """Return where somebody works and what stands below it, as the rail shows them.

    Args:
        counter: the one they have open; None for who has none, and is shown by their roles.
    """
    if counter is not None:
        return f"Ventanilla {counter.number}", actor.full_name
    roles = actor.roles_on(office.day_of(desk.clock.now()))
    return actor.full_name, ", ".join(role.label for role in Role if role in roles)
