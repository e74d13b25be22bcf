"""Captures at the centre: what offices tell of them, and what a person decides on a hit.

The packets themselves are opened by nobody here, and never in a request: that is the worker's
(``central.biometrics``), with a key that this server does not have.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from central.work import Work
from db.central import biometrics, tasks
from db.central.biometrics import Announced
from domain.operations import Operation
from domain.tasks import DIFFERENT, SAME

CLEAR, HIT, REFUSED = "clear", "hit", "refused"
"""What a search may come to; ``SAME`` and ``DIFFERENT`` are what a person decides on a hit."""

_CAPTURES = frozenset({"enrolment_captured", "packet_resealed"})
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DECIDED = {
    DIFFERENT: "El ministerio revisó la coincidencia: son personas distintas.",
    SAME: "El ministerio revisó la coincidencia: la misma persona ya consta con otro documento."
    " Este enrolamiento no continúa.",
}


def note(work: Work, office: Mapping[str, Any], operations: Sequence[Operation]) -> None:
    """Keep what operations tell of captures and of the keys they are signed with.

    One that does not tell what it must changes nothing; it is in the log all the same.

    Args:
        office: whose they are.
    """
    for operation in operations:
        if operation.type == "signing_key_registered":
            told = _payload(operation)
            key = _key(told.get("public_key"))
            if key is not None:
                biometrics.add_key(work.link, office["id"], operation.workstation, key, work.now)
        elif operation.type in _CAPTURES:
            sha256 = _payload(operation).get("packet")
            if isinstance(sha256, str) and _SHA256.fullmatch(sha256):
                packet = Announced(office["id"], operation.aggregate_id, sha256)
                biometrics.announce(work.link, packet, operation.workstation, work.now)


def tell(work: Work, packet: Announced, outcome: str, words: str, by: str = "") -> None:
    """Keep what came of a capture, and tell its office."""
    biometrics.done(work.link, packet, outcome, words, work.now)
    body = {
        "enrolment": str(packet.enrolment_id),
        "packet": packet.sha256,
        "outcome": outcome,
        "words": words,
        "by": by,
    }
    work.tell(packet.office_id, "enrolment_checked", body)


def decide(work: Work, task_id: UUID, choice: str, reason: str, by: str) -> bool:
    """Decide on a hit, as a person of the ministry does; its office is told, without any name.

    Args:
        task_id: of kind ``biometric_match``; the ministry's, so no office is locked before it.
        choice: ``SAME`` or ``DIFFERENT``.
        reason: for the ministry's own record; the office is not told.

    Returns:
        Whether it was decided: False for any other choice, and where it was decided before.
    """
    task = tasks.lock(work.link, task_id)
    if task is None or task["resolved_at"] is not None or choice not in _DECIDED:
        return False
    subject = task["subject"]
    packet = Announced(UUID(subject["office"]), UUID(subject["enrolment"]), subject["packet"])
    tell(work, packet, choice, _DECIDED[choice], by)
    work.close_task(task_id, None, reason, by)
    return True


def _payload(operation: Operation) -> Mapping[str, Any]:
    try:
        told = json.loads(operation.payload or "")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _key(told: object) -> bytes | None:
    try:
        key = base64.b64decode(told, validate=True) if isinstance(told, str) else b""
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == 32 else None
