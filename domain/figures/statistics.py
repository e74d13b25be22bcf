"""Figures as they are asked for and told: of whom, by what, with what is missing beside them."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from uuid import UUID

from domain.day_figures import Spread
from domain.figures.facts import NOTHING, Counts, Fact, FactKey, Minutes, merged, total
from domain.figures.periods import Period, month_of, week_of
from domain.labels import Labelled


class Dim(StrEnum):
    """A part of a key by which facts can be kept apart."""

    SERVICE = "service"
    CHANNEL = "channel"
    COUNTER = "counter"
    STAFF = "staff"


class By(Labelled):
    """What figures are told by."""

    OFFICE = "office", "Oficina"
    SERVICE = "service", "Servicio"
    COUNTER = "counter", "Ventanilla"
    SPECIALIST = "staff", "Especialista"
    CHANNEL = "channel", "Canal"
    ENTITY = "entity", "Entidad"
    DAY = "day", "Día"
    WEEK = "week", "Semana"
    MONTH = "month", "Mes"


IN_TIME = frozenset({By.DAY, By.WEEK, By.MONTH})
"""Those whose lines follow each other in time."""
_DIMS = {
    By.SERVICE: Dim.SERVICE,
    By.CHANNEL: Dim.CHANNEL,
    By.COUNTER: Dim.COUNTER,
    By.SPECIALIST: Dim.STAFF,
}

Key = int | str | UUID | date | None
"""What a line is of: number of a service or counter, value of a channel, id of an office, of a
member of the staff (None: nobody) or of a public body, first day of a day, week or month."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Of which offices: the own (as it is made), another one that is known, or all of them."""

    office_id: UUID | None = None
    all: bool = False


OWN = Scope()
ALL = Scope(all=True)


