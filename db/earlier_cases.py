"""What happened to the cases there were before it was kept, told again from the log (0007)."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from db.types import UtcDateTime

_AT_ONCE = 2000
_KEPT = (
    "case_opened", "case_returned", "case_resubmitted", "case_resolved", "case_closed",
    "case_reopened", "case_referred", "case_lapsed", "case_withdrawn",
)  # fmt: skip
_ALSO = ("case_begun", "case_reclassified", "case_corrected", "case_term_lengthened")
_operation = sa.table(
    "operation",
    sa.column("sequence", sa.BigInteger()),
    sa.column("aggregate_id", sa.Uuid()),
    sa.column("type", sa.String()),
    sa.column("actor_id", sa.Uuid()),
    sa.column("at", UtcDateTime()),
    sa.column("payload", sa.Text()),
)
_case_file = sa.table(
    "case_file",
    sa.column("id", sa.Uuid()),
    sa.column("service", sa.Integer()),
    sa.column("catalogue_version", sa.Integer()),
    sa.column("channel", sa.String()),
    sa.column("entity_id", sa.Uuid()),
    sa.column("opened_by", sa.Uuid()),
    sa.column("resolved_at", UtcDateTime()),
    sa.column("clock_from", UtcDateTime()),
    sa.column("due_at", UtcDateTime()),
    sa.column("solution_type", sa.String()),
    sa.column("solution_code", sa.String()),
    sa.column("conformity", sa.String()),
)
_case_event = sa.table(
    "case_event",
    sa.column("case_id", sa.Uuid()),
    sa.column("place", sa.Integer()),
    sa.column("kind", sa.String()),
    sa.column("first", sa.Boolean()),
    sa.column("at", UtcDateTime()),
    sa.column("service", sa.Integer()),
    sa.column("channel", sa.String()),
    sa.column("staff_id", sa.Uuid()),
    sa.column("entity_id", sa.Uuid()),
    sa.column("ticket_id", sa.Uuid()),
    sa.column("clock_from", UtcDateTime()),
    sa.column("due_at", UtcDateTime()),
    sa.column("detail", sa.String()),
)
_OPERATIONS = (
    sa.select(_operation, *(c for c in _case_file.c if c.name != "id"))
    .select_from(_operation.join(_case_file, _case_file.c.id == _operation.c.aggregate_id))
    .where(_operation.c.type.in_(_KEPT + _ALSO))
    .order_by(_operation.c.aggregate_id, _operation.c.sequence)
)
_MARK = (
    "INSERT INTO changed_row (name, key, changes)"
    " SELECT 'case_event', CAST(case_id AS TEXT) || '|' || CAST(place AS TEXT), 1 FROM case_event"
)


def tell_earlier_cases(link: sa.Connection) -> None:
    """Write ``case_event`` from the log, and have the centre be told where there is one.

    Where the log lost its content (its time is over), what the case itself keeps stands for it.
    """
    rows = link.execute(_OPERATIONS.execution_options(yield_per=_AT_ONCE))
    waiting: list[dict[str, Any]] = []
    for _, operations in groupby(rows, key=lambda row: row.aggregate_id):
        waiting += _events(operations)
        if len(waiting) >= _AT_ONCE:
            link.execute(sa.insert(_case_event), waiting)
            waiting = []
    if waiting:
        link.execute(sa.insert(_case_event), waiting)
    if link.execute(sa.text("SELECT 1 FROM centre_link")).first() is not None:
        link.execute(sa.text(_MARK))


def _events(operations: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield the events of one case from its operations, in their order."""
    now: dict[str, Any] = {}
    seen: list[str] = []
    for row in operations:
        told = json.loads(row.payload) if row.payload else {}
        _follow(now, row, told)
        if row.type in _KEPT:
            seen.append(row.type)
            yield {
                "case_id": row.aggregate_id,
                "place": len(seen),
                "kind": row.type,
                "first": row.type not in seen[:-1],
                "at": row.at,
                "channel": row.channel,
                "staff_id": row.actor_id or row.opened_by,
                "detail": _detail(row, told, now),
                "service": now.get("service", row.service),
                "entity_id": now.get("entity_id", row.entity_id),
                "ticket_id": now.get("ticket_id"),
                **_promise(row, now),
            }


def _follow(now: dict[str, Any], row: Any, told: dict[str, Any]) -> None:
    """Bring what is known of the case to what an operation made of it."""
    match row.type:
        case "case_opened" | "case_corrected" if told:
            now["entity_id"] = _id(told.get("entity_id"))
            if row.type == "case_opened":
                now["service"] = told["service"]
                now["catalogue"] = told["catalogue"]
                now["ticket_id"] = _id(told.get("ticket"))
        case "case_reclassified" if told:
            now["service"] = told["service"]
            now.pop("catalogue", None)
        case "case_resubmitted":
            now["ticket_id"] = _id(told.get("ticket"))
        case "case_begun" | "case_reopened":
            now["clock_from"] = row.at
            now["due_at"] = _moment(told.get("due"))
        case "case_returned":
            now["clock_from"] = now["due_at"] = None
        case "case_term_lengthened":
            now["due_at"] = _moment(told.get("due")) or now.get("due_at")


def _promise(row: Any, now: dict[str, Any]) -> dict[str, Any]:
    """Return from when until when the promised time ran: the case knows that of its last answer."""
    if row.resolved_at is not None and row.resolved_at <= row.at:
        return {"clock_from": row.clock_from, "due_at": row.due_at}
    due_at = now.get("due_at")
    return {"clock_from": None if due_at is None else now.get("clock_from"), "due_at": due_at}


def _detail(row: Any, told: dict[str, Any], now: dict[str, Any]) -> str:
    match row.type:
        case "case_returned":
            return str(now.get("catalogue", row.catalogue_version))
        case "case_resolved":
            kept = told or {"code": row.solution_code, "type": row.solution_type}
            return kept["code"] or (f"type:{kept['type']}" if kept["type"] else "")
        case "case_closed":
            return str(told.get("conformity") or row.conformity)
        case _:
            return ""


def _id(told: str | None) -> Any:
    return None if told is None else UUID(told)


def _moment(told: str | None) -> Any:
    return None if told is None else datetime.fromisoformat(told)
