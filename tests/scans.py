"""Printed pages as an office's scanner gives them back: askew, grey, noisy, 200 dpi.

The pages are our own; nothing here reads what comes from outside.
"""

import io
import random

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

DPI = 200
SKEW = 7.0
"""Degrees: more than a document feeder ever does, what a hand lays on the glass."""


def printed(data: bytes, *, dpi: int = DPI) -> list[Image.Image]:
    """Return the pages of a PDF as grey images, as a good printer would put them on paper."""
    with pypdfium2.PdfDocument(data) as document:
        return [
            page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document
        ]


def scanned(
    page: Image.Image, draw: random.Random, *, skew: float | None = None, turned: int = 0
) -> Image.Image:
    """Return a page as a scanner sees it.

    Args:
        draw: what is drawn by lot.
        skew: degrees clockwise; by lot, up to ``SKEW`` either way, unless given.
        turned: quarter turns clockwise.
    """
    angle = draw.uniform(-SKEW, SKEW) if skew is None else skew
    paper = draw.randint(225, 245)
    image = page.rotate(-angle, Image.Resampling.BICUBIC, fillcolor=255)
    image = image.rotate(-90 * turned, expand=True).filter(ImageFilter.GaussianBlur(0.7))
    pixels = np.asarray(image, np.float32)
    lots = np.random.default_rng(draw.getrandbits(32))
    # Toner is dark grey, paper is not white, and the lamp is brighter on one side.
    lamp = np.linspace(0, draw.uniform(-18, 18), pixels.shape[1], dtype=np.float32)
    seen = 40 + pixels * (paper - 40) / 255 + lamp
    seen += lots.standard_normal(pixels.shape, np.float32) * 6
    dust = lots.integers(0, pixels.size, pixels.size // 20_000)
    seen.flat[dust] = 90
    return Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8))


def png(image: Image.Image, *, dpi: int = DPI) -> bytes:
    """Return an image as PNG, quickly rather than small."""
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1, dpi=(dpi, dpi))
    return out.getvalue()


def as_scanned(
    data: bytes, seed: int = 1, *, skew: float | None = None, turned: int = 0
) -> list[bytes]:
    """Return the pages of a PDF of ours as a scanner writes them: PNG, grey, noisy, 200 dpi.

    Args:
        seed: same seed, same bytes.
        skew, turned: see ``scanned``.
    """
    draw = random.Random(seed)
    return [png(scanned(page, draw, skew=skew, turned=turned)) for page in printed(data)]


def as_one_pdf(pages: list[bytes]) -> bytes:
    """Return scanned pages as the one PDF that a scanner with a feeder writes."""
    first, *rest = (Image.open(io.BytesIO(page)) for page in pages)
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=DPI, quality=80)
    return out.getvalue()
