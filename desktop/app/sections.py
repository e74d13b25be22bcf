"""The pages that each role opens, and what they are given to work with."""

from functools import partial
from typing import TYPE_CHECKING

from desktop.app.station import Station
from desktop.usecases import access, paper
from desktop.usecases.desk import Desk
from domain.staff import Action, Actor, allowed
from ui.queue.page import QueuePage
from ui.shell.state import Section
from ui.signin.presenter import Access

if TYPE_CHECKING:
    from desktop.app.workplace import Workplace


def access_to(desk: Desk, *, display: bool = False) -> Access:
    """Return signing in and unlocking, bound to a workstation (or to the television)."""
    return Access(
        partial(access.sign_in, desk, display=display),
        partial(access.change_password, desk),
        partial(access.unlock_with_pin, desk),
        partial(access.unlock_with_password, desk),
    )


def sections_for(station: Station, actor: Actor, place: "Workplace") -> tuple[Section, ...]:
    """Return the rail of ``actor``: only what their roles of today cover."""
    desk = station.desk
    with desk.units.read() as unit:
        today = unit.offices.office().day_of(desk.clock.now())
    roles = actor.roles_on(today)

    def may(action: Action) -> bool:
        return allowed(action, roles)

    return (
        Section("queue", "Turnos", "list-ordered", partial(_queue, station, actor, place), may(Action.SERVE)),
    )


def _queue(station: Station, actor: Actor, place: "Workplace") -> QueuePage:
    page = QueuePage(station.desk, actor, usual_counter=station.settings.counter or None)
    page.new_ticket_requested.connect(lambda: place.window.open("reception"))
    page.counter_changed.connect(place.show_counter)
    return page
