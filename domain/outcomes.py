"""What became of an action whose connection was cut while it was being kept, in words."""

import json
from collections.abc import Mapping

from domain.operations import Operation
from domain.tickets import ticket_code

_DEED = "La última acción"
_DEEDS: Mapping[str, str] = {
    "ticket_issued": "La emisión del turno",
    "ticket_called": "La llamada a",
    "ticket_called_again": "La nueva llamada a",
    "call_undone": "La anulación de la llamada a",
    "ticket_arrived": "La llegada de",
    "ticket_no_show": "La ausencia de",
    "ticket_served": "La atención de",
    "ticket_held": "La pausa de",
    "ticket_resumed": "La atención de",
    "ticket_rejoined": "La vuelta a la fila de",
    "ticket_sent_on": "La reasignación de",
    "ticket_cancelled": "La anulación de",
    "case_begun": "La apertura del trámite",
    "case_opened": "La apertura del trámite",
    "case_resolved": "La resolución del trámite",
    "case_returned": "La devolución del trámite",
    "requirement_marked": "La revisión del trámite",
    "person_registered": "La inscripción de la persona",
    "person_corrected": "La corrección de la persona",
    "entity_registered": "La inscripción de la entidad",
    "counter_opened": "La apertura de la ventanilla",
    "counter_break": "La pausa de la ventanilla",
    "counter_back": "La vuelta a la ventanilla",
    "day_closed": "La clausura de la jornada",
}
#: What is numbered when it is kept: the next one may have taken the number since.
_NUMBERED = frozenset({"ticket_issued", "case_begun", "case_opened"})


def outcome(operation: Operation, *, kept: bool) -> tuple[str, str]:
    """Return what happened, and what to do now.

    Args:
        operation: the last of the action.
        kept: whether the log has it.
    """
    told = deed(operation, numbered=kept)
    if kept:
        return f"{told} quedó hecha.", "No hace falta repetirla."
    return f"{told} no se hizo.", "Repítala si todavía hace falta."


def deed(operation: Operation, *, numbered: bool = True, other: str = _DEED) -> str:
    """Return what an operation did, as people call it.

    Args:
        numbered: its number is told also where it was given by the operation itself.
        other: what is said of one that has no name here.
    """
    known = _DEEDS.get(operation.type)
    about = "" if operation.type in _NUMBERED and not numbered else _about(operation)
    if known is None or (not about and known.endswith((" a", " de"))):  # nobody can be named
        return other
    return f"{known} {about}" if about else known


def _about(operation: Operation) -> str:
    """Return the turno or case an operation is about, as people call it; empty for anything else."""
    try:
        payload = json.loads(operation.payload or "")
    except ValueError:
        return ""
    if not isinstance(payload, dict) or operation.aggregate not in {"ticket", "case"}:
        return ""
    series, number = payload.get("series"), payload.get("number")
    if isinstance(series, str) and isinstance(number, int):
        return ticket_code(series, number)
    found = payload.get("code") or number
    return found if isinstance(found, str) else ""
