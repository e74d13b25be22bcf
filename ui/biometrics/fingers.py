"""How the fingers of one person stand, and its words; without Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from biometrics.verdicts import FingerProgress, FingerState
from domain.fingers import Finger
from ui.biometrics.state import Button, Line
from ui.theme import Kind


class Stage(Enum):
    """What is under way."""

    READY = auto()
    PLACING = auto()
    READING = auto()


@dataclass(frozen=True, slots=True)
class FingersState:
    """What the step of the fingers shows.

    Attributes:
        operator: the technician's own finger is asked for first.
        finger: the one that F2 captures; None once there is nothing to capture.
        progress: of every finger asked for, in order.
        words: what came of the last one, or what to do.
        trouble: they tell of something that went wrong.
        quality: NFIQ 2 of the last impression; None where there was none.
        match: how well it matched the best earlier one; None for the first.
        least: the quality asked for.
        missing: captured fingers that there are too few.
        more: finger that may be asked for besides, where there are too few.
        again: the last attempt ended without an impression: it is repeated.
    """

    stage: Stage = Stage.READY
    operator: bool = False
    finger: Finger | None = None
    progress: tuple[FingerProgress, ...] = ()
    words: str = ""
    trouble: bool = False
    quality: int | None = None
    match: int | None = None
    least: int = 0
    agreement: int = 0
    complete: bool = False
    missing: int = 0
    more: Finger | None = None
    again: bool = False

    @property
    def current(self) -> FingerProgress | None:
        """How far the finger is that F2 captures."""
        return next((one for one in self.progress if one.finger is self.finger), None)

    @property
    def begun(self) -> bool:
        """Whether anything was captured or decided."""
        return any(one.attempts or one.exception is not None for one in self.progress)


ENDED = frozenset({FingerState.DONE, FingerState.EXCEPTED})
NO_READER_YET = "No hay lector. Conéctelo: se detecta solo."
_SPARE = (
    Finger.RIGHT_INDEX,
    Finger.LEFT_INDEX,
    Finger.RIGHT_THUMB,
    Finger.LEFT_THUMB,
    Finger.RIGHT_MIDDLE,
    Finger.LEFT_MIDDLE,
    Finger.RIGHT_RING,
    Finger.LEFT_RING,
    Finger.RIGHT_LITTLE,
    Finger.LEFT_LITTLE,
)


def one_more(progress: Sequence[FingerProgress]) -> Finger | None:
    """Return a finger that was not asked for yet, the best to read first."""
    asked = {one.finger for one in progress}
    return next((finger for finger in _SPARE if finger not in asked), None)


def failed_one(progress: Sequence[FingerProgress]) -> Finger | None:
    """Return a finger that waits for a supervisor's decision."""
    waiting = (one.finger for one in progress if one.state is FingerState.FAILED)
    return next(waiting, None)


def must_restart(one: FingerProgress) -> bool:
    """Tell whether a finger failed because its impressions disagree: it takes no more of them."""
    return one.state is FingerState.FAILED and one.impressions > 3


# ----------------------------------------------------------------------------- the fingers
def fingers_title(state: FingersState) -> str:
    """Return what is captured now: ``Índice derecho · captura 2 de 3``."""
    if state.operator:
        return "Primero, su propio dedo"
    one = state.current
    if one is None:
        return "Huellas completas" if state.complete else "Huellas"
    if one.state is FingerState.DONE:
        return f"{one.finger.label} · listo"
    if one.state is FingerState.EXCEPTED:
        return f"{one.finger.label} · exceptuado"
    if one.state is FingerState.FAILED:
        return f"{one.finger.label} · decide un supervisor"
    return f"{one.finger.label} · captura {one.impressions + 1} de {one.asked}"


def fingers_words(state: FingersState, *, ready: bool, looking: bool = False) -> str:
    """Return what is said under the picture: what came of the last one, or what to do."""
    if state.words:
        after = ""
        one = state.current
        if not state.trouble and one is not None and one.state is FingerState.PENDING:
            after = f" Sigue: {one.finger.label.lower()}."
        return f"{state.words}{after if state.stage is Stage.READY else ''}"
    if looking:
        return "Buscando el lector…"
    if not ready:
        return NO_READER_YET
    if state.operator:
        return (
            "Coloque su índice derecho y pulse F2. Así el programa avisa si se captura por error"
            " su dedo. No se guarda: se olvida al salir."
        )
    one = state.current
    if one is None:
        return missing_words(state) or "Todos los dedos están listos. Siga con la fotografía."
    if one.state is FingerState.FAILED:
        return (
            "Las capturas no alcanzaron. Intente otra vez, o llame a un supervisor para aceptarlo"
            " o exceptuarlo."
        )
    if one.state in {FingerState.DONE, FingerState.EXCEPTED}:
        return "Con F4 se captura otra vez desde el principio."
    if one.impressions:
        return "Levante el dedo y colóquelo otra vez."
    return f"Pida a la persona que coloque el {one.finger.label.lower()} y pulse F2."


