"""``ventanilla link`` and ``ventanilla sync``: the link with the centre, without a window."""

import argparse
import getpass
import os
import sys
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from domain.errors import KnownError

if TYPE_CHECKING:
    from desktop.app.station import Station
    from desktop.sync.state import Exchanged, LinkReport

Opener = Callable[[], "AbstractContextManager[Station]"]
Adder = Callable[[str, str, Callable[[argparse.Namespace], int]], Any]
DONE, FAILED = 0, 1


def enter(add: Adder, station: Opener) -> None:
    """Add both commands.

    Args:
        add: adds a command by its name, its words and what runs it.
        station: opens this computer's office.
    """
    link = add(
        "link",
        "Enlaza esta oficina con el centro; pide el código que el centro dio.",
        lambda options: run_link(options, station),
    )
    link.arguments.add_argument("address", metavar="dirección", help="https://… del centro")
    link.options.add_argument(
        "--ca",
        type=Path,
        metavar="ARCHIVO",
        help="certificado de la autoridad del centro, si no es una pública",
    )
    link.options.add_argument(
        "--take-over",
        action="store_true",
        help="trae del centro a este equipo, nuevo, una oficina que ya existe",
    )
    link.options.add_argument(
        "--hand-in",
        action="store_true",
        help="entrega al centro lo que este equipo no envió, y no trabaja más con la oficina",
    )
    sync = add(
        "sync",
        "Envía al centro lo que espera y recibe lo nuevo, sin pantalla.",
        lambda options: run_sync(options, station),
    )
    sync.options.add_argument("--once", action="store_true", help="una vez, y termina")


def run_link(options: argparse.Namespace, opened: Opener) -> int:
    """Link the office with the centre."""
    from desktop.app.linking import link_station, read_certificate
    from desktop.keys.stores import key_store

    ca = "" if options.ca is None else read_certificate(options.ca)
    if options.take_over:
        return _take_over(options.address, ca)
    if options.hand_in:
        return _hand_in(options.address, ca, opened)
    with opened() as station:
        link = link_station(station, key_store(station.places), options.address, _ask_code(), ca)
    print(f"Oficina enlazada con {link.address}. Se enviará todo lo guardado.")
    return DONE


def _take_over(address: str, ca: str) -> int:
    from desktop.app.taking_over import take_over
    from desktop.app.whereabouts import exists
    from desktop.keys.stores import key_store
    from desktop.paths import places
    from desktop.usecases.first_start import AlreadySetUp

    here = places()
    if exists(here):
        raise AlreadySetUp
    store = key_store(here)
    station, taken, new = take_over(here, store, address, _ask_code(), ca)
    try:
        print(f"Oficina traída: {station.office().name}.")
        print(f"Llegaron {taken.operations} operaciones y {taken.rows} datos.")
        print("Código de recuperación, que abre los datos si este equipo falla:")
        print(f"  {new.code.text}")
        station.confirm_code(_ask("Anótelo y escríbalo aquí para confirmarlo: "))
    finally:
        station.close()
    print("Código confirmado. Guárdelo bajo llave.")
    return DONE


def _hand_in(address: str, ca: str, opened: Opener) -> int:
    from desktop.app.linking import link_station, loop_of
    from desktop.keys.stores import key_store

    with opened() as station:
        store = key_store(station.places)
        link_station(station, store, address, _ask_code(), ca)
        done = loop_of(station, store, _say).hand_in()
        with station.desk.units.write() as unit:
            unit.exchange.remove_link()
    print(said(done))
    print("La oficina sigue en su otro equipo: no trabaje más en este.")
    return DONE


def run_sync(options: argparse.Namespace, opened: Opener) -> int:
    """Send and receive, once or until it is interrupted or nobody reads what it says."""
    from desktop.app.linking import loop_of
    from desktop.keys.stores import key_store
    from desktop.usecases.centre_link import NotLinked, TrainingNotLinked

    with opened() as station:
        if station.training:
            raise TrainingNotLinked
        with station.desk.units.read() as unit:
            if unit.exchange.link() is None:
                raise NotLinked
        unheard = Event()

        def say(report: "LinkReport") -> None:
            try:
                _say(report)
            except OSError:
                unheard.set()

        loop = loop_of(station, key_store(station.places), say)
        if options.once:
            done = loop.once()
            if done is None:
                print("Otro programa de la oficina ya está hablando con el centro.")
                return DONE
            print(said(done))
            return FAILED if done.refused else DONE
        try:
            loop.start()
            unheard.wait()
        finally:
            loop.stop()
    # What could not be said would be tried, and reported, once more at the end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


def said(done: "Exchanged") -> str:
    """Return what a round did, in words."""
    files = f" y {_count(done.files, 'archivo', 'archivos')}" if done.files else ""
    refused = (
        f" El centro no admitió {_count(done.refused, 'operación', 'operaciones')}: vea Pendientes."
        if done.refused
        else ""
    )
    return (
        f"Se enviaron {_count(done.operations, 'operación', 'operaciones')}{files};"
        f" se recibieron {_count(done.received, 'novedad', 'novedades')}.{refused}"
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _say(report: "LinkReport") -> None:
    from desktop.app.link_words import link_line

    state = link_line(report)
    print(f"{state.words}. {state.detail}", flush=True)


def _ask_code() -> str:
    return _ask("Código del centro: ")


def _ask(words: str) -> str:
    with warnings.catch_warnings():
        # Where there is no terminal it comes by a pipe, and nobody would see it anyway.
        warnings.simplefilter("ignore", getpass.GetPassWarning)
        try:
            return getpass.getpass(words)
        except EOFError as exc:
            raise KnownError("No se escribió ningún código.") from exc
