"""Who holds what only so many may hold in an entity, as the centre keeps it (``domain.seats``)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from psycopg.rows import DictRow

from db.central.database import Link, one, rows, run
from domain.seats import SeatRequest, SeatState

_LOCK = """SELECT pg_advisory_xact_lock(hashtextextended(place, 0))
FROM (SELECT DISTINCT unnest(%(places)s::text[]) AS place ORDER BY 1) AS wanted"""
_GET = """SELECT request_id, office_id, entity_ruc, seat, role, document_type, document, name, state
FROM seat WHERE request_id = %(id)s"""
_ACTIVE = """SELECT seat.request_id, seat.name, office.name AS office
FROM seat JOIN office ON office.id = seat.office_id
WHERE seat.entity_ruc = %(ruc)s AND seat.seat = %(seat)s AND seat.state = 'active'"""
_ADD = """INSERT INTO seat (request_id, office_id, operation_id, entity_ruc, seat, role,
  document_type, document, name, state, at)
VALUES (%(id)s, %(office)s, %(operation)s, %(ruc)s, %(seat)s, %(role)s,
  %(document_type)s, %(document)s, %(name)s, %(state)s, %(at)s)"""
_RELEASE = """UPDATE seat SET state = 'released', at = %(at)s
WHERE request_id = %(id)s AND state = 'active'"""


def lock(link: Link, places: Iterable[tuple[str, str]]) -> None:
    """Hold seats of entities until the transaction ends: who comes first is decided here."""
    run(link, _LOCK, places=[f"{ruc} {seat}" for ruc, seat in places])


def get(link: Link, request_id: UUID) -> DictRow | None:
    """Return what became of a request."""
    return one(link, _GET, id=request_id)


def active(link: Link, ruc: str, seat: str) -> list[DictRow]:
    """Return who holds a seat of an entity at this moment, and where they were registered."""
    return rows(link, _ACTIVE, ruc=ruc, seat=seat)


def add(
    link: Link,
    office_id: UUID,
    operation_id: UUID,
    request: SeatRequest,
    state: SeatState,
    at: datetime,
) -> None:
    """Keep a request and what came of it."""
    run(
        link,
        _ADD,
        id=request.id,
        office=office_id,
        operation=operation_id,
        ruc=request.entity_ruc,
        seat=request.seat,
        role=request.role,
        document_type=request.document_type.value,
        document=request.document,
        name=request.name,
        state=state.value,
        at=at,
    )


def release(link: Link, request_id: UUID, at: datetime) -> bool:
    """Free the seat that a request holds; tell whether it held one."""
    return run(link, _RELEASE, id=request_id, at=at) == 1
