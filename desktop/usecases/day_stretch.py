"""Where a day of the queue is in the log."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.operations import Operation


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the log: after ``after``, until ``until``, and what closed its day last."""

    after: int
    until: int
    closing: Operation | None


def stretch_of(of_office: Sequence[Operation], day: date, head: int, *, today: bool) -> Stretch:
    """Find a day between the openings of those before and after it, as the log has them.

    What a supervisor does before the first turno comes before the day's own opening.

    Args:
        of_office: all that the log tells of the office itself.
        head: the last place of the log.
        today: the day still goes on.
    """
    of_days = [
        (operation, json.loads(operation.payload)["day"] == day.isoformat())
        for operation in of_office
        if operation.type in ("day_opened", "day_closed") and operation.payload is not None
    ]
    own = [operation for operation, mine in of_days if mine]
    others = [o.sequence for o, mine in of_days if not mine and o.type == "day_opened"]
    first = min((o.sequence for o in own), default=0)
    until = head if today else min((place for place in others if place > first), default=head)
    closings = [o for o in own if o.type == "day_closed"]
    return Stretch(
        max((place for place in others if place < first), default=0),
        max([until, *(o.sequence for o in closings)]),
        closings[-1] if closings else None,
    )
