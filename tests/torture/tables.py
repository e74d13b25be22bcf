"""The tables of the database against what the log tells: nothing in one that is not in the other."""

import hashlib
import json
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeVar

from tests.torture.book import Book, Fault, moment_of, plain
from tests.torture.replay import Replay

Key = TypeVar("Key", bound=Hashable)


def tables_amiss(book: Book, replay: Replay) -> Iterator[Fault]:
    """What the tables hold is what the log tells, and nothing else."""
    turnos = {
        key: (
            one.day,
            one.series,
            one.number,
            one.state,
            one.counter if one.state in {"called", "serving"} else "",
            one.reserved if one.state == "issued" else "",
            one.position * 1_000,  # the places between are those of turnos given on paper
            replay.versions[key],
        )
        for key, one in replay.turnos.items()
    }
    kept = {
        key: (day, series, number, state, _at(counter, state), _for(reserved, state), place, version)
        for key, (day, series, number, state, counter, reserved, place, version) in book.by_id(
            "ticket", "day", "series", "number", "state", "counter_id", "reserved_for", "position",
            "version",
        ).items()
    }  # fmt: skip
    yield from _differ("turno", turnos, kept)
    yield from _calls_amiss(book, replay)
    sessions = {
        key: (one.counter, one.state, replay.versions[key]) for key, one in replay.sessions.items()
    }
    in_book = book.by_id("counter_session", "counter_id", "state", "version")
    yield from _differ(
        "session", sessions, {key: (plain(at), *rest) for key, (at, *rest) in in_book.items()}
    )
    days = {(day,): (is_open,) for day, is_open in replay.days.items()}
    opened = {
        (day,): (not closed,) for day, closed in book.rows("SELECT day, closed_at FROM queue_day")
    }
    yield from _differ("day", days, opened)
    series = {(day, letter, number) for (day, letter), number in replay.last.items()}
    yield from _differ_sets(
        "series", series, book.rows("SELECT day, series, last_number FROM day_series")
    )
    case_files = {
        key: (one.number, one.state, replay.versions[key]) for key, one in replay.cases.items()
    }
    yield from _differ("case", case_files, book.by_id("case_file", "number", "state", "version"))
    marks = {
        (key, number, said)
        for key, one in replay.cases.items()
        for number, said in one.marks.items()
        if said != "pending"
    }
    found = book.rows(
        "SELECT case_id, requirement, verdict FROM case_finding AS f WHERE submission ="
        " (SELECT submission FROM case_file WHERE id = f.case_id)"
    )
    yield from _differ_sets("finding", marks, [(plain(key), *rest) for key, *rest in found])
    handed_back = book.rows("SELECT case_id, submission FROM case_return")
    yield from _differ_sets(
        "return", replay.returns, [(plain(key), number) for key, number in handed_back]
    )
    yield from _closed_days_amiss(book, replay)
    for table in ("person", "entity", "notice"):
        versions = {
            key: (version,)
            for key, version in replay.versions.items()
            if replay.aggregates[key] == table
        }
        yield from _differ(table, versions, book.by_id(table, "version"))


def _calls_amiss(book: Book, replay: Replay) -> Iterator[Fault]:
    told = Counter((call.turno, call.counter, call.outcome) for call in replay.calls)
    rows = book.rows("SELECT ticket_id, counter_id, outcome FROM ticket_call")
    kept = Counter((plain(turno), plain(counter), outcome) for turno, counter, outcome in rows)
    for call in (told - kept) + (kept - told):
        yield Fault(
            "half",
            f"a call of {replay.names.get(call[0])} is told and not kept, or kept and not told",
        )
    for turno, times in Counter(
        turno for turno, _, outcome in kept.elements() if not outcome
    ).items():
        if times > 1:
            yield Fault("twice", f"{replay.names.get(turno)} is called twice at once")
    at = Counter(
        plain(counter)
        for (counter,) in book.rows(
            "SELECT counter_id FROM ticket WHERE state IN ('called', 'serving')"
        )
    )
    for counter, times in at.items():
        if times > 1:
            yield Fault("counter", f"counter {replay.counters.get(counter)} has {times} turnos")


def _closed_days_amiss(book: Book, replay: Replay) -> Iterator[Fault]:
    """What is kept counted of closed days is what the log tells, and their seals hold."""
    counted = {}
    for day, is_open in replay.days.items():
        if not is_open:
            states = Counter(turno.state for turno in replay.of_day(day))
            counted[day] = (
                replay.closings[day].sequence,
                states.total(),
                states["served"],
                states["cancelled"],
                states["expired"],
            )
    rows = book.rows("SELECT day, sequence, issued, served, cancelled, expired FROM closed_day")
    yield from _differ("counted day", counted, {day: tuple(rest) for day, *rest in rows})
    for day in counted:
        told = replay.closings[day].payload
        if _seal(book, day, frozenset(told["serving"])) != told["seal"]:
            yield Fault("chain", f"the turnos of {day} are not those that were sealed")


def _seal(book: Book, day: str, serving: frozenset[str]) -> str:
    """Return the seal of a closed day, as desktop/usecases/day_seal.py says it is made."""
    digest = hashlib.sha256()
    rows = book.rows(
        "SELECT series, number, priority, services, attended, arrived_at, queued_at, called_at,"
        f" serving_since, finished_at, counter_id, state FROM ticket WHERE day = '{day}'"
        " AND state NOT IN ('issued', 'called', 'serving', 'held') ORDER BY series, number"
    )
    for series, number, priority, services, attended, *moments, counter, state in rows:
        code = f"{series}-{number:03d}"
        if code not in serving:
            told = [code, bool(priority), _numbers(services), _numbers(attended)]
            told += [*map(_iso, moments), counter, state]
            digest.update(json.dumps(told).encode())
    return digest.hexdigest()


def _numbers(kept: str) -> list[int]:
    return [int(number) for number in kept.split(",") if number]


def _iso(moment: int | None) -> str | None:
    return None if moment is None else moment_of(moment).isoformat()


def _differ(what: str, told: Mapping[Key, object], kept: Mapping[Key, object]) -> Iterator[Fault]:
    for key in told.keys() | kept.keys():
        if told.get(key) != kept.get(key):
            yield Fault(
                "half", f"{what} {key}: the log tells {told.get(key)}, kept {kept.get(key)}"
            )


def _differ_sets(
    what: str, told: AbstractSet[object], kept: Iterable[tuple[object, ...]]
) -> Iterator[Fault]:
    held = {*kept}
    for item in told ^ held:
        yield Fault("half", f"{what} {item} is only {'told' if item in told else 'kept'}")


def _at(counter: object, state: str) -> str:
    return plain(counter) if state in {"called", "serving"} else ""


def _for(counter: object, state: str) -> str:
    return plain(counter) if state == "issued" else ""
