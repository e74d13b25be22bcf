"""What a case has printed. A printer may take its time: nothing else waits for it."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.ports import PrintOutcome
from desktop.usecases.case_view import CaseView
from domain.errors import KnownError
from ui.casework.state import CasePapers
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner


class CasePrints(QObject):
    """Prints receipts and return sheets off the UI thread, in the order asked for.

    Args:
        papers: what prints.
    """

    told = Signal(object)
    """A ``Notice`` to show."""

    def __init__(self, papers: CasePapers, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._papers = papers
        self.runner = Runner(self._failed, parent=self)

    def close(self) -> None:
        """Finish what was sent to the printer."""
        self.runner.close()

    def receipt(self, case_id: UUID, number: str, before: str = "", todo: str = "") -> None:
        """Print the *razón de recepción*; the case stands, whatever becomes of its paper.

        Args:
            case_id: the case.
            number: as the person reads it.
            before: what just happened, told together with what became of the paper.
            todo: what comes next, once it is printed.
        """
        self._print(partial(self._papers.receipt, case_id), f"Comprobante {number}", before, todo)

    def give_back(self, case_id: UUID, number: str, before: str = "", todo: str = "") -> None:
        """Print what has to be brought back, and why."""
        self._print(
            partial(self._papers.give_back, case_id), f"Lista de devolución {number}", before, todo
        )

    def receipt_of(self, view: CaseView) -> None:
        """Print a case's receipt again."""
        self.receipt(view.case.id, view.case.number)

    def sheet_of(self, view: CaseView) -> None:
        """Print a case's return sheet again."""
        self.give_back(view.case.id, view.case.number)

    def _print(self, work: Callable[[], PrintOutcome], name: str, before: str, todo: str) -> None:
        def done(outcome: PrintOutcome) -> None:
            where = "se imprimió" if outcome.printer else f"se guardó en {outcome.saved_to}"
            words = outcome.notice or f"{name}: {where}."
            kind = Kind.WARN if outcome.notice else Kind.OK
            next_ = todo if outcome.printer else ""  # no sheet lies there to be handed over
            self.told.emit(Notice(f"{before} {words}".strip(), todo=next_, kind=kind))

        def failed(error: KnownError) -> None:
            again = "Vuelva a imprimirlo con Ctrl+P."
            self.told.emit(Notice(f"{before} {error.what}".strip(), error.kept, again))

        self.runner.write(work, done, failed)

    def _failed(self, error: KnownError) -> None:
        self.told.emit(Notice.of(error))
