"""Who this workstation is to the centre: its key and token in the keyring, its nonce in a file.

The nonce is on disk before the answer that brought it is used. A computer that was copied has the
same nonce as the other, and the first of them to speak leaves the other's unknown: so the centre
finds out. The file names the entry of the keyring; copied without the keyring it opens nothing.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.ports import KeyStore
from desktop.sync.turns import turn
from domain.files import in_words, replace_file

FILE = "enlace.json"
PATIENCE = 90.0
"""How long a request of another window or program of this account is waited for, in seconds."""
_SEED = 32
_LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this workstation is to the centre.

    Attributes:
        workstation_id: what the centre calls it.
        seed: of its Ed25519 key, 32 bytes.
        token: what pairing gave.
        scope: what may be seen with it: ``office``, or other offices' days too: ``supervision``.
    """

    workstation_id: UUID
    seed: bytes = field(repr=False)
    token: str = field(repr=False)
    scope: str = "office"

    def sign(self, words: bytes) -> str:
        """Return the signature of ``words``, base64."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        return b64encode(key.sign(words)).decode()


class Credentials:
    """Keeps the identity of one account of this computer.

    Args:
        folder: where the file is, beside the settings.
        store: the account's keyring.
    """

    def __init__(self, folder: Path, store: KeyStore) -> None:
        self._path = folder / FILE
        self._store = store

    def load(self) -> Identity | None:
        """Return the identity, or None where this account has none.

        Raises:
            KeyStoreUnavailable: the keyring does not answer.
        """
        named = self._read()
        return None if named is None else self._opened(named)

    def _opened(self, named: "_Kept") -> Identity | None:
        kept = self._store.load(named.entry)
        if kept is None or len(kept) <= _SEED:
            return None
        try:
            token = kept[_SEED:].decode("ascii")
        except UnicodeDecodeError:
            return None
        return Identity(named.workstation, kept[:_SEED], token, named.scope)

    def exist(self) -> bool:
        """Tell whether this account was paired, without asking the keyring."""
        return self._read() is not None

    def sees_others(self) -> bool:
        """Tell whether this workstation was paired to see other offices' days too."""
        named = self._read()
        return named is not None and named.scope == "supervision"

    def save(self, identity: Identity, nonce: str) -> None:
        """Keep a new identity with its first nonce, in place of the one before.

        Raises:
            KeyStoreUnavailable, DiskFull, DatabaseReadOnly, DatabaseUnreachable: it was not kept.
        """
        entry = uuid4()
        self._store.save(entry, identity.seed + identity.token.encode("ascii"))
        with self._writing():
            self._write(_Kept(entry, identity.workstation_id, nonce, uuid4(), identity.scope))

    def forget(self) -> None:
        """Forget the identity; what the keyring still has opens nothing without the file.

        Raises:
            DatabaseBusy, DiskFull, DatabaseReadOnly, DatabaseUnreachable: it was not forgotten.
        """
        with self._writing():
            self._path.unlink(missing_ok=True)

    @contextmanager
    def nonce(self) -> Iterator["Nonce"]:
        """Give the nonce for one request; another program's request waits for this one's end.

        Raises:
            DatabaseBusy: another's takes too long.
        """
        with turn(self._path.with_name(self._path.name + ".uso"), PATIENCE):
            named = self._read()
            yield Nonce(self, named)

    def _go_on(self, named: "_Kept", nonce: str) -> None:
        """Keep the next nonce of an identity, unless another one took its place meanwhile."""
        with self._writing():
            now = self._read()
            if now is not None and now.entry == named.entry:
                self._write(replace(now, nonce=nonce, request=uuid4()))

    def _writing(self) -> AbstractContextManager[None]:
        # Not the turn of whoever asks: pairing must not wait for an answer that takes minutes.
        return turn(self._path.with_name(self._path.name + ".guarda"), PATIENCE)

    def _read(self) -> "_Kept | None":
        try:
            with self._path.open("rb") as file:
                kept = json.loads(file.read(_LARGEST))
            return _Kept(
                UUID(kept["entry"]),
                UUID(kept["workstation"]),
                str(kept["nonce"]),
                UUID(kept["request"]),
                str(kept.get("scope", "office")),
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None  # none yet, another account's, or damaged: it is paired anew

    def _write(self, kept: "_Kept") -> None:
        words = {
            "entry": str(kept.entry),
            "workstation": str(kept.workstation),
            "nonce": kept.nonce,
            "request": str(kept.request),
            "scope": kept.scope,
        }
        try:
            replace_file(self._path, json.dumps(words).encode(), private=True)
        except OSError as exc:
            raise in_words(exc) from exc


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file says."""

    entry: UUID
    workstation: UUID
    nonce: str
    request: UUID
    scope: str


class Nonce:
    """The nonce of one request.

    Attributes:
        value: to be sent.
        request: the id of whatever is asked with it, now or when it is tried again: a request that
            was thought lost and arrives late is then no other one, and nobody a clone.
    """

    def __init__(self, credentials: Credentials, named: _Kept | None) -> None:
        self._credentials, self._named = credentials, named
        self.value = named.nonce if named else ""
        self.request = str(named.request) if named else ""

    @property
    def entry(self) -> UUID | None:
        """The entry of the keyring that holds whose nonce it is; None where there is nobody."""
        return self._named.entry if self._named else None

    def identity(self) -> Identity | None:
        """Return whose nonce it is. Raises KeyStoreUnavailable."""
        return self._credentials._opened(self._named) if self._named else None

    def keep(self, received: str) -> None:
        """Keep the one that the answer brought, on disk, where it is still of who asked.

        Raises:
            DatabaseBusy, DiskFull, DatabaseReadOnly, DatabaseUnreachable: it was not kept.
        """
        self._keep(received)

    def renew(self) -> None:
        """Name another request with the same nonce. Raises as ``keep``."""
        self._keep(self.value)

    def _keep(self, nonce: str) -> None:
        if self._named is not None:
            self._credentials._go_on(self._named, nonce)
