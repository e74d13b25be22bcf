"""The hall as reception follows it while others call, serve and close."""

from PySide6.QtCore import QObject

from desktop.usecases import boards
from desktop.usecases.desk import Desk
from desktop.usecases.hall import Hall, hall
from domain.staff import Actor
from ui.following import POLL_MS, Following


class HallWatch(Following[Hall]):
    """Tells the hall whenever it is another one, or turnos begin or end to be issued.

    Args:
        desk: the workstation.
        actor: who is signed in.
        poll_ms: how often it looks for changes.
    """

    def __init__(
        self, desk: Desk, actor: Actor, *, poll_ms: int = POLL_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self._desk, self._actor = desk, actor

    def refresh(self) -> None:
        """Read the hall anew, whether or not it changed."""
        self._reread(None)

    def _read(self, known: Hall | None) -> Hall | None:
        if known is not None and boards.change(self._desk) == known.change:
            now, office = self._desk.clock.now(), known.office
            in_hours = office.hours.include(office.local(now))
            if (office.day_of(now), in_hours) == (known.day, known.in_hours):
                return None
        return hall(self._desk, self._actor)
