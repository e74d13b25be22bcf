"""What the screens read."""

import pytest

from desktop.usecases import boards, calling, counters, day, reception, serving
from desktop.usecases.desk import Desk
from desktop.usecases.supervision import supervision_board
from domain.people import DocumentType
from domain.staff import NotAllowed
from tests.office import FakeClock, SmallOffice
from tests.usecases.hall import issue, opened


def test_an_empty_office(desk: Desk, office: SmallOffice) -> None:
    board = boards.queue_board(desk, office.actor("asesor-1"))
    assert (board.session, board.counter, board.current, board.visitor) == (None,) * 4
    assert (board.waiting, board.next_id, board.usual_wait_minutes) == ((), None, None)
    assert (board.closed, board.forgotten_days) == (False, ())
    assert board.change == boards.change(desk) == 1
    with pytest.raises(NotAllowed):
        boards.queue_board(desk, office.actor("pantalla"))


def test_the_queue_as_one_counter_sees_it(desk: Desk, office: SmallOffice) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    issue(desk, office, 6)
    enrol = issue(desk, office, 5)
    issue(desk, office, 6, priority=True)
    sent = issue(desk, office, 6)
    serving.send_on(desk, ana, sent.id, "Lo pide", to_counter=office.counter_id(2))
    board = boards.queue_board(desk, ana)
    assert [(r.view.ticket.code, r.mine, r.waits_for) for r in board.waiting] == [
        ("P-001", True, ()),
        ("A-001", True, ()),
        (enrol.code, False, (3,)),
        (sent.code, False, (2,)),
    ]
    assert board.next_id == board.waiting[0].view.ticket.id
    everybody = boards.queue_board(desk, office.actor("supervisor-1"))
    assert all(row.mine for row in everybody.waiting)
    assert everybody.next_id is None


def test_nobody_for_this_counter(desk: Desk, office: SmallOffice) -> None:
    andres = opened(desk, office, "asesor-2", 2)
    issue(desk, office, 5)
    assert boards.queue_board(desk, andres).next_id is None


def test_who_is_at_the_counter(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    who = office.actor("recepcion-1")
    draft = reception.PersonDraft(DocumentType.CEDULA, "1710034065", "Rosa Elvira")
    person = reception.register_person(desk, who, draft)
    entity = reception.register_entity(desk, who, "1760001550001", "GAD Municipal")
    for _ in range(2):
        reception.issue(desk, who, reception.NewTicket((6,), person.id, entity.id))
    clock.go(minutes=4)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    serving.finish_and_call(desk, ana, "Consulta breve")
    board = boards.queue_board(desk, ana)
    assert board.visitor is not None
    assert (board.visitor.person, board.visitor.entity) == (person, entity)
    assert [visit.code for visit in board.visitor.visits] == ["A-001"]
    assert board.usual_wait_minutes == 4
    assert board.change == boards.change(desk)


def test_a_person_without_a_name(desk: Desk, office: SmallOffice) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    issue(desk, office)
    calling.call_next(desk, ana)
    visitor = boards.queue_board(desk, ana).visitor
    assert visitor == boards.Visitor(None, None, ())


def test_held_absent_and_closed(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    held, absent = issue(desk, office), issue(desk, office)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    serving.hold(desk, ana, "Consulta")
    calling.call_next(desk, ana)
    for _ in range(2):
        clock.go(minutes=1)
        calling.call_again(desk, ana)
    calling.did_not_come(desk, ana)
    board = boards.queue_board(desk, ana)
    assert [v.ticket.id for v in board.held] == [held.id]
    assert [v.ticket.id for v in board.absent] == [absent.id]
    clock.go(days=3)
    issue(desk, office)
    later = boards.queue_board(desk, ana)
    assert [f"{d:%d/%m}" for d in later.forgotten_days] == ["04/12"]
    day.close_day(desk, office.actor("supervisor-1"), "Fin de la jornada")
    assert boards.queue_board(desk, ana).closed


def test_all_counters(desk: Desk, office: SmallOffice) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    issue(desk, office)
    calling.call_next(desk, ana)
    views = boards.counters_board(desk, ana)
    assert [
        (v.counter.number, v.staff, None if v.current is None else v.current.ticket.code)
        for v in views
    ] == [(1, "Ana Asesora", "A-001"), (2, "", None), (3, "", None)]


def test_the_public_display(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    television = office.actor("pantalla")
    ana = opened(desk, office, "asesor-1", 1)
    issue(desk, office)
    calling.call_next(desk, ana)
    board = boards.display_board(desk, television)
    assert [(c.code, c.counter_number, c.open) for c in board.calls] == [("A-001", 1, True)]
    assert board.open
    clock.at("18:00")
    assert not boards.display_board(desk, television).open
    clock.at("16:59")
    issue(desk, office)
    clock.at("17:30")
    assert boards.display_board(desk, television).open
    calling.arrived(desk, ana)
    serving.finish(desk, ana, "Consulta breve")
    counters.close_counter(desk, ana)
    assert not boards.display_board(desk, television).open


def test_the_display_says_closed_once_the_day_is(desk: Desk, office: SmallOffice) -> None:
    issue(desk, office)
    television = office.actor("pantalla")
    assert boards.display_board(desk, television).open
    day.close_day(desk, office.actor("supervisor-1"), "Corte de luz")
    assert not boards.display_board(desk, television).open


def test_the_supervisor_sees_an_attention_left_at_a_counter_on_an_earlier_day(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    left = issue(desk, office)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    clock.go(days=3)
    today = issue(desk, office)
    board = supervision_board(desk, office.actor("supervisor-1"))
    assert [view.ticket.id for view in board.tickets] == [left.id, today.id]
    assert board.counted.figures.issued == 1


def test_a_wait_ends_with_the_first_call_that_was_answered(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana, tomas = opened(desk, office, "asesor-1", 1), opened(desk, office, "tecnico-1", 3)
    both = issue(desk, office, 1, 5)
    clock.go(minutes=4)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    clock.go(minutes=20)
    serving.send_on(desk, ana, both.id, "Falta enrolar", done_here=True)
    calling.call_next(desk, tomas)
    calling.arrived(desk, tomas)
    board = supervision_board(desk, office.actor("supervisor-1"))
    assert board.counted.waits_minutes == {"A-001": 4.0}
    usual = boards.queue_board(desk, ana).usual_wait_minutes
    assert usual == board.counted.figures.wait.usual == board.counted.figures.wait.most == 4.0


def test_the_newest_call_is_shown_first_also_after_the_clock_was_set_back(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    first, second = issue(desk, office), issue(desk, office)
    calling.call_next(desk, opened(desk, office, "asesor-1", 1))
    clock.go(hours=-1)
    calling.call_next(desk, opened(desk, office, "asesor-2", 2))
    board = boards.display_board(desk, office.actor("pantalla"))
    assert [call.code for call in board.calls] == [second.code, first.code]
