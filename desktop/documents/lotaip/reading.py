"""Reads a layout of the LOTAIP table and tells every fault of it by its line."""

import re
from pathlib import Path

from desktop.yaml_fields import Fields
from desktop.yaml_tree import MAX_BYTES, read_tree, shown
from domain.errors import KnownError
from domain.faults import Fault, FileFaulty
from domain.figures.lotaip import FIGURES
from domain.figures.lotaip_layout import COLUMN_VALUES, FOOT_VALUES, Layout, Place

SCHEMA = 1
_KEY = re.compile(r"[a-z][a-z0-9]{0,19}")
_WIDEST = 120


class LayoutUnreadable(KnownError):
    """The file of a layout is missing or cannot be read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No se puede leer el formato «{shown(name)}» del cuadro.",
            kept="Las cifras están guardadas.",
            todo="Revise que el archivo exista y que su usuario pueda abrirlo.",
        )


def load_layout(path: Path) -> Layout:
    """Read and check the layout at ``path``.

    Raises:
        LayoutUnreadable: there is no such file, or it cannot be read.
        FileFaulty: it can be read but not used; its faults by line.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name no file can have
        raise LayoutUnreadable(path.name) from error
    return parse_layout(data, path.name)


def parse_layout(data: bytes, name: str) -> Layout:
    """Check the text of a layout and return it. Raises FileFaulty."""
    faults: list[Fault] = []
    root = Fields(read_tree(data, name), faults)
    root.schema(SCHEMA)
    layout = Layout(
        root.matching("key", _KEY, "minúsculas y cifras"),
        root.text("name", limit=60, required=True),
        root.texts("heads"),
        root.each("columns", _column, required=True),
        root.each("foot", _line),
        root.text("empty", limit=40),
        bare=root.flag("bare"),
    )
    told = {column.value for column in layout.columns}
    for figure in FIGURES:
        if layout.columns and figure not in told:
            root.fault("columns", f"falta la columna de «{figure}»")
    values = [column.value for column in layout.columns]
    root.unique("columns", values, "el valor")
    root.finish()
    if faults:
        raise FileFaulty(name, tuple(faults))
    return layout


def _column(fields: Fields) -> Place:
    return _place(fields, COLUMN_VALUES, fields.number("width", highest=_WIDEST, default=14))


def _line(fields: Fields) -> Place:
    return _place(fields, FOOT_VALUES, 0)


def _place(fields: Fields, values: tuple[str, ...], width: int) -> Place:
    title = fields.text("title", required=True)
    value, text = fields.text("value", limit=20), fields.text("text", limit=120)
    if value and value not in values:
        fields.fault("value", f"no existe; puede ser {', '.join(values)}")
    if bool(value) == bool(text):
        fields.fault("value", "va un valor («value») o un texto fijo («text»), uno de los dos")
    fields.finish()
    return Place(title, value, text, width)
