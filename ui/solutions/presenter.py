"""Between the page of solutions and the use cases: reads, acts, and tells one frozen state."""

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases import boards, solutions
from desktop.usecases.desk import Desk
from desktop.usecases.solutions import Bank
from domain.solutions import Solution, SolutionContent, SolutionState
from domain.staff import Actor
from ui.following import POLL_MS, Following

"""How often it is looked up whether somebody proposed a solution."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be listed: the solutions of a state, or those that a text finds."""

    state: SolutionState = SolutionState.PROPOSED
    text: str = ""


@dataclass(frozen=True, slots=True)
class SolutionsState:
    """What the page shows: ``bank`` answers ``asked``."""

    asked: Asked
    bank: Bank


class SolutionsPresenter(Following[SolutionsState]):
    """Runs the page of solutions.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        poll_ms: how often it looks for changes.
    """

    done = Signal()
    """What a sheet asked for was done."""
    refused = Signal(object)
    """Why it was not (``KnownError``)."""

    def __init__(
        self, desk: Desk, actor: Actor, *, poll_ms: int = POLL_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self.desk = desk
        self._actor = actor
        self.asked = Asked()

    def look(self, asked: Asked) -> None:
        """List something else."""
        if asked != self.asked:
            self.asked = asked
            self.runner.latest("look", lambda: self._read(None), self._polled)

    def approve(self, solution_id: UUID, content: SolutionContent) -> None:
        """Approve a proposal with the words as they are now."""
        self._act(
            lambda: solutions.approve(self.desk, self._actor, solution_id, content),
            lambda one: self._done(one, "aprobada: ya la encuentran en las ventanillas"),
            self.refused.emit,
        )

    def edit(self, solution: Solution, content: SolutionContent) -> None:
        """Change the words of an approved solution."""
        self._act(
            lambda: solutions.edit(self.desk, self._actor, solution.id, solution.version, content),
            lambda one: self._done(one, "guardada"),
            self.refused.emit,
        )

    def add(self, content: SolutionContent) -> None:
        """Write a solution into the bank."""
        self._act(
            lambda: solutions.add(self.desk, self._actor, content),
            lambda one: self._done(one, "agregada: ya la encuentran en las ventanillas"),
            self.refused.emit,
        )

    def retire(self, solution: Solution, reason: str) -> None:
        """Reject a proposal, or take an approved solution out of use."""
        what = "retirada: ya no se encuentra" if solution.usable else "rechazada"
        self._act(
            lambda: solutions.retire(self.desk, self._actor, solution.id, reason),
            lambda one: self._tell(f"Solución {one.code} {what}."),
        )

    def _done(self, solution: Solution, what: str) -> None:
        self.done.emit()
        self._tell(f"Solución {solution.code} {what}.")

    def _read(self, known: SolutionsState | None) -> SolutionsState | None:
        """Read the list off the UI thread; None where nothing moved since ``known``."""
        asked = self.asked
        if (
            known is not None
            and known.asked == asked
            and known.bank.change == boards.change(self.desk)
        ):
            return None
        return SolutionsState(
            asked, solutions.bank(self.desk, self._actor, asked.state, asked.text)
        )

    def _polled(self, state: SolutionsState | None) -> None:
        """Show what was read, unless something else was asked for in the meantime."""
        stale = state is not None and state.asked != self.asked
        super()._polled(None if stale else state)
