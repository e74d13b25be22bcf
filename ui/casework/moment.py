"""A local day and hour, typed as people write them here."""

import re
from datetime import datetime, time

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from domain.text import typed_day
from ui.theme import M
from ui.widgets import FormRow

_HOUR = re.compile(r"([0-9]{1,2})[:.h]([0-9]{2})")


def parse_moment(day: str, hour: str, like: datetime) -> datetime | None:
    """Return a typed day and hour in the time zone of ``like``; None where they are none."""
    date, hours = typed_day(day), _HOUR.fullmatch(hour.strip())
    if date is None or hours is None:
        return None
    try:
        return datetime.combine(date, time(int(hours[1]), int(hours[2])), like.tzinfo)
    except ValueError:
        return None


class MomentFields(QWidget):
    """Day and hour.

    Args:
        now: the present local moment, shown first and kept to the second while untouched.
        empty: show nothing first, because it was not now.
    """

    def __init__(self, now: datetime, *, empty: bool = False) -> None:
        super().__init__()
        self._now = now
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        self.day = QLineEdit("" if empty else f"{now:%d/%m/%Y}")
        self.hour = QLineEdit("" if empty else f"{now:%H:%M}")
        self.day.setPlaceholderText("04/12/2026")
        self.hour.setPlaceholderText("15:30")
        self.day.setMaxLength(10)
        self.hour.setMaxLength(5)
        self._day_row = FormRow("Recibido el", self.day)
        row.addWidget(self._day_row, 3)
        row.addWidget(FormRow("a las", self.hour), 2)
        self._first = None if empty else (self.day.text(), self.hour.text())

    def moment(self) -> datetime | None:
        """The moment; None, and said so, where what was typed is none."""
        typed = (self.day.text(), self.hour.text())
        if typed == self._first:
            return self._now
        moment = parse_moment(*typed, self._now)
        self.say("" if moment else "Escriba el día como 04/12/2026 y la hora 15:30.")
        return moment

    @property
    def wrong(self) -> str:
        """What was said to be wrong with it; empty when nothing was."""
        return self._day_row.error

    def say(self, wrong: str) -> None:
        """Say what is wrong with it; nothing, when empty."""
        self._day_row.set_error(wrong)
        if wrong:
            self.day.setFocus()
            self.day.selectAll()
