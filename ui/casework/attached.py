"""The documents and forms of the case that is shown, and the way to one of its requirements."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.casework.head import WayStrip
from ui.casework.presenter import CaseworkPresenter
from ui.casework.state import Casework, Phase

if TYPE_CHECKING:
    from ui.documents.opener import PaperSheets


class Attached(QObject):
    """Opens them over the view, which has drawn the case before.

    Args:
        over: the view.
        presenter: follows the case.
        way: has the buttons that open them.
        look_at: brings a requirement of the checklist into sight.
    """

    def __init__(
        self,
        over: QWidget,
        presenter: CaseworkPresenter,
        way: WayStrip,
        look_at: Callable[[int], None],
    ) -> None:
        super().__init__(over)
        self._over, self._presenter, self._look_at = over, presenter, look_at
        self._made: PaperSheets | None = None
        self._wanted: tuple[UUID, int] | None = None
        presenter.changed.connect(self._arrive)
        way.papers.clicked.connect(self.papers)
        way.forms.clicked.connect(self.forms)

    def close(self) -> None:
        """Finish what is under way."""
        if self._made is not None:
            self._made.close()

    def papers(self) -> None:
        """Open the documents."""
        self._open(None)

    def _open(self, requirement: int | None) -> None:
        state, sheets = self._presenter.state, self._sheets()
        if state is not None and state.under is not None and sheets is not None:
            sheets.papers(state.view, requirement)

    def forms(self) -> None:
        """Open the forms."""
        state, sheets = self._presenter.state, self._sheets()
        if state is not None and state.under is not None and sheets is not None:
            sheets.forms(state.view)

    def go_to(self, case_id: UUID, requirement: int) -> None:
        """Bring a requirement into sight once its case is there: in the checklist, while it is
        worked on, else among its documents."""
        self._wanted = case_id, requirement
        state = self._presenter.state
        if state is not None:
            self._arrive(state)

    def _arrive(self, state: Casework) -> None:
        wanted = self._wanted
        if wanted is None or wanted[0] != state.view.case.id:
            return
        self._wanted = None
        requirement = wanted[1]
        asked = state.view.service.requirement(requirement) is not None
        if state.phase is Phase.DOCUMENTS and asked:
            self._look_at(requirement)
        else:
            self._open(requirement)

    def _sheets(self) -> "PaperSheets | None":
        tools = self._presenter.tools
        if self._made is None and tools is not None:
            from ui.documents.opener import PaperSheets  # made when the first is opened

            presenter = self._presenter
            self._made = PaperSheets(self._over, presenter.desk, presenter.actor, tools)
        return self._made
