"""The way between each counter and the office's server: a process that passes on, or does not.

It reads enough of the server's protocol (postgresql.org/docs/current/protocol-message-formats.html)
to cut a connection exactly before, in the middle of, or after the COMMIT of an action.
"""

import asyncio
import os
import signal
from collections.abc import Iterator
from enum import IntEnum

from tests.torture.control import WORKERS, Control, Slot
from tests.torture.crew import die_with_parent
from tests.torture.office import Ground

_STARTUPS = {80877102, 80877103, 80877104}  # cancel, TLS and GSS are asked for before the real one
_SLOW_BYTES = 32_000  # 256 kbit/s
_LOOK_SECONDS = 0.005


class Way(IntEnum):
    """What befalls the way of one worker."""

    OPEN = 0
    CUT = 1  # now; then it is open again
    SILENT = 2  # nothing passes, and nobody is told
    SLOW = 3
    CUT_BEFORE_COMMIT = 4  # the next; then it is open again, as after the two that follow
    CUT_IN_COMMIT = 5
    CUT_AFTER_COMMIT = 6  # the server has done it, nobody hears of it
    SILENT_AFTER_COMMIT = 7
    CLOSED = 8  # nobody is let in
    CLOSED_AFTER_COMMIT = 9


class Messages:
    """What a client says, message by message: tells which ones commit a write."""

    def __init__(self) -> None:
        self._begun = False
        self._rest = b""
        self._commits: set[bytes] = set()
        self._writes = False

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bool]]:
        """Yield whole messages, and whether each commits something that was written."""
        self._rest += data
        while (end := self._end()) is not None:
            message, self._rest = self._rest[:end], self._rest[end:]
            if self._begun:
                yield message, self._commits_write(message)
            else:
                self._begun = int.from_bytes(message[4:8], "big") not in _STARTUPS
                yield message, False

    def _end(self) -> int | None:
        head = 5 if self._begun else 4
        if len(self._rest) < head:
            return None
        end = int.from_bytes(self._rest[head - 4 : head], "big") + head - 4
        return end if len(self._rest) >= end else None

    def _commits_write(self, message: bytes) -> bool:
        kind, body = message[:1], message[5:]
        commits = False
        if kind == b"Q":
            if body.startswith(b"BEGIN"):
                self._writes = b"authority" in body
            commits = body == b"COMMIT\0"
        elif kind == b"P":
            name, query = body.split(b"\0", 2)[:2]
            if query == b"COMMIT":
                self._commits.add(name)
        elif kind == b"B":
            commits = body.split(b"\0", 2)[1] in self._commits
        return commits and self._writes


class _Line:
    """One connection through the proxy."""

    def __init__(self, road: "Road", client: asyncio.StreamWriter, up: asyncio.StreamWriter):
        self.road, self.client, self.up = road, client, up
        self.lost = False  # the answer to a COMMIT is not passed on

    def cut(self) -> None:
        self.client.transport.abort()
        self.up.transport.abort()


class Road:
    """The way of one worker.

    Args:
        worker: its place.
        port: of the server.
    """

    def __init__(self, control: Control, worker: int, port: int) -> None:
        self._control, self._worker, self._port = control, worker, port
        self._lines: set[_Line] = set()

    @property
    def way(self) -> int:
        """What befalls it now."""
        return self._control.get(Slot.NET, self._worker)

    def _done(self, then: Way = Way.OPEN) -> None:
        self._control.set(Slot.NET, then, self._worker)

    async def open(self) -> int:
        """Let the worker in; return at which port."""
        server = await asyncio.start_server(self._enter, "127.0.0.1", 0)
        port: int = server.sockets[0].getsockname()[1]
        return port

    def look(self) -> None:
        """Cut what is to be cut."""
        if self.way in (Way.CUT, Way.CLOSED):
            for line in [*self._lines]:
                line.cut()
            if self.way == Way.CUT:
                self._done()

    async def _enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.way == Way.CLOSED:
            writer.transport.abort()
            return
        try:
            up_reader, up = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        line = _Line(self, writer, up)
        self._lines.add(line)
        try:
            await asyncio.gather(self._there(reader, line), self._back(up_reader, line))
        except (OSError, EOFError):
            pass
        finally:
            self._lines.discard(line)
            line.cut()

    async def _there(self, reader: asyncio.StreamReader, line: _Line) -> None:
        messages = Messages()
        while data := await reader.read(65536):
            for message, commits in messages.feed(data):
                await self._pass(len(message))
                if commits:
                    message = self._commit(message, line)
                line.up.write(message)
            await line.up.drain()
        raise EOFError

    def _commit(self, message: bytes, line: _Line) -> bytes:
        match self.way:
            case Way.CUT_BEFORE_COMMIT:
                self._done()
                raise EOFError
            case Way.CUT_IN_COMMIT:
                self._done()
                line.up.write(message[:6])
                raise EOFError
            case Way.CUT_AFTER_COMMIT | Way.SILENT_AFTER_COMMIT | Way.CLOSED_AFTER_COMMIT:
                line.lost = True
        return message

    async def _back(self, reader: asyncio.StreamReader, line: _Line) -> None:
        while data := await reader.read(65536):
            if line.lost and b"COMMIT\0" in data:
                if self.way == Way.SILENT_AFTER_COMMIT:
                    self._done(Way.SILENT)
                else:
                    closed = self.way == Way.CLOSED_AFTER_COMMIT
                    self._done(Way.CLOSED if closed else Way.OPEN)
                    raise EOFError
            await self._pass(len(data))
            line.client.write(data)
            await line.client.drain()
        raise EOFError

    async def _pass(self, size: int) -> None:
        if self.way == Way.SLOW:
            await asyncio.sleep(size / _SLOW_BYTES)
        while self.way == Way.SILENT:
            await asyncio.sleep(_LOOK_SECONDS)


def serve(ground: Ground, port: int, ready: int) -> int:
    """Pass on, for every worker, until the process is killed.

    Args:
        port: of the server.
        ready: a file descriptor to write the ports to, in the order of the workers.
    """
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Control(ground.control) as control:
        asyncio.run(_serve(control, port, ready))
    return 0


async def _serve(control: Control, port: int, ready: int) -> None:
    roads = [Road(control, place, port) for place in range(len(WORKERS))]
    ports = [await road.open() for road in roads]
    os.write(ready, ",".join(map(str, ports)).encode() + b"\n")
    os.close(ready)
    while True:
        for road in roads:
            road.look()
        await asyncio.sleep(_LOOK_SECONDS)
