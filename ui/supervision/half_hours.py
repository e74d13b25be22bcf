"""The day by half hours: who arrived, who was attended, and what is usual on that weekday."""

from dataclasses import dataclass
from datetime import datetime

from desktop.usecases.supervision import SupervisionBoard
from domain.day_figures import SLOT_MINUTES, SLOTS, by_half_hour, slot_clock, slot_of
from ui.supervision.words import count_words, number_words, weekday_words
from ui.widgets.walked import axis


@dataclass(frozen=True, slots=True)
class HalfHour:
    """Half an hour of the day.

    Attributes:
        slot: as ``domain.day_figures.Slot.slot``.
        clock: when it begins; ``ends`` when it ends.
        served: attentions that ended in it.
        usual: arrivals of the last closed days of the weekday, their mean; None without any.
        now: it is going on.
    """

    slot: int
    clock: str
    ends: str
    arrivals: int
    served: int
    usual: float | None
    now: bool

    @property
    def key(self) -> int:
        """It is the same half hour however the day goes on."""
        return self.slot

    @property
    def words(self) -> str:
        """Both figures, and what is usual, in a line."""
        said = [
            f"{self.clock} a {self.ends}",
            count_words(self.arrivals, "llegada"),
            count_words(self.served, "atención", "atenciones"),
        ]
        if self.usual is not None:
            said.append(f"llegadas habituales {number_words(self.usual)}")
        return " · ".join(said)


@dataclass(frozen=True, slots=True)
class DayChart:
    """The day as it is drawn.

    Attributes:
        halves: from the first to the last, opening hours at least.
        habit: of which weekday the usual is, ``los viernes``; empty without earlier days.
        steps: the figures of the lines across, from zero; the last is not below any bar.
    """

    halves: tuple[HalfHour, ...] = ()
    habit: str = ""
    steps: tuple[int, ...] = (0, 1)

    @property
    def words(self) -> str:
        """The whole day in a line."""
        arrivals = sum(half.arrivals for half in self.halves)
        served = sum(half.served for half in self.halves)
        said = [
            count_words(arrivals, "llegada"),
            count_words(served, "atención", "atenciones"),
        ]
        busiest = max(self.halves, key=lambda half: half.arrivals, default=None)
        if busiest is not None and busiest.arrivals:
            said.append(f"más llegadas: {busiest.clock}")
        return " · ".join(said)


def day_chart(board: SupervisionBoard, now: datetime) -> DayChart:
    """Return the day by half hours, as at ``now``."""
    office = board.office
    counted = by_half_hour(board.counted.slots)
    usual = dict(board.usual.arrivals)
    begins = _slot(office.day_begins.hour, office.day_begins.minute)
    opens = _slot(office.hours.opens.hour, office.hours.opens.minute)
    closes = _slot(office.hours.closes.hour, office.hours.closes.minute, up=True)
    # The day of the queue does not begin at midnight: its half hours are placed from there.
    places = {(slot - begins) % SLOTS for slot in (*counted, *usual)}
    if opens != closes % SLOTS:
        places |= {(opens - begins) % SLOTS, (closes - 1 - begins) % SLOTS}
    if not places:
        places = {0, SLOTS - 1}
    at = slot_of(office.local(now)) if office.day_of(now) == board.day else None
    halves = tuple(
        HalfHour(
            slot,
            slot_clock(slot),
            slot_clock(slot + 1),
            *counted.get(slot, (0, 0)),
            usual.get(slot, 0.0) if board.usual.days else None,
            slot == at,
        )
        for place in range(min(places), max(places) + 1)
        for slot in [(place + begins) % SLOTS]
    )
    most = max(max(half.arrivals, half.served, half.usual or 0) for half in halves)
    habit = weekday_words(board.day.weekday()) if board.usual.days else ""
    return DayChart(halves, habit, axis(most))


def _slot(hour: int, minute: int, *, up: bool = False) -> int:
    minutes = hour * 60 + minute
    return -(-minutes // SLOT_MINUTES) if up else minutes // SLOT_MINUTES
