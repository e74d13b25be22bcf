"""The finger image record that a reader gives: ISO/IEC 19794-4, of 2005 and of 2011.

Read only after its signature was checked. One image of one finger is taken, uncompressed or in
a form that keeps the ridges: WSQ, JPEG 2000, PNG.
"""

import struct
from dataclasses import dataclass, replace
from io import BytesIO

from biometrics.images import GreyImage
from biometrics.interchange import PictureDamaged, from_wsq
from desktop.drivers.sbi import words
from desktop.ports.kit import ReaderProtocol

LARGEST_SIDE = 2048
"""Of an image, in pixels."""
_FORMS_2005 = {0: "RAW", 2: "WSQ", 4: "JPEG2000", 5: "PNG"}
_FORMS_2011 = {0: "RAW", 2: "WSQ", 4: "JPEG2000", 5: "JPEG2000", 6: "PNG"}
_DOTS_PER = {1: 1.0, 2: 2.54}  # scale units: per inch, per centimetre


@dataclass(frozen=True, slots=True)
class FingerRecord:
    """What a record holds.

    Attributes:
        position: 1 to 10 as ``domain.fingers.Finger``; 0 where the reader does not know.
    """

    position: int
    image: GreyImage


def read_record(raw: bytes) -> FingerRecord:
    """Return the image of a record.

    Raises:
        ReaderProtocol: it is none, is cut, holds several, or its form is not taken.
    """
    if raw[:4] != b"FIR\0":
        raise words.no_image()
    try:
        match raw[4:8]:
            case b"010\0":
                return _of_2005(raw)
            case b"020\0":
                return _of_2011(raw)
    except struct.error:
        pass
    raise words.no_image()


def _of_2005(raw: bytes) -> FingerRecord:
    high, low, _device, _level, fingers, units, _scan, _scan_v, ppi_h, ppi_v, depth, form, _ = (
        struct.unpack_from(">HIHHBBHHHHBBH", raw, 8)
    )
    length, position, views, _view, _quality, _kind, width, height, _ = struct.unpack_from(
        ">IBBBBBHHB", raw, 32
    )
    whole = (high << 32 | low) == len(raw) and 32 + length <= len(raw) and length >= 14
    if not whole or (fingers, views, depth) != (1, 1, 8) or ppi_h != ppi_v:
        raise words.no_image()
    pixels = raw[46 : 32 + length]
    return _record(position, _FORMS_2005.get(form), width, height, pixels, ppi_h, units)


def _of_2011(raw: bytes) -> FingerRecord:
    whole, count, certified, _fingers = struct.unpack_from(">IHBB", raw, 8)
    (length,) = struct.unpack_from(">I", raw, 16)
    # Moment, technology, maker and type of the device come before the blocks of quality.
    (blocks,) = struct.unpack_from(">B", raw, 34)
    at = 35 + 5 * blocks
    if certified:
        (blocks,) = struct.unpack_from(">B", raw, at)
        at += 1 + 3 * blocks
    position, _number, units, _scan, _scan_v, ppi_h, ppi_v, depth, form, _kind = struct.unpack_from(
        ">BBBHHHHBBB", raw, at
    )
    width, height, size = struct.unpack_from(">HHI", raw, at + 14)
    begin = at + 22
    if (whole, count, depth) != (len(raw), 1, 8) or ppi_h != ppi_v:
        raise words.no_image()
    if begin + size > min(len(raw), 16 + length):
        raise words.no_image()
    pixels = raw[begin : begin + size]
    return _record(position, _FORMS_2011.get(form), width, height, pixels, ppi_h, units)


def _record(
    position: int, form: str | None, width: int, height: int, raw: bytes, dots: int, units: int
) -> FingerRecord:
    ppi = round(dots * _DOTS_PER.get(units, 0))
    if not 100 <= ppi <= 2000 or position > 10 or form is None:
        raise words.no_image()
    if not (1 <= width <= LARGEST_SIDE and 1 <= height <= LARGEST_SIDE):
        raise words.no_image()
    match form:
        case "RAW":
            image = GreyImage(width, height, raw)
        case "WSQ":
            image = _of_wsq(raw)
        case _:
            image = unpacked(raw, form, (width, height))
    if (image.width, image.height) != (width, height) or len(image.pixels) != width * height:
        raise words.no_image()
    return FingerRecord(position, replace(image, ppi=ppi))


def _of_wsq(raw: bytes) -> GreyImage:
    try:
        return from_wsq(raw)
    except PictureDamaged:
        raise words.no_image() from None


def unpacked(raw: bytes, form: str, size: tuple[int, int] | None = None) -> GreyImage:
    """Return the picture in a compressed image.

    Args:
        form: as Pillow calls it; another one is refused.
        size: what it must measure; up to ``LARGEST_SIDE`` where None.

    Raises:
        ReaderProtocol: it cannot be read.
    """
    from PIL import Image

    try:
        with Image.open(BytesIO(raw), formats=(form,)) as opened:
            # Before its pixels are made: what it says may need gigabytes.
            if max(opened.size) > LARGEST_SIDE or (size is not None and opened.size != size):
                raise words.no_image()
            grey = opened.convert("L")
    except ReaderProtocol:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise words.no_image() from None
    return GreyImage(*grey.size, grey.tobytes())
