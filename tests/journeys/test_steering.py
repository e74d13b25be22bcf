"""A supervisor steers the day beside two clerks at work, each at a window, by the keyboard alone.

Every act has its reason, is on record, and is told in words where its clerk works.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from desktop.app.backups import verify_log
from desktop.app.demo import COUNTERS, PASSWORD, first_start
from desktop.app.door import DemoDoor
from desktop.app.simulated_day.casework import SupportHands
from desktop.app.simulated_day.hands import until
from desktop.app.simulated_day.script import DayClock
from desktop.app.station import Station
from desktop.paths import Places
from desktop.usecases import access, office_admin, reception
from desktop.usecases.day_report import day_report
from desktop.usecases.desk import Desk
from desktop.usecases.first_start import FirstStart, PersonForm
from domain.case_parts import CaseState
from domain.people import DocumentType
from domain.staff import Role
from domain.tickets import Ticket, TicketState
from tests.journeys.seats import Seat, Seats
from tests.journeys.test_services import assert_no_key_does_two_things
from ui.approvals.sheet import ApprovalSheet
from ui.queue.notices import NoticeBand
from ui.queue.page import QueuePage
from ui.queue.state import Step
from ui.supervision.page import SupervisionPage
from ui.supervision.steering_sheets import CoverSheet, DoneSheet
from ui.widgets import KeyButton, Sheet

pytestmark = pytest.mark.journey

CEDULA = "1710034065"
PROBLEM, DETAIL = "No puede entrar", "Se le indica el camino."


class SteeringDoor(DemoDoor):
    """An office with two clerks, where calling out of turn is allowed by a supervisor."""

    hint = ""

    def _request(self) -> FirstStart:
        names = (
            ("recepcion", "Rosa Paredes", Role.RECEPTIONIST),
            ("asesora", "Ana Villacís", Role.CLERK),
            ("asesor", "Bruno Cárdenas", Role.CLERK),
            ("supervisora", "Sara Moncayo", Role.SUPERVISOR),
        )
        staff = tuple(
            PersonForm(user, name, frozenset({role}), PASSWORD) for user, name, role in names
        )
        return replace(first_start(), counters=COUNTERS[:2], staff=staff)

    def _fill(self, station: Station) -> None:
        desk = station.desk
        station.change(display_chime=False)
        admin = access.sign_in(desk, "admin", PASSWORD)
        version = office_admin.view(desk, admin).office.version
        rules = office_admin.RulesForm(out_of_turn_needs_approval=True)
        office_admin.edit_rules(desk, admin, version, rules)


class Hall:
    """The supervisor and the two clerks at their windows."""

    def __init__(self, seats: Seats, door: SteeringDoor, clock: DayClock) -> None:
        self.desk: Desk = door.open().desk
        self.clock = clock
        self.host = access.sign_in(self.desk, "recepcion", PASSWORD)
        draft = reception.PersonDraft(DocumentType.CEDULA, CEDULA, "Luz Ejemplo")
        self.person = reception.register_person(self.desk, self.host, draft).id
        self.ana, self.bruno, self.sara = (seats.take(door) for _ in range(3))
        self.ana.sign_in("asesora")
        self.bruno.sign_in("asesor")
        self.sara.sign_in("supervisora")
        self.supervision = self.sara.page("supervision", SupervisionPage)

    def issue(self, *services: int) -> Ticket:
        """Somebody comes."""
        asked = reception.NewTicket(services, self.person)
        return reception.issue(self.desk, self.host, asked).ticket

    def ticket(self, ticket: Ticket) -> Ticket:
        """Return a turno as it is kept now."""
        with self.desk.units.read() as unit:
            return unit.tickets.get(ticket.id)

    def until_step(self, seat: Seat, step: Step) -> None:
        """Wait until F2 of a clerk offers something."""
        page = seat.page("queue", QueuePage)

        def is_there() -> bool:
            state = page.presenter.state
            opening = step is not Step.OPEN or page.opening.chosen() is not None
            there = state is not None and state.step is step and opening
            return there and not page.presenter.is_acting

        until(is_there, f"F2 offers {step.value}")

    def seen_by_sara(self) -> None:
        """Wait until the supervisor's page shows what the log holds."""
        with self.desk.units.read() as unit:
            head = unit.log.head().sequence

        def is_seen() -> bool:
            state = self.supervision.presenter.state
            return state is not None and state.change >= head

        until(is_seen, "the supervisor sees it")

    def sara_does(self, *keys: str) -> None:
        """Press keys at the supervisor's window, one question after another."""
        for key in keys:
            before = self._questions(self.sara)
            self.sara.hands.press(key)
            until(partial(self._moved, before), f"{key} did something")

    def _moved(self, before: tuple[str, ...]) -> bool:
        acts = (self.supervision.presenter, self.supervision.steering.presenter)
        busy = any(one.is_acting or one.runner.is_busy for one in acts)
        return not busy and self._questions(self.sara) != before

    @staticmethod
    def _questions(seat: Seat) -> tuple[str, ...]:
        sheets = seat.window.findChildren(Sheet)
        return tuple(sheet.accessibleName() for sheet in sheets if sheet.isVisible())

    def told(self, seat: Seat, words: str) -> None:
        """Wait for a notice of the supervisor above the page that a clerk works on."""
        seat.see(NoticeBand, lambda band: words in band.accessibleName())

    def read(self, seat: Seat) -> None:
        """Alt+L until nothing is left to read."""
        band = seat.window.findChild(NoticeBand)
        assert band is not None
        while band.isVisible():
            text = band.accessibleName()
            seat.hands.press("Alt+L")
            until(partial(_went, band, text), "it was read")


