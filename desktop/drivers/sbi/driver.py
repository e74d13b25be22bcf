"""Readers behind a Secure Biometric Interface: found, opened, watched, captured from.

Source: Secure Biometric Interface 0.9.5; design notes of the biometric kit, "Drivers" (what the
client checks, and the time-outs); docs/decisions/0108.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from desktop.drivers.background import Background, BackgroundReader
from desktop.drivers.outlet import Outlet
from desktop.drivers.sbi import answers, words
from desktop.drivers.sbi.answers import Device
from desktop.drivers.sbi.client import DISCOVERY, ask
from desktop.drivers.sbi.record import unpacked
from desktop.drivers.sbi.service import SbiService
from desktop.drivers.sbi.trust import load
from desktop.ports.kit import (
    Capture,
    CaptureRequest,
    Guided,
    PreviewFrame,
    ReaderBusy,
    ReaderError,
    ReaderEvent,
    ReaderInfo,
    ReaderNotReady,
    ReaderNotRegistered,
    ReaderProtocol,
    ReaderRemoved,
    ReaderState,
    StateChanged,
)
from domain.fingers import Guidance

PORTS = range(4501, 4601)
_TOLD_SECONDS = 5.0  # discovery and information
_OWN_PATIENCE = 2.0  # after the time that the service was given for a capture
_STREAM_SECONDS = 120.0
_FRAME_SECONDS = 1 / 15
_REMEMBERED = 256
_log = logging.getLogger(__name__)


def _utc() -> datetime:
    return datetime.now(UTC)


class SbiReader(BackgroundReader):
    """A reader that its service let us open."""

    _own_patience = _OWN_PATIENCE

    def __init__(
        self,
        info: ReaderInfo,
        background: Background,
        outlet: Outlet,
        service: SbiService,
        device: Device,
    ) -> None:
        super().__init__(info, background, outlet)
        self._service = service
        self._device = device
        self._previous = ""  # hash of the capture before
        self._watching: Future[None] | None = None
        self._watched = False
        self._shown = 0.0

    # ------------------------------------------------------------------ preview
    def start_preview(self) -> None:
        """Give pictures while fingers are placed; see the port."""
        self._watched = not self._outlet.closed
        if self._watched and (self._watching is None or self._watching.done()):
            self._watching = self._background.start(self._watch())

    def stop_preview(self) -> None:
        """End the pictures; see the port."""
        self._watched = False
        if self._watching is not None:
            self._watching.cancel()

    async def _watch(self) -> None:
        """Tell the pictures until the service ends them; without them a capture still serves."""
        try:
            await self._service.watch(self._device, _STREAM_SECONDS, self._show)
        except ReaderError as error:
            _log.info("a reader's stream ended: %s", error.what)

    def _show(self, frame: bytes) -> None:
        if monotonic() - self._shown >= _FRAME_SECONDS:
            self._shown = monotonic()
            self._outlet.tell(PreviewFrame(unpacked(frame, "JPEG")))

    # ------------------------------------------------------------------ capture
    def capture(self, request: CaptureRequest) -> None:
        """Begin a capture; see the port."""
        super().capture(request)
        if self._watched:
            self.start_preview()  # the service may have ended it

    async def _take(self, request: CaptureRequest) -> Capture:
        if self._info.state is ReaderState.REMOVED:
            raise ReaderRemoved
        self._outlet.tell(Guided(Guidance.PLACE))
        try:
            capture = await self._service.captured(
                request, self._info, self._device, self._previous
            )
        except ReaderRemoved:
            self._gone()
            raise
        except ReaderProtocol:
            # A service that ended in the middle looks like one that speaks nonsense.
            if await self._service.gone():
                self._gone()
                raise ReaderRemoved from None
            raise
        assert capture.proof is not None
        self._previous = capture.proof.hash
        return capture

    def _gone(self) -> None:
        self._info = replace(self._info, state=ReaderState.REMOVED)
        self._outlet.tell(StateChanged(ReaderState.REMOVED))

    def close(self) -> None:
        """Let go of the reader; see the port."""
        self.stop_preview()
        super().close()

    async def _let_go(self) -> None:
        """Nothing is held open between captures."""


class SbiDriver:
    """Finds and opens the readers of the services on this computer.

    Args:
        certificates: the folder with the makers' certificates.
        ports: where services may be.
        clock: the time, UTC.
    """

    name = "sbi"

    def __init__(
        self,
        certificates: Path,
        ports: Iterable[int] = PORTS,
        clock: Callable[[], datetime] = _utc,
    ) -> None:
        self._certificates = certificates
        self._ports = tuple(ports)
        self._clock = clock
        self._background = Background(self.name)
        self._seen: deque[bytes] = deque(maxlen=_REMEMBERED)

    def discover(self) -> Sequence[ReaderInfo]:
        """Return the readers that services tell of; what answers otherwise is no such service."""
        return self._background.wait(self._discover())

    async def _discover(self) -> Sequence[ReaderInfo]:
        found = await asyncio.gather(*(self._at(port) for port in self._ports))
        return [reader for readers in found for reader in readers]

    async def _at(self, port: int) -> Sequence[ReaderInfo]:
        try:
            async with asyncio.timeout(_TOLD_SECONDS):
                raw = await ask(port, *DISCOVERY)
            return [_info(port, device) for device in answers.discovered(raw)]
        except ReaderRemoved:
            return []
        except (ReaderError, TimeoutError):
            _log.info("what listens at port %d tells of no readers", port)
            return []

    def open(self, reader_id: str, on_event: Callable[[ReaderEvent], None]) -> SbiReader:
        """Open a reader: it must sign who it is.

        Raises:
            ReaderError: as the port says; ``ReaderUnsupported`` where it cannot enrol.
        """
        return self._background.wait(self._open(reader_id, on_event))

    async def _open(self, reader_id: str, on_event: Callable[[ReaderEvent], None]) -> SbiReader:
        port, _, device_id = reader_id.partition("/")
        if not port.isdecimal() or int(port) not in self._ports:
            raise ReaderRemoved
        service = SbiService(int(port), load(self._certificates), self._clock, self._seen)
        try:
            async with asyncio.timeout(_TOLD_SECONDS):
                device = await service.device(device_id)
        except TimeoutError:
            raise words.silent() from None
        match device.state:
            case ReaderState.BUSY:
                raise ReaderBusy
            case ReaderState.NOT_READY:
                raise ReaderNotReady
            case ReaderState.NOT_REGISTERED:
                raise ReaderNotRegistered
        device.check_use()
        return SbiReader(
            _info(int(port), device), self._background, Outlet(on_event), service, device
        )

    def close(self) -> None:
        """End the thread. May be called twice."""
        self._background.close()


def _info(port: int, device: Device) -> ReaderInfo:
    return ReaderInfo(
        SbiDriver.name, f"{port}/{device.id}", device.model, device.serial, device.state, live=True
    )
