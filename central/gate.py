"""What stands before every endpoint: who asks, how often, how much; and the log.

A plain ASGI application around FastAPI's, because it must refuse before a body is read: whoever
is not known cannot make the server hold or parse anything.
"""

import asyncio
import base64
import hashlib
import json
import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

from anyio.to_thread import run_sync
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central import refusals
from central.limits import LARGEST_PIECE, LARGEST_SENT, Rates, unpacked
from central.metrics import Metrics
from central.refusals import Refused
from central.settings import Settings
from db.central import workstations
from db.central.database import UNREACHABLE, CentralDatabase

_PAIR = "/v1/pair"
PUBLIC = frozenset({_PAIR, "/v1/health", "/v1/metrics", "/openapi.json"})
"""Paths that need no token."""
LARGEST_PAIR = 2**16
_LONGEST_PROGRAM = 40
_IDLE_SECONDS = 20.0
_WHOLE_SECONDS = 300.0
_DRAIN_SECONDS = 5.0
_GUESSES_A_SECOND, _GUESSES = 1 / 30, 10.0

log = logging.getLogger("central")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and what of: proved by token and signature."""

    workstation_id: UUID
    office_id: UUID | None
    scope: str
    request: UUID
    nonce: str
    program: str


class Gate:
    """Lets through what may pass.

    A request that passes has its ``Caller`` in ``scope["state"]["caller"]``, its body as it was
    sent or unpacked, and is counted and logged by its route.
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, database: CentralDatabase, metrics: Metrics
    ) -> None:
        self._app = app
        self._settings = settings
        self._database = database
        self._metrics = metrics
        self._workstations = Rates(settings.per_workstation, 4 * settings.per_workstation)
        self._addresses = Rates(settings.per_address, 4 * settings.per_address)
        self._guesses = Rates(_GUESSES_A_SECOND, _GUESSES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        status = 500
        reference = uuid4().hex[:12]

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"ventanilla-reference", reference.encode()),
                    (b"cache-control", b"no-store"),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        coming = True

        async def heard() -> Message:
            nonlocal coming
            message = await receive()
            coming = bool(message.get("more_body", False))
            return message

        try:
            try:
                inner = await self._admitted(scope, heard)
            except Refused as exc:
                if coming:
                    await _drain(heard)
                await _refuse(exc, watched)
            else:
                await self._app(scope, inner, watched)
        finally:
            seconds = time.monotonic() - began
            if scope["path"] == _PAIR and status == 403:
                self._guesses.spend(_address(scope))
            # A path may hold a document number: only the route is counted and logged.
            route = getattr(scope.get("route"), "path", "")
            caller: Caller | None = scope.get("state", {}).get("caller")
            self._metrics.answered(scope["method"], route, status, seconds)
            told = {
                "reference": reference,
                "method": scope["method"],
                "route": route,
                "status": status,
                "ms": round(1000 * seconds, 1),
            }
            if caller is not None:
                told |= {
                    "office": str(caller.office_id),
                    "workstation": str(caller.workstation_id),
                    "request": str(caller.request),
                }
            log.info(json.dumps(told))

    async def _admitted(self, scope: Scope, receive: Receive) -> Receive:
        headers = {name.lower(): value for name, value in scope["headers"]}
        path: str = scope["path"]
        address = _address(scope)
        self._addresses.take(address)
        public = path in PUBLIC
        if path == _PAIR:
            self._guesses.require(address)
        found = None if public else await self._known(headers)
        largest = LARGEST_PAIR if public else LARGEST_SENT
        if path.startswith("/v1/files/"):
            largest = LARGEST_PIECE
        body = await _read(headers, receive, largest)
        if found is not None:
            _check_signature(found["public_key"], scope, headers, body)
            scope.setdefault("state", {})["caller"] = self._caller(found, headers)
        encoding = headers.get(b"content-encoding", b"identity").strip().lower()
        if encoding == b"gzip":
            body = await run_sync(unpacked, body)
        elif encoding != b"identity":
            raise refusals.invalid("content-encoding")
        scope.setdefault("state", {})["body"] = body
        return _replay(body, receive)

    async def _known(self, headers: dict[bytes, bytes]) -> dict[str, object]:
        scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
        if scheme.lower() != b"bearer" or not 20 <= len(token.strip()) <= 200:
            raise refusals.unauthorized()
        try:
            found = await run_sync(self._find, hashlib.sha256(token.strip()).digest())
        except UNREACHABLE as exc:
            raise refusals.unavailable() from exc
        if found is None:
            raise refusals.unauthorized()
        self._workstations.take(str(found["id"]))
        if found["revoked_at"] is not None:
            raise Refused(403, "revoked", "this workstation's leave was taken away")
        if found["cloned_at"] is not None:
            raise Refused(403, "cloned", "two programs use this identity")
        return found

    def _find(self, token_hash: bytes) -> dict[str, object] | None:
        # Found by its hash, which nobody can choose: comparing in constant time adds nothing.
        with self._database.write() as link:
            return workstations.by_token(link, token_hash)

    def _caller(self, found: dict[str, object], headers: dict[bytes, bytes]) -> Caller:
        try:
            request = UUID(headers[b"ventanilla-request"].decode("ascii"))
            nonce = headers[b"ventanilla-nonce"].decode("ascii")
            program = headers[b"ventanilla-program"].decode("ascii")
        except (KeyError, ValueError) as exc:
            raise refusals.invalid("Ventanilla-* headers") from exc
        if _version(program) < self._settings.oldest_program:
            raise Refused(426, "program_too_old", "bring the program up to date")
        assert isinstance(found["id"], UUID)
        office_id = found["office_id"]
        assert office_id is None or isinstance(office_id, UUID)
        return Caller(
            found["id"],
            office_id,
            str(found["scope"]),
            request,
            nonce[:100],
            program[:_LONGEST_PROGRAM],
        )


