"""One figure as it is drawn: by groups or through time, or what happened most."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from desktop.usecases.figures.compared import Compared, Rankings
from domain.figures.periods import Period, day_of, month_of, week_of
from domain.figures.statistics import IN_TIME, By, Figures, Key
from domain.offices import MONTHS
from ui.figures.statistics.figures import Figure, Kind, Unit
from ui.figures.statistics.state import OftenKey, Row, has_lists, period_words, row_of, value_of
from ui.figures.statistics.words import change, full, number
from ui.widgets.charts import ChartMark

MOST_BARS = 60
"""So many groups are drawn; the rest is among the numbers."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class _Group:
    """One group of a figure; None where a period does not reach it, or nobody worked then."""

    key: Key
    label: str
    short: str
    now: Figures | None
    before: Figures | None


def _unless_nothing(marks: Iterable[ChartMark]) -> tuple[ChartMark, ...]:
    """Return what is drawn; nothing where no figure has anything, now or before."""
    drawn = tuple(marks)
    return drawn if any(mark.value or mark.before for mark in drawn) else ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """One figure by groups, as it is drawn and as numbers.

    Attributes:
        by: the words of how it is grouped; empty where it cannot be grouped otherwise.
        now, before: the periods, as the legend has them.
        mends: its groups are causes, against each of which something can be done here.
    """

    heading: str
    summary: str
    is_line: bool
    unit: str
    marks: tuple[ChartMark, ...]
    rows: tuple[Row, ...]
    by: str
    now: str
    before: str
    empty: str
    mends: bool = False


def drawing(compared: Compared, figure: Figure, rankings: Rankings | None = None) -> Drawing:
    """Return a figure as it is drawn.

    Args:
        rankings: of a ranking, what was read of it; None while it is read.
    """
    looked, kind = compared.looked, figure.kind
    now = period_words(looked.period, compared.today)
    before = period_words(compared.before.question.period, compared.today)
    empty = f"«{kind.label}»: no hay datos en este período."
    if kind.ranked is not None:
        marks: tuple[ChartMark, ...] = ()
        rows: tuple[Row, ...] = ()
        told = "Un momento."
        if rankings is not None:
            rows = tuple(_often(rankings))
            marks = tuple(_often_marks(rankings))
            told = _told(kind, rankings.now.total, rankings.before.total)
        mends = bool(rows) and has_lists(looked)
        return Drawing(kind.label, told, False, "", marks, rows, "", now, before, empty, mends)
    line = looked.by in IN_TIME
    groups = tuple(_in_time(compared)) if line else _in_order(kind, _apart(compared))
    return Drawing(
        f"{kind.label}, por {looked.by.label.lower()}",
        _told(kind, kind.value(compared.total), kind.value(compared.total_before)),
        line,
        {Unit.SHARE: " %", Unit.MINUTES: " min", Unit.HOURS: " h"}.get(kind.unit, "")
        if line
        else "",
        _unless_nothing(
            _mark(compared, kind, one) for one in groups[: None if line else MOST_BARS]
        ),
        tuple(row_of(compared, kind, one.key, one.label, one.now, one.before) for one in groups),
        f"Por {looked.by.label.lower()}",
        now,
        before,
        empty,
    )


def _often(rankings: Rankings) -> Iterator[Row]:
    earlier = {line.key: line for line in rankings.before.lines}
    there = {line.key for line in rankings.now.lines}
    gone = [replace(line, count=0) for line in rankings.before.lines if line.key not in there]
    for line in (*rankings.now.lines, *gone):
        before = earlier[line.key].count if line.key in earlier else 0
        yield Row(
            OftenKey(line.key, line.service, line.raw),
            f"{line.label} ({line.detail})" if line.detail else line.label,
            number(line.count),
            number(before),
            change(TIMES, line.count, before),
            bool(line.count) and has_lists(rankings.looked),
            line.count,
            before,
        )


