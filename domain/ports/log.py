"""Where the log of operations is kept."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.operations import LogHead, Operation, Payload


class Log(Protocol):
    """The append-only log of operations."""

    def head(self) -> LogHead: ...

    def all(self) -> Iterator[Operation]:
        """Yield every operation by sequence."""
        ...

    def last_at(self) -> datetime | None:
        """Return the time of the last operation."""
        ...

    def at(self, sequence: int) -> Operation | None:
        """Return the operation at a place of the chain; None where the log does not reach it."""
        ...

    def between(self, after: int, until: int, types: Iterable[str]) -> Sequence[Operation]:
        """Return the operations of some types between two places, the first not included."""
        ...

    def since(self, after: int) -> Iterator[Operation]:
        """Yield the operations after a place of the chain."""
        ...

    def go_on_with(self, operations: Iterable[Operation]) -> None:
        """Append operations that this log already held once, as they were.

        Raises:
            LogBroken: they do not follow its head; nothing may be committed.
        """
        ...

    def of(self, aggregate_id: UUID) -> Sequence[Operation]: ...

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
        ...