def missing_words(state: FingersState) -> str:
    """Return that too few fingers were captured; empty where there are enough."""
    if not state.missing or state.finger is not None:
        return ""
    count = "un dedo" if state.missing == 1 else f"{state.missing} dedos"
    if state.more is None:
        return f"Falta {count} para el mínimo, y no queda otro por pedir."
    return f"Falta {count} para el mínimo. Se puede pedir otro: {state.more.label.lower()}."


def fingers_button(state: FingersState, *, ready: bool, looking: bool = False) -> Button:
    """Return what F2 does in the step of the fingers.

    Args:
        ready: the reader serves.
        looking: it is being looked for.
    """
    if state.stage is Stage.PLACING:
        return Button("Esperando el dedo…", enabled=False)
    if state.stage is Stage.READING:
        return Button("Revisando…", enabled=False)
    one = state.current
    if one is not None and not state.operator and must_restart(one):
        return Button("Empezar otra vez", icon="refresh-cw")
    if not state.operator and one is None:
        if state.complete:
            return Button("Seguir a la fotografía", icon="arrow-right")
        if state.more is not None:
            return Button(f"Pedir el {state.more.label.lower()}", icon="plus")
        return Button("Seguir a la fotografía", enabled=False)
    if one is not None and not state.operator and one.state in ENDED:
        return Button("Seguir con los demás", icon="arrow-right")
    if looking:
        return Button("Buscando el lector…", enabled=False)
    if not ready:
        if state.again:
            return Button("Repetir", icon="refresh-cw")
        return Button("Buscar el lector", icon="refresh-cw")
    if state.operator:
        return Button("Repetir" if state.again else "Capturar su dedo", icon="fingerprint")
    assert one is not None
    if state.again:
        return Button("Repetir", icon="fingerprint")
    if one.state is FingerState.FAILED:
        return Button("Intentar otra vez", icon="fingerprint")
    return Button(f"Capturar {one.impressions + 1} de {one.asked}", icon="fingerprint")


def quality_chip(state: FingersState, *, short: bool = False) -> tuple[str, Kind] | None:
    """Return how good the last impression was, in words and a kind.

    Args:
        short: without what is asked for, which the bar marks.
    """
    if state.quality is None:
        return None
    least = "" if short else f" (mínimo {state.least})"
    if state.quality >= 60:
        return f"{state.quality} · muy buena{least}", Kind.OK
    if state.quality >= state.least:
        return f"{state.quality} · aceptable{least}", Kind.OK
    return f"{state.quality} · insuficiente{least}", Kind.WARN


def match_chip(state: FingersState) -> tuple[str, Kind] | None:
    """Return how well it matched an earlier one, in words and a kind."""
    if state.match is None:
        return None
    if state.match >= state.agreement:
        return f"Coincide · {state.match}", Kind.OK
    return f"No coincide · {state.match}", Kind.WARN


def fingers_line(progress: Sequence[FingerProgress], state: FingersState) -> Line:
    """Return the fingers' line of the checks."""
    left = [one.finger for one in progress if one.state not in ENDED]
    if state.complete:
        return Line("Huellas", captured_words(progress), Kind.OK)
    if not state.begun:
        return Line("Huellas", "pendientes", Kind.NEUTRAL)
    if any(one.state is FingerState.FAILED for one in progress):
        return Line("Huellas", "un dedo espera la decisión de un supervisor", Kind.WARN)
    if not left:
        return Line("Huellas", "faltan dedos para el mínimo", Kind.WARN)
    now = "" if state.finger is None else f"{state.finger.label.lower()} en curso; "
    rest = len(left) - (1 if state.finger in left else 0)
    return Line("Huellas", f"{now}{_left(rest)}", Kind.INFO)


def captured_words(progress: Sequence[FingerProgress]) -> str:
    """Return how many were captured and left out: ``4 dedos; 1 exceptuado``."""
    done = sum(one.state is FingerState.DONE for one in progress)
    out = sum(one.state is FingerState.EXCEPTED for one in progress)
    words = "1 dedo" if done == 1 else f"{done} dedos"
    excepted = "" if not out else "; 1 exceptuado" if out == 1 else f"; {out} exceptuados"
    return f"{words}{excepted}"


def _left(count: int) -> str:
    if not count:
        return "es el último"
    return "falta 1 dedo" if count == 1 else f"faltan {count} dedos"
