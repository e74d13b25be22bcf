"""Issue and call, through the use cases and by hand on the bare driver, by 1, 4 and 16 processes.

Both work on databases of their own, in turns, so that a slower moment of the machine meets both.
Afterwards an independent checker reads the databases and what the processes were told.
"""

import multiprocessing
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from time import perf_counter

from bench.bare import Bare
from bench.checker import Faults, Told, faults
from bench.figures import Figure, none_of, share
from bench.office import (
    KEY,
    SERVICE,
    BenchOffice,
    Place,
    connect,
    make_office,
    open_desk,
    without_guards,
)
from desktop.usecases import calling, counters, reception, serving
from desktop.usecases.desk import Desk
from domain.staff import Actor

PROCESSES = (1, 4, 16)
TURNOS = 160  # a round; a multiple of every number of processes
ROUNDS = 6
LEAST = 0.5

Task = Callable[[int], list[Told]]
"""Does a piece of work so many times and returns what it was told."""


def measure(folder: Path) -> Sequence[Figure]:
    """Measure the rates, check the databases, and try the checker on the negative control."""
    with tempfile.TemporaryDirectory(dir=folder) as there:
        return rates("queue", lambda name: Path(there) / f"{name}.db", Bare)


def rates(
    subject: str, place_of: Callable[[str], Place], kind: type[Bare], rounds: int = ROUNDS
) -> Sequence[Figure]:
    """Measure the rates on new databases.

    Args:
        place_of: gives the place of an empty database of a name.
        kind: how the same is done there by hand.
    """
    figures: list[Figure] = []
    duplicates = doubles = others = 0
    for processes in PROCESSES:
        run = _Run(subject, place_of, kind, processes)
        figures += run.measure(rounds)
        found = run.check()
        duplicates += found.duplicate_numbers
        doubles += found.double_calls
        others += found.others
    flagged = _negative_control(place_of("negative"), kind)
    return [
        *figures,
        none_of(f"{subject}: numbers issued twice", duplicates),
        none_of(f"{subject}: turnos called twice", doubles),
        none_of(f"{subject}: other faults found by the checker", others),
        Figure(
            f"{subject}: faults that the checker flags without the lock",
            flagged,
            "count",
            goal="at least 1",
            holds=flagged > 0,
        ),
    ]


class _Run:
    """One number of processes, both ways."""

    def __init__(
        self, subject: str, place_of: Callable[[str], Place], kind: type[Bare], processes: int
    ) -> None:
        self._subject, self._kind, self._processes = subject, kind, processes
        self._ours, self._bare = (place_of(f"{by}-{processes}") for by in ("ours", "bare"))
        self._office = opened_office(self._ours, processes)
        self._bare_office = opened_office(self._bare, processes)
        self._told: dict[str, list[Told]] = {"ours": [], "bare": []}

    def measure(self, rounds: int) -> list[Figure]:
        """Return the rates of both kinds of work."""
        spent: dict[str, float] = defaultdict(float)
        share_each = TURNOS // self._processes
        places = [
            (self._ours, self._office, self._bare, self._bare_office, number, self._kind)
            for number in range(self._processes)
        ]
        with _pool(_work, places) as pool:
            for _ in range(rounds):
                for what in ("issue", "call"):
                    for kind in ("ours", "bare"):
                        seconds, told = pool.run(f"{kind} {what}", share_each)
                        self._told[kind] += told
                        spent[f"{kind} {what}"] += seconds
        rates = {name: rounds * TURNOS / seconds for name, seconds in spent.items()}
        one = "process" if self._processes == 1 else "processes"
        return [
            share(
                f"{self._subject}: {what}, {self._processes} {one}",
                rates[f"ours {what}"],
                "1/s",
                rates[f"bare {what}"],
                LEAST,
            )
            for what in ("issue", "call")
        ]

    def check(self) -> Faults:
        """Check both databases against what the processes were told."""
        return faults(connect(self._ours), self._told["ours"]) + faults(
            connect(self._bare), self._told["bare"]
        )


