"""The recovery code in the log: who changed it and when; nothing of the code itself."""

from collections.abc import Callable
from typing import TypeVar

from desktop.usecases.desk import Desk, begin
from domain.staff import Action, Actor

R = TypeVar("R")


def change_code(desk: Desk, actor: Actor, make: Callable[[], R]) -> R:
    """Make a new recovery code, which replaces the old one once it is confirmed.

    Args:
        desk: the workstation.
        actor: an administrator.
        make: makes it in the key-slots file and returns it.

    Raises:
        NotAllowed: not an administrator.
        KnownError: ``make`` could not; the old code stands and nothing is told.
    """
    return _told(desk, actor, make, confirmed=False)


def confirm_code(desk: Desk, actor: Actor, confirm: Callable[[], R]) -> R:
    """Note that somebody holds the newest recovery code.

    Args:
        desk: the workstation.
        actor: an administrator.
        confirm: notes it in the key-slots file.

    Raises:
        NotAllowed, KnownError: as for ``change_code``.
    """
    return _told(desk, actor, confirm, confirmed=True)


def _told(desk: Desk, actor: Actor, act: Callable[[], R], *, confirmed: bool) -> R:
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        office = unit.offices.office()
        payload = {"confirmed": confirmed}
        step.tell("office", office.id, office.version, "recovery_code_changed", payload)
        return act()  # within the unit: where the file refuses, the log does not tell it
