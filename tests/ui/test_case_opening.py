"""Opening a case, from a turno and without one, with the keyboard."""

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.app.simulated_day.hands import Hands
from desktop.usecases import checklists, serving
from desktop.usecases.desk import Desk
from domain.case_number import CaseNumber
from domain.case_parts import CaseState
from domain.cases import Case
from domain.catalogue import Channel
from domain.people import Entity, Person
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    opened_case,
    returned_case,
    seen,
)
from tests.usecases.hall import opened
from ui.casework.opening import Opening
from ui.casework.opening_sheets import DuplicateSheet, NewCaseSheet
from ui.shell import MainWindow, Page, Section
from ui.widgets import NoticeArea, Sheet

Key = Qt.Key


class _Cases(Page):
    """The page that opens cases."""

    opening: Opening

    def __init__(self) -> None:
        super().__init__("Trámites")

    def shutdown(self) -> None:
        self.opening.close()


class Opener:
    """Somebody who opens cases."""

    def __init__(
        self, qtbot: QtBot, desk: Desk, office: SmallOffice, username: str = "asesor-1"
    ) -> None:
        self.qtbot, self.desk, self.office = qtbot, desk, office
        self.actor: Actor = office.actor(username)
        self.page = _Cases()
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.set_sections([Section("cases", "Trámites", "folder-open", lambda: self.page)])
        self.window.resize(1366, 768)
        self.window.show()
        self.hands = Hands(self.window)
        self.opening = self.page.opening = Opening(self.page, desk, self.actor)
        self.opened: list[tuple[UUID, UUID | None]] = []
        self.left: list[bool] = []
        self.opening.opened.connect(lambda case, ticket: self.opened.append((case, ticket)))
        self.opening.left.connect(lambda: self.left.append(True))

    def begin(self, ticket_id: UUID | None = None, service: int | None = None) -> NewCaseSheet:
        self.opening.begin(ticket_id, service)
        self.qtbot.waitUntil(lambda: self.sheet is not None)
        assert isinstance(self.sheet, NewCaseSheet)
        return self.sheet

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    def focused(self) -> QWidget:
        focus: QWidget | None = self.window.focusWidget()
        assert focus is not None
        return focus

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.focused(), key)

    def case(self) -> Case:
        """The case that was opened, once it is."""
        self.qtbot.waitUntil(lambda: bool(self.opened))
        assert len(self.opened) == 1
        return seen(self.desk, self.actor, self.opened[0][0]).case

    def pick(self, text: str) -> None:
        """Find somebody by document in the sheet that asks for them."""
        before = self.sheet
        self.hands.type(text)
        self.press(Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.sheet is not before)


@pytest.fixture
def person(desk: Desk, office: SmallOffice) -> Person:
    return a_person(desk, office)


@pytest.fixture
def entity(desk: Desk, office: SmallOffice) -> Entity:
    return an_entity(desk, office)


