"""A case (*trámite*): one service for one person or entity, and everything that happens to it.

The states and what leads from one to the next are those of the office's support procedure and
of the Código Orgánico Administrativo (COA): receipt art. 138, completing art. 140, terms
art. 158-159.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.case_parts import (
    BEING_SOLVED,
    OPEN_CASES,
    UNDER_REVIEW,
    CaseState,
    Conformity,
    Matter,
    Origin,
    Outcome,
    Parties,
    StepDone,
)
from domain.errors import KnownError
from domain.solutions import SolutionType


class WrongCaseState(KnownError):
    """The case is not in a state that allows the action: usually somebody was quicker."""

    def __init__(self, case: "Case") -> None:
        super().__init__(
            f"El trámite {case.number} está «{case.state.label.lower()}».",
            kept="No se cambió nada.",
            todo="La pantalla se actualizó; revísela.",
        )


class HeldByAnother(KnownError):
    """Another person has the case."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"Este trámite lo tiene {name}.",
            kept="No se cambió nada.",
            todo="Hable con esa persona, o pida al supervisor que se lo reasigne.",
        )


class DuplicateCase(KnownError):
    """The entity has an open case of the same matter (support procedure §3.3)."""

    def __init__(self, existing: "Case") -> None:
        self.existing = existing
        super().__init__(
            f"La entidad ya tiene abierto el trámite {existing.number} por el mismo asunto.",
            kept="No se abrió otro.",
            todo="Ábralo y continúe en él, o diga por qué es un asunto distinto.",
        )


class TermOver(KnownError):
    """The term to complete a returned case has passed."""

    def __init__(self, case: "Case") -> None:
        super().__init__(
            f"El plazo para completar el trámite {case.number} terminó el"
            f" {case.term_ends:%d/%m/%Y}.",
            kept="El trámite quedó como caducado.",
            todo=(
                "Si lo que faltaba llegó antes, abra el trámite y anote cuándo;"
                " si no, abra uno nuevo con la documentación completa."
            ),
        )


class NothingRecorded(KnownError):
    """An attention would end without its cases: none was opened, or one is half checked.

    Args:
        services: short names of the services without a case.
        numbers: the cases whose papers were not looked at whole.
    """

    def __init__(self, services: tuple[str, ...], numbers: tuple[str, ...]) -> None:
        self.services, self.numbers = services, numbers
        parts = []
        if services:
            parts.append(f"No hay un trámite registrado de: {', '.join(services)}.")
        if numbers:
            parts.append(f"Falta terminar la revisión de {', '.join(numbers)}.")
        super().__init__(
            " ".join(parts),
            kept="El turno sigue en atención.",
            todo="Regístrelo con F5 o continúe el que está abierto; o anote por qué termina así.",
        )


class StepsUndone(KnownError):
    """Steps in other systems are left."""

    def __init__(self, titles: tuple[str, ...]) -> None:
        self.titles = titles
        super().__init__(
            f"Falta registrar como hecho: {'; '.join(titles)}.",
            kept="El trámite sigue en curso.",
            todo="Hágalo en el otro sistema y anótelo aquí.",
        )


class AtTheKit(KnownError):
    """The case goes on at the biometric kit, and cannot be ended here."""

    what = "La documentación está completa: el trámite continúa en el kit biométrico."
    kept = "El trámite queda «Listo para el kit»."
    todo = "Lo termina el técnico de biometría."


