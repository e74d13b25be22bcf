"""``ventanilla office standby``, ``promote`` and ``update``: the server's copy, and its next version."""

import argparse
import getpass
import platform
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from desktop.commands.office import administering, administrator_of, administrator_options
from domain.errors import InvalidInput, KnownError

if TYPE_CHECKING:
    from db.standby import Follower, Look
    from desktop.app.station import Station
    from domain.operations import Operation

Opener = Callable[[], "AbstractContextManager[Station]"]
Order = Callable[[str, str, Callable[[argparse.Namespace], int]], Any]
DONE = 0
LISTED = 200
"""So many operations that are missing are listed; the others are counted."""
_DEFAULT_PORT = 5432


class NotConfirmed(InvalidInput):
    """The name typed is not the office's."""

    what = "El nombre escrito no es el de la oficina."
    kept = "No se cambió nada."
    todo = "Repita la orden y escríbalo como se muestra."


def enter(order: Order, station: Opener) -> None:
    """Add the orders.

    Args:
        order: adds one to ``ventanilla office``.
        station: opens this computer's office.
    """
    order(
        "update",
        "Hace una copia y pasa los datos del servidor a esta versión de Ventanilla.",
        lambda _: _update(station),
    )
    promote = order("promote", "Pone la copia en lugar del servidor de la oficina.", _promote)
    administrator_options(promote)
    promote.options.add_argument(
        "--old",
        metavar="SERVIDOR",
        help="el servidor que deja de serlo, para apartarlo si responde",
    )
    promote.options.add_argument("--yes", action="store_true", help="no pide confirmación")
    standby = order("standby", "Dice cómo hacer la copia del servidor, y cómo va.", _standby)
    administrator_options(standby)
    standby.options.add_argument(
        "--wait",
        choices=["si", "no"],
        help="si los equipos esperan a que la copia tenga cada acción",
    )
    standby.options.add_argument(
        "--compare",
        metavar="SERVIDOR",
        help="dice qué tiene ese servidor, el anterior, que a este le falta",
    )


def _update(opened: Opener) -> int:
    from db.office_server import updating

    with opened() as station:
        if station.on_server and updating.update(station.engine, station.back_up):
            print("Los datos de la oficina pasaron a esta versión. Antes se hizo una copia.")
        else:
            print("Los datos de la oficina ya son de esta versión.")
    return DONE


def _promote(options: argparse.Namespace) -> int:
    from db import standby

    conninfo, password = _reach(options)
    found = standby.look(conninfo, password)
    if not found.follows and not found.begun:
        raise standby.NotACopy
    print(_told(found))
    old = _other(options, options.old) if options.old else ""
    answers = bool(old) and _answers(old, password)
    if found.receiving and not answers:
        raise standby.StillFollows
    _confirm(options, found)
    why: dict[str, object] = {
        "by": f"{getpass.getuser()}, {options.admin}",
        "last": found.last,
        "old": options.old or "",
        "set_aside": answers,
    }
    if answers:
        written = standby.set_aside(old, password)
        print("El servidor anterior quedó apartado: ya no recibe trabajo.")
        if found.follows:
            standby.take_in(conninfo, password, written)
            print("La copia tiene todo lo que él tenía.")
    name = platform.node() or "servidor"
    made = standby.promote(conninfo, password, workstation=name, now=datetime.now(UTC), why=why)
    print(f"Este es ahora el servidor de la oficina (relevo {made.epoch}).")
    print("Los equipos cuya configuración lo nombra lo encuentran solos.")
    if answers:
        _tell_lost(standby.lost_operations(old, conninfo, password))
    else:
        print("Cuando el anterior vuelva a encender, no lo use: compare antes lo que tenía con")
        print("«ventanilla office standby --compare SERVIDOR», y hágalo de nuevo como copia.")
    return DONE


