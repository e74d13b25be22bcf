"""Reads a WSQ file through before the decoder in C does: that one trusts what it reads.

The decoder of the ``wsq`` package (NIST's) has no bounds on tables, runs and blocks: a changed byte
can end the whole program. So every segment is checked here for the length and the values it must
have, and the entropy-coded data are decoded as far as it takes to count the coefficients. What
passes is laid out as an encoder lays it out; whatever differs is refused.

Source: FBI IAFIS-IC-0110 (v3), annex A (syntax) and B (Huffman decoding).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SOI, EOI, SOF, SOB = 0xFFA0, 0xFFA1, 0xFFA2, 0xFFA3
DTT, DQT, DHT, COM = 0xFFA4, 0xFFA5, 0xFFA6, 0xFFA8

_LENGTHS = {DTT: 58, DQT: 389, SOF: 17, SOB: 3}
_FILTERS = b"\x09\x07"  # lengths of the two filters: the only pair of the standard
_COMMENT = 500
_TABLES = 8
_BLOCKS = 3

# What a symbol stands for; 1 to 100 are runs of zeros, 107 to 254 single values.
_LONGEST_RUN, _FIRST_VALUE, _LAST_VALUE = 100, 107, 254
_FOLLOWED_BY = {101: 8, 102: 8, 103: 16, 104: 16, 105: 8, 106: 16}
_RUNS = {105, 106}

_CODE_BITS = 16


class NotWsq(ValueError):
    """These bytes are not laid out as WSQ."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a WSQ file tells of its picture, in pixels."""

    width: int
    height: int


Table = list[tuple[int, int]]
"""Symbol and length of the code that begins with each 16 bits; length 0 where none does."""


def read_through(data: bytes, least_side: int, most_side: int) -> tuple[Frame, bytes]:
    """Return what the file tells of its picture, and the part of it that is to be decoded.

    Args:
        least_side, most_side: pixels that width and height must be between.

    Raises:
        NotWsq: something in it is not as an encoder makes it.
    """
    frame: Frame | None = None
    tables: dict[int, Table] = {}
    seen: set[int] = set()
    coefficients = blocks = 0
    for marker, body, scan, end in _segments(data):
        if marker == EOI:
            if frame is None or not blocks:
                break
            return frame, data[:end]
        if marker == DHT:
            tables |= _huffman_tables(body)
        elif marker == SOF:
            if frame is not None:
                break
            frame = _frame(body, least_side, most_side)
        elif (marker == DTT and body[:2] != _FILTERS) or (
            marker == COM and (len(body) > _COMMENT or not _plain(body))
        ):
            break
        elif marker == SOB:
            blocks += 1
            table = tables.get(body[0])
            if frame is None or table is None or not {DTT, DQT} <= seen or blocks > _BLOCKS:
                break
            coefficients += _count(scan, table, frame.width * frame.height)
            # One less than there are pixels: the decoder writes one beyond its own limit.
            if coefficients >= frame.width * frame.height:
                break
        seen.add(marker)
    raise NotWsq


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes, int]]:
    """Yield marker, content, the coded data that follow (of a block), and where it ends."""
    if data[:2] != SOI.to_bytes(2, "big"):
        raise NotWsq
    at = 2
    while len(data) >= at + 2:
        marker = int.from_bytes(data[at : at + 2], "big")
        if marker == EOI:
            yield marker, b"", b"", at + 2
            return
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        known = marker in {DHT, COM} or marker in _LENGTHS
        if not known or length != _LENGTHS.get(marker, length) or length < 2:
            raise NotWsq
        body = data[at + 4 : at + 2 + length]
        if len(body) != length - 2:
            raise NotWsq
        at += 2 + length
        scan = b""
        if marker == SOB:
            start = at
            at = _next_marker(data, at)
            scan = data[start:at].replace(b"\xff\x00", b"\xff")
        yield marker, body, scan, at
    raise NotWsq


def _next_marker(data: bytes, at: int) -> int:
    while (at := data.find(b"\xff", at)) >= 0:
        if data[at + 1 : at + 2] != b"\x00":
            return at
        at += 2
    raise NotWsq


def _frame(body: bytes, least_side: int, most_side: int) -> Frame:
    height, width = struct.unpack_from(">HH", body, 2)
    if not (least_side <= width <= most_side and least_side <= height <= most_side):
        raise NotWsq
    return Frame(width, height)


def _plain(text: bytes) -> bool:
    return all(32 <= each < 127 or each == 10 for each in text)


def _huffman_tables(body: bytes) -> dict[int, Table]:
    """Return the tables of a segment, by their number."""
    found: dict[int, Table] = {}
    at = 0
    while at < len(body):
        counts = body[at + 1 : at + 1 + _CODE_BITS]
        values = body[at + 1 + _CODE_BITS : at + 1 + _CODE_BITS + sum(counts)]
        whole = len(counts) == _CODE_BITS and len(values) == sum(counts) <= 256
        if body[at] >= _TABLES or body[at] in found or not whole or not values:
            raise NotWsq
        found[body[at]] = _table(counts, values)
        at += 1 + _CODE_BITS + len(values)
    return found


def _table(counts: bytes, values: bytes) -> Table:
    """Return a canonical code, the shorter codes first, each one more than the last."""
    table: Table = []
    place = 0
    for length, count in enumerate(counts, 1):
        share = 1 << (_CODE_BITS - length)
        for value in values[place : place + count]:
            table += [(value, length)] * share
            if len(table) > 1 << _CODE_BITS:
                raise NotWsq
        place += count
    return table + [(0, 0)] * ((1 << _CODE_BITS) - len(table))


def _count(scan: bytes, table: Table, most: int) -> int:
    """Return how many coefficients a block holds; no more than ``most`` are looked for."""
    bits, held, at, found = 0, 0, 0, 0
    while found < most:
        while held < 2 * _CODE_BITS and at < len(scan):
            bits = (bits & 0xFFFFFFFF) << 8 | scan[at]
            held += 8
            at += 1
        window = bits >> (held - _CODE_BITS) if held >= _CODE_BITS else bits << (_CODE_BITS - held)
        symbol, length = table[window & 0xFFFF]
        if not held or length > held:
            return found
        if length == 0:
            if held < _CODE_BITS:
                return found
            raise NotWsq
        held -= length
        if symbol <= _LONGEST_RUN:
            if symbol == 0:
                raise NotWsq
            found += symbol
        elif _FIRST_VALUE <= symbol <= _LAST_VALUE:
            found += 1
        elif symbol in _FOLLOWED_BY and held >= _FOLLOWED_BY[symbol]:
            held -= _FOLLOWED_BY[symbol]
            run = bits >> held & ((1 << _FOLLOWED_BY[symbol]) - 1)
            found += run if symbol in _RUNS else 1
        else:
            raise NotWsq
    return found
