"""What a supervisor sees of the figures, saved as a file."""

from collections.abc import Sequence
from pathlib import Path

from desktop.ports.tables import OutTable, TableFormat
from desktop.usecases.desk import Desk, begin
from desktop.usecases.table_files import TableFiles, save_tables
from domain.staff import Action, Actor


def save_seen(
    desk: Desk,
    actor: Actor,
    to: TableFiles,
    form: TableFormat,
    name: str,
    tables: Sequence[OutTable],
) -> Path:
    """Save what is seen in the person's own folder, and return where.

    Args:
        to: what writes it, and where it goes.
        name: of the file, without its ending.
        tables: as they are seen.

    Raises:
        NotAllowed: not a supervisor.
        TableTooLong: a file of that kind cannot hold so much.
        PrintFailed: the disk refuses.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.SEE_FIGURES)
    return save_tables(to, name, form, tables)
