"""What the services of readers answer: read strictly, field by field, whatever comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.drivers.sbi import words
from desktop.drivers.sbi.trust import from_base64url, read_json
from desktop.ports.kit import ReaderError, ReaderNotRegistered, ReaderProtocol, ReaderState
from domain.fingers import Finger

SPEC_VERSION = "0.9.5"
REGISTRATION = "Registration"
UNKNOWN = "UNKNOWN"
_LONGEST_TEXT = 200
_MOST_DEVICES = 16
_NAMES = ("Thumb", "IndexFinger", "MiddleFinger", "RingFinger", "LittleFinger")
SUBTYPES = {
    finger: f"{'Right' if finger <= Finger.RIGHT_LITTLE else 'Left'} {_NAMES[(finger - 1) % 5]}"
    for finger in Finger
}
_FINGERS = {name: finger for finger, name in SUBTYPES.items()}
_STATES = {
    "ready": ReaderState.READY,
    "busy": ReaderState.BUSY,
    "not ready": ReaderState.NOT_READY,
    "not registered": ReaderState.NOT_REGISTERED,
}

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Device:
    """A reader as its service tells of it.

    Attributes:
        id: within its service.
        sensors: 0 a single finger, 1 left slap, 2 right slap, 3 both thumbs.
        environment: ``Production``, ``Staging``, ``Developer``; asked back with each capture.
    """

    id: str
    code: str
    model: str
    serial: str
    state: ReaderState
    sensors: tuple[int, ...]
    versions: tuple[str, ...]
    purpose: str
    environment: str = ""

    def check_use(self) -> None:
        """Raises ReaderUnsupported where it speaks another version, or only compares."""
        if SPEC_VERSION not in self.versions:
            raise words.other_version()
        if self.purpose not in ("", REGISTRATION):
            raise words.no_enrolment()

    def sensor_for(self, finger: Finger) -> int:
        """Return which of its sensors takes that finger. Raises ReaderUnsupported."""
        thumb = finger in (Finger.RIGHT_THUMB, Finger.LEFT_THUMB)
        slap = 3 if thumb else 2 if finger <= Finger.RIGHT_LITTLE else 1
        for sensor in (0, slap):
            if sensor in self.sensors:
                return sensor
        raise words.no_enrolment()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a capture, before its signature was looked at.

    Attributes:
        token: what was signed.
        hash: of the chain of captures, in lower-case hex.
    """

    token: str
    hash: str


@dataclass(frozen=True, slots=True)
class Impression:
    """What was signed of a capture.

    Attributes:
        finger: None where the reader does not know.
        record: the finger image record.
        quality: 0 to 100.
    """

    transaction: str
    serial: str
    code: str
    finger: Finger | None
    environment: str
    at: datetime
    quality: int
    record: bytes


# ------------------------------------------------------------------------------ fields
def fields(value: object) -> Fields:
    """Return an object of JSON. Raises ReaderProtocol."""
    if not isinstance(value, dict):
        raise ReaderProtocol
    return value


def text(said: Fields, name: str, *, longest: int = _LONGEST_TEXT) -> str:
    """Return a text, empty where there is none. Raises ReaderProtocol."""
    value = said.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise ReaderProtocol
    return value.strip()


def _number(said: Fields, name: str) -> int | None:
    """Return a number, which services write as a text too; None where there is none."""
    value = said.get(name)
    if isinstance(value, str) and len(value) < 12:
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if abs(value) < 1e9 else None


def _texts(said: Fields, name: str) -> tuple[str, ...]:
    value = said.get(name)
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(one.strip() for one in listed[:_MOST_DEVICES] if isinstance(one, str))


def _numbers(said: Fields, name: str) -> tuple[int, ...]:
    value = said.get(name)
    listed = value[:_MOST_DEVICES] if isinstance(value, list) else []
    return tuple(n for n in (_number({name: one}, name) for one in listed) if n is not None)


