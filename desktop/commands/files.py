"""``ventanilla catalogue check``, ``forms check`` and ``lotaip check``: files that people edit, their faults by line."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

Adder = Callable[[str, str, Callable[[argparse.Namespace], int]], Any]
DONE, FAILED = 0, 1
MOST_FAULTS = 200
"""So many faults of a file are listed; the others are counted."""


def enter(add: Adder) -> None:
    """Add the commands.

    Args:
        add: adds a command by its name, its words and what runs it.
    """
    for name, words, told, file, run in (
        (
            "catalogue",
            "Revisa un catálogo de servicios.",
            "dice sus servicios, o sus errores",
            "el catálogo, un archivo .yaml",
            _catalogue,
        ),
        (
            "forms",
            "Revisa la plantilla de un formulario.",
            "dice para qué requisitos es, o sus errores",
            "la plantilla, un archivo .yaml",
            _form,
        ),
        (
            "lotaip",
            "Revisa un formato del cuadro de la LOTAIP.",
            "dice sus columnas, o sus errores",
            "el formato, un archivo .yaml",
            _layout,
        ),
    ):
        command = add(name, words, _checked(run))
        command.arguments.add_argument("action", choices=["check"], metavar="check", help=told)
        command.arguments.add_argument("file", type=Path, metavar="archivo", help=file)


def _checked(run: Callable[[Path], None]) -> Callable[[argparse.Namespace], int]:
    """Return what runs a check and lists the faults it finds."""

    def command(options: argparse.Namespace) -> int:
        from domain.faults import FileFaulty

        try:
            run(options.file)
        except FileFaulty as faulty:
            print(*faulty.faults[:MOST_FAULTS], sep="\n")
            if (more := len(faulty.faults) - MOST_FAULTS) > 0:
                print(f"y {more} más")
            return FAILED
        return DONE

    return command


def _catalogue(file: Path) -> None:
    from desktop.catalogue_file import load_catalogue

    for service in load_catalogue(file).services:
        count = len(service.requirements)
        print(f"{service.id:4}  {service.name}: {count} requisito{'' if count == 1 else 's'}")


def _form(file: Path) -> None:
    from desktop.documents.forms import load_template

    about = load_template(file).about
    print(f"{about.key}  {about.title}, versión {about.version}")
    for service, number in about.places:
        print(f"      {service}/{number}")


def _layout(file: Path) -> None:
    from desktop.documents.lotaip import load_layout

    layout = load_layout(file)
    print(f"{layout.key}  {layout.name}: {len(layout.columns)} columnas")
    for number, column in enumerate(layout.columns, 1):
        print(f"{number:4}  {column.title}")
