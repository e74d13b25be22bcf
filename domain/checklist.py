"""The checklist of a case: what was found of each requirement, and what that comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.catalogue import Service
from domain.errors import InvalidInput, KnownError
from domain.labels import Labelled
from domain.requirements import Requirement
from domain.service_steps import OutsideStep

OTHER_REASON = "otro"
"""The code of a rejection told in words only; its digit on the keyboard is 0."""


class Verdict(Labelled):
    """What was found of a requirement."""

    PENDING = "pending", "Por revisar"
    ACCEPTED = "accepted", "Aceptado"
    MISSING = "missing", "Falta"
    REJECTED = "rejected", "Rechazado"
    NOT_APPLICABLE = "not_applicable", "No aplica"
    VERIFIED = "verified", "Verificado en registro"


SETTLED = frozenset({Verdict.ACCEPTED, Verdict.NOT_APPLICABLE, Verdict.VERIFIED})
FAULTS = frozenset({Verdict.MISSING, Verdict.REJECTED})


class ChecklistUndecided(KnownError):
    """Requirements are left that nobody looked at."""

    def __init__(self, numbers: tuple[int, ...]) -> None:
        self.numbers = numbers
        which = ", ".join(map(str, numbers))
        words = f"el requisito {which}" if len(numbers) == 1 else f"los requisitos {which}"
        super().__init__(
            f"Falta revisar {words}.",
            kept="Lo ya revisado está guardado.",
            todo="Márquelos con las teclas 1 a 5 y continúe.",
        )


class ChecklistFaulty(KnownError):
    """Something is missing or was rejected, so the papers are not complete."""

    def __init__(self, numbers: tuple[int, ...]) -> None:
        self.numbers = numbers
        super().__init__(
            "La documentación no está completa.",
            kept="Lo revisado está guardado.",
            todo="Devuelva el trámite con F9: la persona recibe la lista de lo que falta.",
        )


class NothingToReturn(KnownError):
    """All is in order, so there is nothing to hand back."""

    what = "No hay nada que devolver: la documentación está completa."
    todo = "Continúe con F2."


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody found of one requirement.

    Attributes:
        reason: code of the rejection reason.
        text: more words on it, or which registry said what.
        place: the public registry it was looked up in.
        by, at: who looked and when; None while nobody did.
    """

    requirement: int
    verdict: Verdict = Verdict.PENDING
    reason: str = ""
    text: str = ""
    place: str = ""
    by: UUID | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """The requirements of a case's service, each with its finding."""

    requirements: tuple[Requirement, ...]
    findings: Mapping[int, Finding]

    def finding(self, number: int) -> Finding:
        """Return what was found of a requirement; one that cannot apply is told as such."""
        if self._ruled_out(number):
            found = self.findings.get(number, Finding(number))
            return replace(found, verdict=Verdict.NOT_APPLICABLE, reason="", text="", place="")
        return self.findings.get(number, Finding(number))

    @property
    def undecided(self) -> tuple[int, ...]:
        """The requirements nobody looked at."""
        return self._with(frozenset({Verdict.PENDING}))

    @property
    def faults(self) -> tuple[int, ...]:
        """The requirements missing or rejected."""
        return self._with(FAULTS)

    @property
    def settled(self) -> tuple[int, ...]:
        """The requirements that need nothing more."""
        return self._with(SETTLED)

    @property
    def complete(self) -> bool:
        """Whether everything was looked at and is in order; so is a service without any."""
        return not self.undecided and not self.faults

    def require_complete(self) -> None:
        """Insist that the papers are complete.

        Raises:
            ChecklistUndecided, ChecklistFaulty: as their names say.
        """
        if self.undecided:
            raise ChecklistUndecided(self.undecided)
        if self.faults:
            raise ChecklistFaulty(self.faults)

    def require_faults(self) -> None:
        """Insist that everything was looked at and something has to be handed back.

        Raises:
            ChecklistUndecided, NothingToReturn: as their names say.
        """
        if self.undecided:
            raise ChecklistUndecided(self.undecided)
        if not self.faults:
            raise NothingToReturn()

    def marked(self, finding: Finding) -> "Checklist":
        """Return the checklist with one requirement found so.

        Raises:
            InvalidInput: the service has no such requirement, or the finding does not fit it:
                only a conditional one may not apply, only what a public registry holds may be
                verified there (LOETA art. 23), a rejection needs one of its reasons or words.
        """
        requirement = self._requirement(finding.requirement)
        _check(requirement, finding)
        if self._ruled_out(requirement.number) and finding.verdict is not Verdict.PENDING:
            raise InvalidInput(
                "Este requisito no aplica, porque otro del que depende no aplica.",
                todo="Cambie primero el otro.",
            )
        return replace(self, findings={**self.findings, requirement.number: finding})

    def carried_over(self) -> tuple[Finding, ...]:
        """Return what stands when the person comes back: only what was wrong is asked again.

        What does not apply because of another is not among it: it follows from the other.
        """
        return tuple(
            self.findings[number]
            for number in self.settled
            if number in self.findings and not self._ruled_out(number)
        )

    def _with(self, verdicts: Iterable[Verdict]) -> tuple[int, ...]:
        return tuple(
            item.number
            for item in self.requirements
            if self.finding(item.number).verdict in verdicts
        )

    def _requirement(self, number: int) -> Requirement:
        for requirement in self.requirements:
            if requirement.number == number:
                return requirement
        raise InvalidInput(
            f"Este servicio no tiene el requisito {number}.", todo="Elija uno de la lista."
        )

    def _ruled_out(self, number: int) -> bool:
        """Tell whether a requirement it depends on, directly or not, does not apply."""
        by_number = {item.number: item for item in self.requirements}
        seen: set[int] = set()
        ahead = list(by_number[number].depends_on) if number in by_number else []
        while ahead:
            other = ahead.pop()
            if other in seen or other not in by_number:
                continue
            seen.add(other)
            found = self.findings.get(other)
            if found is not None and found.verdict is Verdict.NOT_APPLICABLE:
                return True
            ahead.extend(by_number[other].depends_on)
        return False


