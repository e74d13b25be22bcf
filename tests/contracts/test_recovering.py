"""Taking back rows and operations, on every database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.exchange import CentreLink, Plain, RowImage
from domain.ids import new_id
from domain.operations import LogBroken, Operation, verify
from domain.people import DocumentType, Person
from domain.ports import UnitOfWork, Units
from domain.tickets import Ticket, TicketState
from tests.office import MORNING, SmallOffice

TODAY = date(2026, 12, 4)
LINK = CentreLink("https://centro", "", "", "", "epoca", 0, 0, 30, MORNING)


def tell(unit: UnitOfWork) -> None:
    unit.log.append("test", new_id(), 1, "told", {}, actor_id=None, at=MORNING)


def a_ticket(office: SmallOffice, number: int) -> Ticket:
    return Ticket(
        new_id(), office.office.id, TODAY, "A", number, False, (6,), MORNING, MORNING, number
    )


def at_counter(office: SmallOffice, ticket: Ticket, number: int, version: int) -> Ticket:
    return replace(
        ticket,
        state=TicketState.SERVING,
        counter_id=office.counter_id(number),
        called_at=MORNING,
        last_called_at=MORNING,
        serving_since=MORNING,
        version=version,
    )


def images(units: Units, table: str) -> dict[str, RowImage]:
    """Return the images of a table's rows, by key."""
    with units.write() as unit:
        tell(unit)
        unit.exchange.set_link(LINK)
        unit.exchange.offer_again()
        found = {one.key: one for one in unit.exchange.marked(10_000) if one.table == table}
        unit.exchange.forget(unit.exchange.marked(10_000))
    return found


def test_two_that_changed_places_are_put_in_their_places(units: Units, office: SmallOffice) -> None:
    one, two = a_ticket(office, 1), a_ticket(office, 2)
    with units.write() as unit:
        tell(unit)
        unit.tickets.add(one)
        unit.tickets.add(two)
        unit.tickets.save(at_counter(office, one, 1, 2))
        unit.tickets.save(at_counter(office, two, 2, 2))
    before = images(units, "ticket")
    swapped = [
        replace(before[str(one.id)], row={**_row(before, one), "counter_id": _at(office, 2)}),
        replace(before[str(two.id)], row={**_row(before, two), "counter_id": _at(office, 1)}),
    ]
    with units.write() as unit:
        tell(unit)
        unit.exchange.apply(swapped)
    with units.read() as unit:
        assert unit.tickets.get(one.id).counter_id == office.counter_id(2)
        assert unit.tickets.get(two.id).counter_id == office.counter_id(1)
        assert not unit.exchange.marked(10)


def _row(kept: dict[str, RowImage], ticket: Ticket) -> dict[str, Plain]:
    return dict(kept[str(ticket.id)].row or {})


def _at(office: SmallOffice, number: int) -> str:
    return str(office.counter_id(number))


def test_what_stands_beside_what_is_here_is_added_and_the_rest_told(
    units: Units, office: SmallOffice
) -> None:
    here = a_ticket(office, 1)
    known = Person(new_id(), DocumentType.CEDULA, "1710034065", "Rosa Paz")
    with units.write() as unit:
        tell(unit)
        unit.people.add(known)
        unit.tickets.add(replace(here, person_id=known.id))
    tickets, people = images(units, "ticket"), images(units, "person")
    there = str(new_id())
    also_rosa = replace(
        people[str(known.id)], key=there, row={**(people[str(known.id)].row or {}), "id": there}
    )

    def of(number: int) -> RowImage:
        key = str(new_id())
        row = {**_row(tickets, here), "id": key, "number": number, "person_id": there}
        return RowImage("ticket", key, row)

    taken, free = of(1), of(2)
    gone = RowImage("ticket", str(new_id()), None)
    with units.write() as unit:
        tell(unit)
        apart = unit.exchange.adopt([taken, free, also_rosa, gone])
    assert [one.key for one in apart] == [taken.key]
    with units.write() as unit:
        found = unit.tickets.in_states(TODAY, list(TicketState))
        assert sorted(one.number for one in found) == [1, 2]
        assert {one.person_id for one in found} == {known.id}
        # What is not here, or otherwise, the centre is told anew.
        marked = {one.key: one.row for one in unit.exchange.marked(10)}
        assert marked[taken.key] is None
        assert marked[there] is None
        assert marked[free.key] is not None
        tell(unit)
        assert unit.days.next_number(TODAY, "A") == 3


def test_a_log_goes_on_with_what_it_held_once(units: Units, office: SmallOffice) -> None:
    with units.write() as unit:
        tell(unit)
        tell(unit)
    with units.read() as unit:
        log = list(unit.log.all())
        head = unit.log.head()
    with pytest.raises(LogBroken), units.write() as unit:
        unit.log.go_on_with([log[-1]])
    other = _after(log[-1])
    with units.write() as unit:
        unit.log.go_on_with([other])
        tell(unit)
    with units.read() as unit:
        assert verify(unit.log.all()).sequence == head.sequence + 2
        assert next(one.id for one in unit.log.since(head.sequence)) == other.id


def _after(last: Operation) -> Operation:
    from domain.operations import LogHead, chained

    return chained(
        LogHead(last.sequence, last.hash),
        operation_id=new_id(),
        office_id=last.office_id,
        workstation="OTRA",
        aggregate="test",
        aggregate_id=new_id(),
        aggregate_version=1,
        type_="told",
        actor_id=None,
        at=MORNING + timedelta(minutes=1),
        payload={"ñ": "á"},
    )


def test_what_is_not_known_is_told(units: Units, office: SmallOffice) -> None:
    stranger = new_id()
    with units.read() as unit:
        mine = next(iter(unit.log.all())).id
        assert unit.exchange.unknown([mine, stranger]) == {stranger}
        assert unit.exchange.sent_through() == 0
    with units.write() as unit:
        tell(unit)
        unit.exchange.acknowledge([1])
        assert unit.exchange.sent_through() == 1
