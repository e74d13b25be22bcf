"""How a workstation comes to be known: a one-time code and its own public key."""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from central import refusals
from central.models import KnownHead, NewOffice, OfficeTold, Pair, Paired, SealingKeyTold
from central.refusals import Refused
from central.settings import Settings
from central.work import Work
from db.central import feed, offices, workstations
from db.central.database import Link
from domain.ids import new_id

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are read for one another."""
_LENGTH = 12  # 60 bits: nobody guesses it while it holds
LONGEST_VALIDITY = timedelta(days=14)


def make_code(
    link: Link,
    office_id: UUID | None,
    office_code: str,
    *,
    scope: str,
    validity: timedelta,
    now: datetime,
) -> str:
    """Make a one-time code and return it; only its hash is kept.

    Args:
        office_id: the office that it is for; None for one that is to give itself an identity.
        office_code: the same in words, for the list of codes.
        scope: ``office`` or ``supervision``.
        validity: how long it can be used.
    """
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    workstations.add_code(
        link,
        _hashed(code),
        office_id=office_id,
        office_code=office_code,
        scope=scope,
        at=now,
        expires=now + min(validity, LONGEST_VALIDITY),
    )
    return code


def in_words(code: str) -> str:
    """Return a code as it is read aloud and typed: in groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _hashed(code: str) -> bytes:
    plain = "".join(char for char in code.upper() if char not in "- ")
    return hashlib.sha256(plain.encode()).digest()


def pair(work: Work, settings: Settings, asked: Pair) -> Paired:
    """Give a workstation its identity.

    Asked again with the same code and key, because the answer was lost, it is given a new token
    as long as it has not used the first.

    Raises:
        Refused: ``code_refused``: there is no such code, it was used, or its time is over.
    """
    public_key = base64.b64decode(asked.public_key)
    try:
        Ed25519PublicKey.from_public_bytes(public_key)
    except (ValueError, UnsupportedAlgorithm) as exc:
        raise refusals.invalid("public_key") from exc
    code = workstations.lock_code(work.link, _hashed(asked.code))
    if code is None or code["expires_at"] < work.now:
        raise _code_refused()
    token = secrets.token_urlsafe(32)
    token_hash = hashlib.sha256(token.encode()).digest()
    nonce = secrets.token_urlsafe(24)
    if code["used_at"] is None:
        workstation_id = new_id()
        workstations.add(
            work.link,
            workstation_id,
            office_id=code["office_id"],
            name=asked.workstation,
            scope=code["scope"],
            token_hash=token_hash,
            public_key=public_key,
            nonce=nonce,
            program=asked.program,
            at=work.now,
        )
        workstations.use_code(work.link, code["code_hash"], workstation_id, work.now)
    else:
        workstation_id = code["workstation_id"]
        if not workstations.renew_unused(
            work.link, workstation_id, public_key=public_key, token_hash=token_hash, nonce=nonce
        ):
            raise _code_refused()
    if asked.takes_over and code["office_id"] is not None and code["scope"] == "office":
        workstations.revoke_others(work.link, code["office_id"], workstation_id, work.now)
    office = None if code["office_id"] is None else offices.get(work.link, code["office_id"])
    epoch, _ = feed.state(work.link)
    return Paired(
        token=token,
        nonce=nonce,
        workstation_id=workstation_id,
        office=None if office is None else OfficeTold(**_names(office)),
        scope=code["scope"],
        feed_epoch=epoch,
        sealing_key=SealingKeyTold(id=settings.sealing_key.id, public=settings.sealing_key.public),
        ca=settings.ca,
        head=head_of(office),
    )


def head_of(office: dict[str, Any] | None) -> KnownHead | None:
    """Return how far an office's chain is known."""
    if office is None or not office["head_sequence"]:
        return None
    return KnownHead(sequence=office["head_sequence"], hash=office["head_hash"])


def _names(office: dict[str, Any]) -> dict[str, Any]:
    return {name: office[name] for name in ("id", "code", "name")}


def _code_refused() -> Refused:
    return Refused(403, "code_refused", "no such code, or not any more")


def found_office(work: Work, workstation_id: UUID, asked: NewOffice) -> OfficeTold:
    """Give a new office the identity that it has at home, once.

    Raises:
        Refused: ``office_known``: another office has its id or its code; ``forbidden``: the
            workstation has an office.
    """
    if not offices.add(work.link, asked.id, asked.code, asked.name, work.now):
        raise Refused(409, "office_known", "another office has this id or code")
    if not workstations.place(work.link, workstation_id, asked.id):
        raise refusals.forbidden()  # two requests at once
    return OfficeTold(id=asked.id, code=asked.code, name=asked.name)
