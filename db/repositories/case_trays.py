"""The statements that read trays: which cases, in which order, by which words.

Open cases are few and found by partial indexes; the ended ones are many, and read from the
newest on until there are enough. A text is looked up among the names first where few cases bear
it; where many do, the cases are read in order and each is asked for its names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from db.repositories.people import LAST_KEY
from db.tables import (
    CASE_HAS_ENDED,
    CASE_IS_OPEN,
    CASE_IS_PROMISED,
    CASE_RARELY_ENDS,
    case_file,
    entity,
    entity_term,
    person,
    person_term,
    staff,
)
from domain.case_parts import CaseState
from domain.ports import TrayFilter, TrayScope
from domain.text import search_terms

FEW = 6_000
"""Up to so many cases are looked up by their names; more are soon met by reading in order."""
_MOST_WORDS = 4
RARELY_ENDED = frozenset({CaseState.LAPSED, CaseState.WITHDRAWN})
"""States of few cases, found by a partial index whose condition must stand in the statement."""

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


def rows_of(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Return cases with the names beside them, looked up only for the rows returned."""
    return (
        select(*_COLUMNS)
        .join(entity, entity.c.id == case_file.c.entity_id, isouter=True)
        .join(person, person.c.id == case_file.c.bearer_id, isouter=True)
        .join(staff, staff.c.id == case_file.c.holder_id, isouter=True)
        .where(*conditions)
    )


NEWEST_FIRST = (case_file.c.opened_at.desc(), case_file.c.id.desc())


class Search(Enum):
    """How a text is searched for."""

    NOT = auto()
    BY_NAME = auto()
    IN_ORDER = auto()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a statement depends on; the values are bound.

    Attributes:
        state: one of few cases that has an index of its own, else whether one is asked for.
    """

    scope: TrayScope
    holder: bool
    state: str | bool
    service: bool
    overdue: bool
    words: int
    search: Search


def words_of(wanted: TrayFilter) -> tuple[str, ...]:
    """Return the words searched for."""
    return search_terms(wanted.words)[:_MOST_WORDS]


def word_values(words: Sequence[str]) -> dict[str, Any]:
    """Return what the words are bound to."""
    values: dict[str, Any] = {}
    for place, word in enumerate(words):
        values |= {f"from_{place}": word, f"to_{place}": word + LAST_KEY}
    return values


def values_of(wanted: TrayFilter, words: Sequence[str]) -> dict[str, Any]:
    """Return what a tray's filter is bound to."""
    values = word_values(words)
    if wanted.holder_id is not None:
        values["holder"] = wanted.holder_id
    if wanted.state is not None and wanted.state not in RARELY_ENDED:
        values["in_state"] = wanted.state.value
    if wanted.service is not None:
        values["of_service"] = wanted.service
    if wanted.overdue_at is not None:
        values["by"] = wanted.overdue_at
    return values


@cache
def _conditions(shape: Shape) -> tuple[ColumnElement[bool], ...]:
    found: list[ColumnElement[bool]] = []
    if shape.scope is TrayScope.OPEN:
        found.append(CASE_IS_OPEN)
    elif shape.scope is TrayScope.ENDED:
        found.append(CASE_HAS_ENDED)
    if shape.holder:
        found.append(case_file.c.holder_id == bindparam("holder"))
    if isinstance(shape.state, str):
        found += [CASE_RARELY_ENDS, case_file.c.state == literal_column(f"'{shape.state}'")]
    elif shape.state:
        found.append(case_file.c.state == bindparam("in_state"))
    if shape.service:
        found.append(case_file.c.service == bindparam("of_service"))
    if shape.overdue:
        found += [CASE_IS_OPEN, CASE_IS_PROMISED, case_file.c.due_at < bindparam("by")]
    if shape.search is Search.BY_NAME:
        found.append(case_file.c.id.in_(_named(shape.words)))
    elif shape.search is Search.IN_ORDER:
        found.append(_bears(shape.words))
    return tuple(found)


_NAMES = (
    (case_file.c.entity_id, entity_term.c.entity_id),
    (case_file.c.bearer_id, person_term.c.person_id),
    (case_file.c.beneficiary_id, person_term.c.person_id),
)
"""Whom a case names, and where their words are."""


def _named(words: int) -> CompoundSelect[Any]:
    """Return the ids of the cases whose entity, bearer or beneficiary is called so."""
    return union_all(
        *(select(case_file.c.id).where(column.in_(_called(key, words))) for column, key in _NAMES)
    )


def _called(key: Column[Any], words: int) -> Select[Any]:
    """Return who bears all the words: those with the first, asked for each of the others."""
    first = key.table.alias()
    return (
        select(first.c[key.name])
        .where(
            _is_word(first.c.term, 0), *(_has(key, first.c[key.name], n) for n in range(1, words))
        )
        .distinct()
    )


def _bears(words: int) -> ColumnElement[bool]:
    """Tell whether one whom a case names bears all the words."""
    return or_(*(and_(*(_has(key, column, n) for n in range(words))) for column, key in _NAMES))


def _has(key: Column[Any], owner: ColumnElement[Any], word: int) -> ColumnElement[bool]:
    other = key.table.alias()
    return exists().where(other.c[key.name] == owner, _is_word(other.c.term, word))


def _is_word(term: ColumnElement[Any], word: int) -> ColumnElement[bool]:
    return and_(term >= bindparam(f"from_{word}"), term < bindparam(f"to_{word}"))


@cache
def select_borne(words: int) -> Select[Any]:
    """Return how many cases bear the words, counting to ``most`` and over as many names."""
    some = union_all(
        *(
            select(case_file.c.id).where(column.in_(_called(key, words).limit(bindparam("most"))))
            for column, key in _NAMES
        )
    )
    limited = some.limit(bindparam("most")).subquery()
    return select(func.count()).select_from(limited)


@cache
def select_bearers() -> Select[Any]:
    """Return how many names begin with the first word, counting to ``most``."""
    some = union_all(
        *(
            select(table.c.term).where(_is_word(table.c.term, 0))
            for table in (person_term, entity_term)
        )
    )
    return select(func.count()).select_from(some.limit(bindparam("most")).subquery())


@cache
def select_tray(shape: Shape, after: bool) -> Select[Any]:
    """Return the statement of a page; ``after``: not the first."""
    conditions = list(_conditions(shape))
    if shape.scope is TrayScope.OPEN:
        at, key = case_file.c.attend_by, case_file.c.id
        order: tuple[ColumnElement[Any], ...] = (at, key)
        beyond = (
            at >= bindparam("after_at"),
            or_(at > bindparam("after_at"), key > bindparam("after_id")),
        )
    else:
        at, key = case_file.c.opened_at, case_file.c.id
        order = NEWEST_FIRST
        beyond = (
            at <= bindparam("after_at"),
            or_(at < bindparam("after_at"), key < bindparam("after_id")),
        )
    if after:
        conditions += beyond
    return rows_of(*conditions).order_by(*order).limit(bindparam("most"))


@cache
def select_count(shape: Shape) -> Select[Any]:
    """Return the statement that counts the rows of a tray, to ``most``."""
    conditions = _conditions(shape)
    some = select(case_file.c.id).where(*conditions).limit(bindparam("most")).subquery()
    return select(func.count()).select_from(some)
