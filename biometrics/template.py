"""The minutiae of one impression as bytes that load again in another process.

A form of this project and of nobody else: what goes to other systems is the image (WSQ). The
matching library can write a record called ISO/IEC 19794-2, which is not conformant; it serves here
only as the way back into the library, and never leaves this module's reader in ``prints``.

Layout, big-endian: ``VTP`` and the version (one byte, 1), the count of minutiae (uint16), then per
minutia x and y in pixels at 500 ppi from the top left (uint16 each), the direction in 1/256 of a
turn (uint8), the kind (uint8: 1 ridge ending, 2 bifurcation) and the quality (uint8, 0 to 63).
"""

import struct
from collections.abc import Iterable
from typing import NamedTuple

MAGIC = b"VTP\x01"
HEADER = struct.Struct(">4sH")
MINUTIA = struct.Struct(">HHBBB")
MOST = 200
"""Minutiae that are kept of an impression, the best ones; the matcher looks at 150 at most."""

BEST = 63
"""The best quality of a minutia."""

SIDE = 0x3FFF
"""Largest coordinate: the matcher's record has 14 bits for it."""


class BadTemplate(ValueError):
    """These bytes are not a template of this project."""


class Minutia(NamedTuple):
    """One point where a ridge ends or forks.

    Attributes:
        x, y: pixels at 500 ppi from the top left.
        angle: direction in 1/256 of a turn.
        kind: 1 ridge ending, 2 bifurcation.
        quality: 0 to 63, the surest.
    """

    x: int
    y: int
    angle: int
    kind: int
    quality: int


def pack(minutiae: Iterable[Minutia]) -> bytes:
    """Return the template of some minutiae; of more than ``MOST`` the best are kept.

    Raises:
        BadTemplate: a value is out of its range.
    """
    points = list(minutiae)
    if len(points) > MOST:
        best = sorted(range(len(points)), key=lambda at: -points[at].quality)[:MOST]
        points = [points[at] for at in sorted(best)]
    for point in points:
        _check(point)
    return HEADER.pack(MAGIC, len(points)) + b"".join(MINUTIA.pack(*point) for point in points)


def unpack(template: bytes) -> tuple[Minutia, ...]:
    """Return the minutiae of a template.

    Raises:
        BadTemplate: it is none, is cut, is too long, or a value is out of its range.
    """
    if len(template) < HEADER.size:
        raise BadTemplate("cut")
    magic, count = HEADER.unpack_from(template)
    if magic != MAGIC:
        raise BadTemplate("of another kind or version")
    if count > MOST or len(template) != HEADER.size + count * MINUTIA.size:
        raise BadTemplate("of another length than it tells")
    points = tuple(Minutia(*each) for each in MINUTIA.iter_unpack(template[HEADER.size :]))
    for point in points:
        _check(point)
    return points


def _check(point: Minutia) -> None:
    if not (
        0 <= point.x <= SIDE
        and 0 <= point.y <= SIDE
        and 0 <= point.angle <= 255
        and point.kind in {1, 2}
        and 0 <= point.quality <= BEST
    ):
        raise BadTemplate("a value is out of its range")
