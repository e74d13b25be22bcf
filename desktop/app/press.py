"""Where a workstation's papers are made and come out: its printers, and the folder behind them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from desktop.documents import PdfDocuments
from desktop.ports import Files, Printer
from desktop.ports.slips import SlipPrinter, ThermalPlace, thermal_place
from desktop.printing.fallback import FallbackPrinter
from desktop.printing.folder import PdfFolderPrinter
from desktop.printing.system import SystemPrinter
from desktop.printing.thermal import ThermalPrinter
from desktop.printing.training import Offer, TrainingPrinter, TrainingSlips
from desktop.settings import Settings
from desktop.usecases.paper import Paper


def paper_of(
    root: Path,
    chosen: Callable[[], Settings],
    today: Callable[[], date],
    files: Files,
    offer: Offer | None,
) -> Paper:
    """Return where the papers of a workstation are made and come out.

    Args:
        root: where documents are saved that no printer takes.
        chosen: returns the settings of this computer as they are now.
        today: returns the local day.
        files: keeps documents as files.
        offer: training's, asked before anything goes on paper; None for a real office.
    """
    documents = PdfDocuments(training=offer is not None)
    system, folder = SystemPrinter(), PdfFolderPrinter(root, today)

    def slips() -> str:
        return chosen().printer

    def sheets() -> str:
        return chosen().document_printer or chosen().printer

    def place() -> ThermalPlace:
        return thermal_place(chosen().thermal)

    def pictured() -> bool:
        return chosen().thermal_picture

    printer: Printer = FallbackPrinter(system, folder)
    thermal: SlipPrinter = ThermalPrinter(place, pictured, training=offer is not None)
    if offer is not None:
        printer = TrainingPrinter(system, folder, offer)
        thermal = TrainingSlips(documents, folder, thermal, lambda: place().words, offer)

    def direct() -> SlipPrinter | None:
        return thermal if chosen().thermal else None

    return Paper(documents, printer, slips, sheets, files, direct)
