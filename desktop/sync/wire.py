"""Carries a request to the centre and its answer back: limited in size and in time."""

import logging
import socket
import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httpx

from desktop.sync import troubles
from desktop.sync.troubles import AnswerDamaged, AnswerTooLarge, Stopped, TimedOut

NONCE = "Ventanilla-Nonce"
_LARGEST_ANSWER = 32 << 20
# It would tell every address asked, and a person's document is part of some.
logging.getLogger("httpx").setLevel(logging.WARNING)
_GZIP = 31  # zlib's window bits for a gzip member
_MOST_UNPACKED = 64 << 10


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the network is waited for, in seconds.

    Attributes:
        connect: for the connection.
        silence: for a sign of life while sending or receiving.
        whole: for a request from end to end.
    """

    connect: float = 10
    silence: float = 20
    whole: float = 120


@dataclass(frozen=True, slots=True)
class Address:
    """Where the centre is and what proves that it is the centre.

    Attributes:
        url: without a slash at its end.
        ca: PEM that its certificate must come from; empty for the system's.
        proxy: the way out of the network; empty for what the environment says.
    """

    url: str
    ca: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer whose size and headers were checked."""

    status: int
    content_type: str
    nonce: str
    retry_after: float | None
    body: bytes = field(repr=False)


class Wire:
    """Carries one request at a time.

    Args:
        address: where to.
        program: version of this program.
        patience: how long the network is waited for.
    """

    def __init__(self, address: Address, program: str, patience: Patience = Patience()) -> None:
        self._address, self._program, self._patience = address, program, patience
        self._client: httpx.Client | None = None
        self._socket: socket.socket | None = None
        self._stopped = False

    def carry(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes = b"",
        took: Callable[[str], None] | None = None,
    ) -> Answer:
        """Send one request and return its answer.

        Args:
            target: path and query.
            took: given the nonce that the answer brought, before its body is read.

        Raises:
            LinkTrouble: what stood in the way.
        """
        if self._stopped:
            raise Stopped
        until = monotonic() + self._patience.whole
        sent = {
            "User-Agent": f"Ventanilla/{self._program}",
            "Ventanilla-Program": self._program,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            **headers,
        }
        try:
            with self._opened().stream(
                method,
                self._address.url + target,
                content=body or None,
                headers=sent,
                extensions={"trace": self._trace},
            ) as response:
                nonce = _nonce_of(response)
                if nonce and took is not None:
                    took(nonce)
                return Answer(
                    response.status_code,
                    response.headers.get("content-type", ""),
                    nonce,
                    _seconds(response.headers.get("retry-after", "")),
                    _read(response, until),
                )
        except (httpx.HTTPError, httpx.InvalidURL, OSError, zlib.error) as exc:
            self.reset()
            if self._stopped:
                raise Stopped from exc
            raise troubles.of_failure(exc) from exc

    def reset(self) -> None:
        """Let go of the connection: the next request makes a new one."""
        client, self._client = self._client, None
        self._socket = None
        if client is not None:
            client.close()

    def stop(self) -> None:
        """Cut what is under way, from another thread; every later request is refused."""
        self._stopped = True
        if (open_socket := self._socket) is not None:
            with suppress(OSError):
                # Not the wrapper's own method, which would wait for the other end's goodbye.
                socket.socket.shutdown(open_socket, socket.SHUT_RDWR)

    def _opened(self) -> httpx.Client:
        if self._client is None:
            patience = self._patience
            self._client = httpx.Client(
                verify=trust(self._address.ca) if self._address.url.startswith("https") else False,
                timeout=httpx.Timeout(patience.silence, connect=patience.connect),
                proxy=self._address.proxy or None,
                follow_redirects=False,
                limits=httpx.Limits(max_connections=1, keepalive_expiry=60),
            )
        return self._client

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            if self._stopped:
                self.stop()


def trust(ca: str) -> ssl.SSLContext:
    """Return what a certificate is held against.

    Args:
        ca: PEM; empty for what the system trusts.

    Raises:
        CertificateUnknown: it is no certificate.
    """
    try:
        context = ssl.create_default_context(cadata=ca or None)
    except ssl.SSLError as exc:
        raise troubles.CertificateUnknown from exc
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _nonce_of(response: httpx.Response) -> str:
    nonce: str = response.headers.get(NONCE, "")
    return nonce if len(nonce) <= 200 and nonce.isascii() and nonce.isprintable() else ""


def _seconds(words: str) -> float | None:
    return float(words) if words.isascii() and words.isdigit() and len(words) < 7 else None


def _read(response: httpx.Response, until: float) -> bytes:
    """Return the body, unpacked, of a limited size and in a limited time."""
    whole = bytearray()
    for part in _parts(response):
        whole += part
        if len(whole) > _LARGEST_ANSWER:
            raise AnswerTooLarge
        if monotonic() > until:
            raise TimedOut
    return bytes(whole)


def _parts(response: httpx.Response) -> Iterator[bytes]:
    packed = response.headers.get("content-encoding", "identity").lower()
    if packed not in {"identity", "gzip"}:
        raise AnswerDamaged
    unpack = zlib.decompressobj(_GZIP)
    for chunk in response.iter_raw():
        if packed == "identity":
            yield chunk
            continue
        # A few bytes may unpack to gigabytes, so only a part of them is made at a time.
        yield unpack.decompress(chunk, _MOST_UNPACKED)
        while unpack.unconsumed_tail:
            yield unpack.decompress(unpack.unconsumed_tail, _MOST_UNPACKED)
    if packed == "gzip" and not unpack.eof:
        raise AnswerDamaged
