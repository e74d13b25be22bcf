"""The statistics page: a period beside the one before it, read at one moment."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.figures.ranking import rank_in
from desktop.usecases.figures.reading import read_in
from domain.figures.periods import Period
from domain.figures.rankings import RankBy, Ranking, RankQuestion
from domain.figures.statistics import By, Figures, Filter, KnownOffice, Question, Scope, Statistics
from domain.staff import Action, Actor


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody looks at."""

    period: Period
    by: By
    scope: Scope
    only: Filter

    @property
    def question(self) -> Question:
        """The same as it is asked."""
        return Question(self.period, self.by, self.scope, self.only)


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be chosen: the other offices that are known, and this office's own.

    Attributes:
        entities: the public bodies that are looked at alone, by name.
    """

    office_id: UUID
    office: str
    offices: tuple[KnownOffice, ...]
    services: tuple[tuple[int, str], ...]
    counters: tuple[int, ...]
    staff: tuple[tuple[UUID, str], ...]
    entities: tuple[tuple[UUID, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """What was read.

    Attributes:
        now: by groups, ``before`` the same of the period before: of as many days, where the period
            still goes on.
        total, total_before: of everything, also what is of none of the groups.
        at: when it was read, on the office's clock; ``today`` its day.
        change: the log's last sequence: another number means that something changed.
    """

    looked: Looked
    now: Statistics
    before: Statistics
    total: Figures
    total_before: Figures
    offered: Offered
    at: datetime
    today: date
    change: int


@dataclass(frozen=True, slots=True)
class Rankings:
    """What happened most in a period, beside the one before."""

    looked: Looked
    now: Ranking
    before: Ranking


def compare_ranking(desk: Desk, actor: Actor, looked: Looked, by: RankBy) -> Rankings:
    """Return what happened most, of the services looked at.

    Raises:
        InvalidInput: public bodies of another office are asked for.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        periods = (looked.period, looked.period.previous(step.day))
        now, before = (
            rank_in(desk, step, RankQuestion(period, by, looked.scope, looked.only.services))
            for period in periods
        )
        return Rankings(looked, now, before)


def compare(
    desk: Desk, actor: Actor, looked: Looked, known: Compared | None = None
) -> Compared | None:
    """Return what was counted of a period, beside the one before.

    Args:
        known: what is known already; None is returned where nothing moved since.

    Raises:
        InvalidInput: what is asked for is not counted together, as ``reading.read``.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        change = unit.log.head().sequence
        if known is not None and (
            known.looked,
            known.change,
            known.today,
            known.offered.offices,
        ) == (looked, change, step.day, tuple(unit.figures.known_offices())):
            return None
        desk.catalogues.refresh(unit)
        before = replace(looked, period=looked.period.previous(step.day))
        now, then = (read_in(desk, step, one.question) for one in (looked, before))
        return Compared(
            looked,
            now,
            then,
            _total(desk, step, looked, now),
            _total(desk, step, before, then),
            _offered(desk, step, looked),
            unit.offices.office().local(step.now),
            step.day,
            change,
        )


def _total(desk: Desk, step: Step, looked: Looked, read: Statistics) -> Figures:
    """Return the figures of everything: by public body most turnos have none."""
    if looked.by is not By.ENTITY or looked.only.entities:
        return read.total
    return read_in(desk, step, replace(looked, by=By.OFFICE).question).total


def _offered(desk: Desk, step: Step, looked: Looked) -> Offered:
    unit = step.unit
    office = unit.offices.office()
    return Offered(
        office.id,
        office.name,
        tuple(unit.figures.known_offices()),
        tuple((one.id, one.short_name) for one in desk.catalogue.services),
        tuple(sorted(one.number for one in unit.offices.counters())),
        tuple(sorted(((m.id, m.full_name) for m in unit.staff.all()), key=lambda one: one[1])),
        tuple((one, unit.entities.get(one).name) for one in looked.only.entities),
    )
