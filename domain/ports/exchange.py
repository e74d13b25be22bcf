"""Where the link with the centre is kept: what was sent, what has to be, what the centre told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.exchange import (
    BranchEntry,
    CentreLink,
    KnownPerson,
    PendingTask,
    Plain,
    RefusedOperation,
    RowImage,
)
from domain.operations import Operation


class Exchange(Protocol):
    """The link with the centre. Nothing of it has to be told by an operation, but rows applied."""

    def link(self) -> CentreLink | None: ...

    def set_link(self, link: CentreLink) -> None:
        """Store the link, in place of the one before."""
        ...

    def remove_link(self) -> None:
        """Forget the link, what was sent by it, and what waited."""
        ...

    def epoch(self) -> int:
        """Return which of the copies of the office's database this one is: the higher counts."""
        ...

    # -------------------------------------------------------------------- what is to be sent
    def unsent(self, limit: int) -> Iterator[Operation]:
        """Yield operations that the centre has not, the oldest first."""
        ...

    def count_unsent(self) -> int: ...

    def acknowledge(self, places: Iterable[int]) -> None:
        """Note that the centre has the operations at these places of the log."""
        ...

    def acknowledge_through(self, place: int) -> None:
        """Note that the centre has every operation up to a place of the log."""
        ...

    def offer(self, place: int) -> None:
        """Have the operation at one place sent again."""
        ...

    def marked(self, limit: int) -> Sequence[RowImage]:
        """Return rows that changed since they were sent, as they are now."""
        ...

    def forget(self, images: Iterable[RowImage]) -> None:
        """Note that the centre has these rows; one changed again since stays marked."""
        ...

    def sent_through(self) -> int:
        """Return the last place of the log up to which the centre has everything."""
        ...

    def unknown(self, operation_ids: Iterable[UUID]) -> set[UUID]:
        """Return those that are neither in the log nor kept of another branch."""
        ...

    def adopt(self, images: Sequence[RowImage]) -> Sequence[RowImage]:
        """Put rows that another copy of the database wrote beside those that are here.

        A person, entity, colleague or counter that is here under another id is taken for the same,
        in what refers to it too. What was changed here meanwhile must not be among them.

        Returns:
            those that cannot stand beside what is here: a number or place that is taken.

        Raises:
            ImageDamaged: a row is not one of this program's tables; nothing may be committed.
        """
        ...

    def contest(self, images: Sequence[RowImage]) -> Sequence[RowImage]:
        """Have the centre told how these rows are here; return those that are otherwise here.

        Raises:
            ImageDamaged: a row is not one of this program's tables; nothing may be committed.
        """
        ...

    def as_here(self, image: RowImage) -> Mapping[str, Plain] | None:
        """Return the values that a row has here, or None.

        Raises:
            ImageDamaged: it is not one of this program's tables.
        """
        ...

    def offer_again(self) -> None:
        """Have everything that is kept sent anew."""
        ...

    # ------------------------------------------------------------------------ what came down
    def apply(self, images: Sequence[RowImage]) -> None:
        """Make rows be as told, with what is worked out from them; none of it is marked.

        Raises:
            ImageDamaged: a row is not one of this program's tables; nothing may be committed.
        """
        ...

    def refuse(self, refused: RefusedOperation) -> None:
        """Keep what the centre refused, in place of an earlier refusal of the same."""
        ...

    def refused(self, limit: int) -> Sequence[RefusedOperation]:
        """Return what was refused and nobody has seen to, the oldest first."""
        ...

    def count_refused(self) -> int: ...

    def settle(self, operation_id: UUID) -> None:
        """Note that somebody has seen to a refused operation."""
        ...

    def put_task(self, task: PendingTask) -> None:
        """Store a task, in place of an earlier one of the same id."""
        ...

    def task(self, task_id: UUID) -> PendingTask | None: ...

    def tasks(self, limit: int, *, closed: bool = False) -> Sequence[PendingTask]:
        """Return tasks that are open, the oldest first; or those closed, the newest first."""
        ...

    def answered_tasks(self, limit: int) -> Sequence[PendingTask]:
        """Return open tasks that this office has answered, the oldest first."""
        ...

    def count_tasks(self) -> int:
        """Return how many tasks are open and not answered."""
        ...

    def put_person(self, person: KnownPerson) -> None:
        """Store whom other offices know, in place of what was known of the document."""
        ...

    def known_person(self, document_type: str, document: str) -> KnownPerson | None: ...

    def put_branch(self, entry: BranchEntry) -> None:
        """Keep an operation that another copy of this office's database wrote."""
        ...

    def branch(self, limit: int) -> Sequence[BranchEntry]:
        """Return the operations of the other copy, in their order."""
        ...

    def heard(self, at: datetime, *, pushed: bool) -> None:
        """Note when the centre last took something (``pushed``) or was last asked."""
        ...