def steps_of(service: Service, checklist: Checklist) -> tuple[OutsideStep, ...]:
    """Return the steps in other systems that a case needs: not those of what does not apply."""
    return tuple(
        step
        for step in service.steps
        if not step.only_with
        or checklist.finding(step.only_with).verdict is not Verdict.NOT_APPLICABLE
    )


def _check(requirement: Requirement, finding: Finding) -> None:
    match finding.verdict:
        case Verdict.NOT_APPLICABLE if not requirement.conditional:
            raise InvalidInput(
                "Este requisito se pide siempre: no puede marcarse «No aplica».",
                todo="Acéptelo, márquelo como faltante o rechácelo.",
            )
        case Verdict.VERIFIED if not requirement.in_public_registry:
            raise InvalidInput(
                "Este documento no consta en un registro público.",
                todo="Acéptelo, márquelo como faltante o rechácelo.",
            )
        case Verdict.VERIFIED if not finding.place:
            raise InvalidInput("Falta en qué registro lo verificó.", todo="Anótelo.")
        case Verdict.REJECTED if finding.reason == OTHER_REASON and not finding.text:
            raise InvalidInput("Falta el motivo del rechazo.", todo="Escríbalo.")
        case Verdict.REJECTED if (
            finding.reason != OTHER_REASON and requirement.reason(finding.reason) is None
        ):
            raise InvalidInput(
                "Ese motivo de rechazo no es de este requisito.", todo="Elija uno de la lista."
            )
        case _:
            pass


def problem_words(requirement: Requirement, finding: Finding) -> str:
    """Return what was wrong, as the person reads it on the sheet they take away."""
    if finding.verdict is Verdict.MISSING:
        return "No se presentó." if not finding.text else f"No se presentó: {finding.text}"
    reason = requirement.reason(finding.reason)
    return ": ".join(part for part in ("" if reason is None else reason.text, finding.text) if part)