# ------------------------------------------------------------------------------ errors
def told_error(value: object) -> ReaderError | None:
    """Return the error that an answer tells of, wherever it stands; None where there is none."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, dict):
        return None
    if isinstance(inside := value.get("biometrics"), list) and inside:
        return told_error(inside)
    if isinstance(inside := value.get("error"), dict):
        value = inside
    code = _number(value, "errorCode")
    return None if not code else words.failure(code)


# ------------------------------------------------------------------------------ answers
def discovered(raw: bytes) -> Sequence[Device]:
    """Return the readers that a service has. Raises ReaderError."""
    said = read_json(raw)
    listed = said if isinstance(said, list) else [said]
    found = []
    for one in listed[:_MOST_DEVICES]:
        device = fields(one)
        if not text(device, "deviceId"):
            if (error := told_error(device)) is not None:
                raise error
            continue
        digital = fields(read_json(from_base64url(_digital_id(device)) or b"{}"))
        if text(digital, "type").lower() in ("finger", "biometric device", ""):
            found.append(_device(device, digital))
    return found


def _digital_id(said: Fields) -> str:
    """Return the part of a digital id that says something: discovery does not sign it."""
    value = said.get("digitalId")
    if not isinstance(value, str):
        raise ReaderProtocol
    parts = value.split(".")
    return parts[1] if len(parts) == 3 else value


def _device(said: Fields, digital: Fields) -> Device:
    state = _STATES.get(text(said, "deviceStatus").lower())
    if state is None:
        raise ReaderProtocol
    return Device(
        id=text(said, "deviceId"),
        code=text(said, "deviceCode"),
        model=" ".join(filter(None, (text(digital, "make"), text(digital, "model")))),
        serial=text(digital, "serialNo"),
        state=state,
        sensors=_numbers(said, "deviceSubId"),
        versions=_texts(said, "specVersion"),
        purpose=text(said, "purpose"),
        environment=text(said, "env"),
    )


def info_tokens(raw: bytes) -> Sequence[str]:
    """Return what a service signed of its readers. Raises ReaderError."""
    said = read_json(raw)
    tokens = []
    for one in (said if isinstance(said, list) else [said])[:_MOST_DEVICES]:
        if (error := told_error(one)) is not None:
            raise error
        token = fields(one).get("deviceInfo")
        if not isinstance(token, str):
            raise ReaderProtocol
        if "." not in token:
            raise ReaderNotRegistered  # only those are not signed
        tokens.append(token)
    return tokens


def described(payload: bytes) -> tuple[Fields, str]:
    """Return what is said of a reader, and its own digital id, signed apart."""
    said = fields(read_json(payload))
    digital = said.get("digitalId")
    if not isinstance(digital, str):
        raise ReaderProtocol
    return said, digital


def device(said: Fields, digital: bytes) -> Device:
    """Return the reader of ``described``, with its digital id read. Raises ReaderError."""
    if (error := told_error(said)) is not None:
        raise error
    return _device(said, fields(read_json(digital)))


def answered(raw: bytes) -> Answer:
    """Return the answer to a capture. Raises ReaderError."""
    said = read_json(raw)
    if (error := told_error(said)) is not None:
        raise error
    impressions = fields(said).get("biometrics")
    if not isinstance(impressions, list) or len(impressions) != 1:
        raise ReaderProtocol
    one = fields(impressions[0])
    token = one.get("data")
    if not isinstance(token, str) or text(one, "specVersion") != SPEC_VERSION:
        raise ReaderProtocol
    return Answer(token, text(one, "hash").lower())


def impression(payload: bytes) -> Impression:
    """Return what was signed of a capture. Raises ReaderProtocol."""
    said = fields(read_json(payload))
    record = said.get("bioValue")
    quality = _number(said, "qualityScore")
    named = text(said, "bioSubType")
    if quality is None or not 0 <= quality <= 100:
        raise words.no_quality()
    if named not in _FINGERS and named != UNKNOWN:
        raise words.no_finger()
    if text(said, "bioType").lower() != "finger" or text(said, "purpose") != REGISTRATION:
        raise ReaderProtocol
    if not isinstance(record, str):
        raise ReaderProtocol
    digital = fields(read_json(from_base64url(_digital_id(said))))
    return Impression(
        transaction=text(said, "transactionId"),
        serial=text(digital, "serialNo"),
        code=text(said, "deviceCode"),
        finger=_FINGERS.get(named),
        environment=text(said, "env"),
        at=_moment(text(said, "timestamp")),
        quality=quality,
        record=from_base64url(record),
    )


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise ReaderProtocol from None
    if moment.tzinfo is None:
        raise ReaderProtocol
    return moment
