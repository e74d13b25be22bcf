"""The cases of one day, and what was handed back on it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    distinct,
    func,
    insert,
    literal_column,
    or_,
    select,
)

from db.repositories.base import Repository
from db.repositories.case_rows import to_row
from db.repositories.case_trays import rows_of
from db.tables import CASE_IS_ANSWERED, case_file, case_finding, case_return, entity
from domain.case_parts import CaseState
from domain.checklist import Verdict
from domain.ports import CaseReturn, CaseRow, ReturnedAgain, ReturnFault

_begins: ColumnElement[datetime] = bindparam("begins")
_ends: ColumnElement[datetime] = bindparam("ends")
_WHEN_OPENED = (case_file.c.opened_at >= _begins, case_file.c.opened_at < _ends)
_WHEN_ANSWERED = (
    CASE_IS_ANSWERED,
    case_file.c.resolved_at >= _begins,
    case_file.c.resolved_at < _ends,
)
_IN_TIME = case_file.c.resolved_at <= case_file.c.due_at
_OPENED = rows_of(*_WHEN_OPENED).order_by(case_file.c.opened_at, case_file.c.id)
_OPENED_STATES = (
    select(case_file.c.service, case_file.c.state, func.count())
    .where(*_WHEN_OPENED)
    .group_by(case_file.c.service, case_file.c.state)
)
_ANSWERED = select(func.count(), func.coalesce(func.sum(case((_IN_TIME, 1), else_=0)), 0)).where(
    *_WHEN_ANSWERED
)
_ANSWERED_ROWS = rows_of(*_WHEN_ANSWERED).order_by(case_file.c.resolved_at, case_file.c.id)
_LATE = rows_of(*_WHEN_ANSWERED, ~_IN_TIME).order_by(case_file.c.resolved_at)
_ADD = insert(case_return)
_COUNT = select(func.count()).select_from(case_return).where(case_return.c.day == bindparam("on"))
_last = (
    select(case_return.c.case_id, func.max(case_return.c.at).label("at"))
    .where(case_return.c.day == bindparam("on"))
    .group_by(case_return.c.case_id)
    .subquery()
)
_RETURNED = rows_of().join(_last, _last.c.case_id == case_file.c.id).order_by(_last.c.at.desc())
_FAULT: tuple[ColumnElement[str], ...] = (
    literal_column("'missing'"),
    literal_column("'rejected'"),
)
_found, _before = case_finding.alias("found"), case_finding.alias("before")
_earlier = case_return.alias("earlier")
_WITH_FAULTS = case_return.join(case_file, case_file.c.id == case_return.c.case_id).join(
    _found,
    and_(
        _found.c.case_id == case_return.c.case_id,
        _found.c.submission == case_return.c.submission,
        _found.c.verdict.in_(_FAULT),
    ),
)
_FAULTS = (
    select(
        case_return.c.case_id,
        case_return.c.service,
        case_file.c.catalogue_version,
        _found.c.requirement,
        _found.c.verdict,
        _found.c.reason,
    )
    .select_from(_WITH_FAULTS)
    .where(case_return.c.day == bindparam("on"))
    .order_by(case_return.c.at, _found.c.requirement)
)
_AGAIN = (
    select(
        case_return.c.case_id,
        case_file.c.number,
        case_return.c.service,
        case_file.c.catalogue_version,
        entity.c.name.label("entity"),
        _found.c.requirement,
        _found.c.verdict,
        _found.c.reason,
        case_return.c.at,
        func.count(distinct(_earlier.c.at)).label("times"),
    )
    .select_from(_WITH_FAULTS)
    .join(
        _earlier,
        and_(
            or_(
                _earlier.c.case_id == case_return.c.case_id,
                and_(
                    _earlier.c.entity_id == case_return.c.entity_id,
                    _earlier.c.service == case_return.c.service,
                ),
            ),
            _earlier.c.at < case_return.c.at,
        ),
    )
    .join(
        _before,
        and_(
            _before.c.case_id == _earlier.c.case_id,
            _before.c.submission == _earlier.c.submission,
            _before.c.requirement == _found.c.requirement,
            _before.c.verdict == _found.c.verdict,
            _before.c.reason == _found.c.reason,
        ),
    )
    .join(entity, entity.c.id == case_return.c.entity_id, isouter=True)
    .where(case_return.c.day == bindparam("on"))
    .group_by(
        case_return.c.case_id,
        case_return.c.submission,
        case_file.c.number,
        case_return.c.service,
        case_file.c.catalogue_version,
        entity.c.name,
        _found.c.requirement,
        _found.c.verdict,
        _found.c.reason,
        case_return.c.at,
    )
    .order_by(case_return.c.at.desc(), _found.c.requirement)
    .limit(bindparam("most"))
)


class SqlCaseDays(Repository):
    """The cases of a day."""

    def opened(self, begins: datetime, ends: datetime) -> Sequence[CaseRow]:
        """Return the cases opened between two moments, in their order."""
        return [to_row(row) for row in self._rows(_OPENED, begins=begins, ends=ends)]

    def opened_states(
        self, begins: datetime, ends: datetime
    ) -> Mapping[tuple[int, CaseState], int]:
        """Return how many were opened between two moments, by service and present state."""
        return {
            (row[0], CaseState(row[1])): row[2]
            for row in self._rows(_OPENED_STATES, begins=begins, ends=ends)
        }

    def answered(self, begins: datetime, ends: datetime) -> tuple[int, int]:
        """Return how many with a promised time were answered then, and how many within it."""
        row = self._one(_ANSWERED, begins=begins, ends=ends)
        return int(row[0]), int(row[1])

    def answered_rows(self, begins: datetime, ends: datetime) -> Sequence[CaseRow]:
        """Return the cases with a promised time answered then, the first answered first."""
        return [to_row(row) for row in self._rows(_ANSWERED_ROWS, begins=begins, ends=ends)]

    def answered_late(self, begins: datetime, ends: datetime) -> Sequence[CaseRow]:
        """Return the cases answered then after their promised time."""
        return [to_row(row) for row in self._rows(_LATE, begins=begins, ends=ends)]

    def add_return(self, value: CaseReturn) -> None:
        """Note that a case was handed back."""
        self._change(
            _ADD,
            {
                "case_id": value.case_id,
                "submission": value.submission,
                "day": value.day,
                "at": value.at,
                "service": value.service,
                "entity_id": value.entity_id,
                "staff_id": value.staff_id,
            },
        )

    def count_returns(self, day: date) -> int:
        """Return how often a case was handed back on a day."""
        return int(self._scalar(_COUNT, on=day))

    def returned(self, day: date) -> Sequence[CaseRow]:
        """Return the cases handed back on a day, the last first, each once."""
        return [to_row(row) for row in self._rows(_RETURNED, on=day)]

    def faults(self, day: date) -> Sequence[ReturnFault]:
        """Return what was wrong with the cases handed back on a day, in their order."""
        return [
            ReturnFault(
                row.case_id,
                row.service,
                row.catalogue_version,
                row.requirement,
                Verdict(row.verdict),
                row.reason,
            )
            for row in self._rows(_FAULTS, on=day)
        ]

    def returned_again(self, day: date, limit: int) -> Sequence[ReturnedAgain]:
        """Return what was handed back on a day for a reason already given before."""
        return [_to_again(row) for row in self._rows(_AGAIN, on=day, most=limit)]


def _to_again(row: Any) -> ReturnedAgain:
    return ReturnedAgain(
        row.case_id,
        row.number,
        row.service,
        row.catalogue_version,
        row.entity or "",
        row.requirement,
        Verdict(row.verdict),
        row.reason,
        row.at,
        row.times + 1,
    )
