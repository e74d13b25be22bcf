"""Speaks with the services of readers: HTTP with verbs of its own, on this computer only.

No redirect is followed, no proxy used, and no answer read beyond its bound. How long to wait is
the caller's to say (``asyncio.timeout``).
"""

import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx

from desktop.drivers.sbi.answers import told_error
from desktop.drivers.sbi.trust import read_json
from desktop.ports.kit import ReaderProtocol, ReaderRemoved

Question = tuple[str, str, Mapping[str, Any]]
HOST = "127.0.0.1"
DISCOVERY: Question = ("MOSIPDISC", "/device", {"type": "Finger"})
"""Which readers of fingers are there?"""
INFORMATION: Question = ("MOSIPDINFO", "/info", {"type": "Finger"})
"""Who are they, signed?"""
MOST_TOLD = 1 << 18
"""Bytes of an answer about readers."""
MOST_CAPTURED = 12 << 20
"""Bytes of an answer to a capture: an image of 2048 × 2048, twice in base64."""
_MOST_FRAME = 2 << 20
_LONGEST_HEAD = 4096
_BACKSTOP_SECONDS = 600.0
_BOUNDARY = b"--BoundaryString"


class Client:
    """Asks services by their port."""

    def __init__(self) -> None:
        self._http = httpx.AsyncClient(
            trust_env=False,
            follow_redirects=False,
            timeout=_BACKSTOP_SECONDS,
            # A service that misbehaved once is not spoken to on the same connection again.
            limits=httpx.Limits(max_keepalive_connections=0),
            # Never used: the interface has no TLS, its answers are signed.
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            headers={"Accept-Encoding": "identity"},
        )

    async def ask(
        self, port: int, verb: str, path: str, question: Mapping[str, Any], most: int = MOST_TOLD
    ) -> bytes:
        """Return the JSON that a service answers.

        Raises:
            ReaderRemoved: nobody listens there.
            ReaderError: as it tells, some with HTTP status 405.
            ReaderProtocol: it answered something else, or too much.
        """
        async with self._answered(port, verb, path, question) as response:
            read = bytearray()
            async for part in response.aiter_raw():
                read += part
                if len(read) > most:
                    raise ReaderProtocol
            if "json" not in response.headers.get("content-type", ""):
                raise ReaderProtocol
            if response.status_code != httpx.codes.OK:
                raise told_error(read_json(bytes(read))) or ReaderProtocol()
            return bytes(read)

    async def frames(self, port: int, question: Mapping[str, Any]) -> AsyncGenerator[bytes, None]:
        """Return the pictures (JPEG) of a reader's stream, until it ends.

        Raises:
            ReaderRemoved, ReaderProtocol: as ``ask``.
        """
        async with self._answered(port, "STREAM", "/stream", question) as response:
            kind = response.headers.get("content-type", "")
            if response.status_code != httpx.codes.OK or "multipart/x-mixed-replace" not in kind:
                raise ReaderProtocol
            buffer = bytearray()
            async for part in response.aiter_raw():
                buffer += part
                while (frame := _frame(buffer)) is not None:
                    yield frame

    @asynccontextmanager
    async def _answered(
        self, port: int, verb: str, path: str, question: Mapping[str, Any]
    ) -> AsyncIterator[httpx.Response]:
        try:
            async with self._http.stream(
                verb,
                f"http://{HOST}:{port}{path}",
                content=json.dumps(question),
                headers={"Content-Type": "application/json"},
            ) as response:
                yield response
        except httpx.ConnectError:
            raise ReaderRemoved from None
        except httpx.HTTPError:
            raise ReaderProtocol from None


def _frame(buffer: bytearray) -> bytes | None:
    """Take the next picture out of what was read; None while it is not whole."""
    begin = buffer.find(_BOUNDARY)
    head_end = buffer.find(b"\r\n\r\n", max(begin, 0))
    if begin < 0 or head_end < 0:
        if len(buffer) > _LONGEST_HEAD:
            raise ReaderProtocol
        return None
    size = _length(bytes(buffer[begin:head_end]))
    end = head_end + 4 + size
    if len(buffer) < end:
        return None
    frame = bytes(buffer[head_end + 4 : end])
    del buffer[:end]
    return frame


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            size = int(value.strip()[:9])
            if size <= _MOST_FRAME:
                return size
    raise ReaderProtocol
