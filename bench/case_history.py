"""A database with sixteen years of cases: 1,000,000, of 100,000 people and 3,000 public bodies.

Built once by bulk inserts and kept in the bench's cache, under a name that changes with the
schema.
"""

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.history import NOW, fill, fingerprint, known_office, people_rows, write_office
from bench.office import KEY, BenchOffice, make_office
from db.engine import connect
from db.tables import case_file, entity, entity_term, person, person_term
from domain.text import search_terms

CASES = 1_000_000
PEOPLE = 100_000
ENTITIES = 3_000
OPEN = 2_000
A_DAY = 250
CLERKS = 8
_SERVICES = (1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 7, 8, 9, 10)
_ENDED = ("closed",) * 20 + ("lapsed", "withdrawn")
_OPEN = ("in_process",) * 6 + ("classified", "returned", "diagnosing", "referred", "resolved")
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


def case_history(folder: Path) -> tuple[Path, BenchOffice]:
    """Return the database and its office, building what is missing."""
    mark = fingerprint(CASES, PEOPLE, ENTITIES, OPEN, CLERKS)
    path = folder / f"cases-{mark}.db"
    office_path = path.with_suffix(".office")
    if not office_path.exists():
        for old in folder.glob("cases-*"):
            old.unlink()
        office = make_office(path, CLERKS)
        _fill(path, office)
        write_office(office_path, office)
    return path, known_office(path, office_path)


def _fill(path: Path, office: BenchOffice) -> None:
    chance = random.Random(3)
    people = [UUID(int=chance.getrandbits(128), version=4) for _ in range(PEOPLE)]
    bodies = [UUID(int=chance.getrandbits(128), version=4) for _ in range(ENTITIES)]
    with closing(connect(path, KEY)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute("BEGIN")
        named = list(people_rows(people, chance))
        fill(connection, person, named)
        fill(connection, person_term, _terms(named, "person_id", "document"))
        towns = list(_entities(bodies, chance))
        fill(connection, entity, towns)
        fill(connection, entity_term, _terms(towns, "entity_id", "ruc"))
        fill(connection, case_file, _cases(people, bodies, office, chance))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _terms(rows: list[dict[str, Any]], key: str, number: str) -> Iterator[dict[str, Any]]:
    found = sorted(
        (term, row["id"].hex, row["id"])
        for row in rows
        for term in search_terms(f"{row['name']} {row[number]}")
    )
    return ({"term": term, key: of} for term, _, of in found)


def _entities(keys: list[UUID], chance: random.Random) -> Iterator[dict[str, Any]]:
    for number, key in enumerate(keys):
        name = f"{chance.choice(_KINDS)} {chance.choice(_PLACES)} {number}"
        yield {
            "id": key,
            "ruc": f"{1760000000001 + number * 1000}",
            "name": name,
            "esigef_code": f"{number:04}",
            "version": 1,
        }


def _cases(
    people: list[UUID], bodies: list[UUID], office: BenchOffice, chance: random.Random
) -> Iterator[dict[str, Any]]:
    first, days = NOW.replace(hour=13), CASES // A_DAY
    for number in range(CASES):
        is_open = number >= CASES - OPEN
        back, of_day = days - number // A_DAY, number % A_DAY
        opened = first - timedelta(days=back) + timedelta(seconds=110 * of_day)
        state = chance.choice(_OPEN if is_open else _ENDED)
        due = opened + timedelta(hours=chance.randrange(1, 400))
        staff = chance.choice(office.actors).staff_id
        service, bearer = chance.choice(_SERVICES), chance.choice(people)
        yield {
            "id": UUID(int=(number << 64) | chance.getrandbits(62), version=4),
            "office_id": office.office_id,
            "number": f"QUITO-{opened:%y}-{number:07}-0",
            "service": service,
            "catalogue_version": 0,
            "channel": "in_person",
            "received_at": opened,
            "sender": "",
            "ticket_id": None,
            "reference": "",
            "bearer_id": bearer,
            "beneficiary_id": chance.choice(people) if service in {1, 2, 5} else None,
            "signer_id": None,
            "entity_id": chance.choice(bodies),
            "place": "QUITO",
            "topic": "access" if service == 6 else "",
            "system": "",
            "problem": "No puede ingresar con su usuario" if service == 6 else "",
            "fields": "[]",
            "apart": "",
            "subject": f"{service}:{number}",
            "opened_by": staff,
            "opened_at": opened,
            "submitted_at": opened,
            "holder_id": staff,
            "held_since": opened,
            "state": state,
            "area": "functional" if state == "referred" else "",
            "submission": 1,
            "clock_from": opened,
            "due_at": due,
            "term_ends": due.date() if state == "returned" else None,
            "attend_by": due,
            "steps": "[]",
            "solution_type": "done" if state == "closed" else "",
            "solution_detail": "Se restableció la contraseña" if state == "closed" else "",
            "solution_code": "",
            "conformity": "given" if state == "closed" else "",
            "conformity_reason": "",
            "resolved_at": None,
            "closed_at": None if is_open else opened + timedelta(hours=2),
            "reopened": 0,
            "unforeseen": False,
            "reason": "",
            "version": 5,
        }
