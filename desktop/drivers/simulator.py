"""A reader that is not there: for demonstrations, practice and tests.

It lives in this process, and its fingers are made by the project (``biometrics.synthetic``): whoever
is asked for places good prints, until a ``Script`` says otherwise.
"""

import asyncio
import hashlib
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Lock

from biometrics import synthetic
from biometrics.images import GreyImage
from desktop.drivers.background import Background, BackgroundReader
from desktop.drivers.outlet import Outlet
from desktop.ports.kit import (
    Capture,
    CaptureCancelled,
    CaptureRequest,
    FingerChanged,
    FingerStatus,
    Guided,
    PreviewFrame,
    ReaderError,
    ReaderEvent,
    ReaderInfo,
    ReaderRemoved,
    ReaderState,
    StateChanged,
)
from domain.fingers import Finger, Guidance

SIMULATED = ReaderInfo("simulator", "simulado-1", "Lector simulado", serial="SIM-1", live=True)
DEMONSTRATION_PACE = 0.35
"""Seconds between what happens in a capture, where a person watches."""

_PREVIEWED = (0.45, 0.15)  # how much of the finger is not yet on the window, frame by frame


@dataclass(frozen=True, slots=True)
class Place:
    """A finger is placed.

    Attributes:
        person: whose; the one the capture is for where None.
        finger: which; the one asked for where None.
        impression: which of its impressions; the next one where None.
        image: this picture instead of a finger.
        pressure, noise, partial, rotation, shift: as ``synthetic.finger_image``.
        guidance: told while it is placed.
        after: seconds until it is placed.
    """

    person: str | None = None
    finger: Finger | None = None
    impression: int | None = None
    image: GreyImage | None = None
    pressure: float = 0.0
    noise: float = synthetic.USUAL_NOISE
    partial: float = 0.0
    rotation: float | None = None
    shift: tuple[float, float] | None = None
    guidance: tuple[Guidance, ...] = ()
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Fail:
    """The capture ends by this error: ``Retry`` with a guidance, busy, tampered, and the others."""

    error: ReaderError


@dataclass(frozen=True, slots=True)
class Unplug:
    """A finger is placed, and the reader is pulled out in the middle."""


Step = Place | Fail | Unplug


def finger_seed(person: str, finger: Finger) -> int:
    """Return the seed of a person's finger; the same one always."""
    return int.from_bytes(hashlib.sha256(f"{person}/{finger:d}".encode()).digest()[:4])


class Script:
    """What happens before the reader: one step for each capture.

    Args:
        steps: the first captures end so.
        willing: when no step is left, the finger asked for is placed well; otherwise nobody
            comes, and the capture waits for ``do``.
        pace: seconds between the events of a capture.
    """

    def __init__(self, *steps: Step, willing: bool = True, pace: float = 0.0) -> None:
        self.willing = willing
        self.pace = pace
        self._steps = deque(steps)
        self._waiting: deque[tuple[asyncio.AbstractEventLoop, asyncio.Future[Step]]] = deque()
        self._lock = Lock()

    def do(self, *steps: Step) -> None:
        """Let these happen next; a capture that waits takes the first one. From any thread."""
        for step in steps:
            with self._lock:
                if not self._waiting:
                    self._steps.append(step)
                    continue
                loop, waiting = self._waiting.popleft()
            loop.call_soon_threadsafe(self._hand_over, waiting, step)

    def _hand_over(self, waiting: "asyncio.Future[Step]", step: Step) -> None:
        if waiting.done():  # that capture was called off meanwhile: it is the next one's
            self.do(step)
        else:
            waiting.set_result(step)

    async def next(self) -> Step:
        """Return what happens next, as soon as it does."""
        loop = asyncio.get_running_loop()
        with self._lock:
            if self._steps:
                return self._steps.popleft()
            if self.willing:
                return Place()
            waiting: asyncio.Future[Step] = loop.create_future()
            self._waiting.append((loop, waiting))
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            with self._lock:
                if (loop, waiting) in self._waiting:
                    self._waiting.remove((loop, waiting))
            if waiting.done():
                self.do(waiting.result())
            waiting.cancel()
            raise


