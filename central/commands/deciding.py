"""What waits for the ministry, and what it tells one office of itself."""

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from central import decisions, enrolments
from central.commands.base import Failure, administered, working
from central.work import MINISTRY
from db.central import offices, tasks
from domain.exchange import PendingTask
from domain.tasks import WORDS_LIMIT, TaskKind, choices_of

KINDS = ("office", "counter", "staff")
"""The rows that an office is told of itself (docs/protocol.md)."""
_LARGEST = 2**16
_BY = "Ministerio"
_LONGEST_NAME = 120


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what these commands take."""
    waiting = commands.add_parser("tasks", help="lo que espera una decisión, con su antigüedad")
    waiting.add_argument("--office", default="", help="código de una oficina")
    waiting.set_defaults(run=show)
    resolve = commands.add_parser("resolve", help="resolver un pendiente")
    resolve.add_argument("task", type=UUID, help="su identificador")
    resolve.add_argument("--choice", default="seen", help="la respuesta, de las que muestra tasks")
    resolve.add_argument("--words", required=True, help="por qué, como lo leerá la oficina")
    resolve.add_argument("--by", default=_BY, help="quién lo decide; lo leerá la oficina")
    resolve.set_defaults(run=settle)
    tell = commands.add_parser("tell", help="enviar a una oficina un dato suyo")
    tell.add_argument("office", help="código de la oficina")
    tell.add_argument("kind", choices=KINDS)
    tell.add_argument("file", type=Path, help="JSON con los datos (docs/protocol.md)")
    tell.set_defaults(run=send)


def show(told: argparse.Namespace) -> None:
    """List what waits, the oldest first."""
    with working(administered(told)) as work:
        office = None if not told.office else _office(work.link, told.office)["id"]
        names = {one["id"]: one["name"] for one in offices.all_of_them(work.link)}
        for row in tasks.open_of(work.link, office):
            where = names.get(row["office_id"], _BY)
            print(f"{row['id']}  {_age(row['opened_at'], work.now)}  {where}")
            print(f"  {row['words']}\n  {row['how']}")
            answers = ", ".join(f"{one.code} ({one.label})" for one in choices_of(_task(row)))
            print(f"  Resuelve: {row['owner_role']}. Respuestas: {answers or 'se cierra solo'}")


def settle(told: argparse.Namespace) -> None:
    """Resolve a task, as the ministry; its office is told."""
    with working(administered(told)) as work:
        row = tasks.get(work.link, told.task)
        if row is None or row["resolved_at"] is not None:
            raise Failure("No hay un pendiente abierto con ese identificador.")
        words, by = told.words[:WORDS_LIMIT], told.by[:_LONGEST_NAME]
        if row["kind"] == TaskKind.BIOMETRIC_MATCH:
            if not enrolments.decide(work, told.task, told.choice, words, by):
                raise Failure("Ese pendiente no se resuelve con esa respuesta.")
        elif row["owner_role"] == MINISTRY or row["office_id"] is None:
            work.close_task(told.task, row["office_id"], words, by)
        else:
            office = offices.lock(work.link, row["office_id"])
            if not decisions.resolve(work, office, told.task, told.choice, words, by):
                raise Failure("Ese pendiente no se resuelve con esa respuesta.")
    print("Listo: la oficina lo sabrá en cuanto se comunique con el centro.")


def send(told: argparse.Namespace) -> None:
    """Tell an office a row of its own; what it cannot use it keeps as a task and says so."""
    try:
        text = told.file.read_bytes()[: _LARGEST + 1].decode("utf-8")
        body = json.loads(text)
    except (OSError, ValueError) as exc:
        raise Failure(f"No se puede leer el archivo: {exc}") from exc
    if not isinstance(body, dict) or len(text) > _LARGEST or "\\u0000" in text or "\0" in text:
        raise Failure("El archivo debe contener un objeto JSON de tamaño razonable.")
    with working(administered(told)) as work:
        work.tell(_office(work.link, told.office)["id"], told.kind, body)
    print("Listo: la oficina lo aplica en cuanto se comunique con el centro.")


def _office(link: Any, code: str) -> dict[str, Any]:
    found = offices.by_code(link, code)
    if found is None:
        raise Failure(f"El centro no conoce la oficina «{code}».")
    return found


def _task(row: dict[str, Any]) -> PendingTask:
    return PendingTask(
        row["id"], row["kind"], row["owner_role"], "", row["opened_at"], row["words"], row["how"]
    )


def _age(opened_at: datetime, now: datetime) -> str:
    days = (now - opened_at).days
    return "hoy" if days < 1 else "hace 1 día" if days == 1 else f"hace {days} días"
