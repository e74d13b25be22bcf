"""Speaks with the services of readers: HTTP with verbs of its own, on this computer only.

One connection for each question: a service that misbehaved is not spoken to on it again, and
calling a question off is closing it. No proxy, no redirect, no compression, and nothing is read
beyond its bound. How long to wait is the caller's to say (``asyncio.timeout``).
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

import h11

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
_LONGEST_HEAD = 1 << 14
_LONGEST_PART_HEAD = 1 << 12
_PIECE = 1 << 16
_BOUNDARY = b"--BoundaryString"


async def ask(
    port: int, verb: str, path: str, question: Mapping[str, Any], most: int = MOST_TOLD
) -> bytes:
    """Return the JSON that the service at that port answers.

    Raises:
        ReaderRemoved: nobody listens there.
        ReaderError: as it tells, some with HTTP status 405.
        ReaderProtocol: it answered something else, or too much.
    """
    read = bytearray()
    async with aclosing(_answered(port, verb, path, question)) as pieces:
        head = await anext(pieces, None)
        async for piece in pieces:
            read += _body(piece)
            if len(read) > most:
                raise ReaderProtocol
    status, kind = _read_head(head)
    if b"json" not in kind:
        raise ReaderProtocol
    if status != 200:
        raise told_error(read_json(bytes(read))) or ReaderProtocol()
    return bytes(read)


async def watch(port: int, question: Mapping[str, Any], on_frame: Callable[[bytes], None]) -> None:
    """Hand over each picture (JPEG) of a reader's stream, until the service ends it.

    Raises:
        ReaderRemoved, ReaderProtocol: as ``ask``.
    """
    buffer = bytearray()
    async with aclosing(_answered(port, "STREAM", "/stream", question)) as pieces:
        status, kind = _read_head(await anext(pieces, None))
        if status != 200 or b"multipart/x-mixed-replace" not in kind:
            raise ReaderProtocol
        async for piece in pieces:
            buffer += _body(piece)
            while (frame := _frame(buffer)) is not None:
                on_frame(frame)


async def _answered(
    port: int, verb: str, path: str, question: Mapping[str, Any]
) -> AsyncGenerator[h11.Response | h11.Data, None]:
    """Ask, and return the head of the answer and then its body, piece by piece."""
    try:
        reader, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        raise ReaderRemoved from None
    body = json.dumps(question).encode()
    http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
    headers = [
        ("Host", f"{HOST}:{port}"),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
    ]
    try:
        for event in (h11.Request(method=verb, target=path, headers=headers), h11.Data(body)):
            writer.write(http.send(event) or b"")
        http.send(h11.EndOfMessage())
        while True:
            match http.next_event():
                case h11.NEED_DATA:
                    http.receive_data(await reader.read(_PIECE))
                case (h11.Response() | h11.Data()) as piece:
                    yield piece
                case h11.InformationalResponse():
                    pass
                case _:
                    return
    except (OSError, h11.ProtocolError):
        raise ReaderProtocol from None
    finally:
        writer.transport.abort()


def _read_head(piece: h11.Response | h11.Data | None) -> tuple[int, bytes]:
    """Return status and content type."""
    if not isinstance(piece, h11.Response):
        raise ReaderProtocol
    kinds = [value for name, value in piece.headers if name == b"content-type"]
    return piece.status_code, kinds[0].lower() if kinds else b""


def _body(piece: h11.Response | h11.Data) -> bytes:
    if not isinstance(piece, h11.Data):
        raise ReaderProtocol
    return bytes(piece.data)


def _frame(buffer: bytearray) -> bytes | None:
    """Take the next picture out of what was read; None while it is not whole."""
    begin = buffer.find(_BOUNDARY)
    head_end = buffer.find(b"\r\n\r\n", max(begin, 0))
    if begin < 0 or head_end < 0:
        if len(buffer) > _LONGEST_PART_HEAD:
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
