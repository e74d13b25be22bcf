"""Lists of cases: trays, a person's history, an entity's earlier cases."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, or_, select, union

from db.repositories.base import Repository
from db.repositories.case_trays import (
    FEW,
    NEWEST_FIRST,
    RARELY_ENDED,
    Search,
    Shape,
    rows_of,
    select_bearers,
    select_borne,
    select_count,
    select_tray,
    values_of,
    word_values,
    words_of,
)
from db.tables import CASE_IS_RETURNED, case_file
from domain.case_parts import CaseState
from domain.catalogue import Channel
from domain.errors import NotFound
from domain.ports import CaseRow, TrayFilter, TrayPlace, TrayScope


def _newest(column: ColumnElement[Any]) -> Select[Any]:
    return (
        select(case_file.c.id)
        .where(column == bindparam("key"))
        .order_by(case_file.c.opened_at.desc())
        .limit(bindparam("most"))
    )


_OF_PERSON = (
    rows_of(
        case_file.c.id.in_(
            union(
                select(_newest(case_file.c.bearer_id).subquery().c.id),
                select(_newest(case_file.c.beneficiary_id).subquery().c.id),
            )
        )
    )
    .order_by(*NEWEST_FIRST)
    .limit(bindparam("most"))
)

_BY_ID = rows_of(case_file.c.id == bindparam("key"))

# The returned ones are few: a busy entity's other cases are not read.
_RETURNED_OF = (
    rows_of(
        CASE_IS_RETURNED,
        or_(
            case_file.c.bearer_id == bindparam("person"),
            case_file.c.beneficiary_id == bindparam("person"),
            case_file.c.entity_id == bindparam("entity"),
        ),
    )
    .order_by(*NEWEST_FIRST)
    .limit(bindparam("most"))
)


class CaseLists(Repository):
    """What is read of many cases at once."""

    def tray(
        self, wanted: TrayFilter, limit: int, after: TrayPlace | None = None
    ) -> Sequence[CaseRow]:
        """Return rows: open ones by when they should be attended, others the newest first."""
        shape, values = self._asked(wanted)
        if after is not None:
            values |= {"after_at": after.at, "after_id": after.case_id}
        rows = self._rows(select_tray(shape, after is not None), most=limit, **values)
        return [to_row(row) for row in rows]

    def count(self, wanted: TrayFilter, most: int) -> int:
        """Return how many rows a tray has, counting to ``most``."""
        shape, values = self._asked(wanted)
        found: int = self._scalar(select_count(shape), most=most, **values)
        return found

    def row(self, case_id: UUID) -> CaseRow:
        """Return a case as a list shows it. Raises NotFound."""
        row = self._one(_BY_ID, key=case_id)
        if row is None:
            raise NotFound()
        return to_row(row)

    def of_person(self, person_id: UUID, limit: int) -> Sequence[CaseRow]:
        """Return the cases a person brought or that are for them, the newest first."""
        return [to_row(row) for row in self._rows(_OF_PERSON, key=person_id, most=limit)]

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
        return [to_row(row) for row in rows]

    def returned_of(
        self, *, person_id: UUID | None = None, entity_id: UUID | None = None, limit: int
    ) -> Sequence[CaseRow]:
        """Return the returned cases of a person, or of an entity, the newest first."""
        rows = self._rows(_RETURNED_OF, person=person_id, entity=entity_id, most=limit)
        return [to_row(row) for row in rows]

    def _asked(self, wanted: TrayFilter) -> tuple[Shape, dict[str, Any]]:
        """Return the statement's shape and its values."""
        words, state = words_of(wanted), wanted.state
        if len(words) > 1:
            words = tuple(sorted(words, key=self._bearers))
        shape = Shape(
            wanted.scope,
            wanted.holder_id is not None,
            state.value if state in RARELY_ENDED else state is not None,
            wanted.service is not None,
            wanted.overdue_at is not None,
            len(words),
            self._search(wanted.scope, words),
        )
        return shape, values_of(wanted, words)

    def _bearers(self, word: str) -> int:
        """Return how many names have the word: the rarest is looked up first."""
        found: int = self._scalar(select_bearers(), most=FEW, **word_values([word]))
        return found

    def _search(self, scope: TrayScope, words: Sequence[str]) -> Search:
        if not words:
            return Search.NOT
        if scope is TrayScope.OPEN:
            return Search.IN_ORDER
        borne = self._scalar(select_borne(len(words)), most=FEW, **word_values(words))
        return Search.BY_NAME if borne < FEW else Search.IN_ORDER


@cache
def _of_entity(topic: bool, services: int) -> Select[Any]:
    conditions = [case_file.c.entity_id == bindparam("key")]
    if topic:
        conditions.append(case_file.c.topic == bindparam("topic"))
    if services:
        conditions.append(
            or_(*(case_file.c.service == bindparam(f"service_{n}") for n in range(services)))
        )
    return rows_of(*conditions).order_by(*NEWEST_FIRST).limit(bindparam("most"))


def to_row(row: Any) -> CaseRow:
    """Return a row of a list."""
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
