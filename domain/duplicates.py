"""What the search for somebody enrolled under another identity comes to, and what follows.

Source: design notes of the biometric kit, "Rules that measured well" ("always a person's
decision") and "Protection"; docs/protocol.md, ``enrolment_checked``.
"""

from datetime import date, datetime
from enum import StrEnum

from domain.enrolment import Enrolment, EnrolmentState
from domain.fingers import Finger


class CheckOutcome(StrEnum):
    """What came of a capture; the last two are a person's decision on a hit."""

    CLEAR = "clear"
    HIT = "hit"
    REFUSED = "refused"
    DIFFERENT = "different"
    SAME = "same"


SAME_PERSON = "Consta con otro documento: así lo decidió quien revisó la coincidencia."
"""Why an enrolment does not go on. Names nobody else."""


def in_words(finger: Finger, other: Finger, score: int) -> str:
    """Return which fingers are alike and how much, and nobody's name.

    Args:
        score: of the matcher; 0 where it could not compare them.
    """
    fingers = finger.label.lower()
    if other is not finger:
        fingers += f" con {other.label.lower()}"
    return f"{fingers}, puntaje {score}" if score else f"{fingers}, que no se pudo comparar"


def after_check(
    enrolment: Enrolment,
    packet: str,
    outcome: CheckOutcome,
    words: str,
    by: str,
    at: datetime,
    keep_until: date,
) -> Enrolment | None:
    """Return an enrolment as an outcome leaves it; None where it changes nothing any more.

    An outcome of another capture than the one that counts, or told again, changes nothing: the
    first one holds.

    Args:
        packet: of which capture it is told, by its SHA-256.
        words: as people read them.
        by: who decided; empty where nobody had to.
        keep_until: last day on which what was captured is kept where it is the same person.
    """
    if enrolment.state is not EnrolmentState.CAPTURED or enrolment.packet != packet:
        return None
    if outcome is CheckOutcome.HIT:
        return None if enrolment.check_words == words else enrolment.hit(words)
    if outcome is CheckOutcome.REFUSED:
        return enrolment.capture_again(words)
    if outcome is CheckOutcome.SAME:
        return enrolment.withdraw(SAME_PERSON, keep_until)
    return enrolment.clear(at, by if outcome is CheckOutcome.DIFFERENT else "", words)
