"""Checking that nothing kept was changed: the log's chain, the closed days, a printed report."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from desktop.usecases.day_seal import UNREADABLE, altered_days
from domain.operations import GENESIS, LogBroken, LogHead, follows
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
        head: of the log, as far as its chain holds.
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
    altered: tuple[date, ...] = ()
    head, broken = _walk(unit)
    match = None if printed is None else _match(unit, printed, head, broken)
    try:
        with suppress(*UNREADABLE):  # a log that cannot be read is told by where it breaks
            altered = tuple(altered_days(unit))
    except LogBroken as exc:
        broken = broken or exc
    return Audit(head, broken, altered, match)


def _walk(unit: UnitOfWork) -> tuple[LogHead, LogBroken | None]:
    """Return the head of the chain as far as it holds, and where it does not."""
    head = LogHead(0, GENESIS)
    try:
        for operation in unit.log.all():
            head = follows(head, operation)
    except LogBroken as exc:
        return head, exc
    except UNREADABLE:
        return head, LogBroken(head.sequence + 1, "no se puede leer")
    return head, None


def _match(unit: UnitOfWork, printed: LogHead, head: LogHead, broken: LogBroken | None) -> Match:
    if broken is None and head.sequence < printed.sequence:
        return Match.SHORTER
    with suppress(*UNREADABLE):
        there = unit.log.at(printed.sequence)
        if there is not None and there.hash == printed.hash:
            return Match.SAME
    return Match.OTHER
