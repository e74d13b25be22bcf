"""Impressions as WSQ and photographs as JPEG: what is sealed, stored and handed on.

WSQ is the form in which systems of fingerprints exchange images; an impression takes some 5 to
15 kB. What is read here may come from anywhere: it is bounded before a decoder sees it, and
whatever is wrong with it is ``PictureDamaged``.

Source: FBI IAFIS-IC-0110 (WSQ); design notes of the biometric kit, "Processing".
"""

import io

from biometrics.images import ColourImage, GreyImage
from biometrics.prints import LEAST_SIDE, MOST_SIDE, PPI, PPI_RANGE, checked
from biometrics.wsq_stream import Frame, NotWsq, read_through
from domain.errors import KnownError

MOST_BYTES = 4_000_000
"""Of a file that is read."""

MOST_PHOTO_SIDE = 4096
"""Pixels of a photograph, each way."""

_RATE = 0.75  # bits a pixel, as the FBI asks for; this library takes its own whatever is passed


class PictureDamaged(KnownError):
    """These bytes are not a picture of the kind that is asked for, or not one of usual size."""

    what = "Una imagen de la captura no se puede leer."
    todo = "Repita la captura."


def to_wsq(image: GreyImage) -> bytes:
    """Return an impression as WSQ, at 500 ppi or what it has; some 10 ms.

    Raises:
        NotAPrint: it is not the size of an impression.
    """
    import _wsq

    checked(image)
    return bytes(_wsq.compress(image.pixels, image.height, image.width, _RATE))


def from_wsq(data: bytes, ppi: int | None = None) -> GreyImage:
    """Return the impression of a WSQ file.

    Args:
        ppi: its resolution, where it is known from elsewhere; else as the file tells.

    Raises:
        PictureDamaged: it is none, is damaged, or tells of sides no reader has.
    """
    import _wsq

    if len(data) > MOST_BYTES:
        raise PictureDamaged
    try:
        # Twice the most of 500 ppi, for readers of 1000; half the least, for those of 250.
        frame, safe = read_through(data, LEAST_SIDE // 2, 2 * MOST_SIDE)
    except NotWsq as problem:
        raise PictureDamaged from problem
    try:
        pixels, width, height, told = _wsq.decompress(safe)
    except Exception as problem:  # the class that this library raises, whatever is wrong
        raise PictureDamaged from problem
    if Frame(width, height) != frame or len(pixels) != width * height:
        raise PictureDamaged
    usual = told if PPI_RANGE[0] <= told <= PPI_RANGE[1] else PPI
    return GreyImage(width, height, bytes(pixels), usual if ppi is None else ppi)


def to_jpeg(image: ColourImage) -> bytes:
    """Return a photograph as JPEG, without anything that tells of camera or place.

    Raises:
        PictureDamaged: its bytes are not as many as its pixels, or it is too large.
    """
    from PIL import Image

    _check_photo(image.width, image.height)
    if len(image.pixels) != image.width * image.height * 3:
        raise PictureDamaged
    out = io.BytesIO()
    picture = Image.frombytes("RGB", (image.width, image.height), image.pixels)
    picture.save(out, "JPEG", quality=92)
    return out.getvalue()


def from_jpeg(data: bytes) -> ColourImage:
    """Return the photograph of a JPEG file.

    Raises:
        PictureDamaged: it is none, is damaged, or too large.
    """
    from PIL import Image

    if len(data) > MOST_BYTES:
        raise PictureDamaged
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
            _check_photo(*picture.size)
            colours = picture.convert("RGB")
            return ColourImage(*colours.size, colours.tobytes())
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise PictureDamaged from problem


def _check_photo(width: int, height: int) -> None:
    if not (0 < width <= MOST_PHOTO_SIDE and 0 < height <= MOST_PHOTO_SIDE):
        raise PictureDamaged
