"""What reception prints. A printer may take its time: nothing else waits for it."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.ports import PrintOutcome
from desktop.usecases.reception import Issued
from domain.errors import KnownError
from ui.reception.state import LastIssued, Papers
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner


class Prints(QObject):
    """Prints slips and checklists off the UI thread, in the order asked for.

    Args:
        papers: what prints.
    """

    changed = Signal(object)
    """What became of a slip (``LastIssued``)."""
    told = Signal(object)
    """A ``Notice`` or ``KnownError`` to show."""

    def __init__(self, papers: Papers, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._papers = papers
        self.runner = Runner(self.told.emit, parent=self)

    def close(self) -> None:
        """Finish what was sent to the printer."""
        self.runner.close()

    def slip(self, issued: Issued) -> None:
        """Print the slip of a turno; the turno stands, whatever becomes of its slip."""
        self.changed.emit(LastIssued(issued, "Imprimiendo…"))

        def done(outcome: PrintOutcome) -> None:
            words = outcome.notice or ("Impreso" if outcome.printer else "Guardado como PDF")
            self.changed.emit(LastIssued(issued, words, bool(outcome.printer)))
            if outcome.notice:
                stands = f"El turno {issued.ticket.code} está emitido."
                self.told.emit(Notice(outcome.notice, stands))

        def failed(error: KnownError) -> None:
            self.changed.emit(LastIssued(issued, "No se imprimió"))
            self.told.emit(error)

        self.runner.write(partial(self._papers.slip, issued), done, failed)

    def checklist(self, services: tuple[int, ...]) -> None:
        """Print what to bring for ``services``."""

        def done(outcome: PrintOutcome) -> None:
            where = "está impreso" if outcome.printer else f"se guardó en {outcome.saved_to}"
            words = outcome.notice or f"«Qué debe traer» {where}."
            self.told.emit(Notice(words, kind=Kind.WARN if outcome.notice else Kind.OK))

        self.runner.write(partial(self._papers.checklist, services), done)
