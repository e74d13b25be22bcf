"""How a support case ends at the page: closed, left open or referred."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.usecases import resolving
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.desk import Desk
from desktop.usecases.resolving import Answer
from domain.case_parts import ConformityKind
from domain.cases import Case
from domain.catalogue import Catalogue
from domain.staff import Actor


class End(StrEnum):
    """How the person leaves."""

    CLOSED = "closed"
    LEFT_OPEN = "left_open"
    REFERRED = "referred"


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a support case at the page.

    Attributes:
        conformity: what the person said of the solution; ``reason`` why not, or why referred.
        area: code of the area it is referred to.
        another: another case of the same person follows.
    """

    end: End = End.CLOSED
    conformity: ConformityKind = ConformityKind.GIVEN
    reason: str = ""
    area: str = ""
    another: bool = False


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The entity has an open case of the topic; ``ending`` was asked for."""

    existing: Case
    ending: Ending


def carry_out(
    desk: Desk, actor: Actor, new: NewCase, answer: Answer | None, ending: Ending
) -> Case:
    """Open a support case and bring it to its end, in one step.

    Args:
        desk: the workstation.
        actor: who ends it.
        new: the case.
        answer: how it is solved; None where it is not.
        ending: how it ends; without an answer it stays open or is referred.

    Raises as ``open_case``, ``support`` and ``support_referred``; nothing is kept then.
    """
    if ending.end is End.REFERRED:
        return resolving.support_referred(desk, actor, new, ending.area, ending.reason)
    if ending.end is End.LEFT_OPEN or answer is None:
        return open_case(desk, actor, new)
    return resolving.support(desk, actor, new, answer, ending.conformity, ending.reason)


def ended_words(case: Case, ending: Ending, catalogue: Catalogue) -> tuple[str, str]:
    """Return what became of the case, and what comes next."""
    match ending.end:
        case End.LEFT_OPEN:
            return f"El trámite {case.number} queda abierto, a su cargo.", ""
        case End.REFERRED:
            area = catalogue.area(case.area)
            name = "" if area is None else area.name
            return f"El trámite {case.number} se derivó a {name}.", ""
    how = {
        ConformityKind.GIVEN: "con conformidad",
        ConformityKind.REFUSED: "sin conformidad",
        ConformityKind.TOLD_BY_EMAIL: "sin recoger la conformidad",
    }[ending.conformity]
    told = [f"Trámite {case.number} cerrado, {how}."]
    if case.unforeseen:
        told.append("La solución es nueva: va a revisión de calidad.")
    by_email = ending.conformity is ConformityKind.TOLD_BY_EMAIL
    return " ".join(told), "Comuníquele la solución por correo." if by_email else ""
