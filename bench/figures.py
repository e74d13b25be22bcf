"""What a measurement is: a value beside its limit, taken in the same run."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    Attributes:
        name: what was measured, ``subject: what``.
        value: in ``unit``.
        limit: what the machine itself can do (or the agreed bound), measured in the same run.
        ratio: ``value`` to ``limit``, where they can be compared.
        goal: the condition in words, empty for what is only recorded.
        holds: whether it is met; None for what is only recorded.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    ratio: float | None = None
    goal: str = ""
    holds: bool | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the object written to ``out/bench.json``."""
        return {
            key: round(value, 4) if isinstance(value, float) else value
            for key, value in asdict(self).items()
        }


Subject = Callable[[Path], Sequence[Figure]]
"""Measures one subject; given a folder on a real disk that it may keep files in."""


def recorded(name: str, value: float, unit: str) -> Figure:
    """Return a figure without a goal."""
    return Figure(name, value, unit)


def at_most(name: str, value: float, unit: str, bound: float) -> Figure:
    """Return a figure that must not exceed ``bound`` (same unit)."""
    return Figure(
        name, value, unit, bound, value / bound, f"at most {bound:g} {unit}", value <= bound
    )


def none_of(name: str, count: int) -> Figure:
    """Return a count that must be 0."""
    return Figure(name, count, "count", 0, None, "0", count == 0)


def share(name: str, value: float, unit: str, limit: float, least: float) -> Figure:
    """Return a rate that must reach ``least`` of ``limit``."""
    ratio = value / limit
    return Figure(name, value, unit, limit, ratio, f"at least {least:g} of it", ratio >= least)


def times(name: str, value: float, unit: str, limit: float, most: float) -> Figure:
    """Return a cost that must stay within ``most`` times ``limit``."""
    ratio = value / limit
    return Figure(name, value, unit, limit, ratio, f"at most {most:g} times it", ratio <= most)
