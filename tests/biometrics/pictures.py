"""Pictures that are no prints."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from biometrics.images import GreyImage
from biometrics.synthetic_faces import face_image


def grey(array: "NDArray[Any]", ppi: int = 500) -> GreyImage:
    """Return an array as a picture."""
    high, wide = array.shape
    return GreyImage(wide, high, np.clip(array, 0, 255).astype(np.uint8).tobytes(), ppi)


def plain(value: float, side: int = 300) -> GreyImage:
    return grey(np.full((side, side), float(value)))


def noise(side: int = 300) -> GreyImage:
    return grey(np.random.default_rng(1).integers(0, 256, (side, side)).astype(np.float64))


def cloth(side: int = 304, thread: int = 8) -> GreyImage:
    """Return noise as coarse as ridges are."""
    coarse = np.random.default_rng(2).integers(0, 256, (side // thread, side // thread))
    return grey(np.kron(coarse, np.ones((thread, thread))))


def ramp() -> GreyImage:
    return grey(np.tile(np.linspace(0, 255, 300), (300, 1)))


def stripes() -> GreyImage:
    """Return lines as far apart as ridges are: they flow, and lead nowhere."""
    return grey(np.tile(127 + 127 * np.sin(np.arange(300) / 9 * 2 * np.pi), (300, 1)))


def speck() -> GreyImage:
    """Return a drop of water on the glass."""
    array = np.full((300, 300), 255.0)
    array[150:158, 150:158] = 0
    return grey(array)


def face() -> GreyImage:
    """Return somebody's face as a reader would give it."""
    seen = face_image(1)
    colours = np.frombuffer(seen.pixels, np.uint8).reshape(seen.height, seen.width, 3)
    return grey(colours.mean(axis=2))
