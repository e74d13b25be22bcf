"""The cases of who is at the counter, on the clerk's page, with the keyboard."""

from uuid import UUID

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.usecases import calling, checklists, reception, serving
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState
from domain.cases import Case
from domain.people import Entity, Person
from domain.tickets import Ticket, TicketState
from tests.office import FakeClock, SmallOffice
from tests.ui.queue_seat import Ctrl, Key, Seat, issue, stored
from tests.usecases.casework import (
    a_person,
    an_entity,
    check,
    complete_case,
    opened_case,
    returned_case,
)
from tests.usecases.hall import opened
from ui.queue.panels import ServiceRow
from ui.widgets import Sheet


class CaseSeat(Seat):
    """A clerk whose counter is open, and what the page asks the program to open."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
        opened(desk, office, "asesor-1", 1)
        super().__init__(qtbot, desk, office, clock)
        self.asked: list[object] = []
        self.page.case_wanted.connect(lambda *told: self.asked.append(told))
        self.page.support_wanted.connect(lambda ticket: self.asked.append(("support", ticket)))
        self.page.case_opened.connect(lambda case, _ticket: self.asked.append(case))

    def attend(self) -> None:
        """Call who waits and begin."""
        calling.call_next(self.desk, self.actor)
        calling.arrived(self.desk, self.actor)
        self.qtbot.waitUntil(self.page.attention.case.isVisible)

    def until_offers(self, words: str) -> None:
        """Wait for what F5 says."""
        self.qtbot.waitUntil(lambda: self.page.attention.case.text() == words)

    def lines(self) -> list[str]:
        """The services of the visit, as they are read aloud."""
        rows = self.page.attention.findChildren(ServiceRow)
        return [row.accessibleName() for row in rows if not row.isHidden()]

    def until_lines(self, *lines: str) -> None:
        """Wait for the services of the visit: the page may read a case that is being made."""
        self.qtbot.waitUntil(lambda: self.lines() == list(lines))

    def offered(self) -> list[str]:
        """What the question in sight lets choose."""
        assert isinstance(self.sheet, Sheet)
        return [b.text() for b in self.sheet.findChildren(type(self.page.primary)) if not b.key]

    def stored_case(self, case_id: UUID) -> Case:
        with self.desk.units.read() as unit:
            return unit.cases.get(case_id)


def short(case: Case) -> str:
    """The part of its number that tells the cases of a visit apart."""
    return case.number.removeprefix("QUITO-26-")


def ask(desk: Desk, office: SmallOffice, person: Person, entity: Entity, service: int) -> Ticket:
    """Issue a turno to somebody who comes for an entity."""
    asked = reception.NewTicket((service,), person.id, entity.id)
    return reception.issue(desk, office.actor("recepcion-1"), asked).ticket


@pytest.fixture
def here(qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> CaseSeat:
    """The clerk of counter 1, open and free."""
    return CaseSeat(qtbot, desk, office, clock)


def test_f5_begins_the_case_of_the_one_service(
    here: CaseSeat, desk: Desk, office: SmallOffice
) -> None:
    ticket = issue(desk, office, 2)
    here.attend()
    here.until_offers("Abrir trámite")
    assert not here.page.attention.see.isVisible()
    here.press(Key.Key_F5)
    assert here.asked == [(ticket.id, 2)]


def test_f5_on_support_goes_to_the_support_page(
    here: CaseSeat, desk: Desk, office: SmallOffice
) -> None:
    ticket = issue(desk, office, 6)
    here.attend()
    here.press(Key.Key_F5)
    assert here.asked == [("support", ticket.id)]


def test_f5_asks_where_there_are_several(here: CaseSeat, desk: Desk, office: SmallOffice) -> None:
    ticket = issue(desk, office, 2, 6, 5)
    here.attend()
    here.press(Key.Key_F5)
    here.until_asked("¿Qué trámite?")
    assert here.offered() == [
        "Usuarios GAD y EP",
        "Soporte presencial",
        "Otro: Administrador eSIGEF",
        "Otro: Usuarios de consulta",
        "Otro: Pedido de información",
    ]
    here.press(Key.Key_4)
    assert here.asked == [(ticket.id, 3)]


def test_another_case_for_the_same_person(here: CaseSeat, desk: Desk, office: SmallOffice) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = ask(desk, office, person, entity, 2)
    here.attend()
    case = complete_case(desk, here.actor, 2, ticket)
    here.until_offers("Otro trámite")
    here.until_lines(f"Usuarios GAD y EP: {short(case)} · En trámite")
    second = opened_case(desk, here.actor, 1, ticket)
    here.until_lines(
        f"Usuarios GAD y EP: {short(case)} · En trámite",
        f"Administrador eSIGEF: {short(second)} · En revisión",
    )
    here.press(Key.Key_F5)
    here.until_asked("¿Qué trámite?")
    here.press(Key.Key_1)
    here.press(Key.Key_T, Ctrl)
    here.until_asked("¿Qué trámite abre?")
    here.press(Key.Key_2)
    assert here.asked == [(ticket.id, 1), second.id]


def test_finishing_without_a_case_asks(here: CaseSeat, desk: Desk, office: SmallOffice) -> None:
    ticket, after = issue(desk, office, 2), issue(desk, office, 6)
    here.attend()
    here.until_next("Finalizar y llamar a A-002")
    here.press(Key.Key_F2)
    here.until_asked("A-001 quedaría")
    here.press(Key.Key_F5)
    assert here.asked == [(ticket.id, 2)]
    here.press(Key.Key_F2)
    here.until_asked("A-001 quedaría")
    here.press(Key.Key_3)
    here.until_next("A-002 está en ventanilla")
    assert stored(desk, ticket).reason == "No era aquí"
    assert stored(desk, after).state is TicketState.CALLED


def test_finishing_without_calling_asks_too_in_own_words(
    here: CaseSeat, desk: Desk, office: SmallOffice
) -> None:
    ticket, _ = issue(desk, office, 2), issue(desk, office, 6)
    here.attend()
    here.until_next("Finalizar y llamar a A-002")
    here.press(Key.Key_F10)
    here.until_asked("A-001 quedaría")
    here.press(Key.Key_Tab)
    for _ in range(3):
        here.press(Key.Key_Tab)
    QTest.keyClicks(here.focused(), "Buscaba otra oficina")
    here.press(Key.Key_Return)
    here.until_next("Llamar a A-002")
    assert stored(desk, ticket).reason == "Buscaba otra oficina"


def test_a_case_half_looked_at_is_gone_on_with(
    here: CaseSeat, desk: Desk, office: SmallOffice
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    ticket = ask(desk, office, person, entity, 2)
    here.attend()
    case = opened_case(desk, here.actor, 2, ticket)
    here.until_offers("Otro trámite")
    here.press(Key.Key_F2)
    here.until_asked("A-001 quedaría")
    here.press(Key.Key_F5)
    assert here.asked == [case.id]
    check(desk, here.actor, case)
    checklists.complete(desk, here.actor, case.id)
    here.qtbot.waitUntil(lambda: "En trámite" in here.lines()[0])
    here.press(Key.Key_F2)
    here.until_next("Nadie espera para usted")
    assert stored(desk, ticket).reason == ""


def test_a_visit_on_record_goes_on_to_another_counter_at_once(
    here: CaseSeat, desk: Desk, office: SmallOffice
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    asked = reception.NewTicket((2, 5), person.id, entity.id)
    ticket = reception.issue(desk, office.actor("recepcion-1"), asked).ticket
    here.attend()
    complete_case(desk, here.actor, 2, ticket)
    here.until_offers("Otro trámite")
    here.press(Key.Key_F2)
    here.until_asked("A-001 tiene servicios sin atender")
    here.press(Key.Key_1)
    here.until_next("Nadie espera para usted")
    sent = stored(desk, ticket)
    assert (sent.state, sent.reason) == (TicketState.ISSUED, "Falta: Enrolamiento")


HOSTILE = ("\x00", "👩‍💻\u202e" * 3, "'; DROP TABLE cases; --", "a" * 10_000)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_may_be_the_reason(
    here: CaseSeat, desk: Desk, office: SmallOffice, text: str
) -> None:
    ticket = issue(desk, office, 2)
    here.attend()
    here.press(Key.Key_F2)
    here.until_asked("A-001 quedaría sin registrar")
    assert here.sheet is not None
    (field,) = here.sheet.findChildren(QLineEdit)
    field.setText(text)
    field.setFocus()
    here.press(Key.Key_Return)
    here.qtbot.waitUntil(lambda: bool(here.told) or here.page.free.isVisible())
    if here.told:
        assert stored(desk, ticket).state is TicketState.SERVING
        assert "«Motivo»" in here.told
    else:
        assert stored(desk, ticket).state is TicketState.SERVED


def test_a_returned_case_is_taken_up_with_one_key(
    here: CaseSeat, desk: Desk, office: SmallOffice
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    case = returned_case(desk, office, here.actor, person, entity)
    ask(desk, office, person, entity, 1)
    here.attend()
    here.until_offers("Retomar trámite")
    assert here.lines() == [
        f"Administrador eSIGEF: {short(case)} · Devuelto hasta 21/12",
    ]
    here.press(Key.Key_F5)
    here.qtbot.waitUntil(lambda: here.asked == [case.id])
    assert here.stored_case(case.id).state is CaseState.CLASSIFIED
    assert here.lines() == [f"Administrador eSIGEF: {short(case)} · En revisión"]


def test_a_colleague_s_returned_case_is_asked_for(
    here: CaseSeat, desk: Desk, office: SmallOffice
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    case = returned_case(desk, office, here.actor, person, entity)
    colleague = a_person(desk, office, "0962467429", "Luis Andrade")
    ask(desk, office, colleague, entity, 1)
    here.attend()
    here.press(Key.Key_F5)
    here.until_asked("¿Qué trámite?")
    assert here.offered()[:2] == [
        f"Retomar {case.number} · Administrador eSIGEF",
        "Administrador eSIGEF",
    ]
    here.press(Key.Key_1)
    here.qtbot.waitUntil(lambda: here.asked == [case.id])


def test_a_term_that_passed_is_told(
    here: CaseSeat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    case = returned_case(desk, office, here.actor, person, entity)
    clock.go(days=31)
    ask(desk, office, person, entity, 1)
    calling.call_next(desk, here.actor)
    calling.arrived(desk, here.actor)
    here.until_offers("Retomar trámite")
    here.press(Key.Key_F5)
    here.until_told(f"El plazo para completar el trámite {case.number} terminó")
    here.until_offers("Abrir trámite")
    assert here.asked == []
    serving.finish(desk, here.actor, "Consulta breve")


def test_nothing_is_offered_while_calling(here: CaseSeat, desk: Desk, office: SmallOffice) -> None:
    issue(desk, office, 2)
    calling.call_next(desk, here.actor)
    here.until_next("A-001 está en ventanilla")
    here.press(Key.Key_F5)
    here.press(Key.Key_T, Ctrl)
    assert here.asked == []
    assert not here.page.attention.case.isVisible()
