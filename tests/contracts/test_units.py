"""What every implementation of the unit of work must do: each test runs against all of them."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest

from db.errors import WriteInReadUnit
from domain.calendar import Calendar, DecreedDay
from domain.errors import NotFound, NotSetUp, Stale
from domain.ids import new_id
from domain.operations import verify
from domain.people import DocumentType, Entity, Person
from domain.ports import CallRecord, UnitOfWork, Units
from domain.queue import QueueDay
from domain.tickets import Ticket, TicketState
from tests.office import MORNING, SmallOffice

TODAY = date(2026, 12, 4)


def tell(unit: UnitOfWork) -> int:
    return unit.log.append("test", new_id(), 1, "told", {}, actor_id=None, at=MORNING)


def ticket(
    office: SmallOffice, number: int, *, priority: bool = False, position: int = 0
) -> Ticket:
    return Ticket(
        new_id(),
        office.office.id,
        TODAY,
        "P" if priority else "A",
        number,
        priority,
        (6, 5),
        MORNING,
        MORNING + timedelta(minutes=1, microseconds=7),
        position or number,
    )


def add(units: Units, *tickets: Ticket) -> None:
    with units.write() as unit:
        tell(unit)
        for one in tickets:
            unit.tickets.add(one)


def save(units: Units, changed: Ticket) -> None:
    with units.write() as unit:
        tell(unit)
        unit.tickets.save(changed)


class Refused(Exception):
    """Raised inside a unit by a test."""


def test_a_unit_is_kept_whole_or_not_at_all(units: Units, office: SmallOffice) -> None:
    with suppress(Refused), units.write() as unit:
        tell(unit)
        unit.tickets.add(ticket(office, 1))
        raise Refused
    with units.read() as unit:
        assert unit.tickets.in_states(TODAY, TicketState) == []
        head = unit.log.head()
    add(units, ticket(office, 1))
    with units.read() as unit:
        assert len(unit.tickets.in_states(TODAY, TicketState)) == 1
        assert unit.log.head().sequence == head.sequence + 1


def test_what_is_stored_comes_back_as_it_was(units: Units, office: SmallOffice) -> None:
    stored = ticket(office, 1)
    add(units, stored)
    with units.read() as unit:
        assert unit.tickets.get(stored.id) == stored
        assert unit.offices.office() == office.office
        assert list(unit.offices.counters()) == list(office.counters.values())
        assert unit.staff.get(office.staff["asesor-1"].id) == office.staff["asesor-1"]
        assert unit.staff.by_username("asesor-1") == office.staff["asesor-1"]


def test_before_the_first_start_it_says_so(units: Units) -> None:
    with pytest.raises(NotSetUp), units.read() as unit:
        unit.offices.office()
    with pytest.raises(NotSetUp), units.write() as unit:
        tell(unit)


def test_what_is_not_there_is_said(units: Units, office: SmallOffice) -> None:
    with units.read() as unit:
        for get in (
            unit.tickets.get,
            unit.people.get,
            unit.entities.get,
            unit.staff.get,
            unit.sessions.get,
            unit.approvals.get,
            unit.offices.counter,
        ):
            with pytest.raises(NotFound):
                get(new_id())
        assert unit.days.get(TODAY) is None
        assert unit.tickets.by_code(TODAY, "A", 1) is None


def test_who_saves_over_a_newer_value_is_refused(units: Units, office: SmallOffice) -> None:
    stored = ticket(office, 1)
    add(units, stored)
    changed = stored.cancel(MORNING, "Se retiró")
    save(units, changed)
    with pytest.raises(Stale):
        save(units, changed)
    with units.read() as unit:
        assert unit.tickets.get(stored.id) == changed


def test_a_read_keeps_its_picture_and_never_makes_a_writer_wait(
    units: Units, office: SmallOffice
) -> None:
    with units.read() as before:
        assert before.tickets.count_waiting(TODAY) == 0
        add(units, ticket(office, 1))  # would hang here if the read were in its way
        assert before.tickets.count_waiting(TODAY) == 0
    with units.read() as after:
        assert after.tickets.count_waiting(TODAY) == 1


def test_a_read_cannot_write(units: Units, office: SmallOffice) -> None:
    with pytest.raises(WriteInReadUnit), units.read() as unit:
        unit.tickets.add(ticket(office, 1))
    with pytest.raises(WriteInReadUnit), units.read() as unit:
        tell(unit)
    add(units, ticket(office, 1))  # and the next write is not hindered by it


def test_numbers_are_gapless_whoever_takes_them(units: Units, office: SmallOffice) -> None:
    taken: list[int] = []
    ready = threading.Barrier(4)

    def take() -> None:
        ready.wait()
        for place in range(10):
            with suppress(Refused), units.write() as unit:
                tell(unit)
                number = unit.days.next_number(TODAY, "A")
                if place % 3 == 0:
                    raise Refused  # its number goes to the next one
                taken.append(number)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, len(taken) + 1))
    assert len(taken) == 24
    with units.write() as unit:
        tell(unit)
        assert unit.days.next_number(TODAY, "P") == 1
        assert unit.days.next_number(TODAY + timedelta(days=1), "A") == 1


def test_the_chain_holds_whoever_writes(units: Units, office: SmallOffice) -> None:
    def write() -> None:
        for _ in range(10):
            with units.write() as unit:
                tell(unit)
                tell(unit)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with units.read() as unit:
        assert verify(unit.log.all()).sequence == 81
        assert unit.log.last_at() == MORNING


def test_the_log_is_read_at_a_place_and_between_two(units: Units, office: SmallOffice) -> None:
    with units.write() as unit:
        first = unit.log.head().sequence
        for type_ in ("one", "two", "one", "three"):
            unit.log.append("test", new_id(), 1, type_, {}, actor_id=None, at=MORNING)
        last = unit.log.head()
        assert [o.type for o in unit.log.between(first, last.sequence, ["three"])] == ["three"]
    with units.read() as unit:
        there = unit.log.at(last.sequence)
        assert there is not None
        assert (there.hash, there.type) == (last.hash, "three")
        assert unit.log.at(last.sequence + 1) is None
        found = unit.log.between(first + 1, last.sequence, ["one", "three"])
        assert [(o.sequence - first, o.type) for o in found] == [(3, "one"), (4, "three")]
        assert unit.log.between(first, last.sequence, ["four"]) == []


def test_who_waits_is_listed_by_position(units: Units, office: SmallOffice) -> None:
    late = replace(ticket(office, 1, position=9), attended=(5,))
    early, urgent = ticket(office, 2, position=3), ticket(office, 1, priority=True, position=5)
    gone = ticket(office, 3).cancel(MORNING, "Se retiró")
    yesterday = replace(ticket(office, 4), day=TODAY - timedelta(days=1))
    add(units, late, early, urgent, gone, yesterday)
    with units.read() as unit:
        ordinary = list(unit.tickets.waiting(TODAY, priority=False))
        assert [w.id for w in ordinary] == [early.id, late.id]
        assert [w.pending for w in ordinary] == [(6, 5), (6,)]
        assert [w.id for w in unit.tickets.waiting(TODAY, priority=True)] == [urgent.id]
        assert unit.tickets.count_waiting(TODAY) == 3
        states = [TicketState.CANCELLED, TicketState.ISSUED]
        found = unit.tickets.in_states(TODAY, states)
        assert [t.position for t in found] == [3, 3, 5, 9]
        assert [v.ticket.id for v in unit.tickets.views(TODAY, [TicketState.CANCELLED])] == [
            gone.id
        ]
        assert [unit.tickets.view(view.ticket.id) for view in unit.tickets.views(TODAY)] == list(
            unit.tickets.views(TODAY)
        )
        with pytest.raises(NotFound):
            unit.tickets.view(new_id())


def test_a_long_queue_is_listed_whole(units: Units, office: SmallOffice) -> None:
    add(units, *(ticket(office, number, position=number) for number in range(1, 13)))
    with units.read() as unit:
        listed = [waiting.number for waiting in unit.tickets.waiting(TODAY, priority=False)]
        assert listed == list(range(1, 13))


def test_asking_for_the_first_reads_no_more(units: Units, office: SmallOffice) -> None:
    add(units, *(ticket(office, number) for number in range(1, 6)))
    with units.write() as unit:
        tell(unit)
        waiting = unit.tickets.waiting(TODAY, priority=False)
        first = next(iter(waiting))
        unit.tickets.save(unit.tickets.get(first.id).cancel(MORNING, "Se retiró"))
    with units.read() as unit:
        assert unit.tickets.count_waiting(TODAY) == 4


def test_calls_come_newest_first_without_those_taken_back(
    units: Units, office: SmallOffice
) -> None:
    clerk = office.staff["asesor-1"].id
    one, two = ticket(office, 1), ticket(office, 2)
    add(units, one, two)
    records = [
        CallRecord(
            new_id(), office.office.id, TODAY, which.id, office.counter_id(1), clerk,
            MORNING, MORNING + timedelta(minutes=minute), minute, out_of_turn,
        )
        for which, minute, out_of_turn in ((one, 1, ""), (two, 2, "Viene de lejos"))
    ]  # fmt: skip
    with units.write() as unit:
        tell(unit)
        for record in records:
            unit.tickets.add_call(record)
        unit.tickets.recall(records[0].id, MORNING - timedelta(hours=1), 1, 3)  # set back
    with units.read() as unit:
        shown = unit.tickets.calls(TODAY, 10)
        assert [(call.code, call.recalls, call.open) for call in shown] == [
            ("A-001", 1, True),
            ("A-002", 0, True),
        ]
        assert unit.tickets.open_call(one.id) == replace(records[0], announced=3)
        assert len(unit.tickets.out_of_turn(TODAY)) == 1
    with units.write() as unit:
        tell(unit)
        unit.tickets.end_call(records[0].id, "arrived", MORNING)
        unit.tickets.end_call(records[1].id, "undone", MORNING)
    with units.read() as unit:
        assert [call.code for call in unit.tickets.calls(TODAY, 10)] == ["A-001"]
        assert unit.tickets.open_call(one.id) is None
        assert unit.tickets.waits(TODAY) == [(one.id, 60.0)]
        assert len(unit.tickets.out_of_turn(TODAY)) == 0


def test_people_and_bodies_are_found_by_the_beginnings_of_words(
    units: Units, office: SmallOffice
) -> None:
    person = Person(new_id(), DocumentType.CEDULA, "1710034065", "María Ñandú Pérez")
    other = Person(new_id(), DocumentType.NONE, "", "Mario Pérez")
    body = Entity(new_id(), "1760001550001", "Entidad de Ejemplo", "123")
    with units.write() as unit:
        tell(unit)
        for one in (person, other):
            unit.people.add(one)
        unit.entities.add(body)
    with units.read() as unit:
        found = {text: {p.id for p in unit.people.search(text, 10)} for text in _TYPED}
        assert found == {
            "mari": {person.id, other.id},
            "PEREZ nandu": {person.id},
            "17100": {person.id},
            "mari zzz": set(),
            "": set(),
            "%": set(),
        }
        assert len(unit.people.search("mari", 1)) == 1
        assert unit.entities.search("ejem 176", 5) == [body]
        assert unit.people.by_document(DocumentType.CEDULA, "1710034065") == person
        assert unit.entities.by_ruc("1760001550001") == body


_TYPED = ("mari", "PEREZ nandu", "17100", "mari zzz", "", "%")


def test_a_word_that_grows_when_it_is_folded_is_kept_and_found(
    office: SmallOffice, units: Units
) -> None:
    """``ß`` is searched as ``ss``: as long a name as can be has a word twice as long."""
    long = Person(new_id(), DocumentType.PASSPORT, "X1", "ß" * 120)
    with units.write() as unit:
        unit.people.add(long)
        tell(unit)
    with units.read() as unit:
        assert unit.people.search(long.name, 5) == [long]
        assert unit.people.search("sss", 5) == [long]


def test_days_left_open_are_listed_oldest_first(units: Units, office: SmallOffice) -> None:
    days = [QueueDay(office.office.id, TODAY - timedelta(days=back), MORNING) for back in (0, 3, 1)]
    with units.write() as unit:
        tell(unit)
        for one in days:
            unit.days.add(one)
        unit.days.save(replace(days[2], closed_at=MORNING, version=2))
        unit.days.set_priority_run(TODAY, 2)
    with units.read() as unit:
        assert [d.day for d in unit.days.unclosed()] == [days[1].day, TODAY]
        today = unit.days.get(TODAY)
    assert today is not None
    assert (today.priority_run, today.version) == (2, 2)


def test_two_programs_on_one_database_see_the_offices_changes(
    units: Units, office: SmallOffice
) -> None:
    with units.write() as unit:
        tell(unit)
        unit.offices.save_office(replace(office.office, target_wait_minutes=5, version=2))
        assert unit.offices.office().target_wait_minutes == 5
    with units.read() as unit:
        assert unit.offices.office().target_wait_minutes == 5


def test_exceptions_of_the_calendar_come_back_in_order(units: Units, office: SmallOffice) -> None:
    later = DecreedDay(date(2027, 1, 8), working=False, reason="Décreto ñ 🎉")
    here = DecreedDay(date(2026, 12, 7), working=True, place="QUITO", reason="Ordenanza")
    nation = DecreedDay(date(2026, 12, 7), working=False, reason="Decreto")
    with units.write() as unit:
        tell(unit)
        assert unit.calendar.all() == Calendar()
        for decreed in (later, here, nation):
            unit.calendar.add(decreed)
        assert unit.calendar.all() == Calendar((nation, here, later))
    with units.write() as unit:
        tell(unit)
        unit.calendar.remove(here)
    with units.read() as unit:
        kept = unit.calendar.all().decreed
    assert [one.id for one in kept] == [nation.id, later.id]
    with units.write() as unit:
        tell(unit)
        with pytest.raises(Stale):
            unit.calendar.remove(here)
