"""Finger image records (ISO/IEC 19794-4) for tests, as readers write them."""

import functools
import struct
from io import BytesIO

from biometrics.images import GreyImage
from biometrics.interchange import to_wsq

_FORMS_2005 = {"RAW": 0, "WSQ": 2, "JPEG2000": 4, "PNG": 5}
_FORMS_2011 = {"RAW": 0, "WSQ": 2, "JPEG2000": 5, "PNG": 6}


@functools.lru_cache(maxsize=8)
def packed(image: GreyImage, form: str) -> bytes:
    """Return an image in that form."""
    from PIL import Image

    match form:
        case "RAW":
            return image.pixels
        case "WSQ":
            return to_wsq(image)
    made = BytesIO()
    Image.frombytes("L", (image.width, image.height), image.pixels).save(made, form)
    return made.getvalue()


def record_2005(image: GreyImage, position: int = 0, form: str = "WSQ") -> bytes:
    """Return a record of the edition of 2005."""
    body = packed(image, form)
    finger = struct.pack(
        ">IBBBBBHHB", 14 + len(body), position, 1, 1, 80, 0, image.width, image.height, 0
    )
    head = struct.pack(
        ">HIHHBBHHHHBBH",
        0,
        32 + len(finger) + len(body),
        7,
        31,
        1,
        1,
        *[image.ppi] * 4,
        8,
        _FORMS_2005[form],
        0,
    )
    return b"FIR\x00010\x00" + head + finger + body


def record_2011(
    image: GreyImage, position: int = 0, form: str = "JPEG2000", *, certified: bool = False
) -> bytes:
    """Return a record of the edition of 2011."""
    body = packed(image, form)
    head = bytes(9) + struct.pack(">BHHB", 1, 7, 7, 1) + struct.pack(">BHH", 80, 7, 1)
    if certified:
        head += struct.pack(">BBH", 1, 7, 1)
    head += struct.pack(">BBBHHHHBBB", position, 1, 1, *[image.ppi] * 4, 8, _FORMS_2011[form], 29)
    head += struct.pack(">HHI", image.width, image.height, len(body))
    representation = struct.pack(">I", 4 + len(head) + len(body)) + head + body
    whole = 16 + len(representation)
    return b"FIR\x00020\x00" + struct.pack(">IHBB", whole, 1, certified, 1) + representation