@pytest.fixture
def opener(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Opener:
    return Opener(qtbot, desk, office)


def visit(opener: Opener, person: Person | None, entity: Entity | None, *services: int) -> UUID:
    opened(opener.desk, opener.office, "asesor-1", 1)
    return at_the_counter(
        opener.desk, opener.office, opener.actor, *services, person=person, entity=entity
    ).id


def test_one_intro_from_a_turno(opener: Opener, person: Person, entity: Entity) -> None:
    ticket_id = visit(opener, person, entity, 2)
    opener.begin(ticket_id)
    opener.press(Key.Key_Return)
    case = opener.case()
    assert (case.service, case.parties.bearer_id, case.parties.entity_id) == (
        2,
        person.id,
        entity.id,
    )
    assert opener.opened[0][1] == ticket_id
    assert opener.sheet is None
    assert opener.left == []


def test_the_service_asked_for_is_chosen_or_another_by_its_digit(
    opener: Opener, person: Person, entity: Entity
) -> None:
    ticket_id = visit(opener, person, entity, 2, 3)
    sheet = opener.begin(ticket_id, 3)
    assert sheet.service.currentData() == 3
    sheet.service.setFocus()
    opener.press(Key.Key_1)
    assert sheet.service.currentData() == 1
    opener.press(Key.Key_Return)
    assert opener.case().service == 1


def test_esc_opens_nothing(opener: Opener, person: Person, entity: Entity) -> None:
    opener.begin(visit(opener, person, entity, 2))
    opener.press(Key.Key_Escape)
    assert opener.sheet is None
    assert opener.left == [True]


def test_whoever_is_missing_is_asked_for(opener: Opener, person: Person, entity: Entity) -> None:
    opener.begin(visit(opener, None, None, 2))
    opener.press(Key.Key_Return)
    sheet = opener.sheet
    assert isinstance(sheet, NewCaseSheet)
    opener.qtbot.waitUntil(lambda: "Falta quién hace el trámite" in sheet.wrong)
    opener.press(Key.Key_F6)
    opener.pick(person.document)
    opener.press(Key.Key_F7)
    opener.pick(entity.ruc)
    opener.press(Key.Key_Return)
    case = opener.case()
    assert (case.parties.bearer_id, case.parties.entity_id) == (person.id, entity.id)


def test_an_open_case_of_the_same_is_gone_on_with(
    opener: Opener, person: Person, entity: Entity
) -> None:
    ticket_id = visit(opener, person, entity, 2)
    with opener.desk.units.read() as unit:
        ticket = unit.tickets.get(ticket_id)
    first = opened_case(opener.desk, opener.actor, 2, ticket)
    opener.begin(ticket_id, 2)
    opener.press(Key.Key_Return)
    opener.qtbot.waitUntil(lambda: isinstance(opener.sheet, DuplicateSheet))
    opener.press(Key.Key_Return)
    assert opener.case().id == first.id


def test_another_matter_needs_its_reason(opener: Opener, person: Person, entity: Entity) -> None:
    ticket_id = visit(opener, person, entity, 2)
    with opener.desk.units.read() as unit:
        ticket = unit.tickets.get(ticket_id)
    first = opened_case(opener.desk, opener.actor, 2, ticket)
    opener.begin(ticket_id, 2)
    opener.press(Key.Key_Return)
    opener.qtbot.waitUntil(lambda: isinstance(opener.sheet, DuplicateSheet))
    opener.press(Key.Key_F2)
    assert isinstance(opener.sheet, DuplicateSheet)
    opener.hands.type("Es para otra empresa adscrita")
    opener.press(Key.Key_Return)
    case = opener.case()
    assert case.id != first.id
    assert case.matter.apart == "Es para otra empresa adscrita"


def test_a_case_by_email_without_a_turno(
    qtbot: QtBot,
    desk: Desk,
    office: SmallOffice,
    clock: FakeClock,
    person: Person,
    entity: Entity,
) -> None:
    clock.go(hours=2)
    opener = Opener(qtbot, desk, office, "tecnico-1")
    sheet = opener.begin()
    sheet.service.setFocus()
    opener.press(Key.Key_5)
    assert not sheet.holds.isHidden()
    sheet.writer.setFocus()
    opener.hands.type("pagos@ejemplo.gob.ec")
    opener.press(Key.Key_F6)
    opener.pick(person.document)
    opener.press(Key.Key_F7)
    opener.pick(entity.ruc)
    assert sheet.when is not None
    sheet.when.hour.setFocus()
    sheet.when.hour.selectAll()
    opener.hands.type("08:40")
    # Nobody confirmed that the fingerprints are on file: it is asked, not lost.
    opener.press(Key.Key_Return)
    opener.qtbot.waitUntil(
        lambda: opener.sheet is not None and "condición" in opener.sheet.accessibleName()
    )
    opener.press(Key.Key_Return)
    case = opener.case()
    assert (case.service, case.origin.channel) == (5, Channel.EMAIL)
    assert case.origin.sender == "pagos@ejemplo.gob.ec"
    assert case.parties.place == "QUITO"
    office_now = seen(desk, opener.actor, case.id).office
    assert f"{office_now.local(case.origin.received_at):%H:%M}" == "08:40"


def test_a_wrong_moment_is_told_and_nothing_lost(
    opener: Opener, person: Person, entity: Entity
) -> None:
    sheet = opener.begin()
    assert sheet.when is not None
    sheet.when.day.setFocus()
    sheet.when.day.selectAll()
    opener.hands.type("31/02/2026")
    opener.press(Key.Key_Return)
    assert opener.sheet is sheet
    assert opener.opened == []
    sheet.when.day.selectAll()
    opener.hands.type("04/12/2027")
    opener.press(Key.Key_F6)
    opener.pick(person.document)
    opener.press(Key.Key_F7)
    opener.pick(entity.ruc)
    opener.press(Key.Key_Return)
    opener.qtbot.waitUntil(lambda: "en el futuro" in sheet.wrong)


def test_the_number_of_a_returned_case_takes_it_up(
    opener: Opener, person: Person, entity: Entity, clock: FakeClock
) -> None:
    opened(opener.desk, opener.office, "asesor-1", 1)
    back = returned_case(opener.desk, opener.office, opener.actor, person, entity)
    clock.go(hours=1)
    ticket = at_the_counter(opener.desk, opener.office, opener.actor, 1, person=person)
    opener.begin(ticket.id)
    opener.hands.scan(f"VC1/{back.number}")
    case = opener.case()
    assert (case.id, case.submission, case.origin.ticket_id) == (back.id, 2, ticket.id)
    assert seen(opener.desk, opener.actor, case.id).checklist.undecided == (5,)


def test_a_returned_case_is_not_taken_up_at_a_moment_that_is_none(
    opener: Opener, person: Person, entity: Entity, clock: FakeClock
) -> None:
    opened(opener.desk, opener.office, "asesor-1", 1)
    back = returned_case(opener.desk, opener.office, opener.actor, person, entity)
    clock.go(days=3)
    sheet = opener.begin()
    when = sheet.when
    assert when is not None
    when.day.setText("31/02/2026")
    sheet.number.setFocus()
    opener.hands.type(back.number)
    opener.press(Key.Key_Return)
    opener.qtbot.waitUntil(lambda: "como 04/12/2026" in when.wrong)
    assert seen(opener.desk, opener.actor, back.id).case.submission == 1
    when.day.selectAll()
    opener.hands.type("05/12/2026")
    opener.press(Key.Key_Return)
    case = opener.case()
    local = seen(opener.desk, opener.actor, case.id).office.local(case.submitted_at)
    assert (case.submission, f"{local:%d/%m}") == (2, "05/12")


def test_a_returned_case_is_offered_with_a_key(
    opener: Opener, person: Person, entity: Entity, clock: FakeClock
) -> None:
    opened(opener.desk, opener.office, "asesor-1", 1)
    back = returned_case(opener.desk, opener.office, opener.actor, person, entity)
    clock.go(hours=1)
    ticket = at_the_counter(opener.desk, opener.office, opener.actor, 1, person=person)
    opener.begin(ticket.id)
    opener.press(Key.Key_F8)
    assert opener.case().id == back.id


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("QUITO-26-00001", "no es un número de trámite"),
        ("hola", "no es un número de trámite"),
        ("QUITO-26-99999-", "no es un número de trámite"),
        ("GUAYAQUIL-26-00012-3", "oficina Guayaquil"),
        ("\x00\ud800😀" + "x" * 300, "no es un número de trámite"),
    ],
)
def test_what_is_no_number_of_this_office_is_told(
    opener: Opener, person: Person, entity: Entity, typed: str, told: str
) -> None:
    number = str(CaseNumber("GUAYAQUIL", 26, 12)) if typed.startswith("GUAY") else typed
    sheet = opener.begin(visit(opener, person, entity, 2))
    sheet.number.setText(number)
    opener.press(Key.Key_Return)
    opener.qtbot.waitUntil(lambda: told in sheet.number_row.error)
    assert opener.opened == []


