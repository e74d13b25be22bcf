"""Whether a photograph serves to recognise somebody, and what to change if not.

A "photo check" ("revisión de la fotografía"), no claim of conformance with the rules of passport
photographs. The checks are those that told good from bad ones in the trials of
docs/decisions/0102-photo-check.md: one face, sharp, lit evenly, upright, large enough.
"""

import cmath
import math
import os
from dataclasses import dataclass
from typing import Any

from biometrics.images import ColourImage
from domain.labels import Labelled

LEAST_SIDE, MOST_SIDE = 120, 8192
"""Pixels of a picture that is looked at."""

_LOOKED_AT = 400
"""Pixels of the longer side in which faces are sought: larger pictures take long and find less."""

_SURE = 0.6
"""Confidence of the detector, 0 to 1."""

_FACE = 200
"""Pixels a side of the face on which light and sharpness are measured."""

NARROW, WIDE = 0.18, 0.75
"""Width of the face as a share of the picture's shorter side."""

LEAST_FACE = 90
"""Pixels of the face's width: fewer show too little of it, however large it stands."""

ASIDE = 0.5
"""How far the face's middle may be from the picture's, as a share of the half side."""

SHARP = 40.0
DARK, BRIGHT = 55.0, 205.0
UNEVEN = 0.18
ROLL = 10.0
YAW = 0.18


class PhotoAdvice(Labelled):
    """What is to be changed for the next photograph."""

    NO_PICTURE = "no_picture", "La imagen no se puede leer. Tómela otra vez"
    NO_FACE = "no_face", "No se ve ninguna cara. Mire a la cámara"
    SEVERAL = "several", "Hay más de una cara. Que quede una sola persona"
    CLOSER = "closer", "Acérquese"
    FARTHER = "farther", "Aléjese un poco"
    CENTRE = "centre", "Póngase al centro"
    FRONT = "front", "Mire de frente"
    UPRIGHT = "upright", "Enderece la cabeza"
    DARK = "dark", "Hay poca luz"
    BRIGHT = "bright", "Hay demasiada luz"
    UNEVEN = "uneven", "La luz viene de un lado. Gírese hacia la luz"
    STILL = "still", "La foto salió movida. Quédese quieto"


@dataclass(frozen=True, slots=True)
class FaceBox:
    """Where the face is, in pixels of the picture."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PhotoCheck:
    """What the check of a photograph found.

    Attributes:
        accepted: nothing is to be changed.
        face: the largest one; None where there is none.
        findings: what is to be changed, the most important first.
    """

    accepted: bool
    face: FaceBox | None
    findings: tuple[PhotoAdvice, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured on a face; ``measure`` says of what.

    Attributes:
        sharp: variance of the Laplacian on a face of 200 pixels.
        light: mean grey of the face, 0 to 255.
        uneven: how much the lighter half differs from the darker one, as a share of both.
        roll: by how many degrees the eyes are off the level.
        yaw: how far the nose is from the middle of the eyes, as a share of their distance.
    """

    sharp: float
    light: float
    uneven: float
    roll: float
    yaw: float


def check_photo(image: ColourImage) -> PhotoCheck:
    """Look at a photograph; some 50 ms, never raises for what is in the picture."""
    sides = (image.width, image.height)
    whole = len(image.pixels) == image.width * image.height * 3
    if not whole or min(sides) < LEAST_SIDE or max(sides) > MOST_SIDE:
        return PhotoCheck(accepted=False, face=None, findings=(PhotoAdvice.NO_PICTURE,))
    faces = _faces(image)
    if not faces:
        return PhotoCheck(accepted=False, face=None, findings=(PhotoAdvice.NO_FACE,))
    box, marks = faces[0]
    findings = [*_placed(image, box)]
    # Somebody far behind, or a picture on the wall, is no second person before the camera.
    if any(other.width > box.width / 3 for other, _ in faces[1:]):
        findings.insert(0, PhotoAdvice.SEVERAL)
    findings += _seen(measure(image, box, marks))
    return PhotoCheck(accepted=not findings, face=box, findings=tuple(findings))


