"""What a clerk sees when a supervisor acts at their counter in the middle of something."""

from datetime import date

import pytest

from desktop.usecases import calling, serving, steering
from desktop.usecases.desk import Desk
from domain.counters import SessionState
from domain.staff import Actor
from domain.tickets import Ticket, TicketState
from tests.office import SmallOffice
from tests.ui.queue_seat import Key, Seat, issue, open_seat, stored

__all__ = ["open_seat"]


@pytest.fixture
def sara(office: SmallOffice) -> Actor:
    return office.actor("supervisor-1")


@pytest.fixture
def served(open_seat: Seat, desk: Desk, office: SmallOffice) -> Ticket:
    """Somebody is attended at the counter."""
    ticket = issue(desk, office, 6)
    calling.call_next(desk, open_seat.actor)
    calling.arrived(desk, open_seat.actor)
    open_seat.until_next("Finalizar A-001")
    return ticket


def test_ended_while_the_clerk_is_asked_why_it_pauses(
    open_seat: Seat, served: Ticket, desk: Desk, sara: Actor
) -> None:
    open_seat.press(Key.Key_F7)
    open_seat.until_asked("¿Por qué queda en pausa")
    steering.end_attention(desk, sara, served.id, "La persona ya se fue")
    open_seat.until_next("Nadie espera para usted")
    open_seat.press(Key.Key_1)
    open_seat.until_told("No hay ningún turno en su ventanilla.")
    open_seat.until_next("Nadie espera para usted")
    assert stored(desk, served).state is TicketState.SERVED
    assert stored(desk, served).reason == "La persona ya se fue"


def test_sent_on_in_the_moment_the_clerk_finishes(
    open_seat: Seat, served: Ticket, desk: Desk, sara: Actor
) -> None:
    open_seat.look_away()  # the page has not seen it yet
    serving.send_on(desk, sara, served.id, "Más cerca")
    open_seat.press(Key.Key_F2)
    open_seat.until_told("No hay ningún turno en su ventanilla.")
    open_seat.until_next("Llamar a A-001")
    assert stored(desk, served).state is TicketState.ISSUED


def test_taken_as_absent_in_the_moment_the_clerk_calls(
    open_seat: Seat, desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    ticket = issue(desk, office, 6)
    open_seat.until_next("Llamar a A-001")
    open_seat.look_away()
    other = office.actor("asesor-2").staff_id
    clerk = open_seat.actor.staff_id
    cover = steering.cover_absence(desk, sara, clerk, other, date(2026, 12, 4), "No se presentó")
    assert cover.session is not None
    assert cover.session.state is SessionState.CLOSED
    open_seat.press(Key.Key_F2)
    open_seat.until_told("Su ventanilla no está abierta. ")
    open_seat.until_next("Abrir la ventanilla")
    open_seat.press(Key.Key_F2)
    open_seat.until_next("Llamar a A-001")
    assert stored(desk, ticket).state is TicketState.ISSUED


def test_a_service_opened_is_in_the_counters_own_line(
    open_seat: Seat, desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    with desk.units.read() as unit:
        session = unit.sessions.open_of(open_seat.actor.staff_id)
    assert session is not None
    issue(desk, office, 4)
    open_seat.until_waiting("A-001")
    assert open_seat.next_says == "Nadie espera para usted"
    steering.open_service(desk, sara, session.id, 4, "Hay mucha fila")
    open_seat.until_next("Llamar a A-001")
    steering.close_service(desk, sara, session.id, 4, "Ya no hay fila")
    open_seat.until_next("Nadie espera para usted")
