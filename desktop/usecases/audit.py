"""Checking that nothing kept was changed: the log's chain, the closed days, a printed report."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from desktop.usecases.day_seal import altered_days
from domain.operations import LogBroken, LogHead, verify
from domain.ports import UnitOfWork


class Match(Enum):
    """How a printed report stands to the log.

    Attributes:
        SAME: the log had exactly that head at that operation.
        OTHER: another operation is there now.
        SHORTER: the log ends before it: its end was cut, or an older copy was put back.
    """

    SAME = auto()
    OTHER = auto()
    SHORTER = auto()


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found.

    Attributes:
        head: of the log now.
        broken: where the chain does not hold; None where it does.
        altered: closed days whose turnos are not those that were sealed.
        match: of the report asked about; None when none was.
    """

    head: LogHead
    broken: LogBroken | None
    altered: tuple[date, ...]
    match: Match | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found changed."""
        return self.broken is None and not self.altered and self.match in (None, Match.SAME)


def audit(unit: UnitOfWork, printed: LogHead | None = None) -> Audit:
    """Check everything, also behind what does not hold.

    Args:
        unit: a read unit of work.
        printed: the head of the chain that a report bears; None to check no report.
    """
    broken: LogBroken | None = None
    try:
        verify(unit.log.all())
    except LogBroken as exc:
        broken = exc
    match = None if printed is None else _match(unit, printed)
    return Audit(unit.log.head(), broken, tuple(altered_days(unit)), match)


def _match(unit: UnitOfWork, printed: LogHead) -> Match:
    there = unit.log.at(printed.sequence)
    if there is not None:
        return Match.SAME if there.hash == printed.hash else Match.OTHER
    return Match.SHORTER if unit.log.head().sequence < printed.sequence else Match.OTHER
