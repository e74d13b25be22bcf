"""Where the versions of the catalogue are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CatalogueVersion:
    """One version of the catalogue as the office keeps it.

    Attributes:
        number: counted up from the first; the highest is in force.
        text: its file, UTF-8 YAML.
        published_by: who put it in force; None for the one that came with the program.
        reason: why it was changed.
    """

    number: int
    text: str
    published_at: datetime
    published_by: UUID | None
    reason: str = ""


class CatalogueVersions(Protocol):
    """The versions, each kept for ever: a case goes on with the one it began with."""

    def latest(self) -> int:
        """Return the number in force; 0 when none was kept yet."""
        ...

    def get(self, number: int) -> CatalogueVersion:
        """Return a version. Raises NotFound."""
        ...

    def all(self) -> Sequence[CatalogueVersion]:
        """Return all versions, the newest first."""
        ...

    def add(self, version: CatalogueVersion) -> None: ...
