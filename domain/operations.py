"""The log of what happened: append-only and hash-chained.

Each entry holds the hash of the one before. The chain covers the *hash* of a payload, not the
payload, so that a person's data can be erased when its time is over and the chain still holds.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from domain.errors import KnownError

SCHEMA_VERSION = 1
GENESIS = "0" * 64

Payload = Mapping[str, object]


class LogBroken(KnownError):
    """An entry of the log was changed, removed or inserted."""

    def __init__(self, sequence: int, reason: str) -> None:
        self.sequence = sequence
        super().__init__(
            f"El registro de operaciones no es íntegro desde la operación {sequence}: {reason}.",
            kept="Nada se ha borrado.",
            todo="Avise al administrador y conserve una copia de los datos.",
        )


@dataclass(frozen=True, slots=True)
class LogHead:
    """The last entry's place in the chain and its hash."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that happened. ``payload`` is its canonical JSON, or None once erased."""

    id: UUID
    office_id: UUID
    workstation: str
    sequence: int
    aggregate: str
    aggregate_id: UUID
    aggregate_version: int
    type: str
    schema_version: int
    actor_id: UUID | None
    at: datetime
    payload: str | None
    payload_hash: str
    previous_hash: str
    hash: str


def canonical(payload: Payload) -> str:
    """Return ``payload`` as JSON with sorted keys and no spaces: equal data, equal text."""
    return _canonical(payload)


def chained(
    head: LogHead,
    *,
    operation_id: UUID,
    office_id: UUID,
    workstation: str,
    aggregate: str,
    aggregate_id: UUID,
    aggregate_version: int,
    type_: str,
    actor_id: UUID | None,
    at: datetime,
    payload: Payload,
) -> Operation:
    """Return the operation that follows ``head``."""
    text = canonical(payload)
    payload_hash = hashlib.sha256(text.encode()).hexdigest()
    told = (
        operation_id,
        office_id,
        workstation,
        head.sequence + 1,
        aggregate,
        aggregate_id,
        aggregate_version,
        type_,
        SCHEMA_VERSION,
        actor_id,
        at,
    )
    seal = seal_of((*told, payload_hash, head.hash))
    return Operation(*told, text, payload_hash, head.hash, seal)


def verify(operations: Iterable[Operation]) -> LogHead:
    """Check a whole chain, from its first entry, and return its head.

    Raises:
        LogBroken: with the first sequence that does not hold, and why.
    """
    head = LogHead(0, GENESIS)
    for operation in operations:
        head = follows(head, operation)
    return head


def follows(head: LogHead, operation: Operation) -> LogHead:
    """Check that ``operation`` is whole and follows ``head``, and return the head it makes.

    Raises:
        LogBroken: it does not, and why.
    """
    expected = head.sequence + 1
    if operation.sequence != expected:
        raise LogBroken(expected, "falta una operación")
    if operation.previous_hash != head.hash:
        raise LogBroken(expected, "no sigue a la anterior")
    if operation.payload is not None:
        digest = hashlib.sha256(operation.payload.encode()).hexdigest()
        if digest != operation.payload_hash:
            raise LogBroken(expected, "su contenido fue cambiado")
    if seal_of(_sealed_of(operation)) != operation.hash:
        raise LogBroken(expected, "sus datos fueron cambiados")
    return LogHead(operation.sequence, operation.hash)


def seal_of(sealed: Iterable[object]) -> str:
    """Return the hash of an operation, of what ``SEALED`` names: as values, or as their texts.

    The payload's own hash stands for it there.
    """
    return hashlib.sha256(_header(list(sealed)).encode()).hexdigest()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


# Made once: a new encoder for each text costs as much as the text.
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_header = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=_plain).encode
SEALED = tuple(field.name for field in fields(Operation) if field.name not in {"payload", "hash"})
"""What an operation's hash is made of, in this order."""
_sealed_of = attrgetter(*SEALED)
