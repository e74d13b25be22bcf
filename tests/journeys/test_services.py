"""Each of the ten services, from arrival to its end: complete, incomplete and back, refused.

By keyboard in the real windows of reception, a clerk and a technician; one program a path.
"""

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence

from desktop.app.demo import COUNTERS, PASSWORD, first_start
from desktop.app.door import DemoDoor
from desktop.app.simulated_day.casework import CaseHands, SupportHands
from desktop.app.simulated_day.hands import until
from desktop.app.simulated_day.script import DayClock
from desktop.app.station import Station
from desktop.paths import Places
from desktop.usecases import access, reception
from desktop.usecases.first_start import FirstStart, PersonForm
from domain.case_parts import CaseState, ConformityKind
from domain.cases import Case
from domain.people import DocumentType
from domain.ports import TrayFilter, TrayScope
from domain.solutions import SolutionType
from domain.staff import Role
from tests.journeys.seats import Seat, Seats
from ui.approvals.sheet import ApprovalSheet
from ui.queue.page import QueuePage
from ui.queue.state import Step
from ui.reception.page import ReceptionPage
from ui.reception.state import Step as Asks
from ui.widgets import KeyButton

pytestmark = pytest.mark.journey

CEDULA, RUC, PIN = "1710034065", "1760001550001", "2580"
KEYS_TO_A_SUPPORT_CASE = 12
KEYS_TO_A_DOCUMENT = 2
CHECKED = (1, 2, 3, 4, 5, 8, 9, 10)
"""The services with papers."""
AT_THE_KIT = {5, 8, 9}
BY_LEAVE = {10}
"""A supervisor allows the answer."""
CONDITIONAL = {1: (6,)}
FACTS = {
    1: {"administrator-kind": "2"},
    3: {"entities": "Las adscritas", "grounds": "Acuerdo 12"},
    4: {"user": "avillacis"},
    8: {"absence-from": "09/12/2026", "absence-to": "11/12/2026"},
    9: {"absence-from": "09/12/2026"},
    10: {"request": "Deuda del ano", "address": "Av. Amazonas", "person-kind": "1"},
}
PROBLEM, DETAIL = "No puede entrar", "Se le indica el camino."


class ServicesDoor(DemoDoor):
    """An office with a clerk and a technician, whose person and entity are on file."""

    hint = ""

    def _request(self) -> FirstStart:
        names = (
            ("recepcion", "Rosa Paredes", Role.RECEPTIONIST),
            ("asesora", "Ana Villacís", Role.CLERK),
            ("tecnico", "Tomás Jaramillo", Role.TECHNICIAN),
            ("supervisora", "Sara Moncayo", Role.SUPERVISOR),
        )
        staff = tuple(
            PersonForm(user, name, frozenset({role}), PASSWORD) for user, name, role in names
        )
        return replace(first_start(), counters=(COUNTERS[0], COUNTERS[2]), staff=staff)

    def _fill(self, station: Station) -> None:
        desk = station.desk
        host = access.sign_in(desk, "recepcion", PASSWORD)
        if reception.find_people(desk, host, CEDULA):
            return
        station.change(display_chime=False)
        boss = access.sign_in(desk, "supervisora", PASSWORD)
        access.set_pin(desk, boss, PASSWORD, PIN)
        draft = reception.PersonDraft(DocumentType.CEDULA, CEDULA, "Luz Ejemplo")
        reception.register_person(desk, host, draft)
        reception.register_entity(desk, host, RUC, "Municipio de Ejemplo", "1234")


