"""Every pair of actions at two machines, the one falling into each gap of the other.

Each use case is a row of transactions; SQLite and the row lock of PostgreSQL make each of them
whole. So nothing smaller than a gap between two transactions can interleave, and trying every pair
in every gap is exhaustive. What one machine decides from what it saw before has to hold, or be
refused in words with nothing changed.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import (
    access,
    approvals,
    calling,
    counters,
    day,
    reception,
    serving,
    staff_admin,
)
from desktop.usecases.desk import Desk
from desktop.usecases.reception import AFTER_HOURS
from domain.approvals import ApprovalKind, ApprovalState
from domain.errors import KnownError
from domain.operations import LogBroken, verify
from domain.ports import UnitOfWork, Units
from domain.tickets import AT_COUNTER, Ticket, TicketState
from tests.office import (
    CHEAP,
    KEY,
    MORNING,
    PASSWORD,
    PIN,
    FakeClock,
    SmallOffice,
    open_small_office,
)
from tests.usecases.hall import issue
from tests.usecases.scenes import office_of, tried

Do = Callable[["Scene"], object]


class Gaps:
    """Units of work that let somebody else act just before one of them begins.

    Args:
        units: the real ones.
        gap: before which transaction, counted from 0.
        meanwhile: what the other machine does.
    """

    def __init__(self, units: Units, gap: int, meanwhile: Callable[[], object]) -> None:
        self._units, self._gap, self._meanwhile = units, gap, meanwhile
        self.begun = 0

    def _begin(self) -> None:
        if self.begun == self._gap:
            self._meanwhile()
        self.begun += 1

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Begin a write."""
        self._begin()
        with self._units.write() as unit:
            yield unit

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Begin a read."""
        self._begin()
        with self._units.read() as unit:
            yield unit


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


@pytest.fixture(scope="module", params=STATES)
def template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Scene]:
    """Both counters in one state; A-003 waits, A-004 is on hold, A-005 did not come."""
    path = tmp_path_factory.mktemp("races") / "template.db"
    engine = open_engine(path, KEY)
    metadata.create_all(engine)
    units = SqlUnits(engine, "PC-PRUEBA")
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
    if request.param != "free":
        calling.call_next(desk, mine)
        calling.call_next(desk, theirs)
    if request.param == "serving":
        calling.arrived(desk, mine)
        calling.arrived(desk, theirs)
    clock.go(minutes=1)
    names = ("A-004", "A-005", "A-001", "A-002", "A-003")
    with units.read() as unit:
        known = {
            name: unit.tickets.get(ticket.id)
            for name, ticket in zip(names, (held, absent, *tickets), strict=True)
        }
    engine.dispose()
    return path, Scene(desk, office, known)


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


def test_each_pair_in_each_gap(template: tuple[Path, Scene], tmp_path: Path) -> None:
    others = {**{f"theirs: {name}": act for name, act in THEIRS.items()}, **HALL}
    pairs = [(MINE[a], others[b]) for a in MINE for b in others]
    pairs += [(HALL[a], HALL[b]) for a in HALL for b in HALL]
    done = 0
    for first, second in pairs:
        gap = begun = 0
        while gap <= begun:  # from before all of the first to after all of it
            with office_of(template, tmp_path) as scene:
                units = scene.desk.units
                gaps = Gaps(units, gap, lambda: tried(second, scene))  # noqa: B023
                watched = replace(scene, desk=replace(scene.desk, units=gaps))
                try:
                    first(watched)
                    done += 1
                except KnownError:
                    pass
                begun = gaps.begun
                if gap == begun:
                    tried(second, scene)
                check(units)
            gap += 1
    assert done > len(pairs) / 3  # enough of them were not refused


def test_the_checker_flags_a_decision_from_what_was_seen_before(
    template: tuple[Path, Scene], tmp_path: Path
) -> None:
    """The negative control: call who was first when the screen was drawn, without asking again."""
    with office_of(template, tmp_path) as scene:
        seen = scene.tickets["A-003"]
        tried(HALL["cancel"], scene)
        clerk = scene.office.actor("asesor-1")
        stale = seen.call(scene.office.counter_id(1), scene.desk.clock.now())
        with scene.desk.units.write() as unit:
            unit.log.append(
                *("ticket", stale.id, stale.version, "ticket_called", {"code": stale.code}),
                actor_id=clerk.staff_id,
                at=scene.desk.clock.now(),
            )
        with pytest.raises((AssertionError, LogBroken)):
            check(scene.desk.units)


SECRETS: dict[str, Callable[[Desk, SmallOffice, UUID], object]] = {
    "sign in": lambda desk, _office, _key: access.sign_in(desk, "supervisor-1", PASSWORD),
    "unlock by PIN": lambda desk, office, _key: access.unlock_with_pin(
        desk, office.actor("supervisor-1"), PIN
    ),
    "unlock by password": lambda desk, office, _key: access.unlock_with_password(
        desk, office.actor("supervisor-1"), PASSWORD
    ),
    "PIN": lambda desk, office, _key: access.set_pin(
        desk, office.actor("supervisor-1"), PASSWORD, "1379"
    ),
    "password": lambda desk, _office, _key: access.change_password(
        desk, "supervisor-1", PASSWORD, "otra frase larga"
    ),
    "answer by PIN": lambda desk, _office, key: approvals.answer_with_pin(
        desk, key, "supervisor-1", PIN, granted=True
    ),
    "answer": lambda desk, office, key: approvals.answer(
        desk, office.actor("supervisor-1"), key, granted=True
    ),
}


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("gap", range(4))
def test_an_account_closed_in_any_gap_does_nothing_more(
    name: str, gap: int, desk: Desk, office: SmallOffice
) -> None:
    """A secret is verified outside the transaction that acts on it, because it is slow."""
    asked = approvals.ask(
        desk, office.actor("recepcion-1"), ApprovalKind.ISSUE_AFTER_HOURS, AFTER_HOURS, "Vino tarde"
    )
    admin, who = office.actor("admin-1"), office.staff["supervisor-1"]

    def close() -> None:
        staff_admin.set_active(desk, admin, who.id, who.version, active=False)

    gaps = Gaps(desk.units, gap, close)
    try:
        SECRETS[name](replace(desk, units=gaps), office, asked.id)
    except KnownError:
        done = False
    else:
        done = True
    assert done == (gaps.begun <= gap)  # only where the account was closed after all of it
    kept = approvals.state(desk, office.actor("recepcion-1"), asked.id).state
    assert (kept is ApprovalState.GRANTED) == (done and name.startswith("answer"))
