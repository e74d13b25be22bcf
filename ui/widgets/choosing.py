"""Asking for files of this computer."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

_NOT_IN_QT = (
    (QFileDialog.DialogLabel.LookIn, "&Buscar en:"),
    (QFileDialog.DialogLabel.FileType, "&Tipo de archivo:"),
)
"""Words of Qt's own dialog that its Spanish catalogue lacks."""


def choose_files(
    over: QWidget,
    title: str,
    files: str,
    chosen: Callable[[list[str]], None],
    *,
    several: bool = True,
) -> None:
    """Ask for files of this computer.

    Args:
        over: what it lies over.
        title: of the dialog.
        files: Qt's filter of names, with their words.
        chosen: gets the paths.
        several: whether more than one may be chosen.
    """
    place = QStandardPaths.StandardLocation
    # Else it opens where the program lies; not every home has a folder of documents.
    homes = (place.DocumentsLocation, place.HomeLocation)
    found = QStandardPaths.standardLocations
    home = next((one for kind in homes for one in found(kind) if Path(one).is_dir()), "")
    dialog = QFileDialog(over, title, home)
    mode = QFileDialog.FileMode
    dialog.setFileMode(mode.ExistingFiles if several else mode.ExistingFile)
    dialog.setNameFilter(files)
    for label, words in _NOT_IN_QT:
        dialog.setLabelText(label, words)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(chosen)
    dialog.open()
