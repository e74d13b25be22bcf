"""The worker that searches captures, and the images of those that a person has to decide on."""

import argparse
import logging
import signal
import sys
from pathlib import Path
from threading import Event
from uuid import UUID

from central.commands.base import Failure, administered


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what these commands take."""
    run = commands.add_parser("biometrics", help="abrir las capturas y buscarlas entre todas")
    run.add_argument("--key", type=Path, required=True, help="clave privada de sellado, PEM")
    run.add_argument("--once", action="store_true", help="lo que espera ahora, y termina")
    run.set_defaults(run=work)
    more = run.add_subparsers(metavar="orden")
    show = more.add_parser("show", help="guardar las imágenes de una coincidencia por decidir")
    show.add_argument("task", type=UUID, help="el pendiente, como lo muestra tasks")
    show.add_argument("folder", type=Path, help="carpeta nueva donde se guardan")
    show.add_argument("--by", required=True, help="quién las mira; queda registrado")
    show.set_defaults(run=show_images)


def work(told: argparse.Namespace) -> None:
    """Search what waits, until a signal ends it."""
    from central.biometrics.keyfile import KeyFileUnusable, read_key
    from central.biometrics.worker import Worker, WrongKey
    from db.central.database import CentralDatabase

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        database = CentralDatabase(administered(told), size=2)
        database.open()
        try:
            worker = Worker(database, read_key(told.key), stopping)
            try:
                worker.begin()
                if told.once:
                    while not stopping.is_set() and worker.step():
                        pass
                else:
                    worker.run()
            finally:
                worker.close()
        finally:
            database.close()
    except KeyFileUnusable as exc:
        raise Failure(str(exc)) from exc
    except WrongKey as exc:
        raise Failure(
            "La clave no es la que selló lo que ya está guardado. Nada se tocó:"
            " revise el archivo de la clave."
        ) from exc
    if told.once and worker.unopened:
        raise Failure(
            f"La clave no abre {worker.unopened} capturas, que siguen en espera:"
            " revise el archivo de la clave."
        )


def show_images(told: argparse.Namespace) -> None:
    """Write the images of both people of a match, each look noted before."""
    from central.biometrics.keyfile import KeyFileUnusable, read_key
    from central.biometrics.showing import show

    try:
        key = read_key(told.key)
    except KeyFileUnusable as exc:
        raise Failure(str(exc)) from exc
    for line in show(administered(told), key, told.task, told.folder, told.by):
        print(line)
