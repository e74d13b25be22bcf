"""Asks the centre, before anything is sent, whether it has more of this office than this copy."""

from collections.abc import Callable, Iterator

from desktop.sync import answers
from desktop.sync.client import MOST_SENT, Centre
from desktop.sync.troubles import AnswerDamaged
from desktop.usecases import recovery
from desktop.usecases.desk import Desk
from desktop.usecases.recovery import Recovered
from domain.errors import Stale
from domain.exchange import RowImage
from domain.operations import Operation

_TRIES = 5
"""Somebody may work meanwhile; then it is looked at anew."""


class Recovery:
    """Takes back what a restored or copied office has not.

    Args:
        go_on: called between two requests; raises where the program is to end.
    """

    def __init__(self, desk: Desk, go_on: Callable[[], None]) -> None:
        self._desk, self._go_on = desk, go_on

    def check(self, centre: Centre) -> Recovered:
        """Take back what there is to take back; nothing in the usual case, by one small request.

        Raises:
            LinkTrouble: the centre could not be asked.
            Stale: the office changes faster than it can be compared; the next look tries again.
            LogBroken, ImageDamaged: what came is not what this office had; nothing was changed.
        """
        with self._desk.units.read() as unit:
            link, mine = unit.exchange.link(), unit.exchange.epoch()
        highest = centre.snapshot(limit=1).epoch
        found = self._take_back(centre, left_behind=highest > mine)
        if link is not None and (link.last_push_at is None or highest > mine):
            recovery.outrank(self._desk, highest)
        return found

    def _take_back(self, centre: Centre, *, left_behind: bool) -> Recovered:
        """Take back what there is to take back.

        Args:
            left_behind: another copy went its own way and counts more: its history may have left
                this one at any place, also before what this copy knows to be there.
        """
        for _ in range(_TRIES):
            with self._desk.units.read() as unit:
                place = 0 if left_behind else recovery.asked_from(unit)
            theirs = list(operations_of(centre, place, self._go_on))
            with self._desk.units.read() as unit:
                seen = recovery.standing(unit, place, theirs)
                parted = recovery.is_parted(unit)
            if not seen.missing:
                if parted:
                    recovery.settle(self._desk)
                return Recovered()
            rows = list(rows_of(centre, seen.place, self._go_on))
            try:
                return recovery.recover(self._desk, place, theirs, rows, seen)
            except Stale:
                continue
        raise Stale


def operations_of(centre: Centre, after: int, go_on: Callable[[], None]) -> Iterator[Operation]:
    """Yield this office's operations after a place, as the centre has them, of every branch.

    Args:
        go_on: called before each request.
    """
    while True:
        go_on()
        page = [answers.operation(one) for one in centre.operations(after)]
        yield from page
        if len(page) < MOST_SENT:
            return
        if page[-1].sequence <= after:
            raise AnswerDamaged  # asked over and over, it would never end
        after = page[-1].sequence


def rows_of(centre: Centre, newer_than: int, go_on: Callable[[], None]) -> Iterator[RowImage]:
    """Yield this office's rows, parents before their children; those told after a place only."""
    after: str | None = ""
    while after is not None:
        go_on()
        page = centre.snapshot(after, newer_than=newer_than)
        yield from page.rows
        if page.next == after:
            raise AnswerDamaged  # as above
        after = page.next
