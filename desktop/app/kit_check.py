"""The check of the biometric kit, step by step: what is there, what it gives, and what to do.

The pictures that are taken are looked at and forgotten: nothing of them is written anywhere.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from queue import Empty, Queue
from typing import TYPE_CHECKING
from uuid import uuid4

from biometrics.images import ColourImage, GreyImage
from desktop.doctor import Check, State
from desktop.drivers.registry import Entry
from desktop.ports.kit import (
    CAPTURE_SECONDS,
    CameraDriver,
    CameraError,
    CameraSilent,
    Capture,
    Captured,
    CaptureFailed,
    CaptureRequest,
    CaptureTimeout,
    FingerChanged,
    Guided,
    Reader,
    ReaderDriver,
    ReaderError,
    ReaderEvent,
    ReaderInfo,
    ReaderState,
    Retry,
)
from desktop.settings import ReaderRules
from domain.fingers import Finger

if TYPE_CHECKING:
    from biometrics.prints import Print

CAMERA_SECONDS = 8.0
ATTEMPTS = 3
_GRACE_SECONDS = 10.0  # of a reader, beyond a capture's own time: then it is our fault
_READER = "Lector de huellas"
_CAMERA = "Cámara"
_NO_READER = (
    "Si en este equipo se enrola, conecte el lector, o abra el programa que su fabricante entrega."
)
_NO_CAMERA = "Si en este equipo se enrola, conecte la cámara."
_FINGER = Finger.RIGHT_INDEX

Say = Callable[[str], None]


def check_readers(look: Callable[[], Sequence[ReaderInfo]]) -> Check:
    """Look for the fingerprint reader."""
    try:
        found = look()
    except ReaderError as error:
        return Check(_READER, State.WARN, error.what, error.todo)
    if not found:
        return Check(_READER, State.WARN, "No hay lector de huellas conectado.", _NO_READER)
    return _standing(found)


def check_cameras(count: int | None) -> Check:
    """Look for the camera.

    Args:
        count: how many there are; None where this computer cannot use any.
    """
    if count is None:
        return Check(
            _CAMERA,
            State.FAIL,
            "Este equipo no puede usar cámaras.",
            "Pida al administrador que instale el paquete libpulse0.",
        )
    if not count:
        return Check(_CAMERA, State.WARN, "No hay cámara conectada.", _NO_CAMERA)
    return Check(_CAMERA, State.OK, "Hay cámara.")


def check_drivers(entries: Mapping[Entry, ReaderDriver]) -> Iterator[Check]:
    """Look at each driver by itself: whether it can work here, and what it finds."""
    for entry, driver in entries.items():
        try:
            found = driver.discover()
        except ReaderError as error:
            yield Check(entry.label, State.WARN, error.what, error.todo or entry.needs)
            continue
        words = "Ningún lector." if not found else f"Encuentra {_listed(found)}."
        yield Check(entry.label, State.OK, words)


def check_reader(
    driver: ReaderDriver,
    rules: Callable[[str], ReaderRules],
    say: Say,
    *,
    capture: bool,
    seconds: float = CAPTURE_SECONDS,
) -> Iterator[Check]:
    """Find a reader, open it, and take a finger twice.

    Args:
        rules: what is asked of a model's impressions.
        say: tells the person what to do now.
        capture: whether fingers are asked for.
        seconds: that each capture waits.
    """
    try:
        found = driver.discover()
    except ReaderError as error:
        yield Check(_READER, State.FAIL, error.what, error.todo)
        return
    if not found:
        yield Check(_READER, State.FAIL, "No hay lector de huellas conectado.", _NO_READER)
        return
    yield _standing(found)
    heard: Queue[ReaderEvent] = Queue()
    try:
        reader = driver.open(found[0].id, heard.put)
    except ReaderError as error:
        yield Check("Abrir el lector", State.FAIL, error.what, error.todo)
        return
    try:
        yield Check("Abrir el lector", State.OK, f"Se abre {reader.info.model}.")
        if capture:
            yield from _check_fingers(reader, heard, rules(reader.info.model), say, seconds)
    finally:
        reader.close()


def _check_fingers(
    reader: Reader,
    heard: "Queue[ReaderEvent]",
    rules: ReaderRules,
    say: Say,
    seconds: float,
) -> Iterator[Check]:
    from biometrics.prints import match

    say(f"Coloque el {_FINGER.label.lower()} en el lector.")
    first, check = _good_one("Primera captura", reader, heard, rules, say, seconds)
    yield check
    if first is None:
        return
    say("Levante el dedo y coloque el mismo otra vez.")
    second, check = _good_one("Segunda captura", reader, heard, rules, say, seconds)
    yield check
    if second is None:
        return
    score = match(first, second)
    words = f"Las dos coinciden con {score} puntos (se piden {rules.agreement})."
    if score >= rules.agreement:
        yield Check("Coincidencia", State.OK, words)
    else:
        todo = (
            "Limpie el lector, repita con el mismo dedo bien apoyado; si sigue, cambie de lector."
        )
        words = f"Las dos coinciden solo con {score} puntos (se piden {rules.agreement})."
        yield Check("Coincidencia", State.FAIL, words, todo)


def _good_one(
    name: str,
    reader: Reader,
    heard: "Queue[ReaderEvent]",
    rules: ReaderRules,
    say: Say,
    seconds: float,
) -> "tuple[Print | None, Check]":
    """Return what was read of an impression that is good enough, or the last that was read."""
    from biometrics.gate import Thresholds, judge

    asked = Thresholds(rules.min_quality, rules.min_minutiae, rules.agreement)
    best: Print | None = None
    check = Check(name, State.FAIL, Retry.what, Retry.todo)
    for _ in range(ATTEMPTS):
        try:
            capture = _captured(reader, heard, say, seconds)
        except Retry as again:
            check = Check(name, State.FAIL, again.what, again.todo)
            say(again.todo)
            continue
        except ReaderError as error:
            return None, Check(name, State.FAIL, error.what, error.todo)
        judged = judge(capture.image, asked)
        advice = "" if judged.guidance is None else f"{judged.guidance.label}."
        if judged.print is None:
            words = f"{_size(capture.image)} no se ve ninguna huella."
            check = Check(name, State.FAIL, words, advice)
        else:
            best = judged.print
            words = f"{_size(capture.image)} calidad {best.quality} (se piden {rules.min_quality}),"
            words += f" {best.minutiae} puntos (se piden {rules.min_minutiae})."
            check = Check(name, State.OK if judged.accepted else State.WARN, words, advice)
            if judged.accepted:
                break
        say(advice)
    return best, check


def _captured(reader: Reader, heard: "Queue[ReaderEvent]", say: Say, seconds: float) -> Capture:
    """Return one capture; raises as it ended."""
    reader.capture(CaptureRequest(_FINGER, uuid4().hex, seconds, subject="kit-test"))
    told = ""
    while True:
        try:
            event = heard.get(timeout=seconds + _GRACE_SECONDS)
        except Empty:  # a driver of ours that is at fault: the port promises an end
            reader.cancel()
            raise CaptureTimeout from None
        match event:
            case Captured():
                return event.capture
            case CaptureFailed():
                raise event.error
            case Guided() | FingerChanged():
                label = (event.guidance if isinstance(event, Guided) else event.status).label
                if label != told:
                    told = label
                    say(f"  {label}.")
            case _:
                pass


def check_camera(
    cameras: CameraDriver,
    wait: Callable[[Callable[[], bool], float], bool],
    *,
    chosen: str = "",
    capture: bool,
) -> Iterator[Check]:
    """Find the camera, take a picture, and look at it as at a photograph; on Qt's own thread.

    Args:
        wait: lets Qt work until something holds, for so many seconds at most; whether it does.
        chosen: the camera's id; the system's usual one where empty or not there.
        capture: whether it is opened.
    """
    found = cameras.discover()
    if not found:
        yield Check(_CAMERA, State.FAIL, "No hay cámara conectada.", _NO_CAMERA)
        return
    info = next((camera for camera in found if camera.id == chosen), found[0])
    yield Check(_CAMERA, State.OK, f"Hay {len(found)}: se usa {info.name}.")
    if not capture:
        return
    frames: list[ColourImage] = []
    errors: list[CameraError] = []
    try:
        camera = cameras.open(info.id, frames.append, errors.append)
        try:
            if not wait(lambda: bool(frames or errors), CAMERA_SECONDS):
                raise CameraSilent
            if errors:
                raise errors[0]
            still = camera.still()
        finally:
            camera.close()
    except CameraError as error:
        yield Check("Imagen de la cámara", State.FAIL, error.what, error.todo)
        return
    yield Check("Imagen de la cámara", State.OK, f"{still.width} × {still.height} puntos.")

    from biometrics.faces import check_photo

    looked = check_photo(still)
    if looked.accepted:
        yield Check("Fotografía", State.OK, "La fotografía sirve.")
    else:
        advice = " ".join(f"{finding.label}." for finding in looked.findings)
        yield Check("Fotografía", State.WARN, "La fotografía no serviría.", advice)


def _standing(found: Sequence[ReaderInfo]) -> Check:
    words = f"Hay {_listed(found)}."
    if all(info.state is ReaderState.READY for info in found):
        return Check(_READER, State.OK, words)
    todo = "Espere unos segundos; si sigue así, desconecte y conecte el lector."
    return Check(_READER, State.WARN, words, todo)


def _listed(found: Sequence[ReaderInfo]) -> str:
    names = (
        info.model + ("" if info.state is ReaderState.READY else f" ({info.state.label})")
        for info in found
    )
    return ", ".join(names)


def _size(image: GreyImage) -> str:
    return f"{image.width} × {image.height} a {image.ppi} ppp:"


@contextmanager
def qt_at_work() -> Iterator[Callable[[Callable[[], bool], float], bool]]:
    """Give a way to let Qt work until something holds; its cameras want an application."""
    from PySide6.QtCore import QDeadlineTimer, QEventLoop, QLoggingCategory
    from PySide6.QtGui import QGuiApplication

    # It speaks of each library it would like to have; a person wants the answer only.
    QLoggingCategory.setFilterRules("qt.multimedia.*=false\ndefault.warning=false")
    application = QGuiApplication.instance() or QGuiApplication(
        [*sys.argv[:1], "-platform", "offscreen"]
    )
    loop = QEventLoop()

    def wait(holds: Callable[[], bool], seconds: float) -> bool:
        deadline = QDeadlineTimer(int(seconds * 1000))
        while not holds() and not deadline.hasExpired():
            loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        return holds()

    try:
        yield wait
    finally:
        QLoggingCategory.setFilterRules("")
        del application
