"""What happened to cases and the days counted, against what the log tells, by our own reading.

A day that was counted is kept as the log told it then, whatever came of it since: what touched it
later makes it be counted again, which the log tells as well.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from tests.torture.book import QUITO, Book, Entry, Fault, moment_of, plain
from tests.torture.replay import Replay

KEPT = {
    "case_opened": "opened",
    "case_returned": "returned",
    "case_resubmitted": "",
    "case_resolved": "answered",
    "case_closed": "closed",
    "case_reopened": "reopened",
    "case_referred": "referred",
    "case_lapsed": "lapsed",
    "case_withdrawn": "withdrawn",
}
"""What is kept of a case's way, and as what it is counted."""
_OF_TURNOS = ("served", "cancelled", "expired")
_COUNTED = ("issued", *_OF_TURNOS, "calls", "no_shows", *filter(None, KEPT.values()))


class FiguresTold:
    """Reads what the log tells of cases, and of each day that was counted how it was then.

    Args:
        replay: has always taken in what is played here.
    """

    def __init__(self, replay: Replay) -> None:
        self._replay = replay
        self._events: dict[tuple[str, int], tuple[object, ...]] = {}
        self._kinds: dict[str, list[str]] = defaultdict(list)
        self._of_days: dict[str, Counter[str]] = defaultdict(Counter)
        self._counted: dict[str, dict[str, int]] = {}

    def play(self, entry: Entry) -> None:
        """Take one entry in."""
        if entry.type in KEPT:
            self._event(entry)
        elif entry.type == "figures_counted":
            for day in entry.payload["days"]:
                self._counted[day] = self._count(day)

    def _event(self, entry: Entry) -> None:
        before = self._kinds[entry.of]
        first = entry.type not in before
        before.append(entry.type)
        told = (entry.type, first, entry.at, entry.actor)
        self._events[entry.of, len(before)] = told
        if entry.type != "case_closed":
            self._of_days[entry.day.isoformat()][KEPT[entry.type]] += 1
        elif first:
            self._of_days[_by_law(entry).isoformat()]["closed"] += 1

    def _count(self, day: str) -> dict[str, int]:
        turnos = self._replay.of_day(day)
        states = Counter(turno.state for turno in turnos)
        found = Counter(self._of_days[day])
        found["issued"] = len(turnos)
        found.update({name: states[name] for name in _OF_TURNOS})
        outcomes = Counter(
            call.outcome for call in self._replay.calls if self._replay.names[call.turno][0] == day
        )
        found["calls"], found["no_shows"] = outcomes["arrived"], outcomes["no_show"]
        return {name: found[name] for name in _COUNTED if found[name]}

    def amiss(self, book: Book) -> Iterator[Fault]:
        """Yield where the tables hold something else."""
        kept = {
            (plain(case), place): (kind, bool(first), at, plain(staff))
            for case, place, kind, first, at, staff in book.rows(
                "SELECT case_id, place, kind, first, at, staff_id FROM case_event"
            )
        }
        for key in self._events.keys() | kept.keys():
            if self._events.get(key) != kept.get(key):
                words = f"the log tells {self._events.get(key)}, kept {kept.get(key)}"
                yield Fault("half", f"event {key[1]} of case {key[0]}: {words}")
        sums = ", ".join(f"sum({name})" for name in _COUNTED)
        days = {
            day: {name: int(many) for name, many in zip(_COUNTED, found, strict=True) if many}
            for day, *found in book.rows(f"SELECT day, {sums} FROM figure_day GROUP BY day")
        }
        for day in self._counted.keys() | days.keys():
            told = self._counted.get(day, {})
            if told != days.get(day, {}):
                yield Fault("half", f"figures of {day}: the log tells {told}, kept {days.get(day)}")


def _by_law(entry: Entry) -> date:
    """Return the day of the calendar of Guayaquil on which a case was closed."""
    return moment_of(entry.at).astimezone(QUITO).date()