def _address(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else ""


def _version(program: str) -> tuple[int, ...]:
    """Return a version as it compares; one that is none is older than all."""
    parts = program[:_LONGEST_PROGRAM].split(".")[:3]
    return tuple(int(part) for part in parts) if all(map(str.isdecimal, parts)) else ()


def _check_signature(
    public_key: object, scope: Scope, headers: dict[bytes, bytes], body: bytes
) -> None:
    """Check that whoever has the key given at pairing signed exactly this request.

    Raises:
        Refused: ``bad_signature``.
    """
    query = scope["query_string"]
    target = scope["raw_path"] + (b"?" + query if query else b"")
    signed = b"\n".join(
        (
            scope["method"].encode(),
            target,
            hashlib.sha256(body).hexdigest().encode(),
            headers.get(b"ventanilla-request", b""),
            headers.get(b"ventanilla-nonce", b""),
        )
    )
    assert isinstance(public_key, bytes)
    try:
        signature = base64.b64decode(headers.get(b"ventanilla-signature", b""), validate=True)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
    except (ValueError, InvalidSignature) as exc:
        raise Refused(401, "bad_signature", "not signed by this workstation") from exc


async def _read(headers: dict[bytes, bytes], receive: Receive, largest: int) -> bytes:
    """Return the body, read in time and not beyond ``largest`` bytes.

    Raises:
        Refused: ``too_large``; ``invalid`` when it does not come.
    """
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and int(length) > largest:
        raise refusals.too_large(f"more than {largest} bytes")
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(_WHOLE_SECONDS):
            more = True
            while more:
                async with asyncio.timeout(_IDLE_SECONDS):
                    message = await receive()
                if message["type"] == "http.disconnect":
                    raise refusals.invalid("the body ended early")
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > largest:
                    raise refusals.too_large(f"more than {largest} bytes")
                more = message.get("more_body", False)
    except TimeoutError as exc:
        raise Refused(408, "invalid", "the body did not come") from exc
    return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return what gives ``body`` to the application as if it came now."""
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


async def _drain(receive: Receive) -> None:
    """Let what is still being sent come, and throw it away: who sends would not hear otherwise."""
    size = 0
    more = True
    with suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN_SECONDS):
            while more and size < 2 * LARGEST_SENT:
                message = await receive()
                size += len(message.get("body", b""))
                more = message.get("more_body", False)


async def _refuse(exc: Refused, send: Send) -> None:
    body = json.dumps({"error": exc.code, "detail": exc.detail}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        # What is left of a body that was not read cannot be told from the next request.
        (b"connection", b"close"),
    ]
    if exc.retry_after:
        headers.append((b"retry-after", str(exc.retry_after).encode()))
    await send({"type": "http.response.start", "status": exc.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
