"""What waits in Pendientes because two copies of the data told different things: both, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.case_parts import CaseState
from domain.errors import InvalidInput, NotFound
from domain.exchange import RowImage
from domain.offices import Office
from domain.ports import UnitOfWork
from domain.text import clean_text
from domain.tickets import TicketState

_LONGEST = 300
_STATES: Mapping[str, type[TicketState] | type[CaseState]] = {
    "ticket": TicketState,
    "case_file": CaseState,
}
_MOMENTS = (
    ("arrived_at", "emitido"),
    ("opened_at", "abierto"),
    ("serving_since", "en atención desde"),
    ("finished_at", "terminado"),
    ("resolved_at", "resuelto"),
    ("closed_at", "cerrado"),
)
_PEOPLE = ("person_id", "beneficiary_id", "bearer_id")
_TEXTS = ("problem", "solution_detail", "reason")


def compared(
    unit: UnitOfWork, office: Office, subject: Mapping[str, Any]
) -> tuple[str, UUID | None]:
    """Return what a thing was on the other copy and what stands here, and the case to open.

    Args:
        subject: of the task, as it was put apart; where it is damaged, nothing is said.
    """
    table, row = subject.get("table"), subject.get("row")
    if not isinstance(table, str) or table not in _STATES or not isinstance(row, dict):
        return "", None
    here = _here(unit, table, subject, row)
    there = f"En la otra copia: {_words(unit, office, table, row)}."
    if here is None:
        return f"{there}\nAquí: no está.", None
    found = unit.exchange.as_here(RowImage(table, str(here), None)) or {}
    words = f"{there}\nAquí: {_words(unit, office, table, found)}."
    return words, here if table == "case_file" else None


def _here(
    unit: UnitOfWork, table: str, subject: Mapping[str, Any], row: Mapping[str, Any]
) -> UUID | None:
    """Return what is here of it, or in its place."""
    key = _id(subject, "key")
    try:
        if subject.get("both") and key is not None:
            thing = unit.tickets.get(key) if table == "ticket" else unit.cases.get(key)
            return thing.id
        if table == "case_file":
            case = unit.cases.by_number(_text(row, "number"))
            return None if case is None else case.id
        day = datetime.fromisoformat(_text(row, "day")).date()
        ticket = unit.tickets.by_code(day, _text(row, "series"), int(_text(row, "number")[:9]))
        return None if ticket is None else ticket.id
    except (NotFound, ValueError):
        return None


def _words(unit: UnitOfWork, office: Office, table: str, row: Mapping[str, Any]) -> str:
    state = _text(row, "state")
    parts = [_STATES[table](state).label] if state in set(_STATES[table]) else []
    for name, words in _MOMENTS:
        try:
            moment = office.local(datetime.fromisoformat(_text(row, name)))
        except (ValueError, OverflowError):
            continue
        parts.append(f"{words} {moment:%d/%m/%Y %H:%M}")
    parts += [_named(unit, row), *(_text(row, name) for name in _TEXTS)]
    return " · ".join(part for part in parts if part)


def _named(unit: UnitOfWork, row: Mapping[str, Any]) -> str:
    for name in _PEOPLE:
        key = _id(row, name)
        if key is not None:
            try:
                person = unit.people.get(key)
            except NotFound:
                continue
            return f"{person.name} ({person.document})" if person.document else person.name
    return ""


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str | int):
        return ""
    try:
        return clean_text(str(value)[:_LONGEST], label=name, limit=_LONGEST)
    except InvalidInput:
        return ""


def _id(fields: Mapping[str, Any], name: str) -> UUID | None:
    try:
        return UUID(str(fields.get(name)))
    except ValueError:
        return None
