"""``ventanilla documents repair``: the second database made whole from what holds a part of it."""

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.app.station import Station

Adder = Callable[[str, str, Callable[[argparse.Namespace], int]], Any]
Opener = Callable[..., AbstractContextManager["Station"]]
DONE, FAILED = 0, 1


def enter(add: Adder, opened: Opener) -> None:
    """Add the command.

    Args:
        add: adds a command by its name, its words and what runs it.
        opened: gives this computer's office.
    """
    documents = add(
        "documents",
        "Recupera los documentos que faltan o están dañados, de las copias y del centro.",
        lambda _: run(opened),
    )
    documents.arguments.add_argument(
        "action", choices=["repair"], metavar="repair", help="los busca y los pone en su lugar"
    )


def run(opened: Opener) -> int:
    """Repair; 1 where documents are missing that nobody has."""
    from desktop.app import pieces_repair
    from desktop.paths import places

    here = places()
    # The office is opened first: it asks for the recovery code, and is closed again.
    with opened(archives=True) as station:
        key = station.key
    aside = pieces_repair.make_usable(here, key)
    if aside is not None:
        print(f"El archivo dañado quedó en «{aside.name}».")
    with opened(archives=True) as station:
        done = pieces_repair.repair(station, aside, print)
    print(f"Archivos recibidos completos: {done.whole}. Recuperados ahora: {done.brought}.")
    if done.missing:
        print(f"Faltan {len(done.missing)}: no están en ninguna copia ni en el centro.")
        print("Si tiene los papeles, escanéelos otra vez: quedan en su lugar.")
        return FAILED
    return DONE
