"""The figures of closed days."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select

from db.repositories.base import Repository
from db.tables import closed_day, closed_day_minutes, closed_day_slot
from domain.day_figures import (
    CaseFigures,
    ClosedDayTotals,
    DayFigures,
    Measure,
    MinuteCount,
    Slot,
    Spread,
)

_GET = select(closed_day).where(closed_day.c.day == bindparam("on"))
_LAST = (
    select(closed_day)
    .where(closed_day.c.day < bindparam("until"))
    .order_by(closed_day.c.day.desc())
    .limit(bindparam("most"))
)
_ARRIVALS = (
    select(closed_day.c.day, closed_day.c.issued)
    .where(closed_day.c.day < bindparam("until"))
    .order_by(closed_day.c.day.desc())
    .limit(bindparam("most"))
)
_HALF_HOURS = (
    select(closed_day_slot.c.day, closed_day_slot.c.slot, func.sum(closed_day_slot.c.arrivals))
    .where(
        closed_day_slot.c.day >= bindparam("since"),
        closed_day_slot.c.day < bindparam("until"),
        closed_day_slot.c.arrivals > 0,
    )
    .group_by(closed_day_slot.c.day, closed_day_slot.c.slot)
    .order_by(closed_day_slot.c.day, closed_day_slot.c.slot)
)
_SLOTS = (
    select(closed_day_slot)
    .where(closed_day_slot.c.day == bindparam("on"))
    .order_by(closed_day_slot.c.slot, closed_day_slot.c.service)
)
_MINUTES = (
    select(closed_day_minutes.c.service, closed_day_minutes.c.minutes, closed_day_minutes.c.count)
    .where(
        closed_day_minutes.c.day == bindparam("on"),
        closed_day_minutes.c.measure == bindparam("what"),
    )
    .order_by(closed_day_minutes.c.service, closed_day_minutes.c.minutes)
)
_ADD, _ADD_SLOT, _ADD_MINUTES = (
    insert(table) for table in (closed_day, closed_day_slot, closed_day_minutes)
)
_REMOVE = tuple(
    delete(table).where(table.c.day == bindparam("on"))
    for table in (closed_day_minutes, closed_day_slot, closed_day)
)


class SqlClosedDays(Repository):
    """The closed days, counted once."""

    def get(self, day: date) -> ClosedDayTotals | None:
        """Return what was counted of a day; None where it is open or was never counted."""
        row = self._one(_GET, on=day)
        return None if row is None else _to_totals(row)

    def last(self, before: date, limit: int) -> Sequence[ClosedDayTotals]:
        """Return the last closed days before a day, the newest first."""
        return [_to_totals(row) for row in self._rows(_LAST, until=before, most=limit)]

    def arrivals(self, before: date, limit: int) -> Sequence[tuple[date, int]]:
        """Return the last closed days before a day and how many turnos each had, in order."""
        rows = self._rows(_ARRIVALS, until=before, most=limit)
        return [(row.day, row.issued) for row in rows][::-1]

    def half_hours(self, since: date, before: date) -> Sequence[tuple[date, int, int]]:
        """Return day, half hour and arrivals of the closed days from one to before another."""
        rows = self._rows(_HALF_HOURS, since=since, until=before)
        return [(day, slot, int(arrivals)) for day, slot, arrivals in rows]

    def put(
        self, totals: ClosedDayTotals, slots: Iterable[Slot], minutes: Iterable[MinuteCount]
    ) -> None:
        """Store a day counted, in place of an earlier count."""
        self.remove(totals.day)
        self._change(_ADD, _row(totals))
        where = {"day": totals.day, "office_id": totals.office_id}
        for slot in slots:
            self._change(
                _ADD_SLOT,
                {
                    **where,
                    "slot": slot.slot,
                    "service": slot.service,
                    "arrivals": slot.arrivals,
                    "served": slot.served,
                },
            )
        for one in minutes:
            self._change(
                _ADD_MINUTES,
                {
                    **where,
                    "measure": one.measure.value,
                    "service": one.service,
                    "minutes": one.minutes,
                    "count": one.count,
                },
            )

    def remove(self, day: date) -> None:
        """Forget the count of a day that was opened again."""
        for statement in _REMOVE:
            self._change(statement, {"on": day})

    def slots(self, day: date) -> Sequence[Slot]:
        """Return the half hours of a closed day."""
        return [
            Slot(row.slot, row.service, row.arrivals, row.served)
            for row in self._rows(_SLOTS, on=day)
        ]

    def minutes(self, day: date, measure: Measure) -> Sequence[MinuteCount]:
        """Return how many of each service took how long on a closed day."""
        rows = self._rows(_MINUTES, on=day, what=measure.value)
        return [MinuteCount(measure, *row) for row in rows]


def _row(totals: ClosedDayTotals) -> dict[str, Any]:
    figures = totals.figures
    return {
        "day": totals.day,
        "office_id": totals.office_id,
        "sequence": totals.sequence,
        "issued": figures.issued,
        "served": figures.served,
        "cancelled": figures.cancelled,
        "expired": figures.expired,
        "no_shows": figures.no_shows,
        "rejoined": figures.rejoined,
        "out_of_turn_calls": figures.out_of_turn_calls,
        "wait_usual": figures.wait.usual,
        "wait_most": figures.wait.most,
        "attention_usual": figures.attention.usual,
        "attention_most": figures.attention.most,
        "cases_opened": figures.cases.opened,
        "cases_in_process": figures.cases.in_process,
        "cases_returned": figures.cases.returned,
        "cases_answered": figures.cases.answered,
        "cases_on_time": figures.cases.on_time,
    }


def _to_totals(row: Any) -> ClosedDayTotals:
    return ClosedDayTotals(
        row.office_id,
        row.day,
        row.sequence,
        DayFigures(
            row.issued,
            row.served,
            row.cancelled,
            row.expired,
            row.no_shows,
            row.rejoined,
            row.out_of_turn_calls,
            Spread(row.wait_usual, row.wait_most),
            Spread(row.attention_usual, row.attention_most),
            CaseFigures(
                row.cases_opened,
                row.cases_in_process,
                row.cases_returned,
                row.cases_answered,
                row.cases_on_time,
            ),
        ),
    )
