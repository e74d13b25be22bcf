"""Where cases are kept, and what is read of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.case_parts import CaseState
from domain.cases import Case
from domain.catalogue import Channel
from domain.checklist import Finding
from domain.labels import Labelled


class TrayScope(Labelled):
    """Which cases a tray shows."""

    OPEN = "open", "Abiertos"
    ENDED = "ended", "Terminados"
    ALL = "all", "Todos"


@dataclass(frozen=True, slots=True)
class TrayFilter:
    """What is asked of a tray.

    Attributes:
        holder_id: only what this person has.
        state, service: only these.
        overdue_at: only what should have been answered by then, and was not.
        words: beginnings of words of the entity's or a person's name, document or code.
    """

    scope: TrayScope = TrayScope.OPEN
    holder_id: UUID | None = None
    state: CaseState | None = None
    service: int | None = None
    overdue_at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class TrayPlace:
    """Where the next page of a tray begins: after this row."""

    at: datetime
    case_id: UUID


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with the names a person reads beside it, for a list.

    Attributes:
        attend_by: what a tray is ordered by: until when somebody should do something about it.
        catalogue_version: of the catalogue it began with; ``fields`` what it tells besides.
        topic: code of what it is about, for support.
    """

    id: UUID
    number: str
    service: int
    state: CaseState
    channel: Channel
    entity: str
    bearer: str
    holder_id: UUID | None
    holder: str
    held_since: datetime
    area: str
    problem: str
    opened_at: datetime
    clock_from: datetime | None
    due_at: datetime | None
    term_ends: date | None
    closed_at: datetime | None
    attend_by: datetime
    ticket_id: UUID | None
    submission: int
    solution: str
    catalogue_version: int
    fields: tuple[tuple[str, str], ...]
    topic: str

    def place(self, scope: TrayScope) -> TrayPlace:
        """Return where the page after this row begins, in a tray of ``scope``."""
        return TrayPlace(self.attend_by if scope is TrayScope.OPEN else self.opened_at, self.id)


class Cases(Protocol):
    """The cases, with what was found of their requirements."""

    def get(self, case_id: UUID) -> Case:
        """Return a case. Raises NotFound."""
        ...

    def by_number(self, number: str) -> Case | None: ...

    def open_of_subject(self, entity_id: UUID, subject: str) -> Case | None:
        """Return the open case of an entity about one subject."""
        ...

    def of_ticket(self, ticket_id: UUID) -> Sequence[Case]:
        """Return the cases of a visit, in the order in which they were opened."""
        ...

    def next_number(self, year: int) -> int:
        """Take the next number of a year: gapless, kept only if the unit is committed."""
        ...

    def add(self, case: Case) -> None:
        """Store a new case, whose subject is not open for its entity."""
        ...

    def save(self, case: Case) -> None:
        """Store a changed case whose version went up by one. Raises Stale."""
        ...

    def note(self, case: Case) -> None:
        """Store only that a case is one version on. Raises Stale."""
        ...

    def findings(self, case_id: UUID, submission: int) -> Sequence[Finding]:
        """Return what was found of each requirement in one submission."""
        ...

    def set_finding(self, case_id: UUID, submission: int, finding: Finding) -> None:
        """Store what was found, in place of an earlier finding."""
        ...

    def drop_finding(self, case_id: UUID, submission: int, requirement: int) -> None:
        """Forget what was found of a requirement."""
        ...

    def tray(
        self, wanted: TrayFilter, limit: int, after: TrayPlace | None = None
    ) -> Sequence[CaseRow]:
        """Return rows: open ones by when they should be attended, others the newest first."""
        ...

    def count(self, wanted: TrayFilter, most: int) -> int:
        """Return how many rows a tray has, counting to ``most``."""
        ...

    def row(self, case_id: UUID) -> CaseRow:
        """Return a case as a list shows it. Raises NotFound."""
        ...

    def of_person(self, person_id: UUID, limit: int) -> Sequence[CaseRow]:
        """Return the cases a person brought or that are for them, the newest first."""
        ...

    def of_entity(
        self, entity_id: UUID, limit: int, *, topic: str = "", services: Iterable[int] = ()
    ) -> Sequence[CaseRow]:
        """Return an entity's cases, the newest first; of one topic or some services, if told."""
        ...

    def returned_of(
        self, *, person_id: UUID | None = None, entity_id: UUID | None = None, limit: int
    ) -> Sequence[CaseRow]:
        """Return the returned cases of a person, or of an entity, the newest first."""
        ...

    def overdue_returns(self, before: date, limit: int) -> Sequence[Case]:
        """Return the returned cases whose last day was before a day."""
        ...

    def all_open(self) -> Sequence[Case]:
        """Return every case that has not ended."""
        ...

    def held_by(self, staff_id: UUID) -> Sequence[Case]:
        """Return the open cases that somebody has."""
        ...

    def open_by_holder(self) -> Mapping[UUID, int]:
        """Return how many open cases each has who has any."""
        ...
