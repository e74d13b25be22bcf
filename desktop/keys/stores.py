"""Where this computer keeps the database key between sessions."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from domain.errors import KeyStoreUnavailable
from domain.files import replace_file

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from desktop.paths import Places
    from desktop.ports import KeyStore

SERVICE = "Ventanilla"

# They answer, but keep the secret in the open (alt), nowhere (null), or cannot at all (fail).
_REFUSED_BACKENDS = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")


class SystemKeyring:
    """The keyring of the operating-system account: Secret Service, Credential Locker, Keychain.

    Each call may wait for the person to unlock it, so it never runs on the windows' thread.
    """

    def load(self, database_id: UUID) -> bytes | None:
        """Return the key kept for ``database_id``, or None.

        Raises:
            KeyStoreUnavailable: no keyring, or it stays locked.
        """
        try:
            stored = self._backend().get_password(SERVICE, str(database_id))
            return None if stored is None else bytes.fromhex(stored)
        except ValueError:
            return None
        # A true boundary: each platform's backend raises classes of its own, and of its bus.
        except Exception as exc:
            raise KeyStoreUnavailable from exc

    def save(self, database_id: UUID, key: bytes) -> None:
        """Keep ``key``, and read it back.

        Raises:
            KeyStoreUnavailable: it was not kept.
        """
        try:
            self._backend().set_password(SERVICE, str(database_id), key.hex())
        except Exception as exc:
            raise KeyStoreUnavailable from exc
        if self.load(database_id) != key:
            raise KeyStoreUnavailable

    def _backend(self) -> "KeyringBackend":
        import keyring  # looks for its backends, 0.1 s; only where a key is asked for

        backend = keyring.get_keyring()
        if type(backend).__module__.startswith(_REFUSED_BACKENDS):
            raise KeyStoreUnavailable
        return backend


class KeyFile:
    """Secrets in an open file that only one account of the computer may read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, database_id: UUID) -> bytes | None:
        """Return the key kept for ``database_id``, or None."""
        with suppress(KeyError, ValueError):
            return bytes.fromhex(self._kept()[str(database_id)])
        return None

    def save(self, database_id: UUID, key: bytes) -> None:
        """Keep ``key`` for this account's eyes only.

        Raises:
            KeyStoreUnavailable: the file cannot be written.
        """
        kept = self._kept() | {str(database_id): key.hex()}
        lines = "".join(f"{name} {stored}\n" for name, stored in kept.items())
        try:
            replace_file(self._path, lines.encode("ascii"), private=True)
        except OSError as exc:
            raise KeyStoreUnavailable from exc

    def _kept(self) -> dict[str, str]:
        with suppress(OSError, ValueError):
            lines = self._path.read_text("ascii").splitlines()
            return dict(line.split(" ") for line in lines)
        return {}


class DemoKeyFile(KeyFile):
    """Keys in an open file: only for the invented people of demonstration and training."""


def key_store(places: "Places") -> "KeyStore":
    """Return where the key of this computer's office is kept.

    Args:
        places: the program's folders; those of a demonstration hold its open key.
    """
    return DemoKeyFile(places.demo_key) if places.demo_key.exists() else SystemKeyring()
