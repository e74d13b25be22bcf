"""What is read of the cases of one day, and what was handed back on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.case_parts import CaseState
from domain.checklist import Verdict
from domain.ports.cases import CaseRow


@dataclass(frozen=True, slots=True)
class CaseReturn:
    """A case handed back with what was missing: which time it was handed in, when, by whom."""

    case_id: UUID
    submission: int
    day: date
    at: datetime
    service: int
    entity_id: UUID | None
    staff_id: UUID


@dataclass(frozen=True, slots=True)
class ReturnedAgain:
    """A requirement for which an entity was handed papers back before, for the same reason.

    Attributes:
        verdict, reason: what was wrong; ``reason`` is the code of the catalogue.
        times: how often in all, this time included.
    """

    case_id: UUID
    number: str
    service: int
    catalogue_version: int
    entity: str
    requirement: int
    verdict: Verdict
    reason: str
    at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class ReturnFault:
    """What was wrong with one requirement of a case handed back.

    Attributes:
        verdict, reason: what was wrong; ``reason`` is the code of the catalogue.
    """

    case_id: UUID
    service: int
    catalogue_version: int
    requirement: int
    verdict: Verdict
    reason: str


class CaseDays(Protocol):
    """The cases of a day."""

    def opened(self, begins: datetime, ends: datetime) -> Sequence[CaseRow]:
        """Return the cases opened between two moments, the first not included the last."""
        ...

    def opened_states(
        self, begins: datetime, ends: datetime
    ) -> Mapping[tuple[int, CaseState], int]:
        """Return how many were opened between two moments, by service and present state."""
        ...

    def answered(self, begins: datetime, ends: datetime) -> tuple[int, int]:
        """Return how many with a promised time were answered then, and how many within it."""
        ...

    def answered_rows(self, begins: datetime, ends: datetime) -> Sequence[CaseRow]:
        """Return the cases with a promised time answered then, the first answered first."""
        ...

    def answered_late(self, begins: datetime, ends: datetime) -> Sequence[CaseRow]:
        """Return the cases answered then after their promised time."""
        ...

    def add_return(self, value: CaseReturn) -> None:
        """Note that a case was handed back."""
        ...

    def count_returns(self, day: date) -> int:
        """Return how often a case was handed back on a day."""
        ...

    def returned(self, day: date) -> Sequence[CaseRow]:
        """Return the cases handed back on a day, the last first, each once."""
        ...

    def faults(self, day: date) -> Sequence[ReturnFault]:
        """Return what was wrong with the cases handed back on a day, in their order."""
        ...

    def returned_again(self, day: date, limit: int) -> Sequence[ReturnedAgain]:
        """Return what was handed back on a day for a reason already given before.

        Before: on an earlier paper of the same case, or on one of the same entity and service.
        """
        ...
