"""A day of the queue shown again, minute by minute, as the log tells it.

The minutes of a replay go by the order of the log, not by the clock: where the office's clock was
set back in the middle of the day, the minutes go on and the clock's reading jumps.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from domain.contingency import Fate
from domain.figures.replay_hall import Play
from domain.figures.replay_seen import (
    PAPER_BEGAN,
    PAPER_CAME,
    PAPER_ENDED,
    PAPER_LEFT,
    Hall,
    Happening,
    Told,
)
from domain.offices import QueuePolicy

EVERY = 64
"""So many happenings lie between two moments that are kept: the most that a step plays again."""
SLIGHT = timedelta(minutes=1)
"""A clock set back by less is a clock put right: the minutes stand still until it has caught up."""
_MINUTE = timedelta(minutes=1)
_NO_TIME = timedelta(0)


class MarkKind(StrEnum):
    """What is worth finding on a day."""

    OUT_OF_TURN = "out_of_turn"
    NO_SHOW = "no_show"
    BREAK = "break"
    CLOSED = "closed"
    CLOCK = "clock"
    PEAK = "peak"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where on the day something notable is."""

    minute: int
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class SetBack:
    """The office's clock was set back.

    Attributes:
        at: what it read before; ``by`` how far it went back.
    """

    minute: int
    at: datetime
    by: timedelta


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of the day by one clock: its reading plus ``ahead`` is the day's own time."""

    begins: datetime
    ahead: timedelta


