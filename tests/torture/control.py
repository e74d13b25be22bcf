"""A page of memory that the whole torture shares: the processes, the coordinator and the shim."""

import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from pathlib import Path
from typing import Self

WORKERS = (
    "recepcion",
    "asesor1",
    "asesor2",
    "asesor3",
    "asesor4",
    "supervisora",
    "pantalla",
    "copia",
    "enlace1",
    "enlace2",
)
"""Who works, each in a process of its own; the last four change nothing of the office's work."""
STAFF = WORKERS[:8]
"""Who works in an office that is linked with no centre."""
LINKS = WORKERS[8:]
"""Who talks to the centre: two at once, so that they have to agree."""
FIRST_MORNING = datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
"""08:00 in Quito of the first day."""
SPEED = 1000
"""So many seconds pass in the office in one of ours."""
_SIZE = 4096
_SLOT = struct.Struct("<q")


class Slot(IntEnum):
    """Where a value stands, counted in 8 bytes; the first three are read by ``shim.c``."""

    FAULT = 0  # errno that writes meet; 0 for none
    RECORD = 1  # 1: the shim writes its journal
    CHANCE = 2  # of 1,000 writes, how many meet the fault
    PAUSED = 3
    STOPPED = 4
    PRINTER_GONE = 5
    KEYRING_GONE = 6
    DAY = 7  # how many days have passed
    MORNING = 8  # when the present day began, by the monotonic clock, ns
    END_DAY = 9  # see DayEnd
    CARELESS = 10  # 1: workers open the database with synchronous=OFF
    SHIFT = 11  # what is added to the monotonic clock, so that it goes on after a restart
    KILLS = 12  # how many workers were killed
    PROGRESS = 16  # of each worker: actions acknowledged
    PARKED = 32  # of each worker: waits for the pause to end
    OFFSET = 48  # of each worker: how far its clock is off, in seconds
    BUSY = 64  # of each worker: in the middle of a long job
    NUMBER = 80  # of each worker: number of its last action
    NET = 96  # of each worker, or office: what befalls its way, see ``wire.Way`` and ``post.Post``
    MET = 128  # of each ``post.Post``: how many requests met it


class DayEnd(IntEnum):
    """How the supervisor and the coordinator agree on the end of a day."""

    NOT_YET = 0
    ASKED = 1
    DONE = 2


class Control:
    """The shared page. A value is read and written whole: eight aligned bytes.

    Args:
        path: its file; made, with all zeros, where it is missing.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_SIZE))
        with path.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), _SIZE)

    def get(self, slot: Slot, worker: int = 0) -> int:
        """Return a value; that of a worker where each has one."""
        value: int = _SLOT.unpack_from(self._page, 8 * (slot + worker))[0]
        return value

    def set(self, slot: Slot, value: int, worker: int = 0) -> None:
        """Store a value."""
        _SLOT.pack_into(self._page, 8 * (slot + worker), value)

    def moment(self) -> int:
        """Return the present moment by the clock that all processes share, in ns."""
        return time.monotonic_ns() + self.get(Slot.SHIFT)

    def begin_again(self) -> None:
        """Undo what an earlier run left: no fault, no pause; a new morning."""
        for slot in (Slot.FAULT, Slot.RECORD, Slot.PAUSED, Slot.STOPPED):
            self.set(slot, 0)
        for slot in (Slot.PRINTER_GONE, Slot.KEYRING_GONE, Slot.END_DAY):
            self.set(slot, 0)
        for worker in range(len(WORKERS)):
            for slot in (Slot.PARKED, Slot.OFFSET, Slot.BUSY, Slot.NET):
                self.set(slot, 0, worker)
        self.set(Slot.SHIFT, time.time_ns() - time.monotonic_ns())
        self.new_day()

    def total(self) -> int:
        """Return how many actions were acknowledged."""
        return sum(self.get(Slot.PROGRESS, worker) for worker in range(len(WORKERS)))

    def new_day(self) -> None:
        """Let the next day begin: 08:00 now."""
        self.set(Slot.DAY, self.get(Slot.DAY) + 1)
        self.set(Slot.MORNING, time.monotonic_ns())

    def close(self) -> None:
        """Let go of the page."""
        self._page.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class OfficeClock:
    """The clock of one worker's computer: the office's time, and how far it is off."""

    def __init__(self, control: Control, worker: int) -> None:
        self._control, self._worker = control, worker

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        passed = (time.monotonic_ns() - self._control.get(Slot.MORNING)) * SPEED // 1000
        off = self._control.get(Slot.OFFSET, self._worker)
        return FIRST_MORNING + timedelta(
            days=self._control.get(Slot.DAY), seconds=off, microseconds=passed
        )