def _negative_control(path: Place, kind: type[Bare]) -> int:
    processes = 4
    office = opened_office(path, processes)
    without_guards(path)
    places = [(path, office, number, kind) for number in range(processes)]
    told: list[Told] = []
    with _pool(_work_unlocked, places) as pool:
        for what in ("issue", "call"):
            told += pool.run(what, TURNOS // processes)[1]
    found = faults(connect(path), told)
    return found.duplicate_numbers + found.double_calls


def opened_office(path: Place, processes: int) -> BenchOffice:
    """Make an office whose counters are open and whose day has begun."""
    office = make_office(path, processes)
    engine, desk = open_desk(path)
    for actor, counter in zip(office.actors, office.counters, strict=True):
        counters.open_counter(desk, actor, counter)
    # The day and its first number: what happens once a day is not what is measured.
    first = reception.issue(desk, office.actors[0], reception.NewTicket((SERVICE,))).ticket
    reception.cancel(desk, office.actors[0], first.id, "Primer turno")
    engine.dispose()
    return office


def _work(
    pipe: Connection,
    place: tuple[Place, BenchOffice, Place, BenchOffice, int, type[Bare]],
) -> None:
    ours, office, bare, bare_office, number, kind = place
    engine, desk = open_desk(ours)
    hand = _bare(kind, bare, bare_office, number, desk)
    actor = office.actors[number]
    _serve(
        pipe,
        {
            "ours issue": lambda times: _issue(desk, actor, times),
            "ours call": lambda times: _call(desk, actor, number, times),
            "bare issue": lambda times: _bare_issue(hand, times),
            "bare call": lambda times: _bare_call(hand, number, times),
        },
    )
    hand.connection.close()
    engine.dispose()


def _work_unlocked(pipe: Connection, place: tuple[Place, BenchOffice, int, type[Bare]]) -> None:
    path, office, number, kind = place
    engine, desk = open_desk(path)
    hand = _bare(kind, path, office, number, desk, locked=False)
    _serve(
        pipe,
        {
            "issue": lambda times: _bare_issue(hand, times),
            "call": lambda times: _bare_call(hand, number, times),
        },
    )
    hand.connection.close()
    engine.dispose()


def _bare(
    kind: type[Bare],
    path: Place,
    office: BenchOffice,
    number: int,
    desk: Desk,
    *,
    locked: bool = True,
) -> Bare:
    with desk.units.read() as unit:
        day = unit.offices.office().day_of(desk.clock.now()).isoformat()
    staff, counter = office.actors[number].staff_id, office.counters[number]
    return kind(path, KEY, office.office_id, staff, counter, day, locked=locked)


def _issue(desk: Desk, actor: Actor, times: int) -> list[Told]:
    asked = reception.NewTicket((SERVICE,))
    return [Told("issued", reception.issue(desk, actor, asked).ticket.code) for _ in range(times)]


def _call(desk: Desk, actor: Actor, number: int, times: int) -> list[Told]:
    told = []
    for place in range(times):
        # The first of a round finds the counter free; afterwards one key does both.
        if place:
            called = serving.finish_and_call(desk, actor, "Consulta breve").called
        else:
            called = calling.call_next(desk, actor)
        assert called is not None
        told.append(Told("called", called.code, number))
        calling.arrived(desk, actor)
    serving.finish(desk, actor, "Consulta breve")
    return told


def _bare_issue(hand: Bare, times: int) -> list[Told]:
    return [Told("issued", hand.issue(SERVICE)) for _ in range(times)]


def _bare_call(hand: Bare, number: int, times: int) -> list[Told]:
    told = []
    for place in range(times):
        code = hand.finish_and_call(free=not place)
        if code is None:  # only without the lock: the others' doubles left none
            break
        told.append(Told("called", code, number))
        hand.arrived()
    hand.finish()
    return told


def _serve(pipe: Connection, tasks: dict[str, Task]) -> None:
    """Do what the pipe asks for until it asks for nothing more."""
    pipe.send("ready")
    while (order := pipe.recv()) is not None:
        name, times = order
        pipe.send(tasks[name](times))


class _Pool:
    """Processes that each wait for their next piece of work."""

    def __init__(self, pipes: Sequence[Connection]) -> None:
        self._pipes = pipes

    def run(self, name: str, times: int) -> tuple[float, list[Told]]:
        """Let all do one piece of work; return the seconds and what they were told."""
        began = perf_counter()
        for pipe in self._pipes:
            pipe.send((name, times))
        answers = [pipe.recv() for pipe in self._pipes]
        return perf_counter() - began, [one for told in answers for one in told]


@contextmanager
def _pool(target: Callable[..., None], places: Sequence[object]) -> Iterator[_Pool]:
    context = multiprocessing.get_context("spawn")
    pipes: list[Connection] = []
    processes: list[SpawnProcess] = []
    for place in places:
        mine, theirs = context.Pipe()
        process = context.Process(target=target, args=(theirs, place), daemon=True)
        process.start()
        theirs.close()
        pipes.append(mine)
        processes.append(process)
    try:
        for pipe in pipes:
            pipe.recv()
        yield _Pool(pipes)
        for pipe in pipes:
            pipe.send(None)
        for process in processes:
            process.join()
    finally:
        for process in processes:
            process.terminate()
