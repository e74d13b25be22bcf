"""Figures as they are read: with their unit, and how they differ from the period before."""

from ui.figures.statistics.figures import Kind, Unit

NONE = "–"
"""Where there is nothing to tell."""


def number(value: float, decimals: int = 0) -> str:
    """Return a number as it is written in Ecuador: ``10.832``, ``2,5``; no decimals that are zero."""
    written = f"{value:,.{decimals}f}"
    whole, point, rest = written.partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + ("," + rest if point and rest else "")


def shown(kind: Kind, value: float | None) -> str:
    """Return a figure with its unit: ``1.204``, ``87,5 %``, ``12 min``, ``26,5 h``."""
    if value is None:
        return NONE
    match kind.unit:
        case Unit.SHARE:
            return f"{number(value, 1)} %"
        case Unit.MINUTES:
            return f"{number(value, 1 if value < 10 else 0)} min"
        case Unit.HOURS:
            return f"{number(value, 1)} h"
        case _:
            return number(value)


def full(kind: Kind, value: float | None) -> str:
    """Return a figure with what it counts: ``1 turno``, ``1.204 turnos``, ``87,5 %``."""
    if value is None or kind.unit is not Unit.COUNT:
        return "sin datos" if value is None else shown(kind, value)
    return f"{number(value)} {kind.noun if value == 1 else kind.nouns}"


def change(kind: Kind, now: float | None, before: float | None) -> str:
    """Return how a figure differs from that of the period before, with its sign and in words."""
    if now is None or before is None:
        return ""
    apart = now - before
    far = shown(kind, abs(apart)).removesuffix(" %")
    if far in {"0", "0 min", "0 h"}:
        return "igual"
    sign, more = ("+", "más") if apart > 0 else ("−", "menos")
    if kind.unit is Unit.SHARE:
        return f"{sign}{far} {'punto' if far == '1' else 'puntos'}"
    if not before:
        return f"{sign}{far}"
    share = number(100 * abs(apart) / before)
    return f"{sign}{far} ({share} % {more})" if share != "0" else f"{sign}{far} ({more})"
