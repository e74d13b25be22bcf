"""Old tables taken over: their figures, confirmed by a person, are where counting goes on from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.figures.lotaip import counted_of
from domain.errors import InvalidInput, NotFound
from domain.figures.lotaip import (
    ALL,
    FIRST_YEAR,
    Figures,
    FutureMonth,
    MonthNotOver,
    Opening,
    bounds,
    check_opening,
    month_of,
)
from domain.figures.lotaip_falling import must_not_fall
from domain.ids import new_id
from domain.staff import Action, Actor
from domain.text import clean_text

SOURCE_LIMIT = 120


class UnknownScope(InvalidInput):
    """A scope that is neither this office's nor of all."""

    what = "Ese cuadro es de otra oficina."
    todo = "Elija su oficina o todas."


def openings(desk: Desk, actor: Actor, scope: str, year: int) -> Sequence[Opening]:
    """Return what was taken over of a year. Raises NotAllowed."""
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.SEE_FIGURES)
        return unit.lotaip.openings(scope, year)


def confirm(
    desk: Desk,
    actor: Actor,
    month: date,
    scope: str,
    source: str,
    figures: Mapping[int, Figures],
) -> Sequence[Opening]:
    """Take over the figures of an old table that a person confirmed one by one.

    They stand in place of what was taken over of that month before.

    Args:
        desk: the workstation.
        actor: a supervisor.
        month: of the old table, its first day.
        scope: code of the own office, or ``ALL``.
        source: name of the file that it was read from.
        figures: by number of the service; at least one.

    Raises:
        NotAllowed: not a supervisor.
        FutureMonth: the month has not begun.
        MonthNotOver: it is not over.
        InvalidInput: a figure is not possible, the month is too old, or there is none.
        WouldFall: a cumulative figure that was published would become smaller.
    """
    if not figures:
        raise InvalidInput("No hay ninguna cifra confirmada.", todo="Confirme al menos una.")
    if month.year < FIRST_YEAR:
        raise InvalidInput(f"No hay cuadros de antes de {FIRST_YEAR}.", todo="Corrija el mes.")
    checked = {service: check_opening(service, one) for service, one in sorted(figures.items())}
    words = clean_text(source, label="Archivo", limit=SOURCE_LIMIT, required=True)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.PUBLISH_FIGURES)
        office = unit.offices.office()
        if scope not in {office.code, ALL}:
            raise UnknownScope()
        if month > month_of(step.now):
            raise FutureMonth()
        if step.now < bounds(month)[1]:
            raise MonthNotOver(month)
        before = {o.service: o for o in unit.lotaip.openings(scope, month.year) if o.month == month}
        _check(step, scope, month, checked)
        for service in before.keys() - checked.keys():
            _remove(step, before[service])
        kept = []
        for service, one in checked.items():
            old = before.get(service)
            opening = Opening(
                new_id() if old is None else old.id,
                office.id,
                scope,
                month,
                service,
                one,
                words,
                actor.staff_id,
                step.now,
                1 if old is None else old.version + 1,
            )
            unit.lotaip.put_opening(opening)
            step.tell(
                "lotaip_opening",
                opening.id,
                opening.version,
                "lotaip_opening_confirmed",
                {
                    "scope": scope,
                    "month": month.isoformat(),
                    "service": service,
                    "figures": [one.served, one.cumulative, one.satisfaction],
                    "source": words,
                },
            )
            kept.append(opening)
        return kept


def remove(desk: Desk, actor: Actor, month: date, scope: str) -> None:
    """Take away what was taken over of a month.

    Raises:
        NotAllowed: not a supervisor.
        NotFound: nothing was.
        WouldFall: a cumulative figure that was published would become smaller.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.PUBLISH_FIGURES)
        there = [o for o in unit.lotaip.openings(scope, month.year) if o.month == month]
        if not there:
            raise NotFound()
        _check(step, scope, month, {})
        for opening in there:
            _remove(step, opening)


def _check(step: Step, scope: str, month: date, figures: Mapping[int, Figures]) -> None:
    """Insist that the year's figures do not fall by what stands for ``month``."""
    unit = step.unit
    last = date(month.year, 12, 1)
    counted = counted_of(step, min(last, month_of(step.now)), scope)
    others = {key: one for key, one in counted.openings.items() if key[0] != month}
    new = {(month, service): one for service, one in figures.items()}
    told = {issue.table.month: issue.table for issue in unit.lotaip.issues(scope, month.year)}
    must_not_fall(replace(counted, openings={**others, **new}), told.values())


def _remove(step: Step, opening: Opening) -> None:
    step.unit.lotaip.remove_opening(opening)
    step.tell(
        "lotaip_opening",
        opening.id,
        opening.version + 1,
        "lotaip_opening_removed",
        {
            "scope": opening.scope,
            "month": opening.month.isoformat(),
            "service": opening.service,
        },
    )