@dataclass(frozen=True, slots=True)
class Case:
    """A case. Every change returns a new value one version on.

    Attributes:
        number: as printed: ``QUITO-26-00012-7``.
        catalogue_version: of the catalogue it began with, and keeps.
        holder_id: who has it; None while it waits for anybody. ``held_since`` since when.
        area: code of the area it was referred to.
        submission: how many times papers were handed in; ``submitted_at`` when the last came in.
        clock_from: from when the promised time runs; ``due_at`` until when.
        term_ends: last day on which a returned case can be completed.
        reason: why it was returned, referred, reopened or withdrawn.
        unforeseen: its solution was not in the bank and goes to quality review.
    """

    id: UUID
    office_id: UUID
    number: str
    service: int
    catalogue_version: int
    origin: Origin
    parties: Parties
    matter: Matter
    opened_by: UUID
    opened_at: datetime
    submitted_at: datetime
    holder_id: UUID | None
    held_since: datetime
    state: CaseState = CaseState.REGISTERED
    area: str = ""
    submission: int = 1
    clock_from: datetime | None = None
    due_at: datetime | None = None
    term_ends: date | None = None
    steps: tuple[StepDone, ...] = ()
    outcome: Outcome | None = None
    conformity: Conformity | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    unforeseen: bool = False
    reason: str = ""
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether anything is left to do."""
        return self.state in OPEN_CASES

    @property
    def subject(self) -> str:
        """What may be open only once for an entity: the service and whom or what it is for."""
        if self.matter.apart:
            return f"{self.service}:{self.number}"
        about = self.matter.topic or self.parties.served_id or ""
        return f"{self.service}:{about}"

    def step(self, code: str) -> StepDone | None:
        """Return a step's record, None while it is undone."""
        return next((done for done in self.steps if done.code == code), None)

    def classify(self, service: int, catalogue_version: int, matter: Matter) -> "Case":
        """Say of which service it is, and about what.

        Raises:
            WrongCaseState: its papers were already found complete, or it is not open.
        """
        self._require(*UNDER_REVIEW)
        return self._become(
            CaseState.CLASSIFIED,
            service=service,
            catalogue_version=catalogue_version,
            matter=matter,
        )

    def told(self, matter: Matter, parties: Parties) -> "Case":
        """Correct what it is about or whom it is for.

        Raises:
            WrongCaseState: it has ended or is solved.
        """
        self._require(*(OPEN_CASES - {CaseState.RESOLVED}))
        return self._become(self.state, matter=matter, parties=parties)

    def begin(self, clock_from: datetime, due_at: datetime) -> "Case":
        """Its papers are complete (or it needs none): the promised time runs.

        Raises:
            WrongCaseState: it was not classified, or has begun.
        """
        self._require(CaseState.CLASSIFIED)
        return self._become(
            CaseState.IN_PROCESS, clock_from=clock_from, due_at=due_at, term_ends=None, reason=""
        )

    def give_back(self, term_ends: date, reason: str) -> "Case":
        """Hand it back to be completed until ``term_ends``, that day included.

        Raises:
            WrongCaseState: it is not under review.
        """
        self._require(CaseState.CLASSIFIED)
        return self._become(
            CaseState.RETURNED, term_ends=term_ends, reason=reason, due_at=None, clock_from=None
        )

    def resubmit(self, now: datetime, submitted_at: datetime, holder: UUID) -> "Case":
        """The person is back with what was missing, handed in at ``submitted_at``.

        Whether that was in its term is for who calls: one that lapsed can still be taken up
        when what was missing had been sent in time.

        Raises:
            WrongCaseState: it was not returned.
        """
        self._require(CaseState.RETURNED, CaseState.LAPSED)
        return self._become(
            CaseState.REGISTERED,
            submission=self.submission + 1,
            submitted_at=submitted_at,
            term_ends=None,
            holder_id=holder,
            held_since=now,
            closed_at=None,
            reason="",
        )

    def lapse(self, now: datetime) -> "Case":
        """Nobody completed it in its term.

        Raises:
            WrongCaseState: it was not returned.
        """
        self._require(CaseState.RETURNED)
        return self._become(CaseState.LAPSED, closed_at=now)

    def step_done(self, done: StepDone) -> "Case":
        """Record a step done in another system; done again, it replaces the earlier record.

        Raises:
            WrongCaseState: it is not being solved.
        """
        self._require(*BEING_SOLVED)
        others = tuple(step for step in self.steps if step.code != done.code)
        return self._become(self.state, steps=(*others, done))

    def step_undone(self, code: str) -> "Case":
        """Take back the record of a step.

        Raises:
            WrongCaseState: it is not being solved.
        """
        self._require(*BEING_SOLVED)
        return self._become(self.state, steps=tuple(s for s in self.steps if s.code != code))

    def diagnose(self) -> "Case":
        """It needs a closer look.

        Raises:
            WrongCaseState: it is not in process.
        """
        self._require(CaseState.IN_PROCESS)
        return self._become(CaseState.DIAGNOSING)

    def refer(self, area: str, reason: str, now: datetime) -> "Case":
        """Hand it to another area.

        Raises:
            WrongCaseState: it is not being diagnosed.
        """
        self._require(CaseState.DIAGNOSING)
        return self._become(CaseState.REFERRED, area=area, reason=reason, held_since=now)

    def answered(self, now: datetime) -> "Case":
        """The area answered.

        Raises:
            WrongCaseState: it was not referred.
        """
        self._require(CaseState.REFERRED)
        return self._become(CaseState.DIAGNOSING, area="", reason="", held_since=now)

    @property
    def is_refused(self) -> bool:
        """Whether what was asked for was answered with no."""
        return self.outcome is not None and self.outcome.type is SolutionType.REFUSED

    def resolve(self, outcome: Outcome, now: datetime, *, unforeseen: bool) -> "Case":
        """Solve it.

        Raises:
            WrongCaseState: it is not being solved.
        """
        self._require(*BEING_SOLVED)
        return self._become(
            CaseState.RESOLVED, outcome=outcome, resolved_at=now, unforeseen=unforeseen
        )

    def close(self, conformity: Conformity, now: datetime) -> "Case":
        """End it with the person's conformity, or what stands for it.

        Raises:
            WrongCaseState: it is not solved.
        """
        self._require(CaseState.RESOLVED)
        return self._become(CaseState.CLOSED, conformity=conformity, closed_at=now)

    def reopen(self, reason: str, now: datetime, due_at: datetime) -> "Case":
        """Take it up again: it was closed by mistake, or not solved after all.

        Raises:
            WrongCaseState: it is not closed.
        """
        self._require(CaseState.CLOSED)
        return self._become(
            CaseState.IN_PROCESS,
            reason=reason,
            clock_from=now,
            due_at=due_at,
            outcome=None,
            conformity=None,
            resolved_at=None,
            closed_at=None,
            held_since=now,
            reopened=self.reopened + 1,
        )

    def withdraw(self, reason: str, now: datetime) -> "Case":
        """The person desists, or it was opened by mistake.

        Raises:
            WrongCaseState: it has ended or is solved.
        """
        self._require(*(OPEN_CASES - {CaseState.RESOLVED}))
        return self._become(CaseState.WITHDRAWN, reason=reason, closed_at=now)

    def lengthened(self, due_at: datetime | None, term_ends: date | None) -> "Case":
        """Give it more time, because a day off was decreed.

        Raises:
            WrongCaseState: it has ended.
        """
        self._require(*OPEN_CASES)
        return self._become(self.state, due_at=due_at, term_ends=term_ends)

    def assign(self, holder: UUID, now: datetime) -> "Case":
        """Give it to somebody.

        Raises:
            WrongCaseState: it has ended.
        """
        self._require(*OPEN_CASES)
        return self._become(self.state, holder_id=holder, held_since=now)

    def noted(self) -> "Case":
        """Return it one version on: something beside it changed, its checklist."""
        return replace(self, version=self.version + 1)

    def _require(self, *states: CaseState) -> None:
        if self.state not in states:
            raise WrongCaseState(self)

    def _become(self, state: CaseState, **changes: Any) -> "Case":
        return replace(self, state=state, version=self.version + 1, **changes)
