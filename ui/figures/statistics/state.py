"""What the part shows: the figures of a period beside the one before, and one of them drawn."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from desktop.usecases.figures.behind import Behind
from desktop.usecases.figures.compared import Compared, Looked
from domain.catalogue import Channel
from domain.figures.periods import (
    Period,
    PeriodKind,
    day_of,
    month_of,
    quarter_of,
    week_of,
    year_of,
)
from domain.figures.statistics import OWN, By, Figures, Filter, Scope
from ui.figures.statistics.figures import Figure, Kind
from ui.figures.statistics.words import NONE, change, shown

EVERYBODY = Filter()
_DAILY, _WEEKLY = 62, 400
"""A line goes by days up to so many of them, then by weeks, then by months."""
_HOLDING = {
    PeriodKind.DAY: day_of,
    PeriodKind.WEEK: week_of,
    PeriodKind.MONTH: month_of,
    PeriodKind.QUARTER: quarter_of,
    PeriodKind.YEAR: year_of,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, or a group of one, as it stands in a table.

    Attributes:
        key: of a figure itself; of a group its key.
        opens: whether there is a list behind it.
        value, earlier: the figure itself, now and before.
    """

    key: Hashable
    label: str
    now: str
    before: str
    change: str
    opens: bool = True
    value: float | None = None
    earlier: float | None = None

    @property
    def below(self) -> str:
        """The period before, and how the figure differs from it, in a line."""
        if not self.before:
            return "Lo más frecuente primero"
        said = f"antes {'sin datos' if self.before == NONE else self.before}"
        return f"{said} · {self.change}" if self.change else said


# ------------------------------------------------------------------------- what is looked at


def first_look(today: date) -> Looked:
    """Return what is shown at first: the month so far."""
    return looked_at(month_of(today))


def looked_at(
    period: Period, by: By | None = None, scope: Scope = OWN, only: Filter = EVERYBODY
) -> Looked:
    """Return what is looked at, grouped as it can be: as asked for, else as is usual."""
    wanted = by if by in groupings(period, scope, only) else None
    return Looked(period, wanted or _usual(period, only), scope, only)


def period_holding(kind: PeriodKind, day: date) -> Period:
    """Return the day, week, month, quarter or year of a day."""
    return _HOLDING[kind](day)


def groupings(period: Period, scope: Scope, only: Filter) -> tuple[By, ...]:
    """Return by what the figures of a period can be told."""
    times = [
        by
        for by, least in ((By.DAY, 2), (By.WEEK, 8), (By.MONTH, 32))
        if period.length >= least and (by is not By.DAY or period.length <= _WEEKLY)
    ]
    if only.entities:
        return By.SERVICE, By.ENTITY
    found = [*times, By.SERVICE]
    if scope == OWN:
        found += [By.COUNTER, By.SPECIALIST]
    found.append(By.CHANNEL)
    if scope == OWN and not (only.counters or only.staff or only.channels):
        found.append(By.ENTITY)
    if scope != OWN:
        found.append(By.OFFICE)
    return tuple(found)


def _usual(period: Period, only: Filter) -> By:
    if period.length == 1 or only.entities:
        return By.SERVICE
    if period.length <= _DAILY:
        return By.DAY
    return By.WEEK if period.length <= _WEEKLY else By.MONTH


def period_words(period: Period, today: date) -> str:
    """Return a period as it stands on the page, short."""
    if period == day_of(today):
        return "Hoy"
    if period.kind in {PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR}:
        return period.words[0].upper() + period.words[1:]
    since, until = period.since, period.until
    if period.length == 1:
        return f"{since:%d/%m/%Y}"
    return f"{since:%d/%m} a {until:%d/%m/%Y}" if since.year == until.year else _long(period)


def _long(period: Period) -> str:
    return f"{period.since:%d/%m/%Y} a {period.until:%d/%m/%Y}"


def both_words(compared: Compared) -> str:
    """Return both periods, the one before in brackets."""
    now = period_words(compared.looked.period, compared.today)
    before = period_words(compared.before.question.period, compared.today)
    return f"{now} (antes: {before[:1].lower()}{before[1:]})"


