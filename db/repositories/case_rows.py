"""Lists of cases: trays, a person's history, an entity's earlier cases.

Open cases are few and found by partial indexes; the ended ones are many, and read from the
newest on until there are enough.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, intersect, or_, select, union

from db.repositories.base import Repository
from db.repositories.people import LAST_KEY
from db.tables import (
    CASE_IS_OPEN,
    CASE_IS_PROMISED,
    case_file,
    entity,
    entity_term,
    person,
    person_term,
    staff,
)
from domain.case_parts import CaseState
from domain.catalogue import Channel
from domain.ports import CaseRow, TrayFilter, TrayPlace, TrayScope
from domain.text import search_terms

_MOST_NAMED = 200
"""So many people and entities at most are looked up for one text."""
_MOST_WORDS = 4

_COLUMNS = (
    case_file.c.id,
    case_file.c.number,
    case_file.c.service,
    case_file.c.state,
    case_file.c.channel,
    case_file.c.holder_id,
    case_file.c.held_since,
    case_file.c.area,
    case_file.c.problem,
    case_file.c.opened_at,
    case_file.c.clock_from,
    case_file.c.due_at,
    case_file.c.term_ends,
    case_file.c.closed_at,
    case_file.c.attend_by,
    case_file.c.ticket_id,
    case_file.c.submission,
    case_file.c.solution_detail,
    case_file.c.sender,
    case_file.c.catalogue_version,
    case_file.c.fields,
    case_file.c.topic,
    entity.c.name.label("entity"),
    person.c.name.label("bearer"),
    staff.c.full_name.label("holder"),
)


def _rows_of(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Return cases with the names beside them, looked up only for the rows returned."""
    return (
        select(*_COLUMNS)
        .join(entity, entity.c.id == case_file.c.entity_id, isouter=True)
        .join(person, person.c.id == case_file.c.bearer_id, isouter=True)
        .join(staff, staff.c.id == case_file.c.holder_id, isouter=True)
        .where(*conditions)
    )


def _newest(column: ColumnElement[Any]) -> Select[Any]:
    return (
        select(case_file.c.id)
        .where(column == bindparam("key"))
        .order_by(case_file.c.opened_at.desc())
        .limit(bindparam("most"))
    )


_NEWEST_FIRST = (case_file.c.opened_at.desc(), case_file.c.id.desc())
_OF_PERSON = (
    _rows_of(
        case_file.c.id.in_(
            union(
                select(_newest(case_file.c.bearer_id).subquery().c.id),
                select(_newest(case_file.c.beneficiary_id).subquery().c.id),
            )
        )
    )
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most"))
)


class CaseLists(Repository):
    """What is read of many cases at once."""

    def tray(
        self, wanted: TrayFilter, limit: int, after: TrayPlace | None = None
    ) -> Sequence[CaseRow]:
        """Return rows: open ones by when they should be attended, others the newest first."""
        values = _values(wanted)
        if after is not None:
            values |= {"after_at": after.at, "after_id": after.case_id}
        statement = _tray(*_shape(wanted), after is not None)
        return [_to_row(row) for row in self._rows(statement, most=limit, **values)]

    def count(self, wanted: TrayFilter, most: int) -> int:
        """Return how many rows a tray has, counting to ``most``."""
        found: int = self._scalar(_count(*_shape(wanted)), most=most, **_values(wanted))
        return found

    def of_person(self, person_id: UUID, limit: int) -> Sequence[CaseRow]:
        """Return the cases a person brought or that are for them, the newest first."""
        return [_to_row(row) for row in self._rows(_OF_PERSON, key=person_id, most=limit)]

    def of_entity(
        self, entity_id: UUID, limit: int, *, topic: str = "", services: Iterable[int] = ()
    ) -> Sequence[CaseRow]:
        """Return an entity's cases, the newest first; of one topic or some services, if told."""
        numbers = tuple(services)
        values: dict[str, Any] = {f"service_{place}": n for place, n in enumerate(numbers)}
        if topic:
            values["topic"] = topic
        statement = _of_entity(bool(topic), len(numbers))
        rows = self._rows(statement, key=entity_id, most=limit, **values)
        return [_to_row(row) for row in rows]


@cache
def _of_entity(topic: bool, services: int) -> Select[Any]:
    conditions = [case_file.c.entity_id == bindparam("key")]
    if topic:
        conditions.append(case_file.c.topic == bindparam("topic"))
    if services:
        conditions.append(
            or_(*(case_file.c.service == bindparam(f"service_{n}") for n in range(services)))
        )
    return _rows_of(*conditions).order_by(*_NEWEST_FIRST).limit(bindparam("most"))


