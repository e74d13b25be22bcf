"""A catalogue that people edit: every fault told by its line, nothing hostile gets through."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.catalogue_file import (
    CATALOGUE_FILE,
    CatalogueUnreadable,
    load_catalogue,
    parse_catalogue,
)
from desktop.yaml_tree import MAX_BYTES
from domain.faults import Fault, FileFaulty
from domain.service_steps import Area, CaseField, FieldKind, FieldRole, OutsideStep, Topic

GOOD = """\
schema: 1
version: 7
offices:
  - code: QUITO
    city: Quito
    name: Plataforma
    address: Av. Amazonas
    hours: de 08:00 a 17:00
services:
  - id: 1
    code: users
    name: Usuarios
    short_name: Usuarios
    description: Se crean usuarios.
    channels: [in_person]
    offices: [QUITO]
    served_by: [clerk]
    response: {value: 2, unit: business_day, since: entry}
    requirements:
      - number: 1
        document: Formulario
        short_name: Formulario
        form: original
        reasons: [no-seal]
reasons:
  - {code: no-seal, text: Falta el sello}
"""

RICH = """\
schema: 1
version: 7
mend_days: 12
offices:
  - {code: QUITO, city: Quito, address: Av. Amazonas, hours: de 08:00 a 17:00}
areas:
  - {code: quality, name: Control de Calidad, email: calidad@finanzas.gob.ec}
systems: [eSIGEF]
topics:
  - {code: access, name: Usuarios}
reasons:
  - {code: no-seal, text: Falta el sello}
  - {code: expired, text: Ya no está vigente}
services:
  - id: 8
    code: absence
    name: Ausencia
    short_name: Ausencia
    description: Se activa al alterno.
    channels: [in_person, email]
    offices: [QUITO]
    served_by: [technician]
    needs_kit: true
    response: {value: 24, unit: hour, since: complete_submission}
    email_condition: Las huellas ya constan
    approval_before_answer: true
    requirements:
      - {number: 1, document: Anexo, short_name: Anexo, reasons: [expired, no-seal]}
      - {number: 2, document: Oficio, short_name: Oficio, reasons: [no-seal], condition: Si hay}
      - {number: 3, document: Copia, short_name: Copia, reasons: [no-seal], depends_on: [2]}
      - {number: 4, document: ODS, short_name: ODS, kind: commitment}
    fields:
      - {key: since, label: Desde, kind: date, role: from}
      - {key: until, label: Hasta, kind: date, role: to, optional: true}
      - {key: who, label: Quién, kind: choice, options: [Titular, Alterno]}
    steps:
      - {code: swap, system: eSIGEF, title: Activar, copies: [who, entity.ruc], notes: Usuario}
  - id: 6
    code: support
    flow: support
    name: Soporte
    short_name: Soporte
    description: Se ayuda.
    channels: [in_person]
    offices: [QUITO]
    served_by: [clerk]
    response: {value: 30, unit: minute, since: attention}
