"""The independent checker: what the people were shown, against what the database holds.

It reads the lines of the workers (``lines``) and the database by its own SQL (``book``), plays
the queue again by its own reading of the rules (``replay``), and lays each action beside its
transaction (``matching``). It uses nothing of the program.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from tests.torture.book import Book, Entry, Fault, groups
from tests.torture.figures_told import FiguresTold
from tests.torture.lines import Told
from tests.torture.matching import Match, Matching
from tests.torture.replay import Replay
from tests.torture.tables import tables_amiss

_OF_THE_CENTRE = "centre_"
_DOUBLED = {"doubled", "twice", "counter"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker found.

    Attributes:
        entries: how many the log holds; ``head`` its last hash.
        refused_yet_done: see ``Matching``.
    """

    faults: tuple[Fault, ...]
    entries: int
    head: str
    acknowledged: int
    refused_yet_done: int

    @property
    def lost(self) -> int:
        """How many actions were shown as done and are not kept."""
        return sum(fault.kind == "lost" for fault in self.faults)

    @property
    def doubled(self) -> int:
        """How many were done twice, or two where one may be."""
        return sum(fault.kind in _DOUBLED for fault in self.faults)

    @property
    def others(self) -> int:
        """How many other things do not hold: order, gaps, chain, halves, what screens showed."""
        return len(self.faults) - self.lost - self.doubled


def check(database: Path, key: bytes, told: Told) -> Verdict:
    """Check a database that nobody is writing to, against everything that was told."""
    book = Book(database, key)
    try:
        return check_book(book, told)
    except sqlcipher.Error as error:
        return Verdict((Fault("unreadable", str(error)),), 0, "", told.acknowledged, 0)
    finally:
        book.close()


def check_book(book: Book, told: Told) -> Verdict:
    """Check what is open for reading."""
    entries, faults = book.log()
    looks = _looks_by_place(told)
    replay = Replay()
    figures = FiguresTold(replay)
    for entry in entries:
        replay.play(entry)
        figures.play(entry)
        for look in looks.get(entry.sequence, ()):
            faults += _board_amiss(replay, look)
    faults += replay.faults
    staff = {key: str(name) for key, (name,) in book.by_id("staff", "username").items()}
    codes = {key: f"S-{number:04}" for key, (number,) in book.by_id("solution", "number").items()}
    matching = Matching(replay, staff, codes)
    done: dict[str, list[list[Entry]]] = defaultdict(list)
    for group in groups(entries):
        if not all(entry.type.startswith(_OF_THE_CENTRE) for entry in group):
            done[group[0].workstation].append(group)
    faults += _decided_twice(entries)
    for worker, deeds in told.deeds.items():
        matching.worker(worker, deeds, done.get(worker, []))
    faults += matching.faults
    faults += _out_of_order(matching.matches)
    faults += _displays_amiss(replay, told)
    faults += _shown_twice(told)
    faults += _reports_amiss(entries, told)
    faults += tables_amiss(book, replay)
    faults += figures.amiss(book)
    head = book.rows("SELECT hash FROM operation ORDER BY sequence DESC LIMIT 1")
    return Verdict(
        tuple(faults),
        len(entries),
        head[0][0] if head else "",
        told.acknowledged,
        matching.refused_yet_done,
    )


# ------------------------------------------------------------------ what was shown


def _out_of_order(matches: Iterable[Match]) -> Iterator[Fault]:
    """What was shown as done before another thing was begun comes before it in the log."""
    by_begin = sorted(matches, key=lambda match: match.begun)
    by_end = sorted(by_begin, key=lambda match: match.ended)
    ended, highest = 0, 0
    for match in by_begin:
        while by_end[ended].ended < match.begun:
            highest = max(highest, by_end[ended].last)
            ended += 1
        if match.first < highest:
            yield Fault("order", f"entry {match.first} stands before {highest}, done earlier")


def _shown_twice(told: Told) -> Iterator[Fault]:
    """A number that was issued, or given to a case, was shown to nobody else."""
    given = Counter(
        item[:3]
        for deeds in told.deeds.values()
        for deed in deeds
        for item in deed.shown
        if item[0] in {"ticket_issued", "case_opened"}
    )
    for item, times in given.items():
        if times > 1:
            yield Fault("doubled", f"{item} was shown {times} times")


def _decided_twice(entries: Iterable[Entry]) -> Iterator[Fault]:
    """What the centre decided is told once in the office; to be linked is no decision."""
    told = Counter(
        (entry.type, entry.of, json.dumps(entry.payload, sort_keys=True))
        for entry in entries
        if entry.type.startswith(_OF_THE_CENTRE) and entry.type != "centre_linked"
    )
    for decision, times in told.items():
        if times > 1:
            yield Fault("doubled", f"{decision} was told {times} times")


def _looks_by_place(told: Told) -> dict[int, list[dict[str, object]]]:
    looks: dict[int, list[dict[str, object]]] = defaultdict(list)
    for look in told.looks:
        board = look.get("board")
        if isinstance(board, dict):
            looks[board["change"]].append(board)
    return looks


def _board_amiss(replay: Replay, board: dict[str, object]) -> Iterator[Fault]:
    """The supervisor's board shows one moment of the log, and nothing between two."""
    day = str(board["day"])
    states = Counter(turno.state for turno in replay.of_day(day))
    held = {"issued": states.total(), "served": states["served"], "waiting": states["issued"]}
    for name, count in held.items():
        if board[name] != count:
            words = (
                f"the board of {day} showed {board[name]} {name} at {board['change']}, not {count}"
            )
            yield Fault("seen", words)


def _reports_amiss(entries: Sequence[Entry], told: Told) -> Iterator[Fault]:
    """The head that was printed when a day was closed is the head of the log there."""
    for look in told.looks:
        report = look.get("report")
        if isinstance(report, dict):
            place = report["sequence"]
            if place > len(entries) or entries[place - 1].hash != report["hash"]:
                yield Fault("lost", f"the head printed for {report['day']} is not in the log")


def _displays_amiss(replay: Replay, told: Told) -> Iterator[Fault]:
    """Every call that the hall read was made."""
    made = {(*replay.names[call.turno], replay.counters[call.counter]) for call in replay.calls}
    for look in told.looks:
        shown = look.get("display")
        if isinstance(shown, dict):
            for code, counter in shown["calls"]:
                if (shown["day"], code, counter) not in made:
                    yield Fault("seen", f"the hall read {code} at {counter}, which was not called")
