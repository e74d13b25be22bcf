"""The message that tells a person how their case stands, to be copied into the office's e-mail.

The program sends nothing by itself: the clerk copies recipient, subject and text. Told by e-mail
are what was asked by e-mail, a case that goes to another area, and a solution whose conformity
was not collected (support procedure, closing and escalating).
"""

from dataclasses import dataclass

from desktop.usecases.case_view import CaseView
from domain.case_parts import CaseState
from domain.checklist import FAULTS, problem_words


@dataclass(frozen=True, slots=True)
class CaseNotice:
    """A message: to whom (empty where no address is on file), about what, and its text."""

    recipient: str
    subject: str
    body: str

    @property
    def whole(self) -> str:
        """All of it as one text, to be copied at once."""
        to = f"Para: {self.recipient}\n" if self.recipient else ""
        return f"{to}Asunto: {self.subject}\n\n{self.body}"


def notice_of(seen: CaseView) -> CaseNotice:
    """Return the message that tells how a case stands now."""
    case, served = seen.case, seen.parties.served
    name = "" if served is None else f" {served.name}"
    lines = [
        f"Estimado/a{name}:",
        "",
        *_told(seen),
        "",
        f"Número de trámite: {case.number}. Cítelo en su respuesta.",
        "",
        seen.office.name,
        seen.office.ministry,
    ]
    return CaseNotice(
        _recipient(seen),
        f"Trámite {case.number}: {seen.service.short_name}",
        "\n".join(lines),
    )


def _recipient(seen: CaseView) -> str:
    bearer, served = seen.parties.bearer, seen.parties.served
    found = (
        seen.case.origin.sender,
        "" if served is None else served.email,
        "" if bearer is None else bearer.email,
    )
    return next((address for address in found if "@" in address), "")


def _told(seen: CaseView) -> list[str]:
    case, service = seen.case, seen.service
    asked = f"Su trámite «{service.name}»"
    if case.outcome is not None:
        return [
            f"{asked} fue atendido: {case.outcome.type.label.lower()}.",
            case.outcome.detail,
            "Si no está conforme, responda a este mensaje o acérquese a esta oficina.",
        ]
    if case.state is CaseState.REFERRED:
        return [
            f"{asked} necesita la respuesta de otra área y fue derivado a {seen.area}.",
            f"Motivo: {case.reason}",
            "Le comunicaremos su respuesta.",
        ]
    if case.state is CaseState.RETURNED and case.term_ends is not None:
        return [
            f"{asked} no está completo. Hasta el {case.term_ends:%d/%m/%Y} puede presentar:",
            *_faults(seen),
            "Lo demás ya está en orden y no hace falta presentarlo otra vez.",
        ]
    if case.due_at is not None:
        due = seen.office.local(case.due_at)
        return [f"{asked} está en curso. Tendrá respuesta hasta el {due:%d/%m/%Y %H:%M}."]
    return [f"Recibimos su trámite «{service.name}» y lo estamos revisando."]


def _faults(seen: CaseView) -> list[str]:
    return [
        f"- {item.document}. {problem_words(item, found)}"
        for item in seen.service.requirements
        for found in [seen.checklist.finding(item.number)]
        if found.verdict in FAULTS
    ]
