"""Arrivals and attentions by half hour, drawn: told apart without colour, with their numbers."""

import math
from collections.abc import Sequence

from reportlab.platypus import Flowable

from desktop.documents.a4 import CONTENT
from desktop.documents.canvas import BLUE, INK, LINE, SOFT, WHITE, Paper
from desktop.documents.lettering import SEMIBOLD, width
from domain.day_figures import slot_clock
from domain.day_report import HalfHour

HEIGHT = 122.0
_LEFT, _FOOT, _HEAD = 22.0, 17.0, 20.0
_SMALL = 7.5
_STEPS = 4
_ROOM_FOR_NUMBERS = 9.0
"""From so many points a bar, its number stands above it."""


class HalfHours(Flowable):
    """Two bars each half hour, from the first to the last that had anybody.

    Args:
        slots: those that had any, by time.
    """

    def __init__(self, slots: Sequence[HalfHour]) -> None:
        super().__init__()
        self.width, self.height = CONTENT, HEIGHT
        known = {one.slot: one for one in slots}
        first, last = slots[0].slot, slots[-1].slot
        self._slots = [known.get(n, HalfHour(n, 0, 0)) for n in range(first, last + 1)]

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw grid, bars, hours and legend."""
        most = max(max(one.arrivals, one.served) for one in self._slots)
        step = max(1, math.ceil(most / _STEPS))
        top = step * math.ceil(most / step)
        self._up = (HEIGHT - _FOOT - _HEAD) / top
        self._across = (CONTENT - _LEFT) / max(len(self._slots), 8)
        paper = Paper(self.canv)
        self._grid(paper, range(0, top + 1, step))
        for place, one in enumerate(self._slots):
            self._half_hour(paper, place, one)
        self._legend(paper)

    def _grid(self, paper: Paper, levels: Sequence[int]) -> None:
        self.canv.setStrokeColor(LINE)
        self.canv.setLineWidth(0.5)
        for level in levels:
            y = _FOOT + level * self._up
            self.canv.line(_LEFT, y, CONTENT, y)
            paper.text(_LEFT - 5, y - 2.6, str(level), size=_SMALL, color=SOFT, align="right")

    def _half_hour(self, paper: Paper, place: int, one: HalfHour) -> None:
        left = _LEFT + place * self._across
        bar = self._across * 0.36
        self._bar(paper, left + self._across * 0.12, bar, one.arrivals, filled=True)
        self._bar(paper, left + self._across * 0.52, bar, one.served, filled=False)
        # Each hour where there is room for all of them, else every other.
        every = 2 if self._across > 11 else 4
        if one.slot % every == 0:
            clock = slot_clock(one.slot)
            paper.text(left + self._across * 0.12, 4, clock, size=_SMALL, color=SOFT)

    def _bar(self, paper: Paper, left: float, across: float, count: int, *, filled: bool) -> None:
        if not count:
            return
        high = count * self._up
        self.canv.setStrokeColor(BLUE)
        self.canv.setFillColor(BLUE if filled else WHITE)
        self.canv.setLineWidth(0.9)
        self.canv.rect(left, _FOOT, across, high, stroke=1, fill=1)
        if across >= _ROOM_FOR_NUMBERS:
            above, middle = _FOOT + high + 2.5, left + across / 2
            paper.text(middle, above, str(count), size=_SMALL, align="center")

    def _legend(self, paper: Paper) -> None:
        left, y = _LEFT, HEIGHT - 8
        for filled, words in ((True, "Llegaron"), (False, "Terminó su atención")):
            self.canv.setStrokeColor(BLUE)
            self.canv.setFillColor(BLUE if filled else WHITE)
            self.canv.rect(left, y - 1, 8, 8, stroke=1, fill=1)
            paper.text(left + 13, y, words, font=SEMIBOLD, size=8.5, color=INK)
            left += 13 + width(words, SEMIBOLD, 8.5) + 18
