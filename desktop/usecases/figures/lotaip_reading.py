"""An old LOTAIP table read from a file, for a person to confirm."""

from pathlib import Path

from desktop.ports.old_tables import TableReader
from desktop.usecases.desk import Desk, begin
from domain.documents import LARGEST_FILE
from domain.errors import KnownError
from domain.figures.lotaip_old import OldTable, recognise
from domain.staff import Action, Actor


class NotReadable(KnownError):
    """The file cannot be opened, or is far too large."""

    what = "No se pudo abrir el archivo."
    kept = "No se cambió nada."
    todo = "Revise que exista, que no sea demasiado grande y que su usuario pueda abrirlo."


class NoServices(KnownError):
    """A table in which no line is a service with figures."""

    what = "En el archivo no se reconoce ningún servicio con sus cifras."
    kept = "No se cambió nada."
    todo = "Revise que sea un cuadro de la LOTAIP; si lo es, escriba las cifras a mano."


def read_old(desk: Desk, actor: Actor, reader: TableReader, path: Path) -> OldTable:
    """Return what is recognised in an old table; nothing is taken over yet.

    Args:
        desk: the workstation.
        actor: a supervisor.
        reader: reads it in a process of its own.
        path: of the file.

    Raises:
        NotAllowed: not a supervisor.
        NotReadable: it cannot be opened.
        UnreadableFile: it cannot be read; its own words say why.
        NoServices: no line of it is a service.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.PUBLISH_FIGURES)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:  # ValueError: a name no file can have
        raise NotReadable() from error
    if len(data) > LARGEST_FILE:
        raise NotReadable()
    names = {service.id: service.name for service in desk.catalogue.services}
    table = recognise([sheet.rows for sheet in reader.table(data)], names)
    if not table.lines:
        raise NoServices()
    return table