def test_a_case_that_is_not_returned_is_just_opened(
    opener: Opener, person: Person, entity: Entity, clock: FakeClock
) -> None:
    case = by_email(opener.desk, opener.actor, 4, person, entity, clock.now())
    opener.begin()
    opener.hands.scan(case.number)
    assert opener.case().id == case.id


def test_a_term_that_is_over_is_told_and_a_new_one_can_be_opened(
    opener: Opener, person: Person, entity: Entity, clock: FakeClock
) -> None:
    case = by_email(opener.desk, opener.actor, 4, person, entity, clock.now())
    check(opener.desk, opener.actor, case, 2)
    checklists.give_back(opener.desk, opener.actor, case.id)
    clock.go(days=40)
    sheet = opener.begin()
    opener.hands.scan(case.number)
    opener.qtbot.waitUntil(lambda: "terminó el 21/12/2026" in sheet.number_row.error)
    assert seen(opener.desk, opener.actor, case.id).case.state is CaseState.LAPSED
    assert opener.sheet is sheet


def test_who_attends_nothing_is_told(qtbot: QtBot, desk: Desk, office: SmallOffice) -> None:
    opener = Opener(qtbot, desk, office, "recepcion-1")
    opener.opening.begin(None)
    area = opener.window.findChild(NoticeArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.current is not None)
    assert opener.left == [True]


def test_a_turno_that_ended_opens_nothing(
    opener: Opener, person: Person, entity: Entity, clock: FakeClock
) -> None:
    ticket_id = visit(opener, person, entity, 2)
    serving.finish(opener.desk, opener.actor, "Se retira")
    clock.set(clock.now() + timedelta(days=3))
    sheet = opener.begin(ticket_id)
    opener.press(Key.Key_Return)
    opener.qtbot.waitUntil(lambda: bool(sheet.wrong))
    assert opener.opened == []
