"""What a capture is signed and sealed with."""

from typing import Protocol
from uuid import UUID


class PacketKeys(Protocol):
    """The keys of this workstation. Each call may wait for a keyring: never on the windows' thread."""

    @property
    def workstation(self) -> str:
        """Name with which it signs its operations."""
        ...

    def signing(self) -> bytes:
        """Return its private Ed25519 key, 32 bytes; made where there is none.

        Where the keyring keeps nothing, the key lasts as long as the program runs.
        """
        ...

    def office_public(self, office_id: UUID) -> bytes:
        """Return the X25519 key to which a stand-alone office seals, 32 bytes.

        Raises:
            RecoveryCodeNeeded: this account does not have the office's key.
        """
        ...
