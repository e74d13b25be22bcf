"""Offices, their codes and their workstations."""

import argparse
from datetime import UTC, datetime, timedelta
from uuid import UUID

from central import pairing
from central.commands.base import Failure, administered, working
from db.central import offices, workstations


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what these commands take."""
    code = commands.add_parser("code", help="crear un código para vincular un equipo")
    code.add_argument("office", help="código de la oficina, existente o nueva")
    code.add_argument("--scope", choices=("office", "supervision"), default="office")
    code.add_argument("--minutes", type=int, default=60, help="validez en minutos (60)")
    code.set_defaults(run=make_code)
    commands.add_parser("offices", help="las oficinas y sus equipos").set_defaults(run=show)
    revoke = commands.add_parser("revoke", help="retirar el permiso de un equipo")
    revoke.add_argument("workstation", type=UUID, help="identificador del equipo")
    revoke.set_defaults(run=take_away)


def make_code(told: argparse.Namespace) -> None:
    """Make a pairing code and tell it: it is not kept."""
    with working(administered(told)) as work:
        office = offices.by_code(work.link, told.office)
        code = pairing.make_code(
            work.link,
            None if office is None else office["id"],
            told.office,
            scope=told.scope,
            validity=timedelta(minutes=told.minutes),
            now=work.now,
        )
    new = "" if office else " (oficina nueva)"
    print(f"Código para {told.office}{new}: {pairing.in_words(code)}")
    print(f"Sirve una sola vez, durante {told.minutes} minutos.")


def show(told: argparse.Namespace) -> None:
    """List the offices, each with its workstations."""
    with working(administered(told)) as work:
        found = offices.all_of_them(work.link)
        equipment = workstations.all_of_them(work.link)
    for office in found:
        print(f"{office['code']}  {office['name']}  operaciones: {office['head_sequence']}")
        for item in equipment:
            if item["office_id"] == office["id"]:
                _tell(item)
    for item in equipment:
        if item["office_id"] is None:
            _tell(item)


def _tell(item: dict[str, object]) -> None:
    seen = item["last_seen"]
    since = (
        seen.astimezone(UTC).strftime("%d/%m/%Y %H:%M UTC")
        if isinstance(seen, datetime)
        else "nunca"
    )
    state = "retirado" if item["revoked_at"] else "clonado" if item["cloned_at"] else "activo"
    print(f"  {item['id']}  {item['name']}  {state}, visto: {since}, versión {item['program']}")


def take_away(told: argparse.Namespace) -> None:
    """Take a workstation's leave away."""
    with working(administered(told)) as work:
        if not workstations.revoke(work.link, told.workstation, work.now):
            raise Failure("No hay un equipo con ese identificador.")
    print("Listo: ese equipo ya no puede comunicarse con el centro.")
