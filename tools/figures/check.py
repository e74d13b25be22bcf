"""Holds every figure of the statistics and of the LOTAIP table against two other counts.

One is made from the log (``recount``), the other is what the simulation made happen (``Tally``).
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from desktop.usecases.desk import begin
from desktop.usecases.figures import lotaip
from desktop.usecases.figures.reading import read
from domain.figures.facts import COUNTED, OF_ENTITIES
from domain.figures.lotaip import Figures as LotaipFigures
from domain.figures.periods import Period, month_of
from domain.figures.statistics import By, Line, Question, Scope
from domain.staff import Action
from tools.figures.checked import Checked
from tools.figures.ranks import check_rankings
from tools.figures.recount import Counted, Recount
from tools.figures.world import World

TALLIED = (
    "issued", "priority", "cancelled", "expired", "served", "calls", "no_shows", "rejoined",
    "out_of_turn", "opened", "returned", "answered", "promised", "on_time", "closed", "refused",
    "reopened", "referred", "lapsed", "withdrawn", "asked", "replied",
    "score1", "score2", "score3", "score4", "score5",
)  # fmt: skip
_SHARES = {
    "on_time": (("on_time",), ("promised",)),
    "return_rate": (("returned",), ("opened",)),
    "no_show_rate": (("no_shows",), ("calls", "no_shows")),
    "lost_rate": (("lost",), ("served",)),
    "satisfaction": (("score4", "score5"), ("score1", "score2", "score3", "score4", "score5")),
    "reply_rate": (("replied",), ("asked",)),
    "answer_minutes": (("answer_minutes",), ("promised",)),
}
"""What follows from the counts: of these, so many; of mean minutes, all of them by how many."""
_IN_COUNTS = {"visits": "issued"}
"""What counts of public bodies are called in lines, where it is otherwise."""


def check_statistics(world: World, counted: Recount, since: date, until: date) -> Checked:
    """Hold the statistics of each month and of the whole against the other counts."""
    checked = Checked()
    months = {month_of(day).since: month_of(day) for day in Period(since, until).months()}
    periods = [part for month in months.values() if (part := month.cut(since, until))]
    for period in (*periods, Period(since, until)):
        for by in (By.SERVICE, By.CHANNEL, By.COUNTER, By.SPECIALIST, By.OFFICE):
            _lines(world, counted, period, by, checked)
        _minutes(world, counted, period, checked)
        _ranked(world, counted, period, checked)
        _bodies(world, counted, period, checked)
        check_rankings(world, counted, period, checked)
    _days(world, counted, Period(since, until), checked)
    return checked


def check_lotaip(
    world: World,
    recounts: Iterable[Recount],
    month: date,
    scope: str,
    old: Mapping[int, LotaipFigures],
    old_month: date | None,
) -> Checked:
    """Hold the table of a month against the log of the offices it tells of.

    Args:
        world: the office that tells it.
        recounts: of the offices that it tells of.
        month: its first day.
        scope: as of the table.
        old: what an old table told of ``old_month``; counting goes on from there.
        old_month: of the same year, or None.
    """
    checked, kept = Checked(), list(recounts)
    with world.desk.units.read() as unit:
        step = begin(world.desk, unit, world.staff["supervisora"], Action.SEE_FIGURES)
        table = lotaip.table_of(world.desk, step, month, scope)
    first, last = month.isoformat(), month_of(month).until.isoformat()
    begins = date(month.year, 1, 1) if old_month is None else month_of(old_month).until
    after = begins if old_month is None else begins + timedelta(days=1)
    total = LotaipFigures()
    for line in table.lines:
        of = line.service
        served = sum(one.total("closed", first, last, service=of) for one in kept)
        since_old = sum(one.total("closed", after.isoformat(), last, service=of) for one in kept)
        before = old.get(of, LotaipFigures()).cumulative
        good = sum(
            one.total(name, first, last, service=of)
            for one in kept
            for name in ("score4", "score5")
        )
        everybody = sum(
            one.total(f"score{n}", first, last, service=of) for one in kept for n in range(1, 6)
        )
        percent = (200 * good + everybody) // (2 * everybody) if everybody else None
        where = f"LOTAIP {month:%m/%Y} {scope}, servicio {of}"
        checked.same(f"{where}, personas", line.figures.served, served)
        checked.same(f"{where}, acumulado", line.figures.cumulative, before + since_old)
        checked.same(f"{where}, satisfacción", line.figures.satisfaction, percent)
        total = LotaipFigures(total.served + served, total.cumulative + before + since_old)
    told = {line.service for line in table.lines}
    for one in kept:
        for item in one.counts:
            if item.what == "closed" and first <= item.day <= last:
                checked.same(
                    f"LOTAIP {month:%m/%Y}: servicio {item.service}", True, item.service in told
                )
    checked.same(f"LOTAIP {month:%m/%Y} {scope}, total", table.total.served, total.served)
    return checked


def _lines(world: World, counted: Recount, period: Period, by: By, checked: Checked) -> None:
    told = list(_read(world, period, by))
    lines = {_name(by, line): line.figures.counts for line in told}
    since, until = period.since.isoformat(), period.until.isoformat()
    again: Counter[tuple[object, str]] = Counter()
    for one, many in counted.counts.items():
        if since <= one.day <= until:
            again[_of(by, one), one.what] += many
    keys = set(lines) | {key for key, _ in again}
    for key in sorted(keys, key=str):
        for name in COUNTED:
            where = f"{world.office.code} {since} a {until}, {by.value} {key}, {name}"
            figure = 0 if key not in lines else getattr(lines[key], name)
            checked.same(where, figure, again[key, name])
    for line in told:
        for name, (parts, wholes) in _SHARES.items():
            key = _name(by, line)
            whole = sum(again[key, one] for one in wholes)
            share = sum(again[key, one] for one in parts) / whole if whole else None
            where = f"{world.office.code} {since} a {until}, {by.value} {key}, {name} (parte)"
            checked.same(where, getattr(line.figures, name), share)
    if by is By.SERVICE:
        for key in sorted(lines, key=str):
            for name in TALLIED:
                assert isinstance(key, int)
                made = world.tally.total(name, period.since, period.until, key)
                where = (
                    f"{world.office.code} {since} a {until}, servicio {key}, {name} (simulación)"
                )
                checked.same(where, getattr(lines[key], name), made)


def _minutes(world: World, counted: Recount, period: Period, checked: Checked) -> None:
    since, until = period.since.isoformat(), period.until.isoformat()
    for line in _read(world, period, By.SERVICE):
        for name in ("waits", "attentions"):
            again: Counter[int] = Counter()
            for (day, service), minutes in getattr(counted, name).items():
                if since <= day <= until and service == line.key:
                    again.update(minutes)
            where = f"{world.office.code} {since} a {until}, servicio {line.key}, {name}"
            checked.same(where, getattr(line.figures, name), tuple(sorted(again.items())))
            if again:
                spread = line.figures.wait if name == "waits" else line.figures.attention
                checked.same(f"{where}, usual", spread.usual, _usual(again))
                every = sorted(again.elements())
                most = every[math.ceil(len(every) * 0.95) - 1]
                checked.same(f"{where}, 95 de 100", spread.most, most)


def _usual(minutes: Counter[int]) -> float:
    """Return the middle one of all, counted one by one."""
    every = sorted(minutes.elements())
    return (every[(len(every) - 1) // 2] + every[len(every) // 2]) / 2


def _ranked(world: World, counted: Recount, period: Period, checked: Checked) -> None:
    since, until = period.since.isoformat(), period.until.isoformat()
    again: Counter[tuple[str, int, str]] = Counter()
    for (day, what, service, key), many in counted.ranked.items():
        if since <= day <= until:
            again[what, service, key] += many
    with world.desk.units.read() as unit:
        told = {
            (one.what, one.service, one.key): one.count
            for one in unit.figures.ranked(period.since, period.until)
        }
    for cause in sorted(set(told) | set(again)):
        where = f"{world.office.code} {since} a {until}, causa {cause}"
        checked.same(where, told.get(cause, 0), again[cause])


def _bodies(world: World, counted: Recount, period: Period, checked: Checked) -> None:
    """Hold what was counted of each public body."""
    since, until = period.since.isoformat(), period.until.isoformat()
    of_body: Counter[tuple[str, str]] = Counter()
    for (day, body, _, what), many in counted.bodies.items():
        if since <= day <= until:
            of_body[body, what] += many
    lines = {str(line.key): line for line in _read(world, period, By.ENTITY)}
    for body in sorted(set(lines) | {body for body, _ in of_body}):
        where = f"{world.office.code} {since} a {until}, entidad {body}"
        if body in lines:
            checked.same(f"{where}, nombre", lines[body].label, counted.names[body])
        for name in OF_ENTITIES:
            figure = 0
            if body in lines:
                figure = getattr(lines[body].figures.counts, _IN_COUNTS.get(name, name))
            checked.same(f"{where}, {name}", figure, of_body[body, name])


def _days(world: World, counted: Recount, period: Period, checked: Checked) -> None:
    lines = {line.key: line.figures.counts for line in _read(world, period, By.DAY)}
    again: Counter[tuple[str, str]] = Counter()
    for one, many in counted.counts.items():
        again[one.day, one.what] += many
    for day in period.days():
        for name in COUNTED:
            figure = 0 if day not in lines else getattr(lines[day], name)
            where = f"{world.office.code} {day}, {name}"
            checked.same(where, figure, again[day.isoformat(), name])


def _read(world: World, period: Period, by: By) -> Iterator[Line]:
    answer = read(world.desk, world.staff["supervisora"], Question(period, by, Scope()))
    assert answer.is_whole, [gap.words for gap in answer.gaps]
    yield from answer.lines


def _name(by: By, line: Line) -> object:
    if by is By.SPECIALIST:
        return "" if line.key is None else str(line.key)
    return "" if by is By.OFFICE else line.key


def _of(by: By, one: Counted) -> object:
    match by:
        case By.SERVICE:
            return one.service
        case By.CHANNEL:
            return one.channel
        case By.COUNTER:
            return one.counter
        case By.SPECIALIST:
            return one.staff
        case _:
            return ""