def _went(band: NoticeBand, text: str) -> bool:
    return not band.isVisible() or band.accessibleName() != text


@pytest.fixture
def hall(seats: Seats, tmp_path: Path) -> Hall:
    """Everybody at their windows at 08:00."""
    folder, clock = tmp_path / "datos", DayClock()
    return Hall(seats, SteeringDoor(Places(folder, folder / "registros"), clock), clock)


def begin_support(hall: Hall) -> tuple[Ticket, SupportHands]:
    """Ana attends somebody and writes down what it is about; Bruno's counter is open."""
    for number, seat in enumerate((hall.ana, hall.bruno), start=1):
        hall.until_step(seat, Step.OPEN)
        until(partial(offers, seat, number), f"counter {number} is offered")
        seat.hands.press("F2")
        hall.until_step(seat, Step.NOTHING)
    ticket = hall.issue(6)
    for step in (Step.CALL, Step.ARRIVE):
        hall.until_step(hall.ana, step)
        hall.ana.hands.press("F2")
    hall.until_step(hall.ana, Step.FINISH)
    work = SupportHands(hall.ana.window, hall.ana.hands)
    work.begin()
    work.write(PROBLEM)
    return ticket, work


def offers(seat: Seat, number: int) -> bool:
    """Tell whether a clerk would open a counter."""
    chosen = seat.page("queue", QueuePage).opening.chosen()
    return chosen is not None and chosen[0].counter.number == number


def words_of(sheet: Sheet) -> str:
    labels = sheet.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisible())


def acts(hall: Hall) -> list[tuple[str, str, str]]:
    """What the report of the day tells of decisions, with their reasons."""
    report = day_report(hall.desk, access.sign_in(hall.desk, "supervisora", PASSWORD))
    return [(act.who, act.what, act.reason) for act in report.acts]


