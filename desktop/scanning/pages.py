"""The pages of a file from outside, as images. Only ever asked in the process of its own."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from desktop.scanning.faults import (
    CutShort,
    Damaged,
    Locked,
    NoSuchPage,
    PageTooLarge,
    TooManyPages,
)
from desktop.scanning.media import PDF, media_of
from domain.documents import MOST_PAGES

DPI = 200
"""What papers are read at: the usual of office scanners."""
MOST_PIXELS = 120_000_000
"""Of a page: A3 at 600 dpi has 70 million."""
LONGEST_SIDE = 4000
"""Of a page as it is read, in pixels."""
_A4_SIDE = 2339  # at 200 dpi
_LEAST_DPI, _MOST_DPI = 100, 2400  # telephones say 72 of everything, Windows 96
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_TAIL = 2048
_WHITE = (255, 255, 255)

# A warning would be printed where nobody reads it.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


class Pages(Protocol):
    """The pages of a file, counted from 1."""

    media: str
    count: int
    scripts: bool
    """It carries scripts, which are never run."""

    def size(self, number: int) -> tuple[int, int]:
        """Return width and height in pixels at 200 dpi."""
        ...

    def image(self, number: int, width: int) -> Image.Image:
        """Return a page, ``L`` or ``RGB``, about ``width`` pixels wide.

        A photograph may come smaller: nothing is made larger than it is.
        """
        ...


@contextmanager
def opened(data: bytes) -> Iterator[Pages]:
    """Open a file.

    Raises:
        UnreadableFile: it is not read; the kinds are in ``desktop.scanning.faults``.
    """
    media = media_of(data)
    with _in_words():
        pages: _Pdf | _Picture = _Pdf(data) if media == PDF else _Picture(data, media)
    try:
        if pages.count > MOST_PAGES:
            raise TooManyPages
        with _in_words():
            yield pages
    finally:
        pages.close()


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PageTooLarge from None
    except MemoryError:
        raise PageTooLarge from None
    except UnidentifiedImageError:
        raise Damaged from None
    except OSError as exc:
        raise (CutShort if "truncated" in str(exc) else Damaged) from None
    # What Pillow's readers raise on damaged files, beside OSError.
    except (SyntaxError, ValueError, KeyError, IndexError, TypeError, EOFError, OverflowError):
        raise Damaged from None
    except pypdfium2.PdfiumError as exc:
        raise (Locked if exc.err_code == pdfium.FPDF_ERR_PASSWORD else Damaged) from None


class _Pdf:
    media = PDF

    def __init__(self, data: bytes) -> None:
        if b"%%EOF" not in data[-_TAIL:]:
            # It would be mended, silently and perhaps without its last pages.
            raise CutShort
        self._document = pypdfium2.PdfDocument(data)
        # Else what is filled in and visible signatures do not show. It is built without an engine
        # for scripts, so none can run (docs/decisions/0116).
        self._document.init_forms()
        self.count = len(self._document)
        if not self.count:
            raise Damaged
        named = pdfium.FPDFDoc_GetJavaScriptActionCount(self._document) > 0
        self.scripts = named or b"/JavaScript" in data

    def close(self) -> None:
        self._document.close()

    def size(self, number: int) -> tuple[int, int]:
        with self._page(number) as page:
            width, height = page.get_size()
        return max(1, round(width * DPI / 72)), max(1, round(height * DPI / 72))

    def image(self, number: int, width: int) -> Image.Image:
        with self._page(number) as page:
            across, down = page.get_size()
            if across <= 0 or down <= 0:
                raise Damaged
            for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
                pixels_across, pixels_down = picture.get_px_size()
                if pixels_across * pixels_down > MOST_PIXELS:
                    raise PageTooLarge
            scale = min(max(1, width) / across, LONGEST_SIDE / max(across, down))
            image: Image.Image = page.render(scale=scale, prefer_bgrx=True).to_pil()
        return image.convert("RGB")

    @contextmanager
    def _page(self, number: int) -> Iterator[pypdfium2.PdfPage]:
        if not 1 <= number <= self.count:
            raise NoSuchPage
        page = self._document[number - 1]
        try:
            yield page
        finally:
            page.close()


class _Picture:
    scripts = False

    def __init__(self, data: bytes, media: str) -> None:
        self.media = media
        self._image = Image.open(io.BytesIO(data), formats=_FORMATS)
        # Other formats keep animations or a second view of the same there, not pages.
        self.count = getattr(self._image, "n_frames", 1) if media == "image/tiff" else 1

    def close(self) -> None:
        self._image.close()

    def size(self, number: int) -> tuple[int, int]:
        self._go(number)
        across, down = self._image.size
        told = self._image.info.get("dpi", (0, 0))
        dpi = float(told[0]) if isinstance(told, tuple) and told else 0.0
        if _LEAST_DPI <= dpi <= _MOST_DPI:
            scale = DPI / dpi
        else:
            scale = min(1.0, _A4_SIDE / max(across, down))
        scale = min(scale, LONGEST_SIDE / max(across, down))
        if self._image.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE:
            across, down = down, across
        return max(1, round(across * scale)), max(1, round(down * scale))

    def image(self, number: int, width: int) -> Image.Image:
        self._go(number)
        across, down = self._image.size
        if across * down > MOST_PIXELS:
            raise PageTooLarge
        side = self._image.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE
        scale = min(1.0, width / (down if side else across))
        wanted = max(1, round(across * scale)), max(1, round(down * scale))
        self._image.draft("RGB", wanted)  # a JPEG is read smaller, which is quicker
        image = ImageOps.exif_transpose(_plain(self._image))
        if scale < 1.0:
            wanted = (wanted[1], wanted[0]) if side else wanted
            image = image.resize(wanted, Image.Resampling.BOX, reducing_gap=2.0)
        return image

    def _go(self, number: int) -> None:
        if not 1 <= number <= self.count:
            raise NoSuchPage
        if self.count > 1:
            self._image.seek(number - 1)


_ORIENTATION = 0x0112  # EXIF
_ON_ITS_SIDE = range(5, 9)


def _plain(image: Image.Image) -> Image.Image:
    """Return an image in grey or colours, on white where it is transparent."""
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in {"1", "L"} and "transparency" not in image.info:
        return image.convert("L")
    if image.mode in {"LA", "PA", "RGBA", "RGBa"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, (*_WHITE, 255))
        return Image.alpha_composite(paper, clear).convert("RGB")
    return image.convert("RGB")
