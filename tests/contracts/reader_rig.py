"""What the contract suite of readers needs of each driver: a reader, and a hand before it."""

from queue import Empty, Queue
from typing import Protocol

from biometrics.images import GreyImage
from desktop.drivers.simulator import Fail, Place, Script, SimulatorDriver, Unplug
from desktop.ports.kit import (
    Captured,
    CaptureFailed,
    CaptureRequest,
    Reader,
    ReaderDriver,
    ReaderEvent,
    Retry,
)
from domain.fingers import Finger, Guidance

PATIENCE = 60.0
"""Seconds until a test gives an event up: only a fault takes so long."""


class Rig(Protocol):
    """A driver, one reader of its, and a hand. Nothing is placed until the hand does."""

    @property
    def driver(self) -> ReaderDriver: ...

    def place(self, image: GreyImage) -> None:
        """Place a finger that looks so, for the capture that runs or for the next one."""
        ...

    def place_badly(self) -> None:
        """Place it so that the reader asks for another try, and lift it again."""
        ...

    def unplug(self) -> None:
        """Pull the reader out; a capture runs, and has felt no finger."""
        ...

    def plug(self) -> None:
        """Plug it in."""
        ...

    def close(self) -> None:
        """Put everything away, the driver too."""
        ...


class SimulatorRig:
    """The simulator is its own hand."""

    def __init__(self) -> None:
        self.script = Script(willing=False)
        self.driver = SimulatorDriver(self.script)

    def place(self, image: GreyImage) -> None:
        self.script.do(Place(image=image))

    def place_badly(self) -> None:
        self.script.do(Fail(Retry(Guidance.MORE_CENTRED)))

    def unplug(self) -> None:
        self.script.do(Unplug())

    def plug(self) -> None:
        self.driver.plug()

    def close(self) -> None:
        self.driver.close()


class Heard:
    """Everything a reader told, in order; give it as ``on_event``."""

    def __init__(self) -> None:
        self.all: list[ReaderEvent] = []
        self._ends: Queue[Captured | CaptureFailed] = Queue()

    def __call__(self, event: ReaderEvent) -> None:
        self.all.append(event)
        if isinstance(event, Captured | CaptureFailed):
            self._ends.put(event)

    def end(self) -> Captured | CaptureFailed:
        """Wait for the next end of a capture, and return it."""
        try:
            return self._ends.get(timeout=PATIENCE)
        except Empty:
            raise AssertionError(f"no end came after {self.all!r:.2000}") from None

    def captured(self) -> Captured:
        """Wait for an end, which is an image."""
        end = self.end()
        assert isinstance(end, Captured), end
        return end

    def failed(self) -> CaptureFailed:
        """Wait for an end, which is an error."""
        end = self.end()
        assert isinstance(end, CaptureFailed), "it was captured"
        return end

    @property
    def no_more(self) -> bool:
        """No end is left that nobody waited for."""
        return self._ends.empty()


def opened(driver: ReaderDriver) -> tuple[Reader, Heard]:
    """Find the rig's reader, and open it."""
    (info,) = driver.discover()
    heard = Heard()
    return driver.open(info.id, heard), heard


def request(transaction: str, timeout: float = PATIENCE) -> CaptureRequest:
    """Return the request for a right index."""
    return CaptureRequest(Finger.RIGHT_INDEX, transaction, timeout)
