"""The way to a server, which a test cuts, silences or slows: a port of 127.0.0.1 that passes on.

It reads where the client's messages end (postgresql.org/docs/current/protocol-message-formats.html),
so that a connection is cut exactly before, in the middle of, or after one of them.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

_STARTUPS = {80877102, 80877103, 80877104}  # cancel, TLS and GSS are asked for before the real one
_ENDS_REQUEST = {b"Q", b"S"}  # a query, or the Sync after its parts


class Cut(Enum):
    """Where a connection is cut, of one request of the client."""

    BEFORE = auto()  # the server never hears of it
    INSIDE = auto()  # it hears half of it
    DONE = auto()  # it answers, and nobody hears the answer
    ANSWERING = auto()  # half of the answer arrives


@dataclass(frozen=True)
class Plan:
    """The request at which a connection is cut, and how.

    Attributes:
        request: counted from 1 over all connections; None for the next COMMIT.
        shut: nobody is let in afterwards, until the way is opened.
    """

    request: int | None
    cut: Cut
    shut: bool = False

    def is_at(self, number: int, request: bytes) -> bool:
        """Tell whether this is the one."""
        return b"COMMIT\0" in request if self.request is None else number == self.request


class Way:
    """Passes on what goes between clients and one server; every thread ends with ``close``."""

    def __init__(self, server: Path | tuple[str, int]) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._threads: list[threading.Thread] = []
        self._open = threading.Event()
        self._open.set()
        self._passing = threading.Event()
        self._passing.set()
        self._closed = False
        self.plan: Plan | None = None
        self.requests = 0
        self.was_cut = threading.Event()
        self._start(self._accept)

    def cut(self) -> None:
        """Cut every connection now."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            self._end(*pair)

    def shut(self) -> None:
        """Cut every connection, and let nobody in until ``open``."""
        self._open.clear()
        self.cut()

    def silence(self) -> None:
        """Pass nothing on in either direction, and tell nobody, until ``open``."""
        self._passing.clear()

    def open(self) -> None:
        """Be a way again."""
        self._open.set()
        self._passing.set()

    def begin(self, plan: Plan | None = None) -> None:
        """Count requests anew, and cut as ``plan`` says."""
        with self._lock:
            self.requests, self.plan = 0, plan
        self.was_cut.clear()

    def close(self) -> None:
        """End."""
        self._closed = True
        self.open()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(10)

    def _start(self, work: object, *given: object) -> None:
        assert callable(work)
        thread = threading.Thread(target=work, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if not self._open.is_set() or self._closed:
                client.close()
                continue
            server = self._reach()
            with self._lock:
                self._pairs.append((client, server))
            cutting: list[Plan] = []
            self._start(self._ask, client, server, cutting)
            self._start(self._answer, client, server, cutting)

    def _reach(self) -> socket.socket:
        if isinstance(self._server, tuple):
            return socket.create_connection(self._server)
        made = socket.socket(socket.AF_UNIX)
        with suppress(OSError):  # it is not there: the client is told by the end of its connection
            made.connect(str(self._server))
        return made

    def _ask(self, client: socket.socket, server: socket.socket, cutting: list[Plan]) -> None:
        """Pass the client's requests on, whole."""
        kept, begun = b"", False
        with suppress(OSError):
            while data := client.recv(65536):
                self._passing.wait()
                kept += data
                request = b""
                while end := _end_of(kept, begun=begun):
                    message, kept = kept[:end], kept[end:]
                    request += message
                    if not begun:
                        begun = int.from_bytes(message[4:8], "big") not in _STARTUPS
                        server.sendall(request)
                        request = b""
                    elif message[:1] in _ENDS_REQUEST:
                        if not self._pass(request, client, server, cutting):
                            return
                        request = b""
                kept = request + kept
        self._end(client, server)

    def _pass(
        self, request: bytes, client: socket.socket, server: socket.socket, cutting: list[Plan]
    ) -> bool:
        with self._lock:
            self.requests += 1
            plan = self.plan
            if plan is None or not plan.is_at(self.requests, request):
                plan = None
            else:
                self.plan = None
                cutting.append(plan)
                if plan.shut:
                    self._open.clear()
        if plan is not None and plan.cut in {Cut.BEFORE, Cut.INSIDE}:
            if plan.cut is Cut.INSIDE:
                server.sendall(request[: len(request) // 2])
            self._cut_one(client, server, plan)
            return False
        server.sendall(request)
        return True

    def _answer(self, client: socket.socket, server: socket.socket, cutting: list[Plan]) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                self._passing.wait()
                if cutting:
                    if cutting[0].cut is Cut.ANSWERING:
                        client.sendall(data[: len(data) // 2])
                    self._cut_one(client, server, cutting[0])
                    return
                client.sendall(data)
        self._end(client, server)

    def _cut_one(self, client: socket.socket, server: socket.socket, plan: Plan) -> None:
        self.was_cut.set()
        if plan.shut:
            self.cut()
        self._end(client, server)

    @staticmethod
    def _end(client: socket.socket, server: socket.socket) -> None:
        for end in (client, server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _end_of(data: bytes, *, begun: bool) -> int:
    """Return where the first message ends; 0 where it is not whole yet."""
    head = 5 if begun else 4
    if len(data) < head:
        return 0
    end = int.from_bytes(data[head - 4 : head], "big") + head - 4
    return end if len(data) >= end else 0


@contextmanager
def way_to(conninfo: str) -> Iterator[tuple[Way, str]]:
    """Make a way to the server that ``conninfo`` names by its socket; yield it and what to connect with."""
    words = conninfo_to_dict(conninfo)
    path = Path(str(words["host"]), f".s.PGSQL.{words.get('port') or 5432}")
    way = Way(path)
    try:
        there = f"host=127.0.0.1 port={way.port} sslmode=disable gssencmode=disable"
        yield way, f"{there} user={words['user']} dbname={words['dbname']}"
    finally:
        way.close()
