"""Pictures as bytes, without any library: what devices give and everything else takes.

Their pixels are left out of what a log or a crash report would show of them.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GreyImage:
    """A grey picture: one byte a pixel, rows from the top, 0 is black (a ridge)."""

    width: int
    height: int
    pixels: bytes = field(repr=False)
    ppi: int = 500


@dataclass(frozen=True, slots=True)
class ColourImage:
    """A picture: three bytes a pixel (red, green, blue), rows from the top."""

    width: int
    height: int
    pixels: bytes = field(repr=False)
