"""The append-only log of operations."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, insert, literal_column, select

from db.repositories.base import Repository
from db.repositories.offices import OfficeCache
from db.tables import office, operation
from domain.errors import NotSetUp
from domain.ids import new_id
from domain.operations import GENESIS, LogHead, Operation, Payload, chained, follows

_HEAD = (
    select(operation.c.sequence, operation.c.hash, operation.c.at)
    .order_by(operation.c.sequence.desc())
    .limit(1)
)
_AT_ONCE = 2000
_PIECE = (
    select(operation)
    .where(operation.c.sequence > bindparam("after"))
    .order_by(operation.c.sequence)
    .limit(bindparam("most"))
)
_AT = select(operation).where(operation.c.sequence == bindparam("place"))
_SINCE = (
    select(operation)
    .where(operation.c.sequence > bindparam("after"))
    .order_by(operation.c.sequence)
)
_BETWEEN = (
    select(operation)
    .where(operation.c.sequence > bindparam("after"), operation.c.sequence <= bindparam("until"))
    .order_by(operation.c.sequence)
)
_OF = (
    select(operation)
    .where(operation.c.aggregate_id == bindparam("key"))
    .order_by(operation.c.sequence)
)
_APPEND = insert(operation)
_OFFICE_ID = select(office.c.id)


@cache
def _between(types: frozenset[str]) -> Select[Any]:
    """Return the statement for some types: the same one for the same types."""
    return _BETWEEN.where(
        operation.c.type.in_([literal_column(f"'{name}'") for name in sorted(types)])
    )


_COLUMNS = tuple(column.name for column in operation.c)


class SqlLog(Repository):
    """The log: one chain an office, written only by ``append``."""

    workstation: str
    cache: OfficeCache
    appended: int
    told: list[Operation]  # by this transaction
    _head: LogHead | None = None  # nobody else writes while this transaction does

    def head(self) -> LogHead:
        """Return the chain's last place and hash."""
        if self._head is None:
            row = self._one(_HEAD)
            self._head = LogHead(0, GENESIS) if row is None else LogHead(row.sequence, row.hash)
        return self._head

    def last_at(self) -> datetime | None:
        """Return the time of the last operation."""
        row = self._one(_HEAD)
        return None if row is None else row.at

    def all(self) -> Iterator[Operation]:
        """Yield every operation by sequence."""
        # In pieces: a server would hand over the whole log at once.
        last, count = 0, _AT_ONCE
        while count == _AT_ONCE:
            count = 0
            for row in self._rows(_PIECE, after=last, most=_AT_ONCE):
                yield to_operation(row)
                last, count = row.sequence, count + 1

    def at(self, sequence: int) -> Operation | None:
        """Return the operation at a place of the chain; None where the log does not reach it."""
        row = self._one(_AT, place=sequence)
        return None if row is None else to_operation(row)

    def between(self, after: int, until: int, types: Iterable[str]) -> Sequence[Operation]:
        """Return the operations of some types between two places, the first not included."""
        rows = self._rows(_between(frozenset(types)), after=after, until=until)
        return [to_operation(row) for row in rows]

    def since(self, after: int) -> Iterator[Operation]:
        """Yield the operations after a place of the chain."""
        for row in self._rows(_SINCE, after=after):
            yield to_operation(row)

    def go_on_with(self, operations: Iterable[Operation]) -> None:
        """Append operations that this log already held once, as they were.

        Raises:
            LogBroken: they do not follow its head.
        """
        head = self.head()
        for entry in operations:
            head = follows(head, entry)
            self._statements.run(_APPEND, {name: getattr(entry, name) for name in _COLUMNS})
            self.appended += 1
        self._head = head

    def of(self, aggregate_id: UUID) -> Sequence[Operation]:
        """Return what happened to one thing, in order."""
        return [to_operation(row) for row in self._rows(_OF, key=aggregate_id)]

    def append(
        self,
        aggregate: str,
        aggregate_id: UUID,
        version: int,
        type_: str,
        payload: Payload,
        *,
        actor_id: UUID | None,
        at: datetime,
    ) -> int:
        """Append one operation and return its sequence."""
        entry = chained(
            self.head(),
            operation_id=new_id(),
            office_id=self._office_id(),
            workstation=self.workstation,
            aggregate=aggregate,
            aggregate_id=aggregate_id,
            aggregate_version=version,
            type_=type_,
            actor_id=actor_id,
            at=at,
            payload=payload,
        )
        self._statements.run(_APPEND, {name: getattr(entry, name) for name in _COLUMNS})
        self._head = LogHead(entry.sequence, entry.hash)
        self.appended += 1
        self.told.append(entry)
        return entry.sequence

    def _office_id(self) -> UUID:
        known = self.cache.office
        if known is not None:
            return known.id
        found: UUID | None = self._scalar(_OFFICE_ID)
        if found is None:
            raise NotSetUp()
        return found


def to_operation(row: Any) -> Operation:
    """Return a row of the log as the operation it keeps."""
    return Operation(
        row.id,
        row.office_id,
        row.workstation,
        row.sequence,
        row.aggregate,
        row.aggregate_id,
        row.aggregate_version,
        row.type,
        row.schema_version,
        row.actor_id,
        row.at,
        row.payload,
        row.payload_hash,
        row.previous_hash,
        row.hash,
    )
