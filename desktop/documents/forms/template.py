"""What a form is made of, as its template says it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.ports.forms import FormAbout

NAME = re.compile(r"\{([^{}]*)\}")
"""A value's name in a text: ``{entity.name}``."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; ``large`` to be read from afar, ``legal`` in small letters."""

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Points:
    """Numbered sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A box with its name, filled in or to be written in.

    Attributes:
        wide: it takes the whole line; else two stand side by side.
        lines: how many lines by hand it has room for.
    """

    label: str
    value: str = ""
    wide: bool = False
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Cells:
    """Boxes, two in a line."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Squares to tick; the one whose words are the ``value`` is ticked."""

    options: tuple[str, ...]
    label: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an empty table; ``share`` of its width, beside those of the others."""

    title: str
    share: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with empty rows to write in."""

    columns: tuple[Column, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody signs.

    Attributes:
        who: in which role.
        seal: there is room for the seal, named by these words; empty for none.
    """

    who: str
    name: str = ""
    document: str = ""
    position: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places for signatures, two in a line."""

    places: tuple[Place, ...]


Block = Heading | Words | Points | Cells | Choices | Grid | Signatures


@dataclass(frozen=True, slots=True)
class Template:
    """A form.

    Attributes:
        lead: what it is for, in a sentence.
    """

    about: FormAbout
    lead: str
    body: tuple[Block, ...]


def texts_of(block: Block) -> Iterator[str]:
    """Give every text of a block in which a value may be named."""
    match block:
        case Heading(text) | Words(text):
            yield text
        case Points(items):
            yield from items
        case Cells(cells):
            yield from (cell.value for cell in cells)
        case Choices():
            yield block.value
        case Signatures(places):
            for place in places:
                yield from (place.name, place.document, place.position)
        case Grid():
            pass
