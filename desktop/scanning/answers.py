"""What the process that reads papers answered; it has read what came from outside, so it is checked."""

import math
from dataclasses import dataclass

from desktop.ports.scanning import CodeSeen, PageSeen
from desktop.scanning.wire import Frame, NotAFrame

LONGEST_CODE = 2000
"""Characters of a code that are told."""
MOST_CODES = 32
"""Of a page; whoever prints more means no good."""
LARGEST_THUMBNAIL = 1 << 18
"""Bytes; usually a tenth of it."""
_LONGEST_SIDE = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """A frame of the process; every method raises NotAFrame where it is not as agreed."""

    frame: Frame

    def number(self, name: str, least: int, most: int) -> int:
        """Return a whole number."""
        value = self.frame.head.get(name)
        if type(value) is not int or not least <= value <= most:
            raise NotAFrame
        return value

    def text(self, name: str, longest: int) -> str:
        """Return a text."""
        return _text(self.frame.head.get(name), longest)

    def flag(self, name: str) -> bool:
        """Return a yes or no."""
        value = self.frame.head.get(name)
        if not isinstance(value, bool):
            raise NotAFrame
        return value

    def body(self) -> bytes:
        """Return its bytes."""
        if len(self.frame.parts) != 1:
            raise NotAFrame
        return self.frame.parts[0]


def page_seen(answer: Answer, number: int) -> PageSeen:
    """Return a page as it was read.

    Raises:
        NotAFrame: it is not as agreed, or not page ``number``.
    """
    angle, codes = answer.frame.head.get("angle"), answer.frame.head.get("codes")
    thumbnail = answer.body()
    if not isinstance(angle, int | float) or not math.isfinite(angle) or abs(angle) > 360:
        raise NotAFrame
    if not isinstance(codes, list) or len(codes) > MOST_CODES:
        raise NotAFrame
    if len(thumbnail) > LARGEST_THUMBNAIL:
        raise NotAFrame
    return PageSeen(
        answer.number("number", number, number),
        answer.number("width", 1, _LONGEST_SIDE),
        answer.number("height", 1, _LONGEST_SIDE),
        float(angle),
        answer.flag("blank"),
        tuple(_code(code) for code in codes),
        thumbnail,
    )


def _code(told: object) -> CodeSeen:
    if not isinstance(told, list) or len(told) != 2:
        raise NotAFrame
    return CodeSeen(_text(told[0], LONGEST_CODE), _text(told[1], 40))


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise NotAFrame
    return value
