"""The slip as bytes for a thermal printer, read back as the paper that comes out."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.ports import TicketSlip
from desktop.printing.thermal_slip import COLUMNS, letters, slip_stream
from desktop.usecases import slip_words
from domain.ticket_qr import parse_ticket_qr
from tests.documents.samples import AT, HOSTILE, SLIP
from tests.printing.tape import Tape, read

SHORT = TicketSlip("", "", "Q", date(2026, 1, 1), "A-1", AT, (), 0)
LONG = replace(
    SLIP,
    ministry="Ministerio de Economía y Finanzas, Subsecretaría de Innovación de las Finanzas",
    office="Centro de Servicios del Ministerio de Economía y Finanzas · Santo Domingo de los Tsáchilas",
    code="ABC-123456",
    services=("Creación y actualización de usuarios de los sistemas de administración",) * 9,
    ahead=1234,
    priority=True,
    person="María Fernanda de los Ángeles Ñacato Chimborazo",
)
ORDERS = "\x1b@\x1dV\x00\n\x10\x04\x02\x1c."


def printed(slip: TicketSlip = SLIP, *, training: bool = False, pictured: bool = False) -> Tape:
    """Return the paper of a slip."""
    return read(slip_stream(slip, training=training, pictured=pictured))


def test_the_usual_slip_says_all_in_spanish() -> None:
    tape = printed()
    assert tape.words == " ".join(
        (
            "Ministerio de Economía y Finanzas Centro de Servicios · Quito",
            "-" * COLUMNS,
            "Su turno A-007 04/12/2026 08:40",
            "-" * COLUMNS,
            "Soporte presencial Antes que usted: 3 personas",
            slip_words.WAIT,
            slip_words.VALID,
        )
    )
    [number] = [line for line in tape.lines if line.text == SLIP.code]
    assert (number.wide, number.high, number.bold) == (6, 6, True)
    assert (tape.cuts, tape.uncut, tape.pictures) == (1, False, 0)


@pytest.mark.parametrize("slip", [SHORT, SLIP, LONG], ids=["short", "usual", "long"])
@pytest.mark.parametrize("pictured", [False, True])
def test_each_slip_fits_the_paper_and_its_code_is_the_turno(
    slip: TicketSlip, *, pictured: bool
) -> None:
    tape = printed(slip, pictured=pictured)
    [code] = tape.codes
    assert parse_ticket_qr(code).is_of(slip.office_code)
    assert slip.code in tape.words
    assert tape.pictures == pictured
    assert all(line.align == 1 for line in tape.lines if line.text)
    assert len(slip_stream(slip, training=True)) < 3_000  # a blink on a serial line


def test_priority_people_and_what_else_there_is() -> None:
    many = tuple(f"Servicio {n}" for n in range(9))
    slip = replace(SLIP, priority=True, ahead=1, services=many, person="María Ñacato")
    tape = printed(slip)
    assert "María Ñacato" in tape.words
    assert "Servicio 5 y 3 más" in tape.words
    assert "Antes que usted: 1 persona " in tape.words
    assert [line.text for line in tape.lines if line.inverted] == [f" {slip_words.PRIORITY} "]
    assert "Usted es el siguiente" in printed(replace(SLIP, ahead=0)).words


def test_training_says_so_at_both_ends() -> None:
    marked = [line.text.strip() for line in printed(training=True).lines if line.inverted]
    assert marked == [slip_words.TRAINING] * 2
    assert slip_words.TRAINING not in printed().words


@pytest.mark.parametrize("text", [ORDERS, *HOSTILE])
def test_nothing_written_is_an_order_to_the_printer_or_fails(text: str) -> None:
    slip = replace(SLIP, ministry=text, office=text, code=text, services=(text,) * 9, person=text)
    tape = printed(slip)
    assert (tape.cuts, tape.uncut, len(tape.codes)) == (1, False, 1)
    same = printed(replace(SLIP, office=text, services=(text,), person=text))
    assert same.codes == printed().codes


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("Ñandú, ¿cómo? ¡Así! «Güi» 1.º", "Ñandú, ¿cómo? ¡Así! «Güi» 1.º"),
        ("n\u0303a\u0301", "ñá"),
        ("Łódź Őrsi", "?ódz Orsi"),
        ("“uno” – dos…", '"uno" - dos...'),
        ("日本語", "?"),
        ("a\u200d\u202eb\x00c", "abc"),
        ("uno\n\tdos", "uno dos"),
        ("x" * 10_000, "x" * 397 + "..."),
        ("", ""),
    ],
)
def test_letters_that_the_printer_has(typed: str, seen: str) -> None:
    assert letters(typed) == seen


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20), st.integers(-5, 10**6))
def test_any_text_is_one_paper(office: str, name: str, code: str, ahead: int) -> None:
    slip = replace(SLIP, office=office, services=(name, name), code=code, ahead=ahead)
    tape = printed(slip)
    assert (tape.cuts, tape.uncut, len(tape.codes)) == (1, False, 1)
