"""What the program and the process that reads papers say to each other: framed, bounded.

A frame is the length of its head and of its body, the head (JSON), the body (bytes in parts).
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

_SIZES = struct.Struct("!II")
_LONGEST_HEAD = 1 << 20
LONGEST_BODY = 512 << 20


class NotAFrame(Exception):
    """What came is not what was agreed on."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What was said, and its bytes in the parts they were sent in."""

    head: Mapping[str, Any]
    parts: tuple[bytes, ...] = ()


def send(out: IO[bytes], head: Mapping[str, Any], *parts: bytes) -> None:
    """Write a frame. Raises OSError."""
    packed = json.dumps({**head, "parts": [len(part) for part in parts]}).encode("ascii")
    out.write(_SIZES.pack(len(packed), sum(map(len, parts))))
    out.write(packed)
    for part in parts:
        out.write(part)
    out.flush()


def receive(source: IO[bytes]) -> Frame | None:
    """Read a frame; None where the other side is gone.

    Raises:
        NotAFrame: it is something else.
    """
    sizes = source.read(_SIZES.size)
    if len(sizes) < _SIZES.size:
        return None
    head_size, body_size = _SIZES.unpack(sizes)
    if head_size > _LONGEST_HEAD or body_size > LONGEST_BODY:
        raise NotAFrame
    packed = source.read(head_size)
    if len(packed) < head_size:
        return None
    try:
        head = json.loads(packed)
    except (ValueError, RecursionError):
        raise NotAFrame from None
    if not isinstance(head, dict):
        raise NotAFrame
    lengths = _lengths(head.pop("parts", None))
    if sum(lengths) != body_size:
        raise NotAFrame
    parts = tuple(source.read(length) for length in lengths)
    if sum(map(len, parts)) < body_size:
        return None
    return Frame(head, parts)


def _lengths(told: object) -> list[int]:
    if not isinstance(told, list):
        raise NotAFrame
    lengths = [one for one in told if type(one) is int and one >= 0]
    if len(lengths) < len(told):
        raise NotAFrame
    return lengths
