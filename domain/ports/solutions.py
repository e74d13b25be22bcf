"""Where the bank of solutions is kept."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from domain.solutions import Solution, SolutionState


class Solutions(Protocol):
    """The office's bank of solutions."""

    def get(self, solution_id: UUID) -> Solution:
        """Return a solution. Raises NotFound."""
        ...

    def by_number(self, number: int) -> Solution | None: ...

    def next_number(self) -> int:
        """Return the number of the next solution; gapless, as none is ever removed."""
        ...

    def pending(self, limit: int) -> Sequence[Solution]:
        """Return the proposals that wait for review, the oldest first."""
        ...

    def count_pending(self) -> int:
        """Return how many proposals wait for review."""
        ...

    def search(
        self, text: str, limit: int, topic: str = "", system: str = ""
    ) -> Sequence[Solution]:
        """Return approved solutions with a word beginning as each typed one, the best first.

        Those of ``topic`` and ``system`` come before the others, then those that say it in their
        title or more often, then those that were of more use. Without a word, the most used.
        """
        ...

    def all(self, state: SolutionState, limit: int) -> Sequence[Solution]:
        """Return the solutions of a state, the newest first."""
        ...

    def add(self, solution: Solution) -> None: ...

    def save(self, solution: Solution) -> None:
        """Store a reviewed solution. Raises Stale."""
        ...

    def count_use(self, solution_id: UUID) -> None:
        """Count one more case solved with it; whoever closes the case tells of it."""
        ...

    def rebuild_search(self) -> None:
        """Make anew what ``search`` looks in, from the solutions."""
        ...
