"""What the page of other offices shows: how old each office's data is, and one row for each."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from desktop.usecases.offices import OfficeDay, OfficesDay, Totals, totals
from domain.offices import Office
from ui.supervision.alerts import alerts
from ui.supervision.words import minutes_words
from ui.theme import Kind

FRESH = timedelta(minutes=2)
"""An office asks the centre every half minute: up to here what is shown is as good as now."""
OLD = timedelta(minutes=10)
"""From here on something stands in the way, as at the foot of that office's own rail."""
TOTAL: Final = "total"


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One office of the table, or the total.

    Attributes:
        key: its id, or ``TOTAL``.
        age: how old its data is; ``kind`` the colour of it, None for the total.
        late: something asks for attention.
        known: there is a day to be seen.
    """

    key: Hashable
    name: str
    age: str = ""
    kind: Kind | None = None
    waiting: str = "–"
    at_counters: str = "–"
    served: str = "–"
    wait: str = "–"
    most: str = "–"
    on_time: str = "–"
    returned: str = "–"
    alerts: str = "–"
    late: bool = False
    known: bool = False


def seen_at(one: OfficeDay, now: datetime) -> datetime:
    """Return the moment that an office's day is shown as at: waits do not go on in old data."""
    if one.heard_at is None or now - one.heard_at <= FRESH:
        return now
    return one.heard_at


def age_words(day: OfficesDay, one: OfficeDay, now: datetime) -> tuple[str, Kind]:
    """Return how old an office's data is, in words, and its colour."""
    if one.here:
        return "Esta oficina", Kind.INFO
    if one.heard_at is None or one.board is None:
        return ("Sin leer todavía" if one.trouble else "Sin datos todavía"), Kind.NEUTRAL
    office, age = one.board.office, now - one.heard_at
    if day.trouble is not None or one.trouble is not None or age >= timedelta(hours=1):
        return f"Datos {_moment(office, one.heard_at, now)}", Kind.WARN
    if age < timedelta(minutes=1):
        return "Datos de ahora", Kind.OK
    minutes = int(age.total_seconds() // 60)
    return f"Datos de hace {minutes} min", Kind.WARN if age >= OLD else Kind.OK


def trouble_words(day: OfficesDay) -> str:
    """Return that the centre did not answer (yet), and what is shown; empty where it did."""
    if day.trouble is None:
        return "" if day.asked_at is not None else "Se está preguntando al centro."
    kept = "Se muestra lo último que se supo." if len(day.offices) > 1 else ""
    return f"{day.trouble.what} {kept} Se vuelve a preguntar solo.".replace("  ", " ")


def rows(day: OfficesDay, now: datetime) -> tuple[OfficeRow, ...]:
    """Return a row for each office, this one first, and the total where there are several."""
    found = tuple(_row(day, one, now) for one in day.offices)
    boards = [one.board for one in day.offices if one.board is not None]
    if len(boards) < 2:
        return found
    urgent = sum(len(alerts(one.board, seen_at(one, now))) for one in day.offices if one.board)
    words = f"{len(boards)} de {len(found)}" if len(boards) < len(found) else f"{len(boards)}"
    return (*found, _figures(TOTAL, f"Total: {words} oficinas", "", None, totals(boards), urgent))


def _row(day: OfficesDay, one: OfficeDay, now: datetime) -> OfficeRow:
    age, kind = age_words(day, one, now)
    if one.board is None:
        return OfficeRow(one.id, one.name, age, kind)
    urgent = len(alerts(one.board, seen_at(one, now)))
    return _figures(one.id, one.name, age, kind, totals([one.board]), urgent)


def _figures(
    key: Hashable, name: str, age: str, kind: Kind | None, told: Totals, urgent: int
) -> OfficeRow:
    return OfficeRow(
        key,
        name,
        age,
        kind,
        str(told.waiting),
        str(told.at_counters),
        str(told.served),
        minutes_words(told.wait.usual),
        minutes_words(told.wait.most),
        f"{100 * told.on_time // told.answered} %" if told.answered else "–",
        str(told.returned),
        str(urgent) if urgent else "–",
        late=urgent > 0 and key != TOTAL,
        known=key != TOTAL,
    )


def _moment(office: Office, moment: datetime, now: datetime) -> str:
    local = office.local(moment)
    hour = f"{local:%H:%M}"
    article = "la" if local.hour == 1 else "las"
    if local.date() == office.local(now).date():
        return f"de {article} {hour}"
    return f"del {local:%d/%m} a {article} {hour}"
