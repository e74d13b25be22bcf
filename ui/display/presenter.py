"""Watches the calls and decides what the display shows, one call after the other."""

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.usecases.changes import Changes
from domain.errors import KnownError
from ui.display.state import Called, DisplayState, Phase, Screen
from ui.hearing import Hearing
from ui.work import Runner

POLL_MS = 500
HOLD_MS = 5000
"""How long a call is the large one before the next may take its place."""
STALE_S = 10.0
"""After how long without an answer the display says that it has no connection."""
PREVIOUS = 4


class Announcer(Protocol):
    """What can be heard of a call."""

    def announce(self, called: Called) -> None:
        """Sound the chime and speak, as far as either is there."""


class DisplayPresenter(QObject):
    """Asks for the calls and emits one frozen ``Screen`` whenever another is to be shown.

    Calls that come together are shown one after the other; one that was undone before its turn
    is not shown. What had been called before the display started is shown without a sound.

    Args:
        fetch: asks the office; runs off the UI thread.
        announcer: what can be heard of a call; ``None`` for silence.
        changes: tells that something happened; None where only asking finds out.
        poll_ms: how often to ask where nobody tells.
        hold_ms: how long a call stays the large one while others wait.
        stale_s: after how many seconds without an answer it says so.
        seconds: a clock that never jumps.
    """

    shown = Signal(object)
    """The ``Screen`` to show."""

    def __init__(
        self,
        fetch: Callable[[], DisplayState],
        announcer: Announcer | None = None,
        *,
        changes: Changes | None = None,
        poll_ms: int = POLL_MS,
        hold_ms: int = HOLD_MS,
        stale_s: float = STALE_S,
        seconds: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._announcer = announcer
        self._stale_s = stale_s
        self._seconds = seconds
        self._runner = Runner(self._failed, parent=self)
        self._state: DisplayState | None = None
        self._screen = Screen()
        self._seen: set[tuple[str, int]] = set()
        self._queue: list[Called] = []
        self._last: Called | None = None
        self._heard = seconds()
        self._again = False
        self._runner.busy.connect(self._rest)
        self._hearing = Hearing(changes or Changes(), poll_ms, parent=self)
        self._hearing.due.connect(self.ask)
        self._hearing.heard.connect(self._hear)
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(hold_ms)
        self._hold.timeout.connect(self._next)

    @property
    def screen(self) -> Screen:
        """What is shown."""
        return self._screen

    def start(self) -> None:
        """Begin to watch."""
        self._heard = self._seconds()
        self._hearing.start()
        self.ask()

    def ask(self) -> None:
        """Ask once, unless an answer is still awaited; notice when answers stay away."""
        if self._state is not None and self._seconds() - self._heard > self._stale_s:
            self._show()
        if not self._runner.is_busy:
            self._runner.read(self._fetch, self._answered)

    def close(self) -> None:
        """Stop watching."""
        self._hearing.stop()
        self._hold.stop()
        self._runner.close()

    def _hear(self) -> None:
        """Ask for what is told of; what happens while an answer is awaited may not be in it."""
        self._again = self._runner.is_busy
        self.ask()

    def _rest(self, busy: bool) -> None:
        if self._again and not busy:
            self._again = False
            self.ask()

    def _failed(self, error: KnownError) -> None:
        """No answer this time. Nobody in the hall can act on it; a long silence is shown."""
        if self._state is None or self._seconds() - self._heard > self._stale_s:
            self._show(stale=True)

    def _answered(self, state: DisplayState) -> None:
        first = self._state is None
        self._heard = self._seconds()
        self._state = state
        there = {(call.call_id, call.attempt) for call in state.calls}
        self._queue = [call for call in self._queue if (call.call_id, call.attempt) in there]
        new = [c for c in reversed(state.calls) if (c.call_id, c.attempt) not in self._seen]
        # What leaves the list and comes back (another was undone) is not announced again.
        self._seen = self._seen | there if there else set()
        if first:
            self._last = state.calls[0] if state.calls else None
        else:
            self._queue += new
            if self._last is not None and self._last.call_id not in {
                call.call_id for call in state.calls
            }:
                self._last = None  # undone, or another day
                self._hold.stop()
        if self._queue and not self._hold.isActive():
            self._next()
        else:
            self._show()

    def _next(self) -> None:
        """Show the call that waited longest; with none waiting, the last one just grows calm."""
        if not self._queue:
            self._show()
            return
        self._last = self._queue.pop(0)
        self._hold.start()
        if self._announcer is not None:
            self._announcer.announce(self._last)
        self._show()

    def _show(self, *, stale: bool = False) -> None:
        stale = stale or self._seconds() - self._heard > self._stale_s
        screen = self._make(stale=stale)
        if screen != self._screen:
            self._screen = screen
            self.shown.emit(screen)

    def _make(self, *, stale: bool) -> Screen:
        state = self._state
        if state is None:
            return Screen(Phase.STALE if stale else Phase.STARTING)
        if stale:
            return Screen(Phase.STALE, state.office)
        last = self._last
        waiting = {(call.call_id, call.attempt) for call in self._queue}
        others = [
            call
            for call in state.calls
            if (call.call_id, call.attempt) not in waiting
            and (last is None or call.ticket != last.ticket)
        ]
        if last is None and others:
            last = others.pop(0)
        fresh = self._hold.isActive()
        if not state.open and not fresh:
            return Screen(Phase.CLOSED, state.office, state.hours)
        if last is None:
            return Screen(Phase.WAITING, state.office)
        return Screen(Phase.CALLS, state.office, state.hours, last, tuple(others[:PREVIOUS]), fresh)
