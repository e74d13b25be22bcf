"""``ventanilla export``: everything the office owns, in one file that any program reads."""

import argparse
import getpass
import sys
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.app.station import Station

Adder = Callable[[str, str, Callable[[argparse.Namespace], int]], Any]
Opener = Callable[..., AbstractContextManager["Station"]]
DONE = 0


def enter(add: Adder, opened: Opener) -> None:
    """Add the command.

    Args:
        add: adds a command by its name, its words and what runs it.
        opened: gives this computer's office.
    """
    command = add(
        "export",
        "Exporta los datos de la oficina a un archivo abierto (ZIP con tablas CSV).",
        lambda options: run(opened, options),
    )
    command.arguments.add_argument(
        "user", metavar="usuario", help="quien exporta: un supervisor o un administrador"
    )
    option = command.options.add_argument
    option(
        "--folder", type=Path, metavar="CARPETA", help="dónde guardarlo; si falta, la de siempre"
    )
    option("--personal", action="store_true", help="con datos personales; no se publica")
    option("--documents", action="store_true", help="con los archivos recibidos")
    option("--sheets", action="store_true", help="también como hojas de cálculo (XLSX)")


def run(opened: Opener, options: argparse.Namespace) -> int:
    """Export, in the name of who signs in."""
    from dataclasses import replace

    from desktop.app.figures import open_tools
    from desktop.printing.files import DocumentFolders
    from desktop.usecases import access
    from desktop.usecases.figures.open_export import export
    from domain.open_data import OpenChoice

    choice = OpenChoice(options.personal, options.documents, options.sheets)
    with opened() as station:
        actor = access.sign_in(station.desk, options.user, _password())
        tools = open_tools(station)
        if options.folder is not None:
            folder = options.folder.absolute()
            tools = replace(tools, files=DocumentFolders(folder, lambda: folder, _nowhere))
        made = export(station.desk, actor, tools, choice, progress=_show)
    print(f"Guardado en «{made.path}»: {made.tables} tablas, {made.rows} filas.")
    return DONE


def _nowhere(_: bytes) -> str:
    raise AssertionError("an export is never sent")


def _show(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done * 100 // max(total, 1)} %", end="", file=sys.stderr, flush=True)


def _password() -> str:
    with warnings.catch_warnings():
        # Where there is no terminal it comes by a pipe, and nobody would see it anyway.
        warnings.simplefilter("ignore", getpass.GetPassWarning)
        try:
            return getpass.getpass("Contraseña: ")
        except EOFError:  # nobody is there to type it
            return ""
