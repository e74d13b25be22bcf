"""The message that tells a person how their case stands: sent by the program, or copied.

Told by e-mail are what was asked by e-mail, what was returned, a case that goes to another area,
and a solution whose conformity was not collected (support procedure, closing and escalating).
The words are those of ``resources/mail``; what a clerk typed in them is looked at for passwords.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.usecases.case_view import CaseView
from domain.case_parts import CaseState
from domain.checklist import FAULTS, problem_words
from domain.mail import MailKind
from domain.mail_text import MailTemplate, require_no_secret
from domain.solutions import SolutionType

MailWords = Mapping[MailKind, MailTemplate]
"""The words of every kind of message."""


@dataclass(frozen=True, slots=True)
class CaseNotice:
    """A message: what it tells, to whom (empty where no address is on file), subject and text."""

    kind: MailKind
    recipient: str
    subject: str
    body: str

    @property
    def whole(self) -> str:
        """All of it as one text, to be copied at once."""
        to = f"Para: {self.recipient}\n" if self.recipient else ""
        return f"{to}Asunto: {self.subject}\n\n{self.body}"


def notice_of(seen: CaseView, words: MailWords) -> CaseNotice:
    """Return the message that tells how a case stands now.

    Raises:
        SecretInText: what a clerk typed looks as if it told a password.
    """
    kind = kind_of(seen)
    case, served, entity = seen.case, seen.parties.served, seen.parties.entity
    values = {
        "saludo": "Estimado/a:" if served is None else f"Estimado/a {served.name}:",
        "servicio": seen.service.name,
        "servicio_corto": seen.service.short_name,
        "tramite": case.number,
        "entidad": "la entidad" if entity is None else entity.name,
        "oficina": seen.office.name,
        "ministerio": seen.office.ministry,
        "personas": "\n".join(f"- {one}" for one in seen.enrolled),
        **_told(seen, kind),
    }
    for label, text in _typed(seen, kind):
        require_no_secret(label, text)
    return CaseNotice(kind, _recipient(seen), *words[kind].filled(values))


def kind_of(seen: CaseView) -> MailKind:
    """Return what there is to tell of a case as it stands now."""
    case = seen.case
    done = case.outcome is not None and case.outcome.type is not SolutionType.REFUSED
    if seen.enrolled and (done or case.outcome is None):
        return MailKind.ENROLMENT_READY
    if case.outcome is not None:
        return MailKind.USER_CREATED if done and _users(seen) else MailKind.RESOLVED
    if case.state is CaseState.REFERRED:
        return MailKind.REFERRED
    if case.state is CaseState.RETURNED:
        return MailKind.RETURNED
    return MailKind.STANDING


def _recipient(seen: CaseView) -> str:
    bearer, served = seen.parties.bearer, seen.parties.served
    found = (
        seen.case.origin.sender,
        "" if served is None else served.email,
        "" if bearer is None else bearer.email,
    )
    return next((address for address in found if "@" in address), "")


def _told(seen: CaseView, kind: MailKind) -> dict[str, str]:
    case = seen.case
    told = {"area": seen.area, "motivo": case.reason, "anotado": "\n".join(_users(seen))}
    if case.outcome is not None:
        told |= {"resultado": case.outcome.type.label.lower(), "detalle": case.outcome.detail}
    if kind is MailKind.RETURNED and case.term_ends is not None:
        told |= {"plazo": f"{case.term_ends:%d/%m/%Y}", "faltas": "\n".join(_faults(seen))}
    if kind is MailKind.STANDING:
        told["estado"] = _stands(seen)
    return told


def _typed(seen: CaseView, kind: MailKind) -> list[tuple[str, str]]:
    """Return what people typed of what is told, with what it is called on the screen."""
    case = seen.case
    if kind in {MailKind.RESOLVED, MailKind.USER_CREATED} and case.outcome is not None:
        return [("Solución", case.outcome.detail), ("Usuario creado", "\n".join(_users(seen)))]
    if kind is MailKind.REFERRED:
        return [("Motivo", case.reason)]
    if kind is MailKind.RETURNED:
        return [("Lista de devolución", "\n".join(_faults(seen)))]
    return []


def _users(seen: CaseView) -> list[str]:
    """Return the user names that were written down when they were made in another system."""
    return [
        f"{one.step.notes} en {one.step.system}: {one.note}"
        for one in seen.steps
        if one.done and one.note and one.step.notes.lower().startswith("usuario")
    ]


def _stands(seen: CaseView) -> str:
    case = seen.case
    asked = f"Su trámite «{seen.service.name}»"
    if case.state is CaseState.LAPSED:
        return f"{asked} caducó: terminó el plazo para completarlo. Puede presentar uno nuevo."
    if case.state is CaseState.WITHDRAWN:
        return f"{asked} fue retirado y no continúa."
    if case.due_at is not None:
        due = seen.office.local(case.due_at)
        return f"{asked} está en curso. Tendrá respuesta hasta el {due:%d/%m/%Y %H:%M}."
    return f"Recibimos su trámite «{seen.service.name}» y lo estamos revisando."


def _faults(seen: CaseView) -> list[str]:
    return [
        f"- {item.document}. {problem_words(item, found)}"
        for item in seen.service.requirements
        for found in [seen.checklist.finding(item.number)]
        if found.verdict in FAULTS
    ]
