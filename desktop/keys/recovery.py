"""The recovery code: what a person writes down, keeps in a safe and one day types again.

140 random bits in seven groups of five symbols of Crockford's base 32, which has no I, L, O or U
(crockford.com/base32.html). The fifth symbol of each group checks the other four *and* the
group's place, so that a slip is told by group: any one wrong symbol, any two swapped neighbours
and any two swapped groups are found for certain, other slips 31 times out of 32.
"""

import re
import secrets
from dataclasses import dataclass, field

from domain.errors import RecoveryCodeMistyped

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 7
GROUP_SYMBOLS = 5
SECRET_BITS = GROUPS * (GROUP_SYMBOLS - 1) * 5

_LONGEST_TYPED = 200
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
# What people and scanners put between groups: spaces, dashes of every kind, dots.
_BETWEEN = re.compile(r"[\s\-.‐-―−_]+")


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """A code whose checks hold. Its secret appears in no ``repr``."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "RecoveryCode":
        """Return a code that nobody has seen."""
        return cls(secrets.randbits(SECRET_BITS).to_bytes((SECRET_BITS + 7) // 8, "big"))

    @classmethod
    def parse(cls, typed: str) -> "RecoveryCode":
        """Read what a person typed: any case, O for 0, I or L for 1, any spacing.

        Raises:
            RecoveryCodeMistyped: with the groups that look wrong, where it can be told.
        """
        if len(typed) > _LONGEST_TYPED:
            raise RecoveryCodeMistyped
        groups = _groups(typed.upper())
        wrong = tuple(
            place
            for place, group in enumerate(groups, start=1)
            if len(group) != GROUP_SYMBOLS
            or any(symbol not in _VALUES for symbol in group)
            or _residue(group, place) != 0
        )
        if len(groups) != GROUPS:
            raise RecoveryCodeMistyped(
                f"El código de recuperación tiene {GROUPS} grupos de {GROUP_SYMBOLS} letras o "
                "números; lo escrito no.",
            )
        if wrong:
            raise RecoveryCodeMistyped(_told(wrong), groups=wrong)
        number = 0
        for group in groups:
            for symbol in group[:-1]:
                number = number << 5 | _VALUES[symbol]
        return cls(number.to_bytes((SECRET_BITS + 7) // 8, "big"))

    @property
    def groups(self) -> tuple[str, ...]:
        """The code as it is printed, group by group."""
        number = int.from_bytes(self.secret, "big")
        symbols = "".join(
            ALPHABET[number >> shift & 31] for shift in range(SECRET_BITS - 5, -1, -5)
        )
        size = GROUP_SYMBOLS - 1
        return tuple(
            _with_check(symbols[start : start + size], place)
            for place, start in enumerate(range(0, len(symbols), size), start=1)
        )

    @property
    def text(self) -> str:
        """The code as it is printed, in one line."""
        return "-".join(self.groups)


def _groups(typed: str) -> list[str]:
    separated = [part for part in _BETWEEN.split(typed) if part]
    if len(separated) == GROUPS:
        # As typed, so that a symbol too many or too few is told by its group.
        return separated
    joined = "".join(separated)
    return [joined[at : at + GROUP_SYMBOLS] for at in range(0, len(joined), GROUP_SYMBOLS)]


def _told(wrong: tuple[int, ...]) -> str:
    if len(wrong) == 1:
        return f"El grupo {wrong[0]} del código de recuperación no está bien escrito."
    named = ", ".join(str(place) for place in wrong[:-1])
    return f"Los grupos {named} y {wrong[-1]} del código de recuperación no están bien escritos."


def _times_two(value: int) -> int:
    """Multiply by x in GF(32) over x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _residue(group: str, place: int) -> int:
    """Return 0 where the group's symbols and its place agree."""
    total = 0
    for symbol in group:
        total = _times_two(total) ^ _VALUES[symbol]
    return total ^ place


def _with_check(symbols: str, place: int) -> str:
    return symbols + ALPHABET[_residue(symbols + ALPHABET[0], place)]
