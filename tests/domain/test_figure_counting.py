"""Counting what the use cases seldom leave behind, and the names of what happened most."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from domain.case_events import CaseEvent, CaseEventKind
from domain.checklist import Verdict
from domain.figures.counting import count
from domain.figures.facts import NOTHING, Counts, FactKey, Ranked, total
from domain.figures.rankings import (
    FaultKey,
    RankBy,
    RankLine,
    by_reason,
    by_requirement,
    ordered,
    solution_type,
)
from domain.figures.records import Asked, CallFact, DayRecords
from domain.offices import Office
from domain.requirements import RejectionReason, Requirement
from domain.tickets import Ticket, TicketState
from tests.office import MORNING

DAY = date(2026, 12, 4)
ANA = UUID(int=5)
OFFICE = Office(UUID(int=1), "QUITO", "Quito", "Ministerio")
EVENT = CaseEvent(
    UUID(int=9), 1, CaseEventKind.RESOLVED, True, MORNING, 7, "phone", ANA, detail="S-0001"
)
TICKET = Ticket(
    UUID(int=3), OFFICE.id, DAY, "A", 1, False, (6,), MORNING, MORNING, 1,
    state=TicketState.SERVED, finished_at=MORNING + timedelta(minutes=9),
)  # fmt: skip


def counted(**records: object) -> Counts:
    return total(count(DayRecords(DAY, **records), OFFICE).facts)  # type: ignore[arg-type]


def test_a_day_without_anything_is_empty() -> None:
    assert count(DayRecords(DAY), OFFICE).facts == ()
    assert counted() == NOTHING


def test_an_answer_without_a_promised_time_is_an_answer() -> None:
    assert counted(events=(EVENT,)) == Counts(answered=1)
    late = replace(EVENT, due_at=MORNING - timedelta(minutes=1))
    assert counted(events=(late,)) == Counts(answered=1, promised=1)
    begun = replace(late, due_at=MORNING, clock_from=MORNING + timedelta(hours=1))
    assert counted(events=(begun,)) == Counts(answered=1, promised=1, on_time=1)  # a clock set back
    assert not count(DayRecords(DAY, events=(replace(EVENT, detail=""),)), OFFICE).ranked


def test_a_turno_attended_at_no_counter_is_somebodys_where_it_was_called() -> None:
    assert counted(tickets=(TICKET,)) == Counts(issued=1, served=1)
    call = CallFact(TICKET.id, 2, ANA, MORNING, MORNING, False, "arrived")
    older = replace(call, called_at=MORNING - timedelta(minutes=2), staff=UUID(int=6))
    undone = replace(call, outcome="undone", out_of_turn=True)
    facts = count(DayRecords(DAY, (TICKET,), (call, older, undone)), OFFICE).facts
    assert {fact.key for fact in facts if fact.counts.served} == {FactKey(6, "in_person", 0, ANA)}
    assert total(facts).out_of_turn == 0
    absent = replace(TICKET, state=TicketState.NO_SHOW)
    gone = replace(call, outcome="no_show", out_of_turn=True)
    assert counted(tickets=(absent,), calls=(gone,)) == Counts(issued=1, no_shows=1, out_of_turn=1)


def test_what_people_said_is_nobodys() -> None:
    asked = (Asked(6, "in_person", 1, replied=True), Asked(6, "in_person", 1))
    answers = (Asked(6, "in_person", 1, replied=True, score=5),)
    assert counted(asked=asked, answers=answers) == Counts(asked=2, replied=1, score5=1)


# ------------------------------------------------------------------------- names

STAMP = Requirement(5, "Oficio", "Oficio", reasons=(RejectionReason("sello", "Sin sello"),))


def fault(key: str, times: int = 1, service: int = 1) -> Ranked:
    return Ranked("fault", service, key, times)


def test_the_words_of_reasons() -> None:
    faults = [
        fault("5|rejected|sello|1", 3), fault("5|rejected|otro|1"), fault("5|missing||1", 2),
        fault("5|rejected|firma|1"), fault("6|rejected|nada|2"), fault("5|rejected|sello|2", 4),
    ]  # fmt: skip
    lines = by_reason(faults, lambda _, key: STAMP if key.requirement == 5 else None)
    assert {line.key: (line.label, line.count) for line in lines} == {
        "sello": ("Sin sello", 7),
        "otro": ("Otro motivo", 1),
        "missing": ("No se presentó", 2),
        "firma": ("Motivo «firma»", 1),
        "nada": ("Motivo «nada»", 1),
    }
    assert FaultKey.of("5|missing||3") == FaultKey(5, Verdict.MISSING, "", 3)


def test_a_requirement_that_nobody_can_name_keeps_its_number() -> None:
    (line,) = by_requirement([fault("5|missing||1")], lambda *_: None, str)
    assert (line.label, line.detail) == ("Requisito 5", "1, requisito 5")


def test_solutions_of_no_bank_have_their_kind() -> None:
    assert solution_type("S-0001") is None
    assert solution_type("type:refused") == "No procede (sin solución del banco)"


def test_lines_are_ordered_by_how_often_then_by_name() -> None:
    lines = [RankLine(name, 0, name, "", times) for name, times in (("b", 1), ("A", 1), ("c", 2))]
    assert [line.label for line in ordered(lines)] == ["c", "A", "b"]
    assert {by.counted for by in RankBy} == {"fault", "topic", "system", "solution", ""}
