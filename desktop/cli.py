"""The command line: ``ventanilla`` opens the program, the subcommands keep its data safe."""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import KeyStoreUnavailable, KnownError, RecoveryCodeNeeded

if TYPE_CHECKING:
    from desktop.app.station import Station

OK, FAILED, USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return the exit code: 0 done, 1 told why not, 2 misused."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except KnownError as error:
        print(error.words, file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    from desktop import __version__

    parser = argparse.ArgumentParser(
        prog="ventanilla", description="Turnos y trámites del Centro de Servicios."
    )
    parser.add_argument("--version", action="version", version=f"Ventanilla {__version__}")
    parser.set_defaults(command=_run)
    commands = parser.add_subparsers(title="órdenes", metavar="orden")

    def add(
        name: str, words: str, run: Callable[[argparse.Namespace], int]
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=words, description=words)
        command.set_defaults(command=run)
        return command

    demo = add("demo", "Abre una oficina de demostración, con datos inventados.", _demo)
    demo.add_argument("--dia", action="store_true", help="juega un día entero sin pantalla")
    demo.add_argument("--out", type=Path, default=Path("out"), help="carpeta de los resultados")
    add("display", "Abre la pantalla pública de la sala.", _display)
    backup = add("backup", "Hace una copia de seguridad verificada.", _backup)
    backup.add_argument("--folder", type=Path, help="carpeta de la copia")
    restore = add("restore", "Restaura una copia de seguridad.", _restore)
    restore.add_argument("archive", type=Path, help="archivo .vbak")
    audit = add("audit", "Revisa el registro de operaciones.", _audit)
    audit.add_argument("action", choices=["verify"], help="verifica que nadie lo haya cambiado")
    add("doctor", "Revisa este equipo y dice qué hacer.", _doctor).add_argument(
        "--report", type=Path, help="guarda un informe sin datos personales en este archivo .zip"
    )
    return parser


def _run(_: argparse.Namespace) -> int:
    from desktop.app import program

    return program.run()


def _demo(options: argparse.Namespace) -> int:
    from desktop.app import program

    if options.dia or not program.has_screen():
        from desktop.app import simulated_day

        if not options.dia:
            print("Este equipo no tiene pantalla: se juega un día entero sin ella.")
        return simulated_day.main(options.out)
    return program.run_demo()


def _display(_: argparse.Namespace) -> int:
    from desktop.app import program

    return program.run_display()


def _backup(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from desktop.app import backups

    with _station() as station:
        chosen = station.settings
        if options.folder is not None:
            chosen = replace(chosen, backup_folder=str(options.folder.absolute()))
        made = backups.make(station.places, chosen, station.database, station.key)
    print(f"Copia verificada: {made}")
    return OK


def _restore(options: argparse.Namespace) -> int:
    from desktop import settings
    from desktop.app import backups, station
    from desktop.keys.stores import key_store
    from desktop.paths import places
    from desktop.usecases.desk import SystemClock

    here = places()
    chosen = settings.load(here.settings, SystemClock().now()).settings
    database = station.database_of(here, chosen)
    manifest = backups.put_back(options.archive, database, key_store(here), _ask_code)
    tickets = manifest.contents.counts.get("ticket", 0)
    print(f"Restaurada la copia de {manifest.office} del {manifest.made_at:%d/%m/%Y %H:%M}.")
    print(f"Contiene {tickets} turnos. Lo que había antes quedó en una carpeta al lado.")
    return OK


def _audit(_: argparse.Namespace) -> int:
    from desktop.app import backups

    with _station() as station:
        head = backups.verify_log(station.engine)
    print(f"El registro está íntegro: {head.sequence} operaciones.")
    print(f"Última huella: {head.hash}")
    return OK


def _doctor(options: argparse.Namespace) -> int:
    from desktop import doctor
    from desktop.app import health
    from desktop.keys.stores import key_store
    from desktop.paths import places

    here = places()
    checks = health.check_up_alone(here, key_store(here))
    print(doctor.as_text(checks))
    if options.report is not None:
        print(f"Informe guardado: {health.write_report(options.report, here, checks)}")
    return FAILED if doctor.worst(checks) is doctor.State.FAIL else OK


@contextmanager
def _station() -> "Iterator[Station]":
    """Open this computer's office, asking for the recovery code where the keyring has no key."""
    from desktop.app.station import open_station
    from desktop.keys.stores import key_store
    from desktop.paths import places

    here = places()
    store = key_store(here)
    try:
        station = open_station(here, store)
    except (RecoveryCodeNeeded, KeyStoreUnavailable):
        station = open_station(here, store, code=_ask_code())
    try:
        yield station
    finally:
        station.close()


def _ask_code() -> str:
    try:
        return getpass.getpass("Código de recuperación: ")
    except EOFError:  # nobody is there to type it
        return ""
