"""A year of one office, worked through by the program itself: what it grows by.

As many attentions as the ministry's own table tells: some 1,370 a month, of 250 working days.
Every turno is issued, called, attended and, every second one, solved as a support case; each day
is closed. The disk is not waited for: what is measured is size and memory, not speed.
"""

import gc
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import Engine, event

from bench.figures import Figure, at_most, recorded, times
from bench.office import SERVICE, BenchOffice, make_office, open_desk
from desktop.usecases import calling, counters, day, reception, resolving, serving
from desktop.usecases.case_opening import NewCase
from desktop.usecases.desk import Desk
from desktop.usecases.supervision import supervision_board
from domain.case_parts import ConformityKind, Parties
from domain.people import DocumentType, Person
from domain.solutions import SolutionType
from domain.staff import Actor

DAYS = 250
A_DAY = 65
FIRST = datetime(2026, 1, 5, 13, tzinfo=UTC)
SAMPLED = 25
"""Days between two looks."""
NEW_PEOPLE = 3
"""One in so many who come was never here."""
GROWTH = 1.2
"""The last turnos of the year may take so many times the room of the first: trees deepen."""
READ = 2.0
MEMORY_MB = 10.0
LOG_MB = 8.0


@dataclass(slots=True)
class _Clock:
    moment: datetime

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment


@dataclass(frozen=True, slots=True)
class _Look:
    """The office after some days: bytes of the file and of its log beside it, memory, reading."""

    turnos: int
    size: int
    wal: int
    memory: float
    read_ms: float


def measure(folder: Path) -> Sequence[Figure]:
    """Work through the year and return what grew."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "year.db"
        looks = _work(path, make_office(path, 2))
    first, last = _room(looks[0], looks[1]), _room(looks[-2], looks[-1])
    reads = [look.read_ms for look in looks]
    return [
        recorded("year: turnos", float(looks[-1].turnos), "count"),
        recorded("year: the file at its end", looks[-1].size / 1e6, "MB"),
        times("year: room of 1,000 turnos, last beside first", last, "MB", first, GROWTH),
        at_most("year: write-ahead log, at most", max(k.wal for k in looks) / 1e6, "MB", LOG_MB),
        at_most(
            "year: memory, second half",
            looks[-1].memory - looks[len(looks) // 2].memory,
            "MB",
            MEMORY_MB,
        ),
        times("year: supervisor's day read, last beside first", reads[-1], "ms", reads[0], READ),
    ]


def _work(path: Path, office: BenchOffice) -> list[_Look]:
    clock = _Clock(FIRST)
    engine, desk = open_desk(path, clock)
    _do_not_wait(engine)
    people: list[Person] = []
    looks = [_look(path, desk, office.actors[0], 0)]
    for number in range(DAYS):
        clock.moment = FIRST + timedelta(days=number // 5 * 7 + number % 5)
        _day(desk, clock, office, people)
        if (number + 1) % SAMPLED == 0:
            looks.append(_look(path, desk, office.actors[0], (number + 1) * A_DAY))
        day.close_day(desk, office.actors[0], "Fin de la jornada")
    engine.dispose()
    return looks[1:]


def _do_not_wait(engine: Engine) -> None:
    engine.dispose()  # the next connection does not wait for the disk
    event.listen(engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))


def _day(desk: Desk, clock: _Clock, office: BenchOffice, people: list[Person]) -> None:
    reception_desk, clerk = office.actors
    counters.open_counter(desk, clerk, office.counters[1])
    for number in range(A_DAY):
        if number % NEW_PEOPLE == 0:
            name = f"Persona {len(people)} de la Oficina"
            draft = reception.PersonDraft(DocumentType.OTHER, f"{len(people):010}", name)
            people.append(reception.register_person(desk, reception_desk, draft))
        person = people[(number * 7919) % len(people)]
        reception.issue(desk, reception_desk, reception.NewTicket((SERVICE,), person.id))
        clock.moment += timedelta(minutes=3)
        calling.call_next(desk, clerk)
        ticket = calling.arrived(desk, clerk)
        clock.moment += timedelta(minutes=4)
        if number % 2:
            asked = NewCase(
                SERVICE,
                ticket_id=ticket.id,
                topic="access",
                problem="No puede entrar al sistema",
                parties=Parties(person.id),
            )
            told = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó cómo entrar.")
            resolving.support(desk, clerk, asked, told, ConformityKind.GIVEN)
            serving.finish(desk, clerk)
        else:
            serving.finish(desk, clerk, "Consulta breve")
    counters.close_counter(desk, clerk)


def _look(path: Path, desk: Desk, actor: Actor, turnos: int) -> _Look:
    spent = []
    for _ in range(5):
        began = perf_counter()
        supervision_board(desk, actor)
        spent.append(perf_counter() - began)
    gc.collect()
    wal = path.with_name(path.name + "-wal")
    return _Look(
        turnos,
        path.stat().st_size,
        wal.stat().st_size if wal.exists() else 0,
        resident_mb(),
        statistics.median(spent) * 1000,
    )


def _room(before: _Look, after: _Look) -> float:
    """Return the megabytes that 1,000 turnos took between two looks."""
    return (after.size - before.size) / 1e6 / (after.turnos - before.turnos) * 1000


def resident_mb() -> float:
    """Return the memory this process holds now, in megabytes (Linux tells)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6
