"""The history of an enrolment as lines that a person reads, from what the log kept of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from desktop.usecases.case_history import Event, Line, Lines, Told, events_of, with_reason
from domain.duplicates import CheckOutcome
from domain.fingers import ExceptionReason, Finger
from domain.offices import Office
from domain.operations import Operation


def enrolment_events(
    operations: Iterable[Operation],
    names: Mapping[UUID, str],
    office: Office,
    refused: Mapping[UUID, str],
) -> tuple[Event, ...]:
    """Return the events of an enrolment in order; arguments as ``case_history.events_of``."""
    return events_of(operations, names, office, refused, _LINES)


def _captured(told: Told) -> Line:
    if not told:
        return "Captura confirmada y cifrada", ""
    summary = told["summary"]
    fingers = len(summary["fingers"])
    parts = [f"{fingers} dedo" if fingers == 1 else f"{fingers} dedos"]
    if excepted := len(summary["exceptions"]):
        parts.append("1 excepción" if excepted == 1 else f"{excepted} excepciones")
    return "Captura confirmada y cifrada", ", ".join(parts)


def _allowed(told: Told) -> Line:
    if not told:
        return "Un supervisor autorizó una excepción", ""
    finger = Finger(told["finger"]).label
    if told["reason"] == "poor":
        return "Un supervisor aceptó la mejor captura de un dedo", finger
    reason = ExceptionReason(told["reason"]).label.lower()
    lasting = "permanente" if told["permanent"] else "temporal"
    return "Un supervisor autorizó una excepción", f"{finger}: {reason}, {lasting}"


def _checked(told: Told) -> Line:
    words = _OUTCOMES.get(told.get("outcome", ""), "Comprobado")
    return words, ", ".join(part for part in (told.get("by", ""), told.get("words", "")) if part)


def _ods(told: Told) -> Line:
    if not told:
        return "Se anotó si la entidad instaló el programa ODS", ""
    return (
        "La entidad instaló el programa ODS"
        if told["installed"]
        else "La entidad todavía no instala el programa ODS"
    ), ""


def _kept_until(told: Told) -> Line:
    if not told:
        return "Terminó su designación", ""
    until = date.fromisoformat(told["delete_after"])
    return "Terminó su designación", f"se conserva hasta el {until:%d/%m/%Y}"


def _looked(told: Told) -> Line:
    return "Consultó el registro biométrico", told.get("why", "")


_OUTCOMES = {
    CheckOutcome.CLEAR: "Comprobado: sin otra identidad",
    CheckOutcome.HIT: "Hay una coincidencia por decidir",
    CheckOutcome.REFUSED: "La captura no se pudo usar",
    CheckOutcome.DIFFERENT: "Comprobado: se decidió que son personas distintas",
    CheckOutcome.SAME: "Se decidió que ya consta con otro documento",
}
_LINES: Lines = {
    "enrolment_requested": with_reason("Se pidió el enrolamiento"),
    "enrolment_validated": with_reason("Validó los documentos"),
    "enrolment_returned": with_reason("Se devolvió con el trámite"),
    "privacy_notice_given": with_reason("Dio el aviso de privacidad"),
    "exception_allowed": _allowed,
    "enrolment_captured": _captured,
    "enrolment_used_file": with_reason("Se usan las huellas que ya constan"),
    "enrolment_checked": _checked,
    "centre_enrolment_checked": _checked,
    "enrolment_packet_changed": with_reason("Se cifró de nuevo, para el centro"),
    "packet_resealed": with_reason("Se cifró de nuevo, para el centro"),
    "enrolment_configured": with_reason("Configurado en el Sistema de Autenticación Biométrica"),
    "enrolment_notified": with_reason("Se notificó a la entidad"),
    "ods_noted": _ods,
    "enrolment_withdrawn": with_reason("Se retiró"),
    "retention_set": _kept_until,
    "enrolment_deleted": with_reason("Se eliminaron las huellas y la fotografía"),
    "biometric_looked": _looked,
}
"""How each operation on an enrolment is told."""
