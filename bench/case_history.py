"""The cases of a history: as many as turnos, 2,000 of them open, one in eight once handed back.

A few public bodies bring many of them; what is wrong with their papers is wrong again and again.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from bench.names import fill
from bench.office import BenchOffice
from db.tables import case_file, case_finding, case_return
from desktop.catalogue_file import catalogues

A_DAY = 250
TODAY = 80
OPEN = 2_000
APART = timedelta(seconds=110)
"""Between two cases of a day."""
RETURNED, RETURNED_TODAY = 0.12, 0.5
_SERVICES = (1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 7, 8, 9, 10)
_ENDED = ("closed",) * 20 + ("lapsed", "withdrawn")
_OPEN = ("in_process",) * 6 + ("classified", "returned", "diagnosing", "referred", "resolved")
_ANSWERED = frozenset({"closed", "resolved"})


def fill_cases(
    connection: Any,
    openings: Sequence[datetime],
    now: datetime,
    people: Sequence[UUID],
    bodies: Sequence[UUID],
    office: BenchOffice,
    chance: random.Random,
) -> None:
    """Insert the cases of days that began then and of today, and what was handed back."""
    handed_back: list[dict[str, Any]] = []

    def noted() -> Iterator[dict[str, Any]]:
        for row in _cases(openings, now, people, bodies, office, chance):
            share = RETURNED if row["opened_at"].date() < now.date() else RETURNED_TODAY
            if _was_returned(row, share, chance):
                handed_back.append(row)
                row["submission"] = 1 if row["state"] == "returned" else 2  # they came again
            yield row

    fill(connection, case_file, noted())
    returns = list(_returns(handed_back, now))
    fill(connection, case_return, returns)
    fill(connection, case_finding, _findings(returns, chance))


def _cases(
    openings: Sequence[datetime],
    now: datetime,
    people: Sequence[UUID],
    bodies: Sequence[UUID],
    office: BenchOffice,
    chance: random.Random,
) -> Iterator[dict[str, Any]]:
    number, ended = 0, len(openings) * A_DAY + TODAY - OPEN
    for began in (*openings, now.replace(hour=13)):
        for of_day in range(A_DAY if began.date() < now.date() else TODAY):
            opened = began + of_day * APART
            is_open = number >= ended
            yield _case(number, opened, now, is_open, people, bodies, office, chance)
            number += 1


def _case(
    number: int,
    opened: datetime,
    now: datetime,
    is_open: bool,
    people: Sequence[UUID],
    bodies: Sequence[UUID],
    office: BenchOffice,
    chance: random.Random,
) -> dict[str, Any]:
    state = chance.choice(_OPEN if is_open else _ENDED)
    due = opened + timedelta(hours=chance.randrange(1, 400))
    answered = opened + (due - opened) * chance.uniform(0.2, 1.05)
    if answered >= now:
        answered = min(opened + timedelta(hours=2), now)
    staff = chance.choice(office.actors).staff_id
    service, bearer = chance.choice(_SERVICES), chance.choice(people)
    is_answered = state in _ANSWERED
    return {
        "id": UUID(int=(number << 64) | chance.getrandbits(62), version=4),
        "office_id": office.office_id,
        "number": f"QUITO-{opened:%y}-{number:07}-0",
        "service": service,
        "catalogue_version": 1,
        "channel": "in_person",
        "received_at": opened,
        "sender": "",
        "ticket_id": None,
        "reference": "",
        "bearer_id": bearer,
        "beneficiary_id": chance.choice(people) if service in {1, 2, 5} else None,
        "signer_id": None,
        "entity_id": bodies[int(len(bodies) * chance.random() ** 1.5)],
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
        "resolved_at": answered if is_answered else None,
        "closed_at": None if is_open else answered,
        "reopened": 0,
        "unforeseen": False,
        "reason": "",
        "version": 5,
    }


def _was_returned(row: dict[str, Any], share: float, chance: random.Random) -> bool:
    if not _requirements(row["service"]):
        return False
    return row["state"] == "returned" or chance.random() < share


def _returns(cases: Sequence[dict[str, Any]], now: datetime) -> Iterator[dict[str, Any]]:
    for row in cases:
        at = min(row["opened_at"] + timedelta(minutes=20), now)
        yield {
            "case_id": row["id"],
            "submission": 1,
            "day": at.date(),
            "at": at,
            "service": row["service"],
            "entity_id": row["entity_id"],
            "staff_id": row["holder_id"],
        }


def _findings(returns: Sequence[dict[str, Any]], chance: random.Random) -> Iterator[dict[str, Any]]:
    """Yield what was found of each paper: one is wrong, now and then two."""
    for one in returns:
        wanted = _requirements(one["service"])
        wrong = set(chance.choices([number for number, _ in wanted], k=2))
        for number, reasons in wanted:
            fault = chance.choice(("missing", "rejected")) if reasons else "missing"
            verdict = fault if number in wrong else "accepted"
            yield {
                "case_id": one["case_id"],
                "submission": 1,
                "requirement": number,
                "verdict": verdict,
                "reason": chance.choice(reasons) if verdict == "rejected" else "",
                "text": "",
                "place": "",
                "staff_id": one["staff_id"],
                "at": one["at"],
            }


@cache
def _requirements(service: int) -> list[tuple[int, list[str]]]:
    """Return the requirements of a service, each with the reasons it may be rejected for."""
    return [
        (one.number, [reason.code for reason in one.reasons])
        for one in catalogues().in_force.service(service).requirements
    ]
