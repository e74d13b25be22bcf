"""Turnos given on paper: their numbers, their hours, and their place among the others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contingency import (
    MOST,
    Fate,
    PaperTurno,
    as_ticket,
    check,
    next_number,
    place,
    series_of,
)
from domain.errors import InvalidInput
from domain.ids import new_id
from domain.offices import QueuePolicy, SeriesRule
from domain.queue import as_waiting, in_order, place_of
from domain.tickets import Ticket, TicketState

BEGINS = datetime(2026, 12, 4, 9, tzinfo=UTC)
NOW = BEGINS + timedelta(hours=9)
DAY = (BEGINS, BEGINS + timedelta(days=1))
OFFICE = new_id()
COUNTER = new_id()


def at(minutes: float) -> datetime:
    return BEGINS + timedelta(minutes=minutes)


def ticket(number: int, minutes: float, position: int, *, series: str = "A") -> Ticket:
    moment = at(minutes)
    return Ticket(
        new_id(), OFFICE, BEGINS.date(), series, number, False, (6,), moment, moment, position
    )


def entered(turno: PaperTurno, others: list[Ticket]) -> Ticket:
    came = ticket(turno.number, 0, place(turno, others), series="C")
    return replace(came, arrived_at=turno.arrived_at, queued_at=turno.arrived_at)


def paper(number: int, minutes: float, fate: Fate = Fate.WAITING) -> PaperTurno:
    return PaperTurno(number, at(minutes), (6,), fate=fate)


def refused(turno: PaperTurno, *others: Ticket, today: bool = True) -> str:
    with pytest.raises(InvalidInput) as told:
        check(turno, others, series="C", bounds=DAY, now=NOW, today=today)
    assert told.value.kept
    assert told.value.todo
    return told.value.what


@given(
    st.lists(st.integers(0, 400), max_size=20),
    st.lists(st.integers(0, 400), min_size=1, max_size=20),
    st.data(),
)
def test_all_who_wait_are_called_by_their_hour(
    issued: list[int], on_paper: list[int], data: st.DataObject
) -> None:
    """Whatever the order in which the lines of the sheet are entered."""
    tickets = [
        ticket(number, minutes, place_of(number * 3))
        for number, minutes in enumerate(sorted(issued), 1)
    ]
    lines = [paper(number, minutes) for number, minutes in enumerate(sorted(on_paper), 1)]
    for line in data.draw(st.permutations(lines)):
        of_series = [one for one in tickets if one.series == "C"]
        check(line, of_series, series="C", bounds=DAY, now=NOW, today=True)
        tickets.append(entered(line, tickets))
    assert len({one.position for one in tickets}) == len(tickets)
    queue = list(in_order(map(as_waiting, tickets), QueuePolicy(), 0))
    hours = {one.id: one.arrived_at for one in tickets}
    assert [hours[one.id] for one in queue] == sorted(hours.values())
    on_sheet = [one.number for one in queue if one.series == "C"]
    assert on_sheet == sorted(on_sheet)
    assert next_number(tickets) == max(len(issued), len(lines)) + 1


def test_a_number_is_entered_once_and_its_hour_goes_with_it() -> None:
    others = [entered(paper(2, 60), []), entered(paper(4, 90), [])]
    assert "ya está ingresado" in refused(paper(2, 60), *others)
    assert refused(paper(1, 61), *others) == (
        "C-002 llegó después de C-001: sus horas no siguen ese orden."
    )
    assert refused(paper(3, 100), *others).startswith("C-004 llegó después de C-003")
    assert refused(paper(5, 80), *others).startswith("C-005 llegó después de C-004")
    for fine in (paper(1, 60), paper(3, 60), paper(3, 90), paper(5, 90)):
        check(fine, others, series="C", bounds=DAY, now=NOW, today=True)


def test_a_number_and_its_hour_are_of_the_day() -> None:
    for number in (0, -1, MOST + 1):
        assert refused(paper(number, 60)) == f"El número va de 1 a {MOST}."
    for minutes in (-1, 541):
        assert "no es de esa jornada" in refused(paper(1, minutes))
    with pytest.raises(InvalidInput, match="no es de esa jornada"):  # it came the day after
        check(
            paper(1, 24 * 60, Fate.LEFT),
            [],
            series="C",
            bounds=DAY,
            now=NOW + timedelta(days=3),
            today=False,
        )
    assert "ya pasó" in refused(paper(1, 60), today=False)
    check(paper(1, 60, Fate.LEFT), [], series="C", bounds=DAY, now=NOW, today=False)
    assert next_number([]) == 1
    assert next_number([ticket(MOST, 0, 0)]) == MOST


@pytest.mark.parametrize(
    ("counter", "began", "ended"),
    [
        (None, 70, 80),
        (COUNTER, None, 80),
        (COUNTER, 70, None),
        (COUNTER, 59, 80),
        (COUNTER, 80, 70),
        (COUNTER, 70, 541),
    ],
)
def test_an_attention_has_its_counter_and_its_hours(
    counter: UUID | None, began: int | None, ended: int | None
) -> None:
    line = replace(
        paper(1, 60, Fate.ATTENDED),
        counter_id=counter,
        began=None if began is None else at(began),
        ended=None if ended is None else at(ended),
    )
    refused(line)


def test_a_line_becomes_what_it_tells() -> None:
    line = replace(paper(1, 60, Fate.ATTENDED), counter_id=COUNTER, began=at(70), ended=at(82))
    check(line, [], series="C", bounds=DAY, now=NOW, today=False)
    came = entered(line, [])
    served = as_ticket(line, came, NOW, left_reason="Se fue")
    assert (served.state, served.version, served.attended) == (TicketState.SERVED, 1, (6,))
    assert (served.called_at, served.serving_since, served.finished_at) == (at(70), at(70), at(82))
    left = as_ticket(paper(1, 60, Fate.LEFT), came, NOW, left_reason="Se fue")
    assert (left.state, left.reason, left.version) == (TicketState.CANCELLED, "Se fue", 1)
    assert as_ticket(paper(1, 60), came, NOW, left_reason="") is came
    assert [fate.label for fate in Fate] == ["Sigue esperando", "Atendido", "Se fue"]


def test_the_letter_is_c_unless_the_office_has_it_already() -> None:
    assert series_of(SeriesRule()) == "C"
    assert series_of(SeriesRule(general="C")) == "X"
    assert series_of(SeriesRule("X", "P", ((6, "C"), (7, "Y")))) == "Z"
    everyone = tuple(enumerate("CXYZWVU"))
    assert series_of(SeriesRule("A", "P", everyone)) == "CC"
