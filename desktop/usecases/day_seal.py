"""The seal of a closed day: what its turnos were, so that nobody changes them unseen.

The operation that closes a day carries it, and the chain of the log covers the operation. A
turno that was still being attended is not sealed: its end is told by its own operation.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from domain.operations import LogBroken, Operation
from domain.ports import UnitOfWork
from domain.tickets import OPEN_STATES, Ticket, TicketState

UNREADABLE = (ValueError, TypeError, KeyError)
"""What comes of a value that the program never wrote: somebody else did."""


def seal(tickets: Iterable[Ticket]) -> str:
    """Return the SHA-256 of the ended turnos of a day, in hexadecimal.

    It covers number, services, moments, counter and state of each; neither names nor reasons,
    which are erased when their time is over.
    """
    digest = hashlib.sha256()
    ended = (ticket for ticket in tickets if ticket.state not in OPEN_STATES)
    for ticket in sorted(ended, key=lambda one: (one.series, one.number)):
        told = (
            ticket.code,
            ticket.priority,
            ticket.services,
            ticket.attended,
            _moment(ticket.arrived_at),
            _moment(ticket.queued_at),
            _moment(ticket.called_at),
            _moment(ticket.serving_since),
            _moment(ticket.finished_at),
            None if ticket.counter_id is None else ticket.counter_id.hex,
            ticket.state.value,
        )
        digest.update(json.dumps(told).encode())
    return digest.hexdigest()


def altered_days(unit: UnitOfWork) -> Iterator[date]:
    """Yield the closed days whose turnos are not those that were sealed.

    Raises:
        LogBroken: what closed a day cannot be read; it must not pass for a day without a seal.
    """
    for day, (sealed, serving) in sorted(_closings(unit.log.all()).items()):
        if _seal_now(unit, day, serving) != sealed:
            yield day


def _seal_now(unit: UnitOfWork, day: date, open_then: frozenset[str]) -> str:
    """Return the seal of a day's turnos as they are kept; empty where they cannot be read."""
    try:
        tickets = unit.tickets.in_states(day, TicketState)
        return seal(ticket for ticket in tickets if ticket.code not in open_then)
    except UNREADABLE:
        return ""


def _closings(operations: Iterable[Operation]) -> dict[date, tuple[str, frozenset[str]]]:
    """Return, by day, the seal of its last closing and who was served then; none once reopened.

    Days closed by a program that sealed nothing are left out.
    """
    found: dict[date, tuple[str, frozenset[str]]] = {}
    for operation in operations:
        if operation.type not in ("day_closed", "day_reopened") or operation.payload is None:
            continue
        try:
            told = json.loads(operation.payload)
            day = date.fromisoformat(told["day"])
            found.pop(day, None)
            if operation.type == "day_closed" and "seal" in told:
                found[day] = told["seal"], frozenset(told["serving"])
        except UNREADABLE as exc:
            raise LogBroken(operation.sequence, "no se puede leer") from exc
    return found


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()
