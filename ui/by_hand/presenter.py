"""Between the sheet of turnos given by hand and the use cases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.ports import PrintOutcome
from desktop.usecases import contingency, paper_lines
from desktop.usecases.changes import Changes
from desktop.usecases.contingency import Contingency
from desktop.usecases.desk import Desk
from desktop.usecases.paper_lines import PaperLine
from domain.contingency import Fate
from domain.errors import InvalidInput, KnownError
from domain.offices import Office
from domain.staff import Action, Actor, allowed
from domain.tickets import Ticket
from ui.following import Following
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner

Print = Callable[[], PrintOutcome]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known: the contingency that goes on, or None; and the office's clock."""

    going: Contingency | None
    office: Office
    now: datetime


class ByHandPresenter(Following[Seen]):
    """Declares a contingency, enters its turnos, ends it, and prints the sheet.

    Args:
        desk: the workstation.
        actor: who is signed in.
        print_sheet: prints the sheet; works without the office's data.
    """

    entered = Signal(object)
    """A line was entered (``Ticket``)."""
    refused = Signal(object)
    """What was asked for was not done (``KnownError``)."""
    ended = Signal(int)
    """The contingency ended, with so many turnos."""

    def __init__(
        self, desk: Desk, actor: Actor, print_sheet: Print, *, parent: QObject | None = None
    ) -> None:
        super().__init__(Changes(), parent=parent)
        self._desk, self._actor, self._print = desk, actor, print_sheet
        self._printing = Runner(self._failed, parent=self)

    @property
    def runners(self) -> tuple[Runner, ...]:
        """What may be under way."""
        return (self.runner, self._printing)

    def may_declare(self, seen: Seen) -> bool:
        """Tell whether the person declares and ends contingencies."""
        roles = self._actor.roles_on(seen.office.day_of(seen.now))
        return allowed(Action.DECLARE_CONTINGENCY, roles)

    def declare(self, day: date, hour: str) -> None:
        """Declare that the office works on paper since an hour of ``day``."""
        seen = self.state
        if seen is None:
            return
        try:
            since = paper_lines.moment(seen.office, day, hour, "Desde")
        except InvalidInput as error:
            self.refused.emit(error)
            return
        work = partial(contingency.declare, self._desk, self._actor, since)
        self._act(work, None, self.refused.emit)

    def enter(self, line: PaperLine) -> None:
        """Enter a line of the sheet."""
        work = partial(paper_lines.enter_line, self._desk, self._actor, line)
        self._act(work, self._entered, self.refused.emit)

    def end(self) -> None:
        """End the contingency."""
        work = partial(contingency.end, self._desk, self._actor)
        self._act(work, self.ended.emit, self.refused.emit)

    def print_sheet(self) -> None:
        """Print the sheet."""

        def done(outcome: PrintOutcome) -> None:
            where = "está impresa" if outcome.printer else f"se guardó en {outcome.saved_to}"
            words = outcome.notice or f"La hoja de turnos de papel {where}."
            self.told.emit(Notice(words, kind=Kind.WARN if outcome.notice else Kind.OK))

        self._printing.write(self._print, done)

    def close(self) -> None:
        """Finish what is under way."""
        super().close()
        self._printing.close()

    def _entered(self, ticket: Ticket) -> None:
        self.entered.emit(ticket)

    def _read(self, known: Seen | None) -> Seen:
        with self._desk.units.read() as unit:
            office = unit.offices.office()
        going = contingency.contingency(self._desk, self._actor)
        return Seen(going, office, self._desk.clock.now() if known is None else known.now)

    def _failed(self, error: KnownError) -> None:
        self.refused.emit(error)

    def _not_read(self, error: KnownError) -> None:
        super()._not_read(error)
        self.refused.emit(error)


FATES = tuple((fate.label, fate) for fate in Fate)
