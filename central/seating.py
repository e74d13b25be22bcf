"""What only one may hold in an entity: who asks first at the centre gets it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from central.work import Work
from db.central import seats
from domain.errors import InvalidInput
from domain.operations import Operation
from domain.seats import (
    ASKING,
    AUTHORISER,
    FREEING,
    SeatRequest,
    SeatState,
    granted,
    seat_request,
)
from domain.tasks import TaskKind


def seat(work: Work, office: Mapping[str, Any], operations: Sequence[Operation]) -> None:
    """Decide on the requests among ``operations``, in the order in which they arrived.

    A request that was decided on before stays as it was decided.

    Args:
        office: who asks, locked.
    """
    asked = [one for one in operations if one.type in ASKING | FREEING]
    if not asked:
        return
    requests = {one.id: _request(one) for one in asked if one.type in ASKING}
    places = [
        (one.entity_ruc, one.seat) for one in requests.values() if isinstance(one, SeatRequest)
    ]
    held = [seats.get(work.link, one.aggregate_id) for one in asked if one.type in FREEING]
    seats.lock(work.link, [*places, *((one["entity_ruc"], one["seat"]) for one in held if one)])
    for operation in asked:
        request = requests.get(operation.id)
        if operation.type in FREEING:
            _release(work, operation.aggregate_id)
        elif isinstance(request, SeatRequest):
            _decide(work, office, operation, request)
        else:
            _tell(work, office, operation, SeatState.REFUSED, request or "No se pudo leer.")


def _decide(
    work: Work, office: Mapping[str, Any], operation: Operation, request: SeatRequest
) -> None:
    if seats.get(work.link, request.id) is not None:
        return
    holders = seats.active(work.link, request.entity_ruc, request.seat)
    if granted(request, [one["request_id"] for one in holders]):
        if request.gives_up is not None:
            _release(work, request.gives_up, of=request)
        seats.add(work.link, office["id"], operation.id, request, SeatState.ACTIVE, work.now)
        _tell(work, office, operation, SeatState.ACTIVE, "Activado.")
        _announce(work, request.id)
        return
    seats.add(work.link, office["id"], operation.id, request, SeatState.REFUSED, work.now)
    holder = holders[0]
    what = (
        "un autorizador activo" if request.seat == AUTHORISER else f"quien tiene «{request.role}»"
    )
    words = (
        f"La entidad {request.entity_ruc} ya tiene {what}: {holder['name']},"
        f" registrado en {holder['office']}."
    )
    _tell(work, office, operation, SeatState.REFUSED, words)
    work.open_task(
        office["id"],
        office["name"],
        TaskKind.SEAT_TAKEN,
        words=f"No se activó a {request.name}. {words}"[:600],
        how="Termine o suspenda al anterior y pida la activación otra vez. Lo que registró aquí"
        " está guardado.",
        subject={
            "operation_id": str(operation.id),
            "sequence": operation.sequence,
            "entity_ruc": request.entity_ruc,
        },
    )


def _release(work: Work, request_id: UUID, *, of: SeatRequest | None = None) -> None:
    """Free a seat; one given up for another must be the same seat of the same entity."""
    found = seats.get(work.link, request_id)
    if found is None:
        return
    if of is not None and (found["entity_ruc"], found["seat"]) != (of.entity_ruc, of.seat):
        return
    if seats.release(work.link, request_id, work.now):
        _announce(work, request_id)


def _announce(work: Work, request_id: UUID) -> None:
    """Tell every office who authorises for an entity: they may be asked for it anywhere."""
    found = seats.get(work.link, request_id)
    if found is not None and found["seat"] == AUTHORISER:
        names = ("entity_ruc", "role", "document_type", "document", "name", "state")
        told = {"request": str(request_id), **{name: found[name] for name in names}}
        work.tell(None, "authoriser", told)


def _tell(
    work: Work,
    office: Mapping[str, Any],
    operation: Operation,
    state: SeatState,
    words: str,
) -> None:
    body = {
        "operation_id": str(operation.id),
        "sequence": operation.sequence,
        "outcome": "refused" if state is SeatState.REFUSED else "granted",
        "words": words[:400],
    }
    work.tell(office["id"], "decision", body)


def _request(operation: Operation) -> SeatRequest | str:
    """Return what is asked for; the words of why not, where it cannot be read."""
    try:
        payload = json.loads(operation.payload or "")
    except ValueError:
        return "Su contenido ya no está."
    if not isinstance(payload, dict):
        return "Su contenido no es el esperado."
    try:
        return seat_request(operation.type, operation.aggregate_id, payload)
    except InvalidInput as refused:
        return refused.words
