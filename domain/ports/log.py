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
