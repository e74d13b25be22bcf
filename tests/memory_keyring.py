"""A keyring that lives in memory, so that no test reaches the person's own secrets."""

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

_secrets: dict[tuple[str, str], str] = {}


def forget_all() -> None:
    """Empty the keyring; the next test begins without secrets."""
    _secrets.clear()


class MemoryKeyring(KeyringBackend):
    """The backend that ``tests/conftest.py`` names to keyring."""

    priority = 0  # never chosen by itself

    def get_password(self, service: str, username: str) -> str | None:
        return _secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        _secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if _secrets.pop((service, username), None) is None:
            raise PasswordDeleteError(username)
