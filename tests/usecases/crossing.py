"""A small hall for trying what people do at the same moment: two counters, reception, a supervisor."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import calling, counters, day, reception, serving
from desktop.usecases.desk import Desk
from domain.operations import verify
from domain.ports import Units
from domain.tickets import AT_COUNTER, Ticket, TicketState
from tests.office import CHEAP, KEY, MORNING, FakeClock, SmallOffice, open_small_office
from tests.usecases.hall import issue

Do = Callable[["Scene"], object]


@dataclass(frozen=True)
class Scene:
    """The office at the beginning, as every machine has it on its screen."""

    desk: Desk
    office: SmallOffice
    tickets: dict[str, Ticket]


def at(who: str, act: Callable[..., object], *given: object, **more: int) -> Do:
    """An action by somebody; ``#A-001`` stands for the id of that turno, a number for a counter."""

    def do(scene: Scene) -> object:
        values = [
            scene.tickets[value[1:]].id if isinstance(value, str) and value[:1] == "#" else value
            for value in given
        ]
        options = {name: scene.office.counter_id(number) for name, number in more.items()}
        return act(scene.desk, scene.office.actor(who), *values, **options)

    return do


def counter(who: str, other: int) -> dict[str, Do]:
    """What a clerk can do, in whatever state the counter is."""
    return {
        "next": at(who, calling.call_next),
        "chosen": at(who, calling.call_chosen, "#A-003", "Viene de lejos"),
        "again": at(who, calling.call_again),
        "undo": at(who, calling.undo_call),
        "arrived": at(who, calling.arrived),
        "absent": at(who, calling.did_not_come),
        "finish": at(who, serving.finish, "Consulta breve"),
        "finish and call": at(who, serving.finish_and_call, "Consulta breve"),
        "hold": at(who, serving.hold, "Consulta"),
        "resume": at(who, serving.resume, "#A-004"),
        "send": at(who, serving.send_on, "#A-003", "Otra", to_counter=other),
        "break": at(who, counters.take_break, "Café"),
        "close": at(who, counters.close_counter),
    }


MINE = counter("asesor-1", 2)
THEIRS = counter("asesor-2", 1)
HALL: dict[str, Do] = {
    "issue": at("recepcion-1", reception.issue, reception.NewTicket((6,))),
    "cancel": at("recepcion-1", reception.cancel, "#A-003", "Se retira"),
    "rejoin": at("recepcion-1", reception.rejoin, "#A-005"),
    "close the day": at("supervisor-1", day.close_day, "Fin"),
    "send from above": at("supervisor-1", serving.send_on, "#A-001", "Otra", to_counter=2),
}
STATES = ("free", "called", "serving")


def build(path: Path, state: str) -> Scene:
    """Make the office at ``path``, as ``furnish`` does."""
    engine = open_engine(path, KEY)
    metadata.create_all(engine)
    try:
        return furnish(SqlUnits(engine, "PC-PRUEBA"), state)
    finally:
        engine.dispose()


def furnish(units: Units, state: str) -> Scene:
    """Make an office: both counters in one state of ``STATES``.

    A-003 waits, A-004 is on hold, A-005 did not come.
    """
    office, clock = open_small_office(units), FakeClock()
    clock.at("10:00")
    desk = Desk(units, catalogues(), clock, CHEAP)
    for who, number in (("asesor-1", 1), ("asesor-2", 2)):
        counters.open_counter(desk, office.actor(who), office.counter_id(number))
    mine, theirs = office.actor("asesor-1"), office.actor("asesor-2")
    held, absent = issue(desk, office), issue(desk, office)
    tickets = [issue(desk, office) for _ in range(3)]
    calling.call_chosen(desk, mine, held.id, "Primero")
    calling.arrived(desk, mine)
    serving.hold(desk, mine, "Consulta")
    calling.call_chosen(desk, mine, absent.id, "Primero")
    for _ in range(2):
        clock.go(minutes=1)
        calling.call_again(desk, mine)
    calling.did_not_come(desk, mine)
    if state != "free":
        calling.call_next(desk, mine)
        calling.call_next(desk, theirs)
    if state == "serving":
        calling.arrived(desk, mine)
        calling.arrived(desk, theirs)
    clock.go(minutes=1)
    names = ("A-004", "A-005", "A-001", "A-002", "A-003")
    with units.read() as unit:
        known = {
            name: unit.tickets.get(ticket.id)
            for name, ticket in zip(names, (held, absent, *tickets), strict=True)
        }
    return Scene(desk, office, known)


def check(units: Units) -> None:
    """Everything the office relies on, read anew."""
    with units.read() as unit:
        operations = list(unit.log.all())
        verify(operations)
        tickets = list(unit.tickets.in_states(MORNING.date(), TicketState))
        calls = {ticket.id: unit.tickets.open_call(ticket.id) for ticket in tickets}
    told = Counter(op.aggregate_id for op in operations if op.aggregate == "ticket")
    assert {ticket.id: ticket.version for ticket in tickets} == told
    occupied = [ticket.counter_id for ticket in tickets if ticket.state in AT_COUNTER]
    assert None not in occupied
    assert len(occupied) == len(set(occupied))
    numbers = sorted(ticket.number for ticket in tickets)
    assert numbers == list(range(1, len(numbers) + 1))
    for ticket in tickets:
        assert (calls[ticket.id] is not None) == (ticket.state is TicketState.CALLED)
