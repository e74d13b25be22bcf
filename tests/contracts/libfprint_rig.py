"""The contract suite before the real libfprint: its virtual reader, in the real child."""

import os
import signal
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from biometrics.images import GreyImage
from desktop.drivers.libfprint import CHILD, LibfprintDriver
from desktop.ports.kit import (
    Captured,
    CaptureFailed,
    FingerChanged,
    FingerStatus,
    Reader,
    ReaderBusy,
    ReaderEvent,
    ReaderInfo,
)
from tests.drivers import virtual_reader
from tests.drivers.virtual_reader import VirtualReader

PATIENCE = 60.0
CHILD_WITH_PID = Path(virtual_reader.__file__).with_name("child_with_pid.py")


class _Watched:
    """The driver, and when its reader asks for a finger: what is placed before is lost."""

    name = LibfprintDriver.name

    def __init__(self, driver: LibfprintDriver) -> None:
        self._driver = driver
        self._idle = True
        self.asked = Event()

    def discover(self) -> Sequence[ReaderInfo]:
        return self._driver.discover()

    def open(self, reader_id: str, on_event: Callable[[ReaderEvent], None]) -> Reader:
        def heard(event: ReaderEvent) -> None:
            match event:
                case FingerChanged(FingerStatus.AWAY) if self._idle:
                    # The next one of this capture is a finger that was lifted.
                    self._idle = False
                    self.asked.set()
                case CaptureFailed(error=ReaderBusy()):
                    pass  # a second one, which leaves the first
                case Captured() | CaptureFailed():
                    self._idle = True
                    self.asked.clear()
            on_event(event)

        return self._driver.open(reader_id, heard)

    def close(self) -> None:
        self._driver.close()


class LibfprintRig:
    """Images go to the library by a socket; pulling the reader out is the child's death."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="ventanilla-reader-")
        self._virtual = VirtualReader(Path(self._folder.name, "reader.sock"))
        self._pid = Path(self._folder.name, "pid")
        told = {"CHILD": str(CHILD), "CHILD_PID": str(self._pid)}
        driver = LibfprintDriver(CHILD_WITH_PID, self._virtual.environment | told)
        self.driver = _Watched(driver)

    def place(self, image: GreyImage) -> None:
        self._wait()
        self.driver.asked.clear()
        self._virtual.place(image)

    def place_badly(self) -> None:
        self._wait()
        self.driver.asked.clear()
        self._virtual.misplace(2)

    def unplug(self) -> None:
        self._wait()
        os.kill(int(self._pid.read_text()), signal.SIGKILL)

    def plug(self) -> None:
        """The next process finds it."""

    def close(self) -> None:
        self.driver.close()
        self._folder.cleanup()

    def _wait(self) -> None:
        assert self.driver.asked.wait(PATIENCE), "the reader asked for no finger"
