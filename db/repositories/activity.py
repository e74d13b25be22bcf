"""The activity reports, and what they are made of besides the counted days."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    bindparam,
    case,
    distinct,
    func,
    insert,
    literal_column,
    select,
)

from db.repositories.base import Repository, changing
from db.tables import (
    absence,
    activity_report,
    case_event,
    case_file,
    counter,
    counter_session,
    document,
    enrolment,
    solution,
)
from domain.activity import ActivityReport, ReportState, Tally, Work, from_text, to_text
from domain.errors import NotFound

_staff: ColumnElement[UUID] = bindparam("staff")
_begins: ColumnElement[datetime] = bindparam("begins")
_ends: ColumnElement[datetime] = bindparam("ends")
_first: ColumnElement[date] = bindparam("first")
_last: ColumnElement[date] = bindparam("last")
# The conditions of partial indexes, written out: a planner cannot match them with a bound value.
_IS_SENT: ColumnClause[bool] = literal_column("activity_report.state = 'sent'")
_IS_FILED: ColumnClause[bool] = literal_column("document.state = 'filed'")
_IS_CLOSING: ColumnClause[bool] = literal_column(
    "case_event.kind = 'case_closed' AND case_event.first"
)

_BY_ID = select(activity_report).where(activity_report.c.id == bindparam("key"))
_OF = select(activity_report).where(
    activity_report.c.month == bindparam("of_month"), activity_report.c.staff_id == _staff
)
_OF_MONTH = select(activity_report).where(activity_report.c.month == bindparam("of_month"))
_OF_STAFF = (
    select(activity_report)
    .where(activity_report.c.staff_id == _staff)
    .order_by(activity_report.c.month.desc())
)
_WAITING = select(func.count()).select_from(activity_report).where(_IS_SENT)
_ADD = insert(activity_report)
_SAVE = changing(activity_report, "id")

# Below, tables of some thousand rows after years are read whole once a report.
_DAYS = select(func.count(distinct(counter_session.c.day))).where(
    counter_session.c.staff_id == _staff,
    counter_session.c.day >= _first,
    counter_session.c.day <= _last,
)
_COUNTERS = (
    select(counter.c.number)
    .distinct()
    .select_from(counter_session.join(counter, counter.c.id == counter_session.c.counter_id))
    .where(
        counter_session.c.staff_id == _staff,
        counter_session.c.day >= _first,
        counter_session.c.day <= _last,
    )
    .order_by(counter.c.number)
)
_AT_COUNTERS = (
    select(counter_session.c.staff_id)
    .distinct()
    .where(counter_session.c.day >= _first, counter_session.c.day <= _last)
)
_ENROLLED = (
    select(func.count())
    .select_from(enrolment)
    .where(
        enrolment.c.captured_by == _staff,
        enrolment.c.captured_at >= _begins,
        enrolment.c.captured_at < _ends,
    )
)
_CONFIGURED = (
    select(func.count())
    .select_from(enrolment)
    .where(
        enrolment.c.configured_by == _staff,
        enrolment.c.configured_at >= _begins,
        enrolment.c.configured_at < _ends,
    )
)
_ABSENCES = (
    select(func.count(distinct(absence.c.id)))
    .select_from(case_event.join(absence, absence.c.case_id == case_event.c.case_id))
    .where(
        _IS_CLOSING,
        case_event.c.at >= _begins,
        case_event.c.at < _ends,
        case_event.c.staff_id == _staff,
    )
)
_LETTERS = select(func.count(distinct(document.c.letter))).where(
    _IS_FILED,
    document.c.filed_at >= _begins,
    document.c.filed_at < _ends,
    document.c.filed_by == _staff,
    document.c.letter != literal_column("''"),
)
_SOLUTIONS = select(
    func.count().label("proposed"),
    func.coalesce(
        func.sum(case((solution.c.state == literal_column("'approved'"), 1), else_=0)), 0
    ).label("approved"),
).where(
    solution.c.proposed_by == _staff,
    solution.c.proposed_at >= _begins,
    solution.c.proposed_at < _ends,
)
_TOPICS = (
    select(case_file.c.topic, func.count().label("times"))
    .where(
        case_file.c.opened_at >= _begins,
        case_file.c.opened_at < _ends,
        case_file.c.opened_by == _staff,
        case_file.c.topic != literal_column("''"),
    )
    .group_by(case_file.c.topic)
    .order_by(literal_column("times").desc(), case_file.c.topic)
)


class SqlActivityReports(Repository):
    """The reports of the specialists' months."""

    def get(self, report_id: UUID) -> ActivityReport:
        """Return a report. Raises NotFound."""
        row = self._one(_BY_ID, key=report_id)
        if row is None:
            raise NotFound()
        return _to_report(row)

    def of(self, month: date, staff_id: UUID) -> ActivityReport | None:
        """Return somebody's report of a month."""
        row = self._one(_OF, of_month=month, staff=staff_id)
        return None if row is None else _to_report(row)

    def of_month(self, month: date) -> Mapping[UUID, ActivityReport]:
        """Return the reports of a month by whose they are."""
        return {row.staff_id: _to_report(row) for row in self._rows(_OF_MONTH, of_month=month)}

    def of_staff(self, staff_id: UUID) -> Sequence[ActivityReport]:
        """Return somebody's reports, the newest month first."""
        return [_to_report(row) for row in self._rows(_OF_STAFF, staff=staff_id)]

    def count_waiting(self) -> int:
        """Return how many wait for conformity."""
        return int(self._scalar(_WAITING))

    def add(self, value: ActivityReport) -> None:
        """Store a new report."""
        self._change(_ADD, {"id": value.id, **_row(value)})

    def save(self, value: ActivityReport) -> None:
        """Store a changed report. Raises Stale."""
        self._change_one(_SAVE, {"key": value.id, "previous": value.version - 1, **_row(value)})

    def work(
        self, staff_id: UUID, days: tuple[date, date], begins: datetime, ends: datetime
    ) -> Work:
        """Return what somebody did besides attentions and cases."""
        on = {"staff": staff_id, "first": days[0], "last": days[1]}
        when = {"staff": staff_id, "begins": begins, "ends": ends}
        solutions = self._one(_SOLUTIONS, **when)
        return Work(
            days=int(self._scalar(_DAYS, **on)),
            counters=tuple(row.number for row in self._rows(_COUNTERS, **on)),
            enrolled=int(self._scalar(_ENROLLED, **when)),
            configured=int(self._scalar(_CONFIGURED, **when)),
            absences=int(self._scalar(_ABSENCES, **when)),
            letters=int(self._scalar(_LETTERS, **when)),
            proposed=int(solutions.proposed),
            approved=int(solutions.approved),
            topics=tuple(Tally(row.topic, row.times) for row in self._rows(_TOPICS, **when)),
        )

    def at_counters(self, first: date, last: date) -> frozenset[UUID]:
        """Return who had a counter open on some day."""
        return frozenset(r.staff_id for r in self._rows(_AT_COUNTERS, first=first, last=last))


def _row(value: ActivityReport) -> dict[str, Any]:
    return {
        "office_id": value.office_id,
        "month": value.month,
        "staff_id": value.staff_id,
        "state": value.state.value,
        "body": to_text(value),
        "sent_at": value.sent_at,
        "coordinator_id": value.coordinator_id,
        "answered_at": value.answered_at,
        "remarks": value.remarks,
        "version": value.version,
    }


def _to_report(row: Any) -> ActivityReport:
    notes, sent, sent_by = from_text(row.body)
    return ActivityReport(
        row.id,
        row.office_id,
        row.month,
        row.staff_id,
        ReportState(row.state),
        notes,
        sent,
        sent_by,
        row.sent_at,
        row.coordinator_id,
        row.answered_at,
        row.remarks,
        row.version,
    )
