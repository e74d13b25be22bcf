"""What each worker told, laid beside what the log holds of its workstation, action by action.

A worker's entries stand in the log in the order of its actions. Each action that was shown as
done has its transaction, whole and only once; one that was cut, or that the disk refused, has its
transaction or none; one that was refused in words has none. Whatever is left over was done twice,
or done without being asked for.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.torture.book import Entry, Fault, plain
from tests.torture.lines import FAILED, REFUSED, SHOWN, Deed
from tests.torture.replay import Replay

Item = tuple[str | int, ...]

_CASE_ENDS = ("case_opened", "case_begun", "case_resolved", "case_closed")
#: What an action always writes, and what it may write without showing it.
KINDS: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "enter": (("signed_in",), frozenset({"password_rehashed"})),
    "issue": (("ticket_issued",), frozenset({"day_opened"})),
    "register": (("person_registered",), frozenset()),
    "correct": (("person_corrected",), frozenset()),
    "entity": (("entity_registered",), frozenset()),
    "cancel": (("ticket_cancelled",), frozenset()),
    "rejoin": (("ticket_rejoined",), frozenset()),
    "open": (
        (),
        frozenset(
            {
                "counter_opened",
                "counter_closed",
                "counter_back",
                "counter_services_changed",
                "ticket_released",
            }
        ),
    ),
    "break": (("counter_break",), frozenset()),
    "back": (("counter_back",), frozenset()),
    "close": (("counter_closed",), frozenset({"ticket_released"})),
    "close_for": (("counter_closed",), frozenset({"ticket_released"})),
    "next": (("ticket_called",), frozenset()),
    "chosen": (("ticket_called",), frozenset()),
    "again": (("ticket_called_again",), frozenset()),
    "undo": (("call_undone",), frozenset()),
    "arrive": (("ticket_arrived",), frozenset()),
    "absent": (("ticket_no_show",), frozenset()),
    "hold": (("ticket_held",), frozenset()),
    "resume": (("ticket_resumed",), frozenset()),
    "finish": (("ticket_served",), frozenset()),
    "finish_next": (("ticket_served",), frozenset({"ticket_called"})),
    "send": (("ticket_sent_on",), frozenset({"ticket_expired", "notice_sent"})),
    "end": (("ticket_served",), frozenset({"notice_sent"})),
    "services": (
        ("counter_services_changed",),
        frozenset({"notice_sent", "ticket_released"}),
    ),
    "notice": (("notice_sent",), frozenset({"notice_sent"})),
    "read": (("notice_read",), frozenset()),
    "cover": (
        ("absence_covered",),
        frozenset(
            {
                "ticket_sent_on",
                "ticket_expired",
                "ticket_released",
                "counter_closed",
                "case_reassigned",
            }
        ),
    ),
    "support": (_CASE_ENDS, frozenset({"solution_proposed"})),
    "case_open": (("case_opened",), frozenset()),
    "mark": (("requirement_marked",), frozenset()),
    "give_back": (("case_returned",), frozenset()),
    "resubmit": (("case_resubmitted", "case_classified"), frozenset()),
    "complete": (("case_begun",), frozenset()),
    "step": (("step_done",), frozenset()),
    "refer": (("case_diagnosing", "case_referred"), frozenset()),
    "answered": (("case_answered",), frozenset()),
    "resolve": (("case_resolved",), frozenset({"solution_proposed"})),
    "close_case": (("case_closed",), frozenset()),
    "withdraw": (("case_withdrawn",), frozenset()),
    "reopen_case": (("case_reopened",), frozenset()),
    "reassign_case": (("case_reassigned",), frozenset()),
    "approve": (("solution_approved",), frozenset()),
    "close_day": (("day_closed",), frozenset({"ticket_expired", "case_lapsed"})),
    "reopen_day": (("day_reopened",), frozenset()),
    "count": ((), frozenset({"figures_counted"})),
}
#: What nobody leaves unsaid where it happened.
_SEEN = {"ticket_called", "ticket_expired", "ticket_sent_on", "counter_opened"}
#: What a refusal in words may write all the same: the term of a returned case was over.
_REFUSED_WRITES = {"TermOver"}
_LOOK_AHEAD = 50


@dataclass(frozen=True, slots=True)
class Match:
    """An action that was shown as done, and its place in the log."""

    begun: int
    ended: int
    first: int
    last: int


class Matching:
    """Lays actions beside transactions.

    Args:
        replay: has taken the whole log in.
        staff: user names by id.
        solutions: codes by id.

    Attributes:
        refused_yet_done: actions of which the program said that the disk refused them, and which
            are kept all the same: so many at least.
    """

    def __init__(self, replay: Replay, staff: dict[str, str], solutions: dict[str, str]) -> None:
        self._replay, self._staff, self._solutions = replay, staff, solutions
        self.faults: list[Fault] = []
        self.matches: list[Match] = []
        self.refused_yet_done = 0

    def worker(self, name: str, deeds: Sequence[Deed], done: Sequence[Sequence[Entry]]) -> None:
        """Lay the actions of one worker beside the transactions of its workstation."""
        # How far one can have come in the log, and with how many that the disk had refused.
        places = {0: 0}
        for deed in deeds:
            if deed.outcome == REFUSED and deed.error not in _REFUSED_WRITES:
                continue
            here = [place for place in places if self._fits(deed, done, place)]
            after = {place + 1: places[place] + (deed.outcome == FAILED) for place in here}
            if deed.outcome != SHOWN or not deed.shown:
                for place, refused in after.items():
                    places[place] = min(refused, places.get(place, refused))
            elif after:
                if len(places) == 1:
                    group = done[here[0]]
                    self.matches.append(
                        Match(deed.begun, deed.ended, group[0].sequence, group[-1].sequence)
                    )
                places = after
            else:
                places = {self._amiss(name, deed, done, max(places)): 0}
        self.refused_yet_done += places[max(places)]
        self._not_asked_for(name, done[max(places) :])

    def _amiss(self, name: str, deed: Deed, done: Sequence[Sequence[Entry]], place: int) -> int:
        """Tell what was shown and is not where it belongs; return where to go on."""
        for later in range(place, min(place + _LOOK_AHEAD, len(done))):
            if self._fits(deed, done, later):
                self._not_asked_for(name, done[place:later])
                return later + 1
        words = f"{name}: {deed.kind} {deed.number} showed {list(deed.shown)}, which is not kept"
        self.faults.append(Fault("lost", words))
        return place

    def _not_asked_for(self, name: str, done: Sequence[Sequence[Entry]]) -> None:
        for group in done:
            what = ", ".join(entry.type for entry in group)
            words = f"{name}: {what} at {group[0].sequence} was not asked for, or done twice"
            self.faults.append(Fault("doubled", words))

    def _fits(self, deed: Deed, done: Sequence[Sequence[Entry]], place: int) -> bool:
        if place >= len(done):
            return False
        group = done[place]
        types = Counter(entry.type for entry in group)
        if deed.outcome == REFUSED:
            return set(types) == {"case_lapsed"}
        always, besides = KINDS[deed.kind]
        needed = Counter(always)
        if needed - types or not set(types - needed) <= besides:
            return False
        if deed.outcome != SHOWN:
            return not deed.about or self._tells(group, deed.about)
        kept = Counter(item for entry in group if (item := self._item(entry)))
        said = Counter(item for item in deed.shown if item[0] != "slip")
        return not said - kept and {item[0] for item in kept - said} <= besides - _SEEN

    def _tells(self, group: Sequence[Entry], about: str) -> bool:
        """Tell whether a transaction is about what the intent named."""
        for entry in group:
            said = (entry.of, *entry.payload.values(), *self._item(entry))
            if plain(about) in {plain(value) for value in said}:
                return True
        return False

    def _item(self, entry: Entry) -> Item:
        """Return an entry as a person sees it; empty for what nobody is shown."""
        told, replay = entry.payload, self._replay
        if (
            entry.aggregate in {"ticket", "counter_session", "notice"}
            and entry.of not in replay.versions
        ):
            return (entry.type,)  # its beginning is gone
        match entry.aggregate:
            case "ticket":
                day, code = replay.names[entry.of]
                at = told.get("counter")
                where = () if at is None else (replay.counters[plain(at)],)
                return (entry.type, day, code, *where)
            case "counter_session":
                return (entry.type, replay.counters[replay.sessions[entry.of].counter])
            case "notice":
                return (entry.type, replay.counters[replay.notices[entry.of]])
            case "case" if entry.type == "requirement_marked":
                return (entry.type, told["number"], told["requirement"], told["verdict"])
            case "case":
                return (entry.type, told["number"])
            case "access":
                return (entry.type, self._staff[entry.actor])
            case "person":
                return (entry.type, told["document"])
            case "entity":
                return (entry.type, told["ruc"])
            case "queue_day":
                return (entry.type, told["day"])
            case "solution":
                return (entry.type, self._solutions[entry.of])
            case _:
                return (entry.type,)
