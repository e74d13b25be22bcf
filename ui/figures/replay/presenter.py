"""Between the part Repetición and the log: which day, which minute, and whether it plays."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject, QTimer

from desktop.usecases.desk import Desk
from desktop.usecases.figures.replay import ReplayedDay, replayed_day
from domain.errors import KnownError
from domain.figures.replay import Replay
from domain.staff import Actor
from ui.figures.replay.state import SPEEDS, MinuteView, minute_view
from ui.following import Following

NEVER_MS = 3_600_000
"""A day that is over does not change; today is read anew when somebody asks."""
FRAME_MS = 100
HALF_HOUR = 30


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Which day is wanted, at which minute: the last with turnos and its first where None."""

    day: date | None = None
    minute: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class ReplayState:
    """What is shown.

    Attributes:
        asked: what it answers.
        view: the minute; None where nothing happened on the day.
        speed: minutes that pass in a tenth of a second.
    """

    asked: Asked
    day: ReplayedDay
    minute: int
    view: MinuteView | None
    playing: bool = False
    speed: int = SPEEDS[0]


class ReplayPresenter(Following[ReplayState]):
    """Reads a day once, and goes through its minutes.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        frame_ms: how long a minute stays while it plays.
    """

    def __init__(
        self, desk: Desk, actor: Actor, *, frame_ms: int = FRAME_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(poll_ms=NEVER_MS, parent=parent)
        self._desk, self._actor = desk, actor
        self._asked = Asked()
        self._timer = QTimer(self)
        self._timer.setInterval(frame_ms)
        self._timer.timeout.connect(self._play_on)

    def show_day(self, day: date, minute: int = 0) -> None:
        """Read a day, and stand at its first minute, or at another."""
        self._asked = Asked(day, minute)
        self.load()

    def refresh(self) -> None:
        """Read the day anew; today up to now, at its end."""
        if self.state is not None:
            self.show_day(self.state.day.day, NEVER_MS)

    def earlier(self) -> None:
        """Show the day before that had turnos."""
        if self.state is not None and self.state.day.earlier is not None:
            self.show_day(self.state.day.earlier)

    def later(self) -> None:
        """Show the day after that had turnos."""
        if self.state is not None and self.state.day.later is not None:
            self.show_day(self.state.day.later)

    def go(self, minute: int) -> None:
        """Show a minute, the nearest that the day has; playing goes on from there."""
        state = self.state
        if state is None or state.view is None:
            return
        there = min(max(minute, 0), state.day.replay.minutes - 1)
        if there != state.minute:
            self._show(replace(state, minute=there, view=minute_view(state.day, there)))

    def step(self, minutes: int) -> None:
        """Go some minutes on, or back."""
        if self.state is not None:
            self.go(self.state.minute + minutes)

    def next_event(self) -> None:
        """Go to the next minute in which anything happened."""
        self._go_to(None if self.state is None else self._replay.next_event(self.state.minute))

    def previous_event(self) -> None:
        """Go back to the last minute in which anything happened."""
        self._go_to(None if self.state is None else self._replay.previous_event(self.state.minute))

    def peak(self) -> None:
        """Go to the minute at which most people waited."""
        self._go_to(None if self.state is None else self._replay.peak)

    def first(self) -> None:
        """Go to the first minute."""
        self.go(0)

    def last(self) -> None:
        """Go to the last minute."""
        self.go(NEVER_MS)

    def toggle(self) -> None:
        """Play, from the beginning where the end is in sight; or stand still."""
        state = self.state
        if state is None or state.view is None:
            return
        if state.playing:
            self._stand()
            return
        if state.minute == state.day.replay.minutes - 1:
            self.go(0)
        assert self._state is not None
        self._timer.start()
        self._show(replace(self._state, playing=True))

    def faster(self) -> None:
        """Play at the next speed; after the last comes the first."""
        state = self.state
        if state is not None:
            place = SPEEDS.index(state.speed) + 1
            self._show(replace(state, speed=SPEEDS[place % len(SPEEDS)]))

    def stop(self) -> None:
        """Stand still while nobody looks."""
        self._stand()
        super().stop()

    def close(self) -> None:
        """Play no more."""
        self._timer.stop()
        super().close()

    def _read(self, known: ReplayState | None) -> ReplayState | None:
        asked = self._asked
        if known is not None and known.asked is asked:
            return None
        day = replayed_day(self._desk, self._actor, asked.day)
        last = day.replay.minutes - 1
        minute = max(0, min(asked.minute, last))
        view = None if last < 0 else minute_view(day, minute)
        speed = SPEEDS[0] if known is None else known.speed
        return ReplayState(asked, day, minute, view, speed=speed)

    def _show(self, state: ReplayState) -> None:
        if not state.playing:
            self._timer.stop()
        super()._show(state)

    def _rest(self, busy: bool) -> None:
        super()._rest(busy)
        if not busy and self._state is not None and self._asked is not self._state.asked:
            self.load()  # asked for while another day was being read

    def _not_read(self, error: KnownError) -> None:
        """Tell it, and stay with the day that is shown."""
        super()._not_read(error)
        if self._state is not None:
            self._asked = self._state.asked
            self._troubled = False

    @property
    def _replay(self) -> Replay:
        assert self.state is not None
        return self.state.day.replay

    def _go_to(self, minute: int | None) -> None:
        if minute is not None:
            self.go(minute)

    def _stand(self) -> None:
        self._timer.stop()
        if self._state is not None and self._state.playing:
            self._show(replace(self._state, playing=False))

    def _play_on(self) -> None:
        state = self.state
        assert state is not None
        if state.minute + state.speed >= state.day.replay.minutes - 1:
            self.last()
            self._stand()
        else:
            self.step(state.speed)
