"""The monthly table of services of the LOTAIP: what it tells, and how its figures are counted.

Source: Ley Orgánica de Transparencia y Acceso a la Información Pública, art. 7, letter d), and the
ministry's own published tables. Served: cases closed for the first time in the month, by the
calendar of Guayaquil. Cumulative: from January to that month. Satisfaction: the share of 4 and 5
among the answers of the month. See docs/decisions/0127-the-lotaip-table.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.calendar import Calendar
from domain.errors import InvalidInput, KnownError
from domain.figures.law import law_bounds, law_day
from domain.offices import MONTHS
from domain.text import clean_text

ALL = "*"
"""The scope of a table of all offices; else it is the code of an office."""
DUE_DAY = 10
"""By this day of the next month, or the next working day, a month's table is to be published."""
MOST = 9_999_999
"""No figure of a month or a year is larger."""
FIRST_YEAR = 2004
"""No table is older than the law."""
HOLDER_LIMIT = 120


class FutureMonth(InvalidInput):
    """A month that has not begun."""

    what = "Ese mes todavía no empieza."
    todo = "Elija un mes anterior."


class MonthNotOver(KnownError):
    """The table of a month is published once the month is over."""

    def __init__(self, month: date) -> None:
        super().__init__(
            f"{month_words(month).capitalize()} todavía no termina.",
            kept="No se publicó nada.",
            todo=f"Publíquelo desde el {next_month(month):%d/%m/%Y}.",
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """The three figures of a service.

    Attributes:
        served: people served in the month.
        cumulative: from January to that month.
        satisfaction: whole per cent; None where nobody answered.
    """

    served: int = 0
    cumulative: int = 0
    satisfaction: int | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """The figures of a service in an old table that was taken over: counting goes on from there.

    Attributes:
        scope: code of an office, or ``ALL``.
        month: its first day.
        source: the file it was read from.
    """

    id: UUID
    office_id: UUID
    scope: str
    month: date
    service: int
    figures: Figures
    source: str
    confirmed_by: UUID
    confirmed_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for the table: its last lines.

    Attributes:
        unit: that has the information; ``person`` in charge of it.
        version: counts up; 0 where nobody has filled it in.
    """

    unit: str = ""
    person: str = ""
    email: str = ""
    phone: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A service of the table.

    Attributes:
        service: its number.
        texts: what the catalogue says of it, by the names of ``TEXTS``.
    """

    service: int
    texts: Mapping[str, str]
    figures: Figures = Figures()


TEXTS = (
    "name", "short", "description", "how_to", "requirements", "procedure", "hours", "cost", "response",
    "beneficiaries", "offices", "addresses", "channels", "form",
)  # fmt: skip
"""What is told of a service in words."""
FIGURES = ("served", "cumulative", "satisfaction")
"""What is told of it in figures."""


@dataclass(frozen=True, slots=True)
class LotaipTable:
    """The table of a month.

    Attributes:
        scope: code of the office, or ``ALL``; ``whose`` in words.
        catalogue: number of the version that its texts are of.
        number: 0 until it is published; then 1, and more for later issues of the month.
        marks: what its figures lack; such a table is provisional.
        notes: what whoever publishes it should know besides.
    """

    month: date
    scope: str
    whose: str
    lines: tuple[Line, ...]
    holder: Holder = Holder()
    catalogue: int = 0
    number: int = 0
    marks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def provisional(self) -> bool:
        """Whether its figures may still change."""
        return bool(self.marks)

    @property
    def updated(self) -> date:
        """The date of the information: the last day of the month."""
        return last_day(self.month)

    @property
    def total(self) -> Figures:
        """What the lines come to; satisfaction has no sum."""
        return Figures(
            sum(line.figures.served for line in self.lines),
            sum(line.figures.cumulative for line in self.lines),
        )


@dataclass(frozen=True, slots=True)
class Issue:
    """A table as it was published.

    Attributes:
        number: of the issue of that month, from 1.
    """

    id: UUID
    office_id: UUID
    table: LotaipTable
    number: int
    issued_by: UUID
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is counted otherwise now than it was published; None: it was not there."""

    service: int
    figure: str
    published: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class Score:
    """How many answers of a month were given, and how many of them were 4 or 5."""

    good: int = 0
    answers: int = 0

    def __add__(self, other: "Score") -> "Score":
        """Return both together."""
        return Score(self.good + other.good, self.answers + other.answers)

    @property
    def percent(self) -> int | None:
        """The share in whole per cents, half a per cent up; None where nobody answered."""
        return (200 * self.good + self.answers) // (2 * self.answers) if self.answers else None


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of a year up to a month, and what was taken over.

    Attributes:
        served: how many, by month (its first day) and service.
        scores: answers of the month alone, by service.
        openings: of the year, by month and service.
    """

    served: Mapping[tuple[date, int], int] = field(default_factory=dict)
    scores: Mapping[int, Score] = field(default_factory=dict)
    openings: Mapping[tuple[date, int], Figures] = field(default_factory=dict)

    def services(self) -> set[int]:
        """Return the services that something is told of."""
        return {service for _, service in (*self.served, *self.openings)} | set(self.scores)

    def figures(self, month: date, service: int) -> Figures:
        """Return the figures of a service.

        A month taken over is told as the old table told it, and later months count on from its
        cumulative figure. By its making the cumulative never falls within a year.
        """
        opening = self.openings.get((month, service))
        if opening is not None:
            served, satisfaction = opening.served, opening.satisfaction
        else:
            score = self.scores.get(service, Score())
            served, satisfaction = self.served.get((month, service), 0), score.percent
        return Figures(served, self.cumulative(month, service), satisfaction)

    def cumulative(self, month: date, service: int) -> int:
        """Return how many were served from January to the end of ``month``."""
        so_far = 0
        for one in months_to(month):
            opening = self.openings.get((one, service))
            if opening is None:
                so_far += self.served.get((one, service), 0)
            else:
                so_far = max(opening.cumulative, so_far)
        return so_far


def month_of(moment: datetime) -> date:
    """Return the month of a moment by the calendar of Guayaquil: its first day."""
    return law_day(moment).replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month + timedelta(31)).replace(day=1)


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return (month - timedelta(1)).replace(day=1)


