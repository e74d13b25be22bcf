"""Between the part Pronóstico and the past: which day, which target, what is being reckoned."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.ports.tables import TableFormat
from desktop.usecases.desk import Desk
from desktop.usecases.figures import forecast, forecast_counters, forecast_files
from desktop.usecases.figures.forecast import DayOutlook, OutOfReach
from desktop.usecases.figures.forecast_counters import Needed, WaitTrial
from desktop.usecases.table_files import TableFiles
from domain.errors import KnownError
from domain.figures.forecast_trial import Trial
from domain.staff import Actor
from ui.figures.forecast.state import ForecastState
from ui.following import Following
from ui.work import Runner

NEVER_MS = 3_600_000
"""Closed days do not change while somebody looks; they are read when the part is opened."""


class ForecastPresenter(Following[ForecastState]):
    """Reads what is expected; reckons counters and tries past days beside it.

    What nobody waits for any more stops being reckoned.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        to: where files go.
    """

    progressed = Signal(int, float)
    """Of the reckoning of this number, this share is done."""

    def __init__(
        self, desk: Desk, actor: Actor, to: TableFiles, *, parent: QObject | None = None
    ) -> None:
        super().__init__(poll_ms=NEVER_MS, parent=parent)
        self._desk, self._actor, self._to = desk, actor, to
        self._day: date | None = None
        self._asked = 0
        self._tries_asked = 0
        self._tried_for: date | None = None
        self._tries = Runner(on_error=self._failed, parent=self)
        self.progressed.connect(self._progress)

    @property
    def is_reckoning(self) -> bool:
        """Whether anything of what is shown is still being worked out."""
        return self.runner.is_busy or self._tries.is_busy

    def show_day(self, day: date) -> None:
        """Show another of the days offered."""
        if self.state is not None and day != self.state.outlook.day:
            self._day = day
            self._asked += 1
            self.runner.latest("outlook", self._outlook, self._take)

    def move(self, days: int) -> None:
        """Show the day so many places on among those offered."""
        if self.state is not None and self.state.outlook.day is not None:
            offered = self.state.outlook.days
            place = offered.index(self.state.outlook.day) + days
            if 0 <= place < len(offered):
                self.show_day(offered[place])

    def set_target(self, minutes: int) -> None:
        """Reckon with another target."""
        if self.state is not None and minutes != self.state.target:
            self._show(replace(self.state, target=minutes))
            self._reckon()

    def save(self, form: TableFormat) -> None:
        """Save what is shown as a file."""
        state = self.state
        if state is None:
            return
        shown = forecast_files.Shown(state.outlook, state.needed, state.trial, state.waits)
        self.runner.write(
            partial(forecast_files.save, self._desk, self._actor, self._to, form, shown),
            self._saved,
        )

    def stop(self) -> None:
        """Reckon no more while nobody looks."""
        super().stop()
        self._asked += 1
        self._tries_asked += 1
        if self.state is not None and self.state.trying:
            self._tried_for = None

    def close(self) -> None:
        """End for good."""
        self._asked += 1
        self._tries_asked += 1
        super().close()
        self._tries.close()

    def _read(self, known: ForecastState | None) -> ForecastState | None:
        found = self._outlook()
        if known is None:
            return ForecastState(found, found.office.target_wait_minutes)
        if known.outlook == found and not known.reckoning:
            return known if known.trying else None
        again = known.trying or known.outlook.known_through != found.known_through
        return replace(known, outlook=found, needed=None, trying=again)

    def _outlook(self) -> DayOutlook:
        try:
            return forecast.outlook(self._desk, self._actor, self._day)
        except OutOfReach:  # midnight went by
            return forecast.outlook(self._desk, self._actor)

    def _polled(self, state: ForecastState | None) -> None:
        """Show what was read, and reckon what it leaves open."""
        shown = self.state
        super()._polled(state)
        if state is None or self.state is None or not self.is_watching:
            return
        if state is not shown:
            self._reckon()
        self._try()

    def _take(self, found: DayOutlook) -> None:
        if self.state is not None:
            self._show(replace(self.state, outlook=found, needed=None, error=""))
            self._reckon()

    def _reckon(self) -> None:
        state = self.state
        assert state is not None
        self._asked += 1
        if state.outlook.coming is None or state.outlook.day is None:
            self._show(replace(state, needed=None, error="", reckoning=False))
            return
        asked, day, target = self._asked, state.outlook.day, state.target
        self._show(replace(state, error="", reckoning=True, share=0.0))

        def work() -> Needed | None:
            return forecast_counters.counters_needed(
                self._desk,
                self._actor,
                day,
                target,
                stop=lambda: self._asked != asked,
                progress=lambda share: self.progressed.emit(asked, share),
            )

        self.runner.latest(
            "needed", work, partial(self._needed, asked), partial(self._unneeded, asked)
        )

    def _needed(self, asked: int, found: Needed | None) -> None:
        if self.state is not None and asked == self._asked:
            error = "" if found is not None else "No hay ventanillas para las personas esperadas."
            self._show(replace(self.state, needed=found, error=error, reckoning=False))

    def _unneeded(self, asked: int, error: KnownError) -> None:
        if self.state is not None and asked == self._asked:
            self._show(replace(self.state, needed=None, error=error.words, reckoning=False))

    def _progress(self, asked: int, share: float) -> None:
        if self.state is not None and asked == self._asked and self.state.reckoning:
            self._show(replace(self.state, share=share))

    def _try(self) -> None:
        """Try past days once for each last day that was closed."""
        state = self.state
        assert state is not None
        last = state.outlook.known_through or date.min
        if self._tried_for == last:
            return
        self._tried_for = last
        self._tries_asked += 1
        asked = self._tries_asked
        stop = partial(self._left, asked)
        self._tries.latest(
            "arrivals",
            lambda: forecast.arrivals_trial(self._desk, self._actor, stop=stop),
            partial(self._tried, asked),
        )
        self._tries.latest(
            "waits",
            lambda: forecast_counters.wait_trial(self._desk, self._actor, stop=stop),
            partial(self._waited, asked),
        )

    def _left(self, asked: int) -> bool:
        return self._tries_asked != asked

    def _tried(self, asked: int, found: Trial | None) -> None:
        if self.state is not None and asked == self._tries_asked:
            self._show(replace(self.state, trial=found))

    def _waited(self, asked: int, found: WaitTrial | None) -> None:
        if self.state is not None and asked == self._tries_asked:
            self._show(replace(self.state, waits=found, trying=False))

    def _saved(self, path: Path) -> None:
        self._tell(f"El pronóstico se guardó en «{path}».")
