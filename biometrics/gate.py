"""Whether an impression is good enough, and what the person is to do differently if not.

Source: design notes of the biometric kit, "Rules that measured well" (gate); ISO/IEC 29794-4 for
the quality figure.
"""

from dataclasses import dataclass

from biometrics import texture
from biometrics.images import GreyImage
from biometrics.prints import NotAPrint, Print, at_500, read_print
from domain.fingers import Guidance


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is asked of impressions; per model of reader, in this computer's settings.

    Attributes:
        min_quality: NFIQ 2; a capacitive reader's prints have a median of 21.
        min_minutiae: found at least.
        agreement: score by which two impressions are of one finger, of three that must agree.
        block: score by which a finger is surely another one already captured.
        doubt: score from which that may be, and another impression is asked for.
    """

    min_quality: int = 30
    min_minutiae: int = 20
    agreement: int = 25
    block: int = 40
    doubt: int = 25


@dataclass(frozen=True, slots=True)
class Judged:
    """One impression, judged.

    Attributes:
        print: None where the picture shows no fingerprint.
        guidance: how to do better; None where it was accepted.
    """

    print: Print | None
    accepted: bool
    guidance: Guidance | None


def judge(image: GreyImage, thresholds: Thresholds) -> Judged:
    """Read an impression and say whether it is good enough; 120 to 300 ms."""
    try:
        image = at_500(image)
    except NotAPrint:
        return Judged(None, accepted=False, guidance=Guidance.PLACE)
    try:
        read = read_print(image)
    except NotAPrint:
        read = None
    good = (
        read is not None
        and read.quality >= thresholds.min_quality
        and read.minutiae >= thresholds.min_minutiae
    )
    return Judged(read, accepted=good, guidance=None if good else texture.look(image).guidance)
