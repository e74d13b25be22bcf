"""What is counted of a specialist's month for their activity report."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from desktop.usecases.desk import Desk, Step
from desktop.usecases.figures.reading import facts_of, service_name
from desktop.usecases.figures.upkeep import days_due
from domain.activity import (
    LESSONS_TOLD,
    TOPICS_TOLD,
    Activity,
    ServiceLine,
    Tally,
)
from domain.catalogue import Catalogue
from domain.figures.facts import NOTHING, Fact
from domain.figures.periods import month_of
from domain.figures.statistics import Dim, figures_of
from domain.improvements import CauseKind, Improvement
from domain.staff import Staff

OTHER_TOPICS = "Otros temas"
_ALL = "Todos los servicios"


def activity_of(desk: Desk, step: Step, staff_id: UUID, month: date) -> Activity:
    """Return what was recorded of somebody's month, as counted now.

    Raises:
        NotFound: there is no such colleague.
    """
    unit = step.unit
    catalogue = desk.catalogues.refresh(unit)
    office, last = unit.offices.office(), month_of(month).until
    begins, ends = office.bounds(month)[0], office.bounds(last)[1]
    facts = [fact for fact in _facts(step, month) if fact.key.staff == staff_id]
    work = unit.activity_reports.work(staff_id, (month, last), begins, ends)
    names = {member.id: member.full_name for member in unit.staff.all()}
    settled = unit.improvements.settled(staff_id, begins, ends)
    return Activity(
        month,
        step.now,
        _line(0, _ALL, facts),
        tuple(_lines(desk, facts)),
        replace(work, topics=_named(catalogue, work.topics)),
        tuple(_stood_in(unit.staff.get(staff_id), names, month, last)),
        tuple(lesson(one) for one in settled[:LESSONS_TOLD]),
    )


def days_waiting(step: Step, month: date) -> int:
    """Return how many days of a month wait to be counted."""
    return len(days_due(step, month_of(month)))


def who_worked(step: Step, month: date) -> frozenset[UUID]:
    """Return of whom something was counted in a month."""
    return frozenset(
        fact.key.staff
        for fact in _facts(step, month)
        if fact.key.staff is not None and fact.counts != NOTHING
    )


def lesson(one: Improvement) -> str:
    """Return what came of an improvement, in a line."""
    parts = (one.cause.words, one.words, f"{one.state.label}: {one.verdict}")
    told = ". ".join(part.rstrip(".") for part in parts)
    if one.cause.kind is CauseKind.FREE:
        return f"{told}."
    return f"{told} ({one.before} veces en los 30 días de antes, {one.after} después)."


def _facts(step: Step, month: date) -> Sequence[Fact]:
    dims = frozenset({Dim.SERVICE, Dim.STAFF})
    return [dated.fact for dated in facts_of(step, month_of(month), dims=dims)]


def _lines(desk: Desk, facts: Iterable[Fact]) -> Iterable[ServiceLine]:
    """Yield a line for each service of which something was done, by its number."""
    by_service: dict[int, list[Fact]] = {}
    for fact in facts:
        by_service.setdefault(fact.key.service, []).append(fact)
    for number, same in sorted(by_service.items()):
        yield _line(number, service_name(desk, number), same)


def _line(service: int, name: str, facts: Sequence[Fact]) -> ServiceLine:
    figures = figures_of(facts)
    counts, taken = figures.counts, figures.attention
    return ServiceLine(
        service,
        name,
        attended=counts.served,
        usual=taken.usual,
        most=taken.most,
        opened=counts.opened,
        answered=counts.answered,
        promised=counts.promised,
        on_time=counts.on_time,
        returned=counts.returned,
        referred=counts.referred,
        closed=counts.closed,
    )


def _named(catalogue: Catalogue, topics: Sequence[Tally]) -> tuple[Tally, ...]:
    """Return the topics of support by their names, those beyond the first few as one."""
    named = []
    for one in topics:
        topic = catalogue.topic(one.name)
        named.append(Tally(one.name if topic is None else topic.name, one.count))
    rest = sum(one.count for one in named[TOPICS_TOLD:])
    return (*named[:TOPICS_TOLD], *([Tally(OTHER_TOPICS, rest)] if rest else []))


def _stood_in(member: Staff, names: dict[UUID, str], first: date, last: date) -> Iterable[str]:
    """Yield whom somebody stood in for on days of a month, each once."""
    told: dict[str, None] = {}
    for grant in member.grants:
        if grant.stand_in_for is None:
            continue
        since = max(grant.valid_from or first, first)
        until = min(grant.valid_to or last, last)
        if since <= until:
            who = names.get(grant.stand_in_for, "")
            told[f"{who}, del {since:%d/%m/%Y} al {until:%d/%m/%Y}"] = None
    return tuple(told)