class Office:
    """Reception, the clerk and the technician at their windows, over one office."""

    def __init__(self, seats: Seats, door: ServicesDoor) -> None:
        self._door = door
        self._host = self._sit(seats, "recepcion")
        self.clerk, self.technician = (self._sit(seats, who) for who in ("asesora", "tecnico"))
        for seat in (self.clerk, self.technician):
            self._until_step(seat, Step.OPEN)
            seat.hands.press("F2")
            self._until_step(seat, Step.NOTHING)

    def _sit(self, seats: Seats, username: str) -> Seat:
        seat = seats.take(self._door)
        seat.sign_in(username)
        return seat

    def seat_of(self, service: int) -> Seat:
        """Return who attends a service."""
        return self.technician if service in AT_THE_KIT else self.clerk

    def attend(self, service: int) -> Seat:
        """Reception issues a turno to the person on file; F2 calls it, F2 begins."""
        page = self._host.page("reception", ReceptionPage)
        self._host.hands.type(CEDULA)
        self._host.hands.press("Return")
        until(lambda: page.presenter.state.step is Asks.CHOOSE, "they are on the screen")
        until(lambda: bool(page.services.lines), "the services are shown")
        self._host.hands.press(str(service % 10))
        return self._serve(page, service)

    def attend_again(self, case: Case) -> Seat:
        """They are back: the reader at reception reads the code of their sheet."""
        page = self._host.page("reception", ReceptionPage)
        self._host.hands.scan(f"VC1/{case.number}")
        return self._serve(page, case.service)

    def _serve(self, page: ReceptionPage, service: int) -> Seat:
        until(lambda: page.presenter.state.chosen == (service,), f"service {service} is chosen")
        self._host.hands.press("F2")
        until(lambda: page.presenter.state.step is Asks.FIND, "the turno is issued")
        seat = self.seat_of(service)
        for step in (Step.CALL, Step.ARRIVE):
            self._until_step(seat, step)
            seat.hands.press("F2")
        self._until_step(seat, Step.FINISH)
        return seat

    def finish(self, seat: Seat) -> None:
        """F2 ends the attention: its case is on record, so nothing is asked."""
        self._until_step(seat, Step.FINISH)
        seat.hands.press("F2")
        self._until_step(seat, Step.NOTHING)

    def newest(self) -> Case:
        """Return the case opened last, as it is kept."""
        with self._door.open().desk.units.read() as unit:
            row = unit.cases.tray(TrayFilter(TrayScope.ALL), 1)[0]
            return unit.cases.get(row.id)

    @staticmethod
    def _until_step(seat: Seat, step: Step) -> None:
        page = seat.page("queue", QueuePage)

        def is_there() -> bool:
            state = page.presenter.state
            opening = step is not Step.OPEN or page.opening.chosen() is not None
            there = state is not None and state.step is step and opening
            return there and not page.presenter.is_acting

        until(is_there, f"F2 offers {step.value}")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office on disk, closed."""
    folder = tmp_path_factory.mktemp("servicios") / "datos"
    door = ServicesDoor(Places(folder, folder / "registros"))
    door.open()
    door.close()
    return folder


@pytest.fixture
def office(seats: Seats, made: Path, tmp_path: Path) -> Office:
    """An office of one's own, with everybody at their windows at 08:00."""
    folder = tmp_path / "datos"
    shutil.copytree(made, folder)
    door = ServicesDoor(Places(folder, folder / "registros"), DayClock())
    return Office(seats, door)


def begin(office: Office, service: int) -> tuple[Seat, CaseHands]:
    """A person comes for a service, and its case is opened."""
    seat = office.attend(service)
    work = CaseHands(seat.window, seat.hands)
    work.begin(entity=RUC)
    return seat, work


def accept(seat: Seat, work: CaseHands, service: int) -> None:
    """Find the papers complete, each document in at most two keys."""
    before = seat.hands.keys
    asked = work.check(skip=CONDITIONAL.get(service, ()))
    assert seat.hands.keys - before <= KEYS_TO_A_DOCUMENT * len(asked)
    work.tell(FACTS.get(service, {}))
    work.complete()


def assert_no_key_does_two_things(seat: Seat) -> None:
    """No two of the keys that work now are the same, those of the window's menu included."""
    buttons = [one for one in seat.window.findChildren(KeyButton) if one.isVisible()]
    keys = [button.key for button in buttons if button.isEnabled() and button.key]
    actions = [action for action in seat.window.findChildren(QAction) if action.isEnabled()]
    keys += [action.shortcut().toString() for action in actions]
    counted = Counter(QKeySequence(key).toString() for key in keys if key)
    assert [key for key, times in counted.items() if times > 1] == []


def allow(seat: Seat) -> None:
    """The supervisor comes and types the PIN."""
    sheet = seat.see(ApprovalSheet)
    until(sheet.pin.isVisible, "the request is sent")
    seat.hands.type(PIN)
    seat.hands.press("Return")


