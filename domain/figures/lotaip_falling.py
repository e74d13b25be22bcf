"""A cumulative figure that was told never falls within its year: what would make one is refused."""

from collections.abc import Iterable
from datetime import date

from domain.errors import KnownError
from domain.figures.lotaip import Counted, LotaipTable, month_words


class WouldFall(KnownError):
    """A cumulative figure that was told would become smaller."""

    def __init__(self, service: int, month: date, told: int, would: int) -> None:
        super().__init__(
            f"El acumulado del servicio {service} bajaría en {month_words(month)}: "
            f"de {told} a {would}.",
            kept="No se cambió nada.",
            todo="Un acumulado publicado no puede bajar en el mismo año. Revise la cifra o el mes.",
        )


def must_not_fall(after: Counted, told: Iterable[LotaipTable]) -> None:
    """Insist that taking an old table over makes no cumulative figure of the year smaller.

    Args:
        after: what is counted and taken over, as it would be.
        told: the tables published of that year.

    Raises:
        WouldFall: one would be less than it was published, or than what was counted before it.
    """
    for table in told:
        for line in table.lines:
            would = after.cumulative(table.month, line.service)
            if would < line.figures.cumulative:
                raise WouldFall(line.service, table.month, line.figures.cumulative, would)
    for (month, service), opening in after.openings.items():
        counted = after.cumulative(month, service)
        if opening.cumulative < counted:
            raise WouldFall(service, month, counted, opening.cumulative)


def require_no_fall(table: LotaipTable, told: Iterable[LotaipTable]) -> None:
    """Insist that no cumulative figure is less than one published of an earlier month.

    Args:
        table: what would be published.
        told: the tables published of its year, the latest of each month last.

    Raises:
        WouldFall: one is.
    """
    now = {line.service: line.figures.cumulative for line in table.lines}
    latest = {one.month: one for one in told if one.month < table.month}
    for one in latest.values():
        for line in one.lines:
            would, before = now.get(line.service, 0), line.figures.cumulative
            if would < before:
                raise WouldFall(line.service, table.month, before, would)