def last_day(month: date) -> date:
    """Return the last day of a month."""
    return next_month(month) - timedelta(1)


def months_to(month: date) -> tuple[date, ...]:
    """Return the months from January to ``month``."""
    return tuple(date(month.year, number, 1) for number in range(1, month.month + 1))


def month_words(month: date) -> str:
    """Return ``octubre de 2026``."""
    return f"{MONTHS[month.month - 1]} de {month.year}"


def bounds(month: date) -> tuple[datetime, datetime]:
    """Return the moments at which a month begins and ends in Guayaquil, in UTC."""
    return law_bounds(month, last_day(month))


def due_on(month: date, calendar: Calendar, place: str) -> date:
    """Return until when the table of ``month`` is to be published.

    The 10th of the next month, or the next working day of the office's place.
    """
    day = next_month(month).replace(day=DUE_DAY)
    while not calendar.is_working(day, (place,)):
        day += timedelta(1)
    return day


def differences(published: LotaipTable, now: LotaipTable) -> tuple[Difference, ...]:
    """Return the figures that are counted otherwise now than they were published."""
    found: list[Difference] = []
    before = {line.service: line.figures for line in published.lines}
    after = {line.service: line.figures for line in now.lines}
    for service in sorted({*before, *after}):
        for name in FIGURES:
            told = getattr(before[service], name) if service in before else None
            counted = getattr(after[service], name) if service in after else None
            if told != counted:
                found.append(Difference(service, name, told, counted))
    return tuple(found)


def check_opening(service: int, figures: Figures) -> Figures:
    """Return the figures of an old table as they may be taken over.

    Raises:
        InvalidInput: one is below 0 or too large, more were served in the month than in the year,
            or the share is over 100.
    """
    where = f"Servicio {service}"
    for name, value in (("el mes", figures.served), ("el acumulado", figures.cumulative)):
        if not 0 <= value <= MOST:
            raise InvalidInput(f"{where}: {name} no es una cifra posible.", todo="Corríjala.")
    if figures.served > figures.cumulative:
        raise InvalidInput(
            f"{where}: en el mes hay más que en el acumulado.", todo="Corrija una de las dos."
        )
    if figures.satisfaction is not None and not 0 <= figures.satisfaction <= 100:
        raise InvalidInput(f"{where}: la satisfacción va de 0 a 100.", todo="Corríjala.")
    return figures


def clean_holder(wanted: Holder) -> Holder:
    """Return who answers for the table as it is kept: checked, and of the next version.

    Raises:
        InvalidInput: part of it cannot be used.
    """
    address = clean_text(wanted.email, label="Correo electrónico", limit=HOLDER_LIMIT)
    name, at, place = address.partition("@")
    if address and not (name and at and "." in place and " " not in address):
        raise InvalidInput("El correo electrónico no está completo.", todo="Corríjalo.")
    return Holder(
        clean_text(wanted.unit, label="Unidad poseedora", limit=HOLDER_LIMIT, required=True),
        clean_text(wanted.person, label="Responsable", limit=HOLDER_LIMIT, required=True),
        address,
        clean_text(wanted.phone, label="Teléfono", limit=HOLDER_LIMIT),
        wanted.version + 1,
    )


def summed(many: Iterable[Mapping[tuple[date, int], int]]) -> dict[tuple[date, int], int]:
    """Return what several offices counted, together."""
    sums: dict[tuple[date, int], int] = {}
    for one in many:
        for key, count in one.items():
            sums[key] = sums.get(key, 0) + count
    return sums
