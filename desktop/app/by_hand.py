"""The sheet of turnos given by hand, also where the office's data cannot be reached.

What stands on it is kept in a small file beside the settings each time the office is opened: its
name, its letter, its services. Nothing of it is personal.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from desktop import settings
from desktop.app.station import Station, saved_documents
from desktop.documents import PdfDocuments
from desktop.paths import Places
from desktop.ports import PaperTurnosSheet, Printer, PrintOutcome
from desktop.printing.fallback import FallbackPrinter
from desktop.printing.folder import PdfFolderPrinter
from desktop.printing.system import SystemPrinter
from domain.contingency import SERIES, series_of
from domain.errors import InvalidInput
from domain.files import replace_file
from domain.text import clean_text

TITLE = "Turnos de papel"
_FILE = "hoja-de-turnos.json"
_LONGEST, _MOST, _LARGEST = 200, 200, 1 << 16


def remember(station: Station) -> None:
    """Keep what the sheet says; where the disk refuses, the sheet says less."""
    office, catalogue = station.office(), station.desk.catalogue
    kept = {
        "ministry": office.ministry,
        "office": office.name,
        "series": series_of(office.series),
        "services": [[s.id, s.short_name] for s in catalogue.services_of(office.code)],
    }
    content = json.dumps(kept, ensure_ascii=False).encode()
    path = station.places.data / _FILE
    with suppress(OSError):
        if not path.exists() or path.read_bytes() != content:
            replace_file(path, content)


def sheet(places: Places, now: datetime) -> PaperTurnosSheet:
    """Return the sheet of this computer's office, with no name where none was kept."""
    try:
        with (places.data / _FILE).open("rb") as file:
            kept = json.loads(file.read(_LARGEST))
        return PaperTurnosSheet(
            _text(kept["ministry"]),
            _text(kept["office"]),
            _text(kept["series"])[:2] or SERIES,
            tuple((int(number), _text(name)) for number, name in kept["services"][:_MOST]),
            now,
        )
    except (OSError, ValueError, TypeError, KeyError, RecursionError, InvalidInput):
        return PaperTurnosSheet("", "", SERIES, (), now)


def printing(station: Station) -> Callable[[], PrintOutcome]:
    """Return what prints the sheet at an open office, whether its data can be reached or not."""

    def work() -> PrintOutcome:
        paper = station.paper
        pdf = paper.documents.paper_turnos(sheet(station.places, _local(station.desk.clock.now())))
        return paper.printer.print_pdf(pdf, printer=paper.sheets(), title=TITLE)

    return work


def print_unopened(places: Places, now: datetime) -> PrintOutcome:
    """Print the sheet of an office that does not open.

    Raises:
        PrintFailed: it was neither printed nor saved.
    """
    chosen, local = settings.peek(places.settings).settings, _local(now)
    folder = PdfFolderPrinter(saved_documents(places), local.date)
    printer: Printer = FallbackPrinter(SystemPrinter(), folder)
    pdf = PdfDocuments().paper_turnos(sheet(places, local))
    return printer.print_pdf(pdf, printer=chosen.document_printer or chosen.printer, title=TITLE)


def _text(value: object) -> str:
    return clean_text(str(value), label="Hoja", limit=_LONGEST)


def _local(now: datetime) -> datetime:
    return now.astimezone()
