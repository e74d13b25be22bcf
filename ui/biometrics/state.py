"""What the page shows, and its words; without Qt, and so tested by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from uuid import UUID

from biometrics.verdicts import FingerProgress, FingerState
from desktop.usecases.case_view import Copied
from domain.fingers import Finger
from domain.seats import AuthoriserRole
from ui.biometrics.capture import FingersState, Stage, must_restart
from ui.biometrics.photo import PhotoState
from ui.theme import Kind, Tone


class Step(IntEnum):
    """The steps of an enrolment in person, as the chips name them."""

    PAPERS = 1
    NOTICE = 2
    FINGERS = 3
    PHOTO = 4
    REVIEW = 5
    AFTER = 6

    @property
    def label(self) -> str:
        """Its name."""
        return _STEPS[self - 1]


_STEPS = (
    "Documentos", "Aviso de privacidad", "Huellas", "Fotografía", "Revisión y envío", "Qué sigue",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is checked: an icon's worth of colour, a name, and words.

    Attributes:
        kind: OK done, INFO under way, WARN waits or needs attention, ERROR blocks, NEUTRAL to come.
    """

    name: str
    words: str
    kind: Kind = Kind.NEUTRAL


@dataclass(frozen=True, slots=True)
class Who:
    """The banner: for whom, for what, and who comes next."""

    name: str
    document: str
    role: str
    entity: str
    case: str = ""
    following: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: an enrolment, or a case that names nobody yet.

    Attributes:
        id: the enrolment's; None where somebody is still to be named.
        person_id: whom the case is for, where somebody is to be named.
        why: what comes next, or what it waits for.
        here: the person of the visit at this counter.
    """

    key: UUID
    id: UUID | None
    case_id: UUID
    name: str
    document: str
    role: str
    entity: str
    case: str
    state: str
    kind: Kind
    why: str
    here: bool = False
    person_id: UUID | None = None


class After(IntEnum):
    """What F2 does once everything was captured, or where nothing is."""

    NOTHING = 0
    FOLLOWING = 1
    CONFIGURE = 2
    NOTIFY = 3
    LOOK = 4


@dataclass(frozen=True, slots=True)
class AfterState:
    """How an enrolment stands once nothing is to be captured any more.

    Attributes:
        where: the other system, and what is done there.
        copied: its fields, in its screen's order.
        act: what F2 does.
        receipt: there is a receipt to print.
    """

    title: str = ""
    words: str = ""
    lines: tuple[Line, ...] = ()
    where: str = ""
    copied: tuple[Copied, ...] = ()
    act: After = After.NOTHING
    receipt: bool = False


@dataclass(frozen=True, slots=True)
class WorkState:
    """One enrolment, as it is stored; what is captured meanwhile is in memory alone.

    Attributes:
        step: PAPERS, NOTICE, FINGERS (to be captured) or AFTER.
        papers_ok: nothing is missing, so that it can be validated.
        on_file: by e-mail: the person's fingerprints are on file.
        following: the other enrolment of the visit that is still to be captured.
        unnamed: the role of the case for which nobody was named yet.
        computers: those from which the entity pays, by name.
        message: what the entity is told, to be copied.
        ods: whether the entity installed its own program; None where that is not asked yet.
        resumed: when the last step was confirmed, in words.
        people: the names of who allowed something, by id.
    """

    id: UUID
    case_id: UUID
    step: Step
    who: Who
    fingers: tuple[Finger, ...] = ()
    minimum: int = 0
    papers_words: str = ""
    papers: tuple[Line, ...] = ()
    papers_ok: bool = False
    on_file: bool = False
    notice: str = ""
    basis: str = ""
    checks: tuple[Line, ...] = ()
    after: AfterState = AfterState()
    following: UUID | None = None
    unnamed: AuthoriserRole | None = None
    computers: tuple[tuple[str, UUID], ...] = ()
    message: str = ""
    ods: bool | None = None
    can_withdraw: bool = False
    resumed: str = ""
    people: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BiometricsState:
    """The page.

    Attributes:
        opened: the enrolment that was asked for; None for the list.
        work: the enrolment that is open.
        stops: why nothing can be captured now (too many packets wait), in words.
    """

    rows: tuple[Row, ...] = ()
    opened: UUID | None = None
    work: WorkState | None = None
    stops: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """What F2 says and whether it can be pressed."""

    words: str
    enabled: bool = True
    icon: str = ""


ICONS = {
    Kind.OK: "circle-check",
    Kind.INFO: "play",
    Kind.WARN: "triangle-alert",
    Kind.ERROR: "circle-x",
    Kind.NEUTRAL: "circle",
}
"""So that colour never stands alone."""
TONES = {
    Kind.OK: Tone.OK,
    Kind.INFO: Tone.ACCENT,
    Kind.WARN: Tone.WARN,
    Kind.ERROR: Tone.ERROR,
    Kind.NEUTRAL: Tone.MUTED,
}


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


def fingers_words(state: FingersState, *, ready: bool) -> str:
    """Return what is said under the picture: what came of the last one, or what to do."""
    if state.words:
        after = ""
        one = state.current
        if not state.trouble and one is not None and one.state is FingerState.PENDING:
            after = f" Sigue: {one.finger.label.lower()}."
        return f"{state.words}{after if state.stage is Stage.READY else ''}"
    if not ready:
        return "No hay lector. Conéctelo: se detecta solo."
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


def fingers_button(state: FingersState, *, ready: bool) -> Button:
    """Return what F2 does in the step of the fingers."""
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
    if one is not None and not state.operator and one.state in _ENDED:
        return Button("Seguir con los demás", icon="arrow-right")
    if not ready:
        return Button("Buscar el lector", icon="refresh-cw")
    if state.operator:
        return Button("Repetir" if state.again else "Capturar su dedo", icon="fingerprint")
    assert one is not None
    if state.again:
        return Button("Repetir", icon="fingerprint")
    if one.state is FingerState.FAILED:
        return Button("Intentar otra vez", icon="fingerprint")
    return Button(f"Capturar {one.impressions + 1} de {one.asked}", icon="fingerprint")


_ENDED = frozenset({FingerState.DONE, FingerState.EXCEPTED})


def quality_chip(state: FingersState) -> tuple[str, Kind] | None:
    """Return how good the last impression was, in words and a kind."""
    if state.quality is None:
        return None
    least = f"(mínimo {state.least})"
    if state.quality >= 60:
        return f"{state.quality} · muy buena {least}", Kind.OK
    if state.quality >= state.least:
        return f"{state.quality} · aceptable {least}", Kind.OK
    return f"{state.quality} · insuficiente {least}", Kind.WARN


def match_chip(state: FingersState) -> tuple[str, Kind] | None:
    """Return how well it matched an earlier one, in words and a kind."""
    if state.match is None:
        return None
    if state.match >= state.agreement:
        return f"Coincide · {state.match}", Kind.OK
    return f"No coincide · {state.match}", Kind.WARN


def fingers_line(progress: Sequence[FingerProgress], state: FingersState) -> Line:
    """Return the fingers' line of the checks."""
    left = [one.finger for one in progress if one.state not in _ENDED]
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


