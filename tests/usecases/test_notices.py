"""Notices of the supervisor to the counters."""

import pytest

from desktop.usecases import counters, notices, office_admin
from desktop.usecases.desk import Desk
from desktop.usecases.supervision import supervision_board
from domain.counters import CounterNotOpen
from domain.errors import InvalidInput, NotFound
from domain.staff import Actor, NotAllowed
from tests.office import FakeClock, SmallOffice
from tests.usecases.hall import opened, told


@pytest.fixture
def sara(office: SmallOffice) -> Actor:
    return office.actor("supervisor-1")


def unread(desk: Desk, actor: Actor) -> list[str]:
    return [view.notice.text for view in notices.unread(desk, actor)]


def test_a_notice_is_shown_at_its_counter_until_it_is_read(
    desk: Desk, office: SmallOffice, sara: Actor, clock: FakeClock
) -> None:
    ana, andres = opened(desk, office, "asesor-1", 1), opened(desk, office, "asesor-2", 2)
    assert supervision_board(desk, sara).notices == ()
    (sent,) = notices.send_notice(desk, sara, " Pase a la sala 2 ", office.counter_id(1))
    clock.go(minutes=1)
    notices.send_notice(desk, sara, "Cierre a las 16:30")
    assert unread(desk, ana) == ["Pase a la sala 2", "Cierre a las 16:30"]
    assert unread(desk, andres) == ["Cierre a las 16:30"]
    with pytest.raises(NotAllowed):
        unread(desk, sara)
    with pytest.raises(NotFound, match="no es para"):
        notices.read_notice(desk, andres, sent.id)
    read = notices.read_notice(desk, ana, sent.id)
    assert notices.read_notice(desk, ana, sent.id) == read
    assert unread(desk, ana) == ["Cierre a las 16:30"]
    assert [op.type for op in told(desk, sent.id)] == ["notice_sent", "notice_read"]
    views = supervision_board(desk, sara).notices
    assert [(v.counter_number, v.sender, v.reader) for v in views[1:]] in (
        [(1, "Sara Supervisora", ""), (1, "Sara Supervisora", "Ana Asesora")],
        [(2, "Sara Supervisora", ""), (1, "Sara Supervisora", "Ana Asesora")],
    )
    clock.go(days=1)
    assert unread(desk, ana) == []


def test_no_notice_goes_to_a_counter_out_of_service(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    office_admin.set_counter_active(desk, office.actor("admin-1"), office.counter_id(2), False)
    with pytest.raises(CounterNotOpen, match="fuera de servicio"):
        notices.send_notice(desk, sara, "Hola", office.counter_id(2))


def test_what_is_no_notice(desk: Desk, office: SmallOffice, sara: Actor) -> None:
    with pytest.raises(InvalidInput, match="Ninguna ventanilla"):
        notices.send_notice(desk, sara, "Hola")
    with pytest.raises(InvalidInput):
        notices.send_notice(desk, sara, "  ", office.counter_id(1))
    with pytest.raises(InvalidInput):
        notices.send_notice(desk, sara, "x" * 301, office.counter_id(1))
    (sent,) = notices.send_notice(desk, sara, "Al abrir, avise", office.counter_id(1))
    with pytest.raises(CounterNotOpen):
        notices.read_notice(desk, office.actor("asesor-1"), sent.id)
    ana = opened(desk, office, "asesor-1", 1)
    assert unread(desk, ana) == ["Al abrir, avise"]
    counters.close_counter(desk, ana)
