"""What is particular about a working day: its weekday, its place in the month, holidays beside it.

People of public bodies come by the month: it is closed at its end, paid about the 15th and at the
end (advance and salary of the public service), and what was left comes on its first days.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from domain.offices import WEEKDAYS

ADVANCE_DAY = 15
"""Of the month, on which the advance of the salary is paid; before it, where it is no working day."""
EDGE = 3
"""How many working days at each end of a month are told apart."""


class Mark(StrEnum):
    """What may make a day another one than its neighbours, beside its weekday."""

    FIRST = "first"
    BEGINNING = "beginning"
    ENDING = "ending"
    LAST = "last"
    ADVANCE = "advance"
    AFTER_REST = "after_rest"
    BEFORE_REST = "before_rest"


WORDS: Mapping[Mark, str] = {
    Mark.FIRST: "primer día laborable del mes",
    Mark.BEGINNING: "comienzo de mes",
    Mark.ENDING: "fin de mes",
    Mark.LAST: "último día laborable del mes",
    Mark.ADVANCE: "día de quincena",
    Mark.AFTER_REST: "después de feriado",
    Mark.BEFORE_REST: "antes de feriado",
}

Marks = tuple[str, ...]
"""The weekday (``monday`` is "0") and whatever ``Mark`` a day has."""


def marks_of(
    days: Iterable[date], works: Callable[[date], bool], usual: frozenset[int]
) -> dict[date, Marks]:
    """Return what is particular about each of some days.

    Args:
        days: those asked for, in any order; one that is not worked has its weekday alone.
        works: tells whether the office works on a day.
        usual: weekdays on which it usually opens; Monday is 0.
    """
    asked = sorted(set(days))
    if not asked:
        return {}
    first = asked[0].replace(day=1) - timedelta(days=7)
    last = (asked[-1].replace(day=28) + timedelta(days=4)).replace(day=1) + timedelta(days=6)
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    worked = [day for day in span if works(day)]
    months: dict[tuple[int, int], list[date]] = {}
    for day in worked:
        months.setdefault((day.year, day.month), []).append(day)
    working = set(worked)
    found = {}
    for day in asked:
        of_it = [str(day.weekday())]
        if day in working:
            of_it += _of_month(day, months[day.year, day.month])
            if _rest(day, -1, working, usual):
                of_it.append(Mark.AFTER_REST)
            if _rest(day, 1, working, usual):
                of_it.append(Mark.BEFORE_REST)
        found[day] = tuple(of_it)
    return found


def words_of(marks: Sequence[str]) -> str:
    """Return what is particular about a day, in words: ``lunes, fin de mes``."""
    weekday, *others = marks
    return ", ".join([WEEKDAYS[int(weekday)], *(WORDS[Mark(one)] for one in others)])


def _of_month(day: date, month: Sequence[date]) -> list[str]:
    place = bisect_left(month, day)
    left = len(month) - 1 - place
    found: list[str] = []
    if place == 0:
        found.append(Mark.FIRST)
    elif place < EDGE:
        found.append(Mark.BEGINNING)
    if left == 0:
        found.append(Mark.LAST)
    elif left < EDGE:
        found.append(Mark.ENDING)
    until = [one for one in month if one.day <= ADVANCE_DAY]
    if until and until[-1] == day:
        found.append(Mark.ADVANCE)
    return found


def _rest(day: date, step: int, working: set[date], usual: frozenset[int]) -> bool:
    """Tell whether a day of rest that is usually worked lies between a day and the next worked.

    A week is looked at: the calendar has no longer rest.
    """
    for away in range(1, 7):
        beside = day + timedelta(days=step * away)
        if beside in working:
            return False
        if beside.weekday() in usual:
            return True
    return False
