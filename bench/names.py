"""Everyday names of people and public bodies, and the rows of both, written in bulk."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.sql.base import Executable

from db.statements import Prepared
from db.tables import entity, entity_term, person, person_term
from domain.text import search_terms

DIALECT = dialect()
FIRST_NAMES = (
    "María", "José", "Luis", "Ana", "Carlos", "Rosa", "Juan", "Carmen", "Jorge", "Luz", "Manuel",
    "Gloria", "Segundo", "Blanca", "Ángel", "Martha", "Víctor", "Elena", "Miguel", "Patricia",
    "Pedro", "Mercedes", "Washington", "Fanny", "Byron", "Nelly", "Wilson", "Inés",
)  # fmt: skip
LAST_NAMES = (
    "Quishpe", "Guamán", "Andrade", "Zambrano", "Cevallos", "Morocho", "Chimborazo", "Vera",
    "Mendoza", "Toapanta", "Yupanqui", "Ponce", "Tituaña", "Paredes", "Ñacato", "Cabrera",
    "Delgado", "Macías", "Intriago", "Simbaña", "Velasco", "Jaramillo", "Loor", "Cedeño",
    "Pilataxi", "Caiza", "Sánchez", "Rodríguez", "García", "Pérez", "López", "Ramírez", "Torres",
    "Flores", "Castillo",
)  # fmt: skip
_KINDS = (
    "Gobierno Autónomo Descentralizado Municipal de",
    "Gobierno Autónomo Descentralizado Parroquial de",
    "Unidad Educativa",
    "Distrito de Salud",
    "Empresa Pública de",
)
_PLACES = (
    "Cayambe", "Otavalo", "Ambato", "Loja", "Machala", "Manta", "Tena", "Puyo", "Macas", "Tulcán",
    "Ibarra", "Latacunga", "Guaranda", "Riobamba", "Azogues", "Cuenca", "Zamora", "Quevedo",
)  # fmt: skip


def fill(connection: Any, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows in bulk."""
    statement: Executable = insert(table)
    prepared = Prepared(statement, DIALECT)
    connection.executemany(prepared.sql, (prepared.bound(row) for row in rows))


def keys(many: int, chance: random.Random) -> list[UUID]:
    """Return so many keys, the same for the same chance."""
    return [UUID(int=chance.getrandbits(128), version=4) for _ in range(many)]


def fill_people(connection: Any, people: Sequence[UUID], chance: random.Random) -> None:
    """Insert people with everyday names, and the words they are found by."""
    rows = [
        {
            "id": key,
            "document_type": "other",
            "document": f"{17_000_000_00 + number}",
            "name": " ".join([*chance.choices(FIRST_NAMES, k=2), *chance.choices(LAST_NAMES, k=2)]),
            "phone": "",
            "email": "",
            "version": 1,
        }
        for number, key in enumerate(people)
    ]
    fill(connection, person, rows)
    fill(connection, person_term, _terms(rows, "person_id", "document"))


def fill_entities(connection: Any, bodies: Sequence[UUID], chance: random.Random) -> None:
    """Insert public bodies, and the words they are found by."""
    rows = [
        {
            "id": key,
            "ruc": f"{1760000000001 + number * 1000}",
            "name": f"{chance.choice(_KINDS)} {chance.choice(_PLACES)} {number}",
            "esigef_code": f"{number:04}",
            "version": 1,
        }
        for number, key in enumerate(bodies)
    ]
    fill(connection, entity, rows)
    fill(connection, entity_term, _terms(rows, "entity_id", "ruc"))


def _terms(rows: Sequence[Mapping[str, Any]], key: str, number: str) -> Iterator[dict[str, Any]]:
    found = sorted(
        (term, row["id"].hex, row["id"])
        for row in rows
        for term in search_terms(f"{row['name']} {row[number]}")
    )
    return ({"term": term, key: of} for term, _, of in found)
