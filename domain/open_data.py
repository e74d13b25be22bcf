"""Everything the office owns, as it leaves it: the dictionary of the open export, and the choice.

Open data is whole, readable by machine and explained. What tells of a person leaves only for the
office's own use, as the law demands of who keeps it (Ley Orgánica de Protección de Datos
Personales): docs/decisions/0137-open-export.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Cells = tuple[object, ...]
"""A row as the database gives it."""


class Holds(StrEnum):
    """Whom a column tells of, by its mark in the dictionary."""

    ANYTHING = ""
    PERSON = "*"
    KEY = "#"
    NEVER = "-"


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """A column of a table.

    Attributes:
        name: in the database.
        heading: in the files.
        means: what it holds, in words; of one that never leaves, why.
    """

    name: str
    heading: str
    means: str
    holds: Holds = Holds.ANYTHING


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table of the office.

    Attributes:
        name: in the database.
        file: name of its files, without what follows the dot.
        about: what one row is.
        personal: given only with personal data.
    """

    name: str
    file: str
    about: str
    columns: tuple[OpenColumn, ...]
    personal: bool = False

    def given(self, *, personal: bool) -> tuple[OpenColumn, ...]:
        """Return the columns that leave, none where the table stays."""
        if self.personal and not personal:
            return ()
        kept = {Holds.ANYTHING, Holds.KEY} | ({Holds.PERSON} if personal else set())
        return tuple(column for column in self.columns if column.holds in kept)


@dataclass(frozen=True, slots=True)
class OpenDictionary:
    """The tables that may leave, in their order, and those that never do, each with its reason."""

    tables: tuple[OpenTable, ...]
    never: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenChoice:
    """What an export is to hold.

    Attributes:
        personal: also what tells of people: to move the office's data to another system.
        documents: also the received files; only with personal data.
        sheets: each table as a spreadsheet too, where one can hold it.
    """

    personal: bool = False
    documents: bool = False
    sheets: bool = False

    @property
    def with_documents(self) -> bool:
        """Whether received files leave: they are of people."""
        return self.documents and self.personal
