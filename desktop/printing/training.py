"""The printer of training: everything is a file; paper only after somebody was asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from desktop.ports import Documents, Printer, PrintOutcome, TicketSlip
from desktop.ports.slips import SlipPrinter


@dataclass(frozen=True, slots=True)
class Sheet:
    """What could be printed on paper, if somebody wants it.

    Attributes:
        data: the PDF, which bears the mark of training.
        printer: a printer of the system.
        title: names the job.
        send: prints it in another way than as this PDF; None for the system's printer.
    """

    data: bytes = field(repr=False)
    printer: str
    title: str
    send: Callable[[], PrintOutcome] | None = None


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


class TrainingSlips:
    """Keeps every slip in training's folder; the thermal printer is only offered each of them.

    Args:
        documents: makes them, marked.
        folder: training's own.
        thermal: the printer, which marks them too.
        name: returns what it is called.
        offer: told of each slip.
    """

    def __init__(
        self,
        documents: Documents,
        folder: Printer,
        thermal: SlipPrinter,
        name: Callable[[], str],
        offer: Offer,
    ) -> None:
        self._documents, self._folder, self._thermal = documents, folder, thermal
        self._name, self._offer = name, offer

    def print_slip(self, slip: TicketSlip) -> PrintOutcome:
        """Keep a slip, and offer it to the thermal printer.

        Raises:
            PrintFailed: it was not kept; then it is not offered either.
        """
        pdf, title = self._documents.ticket_slip(slip), f"Turno {slip.code}"
        kept = self._folder.print_pdf(pdf, printer="", title=title)
        self._offer(Sheet(pdf, self._name(), title, lambda: self._thermal.print_slip(slip)))
        return kept
