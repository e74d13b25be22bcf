"""Turnos."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, func, insert, literal_column, select, update

from db.repositories.base import Repository
from db.repositories.calls import SqlCalls
from db.tables import (
    IS_AT_COUNTER,
    IS_WAITING,
    SESSION_NOT_CLOSED,
    counter,
    counter_session,
    entity,
    person,
    staff,
    ticket,
)
from domain.errors import NotFound
from domain.ports import TicketView
from domain.queue import Waiting
from domain.tickets import Ticket, TicketState

_BY_ID = select(ticket).where(ticket.c.id == bindparam("key"))
_AT_COUNTER = select(ticket).where(
    ticket.c.counter_id == bindparam("key"),
    IS_AT_COUNTER,
)
_BY_CODE = select(ticket).where(
    ticket.c.day == bindparam("on"),
    ticket.c.series == bindparam("letter"),
    ticket.c.number == bindparam("which"),
)
_WAITING = (
    select(
        ticket.c.id,
        ticket.c.series,
        ticket.c.number,
        ticket.c.priority,
        ticket.c.services,
        ticket.c.attended,
        ticket.c.position,
        ticket.c.reserved_for,
    )
    .where(
        ticket.c.day == bindparam("on"),
        IS_WAITING,
        ticket.c.priority == bindparam("urgent"),
        ticket.c.position > bindparam("after"),
    )
    .order_by(ticket.c.position)
    .limit(bindparam("most", type_=Integer))
)
# Who calls takes one of the first nearly always, and a server sends all that it was asked for.
_FIRST_LOOK, _FURTHER = 10, 500
_COUNT_WAITING = (
    select(func.count()).select_from(ticket).where(ticket.c.day == bindparam("on"), IS_WAITING)
)
_OF_DAY = select(ticket).where(ticket.c.day == bindparam("on")).order_by(ticket.c.position)
_RESERVED = select(ticket).where(ticket.c.reserved_for == bindparam("key"), IS_WAITING)
_reserved = counter.alias("reserved")
_VIEWS = (
    select(
        ticket,
        person.c.name.label("person"),
        entity.c.name.label("entity"),
        counter.c.number.label("counter_number"),
        _reserved.c.number.label("reserved_number"),
        staff.c.full_name.label("staff"),
    )
    .select_from(
        ticket.join(person, person.c.id == ticket.c.person_id, isouter=True)
        .join(entity, entity.c.id == ticket.c.entity_id, isouter=True)
        .join(counter, counter.c.id == ticket.c.counter_id, isouter=True)
        .join(_reserved, _reserved.c.id == ticket.c.reserved_for, isouter=True)
        .join(
            counter_session,
            (counter_session.c.counter_id == ticket.c.counter_id) & SESSION_NOT_CLOSED,
            isouter=True,
        )
        .join(staff, staff.c.id == counter_session.c.staff_id, isouter=True)
    )
    .order_by(ticket.c.position)
)
_VIEWS_OF_DAY = _VIEWS.where(ticket.c.day == bindparam("on"))
_VIEW = _VIEWS.where(ticket.c.id == bindparam("key"))
_NOW = _VIEWS.where(IS_AT_COUNTER)
_ADD = insert(ticket)
_LASTING = (
    "id",
    "office_id",
    "day",
    "series",
    "number",
    "priority",
    "arrived_at",
    "person_id",
    "entity_id",
)
# What a turno's life changes, and nothing else: a column that is set costs its indexes a rewrite,
# also when the value is the same.
_CHANGING = (
    "services",
    "attended",
    "queued_at",
    "position",
    "counter_id",
    "reserved_for",
    "called_at",
    "last_called_at",
    "recalls",
    "serving_since",
    "finished_at",
    "reason",
    "version",
)
_SAVE = (
    update(ticket)
    .where(ticket.c.id == bindparam("key"), ticket.c.version == bindparam("previous"))
    .values(state=bindparam("state"), **{name: bindparam(name) for name in _CHANGING})
)


@cache
def _in(statement: Select[Any], states: frozenset[TicketState]) -> Select[Any]:
    """Return ``statement`` for turnos in ``states``: the same one for the same states."""
    return statement.where(ticket.c.state.in_([literal_column(f"'{s.value}'") for s in states]))


class SqlTickets(SqlCalls, Repository):
    """The turnos, and the calls that were made of them."""

    def get(self, ticket_id: UUID) -> Ticket:
        """Return a turno. Raises NotFound."""
        row = self._one(_BY_ID, key=ticket_id)
        if row is None:
            raise NotFound()
        return _to_ticket(row)

    def at_counter(self, counter_id: UUID) -> Ticket | None:
        """Return the turno called to or served at a counter."""
        row = self._one(_AT_COUNTER, key=counter_id)
        return None if row is None else _to_ticket(row)

    def by_code(self, day: date, series: str, number: int) -> Ticket | None:
        """Return the turno of that number, or None."""
        row = self._one(_BY_CODE, on=day, letter=series, which=number)
        return None if row is None else _to_ticket(row)

    def waiting(self, day: date, *, priority: bool) -> Iterator[Waiting]:
        """Yield the waiting turnos of a day by position, read as they are asked for."""
        after, most = 0, _FIRST_LOOK
        while most:
            rows = self._rows(_WAITING, on=day, urgent=priority, after=after, most=most)
            found = 0
            try:
                for row in rows:
                    found += 1
                    after = row.position
                    yield _to_waiting(row)
            finally:
                rows.close()
            most = _FURTHER if found == most else 0

    def count_waiting(self, day: date) -> int:
        """Return how many wait."""
        return int(self._scalar(_COUNT_WAITING, on=day))

    def in_states(self, day: date, states: Iterable[TicketState]) -> Sequence[Ticket]:
        """Return the day's turnos in any of ``states``, by position."""
        return [_to_ticket(row) for row in self._rows(_in(_OF_DAY, frozenset(states)), on=day)]

    def view(self, ticket_id: UUID) -> TicketView:
        """Return a turno with the names beside it. Raises NotFound."""
        row = self._one(_VIEW, key=ticket_id)
        if row is None:
            raise NotFound()
        return _to_view(row)

    def views(self, day: date, states: Iterable[TicketState] | None = None) -> Sequence[TicketView]:
        """Return the day's turnos with the names beside them, by position."""
        which = frozenset(TicketState if states is None else states)
        return [_to_view(row) for row in self._rows(_in(_VIEWS_OF_DAY, which), on=day)]

    def views_at_counters(self) -> Sequence[TicketView]:
        """Return the turnos called or served now, of whatever day."""
        return [_to_view(row) for row in self._rows(_NOW)]

    def reserved_for(self, counter_id: UUID) -> Sequence[Ticket]:
        """Return the waiting turnos sent to one counter."""
        return [_to_ticket(row) for row in self._rows(_RESERVED, key=counter_id)]

    def add(self, value: Ticket) -> None:
        """Store a new turno."""
        row = {name: getattr(value, name) for name in (*_LASTING, *_CHANGING)}
        row["state"] = value.state.value
        self._change(_ADD, row)

    def save(self, value: Ticket) -> None:
        """Store a changed turno. Raises Stale."""
        row = {name: getattr(value, name) for name in _CHANGING}
        row.update(key=value.id, previous=value.version - 1, state=value.state.value)
        self._change_one(_SAVE, row)


def _to_waiting(row: Any) -> Waiting:
    pending, attended = row.services, row.attended
    if attended:
        pending = tuple(number for number in pending if number not in attended)
    return Waiting(
        row.id, row.series, row.number, row.priority, pending, row.position, row.reserved_for
    )


def _to_view(row: Any) -> TicketView:
    return TicketView(
        _to_ticket(row),
        row.person or "",
        row.entity or "",
        row.counter_number,
        row.reserved_number,
        row.staff or "",
    )


def _to_ticket(row: Any) -> Ticket:
    return Ticket(
        row.id,
        row.office_id,
        row.day,
        row.series,
        row.number,
        row.priority,
        row.services,
        row.arrived_at,
        row.queued_at,
        row.position,
        row.person_id,
        row.entity_id,
        row.attended,
        TicketState(row.state),
        row.counter_id,
        row.reserved_for,
        row.called_at,
        row.last_called_at,
        row.recalls,
        row.serving_since,
        row.finished_at,
        row.reason,
        row.version,
    )
