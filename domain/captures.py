"""What a capture holds, told without any image: for the review, the receipt and the log.

Source: design notes of the biometric kit, "Rules that measured well" (three impressions that
agree; exceptions per finger that a supervisor signs in to allow, shown in review and receipt).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.errors import InvalidInput, KnownError
from domain.fingers import ExceptionReason, Finger, FingerException


class CaptureIncomplete(KnownError):
    """Something that the office asks for was neither captured nor excepted."""

    kept = "No se envió nada; la captura sigue abierta."
    todo = "Complétela y vuelva a confirmar."


@dataclass(frozen=True, slots=True)
class FingerSummary:
    """What was captured of a finger.

    Attributes:
        qualities: NFIQ 2 of each impression kept, 0 to 100.
        attempts: how often the finger was placed.
        accepted_by: the supervisor who accepted it below the quality asked for.
    """

    finger: Finger
    qualities: tuple[int, ...]
    attempts: int
    accepted_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class CaptureSummary:
    """What a capture holds, without any image: for the review, the receipt and the log."""

    fingers: tuple[FingerSummary, ...] = ()
    exceptions: tuple[FingerException, ...] = ()
    photo: bool = False
    reader: str = ""
    serial: str = ""

    def to_json(self) -> str:
        """Return it as it is kept."""
        return json.dumps(
            {
                "fingers": [
                    {
                        "finger": int(one.finger),
                        "qualities": list(one.qualities),
                        "attempts": one.attempts,
                        "accepted_by": None if one.accepted_by is None else str(one.accepted_by),
                    }
                    for one in self.fingers
                ],
                "exceptions": [
                    {
                        "finger": int(one.finger),
                        "reason": one.reason.value,
                        "permanent": one.permanent,
                        "allowed_by": None if one.allowed_by is None else str(one.allowed_by),
                    }
                    for one in self.exceptions
                ],
                "photo": self.photo,
                "reader": self.reader,
                "serial": self.serial,
            },
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> "CaptureSummary":
        """Return what was kept. Raises InvalidInput."""
        if not text:
            return cls()
        try:
            read = json.loads(text)
            return cls(
                tuple(
                    FingerSummary(
                        Finger(one["finger"]),
                        tuple(int(quality) for quality in one["qualities"]),
                        int(one["attempts"]),
                        _id(one["accepted_by"]),
                    )
                    for one in read["fingers"]
                ),
                tuple(
                    FingerException(
                        Finger(one["finger"]),
                        ExceptionReason(one["reason"]),
                        bool(one["permanent"]),
                        _id(one["allowed_by"]),
                    )
                    for one in read["exceptions"]
                ),
                bool(read["photo"]),
                str(read["reader"]),
                str(read["serial"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise InvalidInput("El resumen de la captura está dañado.") from None


def device_words(raw: str) -> str:
    """Return what a reader says of itself as it can be kept: printable, at most 60 characters."""
    return "".join(char for char in raw if char.isprintable())[:60].strip()


def require_complete(summary: CaptureSummary, asked: Sequence[Finger], minimum: int) -> None:
    """Insist that a capture has what the office asks for.

    Args:
        asked: the fingers; each must be captured or excepted. More may have been captured.
        minimum: so many must be captured, however many exceptions there are.

    Raises:
        CaptureIncomplete: with what is missing.
    """
    captured = [one.finger for one in summary.fingers]
    excepted = [one.finger for one in summary.exceptions]
    if len({*captured, *excepted}) != len(captured) + len(excepted):
        raise CaptureIncomplete("Un dedo consta dos veces en la captura.")
    left = [finger.label.lower() for finger in asked if finger not in {*captured, *excepted}]
    if left:
        raise CaptureIncomplete(f"Falta capturar: {', '.join(left)}.")
    if any(not one.qualities for one in summary.fingers):
        raise CaptureIncomplete("Un dedo consta sin ninguna impresión.")
    if len(captured) < minimum:
        raise CaptureIncomplete(
            f"Dedos capturados: {len(captured)}. Se necesitan al menos {minimum}."
        )
    if not summary.photo:
        raise CaptureIncomplete("Falta la fotografía.")


def _id(value: object) -> UUID | None:
    return None if value is None else UUID(str(value))
