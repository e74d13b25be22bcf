"""The tables of the LOTAIP: taken over, published, and what other offices add to them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select

from db.repositories.base import Repository, changing
from db.tables import (
    known_figure_day,
    lotaip_holder,
    lotaip_issue,
    lotaip_opening,
    office,
)
from domain.errors import Stale
from domain.figures.lotaip import (
    Figures,
    Holder,
    Issue,
    Line,
    LotaipTable,
    Opening,
    Score,
)

_OPENINGS = (
    select(lotaip_opening)
    .where(
        lotaip_opening.c.scope == bindparam("of"),
        lotaip_opening.c.month >= bindparam("since"),
        lotaip_opening.c.month <= bindparam("until"),
    )
    .order_by(lotaip_opening.c.month, lotaip_opening.c.service)
)
_ADD_OPENING = insert(lotaip_opening)
_SAVE_OPENING = changing(lotaip_opening, "id")
_REMOVE_OPENING = delete(lotaip_opening).where(
    lotaip_opening.c.id == bindparam("key"), lotaip_opening.c.version == bindparam("previous")
)
_ISSUES = (
    select(lotaip_issue)
    .where(
        lotaip_issue.c.scope == bindparam("of"),
        lotaip_issue.c.month >= bindparam("since"),
        lotaip_issue.c.month <= bindparam("until"),
    )
    .order_by(lotaip_issue.c.month, lotaip_issue.c.number)
)
_ADD_ISSUE = insert(lotaip_issue)
_HOLDER = select(lotaip_holder).where(lotaip_holder.c.office_id == bindparam("key"))
_ADD_HOLDER = insert(lotaip_holder)
_SAVE_HOLDER = changing(lotaip_holder, "office_id")
_OWN = select(office.c.id).scalar_subquery()
_DAYS = known_figure_day.c.day.between(bindparam("since"), bindparam("until"))
_SERVED = (
    select(
        known_figure_day.c.day,
        known_figure_day.c.service,
        func.sum(known_figure_day.c.closed).label("served"),
    )
    .where(_DAYS, known_figure_day.c.office_id.not_in(_OWN), known_figure_day.c.closed > 0)
    .group_by(known_figure_day.c.day, known_figure_day.c.service)
)
_SCORES = (
    select(
        known_figure_day.c.service,
        *(func.sum(known_figure_day.c[f"score{n}"]).label(f"score{n}") for n in range(1, 6)),
    )
    .where(_DAYS, known_figure_day.c.office_id.not_in(_OWN))
    .group_by(known_figure_day.c.service)
)


class SqlLotaipTables(Repository):
    """Old tables taken over, tables published, and who answers for them."""

    def openings(self, scope: str, year: int) -> Sequence[Opening]:
        """Return what was taken over of a year, by month and service."""
        return [_to_opening(row) for row in self._rows(_OPENINGS, of=scope, **_year(year))]

    def put_opening(self, value: Opening) -> None:
        """Keep a figure taken over; version 1 is a new one. Raises Stale."""
        row = {
            "office_id": value.office_id,
            "scope": value.scope,
            "month": value.month,
            "service": value.service,
            "served": value.figures.served,
            "cumulative": value.figures.cumulative,
            "satisfaction": value.figures.satisfaction,
            "source": value.source,
            "confirmed_by": value.confirmed_by,
            "confirmed_at": value.confirmed_at,
            "version": value.version,
        }
        if value.version == 1:
            self._change(_ADD_OPENING, {"id": value.id, **row})
        else:
            key = {"key": value.id, "previous": value.version - 1}
            self._change_one(_SAVE_OPENING, {**key, **row})

    def remove_opening(self, value: Opening) -> None:
        """Take one away again. Raises Stale."""
        self._change_one(_REMOVE_OPENING, {"key": value.id, "previous": value.version})

    def issues(self, scope: str, year: int) -> Sequence[Issue]:
        """Return the tables published of the months of a year, by month and number."""
        return [_to_issue(row) for row in self._rows(_ISSUES, of=scope, **_year(year))]

    def add_issue(self, value: Issue) -> None:
        """Keep a table as it was published."""
        table = value.table
        self._change(
            _ADD_ISSUE,
            {
                "id": value.id,
                "office_id": value.office_id,
                "scope": table.scope,
                "month": table.month,
                "number": value.number,
                "issued_by": value.issued_by,
                "issued_at": value.issued_at,
                "body": json.dumps(_to_body(table), ensure_ascii=False, sort_keys=True),
            },
        )

    def holder(self, office_id: UUID) -> Holder:
        """Return who answers for the table; empty where nobody filled it in."""
        row = self._one(_HOLDER, key=office_id)
        if row is None:
            return Holder()
        return Holder(row.unit, row.person, row.email, row.phone, row.version)

    def save_holder(self, office_id: UUID, value: Holder) -> None:
        """Store it. Raises Stale."""
        row = asdict(value)
        if value.version > 1:
            key = {"key": office_id, "previous": value.version - 1}
            self._change_one(_SAVE_HOLDER, {**key, **row})
        elif self._one(_HOLDER, key=office_id) is None:
            self._change(_ADD_HOLDER, {"office_id": office_id, **row})
        else:
            raise Stale()

    def served_elsewhere(self, since: date, until: date) -> Mapping[tuple[date, int], int]:
        """Return how many the other offices served, by month and service."""
        found: dict[tuple[date, int], int] = {}
        for row in self._rows(_SERVED, since=since, until=until):
            key = row.day.replace(day=1), row.service
            found[key] = found.get(key, 0) + int(row.served)
        return found

    def scores_elsewhere(self, since: date, until: date) -> Mapping[int, Score]:
        """Return what people answered at the other offices, by service."""
        found = {}
        for row in self._rows(_SCORES, since=since, until=until):
            scores = [int(getattr(row, f"score{n}")) for n in range(1, 6)]
            if any(scores):
                found[row.service] = Score(scores[3] + scores[4], sum(scores))
        return found


def _year(year: int) -> dict[str, date]:
    return {"since": date(year, 1, 1), "until": date(year, 12, 31)}


def _to_opening(row: Any) -> Opening:
    return Opening(
        row.id,
        row.office_id,
        row.scope,
        row.month,
        row.service,
        Figures(row.served, row.cumulative, row.satisfaction),
        row.source,
        row.confirmed_by,
        row.confirmed_at,
        row.version,
    )


def _to_body(table: LotaipTable) -> dict[str, Any]:
    return {
        "whose": table.whose,
        "catalogue": table.catalogue,
        "marks": list(table.marks),
        "notes": list(table.notes),
        "holder": {k: v for k, v in asdict(table.holder).items() if k != "version"},
        "lines": [
            {"service": line.service, "texts": dict(line.texts), "figures": asdict(line.figures)}
            for line in table.lines
        ],
    }


def _to_issue(row: Any) -> Issue:
    body = json.loads(row.body)
    lines = tuple(
        Line(line["service"], line["texts"], Figures(**line["figures"])) for line in body["lines"]
    )
    table = LotaipTable(
        row.month,
        row.scope,
        body["whose"],
        lines,
        Holder(**body["holder"]),
        body["catalogue"],
        row.number,
        tuple(body["marks"]),
        tuple(body["notes"]),
    )
    return Issue(row.id, row.office_id, table, row.number, row.issued_by, row.issued_at)
