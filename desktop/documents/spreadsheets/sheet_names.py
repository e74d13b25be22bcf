"""Names of sheets that every spreadsheet takes."""

from collections.abc import Sequence

from desktop.documents.spreadsheets.cells import fitted, printable

_LONGEST = 31
_REFUSED = str.maketrans(dict.fromkeys("[]:*?/\\'\n", " "))


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return a name for each sheet: no sign that Excel refuses, none twice, at most 31 long."""
    names: list[str] = []
    for raw in wanted:
        name = " ".join(printable(raw).translate(_REFUSED).split())
        name = fitted(name, _LONGEST).strip() or "Tabla"
        first, copy = name, 1
        while name.casefold() in {other.casefold() for other in names}:
            copy += 1
            name = f"{fitted(first, _LONGEST - 6).strip()} ({copy})"
        names.append(name)
    return names
