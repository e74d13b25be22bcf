"""Tables saved where a person finds what they take with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop.ports import Files
from desktop.ports.tables import OutTable, TableFormat, TableWriter


@dataclass(frozen=True, slots=True)
class TableFiles:
    """What writes tables, and where the files go."""

    writer: TableWriter
    files: Files


def save_tables(
    to: TableFiles,
    name: str,
    form: TableFormat,
    tables: Sequence[OutTable],
    progress: Callable[[int], None] = lambda _rows: None,
) -> Path:
    """Save tables as one file in the person's own folder, and return where; never a half file.

    Args:
        to: where.
        name: of the file, without its ending: ``lotaip-QUITO-2026-10``.
        form: the kind of file.
        tables: at least one.
        progress: told of the rows written; raises ``TableStopped`` to stop.

    Raises:
        TableTooLong, TableStopped: as ``TableWriter.write``.
        PrintFailed: the disk refuses.
    """

    def write(out: BinaryIO) -> None:
        to.writer.write(out, form, tables, progress)

    return to.files.hand_out_by(f"{name}.{form.value}", write)
