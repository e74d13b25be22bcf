"""What happened most in a period, named as the office names it."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.figures.reading import (
    entities_of,
    gaps_of,
    others,
    own_wanted,
    require_own,
    service_name,
    today,
)
from domain.catalogue import Catalogue
from domain.errors import KnownError
from domain.figures.facts import Ranked
from domain.figures.rankings import (
    FaultKey,
    RankBy,
    Ranking,
    RankLine,
    RankQuestion,
    by_key,
    by_reason,
    by_requirement,
    ordered,
    solution_type,
)
from domain.requirements import Requirement
from domain.solutions import solution_number
from domain.staff import Action, Actor

_DAY = timedelta(days=1)
_ELSEWHERE = "0"
"""Where the version of another office's catalogue would stand: its numbers are not ours."""


def rank(desk: Desk, actor: Actor, question: RankQuestion) -> Ranking:
    """Return what happened most.

    Raises:
        InvalidInput: public bodies of another office are asked for.
    """
    with desk.units.read() as unit:
        return rank_in(desk, begin(desk, unit, actor, Action.SEE_FIGURES), question)


def rank_in(desk: Desk, step: Step, question: RankQuestion) -> Ranking:
    """Return it inside a unit of work already begun; raises as ``rank``."""
    gaps = gaps_of(step, question.period, question.scope)
    return Ranking(question, ordered(_lines(desk, step, question)), gaps)


def ranked_of(step: Step, question: RankQuestion) -> Iterator[Ranked]:
    """Yield what is ranked, as it was counted; today's as it is now."""
    period, figures = question.period, step.unit.figures
    found: list[Ranked] = []
    if own_wanted(step, question.scope):
        over = period.cut(date.min, step.day - _DAY)
        if over is not None:
            found.extend(figures.ranked(over.since, over.until))
        if period.since <= step.day <= period.until:
            found.extend(today(step).ranked)
    for known in others(step, question.scope):
        found.extend(
            _from_elsewhere(one)
            for one in figures.known_ranked(known.id, period.since, period.until)
        )
    for one in found:
        if one.what == question.by.counted and (
            not question.services or one.service in question.services
        ):
            yield one


def _from_elsewhere(one: Ranked) -> Ranked:
    """Return a fault of another office without its version; anything else as it is."""
    if one.what != RankBy.REASON.counted:
        return one
    key = f"{one.key.rpartition('|')[0]}|{_ELSEWHERE}"
    return Ranked(one.what, one.service, key, one.count)


def _lines(desk: Desk, step: Step, question: RankQuestion) -> Iterable[RankLine]:
    if question.by is RankBy.ENTITY:
        return _entities(step, question)
    ranked = ranked_of(step, question)

    def find(one: Ranked, fault: FaultKey) -> Requirement | None:
        catalogue = _version(desk, step, fault.catalogue)
        service = None if catalogue is None else catalogue.find(one.service)
        return None if service is None else service.requirement(fault.requirement)

    match question.by:
        case RankBy.REQUIREMENT:
            return by_requirement(ranked, find, lambda number: service_name(desk, number))
        case RankBy.REASON:
            return by_reason(ranked, find)
        case RankBy.TOPIC:
            return by_key(ranked, lambda key: _topic(desk, key))
        case RankBy.SYSTEM:
            return by_key(ranked, str)
        case _:
            return by_key(ranked, lambda key: _solution(step, key))


def _version(desk: Desk, step: Step, number: int) -> Catalogue | None:
    if not number:
        return desk.catalogue
    with suppress(KnownError):  # a version that is not on file, or of a newer program
        return desk.catalogues.version(step.unit, number)
    return None


def _topic(desk: Desk, code: str) -> str:
    topic = desk.catalogue.topic(code)
    return f"Tema «{code}»" if topic is None else topic.name


def _solution(step: Step, key: str) -> str:
    words = solution_type(key)
    if words is not None:
        return words
    number = solution_number(key)
    solution = None if number is None else step.unit.solutions.by_number(number)
    return key if solution is None else f"{key} {solution.content.title}"


def _entities(step: Step, question: RankQuestion) -> list[RankLine]:
    require_own(step, question.scope)
    counts: dict[UUID, int] = {}
    apart = bool(question.services)
    for one in entities_of(step, question.period, by_service=apart):
        if one.returned and (not apart or one.service in question.services):
            counts[one.entity_id] = counts.get(one.entity_id, 0) + one.returned
    names = step.unit.figures.entity_names() if counts else {}
    return [RankLine(str(key), 0, names[key], "", count) for key, count in counts.items()]
