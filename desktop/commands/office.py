"""``ventanilla office``: the office's database on a server, from its making to each computer in it."""

import argparse
import getpass
import platform
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from db.office_server.preparing import Administrator
    from db.office_server.rights import Roles
    from desktop.app.connection_file import ConnectionFile
    from desktop.ports import KeyStore

Run = Callable[[argparse.Namespace], int]
Adder = Callable[[str, str, Run], Any]
DONE, FAILED = 0, 1
_DATABASE = "ventanilla"


def enter(add: Adder) -> Adder:
    """Add the command, and return what adds more orders to it.

    Args:
        add: adds a command by its name, its words and what runs it.
    """
    office = add("office", "Prepara el servidor de la oficina y une a él sus equipos.", _run)
    orders = office.add_subparsers(
        title="órdenes", metavar="orden", parser_class=type(office), required=True
    )

    def order(name: str, words: str, run: Run) -> Any:
        command = orders.add_parser(name, help=words, description=words)
        command.set_defaults(command=run)
        return command

    init = order("init", "Prepara la base de datos de la oficina en un servidor.", _init)
    administrator_options(init)
    _login_options(init)
    init.options.add_argument(
        "--workstation",
        default=platform.node() or "equipo",
        metavar="NOMBRE",
        help="nombre de este equipo en el servidor (el suyo)",
    )
    init.options.add_argument(
        "--no-join", action="store_true", help="solo prepara: este equipo no trabajará ahí"
    )
    workstation = order("workstation", "Agrega, muestra o quita los equipos.", _run)
    actions = workstation.add_subparsers(
        title="órdenes", metavar="orden", parser_class=type(office), required=True
    )
    for name, words, run in (
        ("add", "Agrega un equipo y escribe su archivo de conexión.", _add),
        ("list", "Muestra los equipos que pueden entrar.", _list),
        ("remove", "Quita un equipo: ya no entra.", _remove),
    ):
        command = actions.add_parser(name, help=words, description=words)
        command.set_defaults(command=run)
        if name != "list":
            command.arguments.add_argument("name", metavar="nombre", help="nombre del equipo")
        administrator_options(command)
        if name == "add":
            _login_options(command)
            command.options.add_argument(
                "--main",
                action="store_true",
                help="es un equipo principal: puede pasar, restaurar y actualizar los datos",
            )
    join = order("join", "Une este equipo al servidor de la oficina.", _join)
    join.arguments.add_argument("file", type=Path, metavar="archivo", help="su archivo de conexión")
    join.options.add_argument(
        "--put-aside",
        action="store_true",
        help="deja a un lado, sin borrarla, la oficina que este equipo tuviera",
    )
    move = order("move", "Pasa la oficina de este equipo al servidor.", _move)
    move.arguments.add_argument("file", type=Path, metavar="archivo", help="su archivo de conexión")
    return order


def administrator_options(command: Any) -> None:
    """Add what tells how who administers the server gets in."""
    add = command.options.add_argument
    add(
        "--host",
        default="",
        metavar="SERVIDOR",
        help="dirección del servidor; si falta, este equipo",
    )
    add("--port", type=int, default=0, metavar="PUERTO", help="su puerto (5432)")
    add("--admin", default="postgres", metavar="USUARIO", help="quien lo administra (postgres)")
    add("--ca", type=Path, metavar="ARCHIVO", help="certificado de la autoridad del servidor, PEM")
    add("--database", default=_DATABASE, metavar="NOMBRE", help=f"base de datos ({_DATABASE})")


def _login_options(command: Any) -> None:
    add = command.options.add_argument
    add(
        "--address", metavar="SERVIDOR", help="dirección con que lo ven los equipos; varias con «,»"
    )
    add("--out", type=Path, default=Path(), metavar="CARPETA", help="carpeta del archivo (esta)")


def administrator_of(options: argparse.Namespace) -> "Administrator":
    """Return how who administers the server gets in."""
    from db.office_server.preparing import Administrator

    return Administrator(options.host, options.port, options.admin, options.ca)


@contextmanager
def administering(options: argparse.Namespace) -> Iterator[tuple[Any, str]]:
    """Connect as who administers the server, asking for the password where one is wanted.

    Yields:
        The connection, and the password that was typed.

    Raises:
        KnownError: it cannot be connected to.
    """
    from db.office_server import preparing

    administrator, typed = administrator_of(options), ""
    try:
        with preparing.administering(administrator):
            pass
    except preparing.PasswordNeeded:
        typed = ask(f"Contraseña de «{options.admin}» en el servidor: ")
    with preparing.administering(administrator, typed) as connection:
        yield connection, typed


