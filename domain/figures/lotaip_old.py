"""Recognises the figures of an old LOTAIP table, however it was misspelt, garbled or shifted.

Nothing recognised is taken over by itself: a person sees the old text beside each figure.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from domain.figures.lotaip import FIRST_YEAR, MOST
from domain.text import search_key, typed_day

Cell = str | float | None
Rows = Sequence[Sequence[Cell]]

_NAME = 120
"""As far as a name is compared, in characters."""
_SAME_NUMBER = 0.3
"""What an agreeing number adds to how alike two names are (0 to 1)."""
_ALIKE, _SURELY_ALIKE = 0.5, 0.85
_MOST_LINES = 100
"""No table has more services."""
_MANY, _UNUSUAL = 5, 10
"""From how many lines one share for all, and from what figure two alike, are suspect."""
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.,' \u00a0\u202f][0-9]{3})+")
_WHOLE = re.compile(r"([0-9]{1,9})(?:[.,]0{1,2})?")
_PER_CENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?\s*(%)?")
_MISREAD = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8"})
_DAY = re.compile(r"\b[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}\b")
_HEADS = {
    "served": ("ultimo periodo", "mensual"),
    "cumulative": ("acumul",),
    "satisfaction": ("satisfacc",),
}
"""Of the headings of the three columns, as search keys."""


@dataclass(frozen=True, slots=True)
class OldFigure:
    """A figure as it was recognised.

    Attributes:
        value: None where nothing was.
        text: the cell as it stood.
        sure: it can be read in one way only.
    """

    value: int | None = None
    text: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class OldLine:
    """A line of the old table.

    Attributes:
        row: from 1, as a spreadsheet counts.
        text: number and name as they stood.
        service: which of the catalogue it is; None where nobody can tell.
        sure: there is no doubt of that.
    """

    row: int
    text: str
    service: int | None
    sure: bool
    served: OldFigure
    cumulative: OldFigure
    satisfaction: OldFigure


@dataclass(frozen=True, slots=True)
class OldTable:
    """What was recognised in a file.

    Attributes:
        month: that the table is of, by its date; None where it has none.
        date_text: that date as it stood.
    """

    lines: tuple[OldLine, ...] = ()
    month: date | None = None
    date_text: str = ""


def recognise(sheets: Sequence[Rows], services: Mapping[int, str]) -> OldTable:
    """Return what the sheet with the most lines of services tells.

    Args:
        sheets: rows of cells.
        services: names of the catalogue's services by number.
    """
    found = [_sheet(rows, services) for rows in sheets]
    return max(found, key=lambda table: len(table.lines), default=OldTable())


def read_count(cell: Cell) -> OldFigure:
    """Return a number of people: ``1045``, ``10.832`` and ``4.568`` are all whole."""
    if cell is None:
        return OldFigure()
    if not isinstance(cell, str):
        return _count_of_number(cell)
    text = cell.strip()
    for tried, sure in ((text, True), (text.translate(_MISREAD), False)):
        if _THOUSANDS.fullmatch(tried):
            return _counted(int(re.sub(r"[^0-9]", "", tried)), cell, sure)
        if whole := _WHOLE.fullmatch(tried):
            return _counted(int(whole[1]), cell, sure)
        if not any(char.isdigit() for char in text):
            break
    return OldFigure(text=cell)


def read_share(cell: Cell) -> OldFigure:
    """Return a share in whole per cents: ``70%``, ``70``, or 0.7 of a spreadsheet."""
    if cell is None:
        return OldFigure()
    if not isinstance(cell, str):
        if 0 <= cell <= 1:
            return OldFigure(round(cell * 100), _shown(cell), cell not in (0, 1))
        in_range = 1 < cell <= 100
        return OldFigure(round(cell) if in_range else None, _shown(cell), in_range)
    found = _PER_CENT.fullmatch(cell.strip())
    sure = found is not None
    if found is None:
        found = _PER_CENT.fullmatch(cell.strip().translate(_MISREAD))
    if found is None or int(found[1]) > 100:
        return OldFigure(text=cell)
    value = round(float(f"{found[1]}.{found[2] or 0}"))
    return OldFigure(min(value, 100), cell, sure and found[3] is not None)


def _count_of_number(cell: float) -> OldFigure:
    shown = _shown(cell)
    if cell == int(cell):
        return _counted(int(cell), shown, True)
    # A spreadsheet that took the point of the thousands for a decimal one: 10.832 are 10,832.
    thousands = round(cell * 1000)
    if abs(cell * 1000 - thousands) < 1e-6:
        return _counted(thousands, shown, False)
    return OldFigure(text=shown)


def _counted(value: int, text: str, sure: bool) -> OldFigure:
    return OldFigure(value, text, sure) if 0 <= value <= MOST else OldFigure(text=text)


def _shown(cell: float) -> str:
    return f"{cell:g}" if abs(cell) < 1e6 and cell != int(cell) else f"{cell:.0f}"


def _sheet(rows: Rows, services: Mapping[int, str]) -> OldTable:
    head, columns = _heading(rows)
    names = {number: search_key(name)[:_NAME] for number, name in services.items()}
    lines: list[OldLine] = []
    last = head
    for place in range(head + 1, len(rows)):
        line = _line(place + 1, rows[place], columns, names)
        if line is not None:
            lines.append(line)
            last = place
        if len(lines) == _MOST_LINES:
            break
    day, text = _date_of(rows[last + 1 :]) if lines else (None, "")
    return OldTable(_doubted(lines), None if day is None else day.replace(day=1), text)


def _heading(rows: Rows) -> tuple[int, dict[str, int]]:
    """Return the place of the row of headings, and in which columns the figures stand."""
    best: tuple[int, dict[str, int]] = (-1, {})
    for place, row in enumerate(rows[:40]):
        found: dict[str, int] = {}
        for column, cell in enumerate(row):
            key = search_key(cell[:400]) if isinstance(cell, str) else ""
            for name, marks in _HEADS.items():
                # «acumulado» stands in its own heading only; the month's may follow it.
                its_own = name != "served" or not any(m in key for m in _HEADS["cumulative"])
                if name not in found and its_own and any(mark in key for mark in marks):
                    found[name] = column
        if len(found) > len(best[1]):
            best = place, found
    return best


def _line(
    number: int, row: Sequence[Cell], columns: Mapping[str, int], names: Mapping[int, str]
) -> OldLine | None:
    """Return a row as a line of a service; None where it is none."""
    filled = [(place, cell) for place, cell in enumerate(row) if cell is not None]
    if len(filled) < 3:
        return None
    first = read_count(filled[0][1])
    named = filled[1][1] if first.value is not None else filled[0][1]
    name = named if isinstance(named, str) else ""
    figures = _by_heading(row, columns) or _by_tail([cell for _, cell in filled[1:]])
    if figures is None:
        return None
    service, sure = _service(first.value, search_key(name)[:_NAME], names)
    if service is None and first.value is None:
        return None
    text = " ".join(part for part in (first.text if name != first.text else "", name) if part)
    return OldLine(number, text, service, sure, *figures)


def _by_heading(
    row: Sequence[Cell], columns: Mapping[str, int]
) -> tuple[OldFigure, OldFigure, OldFigure] | None:
    """Return the figures under their headings; None where the row is shifted."""
    if len(columns) < len(_HEADS):
        return None
    cells = {name: row[at] if at < len(row) else None for name, at in columns.items()}
    if any(cell is not None for cell in row[max(columns.values()) + 1 :]):
        return None  # something stands to the right of the last column: it is shifted
    served, cumulative = read_count(cells["served"]), read_count(cells["cumulative"])
    share = read_share(cells["satisfaction"])
    if served.value is None or cumulative.value is None:
        return None
    if share.value is None and share.text:
        return None
    if not share.text:
        share = OldFigure(sure=True)
    return _in_doubt(served, cumulative, share)


def _by_tail(cells: Sequence[Cell]) -> tuple[OldFigure, OldFigure, OldFigure] | None:
    """Return the last three filled cells that are number, number, per cent, wherever they are."""
    for end in range(len(cells), 2, -1):
        served, cumulative = read_count(cells[end - 3]), read_count(cells[end - 2])
        share = read_share(cells[end - 1])
        if None not in (served.value, cumulative.value, share.value) and "%" in share.text:
            return _in_doubt(served, cumulative, share)
    served, cumulative = (read_count(cell) for cell in cells[-2:])
    if served.value is None or cumulative.value is None:
        return None
    return replace(served, sure=False), replace(cumulative, sure=False), OldFigure()


def _in_doubt(
    served: OldFigure, cumulative: OldFigure, share: OldFigure
) -> tuple[OldFigure, OldFigure, OldFigure]:
    """Return figures that cannot both be right as unsure: more in the month than in the year."""
    if (served.value or 0) > (cumulative.value or 0):
        return replace(served, sure=False), replace(cumulative, sure=False), share
    return served, cumulative, share


def _service(number: int | None, name: str, names: Mapping[int, str]) -> tuple[int | None, bool]:
    """Return which service it is, by its name and number, and whether that is sure."""
    best, alike = None, 0.0
    for service, known in names.items():
        likeness = SequenceMatcher(None, name, known, autojunk=False).ratio()
        total = likeness + (_SAME_NUMBER if service == number else 0)
        if total > alike:
            best, alike = service, total
    if best is None:
        return None, False
    if best == number:
        return best, alike - _SAME_NUMBER >= _ALIKE
    if alike >= _ALIKE:
        return best, number is None and alike >= _SURELY_ALIKE
    return (number if number in names else None), False


def _doubted(lines: Sequence[OldLine]) -> tuple[OldLine, ...]:
    """Return the lines with what is suspect of them together marked as unsure.

    Two lines of one service; a figure that was copied from its neighbour; one share for all, which
    stands where nobody asked anybody.
    """
    of_service = Counter(line.service for line in lines)
    shares = {line.satisfaction.value for line in lines}
    copied = len(lines) >= _MANY and len(shares) == 1
    found = []
    for place, line in enumerate(lines):
        near = {
            other.served.value for other in lines[max(place - 1, 0) : place + 2] if other != line
        }
        if line.served.value in near and (line.served.value or 0) >= _UNUSUAL:
            line = replace(line, served=replace(line.served, sure=False))
        if copied:
            line = replace(line, satisfaction=replace(line.satisfaction, sure=False))
        found.append(line if of_service[line.service] == 1 else replace(line, sure=False))
    return tuple(found)


def _date_of(rows: Rows) -> tuple[date | None, str]:
    """Return the last date that stands below the lines, and how it stood."""
    found: tuple[date | None, str] = (None, "")
    for row in rows:
        for cell in row:
            for text in _DAY.findall(cell[:400]) if isinstance(cell, str) else ():
                day = typed_day(text)
                if day is not None and day.year >= FIRST_YEAR:
                    found = day, text
    return found
