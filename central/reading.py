"""Operations and rows as they come over the line: read one by one, so that one spoils no other."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from operator import itemgetter
from typing import Any
from uuid import UUID

from central.models import OperationSent, RowSent
from domain.exchange import RowImage
from domain.operation_types import OLDEST_SCHEMA, is_known
from domain.operations import SCHEMA_VERSION, SEALED, Operation, seal_of

_LARGEST_INT, _LARGEST_BIGINT = 2**31 - 1, 2**63 - 1
_HASH = re.compile("[0-9a-f]{64}")
NOBODY = UUID(int=0)
# By what rows are looked for (db.central.tables): an entry of an index has a largest size, and one
# row beyond it would keep out all that come with it.
_INDEXED = (
    "day", "opened_at", "resolved_at", "due_at", "case_id", "entity_id", "document",
    "document_type", "person_id",
)  # fmt: skip
_LONGEST_INDEXED = 200


class Unfit(Exception):
    """Something that cannot be taken in.

    Args:
        reason: a code that stays the same.
        words: the same in Spanish, as somebody at the office reads it.
    """

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.words = words


MALFORMED = Unfit("malformed", "No se puede leer: sus datos no tienen la forma esperada.")
UNSTORABLE = Unfit("unstorable", "El centro no puede guardar sus datos.")
OTHER_OFFICE = Unfit("other_office", "Es de otra oficina.")
OTHER_CONTENT = Unfit("other_content", "Ya hay otra operación con la misma identidad.")
_ALTERED = Unfit("altered", "Sus datos no coinciden con su sello: fueron cambiados.")
UNKNOWN_SCHEMA = Unfit("unknown_schema", "Es de una versión del programa que el centro no conoce.")
UNKNOWN_TYPE = Unfit("unknown_type", "Es de un tipo que el centro todavía no conoce.")


def operation_of(sent: OperationSent, office_id: UUID) -> Operation:
    """Return what was sent as an operation that is whole, known and of this office.

    Raises:
        Unfit: it is not.
    """
    operation = _read(sent, office_id)
    if sent.told["office_id"] != str(office_id):
        raise OTHER_OFFICE
    if not _is_whole(sent.told):
        raise _ALTERED
    if not OLDEST_SCHEMA <= operation.schema_version <= SCHEMA_VERSION:
        raise UNKNOWN_SCHEMA
    if not is_known(operation.type):
        raise UNKNOWN_TYPE
    return operation


def outline_of(sent: OperationSent, office_id: UUID, received: datetime) -> Operation:
    """Return of an operation that is put aside what can be kept of it in its columns.

    What cannot be read stands empty there; it is kept as it was sent beside them.
    """
    try:
        return _read(sent, office_id)
    except Unfit:
        previous, hash_ = (
            _hash_or_empty(sent.told.get(name)) for name in ("previous_hash", "hash")
        )
        return Operation(
            sent.id, office_id, "", sent.sequence, "", NOBODY, 0, "", 0, None, received, None,
            "", previous, hash_,
        )  # fmt: skip


def _is_whole(told: Mapping[str, Any]) -> bool:
    """Tell whether an operation is as it was sealed.

    Its data are sealed as the texts that were sent: made anew from what was read of them, they
    would cost as much again, and one that is written in another way was not sealed so.
    """
    payload: str | None = told["payload"]
    if payload is not None and sha256(payload.encode()).hexdigest() != told["payload_hash"]:
        return False
    hash_: str = told["hash"]
    return seal_of(_sealed(told)) == hash_


_sealed = itemgetter(*SEALED)


def _read(sent: OperationSent, office_id: UUID) -> Operation:
    told = sent.told
    try:
        at = datetime.fromisoformat(_text(told["at"], 40))
        actor, payload = told["actor_id"], told["payload"]
        _text(told["office_id"], 36)
        if at.utcoffset() != timedelta(0):
            raise MALFORMED
        return Operation(
            sent.id,
            office_id,
            _text(told["workstation"], 60),
            sent.sequence,
            _text(told["aggregate"], 30),
            UUID(_text(told["aggregate_id"], 36)),
            _whole(told["aggregate_version"]),
            _text(told["type"], 40),
            _whole(told["schema_version"]),
            None if actor is None else UUID(_text(actor, 36)),
            at.astimezone(UTC),
            None if payload is None else _text(payload, LARGEST_PAYLOAD),
            _hash(told["payload_hash"]),
            _hash(told["previous_hash"]),
            _hash(told["hash"]),
        )
    except (KeyError, ValueError, TypeError) as exc:
        raise MALFORMED from exc


LARGEST_PAYLOAD = 2**20
"""Characters of an operation's payload."""


def _text(value: object, limit: int) -> str:
    """Return a text that can be stored: no NUL, no lone surrogate, not beyond ``limit``."""
    if not isinstance(value, str) or len(value) > limit or "\0" in value:
        raise MALFORMED
    value.encode()  # a lone surrogate raises UnicodeEncodeError, which is a ValueError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST_INT:
        raise MALFORMED
    return value


def _hash(value: object) -> str:
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        raise MALFORMED
    return value


def _hash_or_empty(value: object) -> str:
    try:
        return _hash(value)
    except Unfit:
        return ""


def image_of(sent: RowSent, office_id: UUID) -> RowImage:
    """Return what was sent as the image of a row of this office.

    Raises:
        Unfit: it is none.
    """
    try:
        _text(sent.key, 120)
        if sent.table == "person" and str(UUID(sent.key)) != sent.key:
            raise MALFORMED  # people are found by their ids (db.central.identities)
        if sent.row is not None:
            _check(sent.row)
    except ValueError as exc:
        raise MALFORMED from exc
    whose = sent.key if sent.table == "office" else (sent.row or {}).get("office_id")
    if whose is not None and whose != str(office_id):
        raise OTHER_OFFICE
    return RowImage(sent.table, sent.key, sent.row)


def _check(row: Mapping[str, Any]) -> None:
    """Check that a row holds nothing but what a column can.

    Raises:
        Unfit, ValueError: it does.
    """
    # Its whole text at once: asked of each of its texts, this costs as much as storing it.
    text = json.dumps(row, ensure_ascii=False, allow_nan=False)
    text.encode()  # a lone surrogate
    if "\\u0000" in text:
        for part in (*row, *row.values()):
            if isinstance(part, str) and "\0" in part:
                raise MALFORMED
    for name in _INDEXED:
        looked_for = row.get(name)
        if isinstance(looked_for, str | list) and len(looked_for) > _LONGEST_INDEXED:
            raise MALFORMED
    for value in row.values():
        kind = type(value)
        if kind is int:
            if abs(value) > _LARGEST_BIGINT:
                raise MALFORMED
        elif kind is list:
            if not all(type(item) is int and abs(item) <= _LARGEST_INT for item in value):
                raise MALFORMED
        elif kind is dict:
            raise MALFORMED
