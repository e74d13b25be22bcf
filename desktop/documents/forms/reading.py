"""From a template's file to the template: what each field may hold, every fault by its line."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from desktop.documents.forms.template import (
    NAME,
    Block,
    Cell,
    Cells,
    Choices,
    Column,
    Grid,
    Heading,
    Place,
    Points,
    Signatures,
    Template,
    Words,
    texts_of,
)
from desktop.ports.forms import ANY_CASE, ASKED, FIELD, VALUES, FormAbout, FormKind
from desktop.yaml_fields import Fields
from desktop.yaml_tree import MAX_BYTES, read_tree, shown
from domain.errors import KnownError
from domain.faults import Fault, FileFaulty

FORMS = Path(__file__).resolve().parents[3] / "resources" / "forms"
SCHEMA = 1
HIGHEST_VERSION = 9999
MOST_ROWS = 30
MOST_LINES = 12
LONGEST_TEXT = 1200
LONGEST_TITLE = 120
LONGEST_LABEL = 80
_KEY = re.compile(r"[A-Z][A-Z0-9]{1,23}")
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')
_PLACE = re.compile(r"(\*|[a-z0-9]+(?:-[a-z0-9]+)*)/([0-9]{1,2})")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class FormUnreadable(KnownError):
    """The file of a form is missing or cannot be read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No se puede leer el formulario «{shown(name)}».",
            kept="Los trámites y sus documentos están guardados.",
            todo="Revise que el archivo exista y que su usuario pueda abrirlo.",
        )


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Template]:
    """Return the forms that came with the program, by key, in the order of their files.

    Raises:
        FormUnreadable, FileFaulty: as for ``load_template``.
    """
    found = [load_template(path) for path in sorted(FORMS.glob("*.yaml"))]
    return {template.about.key: template for template in found}


