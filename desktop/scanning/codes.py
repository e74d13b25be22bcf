"""The codes on a page, by two readers: zxing-cpp first, pyzbar where it read nothing.

Each knows codes that the other misses, and each now and then reads another text than is printed
(docs/decisions/0117). Our own codes carry a check; where the two differ, what fails it is dropped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter
from pyzbar.pyzbar import ZBarSymbol, decode
from zxingcpp import BarcodeFormat, BarcodeFormats, TextMode

from desktop.ports.scanning import CodeSeen
from desktop.scanning.answers import LONGEST_CODE, MOST_CODES
from desktop.scanning.straight import turned
from domain.case_number import NotACase, means_case, parse_case_number
from domain.form_mark import NotAForm, means_form, parse_form_mark
from domain.ticket_qr import NotATicket, parse_ticket_qr

FORMATS = BarcodeFormats(
    (
        BarcodeFormat.QRCode,
        BarcodeFormat.Code128,
        BarcodeFormat.Code39,
        BarcodeFormat.PDF417,
        BarcodeFormat.EAN13,
    )
)
_SQUARE = BarcodeFormats((BarcodeFormat.QRCode,))
"""The kind that our own papers carry, five times as quick to look for."""
_NOTABLE_SKEW = 1.0
_TICKET = "VT1"
_SYMBOLS = (ZBarSymbol.QRCODE, ZBarSymbol.CODE128)
_KINDS = {"QRCODE": "QRCode", "CODE128": "Code128"}


@dataclass(frozen=True, slots=True)
class Found:
    """A code where it was found.

    Attributes:
        turn: degrees clockwise that its page is turned by, 0 to 360; None where it does not tell.
        x, y: its middle, in pixels.
    """

    text: str
    kind: str
    turn: float | None
    x: float
    y: float

    @property
    def seen(self) -> CodeSeen:
        """What is told of it."""
        return CodeSeen(self.text, self.kind)


def by_zxing(image: Image.Image, formats: BarcodeFormats = FORMATS) -> list[Found]:
    """Return what zxing-cpp reads on a grey image."""
    read = zxingcpp.read_barcodes(
        image, formats=formats, try_invert=False, text_mode=TextMode.Plain
    )
    found = []
    for one in read[:MOST_CODES]:
        corners = (
            one.position.top_left,
            one.position.top_right,
            one.position.bottom_right,
            one.position.bottom_left,
        )
        found.append(
            Found(
                _clean(one.text),
                one.format.name,
                one.orientation % 360 if one.format == BarcodeFormat.QRCode else None,
                sum(corner.x for corner in corners) / 4,
                sum(corner.y for corner in corners) / 4,
            )
        )
    return found


def by_zbar(image: Image.Image) -> list[Found]:
    """Return what pyzbar reads on a grey image."""
    found = []
    for one in decode(image, symbols=_SYMBOLS)[:MOST_CODES]:
        text = _clean(one.data.decode("utf-8", "replace"))
        middle_x = one.rect.left + one.rect.width / 2
        middle_y = one.rect.top + one.rect.height / 2
        found.append(Found(text, _KINDS[one.type], None, middle_x, middle_y))
    return found


def read_codes(grey: Image.Image, skew: float = 0.0, *, thorough: bool = True) -> list[Found]:
    """Return the codes of a page, from the top down; the quick way first.

    Args:
        grey: the page, about 200 dpi.
        skew: degrees clockwise that would put it straight: stacked bars want it.
        thorough: try again where nothing was read.
    """
    found = by_zxing(grey)
    if thorough and not any(_checked(one.text) for one in found):
        found = _agreed(found, again(grey, skew))
    return sorted(found, key=lambda one: (one.y, one.x))


def again(grey: Image.Image, skew: float) -> list[Found]:
    """Try what costs more, one after the other, until something is read.

    What helps was measured (docs/decisions/0117): smoothing against noise and dots of a screen,
    thinner ink where a copy has closed the gaps, bars of several rows straight.
    """
    smooth = grey.filter(ImageFilter.BoxBlur(1))
    if found := by_zxing(smooth, _SQUARE):
        return found
    if found := by_zxing(_thinner(grey), _SQUARE):
        return found
    if abs(skew) >= _NOTABLE_SKEW:
        straight = turned(smooth, skew, Image.Resampling.BILINEAR)
        if found := by_zxing(straight):
            return found
    return by_zbar(grey)


def _thinner(grey: Image.Image) -> Image.Image:
    """Return each pixel as light as the lightest around it."""
    pixels = np.asarray(grey)
    if min(pixels.shape) < 3:
        return grey
    rows = np.maximum(np.maximum(pixels[:-2], pixels[1:-1]), pixels[2:])
    return Image.fromarray(np.maximum(np.maximum(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:]))


def turn_of(codes: Iterable[Found]) -> int:
    """Return how many quarter turns clockwise put a page upright, by its codes; 0 where unknown."""
    told = [one.turn for one in codes if one.turn is not None]
    return -round(told[0] / 90) % 4 if told else 0


def _agreed(first: Sequence[Found], second: Sequence[Found]) -> list[Found]:
    """Return what two readers saw; of texts that differ, only those that hold their check."""
    texts = {one.text for one in first}
    rest = [one for one in second if one.text not in texts]
    every = [*first, *rest]
    if not first or not rest:
        return every
    return [one for one in every if _checked(one.text) is not False]


def _checked(text: str) -> bool | None:
    """Tell whether a code of ours holds its check; None for others' codes, which have none."""
    try:
        if means_form(text):
            parse_form_mark(text)
            return True
        if text.upper().startswith(_TICKET):
            parse_ticket_qr(text)
            return True
        if means_case(text):
            parse_case_number(text)
            return True
    except (NotAForm, NotATicket, NotACase):
        return False
    return None


def _clean(text: str) -> str:
    # A reader may hand over half a character, which nothing can keep.
    return text[:LONGEST_CODE].encode("utf-8", "replace").decode("utf-8")
