"""The queue played again from the log alone: who waited, who was first, what each entry allowed.

A second reading of the rules of the office, apart from the program's own: order of arrival,
priority first but no more than so many in a row, one call of a turno at a time, one turno at a
counter, numbers without gaps.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.torture.book import Entry, Fault, plain

AT_COUNTER = {"called", "serving"}
_COUNTED = {"ticket", "case", "counter_session", "person", "entity", "notice"}
_CASE_STATES = {
    "case_opened": "classified",
    "case_classified": "classified",
    "case_begun": "in_process",
    "case_returned": "returned",
    "case_resubmitted": "registered",
    "case_diagnosing": "diagnosing",
    "case_referred": "referred",
    "case_answered": "diagnosing",
    "case_resolved": "resolved",
    "case_closed": "closed",
    "case_withdrawn": "withdrawn",
    "case_lapsed": "lapsed",
    "case_reopened": "in_process",
}


@dataclass(slots=True)
class Turno:
    """A turno as the log tells it."""

    day: str
    code: str
    series: str
    number: int
    priority: bool
    pending: list[int]
    position: int
    state: str = "issued"
    counter: str = ""
    reserved: str = ""
    recalls: int = 0


@dataclass(slots=True)
class CallMade:
    """A round of calls as the log tells it."""

    turno: str
    counter: str
    outcome: str = ""


@dataclass(slots=True)
class Session:
    """A counter open."""

    counter: str
    services: set[int]
    state: str = "open"


@dataclass(slots=True)
class CaseTold:
    """A case as the log tells it."""

    number: str
    state: str = ""
    marks: dict[int, str] = field(default_factory=dict)


class Replay:
    """What the log tells, entry by entry, with what it should not have told."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.turnos: dict[str, Turno] = {}
        self.calls: list[CallMade] = []
        self.sessions: dict[str, Session] = {}
        self.cases: dict[str, CaseTold] = {}
        self.versions: dict[str, int] = {}
        self.aggregates: dict[str, str] = {}
        self.last: dict[tuple[str, str], int] = {}
        self.case_numbers: dict[str, int] = {}
        self.days: dict[str, bool] = {}
        self.closings: dict[str, Entry] = {}
        self.notices: dict[str, str] = {}
        self.returns: set[tuple[object, ...]] = set()
        self.names: dict[str, tuple[str, str]] = {}
        self.counters: dict[str, int] = {}
        self._of_day: dict[str, list[Turno]] = defaultdict(list)
        self._waiting: dict[str, dict[str, Turno]] = defaultdict(dict)
        self._at: dict[str, Turno] = {}
        self._open: dict[str, Session] = {}
        self._open_calls: dict[str, CallMade] = {}
        self._run: dict[str, int] = defaultdict(int)
        self._limit: int | None = None
        self._priority_first = True

    def play(self, entry: Entry) -> None:
        """Take one entry in."""
        known = self.versions.get(entry.of, 0)
        if entry.aggregate in _COUNTED:
            if entry.version != known + 1:
                self._bad("half", entry, f"version {entry.version} follows {known}")
                if not known:
                    return  # nothing began it
            self.versions[entry.of] = entry.version
            self.aggregates[entry.of] = entry.aggregate
        do: Callable[[Entry], None] | None = getattr(self, f"_{entry.type}", None)
        if do is not None:
            do(entry)
        elif entry.aggregate == "case":
            self._case(entry)

    def of_day(self, day: str) -> list[Turno]:
        """Return the turnos of a day."""
        return self._of_day[day]

    def _bad(self, kind: str, entry: Entry, words: str) -> None:
        self.faults.append(Fault(kind, f"entry {entry.sequence} ({entry.type}): {words}"))

    # ------------------------------------------------------------------ the office

    def _office_set_up(self, entry: Entry) -> None:
        self._limit = entry.payload["max_priority_in_a_row"]
        self._priority_first = entry.payload["priority_first"]

    _queue_rules_changed = _office_changed = _office_set_up

    def _counter_added(self, entry: Entry) -> None:
        self.counters[entry.of] = entry.payload["number"]

    def _day_opened(self, entry: Entry) -> None:
        day = entry.payload["day"]
        if day in self.days:
            self._bad("doubled", entry, f"the day {day} was open already")
        self.days[day] = True

    def _day_closed(self, entry: Entry) -> None:
        day = entry.payload["day"]
        if not self.days.get(day):
            self._bad("doubled", entry, f"the day {day} was not open")
        self.days[day] = False
        self.closings[day] = entry
        if self._waiting[day]:
            self._bad("half", entry, "somebody still waits on a closed day")

    def _day_reopened(self, entry: Entry) -> None:
        self.days[entry.payload["day"]] = True

    # ------------------------------------------------------------------ counters

    def _counter_opened(self, entry: Entry) -> None:
        counter = plain(entry.payload["counter"])
        if counter in self._open:
            self._bad("counter", entry, "the counter was open already")
        session = Session(counter, set(entry.payload["services"]))
        self.sessions[entry.of] = self._open[counter] = session

    def _counter_break(self, entry: Entry) -> None:
        self._session(entry, "break")

    def _counter_back(self, entry: Entry) -> None:
        self._session(entry, "open")

    def _counter_closed(self, entry: Entry) -> None:
        self._session(entry, "closed")

    def _counter_services_changed(self, entry: Entry) -> None:
        self.sessions[entry.of].services = set(entry.payload["services"])

    def _session(self, entry: Entry, state: str) -> None:
        session = self.sessions[entry.of]
        if session.state in {state, "closed"}:
            self._bad("doubled", entry, f"the counter was {session.state} already")
        session.state = state
        if state == "closed":
            self._open.pop(session.counter, None)

    def _notice_sent(self, entry: Entry) -> None:
        self.notices[entry.of] = plain(entry.payload["counter"])

    # ------------------------------------------------------------------ turnos

    def _ticket_issued(self, entry: Entry) -> None:
        told = entry.payload
        day, series, number = told["day"], told["series"], told["number"]
        last = self.last.get((day, series), 0)
        if number <= last:
            self._bad("doubled", entry, f"{series}-{number:03d} of {day} was issued already")
        elif number != last + 1:
            self._bad("gap", entry, f"{series}-{number:03d} of {day} follows {last}")
        self.last[day, series] = number
        if not self.days.get(day):
            self._bad("order", entry, f"issued on {day}, which is not open")
        code = f"{series}-{number:03d}"
        turno = Turno(day, code, series, number, told["priority"], told["services"], entry.sequence)
        self.turnos[entry.of] = turno
        self.names[entry.of] = (day, code)
        self._waiting[day][entry.of] = turno
        self._of_day[day].append(turno)

    def _ticket_called(self, entry: Entry) -> None:
        turno, counter = self.turnos[entry.of], plain(entry.payload["counter"])
        if turno.state != "issued":
            self._bad("twice", entry, f"{turno.code} was called while {turno.state}")
        self._take_place(entry, turno, counter)
        day = entry.day.isoformat()
        first, run = self._first(day, counter)
        if not entry.payload.get("out_of_turn"):
            if first is not turno:
                who = "nobody" if first is None else first.code
                self._bad("order", entry, f"{turno.code} was called before {who}")
            self._run[day] = run
        self._become(entry.of, "called").counter = counter
        call = CallMade(entry.of, counter)
        if entry.of in self._open_calls:
            self._bad("twice", entry, f"{turno.code} has two calls at once")
        self._open_calls[entry.of] = call
        self.calls.append(call)

    def _first(self, day: str, counter: str) -> tuple[Turno | None, int]:
        """Return who is first for a counter, and how many with priority went ahead in a row."""
        session = self._open.get(counter)
        services = set() if session is None or session.state != "open" else session.services
        fits = [
            turno
            for turno in self._waiting[day].values()
            if turno.reserved in {"", counter} and not services.isdisjoint(turno.pending)
        ]
        fits.sort(key=lambda turno: turno.position)
        first = next((turno for turno in fits if not turno.priority), None)
        urgent = next((turno for turno in fits if turno.priority), None)
        run = self._run[day]
        if urgent is None:
            return first, 0
        if first is None or urgent.position < first.position:
            return urgent, run
        if self._priority_first and (self._limit is None or run < self._limit):
            return urgent, run + 1
        return first, 0

    def _take_place(self, entry: Entry, turno: Turno, counter: str) -> None:
        for other in self._at.values():
            if other.counter == counter and other is not turno:
                self._bad("counter", entry, f"{other.code} is at that counter with {turno.code}")

    def _become(self, key: str, state: str) -> Turno:
        """Change a turno's state, and where it is counted."""
        turno = self.turnos[key]
        self._waiting[turno.day].pop(key, None)
        self._at.pop(key, None)
        turno.state = state
        if state == "issued":
            self._waiting[turno.day][key] = turno
            turno.counter = turno.reserved = ""
            turno.recalls = 0
        elif state in AT_COUNTER:
            self._at[key] = turno
        return turno

    def _require(self, entry: Entry, *states: str) -> None:
        turno = self.turnos[entry.of]
        if turno.state not in states:
            self._bad("twice", entry, f"{turno.code} was {turno.state}")

    def _ended(self, entry: Entry, outcome: str) -> None:
        call = self._open_calls.pop(entry.of, None)
        if call is not None:
            call.outcome = outcome
        elif outcome != "transferred":
            self._bad("half", entry, "there was no call to end")

    def _ticket_called_again(self, entry: Entry) -> None:
        self._require(entry, "called")
        self.turnos[entry.of].recalls += 1

    def _call_undone(self, entry: Entry) -> None:
        self._require(entry, "called")
        self._ended(entry, "undone")
        self._become(entry.of, "issued")

    def _ticket_arrived(self, entry: Entry) -> None:
        self._require(entry, "called")
        self._ended(entry, "arrived")
        self._become(entry.of, "serving")

    def _ticket_no_show(self, entry: Entry) -> None:
        self._require(entry, "called")
        self._ended(entry, "no_show")
        self._become(entry.of, "no_show")

    def _ticket_rejoined(self, entry: Entry) -> None:
        self._require(entry, "no_show")
        self._become(entry.of, "issued").position = entry.sequence

    def _ticket_held(self, entry: Entry) -> None:
        self._require(entry, "serving")
        self._become(entry.of, "held")

    def _ticket_resumed(self, entry: Entry) -> None:
        self._require(entry, "held")
        turno, counter = self.turnos[entry.of], plain(entry.payload["counter"])
        self._take_place(entry, turno, counter)
        self._become(entry.of, "serving").counter = counter

    def _ticket_served(self, entry: Entry) -> None:
        forgotten = {"held"} if entry.payload.get("by_supervisor") else set()
        self._require(entry, "serving", *forgotten)
        done = set(entry.payload["attended"])
        turno = self._become(entry.of, "served")
        turno.pending = [service for service in turno.pending if service not in done]

    def _ticket_sent_on(self, entry: Entry) -> None:
        self._require(entry, "issued", "called", "serving", "held")
        self._ended(entry, "transferred")
        turno = self._become(entry.of, "issued")
        turno.pending = entry.payload["services"]
        turno.reserved = plain(entry.payload.get("to_counter"))

    def _ticket_released(self, entry: Entry) -> None:
        self._require(entry, "issued")
        self.turnos[entry.of].reserved = ""

    def _ticket_cancelled(self, entry: Entry) -> None:
        self._require(entry, "issued")
        self._become(entry.of, "cancelled")

    def _ticket_expired(self, entry: Entry) -> None:
        self._require(entry, "issued", "held")
        self._become(entry.of, "expired")

    # ------------------------------------------------------------------ cases

    def _case_opened(self, entry: Entry) -> None:
        number = entry.payload["number"]
        _, year, counted, _ = number.split("-")
        count, last = int(counted), self.case_numbers.get(year, 0)
        if count <= last:
            self._bad("doubled", entry, f"the case number {number} was given already")
        elif count != last + 1:
            self._bad("gap", entry, f"the case number {number} follows {last}")
        self.case_numbers[year] = count
        self.cases[entry.of] = CaseTold(number)
        self._case(entry)

    def _requirement_marked(self, entry: Entry) -> None:
        told, case = entry.payload, self.cases[entry.of]
        case.marks[told["requirement"]] = told["verdict"]
        self._case(entry)

    def _case_returned(self, entry: Entry) -> None:
        self.returns.add((entry.of, entry.payload["submission"]))
        self._case(entry)

    def _case_resubmitted(self, entry: Entry) -> None:
        case, kept = self.cases[entry.of], set(entry.payload["kept"])
        case.marks = {number: said for number, said in case.marks.items() if number in kept}
        self._case(entry)

    def _case(self, entry: Entry) -> None:
        case = self.cases[entry.of]
        state = _CASE_STATES.get(entry.type, case.state)
        if entry.type in _CASE_STATES and state == case.state:
            self._bad("doubled", entry, f"{case.number} was {state} already")
        case.state = state
