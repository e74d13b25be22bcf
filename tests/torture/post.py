"""The way between the offices and the centre: a process that passes requests on, or does not.

One request after the other, whole, so that it can be cut before, in the middle of and after it,
said twice, or arrive when nobody waits for it any more. A request that is said again carries its
own signature: it is a true repetition.
"""

import asyncio
import os
import random
import signal
from collections.abc import Coroutine
from enum import IntEnum

from tests.torture.control import Control, Slot
from tests.torture.crew import die_with_parent
from tests.torture.office import Ground

_HEAD_END = b"\r\n\r\n"
_SLOW_BYTES = 32_000  # 256 kbit/s
_LOOK_SECONDS = 0.005
_LATE_SECONDS = (0.05, 1.5)
_PORTAL = b"<html><body>Bienvenido. Acepte las condiciones.</body></html>"


class Post(IntEnum):
    """What befalls the next request of an office, or all of them until it is open again."""

    OPEN = 0
    CUT_BEFORE = 1  # the centre never has it
    CUT_IN_REQUEST = 2
    CUT_AFTER = 3  # the centre has done it, nobody hears of it
    CUT_IN_ANSWER = 4
    TWICE = 5  # at once, on two connections
    AGAIN = 6  # once more, later, when others were sent since
    LATE = 7  # given up by the office, and arrives all the same
    PORTAL = 8  # somebody else answers
    SILENT = 9  # from here on until it is open again, as those that follow
    SLOW = 10
    CLOSED = 11


ONCE = tuple(Post)[1:9]
A_WHILE = tuple(Post)[9:]


class _Cut(Exception):
    """The connection ends here."""


class Line:
    """The way of one office.

    Args:
        place: of the office.
        port: of the centre.
    """

    def __init__(self, control: Control, place: int, port: int) -> None:
        self._control, self._place, self._port = control, place, port
        self._chance = random.Random(place)
        self._writers: set[asyncio.StreamWriter] = set()
        self._later: set[asyncio.Task[None]] = set()

    @property
    def _way(self) -> int:
        return self._control.get(Slot.NET, self._place)

    async def open(self) -> int:
        """Let the office in; return at which port."""
        server = await asyncio.start_server(self._enter, "127.0.0.1", 0, limit=1 << 20)
        port: int = server.sockets[0].getsockname()[1]
        return port

    def look(self) -> None:
        """Close what is to be closed."""
        if self._way == Post.CLOSED:
            for writer in [*self._writers]:
                writer.transport.abort()

    async def _enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while self._way != Post.CLOSED:
                request = await _message(reader)
                await self._serve(request, writer)
        except (OSError, EOFError, _Cut, ValueError):
            pass
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _serve(self, request: bytes, writer: asyncio.StreamWriter) -> None:
        way = self._way
        if way in ONCE:
            self._control.set(Slot.NET, Post.OPEN, self._place)
        self._control.set(Slot.MET, self._control.get(Slot.MET, way) + 1, way)
        await self._pass(len(request))
        match way:
            case Post.CUT_BEFORE:
                raise _Cut
            case Post.CUT_IN_REQUEST:
                await self._ask(request[: self._chance.randrange(1, len(request))], answered=False)
                raise _Cut
            case Post.LATE:
                self._in_a_while(self._ask(request))
                raise _Cut
            case Post.PORTAL:
                head = (
                    f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(_PORTAL)}"
                )
                writer.write(head.encode() + _HEAD_END + _PORTAL)
                await writer.drain()
                return
            case Post.AGAIN:
                self._in_a_while(self._ask(request))
            case Post.TWICE:
                other = asyncio.create_task(self._quietly(self._ask(request)))
                self._keep(other)
        answer = await self._ask(request)
        if way == Post.CUT_AFTER:
            raise _Cut
        await self._pass(len(answer))
        if way == Post.CUT_IN_ANSWER:
            writer.write(answer[: self._chance.randrange(1, len(answer))])
            await writer.drain()
            raise _Cut
        writer.write(answer)
        await writer.drain()

    async def _ask(self, request: bytes, *, answered: bool = True) -> bytes:
        """Carry a request to the centre; return its answer whole."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        try:
            writer.write(request)
            await writer.drain()
            return await _message(reader) if answered else b""
        finally:
            writer.close()

    def _in_a_while(self, asked: Coroutine[None, None, bytes]) -> None:
        async def later() -> None:
            await asyncio.sleep(self._chance.uniform(*_LATE_SECONDS))
            await self._quietly(asked)

        self._keep(asyncio.create_task(later()))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    @staticmethod
    async def _quietly(asked: Coroutine[None, None, bytes]) -> None:
        try:
            await asked
        except (OSError, EOFError, ValueError):
            return

    async def _pass(self, size: int) -> None:
        if self._way == Post.SLOW:
            await asyncio.sleep(size / _SLOW_BYTES)
        while self._way == Post.SILENT:
            await asyncio.sleep(_LOOK_SECONDS)


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Return one request or answer, whole. Raises EOFError where it ends before."""
    head = await reader.readuntil(_HEAD_END)
    fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
    if b"chunked" in fields.get(b"transfer-encoding", b""):
        body = b""
        while True:
            size = await reader.readuntil(b"\r\n")
            piece = await reader.readexactly(int(size, 16) + 2)
            body += size + piece
            if piece == b"\r\n":
                return head + body
    return head + await reader.readexactly(int(fields.get(b"content-length", b"0")))


def serve(ground: Ground, port: int, offices: int, ready: int) -> int:
    """Pass on, for every office, until the process is killed.

    Args:
        ground: has the page that says what befalls each.
        port: of the centre.
        ready: a file descriptor to write the ports to.
    """
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Control(ground.control) as control:
        asyncio.run(_serve(control, port, offices, ready))
    return 0


async def _serve(control: Control, port: int, offices: int, ready: int) -> None:
    lines = [Line(control, place, port) for place in range(offices)]
    ports = [await line.open() for line in lines]
    os.write(ready, ",".join(map(str, ports)).encode() + b"\n")
    os.close(ready)
    while True:
        for line in lines:
            line.look()
        await asyncio.sleep(_LOOK_SECONDS)
