"""Words and numbers that the supervisor's page says in several places."""

from collections.abc import Sequence
from datetime import datetime

from domain.offices import WEEKDAYS, Office

ALERT_KEYS = "QWERTYUIOP"
"""Of what asks for attention: the letters below the figures' digits."""
COUNTER_KEYS = "ASDFGHJKL"
"""Of the counters: the letters below those."""

_DAY = 24 * 60


def minutes_words(value: float | None) -> str:
    """Return minutes as read: ``2,5 min``, ``12 min``; a dash where nothing was measured.

    Below ten minutes half a minute tells something, above it does not.
    """
    if value is None:
        return "–"
    shown = f"{value:.1f}" if value < 10 else f"{value:.0f}"
    return f"{shown.removesuffix('.0').replace('.', ',')} min"


def lasted_words(minutes: int) -> str:
    """Return whole minutes, from an hour on with hours, from two days on as days: ``1 h 05 min``."""
    if minutes >= 2 * _DAY:
        return f"{minutes // _DAY} días"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def number_words(value: float) -> str:
    """Return a mean as read: ``6,5``, ``7``."""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def count_words(number: int, noun: str, plural: str = "") -> str:
    """Return ``1 turno``, ``3 turnos``; ``plural`` where an s is not all."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def came_back_words(number: int) -> str:
    """Return how many of those who did not come came back."""
    if not number:
        return "ninguno volvió"
    return "1 volvió" if number == 1 else f"{number} volvieron"


def listed(words: Sequence[str], most: int = 12) -> str:
    """Return the first ``most`` words and how many more there are."""
    shown = ", ".join(words[:most])
    return f"{shown} y {len(words) - most} más" if len(words) > most else shown


def clock_words(office: Office, moment: datetime) -> str:
    """Return a moment on the office's clock."""
    return f"{office.local(moment):%H:%M}"


def weekday_words(weekday: int) -> str:
    """Return a weekday as a habit: ``los viernes``, ``los sábados``."""
    name = WEEKDAYS[weekday]
    return f"los {name if name.endswith('s') else name + 's'}"


def keys_for(keys: str, many: int) -> list[str]:
    """Return the key of each of ``many`` rows; empty where there are more rows than keys."""
    return [*keys[:many], *("" for _ in range(many - len(keys)))]
