"""The day full of faults: lets the workers work, and does to them what the seed says."""

import os
import random
import select
import time
from collections import Counter
from collections.abc import Callable, Mapping
from errno import EIO, ENOSPC

import sqlcipher3.dbapi2 as sqlcipher

from db.engine import connect
from tests.torture.control import WORKERS, Control, DayEnd, Slot
from tests.torture.crew import Crew, Stuck, fork, wait_for
from tests.torture.office import Ground

_A_DAY, _SHORTEST_DAY = 1500, 100
"""So many actions make a day of the office; a short torture has two of them."""
_DAY_PATIENCE = 4.0
#: Of 10,000 actions, how often each fault comes.
_FAULTS = {
    "suspended": 60,
    "disk full": 20,
    "disk error": 20,
    "file locked": 8,
    "file locked longer than the program waits": 0.4,
    "clock moved": 60,
    "clock moved by a day": 10,
    "printer gone": 8,
    "keyring gone": 15,
}
_COPIES = WORKERS.index("copia")


class Day:
    """Lets the crew work to a number of actions, among faults.

    Args:
        actions: until so many were acknowledged.
        kills: until so many processes were killed.
        faults: counts how often each fault came; None where there are none besides the kills.
        keep: called every second, so that what was counted outlives the coordinator.
    """

    table: Mapping[str, float] = _FAULTS
    """How often each fault comes, of 10,000 actions."""

    def __init__(
        self,
        ground: Ground,
        control: Control,
        crew: Crew,
        key: bytes,
        chance: random.Random,
        *,
        actions: int,
        kills: int,
        faults: Counter[str] | None = None,
        keep: Callable[[], None] = lambda: None,
    ) -> None:
        self._ground, self._control, self._crew, self._key = ground, control, crew, key
        self._chance, self._keep = chance, keep
        self._actions, self._kills = actions, kills
        self._later: list[tuple[float, Callable[[], None]]] = []
        self._faulty = faults is not None
        self._faults = Counter() if faults is None else faults
        self._next_fault = self._control.total() + self._gap()
        self._next_kill = self._kill_place()
        self._a_day = min(_A_DAY, max(_SHORTEST_DAY, (actions - control.total()) // 2))
        self._day_ends = self._control.total() + self._a_day
        self._day_asked = 0.0

    def work(self, until: int) -> None:
        """Work until so many actions were acknowledged, and the kills due by then were made."""
        last, since = self._control.total(), time.monotonic()
        kept = since
        while (total := self._control.total()) < until or (
            until >= self._actions and self._killed < self._kills
        ):
            self._crew.bury()
            self._crew.bear()
            if total >= self._next_kill and self._killed < self._kills:
                self._kill()
                self._next_kill = self._kill_place()
            if self._faulty and total >= self._next_fault:
                self._fault()
                self._next_fault = total + self._gap()
            self._turn_day(total)
            self._do_what_is_due()
            select.select([], [], [], self._chance.uniform(0.001, 0.005))
            if time.monotonic() - kept > 1:
                kept = time.monotonic()
                self._keep()
            if total != last:
                last, since = total, time.monotonic()
            elif time.monotonic() - since > 60:
                raise Stuck("an action is acknowledged")

    @property
    def _killed(self) -> int:
        return self._control.get(Slot.KILLS)

    def pause(self) -> None:
        """Let all faults end and all workers wait between two actions."""
        for _, end in self._later:
            end()
        self._later.clear()
        self._control.set(Slot.PAUSED, 1)
        wait_for(self._all_wait, "the workers pause")

    def go_on(self) -> None:
        """End the pause."""
        self._control.set(Slot.PAUSED, 0)

    def _all_wait(self) -> bool:
        self._crew.bury()
        return all(self._control.get(Slot.PARKED, WORKERS.index(name)) for name in self._crew.alive)

    # ------------------------------------------------------------------ kills

    def _kill_place(self) -> float:
        share = self._actions / max(1, self._kills)
        return (self._killed + self._chance.uniform(0.2, 1.0)) * share

    def _kill(self) -> None:
        dice = self._chance.random()
        if dice < 0.03 and self._kills - self._killed >= len(self._crew.names):
            # Everybody at once: who comes first afterwards mends the log of the database.
            self._crew.kill_all()
            self._faults["killed all at once"] += 1
            return
        name = self._chance.choice(self._crew.names)
        if self._control.get(Slot.BUSY, _COPIES) and self._chance.random() < 0.3:
            name = "copia"
            self._faults["backup killed in the middle"] += 1
        self._crew.kill(name)

    # ------------------------------------------------------------------ days

    def _turn_day(self, total: int) -> None:
        state = self._control.get(Slot.END_DAY)
        if not self._day_asked and total >= self._day_ends:
            self._control.set(Slot.END_DAY, DayEnd.ASKED)
            self._day_asked = time.monotonic()
        elif self._day_asked and (
            state == DayEnd.DONE or time.monotonic() - self._day_asked > _DAY_PATIENCE
        ):
            # A supervisor who did not come to it closes that day on the next.
            self._faults["days"] += 1
            self._control.set(Slot.END_DAY, DayEnd.NOT_YET)
            self._control.new_day()
            self._day_ends, self._day_asked = self._control.total() + self._a_day, 0.0

    # ------------------------------------------------------------------ other faults

    def _gap(self) -> float:
        return self._chance.expovariate(sum(self.table.values()) / 10_000)

    def _fault(self) -> None:
        (what,) = self._chance.choices([*self.table], [*self.table.values()])
        if self._befall(what, WORKERS.index(self._chance.choice(self._crew.names))):
            self._faults[what] += 1

    def _befall(self, what: str, worker: int) -> bool:
        """Let a fault come; tell whether it did."""
        match what:
            case "suspended":
                name = WORKERS[worker]
                if not self._crew.stop(name):
                    return False
                self._in(self._chance.uniform(0.01, 0.4), lambda: self._crew.go_on(name))
            case "disk full":
                self._for(Slot.FAULT, ENOSPC)
            case "disk error":
                self._for(Slot.FAULT, EIO)
            case "file locked":
                self._lock(self._chance.uniform(0.1, 1.5))
            case "file locked longer than the program waits":
                self._lock(11.0)
            case "clock moved":
                off = self._chance.randrange(-7200, 7200)
                self._control.set(Slot.OFFSET, off, worker)
            case "clock moved by a day":
                off = self._chance.choice([-86_400, 86_400])
                self._control.set(Slot.OFFSET, off, worker)
                self._in(
                    self._chance.uniform(0.1, 1.0),
                    lambda: self._control.set(Slot.OFFSET, 0, worker),
                )
            case "printer gone":
                self._for(Slot.PRINTER_GONE, 1)
            case _:
                self._for(Slot.KEYRING_GONE, 1)
        return True

    def _for(self, slot: Slot, value: int) -> None:
        self._control.set(Slot.CHANCE, self._chance.choice([50, 300, 1000]))
        self._control.set(slot, value)
        self._in(self._chance.uniform(0.02, 0.3), lambda: self._control.set(slot, 0))

    def _lock(self, seconds: float) -> None:
        pid = fork(lambda: _hold(self._ground, self._key, seconds))
        self._in(seconds + 2, lambda: (os.waitpid(pid, 0), None)[1])

    def _in(self, seconds: float, end: Callable[[], None]) -> None:
        self._later.append((time.monotonic() + seconds, end))

    def _do_what_is_due(self) -> None:
        now = time.monotonic()
        due = [end for at, end in self._later if at <= now]
        self._later = [one for one in self._later if one[0] > now]
        for end in due:
            end()


def _hold(ground: Ground, key: bytes, seconds: float) -> int:
    """Hold the database for writing as another program would; give up where it is taken."""
    try:
        connection = connect(ground.database, key, busy_seconds=2)
        connection.execute("BEGIN IMMEDIATE")
        select.select([], [], [], seconds)
        connection.execute("ROLLBACK")
        connection.close()
    except sqlcipher.Error:
        return 0
    return 0
