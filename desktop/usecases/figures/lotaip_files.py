"""The LOTAIP table as files that are published."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from desktop.ports.tables import OutColumn, OutTable, Row, TableFormat
from desktop.usecases.desk import Desk, begin
from desktop.usecases.figures.lotaip import table_of
from desktop.usecases.table_files import TableFiles, save_tables
from domain.errors import NotFound
from domain.figures.lotaip import ALL, LotaipTable
from domain.figures.lotaip_layout import Layout, cell, file_name, foot_words
from domain.staff import Action, Actor

PROVISIONAL = "PROVISIONAL"
DRAFT = "BORRADOR: AÚN NO SE PUBLICA"


def save(
    desk: Desk,
    actor: Actor,
    to: TableFiles,
    layout: Layout,
    form: TableFormat,
    month: date,
    scope: str,
    number: int = 0,
) -> Path:
    """Save the table of a month as a file in the person's own folder, and return where.

    Args:
        desk: the workstation.
        actor: a supervisor.
        to: what writes it, and where it goes.
        layout: its columns.
        form: the kind of file.
        month: its first day; ``scope``: of which office, or ``ALL``.
        number: of the issue, as it was published; 0 for the table as it is counted now.

    Raises:
        NotAllowed: not a supervisor.
        NotFound: there is no such issue.
        FutureMonth: the month has not begun.
        PrintFailed: the disk refuses.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        code = "todas" if scope == ALL else unit.offices.office().imprint
        if number:
            table = next(
                (
                    issue.table
                    for issue in unit.lotaip.issues(scope, month.year)
                    if (issue.table.month, issue.number) == (month, number)
                ),
                None,
            )
            if table is None:
                raise NotFound()
        else:
            table = table_of(desk, step, month, scope)
    name = file_name(table, layout, code)
    return save_tables(to, name, form, [out_table(table, layout)])


def out_table(table: LotaipTable, layout: Layout) -> OutTable:
    """Return the table as it stands in a file."""
    columns = tuple(
        OutColumn(
            place.title, place.width, percent=place.value == "satisfaction", decimals=0, wrap=True
        )
        for place in layout.columns
    )
    name = f"LOTAIP {table.month:%Y-%m}"
    if layout.bare:
        return OutTable(name, columns, _rows(table, layout))
    stamp = PROVISIONAL if table.provisional else "" if table.number else DRAFT
    head: list[Row] = [(words,) for words in layout.heads]
    head += [("Nota", words) for words in table.marks]
    foot = [(place.title, foot_words(place, table)) for place in layout.foot]
    return OutTable(name, columns, _rows(table, layout), head, foot, a3=True, stamp=stamp)


def _rows(table: LotaipTable, layout: Layout) -> Iterator[Row]:
    for number, line in enumerate(table.lines, 1):
        yield [cell(layout, place, number, line) for place in layout.columns]
