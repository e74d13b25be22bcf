"""The key-slots file beside the database: the key, wrapped once for each way to open it.

Each slot wraps the same 32-byte key. This version knows the slot of the recovery code and that of
the centre; slots of other kinds are kept as they are. The file and its second copy hold nothing
that opens the database by itself, so they travel inside each backup.

The code is turned into a wrapping key by HKDF-SHA256, not by a slow password hash: it holds 140
random bits, so there is nothing to guess (RFC 5869, section 4: HKDF suits key material with
enough entropy). AES-256-GCM binds each slot to its database and kind; every slot has a salt, and
so a wrapping key, of its own. For the centre the key is sealed by HPKE (RFC 9180, base mode) to its
X25519 key, bound to the database too: only who holds the centre's private key opens it.
"""

import hashlib
import hmac
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.keys.recovery import RecoveryCode
from domain.errors import (
    DatabaseUnreachable,
    KeyFileDamaged,
    NewerVersion,
    RecoveryCodeRefused,
    WrongKey,
)
from domain.files import in_words, replace_file

FORMAT = "ventanilla-claves"
VERSION = 1
RECOVERY = "recovery-code"
CENTRE = "centre"
SUITE = "DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM"
"""What the centre's slot is sealed with, as RFC 9180 names it."""


@dataclass(frozen=True, slots=True)
class KeySlots:
    """What the file says.

    Attributes:
        database_id: names the database in every keyring.
        fingerprint: tells the right key from another without opening the database.
        slots: one mapping for each way to unwrap the key, as stored.
        remembered: whether a keyring ever kept the key; files that do not say it hold it true.
        training: the database is one of training; files that do not say it are real. It is told
            here too, so that it is known before a key or a code is asked for.
    """

    database_id: UUID
    fingerprint: str
    slots: tuple[Mapping[str, str], ...]
    remembered: bool = True
    training: bool = False

    def is_key(self, key: bytes | None) -> bool:
        """Tell whether ``key`` is this database's."""
        return key is not None and hmac.compare_digest(
            fingerprint(key, self.database_id), self.fingerprint
        )

    def has(self, kind: str) -> bool:
        """Tell whether there is a slot of that kind."""
        return any(slot.get("kind") == kind for slot in self.slots)

    @property
    def code_confirmed(self) -> bool:
        """Whether somebody has proved, by typing it, that a code that opens was written down."""
        return any(slot.get("confirmed") for slot in self._codes())

    @property
    def nobody_enters(self) -> bool:
        """Whether neither a person nor a keyring ever held what opens the database."""
        return not self.remembered and not self.code_confirmed

    def unwrap(self, code: RecoveryCode) -> bytes:
        """Return the key that ``code`` opens.

        Raises:
            RecoveryCodeRefused: it opens no slot.
        """
        for slot in self._codes():
            if (key := self._opened(slot, code)) is not None:
                return key
        raise RecoveryCodeRefused

    def with_code(self, key: bytes, code: RecoveryCode, now: datetime) -> "KeySlots":
        """Return slots that ``code`` opens too.

        A code that was confirmed keeps opening until the new one is confirmed: a crash before the
        new one is on paper leaves nobody outside.
        """
        salt, nonce = os.urandom(32), os.urandom(12)
        cipher = _cipher(code, salt, self.database_id)
        slot = {
            "kind": RECOVERY,
            "created": now.isoformat(timespec="seconds"),
            "confirmed": "",
            "salt": b64encode(salt).decode(),
            "nonce": b64encode(nonce).decode(),
            "wrapped": b64encode(cipher.encrypt(nonce, key, _bound(self.database_id))).decode(),
        }
        kept = (old for old in self.slots if old.get("kind") != RECOVERY or old.get("confirmed"))
        return replace(self, slots=(slot, *kept))

    def with_code_confirmed(self, code: RecoveryCode, now: datetime) -> "KeySlots":
        """Return slots that only ``code``, the newest, opens; other kinds are kept.

        Raises:
            RecoveryCodeRefused: it is not the newest code.
        """
        newest = self._codes()[0] if self._codes() else {}
        if self._opened(newest, code) is None:
            raise RecoveryCodeRefused
        confirmed = {**newest, "confirmed": now.isoformat(timespec="seconds")}
        others = (slot for slot in self.slots if slot.get("kind") != RECOVERY)
        return replace(self, slots=(confirmed, *others))

    def with_centre(
        self, key: bytes, sealing_key_id: str, sealing_key: bytes, now: datetime
    ) -> "KeySlots":
        """Return slots that the centre opens too, in place of a centre's before.

        Args:
            key: the database's.
            sealing_key_id: names the centre's key.
            sealing_key: its public X25519 key, 32 bytes.
            now: aware; written in the slot.

        Raises:
            ValueError: ``sealing_key`` is no X25519 key.
        """
        public = X25519PublicKey.from_public_bytes(sealing_key)
        sealed = _SUITE.encrypt(key, public, info=_bound(self.database_id, CENTRE))
        slot = {
            "kind": CENTRE,
            "created": now.isoformat(timespec="seconds"),
            "sealing_key": sealing_key_id,
            "suite": SUITE,
            "sealed": b64encode(sealed).decode(),
        }
        others = (old for old in self.slots if old.get("kind") != CENTRE)
        return replace(self, slots=(*others, slot))

    def unseal(self, private_key: bytes) -> bytes:
        """Return the key that the centre's private X25519 key opens.

        Raises:
            WrongKey: it opens no slot.
        """
        private = X25519PrivateKey.from_private_bytes(private_key)
        for slot in self.slots:
            if slot.get("kind") != CENTRE:
                continue
            try:
                sealed = b64decode(slot["sealed"])
                key = _SUITE.decrypt(sealed, private, info=_bound(self.database_id, CENTRE))
            except (InvalidTag, KeyError, ValueError):
                continue
            if self.is_key(key):
                return key
        raise WrongKey

    def _codes(self) -> list[Mapping[str, str]]:
        return [slot for slot in self.slots if slot.get("kind") == RECOVERY]

    def _opened(self, slot: Mapping[str, str], code: RecoveryCode) -> bytes | None:
        try:
            cipher = _cipher(code, b64decode(slot["salt"]), self.database_id)
            key = cipher.decrypt(
                b64decode(slot["nonce"]), b64decode(slot["wrapped"]), _bound(self.database_id)
            )
        except (InvalidTag, KeyError, ValueError):
            return None
        return key if self.is_key(key) else None