def of_whom_words(compared: Compared) -> str:
    """Return of whom the figures are: the office, and each filter."""
    looked, offered = compared.looked, compared.offered
    only = looked.only
    said = [offered.office]
    if looked.scope.all:
        said = ["Todas las oficinas"]
    elif looked.scope != OWN:
        said = [one.name for one in offered.offices if one.id == looked.scope.office_id]
    names = dict(offered.services)
    said += [names.get(number, f"Servicio {number}") for number in sorted(only.services)]
    said += [f"Ventanilla {n}" if n else "Sin ventanilla" for n in sorted(only.counters)]
    people = dict(offered.staff)
    said += ["Sin especialista" if one is None else people.get(one, "") for one in only.staff]
    said += [_channel(value) for value in sorted(only.channels)]
    said += [name for one, name in offered.entities if one in only.entities]
    return " · ".join(said)


def _channel(value: str) -> str:
    label = Channel(value).label
    return label[:1].upper() + label[1:]


def remarks(compared: Compared) -> tuple[str, ...]:
    """Return what the figures lack, each in a line."""
    found = [gap.words for gap in compared.now.gaps]
    found += [f"Período anterior: {gap.words}" for gap in compared.before.gaps]
    return tuple(found)


def is_empty(compared: Compared) -> bool:
    """Tell whether nothing at all was counted in the period."""
    return compared.total.is_empty


def has_lists(looked: Looked) -> bool:
    """Tell whether there are lists behind: those of other offices are there."""
    return looked.scope == OWN


# ---------------------------------------------------------------------------- the figures


def shown_figures(looked: Looked) -> tuple[Figure, ...]:
    """Return the figures that there are of what is looked at.

    Of a public body some alone are counted, and of other offices no public bodies; what is ranked
    is known by service only.
    """
    only = looked.only
    if only.entities:
        return tuple(one for one in Figure if one.kind.entities)
    if only.counters or only.staff or only.channels:
        return tuple(one for one in Figure if one.kind.ranked is None)
    if looked.scope != OWN:
        return tuple(one for one in Figure if one is not Figure.ENTITIES)
    return tuple(Figure)


@dataclass(frozen=True, slots=True)
class OftenKey:
    """What a line of a ranking is: its key, and what is listed behind it."""

    key: str
    service: int
    raw: frozenset[str]


def figure_rows(compared: Compared) -> tuple[Row, ...]:
    """Return every figure of the period beside the one before."""
    return tuple(
        _ranking_row(compared, figure)
        if figure.kind.ranked
        else row_of(
            compared, figure.kind, figure, figure.kind.label, compared.total, compared.total_before
        )
        for figure in shown_figures(compared.looked)
    )


def row_of(
    compared: Compared,
    kind: Kind,
    key: Hashable,
    label: str,
    now: Figures | None,
    before: Figures | None,
) -> Row:
    value, earlier = value_of(kind, now), value_of(kind, before)
    opens = bool(kind.behind and value is not None and has_lists(compared.looked))
    return Row(
        key,
        label,
        shown(kind, value),
        shown(kind, earlier),
        change(kind, value, earlier),
        opens and bool(value or kind.stays),
        value,
        earlier,
    )


def _ranking_row(compared: Compared, figure: Figure) -> Row:
    """Return the row of a ranking: what happened most is beside it, not one figure."""
    return Row(figure, figure.kind.label, "", "", "", opens=False)


def value_of(kind: Kind, figures: Figures | None) -> float | None:
    """Return what a figure comes to; None where there is nothing to tell."""
    return None if figures is None else kind.value(figures)


def behind_of(looked: Looked, figure: Figure) -> Behind:
    """Return the list behind a figure."""
    return Behind(figure.kind.behind, looked.period, looked.only)


def behind_group(looked: Looked, figure: Figure, key: Hashable) -> Behind:
    """Return the list behind one group of a figure, or one line of a ranking."""
    whole = behind_of(looked, figure)
    if not isinstance(key, OftenKey):
        assert key is None or isinstance(key, int | str | UUID | date)
        return whole.of_group(looked.by, key)
    if figure is Figure.ENTITIES:
        return whole.of_group(By.ENTITY, UUID(key.key))
    found = replace(whole, raw=key.raw)
    return found.of_group(By.SERVICE, key.service) if key.service else found
