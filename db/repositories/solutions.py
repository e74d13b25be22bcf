"""The bank of solutions, and what it is searched in, kept in step with it."""

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update

from db.fulltext import FULL_TEXT
from db.repositories.base import Repository
from db.statements import Statements
from db.tables import SOLUTION_IS_APPROVED, SOLUTION_IS_PENDING, solution
from domain.errors import NotFound
from domain.solutions import Solution, SolutionContent, SolutionState, SolutionType
from domain.text import search_terms

_MOST_TERMS = 6

_BY_ID = select(solution).where(solution.c.id == bindparam("key"))
_BY_NUMBER = select(solution).where(solution.c.number == bindparam("which"))
_LAST_NUMBER = select(func.max(solution.c.number))
_PENDING = (
    select(solution).where(SOLUTION_IS_PENDING).order_by(solution.c.number).limit(bindparam("most"))
)
_COUNT_PENDING = select(func.count()).select_from(solution).where(SOLUTION_IS_PENDING)
_ALL = (
    select(solution)
    .where(solution.c.state == bindparam("which"))
    .order_by(solution.c.number.desc())
    .limit(bindparam("most"))
)
_MOST_USED = (
    select(solution)
    .where(SOLUTION_IS_APPROVED)
    .order_by(solution.c.uses.desc(), solution.c.number.desc())
    .limit(bindparam("most"))
)
_APPROVED = select(solution).where(SOLUTION_IS_APPROVED)
_ADD = insert(solution)
_CHANGING = (
    "type",
    "topic",
    "system",
    "title",
    "text",
    "state",
    "reviewed_by",
    "reviewed_at",
    "reason",
    "version",
)
# Not its uses: they are counted while it is being reviewed.
_SAVE = (
    update(solution)
    .where(solution.c.id == bindparam("key"), solution.c.version == bindparam("previous"))
    .values({name: bindparam(name) for name in _CHANGING})
)
_COUNT_USE = (
    update(solution).where(solution.c.id == bindparam("key")).values(uses=solution.c.uses + 1)
)


class SqlSolutions(Repository):
    """The office's bank of solutions."""

    def __init__(self, statements: Statements, touched: Callable[[], None]) -> None:
        super().__init__(statements, touched)
        self._words = FULL_TEXT[statements.dialect_name]

    def get(self, solution_id: UUID) -> Solution:
        """Return a solution. Raises NotFound."""
        row = self._one(_BY_ID, key=solution_id)
        if row is None:
            raise NotFound()
        return _to_solution(row)

    def by_number(self, number: int) -> Solution | None:
        """Return the solution of that number, or None."""
        row = self._one(_BY_NUMBER, which=number)
        return None if row is None else _to_solution(row)

    def next_number(self) -> int:
        """Return the number of the next solution: writes take turns, and none is removed."""
        return (self._scalar(_LAST_NUMBER) or 0) + 1

    def pending(self, limit: int) -> Sequence[Solution]:
        """Return the proposals that wait for review, the oldest first."""
        return [_to_solution(row) for row in self._rows(_PENDING, most=limit)]

    def count_pending(self) -> int:
        """Return how many proposals wait for review."""
        return int(self._scalar(_COUNT_PENDING))

    def search(
        self, text: str, limit: int, topic: str = "", system: str = ""
    ) -> Sequence[Solution]:
        """Return approved solutions by the beginnings of words, the best first.

        Those of the topic or system are asked for first: among very many matches they might
        not be in those that are ranked.
        """
        words = search_terms(text)[:_MOST_TERMS]
        if not words and text.strip():
            return []
        found: dict[UUID, Solution] = {}
        if topic or system:
            self._find(found, limit, words, topic, system)
        if len(found) < limit:
            self._find(found, limit, words, "", "")
        return list(found.values())[:limit]

    def all(self, state: SolutionState, limit: int) -> Sequence[Solution]:
        """Return the solutions of a state, the newest first."""
        return [_to_solution(row) for row in self._rows(_ALL, which=state.value, most=limit)]

    def add(self, value: Solution) -> None:
        """Store a new solution."""
        row = _row(value)
        row.update(
            id=value.id,
            office_id=value.office_id,
            number=value.number,
            proposed_by=value.proposed_by,
            proposed_at=value.proposed_at,
            case_id=value.case_id,
            uses=value.uses,
        )
        self._change(_ADD, row)
        self._enter(value)

    def save(self, value: Solution) -> None:
        """Store a reviewed solution. Raises Stale."""
        self._change_one(_SAVE, {"key": value.id, "previous": value.version - 1, **_row(value)})
        self._statements.run(self._words.drop, {"number": value.number})
        self._enter(value)

    def count_use(self, solution_id: UUID) -> None:
        """Count one more case solved with it."""
        self._change(_COUNT_USE, {"key": solution_id})

    def find_anew(self, row: Mapping[str, Any]) -> None:
        """Make anew the words by which a row that was put as it is can be found."""
        self._statements.run(self._words.drop, {"number": row["number"]})
        self._enter(_to_solution(SimpleNamespace(**row)))

    def rebuild_search(self) -> None:
        """Make anew what ``search`` looks in."""
        self._statements.run(self._words.clear, {})
        for row in list(self._rows(_APPROVED)):
            self._enter(_to_solution(row))

    def _find(
        self,
        found: dict[UUID, Solution],
        limit: int,
        words: Sequence[str],
        topic: str,
        system: str,
    ) -> None:
        asked = self._words.asked(words, topic, system)
        if asked["query"]:
            # None is no topic at all: a solution for any topic has an empty one.
            marks = {"topic": topic or None, "system": system or None}
            rows = self._rows(self._words.find, most=limit, **asked, **marks)
        elif topic or system:
            return  # names without a letter mark nothing
        else:
            rows = self._rows(_MOST_USED, most=limit)
        for row in rows:
            found.setdefault(row.id, _to_solution(row))

    def _enter(self, value: Solution) -> None:
        if value.usable:
            self._statements.run(self._words.add, self._words.entry(value))


def _row(value: Solution) -> dict[str, Any]:
    return {
        "type": value.type.value,
        "topic": value.topic,
        "system": value.system,
        "title": value.title,
        "text": value.text,
        "state": value.state.value,
        "reviewed_by": value.reviewed_by,
        "reviewed_at": value.reviewed_at,
        "reason": value.reason,
        "version": value.version,
    }


def _to_solution(row: Any) -> Solution:
    return Solution(
        row.id,
        row.office_id,
        row.number,
        SolutionContent(SolutionType(row.type), row.title, row.text, row.topic, row.system),
        SolutionState(row.state),
        row.proposed_by,
        row.proposed_at,
        row.case_id,
        row.reviewed_by,
        row.reviewed_at,
        row.reason,
        row.uses,
        row.version,
    )
