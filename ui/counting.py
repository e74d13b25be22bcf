"""How many of something wait, counted beside any page: the badges of the rail."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from desktop.usecases.desk import Desk
from domain.staff import Actor
from ui.following import Following

COUNT_MS = 5000
"""How often it is looked up where nobody tells of a change, in milliseconds."""


class Count(Following[int]):
    """Follows a number, on whichever page one is.

    Where it cannot be read nobody need hear ``told``: the page of it says so to whoever opens it.

    Args:
        desk: the workstation.
        actor: the person signed in.
        count: the use case that counts.
        poll_ms: how often it is looked up.
    """

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        count: Callable[[Desk, Actor], int],
        *,
        poll_ms: int = COUNT_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self._count = partial(count, desk, actor)

    def _read(self, _known: int | None) -> int:
        return self._count()
