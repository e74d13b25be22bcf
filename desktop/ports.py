"""What the use cases need from devices and from the computer."""

from typing import Protocol
from uuid import UUID


class KeyStore(Protocol):
    """Keeps the database key between sessions of one operating-system account."""

    def load(self, database_id: UUID) -> bytes | None:
        """Return the key kept for ``database_id``, or None.

        Raises:
            KeyStoreUnavailable: no keyring, or it stays locked.
        """
        ...

    def save(self, database_id: UUID, key: bytes) -> None:
        """Keep ``key``.

        Raises:
            KeyStoreUnavailable: it was not kept.
        """
        ...