# ----------------------------------------------------------------------------- the photograph
def photo_words(state: PhotoState) -> str:
    """Return what is said under the camera's picture."""
    if state.trouble:
        return state.trouble
    if state.checking:
        return "Revisando la fotografía…"
    if state.check is None:
        return "La persona mira de frente, con la cara dentro del óvalo y sin gafas oscuras."
    if state.check.accepted:
        return "La fotografía sirve."
    return state.advice


def photo_button(state: PhotoState) -> Button:
    """Return what F2 does in the step of the photograph."""
    if state.checking:
        return Button("Revisando…", enabled=False)
    if state.kept:
        return Button("Seguir a la revisión", icon="arrow-right")
    if state.trouble:
        return Button("Repetir", icon="refresh-cw")
    if state.check is None:
        return Button("Tomar la fotografía", icon="contact")
    if state.check.accepted:
        return Button("Usar esta fotografía", icon="check")
    return Button("Tomar otra", icon="refresh-cw")


def photo_line(state: PhotoState) -> Line:
    """Return the photograph's line of the checks."""
    if state.kept:
        advised = state.check is not None and not state.check.accepted
        return Line("Fotografía", "tomada, con observaciones" if advised else "tomada", Kind.OK)
    if state.taken or state.checking:
        return Line("Fotografía", "por confirmar", Kind.INFO)
    return Line("Fotografía", "pendiente", Kind.NEUTRAL)


# ----------------------------------------------------------------------------- the review
def review_lines(
    state: FingersState, photo: PhotoState, people: Mapping[UUID, str]
) -> tuple[Line, ...]:
    """Return all that was captured and all that was left out, finger by finger.

    Args:
        people: the names of the supervisors who allowed something.
    """
    lines = [_review_line(one, people) for one in state.progress]
    return (*lines, photo_line(photo))


def _review_line(one: FingerProgress, people: Mapping[UUID, str]) -> Line:
    tries = "1 intento" if one.attempts == 1 else f"{one.attempts} intentos"
    if one.exception is not None:
        lasts = "permanente" if one.exception.permanent else "temporal"
        by = _allowed(one.exception.allowed_by, people)
        words = f"{one.exception.reason.label.lower()}, {lasts}{by}"
        return Line(one.finger.label, f"Sin huella: {words}", Kind.WARN)
    if one.state is not FingerState.DONE:
        return Line(one.finger.label, "Falta", Kind.ERROR)
    best = "" if one.best_quality is None else f", la mejor de calidad {one.best_quality}"
    count = "1 captura" if one.impressions == 1 else f"{one.impressions} capturas"
    if one.accepted_by is not None:
        by = _allowed(one.accepted_by, people)
        return Line(one.finger.label, f"{count}{best}, aceptada{by}", Kind.WARN)
    return Line(one.finger.label, f"{count} que coinciden{best} · {tries}", Kind.OK)


def _allowed(by: UUID | None, people: Mapping[UUID, str]) -> str:
    name = "" if by is None else people.get(by, "")
    return f" · autoriza {name}" if name else ""


def spoken(fingers: Sequence[Finger]) -> str:
    """Return fingers as they are said in a row: ``pulgar derecho, índice derecho``."""
    return ", ".join(finger.label.lower() for finger in fingers)
