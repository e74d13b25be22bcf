"""Where people and entities are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.people import DocumentType, Entity, Person
from domain.tickets import TicketState


@dataclass(frozen=True, slots=True)
class Visit:
    """An earlier visit of a person."""

    ticket_id: UUID
    day: date
    code: str
    services: tuple[int, ...]
    state: TicketState
    entity: str


class People(Protocol):
    """The people who have come."""

    def get(self, person_id: UUID) -> Person: ...

    def by_document(self, document_type: DocumentType, document: str) -> Person | None: ...

    def search(self, text: str, limit: int) -> Sequence[Person]:
        """Return people whose document or every word of whose name begins as typed."""
        ...

    def add(self, person: Person) -> None: ...

    def save(self, person: Person) -> None: ...

    def visits(self, person_id: UUID, limit: int) -> Sequence[Visit]:
        """Return the person's visits, the latest first."""
        ...


class Entities(Protocol):
    """The public bodies people come for."""

    def get(self, entity_id: UUID) -> Entity: ...

    def by_ruc(self, ruc: str) -> Entity | None: ...

    def search(self, text: str, limit: int) -> Sequence[Entity]:
        """Return bodies whose RUC, code or every word of whose name begins as typed."""
        ...

    def add(self, entity: Entity) -> None: ...

    def save(self, entity: Entity) -> None: ...
