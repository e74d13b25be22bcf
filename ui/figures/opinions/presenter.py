"""Between the part Opiniones and its use cases."""

from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases import opinions, survey
from desktop.usecases.desk import Desk
from desktop.usecases.survey import SurveyForm
from domain.errors import KnownError
from domain.figures.periods import Period, month_of
from domain.staff import Actor
from ui.figures.opinions.state import Shown
from ui.following import Following

POLL_MS = 10_000
"""How often it looks for changes, in milliseconds: the box is emptied once a day."""


class OpinionsPresenter(Following[Shown]):
    """Follows what was said in a period.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        poll_ms: how often it looks for changes.
    """

    done = Signal()
    """What a sheet asked for was kept."""
    refused = Signal(object)
    """What a sheet asked for was not kept (``KnownError``)."""

    def __init__(
        self, desk: Desk, actor: Actor, *, poll_ms: int = POLL_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self._desk, self._actor = desk, actor
        with desk.units.read() as unit:
            self.today: date = unit.offices.office().day_of(desk.clock.now())
        self.period = month_of(self.today)

    def look(self, period: Period) -> None:
        """Look at another period."""
        self.period = period
        self.runner.latest("period", partial(self._read, None), self._polled, self._not_read)

    def see(self, suggestion_id: UUID) -> None:
        """Note that a suggestion was read."""
        self._act(lambda: opinions.see(self._desk, self._actor, suggestion_id))

    def note_done(self, suggestion_id: UUID, words: str) -> None:
        """Note what was done about a suggestion."""
        self._act(
            lambda: opinions.note_done(self._desk, self._actor, suggestion_id, words),
            lambda _: self._kept("Anotado."),
            self._refuse,
        )

    def change_rules(self, version: int, form: SurveyForm) -> None:
        """Change what the office asks."""
        self._act(
            lambda: survey.change_rules(self._desk, self._actor, version, form),
            lambda _: self._kept("Encuesta guardada."),
            self._refuse,
        )

    def _kept(self, words: str) -> None:
        self.done.emit()
        self._tell(words)

    def _refuse(self, error: KnownError) -> None:
        self.refused.emit(error)

    def _read(self, _known: Shown | None) -> Shown:
        period = self.period
        found = opinions.opinions(self._desk, self._actor, period.since, period.until)
        return Shown(period, found)
