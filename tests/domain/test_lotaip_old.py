"""Old tables recognised: misspelt, garbled, shifted; nothing sure that is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.figures.lotaip_old import Cell, OldFigure, OldTable, read_count, read_share, recognise

NAMES = {
    1: "Creación de usuarios administradores",
    2: "Creación de usuarios de GAD y empresas públicas",
    5: "Enrolamiento",
    6: "Soporte técnico, operativo y conceptual, presencial",
    7: "Soporte técnico, operativo y conceptual, telefónico",
}
HEAD: tuple[Cell, ...] = (
    "No.",
    "Denominación del servicio",
    "Link",
    "Número de Ciudadanos/ Ciudadanas que accedieron en el último periodo (mensual)",
    "Número de Ciudadanos/ Ciudadanas acumulativo",
    "Porcentaje de satisfacción",
)


def read(*rows: tuple[Cell, ...]) -> OldTable:
    return recognise([rows], NAMES)


def values(table: OldTable) -> list[tuple[int | None, int | None, int | None, int | None]]:
    return [
        (line.service, line.served.value, line.cumulative.value, line.satisfaction.value)
        for line in table.lines
    ]


@pytest.mark.parametrize(
    ("cell", "value", "sure"),
    [
        ("1045", 1045, True),
        ("10.832", 10832, True),
        ("4.568", 4568, True),
        ("1,045", 1045, True),
        ("1 045", 1045, True),
        ("1.234.567", 1234567, True),
        ("12,00", 12, True),
        (" 7 ", 7, True),
        ("l045", 1045, False),
        ("1O.83Z", None, False),
        ("1O.832", 10832, False),
        ("NO", None, False),
        ("So", None, False),
        ("", None, False),
        ("12,5", None, False),
        ("99999999999", None, False),
        (1045.0, 1045, True),
        (10.832, 10832, False),
        (0.12345, None, False),
        (-3.0, None, False),
        (None, None, False),
    ],
)
def test_numbers_of_people(cell: Cell, value: int | None, sure: bool) -> None:
    found = read_count(cell)
    assert (found.value, found.sure) == (value, sure)


@pytest.mark.parametrize(
    ("cell", "value", "sure"),
    [
        ("70%", 70, True),
        ("70 %", 70, True),
        ("70,5%", 70, True),
        ("99,6 %", 100, True),
        ("70", 70, False),
        ("7O%", 70, False),
        ("170%", None, False),
        ("mucho", None, False),
        (0.7, 70, True),
        (1.0, 100, False),
        (70.0, 70, True),
        (170.0, None, False),
        (None, None, False),
    ],
)
def test_shares(cell: Cell, value: int | None, sure: bool) -> None:
    found = read_share(cell)
    assert (found.value, found.sure) == (value, sure)


def test_a_clean_table() -> None:
    table = read(
        ("Art. 7",),
        HEAD,
        ("1", "Creación Usuarios Administradores", "NO APLICABLE", "11", "155", "71%"),
        ("6", "Soporte técnico, operativo y conceptual - presencial", "F", "1045", "10.832", "70%"),
        ("FECHA", "31/10/2023"),
        ("FECHA ACTUALIZACIÓN: 30/11/2023", 12.0),
        ("DIRECCIÓN", "99/99/2023"),
    )
    assert values(table) == [(1, 11, 155, 71), (6, 1045, 10832, 70)]
    assert all(line.sure and line.served.sure and line.cumulative.sure for line in table.lines)
    assert table.month == date(2023, 11, 1)
    assert table.date_text == "30/11/2023"
    assert table.lines[1].row == 4
    assert table.lines[0].text == "1 Creación Usuarios Administradores"


def test_shifted_cells_are_found_from_the_end() -> None:
    table = read(
        HEAD,
        ("5", "Empleamiento", "1", "texto", None, "25", "392", "70%"),
        ("7", "Soporte técnico telefónico", "110", "2.266", "88%", "", "ruido"),
    )
    assert values(table) == [(5, 25, 392, 70), (7, 110, 2266, 88)]


def test_a_row_without_its_share_is_in_doubt() -> None:
    table = read(("1", "Creación Usuarios Administradores", "11", "155"))
    assert values(table) == [(1, 11, 155, None)]
    assert not table.lines[0].served.sure
    with_heads = read(HEAD, ("1", "Creación Usuarios Administradores", None, "11", "155"))
    assert values(with_heads) == [(1, 11, 155, None)]
    assert with_heads.lines[0].satisfaction.sure, "there is none: that is sure"


def test_rows_that_are_no_services_are_left_out() -> None:
    table = read(
        HEAD,
        ("1", "2"),
        ("Total", "algo sin nada que ver", "x", "11", "155", "70%"),
        ("1", "Creación Usuarios Administradores", "sin", "cifras", "aquí"),
        ("88", "zzzz", "y", "1", "2", "70%"),
        ("1", "Creación Usuarios Administradores", "NO", "muchos", "155", "70%"),
        ("1", "Creación Usuarios Administradores", "NO", "5", "155", "mucha"),
    )
    assert values(table) == [(None, 1, 2, 70)]
    assert not table.lines[0].sure
    assert (table.month, table.date_text) == (None, "")


def test_the_service_is_found_by_name_and_number() -> None:
    table = read(
        ("7", "Soporte técnico, operativo y conceptual", "a", "1", "2", "70%"),
        ("3", "Enrolamiento", "a", "1", "2", "60%"),
        ("Creación de usuarios administradores", "a", "1", "2", "50%"),
        ("6", "xq", "a", "1", "2", "40%"),
    )
    assert [(line.service, line.sure) for line in table.lines] == [
        (7, True),
        (5, False),
        (1, True),
        (6, False),
    ]
    assert table.lines[2].text == "Creación de usuarios administradores"


def test_what_is_suspect_together_is_in_doubt() -> None:
    table = read(
        HEAD,
        ("6", "Soporte técnico, operativo y conceptual, presencial", "", "147", "4.568", "70%"),
        ("7", "Soporte técnico, operativo y conceptual, telefónico", "", "147", "647", "70%"),
        ("1", "Creación de usuarios administradores", "", "300", "155", "70%"),
        ("5", "Enrolamiento", "", "3", "188", "70%"),
        ("5", "Enrolamiento", "", "2", "188", "70%"),
    )
    assert [line.served.sure for line in table.lines] == [False, False, False, True, True]
    assert not table.lines[2].cumulative.sure, "more in the month than in the year"
    assert not any(line.satisfaction.sure for line in table.lines), "one share for all"
    assert [line.sure for line in table.lines] == [True, True, True, False, False]


def test_the_sheet_with_most_services_is_taken() -> None:
    row: tuple[Cell, ...] = ("1", "Creación de usuarios administradores", "x", "1", "2", "70%")
    assert len(recognise([[("a",)], [row], []], NAMES).lines) == 1
    assert recognise([], NAMES) == OldTable()
    many = [row for _ in range(150)]
    assert len(recognise([many], NAMES).lines) == 100
    assert recognise([[row]], {}).lines[0].service is None


CELLS = st.one_of(st.none(), st.floats(-1e6, 1e6), st.text(max_size=30), st.integers(0, 9999))


@given(st.lists(st.lists(CELLS, max_size=9), max_size=8))
def test_nothing_hostile_raises(rows: list[list[Cell]]) -> None:
    for line in recognise([[HEAD, *rows]], NAMES).lines:
        assert isinstance(line.served, OldFigure)
