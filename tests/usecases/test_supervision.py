"""The supervisor's day: usual days, cases that ask for attention, days that are kept and sealed."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from desktop.usecases import calling, checklists, day, day_count, day_seal, resolving, serving
from desktop.usecases.desk import Desk
from desktop.usecases.resolving import Answer
from desktop.usecases.supervision import answered_cases, cases_of_day, supervision_board
from domain.checklist import Verdict
from domain.solutions import SolutionType
from domain.staff import Actor
from domain.tickets import TicketState
from tests.office import KEY, FakeClock, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    complete_case,
    opened_case,
    returned_case,
)
from tests.usecases.hall import issue, opened

TODAY = date(2026, 12, 4)


@pytest.fixture
def sara(office: SmallOffice) -> Actor:
    return office.actor("supervisor-1")


def attend(desk: Desk, clock: FakeClock, actor: Actor, waited: float, took: float) -> None:
    clock.go(minutes=waited)
    calling.call_next(desk, actor)
    calling.arrived(desk, actor)
    clock.go(minutes=took)
    serving.finish(desk, actor, "Consulta breve")


def test_a_closed_day_is_kept_counted(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    issue(desk, office)
    attend(desk, clock, ana, 4, 10)
    live = day_count.figures(desk, sara)
    closed = day.close_day(desk, sara, "Fin")
    assert closed.figures == live.figures
    assert [kept.day for kept in day_count.closed_days(desk, sara)] == [TODAY]
    clock.go(days=1)
    (kept,) = day_count.closed_days(desk, sara)
    assert (kept.day, kept.figures) == (TODAY, live.figures)
    with desk.units.read() as unit:
        assert tuple(unit.closed_days.slots(TODAY)) == live.slots
        closing = next(op for op in unit.log.all() if op.type == "day_closed")
    assert kept.sequence == closing.sequence


def test_a_reopened_day_is_not_kept_until_it_is_closed_again(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    issue(desk, office)
    day.close_day(desk, sara, "Fin")
    day.reopen_day(desk, sara, "Era temprano")
    with desk.units.read() as unit:
        assert unit.closed_days.get(TODAY) is None
    issue(desk, office)
    assert day.close_day(desk, sara, "Ahora sí").figures.issued == 2
    clock.go(days=1)
    assert [kept.figures.issued for kept in day_count.closed_days(desk, sara)] == [2]


def test_what_is_usual_comes_from_the_same_weekday(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    assert supervision_board(desk, sara).usual.days == ()
    for people, waited in ((2, 10.0), (4, 20.0)):
        for _ in range(people):
            issue(desk, office)
        for _ in range(people):
            attend(desk, clock, ana, waited, 0)
        day.close_day(desk, sara, "Fin")
        clock.go(days=3)
        issue(desk, office)  # a Monday, which tells nothing of Fridays
        day.close_day(desk, sara, "Fin")
        clock.go(days=4)
        clock.set(clock.now().replace(hour=13, minute=0))
    usual = supervision_board(desk, sara).usual
    assert usual.days == (TODAY + timedelta(days=7), TODAY)
    assert usual.arrivals == ((16, 3.0),)
    assert usual.wait_minutes == (15 + 50) / 2


def test_a_usual_day_on_which_nobody_was_called(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    issue(desk, office)
    day.close_day(desk, sara, "Fin")
    clock.go(days=7)
    assert supervision_board(desk, sara).usual.wait_minutes is None


def test_cases_that_ask_for_attention(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    first = returned_case(desk, office, ana, person, entity)
    board = supervision_board(desk, sara)
    assert [row.id for row in board.cases.returned] == [first.id]
    assert board.cases.returned_again == ()
    (fault,) = board.cases.faults
    assert (fault.case_id, fault.requirement, fault.words) == (first.id, 5, "Otro motivo")
    assert board.counted.figures.cases.returned == 1

    clock.go(minutes=5)
    ticket = at_the_counter(desk, office, ana, 1, 2, person=person, entity=entity)
    second = opened_case(desk, ana, 1, ticket, apart="Otro funcionario")
    check(desk, ana, second, 5, skip=(6,))
    checklists.give_back(desk, ana, second.id)
    complete_case(desk, ana, 2, ticket)
    serving.finish(desk, ana)
    (again,) = supervision_board(desk, sara).cases.returned_again
    assert (again.case_id, again.requirement, again.verdict) == (second.id, 5, Verdict.REJECTED)
    assert (again.entity, again.times) == ("Municipio de Ejemplo", 2)

    mail = by_email(desk, ana, 4, person, entity, clock.now())
    check(desk, ana, mail)
    due = checklists.complete(desk, ana, mail.id).due_at
    assert due is not None
    clock.set(due + timedelta(hours=1))
    board = supervision_board(desk, sara)
    assert mail.id in [row.id for row in board.cases.due]
    answer = Answer(SolutionType.EXPLAINED, "Se restableció")
    for code in [s.code for s in desk.catalogue.service(4).steps]:
        resolving.do_step(desk, ana, mail.id, code, "hecho")
    resolving.resolve(desk, ana, mail.id, answer)
    board = supervision_board(desk, sara)
    assert [row.id for row in board.cases.late] == [mail.id]
    assert [row.id for row in answered_cases(desk, sara)] == [mail.id]
    figures = board.counted.figures.cases
    assert (figures.answered, figures.on_time) == (1, 0)


def test_the_cases_of_today(desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, ana, 2, 6, person=person, entity=entity)
    case = complete_case(desk, ana, 2, ticket)
    support = opened_case(desk, ana, 6, ticket, topic="access", problem="No entra")
    assert [row.id for row in cases_of_day(desk, sara)] == [case.id, support.id]
    figures = supervision_board(desk, sara).counted.figures.cases
    assert (figures.opened, figures.in_process) == (2, 1)
    clock.go(days=1)
    assert cases_of_day(desk, sara) == []


# --------------------------------------------------------------------------------- the seal


def altered(desk: Desk) -> list[date]:
    with desk.units.read() as unit:
        return list(day_seal.altered_days(unit))


def change(path: Any, statement: str) -> None:
    connection = sqlcipher.connect(str(path))
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ticket SET finished_at = finished_at - 60000000 WHERE number = 1",
        "UPDATE ticket SET arrived_at = arrived_at + 1 WHERE number = 2",
        "UPDATE ticket SET attended = '' WHERE number = 1",
        "UPDATE ticket SET state = 'cancelled' WHERE number = 2",
        "DELETE FROM ticket WHERE number = 2",
    ],
)
def test_a_turno_changed_by_hand_is_seen(
    desk: Desk,
    office: SmallOffice,
    sara: Actor,
    clock: FakeClock,
    tmp_path: Any,
    statement: str,
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    issue(desk, office)
    attend(desk, clock, ana, 1, 5)
    for _ in range(2):
        issue(desk, office)
    calling.call_next(desk, ana)
    calling.undo_call(desk, ana)
    day.close_day(desk, sara, "Fin")
    assert altered(desk) == []
    change(tmp_path / "ventanilla.db", statement)
    assert altered(desk) == [TODAY]


def test_what_was_still_attended_may_end_and_a_reopened_day_may_change(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    issue(desk, office)
    issue(desk, office)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    day.close_day(desk, sara, "Fin")
    serving.finish(desk, ana, "Consulta breve")
    assert altered(desk) == []
    day.reopen_day(desk, sara, "Era temprano")
    issue(desk, office)
    assert altered(desk) == []
    day.close_day(desk, sara, "Ahora sí")
    assert altered(desk) == []
    with desk.units.read() as unit:
        assert len(unit.tickets.in_states(TODAY, [TicketState.EXPIRED])) == 2


def test_days_closed_by_a_program_that_sealed_nothing_are_left_out(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    with desk.units.write() as unit:
        for type_ in ("day_closed", "day_reopened"):
            unit.log.append(
                "queue_day",
                office.office.id,
                1,
                type_,
                {"day": "2026-11-30", "reason": "Fin"},
                actor_id=sara.staff_id,
                at=desk.clock.now(),
            )
    assert altered(desk) == []
