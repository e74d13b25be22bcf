"""Reader and camera as the page sees them: their events brought to the windows' thread.

A driver tells what happens from threads of its own; here it becomes signals. Whatever goes wrong,
the reader is looked for again while the page is in sight: plugging it in is all it takes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from biometrics.gate import Thresholds
from desktop.ports.kit import (
    CameraDriver,
    CaptureCancelled,
    Captured,
    CaptureFailed,
    CaptureRequest,
    FingerChanged,
    FingerStatus,
    Guided,
    PreviewFrame,
    Reader,
    ReaderDriver,
    ReaderEvent,
    ReaderInfo,
    ReaderRemoved,
    ReaderState,
    StateChanged,
)
from domain.errors import KnownError
from domain.fingers import Guidance
from ui.theme import Kind
from ui.work import Runner

AGAIN_MS = 1500
"""How often a reader or camera that is not there is looked for."""


@dataclass(frozen=True, slots=True)
class KitParts:
    """What the page is given to reach readers and cameras.

    Attributes:
        readers: one driver that stands for all this computer uses; off the windows' thread.
        cameras: the cameras' driver; on the windows' thread, as Qt wants it.
        thresholds: what is asked of impressions of a model of reader.
        camera: the id of the camera this computer prefers; empty for the first.
        prefer_camera: prefers another from now on.
    """

    readers: ReaderDriver
    cameras: CameraDriver
    thresholds: Callable[[str], Thresholds]
    camera: str = ""
    prefer_camera: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Stands:
    """How a device stands: words for its chip, and whether it serves."""

    words: str
    kind: Kind
    ready: bool = False
    name: str = ""


LOOKING = Stands("Buscando el lector…", Kind.NEUTRAL)
NO_READER = Stands("Sin lector de huellas", Kind.ERROR)
NO_CAMERA = Stands("Sin cámara", Kind.WARN)
CAMERA_WAITED = Stands("Encendiendo la cámara…", Kind.NEUTRAL)
CAMERA_RESTS = Stands("Cámara: se enciende en la fotografía", Kind.NEUTRAL)


class ReaderLine(QObject):
    """The reader in use. Opened and let go off the windows' thread; looked for while it is gone.

    Args:
        parts: reaches the readers.
        again_ms: how often a missing one is looked for.
    """

    changed = Signal()
    """It stands otherwise (``stands``)."""
    framed = Signal(object)
    """A picture while the finger is placed (``GreyImage``); never to be kept."""
    guided = Signal(str)
    """What the person is to do, in words."""
    captured = Signal(object)
    """The capture that was asked for (``Capture``)."""
    failed = Signal(object)
    """It ended without one (``ReaderError``)."""

    _event = Signal(int, object)

    def __init__(
        self, parts: KitParts, *, again_ms: int = AGAIN_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._runner = Runner(self._could_not, parent=self)
        self._again = QTimer(self, interval=again_ms, singleShot=True)
        self._again.timeout.connect(self._look)
        self._reader: Reader | None = None
        self._info: ReaderInfo | None = None
        self._wanted: ReaderInfo | None = None
        self._turn = 0
        self._on = self._looking = self._closed = False
        self._capturing = False
        self.found: tuple[ReaderInfo, ...] = ()
        """What was there when it was last looked."""
        self.stands = LOOKING
        self._event.connect(self._take)

    @property
    def model(self) -> str:
        """Its model; empty while there is none."""
        return "" if self._info is None else self._info.model

    @property
    def info(self) -> ReaderInfo | None:
        """What it is; the last one, where it has gone."""
        return self._info

    @property
    def capturing(self) -> bool:
        """Whether a capture is under way."""
        return self._capturing

    def start(self) -> None:
        """Look for it and open it; safe to call again."""
        if not self._on:
            self._on = True
            self._stand(LOOKING)
            self._look()

    def stop(self) -> None:
        """Call off what is under way and let it go; it may be started again."""
        self._on = False
        self._again.stop()
        self._let_go()

    def close(self) -> None:
        """Let go of it for good, and of the drivers."""
        self.stop()
        self._runner.write(self._parts.readers.close)
        self._closed = True
        self._runner.close()

    def look_again(self) -> None:
        """Look for it now."""
        if self._on and self._reader is None:
            self._again.stop()
            self._look()

    def search(self) -> None:
        """Let go of the reader in use and look for all of them anew."""
        self._let_go()
        self._stand(LOOKING)
        self._look()

    def use(self, info: ReaderInfo) -> None:
        """Use another reader from now on."""
        self._wanted = info
        self.search()

    def capture(self, request: CaptureRequest) -> bool:
        """Begin a capture; False where there is no reader to do it."""
        if self._reader is None or self._capturing:
            return False
        self._capturing = True
        self._reader.capture(request)
        return True

    def cancel(self) -> None:
        """Call off the capture under way."""
        if self._reader is not None and self._capturing:
            self._reader.cancel()

    # ------------------------------------------------------------------- finding and opening
    def _look(self) -> None:
        if self._looking or not self._on:
            return
        self._looking = True
        self._turn += 1
        turn = self._turn
        self._runner.write(partial(self._open, turn), partial(self._opened, turn))

    def _open(self, turn: int) -> "tuple[tuple[ReaderInfo, ...], Reader | KnownError | None]":
        found = tuple(self._parts.readers.discover())
        wanted = self._wanted or self._info
        chosen = next((one for one in found if same(one, wanted)), next(iter(found), None))
        if chosen is None:
            return found, None
        try:
            reader = self._parts.readers.open(chosen.id, partial(self._event.emit, turn))
        except KnownError as refused:
            return found, refused
        return found, reader

    def _opened(
        self, turn: int, came: "tuple[tuple[ReaderInfo, ...], Reader | KnownError | None]"
    ) -> None:
        self._looking = False
        self.found, reader = came
        if reader is None:
            self._gone(NO_READER if self._info is None else gone(self._info))
        elif isinstance(reader, KnownError):
            self._gone(Stands(reader.what, Kind.ERROR))
        elif self._closed:
            reader.close()  # it came too late for anybody
        elif turn != self._turn or not self._on:
            self._runner.write(reader.close)
            if self._on:
                self._look()
        else:
            self._reader, self._info, self._wanted = reader, reader.info, None
            if reader.info.live:
                reader.start_preview()
            self._stand(standing(reader.info, reader.info.state))

    def _could_not(self, error: KnownError) -> None:
        self._looking = False
        self._gone(Stands(error.what, Kind.ERROR))

    def _gone(self, stands: Stands) -> None:
        self._stand(stands)
        if self._on:
            self._again.start()

    def _let_go(self) -> None:
        self._turn += 1
        reader, self._reader = self._reader, None
        captured, self._capturing = self._capturing, False
        if reader is not None:
            self._runner.write(reader.close)
        if captured:  # what is closed tells nothing any more
            self.failed.emit(CaptureCancelled())

    # ------------------------------------------------------------------- what it tells
    def _take(self, turn: int, event: ReaderEvent) -> None:
        if turn != self._turn:
            return  # of a reader that was let go
        match event:
            case PreviewFrame():
                self.framed.emit(event.image)
            case Guided():
                if event.guidance is not Guidance.PLACE:  # that is said by the finger's name
                    self.guided.emit(f"{event.guidance.label}.")
            case FingerChanged():
                if event.status is not FingerStatus.AWAY:
                    self.guided.emit(f"{event.status.label}.")
            case Captured():
                self._capturing = False
                self.captured.emit(event.capture)
            case CaptureFailed():
                self._capturing = False
                if isinstance(event.error, ReaderRemoved):
                    self._lost()
                self.failed.emit(event.error)
            case StateChanged():
                self._state(event.state)

    def _state(self, state: ReaderState) -> None:
        if state is not ReaderState.REMOVED:
            if self._info is not None:
                self._stand(standing(self._info, state))
        elif self._capturing:
            pass  # the capture's own end tells it
        else:
            self._lost()

    def _lost(self) -> None:
        if self._info is not None:
            self._let_go()
            self._gone(gone(self._info))

    def _stand(self, stands: Stands) -> None:
        if stands != self.stands:
            self.stands = stands
            self.changed.emit()


def same(one: ReaderInfo, other: ReaderInfo | None) -> bool:
    """Tell whether two are one reader, also after it was plugged in anew."""
    if other is None or one.driver != other.driver:
        return False
    if one.serial and other.serial:
        return (one.model, one.serial) == (other.model, other.serial)
    return one.id == other.id


def standing(info: ReaderInfo, state: ReaderState) -> Stands:
    """Return the words of a reader that is there."""
    kind = Kind.OK if state is ReaderState.READY else Kind.WARN
    ready = state in {ReaderState.READY, ReaderState.BUSY}
    return Stands(f"{named(info)}: {state.label}", kind, ready=ready, name=info.model)


def gone(info: ReaderInfo) -> Stands:
    """Return the words of one that was there."""
    return Stands(f"{named(info)}: desconectado", Kind.ERROR, name=info.model)


def named(info: ReaderInfo) -> str:
    """Return what a reader is called: ``Lector U.are.U 4500``."""
    return info.model if info.model.lower().startswith("lector") else f"Lector {info.model}"
