"""What the ministry tells the offices: a catalogue, somebody who left."""

import argparse
import hashlib
from pathlib import Path

import yaml

from central.commands.base import Failure, administered, working
from db.central import offices, upkeep

_LARGEST = 2**20


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what these commands take."""
    publish = commands.add_parser("publish-catalogue", help="publicar un catálogo de servicios")
    publish.add_argument("file", type=Path, help="catálogo revisado (ventanilla catalogue check)")
    publish.add_argument("--reason", required=True, help="por qué, para la historia")
    publish.set_defaults(run=publish_catalogue)
    disable = commands.add_parser("disable-staff", help="retirar a una persona de una oficina")
    disable.add_argument("office", help="código de la oficina")
    disable.add_argument("username", help="usuario con que ingresa")
    disable.add_argument("--reason", required=True)
    disable.set_defaults(run=disable_staff)


def publish_catalogue(told: argparse.Namespace) -> None:
    """Publish a catalogue: every office has it at its next pull, and checks it once more."""
    try:
        content = told.file.read_bytes()
        text = content.decode("utf-8")
        whole = isinstance(yaml.safe_load(text), dict)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
        raise Failure(f"No se puede leer el catálogo: {exc}") from exc
    if not whole or len(content) > _LARGEST or "\0" in text:
        raise Failure("El archivo no es un catálogo. Revíselo con «ventanilla catalogue check».")
    sha256 = hashlib.sha256(content).hexdigest()
    with working(administered(told)) as work:
        last = upkeep.last_catalogue(work.link)
        if last is not None and last["sha256"] == sha256:
            raise Failure(f"Ese catálogo ya está publicado: es la versión {last['number']}.")
        number = upkeep.publish_catalogue(work.link, text, sha256, told.reason[:200], work.now)
        body = {
            "number": number,
            "text": text,
            "reason": told.reason[:200],
            "published_at": work.now.isoformat(),
        }
        work.tell(None, "catalogue", body)
    print(f"Publicado: versión {number} (SHA-256 {sha256}).")


def disable_staff(told: argparse.Namespace) -> None:
    """Take somebody's access at an office away, from its next pull on."""
    with working(administered(told)) as work:
        office = offices.by_code(work.link, told.office)
        if office is None:
            raise Failure(f"El centro no conoce la oficina «{told.office}».")
        member = upkeep.staff_of(work.link, office["id"], told.username)
        if member is None:
            raise Failure(f"En esa oficina nadie ingresa como «{told.username}».")
        work.tell(
            office["id"], "staff_disabled", {"staff_id": member["key"], "reason": told.reason[:200]}
        )
    print("Listo: la oficina lo aplica en cuanto se comunique con el centro.")
