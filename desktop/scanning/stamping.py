"""A copy of pages with what is stamped on it.

Each page is its own picture: what the copy shows is what was seen, and nothing else comes along.
"""

import io
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desktop.ports.scanning import Stamp
from desktop.scanning.straight import ink_of

_FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
_TITLE, _LINE = "Copia-SemiBold", "Copia-Regular"
_BLUE = HexColor("#0B3D91")
_MM = 72 / 25.4
_BAND = 17 * _MM
"""Kept for the stamp at the foot of each page."""
_MARGIN = 8 * _MM
_LEAST_PAPER = 300.0
"""Points: what is smaller is copied onto paper that the stamp fits on."""
_FOOT_SIDE = 400
_LEAST_INK = 0.0005
_QUALITY = 78
_COLOURFUL = 24
_LONGEST = 160

rl_config.useA85 = 0  # pictures as bytes, a fifth smaller; this process makes nothing else


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    fonts = [
        TTFont(_TITLE, str(_FONTS / "Inter-SemiBold.ttf")),
        TTFont(_LINE, str(_FONTS / "Inter-Regular.ttf")),
    ]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


class Copy:
    """A stamped copy that is being made, page by page."""

    def __init__(self, stamp: Stamp) -> None:
        self._title = _plain(stamp.title)
        self._lines = [_plain(line) for line in stamp.lines]
        self._out = io.BytesIO()
        self._canvas = Canvas(self._out, invariant=1, pageCompression=1, lang="es-EC")
        self._canvas.setTitle(self._title)
        self._canvas.setCreator("Ventanilla")

    def add(self, image: Image.Image, width: float, height: float) -> None:
        """Add a page.

        Args:
            image: as it was seen.
            width, height: of the paper, in points.
        """
        grey = image.convert("L")
        across, down = max(width, _LEAST_PAPER), max(height, _LEAST_PAPER)
        scale = 1.0
        if down - height < _BAND and _is_written_on(grey, _BAND / height):
            # The page is made smaller rather than written over.
            scale = (down - _BAND) / down
        canvas = self._canvas
        canvas.setPageSize((across, down))
        canvas.drawImage(
            ImageReader(io.BytesIO(_jpeg(image, grey))),
            (across - width * scale) / 2,
            down - height * scale,
            width * scale,
            height * scale,
        )
        self._stamp(across)
        canvas.showPage()

    def finish(self) -> bytes:
        """Return the PDF."""
        self._canvas.save()
        return self._out.getvalue()

    def _stamp(self, width: float) -> None:
        canvas = self._canvas
        body = "  ·  ".join(self._lines)
        room = width - 2 * _MARGIN
        left, bottom, high = _MARGIN, 3 * _MM, _BAND - 5 * _MM
        canvas.setStrokeColor(_BLUE)
        canvas.setFillColor(_BLUE)
        canvas.setLineWidth(1.2)
        canvas.roundRect(left, bottom, room, high, 3, stroke=1, fill=0)
        for words, font, size, y in (
            (self._title, _TITLE, 11.0, bottom + high * 0.56),
            (body, _LINE, 8.5, bottom + high * 0.2),
        ):
            wide = pdfmetrics.stringWidth(words, font, size)
            fitted = min(size, size * (room - 12) / max(wide, 1))
            canvas.setFont(font, fitted)
            canvas.drawCentredString(width / 2, y, words)


def _is_written_on(grey: Image.Image, part: float) -> bool:
    """Tell whether something stands in the lowest ``part`` of a page."""
    foot = grey.crop((0, int(grey.height * (1 - part)), grey.width, grey.height))
    return float(ink_of(foot, _FOOT_SIDE).mean()) > _LEAST_INK


def _jpeg(image: Image.Image, grey: Image.Image) -> bytes:
    out = io.BytesIO()
    small = np.asarray(image.convert("RGB").reduce(8), np.int16)
    colours = bool((small.max(axis=2) - small.min(axis=2) > _COLOURFUL).any())
    (image if colours else grey).save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _plain(text: str) -> str:
    letters = _letters()
    words = " ".join(text[:_LONGEST].split())
    return "".join(letter if ord(letter) in letters else "·" for letter in words)
