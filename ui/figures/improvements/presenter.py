"""Between the part of improvements and its use cases."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases import boards
from desktop.usecases.desk import Desk
from desktop.usecases.figures import improvements, improvements_view
from desktop.usecases.figures.improvements import NewImprovement
from desktop.usecases.figures.improvements_view import (
    CauseSeen,
    Draft,
    ImprovementRow,
    ImprovementsBoard,
)
from domain.improvements import Cause, CauseKind, Improvement
from domain.staff import Actor
from ui.figures.improvements.state import Story
from ui.figures.keeping import POLL_MS, KeepingPresenter


class ImprovementsPresenter(KeepingPresenter[ImprovementsBoard]):
    """Follows the corrective and preventive actions.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        poll_ms: how often it looks for changes.
    """

    done = Signal()
    """What a sheet asked for was done."""
    refused = Signal(object)
    """Why it was not (``KnownError``)."""
    begun = Signal(object, object, object)
    """What an action is begun with (``Draft``), the causes to choose (``CauseSeen``), and which
    one is changed (``ImprovementRow``); None for a new one."""
    told_story = Signal(object)
    """What happened to one (``Story``)."""

    def __init__(
        self, desk: Desk, actor: Actor, *, poll_ms: int = POLL_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(desk, actor, poll_ms=poll_ms, parent=parent)

    def begin(self, cause: Cause | None = None, row: ImprovementRow | None = None) -> None:
        """Read what an action is begun, or changed, with.

        Args:
            cause: what it is against; None to choose one.
            row: the one that is to be changed.
        """

        def read() -> tuple[Draft, tuple[CauseSeen, ...]]:
            of = cause or Cause(CauseKind.FREE, "")
            draft = improvements_view.from_cause(self.desk, self._actor, of)
            offered = () if cause else improvements_view.causes(self.desk, self._actor)
            return draft, offered

        self.runner.latest("begin", read, lambda both: self.begun.emit(*both, row))

    def read_story(self, key: UUID) -> None:
        """Read what happened to one."""

        def read() -> Story:
            return Story(key, improvements_view.story(self.desk, self._actor, key))

        self.runner.latest("story", read, self.told_story.emit)

    def add(self, new: NewImprovement) -> None:
        """Begin an action."""
        self._sheet(
            lambda: improvements.add(self.desk, self._actor, new), "La mejora quedó registrada."
        )

    def change(self, one: Improvement, words: str, responsible: UUID, due: date) -> None:
        """Change what is to be done, by whom or until when."""
        key, version = one.id, one.version
        self._sheet(
            lambda: improvements.change(
                self.desk, self._actor, key, version, words, responsible, due
            ),
            "La mejora quedó cambiada.",
        )

    def finish(self, one: Improvement, result: str) -> None:
        """Note that it was carried out."""
        self._act(
            lambda: improvements.done(self.desk, self._actor, one.id, one.version, result),
            lambda _one: self._tell("El resultado quedó anotado: falta verificarlo."),
        )

    def verify(self, one: Improvement, words: str, *, effective: bool) -> None:
        """Say whether it worked."""
        self._sheet(
            lambda: improvements.verify(
                self.desk, self._actor, one.id, one.version, words, effective
            ),
            "La verificación quedó anotada.",
        )

    def drop(self, one: Improvement, reason: str) -> None:
        """Give it up."""
        self._act(
            lambda: improvements.drop(self.desk, self._actor, one.id, one.version, reason),
            lambda _one: self._tell("La mejora quedó descartada."),
        )

    def _sheet(self, work: Callable[[], Improvement], what: str) -> None:
        """Do what a sheet asked for, which stays until it is done."""

        def finished(_one: Improvement) -> None:
            self.done.emit()
            self._tell(what)

        self._act(work, finished, self.refused.emit)

    def _read(self, known: ImprovementsBoard | None) -> ImprovementsBoard | None:
        if known is not None and known.change == boards.change(self.desk):
            return None
        return improvements_view.board(self.desk, self._actor)