"""


def faults_of(text: str) -> list[tuple[int, str]]:
    """Return the faults of a catalogue."""
    with pytest.raises(FileFaulty) as caught:
        parse_catalogue(text.encode(), "catalogo.yaml")
    return [(fault.line, fault.words) for fault in caught.value.faults]


def changed(old: str, new: str) -> str:
    """Return the good catalogue with one place changed."""
    assert old in GOOD
    return GOOD.replace(old, new)


def test_a_good_one_is_read() -> None:
    catalogue = parse_catalogue(GOOD.encode(), "catalogo.yaml")

    assert catalogue.version == 7
    assert catalogue.service(1).requirements[0].document == "Formulario"
    assert catalogue.service(1).cost_usd == 0


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("schema: 1", "schema: 2", 1, "otro formato"),
        ("version: 7", "version: siete", 2, "número entero"),
        ("version: 7\n", "", 1, "falta «version»"),
        ("code: QUITO", "code: Quito", 4, "letras mayúsculas"),
        ("city: Quito", "city: [Quito]", 5, "aquí va un texto"),
        ("id: 1", "id: 0", 10, "entre 1 y 9999"),
        ("code: users", "code: Users!", 11, "minúsculas"),
        ("code: users", "code: " + "u" * 41, 11, "demasiado largo"),
        ("name: Usuarios\n    short", 'name: "\\0"\n    short', 12, "no se pueden guardar"),
        ("short_name: Usuarios", "short_name: " + "U" * 31, 13, "demasiado largo"),
        ("channels: [in_person]", "channels: []", 15, "la lista está vacía"),
        ("channels: [in_person]", "channels: in_person", 15, "aquí va una lista"),
        ("channels: [in_person]", "channels: [in_person, in_person]", 15, "se repite"),
        ("[in_person]", "[paloma]", 15, "document_system, email, in_person, phone"),
        ("[QUITO]", "[LOJA]", 16, "no existe «LOJA»"),
        ("[QUITO]", "[QUITO, QUITO]", 16, "se repite"),
        ("[clerk]", "[display]", 17, "clerk, records_clerk, technician"),
        ("{value: 2, unit", "{value: 400, unit", 18, "entre 1 y 365"),
        ("{value: 2, unit", "{value: -2, unit", 18, "número entero"),
        ("    response: {value: 2, unit: business_day, since: entry}\n", "", 10, "falta «response»"),
        ("response: {value: 2, unit: business_day, since: entry}", "response: 2", 18, "nombres con"),
        ("form: original", "form: papiro", 23, "original, paper_or_digital"),
        ("form: original", "in_public_registry: si", 23, "«true» o «false»"),
        ("form: original", "forma: original", 23, "no se conoce el campo «forma»"),
        ("document: Formulario", 'document: ""', 21, "Falta «document»"),
        ("services:\n", "services: {}\nothers:\n", 9, "aquí va una lista"),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_its_line(old: str, new: str, line: int, words: str) -> None:
    assert any(at == line and words in told for at, told in faults_of(changed(old, new)))


def test_all_that_a_case_needs_is_read() -> None:
    catalogue = parse_catalogue(RICH.encode(), "catalogo.yaml")
    absence, support = catalogue.services

    assert catalogue.mend_days == 12
    assert catalogue.areas == (
        Area("quality", "Control de Calidad", email="calidad@finanzas.gob.ec"),
    )
    assert catalogue.systems == ("eSIGEF",)
    assert catalogue.topics == (Topic("access", "Usuarios"),)
    expired, no_seal = absence.requirements[0].reasons
    assert catalogue.reasons == (no_seal, expired)
    assert (expired.code, no_seal.text) == ("expired", "Falta el sello")
    assert absence.requirements[2].depends_on == (2,)
    assert absence.requirements[3].reasons == ()
    assert absence.fields == (
        CaseField("since", "Desde", FieldKind.DATE, role=FieldRole.FROM),
        CaseField("until", "Hasta", FieldKind.DATE, required=False, role=FieldRole.TO),
        CaseField("who", "Quién", FieldKind.CHOICE, options=("Titular", "Alterno")),
    )
    assert absence.steps == (
        OutsideStep("swap", "eSIGEF", "Activar", ("who", "entity.ruc"), "Usuario"),
    )
    assert absence.approval_before_answer
    assert absence.email_condition == "Las huellas ya constan"
    assert not absence.is_support
    assert support.is_support


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("mend_days: 12", "mend_days: 0", "mend_days: 0", "entre 1 y 365"),
        ("calidad@", "calidad ", "calidad ", "no es una dirección"),
        ("systems: [eSIGEF]", "systems: [eSIGEF, eSIGEF]", "systems: [eSIGEF, eSIGEF]", "el sistema «eSIGEF» se repite"),
        ("systems: [eSIGEF]\n", "", "code: swap", "no existe el sistema «eSIGEF»"),
        ("  - {code: access, name: Usuarios}", "  []", "  []", "necesita al menos un tema"),
        ("expired, text", "no-seal, text", "Ya no está", "el motivo «no-seal» se repite"),
        ("[expired, no-seal]", "[expired, lost]", "number: 1", "no existe «lost»"),
        ("[expired, no-seal]", "[]", "number: 1", "falta al menos un motivo"),
        (", reasons: [expired, no-seal]", "", "number: 1", "falta al menos un motivo"),
        ("[expired, no-seal]", "[a, b, c, d, e, f, g, h, i, j]", "[a, b, c, d, e, f, g, h, i, j]", "hasta 9 motivos"),
        ("depends_on: [2]", "depends_on: [3]", "depends_on: [3]", "el requisito 3 depende de sí mismo"),
        ("depends_on: [2]", "depends_on: [7]", "depends_on: [7]", "depende del 7, que no existe"),
        ("depends_on: [2]", "depends_on: [1]", "depends_on: [1]", "depende del 1, que se pide siempre"),
        ("depends_on: [2]", "depends_on: [dos]", "depends_on: [dos]", "número entero"),
        ("depends_on: [2]", "depends_on: [2, 2]", "depends_on: [2, 2]", "«2» se repite"),
        ("condition: Si hay", "depends_on: [3]", "depends_on: [3]", "forman un círculo: 2 → 3 → 2"),
        ("[technician]", "[clerk]", "needs_kit", "no lo atiende un técnico"),
        ("[in_person, email]", "[in_person]", "email_condition", "no se pide por correo"),
        ("flow: support", "flow: suport", "suport", "checklist, support"),
        ("kind: date, role: from", "kind: text, role: from", "kind: text, role: from", "es una fecha"),
        ("role: to, ", "role: from, ", "role: from, ", "el papel «from» se repite"),
        (", role: from", "", "key: until", "falta el comienzo"),
        (", options: [Titular, Alterno]", "", "key: who", "faltan las opciones"),
        ("[Titular, Alterno]", "[Titular, Titular]", "[Titular, Titular]", "una opción se repite"),
        ("kind: choice, ", "", "key: who", "solo «choice» lleva opciones"),
        ("key: who", "key: since", "kind: choice", "el dato «since» se repite"),
        ("[who, entity.ruc]", "[who, entity.rux]", "[who, entity.rux]", "copia «entity.rux», que no existe"),
        ("[who, entity.ruc]", "[who, who]", "[who, who]", "copia dos veces"),
        ("system: eSIGEF,", "system: eSIGFE,", "eSIGFE", "no existe el sistema «eSIGFE»"),
        ("since: attention", "since: complete_documents", "since: complete_documents", "no pide ninguno"),
        ("value: 30,", "value: 0,", "value: 0,", "entre 1 y 1440"),
        ("value: 30,", "value: 1441,", "value: 1441,", "entre 1 y 1440"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_told_by_its_line(
    old: str, new: str, place: str, words: str
) -> None:
    assert old in RICH
    text = RICH.replace(old, new, 1)
    line = text[: text.index(place)].count("\n") + 1
    faults = faults_of(text)
    assert any(at == line and words in told for at, told in faults), faults


def test_support_asks_for_no_papers() -> None:
    support = RICH.replace("    code: absence\n", "    code: absence\n    flow: support\n")

    told = [words for _, words in faults_of(support) if "un servicio de soporte" in words]
    assert [words[:7] for words in told] == ["«requir", "«fields", "«steps»"]


def test_what_is_twice_is_told_where_it_comes_again() -> None:
    service = GOOD[GOOD.index("  - id: 1") : GOOD.index("reasons:\n  -")]
    requirement = GOOD[GOOD.index("      - number: 1") : GOOD.index("reasons:\n  -")]
    office = GOOD[GOOD.index("  - code: QUITO") : GOOD.index("services:")]

    assert faults_of(GOOD.replace("reasons:\n  -", service + "reasons:\n  -")) == [
        (25, "el código «users» se repite"),
        (25, "el servicio número «1» se repite"),
    ]
    twice = GOOD.replace("reasons:\n  -", requirement + "reasons:\n  -")
    assert faults_of(twice) == [(25, "el requisito «1» se repite")]
    twice = GOOD.replace("services:", office + "services:")
    assert faults_of(twice) == [(9, "la oficina «QUITO» se repite")]


def test_all_faults_are_told_at_once_and_counted() -> None:
    text = changed("id: 1", "id: x").replace("version: 7", "version: x")
    many = GOOD.replace("QUITO]", "LOJA]").replace("form:", "z:").replace("clerk]", "q]")
    many = many.replace("in_person", "w").replace("city: Quito", "city: ''").replace("7", "x")

    assert [line for line, _ in faults_of(text)] == [2, 10]
    with pytest.raises(FileFaulty, match=r"6 errores: .*; y 1 más\. Sigue en uso") as caught:
        parse_catalogue(many.encode(), "catalogo.yaml")
    assert len(caught.value.faults) == 6


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 1, "vacío"),
        (b"texto", 1, "nombres con su valor"),
        (b"a: 1\n  b: 2\n", 2, "no está bien escrito"),
        (b"a: &x [1]\nb: *x\n", 1, "referencias"),
        (b"b: *x\n", 1, "referencias"),
        (b"a: !!python/object:os.system 1\n", 1, "etiquetas"),
        (b"a: 1\n---\nb: 2\n", 2, "más de un documento"),
        (b"a: 1\na: 2\n", 2, "repite «a»"),
        (b"? [a]\n: 1\n", 1, "lista donde va un nombre"),
        (b"a: 1\n\xff\n", 2, "UTF-8"),
        (b"a: 1\nb: \x00\n", 2, "caracteres no permitidos"),
        (b"[" * 5000, 1, "demasiados niveles"),
        (b'"\\0": 1\n', 1, "el campo «·»"),
        (b"x" * (MAX_BYTES + 1), 1, "demasiado grande"),
    ],
)
def test_hostile_yaml_is_refused_by_line(data: bytes, line: int, words: str) -> None:
    with pytest.raises(FileFaulty) as caught:
        parse_catalogue(data, "catalogo.yaml")

    assert any(fault.line == line and words in fault.words for fault in caught.value.faults)


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)
    )

    with pytest.raises(FileFaulty, match="referencias"):
        parse_catalogue(bomb.encode(), "catalogo.yaml")


@settings(max_examples=60)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 30), st.text(max_size=8))
def test_any_edit_is_either_read_or_told(at: int, cut: int, put: str) -> None:
    data = (GOOD[:at] + put + GOOD[at + cut :]).encode()
    faults: tuple[Fault, ...] = ()
    try:
        parse_catalogue(data, "catalogo.yaml")
    except FileFaulty as faulty:
        faults = faulty.faults
    lines = data.count(b"\n") + len(put.splitlines()) + 2
    assert all(1 <= fault.line <= lines for fault in faults)


def test_a_missing_file_is_told() -> None:
    with pytest.raises(CatalogueUnreadable, match="catálogo"):
        load_catalogue(Path("/nonexistent/catalogue.yaml"))


def test_the_shipped_file_is_read_by_default() -> None:
    assert load_catalogue() == parse_catalogue(CATALOGUE_FILE.read_bytes(), "x")
