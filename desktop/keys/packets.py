"""The keys that captures are signed and sealed with at a workstation.

It signs with an Ed25519 key of its own, kept in the keyring of the operating-system account; each
account of a computer has another. An office without a centre seals to an X25519 key that is drawn
from the key of its data (HKDF-SHA256, RFC 5869): who can open the data, can open the captures.
"""

import os
from contextlib import suppress
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.ports import KeyStore
from domain.errors import KeyStoreUnavailable, RecoveryCodeNeeded

_BYTES = 32


class StationPacketKeys:
    """What a workstation signs and seals captures with.

    Args:
        store: this account's keyring.
        database_id: of the office's data; names the signing key in the keyring.
        data_key: of those data; empty where this account does not have it.
        workstation: name with which operations are signed.
    """

    def __init__(
        self, store: KeyStore, database_id: UUID, data_key: bytes, workstation: str
    ) -> None:
        self.workstation = workstation
        self._store = store
        self._name = uuid5(database_id, "packet-signing-key")
        self._data_key = data_key
        self._signing: bytes | None = None

    def signing(self) -> bytes:
        """Return the workstation's private Ed25519 key; made where there is none.

        Where the keyring keeps nothing it lasts as long as the program runs.
        """
        if self._signing is None:
            self._signing = self._kept() or self._new()
        return self._signing

    def office_public(self, office_id: UUID) -> bytes:
        """Return the X25519 key to which a stand-alone office seals. Raises RecoveryCodeNeeded."""
        private = office_biometric_key(self._data_key, office_id)
        return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()

    def _kept(self) -> bytes | None:
        try:
            kept = self._store.load(self._name)
        except KeyStoreUnavailable:
            return None
        return kept if kept is not None and len(kept) == _BYTES else None

    def _new(self) -> bytes:
        key = os.urandom(_BYTES)
        with suppress(KeyStoreUnavailable):
            self._store.save(self._name, key)
        return key


def office_biometric_key(data_key: bytes, office_id: UUID) -> bytes:
    """Return the private X25519 key of a stand-alone office's captures.

    Args:
        data_key: of the office's data; on a server, of its archives.

    Raises:
        RecoveryCodeNeeded: this account does not have it.
    """
    if not data_key:
        raise RecoveryCodeNeeded
    return HKDF(SHA256(), _BYTES, None, b"ventanilla-huellas-1" + office_id.bytes).derive(data_key)
