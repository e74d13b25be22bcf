"""Reads the figures: whole months from their sums, other days as counted, today as it is now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.figures.records import counted
from desktop.usecases.figures.upkeep import days_due
from domain.catalogue import Channel
from domain.errors import InvalidInput
from domain.figures.facts import Counts, DayFacts, EntityFact, Fact, FactKey
from domain.figures.periods import Period, month_of
from domain.figures.statistics import (
    IN_TIME,
    By,
    Dated,
    Dim,
    Figures,
    Gap,
    GapKind,
    Key,
    KnownOffice,
    Line,
    Question,
    Scope,
    Statistics,
    figures_of,
    grouped,
)
from domain.offices import MONTHS
from domain.staff import Action, Actor

_DAY = timedelta(days=1)
NO_COUNTER = "Sin ventanilla"
NOBODY = "Sin especialista"


def read(desk: Desk, actor: Actor, question: Question) -> Statistics:
    """Return what was counted.

    Raises:
        InvalidInput: what is asked for is not counted together: public bodies with counters,
            specialists, channels or days, or of another office.
    """
    with desk.units.read() as unit:
        return read_in(desk, begin(desk, unit, actor, Action.SEE_FIGURES), question)


def read_in(desk: Desk, step: Step, question: Question) -> Statistics:
    """Return it inside a unit of work already begun; raises as ``read``."""
    if question.by is By.ENTITY or question.only.entities:
        return _of_entities(desk, step, question)
    facts = facts_of(step, question.period, question.scope, question.dims, question.by)
    by_key = grouped(question, facts)
    names = _Names(desk, step, question)
    lines = [Line(key, names.of(key), figures_of(found)) for key, found in by_key.items()]
    total = figures_of(fact for found in by_key.values() for fact in found)
    return _told(step, question, total, lines)


def facts_of(
    step: Step,
    period: Period,
    scope: Scope = Scope(),
    dims: frozenset[Dim] = frozenset(Dim),
    by: By = By.OFFICE,
) -> Iterator[Dated]:
    """Yield what was counted, summed but for ``dims`` and, where ``by`` is of time, its days.

    What is missing is told by ``gaps_of``.
    """
    office = step.unit.offices.office()
    if own_wanted(step, scope):
        for day, fact in _own(step, period, dims, by):
            yield Dated(office.id, day, fact)
    for known in others(step, scope):
        for day, fact in _known(step, known.id, period, dims, by):
            yield Dated(known.id, day, fact)


def gaps_of(step: Step, period: Period, scope: Scope = Scope()) -> tuple[Gap, ...]:
    """Return what is missing of the figures of a period, office by office."""
    office = step.unit.offices.office()
    found = []
    if own_wanted(step, scope):
        due = days_due(step, period)
        if due:
            found.append(Gap(office.name, GapKind.NOT_COUNTED, due))
    for known in others(step, scope):
        missing = known.missing(period, step.day)
        if missing:
            found.append(Gap(known.name, GapKind.NOT_HEARD, missing, known.heard_at))
    return tuple(found)


def today(step: Step) -> DayFacts:
    """Count today as it is now."""
    return counted(step.unit, step.unit.offices.office(), step.day)


def _told(step: Step, question: Question, total: Figures, lines: Iterable[Line]) -> Statistics:
    period = question.period
    own = own_wanted(step, question.scope)
    return Statistics(
        question,
        total,
        tuple(sorted(lines, key=_order)),
        gaps_of(step, period, question.scope),
        own and period.since <= step.day <= period.until,
        step.now,
    )


def _order(line: Line) -> tuple[int, str]:
    match line.key:
        case None:
            return 1, ""
        case int():
            return line.key or 1_000_000, ""
        case date():
            return line.key.toordinal(), ""
        case _:
            return 0, line.label.casefold()


def own_wanted(step: Step, scope: Scope) -> bool:
    """Tell whether the own office is asked for."""
    return scope.all or scope.office_id in (None, step.unit.offices.office().id)


def others(step: Step, scope: Scope) -> Sequence[KnownOffice]:
    """Return the other offices that are asked for, of those that are known."""
    if scope == Scope():
        return ()
    known = step.unit.figures.known_offices()
    return [one for one in known if scope.all or one.id == scope.office_id]


def _own(
    step: Step, period: Period, dims: frozenset[Dim], by: By
) -> Iterator[tuple[date | None, Fact]]:
    figures, office = step.unit.figures, step.unit.offices.office()
    dated = by in IN_TIME
    over = period.cut(date.min, step.day - _DAY)
    if over is not None:
        for part, summed in _parts(step, office.id, over, by):
            if summed:
                yield from figures.month_sums(office.id, part.since, part.until, dims, dated=dated)
            else:
                yield from figures.day_sums(part.since, part.until, dims, dated=dated)
    if period.since <= step.day <= period.until:
        for fact in today(step).facts:
            yield step.day if dated else None, _less(fact, dims)


def _known(
    step: Step, office_id: UUID, period: Period, dims: frozenset[Dim], by: By
) -> Iterator[tuple[date | None, Fact]]:
    figures = step.unit.figures
    dated = by in IN_TIME
    for part, summed in _parts(step, office_id, period, by):
        read = figures.month_sums if summed else figures.known_day_sums
        yield from read(office_id, part.since, part.until, dims, dated=dated)


def _parts(step: Step, office_id: UUID, period: Period, by: By) -> list[tuple[Period, bool]]:
    """Return a period in parts, each with whether the sums of its months are read."""
    months: frozenset[date] = frozenset()
    if by not in (By.DAY, By.WEEK):
        months = step.unit.figures.months_summed(office_id, period.since, period.until)
    parts: list[tuple[Period, bool]] = []
    since = period.since
    for month in period.months():
        if month not in months:
            continue
        if since < month:
            parts.append((Period(since, month - _DAY), False))
        until = month_of(month).until
        if parts and parts[-1][1]:  # months that follow each other are read at once
            month = parts.pop()[0].since
        parts.append((Period(month, until), True))
        since = until + _DAY
    if since <= period.until:
        parts.append((Period(since, period.until), False))
    return parts


def _less(fact: Fact, dims: frozenset[Dim]) -> Fact:
    """Return a fact without what is not kept apart."""
    key = fact.key
    return replace(
        fact,
        key=FactKey(
            key.service if Dim.SERVICE in dims else 0,
            key.channel if Dim.CHANNEL in dims else "",
            key.counter if Dim.COUNTER in dims else 0,
            key.staff if Dim.STAFF in dims else None,
        ),
    )


_NOT_BY_ENTITY = IN_TIME | {By.COUNTER, By.SPECIALIST, By.CHANNEL}


def _of_entities(desk: Desk, step: Step, question: Question) -> Statistics:
    only = question.only
    if question.by in _NOT_BY_ENTITY or only.counters or only.staff or only.channels:
        raise _not_by_entity()
    require_own(step, question.scope)
    office = step.unit.offices.office()
    by_key: dict[Key, list[Fact]] = {}
    apart = bool(only.services) or question.by is By.SERVICE
    for one in entities_of(step, question.period, by_service=apart):
        if (only.services and one.service not in only.services) or (
            only.entities and one.entity_id not in only.entities
        ):
            continue
        keys: dict[By, Key] = {By.ENTITY: one.entity_id, By.SERVICE: one.service}
        by_key.setdefault(keys.get(question.by, office.id), []).append(_as_fact(one))
    names = _Names(desk, step, question)
    known: dict[Key, str] = {}
    if question.by is By.ENTITY:  # there may be thousands
        known = dict(step.unit.figures.entity_names().items())
    lines = [
        Line(key, known[key] if key in known else names.of(key), figures_of(found))
        for key, found in by_key.items()
    ]
    total = figures_of(fact for found in by_key.values() for fact in found)
    return _told(step, question, total, lines)


def require_own(step: Step, scope: Scope) -> None:
    """Insist that only the own office is asked for: others tell nothing of public bodies.

    Raises:
        InvalidInput: another one is.
    """
    if scope.all or not own_wanted(step, scope):
        raise _not_by_entity()


def _not_by_entity() -> InvalidInput:
    return InvalidInput(
        "Por entidad se cuentan solo los servicios de esta oficina.",
        todo="Quite los demás filtros o agrupe de otra manera.",
    )


def entities_of(step: Step, period: Period, *, by_service: bool = True) -> Iterator[EntityFact]:
    """Yield what was counted of public bodies in a period, in several parts each.

    Args:
        by_service: services stay apart; else they need not.
    """
    figures, office = step.unit.figures, step.unit.offices.office()
    over = period.cut(date.min, step.day - _DAY)
    if over is not None:
        for part, summed in _parts(step, office.id, over, By.ENTITY):
            read = figures.entity_months if summed else figures.entity_days
            yield from read(part.since, part.until, by_service=by_service)
    if period.since <= step.day <= period.until:
        yield from today(step).entities


def _as_fact(one: EntityFact) -> Fact:
    return Fact(
        FactKey(one.service, ""),
        Counts(
            issued=one.visits,
            lost=one.lost,
            opened=one.opened,
            returned=one.returned,
            answered=one.answered,
            promised=one.promised,
            on_time=one.on_time,
            closed=one.closed,
        ),
    )


class _Names:
    """What lines are called; staff and offices are read once for all lines."""

    def __init__(self, desk: Desk, step: Step, question: Question) -> None:
        self._desk, self._unit, self._by = desk, step.unit, question.by

    def of(self, key: Key) -> str:
        """Return the label of a line."""
        match self._by:
            case By.SERVICE:
                return service_name(self._desk, key)
            case By.COUNTER:
                return f"Ventanilla {key}" if key else NO_COUNTER
            case By.CHANNEL:
                return _channel_name(str(key))
            case By.SPECIALIST:
                return NOBODY if key is None else self._staff.get(key, str(key)[:8])
            case By.OFFICE:
                return self._offices.get(key, self._unit.offices.office().name)
            case _:
                assert isinstance(key, date)
                return _date_name(self._by, key)

    @cached_property
    def _staff(self) -> Mapping[Key, str]:
        """The names of everybody, here and elsewhere."""
        names: dict[Key, str] = {}
        for known in self._unit.figures.known_offices():
            names.update(known.names.items())
        names.update((member.id, member.full_name) for member in self._unit.staff.all())
        return names

    @cached_property
    def _offices(self) -> Mapping[Key, str]:
        return {known.id: known.name for known in self._unit.figures.known_offices()}


def service_name(desk: Desk, number: Key) -> str:
    """Return what a service is called now, ``Servicio 7`` for one that is no more."""
    assert isinstance(number, int)
    service = desk.catalogue.find(number)
    return f"Servicio {number}" if service is None else service.short_name


def _channel_name(value: str) -> str:
    label = Channel(value).label if value in {channel.value for channel in Channel} else value
    return label[:1].upper() + label[1:]


def _date_name(by: By, day: date) -> str:
    if by is By.MONTH:
        return f"{MONTHS[day.month - 1]} de {day.year}"
    return f"{day:%d/%m/%Y}"
