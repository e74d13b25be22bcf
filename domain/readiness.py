"""What an entity needs before its officials travel to be enrolled: what is there, what is not.

Source: design notes of the biometric kit, issue "The biometric kit", readiness card; requirements
of the enrolment service: loan contract with its delivery record, Anexo 4 (the payment PC), Anexo 5
(delegation of titular and alterno), appointments of the authority and of each official.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.checklist import FAULTS, Checklist, Verdict, problem_words
from domain.kits import Kit, LoanContract, PaymentPc
from domain.labels import Labelled
from domain.offices import Office
from domain.requirements import Requirement, RequirementKind

EXPIRED_REASON = "expired"
"""The catalogue's code of the reason that a document is out of date."""


class Readiness(Labelled):
    """How one thing stands."""

    THERE = "there", "Listo"
    MISSING = "missing", "Falta"
    EXPIRED = "expired", "Vencido"
    TO_CHECK = "to_check", "Por revisar"


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """One thing that is needed.

    Attributes:
        name: what it is.
        detail: what is known of it: number, serial, why it was rejected.
        since: since when it is there, or was to be renewed; None where that is not known.
        todo: what to do; empty where it is there.
        code: of its form, Anexo 4; empty for what is not a form.
    """

    name: str
    state: Readiness
    detail: str = ""
    since: date | None = None
    todo: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Lent:
    """What the ministry lent to the entity, and from where it pays, each the newest first."""

    contracts: Sequence[LoanContract]
    kits: Sequence[Kit]
    pcs: Sequence[PaymentPc]


def lines_of(
    lent: Lent,
    requirements: Iterable[Requirement],
    checklist: Checklist | None,
    office: Office,
    today: date,
) -> tuple[ReadyLine, ...]:
    """Return what is there and what is missing, in the order of the service's papers.

    Args:
        lent: the entity's registers.
        requirements: of the enrolment service, in the version of the open case where there is one.
        checklist: of the open case; None where there is no open case.
        office: for its clock.
        today: the day asked for.
    """
    papers = (
        _paper(item, checklist, office)
        for item in requirements
        if item.kind is RequirementKind.DOCUMENT
    )
    return (_contract(lent.contracts, today), _kit(lent.kits), _pc(lent.pcs), *papers)


def _contract(contracts: Sequence[LoanContract], today: date) -> ReadyLine:
    name = "Contrato de comodato"
    valid = next((one for one in contracts if one.in_force(today)), None)
    if valid is not None:
        until = "" if valid.ends_on is None else f", vence el {valid.ends_on:%d/%m/%Y}"
        return ReadyLine(name, Readiness.THERE, f"N.º {valid.number}{until}", valid.signed_on)
    if not contracts:
        return ReadyLine(
            name, Readiness.MISSING, todo="Firme el contrato con el Ministerio y entréguelo."
        )
    last = contracts[0]
    if last.signed_on > today:
        return ReadyLine(
            name,
            Readiness.MISSING,
            f"N.º {last.number}, rige desde el {last.signed_on:%d/%m/%Y}",
            todo="Venga desde esa fecha, o corrija el contrato.",
        )
    return ReadyLine(
        name,
        Readiness.EXPIRED,
        f"N.º {last.number}",
        last.ends_on,
        "Renueve el contrato con el Ministerio.",
    )


def _kit(kits: Sequence[Kit]) -> ReadyLine:
    name = "Kit biométrico con acta de entrega"
    there = next((one for one in kits if one.delivered), None)
    if there is not None:
        detail = f"{there.model}, serie {there.serial}, acta {there.delivery_record}"
        return ReadyLine(name, Readiness.THERE, detail, there.delivered_on)
    waiting = next((one for one in kits if one.returned_on is None), None)
    if waiting is not None:
        return ReadyLine(
            name,
            Readiness.MISSING,
            f"{waiting.model}, serie {waiting.serial}, sin acta de entrega",
            todo="Retire el kit y firme el acta de entrega.",
        )
    returned = next(iter(kits), None)
    return ReadyLine(
        name,
        Readiness.MISSING,
        "" if returned is None else "El último kit fue devuelto",
        None if returned is None else returned.returned_on,
        "Pida el kit al Ministerio y firme el acta de entrega.",
    )


def _pc(pcs: Sequence[PaymentPc]) -> ReadyLine:
    name = "Equipo de pago"
    there = next((one for one in pcs if one.active), None)
    if there is not None:
        place = f", {there.place}" if there.place else ""
        return ReadyLine(name, Readiness.THERE, f"{there.name}, serie {there.serial}{place}")
    return ReadyLine(
        name, Readiness.MISSING, todo="Indique en el Anexo 4 el equipo desde el que pagará."
    )


def _paper(item: Requirement, checklist: Checklist | None, office: Office) -> ReadyLine:
    bring = f"Se pide: {item.details}." if item.details else "Debe presentarse."
    line = ReadyLine(item.short_name, Readiness.MISSING, todo=bring, code=item.form_code)
    if checklist is None:
        return line
    found = checklist.finding(item.number)
    if found.verdict is Verdict.PENDING:
        seen = "Todavía no se revisó en el trámite"
        return replace(line, state=Readiness.TO_CHECK, detail=seen)
    line = replace(line, since=None if found.at is None else office.local(found.at).date())
    if found.verdict in FAULTS:
        expired = found.reason == EXPIRED_REASON
        state = Readiness.EXPIRED if expired else Readiness.MISSING
        return replace(line, state=state, detail=problem_words(item, found))
    words = "" if found.verdict is Verdict.ACCEPTED else found.verdict.label
    return replace(line, state=Readiness.THERE, detail=words, todo="")
