"""Shorthand for tests about an office that is linked to a centre."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from desktop.usecases.desk import Desk
from domain.exchange import CentreLink, PendingTask, RefusedOperation
from domain.ids import new_id
from tests.office import MORNING

LINK = CentreLink("https://centro.ejemplo", "", "clave", "", "época", 0, 0, 30, MORNING)


def linked(desk: Desk, link: CentreLink = LINK) -> None:
    """Link the office."""
    with desk.units.write() as unit:
        unit.exchange.set_link(link)


def put_task(
    desk: Desk,
    kind: str = "same_person",
    owner: str = "supervisor",
    subject: Mapping[str, object] | None = None,
    opened_at: datetime = MORNING,
) -> PendingTask:
    """The centre opened a task."""
    task = PendingTask(
        new_id(),
        kind,
        owner,
        "Quito y Guayaquil",
        opened_at,
        "La cédula 1710034065 tiene dos nombres.",
        "Compare los documentos.",
        json.dumps(subject or {}),
    )
    with desk.units.write() as unit:
        unit.exchange.put_task(task)
    return task


def refuse(desk: Desk, sequence: int, reason: str = "unknown_type", words: str = "") -> UUID:
    """The centre refused an operation of the office; return its id."""
    with desk.units.write() as unit:
        operation = unit.log.at(sequence)
        key = new_id() if operation is None else operation.id
        at = datetime(2026, 12, 4, 15, tzinfo=UTC)
        unit.exchange.refuse(RefusedOperation(key, sequence, reason, words, at))
    return key
