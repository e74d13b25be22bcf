"""A supervisor ends, sends on and has somebody stand in: asked, done, and told, by the keyboard."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QDate

from desktop.usecases import calling, counters, notices, serving
from desktop.usecases.desk import Desk
from domain.counters import SessionState
from domain.staff import Role
from domain.tickets import TicketState
from tests.office import FakeClock, SmallOffice
from tests.ui.steering_seat import Seat, seat
from tests.usecases.casework import a_person, an_entity, at_the_counter, by_email, opened_case
from tests.usecases.hall import issue, opened, stored
from ui.supervision.steering_sheets import CoverSheet

__all__ = ["seat"]


# ---------------------------------------------------------------- a forgotten attention


def test_f8_ends_a_forgotten_attention_and_says_what_is_on_record(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = at_the_counter(desk, office, ana, 2, 6, person=person, entity=entity)
    case = opened_case(desk, ana, 2, ticket)
    clock.go(minutes=100)
    seat.ticket(ticket)
    seat.press("F8")
    words = seat.words("¿Por qué termina la atención de A-001?")
    assert "En atención en la ventanilla 1 (Ana Asesora) desde las 08:00: 1 h 40 min." in words
    assert case.number in words
    name = desk.catalogue.short_names((6,))
    assert f"Sin registro, quedará como no atendido: {name}." in words
    seat.press("2")
    seat.until_told(f"La atención de A-001 terminó. Quedó sin atender: {name}.")
    now = stored(desk, ticket)
    assert (now.state, now.attended) == (TicketState.SERVED, (2,))
    assert seat.reasons(ticket.id) == [("ticket_served", "Se atendió y no se finalizó")]


def test_one_on_hold_can_be_ended_and_one_that_waits_cannot(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    ticket = issue(desk, office)
    seat.ticket(ticket)
    assert not seat.can("Terminar")
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    serving.hold(desk, ana, "Falta un documento")
    counters.close_counter(desk, ana)
    seat.ticket(ticket)
    seat.press("F8")
    words = seat.words("¿Por qué termina")
    assert "Quedó en pausa en la ventanilla 1: Falta un documento." in words
    seat.press("1")
    seat.until_told("La atención de A-001 terminó.")


def test_the_clerk_finished_it_meanwhile(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    ticket = issue(desk, office)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    seat.ticket(ticket)
    seat.press("F8")
    seat.sheet("¿Por qué termina")
    serving.finish(desk, ana, "Volverá otro día")
    seat.press("1")
    seat.until_told("El turno A-001 está «atendido».")
    assert stored(desk, ticket).reason == "Volverá otro día"
    seat.refresh()
    assert not seat.can("Terminar")


# ---------------------------------------------------------------- a turno left at a counter


@pytest.mark.parametrize("left", ["called", "served", "held"])
def test_f6_sends_on_what_was_left_at_a_counter(
    seat: Seat, desk: Desk, office: SmallOffice, left: str
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    ticket = issue(desk, office)
    calling.call_next(desk, ana)
    if left != "called":
        calling.arrived(desk, ana)
    if left == "held":
        serving.hold(desk, ana, "Falta un documento")
    seat.ticket(ticket)
    seat.press("F6")
    seat.sheet("¿A dónde va A-001?")
    seat.press("1")
    seat.sheet("¿Por qué reasigna A-001?")
    seat.press("1")
    seat.until_told("A-001 espera a la ventanilla 2, en el lugar que tenía por su llegada.")
    now = stored(desk, ticket)
    assert (now.state, now.reserved_for) == (TicketState.ISSUED, office.counter_id(2))
    assert seat.reasons(ticket.id) == [("ticket_sent_on", "Corresponde a otra ventanilla")]
    (view,) = notices.unread(desk, ana)
    assert view.notice.text.startswith("A-001 se reasignó desde su ventanilla.")


# ---------------------------------------------------------------- an absence


def test_f9_lets_somebody_stand_in_and_says_what_would_happen_and_what_did(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    by_email(desk, ana, 10, a_person(desk, office), an_entity(desk, office), clock.now())
    ticket = issue(desk, office)
    calling.call_next(desk, ana)
    seat.counter(1)
    seat.press("F9")
    sheet = seat.sheet("Reemplazar a un ausente")
    assert isinstance(sheet, CoverSheet)
    assert sheet.absent.currentText() == "Ana Asesora · ventanilla 1"
    place = next(n for n in range(sheet.stand_in.count()) if "Sara" in sheet.stand_in.itemText(n))
    sheet.stand_in.setCurrentIndex(place)
    until = clock.now().date() + timedelta(days=3)
    sheet.until.setDate(QDate(until.year, until.month, until.day))
    seat.qtbot.waitUntil(sheet.go_on.isEnabled)
    plan = sheet.plan.text().splitlines()
    assert plan == [
        "Se cierra la ventanilla 1.",
        "A-001 vuelve a esperar, en el lugar que tenía.",
        "1 trámite de Ana Asesora pasa a Sara Supervisora, si puede atenderlo.",
        (
            f"Sara Supervisora recibe hasta el {until:%d/%m/%Y}: Asesor de ventanilla."
            " Para usarlo debe ingresar otra vez."
        ),
    ]
    seat.press("Return")
    assert "Se cierra la ventanilla 1." in seat.words("¿Por qué falta Ana Asesora?")
    seat.press("1")
    shown = seat.words("Sara Supervisora reemplaza a Ana Asesora")
    for said in (
        "La ventanilla de Ana Asesora está cerrada.",
        "A-001 espera otra vez, en el lugar que tenía.",
        "Por hacer",
        "Para usarlo, Sara Supervisora debe cerrar la sesión e ingresar otra vez.",
    ):
        assert said in shown
    seat.press("Return")
    assert stored(desk, ticket).state is TicketState.ISSUED
    with desk.units.read() as unit:
        assert unit.sessions.open_of(ana.staff_id) is None
        sara = unit.staff.get(seat.sara.staff_id)
        last = [o for o in unit.log.of(sara.id) if o.type == "stand_in_given"]
    assert Role.CLERK in sara.roles_on(until)
    assert len(last) == 1


def test_the_focus_stays_where_what_was_asked_about_is_listed_no_more(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    issue(desk, office)
    calling.call_next(desk, ana)
    seat.refresh()
    seat.press("A")
    assert seat.page.behind.table.hasFocus()
    seat.press("F9")
    sheet = seat.sheet("Reemplazar a un ausente")
    assert isinstance(sheet, CoverSheet)
    seat.qtbot.waitUntil(sheet.go_on.isEnabled)
    seat.press("Return")
    seat.sheet("¿Por qué falta Ana Asesora?")
    seat.press("1")
    seat.words("reemplaza a Ana Asesora")
    seat.qtbot.waitUntil(lambda: seat.page.behind.line is None)
    seat.press("Return")
    seat.qtbot.waitUntil(seat.page.behind.back.hasFocus)


def test_what_cannot_be_is_said_before_anything_is_asked(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    seat.counter(1)
    seat.press("F9")
    sheet = seat.sheet("Reemplazar a un ausente")
    assert isinstance(sheet, CoverSheet)
    seat.qtbot.waitUntil(sheet.go_on.isEnabled)
    sheet.until.setDate(QDate(2026, 12, 1))
    seat.qtbot.waitUntil(
        lambda: sheet.error.words == "Ese día ya pasó. Elija hoy o un día posterior."
    )
    assert not sheet.go_on.isEnabled()
    names = [sheet.absent.itemText(n) for n in range(sheet.absent.count())]
    assert not any("Sara" in name or "Adela" in name for name in names)
    before = sheet.stand_in.currentData()
    sheet.absent.setCurrentIndex(1)
    assert sheet.absent.currentData() != sheet.stand_in.currentData()
    assert before is not None
    seat.press("Escape")
    seat.qtbot.waitUntil(lambda: not seat.acts.presenter.runner.is_busy)


def test_the_clerk_came_after_all(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    """Between what was told and the reason the colleague opened their counter: it is closed."""
    seat.counter(1)
    seat.press("F9")
    sheet = seat.sheet("Reemplazar a un ausente")
    assert isinstance(sheet, CoverSheet)
    place = next(n for n in range(sheet.absent.count()) if "Andr" in sheet.absent.itemText(n))
    sheet.absent.setCurrentIndex(place)
    seat.qtbot.waitUntil(sheet.go_on.isEnabled)
    andres = opened(desk, office, "asesor-2", 2)
    with desk.units.read() as unit:
        session = unit.sessions.open_of(andres.staff_id)
    assert session is not None
    seat.press("Return")
    seat.sheet("¿Por qué falta Andrés Asesor?")
    seat.press("5")
    assert "La ventanilla de Andrés Asesor está cerrada." in seat.words("reemplaza a Andrés")
    seat.press("Return")
    with desk.units.read() as unit:
        assert unit.sessions.get(session.id).state is SessionState.CLOSED
    assert ("counter_closed", "No se presentó") in seat.reasons(session.id)
