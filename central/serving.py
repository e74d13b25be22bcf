"""Running the server: uvicorn, with limits on what it waits for."""

import asyncio
import gc
import logging
import socket
import sys
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from central.app import create
from central.settings import Settings

_LARGEST_HEAD = 32 * 2**10
_HEAD_SECONDS = 20.0
_KEPT_ALIVE_SECONDS = 75
_AT_ONCE = 400


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that does not wait for ever for a request to begin and its head to end.

    uvicorn only watches connections that had an answer already: without this, a few hundred that
    say nothing would keep everybody else out.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._head = self.loop.call_later(_HEAD_SECONDS, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._head.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and begin to wait again where a further request began."""
        super().data_received(data)
        if not getattr(self.cycle, "response_complete", True):
            self._head.cancel()
        elif self._head.cancelled():
            self._head = self.loop.call_later(_HEAD_SECONDS, self._too_slow)

    def _too_slow(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


def serve(
    settings: Settings,
    *,
    host: str,
    port: int,
    certificate: Path | None = None,
    key: Path | None = None,
    trusted_proxies: str = "127.0.0.1",
) -> None:
    """Serve until a signal ends it; tell the address on standard output once it listens.

    Args:
        port: 0 for any that is free.
        certificate, key: PEM files; without them it is plain HTTP, for this computer only.
        trusted_proxies: whose ``X-Forwarded-For`` is believed.

    Raises:
        OSError: the address is not to be had.
        ValueError: plain HTTP was asked for on an address that others reach.
    """
    secure = certificate is not None
    if not secure and host not in {"127.0.0.1", "::1", "localhost"}:
        raise ValueError("plain HTTP is for this computer only")
    listening = socket.create_server(
        (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=512
    )
    address = f"{'https' if secure else 'http'}://{host}:{listening.getsockname()[1]}"
    server = uvicorn.Server(
        uvicorn.Config(
            create(settings),
            http=PatientProtocol,
            loop="asyncio",
            lifespan="on",
            access_log=False,  # the gate tells the route; a path may hold a document number
            log_config=None,
            server_header=False,
            limit_concurrency=_AT_ONCE,
            timeout_keep_alive=_KEPT_ALIVE_SECONDS,
            timeout_graceful_shutdown=10,
            h11_max_incomplete_event_size=_LARGEST_HEAD,
            proxy_headers=True,
            forwarded_allow_ips=trusted_proxies,
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
    )
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    # What was made until here stays; what a push makes is many small things that go by themselves.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    server.run(sockets=[listening])
