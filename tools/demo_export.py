"""The part Exportar of the page of figures."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.documents.open_export import ZipArchives
from desktop.documents.open_export.dictionary import open_dictionary
from desktop.documents.spreadsheets import SheetWriter
from desktop.printing.files import DocumentFolders
from desktop.usecases.figures.open_export import OpenMade, OpenTools
from domain.open_data import OpenChoice
from tools.demo_figures import window_with
from tools.demo_morning import morning
from ui.figures.export.part import ExportPart
from ui.figures.export.state import ExportState
from ui.shell import MainWindow


def _tools() -> OpenTools:
    folder = Path("/nowhere")  # nothing is saved in a picture
    files = DocumentFolders(folder, lambda: folder, lambda _: "")
    pieces: Any = None
    return OpenTools(open_dictionary(), ZipArchives(SheetWriter()), pieces, files)


def _part(state: ExportState) -> tuple[MainWindow, ExportPart]:
    demo = morning()
    part = ExportPart(demo.desk, demo.office.actor("supervisor-1"), _tools())
    window, _ = window_with("Exportar", lambda: part)
    part.presenter._show(state)
    return window, part


def export() -> QWidget:
    """Nothing was made yet: open data."""
    return _part(ExportState())[0]


def exporting() -> QWidget:
    """A file with personal data is being made."""
    choice = OpenChoice(personal=True, documents=True)
    return _part(ExportState(choice, 0.42))[0]


def exported() -> QWidget:
    """The file is there."""
    path = Path("Documentos", "Ventanilla", "Datos abiertos QUITO 2026-12-04.zip")
    made = OpenMade(28, 123_456, 0, ("registro",), path)
    return _part(ExportState(OpenChoice(sheets=True), made=made))[0]


def asking() -> QWidget:
    """Whether personal data shall leave."""
    window, part = _part(ExportState(OpenChoice(personal=True)))
    window.resize(1366, 768)
    window.show()
    part.export.click()
    return window


SCREENS: dict[str, Callable[[], QWidget]] = {
    "figures-export": export,
    "figures-export-asking": asking,
    "figures-export-running": exporting,
    "figures-exported": exported,
}
