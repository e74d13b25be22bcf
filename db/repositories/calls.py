"""Calls of turnos: what the display shows and the waits are counted from."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update

from db.repositories.base import Repository
from db.tables import CALL_IS_OPEN, counter, staff, ticket, ticket_call
from domain.ports import Call, CallRecord, OutOfTurnCall
from domain.tickets import ticket_code

_OPEN = select(ticket_call).where(ticket_call.c.ticket_id == bindparam("key"), CALL_IS_OPEN)
_ADD = insert(ticket_call)
_RECALL = (
    update(ticket_call)
    .where(ticket_call.c.id == bindparam("key"))
    .values(
        last_called_at=bindparam("at"),
        recalls=bindparam("times"),
        announced=bindparam("place"),
    )
)
_END = (
    update(ticket_call)
    .where(ticket_call.c.id == bindparam("key"))
    .values(outcome=bindparam("result"), ended_at=bindparam("at"))
)
_CALLS = (
    select(
        ticket_call.c.id,
        ticket_call.c.ticket_id,
        ticket.c.series,
        ticket.c.number,
        counter.c.number.label("counter_number"),
        ticket_call.c.called_at,
        ticket_call.c.last_called_at,
        ticket_call.c.recalls,
        ticket_call.c.outcome,
    )
    .join(ticket, ticket.c.id == ticket_call.c.ticket_id)
    .join(counter, counter.c.id == ticket_call.c.counter_id)
    # A call that the hall was never told of was entered from paper.
    .where(
        ticket_call.c.day == bindparam("on"),
        ticket_call.c.outcome != "undone",
        ticket_call.c.announced > 0,
    )
    .order_by(ticket_call.c.announced.desc())
    .limit(bindparam("most"))
)
_answered_at = func.min(ticket_call.c.called_at)
_WAITS = (
    select(ticket_call.c.ticket_id, ticket_call.c.queued_at, _answered_at.label("answered_at"))
    .where(ticket_call.c.day == bindparam("on"), ticket_call.c.outcome == "arrived")
    .group_by(ticket_call.c.ticket_id, ticket_call.c.queued_at)
    .order_by(_answered_at)
)
_OUT_OF_TURN = (
    select(
        ticket_call.c.ticket_id,
        ticket.c.series,
        ticket.c.number,
        ticket_call.c.out_of_turn,
        staff.c.full_name.label("staff"),
        counter.c.number.label("counter_number"),
        ticket_call.c.called_at,
    )
    .join(ticket, ticket.c.id == ticket_call.c.ticket_id)
    .join(counter, counter.c.id == ticket_call.c.counter_id)
    .join(staff, staff.c.id == ticket_call.c.staff_id)
    .where(
        ticket_call.c.day == bindparam("on"),
        ticket_call.c.out_of_turn != "",
        ticket_call.c.outcome != "undone",
    )
    .order_by(ticket_call.c.announced)
)
_first_at = func.min(ticket_call.c.called_at)
_FIRST_CALLS = (
    select(ticket_call.c.ticket_id, _first_at.label("called_at"))
    .where(ticket_call.c.day == bindparam("on"), ticket_call.c.outcome != "undone")
    .group_by(ticket_call.c.ticket_id)
    .order_by(_first_at, func.min(ticket_call.c.announced))
)
_NO_SHOWS = (
    select(func.count())
    .select_from(ticket_call)
    .where(ticket_call.c.day == bindparam("on"), ticket_call.c.outcome == "no_show")
)


class SqlCalls(Repository):
    """Rounds of calls."""

    def open_call(self, ticket_id: UUID) -> CallRecord | None:
        """Return the round of calls that nobody has answered yet."""
        row = self._one(_OPEN, key=ticket_id)
        if row is None:
            return None
        return CallRecord(
            row.id,
            row.office_id,
            row.day,
            row.ticket_id,
            row.counter_id,
            row.staff_id,
            row.queued_at,
            row.called_at,
            row.announced,
            row.out_of_turn,
            row.outcome,
            row.ended_at,
        )

    def add_call(self, call: CallRecord) -> None:
        """Store a new round of calls."""
        self._change(
            _ADD,
            {
                "id": call.id,
                "office_id": call.office_id,
                "day": call.day,
                "ticket_id": call.ticket_id,
                "counter_id": call.counter_id,
                "staff_id": call.staff_id,
                "queued_at": call.queued_at,
                "called_at": call.called_at,
                "last_called_at": call.called_at,
                "announced": call.announced,
                "recalls": 0,
                "out_of_turn": call.out_of_turn,
                "outcome": call.outcome,
                "ended_at": call.ended_at,
            },
        )

    def recall(self, call_id: UUID, at: datetime, recalls: int, announced: int) -> None:
        """Note that the person was called again."""
        self._change(_RECALL, {"key": call_id, "at": at, "times": recalls, "place": announced})

    def end_call(self, call_id: UUID, outcome: str, at: datetime) -> None:
        """Note what became of the call."""
        self._change(_END, {"key": call_id, "result": outcome, "at": at})

    def calls(self, day: date, limit: int) -> Sequence[Call]:
        """Return the latest calls that were not taken back, the newest first."""
        return [
            Call(
                row.id,
                row.ticket_id,
                ticket_code(row.series, row.number),
                row.counter_number,
                row.called_at,
                row.last_called_at,
                row.recalls,
                row.outcome == "",
            )
            for row in self._rows(_CALLS, on=day, most=limit)
        ]

    def waits(self, day: date) -> Sequence[tuple[UUID, float]]:
        """Return turno and seconds waited, by the first call answered since the wait began."""
        return [
            (row.ticket_id, max(0.0, (row.answered_at - row.queued_at).total_seconds()))
            for row in self._rows(_WAITS, on=day)
        ]

    def first_calls(self, day: date) -> Sequence[tuple[UUID, datetime]]:
        """Return the turnos called on a day and when first, in that order."""
        return [(row.ticket_id, row.called_at) for row in self._rows(_FIRST_CALLS, on=day)]

    def out_of_turn(self, day: date) -> Sequence[OutOfTurnCall]:
        """Return the calls of a day that went out of turn and were not taken back."""
        return [
            OutOfTurnCall(
                row.ticket_id,
                ticket_code(row.series, row.number),
                row.out_of_turn,
                row.staff,
                row.counter_number,
                row.called_at,
            )
            for row in self._rows(_OUT_OF_TURN, on=day)
        ]

    def no_show_calls(self, day: date) -> int:
        """Return how many calls ended with nobody coming."""
        return int(self._scalar(_NO_SHOWS, on=day))
