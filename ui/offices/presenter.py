"""Between the page of other offices and the use case: asks politely, keeps what it has."""

from PySide6.QtCore import QObject

from desktop.ports import OtherOffices
from desktop.usecases.desk import Desk
from desktop.usecases.offices import OfficesDay, other_offices
from domain.staff import Actor
from ui.following import Following

POLL_MS = 30_000
"""How often the centre is asked, in milliseconds: as often as offices tell it."""


class OfficesPresenter(Following[OfficesDay]):
    """Follows the days of several offices.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        others: asks the centre; closed with the presenter.
        poll_ms: how often it is asked.
    """

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        others: OtherOffices,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(poll_ms=poll_ms, parent=parent)
        self._desk, self._actor, self._others = desk, actor, others

    def close(self) -> None:
        """Cut what is asked just now and ask nothing more."""
        self._others.close()
        super().close()

    def _read(self, known: OfficesDay | None) -> OfficesDay | None:
        # One's own office is there at once: the centre may take long, or not answer.
        others = None if known is None else self._others
        return other_offices(self._desk, self._actor, others, known)

    def _show(self, state: OfficesDay) -> None:
        first = self.state is None
        super()._show(state)
        if first:
            self.load()
