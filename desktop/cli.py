"""The command line: ``ventanilla`` opens the program, the subcommands keep its data safe."""

import argparse
import getpass
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from domain.errors import KeyStoreUnavailable, KnownError, NotSetUp, RecoveryCodeNeeded

if TYPE_CHECKING:
    from desktop.app.station import Station
    from desktop.usecases.audit import Audit
    from domain.operations import LogHead

OK, FAILED, USAGE, LEFT = 0, 1, 2, 130

# What argparse says in English, and what is said instead.
_WRONG = (
    (r"the following arguments are required: (.+)", "Falta: {}."),
    (r"argument orden: invalid choice: '(.+)' \(choose.*", "No existe la orden «{}»."),
    (r"argument .+: invalid choice: '(.+)' \(choose.*", "No se entiende «{}»."),
    (r"argument (.+): expected one argument", "Falta el valor de {}."),
    (r"unrecognized arguments: (.+)", "No se entiende «{}»."),
)


class _Help(argparse.HelpFormatter):
    """Help that begins in Spanish."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Uso: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Spanish."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, formatter_class=_Help)
        self.arguments = self.add_argument_group("datos")
        self.options = self.add_argument_group("opciones")
        self.options.add_argument("-h", "--help", action="help", help="muestra esta ayuda")

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong with the command, and end."""
        words = "No se entiende lo escrito."
        for pattern, said in _WRONG:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                words = said.format(found[1])
                break
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{words} Vea «{self.prog} --help».\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return the exit code: 0 done, 1 told why not, 2 misused, 130 left."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except KnownError as error:
        print(error.words, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return LEFT


def _parser() -> _Parser:
    from desktop import __version__
    from desktop.commands import documents as documents_commands
    from desktop.commands import export as export_command
    from desktop.commands import files as file_commands
    from desktop.commands import forecast as forecast_command
    from desktop.commands import kit as kit_commands
    from desktop.commands import link as link_commands
    from desktop.commands import office as office_commands
    from desktop.commands import office_promote

    parser = _Parser(
        prog="ventanilla",
        description="Turnos y trámites del Centro de Servicios. Sin orden, abre la oficina.",
    )
    version = f"Ventanilla {__version__}"
    parser.options.add_argument(
        "--version", action="version", version=version, help="muestra la versión"
    )
    parser.set_defaults(command=_run)
    commands = parser.add_subparsers(title="órdenes", metavar="orden", parser_class=_Parser)

    def add(name: str, words: str, run: Callable[[argparse.Namespace], int]) -> _Parser:
        command = commands.add_parser(name, help=words, description=words)
        command.set_defaults(command=run)
        return command

    demo = add("demo", "Abre una oficina de demostración, con datos inventados.", _demo)
    demo.options.add_argument(
        "--dia", action="store_true", help="simula un día entero, sin pantalla"
    )
    demo.options.add_argument(
        "--out",
        type=Path,
        default=Path("out"),
        metavar="CARPETA",
        help="carpeta de las imágenes y los documentos del día (out)",
    )
    practise = add("practica", "Abre la práctica: una oficina inventada, aparte.", _practise)
    practise.options.add_argument(
        "--nuevo", action="store_true", help="empieza con datos inventados nuevos"
    )
    add("display", "Abre la pantalla pública de la sala.", _display)
    backup = add("backup", "Hace una copia de seguridad verificada.", _backup)
    backup.options.add_argument(
        "--folder",
        type=Path,
        metavar="CARPETA",
        help="carpeta de la copia; si falta, la de siempre",
    )
    restore = add("restore", "Restaura una copia de seguridad.", _restore)
    restore.arguments.add_argument(
        "archive", type=Path, metavar="archivo", help="la copia, un archivo .vbak"
    )
    audit = add("audit", "Revisa el registro de operaciones.", _audit)
    audit.arguments.add_argument(
        "action", choices=["verify"], metavar="verify", help="verifica que nadie lo haya cambiado"
    )
    audit.options.add_argument(
        "--report",
        metavar="HUELLA",
        help="compara además la huella impresa en el informe de una jornada, entre comillas",
    )
    file_commands.enter(add)
    link_commands.enter(add, _station)
    office_promote.enter(office_commands.enter(add), _station)
    kit_commands.enter(add)
    documents_commands.enter(add, _station)
    export_command.enter(add, _station)
    forecast_command.enter(add, _station)
    doctor = add("doctor", "Revisa este equipo y dice qué hacer.", _doctor)
    doctor.options.add_argument(
        "--report",
        type=Path,
        metavar="ARCHIVO",
        help="guarda además un informe sin datos personales en este archivo .zip",
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
            print("Este equipo no tiene pantalla: se simula un día entero sin ella.", flush=True)
        return simulated_day.main(options.out)
    return program.run_demo()


def _practise(options: argparse.Namespace) -> int:
    from desktop.app import program

    return program.run_training(fresh=options.nuevo)


def _display(_: argparse.Namespace) -> int:
    from desktop.app import program

    return program.run_display()


def _backup(options: argparse.Namespace) -> int:
    from dataclasses import replace

    with _station(archives=True) as station:
        if options.folder is not None:
            station.settings = replace(
                station.settings, backup_folder=str(options.folder.absolute())
            )
        made = station.back_up()
    print(f"Copia verificada: {made}")
    return OK


def _restore(options: argparse.Namespace) -> int:
    from desktop import settings
    from desktop.app import backups, server_backups
    from desktop.app.whereabouts import database_of
    from desktop.commands.restored import take_back
    from desktop.keys.stores import key_store
    from desktop.paths import places
    from desktop.usecases.desk import SystemClock

    here = places()
    chosen = settings.load(here.settings, SystemClock().now()).settings
    database, store = database_of(here, chosen), key_store(here)
    if chosen.server:
        manifest = server_backups.put_back(
            options.archive, here, chosen, database, store, _ask_code
        )
        aside = "quedó en «anterior», dentro de la carpeta de copias"
    else:
        manifest = backups.put_back(options.archive, database, store, _ask_code)
        aside = "quedó en una carpeta al lado"
    counts = manifest.contents.counts
    tickets, cases = counts.get("ticket", 0), counts.get("case_file", 0)
    print(f"Restaurada la copia de {manifest.office} del {manifest.made_at:%d/%m/%Y %H:%M}.")
    print(f"Contiene {tickets} turnos y {cases} trámites. Lo que había antes {aside}.")
    if counts.get("received_file") and not manifest.has_pieces:
        print(
            "Esta copia no trae los archivos recibidos: los tienen las más nuevas."
            " Para recuperarlos use «ventanilla documents repair»."
        )
    take_back(here, store)
    return OK


def _audit(options: argparse.Namespace) -> int:
    from desktop.usecases import audit
    from domain.head_code import head_text, parse_head

    printed = None if options.report is None else parse_head(options.report)
    with _station() as station, station.desk.units.read() as unit:
        found = audit.audit(unit, printed)
    if found.broken is None:
        print(f"El registro está íntegro: {found.head.sequence} operaciones.")
        print(f"Última huella: {head_text(found.head)}")
    else:
        print(found.broken.words)
    if found.altered:
        days = ", ".join(f"{day:%d/%m/%Y}" for day in found.altered)
        print(f"Los turnos de estas jornadas no son los que se cerraron: {days}.")
    elif found.broken is None:
        print("Los turnos de las jornadas cerradas son los que se cerraron.")
    if printed is not None:
        print(_match_words(found, printed))
    return OK if found.is_whole else FAILED


def _match_words(found: "Audit", printed: "LogHead") -> str:
    from desktop.usecases.audit import Match

    if found.match is Match.SAME:
        if found.broken is not None and found.broken.sequence <= printed.sequence:
            return (
                "El informe coincide con la huella guardada, pero lo registrado antes del cierre"
                " fue cambiado."
            )
        return (
            f"El informe coincide: hasta la operación {printed.sequence} el registro es el mismo"
            " que cuando se cerró la jornada."
        )
    if found.match is Match.SHORTER:
        return (
            f"El registro es más corto: termina en la operación {found.head.sequence} y el informe"
            f" es de la {printed.sequence}. Se quitó su final o se restauró una copia anterior."
        )
    return (
        f"El informe no coincide: la operación {printed.sequence} es otra. El registro fue"
        " cambiado, o el informe es de otra oficina."
    )


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
def _station(*, archives: bool = False) -> "Iterator[Station]":
    """Open this computer's office, asking for the recovery code where the keyring has no key.

    Args:
        archives: the key of the office's archives is needed, also where a server has its data.
    """
    from desktop.app.station import open_station
    from desktop.app.whereabouts import exists
    from desktop.keys.stores import key_store
    from desktop.paths import places

    here = places()
    if not exists(here):
        raise NotSetUp
    store = key_store(here)
    try:
        station = open_station(here, store)
        if archives and not station.key:
            station.close()
            raise RecoveryCodeNeeded
    except (RecoveryCodeNeeded, KeyStoreUnavailable):
        station = open_station(here, store, code=_ask_code())
    try:
        yield station
    finally:
        station.close()


def _ask_code() -> str:
    with warnings.catch_warnings():
        # Where there is no terminal the code comes by a pipe, and nobody would see it anyway.
        warnings.simplefilter("ignore", getpass.GetPassWarning)
        try:
            return getpass.getpass("Código de recuperación: ")
        except EOFError:  # nobody is there to type it
            return ""