Shape = tuple[TrayScope, bool, bool, bool, bool, int]


def _shape(wanted: TrayFilter) -> Shape:
    return (
        wanted.scope,
        wanted.holder_id is not None,
        wanted.state is not None,
        wanted.service is not None,
        wanted.overdue_at is not None,
        len(_words(wanted)),
    )


def _words(wanted: TrayFilter) -> tuple[str, ...]:
    return search_terms(wanted.words)[:_MOST_WORDS]


def _values(wanted: TrayFilter) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if wanted.holder_id is not None:
        values["holder"] = wanted.holder_id
    if wanted.state is not None:
        values["in_state"] = wanted.state.value
    if wanted.service is not None:
        values["of_service"] = wanted.service
    if wanted.overdue_at is not None:
        values["by"] = wanted.overdue_at
    words = _words(wanted)
    for place, word in enumerate(words):
        values |= {f"from_{place}": word, f"to_{place}": word + LAST_KEY}
    if words:
        values["named"] = _MOST_NAMED
    return values


@cache
def _conditions(
    scope: TrayScope, holder: bool, state: bool, service: bool, overdue: bool, words: int
) -> tuple[ColumnElement[bool], ...]:
    found: list[ColumnElement[bool]] = []
    if scope is TrayScope.OPEN:
        found.append(CASE_IS_OPEN)
    elif scope is TrayScope.ENDED:
        found.append(~CASE_IS_OPEN)
    if holder:
        found.append(case_file.c.holder_id == bindparam("holder"))
    if state:
        found.append(case_file.c.state == bindparam("in_state"))
    if service:
        found.append(case_file.c.service == bindparam("of_service"))
    if overdue:
        found += [CASE_IS_PROMISED, case_file.c.due_at < bindparam("by")]
    if words:
        found.append(case_file.c.id.in_(_named(words)))
    return tuple(found)


def _named(words: int) -> Any:
    """Return the ids of cases whose entity, bearer or beneficiary is called so."""
    entities = _ids(entity_term.c.entity_id, entity_term.c.term, words)
    people = _ids(person_term.c.person_id, person_term.c.term, words)
    return union(
        select(case_file.c.id).where(case_file.c.entity_id.in_(entities)),
        select(case_file.c.id).where(case_file.c.bearer_id.in_(people)),
        select(case_file.c.id).where(case_file.c.beneficiary_id.in_(people)),
    )


def _ids(key: ColumnElement[Any], term: ColumnElement[Any], words: int) -> Any:
    found = [
        select(key).where(term >= bindparam(f"from_{n}"), term < bindparam(f"to_{n}"))
        for n in range(words)
    ]
    ids = intersect(*found) if words > 1 else found[0].distinct()
    return ids.limit(bindparam("named"))


@cache
def _tray(
    scope: TrayScope,
    holder: bool,
    state: bool,
    service: bool,
    overdue: bool,
    words: int,
    after: bool,
) -> Select[Any]:
    conditions = list(_conditions(scope, holder, state, service, overdue, words))
    if scope is TrayScope.OPEN:
        at, key = case_file.c.attend_by, case_file.c.id
        order: tuple[ColumnElement[Any], ...] = (at, key)
        beyond = (
            at >= bindparam("after_at"),
            or_(at > bindparam("after_at"), key > bindparam("after_id")),
        )
    else:
        at, key = case_file.c.opened_at, case_file.c.id
        order = _NEWEST_FIRST
        beyond = (
            at <= bindparam("after_at"),
            or_(at < bindparam("after_at"), key < bindparam("after_id")),
        )
    if after:
        conditions += beyond
    return _rows_of(*conditions).order_by(*order).limit(bindparam("most"))


@cache
def _count(
    scope: TrayScope, holder: bool, state: bool, service: bool, overdue: bool, words: int
) -> Select[Any]:
    conditions = _conditions(scope, holder, state, service, overdue, words)
    some = select(case_file.c.id).where(*conditions).limit(bindparam("most")).subquery()
    return select(func.count()).select_from(some)


def _to_row(row: Any) -> CaseRow:
    return CaseRow(
        row.id,
        row.number,
        row.service,
        CaseState(row.state),
        Channel(row.channel),
        row.entity or "",
        row.bearer or row.sender,
        row.holder_id,
        row.holder or "",
        row.held_since,
        row.area,
        row.problem,
        row.opened_at,
        row.clock_from,
        row.due_at,
        row.term_ends,
        row.closed_at,
        row.attend_by,
        row.ticket_id,
        row.submission,
        row.solution_detail,
        row.catalogue_version,
        tuple((key, value) for key, value in json.loads(row.fields)),
        row.topic,
    )
