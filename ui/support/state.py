"""What the support page shows, worked out from what was read and typed: plain values, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from desktop.usecases.case_opening import NewCase
from desktop.usecases.resolving import Answer
from desktop.usecases.support_desk import Asked, SupportDesk
from domain.case_parts import Parties
from domain.cases import Case
from domain.catalogue import Catalogue, Channel, Service
from domain.deadlines import Urgency, urgency
from domain.offices import Office
from domain.people import Entity, Person
from domain.ports import CaseRow
from domain.solutions import Solution, SolutionType
from ui.reception.state import NEW, document_words, entity_words, person_result
from ui.theme import Tone
from ui.widgets.results import Result


class Step(StrEnum):
    """What the page asks for now."""

    IDLE = "idle"
    PERSON = "person"
    REGISTER = "register"
    ENTITY = "entity"
    CASE = "case"


class Gap(StrEnum):
    """What a support case cannot be closed without."""

    TOPIC = "topic"
    PROBLEM = "problem"
    TYPE = "type"
    DETAIL = "detail"


GAP_WORDS = {
    Gap.TOPIC: "Falta el tema: pulse su número.",
    Gap.PROBLEM: "Falta el problema en una línea.",
    Gap.TYPE: "Falta el tipo de solución: pulse su número.",
    Gap.DETAIL: "Falta qué se hizo o se indicó.",
}


@dataclass(frozen=True, slots=True)
class Solved:
    """How it is solved so far: with a solution of the bank, or in one's own words."""

    type: SolutionType | None = None
    detail: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A support case being written, of a visit or of a call; kept until it is closed.

    Attributes:
        key: of the turno, or of the call.
        began: when the call began, or the page was opened for the turno.
        code: of the turno, as soon as it is read.
        person, entity: as said at the page; those of the turno where None.
        before: what the solution applied took the place of.
        apart: why it is not the same as an open case of the entity.
    """

    key: UUID
    began: datetime
    ticket_id: UUID | None = None
    code: str = ""
    person: Person | None = None
    entity: Entity | None = None
    topic: str = ""
    system: str = ""
    problem: str = ""
    solved: Solved = Solved()
    before: Solved | None = None
    apart: str = ""

    @property
    def label(self) -> str:
        """How it is told from other drafts."""
        if self.ticket_id is not None:
            return self.code
        return "la llamada" if self.person is None else f"llamada de {self.person.name}"

    @property
    def touched(self) -> bool:
        """Whether anything would be lost with it."""
        typed = (self.topic, self.system, self.problem.strip(), self.solved.detail.strip())
        called = self.ticket_id is None and self.person is not None
        return any(typed) or self.solved.type is not None or called

    @property
    def asked(self) -> Asked:
        """What is to be read for it."""
        return Asked(
            self.ticket_id,
            None if self.person is None else self.person.id,
            None if self.entity is None else self.entity.id,
            self.topic,
        )

    def applied(self, solution: Solution, catalogue: Catalogue) -> "Draft":
        """Return it solved by a solution, which also says topic and system where nobody did."""
        known_topic = catalogue.topic(solution.topic) is not None
        known_system = solution.system in catalogue.systems
        return replace(
            self,
            topic=self.topic or (solution.topic if known_topic else ""),
            system=self.system or (solution.system if known_system else ""),
            problem=self.problem if self.problem.strip() else solution.title,
            solved=Solved(solution.type, solution.text, solution.code),
            before=self.before or self.solved,
        )

    def undone(self) -> "Draft":
        """Return it as it was before a solution was applied."""
        return self if self.before is None else replace(self, solved=self.before, before=None)

    def detailed(self, detail: str) -> "Draft":
        """Return it with other words; without words it is the bank's solution no more."""
        if detail.strip():
            return replace(self, solved=replace(self.solved, detail=detail))
        return replace(self, solved=Solved(self.solved.type), before=None)

    def gaps(self) -> tuple[Gap, ...]:
        """Return what is missing, in the order of the page."""
        return (*self.gaps_to_open(), *self._gaps_to_solve())

    def gaps_to_open(self) -> tuple[Gap, ...]:
        """Return what is missing for a case that is not solved yet."""
        wanted = ((Gap.TOPIC, self.topic), (Gap.PROBLEM, self.problem.strip()))
        return tuple(gap for gap, told in wanted if not told)

    def _gaps_to_solve(self) -> tuple[Gap, ...]:
        wanted = ((Gap.TYPE, self.solved.type), (Gap.DETAIL, self.solved.detail.strip()))
        return tuple(gap for gap, told in wanted if not told)

    def new_case(self, service: Service) -> NewCase:
        """Return the case to open."""
        by_phone = self.ticket_id is None
        person = self.person
        return NewCase(
            service.id,
            Channel.PHONE if by_phone else Channel.IN_PERSON,
            self.ticket_id,
            self.began if by_phone else None,
            sender=person.phone if by_phone and person is not None else "",
            parties=Parties(
                bearer_id=None if person is None else person.id,
                entity_id=None if self.entity is None else self.entity.id,
            ),
            topic=self.topic,
            system=self.system,
            problem=self.problem,
            apart=self.apart,
        )

    def answer(self) -> Answer | None:
        """Return how it is solved; None while nobody said."""
        if self.solved.type is None:
            return None
        return Answer(self.solved.type, self.solved.detail, self.solved.code)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Register somebody who was not found; ``typed`` is what was searched for."""

    typed: str


@dataclass(frozen=True, slots=True)
class SupportState:
    """Everything the page draws.

    Attributes:
        seen: what was last read; None before the first reading.
        draft: the case being written.
        waiting: the other cases begun and not closed.
        solutions: what was found for ``found_for``.
        near: they only are of the same topic: none has what is typed.
        query: what was searched for among people or entities; ``results`` what was found.
        refusal: why what was typed cannot be searched for or kept.
        typed: what the form of a new caller begins with.
    """

    step: Step = Step.IDLE
    seen: SupportDesk | None = None
    draft: Draft | None = None
    waiting: tuple[Draft, ...] = ()
    solutions: tuple[Solution, ...] = ()
    near: bool = False
    found_for: str | None = None
    query: str = ""
    results: tuple[Result, ...] = ()
    refusal: str = ""
    typed: str = ""

    @property
    def of_draft(self) -> SupportDesk | None:
        """What was read, where it is about the case being written."""
        if self.seen is None or self.draft is None:
            return None
        same = self.seen.asked.ticket_id == self.draft.ticket_id
        return self.seen if same else None

    @property
    def person(self) -> Person | None:
        """Who asks."""
        if self.draft is None or self.draft.person is not None:
            return None if self.draft is None else self.draft.person
        return None if self.of_draft is None else self.of_draft.person

    @property
    def entity(self) -> Entity | None:
        """For whom."""
        if self.draft is None or self.draft.entity is not None:
            return None if self.draft is None else self.draft.entity
        return None if self.of_draft is None else self.of_draft.entity

    @property
    def service(self) -> Service | None:
        """The support service of the case being written."""
        if self.seen is None or self.draft is None:
            return None
        return self.seen.by_phone if self.draft.ticket_id is None else self.seen.in_person

    @property
    def since(self) -> datetime | None:
        """When the attention or the call began."""
        if self.draft is None:
            return None
        ticket = None if self.of_draft is None else self.of_draft.ticket
        begun = None if ticket is None else ticket.serving_since
        return begun or self.draft.began

    @property
    def limit(self) -> timedelta | None:
        """How long it may take, where that is promised."""
        service = self.service
        minutes = None if service is None else service.target_minutes
        return None if minutes is None else timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True)
class Who:
    """Who is attended, in words.

    Attributes:
        code: the turno; empty on the telephone.
        about: document, telephone.
        visit: the cases of this visit.
    """

    code: str
    name: str
    about: str
    entity: str
    visit: str


def who(state: SupportState) -> Who:
    """Return who is attended, in words."""
    person, entity, seen = state.person, state.entity, state.of_draft
    by_phone = state.draft is not None and state.draft.ticket_id is None
    ticket = None if seen is None else seen.ticket
    code = "" if ticket is None else ticket.code
    about = "Por teléfono" if by_phone else ""
    if person is not None:
        document = document_words(person) if person.document else ""
        parts = ("Por teléfono" if by_phone else "", document, person.phone, person.email)
        about = " · ".join(part for part in parts if part)
    name = "Sin nombre" if person is None else person.name
    return Who(
        code,
        name,
        about,
        "" if entity is None else f"{entity.name} · {entity_words(entity)}",
        "" if seen is None else visit_words(seen.cases),
    )


def visit_words(cases: Sequence[Case]) -> str:
    """Return the cases of a visit in a line."""
    told = [f"{case.number} ({case.state.label.lower()})" for case in cases]
    return f"En esta visita: {', '.join(told)}" if told else ""


def time_words(since: datetime, limit: timedelta | None, now: datetime) -> tuple[str, Tone]:
    """Return how the time used stands against what is promised."""
    if limit is None:
        return "", Tone.MUTED
    minutes = int(limit.total_seconds()) // 60
    match urgency(since, since + limit, now):
        case Urgency.OVERDUE:
            return f"Pasó el límite de {minutes} min", Tone.ERROR
        case Urgency.NEAR:
            return f"Cerca del límite de {minutes} min", Tone.WARN
        case _:
            return f"Límite {minutes} min", Tone.MUTED


def solution_result(solution: Solution) -> Result:
    """A solution as one row."""
    return Result(
        "",
        solution.title,
        f"{solution.code} · {solution.text}",
        "circle-check",
        solution,
        id=solution.id,
    )


def earlier_lines(
    rows: Sequence[CaseRow], office: Office, catalogue: Catalogue
) -> list[tuple[str, str, str]]:
    """Return earlier cases: when, what, and how each stands."""

    def what(row: CaseRow) -> str:
        said = row.problem or f"{catalogue.short_names((row.service,))} {row.number}".strip()
        return " · ".join(part for part in (said, row.solution) if part)

    return [(f"{office.local(row.opened_at):%d/%m/%Y}", what(row), row.state.label) for row in rows]


def caller_results(people: Sequence[Person], typed: str) -> tuple[Result, ...]:
    """Return people found, and that whoever is not among them can be registered."""
    new = Result(NEW, "Registrar persona", f"Con «{typed}»", "user-plus", Newcomer(typed), key="F5")
    return (*map(person_result, people), new)
