"""The history of a case as lines that a person reads, from what the log kept of it."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.case_parts import ConformityKind
from domain.catalogue import Channel
from domain.checklist import Verdict
from domain.mail import MailKind
from domain.offices import Office
from domain.operations import Operation
from domain.solutions import SolutionType

_ERASED = "Dato eliminado al cumplirse su plazo"


@dataclass(frozen=True, slots=True)
class Event:
    """One line: when (office time), who, what, and a detail; ``kind`` is the operation's type."""

    at: datetime
    who: str
    what: str
    detail: str
    kind: str


Line = tuple[str, str]
Told = Mapping[str, Any]
Lines = Mapping[str, Callable[[Told], Line]]
"""How each operation is told; what is told is empty once its payload was erased."""


def events_of(
    operations: Iterable[Operation],
    names: Mapping[UUID, str],
    office: Office,
    refused: Mapping[UUID, str],
    lines: Lines | None = None,
) -> tuple[Event, ...]:
    """Return the events of a case, or of what has ``lines`` of its own, in order.

    Services, requirements and reasons are called as they were called then: the log keeps their
    words, because a case may change its service, and a number then names another requirement.

    Args:
        operations: those of the case, from the log.
        names: of the staff.
        office: for its clock.
        refused: why the centre did not take an operation, by its id.
    """
    found = []
    for operation in operations:
        what, detail = _line(operation, _LINES if lines is None else lines)
        if operation.id in refused:
            detail = _joined(detail, f"el centro no lo aceptó: {refused[operation.id]}")
        who = "" if operation.actor_id is None else names.get(operation.actor_id, "")
        found.append(Event(office.local(operation.at), who, what, detail, operation.type))
    return tuple(found)


def _line(operation: Operation, lines: Lines) -> Line:
    line = lines.get(operation.type)
    if line is None:
        return "Hubo otro cambio", ""
    if operation.payload is None:
        return line({})[0], _ERASED
    told: Told = json.loads(operation.payload)
    return line(told)


def _opened(told: Told) -> Line:
    channel = told.get("channel", "")
    how = Channel(channel).label if channel else ""
    sender = told.get("sender", "")
    detail = ", ".join(
        part
        for part in (
            told.get("entity", ""),
            told.get("bearer", ""),
            f"de {sender}" if sender else "",
            told.get("reference", ""),
            told.get("problem", ""),
            f"asunto distinto: {told['apart']}" if told.get("apart") else "",
        )
        if part
    )
    return f"Se abrió {how}".rstrip(), detail


def _begun(told: Told) -> Line:
    """Support brings no papers, and tells no submission."""
    return "Documentación completa" if "submission" in told else "Empezó la atención", ""


def _marked(told: Told) -> Line:
    if not told:
        return "Se revisó un requisito", ""
    verdict = Verdict(told["verdict"])
    detail = _joined(told["why"], told["place"], told["text"])
    return f"{told['name']}: {verdict.label.lower()}", detail


def _returned(told: Told) -> Line:
    faults = told.get("faults", ())
    detail = "; ".join(f"{f['name']}: {f['words']}" for f in faults)
    if not told:
        return "Se devolvió", ""
    year, month, day = told["term_ends"].split("-")
    return f"Se devolvió; puede completarse hasta el {day}/{month}/{year}", detail


def _resubmitted(told: Told) -> Line:
    which = f" (entrega {told['submission']})" if told else ""
    return f"Volvió con lo que faltaba{which}", ""


def _reassigned(told: Told) -> Line:
    return f"Se reasignó a {told.get('to', '')}".rstrip(), _joined(
        f"lo tenía {told['from']}" if told.get("from") else "", told.get("reason", "")
    )


def _reclassified(told: Told) -> Line:
    return "Se cambió de servicio", told.get("name", "")


def _step_done(told: Told) -> Line:
    return f"Hecho: {told.get('title', '')}".rstrip(": "), told.get("note", "")


def _step_undone(told: Told) -> Line:
    return f"Se quitó como hecho: {told.get('title', '')}".rstrip(": "), ""


def _referred(told: Told) -> Line:
    return f"Se derivó a {told.get('area', 'otra área')}", told.get("reason", "")


def _answered(told: Told) -> Line:
    return "Respondió el área", told.get("answer", "")


def _resolved(told: Told) -> Line:
    if not told:
        return "Se resolvió", ""
    return f"Se resolvió: {SolutionType(told['type']).label}", _joined(
        told.get("code", ""), told.get("detail", "")
    )


def _closed(told: Told) -> Line:
    if not told:
        return "Se cerró", ""
    return f"Se cerró: {ConformityKind(told['conformity']).label.lower()}", told.get("reason", "")


def _printed(told: Told) -> Line:
    return f"Se imprimió o guardó: {told.get('title', 'un formulario')}", ""


def _lengthened(told: Told) -> Line:
    return "Se alargó el plazo", told.get("why", "")


def with_reason(words: str) -> Callable[[Told], Line]:
    return lambda told: (words, told.get("reason", ""))


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _mail(words: str) -> Callable[[Told], Line]:
    """Return how a message is told of: what it told, to whom, and what came of it."""

    def line(told: Told) -> Line:
        if not told:
            return words, ""
        kind = f"«{MailKind(told['kind']).label}»"
        return f"{words}: {kind}", _joined(f"a {told['to']}", told.get("words", ""))

    return line


MAIL_LINES: Lines = {
    "mail_queued": _mail("Se preparó un correo"),
    "mail_sent": _mail("Se envió el correo"),
    "mail_refused": _mail("No se pudo enviar el correo"),
    "mail_unknown": _mail("No se sabe si se envió el correo"),
    "mail_settled": _mail("Se confirmó que llegó el correo"),
    "mail_again": _mail("Se enviará otra vez el correo"),
    "mail_cancelled": _mail("Ya no se enviará el correo"),
}
"""How what became of a case's messages is told; that one began to be sent is not."""

_LINES: Lines = {
    **MAIL_LINES,
    "case_opened": _opened,
    "case_corrected": with_reason("Se corrigieron sus datos"),
    "case_reclassified": _reclassified,
    "case_begun": _begun,
    "requirement_marked": _marked,
    "case_returned": _returned,
    "case_resubmitted": _resubmitted,
    "case_classified": with_reason("Se revisa otra vez lo que faltaba"),
    "case_lapsed": with_reason("Caducó: terminó el plazo para completarlo"),
    "case_taken": with_reason("Lo tomó"),
    "case_reassigned": _reassigned,
    "case_withdrawn": with_reason("Se retiró"),
    "step_done": _step_done,
    "step_undone": _step_undone,
    "case_diagnosing": with_reason("Pasó a diagnóstico"),
    "case_referred": _referred,
    "case_answered": _answered,
    "case_resolved": _resolved,
    "case_closed": _closed,
    "case_term_lengthened": _lengthened,
    "form_printed": _printed,
    "case_reopened": with_reason("El supervisor lo reabrió"),
}
"""How each operation on a case is told."""