def test_six_acts_beside_two_clerks_at_work(hall: Hall) -> None:
    ticket, work = begin_support(hall)
    hall.seen_by_sara()

    # a notice: one key to the counter, one to tell it, one for a ready text
    hall.sara.hands.press("A")
    hall.sara_does("F7", "1")
    hall.told(hall.ana, "Aviso de Sara Moncayo, 08:00: Pase por supervisión cuando termine")
    assert work.page.form.problem.text() == PROBLEM
    assert hall.ana.window.focusWidget() is work.page.form.problem
    assert_no_key_does_two_things(hall.ana)
    hall.read(hall.ana)

    # a service at the other counter
    waits = hall.issue(2)
    hall.seen_by_sara()
    hall.sara.hands.press("S")
    hall.sara_does("F5", "2", "1")
    hall.told(hall.bruno, "Desde ahora su ventanilla atiende también")
    hall.until_step(hall.bruno, Step.CALL)
    assert_no_key_does_two_things(hall.sara)

    # a turno sent to one counter
    more = [hall.issue(6) for _ in range(2)]
    hall.seen_by_sara()
    hall.supervision.leave()
    hall.sara.hands.press("1")
    until(lambda: hall.supervision.behind.ticket is not None, "who waits is listed")
    hall.supervision.behind.choose(more[0].id)
    hall.sara_does("F6", "2", "1")
    until(lambda: hall.ticket(more[0]).reserved_for is not None, "it waits for one counter")

    # leave to call out of turn
    bruno = hall.bruno.page("queue", QueuePage)
    until(lambda: bruno.waiting.table.model().rowCount() == 3, "three wait")
    bruno.waiting.table.choose(more[1].id)
    hall.bruno.hands.press("Ctrl+Return")
    hall.bruno.sheet()
    hall.bruno.hands.press("1")
    asking = hall.bruno.see(ApprovalSheet)
    until(lambda: bool(asking.supervisor.count()), "it is asked for")
    until(lambda: _grants(hall), "the supervisor sees it")
    hall.sara.hands.press("Alt+A")
    until(lambda: hall.ticket(more[1]).state is TicketState.CALLED, "it is called")

    # a forgotten attention
    hall.clock.at("10:00")
    hall.seen_by_sara()
    hall.supervision.leave()
    hall.sara.hands.press("2")
    until(lambda: hall.supervision.behind.ticket is not None, "who is attended is listed")
    hall.supervision.behind.choose(ticket.id)
    hall.sara_does("F8")
    words = words_of(hall.sara.sheet())
    assert "En atención en la ventanilla 1 (Ana Villacís) desde las 08:00: 2 h 00 min." in words
    hall.sara_does("2")
    until(lambda: hall.ticket(ticket).state is TicketState.SERVED, "it ended")
    hall.told(hall.ana, "La atención de A-001 se terminó. Motivo: Se atendió y no se finalizó")
    assert work.page.form.problem.text() == PROBLEM
    hall.read(hall.ana)
    work.answer(DETAIL)
    work.close()
    with hall.desk.units.read() as unit:
        (case,) = unit.cases.of_ticket(ticket.id)
    assert (case.state, case.service) == (CaseState.CLOSED, 6)

    # an absence
    hall.seen_by_sara()
    hall.supervision.leave()
    hall.sara.hands.press("S")
    hall.sara.hands.press("F9")
    sheet = hall.sara.see(CoverSheet)
    until(sheet.go_on.isEnabled, "it is told what would happen")
    assert sheet.absent.currentText() == "Bruno Cárdenas · ventanilla 2"
    assert sheet.stand_in.currentText() == "Ana Villacís · ventanilla 1"
    hall.sara_does("Return", "1")
    shown = words_of(hall.sara.see(DoneSheet))
    assert "A-004 espera otra vez, en el lugar que tenía." in shown
    hall.sara_does("Return")
    hall.until_step(hall.bruno, Step.OPEN)
    assert hall.ticket(more[1]).state is TicketState.ISSUED
    assert hall.ticket(more[0]).reserved_for is None  # its counter is closed
    assert hall.ticket(waits).state is TicketState.ISSUED

    names = hall.desk.catalogue.short_names((2, 6))
    sara = "Sara Moncayo"
    assert acts(hall) == [
        (sara, "Aviso a la ventanilla 1", "Pase por supervisión cuando termine"),
        (sara, f"La ventanilla 2 atiende: {names}", "Hay mucha fila"),
        (sara, "Reasignó A-003 a la ventanilla 2", "Corresponde a otra ventanilla"),
        (
            sara,
            "Autorizó: llamar fuera de orden, pedido por Bruno Cárdenas",
            "Atención prioritaria",
        ),
        (sara, "Terminó la atención de A-001", "Se atendió y no se finalizó"),
        (sara, "Reasignó A-004 a otra ventanilla o servicio", "Enfermedad"),
        (sara, "Cerró la ventanilla 2", "Enfermedad"),
        (sara, "Ana Villacís reemplaza a Bruno Cárdenas hasta el 04/12/2026", "Enfermedad"),
    ]
    assert verify_log(hall.sara.station.engine).sequence > 0


def test_a_supervisor_who_stands_in_signs_in_again(hall: Hall) -> None:
    begin_support(hall)
    hall.seen_by_sara()
    hall.sara.hands.press("S", "F9")
    sheet = hall.sara.see(CoverSheet)
    hall.sara.hands.press("Tab")
    hall.sara.hands.type("Sara")
    until(lambda: sheet.stand_in.currentText().startswith("Sara Moncayo"), "she stands in")
    until(sheet.go_on.isEnabled, "it is told what would happen")
    assert "Para usarlo debe ingresar otra vez." in sheet.plan.text()
    hall.sara_does("Return", "1")
    done = hall.sara.see(DoneSheet)
    assert "Sara Moncayo debe cerrar la sesión e ingresar otra vez." in words_of(done)
    hall.sara_does("Return")
    until(lambda: "Sus permisos cambiaron." in hall.sara.told, "her page says so too")
    assert len(hall.sara.window.findChildren(NoticeBand)) == 0
    hall.sara.hands.press("Ctrl+Shift+L")
    hall.sara.sign_in("supervisora")
    hall.until_step(hall.sara, Step.OPEN)
    until(partial(offers, hall.sara, 2), "the counter that was left is offered")


def _grants(hall: Hall) -> bool:
    """Tell whether the supervisor can answer a request."""
    buttons = hall.sara.window.findChildren(KeyButton)
    return any(one.text() == "Autorizar" and one.isVisible() for one in buttons)
