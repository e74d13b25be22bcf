"""Passwords and PINs: what is accepted, and how they are kept.

Kept as argon2id with the parameters of OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes,
1 lane). Rules after NIST SP 800-63B: length counts, composition rules do not help.
"""

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.errors import InvalidInput

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
SHORTEST_PIN = 4
LONGEST_PIN = 8

_RUNS = "01234567890123456789"


class WeakPassword(InvalidInput):
    """The new password can be guessed."""

    what = "Esa contraseña se adivina con facilidad."
    kept = "La anterior sigue igual."
    todo = "Use una frase de al menos 10 caracteres que solo usted conozca."


class WeakPin(InvalidInput):
    """The new PIN is not of 4 to 8 digits, or can be guessed."""

    what = "Ese PIN no sirve."
    kept = "El anterior sigue igual."
    todo = "Use de 4 a 8 cifras que no sean iguales ni seguidas."


@dataclass(frozen=True, slots=True)
class Passwords:
    """Hashes and checks passwords and PINs by argon2id.

    Args:
        memory_kib: memory for one hash, in KiB.
        passes: how often the memory is gone over.
        lanes: how many parts are worked on side by side.
    """

    memory_kib: int = 19 * 1024
    passes: int = 2
    lanes: int = 1

    def hash(self, secret: str) -> str:
        """Return the hash to keep, with its salt and parameters."""
        return self._hasher().hash(_bytes(secret))

    def matches(self, kept: str, typed: str) -> bool:
        """Tell whether ``typed`` is the secret of ``kept``; nothing typed raises.

        An empty ``kept`` (an unknown user, no PIN) costs the same time and never matches.
        """
        from argon2.exceptions import InvalidHashError, VerificationError

        hasher = self._hasher()
        if not kept:
            hasher.hash(_bytes(typed))
            return False
        try:
            return hasher.verify(kept, _bytes(typed))
        except (VerificationError, InvalidHashError):
            return False

    def outdated(self, kept: str) -> bool:
        """Tell whether ``kept`` was made with other parameters than today's."""
        return self._hasher().check_needs_rehash(kept)

    def _hasher(self) -> "PasswordHasher":
        # Imported late: it is needed at the first sign-in, not for the first paint.
        from argon2 import PasswordHasher

        return PasswordHasher(
            time_cost=self.passes, memory_cost=self.memory_kib, parallelism=self.lanes
        )


def check_password(password: str, username: str) -> None:
    """Insist on a password that is hard to guess.

    Raises:
        WeakPassword: shorter than 10 characters, the user name, one character repeated, or
            digits in a row.
        InvalidInput: longer than 200 characters, or with characters no keyboard gives.
    """
    if len(password) > LONGEST_PASSWORD:
        raise InvalidInput(
            "La contraseña es demasiado larga.",
            todo=f"Redúzcala a {LONGEST_PASSWORD} caracteres o menos.",
        )
    if any(unicodedata.category(char) in {"Cc", "Cs", "Cn", "Co"} for char in password):
        raise InvalidInput(
            "La contraseña tiene caracteres que no se pueden guardar.",
            todo="Escríbala a mano, sin copiar y pegar.",
        )
    folded = unicodedata.normalize("NFKC", password).casefold()
    if len(folded.strip()) < SHORTEST_PASSWORD:
        raise WeakPassword(f"La contraseña necesita al menos {SHORTEST_PASSWORD} caracteres.")
    if folded == username.casefold() or _is_trivial(folded):
        raise WeakPassword()


def check_pin(pin: str) -> None:
    """Insist on 4 to 8 digits that are neither all the same nor in a row.

    Raises:
        WeakPin: they are not.
    """
    if not (pin.isascii() and pin.isdigit() and SHORTEST_PIN <= len(pin) <= LONGEST_PIN):
        raise WeakPin(f"El PIN lleva de {SHORTEST_PIN} a {LONGEST_PIN} cifras.")
    if _is_trivial(pin):
        raise WeakPin("Ese PIN se adivina con facilidad.")


def _is_trivial(secret: str) -> bool:
    return len(set(secret)) == 1 or secret in _RUNS or secret in _RUNS[::-1]


def _bytes(secret: str) -> bytes:
    # One form for each text, however the keyboard composed it; a lone surrogate is only wrong.
    return unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass")