class Replay:
    """A day that can be looked at at any minute.

    Args:
        happenings: of the day, by the order of the log.
        bounds: when that day of the queue began and ended. What happened to its turnos after it
            is not on the day: it is ``later``.
        policy: the order of the queue when the day began.
        until: the present moment where the day still goes on.
    """

    def __init__(
        self,
        happenings: Iterable[Happening],
        bounds: tuple[datetime, datetime],
        policy: QueuePolicy,
        until: datetime | None = None,
    ) -> None:
        on_day, after = _split(list(happenings), bounds)
        self._segments = [_Segment(datetime.min.replace(tzinfo=UTC), _NO_TIME)]
        placed, steps = self._placed(on_day, bounds)
        for late in after:
            placed += self._of_sheet(late, None)
        placed.sort(key=lambda pair: (pair[0], pair[1].sequence))
        self._begins = _whole(placed[0][0]) if placed else bounds[0]
        self._minutes = [self._minute(at) for at, _ in placed]
        self._happenings = [one for _, one in placed]
        last = self._minutes[-1] if placed else -1
        if until is not None and placed:
            last = max(last, self._minute(until + self._segments[-1].ahead))
        self.minutes = last + 1
        """How many minutes the day has; 0 where nothing happened."""
        self.set_back = tuple(
            SetBack(self._minute(segment.begins), one.at, one.by)
            for segment, one in zip(self._segments[1:], steps, strict=True)
        )
        """Where the clock went back by a minute or more."""
        self._play_all(policy)
        self.later = tuple(self._last.take(one) for one in after if one.type != "ticket_entered")
        """What became of its turnos and counters after the day."""
        self.unknown = sum(each.told is None for each in [*on_day, *after])
        """So many operations no longer tell what happened."""

    def __len__(self) -> int:
        """Return how many things happened."""
        return len(self._happenings)

    def at(self, minute: int) -> Hall:
        """Return the hall at the end of a minute, from 0."""
        return self.after(bisect_right(self._minutes, minute))

    def after(self, count: int) -> Hall:
        """Return the hall after so many happenings."""
        place = count // EVERY
        play = self._kept[place].copy()
        for one in self._happenings[place * EVERY : count]:
            play.take(one)
        return play.hall()

    def final(self) -> Hall:
        """Return the hall after all that became of the day's turnos, also later."""
        return self._last.hall()

    def told(self, minute: int) -> Sequence[Told]:
        """Return what happened in a minute, in its order."""
        first, last = bisect_right(self._minutes, minute - 1), bisect_right(self._minutes, minute)
        return self._told[first:last]

    def clock(self, minute: int) -> datetime:
        """Return what the office's clock read when a minute began."""
        moment = self._begins + minute * _MINUTE
        ends = moment + _MINUTE
        ahead = [one.ahead for one in self._segments if one.begins < ends][-1]
        return moment - ahead

    def next_event(self, minute: int) -> int | None:
        """Return the next minute in which anything happened, or None."""
        place = bisect_right(self._minutes, minute)
        return self._minutes[place] if place < len(self._minutes) else None

    def previous_event(self, minute: int) -> int | None:
        """Return the last minute before one in which anything happened, or None."""
        place = bisect_right(self._minutes, minute - 1)
        return self._minutes[place - 1] if place else None

    # ------------------------------------------------------------------ reading

    def _minute(self, at: datetime) -> int:
        return (at - self._begins) // _MINUTE

    def _placed(
        self, on_day: Sequence[Happening], bounds: tuple[datetime, datetime]
    ) -> tuple[list[tuple[datetime, Happening]], list[SetBack]]:
        """Return each happening with when it was by the day's own time, which never goes back.

        And where the clock did.
        """
        placed: list[tuple[datetime, Happening]] = []
        sheets: list[tuple[datetime, Happening]] = []
        now, read, ahead = bounds[0], bounds[0], _NO_TIME
        steps: list[SetBack] = []
        for one in on_day:
            # A clock that was in another day for a while tells nothing of this day's hours.
            if bounds[0] <= one.at < bounds[1]:
                back = now - (one.at + ahead)
                if back >= SLIGHT:
                    steps.append(SetBack(0, read, read - one.at))
                    ahead += back
                    self._segments.append(_Segment(now, ahead))
                now, read = max(now, one.at + ahead), one.at
            (sheets if one.type == "ticket_entered" else placed).append((now, one))
        for entered, one in sheets:
            placed += self._of_sheet(one, entered)
        return placed, steps

    def _of_sheet(
        self, one: Happening, entered: datetime | None
    ) -> Iterable[tuple[datetime, Happening]]:
        """Yield what a line of the sheet tells, at the hours written on it.

        Args:
            entered: when it was entered, by the day's own time; None: after the day.
        """
        if one.type != "ticket_entered" or one.told is None:
            return
        told = one.told
        counter = {"counter": told["counter"]}
        lines = [(PAPER_CAME, told["arrived"], told)]
        match told["fate"]:
            case Fate.ATTENDED:
                lines += [(PAPER_BEGAN, told["from"], counter), (PAPER_ENDED, told["to"], counter)]
            case Fate.LEFT:
                lines += [(PAPER_LEFT, told["arrived"], {})]
            case _:
                pass
        for kind, written, what in lines:
            at = datetime.fromisoformat(written)
            own = self._own_time(at)
            if entered is not None:
                own = min(own, entered)
            yield own, replace(one, type=kind, at=at, told=what)

    def _own_time(self, written: datetime) -> datetime:
        """Return an hour that somebody wrote by the day's own time, the earliest it can be."""
        following = [one.begins for one in self._segments[1:]]
        for segment, ends in zip(self._segments, following, strict=False):
            if written + segment.ahead < ends:
                return written + segment.ahead
        return written + self._segments[-1].ahead

    # ------------------------------------------------------------------ playing

    def _play_all(self, policy: QueuePolicy) -> None:
        play = Play(policy, [])
        self._kept = [play.copy()]
        self._told: list[Told] = []
        waiting = [0] * self.minutes
        filled, people = 0, 0
        for count, (minute, one) in enumerate(zip(self._minutes, self._happenings, strict=True), 1):
            waiting[filled:minute] = [people] * (minute - filled)
            self._told.append(play.take(one))
            people, filled = play.waiting, minute
            if count % EVERY == 0:
                self._kept.append(play.copy())
        waiting[filled:] = [people] * (self.minutes - filled)
        self.waiting: Sequence[int] = waiting
        """How many waited at the end of each minute."""
        self.peak = waiting.index(max(waiting)) if any(waiting) else None
        """The first minute at which most people waited; None where nobody ever did."""
        self.marks = tuple(self._marks())
        """What is notable, by minute."""
        self._last = play

    def _marks(self) -> Iterable[Mark]:
        found = [Mark(one.minute, MarkKind.CLOCK) for one in self.set_back]
        for minute, one in zip(self._minutes, self._told, strict=True):
            kind = MarkKind.OUT_OF_TURN if one.out_of_turn else _MARKED.get(one.type)
            if kind is not None:
                found.append(Mark(minute, kind))
        if self.peak is not None:
            found.append(Mark(self.peak, MarkKind.PEAK))
        return sorted(set(found), key=lambda mark: (mark.minute, mark.kind))


_MARKED = {
    "ticket_no_show": MarkKind.NO_SHOW,
    "counter_break": MarkKind.BREAK,
    "day_closed": MarkKind.CLOSED,
}


def _split(
    happenings: list[Happening], bounds: tuple[datetime, datetime]
) -> tuple[list[Happening], list[Happening]]:
    """Return what is of the day, and what came after its last hour."""
    last = max(
        (place for place, one in enumerate(happenings) if bounds[0] <= one.at < bounds[1]),
        default=-1,
    )
    return happenings[: last + 1], happenings[last + 1 :]


def _whole(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
