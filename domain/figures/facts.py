"""What is counted of one day, by service, channel, counter and specialist.

Every figure of the statistics and of the LOTAIP table is a sum of these. Each count stands on the
day on which it happened, on the clock of its office; ``closed`` alone goes by the calendar of
Guayaquil, as the law's table does.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from operator import add, attrgetter
from uuid import UUID

Minutes = tuple[tuple[int, int], ...]
"""How many took so many whole minutes: (minutes, how many), by minutes."""


@dataclass(frozen=True, slots=True)
class FactKey:
    """Of whom something is counted.

    Attributes:
        service: number of the service; of a turno the first that it asked for.
        channel: ``domain.catalogue.Channel`` value; turnos are in person.
        counter: number of the counter, 0 where it happened at none.
        staff: who did it; None where nobody of the staff did (a turno taken, an answer given).
    """

    service: int
    channel: str
    counter: int = 0
    staff: UUID | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted; every field is a number of times.

    Attributes:
        issued: turnos issued; ``priority`` of them with priority; ``cancelled``, ``expired`` as
            they ended.
        served: turnos attended, at their last counter, on the day of the turno, also where the
            attention ended on another.
        calls: calls that were answered; ``no_shows`` that nobody answered; ``rejoined`` of these
            whose person came back.
        out_of_turn: calls out of turn that were not undone.
        lost: visits lost for lack of documents: turnos served whose cases of that day, those
            withdrawn apart, were all handed back, and at least one was. One taken up again at
            the same visit went on.
        opened: cases opened, of the service that they are of now; ``returned`` times one was
            handed back.
        answered: answers; ``promised`` of them with a promised time, ``on_time`` within it;
            ``answer_minutes`` from the beginning of the promised time to the answer, summed.
        closed: first closings of cases (calendar of Guayaquil); ``refused`` of all closings
            without conformity.
        reopened, referred, lapsed, withdrawn: cases, times.
        asked: people asked how it went; ``replied`` of them answered, whenever.
        score1 to score5: answers given on the day, by their value.
    """

    issued: int = 0
    priority: int = 0
    cancelled: int = 0
    expired: int = 0
    served: int = 0
    calls: int = 0
    no_shows: int = 0
    rejoined: int = 0
    out_of_turn: int = 0
    lost: int = 0
    opened: int = 0
    returned: int = 0
    answered: int = 0
    promised: int = 0
    on_time: int = 0
    answer_minutes: int = 0
    closed: int = 0
    refused: int = 0
    reopened: int = 0
    referred: int = 0
    lapsed: int = 0
    withdrawn: int = 0
    asked: int = 0
    replied: int = 0
    score1: int = 0
    score2: int = 0
    score3: int = 0
    score4: int = 0
    score5: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Return both together."""
        return Counts(*map(add, _values(self), _values(other)))


COUNTED = tuple(field.name for field in fields(Counts))
"""The names of what is counted, in their order: the columns of the tables of figures."""
NOTHING = Counts()
_values = attrgetter(*COUNTED)


@dataclass(frozen=True, slots=True)
class Fact:
    """What was counted of one key.

    Attributes:
        waits: minutes from arrival, or rejoining, to the call that was answered.
        attentions: minutes from the person's arrival at the counter to the end.
    """

    key: FactKey
    counts: Counts = NOTHING
    waits: Minutes = ()
    attentions: Minutes = ()


class RankedKind:
    """What is counted by a key of its own, to be ranked."""

    FAULT = "fault"
    TOPIC = "topic"
    SYSTEM = "system"
    SOLUTION = "solution"


LONGEST_KEY = 90
"""Of what is ranked: with its day and service it names a row, which travels by at most 120 signs."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """How often something to be ranked happened on a day.

    Attributes:
        what: one of ``RankedKind``.
        key: of a fault ``requirement|verdict|reason|catalogue version``; of a topic its code; of
            a system its name; of a solution its code, or ``type:`` and its kind.
    """

    what: str
    service: int
    key: str
    count: int


@dataclass(frozen=True, slots=True)
class EntityFact:
    """What was counted of one public body and service on a day, or in a month.

    Attributes:
        visits: turnos issued to its people; the rest as in ``Counts``.
    """

    entity_id: UUID
    service: int
    visits: int = 0
    lost: int = 0
    opened: int = 0
    returned: int = 0
    answered: int = 0
    promised: int = 0
    on_time: int = 0
    closed: int = 0


OF_ENTITIES = tuple(field.name for field in fields(EntityFact))[2:]
"""The names of what is counted of public bodies, in their order: columns as well."""


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A day counted whole."""

    day: date
    facts: tuple[Fact, ...] = ()
    ranked: tuple[Ranked, ...] = ()
    entities: tuple[EntityFact, ...] = ()


def total(facts: Iterable[Fact]) -> Counts:
    """Return everything counted, summed."""
    rows = [_values(fact.counts) for fact in facts]
    return Counts(*map(sum, zip(*rows, strict=True))) if rows else NOTHING


def merged(many: Iterable[Minutes]) -> Minutes:
    """Return several histograms of minutes as one."""
    found: Counter[int] = Counter()
    for one in many:
        for minutes, count in one:
            found[minutes] += count
    return tuple(sorted(found.items()))


def summed(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield one fact for each key, in no order."""
    by_key: dict[FactKey, list[Fact]] = {}
    for fact in facts:
        by_key.setdefault(fact.key, []).append(fact)
    for key, same in by_key.items():
        if len(same) == 1:
            yield same[0]
        else:
            yield Fact(
                key,
                total(same),
                merged(one.waits for one in same),
                merged(one.attentions for one in same),
            )
