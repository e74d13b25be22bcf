"""A workstation as the centre sees it: it speaks the protocol, and can be made to lie."""

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.ids import new_id
from domain.operations import GENESIS, LogHead, Operation, chained
from tests.central.server import Centre

PROGRAM = "0.4.0"
_BEGAN = datetime(2026, 11, 20, 8, tzinfo=UTC)


@dataclass
class Workstation:
    """One workstation, paired or about to be."""

    centre: Centre
    http: httpx.Client
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    token: str = ""
    nonce: str = ""
    id: UUID | None = None
    office_id: UUID | None = None

    @property
    def public_key(self) -> str:
        """The key's public half, as it is sent."""
        return base64.b64encode(self.key.public_key().public_bytes_raw()).decode()

    def pair(self, code: str, **more: Any) -> httpx.Response:
        """Use a pairing code."""
        asked = {
            "code": code,
            "public_key": self.public_key,
            "workstation": "Ventanilla 1",
            "program": PROGRAM,
            **more,
        }
        # As a proxy on this computer tells whom it asks for: guesses are counted by address.
        whose = {
            "X-Forwarded-For": f"2001:db8::{self.key.public_key().public_bytes_raw().hex()[:4]}"
        }
        whose |= {name: self.http.headers[name] for name in whose if name in self.http.headers}
        answer = self.http.post(f"{self.centre.address}/v1/pair", json=asked, headers=whose)
        if answer.status_code == 200:
            told = answer.json()
            self.token, self.nonce = told["token"], told["nonce"]
            self.id = UUID(told["workstation_id"])
            self.office_id = UUID(told["office"]["id"]) if told["office"] else None
        return answer

    def headers(
        self,
        method: str,
        target: str,
        body: bytes,
        *,
        request: UUID | None = None,
        nonce: str | None = None,
    ) -> dict[str, str]:
        """Return what a request carries."""
        told = str(request or uuid4())
        nonce = self.nonce if nonce is None else nonce
        lines = (method, target, hashlib.sha256(body).hexdigest(), told, nonce)
        signature = self.key.sign("\n".join(lines).encode())
        return {
            "Authorization": f"Bearer {self.token}",
            "Ventanilla-Request": told,
            "Ventanilla-Nonce": nonce,
            "Ventanilla-Signature": base64.b64encode(signature).decode(),
            "Ventanilla-Program": PROGRAM,
        }

    def ask(
        self,
        method: str,
        target: str,
        told: Any = None,
        *,
        raw: bytes | None = None,
        request: UUID | None = None,
        nonce: str | None = None,
        zipped: bool = False,
        extra: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Ask for something and keep the nonce of the answer."""
        body = raw if raw is not None else b"" if told is None else json.dumps(told).encode()
        headers = {} if told is None else {"Content-Type": "application/json"}
        if zipped:
            body = gzip.compress(body)
            headers["Content-Encoding"] = "gzip"
        headers |= self.headers(method, target, body, request=request, nonce=nonce)
        headers |= extra or {}
        answer = self.http.request(
            method, f"{self.centre.address}{target}", content=body, headers=headers
        )
        if nonce is None:
            self.nonce = answer.headers.get("Ventanilla-Nonce", self.nonce)
        return answer

    def push(
        self, operations: list[Operation], rows: list[dict[str, Any]] | None = None, **more: Any
    ) -> httpx.Response:
        """Send operations and rows."""
        return self.ask("POST", "/v1/push", pushed(operations, rows, **more))


def plain(operation: Operation) -> dict[str, Any]:
    """Return an operation as it is sent."""
    return {
        name: value.isoformat()
        if isinstance(value, datetime)
        else str(value)
        if isinstance(value, UUID)
        else value
        for name in Operation.__slots__
        if (value := getattr(operation, name)) is not ...
    }


def pushed(
    operations: list[Operation], rows: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    """Return the body of a push."""
    last = operations[-1] if operations else None
    head = {
        "sequence": last.sequence if last else 0,
        "hash": last.hash if last else GENESIS,
    }
    return {
        "schema": "0004",
        "head": head,
        "epoch": 1,
        "operations": [plain(operation) for operation in operations],
        "rows": rows or [],
        **more,
    }


class Log:
    """The log of an office, as its database would have it."""

    def __init__(self, office_id: UUID) -> None:
        self.office_id = office_id
        self.head = LogHead(0, GENESIS)

    def add(self, type_: str = "ticket_called", **more: Any) -> Operation:
        """Append an operation."""
        operation = chained(
            self.head,
            operation_id=new_id(),
            office_id=self.office_id,
            workstation="PC",
            aggregate=more.pop("aggregate", "ticket"),
            aggregate_id=more.pop("aggregate_id", None) or new_id(),
            aggregate_version=more.pop("aggregate_version", 1),
            type_=type_,
            actor_id=None,
            at=_BEGAN + timedelta(seconds=self.head.sequence),
            payload=more or {"code": f"A{self.head.sequence:03}"},
        )
        self.head = LogHead(operation.sequence, operation.hash)
        return operation

    def many(self, count: int) -> list[Operation]:
        """Append several."""
        return [self.add() for _ in range(count)]
