"""How the LOTAIP table is laid out in a file: columns, titles and last lines, as data."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.figures.lotaip import FIGURES, TEXTS, Holder, Line, LotaipTable

COLUMN_VALUES = ("number", *TEXTS, *FIGURES)
"""What a column may hold."""
FOOT_VALUES = ("updated", "unit", "person", "email", "phone")
"""What a last line may hold."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column, or one of the last lines.

    Attributes:
        title: its heading.
        value: what it holds; empty where it always says ``text``.
        width: of a column, in characters.
    """

    title: str
    value: str = ""
    text: str = ""
    width: int = 14


@dataclass(frozen=True, slots=True)
class Layout:
    """A file of the table.

    Attributes:
        key: names the layout in the program and, unless it is the usual one, in the file's name.
        name: as people choose it.
        heads: lines above the table.
        empty: what stands where the catalogue says nothing.
        bare: the file has the table alone: no lines above or below, no marks.
    """

    key: str
    name: str
    heads: tuple[str, ...]
    columns: tuple[Place, ...]
    foot: tuple[Place, ...] = ()
    empty: str = ""
    bare: bool = False


USUAL = "lotaip"
"""The key of the layout that the ministry publishes."""


def cell(layout: Layout, place: Place, number: int, line: Line) -> str | int | None:
    """Return what a column says of a service; ``number`` counts the lines from 1."""
    if place.value == "number":
        return number
    if place.value in FIGURES:
        figure: int | None = getattr(line.figures, place.value)
        return figure
    return (line.texts.get(place.value, "") if place.value else place.text) or layout.empty


def foot_words(place: Place, table: LotaipTable) -> str:
    """Return what one of the last lines says."""
    if place.value == "updated":
        return f"{table.updated:%d/%m/%Y}"
    return str(getattr(table.holder, place.value)) if place.value else place.text


def file_name(table: LotaipTable, layout: Layout, office_code: str) -> str:
    """Return the name of its file without ending: ``lotaip-QUITO-2026-10``."""
    parts = ["lotaip"]
    if layout.key != USUAL:
        parts.append(layout.key)
    parts += [office_code, f"{table.month:%Y-%m}"]
    if table.number > 1:
        parts.append(f"edicion-{table.number}")
    return "-".join(parts)


def missing(holder: Holder) -> tuple[str, ...]:
    """Return, in words, what is missing of who answers for the table."""
    named = (
        ("la unidad", holder.unit),
        ("el responsable", holder.person),
        ("el correo", holder.email),
        ("el teléfono", holder.phone),
    )
    return tuple(words for words, value in named if not value)


def missing_words(lacks: Sequence[str]) -> str:
    """Say what ``missing`` found, at least one thing, in a sentence."""
    *others, last = lacks
    if not others:
        return f"Falta {last} de quien responde por el cuadro."
    return f"Faltan {', '.join(others)} y {last} de quien responde por el cuadro."
