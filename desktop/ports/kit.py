"""The biometric kit: fingerprint reader and camera, whoever made them.

A driver talks to readers of one kind. It works on threads of its own and tells what happens by
events, which it gives to ``on_event`` from whatever thread; nobody waits inside a call. Whatever
goes wrong with a capture leaves the reader usable, or says that it is gone (``Removed``), and then
``discover`` and ``open`` serve again without starting the program anew.

Source: design notes of the biometric kit, "Driver interface".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from biometrics.images import ColourImage, GreyImage
from domain.errors import KnownError
from domain.fingers import Finger, Guidance
from domain.labels import Labelled

CAPTURE_SECONDS = 40.0
"""How long a capture waits for a finger."""


class ReaderState(Labelled):
    """How a reader stands."""

    READY = "ready", "listo"
    BUSY = "busy", "ocupado"
    NOT_READY = "not_ready", "no está listo"
    NOT_REGISTERED = "not_registered", "no está registrado"
    REMOVED = "removed", "desconectado"


class FingerStatus(Labelled):
    """What the reader feels."""

    AWAY = "away", "Coloque el dedo"
    PRESENT = "present", "No levante el dedo"
    LIFT = "lift", "Levante el dedo"


@dataclass(frozen=True, slots=True)
class ReaderInfo:
    """A reader that was found.

    Attributes:
        driver: name of its driver in the registry: ``simulator``, ``libfprint``, ``sbi``.
        id: what the driver calls it; opaque, stable while it is plugged in.
        model: ``U.are.U 4500``; the settings' thresholds go by it.
        serial: empty where it tells none.
        ppi: of its images.
        live: gives a picture while the finger is placed.
    """

    driver: str
    id: str
    model: str
    serial: str = ""
    state: ReaderState = ReaderState.READY
    ppi: int = 500
    live: bool = False


@dataclass(frozen=True, slots=True)
class CaptureRequest:
    """What is to be captured.

    Attributes:
        finger: which one the person was asked for.
        transaction: names this capture; an answer to another one is refused.
        timeout: seconds until ``CaptureTimeout``.
        min_quality: 0 to 100; asked of readers that judge quality themselves.
        subject: tells apart whose finger it is, by an enrolment's id and never by a name; only
            the simulator asks, which has no person before it.
    """

    finger: Finger
    transaction: str
    timeout: float = CAPTURE_SECONDS
    min_quality: int = 0
    subject: str = ""


@dataclass(frozen=True, slots=True)
class DeviceProof:
    """What the reader signed of its capture, as it came.

    Attributes:
        token: the signed answer (a JWT for SBI).
        certificate: SHA-256 of the certificate that signed, in hex.
        hash: of the chain of captures, in hex.
    """

    token: str
    certificate: str
    hash: str


@dataclass(frozen=True, slots=True)
class Capture:
    """One impression.

    Attributes:
        quality: as the reader judges it, 0 to 100; -1 where it does not.
        at: moment of the capture, UTC.
        proof: None where the reader signs nothing.
    """

    image: GreyImage
    reader: ReaderInfo
    transaction: str
    at: datetime
    quality: int = -1
    proof: DeviceProof | None = None


# ------------------------------------------------------------------------------ what goes wrong
class ReaderError(KnownError):
    """Something went wrong with the reader; the message tells what to do."""

    kept = "Las capturas anteriores están guardadas."


class Retry(ReaderError):
    """The finger was placed badly; ``guidance`` says how to do it better."""

    what = "El lector no obtuvo una huella que sirva."
    todo = "Levante el dedo y colóquelo otra vez."

    def __init__(self, guidance: Guidance = Guidance.LIFT) -> None:
        self.guidance = guidance
        super().__init__(todo=f"{guidance.label}.")


class CaptureTimeout(ReaderError):
    """Nobody placed a finger, or the reader stayed silent."""

    what = "El lector no recibió ninguna huella a tiempo."
    todo = "Pulse Repetir y coloque el dedo."


class CaptureCancelled(ReaderError):
    """The capture was called off."""

    what = "La captura se canceló."
    todo = "Pulse Capturar cuando la persona esté lista."


class ReaderBusy(ReaderError):
    """Another program, or another capture, has it."""

    what = "El lector está ocupado por otro programa."
    todo = "Cierre el otro programa y pulse Repetir."


class ReaderNotReady(ReaderError):
    """It is there and cannot capture yet."""

    what = "El lector todavía no está listo."
    todo = "Espere unos segundos y pulse Repetir."


class ReaderNotRegistered(ReaderError):
    """Its maker's service does not know it."""

    what = "El lector no está registrado por su fabricante."
    todo = "Cambie de lector, o pida al técnico que lo registre."


class ReaderRemoved(ReaderError):
    """It was unplugged, or its service ended."""

    what = "El lector se desconectó."
    todo = "Conéctelo y pulse Repetir."


class ReaderTampered(ReaderError):
    """It says that somebody opened or changed it."""

    what = "El lector avisa que fue abierto o alterado."
    todo = "No lo use más; avise al ministerio y cambie de lector."


