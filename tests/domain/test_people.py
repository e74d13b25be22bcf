"""People and entities from typed fields."""

import pytest

from domain.errors import InvalidInput
from domain.ids import new_id
from domain.people import (
    AlreadyRegistered,
    DocumentType,
    Person,
    checked_entity,
    checked_person,
)


@pytest.mark.parametrize(
    ("document_type", "typed", "kept"),
    [
        (DocumentType.CEDULA, "171003406-5", "1710034065"),
        (DocumentType.PASSPORT, "ab123456", "AB123456"),
        (DocumentType.OTHER, " Carné  77 ", "Carné 77"),
        (DocumentType.NONE, "whatever was left in the field", ""),
    ],
)
def test_documents(document_type: DocumentType, typed: str, kept: str) -> None:
    person = checked_person(new_id(), document_type, typed, " Ana   Pérez ")
    assert (person.document, person.name, person.version) == (kept, "Ana Pérez", 1)


@pytest.mark.parametrize("document_type", DocumentType)
def test_every_document_has_its_words(document_type: DocumentType) -> None:
    assert document_type.label


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": " "}, "Falta «Nombre»"),
        ({"name": "a" * 121}, "demasiado largo"),
        ({"phone": "0" * 41}, "«Teléfono» es demasiado largo"),
        ({"email": "ana"}, "no es una dirección"),
        ({"email": "@b"}, "no es una dirección"),
        ({"email": "a b@c"}, "no es una dirección"),
        ({"document_type": DocumentType.OTHER, "document": ""}, "Falta «Documento»"),
        ({"document_type": DocumentType.CEDULA, "document": "1"}, "10 dígitos"),
    ],
)
def test_refused_in_words(fields: dict[str, str], words: str) -> None:
    given = {"document_type": DocumentType.NONE, "document": "", "name": "Ana"} | fields
    with pytest.raises(InvalidInput, match=words):
        checked_person(
            new_id(),
            DocumentType(given["document_type"]),
            given["document"],
            given["name"],
            phone=given.get("phone", ""),
            email=given.get("email", ""),
        )


def test_entity_with_a_doubtful_ruc_is_kept() -> None:
    entity = checked_entity(new_id(), "1793213150001", " Empresa  Pública ", "0042")
    assert (entity.ruc, entity.name, entity.esigef_code) == (
        "1793213150001",
        "Empresa Pública",
        "0042",
    )


def test_already_registered_says_who() -> None:
    person = Person(new_id(), DocumentType.NONE, "", "Ana Pérez")
    assert "«Ana Pérez»" in AlreadyRegistered(person).words
