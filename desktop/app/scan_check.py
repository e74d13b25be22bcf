"""The check-up of the folder that the scanner of this computer writes to."""

from pathlib import Path

from desktop.doctor import Check, State
from desktop.scanning.folder import glance

_TODO = "Revise la carpeta en Administración, «Este equipo»."


def check_scan_folder(folder: str) -> Check:
    """Look whether the scanner's folder is there and can be entered."""
    words = glance(Path(folder)).words
    if words:
        return Check("Carpeta del escáner", State.FAIL, words, _TODO)
    return Check("Carpeta del escáner", State.OK, "Está a la mano.")
