"""Where requests for a supervisor's leave are kept."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from domain.approvals import Approval


class Approvals(Protocol):
    """Requests for a supervisor's leave."""

    def get(self, approval_id: UUID) -> Approval: ...

    def pending(self) -> Sequence[Approval]: ...

    def add(self, approval: Approval) -> None: ...

    def save(self, approval: Approval) -> None: ...