def load_template(path: Path) -> Template:
    """Read and check the form at ``path``.

    Raises:
        FormUnreadable: there is no such file, or it cannot be read.
        FileFaulty: it can be read but not used; its faults by line.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name no file can have
        raise FormUnreadable(path.name) from error
    return parse_template(data, path.name)


def parse_template(data: bytes, name: str) -> Template:
    """Check the text of a form and return it.

    Args:
        data: the bytes of the file, UTF-8.
        name: its name, for messages.

    Raises:
        FileFaulty: it cannot be used; all its faults by line.
    """
    faults: list[Fault] = []
    root = Fields(read_tree(data, name), faults)
    root.schema(SCHEMA)
    key = root.matching("key", _KEY, "de 2 a 24 mayúsculas y números")
    code = root.text("code", limit=LONGEST_LABEL)
    version = root.number("version", highest=HIGHEST_VERSION)
    kind = root.choice("kind", FormKind) or FormKind.FORM
    title = root.text("title", limit=LONGEST_TITLE, required=True)
    if _NOT_IN_NAMES & set(title):
        root.fault("title", "da nombre a un archivo: no puede llevar / \\ : * ? < > | ni comillas")
    lead = root.text("lead")
    places = _places(root, kind)
    asks = root.each("asks", _ask)
    root.unique("asks", [ask for ask, _ in asks], "el dato")
    asked = {f"{ASKED}{key}" for key, _ in asks}
    body = tuple(block for block in root.each("body", _reader(asked), required=True) if block)
    _check(root, "lead", (lead,), asked)
    named = (NAME.findall(text) for text in (lead, *(t for one in body for t in texts_of(one))))
    names = tuple(dict.fromkeys(name for some in named for name in some))
    for name in sorted(asked.difference(names)):
        root.fault("asks", f"nadie usa «{shown(name)}»")
    root.finish()
    if faults:
        raise FileFaulty(name, tuple(faults))
    return Template(FormAbout(key, code, version, title, kind, places, names, asks), lead, body)


def _places(root: Fields, kind: FormKind) -> tuple[tuple[str, int], ...]:
    texts = root.texts("for", limit=LONGEST_LABEL)
    if bool(texts) is (kind is FormKind.COVER):
        root.fault("for", "una carátula no tiene, y los demás al menos uno")
    root.unique("for", texts, "el requisito")
    found = []
    for place, text in enumerate(texts):
        part = _PLACE.fullmatch(text)
        if part is None or (part[1] == ANY_CASE and int(part[2]) != 0):
            root.fault_in("for", place, "«for»: va servicio/requisito, o «*/0»")
        else:
            found.append((part[1], int(part[2])))
    return tuple(found)


def _ask(fields: Fields) -> tuple[str, str]:
    return (
        fields.matching("key", _SLUG, "minúsculas, números y guiones"),
        fields.text("label", limit=LONGEST_LABEL, required=True),
    )


def _reader(asked: Collection[str]) -> Callable[[Fields], Block | None]:
    """Return what reads a block of a form that asks for ``asked``."""

    def read(fields: Fields) -> Block | None:
        kind = fields.only(_READERS)
        if kind is None:
            return None
        block = _READERS[kind](fields)
        _check(fields, kind, texts_of(block), asked)
        return block

    return read


def _check(fields: Fields, key: str, texts: Iterable[str], asked: Collection[str]) -> None:
    """Note the values that are named in the texts under ``key`` and that nobody has."""
    for text in texts:
        if set(NAME.sub("", text)) & {"{", "}"}:
            fields.fault(key, f"las llaves no cierran en «{shown(text)}»")
        for name in NAME.findall(text):
            asked_of_case = name.startswith(FIELD) and _SLUG.fullmatch(name.removeprefix(FIELD))
            if not (asked_of_case or name in VALUES or name in asked):
                fields.fault(key, f"no existe el dato «{shown(name)}»")


def _heading(fields: Fields) -> Block:
    return Heading(fields.text("heading", limit=LONGEST_TITLE, required=True))


def _words(kind: str) -> Callable[[Fields], Block]:
    return lambda fields: Words(fields.text(kind, limit=LONGEST_TEXT, required=True), kind)


def _points(fields: Fields) -> Block:
    return Points(_some(fields, "points"))


def _some(fields: Fields, key: str, limit: int = LONGEST_TEXT) -> tuple[str, ...]:
    found = fields.texts(key, limit=limit)
    if not found:
        fields.fault(key, "la lista está vacía")
    return found


def _cells(fields: Fields) -> Block:
    return Cells(fields.each("fields", _cell, required=True))


def _cell(fields: Fields) -> Cell:
    return Cell(
        fields.text("label", limit=LONGEST_LABEL, required=True),
        fields.text("value"),
        fields.flag("wide"),
        fields.number("lines", highest=MOST_LINES, default=1),
    )


def _choices(fields: Fields) -> Block:
    return Choices(
        _some(fields, "choices", LONGEST_LABEL),
        fields.text("label", limit=LONGEST_TITLE),
        fields.text("value"),
    )


def _grid(fields: Fields) -> Block:
    columns = fields.each("table", _column, required=True)
    return Grid(columns, fields.number("rows", highest=MOST_ROWS))


def _column(fields: Fields) -> Column:
    return Column(
        fields.text("title", limit=LONGEST_LABEL, required=True),
        fields.number("share", highest=20, default=1),
    )


def _signatures(fields: Fields) -> Block:
    return Signatures(fields.each("signatures", _place, required=True))


def _place(fields: Fields) -> Place:
    return Place(
        fields.text("who", limit=LONGEST_LABEL, required=True),
        fields.text("name"),
        fields.text("document"),
        fields.text("position"),
        fields.text("seal", limit=LONGEST_LABEL),
    )


_READERS: Mapping[str, Callable[[Fields], Block]] = {
    "heading": _heading,
    "text": _words("text"),
    "large": _words("large"),
    "legal": _words("legal"),
    "points": _points,
    "fields": _cells,
    "choices": _choices,
    "table": _grid,
    "signatures": _signatures,
}