def _standby(options: argparse.Namespace) -> int:
    from db import standby

    conninfo, password = _reach(options)
    if options.compare:
        _tell_lost(standby.lost_operations(_other(options, options.compare), conninfo, password))
        return DONE
    found = standby.look(conninfo, password)
    print(_told(found))
    if found.follows:
        return DONE
    if options.wait:
        standby.wait_for_copies(conninfo, password, wait=options.wait == "si")
    for follower in standby.followers(conninfo, password) or ():
        print(_follower(follower))
    print("Para hacer la copia, en el otro equipo, con su PostgreSQL detenido y su carpeta vacía:")
    print(f"  {_command(options)}")
    print("Después inicie allí PostgreSQL y repita esta orden: dirá si la copia va al día.")
    return DONE


def _reach(options: argparse.Namespace) -> tuple[str, str]:
    """Return what to connect to the office's database with, and the password."""
    with administering(options) as (_, password):
        return administrator_of(options).conninfo(options.database), password


def _other(options: argparse.Namespace, server: str) -> str:
    """Return what to connect with to another server, as the same administrator."""
    from dataclasses import replace

    host, _, port = server.rpartition(":") if server.count(":") == 1 else (server, "", "")
    if port and not port.isdecimal():
        raise InvalidInput(
            f"«{server}» no es un servidor.", todo="Escríbalo como equipo o equipo:puerto."
        )
    other = replace(administrator_of(options), host=host, port=int(port) if port else options.port)
    return other.conninfo(options.database)


def _answers(conninfo: str, password: str) -> bool:
    from db import standby

    try:
        standby.look(conninfo, password)
    except KnownError as error:
        print(f"El servidor anterior no se puede usar: {error.what}")
        return False
    return True


def _confirm(options: argparse.Namespace, found: "Look") -> None:
    if options.yes:
        return
    print("La copia pasará a ser el servidor, y el anterior no se usará más.")
    try:
        typed = input(f"Para continuar escriba el nombre de la oficina ({found.office}): ")
    except EOFError:
        typed = ""
    if typed.strip().casefold() != found.office.casefold():
        raise NotConfirmed


def _told(found: "Look") -> str:
    """Return what a server is and how far it has come, in words."""
    kind = "La copia" if found.follows else "El servidor"
    has = f"{kind} de «{found.office}» (relevo {found.epoch}) tiene {found.last} operaciones"
    if found.last_at is not None:
        has = f"{has}; la última, del {_moment(found.last_at)}"
    if not found.follows:
        return f"{has}."
    state = "Recibe del servidor ahora." if found.receiving else "No recibe nada ahora."
    if not found.receiving and found.replayed_at is not None:
        state = f"{state} Lo último que recibió es del {_moment(found.replayed_at)}."
    return f"{has}. {state}"


def _follower(follower: "Follower") -> str:
    where = follower.address or "este equipo"
    if follower.state != "streaming":
        return f"Copia en {where}: todavía se está poniendo al día."
    kept = (
        "tiene cada acción antes de que se dé por hecha"
        if follower.in_step
        else "recibe cada acción poco después de hecha"
    )
    if not follower.behind:
        return f"Copia en {where}: al día; {kept}."
    return f"Copia en {where}: le faltan {-(-follower.behind // 1024)} KB ({follower.seconds:.0f} s); {kept}."


def _command(options: argparse.Namespace) -> str:
    host = options.host or platform.node() or "SERVIDOR"
    return (
        f"pg_basebackup --host={host} --port={options.port or _DEFAULT_PORT} --username=replica"
        " --pgdata=CARPETA --write-recovery-conf --wal-method=stream --checkpoint=fast"
    )


def _tell_lost(lost: "Sequence[Operation]") -> None:
    from domain.outcomes import deed

    if not lost:
        print("No falta ninguna operación.")
        return
    count = "Falta 1 operación" if len(lost) == 1 else f"Faltan {len(lost)} operaciones"
    print(f"{count} que el servidor anterior tenía. Anótelas y vuelva a hacerlas si hace falta:")
    for operation in lost[:LISTED]:
        what = deed(operation, other=f"Otra operación ({operation.type})")
        print(f"  {_moment(operation.at)}  {operation.workstation}  {what}")
    if (more := len(lost) - LISTED) > 0:
        print(f"  y {more} más")


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone():%d/%m/%Y %H:%M:%S}"
