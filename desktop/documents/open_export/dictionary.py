"""Reads the dictionary of the open export (``resources/export/dictionary.yaml``)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from domain.open_data import Holds, OpenColumn, OpenDictionary, OpenTable

DICTIONARY_FILE = Path(__file__).parents[3] / "resources" / "export" / "dictionary.yaml"


@cache
def open_dictionary() -> OpenDictionary:
    """Return the dictionary that came with the program."""
    import yaml

    told: dict[str, Any] = yaml.safe_load(DICTIONARY_FILE.read_text("utf-8"))
    common, tables = told["common"], told["tables"]
    return OpenDictionary(
        tuple(_table(name, one, common) for name, one in tables.items() if "never" not in one),
        {name: one["never"] for name, one in tables.items() if "never" in one},
    )


def _table(name: str, told: Mapping[str, Any], common: Mapping[str, str]) -> OpenTable:
    return OpenTable(
        name,
        told["file"],
        told["about"],
        tuple(
            _column(column, words or common[column])
            for column, words in told["columns"].items()
            if words is not None
        ),
        told.get("personal", False),
    )


def _column(name: str, words: str) -> OpenColumn:
    mark = words[:1] if words[:1] in "*#-" else ""
    heading, _, means = words[len(mark) :].partition("|")
    return OpenColumn(name, heading.strip(), means.strip(), Holds(mark))
