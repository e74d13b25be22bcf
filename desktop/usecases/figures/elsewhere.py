"""Other offices' figures, as the centre has them: fetched since what is here, and kept here.

One office is one matter: what is told of it is kept whole or not at all, and what is missing of it
is marked wherever its figures are shown (``KnownOffice.missing``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from desktop.ports import OfficeSeen
from desktop.ports.other_figures import FiguresTold, OtherFigures
from desktop.usecases.desk import Desk, Step, begin
from domain.errors import KnownError
from domain.exchange import ImageDamaged, RowImage
from domain.figures.periods import month_of
from domain.ports.known_figures import NOT_WHOLE, OfficeTold
from domain.staff import Action, Actor

AT_ONCE = 4_000
"""So many rows are kept in one transaction: nobody here waits for it longer than a moment."""
_DAY = timedelta(days=1)


class NotUnderstood(KnownError):
    """What the centre told of an office's figures cannot be kept."""

    what = "Las cifras de una oficina no se pudieron leer."
    kept = "Se muestran las que ya estaban."
    todo = "Puede usar otra versión del programa; se vuelve a intentar solo."


class _Another(Exception):
    """Somebody else was quicker, or what is kept is not what the centre has."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of asking.

    Attributes:
        offices: that the centre told of; ``changed`` those of which there are other figures now.
        ahead: those with figures of days to come: their clock is wrong.
        troubles: those whose figures could not be read, and why.
    """

    offices: int = 0
    changed: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    troubles: tuple[tuple[str, KnownError], ...] = ()


def fetch_figures(desk: Desk, actor: Actor, others: OtherFigures) -> Fetched:
    """Fetch what changed of other offices' figures, and keep it.

    Args:
        others: asks the centre.

    Raises:
        NotAllowed: not a supervisor.
        KnownError: the centre cannot be asked which offices there are.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        own = unit.offices.office().id
    seen = [one for one in others.seen(step.day) if one.id != own]
    changed, ahead, troubles = [], [], []
    for one in sorted(seen, key=lambda one: (one.name, one.code)):
        try:
            if _fetch(desk, actor, others, one):
                changed.append(one.name)
        except KnownError as exc:
            troubles.append((one.name, exc))
        with desk.units.read() as unit:
            last = unit.known_figures.bounds(one.id, date.max)
        if last is not None and last[1] > step.day + _DAY:
            ahead.append(one.name)
    return Fetched(len(seen), tuple(changed), tuple(ahead), tuple(troubles))


def _fetch(desk: Desk, actor: Actor, others: OtherFigures, seen: OfficeSeen) -> bool:
    """Fetch one office; tell whether anything is another than it was."""
    before = _known(desk, actor, seen)
    if seen.as_of is None:
        return False  # it never sent anything
    since = max(0, before.head)
    told = others.figures(seen.id, since, before.epoch)
    try:
        return _keep(desk, actor, seen, before, told)
    except _Another:
        before = _known(desk, actor, seen)
    # Once more from the beginning: something is here that the centre does not have, or the other
    # way round.
    try:
        return _keep(desk, actor, seen, before, others.figures(seen.id, 0, before.epoch))
    except _Another as exc:
        raise NotUnderstood from exc


def _known(desk: Desk, actor: Actor, seen: OfficeSeen) -> OfficeTold:
    """Return what is kept of an office; from now on it is one of which figures are missing."""
    with desk.units.read() as unit:
        kept = unit.known_figures.office(seen.id)
    if kept is not None:
        return kept
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        kept = OfficeTold(seen.id, seen.code, seen.name, heard_at=_heard(step, seen))
        unit.known_figures.put_office(kept)
    return kept


def _keep(
    desk: Desk, actor: Actor, seen: OfficeSeen, before: OfficeTold, told: FiguresTold
) -> bool:
    parts = list(_parts(told.rows)) if told.whole else [tuple(told.rows)]
    kept = before
    for place, part in enumerate(parts, 1):
        last = place == len(parts)
        with desk.units.write() as unit:
            step = begin(desk, unit, actor, Action.SEE_FIGURES)
            if unit.known_figures.office(seen.id) != kept:
                raise _Another
            if told.whole and place == 1:
                unit.known_figures.forget(seen.id)
            try:
                days = unit.known_figures.apply(seen.id, part)
            except ImageDamaged as exc:
                raise NotUnderstood from exc
            if last and told.count not in {None, unit.known_figures.count(seen.id)}:
                raise _Another
            _sum_months(step, seen, days)
            bounds = unit.known_figures.bounds(seen.id, step.day)
            first, newest = (None, None) if bounds is None else bounds
            kept = OfficeTold(
                seen.id,
                seen.code,
                seen.name,
                _heard(step, seen),
                told.head if last else NOT_WHOLE,
                told.epoch,
                told.due if last else max(told.due, 1),
                first,
                newest,
                told.names,
            )
            unit.known_figures.put_office(kept)
    return told.whole or kept.head != before.head


def _heard(step: Step, seen: OfficeSeen) -> datetime | None:
    return None if seen.age is None else step.now - seen.age


def _sum_months(step: Step, seen: OfficeSeen, days: frozenset[date]) -> None:
    """Sum anew the months in which anything changed; one that goes on is read by its days."""
    for month in {day.replace(day=1) for day in days}:
        until = month_of(month).until
        over = until < step.day
        facts = step.unit.known_figures.facts(seen.id, month, until) if over else ()
        step.unit.figures.put_month(seen.id, month, tuple(facts))


def _parts(rows: Sequence[RowImage]) -> Iterator[tuple[RowImage, ...]]:
    """Yield rows in parts of whole days, the newest first; at least one part."""
    part: list[RowImage] = []
    newest_first = sorted(rows, key=_day, reverse=True)
    for _, of_day in groupby(newest_first, key=_day):
        part += of_day
        if len(part) >= AT_ONCE:
            yield tuple(part)
            part = []
    yield tuple(part)


def _day(row: RowImage) -> str:
    """Return the day of a row: the first of its key."""
    return row.key.partition("|")[0]
