"""How often the causes of what goes wrong happened in the last 30 days."""

from desktop.usecases.desk import Desk, Step
from desktop.usecases.figures.ranking import rank_in
from desktop.usecases.figures.upkeep import days_due
from domain.figures.rankings import RankBy, RankLine, RankQuestion
from domain.figures.waiting import StillCounting
from domain.improvements import Cause, CauseKind, before_day


class Lately:
    """How often causes happened in the last 30 days; each ranking is read once."""

    def __init__(self, desk: Desk, step: Step) -> None:
        self._desk = desk
        self._step = step
        self._known: dict[RankBy, dict[str, RankLine]] = {}

    def lines(self, by: RankBy) -> dict[str, RankLine]:
        """Return a ranking, its lines by their keys."""
        if by not in self._known:
            question = RankQuestion(before_day(self._step.day), by)
            lines = rank_in(self._desk, self._step, question).lines
            self._known[by] = {line.key: line for line in lines}
        return self._known[by]

    def count(self, cause: Cause) -> int:
        """Return how often a cause happened; 0 where nothing is counted of it."""
        by = cause.kind.rank
        line = None if by is None else self.lines(by).get(cause.key)
        return 0 if line is None else line.count


def days_waiting(step: Step) -> int:
    """Return how many of those days are not counted yet."""
    return len(days_due(step, before_day(step.day)))


def counted(desk: Desk, step: Step, cause: Cause) -> int:
    """Return how often a cause happened in the last 30 days, to be kept.

    Raises:
        StillCounting: days of them wait to be counted.
    """
    if cause.kind is not CauseKind.FREE and (waits := days_waiting(step)):
        raise StillCounting(waits)
    return Lately(desk, step).count(cause)