def fingerprint(key: bytes, database_id: UUID) -> str:
    """Return what tells ``key`` from others and helps nobody to find it."""
    return hmac.new(key, b"ventanilla-huella-1" + database_id.bytes, hashlib.sha256).hexdigest()


def slots_path(database: Path) -> Path:
    """Return where the slots of ``database`` are kept."""
    return database.with_name(database.name + ".claves")


def read(database: Path) -> KeySlots:
    """Read the slots of ``database``; its second copy where the first is damaged or missing.

    Raises:
        KeyFileDamaged: neither can be read.
        DatabaseUnreachable: this account may not read them.
        NewerVersion: a later program wrote them.
    """
    for path in copies(database):
        try:
            return from_bytes(path.read_bytes())
        except PermissionError as exc:
            raise DatabaseUnreachable from exc
        except (OSError, KeyFileDamaged):
            continue
    raise KeyFileDamaged


def write(database: Path, slots: KeySlots) -> None:
    """Write the slots of ``database`` and their second copy, each old or new, never half.

    Raises:
        DiskFull, DatabaseReadOnly, DatabaseUnreachable: the disk refused; what was there remains
            whole in at least one copy.
    """
    content = to_bytes(slots)
    try:
        for path in copies(database):
            replace_file(path, content)
    except OSError as exc:
        raise in_words(exc) from exc


def to_bytes(slots: KeySlots) -> bytes:
    """Return the file's content."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "database_id": str(slots.database_id),
        "fingerprint": slots.fingerprint,
        "slots": [dict(slot) for slot in slots.slots],
    }
    if not slots.remembered:
        body["remembered"] = False
    if slots.training:
        body["training"] = True
    return json.dumps(body | {"checksum": _checksum(body)}, indent=1).encode() + b"\n"


def from_bytes(content: bytes) -> KeySlots:
    """Read a file's content.

    Raises:
        KeyFileDamaged: it is not a slots file, or not whole.
        NewerVersion: a later program wrote it.
    """
    try:
        body = json.loads(content)
        checksum = body.pop("checksum")
        if body["format"] != FORMAT or checksum != _checksum(body):
            raise KeyFileDamaged
        if body["version"] > VERSION:
            raise NewerVersion
        return KeySlots(
            UUID(body["database_id"]),
            body["fingerprint"],
            tuple({str(name): str(text) for name, text in slot.items()} for slot in body["slots"]),
            body.get("remembered") is not False,
            body.get("training") is True,
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        raise KeyFileDamaged from exc


def copies(database: Path) -> tuple[Path, Path]:
    """Return where the slots of ``database`` and their second copy are kept."""
    first = slots_path(database)
    return first, first.with_name(first.name + ".copia")


def _checksum(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _cipher(code: RecoveryCode, salt: bytes, database_id: UUID) -> AESGCM:
    derived = HKDF(SHA256(), 32, salt, b"ventanilla-codigo-1" + database_id.bytes)
    return AESGCM(derived.derive(code.secret))


def _bound(database_id: UUID, kind: str = RECOVERY) -> bytes:
    return b"|".join((FORMAT.encode(), kind.encode(), database_id.bytes))


_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
