"""The words of photograph and review; without Qt."""

from collections.abc import Mapping
from uuid import UUID

from biometrics.verdicts import FingerProgress, FingerState
from ui.biometrics.fingers import FingersState
from ui.biometrics.photo import PhotoState
from ui.biometrics.state import Button, Line
from ui.theme import Kind


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


def photo_button(state: PhotoState, *, ready: bool) -> Button:
    """Return what F2 does in the step of the photograph.

    Args:
        ready: the camera gives pictures.
    """
    if state.checking:
        return Button("Revisando…", enabled=False)
    if state.kept:
        return Button("Seguir a la revisión", icon="arrow-right")
    if state.trouble:
        return Button("Repetir", icon="refresh-cw")
    if state.check is None and not ready:
        return Button("Esperando la cámara…", enabled=False)
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
