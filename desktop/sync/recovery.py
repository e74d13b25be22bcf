"""Asks the centre, before anything is sent, whether it has more of this office than this copy."""

from collections.abc import Callable

from desktop.sync import answers
from desktop.sync.client import MOST_SENT, Centre
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
        for _ in range(_TRIES):
            with self._desk.units.read() as unit:
                place = recovery.asked_from(unit)
            theirs = self._operations(centre, place)
            with self._desk.units.read() as unit:
                seen = recovery.standing(unit, place, theirs)
            if not seen.missing:
                return Recovered()
            rows = self._rows(centre, seen.place)
            try:
                return recovery.recover(self._desk, place, theirs, rows, seen)
            except Stale:
                continue
        raise Stale

    def _operations(self, centre: Centre, after: int) -> list[Operation]:
        found: list[Operation] = []
        while True:
            self._go_on()
            page = [answers.operation(one) for one in centre.operations(after)]
            found += page
            if len(page) < MOST_SENT:
                return found
            after = page[-1].sequence

    def _rows(self, centre: Centre, newer_than: int) -> list[RowImage]:
        found: list[RowImage] = []
        after: str | None = ""
        while after is not None:
            self._go_on()
            page = centre.snapshot(after, newer_than=newer_than)
            found += page.rows
            after = page.next
        return found
