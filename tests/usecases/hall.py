"""Shorthand for tests about people in the hall."""

from uuid import UUID

from desktop.usecases import counters, reception
from desktop.usecases.desk import Desk
from domain.operations import Operation
from domain.staff import Actor
from domain.tickets import Ticket
from tests.office import SmallOffice


def issue(desk: Desk, office: SmallOffice, *services: int, priority: bool = False) -> Ticket:
    """Issue a turno for ``services`` (support when none)."""
    asked = reception.NewTicket(services or (6,), priority=priority)
    return reception.issue(desk, office.actor("recepcion-1"), asked).ticket


def opened(desk: Desk, office: SmallOffice, username: str, number: int) -> Actor:
    """Open a counter for all it can, and return who sits there."""
    actor = office.actor(username)
    counters.open_counter(desk, actor, office.counter_id(number))
    return actor


def stored(desk: Desk, ticket: Ticket) -> Ticket:
    """Return the turno as it is kept now."""
    with desk.units.read() as unit:
        return unit.tickets.get(ticket.id)


def told(desk: Desk, aggregate_id: UUID) -> list[Operation]:
    """Return what the log tells of one thing."""
    with desk.units.read() as unit:
        return list(unit.log.of(aggregate_id))
