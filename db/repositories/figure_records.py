"""What a day's figures are counted from, and which days are to be counted."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, or_, select

from db.repositories.base import Repository
from db.tables import (
    case_event,
    case_file,
    case_finding,
    case_return,
    counter,
    counter_session,
    operation,
    survey_ask,
    ticket,
    ticket_call,
)
from domain.figures.records import Asked, CallFact, CaseAbout, FaultFact, Seat
from domain.ports.figures import Touch

_CALLS = (
    select(
        ticket_call.c.ticket_id,
        counter.c.number,
        ticket_call.c.staff_id,
        ticket_call.c.queued_at,
        ticket_call.c.called_at,
        ticket_call.c.out_of_turn,
        ticket_call.c.outcome,
    )
    .select_from(ticket_call)
    .join(counter, counter.c.id == ticket_call.c.counter_id)
    .where(ticket_call.c.day == bindparam("on"))
    .order_by(ticket_call.c.announced)
)
_SEATS = (
    select(
        counter.c.number,
        counter_session.c.staff_id,
        counter_session.c.opened_at,
        counter_session.c.closed_at,
    )
    .select_from(counter_session)
    .join(counter, counter.c.id == counter_session.c.counter_id)
    .where(
        counter_session.c.day >= bindparam("since"),
        counter_session.c.opened_at < bindparam("ends"),
        or_(
            counter_session.c.closed_at.is_(None),
            counter_session.c.closed_at >= bindparam("begins"),
        ),
    )
)
_ABOUT = (
    select(
        case_file.c.id,
        case_file.c.service,
        case_file.c.entity_id,
        case_file.c.topic,
        case_file.c.system,
    )
    .join(case_event, case_event.c.case_id == case_file.c.id)
    .where(
        case_event.c.at >= bindparam("begins"),
        case_event.c.at < bindparam("ends"),
        case_event.c.kind == literal_column("'case_opened'"),
    )
)
_FAULTS = (
    select(
        case_return.c.case_id,
        case_return.c.service,
        case_finding.c.requirement,
        case_finding.c.verdict,
        case_finding.c.reason,
        case_event.c.detail,
    )
    .select_from(case_return)
    .join(
        case_finding,
        and_(
            case_finding.c.case_id == case_return.c.case_id,
            case_finding.c.submission == case_return.c.submission,
            case_finding.c.verdict.in_([literal_column("'missing'"), literal_column("'rejected'")]),
        ),
    )
    .join(
        case_event,
        and_(
            case_event.c.case_id == case_return.c.case_id,
            case_event.c.at == case_return.c.at,
            case_event.c.kind == literal_column("'case_returned'"),
        ),
    )
    .where(case_return.c.day == bindparam("on"))
)
_ASKED_COLUMNS: tuple[ColumnElement[Any], ...] = (
    survey_ask.c.service,
    survey_ask.c.channel,
    survey_ask.c.counter,
    survey_ask.c.score,
)
_ASKED = select(*_ASKED_COLUMNS).where(survey_ask.c.day == bindparam("on"))
_ANSWERS = select(*_ASKED_COLUMNS).where(
    survey_ask.c.answered_on == bindparam("on"), survey_ask.c.score.is_not(None)
)
_GATHERED = select(operation.c.payload).where(operation.c.sequence == bindparam("place"))
_CORRECTS = ("case_corrected", "case_reclassified")
_TOUCHING = (
    select(
        operation.c.sequence,
        operation.c.type,
        operation.c.at,
        ticket.c.day.label("ticket_day"),
        case_file.c.opened_at,
    )
    .select_from(
        operation.join(ticket, ticket.c.id == operation.c.aggregate_id, isouter=True).join(
            case_file,
            and_(
                case_file.c.id == operation.c.aggregate_id,
                operation.c.type.in_([literal_column(f"'{name}'") for name in _CORRECTS]),
            ),
            isouter=True,
        )
    )
    .where(
        operation.c.sequence > bindparam("after"),
        operation.c.type != literal_column("'figures_counted'"),
    )
    .order_by(operation.c.sequence)
)
_OF_DAYS = (ticket.c.day, case_return.c.day, survey_ask.c.day, survey_ask.c.answered_on)
_NEXT_DAY = tuple(
    select(func.min(column).label("next")).where(column > bindparam("after")) for column in _OF_DAYS
)
_NEXT_EVENT = select(func.min(case_event.c.at).label("next")).where(
    case_event.c.at >= bindparam("after")
)


class FigureRecords(Repository):
    """Reads what is counted."""

    def calls(self, day: date) -> Sequence[CallFact]:
        """Return the rounds of calls of a day's turnos, those undone as well."""
        return [
            CallFact(
                row.ticket_id,
                row.number,
                row.staff_id,
                row.queued_at,
                row.called_at,
                bool(row.out_of_turn),
                row.outcome,
            )
            for row in self._rows(_CALLS, on=day)
        ]

    def seats(self, since: date, begins: datetime, ends: datetime) -> Sequence[Seat]:
        """Return who had which counter open between two moments.

        Args:
            since: opened on this day or later.
        """
        return [Seat(*row) for row in self._rows(_SEATS, since=since, begins=begins, ends=ends)]

    def about(self, begins: datetime, ends: datetime) -> Sequence[CaseAbout]:
        """Return the cases opened between two moments, the last not included, as they are now."""
        return [CaseAbout(*row) for row in self._rows(_ABOUT, begins=begins, ends=ends)]

    def faults(self, day: date) -> Sequence[FaultFact]:
        """Return why cases were handed back on a day."""
        return [FaultFact(*row) for row in self._rows(_FAULTS, on=day)]

    def asked(self, day: date) -> Sequence[Asked]:
        """Return the people asked on a day."""
        return [
            Asked(row.service, row.channel, row.counter, replied=row.score is not None)
            for row in self._rows(_ASKED, on=day)
        ]

    def answers(self, day: date) -> Sequence[Asked]:
        """Return what people answered on a day, whenever they were asked."""
        return [
            Asked(row.service, row.channel, row.counter, replied=True, score=row.score)
            for row in self._rows(_ANSWERS, on=day)
        ]

    def gathered(self, sequence: int) -> Sequence[date]:
        """Return of which days opinions were gathered, by the place of the log that tells it."""
        told = json.loads(self._scalar(_GATHERED, place=sequence) or "{}")
        return [date.fromisoformat(day) for day in told.get("days", ())]

    def touching(self, after: int) -> Iterable[Touch]:
        """Yield what happened after a place of the log, as far as it touches days."""
        for row in self._rows(_TOUCHING, after=after):
            yield Touch(row.sequence, row.type, row.at, row.ticket_day, row.opened_at)

    def next_day(self, after: date) -> date | None:
        """Return the first day after one of which turnos, returns or answers are kept."""
        found = [self._scalar(statement, after=after) for statement in _NEXT_DAY]
        return min((day for day in found if day is not None), default=None)

    def next_event(self, after: datetime) -> datetime | None:
        """Return when something first happened to a case, at a moment or after it."""
        found: datetime | None = self._scalar(_NEXT_EVENT, after=after)
        return found
