"""What happened to cases."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnClause, bindparam, func, insert, literal_column, select

from db.repositories.base import Repository, plain
from db.tables import case_event
from domain.case_events import CaseEvent, CaseEventKind

_ADD_EVENT = insert(case_event)
_EVENTS_OF = (
    select(case_event).where(case_event.c.case_id == bindparam("case")).order_by(case_event.c.place)
)
_EVENTS_BETWEEN = (
    select(case_event)
    .where(case_event.c.at >= bindparam("begins"), case_event.c.at < bindparam("ends"))
    .order_by(case_event.c.at, case_event.c.case_id, case_event.c.place)
)
# The condition of the partial index, written out: a planner cannot match it with a bound value.
_IS_CLOSING: ColumnClause[bool] = literal_column(
    "case_event.kind = 'case_closed' AND case_event.first"
)
_SERVED = (
    select(case_event.c.service, func.count())
    .where(_IS_CLOSING, case_event.c.at >= bindparam("begins"), case_event.c.at < bindparam("ends"))
    .group_by(case_event.c.service)
)


class SqlCaseEvents(Repository):
    """What happened to cases; only added to."""

    def add(self, event: CaseEvent) -> None:
        """Keep what happened."""
        self._change(_ADD_EVENT, plain(event))

    def of(self, case_id: UUID) -> Sequence[CaseEvent]:
        """Return the events of a case in their order."""
        return [_to_event(row) for row in self._rows(_EVENTS_OF, case=case_id)]

    def between(self, begins: datetime, ends: datetime) -> Sequence[CaseEvent]:
        """Return what happened between two moments, the last not included, in its order."""
        return [_to_event(row) for row in self._rows(_EVENTS_BETWEEN, begins=begins, ends=ends)]

    def served(self, begins: datetime, ends: datetime) -> Mapping[int, int]:
        """Return how many cases were closed for the first time between two moments, by service."""
        return {row[0]: row[1] for row in self._rows(_SERVED, begins=begins, ends=ends)}


class NoCaseEvents:
    """On a database of the program before: the change of the schema makes them from the log."""

    def add(self, event: CaseEvent) -> None:
        """Keep nothing."""

    def of(self, case_id: UUID) -> Sequence[CaseEvent]:
        """Return nothing."""
        return ()

    def between(self, begins: datetime, ends: datetime) -> Sequence[CaseEvent]:
        """Return nothing."""
        return ()

    def served(self, begins: datetime, ends: datetime) -> Mapping[int, int]:
        """Return nothing."""
        return {}


def _to_event(row: Any) -> CaseEvent:
    return CaseEvent(
        row.case_id,
        row.place,
        CaseEventKind(row.kind),
        bool(row.first),
        row.at,
        row.service,
        row.channel,
        row.staff_id,
        row.entity_id,
        row.ticket_id,
        row.clock_from,
        row.due_at,
        row.detail,
    )