class ReaderUntrusted(ReaderError):
    """What it signed cannot be trusted: certificate, signature, an old answer or a broken chain."""

    what = "No se puede confiar en la respuesta del lector."
    kept = "Esa captura no se usó; las anteriores están guardadas."
    todo = "Pulse Repetir; si vuelve a ocurrir, cambie de lector y avise al ministerio."


class ReaderProtocol(ReaderError):
    """It answered something that is not what its protocol says."""

    what = "El lector respondió algo que no se entiende."
    kept = "Esa captura no se usó; las anteriores están guardadas."
    todo = "Pulse Repetir; si vuelve a ocurrir, desconecte y conecte el lector."


class ReaderUnsupported(ReaderError):
    """It cannot do what was asked, or cannot be used on this computer."""

    what = "Este lector no permite lo que se pidió."
    todo = "Elija otro lector en Cambiar de kit."


# ------------------------------------------------------------------------------ what is told
@dataclass(frozen=True, slots=True)
class StateChanged:
    """The reader stands otherwise."""

    state: ReaderState


@dataclass(frozen=True, slots=True)
class FingerChanged:
    """A finger came or went."""

    status: FingerStatus


@dataclass(frozen=True, slots=True)
class PreviewFrame:
    """A picture while the finger is placed; some readers give none. Never kept."""

    image: GreyImage


@dataclass(frozen=True, slots=True)
class Guided:
    """What the person is to do."""

    guidance: Guidance


@dataclass(frozen=True, slots=True)
class Captured:
    """The capture that was asked for; it is over."""

    capture: Capture


@dataclass(frozen=True, slots=True)
class CaptureFailed:
    """The capture that was asked for ended without an image. Other than ``ReaderRemoved``, the
    same reader serves again at once.
    """

    transaction: str
    error: ReaderError


ReaderEvent = StateChanged | FingerChanged | PreviewFrame | Guided | Captured | CaptureFailed


class Reader(Protocol):
    """A reader that is open. Every call returns at once; what comes of it is an event."""

    @property
    def info(self) -> ReaderInfo:
        """What it is, and how it stands now."""
        ...

    def start_preview(self) -> None:
        """Give ``PreviewFrame`` while fingers are placed; nothing where it cannot."""
        ...

    def stop_preview(self) -> None: ...

    def capture(self, request: CaptureRequest) -> None:
        """Begin a capture. It ends by exactly one ``Captured`` or ``CaptureFailed``, at the latest
        some seconds after its timeout, whatever the device does; a second one while it runs ends
        at once by ``CaptureFailed`` with ``ReaderBusy`` and leaves the first as it was.
        """
        ...

    def cancel(self) -> None:
        """Call the capture off: it ends by ``CaptureFailed`` with ``CaptureCancelled``."""
        ...

    def close(self) -> None:
        """Let go of the reader; afterwards no event comes. May be called twice."""
        ...


class ReaderDriver(Protocol):
    """Talks to readers of one kind. Its methods may take seconds: never on the windows' thread."""

    @property
    def name(self) -> str:
        """Its name in the registry."""
        ...

    def discover(self) -> Sequence[ReaderInfo]:
        """Return the readers that are there; none is no error.

        Raises:
            ReaderUnsupported: it cannot work on this computer, and why.
        """
        ...

    def open(self, reader_id: str, on_event: Callable[[ReaderEvent], None]) -> Reader:
        """Open a reader.

        Raises:
            ReaderRemoved, ReaderBusy, ReaderNotReady, ReaderNotRegistered, ReaderUntrusted,
            ReaderProtocol: as their names say.
        """
        ...

    def close(self) -> None:
        """End what the driver itself keeps running. May be called twice."""
        ...


# ------------------------------------------------------------------------------ the camera
class CameraError(KnownError):
    """Something went wrong with the camera."""

    kept = "Las huellas capturadas están guardadas."


class CameraMissing(CameraError):
    """There is none, or it was unplugged."""

    what = "No se encuentra la cámara."
    todo = "Conéctela y pulse Repetir."


class CameraDark(CameraError):
    """It gives black pictures: covered, or without permission."""

    what = "La cámara da una imagen negra."
    todo = "Destape la cámara, encienda la luz y pulse Repetir."


class CameraSilent(CameraError):
    """It gives no picture."""

    what = "La cámara no responde."
    todo = "Desconéctela, conéctela otra vez y pulse Repetir."


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera that was found."""

    id: str
    name: str


class Camera(Protocol):
    """A camera that is open. Frames and errors come to the two callables it was opened with."""

    @property
    def info(self) -> CameraInfo: ...

    def still(self) -> ColourImage:
        """Return the picture of this moment, whole.

        Raises:
            CameraError: there is none.
        """
        ...

    def close(self) -> None: ...


class CameraDriver(Protocol):
    """Finds and opens cameras. On the windows' thread: Qt's cameras live there and do not wait."""

    def discover(self) -> Sequence[CameraInfo]: ...

    def open(
        self,
        camera_id: str,
        on_frame: Callable[[ColourImage], None],
        on_error: Callable[[CameraError], None],
    ) -> Camera:
        """Open a camera; pictures follow, at most some 15 a second.

        Raises:
            CameraMissing: it is not there.
        """
        ...
