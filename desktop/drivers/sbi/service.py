"""The service of a reader: asked, and believed only as far as it proves."""

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from desktop.drivers.sbi import answers, words
from desktop.drivers.sbi.answers import REGISTRATION, SPEC_VERSION, SUBTYPES, Device, Impression
from desktop.drivers.sbi.client import DISCOVERY, INFORMATION, MOST_CAPTURED, ask, watch
from desktop.drivers.sbi.record import read_record
from desktop.drivers.sbi.trust import Trust
from desktop.ports.kit import (
    Capture,
    CaptureRequest,
    DeviceProof,
    ReaderError,
    ReaderInfo,
    ReaderRemoved,
)

_NOW = timedelta(minutes=5)
_FIRST = hashlib.sha256(b"").hexdigest()


class SbiService:
    """The service at one port: asks it, and checks what it answers.

    Args:
        seen: answers that were taken before, by their SHA-256.
    """

    def __init__(
        self,
        port: int,
        trust: Trust,
        clock: Callable[[], datetime],
        seen: "deque[bytes]",
    ) -> None:
        self._port = port
        self._trust = trust
        self._clock = clock
        self._seen = seen

    async def gone(self) -> bool:
        """Return whether nobody listens any more."""
        try:
            async with asyncio.timeout(1):
                await ask(self._port, *DISCOVERY)
        except ReaderRemoved:
            return True
        except (ReaderError, TimeoutError):
            pass
        return False

    async def device(self, device_id: str) -> Device:
        """Return what the reader signed of itself. Raises ReaderError."""
        raw = await ask(self._port, *INFORMATION)
        for token in answers.info_tokens(raw):
            said, digital = answers.described(self._trust.verified(token, self._clock()).payload)
            if answers.text(said, "deviceId") == device_id:
                return answers.device(said, self._trust.verified(digital, self._clock()).payload)
        raise ReaderRemoved

    async def watch(
        self, device: Device, seconds: float, on_frame: Callable[[bytes], None]
    ) -> None:
        """Hand over the pictures (JPEG) of its stream, for so long. Raises ReaderError."""
        question = {
            "deviceId": device.id,
            "deviceSubId": str(device.sensors[0] if device.sensors else 0),
            "timeout": str(int(seconds * 1000)),
        }
        await watch(self._port, question, on_frame)

    async def captured(
        self,
        request: CaptureRequest,
        info: ReaderInfo,
        device: Device,
        previous: str,
    ) -> Capture:
        """Capture, and return what a trusted reader signed.

        Args:
            previous: hash of the capture before; empty for the first.

        Raises:
            ReaderError: as the service tells, or as the answer is not to be used.
        """
        raw = await ask(
            self._port,
            "RCAPTURE",
            "/capture",
            _question(request, device, previous, self._clock()),
            MOST_CAPTURED,
        )
        answer = answers.answered(raw)
        signed = self._trust.verified(answer.token, self._clock())
        impression = answers.impression(signed.payload)
        self._check(impression, request, device, answer.token)
        _check_chain(previous, impression.record, answer.hash)
        record = read_record(impression.record)
        for finger in (impression.finger, record.position or None):
            if finger is not None and finger != request.finger:
                raise words.other_finger()
        self._seen.append(_mark(answer.token))
        return Capture(
            record.image,
            info,
            request.transaction,
            impression.at,
            impression.quality,
            DeviceProof(answer.token, signed.certificate, answer.hash),
        )

    def _check(
        self, impression: Impression, request: CaptureRequest, device: Device, token: str
    ) -> None:
        if impression.transaction != request.transaction or _mark(token) in self._seen:
            raise words.other_capture()
        if abs(self._clock() - impression.at) > _NOW:
            raise words.other_moment()
        if (impression.serial, impression.code) != (device.serial, device.code):
            raise words.other_reader()
        if impression.environment != device.environment:
            raise words.other_reader()


def _question(
    request: CaptureRequest, device: Device, previous: str, now: datetime
) -> dict[str, object]:
    return {
        "env": device.environment,
        "purpose": REGISTRATION,
        "specVersion": SPEC_VERSION,
        "timeout": str(int(request.timeout * 1000)),
        "captureTime": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "transactionId": request.transaction,
        "bio": [
            {
                "type": "Finger",
                "count": "1",
                "bioSubType": [SUBTYPES[request.finger]],
                "exception": [],
                "requestedScore": str(request.min_quality),
                "deviceId": device.id,
                "deviceSubId": str(device.sensor_for(request.finger)),
                "previousHash": previous,
            }
        ],
        "customOpts": {},
    }


def _check_chain(previous: str, record: bytes, told: str) -> None:
    before = bytes.fromhex(previous or _FIRST)
    if hashlib.sha256(before + hashlib.sha256(record).digest()).hexdigest() != told:
        raise words.broken_chain()


def _mark(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
