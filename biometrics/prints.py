"""Fingerprints: an image into minutiae and a quality, and how alike two of them are.

The work is done by NIST's own programs: MINDTCT for the minutiae, NFIQ 2 for the quality and
Bozorth3 for the match, by the package ``nbis-py``. What was measured with them, and their traps, is
in docs/decisions/0101-prints.md.
"""

import atexit
import io
import struct
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from biometrics import template as templates
from biometrics import texture
from biometrics.images import GreyImage

if TYPE_CHECKING:
    from nbis import Minutiae, NbisExtractor

PPI = 500
"""Every image is brought to this resolution first: all figures are of it."""

LEAST_SIDE = 150
"""Pixels at 500 ppi, of each side: 7.6 mm. Source: design notes, gate."""

MOST_SIDE = 1200
"""Pixels at 500 ppi: 61 mm, more than any reader of single fingers shows."""

PPI_RANGE = (100, 2000)

_LOADED = 1024
"""Templates that stay loaded in the matcher: an enrolment's, and those it is compared with."""


class NotAPrint(Exception):
    """The picture shows no fingerprint, or not enough of one to be read at all."""


@dataclass(frozen=True, slots=True)
class Print:
    """What was read of one impression.

    Attributes:
        quality: NFIQ 2, 0 to 100 (ISO/IEC 29794-4); 0 too where it could not be computed.
        minutiae: how many were found.
        template: ``biometrics.template``; never in a log.
    """

    quality: int
    minutiae: int
    template: bytes = field(repr=False)


def checked(image: GreyImage) -> None:
    """Refuse what cannot be the picture of a finger, before anything looks into it.

    Raises:
        NotAPrint: its bytes are not as many as its pixels, its resolution is not one of a reader,
            or its sides are under ``LEAST_SIDE`` or over ``MOST_SIDE``.
    """
    if not PPI_RANGE[0] <= image.ppi <= PPI_RANGE[1]:
        raise NotAPrint("resolution")
    sides = [side * PPI / image.ppi for side in (image.width, image.height)]
    if min(sides) < LEAST_SIDE or max(sides) > MOST_SIDE:
        raise NotAPrint("size")
    if len(image.pixels) != image.width * image.height:
        raise NotAPrint("bytes")


def at_500(image: GreyImage) -> GreyImage:
    """Return the image at 500 ppi; itself where it is already. Raises NotAPrint (``checked``)."""
    checked(image)
    if image.ppi == PPI:
        return image
    from PIL import Image

    size = (round(image.width * PPI / image.ppi), round(image.height * PPI / image.ppi))
    picture = Image.frombytes("L", (image.width, image.height), image.pixels)
    scaled = picture.resize(size, Image.Resampling.LANCZOS)
    return GreyImage(*size, scaled.tobytes(), PPI)


def read_print(image: GreyImage) -> Print:
    """Return minutiae and quality of one impression; 120 to 300 ms.

    Raises:
        NotAPrint: blank, noise, a face, too small, too large, or bytes that are no such picture.
    """
    import nbis

    image = at_500(image)
    if not texture.look(image).ridges:
        raise NotAPrint("nothing flows as ridges do")
    picture = _bitmap(image)
    try:
        found = _extractor(with_quality=True).extract_minutiae(picture)
        quality = found.quality().score
    except nbis.NbisError.Nfiq2ComputeFailed:
        # It gives up the minutiae too, of blank pictures and of some poor prints.
        found = _extractor(with_quality=False).extract_minutiae(picture)
        quality = 0
    except (nbis.NbisError, nbis.InternalError) as problem:
        raise NotAPrint("not readable") from problem
    points = [
        templates.Minutia(
            point.x(),
            point.y(),
            round(point.angle() * 256 / 360) % 256,
            1 if point.kind() is nbis.MinutiaKind.RIDGE_ENDING else 2,
            max(0, min(templates.BEST, int(point.reliability() * templates.BEST))),
        )
        for point in found.get()
    ]
    if not points:
        raise NotAPrint("no minutiae")
    return Print(min(quality, 100), len(points), templates.pack(points))


def match(one: Print, other: Print) -> int:
    """Return how alike two impressions are: Bozorth3's score, 0 and up; some 1 to 3 ms.

    Two different fingers have reached 36 in 23,040 comparisons; 40 and more is the same finger.

    Raises:
        BadTemplate: of a template from elsewhere.
    """
    return match_templates(one.template, other.template)


def match_templates(one: bytes, other: bytes) -> int:
    """Return ``match`` of two templates. Raises BadTemplate."""
    return int(_loaded(one).compare(_loaded(other)))


def forget() -> None:
    """Let go of every template that the matcher has loaded: the person has left."""
    with _lock:
        _cache.clear()


# Of the cache only: the library lets one caller at a time into NIST's programs by itself.
_lock = Lock()
_cache: "OrderedDict[bytes, Minutiae]" = OrderedDict()


@atexit.register
def _release() -> None:
    """Let the library go while it still can: its objects call it when they end."""
    forget()
    _extractor.cache_clear()


@cache
def _extractor(*, with_quality: bool) -> "NbisExtractor":
    import nbis

    return nbis.new_nbis_extractor(
        nbis.NbisExtractorSettings(
            min_quality=0.0,
            get_center=False,
            check_fingerprint=False,  # ``texture`` tells better
            compute_nfiq2=with_quality,
            ppi=None,
        )
    )


def _loaded(template: bytes) -> "Minutiae":
    """Return a template inside the matcher; the last ``_LOADED`` stay there."""
    with _lock:
        found = _cache.pop(template, None)
        if found is None:
            found = load(template)
        _cache[template] = found
        if len(_cache) > _LOADED:
            _cache.popitem(last=False)
        return found


def load(template: bytes) -> "Minutiae":
    """Return a template inside the matcher, for who compares very many; kept by the caller.

    Raises:
        BadTemplate: it is none of this project.
    """
    return _extractor(with_quality=False).load_iso_19794_2_2005(_record(template))


def _record(template: bytes) -> bytes:
    """Return the record by which the library takes minutiae back (not conformant, never kept)."""
    points = templates.unpack(template)
    body = b"".join(
        _ENTRY.pack(point.kind << 14 | point.x, point.y, point.angle, point.quality)
        for point in points
    )
    whole = _RECORD.size + len(body)
    return _RECORD.pack(b"FMR\0 20\0", whole, 0, 0, 0, 0, 0, 0, len(points)) + body


_RECORD = struct.Struct(">8sIHHHIHBB")
_ENTRY = struct.Struct(">HHBB")


def _bitmap(image: GreyImage) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.frombytes("L", (image.width, image.height), image.pixels).save(out, "BMP")
    return out.getvalue()
