"""Where there is no printer: a PDF in a folder of the day."""

import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO

from desktop.ports import PrintOutcome
from domain.errors import PrintFailed
from domain.files import replace_file_by

FOLDER_PRINTER = "Guardar como PDF"
SUBFOLDER = "Impresos"
KEPT_DAYS = 30
"""So long a saved PDF stays: it names people, and what it says can be printed again."""
_OTHER = re.compile(r"[^\w .\-]+|\.{2,}")
_LONGEST_NAME = 60
_MOST_COPIES = 1000


class PdfFolderPrinter:
    """Saves documents as ``Impresos/AAAA-MM-DD/Turno A-007.pdf``; never over an earlier one.

    Args:
        root: the folder that holds ``Impresos``.
        today: returns the local day.
    """

    def __init__(self, root: Path, today: Callable[[], date]) -> None:
        self._root = root
        self._today = today

    def names(self) -> Sequence[str]:
        """Return the one name under which the folder can be chosen."""
        return (FOLDER_PRINTER,)

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        """Save a PDF; whatever the ``printer``, it goes into the folder.

        Raises:
            PrintFailed: the disk refuses, or the title was used a thousand times today.
        """
        folder = self._root / SUBFOLDER / self._today().isoformat()
        return PrintOutcome(saved_to=save_new(folder, f"{_file_name(title)}.pdf", data))


def save_new(folder: Path, name: str, data: bytes) -> Path:
    """Save a document whole under a name of its own, never over an earlier one.

    Args:
        folder: made where it is missing.
        name: with its ending; a number comes before that where the name is taken.

    Returns:
        where it is.

    Raises:
        PrintFailed: the disk refuses, or the name was used a thousand times.
    """

    def write(file: BinaryIO) -> None:
        file.write(data)

    return save_new_by(folder, name, write)


def save_new_by(folder: Path, name: str, write: Callable[[BinaryIO], None]) -> Path:
    """Have ``write`` fill a document that is then saved as ``save_new`` does.

    Raises:
        PrintFailed: as ``save_new``.
        KnownError: what ``write`` raises; nothing is left behind.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _reserve(folder, name)
        try:
            replace_file_by(path, write)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PrintFailed(
            "No se pudo guardar el documento en el disco.",
            todo="Revise que el disco tenga espacio y permita escribir, y vuelva a imprimir.",
        ) from error
    return path


def erase_old(root: Path, today: date) -> int:
    """Erase the saved PDFs of days that are over ``KEPT_DAYS`` ago; return how many days went.

    A day that cannot be erased is left for another time.

    Args:
        root: the folder that holds ``Impresos``.
        today: the local day.
    """
    gone = 0
    with suppress(OSError):
        for folder in sorted((root / SUBFOLDER).iterdir()):
            try:
                day = date.fromisoformat(folder.name)
            except ValueError:
                continue  # not ours
            if (today - day).days > KEPT_DAYS:
                with suppress(OSError):
                    shutil.rmtree(folder)
                    gone += 1
    return gone


def _file_name(title: str) -> str:
    name = _OTHER.sub(" ", title[: 4 * _LONGEST_NAME]).split()
    return " ".join(name)[:_LONGEST_NAME].strip(" .-") or "Documento"


def _reserve(folder: Path, name: str) -> Path:
    """Create an empty file of a new name: two programs cannot both create the same one."""
    first = folder / name
    for copy in range(1, _MOST_COPIES + 1):
        path = first if copy == 1 else first.with_stem(f"{first.stem} ({copy})")
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(first)
