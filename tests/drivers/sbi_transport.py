"""What a service of a reader sends, well and badly, before anybody looks at what it says."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from io import BytesIO

from biometrics.images import GreyImage


async def send(writer: asyncio.StreamWriter, body: bytes, status: str = "200 OK") -> None:
    """Send an answer as it should be."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()


async def answer(writer: asyncio.StreamWriter, said: object, status: str = "200 OK") -> None:
    """Send something as JSON."""
    await send(writer, json.dumps(said).encode(), status)


async def endless(writer: asyncio.StreamWriter, what: bytes) -> None:
    """Send this until nobody listens."""
    while True:
        writer.write(what)
        await writer.drain()


def _raw(
    said: bytes, more: bytes = b"", *, silent: bool = False
) -> Callable[[asyncio.StreamWriter], Awaitable[None]]:
    async def do(writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()
        if more:
            await endless(writer, more)
        if silent:
            await asyncio.Event().wait()

    return do


_JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
MISDEEDS: dict[str, Callable[[asyncio.StreamWriter], Awaitable[None]]] = {
    "silent": _raw(b"", silent=True),
    "silent in the middle": _raw(_JSON + b"Content-Length: 900\r\n\r\n{", silent=True),
    "dropped": _raw(b""),
    "cut body": _raw(_JSON + b"Content-Length: 900\r\n\r\n{}"),
    "short length": _raw(_JSON + b'Content-Length: 5\r\n\r\n{"biometrics": []}'),
    "length in words": _raw(_JSON + b"Content-Length: many\r\n\r\n{}"),
    "endless body": _raw(_JSON + b"\r\n[", b"0," * 65536),
    "endless head": _raw(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n" * 100),
    "no http": _raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
    "malformed json": _raw(_JSON + b"\r\n{{{"),
    "deep json": _raw(_JSON + b"\r\n" + b"[" * 200_000),
    "not a number": _raw(_JSON + b'\r\n{"biometrics": NaN}'),
    "no utf-8": _raw(_JSON + b"\r\n\xff\xfe\xfd"),
    "empty": _raw(_JSON + b"Content-Length: 0\r\n\r\n"),
    "html": _raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"),
    "redirect": _raw(
        b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Type: application/json\r\n\r\n{}"
    ),
    "status 500": _raw(b"HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\n\r\n{}"),
}


def part(picture: bytes) -> bytes:
    """Return a picture as a stream carries it."""
    head = f"--BoundaryString\r\nAccess-Control-Allow-Origin:*\r\nContent-Type:image/jpeg\r\nContent-Length:{len(picture)}\r\n\r\n"
    return head.encode() + picture


def jpeg(image: GreyImage) -> bytes:
    """Return an image as JPEG."""
    from PIL import Image

    made = BytesIO()
    Image.frombytes("L", (image.width, image.height), image.pixels).save(made, "JPEG")
    return made.getvalue()