class SimulatedReader(BackgroundReader):
    """A simulated reader that is open."""

    def __init__(self, driver: "SimulatorDriver", background: Background, outlet: Outlet) -> None:
        super().__init__(SIMULATED, background, outlet)
        self._driver = driver
        self._previews = False

    def start_preview(self) -> None:
        """Give pictures while fingers are placed."""
        self._previews = True

    def stop_preview(self) -> None:
        """Give none."""
        self._previews = False

    async def _take(self, request: CaptureRequest) -> Capture:
        if self._info.state is ReaderState.REMOVED:
            raise ReaderRemoved
        self._outlet.tell(FingerChanged(FingerStatus.AWAY))
        step = await self._driver.script.next()
        if self._outlet.running is not request:  # called off, and the finger is the next one's
            self._driver.script.do(step)
            raise CaptureCancelled
        if isinstance(step, Fail):
            await self._pause()
            raise step.error
        if isinstance(step, Unplug):
            self._outlet.tell(FingerChanged(FingerStatus.PRESENT))
            self._driver.unplug()
            raise ReaderRemoved
        await asyncio.sleep(step.after)
        await self._pause()
        self._outlet.tell(FingerChanged(FingerStatus.PRESENT))
        for guidance in step.guidance:
            self._outlet.tell(Guided(guidance))
            await self._pause()
        image = self._driver.impression(step, request)
        if self._previews:
            for hidden in _PREVIEWED:
                self._outlet.tell(PreviewFrame(_half_placed(image, hidden)))
                await self._pause()
            self._outlet.tell(PreviewFrame(image))
        await self._pause()
        self._outlet.tell(FingerChanged(FingerStatus.LIFT))
        return Capture(image, self._info, request.transaction, datetime.now(UTC))

    async def _pause(self) -> None:
        await asyncio.sleep(self._driver.script.pace)

    def pulled_out(self) -> None:
        """It was unplugged."""
        self._info = replace(self._info, state=ReaderState.REMOVED)
        self._outlet.tell(StateChanged(ReaderState.REMOVED))
        request = self._outlet.running
        if request is not None and self._outlet.fail(request, ReaderRemoved()):
            self._call_off()

    async def _let_go(self) -> None:
        self._driver.closed(self)


class SimulatorDriver:
    """Finds and opens the simulated reader.

    Args:
        script: what happens before it.
    """

    name = "simulator"

    def __init__(self, script: Script | None = None) -> None:
        self.script = script or Script()
        self._background = Background(self.name)
        self._lock = Lock()
        self._plugged = True
        self._refusals: deque[ReaderError] = deque()
        self._open: list[SimulatedReader] = []
        self._impressions: Counter[tuple[str, Finger]] = Counter()

    def discover(self) -> Sequence[ReaderInfo]:
        """Return the reader, unless it is unplugged."""
        return (SIMULATED,) if self._plugged else ()

    def open(self, reader_id: str, on_event: Callable[[ReaderEvent], None]) -> SimulatedReader:
        """Open the reader.

        Raises:
            ReaderError: it is unplugged, or ``refuse`` said so.
        """
        with self._lock:
            if not self._plugged or reader_id != SIMULATED.id:
                raise ReaderRemoved
            if self._refusals:
                raise self._refusals.popleft()
            reader = SimulatedReader(self, self._background, Outlet(on_event))
            self._open.append(reader)
            return reader

    def close(self) -> None:
        """End the thread. May be called twice."""
        self._background.close()

    def refuse(self, *errors: ReaderError) -> None:
        """Let the next attempts to open fail so."""
        with self._lock:
            self._refusals.extend(errors)

    def unplug(self) -> None:
        """Pull the reader out."""
        with self._lock:
            self._plugged = False
            pulled, self._open = self._open, []
        for reader in pulled:
            reader.pulled_out()

    def plug(self) -> None:
        """Plug the reader in."""
        with self._lock:
            self._plugged = True

    def closed(self, reader: SimulatedReader) -> None:
        """Forget a reader that was closed."""
        with self._lock:
            if reader in self._open:
                self._open.remove(reader)

    def impression(self, step: Place, request: CaptureRequest) -> GreyImage:
        """Return what the reader sees of a finger."""
        if step.image is not None:
            return step.image
        person = request.subject if step.person is None else step.person
        finger = step.finger or request.finger
        impression = step.impression
        if impression is None:
            impression = self._impressions[person, finger]
            self._impressions[person, finger] += 1
        return synthetic.finger_image(
            finger_seed(person, finger),
            impression,
            pressure=step.pressure,
            noise=step.noise,
            partial=step.partial,
            rotation=step.rotation,
            shift=step.shift,
        )


def _half_placed(image: GreyImage, hidden: float) -> GreyImage:
    """Return the picture while the finger is being put down: its edges are not there yet."""
    rows = int(image.height * hidden / 2)
    blank = b"\xe8" * (rows * image.width)
    middle = image.pixels[len(blank) : len(image.pixels) - len(blank)]
    return replace(image, pixels=blank + middle + blank)
