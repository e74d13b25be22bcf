"""The printer the program uses: the chosen one, and the folder when it does not print."""

from collections.abc import Sequence
from dataclasses import replace

from desktop.ports import Printer, PrintOutcome
from domain.errors import PrintFailed


class FallbackPrinter:
    """Prints on ``first``; what does not come out there is kept by ``second``, and told.

    A turno is valid from the moment it is in the queue: paper never holds it up. What must not
    stay on the disk, the recovery sheet above all, is given to ``first`` alone.
    """

    def __init__(self, first: Printer, second: Printer) -> None:
        self._first = first
        self._second = second

    def names(self) -> Sequence[str]:
        """Return the printers one can choose, the usual one first, the folder last."""
        return (*self._first.names(), *self._second.names())

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        """Print a PDF, or keep it in the folder: by choice without a word, else with a notice.

        Raises:
            PrintFailed: neither printed nor kept.
        """
        if not printer or printer in self._second.names():
            return self._second.print_pdf(data, printer=printer, title=title)
        try:
            return self._first.print_pdf(data, printer=printer, title=title)
        except PrintFailed as failure:
            kept = self._second.print_pdf(data, printer="", title=title)
            where = "" if kept.saved_to is None else f" «{kept.saved_to.name}»"
            notice = f"{failure.what} El documento{where} quedó guardado como PDF. {failure.todo}"
            return replace(kept, notice=notice.strip())
