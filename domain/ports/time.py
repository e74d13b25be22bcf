"""The time now."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time now."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...