def _placed(image: ColourImage, box: FaceBox) -> list[PhotoAdvice]:
    share = box.width / min(image.width, image.height)
    if share < NARROW or box.width < LEAST_FACE:
        return [PhotoAdvice.CLOSER]
    if share > WIDE:
        return [PhotoAdvice.FARTHER]
    across = abs(box.left + box.width / 2 - image.width / 2) / (image.width / 2)
    down = abs(box.top + box.height / 2 - image.height / 2) / (image.height / 2)
    return [PhotoAdvice.CENTRE] if max(across, down) > ASIDE else []


def _seen(found: Measures) -> list[PhotoAdvice]:
    told = (
        (abs(found.roll) > ROLL, PhotoAdvice.UPRIGHT),
        (abs(found.yaw) > YAW, PhotoAdvice.FRONT),
        (found.light < DARK, PhotoAdvice.DARK),
        (found.light > BRIGHT, PhotoAdvice.BRIGHT),
        (found.uneven > UNEVEN, PhotoAdvice.UNEVEN),
        # In the dark nothing is sharp: light first.
        (found.sharp < SHARP and found.light >= DARK, PhotoAdvice.STILL),
    )
    return [advice for wrong, advice in told if wrong]


def _faces(image: ColourImage) -> list[tuple[FaceBox, tuple[float, ...]]]:
    """Return the faces, the largest first, with eyes, nose and corners of the mouth (x and y)."""
    import numpy as np

    # Before its first import: else its threads turn on the spot between pictures, on two cores
    # ten times slower than the search itself.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import yuface

    scale = max(1.0, max(image.width, image.height) / _LOOKED_AT)
    picture = _picture(image)
    if scale > 1:
        picture = picture.resize((round(image.width / scale), round(image.height / scale)))
    blue_first = np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])
    _, boxes, marks = yuface.detect(blue_first, _SURE)
    found = [
        (
            FaceBox(*(round(float(side) * scale) for side in box)),
            tuple(float(place) * scale for place in mark),
        )
        for box, mark in zip(boxes, marks, strict=True)
        if box[2] > 0 and box[3] > 0
    ]
    return sorted(found, key=lambda each: -each[0].width)


def measure(image: ColourImage, box: FaceBox, marks: tuple[float, ...]) -> Measures:
    """Return what the checks go by.

    Args:
        box: the face.
        marks: x and y of the eyes (the picture's left first), the nose and more.
    """
    import numpy as np

    edges = (box.left, box.top, box.left + box.width, box.top + box.height)
    face = _picture(image).crop(edges).resize((_FACE, _FACE)).convert("L")
    grey = np.asarray(face, np.float64)
    middle = grey[40:180, 30:170]  # without hair, wall and collar
    laplacian = (
        middle[:-2, 1:-1]
        + middle[2:, 1:-1]
        + middle[1:-1, :-2]
        + middle[1:-1, 2:]
        - 4 * middle[1:-1, 1:-1]
    )
    left, right = float(middle[:, :70].mean()), float(middle[:, 70:].mean())
    eye, other, nose = (complex(*marks[at : at + 2]) for at in (0, 2, 4))
    level = other - eye
    apart = max(abs(level), 1.0)
    # Along the line of the eyes, so that a head that only leans does not count as turned.
    off = ((nose - (eye + other) / 2) * level.conjugate()).real / apart
    return Measures(
        sharp=float(laplacian.var()),
        light=float(middle.mean()),
        uneven=abs(left - right) / max((left + right) / 2, 1.0),
        roll=math.degrees(cmath.phase(level)),
        yaw=off / apart,
    )


def _picture(image: ColourImage) -> Any:
    from PIL import Image

    return Image.frombytes("RGB", (image.width, image.height), image.pixels)
