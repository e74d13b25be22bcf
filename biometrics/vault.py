"""Templates at rest: sealed with a key that is worked out from the one that opens packets.

Whoever holds the database alone reads nothing; whoever holds the key file alone has nothing to
read. AES-256-GCM, bound to office and enrolment, so that one's templates cannot be put in the
place of another's. Source: design notes of the biometric kit, "Protection"; docs/decisions/0113.
"""

import os
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_INFO = b"ventanilla-plantillas-1"


class WrongVault(Exception):
    """It was sealed with another key, for another enrolment, or is damaged."""


class Vault:
    """Seals and opens what is searched.

    Args:
        private_key: the X25519 key that opens packets, 32 bytes.
    """

    def __init__(self, private_key: bytes) -> None:
        self._cipher = _cipher(private_key)

    def seal(self, office_id: UUID, enrolment_id: UUID, content: bytes) -> bytes:
        """Return ``content`` sealed."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, office_id.bytes + enrolment_id.bytes)

    def open(self, office_id: UUID, enrolment_id: UUID, sealed: bytes) -> bytes:
        """Return what was sealed.

        Raises:
            WrongVault: it does not open.
        """
        from cryptography.exceptions import InvalidTag

        bound = office_id.bytes + enrolment_id.bytes
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
        except (InvalidTag, ValueError) as exc:
            raise WrongVault from exc


def _cipher(private_key: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), 32, None, _INFO).derive(private_key))
