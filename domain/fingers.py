"""The ten fingers, and why one of them may be left out of an enrolment.

Source: design notes of the biometric kit, "Rules that measured well" (fingers asked for by
default: both thumbs and both index fingers; exceptions per finger). Codes are the finger
positions of ISO/IEC 19794-2 and ANSI/NIST-ITL 1 (1: right thumb … 10: left little).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from domain.errors import InvalidInput
from domain.labels import Labelled


class Finger(IntEnum):
    """A finger, by its position code."""

    RIGHT_THUMB = 1
    RIGHT_INDEX = 2
    RIGHT_MIDDLE = 3
    RIGHT_RING = 4
    RIGHT_LITTLE = 5
    LEFT_THUMB = 6
    LEFT_INDEX = 7
    LEFT_MIDDLE = 8
    LEFT_RING = 9
    LEFT_LITTLE = 10

    @property
    def label(self) -> str:
        """Its name as people say it: ``Índice derecho``."""
        return (
            f"{_NAMES[(self - 1) % 5]} {'derecho' if self <= Finger.RIGHT_LITTLE else 'izquierdo'}"
        )

    @property
    def short(self) -> str:
        """Its name where there is little room: ``Índice der.``."""
        return f"{_NAMES[(self - 1) % 5]} {'der.' if self <= Finger.RIGHT_LITTLE else 'izq.'}"


_NAMES = ("Pulgar", "Índice", "Medio", "Anular", "Meñique")

USUAL_FINGERS = (
    Finger.RIGHT_THUMB,
    Finger.RIGHT_INDEX,
    Finger.LEFT_THUMB,
    Finger.LEFT_INDEX,
)
"""The fingers asked for where nothing else is configured."""

IMPRESSIONS = 3
"""Impressions of a finger that must agree."""


class Guidance(Labelled):
    """What the person is to do differently, in words."""

    PLACE = "place", "Coloque el dedo sobre el lector"
    HOLD = "hold", "Manténgalo quieto"
    LIFT = "lift", "Levante el dedo"
    MORE_CENTRED = "more_centred", "Póngalo más al centro"
    MORE_PRESSURE = "more_pressure", "Presione un poco más"
    LESS_PRESSURE = "less_pressure", "Presione un poco menos"
    LONGER = "longer", "Déjelo un momento más"
    CLEAN = "clean", "Limpie el dedo y el lector"
    WHOLE_FINGER = "whole_finger", "Apoye toda la yema"


class ExceptionReason(Labelled):
    """Why a finger cannot be captured."""

    MISSING = "missing", "Ausente"
    BANDAGED = "bandaged", "Vendado"
    UNREADABLE = "unreadable", "Ilegible"


@dataclass(frozen=True, slots=True)
class FingerException:
    """A finger that is left out, as a supervisor allowed it.

    Attributes:
        permanent: it will not be otherwise one day; a bandage is temporary.
        allowed_by: the supervisor who signed in to allow it.
    """

    finger: Finger
    reason: ExceptionReason
    permanent: bool
    allowed_by: UUID | None = None


def checked_exception(
    finger: Finger, reason: ExceptionReason, *, permanent: bool
) -> FingerException:
    """Return an exception to be allowed.

    Raises:
        InvalidInput: a bandage cannot be permanent, a missing finger cannot be temporary.
    """
    if reason is ExceptionReason.BANDAGED and permanent:
        raise InvalidInput("Un dedo vendado es una excepción temporal.")
    if reason is ExceptionReason.MISSING and not permanent:
        raise InvalidInput("Un dedo ausente es una excepción permanente.")
    return FingerException(finger, reason, permanent)


def fingers_text(fingers: Iterable[Finger]) -> str:
    """Return fingers as they are kept: ``1,2,6,7``."""
    return ",".join(str(int(finger)) for finger in fingers)


def fingers_from(text: str) -> tuple[Finger, ...]:
    """Return fingers from what was kept. Raises InvalidInput."""
    try:
        return tuple(Finger(int(part)) for part in text.split(",") if part)
    except ValueError:
        raise InvalidInput("Los dedos no se reconocen.") from None
