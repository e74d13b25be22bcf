"""An office, its counters, its hours and how its queue is ordered."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

WORKING_DAYS = frozenset(range(5))
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
"""Their names, Monday first, as Python counts them."""
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip

TRAINING_IMPRINT = "PRACTICA"
"""What stands in the place of an office's code on whatever training numbers and prints."""


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Local hours in which turnos are issued; ``weekdays`` counts Monday as 0."""

    opens: time = time(8)
    closes: time = time(17)
    weekdays: frozenset[int] = WORKING_DAYS

    def include(self, local: datetime) -> bool:
        """Tell whether turnos are issued at ``local``; equal hours mean all day long."""
        if local.weekday() not in self.weekdays:
            return False
        return self.opens == self.closes or self.opens <= local.time() < self.closes

    @property
    def words(self) -> str:
        """The hours as shown and printed: ``lunes a viernes, de 08:00 a 17:00``."""
        days = sorted(self.weekdays)
        if not days:
            return "sin horario de atención"
        names = [WEEKDAYS[day] for day in days]
        in_a_row = len(days) > 2 and days[-1] - days[0] == len(days) - 1
        when = f"{names[0]} a {names[-1]}" if in_a_row else ", ".join(names)
        if self.opens == self.closes:
            return f"{when}, todo el día"
        return f"{when}, de {self.opens:%H:%M} a {self.closes:%H:%M}"


@dataclass(frozen=True, slots=True)
class QueuePolicy:
    """How the queue is ordered and people are called.

    Constitution of Ecuador, art. 35-36: priority attention for people of 65 and more,
    pregnant women, disability, children, catastrophic illness and others. Within a kind the
    order is that of arrival (support procedure §3.4).

    Attributes:
        priority_first: priority turnos go first at any free counter; strict arrival if false.
        max_priority_in_a_row: how many may go ahead of waiting ordinary ones; None: no limit.
        recall_interval: shortest time between two calls of one turno.
        max_recalls: how often one may be called again.
        recalls_before_no_show: recalls without answer before "did not come".
        out_of_turn_needs_approval: a supervisor must allow a call out of turn.
    """

    priority_first: bool = True
    max_priority_in_a_row: int | None = None
    recall_interval: timedelta = timedelta(seconds=30)
    max_recalls: int = 2
    recalls_before_no_show: int = 2
    out_of_turn_needs_approval: bool = False


@dataclass(frozen=True, slots=True)
class SeriesRule:
    """Which letter a turno gets: by service where one is set, else by priority."""

    general: str = "A"
    priority: str = "P"
    by_service: tuple[tuple[int, str], ...] = ()

    def letter(self, services: tuple[int, ...], *, priority: bool) -> str:
        """Return the series for a turno of ``services``; the first service decides."""
        if priority:
            return self.priority
        return dict(self.by_service).get(services[0], self.general)


@dataclass(frozen=True, slots=True)
class Office:
    """A Centro de Servicios.

    ``day_begins`` is the local hour at which one day of the queue ends and the next begins:
    not midnight, so that nobody waiting at 23:59 is lost at 00:00.

    ``training`` marks the invented office in which people practise. It is set when the office is
    made and never changes; an office that does not say it is a real one.
    """

    id: UUID
    code: str
    name: str
    ministry: str
    address: str = ""
    timezone: str = "America/Guayaquil"
    hours: OpeningHours = field(default_factory=OpeningHours)
    policy: QueuePolicy = field(default_factory=QueuePolicy)
    series: SeriesRule = field(default_factory=SeriesRule)
    day_begins: time = time(4)
    target_wait_minutes: int = 30
    idle_lock_minutes: int = 10
    version: int = 1
    training: bool = False

    @property
    def imprint(self) -> str:
        """The code that printed turnos, numbers of cases and names of archives bear.

        In training another one, so that nothing of it is ever taken for the real office's.
        """
        return TRAINING_IMPRINT if self.training else self.code

    def local(self, moment: datetime) -> datetime:
        """Return ``moment`` on the office's clock."""
        return moment.astimezone(ZoneInfo(self.timezone))

    def day_of(self, moment: datetime) -> date:
        """Return the day of the queue that ``moment`` belongs to."""
        shift = timedelta(hours=self.day_begins.hour, minutes=self.day_begins.minute)
        return (self.local(moment) - shift).date()

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """Return the moments at which a day of the queue begins and ends, in UTC."""
        zone = ZoneInfo(self.timezone)
        begins, ends = (
            datetime.combine(which, self.day_begins, zone).astimezone(UTC)
            for which in (day, day + timedelta(days=1))
        )
        return begins, ends


@dataclass(frozen=True, slots=True)
class Counter:
    """A place where people are served; ``services`` are those it can be opened for."""

    id: UUID
    office_id: UUID
    number: int
    services: frozenset[int]
    has_kit: bool = False
    active: bool = True
    version: int = 1
