"""Asks the centre (docs/protocol.md): signed, limited in size and time, read field by field."""

import gzip
import hashlib
import json
import logging
import socket
import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any
from uuid import UUID

import httpx

from desktop.sync import answers, troubles
from desktop.sync.answers import Fields, FileState, Pulled, Pushed, SnapshotPage
from desktop.sync.credentials import Credentials, Identity
from desktop.sync.troubles import (
    AnswerDamaged,
    AnswerTooLarge,
    CaptivePortal,
    NotPairedHere,
    Repeated,
    Stopped,
    TimedOut,
)
from domain.exchange import RowImage
from domain.operations import Operation

NONCE = "Ventanilla-Nonce"
MOST_SENT = 500
"""Operations, and rows, of one push."""
PIECE = 1 << 20
_LARGEST_ANSWER = 32 << 20
_WORTH_PACKING = 1024
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


class Centre:
    """Asks the centre in the name of this workstation; one request at a time, from any thread.

    Args:
        wire: carries the requests.
        credentials: who this workstation is.
    """

    def __init__(self, wire: Wire, credentials: Credentials) -> None:
        self.wire = wire
        self._credentials = credentials
        self._lock = Lock()
        self._identity: Identity | None = None

    # ---------------------------------------------------------------------- what is asked
    def push(
        self,
        schema: str,
        epoch: int,
        head: tuple[int, str],
        operations: Sequence[Operation],
        rows: Sequence[RowImage],
    ) -> Pushed:
        """Offer operations and rows. Raises LinkTrouble, as every request does."""
        body = {
            "schema": schema,
            "head": {"sequence": head[0], "hash": head[1]},
            "epoch": epoch,
            "operations": [_operation(one) for one in operations],
            "rows": [{"table": one.table, "key": one.key, "row": one.row} for one in rows],
        }
        return answers.pushed(self.ask("POST", "/v1/push", body))

    def pull(self, epoch: str, after: int, limit: int = MOST_SENT) -> Pulled:
        """Return what the centre told after a place of its feed."""
        query = httpx.QueryParams({"epoch": epoch, "after": after, "limit": limit})
        return answers.pulled(self.ask("GET", f"/v1/pull?{query}"))

    def operations(self, after: int, limit: int = MOST_SENT) -> tuple[Fields, ...]:
        """Return this office's own operations after a place, as the centre has them.

        Where branches have operations of one place all of them come, so they may be more.
        """
        query = httpx.QueryParams({"after": after, "limit": limit})
        answer = self.ask("GET", f"/v1/operations?{query}")
        return tuple(answer.objects("operations", 2 * MOST_SENT))

    def snapshot(
        self, after: str = "", limit: int = MOST_SENT, *, newer_than: int = -1
    ) -> SnapshotPage:
        """Return a part of this office's rows.

        Args:
            after: the ``next`` of the part before.
            newer_than: only those told after this place of the log.
        """
        query = httpx.QueryParams(
            {"limit": limit, "newer_than": newer_than} | ({"after": after} if after else {})
        )
        return answers.snapshot_page(self.ask("GET", f"/v1/snapshot?{query}"))

    def name_office(self, office_id: UUID, code: str, name: str) -> None:
        """Tell the centre which office this is, once."""
        self.ask("POST", "/v1/office", {"id": str(office_id), "code": code, "name": name})

    def file_state(self, digest: str) -> FileState:
        """Return how much of a file the centre has."""
        return answers.file_state(self.ask("GET", f"/v1/files/{digest}/state"))

    def put_piece(self, digest: str, offset: int, size: int, piece: bytes) -> int:
        """Send a part of a file and return how much of it the centre has then."""
        query = httpx.QueryParams({"offset": offset, "size": size})
        answer = self._asked(
            "PUT", f"/v1/files/{digest}?{query}", piece, "application/octet-stream"
        )
        return answers.parsed(answer.body).whole("received")

    def ask(self, method: str, target: str, body: Mapping[str, object] | None = None) -> Fields:
        """Ask anything of docs/protocol.md and return the object it is answered with.

        Raises:
            LinkTrouble: it was not answered, or not with success.
            DatabaseBusy, DiskFull, DatabaseReadOnly, DatabaseUnreachable, KeyStoreUnavailable:
                the identity of this workstation could not be used.
        """
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        answer = self._asked(method, target, content, "application/json")
        return answers.parsed(answer.body)

    # ---------------------------------------------------------------------- how it is asked
    def _asked(self, method: str, target: str, content: bytes, kind: str) -> Answer:
        headers = {}
        if content:
            headers["Content-Type"] = kind
            if kind == "application/json" and len(content) > _WORTH_PACKING:
                # No moment in it: a request that is repeated is the same to the last byte.
                content = gzip.compress(content, 6, mtime=0)
                headers["Content-Encoding"] = "gzip"
        digest = hashlib.sha256(content).hexdigest()
        with self._lock, self._credentials.nonce() as nonce:
            identity = self._who()
            signed = f"{method}\n{target}\n{digest}\n{nonce.request}\n{nonce.value}"
            headers |= {
                "Authorization": f"Bearer {identity.token}",
                "Ventanilla-Request": nonce.request,
                NONCE: nonce.value,
                "Ventanilla-Signature": identity.sign(signed.encode()),
            }
            answer = self.wire.carry(method, target, headers, content, nonce.keep)
            try:
                return checked(answer)
            except Repeated:
                nonce.renew()
                raise

    def _who(self) -> Identity:
        if self._identity is None:
            self._identity = self._credentials.load()
        if self._identity is None:
            raise NotPairedHere
        return self._identity


def checked(answer: Answer, *, rotates: bool = True) -> Answer:
    """Return an answer that is the centre's and a success.

    Args:
        rotates: it must bring a nonce.

    Raises:
        LinkTrouble: it is not.
    """
    ours = answer.content_type.split(";")[0].strip() == "application/json"
    if 200 <= answer.status < 300:
        if not ours or (rotates and not answer.nonce):
            raise CaptivePortal
        return answer
    code = ""
    if ours:
        with suppress(AnswerDamaged):
            code = answers.parsed(answer.body).text("error", 40)
    raise troubles.of_answer(answer.status, code, answer.retry_after)


def _operation(one: Operation) -> dict[str, object]:
    return {
        "id": str(one.id),
        "office_id": str(one.office_id),
        "workstation": one.workstation,
        "sequence": one.sequence,
        "aggregate": one.aggregate,
        "aggregate_id": str(one.aggregate_id),
        "aggregate_version": one.aggregate_version,
        "type": one.type,
        "schema_version": one.schema_version,
        "actor_id": None if one.actor_id is None else str(one.actor_id),
        "at": one.at.isoformat(),
        "payload": one.payload,
        "payload_hash": one.payload_hash,
        "previous_hash": one.previous_hash,
        "hash": one.hash,
    }


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
