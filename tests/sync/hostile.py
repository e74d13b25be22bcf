"""A server that does with the centre's protocol whatever a test asks, on a real socket.

It reads one request and then does what the script says: answers it rightly, wrongly, partly, slowly
or never. Nothing of the client is replaced.
"""

import gzip
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from desktop.sync.wire import NONCE

_TLS_HELLO = b"\x16\x03"
#: What is done with one connection whose request was read.
Act = Callable[[socket.socket, "Asked"], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return what the body says."""
        packed = self.headers.get("content-encoding") == "gzip"
        return json.loads(gzip.decompress(self.body) if packed else self.body)


@dataclass
class Hostile:
    """What the server is to do, and what it was asked.

    Attributes:
        acts: one for each request, in order; the last one for all that follow.
    """

    port: int = 0
    acts: list[Act] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    scheme: str = "http"
    host: str = "127.0.0.1"

    @property
    def address(self) -> str:
        """Where it is."""
        return f"{self.scheme}://{self.host}:{self.port}"

    def act(self) -> Act:
        """Return what is to be done now."""
        return self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]


def answer(
    status: int, body: bytes | dict[str, Any] = b"", *, nonce: str = "n2", **headers: str
) -> Act:
    """Return what answers whole, as the centre does; ``nonce`` empty for none."""
    content = json.dumps(body).encode() if isinstance(body, dict) else body
    told = {"Content-Type": "application/json", "Content-Length": str(len(content))}
    told |= {NONCE: nonce} if nonce else {}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}

    def act(connection: socket.socket, _asked: Asked) -> None:
        connection.sendall(_head(status, told) + content)

    return act


def refused(status: int, code: str, **headers: str) -> Act:
    """Return what refuses, as the centre does."""
    return answer(status, {"error": code, "detail": ""}, **headers)


def raw(*pieces: bytes) -> Act:
    """Return what sends these bytes and ends the connection."""

    def act(connection: socket.socket, _asked: Asked) -> None:
        for piece in pieces:
            connection.sendall(piece)
        connection.shutdown(socket.SHUT_RDWR)

    return act


def reset(connection: socket.socket, _asked: Asked) -> None:
    """End the connection without a word, as a firewall does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection.close()


def silence(connection: socket.socket, _asked: Asked) -> None:
    """Say nothing until the other end gives up: a black hole."""
    with suppress(OSError):
        while connection.recv(65536):
            pass


def endless(connection: socket.socket, _asked: Asked) -> None:
    """Answer for ever."""
    told = {"Content-Type": "application/json", NONCE: "n2"}
    with suppress(OSError):
        connection.sendall(_head(200, told) + b'{"entries": [')
        while True:
            connection.sendall(b" " * 65536)


def trickle(connection: socket.socket, _asked: Asked) -> None:
    """Answer a letter at a time, each well within the time for a sign of life."""
    told = {"Content-Type": "application/json", "Content-Length": "100000", NONCE: "n2"}
    ended = threading.Event()
    with suppress(OSError):
        connection.sendall(_head(200, told))
        while True:
            connection.sendall(b" ")
            ended.wait(0.05)


def _head(status: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@contextmanager
def hostile(*acts: Act, context: ssl.SSLContext | None = None) -> Iterator[Hostile]:
    """Run such a server; with TLS where a context is given."""
    listening = socket.create_server(("127.0.0.1", 0))
    made = Hostile(listening.getsockname()[1], list(acts), scheme="https" if context else "http")
    open_ones: set[socket.socket] = set()
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket) -> None:
        try:
            if context is not None:
                plain, connection = connection, context.wrap_socket(connection, server_side=True)
                open_ones.discard(plain)
                open_ones.add(connection)
            while (asked := _read(connection)) is not None:
                made.asked.append(asked)
                made.act()(connection, asked)
        except (OSError, ValueError):
            pass  # the client went, which is what some tests want
        finally:
            open_ones.discard(connection)
            connection.close()

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                open_ones.add(connection)
                threads.append(threading.Thread(target=serve, args=(connection,)))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield made
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        accepting.join()
        for connection in list(open_ones):
            with suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


def _read(connection: socket.socket) -> Asked | None:
    read = b""
    while b"\r\n\r\n" not in read:
        piece = connection.recv(65536)
        if not piece:
            return None
        read += piece
        if read.startswith(_TLS_HELLO):
            return Asked("", "", {}, read)
    head, _, body = read.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (ln.partition(":") for ln in lines)
    }
    size = int(headers.get("content-length", "0"))
    while len(body) < size:
        piece = connection.recv(65536)
        if not piece:
            return None
        body += piece
    method, target, _ = first.split(" ", 2)
    return Asked(method, target, headers, body)


def forward(address: str, *, drop: bool = False, twice: bool = False) -> Act:
    """Return what passes a request on to a real centre, and its answer back.

    Args:
        drop: the answer gets lost on the way back.
        twice: the request arrives two times, as a network may repeat it.
    """
    host = address.removeprefix("http://")

    def passed(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        way = http.client.HTTPConnection(host, timeout=60)
        way.request(asked.method, asked.target, asked.body, asked.headers)
        told = way.getresponse()
        body = told.read()
        way.close()
        kept = {name: value for name, value in told.getheaders() if name.lower() in _PASSED}
        return told.status, kept | {"Content-Length": str(len(body))}, body

    def act(connection: socket.socket, asked: Asked) -> None:
        if twice:
            passed(asked)
        status, headers, body = passed(asked)
        if drop:
            reset(connection, asked)
        else:
            connection.sendall(_head(status, headers) + body)

    return act


_PASSED = {"content-type", "content-encoding", NONCE.lower(), "retry-after"}
