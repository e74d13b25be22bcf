"""Why cases were handed back on a day, in the words of the catalogue that each began with."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.usecases.catalogues import VersionUnreadable
from desktop.usecases.desk import Desk
from domain.checklist import Verdict
from domain.ports import ReturnFault, UnitOfWork
from domain.requirements import Requirement

NOT_BROUGHT = "No se presentó"
OTHER = "Otro motivo"


@dataclass(frozen=True, slots=True)
class Fault:
    """One requirement for which a case was handed back.

    Attributes:
        reason: code of the rejection reason; empty where the document was not brought.
        document: the requirement's name in a few words.
        words: what was wrong, the same for all that were handed back for it.
    """

    case_id: UUID
    requirement: int
    reason: str
    document: str
    words: str


def faults_of(desk: Desk, unit: UnitOfWork, day: date) -> tuple[Fault, ...]:
    """Return what was wrong with the cases handed back on ``day``, in their order."""
    return tuple(_fault(desk, unit, found) for found in unit.case_days.faults(day))


def _fault(desk: Desk, unit: UnitOfWork, found: ReturnFault) -> Fault:
    requirement = _requirement(desk, unit, found)
    if found.verdict is Verdict.MISSING:
        words = NOT_BROUGHT
    else:
        reason = None if requirement is None else requirement.reason(found.reason)
        words = OTHER if reason is None else reason.text
    name = f"Requisito {found.requirement}" if requirement is None else requirement.short_name
    return Fault(found.case_id, found.requirement, found.reason, name, words)


def _requirement(desk: Desk, unit: UnitOfWork, found: ReturnFault) -> Requirement | None:
    """Return it as the case began with it; None where that catalogue cannot be read."""
    try:
        catalogue = desk.catalogues.version(unit, found.catalogue_version)
    except VersionUnreadable:
        return None
    return catalogue.service(found.service).requirement(found.requirement)
