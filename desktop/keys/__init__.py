"""How the key of an office's database is made, kept, recovered and changed.

The key itself never changes and is never shown. What a person holds is the recovery code, which
can be changed at any time; what an operating-system account holds is a copy in its own keyring.
"""

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from desktop.keys import slots as files
from desktop.keys.recovery import RecoveryCode
from desktop.keys.slots import KeySlots
from desktop.ports import KeyStore
from domain.errors import (
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFull,
    KeyStoreUnavailable,
    RecoveryCodeNeeded,
)
from domain.ids import new_id

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewKey:
    """A database that is about to begin.

    Attributes:
        remembered: whether the keyring keeps the key; if not, the code is asked at each start.
    """

    database_id: UUID
    key: bytes = field(repr=False)
    code: RecoveryCode
    remembered: bool


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """A key recovered by the code, and whether the keyring of this account keeps it now."""

    key: bytes = field(repr=False)
    remembered: bool


def begin(database: Path, store: KeyStore, now: datetime, *, training: bool = False) -> NewKey:
    """Make the key of a database that does not exist yet, with its slots file.

    A slots file left without its database (a first start that was cut) is put aside, not erased.

    Args:
        database: where the database will be.
        store: this account's keyring.
        now: aware; written in the slot.
        training: the database will be one of training.

    Raises:
        FileExistsError: the database exists (a bug: its key must not be lost).
        DiskFull, DatabaseReadOnly, DatabaseUnreachable: the folder cannot be written.
    """
    if database.exists() and database.stat().st_size:
        raise FileExistsError(database)
    with suppress(FileNotFoundError):
        left = files.slots_path(database)
        left.replace(left.with_name(f"{left.name}.anterior-{now:%Y%m%d-%H%M%S}"))
    database_id = new_id()
    key, code = os.urandom(KEY_BYTES), RecoveryCode.new()
    slots = KeySlots(database_id, files.fingerprint(key, database_id), (), training=training)
    slots = slots.with_code(key, code, now)
    files.write(database, slots)
    remembered = remember(store, database_id, key)
    if not remembered:
        files.write(database, replace(slots, remembered=False))
    return NewKey(database_id, key, code, remembered)


def open_key(database: Path, store: KeyStore) -> bytes:
    """Return the key of ``database`` from this account's keyring.

    Raises:
        RecoveryCodeNeeded: this account does not have it (another account, another computer).
        KeyStoreUnavailable: the keyring does not answer; the code opens it too.
        KeyFileDamaged, NewerVersion: see ``desktop.keys.slots.read``.
    """
    return key_from(files.read(database), store)


def key_from(slots: KeySlots, store: KeyStore) -> bytes:
    """Return the key of those slots from this account's keyring; raises as ``open_key``."""
    key = store.load(slots.database_id)
    if key is None or not slots.is_key(key):
        raise RecoveryCodeNeeded
    return key


def recover(database: Path, typed: str, store: KeyStore, now: datetime) -> OpenedKey:
    """Return the key of ``database`` by its recovery code, and keep it in this account's keyring.

    Where no code was confirmed yet, this one is: somebody holds it.

    Raises:
        RecoveryCodeMistyped: the code does not hold its own check.
        RecoveryCodeRefused: it is another database's, or an old one.
        KeyFileDamaged, NewerVersion: see ``desktop.keys.slots.read``.
    """
    slots = files.read(database)
    code = RecoveryCode.parse(typed)
    key = slots.unwrap(code)
    remembered = remember(store, slots.database_id, key)
    noted = slots if slots.code_confirmed else slots.with_code_confirmed(code, now)
    noted = replace(noted, remembered=slots.remembered or remembered)
    if noted != slots:
        # The code opens the office all the same; where the disk refuses, it is noted next time.
        with suppress(DiskFull, DatabaseReadOnly, DatabaseUnreachable):
            files.write(database, noted)
    return OpenedKey(key, remembered)


def confirm_code(database: Path, typed: str, now: datetime) -> None:
    """Note that somebody holds the newest code, having typed it; older codes open no more.

    Raises:
        RecoveryCodeMistyped: the code does not hold its own check.
        RecoveryCodeRefused: it is not the newest code.
        DiskFull, DatabaseReadOnly, DatabaseUnreachable: the note could not be written.
    """
    slots = files.read(database)
    files.write(database, slots.with_code_confirmed(RecoveryCode.parse(typed), now))


def check_code(database: Path, typed: str) -> None:
    """Insist that a code is a recovery code of ``database``; nothing is kept of it.

    Raises:
        RecoveryCodeMistyped: the code does not hold its own check.
        RecoveryCodeRefused: it is another database's, or an old one.
        KeyFileDamaged, NewerVersion: see ``desktop.keys.slots.read``.
    """
    files.read(database).unwrap(RecoveryCode.parse(typed))


def change_code(database: Path, key: bytes, now: datetime) -> RecoveryCode:
    """Return a new recovery code, which replaces the old one once it is confirmed.

    Backups made before keep opening with the code of their day.

    Raises:
        ValueError: ``key`` is not this database's (a bug).
        DiskFull, DatabaseReadOnly, DatabaseUnreachable: the old code still holds.
    """
    slots = files.read(database)
    if not slots.is_key(key):
        raise ValueError("not the key of this database")
    code = RecoveryCode.new()
    files.write(database, slots.with_code(key, code, now))
    return code


def remember(store: KeyStore, database_id: UUID, key: bytes) -> bool:
    """Keep ``key`` in this account's keyring, if it has one; tell whether it was kept."""
    try:
        store.save(database_id, key)
    except KeyStoreUnavailable:
        return False
    return True
