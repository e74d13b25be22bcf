"""People who come, and the public bodies they come for."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain import identifiers
from domain.errors import InvalidInput, KnownError
from domain.text import clean_text

NAME_LIMIT = 120


class DocumentType(StrEnum):
    """What a person shows; NONE is enough for support."""

    CEDULA = "cedula"
    PASSPORT = "passport"
    OTHER = "other"
    NONE = "none"

    @property
    def label(self) -> str:
        """The document's name as the office says it."""
        return _DOCUMENT_LABELS[self]


_DOCUMENT_LABELS = {
    DocumentType.CEDULA: "Cédula",
    DocumentType.PASSPORT: "Pasaporte",
    DocumentType.OTHER: "Otro documento",
    DocumentType.NONE: "Sin documento",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who came, or for whom somebody came."""

    id: UUID
    document_type: DocumentType
    document: str
    name: str
    phone: str = ""
    email: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Entity:
    """A public body, known by its RUC and, where it has one, its eSIGEF code."""

    id: UUID
    ruc: str
    name: str
    esigef_code: str = ""
    version: int = 1


class AlreadyRegistered(KnownError):
    """Somebody with that document, or a body with that RUC, is on file."""

    def __init__(self, existing: Person | Entity) -> None:
        self.existing = existing
        super().__init__(
            f"Ya está en el registro como «{existing.name}».",
            todo="Úselo, o revise el número si es otra persona.",
        )


def checked_person(
    person_id: UUID,
    document_type: DocumentType,
    document: str,
    name: str,
    *,
    phone: str = "",
    email: str = "",
    version: int = 1,
) -> Person:
    """Return a person from typed fields.

    Raises:
        InvalidInput: a field cannot be used; the text says which and why.
    """
    email = clean_text(email, label="Correo", limit=120)
    if email and ("@" not in email[1:-1] or " " in email):
        raise InvalidInput(f"El correo «{email}» no es una dirección.")
    return Person(
        person_id,
        document_type,
        _document(document_type, document),
        clean_text(name, label="Nombre", limit=NAME_LIMIT, required=True),
        clean_text(phone, label="Teléfono", limit=40),
        email,
        version,
    )


def checked_entity(entity_id: UUID, ruc: str, name: str, esigef_code: str = "") -> Entity:
    """Return an entity from typed fields; a wrong RUC check digit does not refuse it.

    Raises:
        InvalidInput: a field cannot be used; the text says which and why.
    """
    return Entity(
        entity_id,
        identifiers.checked_ruc(ruc).number,
        clean_text(name, label="Entidad", limit=NAME_LIMIT, required=True),
        clean_text(esigef_code, label="Código eSIGEF", limit=20),
    )


def _document(document_type: DocumentType, raw: str) -> str:
    if document_type is DocumentType.CEDULA:
        return identifiers.cedula(raw)
    if document_type is DocumentType.PASSPORT:
        return identifiers.passport(raw)
    if document_type is DocumentType.OTHER:
        return clean_text(raw, label="Documento", limit=40, required=True)
    return ""
