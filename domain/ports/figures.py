"""Where what was counted is kept, and what it is counted from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.case_events import CaseEvent
from domain.figures.facts import DayFacts, EntityFact, Fact, FactKey, Ranked
from domain.figures.records import Asked, CallFact, CaseAbout, FaultFact, Seat
from domain.figures.statistics import Dim, KnownOffice


class CaseEvents(Protocol):
    """What happened to cases; only added to."""

    def add(self, event: CaseEvent) -> None: ...

    def of(self, case_id: UUID) -> Sequence[CaseEvent]:
        """Return the events of a case in their order."""
        ...

    def between(self, begins: datetime, ends: datetime) -> Sequence[CaseEvent]:
        """Return what happened between two moments, the last not included, in its order."""
        ...

    def served(self, begins: datetime, ends: datetime) -> Mapping[int, int]:
        """Return how many cases were closed for the first time between two moments, by service."""
        ...


@dataclass(frozen=True, slots=True)
class Touch:
    """Something that happened, as far as it touches days.

    Attributes:
        at: when, by the clock of who did it.
        ticket_day: the day of the turno that it is about; None where it is about none.
        opened_at: when the case was opened that it corrects; None where it corrects none.
    """

    sequence: int
    type: str
    at: datetime
    ticket_day: date | None
    opened_at: datetime | None


class FigureRecords(Protocol):
    """What is counted of a day, and which days there are."""

    def calls(self, day: date) -> Sequence[CallFact]:
        """Return the rounds of calls of a day's turnos, those undone as well."""
        ...

    def seats(self, since: date, begins: datetime, ends: datetime) -> Sequence[Seat]:
        """Return who had which counter open between two moments.

        Args:
            since: opened on this day or later.
        """
        ...

    def about(self, begins: datetime, ends: datetime) -> Sequence[CaseAbout]:
        """Return the cases opened between two moments, the last not included, as they are now."""
        ...

    def faults(self, day: date) -> Sequence[FaultFact]:
        """Return why cases were handed back on a day."""
        ...

    def asked(self, day: date) -> Sequence[Asked]:
        """Return the people asked on a day."""
        ...

    def answers(self, day: date) -> Sequence[Asked]:
        """Return what people answered on a day, whenever they were asked."""
        ...

    def gathered(self, sequence: int) -> Sequence[date]:
        """Return of which days opinions were gathered, by the place of the log that tells it."""
        ...

    def touching(self, after: int) -> Iterable[Touch]:
        """Yield what happened after a place of the log, counting itself left out."""
        ...

    def next_day(self, after: date) -> date | None:
        """Return the first day after one of which turnos, returns or answers are kept."""
        ...

    def next_event(self, after: datetime) -> datetime | None:
        """Return when something first happened to a case, at a moment or after it."""
        ...


class FigureSums(Protocol):
    """What was counted, summed as it is asked for. Both ends of a period are included."""

    def day_sums(
        self, since: date, until: date, dims: frozenset[Dim], *, dated: bool = False
    ) -> Sequence[tuple[date | None, Fact]]:
        """Return what was counted of some days, summed.

        Args:
            dims: what stays apart; the rest of a key is 0 or empty.
            dated: days stay apart as well; else the date is None.
        """
        ...

    def days_with(self, what: str, since: date, until: date) -> Sequence[tuple[date, FactKey]]:
        """Return the days on which any of something was counted, and of whom, the newest first.

        Args:
            what: a name of ``Counts``, ``WAIT``, ``ATTENTION`` or ``LATE``
                (``domain.figures.counting``).
        """
        ...

    def days_of_entity(
        self, entity_id: UUID, what: str, since: date, until: date
    ) -> Sequence[tuple[date, int]]:
        """Return the days, and services, on which any of it was counted of a public body.

        Args:
            what: as ``days_with``; only what is counted of public bodies (``OF_ENTITY``), or ``LATE``.
        """
        ...

    def days_ranked(self, what: str, since: date, until: date) -> Sequence[tuple[date, Ranked]]:
        """Return what was counted to be ranked, day by day.

        Args:
            what: one of ``RankedKind``.
        """
        ...

    def month_sums(
        self,
        office_id: UUID,
        since: date,
        until: date,
        dims: frozenset[Dim],
        *,
        dated: bool = False,
    ) -> Sequence[tuple[date | None, Fact]]:
        """Return the same of whole months, by their first days, of an office."""
        ...

    def known_day_sums(
        self,
        office_id: UUID,
        since: date,
        until: date,
        dims: frozenset[Dim],
        *,
        dated: bool = False,
    ) -> Sequence[tuple[date | None, Fact]]:
        """Return the same of days of another office, as far as the centre told."""
        ...

    def months_summed(self, office_id: UUID, since: date, until: date) -> frozenset[date]:
        """Return the months of an office, by their first days, whose sums are kept."""
        ...

    def due_between(self, since: date, until: date) -> Sequence[date]:
        """Return the days that are to be counted, or counted again, in their order."""
        ...

    def ranked(self, since: date, until: date) -> Sequence[Ranked]:
        """Return what is to be ranked of some days, summed."""
        ...

    def known_ranked(self, office_id: UUID, since: date, until: date) -> Sequence[Ranked]:
        """Return the same of another office, as far as the centre told."""
        ...

    def entity_days(
        self, since: date, until: date, *, by_service: bool = True
    ) -> Sequence[EntityFact]:
        """Return what was counted of public bodies on some days, summed.

        Args:
            by_service: services stay apart; else the service is 0.
        """
        ...

    def entity_months(
        self, since: date, until: date, *, by_service: bool = True
    ) -> Sequence[EntityFact]:
        """Return the same of whole months, by their first days."""
        ...

    def entity_names(self) -> Mapping[UUID, str]:
        """Return the names of all public bodies."""
        ...

    def known_offices(self) -> Sequence[KnownOffice]:
        """Return the other offices of which the centre told figures, by name."""
        ...


class Figures(FigureRecords, FigureSums, Protocol):
    """The days counted by service, channel, counter and specialist, and their months."""

    def counted_through(self) -> int | None:
        """Return the place of the log up to which it is known which days are to be counted.

        None: nothing was ever counted.
        """
        ...

    def set_counted_through(self, sequence: int) -> None: ...

    def due(self, before: date, limit: int) -> Sequence[date]:
        """Return the days before a day that are to be counted, the newest first."""
        ...

    def count_due(self, before: date) -> int: ...

    def add_due(self, days: Iterable[date]) -> None: ...

    def put_day(self, day: DayFacts) -> None:
        """Keep a day counted in place of an earlier count; it is due no more."""
        ...

    def put_month(self, office_id: UUID, month: date, facts: Iterable[Fact]) -> None:
        """Keep the sum of a month's days; ``month`` is its first day."""
        ...

    def put_entities(self, month: date, entities: Iterable[EntityFact]) -> None:
        """Keep a month's count of the public bodies in place of an earlier one."""
        ...

    def forget_month(self, office_id: UUID, month: date) -> None:
        """Forget the sums of a month, as one of its days is to be counted again."""
        ...

    def days(self, since: date, until: date) -> Sequence[tuple[date, Fact]]:
        """Return what was counted of the days from one to another, both included."""
        ...

    def first_day(self) -> date | None:
        """Return the first day that was counted."""
        ...
