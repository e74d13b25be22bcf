"""What comes of placing a finger, in a value and in words."""

from dataclasses import dataclass
from uuid import UUID

from biometrics.images import GreyImage
from biometrics.prints import Print
from domain.fingers import IMPRESSIONS, Finger, FingerException, Guidance
from domain.labels import Labelled


class Outcome(Labelled):
    """What came of an impression."""

    ACCEPTED = "accepted", "Aceptada"
    POOR = "poor", "Calidad insuficiente"
    NOT_A_PRINT = "not_a_print", "No es una huella"
    DISAGREES = "disagrees", "No coincide"
    DOUBTFUL = "doubtful", "Dudosa"
    REPEATED = "repeated", "Imagen repetida"
    OTHER_FINGER = "other_finger", "Otro dedo"
    OPERATORS = "operators", "Huella del técnico"
    OTHER_PERSON = "other_person", "Otra persona"


class FingerState(Labelled):
    """How far a finger is."""

    PENDING = "pending", "pendiente"
    UNDER_WAY = "under_way", "en curso"
    DONE = "done", "listo"
    EXCEPTED = "excepted", "exceptuado"
    FAILED = "failed", "decide un supervisor"


@dataclass(frozen=True, slots=True)
class KeptImpression:
    """One impression that is kept until the enrolment is confirmed or called off; in memory only."""

    image: GreyImage
    print: Print


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of an impression.

    Attributes:
        quality: NFIQ 2, 0 to 100; 0 where the picture shows no print.
        match: how well it matches the best of the same finger's; None for the first one.
        guidance: how to do better; None where nothing is wrong with how the finger was placed.
        other: the finger it is instead (``OTHER_FINGER``).
        words: for the person at the counter.
    """

    outcome: Outcome
    quality: int
    match: int | None
    guidance: Guidance | None
    words: str
    other: Finger | None = None


@dataclass(frozen=True, slots=True)
class FingerProgress:
    """How far a finger is.

    Attributes:
        impressions: that count so far.
        asked: how many it takes: one more where the first three do not agree.
        best_quality: of what was placed; None where nothing was readable.
        attempts: how often it was placed, over all beginnings.
        exception: why it is left out.
        accepted_by: the supervisor who accepted it below what is asked for.
    """

    finger: Finger
    state: FingerState = FingerState.PENDING
    impressions: int = 0
    asked: int = IMPRESSIONS
    best_quality: int | None = None
    attempts: int = 0
    exception: FingerException | None = None
    accepted_by: UUID | None = None


NOT_YET = "Las capturas no coinciden entre sí."


def accepted(place: int, finger: Finger, twin: int | None, *, done: bool) -> str:
    """Return the words for an impression that counts.

    Args:
        place: which one of this finger it is, from 1.
        twin: the earlier one that it matches best; None for the first.
        done: the finger is captured with it.
    """
    if done:
        return f"Las capturas coinciden. {finger.label}: listo."
    if twin is None:
        return f"Captura {place} de {IMPRESSIONS} aceptada. Levante el dedo y colóquelo otra vez."
    return f"Coincide con la captura {twin}. Levante el dedo y colóquelo otra vez."


def poor(guidance: Guidance, *, failed: bool) -> str:
    """Return the words for a print of too little quality."""
    if failed:
        return (
            "La huella no salió bien en tres intentos. Un supervisor decide, o intente otra vez:"
            f" {guidance.label.lower()}."
        )
    return f"La huella no salió bien. {guidance.label}."


def not_a_print(guidance: Guidance) -> str:
    """Return the words for a picture without a print."""
    return f"No se reconoce una huella. {guidance.label}."


def disagrees(finger: Finger, held: int) -> str:
    """Return the words for an impression that leaves the finger without agreement.

    Args:
        held: impressions of this finger, with this one.
    """
    name = finger.label.lower()
    if held < IMPRESSIONS:
        return f"No coincide con la captura anterior. Compruebe que sea el {name}."
    if held == IMPRESSIONS:
        return f"{NOT_YET} Capture una vez más el {name}."
    return f"{NOT_YET} Empiece otra vez con el {name}."


def other_finger(finger: Finger, other: Finger) -> str:
    """Return the words for a finger that was captured as another one."""
    return (
        f"Este dedo ya se capturó como {other.label.lower()}. Coloque el {finger.label.lower()},"
        f" o repita el {other.label.lower()} si el error fue antes."
    )


OPERATORS = "Esta huella es del técnico. Coloque el dedo de la persona."
OTHER_PERSON = (
    "Esta huella coincide con la de la otra persona de esta visita. Compruebe quién está ante el"
    " lector."
)
REPEATED = "El lector entregó otra vez la misma imagen. Levante el dedo y colóquelo de nuevo."
DOUBTFUL = "La huella no se distingue con seguridad. Levante el dedo y apoye toda la yema."
