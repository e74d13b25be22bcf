"""The printer of training: everything is a file; paper only after somebody was asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from desktop.ports import Printer, PrintOutcome


@dataclass(frozen=True, slots=True)
class Sheet:
    """What could be printed on paper, if somebody wants it.

    Attributes:
        data: the PDF, which bears the mark of training.
        printer: a printer of the system.
        title: names the job.
    """

    data: bytes = field(repr=False)
    printer: str
    title: str


Offer = Callable[[Sheet], None]
"""Asks whether a sheet is to go on paper; called in the thread that prints, and never waits."""


class TrainingPrinter:
    """Keeps every document in training's folder; a real printer is only offered each of them.

    Args:
        system: whose names can be chosen; nothing is printed on it from here.
        folder: training's own.
        offer: told of each document for which a real printer is chosen.
    """

    def __init__(self, system: Printer, folder: Printer, offer: Offer) -> None:
        self._system, self._folder, self._offer = system, folder, offer

    def names(self) -> Sequence[str]:
        """Return the printers one can choose, the usual one first, the folder last."""
        return (*self._system.names(), *self._folder.names())

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        """Keep a PDF, and offer it to the real printer chosen, if one is.

        Raises:
            PrintFailed: it was not kept; then it is not offered either.
        """
        kept = self._folder.print_pdf(data, printer="", title=title)
        if printer and printer not in self._folder.names():
            self._offer(Sheet(data, printer, title))
        return kept