@dataclass(frozen=True, slots=True)
class Filter:
    """Of whom only; an empty set leaves all."""

    services: frozenset[int] = frozenset()
    counters: frozenset[int] = frozenset()
    staff: frozenset[UUID | None] = frozenset()
    channels: frozenset[str] = frozenset()
    entities: frozenset[UUID] = frozenset()

    @property
    def dims(self) -> frozenset[Dim]:
        """What must be known of a fact to tell whether it is meant."""
        sets: tuple[tuple[Dim, frozenset[object]], ...] = (
            (Dim.SERVICE, frozenset(self.services)),
            (Dim.COUNTER, frozenset(self.counters)),
            (Dim.STAFF, frozenset(self.staff)),
            (Dim.CHANNEL, frozenset(self.channels)),
        )
        return frozenset(dim for dim, wanted in sets if wanted)

    def takes(self, key: FactKey) -> bool:
        """Tell whether what was counted of a key is meant."""
        return (
            (not self.services or key.service in self.services)
            and (not self.counters or key.counter in self.counters)
            and (not self.staff or key.staff in self.staff)
            and (not self.channels or key.channel in self.channels)
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        by: what the lines are of.
    """

    period: Period
    by: By = By.SERVICE
    scope: Scope = OWN
    only: Filter = Filter()

    @property
    def dims(self) -> frozenset[Dim]:
        """What must be kept apart to answer it."""
        own = _DIMS.get(self.by)
        return self.only.dims | (frozenset() if own is None else {own})


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted, with what follows from it; a share of nothing is None."""

    counts: Counts = NOTHING
    waits: Minutes = ()
    attentions: Minutes = ()

    @property
    def wait(self) -> Spread:
        """Minutes waited, as whole minutes."""
        return spread_of(self.waits)

    @property
    def attention(self) -> Spread:
        """Minutes attended, as whole minutes."""
        return spread_of(self.attentions)

    @property
    def on_time(self) -> float | None:
        """Of the answers with a promised time, those within it: 0 to 1."""
        return share(self.counts.on_time, self.counts.promised)

    @property
    def return_rate(self) -> float | None:
        """Times a case was handed back, for each case opened: 1 is as many."""
        return share(self.counts.returned, self.counts.opened)

    @property
    def no_show_rate(self) -> float | None:
        """Of the calls answered or not, those that nobody answered: 0 to 1."""
        return share(self.counts.no_shows, self.counts.calls + self.counts.no_shows)

    @property
    def lost_rate(self) -> float | None:
        """Of the turnos attended, the visits lost for lack of documents: 0 to 1."""
        return share(self.counts.lost, self.counts.served)

    @property
    def satisfaction(self) -> float | None:
        """Of the answers given, those of 4 and 5: 0 to 1."""
        given = self.counts
        return share(given.score4 + given.score5, answers(given))

    @property
    def reply_rate(self) -> float | None:
        """Of the people asked, those who answered: 0 to 1."""
        return share(self.counts.replied, self.counts.asked)

    @property
    def answer_minutes(self) -> float | None:
        """Mean minutes from the beginning of the promised time to the answer."""
        return share(self.counts.answer_minutes, self.counts.promised)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was counted."""
        return self.counts == NOTHING


def answers(counts: Counts) -> int:
    """Return how many said how it went."""
    return counts.score1 + counts.score2 + counts.score3 + counts.score4 + counts.score5


def share(part: int, whole: int) -> float | None:
    """Return ``part`` of ``whole``, None where there is none."""
    return part / whole if whole else None


def spread_of(minutes: Minutes) -> Spread:
    """Return the middle, and what 95 of 100 do not exceed, as ``day_figures.spread`` does."""
    number = sum(count for _, count in minutes)
    if not number:
        return Spread()
    low, high, most = (number - 1) // 2, number // 2, math.ceil(number * 0.95) - 1
    middle = (_at(minutes, low) + _at(minutes, high)) / 2
    return Spread(middle, float(_at(minutes, most)))


def _at(minutes: Minutes, place: int) -> int:
    """Return the minutes of the one at a place, counted from 0, in their order."""
    ends = list(accumulate(count for _, count in minutes))
    return minutes[bisect_right(ends, place)][0]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer; ``label`` is what it is called on the screen."""

    key: Key
    label: str
    figures: Figures


class GapKind(Labelled):
    """What is missing of the figures."""

    NOT_COUNTED = "not_counted", "por contar"
    NOT_HEARD = "not_heard", "sin datos de la oficina"


@dataclass(frozen=True, slots=True)
class Gap:
    """Days of the period that the figures do not hold, or hold only in part.

    Attributes:
        office: its name.
        days: in their order.
        heard_at: of ``NOT_HEARD`` when the office was last heard of; None: never.
    """

    office: str
    kind: GapKind
    days: tuple[date, ...]
    heard_at: datetime | None = None

    @property
    def words(self) -> str:
        """As it is said beside the figures, without the moment."""
        number = len(self.days)
        first, last = self.days[0], self.days[-1]
        when = f"{first:%d/%m/%Y}" if number == 1 else f"{first:%d/%m/%Y} a {last:%d/%m/%Y}"
        days = "1 día" if number == 1 else f"{number} días"
        return f"{self.office}: {days} {self.kind.label} ({when})"


@dataclass(frozen=True, slots=True)
class KnownOffice:
    """Another office of which the centre told figures.

    Attributes:
        heard_at: until when the centre had heard of it, by this computer's clock.
        first_day, last_day: the first and last of which figures are here.
        names: of its staff, by their ids.
        due: days it had still to count, or that are still to come here: they lie before the first.
    """

    id: UUID
    code: str
    name: str
    heard_at: datetime | None = None
    first_day: date | None = None
    last_day: date | None = None
    names: Mapping[UUID, str] = field(default_factory=dict)
    due: int = 0

    def missing(self, period: Period, today: date) -> tuple[date, ...]:
        """Return the working days of a period after the last that is known, today included.

        Before the first that is known too, where the office has not counted them yet.

        Monday to Friday: an office that rests on Saturdays has not gone silent on them.
        """
        since = period.since if self.last_day is None else self.last_day + timedelta(days=1)
        parts = [period.cut(since, today)]
        if self.due and self.first_day is not None:
            parts.insert(0, period.cut(date.min, self.first_day - timedelta(days=1)))
        return tuple(
            day for part in parts if part is not None for day in part.days() if day.weekday() < 5
        )


@dataclass(frozen=True, slots=True)
class Statistics:
    """An answer.

    Attributes:
        total: of everything asked for.
        lines: by number, name or time; only those of which something was counted.
        gaps: what is missing; figures with any are provisional.
        live: today is in the period, counted until ``at``.
        at: when it was read.
    """

    question: Question
    total: Figures
    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    live: bool
    at: datetime

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps


@dataclass(frozen=True, slots=True)
class Dated:
    """A fact of an office; ``day`` is the day or first day of the month, None where it is summed."""

    office_id: UUID
    day: date | None
    fact: Fact


def figures_of(facts: Iterable[Fact]) -> Figures:
    """Return facts as one."""
    kept = list(facts)
    return Figures(
        total(kept),
        merged(fact.waits for fact in kept),
        merged(fact.attentions for fact in kept),
    )


def grouped(question: Question, facts: Iterable[Dated]) -> dict[Key, list[Fact]]:
    """Return the facts that are meant, by what the lines are of; not for public bodies."""
    found: dict[Key, list[Fact]] = {}
    for dated in facts:
        if question.only.takes(dated.fact.key):
            found.setdefault(_key(question.by, dated), []).append(dated.fact)
    return found


def _key(by: By, dated: Dated) -> Key:
    key = dated.fact.key
    match by:
        case By.SERVICE:
            return key.service
        case By.COUNTER:
            return key.counter
        case By.SPECIALIST:
            return key.staff
        case By.CHANNEL:
            return key.channel
        case By.OFFICE:
            return dated.office_id
        case _:
            assert dated.day is not None
            if by is By.WEEK:
                return week_of(dated.day).since
            return month_of(dated.day).since if by is By.MONTH else dated.day
