"""How a page lies: its quarter turns, how far askew, whether anything is on it."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

MOST_SKEW = 10.0
"""Degrees either way that are mended."""
_LEAST_SKEW = 0.15
_SIDE = 1200
"""Of the image that the skew is looked for in: about 100 dpi."""
_DARKER = 25
"""Than the paper around it: ink."""
_POINTS = 20_000
_CLEARER = 1.35
"""How much sharper the lines must stand than at any angle, to be lines."""
_LEAST_INK = 0.0003
_EDGE = 0.04
_BLANK_SIDE = 600
_DARKEST_PAPER = 140
_SHADE = 45
_MOST_SHADED = 0.004


def skew_of(grey: Image.Image) -> float:
    """Return how many degrees to turn a page clockwise for its lines to lie straight.

    The lines of a page, written or ruled, give a sharp profile along one angle only. 0 where there
    are none, or none within ``MOST_SKEW``.
    """
    ink = ink_of(grey, _SIDE)
    down, across = np.nonzero(ink)
    if len(down) < 200:
        return 0.0
    step = max(1, len(down) // _POINTS)
    rows, columns = down[::step].astype(np.float32), across[::step].astype(np.float32)
    best, height = _sharpest(rows, columns)
    # A page on its side has its lines the other way.
    other, other_height = _sharpest(columns, rows)
    return -best if height >= other_height else other


def _sharpest(along: NDArray[np.float32], across: NDArray[np.float32]) -> tuple[float, float]:
    """Return the angle of the lines, clockwise, and how clearly they stand out."""
    coarse = np.arange(-MOST_SKEW, MOST_SKEW + 0.01, 0.5)
    scores = np.array([_profile(along, across, angle) for angle in coarse])
    usual = float(np.median(scores))
    top = float(coarse[int(scores.argmax())])
    fine = np.arange(top - 0.5, top + 0.51, 0.1)
    finer = np.array([_profile(along, across, angle) for angle in fine])
    found, height = float(fine[int(finer.argmax())]), float(finer.max())
    if usual <= 0 or height < _CLEARER * usual or abs(found) > MOST_SKEW:
        return 0.0, 0.0
    return (0.0 if abs(found) < _LEAST_SKEW else round(found, 1)), height / usual


def _profile(along: NDArray[np.float32], across: NDArray[np.float32], angle: float) -> float:
    place = along - across * np.float32(np.tan(np.radians(angle)))
    counts = np.bincount((place - place.min()).astype(np.int64))
    return float(np.square(np.diff(counts.astype(np.float64))).sum())


def is_blank(grey: Image.Image) -> bool:
    """Tell whether nothing is on a page but dust and the shadow of its edges.

    A page that is dark, or shaded as a photograph is, has something on it though no line.
    """
    small = _within_edges(np.asarray(_small(grey, _BLANK_SIDE), np.int16))
    paper = float(np.median(small))
    if paper < _DARKEST_PAPER or float((np.abs(small - paper) > _SHADE).mean()) > _MOST_SHADED:
        return False
    return float(ink_of(grey, _BLANK_SIDE).mean()) < _LEAST_INK


def turned(
    image: Image.Image, angle: float, resample: Image.Resampling = Image.Resampling.BICUBIC
) -> Image.Image:
    """Return an image turned clockwise: quarter turns exactly, the rest within its own size."""
    quarters = round(angle / 90) % 4
    if quarters:
        image = image.transpose(_QUARTERS[quarters])
    rest = angle - round(angle / 90) * 90
    if abs(rest) < _LEAST_SKEW:
        return image
    white: int | tuple[int, int, int] = 255 if image.mode == "L" else (255, 255, 255)
    return image.rotate(-rest, resample, fillcolor=white)


_QUARTERS = {
    1: Image.Transpose.ROTATE_270,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_90,
}


def ink_of(grey: Image.Image, side: int = _SIDE) -> NDArray[np.bool_]:
    """Return where something is darker than the paper around it, within the edges."""
    small = _small(grey, side)
    paper = small.filter(ImageFilter.BoxBlur(max(4, side // 40)))
    return _within_edges(np.asarray(paper, np.int16) - np.asarray(small, np.int16)) > _DARKER


def _small(grey: Image.Image, side: int) -> Image.Image:
    return grey.reduce(max(1, round(max(grey.size) / side)))


def _within_edges(pixels: NDArray[np.int16]) -> NDArray[np.int16]:
    rows, columns = (int(size * _EDGE) for size in pixels.shape)
    return pixels[rows : pixels.shape[0] - rows, columns : pixels.shape[1] - columns]