def test_each_service_with_papers_to_its_end(office: Office) -> None:
    for service in CHECKED:
        seat, work = begin(office, service)
        assert_no_key_does_two_things(seat)
        accept(seat, work, service)
        assert_no_key_does_two_things(seat)
        if service in AT_THE_KIT:
            assert work.state.view.at_kit
            words = "Listo para el kit" if service == 5 else "Programado para el 09/12/2026"
            assert work.state.view.state_words == words
        else:
            work.do_steps()
            work.resolve()
            if service in BY_LEAVE:
                allow(seat)
            work.close()
            assert_no_key_does_two_things(seat)
        work.back()
        assert_no_key_does_two_things(seat)
        office.finish(seat)
        case = office.newest()
        assert (case.service, case.is_open) == (service, service in AT_THE_KIT)


def test_each_service_with_papers_back_with_what_was_missing(office: Office) -> None:
    for service in CHECKED:
        seat, work = begin(office, service)
        work.check({1: "31"}, skip=CONDITIONAL.get(service, ()))
        work.give_back()
        returned = work.state.view.case
        assert_no_key_does_two_things(seat)
        work.back()
        office.finish(seat)
        office.attend_again(returned)
        work.take_up()
        assert work.state.view.case.id == returned.id
        assert work.check() == [1]
        work.tell(FACTS.get(service, {}))
        work.complete()
        work.back()
        office.finish(seat)
        case = office.newest()
        assert (case.id, case.state, case.submission) == (returned.id, CaseState.IN_PROCESS, 2)


def test_each_service_with_papers_refused(office: Office) -> None:
    for service in CHECKED:
        seat, work = begin(office, service)
        accept(seat, work, service)
        work.refuse()
        if service in BY_LEAVE:
            allow(seat)
        work.close("2", "Esperaba otra respuesta")
        work.back()
        office.finish(seat)
        case = office.newest()
        assert case.outcome is not None
        assert case.conformity is not None
        assert (case.service, case.outcome.type) == (service, SolutionType.REFUSED)
        assert case.conformity.kind is ConformityKind.REFUSED


def test_support_at_the_counter_and_on_the_telephone(office: Office) -> None:
    seat = office.attend(6)
    work, hands = SupportHands(seat.window, seat.hands), seat.hands
    before = hands.keys
    work.begin()
    work.write(PROBLEM)
    work.answer(DETAIL)
    assert_no_key_does_two_things(seat)
    work.close()
    assert hands.keys - before - len(PROBLEM) - len(DETAIL) <= KEYS_TO_A_SUPPORT_CASE
    office.finish(seat)
    case = office.newest()
    assert (case.service, case.state) == (6, CaseState.CLOSED)
    work.answer_call(CEDULA)
    work.write(PROBLEM)
    work.answer(DETAIL)
    work.close()
    case = office.newest()
    assert (case.service, case.state) == (7, CaseState.CLOSED)


def test_support_left_open_and_gone_on_with_later(office: Office) -> None:
    seat = office.attend(6)
    work, cases = SupportHands(seat.window, seat.hands), CaseHands(seat.window, seat.hands)
    work.begin()
    work.write(PROBLEM)
    work.leave_open()
    left = office.newest()
    assert left.state is CaseState.IN_PROCESS
    office.finish(seat)
    seat.hands.press("Ctrl+K")
    seat.hands.scan(left.number)
    cases.resolve(DETAIL)
    cases.close()
    assert office.newest().state is CaseState.CLOSED


def test_support_that_does_not_content(office: Office) -> None:
    seat = office.attend(6)
    work = SupportHands(seat.window, seat.hands)
    work.begin()
    work.write(PROBLEM)
    work.answer(DETAIL, type_="5")
    work.refused()
    case = office.newest()
    assert case.outcome is not None
    assert case.conformity is not None
    assert (case.outcome.type, case.conformity.kind) == (
        SolutionType.REFUSED,
        ConformityKind.REFUSED,
    )
    office.finish(seat)
    work.answer_call(CEDULA)
    work.write(PROBLEM)
    work.answer(DETAIL, type_="5")
    work.refused()
    case = office.newest()
    assert case.conformity is not None
    assert (case.service, case.conformity.kind) == (7, ConformityKind.REFUSED)
