"""What a picture of the reader shows at first sight: ridges or not, where, and how it is pressed.

Ridges flow: the direction of a piece is nearly that of its neighbours, whatever the quality. That
tells a print from noise, cloth, a face or a page better than the check that the library brings
(docs/decisions/0101-prints.md has the figures of both).
"""

from dataclasses import dataclass
from typing import Any

from biometrics.images import GreyImage
from domain.fingers import Guidance

BLOCK = 16
"""Pixels a side of the pieces that are looked at: one to two ridges at 500 ppi."""

_MM2 = (BLOCK * 25.4 / 500) ** 2

SHOWN = 12.0
"""Spread of the greys of a piece that shows something; the glass alone has less."""

FLOWS = 0.78
"""Real prints have 0.85 and more, faces and pages up to 0.81 and noise up to 0.42."""

WHOLE = 100.0
"""Square millimetres of a finger that lies well; usual are 150 to 250."""

ASIDE = 0.35
LIGHT, HEAVY = 0.27, 0.53


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen.

    Attributes:
        flow: how alike the directions of neighbouring pieces are, 0 to 1.
        area: of the finger, in square millimetres.
        aside: how far the finger's middle is from the picture's, as a share of the half side.
        ink: share of the finger that is dark: wide ridges are pressed hard, thin ones lightly.
    """

    flow: float = 0.0
    area: float = 0.0
    aside: float = 0.0
    ink: float = 0.0

    @property
    def ridges(self) -> bool:
        """Whether this flows as the ridges of a finger do."""
        return self.flow >= FLOWS

    @property
    def guidance(self) -> Guidance:
        """What would help most, were the impression not good enough."""
        if not self.ridges:
            return Guidance.CLEAN if self.area >= WHOLE else Guidance.PLACE
        if self.aside > ASIDE:
            return Guidance.MORE_CENTRED
        if self.area < WHOLE:
            return Guidance.WHOLE_FINGER
        if self.ink < LIGHT:
            return Guidance.MORE_PRESSURE
        if self.ink > HEAVY:
            return Guidance.LESS_PRESSURE
        return Guidance.CLEAN


def look(image: GreyImage) -> Look:
    """Look at a picture at 500 ppi, ``prints.checked``; some 10 ms."""
    import numpy as np

    rows, columns = image.height // BLOCK, image.width // BLOCK
    grey = np.frombuffer(image.pixels, np.uint8).reshape(image.height, image.width)
    grey = grey[: rows * BLOCK, : columns * BLOCK].astype(np.float64)

    def pieces(values: Any) -> Any:
        return values.reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2)

    each = pieces(grey)
    shown = each.std(axis=(2, 3)) > SHOWN
    if not shown.any():
        return Look()
    y, x = np.nonzero(shown)
    aside = max(
        abs(float(x.mean()) + 0.5 - columns / 2) / (columns / 2),
        abs(float(y.mean()) + 0.5 - rows / 2) / (rows / 2),
    )
    finger = each[shown]
    light, dark = np.percentile(finger, [95, 5])
    ink = float((finger < (light + dark) / 2).mean())

    # The direction of each piece as the doubled angle of its gradients; its length says how surely.
    down, across = np.gradient(grey)
    energy = pieces(across**2 + down**2).mean(axis=(2, 3))
    turned = pieces((across + 1j * down) ** 2).mean(axis=(2, 3))
    turned = np.where(shown, turned / np.maximum(energy, 1e-9), 0)
    inside = shown & (_around(shown.astype(np.float64)) >= 7)
    if not inside.any():
        return Look(area=float(shown.sum()) * _MM2, aside=aside, ink=ink)
    together = np.abs(_around(turned)) / np.maximum(_around(np.abs(turned)), 1e-9)
    flow = float(together[inside].mean())
    return Look(flow, float(shown.sum()) * _MM2, aside, ink)


def _around(values: Any) -> Any:
    """Return for each piece the sum of the nine of which it is the middle."""
    import numpy as np

    padded = np.pad(values, 1)
    rows, columns = values.shape
    return sum(padded[y : y + rows, x : x + columns] for y in range(3) for x in range(3))
