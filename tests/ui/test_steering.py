"""What a supervisor does about the day: asked, done, and told in words, by the keyboard."""

import json
from datetime import timedelta

import pytest
from PySide6.QtCore import QDate
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.usecases import calling, counters, notices, serving, steering, steering_plans
from desktop.usecases.desk import Desk
from domain.counters import SessionState
from domain.staff import Role
from domain.tickets import Ticket, TicketState
from tests.office import FakeClock, SmallOffice, catalogue, clock, desk, office, units
from tests.usecases.casework import a_person, an_entity, at_the_counter, by_email, opened_case
from tests.usecases.hall import issue, opened, stored, told
from ui.shell import MainWindow, Section
from ui.supervision.page import EVERY_TURNO, SupervisionPage
from ui.supervision.steering import Steering
from ui.supervision.steering_sheets import CoverSheet, NoticeSheet
from ui.widgets import ChoiceSheet, KeyButton, NoticeArea, Sheet

__all__ = ["catalogue", "clock", "desk", "office", "units"]


class Seat:
    """The supervisor before their page."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
        self.qtbot, self.desk, self.office, self.clock = qtbot, desk, office, clock
        self.sara = office.actor("supervisor-1")
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.page = SupervisionPage(desk, self.sara, poll_ms=20)
        self.window.set_sections(
            [Section("supervision", "Supervisión", "chart-column", lambda: self.page)]
        )
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(lambda: self.page.presenter.state is not None)

    @property
    def acts(self) -> Steering:
        return self.page.steering

    def refresh(self) -> None:
        """Wait until the page shows what the log holds."""
        with self.desk.units.read() as unit:
            head = unit.log.head().sequence
        self.qtbot.waitUntil(lambda: self.change() >= head)

    def change(self) -> int:
        state = self.page.presenter.state
        return 0 if state is None else state.change

    def counter(self, number: int) -> None:
        """Move to a counter, as it is now."""
        self.refresh()
        self.page.counters.table.setFocus()
        self.page.counters.table.choose(self.office.counter_id(number))

    def ticket(self, ticket: Ticket) -> None:
        """Move to a turno, as it is now."""
        self.refresh()
        self.page.show_list(EVERY_TURNO)
        self.page.behind.choose(ticket.id)

    def can(self, text: str) -> bool:
        """Tell whether a button in sight can be pressed."""
        (button,) = [b for b in self.page.findChildren(KeyButton) if b.text() == text]
        return button.isVisible() and button.isEnabled()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.qtbot.waitUntil(lambda: not self.acts.presenter.is_acting)
            QTest.keySequence(self.window.focusWidget(), QKeySequence(key))

    def sheet(self, title: str) -> Sheet:
        """Wait for a question."""

        def found() -> list[Sheet]:
            sheets = self.window.findChildren(Sheet)
            return [s for s in sheets if s.isVisible() and title in s.accessibleName()]

        self.qtbot.waitUntil(lambda: bool(found()))
        return found()[0]

    def words(self, title: str) -> str:
        return " ".join(
            label.text()
            for label in self.sheet(title).findChildren(QLabel)
            if label.isVisible() and label.text()
        )

    def until_told(self, words: str) -> None:
        area = NoticeArea.of(self.window)

        def shown() -> bool:
            now = area.current
            said = () if now is None else (now.what, now.kept, now.todo)
            return words in " ".join(part for part in said if part)

        self.qtbot.waitUntil(shown)

    def reasons(self, aggregate: object) -> list[tuple[str, str]]:
        """What the log tells of something: type and reason, each by this supervisor."""
        found = told(self.desk, aggregate)  # type: ignore[arg-type]
        return [
            (one.type, json.loads(one.payload or "{}").get("reason", ""))
            for one in found
            if one.actor_id == self.sara.staff_id
        ]


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> Seat:
    return Seat(qtbot, desk, office, clock)


# ---------------------------------------------------------------- services of a counter


def test_f5_opens_a_service_at_a_counter(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    andres = opened(desk, office, "asesor-2", 2)
    seat.counter(2)
    seat.press("F5")
    sheet = seat.sheet("¿Qué cambia en la ventanilla 2?")
    assert isinstance(sheet, ChoiceSheet)
    with desk.units.read() as unit:
        session = unit.sessions.open_of(andres.staff_id)
    assert session is not None
    more = steering_plans.services_plan(desk, seat.sara, session.id).more
    model = sheet.table.model()
    assert [model.index(row, 1).data() for row in range(model.rowCount())] == [
        f"Abrir: {desk.catalogue.short_names((number,))}" for number in more
    ]
    assert more[1] == 2
    seat.press("2")
    name = desk.catalogue.short_names((2,))
    seat.sheet(f"¿Por qué abre «{name}» en la ventanilla 2?")
    seat.press("1")
    seat.until_told(f"La ventanilla 2 atiende también {name}. Andrés Asesor recibe un aviso.")
    with desk.units.read() as unit:
        session = unit.sessions.open_of(andres.staff_id)
    assert session is not None
    assert session.services == {2, 6}
    assert ("counter_services_changed", "Hay mucha fila") in seat.reasons(session.id)
    (view,) = notices.unread(desk, andres)
    assert view.notice.text.startswith("Desde ahora su ventanilla atiende también")

    seat.counter(2)
    seat.press("F5")
    seat.sheet("¿Qué cambia en la ventanilla 2?")
    seat.press(str(len(more)))  # the first of those it attends
    seat.sheet("¿Por qué deja «")
    seat.press("3")
    seat.until_told("La ventanilla 2 ya no atiende")


def test_a_counter_closed_or_full_is_told_in_words(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    seat.counter(2)
    assert not seat.can("Servicios")
    tomas = opened(desk, office, "tecnico-1", 3)
    seat.counter(3)
    assert seat.can("Servicios")
    with desk.units.read() as unit:
        session = unit.sessions.open_of(tomas.staff_id)
    assert session is not None
    seat.press("F5")
    seat.sheet("¿Qué cambia en la ventanilla 3?")
    counters.close_counter(desk, tomas)
    seat.press("1")
    seat.sheet("¿Por qué")
    seat.press("1")
    seat.until_told("no está abierta")
    seat.refresh()
    assert not seat.can("Servicios")


def test_another_supervisor_was_quicker(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    andres = opened(desk, office, "asesor-2", 2)
    with desk.units.read() as unit:
        session = unit.sessions.open_of(andres.staff_id)
    assert session is not None
    seat.counter(2)
    seat.press("F5")
    seat.sheet("¿Qué cambia")
    steering.open_service(desk, office.actor("supervisor-2"), session.id, 1, "Hay fila")
    seat.press("1")
    seat.sheet("¿Por qué abre")
    seat.press("1")
    seat.until_told("ya atiende ese servicio")


# ---------------------------------------------------------------- notices


def test_f7_sends_a_ready_notice_to_the_counter_that_is_looked_at(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    ana, andres = opened(desk, office, "asesor-1", 1), opened(desk, office, "asesor-2", 2)
    seat.counter(2)
    seat.press("F7")
    sheet = seat.sheet("¿Qué avisa?")
    assert isinstance(sheet, NoticeSheet)
    assert sheet.whom.currentText() == "Ventanilla 2 · Andrés Asesor"
    seat.press("3")
    seat.until_told("Aviso enviado.")
    assert [v.notice.text for v in notices.unread(desk, andres)] == [
        "Hoy se atiende hasta la última persona"
    ]
    assert notices.unread(desk, ana) == ()


def test_ones_own_words_go_to_all_and_the_list_tells_who_read_them(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    opened(desk, office, "asesor-2", 2)
    seat.counter(3)
    seat.press("F7")
    sheet = seat.sheet("¿Qué avisa?")
    assert isinstance(sheet, NoticeSheet)
    assert sheet.whom.currentText() == "Ventanilla 3 · cerrada, lo verá al abrir"
    sheet.whom.setFocus()
    seat.press("Home")
    assert sheet.whom.currentText() == "Todas las abiertas (2)"
    sheet._typed.setFocus()
    QTest.keyClicks(sheet._typed, "Reunion a las 16:00")
    seat.press("Return")
    seat.until_told("Aviso enviado a 2 ventanillas.")
    clock.at("10:40")
    (view,) = notices.unread(desk, ana)
    notices.read_notice(desk, ana, view.notice.id)
    seat.refresh()
    seat.press("F7")
    sheet = seat.sheet("¿Qué avisa?")
    shown = [b.text() for b in sheet.findChildren(KeyButton)]
    assert "Los de hoy: 2, 1 sin leer" in shown
    seat.press("F4")
    table = seat.page.behind.table
    seat.qtbot.waitUntil(lambda: table.isVisible() and table.model().rowCount() == 2)
    cells = [[table.model().index(row, column).data() for column in (0, 1)] for row in (0, 1)]
    assert sorted(cells) == [["1", "Reunion a las 16:00"], ["2", "Reunion a las 16:00"]]
    notices.send_notice(desk, office.actor("supervisor-2"), "Otro", office.counter_id(1))
    seat.qtbot.waitUntil(lambda: table.model().rowCount() == 3)


def test_with_no_counter_chosen_a_notice_goes_to_all(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    ana, andres = opened(desk, office, "asesor-1", 1), opened(desk, office, "asesor-2", 2)
    seat.refresh()
    assert seat.page.counters.row is None
    seat.press("F7")
    seat.sheet("¿Qué avisa?")
    seat.press("2")
    seat.until_told("Aviso enviado a 2 ventanillas.")
    assert [len(notices.unread(desk, one)) for one in (ana, andres)] == [1, 1]
    seat.press("F9")
    sheet = seat.sheet("Reemplazar a un ausente")
    assert isinstance(sheet, CoverSheet)
    seat.qtbot.waitUntil(sheet.go_on.isEnabled)
    seat.press("Escape")


def test_what_could_not_be_sent_is_not_to_be_written_again(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    seat.counter(2)
    seat.press("F7")
    sheet = seat.sheet("¿Qué avisa?")
    assert isinstance(sheet, NoticeSheet)
    sheet.whom.setCurrentIndex(0)
    counters.close_counter(desk, ana)
    sheet._typed.setFocus()
    QTest.keyClicks(sheet._typed, "Vengan todos")
    seat.press("Return")
    seat.until_told("Ninguna ventanilla está abierta")
    again = seat.sheet("¿Qué avisa?")
    assert isinstance(again, NoticeSheet)
    assert again._typed.text() == "Vengan todos"
    seat.press("Escape")


def test_a_digit_answers_also_from_the_list_of_counters(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    opened(desk, office, "asesor-1", 1)
    seat.counter(1)
    seat.press("F7")
    sheet = seat.sheet("¿Qué avisa?")
    assert isinstance(sheet, NoticeSheet)
    sheet.whom.setFocus()
    seat.press("4")
    seat.until_told("Aviso enviado.")


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
    seat.until_told("A-001 espera en la fila, en el lugar que tenía por su llegada.")
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


# ---------------------------------------------------------------- hostile text

HOSTILE = ("x\0y", "\ud800", "<b>x</b>", "😀" * 400, "  ", "'; DROP TABLE notice; --")


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_pasted_as_notice_is_sent_plain_or_refused_in_words(
    seat: Seat, desk: Desk, office: SmallOffice, text: str
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    seat.counter(1)
    seat.press("F7")
    sheet = seat.sheet("¿Qué avisa?")
    assert isinstance(sheet, NoticeSheet)
    field = sheet.findChild(QLineEdit)
    assert field is not None
    field.setText(text)
    field.setFocus()
    seat.press("Return")
    seat.qtbot.waitUntil(lambda: not seat.acts.presenter.runner.is_busy)
    seat.refresh()
    kept = [view.notice.text for view in notices.unread(desk, ana)]
    assert len(kept) <= 1
    assert all("\0" not in one and len(one) <= 300 for one in kept)
    for left in seat.window.findChildren(Sheet):
        left.cancel()