def _often_marks(rankings: Rankings) -> Iterator[ChartMark]:
    counts = {line.key: line.count for line in rankings.now.lines}
    before = {line.key: line.count for line in rankings.before.lines}
    short = {line.key: line.label for line in (*rankings.before.lines, *rankings.now.lines)}
    for row in islice(_often(rankings), MOST_BARS):
        assert isinstance(row.key, OftenKey)
        key = row.key.key
        words = f"{row.label}: {_told(TIMES, counts.get(key, 0), before.get(key, 0))}"
        yield ChartMark(
            row.key, short[key], counts.get(key, 0), before.get(key, 0), row.now, words, row.opens
        )


TIMES = Kind("")


def _told(kind: Kind, now: float | None, before: float | None) -> str:
    said = [full(kind, now), f"antes {full(kind, before)}"]
    differs = change(kind, now, before)
    return " · ".join([*said, differs] if differs else said)


def _mark(compared: Compared, kind: Kind, group: _Group) -> ChartMark:
    value, before = value_of(kind, group.now), value_of(kind, group.before)
    row = row_of(compared, kind, group.key, group.label, group.now, group.before)
    words = f"{group.label}: {_told(kind, value, before)}"
    return ChartMark(group.key, group.short, value, before, row.now, words, row.opens)


def _apart(compared: Compared) -> Iterator[_Group]:
    now = {line.key: line for line in compared.now.lines}
    before = {line.key: line for line in compared.before.lines}
    for key in {**now, **before}:
        line, earlier = now.get(key), before.get(key)
        label = (line or before[key]).label
        yield _Group(
            key,
            label,
            label,
            NOTHING if line is None else line.figures,
            NOTHING if earlier is None else earlier.figures,
        )


NOTHING = Figures()


def _in_order(kind: Kind, groups: Iterable[_Group]) -> tuple[_Group, ...]:
    """Return groups as they are drawn: the largest first, without those that have none."""

    def size(group: _Group) -> tuple[float, float, str]:
        return -(value_of(kind, group.now) or 0), -(value_of(kind, group.before) or 0), group.label

    def is_told(group: _Group) -> bool:
        both = value_of(kind, group.now), value_of(kind, group.before)
        return any(both) or (kind.stays and both != (None, None))

    return tuple(sorted(filter(is_told, groups), key=size))


def _in_time(compared: Compared) -> Iterator[_Group]:
    looked = compared.looked
    now = {line.key: line.figures for line in compared.now.lines}
    before = {line.key: line.figures for line in compared.before.lines}
    earlier = _begins(looked.by, compared.before.question.period)
    for place, begins in enumerate(_begins(looked.by, looked.period)):
        there = None
        if place < len(earlier):
            there = before.get(earlier[place], _unless_rested(looked.by, earlier[place]))
        figures = now.get(begins, _unless_rested(looked.by, begins))
        if begins > compared.today:
            figures = None
        yield _Group(begins, *_dates(looked.by, begins), figures, there)


def _unless_rested(by: By, day: date) -> Figures | None:
    """Return no figures for a weekend on which nothing was done: a line does not fall for it."""
    return None if by is By.DAY and day.weekday() >= _SATURDAY else NOTHING


def _begins(by: By, period: Period) -> list[date]:
    """Return the first days of the days, weeks or months of a period, in their order."""
    of = {By.WEEK: week_of, By.MONTH: month_of}.get(by, day_of)
    return list(dict.fromkeys(of(day).since for day in period.days()))


def _dates(by: By, day: date) -> tuple[str, str]:
    """Return a date in full, and as it is written below a line."""
    month = MONTHS[day.month - 1]
    match by:
        case By.MONTH:
            return f"{month} de {day.year}", f"{month[:3]} {day:%y}"
        case By.WEEK:
            return f"Semana del {day:%d/%m/%Y}", f"{day.day} {month[:3]}"
        case _:
            return f"{day:%d/%m/%Y}", f"{day.day} {month[:3]}"
