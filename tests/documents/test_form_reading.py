"""A template that people edit: every fault told by its line, nothing hostile gets through."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.documents.forms import FormUnreadable, load_template, parse_template
from desktop.documents.forms.reading import FORMS
from desktop.documents.forms.template import Cell, Cells, Choices, Grid, Place, Signatures, Words
from desktop.ports.forms import FormKind
from domain.faults import Fault, FileFaulty

GOOD = """\
schema: 1
key: PRUEBA
code: F.1
version: 3
kind: form
title: Formulario de prueba
for: [users/1, "*/0"]
lead: Para {entity.name}.
asks:
  - {key: position, label: Cargo}
body:
  - heading: Uno
  - text: "Yo, {beneficiary.name}, como {asked.position}."
  - large: Grande
  - legal: Norma
  - points: [uno, dos]
  - fields:
      - {label: RUC, value: "{entity.ruc}"}
      - {label: Otro, wide: true, lines: 4}
  - choices: [Si, No]
    label: Marque
    value: "{field.kind}"
  - table:
      - {title: Cosa, share: 3}
      - {title: Serie}
    rows: 2
  - signatures:
      - {who: Autoridad, name: "{signer.name}", document: "", position: Jefe, seal: Sello}
"""


def faults(text: str) -> list[Fault]:
    """Return what is wrong with a template."""
    with pytest.raises(FileFaulty) as told:
        parse_template(text.encode(), "prueba.yaml")
    return list(told.value.faults)


def test_a_good_template_is_read() -> None:
    form = parse_template(GOOD.encode(), "prueba.yaml")
    about = form.about
    assert (about.key, about.code, about.version) == ("PRUEBA", "F.1", 3)
    assert about.kind is FormKind.FORM
    assert about.places == (("users", 1), ("*", 0))
    assert about.asks == (("position", "Cargo"),)
    assert about.names == (
        "entity.name",
        "beneficiary.name",
        "asked.position",
        "entity.ruc",
        "field.kind",
        "signer.name",
    )
    assert form.body[2] == Words("Grande", "large")
    assert form.body[5] == Cells((Cell("RUC", "{entity.ruc}"), Cell("Otro", "", True, 4)))
    assert form.body[6] == Choices(("Si", "No"), "Marque", "{field.kind}")
    grid = form.body[7]
    assert isinstance(grid, Grid)
    assert (grid.rows, [column.share for column in grid.columns]) == (2, [3, 1])
    assert form.body[8] == Signatures((Place("Autoridad", "{signer.name}", "", "Jefe", "Sello"),))


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("schema: 1", "schema: 2", 1, "«schema»: el archivo es de otro formato; este programa lee el 1"),
        ("key: PRUEBA", "key: prueba", 2, "«key»: solo admite de 2 a 24 mayúsculas y números"),
        ("kind: form", "kind: other", 5, "«kind»: debe ser uno de agreement, cover, form, letter, record"),
        ("Formulario de prueba", "A/B", 6, "«title»: da nombre a un archivo: no puede llevar / \\ : * ? < > | ni comillas"),
        ('[users/1, "*/0"]', "[users]", 7, "«for»: va servicio/requisito, o «*/0»"),
        ('[users/1, "*/0"]', '["*/1"]', 7, "«for»: va servicio/requisito, o «*/0»"),
        ('[users/1, "*/0"]', "[users/1, users/1]", 7, "el requisito «users/1» se repite"),
        ('[users/1, "*/0"]', "[]", 7, "«for»: una carátula no tiene, y los demás al menos uno"),
        ("kind: form", "kind: cover", 7, "«for»: una carátula no tiene, y los demás al menos uno"),
        ("Para {entity.name}", "Para {entity.nombre}", 8, "«lead»: no existe el dato «entity.nombre»"),
        ("Para {entity.name}", "Para {field.Ñ}", 8, "«lead»: no existe el dato «field.Ñ»"),
        ("Para {entity.name}", "Para {entity.name", 8, "«lead»: las llaves no cierran en «Para {entity.name.»"),
        ("como {asked.position}", "como jefe", 10, "«asks»: nadie usa «asked.position»"),
        ("{asked.position}", "{asked.other}", 13, "«text»: no existe el dato «asked.other»"),
        ("[uno, dos]", "[]", 16, "«points»: la lista está vacía"),
        ("[Si, No]", "[]", 20, "«choices»: la lista está vacía"),
        ("lines: 4", "lines: 40", 19, "«lines»: debe estar entre 1 y 12"),
        ("large: Grande", "enorme: Grande", 14, "aquí va solo uno de heading, text, large, legal, points, fields, choices, table, signatures"),
        ("heading: Uno", "heading: Uno\n    text: dos", 12, "aquí va solo uno de heading, text, large, legal, points, fields, choices, table, signatures"),
        ("heading: Uno", "Uno", 12, "aquí van nombres con su valor («nombre: valor»)"),
        ("rows: 2", "rows: 2\n    más: 1", 27, "no se conoce el campo «más»"),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_its_line(old: str, new: str, line: int, words: str) -> None:
    assert GOOD.count(old) >= 1
    assert Fault(line, words) in faults(GOOD.replace(old, new, 1))


def test_all_faults_are_told_at_once() -> None:
    spoilt = GOOD.replace("key: PRUEBA", "key: ñ").replace("[uno, dos]", "[]")
    assert [fault.line for fault in faults(spoilt)] == [2, 16]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "- 1",
        "a: &b 1\nc: *b",
        "!!python/object:os.system x",
        "a: \x00",
        "[" * 50,
        "a: 1\na: 2",
    ],
)
def test_what_is_no_template_is_refused_in_words(text: str) -> None:
    assert faults(text)


@settings(max_examples=60)
@given(st.integers(0, GOOD.count("\n")), st.text(max_size=40))
def test_any_line_spoilt_is_read_or_refused(number: int, junk: str) -> None:
    lines = GOOD.splitlines()
    lines[number : number + 1] = [junk]
    with suppress(FileFaulty):
        parse_template("\n".join(lines).encode(errors="surrogatepass"), "prueba.yaml")


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(FileFaulty):
        parse_template(data, "prueba.yaml")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "no.yaml", tmp_path, Path("a\x00b")):
        with pytest.raises(FormUnreadable):
            load_template(path)


def test_those_of_the_program_are_good() -> None:
    forms = [load_template(path) for path in FORMS.glob("*.yaml")]
    assert len({form.about.key for form in forms}) == len(forms) == 21