def ask(question: str) -> str:
    """Ask for a secret at the terminal; empty where nobody is there to type it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", getpass.GetPassWarning)
        try:
            return getpass.getpass(question)
        except EOFError:
            return ""


def _run(_: argparse.Namespace) -> int:
    raise AssertionError("an order is required")


def _init(options: argparse.Namespace) -> int:
    from db.office_server import checks, logins, preparing
    from desktop.app import connection_file
    from desktop.keys.stores import key_store
    from desktop.paths import places

    with administering(options) as (connection, password):
        findings = checks.look(connection)
        _tell(findings)
        if any(finding.stops for finding in findings):
            print("No se preparó nada: corrija lo anterior y repita.")
            return FAILED
        preparing.prepare(administrator_of(options), password, options.database, print)
        if options.no_join:
            return DONE
        roles = _roles(options)
        if roles.login(options.workstation) in {
            known.user for known in logins.known_logins(connection, roles)
        }:
            print(f"El equipo «{options.workstation}» ya estaba agregado.")
            return DONE
        made = _login(options, connection, options.workstation, keeper=True)
    here = places()
    try:
        connection_file.join(here, key_store(here), made)
    except connection_file.HasOwnOffice:
        path = made.write(options.out)
        print(f"Este equipo ya tiene una oficina. Su archivo de conexión es «{path}».")
        print("Para pasarla al servidor, cierre Ventanilla y use «ventanilla office move».")
    else:
        print(f"Este equipo quedó unido al servidor como «{options.workstation}».")
        print("Abra Ventanilla para configurar la oficina, si aún no lo está.")
    return DONE


def _add(options: argparse.Namespace) -> int:
    with administering(options) as (connection, _):
        made = _login(options, connection, options.name, keeper=options.main)
    print(f"Archivo de conexión: «{made.write(options.out)}».")
    print(
        "Llévelo a ese equipo, úselo con «ventanilla office join» y bórrelo: quien lo tenga, entra."
    )
    return DONE


def _list(options: argparse.Namespace) -> int:
    from db.office_server import logins

    with administering(options) as (connection, _):
        for known in logins.known_logins(connection, _roles(options)):
            main = ", principal" if known.keeper else ""
            now = f"{known.connections} conexiones ahora" if known.connections else "sin conexión"
            print(f"{known.name}  ({known.user}{main}): {now}")
    return DONE


def _remove(options: argparse.Namespace) -> int:
    from db.office_server import logins

    with administering(options) as (connection, _):
        logins.remove(connection, _roles(options), options.name)
    print(f"El equipo «{options.name}» ya no entra al servidor.")
    return DONE


def _join(options: argparse.Namespace) -> int:
    from desktop.app import connection_file

    here, store = _here()
    connection = connection_file.read(options.file)
    chosen = connection_file.join(here, store, connection, aside=options.put_aside)
    print(f"Este equipo quedó unido al servidor como «{connection.workstation}».")
    if not chosen.office_id:
        print("Abra Ventanilla para configurar la oficina.")
    print(f"Borre «{options.file}»: quien lo tenga, entra.")
    return DONE


def _move(options: argparse.Namespace) -> int:
    from desktop.app import connection_file, moving
    from domain.errors import KeyStoreUnavailable, RecoveryCodeNeeded

    here, store = _here()
    connection = connection_file.read(options.file)
    try:
        moving.move(here, store, connection, say=print)
    except (RecoveryCodeNeeded, KeyStoreUnavailable):
        code = ask("Código de recuperación: ")
        moving.move(here, store, connection, code=code, say=print)
    print("La oficina trabaja ahora en el servidor. El archivo anterior quedó guardado a un lado.")
    print(f"Borre «{options.file}»: quien lo tenga, entra.")
    return DONE


def _here() -> "tuple[Any, KeyStore]":
    from desktop.keys.stores import key_store
    from desktop.paths import places

    here = places()
    return here, key_store(here)


def _roles(options: argparse.Namespace) -> "Roles":
    from db.office_server.preparing import check_name
    from db.office_server.rights import Roles

    return Roles(check_name(options.database))


def _login(
    options: argparse.Namespace, connection: Any, name: str, *, keeper: bool
) -> "ConnectionFile":
    from db.office_server import logins, reach
    from desktop.app.connection_file import ConnectionFile, certificate_of

    host = options.address or options.host or connection.info.host
    port = options.port or connection.info.port
    roles = _roles(options)
    certificate = certificate_of(options.ca)
    asked = reach.words(host=host, port=port, dbname=roles.database, user=roles.login(name))
    if not certificate:
        reach.require_here(asked)
    login = logins.add(connection, roles, name, keeper=keeper)
    print(f"Se creó el usuario «{login.user}» para el equipo «{name}».")
    return ConnectionFile(name, asked, login.password, certificate)


def _tell(findings: Any) -> None:
    for finding in findings:
        print(f"{'OJO: ' if finding.todo else ''}{finding.words}")
        if finding.todo:
            print(f"     {finding.todo}")
