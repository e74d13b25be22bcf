"""The wizard of a case, worked with the keyboard over a real database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.app.simulated_day.hands import Hands
from desktop.ports import PrintOutcome
from desktop.usecases import approvals, case_view, cases, catalogue_admin, checklists, solutions
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from domain.approvals import ApprovalKind
from domain.case_parts import CaseState, ConformityKind
from domain.cases import Case
from domain.catalogue import Channel
from domain.checklist import OTHER_REASON, Verdict
from domain.errors import PrintFailed
from domain.people import Entity, Person
from domain.solutions import SolutionContent, SolutionType
from domain.tickets import Ticket
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    opened_case,
    seen,
)
from tests.usecases.hall import opened
from ui.casework.checklist import RequirementRow
from ui.casework.questions import ReceivedSheet
from ui.casework.solution_sheet import SolutionSheet
from ui.casework.state import CasePapers, Phase
from ui.casework.view import CaseworkView
from ui.reception.forms import PersonForm
from ui.shell import MainWindow, Page, Section
from ui.widgets import KeyButton, NoticeArea, Sheet

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
Plain = Qt.KeyboardModifier.NoModifier


class _Cases(Page):
    """Stands where the page of cases shows the one that is open."""

    def __init__(self, view: CaseworkView) -> None:
        super().__init__("Trámites")
        self._view = view
        self.body.addWidget(view)

    def entered(self) -> None:
        self._view.entered()

    def shutdown(self) -> None:
        self._view.shutdown()


class Wizard:
    """Somebody before a case: presses keys, reads what is shown."""

    def __init__(
        self, qtbot: QtBot, desk: Desk, office: SmallOffice, username: str = "asesor-1"
    ) -> None:
        self.qtbot, self.desk, self.office = qtbot, desk, office
        self.actor = office.actor(username)
        self.printed: list[tuple[str, UUID]] = []
        self.outcome: PrintOutcome | None = PrintOutcome(printer="Oficina")
        self.leave: list[tuple[ApprovalKind, str, str, Callable[[UUID], None]]] = []
        papers = CasePapers(
            lambda case_id: self._print("receipt", case_id),
            lambda case_id: self._print("return", case_id),
        )
        self.view = CaseworkView(
            desk,
            self.actor,
            papers,
            ask_leave=lambda *asked: self.leave.append(asked),
            poll_ms=20,
            tick_ms=20,
        )
        self.went: list[str] = []
        self.view.left.connect(lambda: self.went.append("left"))
        self.view.another.connect(lambda: self.went.append("another"))
        self.page = _Cases(self.view)
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.set_sections([Section("cases", "Trámites", "folder-open", lambda: self.page)])
        self.window.resize(1366, 768)
        self.window.show()

    def _print(self, paper: str, case_id: UUID) -> PrintOutcome:
        self.printed.append((paper, case_id))
        if self.outcome is None:
            raise PrintFailed()
        return self.outcome

    def open(self, case: Case, ticket: Ticket | None = None) -> "Wizard":
        """Show a case."""
        self.view.open_case(case.id, None if ticket is None else ticket.id)
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until what is under way is shown, printing too."""
        presenter = self.view.presenter
        self.qtbot.waitUntil(
            lambda: (
                presenter.state is not None
                and not presenter.is_acting
                and not presenter.runner.is_busy
                and not presenter.prints.runner.is_busy
            )
        )

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Plain) -> None:
        """Press keys where the focus is, each after what the one before did."""
        for key in keys:
            QTest.keyClick(self.focused(), key, modifier)
            self.settle()

    def burst(self, *keys: Qt.Key) -> None:
        """Press keys faster than anything can be written."""
        for key in keys:
            QTest.keyClick(self.focused(), key)
        self.settle()

    def type(self, text: str) -> None:
        """Type where the focus is."""
        Hands(self.window).type(text)

    def focused(self) -> QWidget:
        focus: QWidget | None = self.window.focusWidget()
        return self.window if focus is None else focus

    def at(self, phase: Phase) -> bool:
        """Whether this part of the case is worked on."""
        state = self.view.presenter.state
        assert state is not None
        return state.phase is phase

    def asks_more(self) -> bool:
        """Whether a reason or a registry is asked for."""
        return self.view.checklist.bar.asking

    @property
    def seen(self) -> CaseView:
        state = self.view.presenter.state
        assert state is not None
        return state.view

    def kept(self) -> CaseView:
        """The case as it is stored."""
        return case_view.view(self.desk, self.actor, self.seen.case.id)

    def verdicts(self) -> str:
        """The verdicts stored, a letter each."""
        view = self.kept()
        numbers = [item.number for item in view.service.requirements]
        return "".join(view.checklist.finding(n).verdict.value[0] for n in numbers)

    @property
    def told(self) -> str:
        area = self.window.findChild(NoticeArea)
        assert area is not None
        if area.current is None:
            return ""
        return f"{area.current.what} {area.current.kept} {area.current.todo}"

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    def until_asked(self, words: str) -> None:
        self.qtbot.waitUntil(
            lambda: self.sheet is not None and words in self.sheet.accessibleName()
        )

    def until_told(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.told)

    def shown(self, words: str) -> bool:
        """Whether a button of these words is in sight."""
        return any(
            b.isVisible() for b in self.window.findChildren(KeyButton) if b.text().startswith(words)
        )


@pytest.fixture
def person(desk: Desk, office: SmallOffice) -> Person:
    return a_person(desk, office)


@pytest.fixture
def entity(desk: Desk, office: SmallOffice) -> Entity:
    return an_entity(desk, office)


@pytest.fixture
def wizard(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Wizard:
    return Wizard(qtbot, desk, office)


def visit(
    wizard: Wizard, person: Person, entity: Entity, service: int, **more: object
) -> tuple[Case, Ticket]:
    """A case of a visit at the counter of who works the wizard."""
    counter = 3 if service in {5, 8, 9} else 1
    username = next(u for u, s in wizard.office.staff.items() if s.id == wizard.actor.staff_id)
    opened(wizard.desk, wizard.office, username, counter)
    ticket = at_the_counter(
        wizard.desk, wizard.office, wizard.actor, service, person=person, entity=entity
    )
    return opened_case(wizard.desk, wizard.actor, service, ticket, **more), ticket


def test_complete_papers_in_a_key_each_then_to_the_end(
    wizard: Wizard, person: Person, entity: Entity, clock: FakeClock
) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    wizard.burst(Key.Key_1, Key.Key_1, Key.Key_1, Key.Key_1, Key.Key_1)
    assert wizard.verdicts() == "aaaaa"
    wizard.press(Key.Key_F2)
    assert wizard.kept().case.state is CaseState.IN_PROCESS
    assert wizard.printed == [("receipt", case.id)]
    wizard.until_told("Vence el 09/12/2026 17:00")
    assert wizard.at(Phase.STEPS)
    # Each field with one key, the user name noted, done.
    wizard.press(Key.Key_1)
    assert QGuiApplication.clipboard().text() == entity.ruc
    assert wizard.view.steps.said.text() == "Copiado: RUC de la entidad. Sigue: Entidad."
    wizard.press(Key.Key_C, modifier=Ctrl)
    assert QGuiApplication.clipboard().text() == entity.name
    wizard.press(Key.Key_F2)
    assert wizard.focused() is wizard.view.steps.note
    wizard.type("jperez")
    wizard.press(Key.Key_Return)
    assert [(s.step.code, s.note) for s in wizard.kept().steps if s.done] == [
        ("create-user", "jperez")
    ]
    assert wizard.focused() is wizard.view  # on no button that Intro would press
    wizard.press(Key.Key_F2)
    assert wizard.at(Phase.RESOLVE)
    wizard.press(Key.Key_F2)
    outcome = wizard.kept().case.outcome
    assert outcome is not None
    assert outcome.type is SolutionType.DONE
    assert "jperez" in outcome.detail
    assert wizard.at(Phase.CLOSE)
    wizard.press(Key.Key_F2)
    closed = wizard.kept().case
    assert closed.state is CaseState.CLOSED
    assert closed.conformity is not None
    assert closed.conformity.kind is ConformityKind.GIVEN
    while not wizard.went:  # the notice that it was closed may go first
        wizard.press(Key.Key_Escape)
    assert wizard.went == ["left"]


def test_f2_looks_at_what_nobody_looked_at(wizard: Wizard, person: Person, entity: Entity) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    wizard.press(Key.Key_Down, Key.Key_Down, Key.Key_1)
    assert wizard.verdicts() == "ppapp"
    assert wizard.view.checklist.current == 4
    wizard.press(Key.Key_End, Key.Key_F2)
    assert wizard.view.checklist.current == 1
    assert wizard.kept().case.state is CaseState.CLASSIFIED


def test_rejected_by_a_digit_is_handed_back_with_both_papers(
    wizard: Wizard, person: Person, entity: Entity
) -> None:
    case, ticket = visit(wizard, person, entity, 1)
    wizard.open(case, ticket)
    wizard.burst(Key.Key_1, Key.Key_1, Key.Key_1, Key.Key_1, Key.Key_3, Key.Key_2, Key.Key_4)
    assert wizard.verdicts() == "aaaarn"
    found = wizard.kept().checklist.finding(5)
    assert found.reason == "no-seal"
    wizard.press(Key.Key_F2)
    wizard.until_told("Devuelva el trámite con F9")
    assert wizard.kept().case.state is CaseState.CLASSIFIED
    wizard.press(Key.Key_F9)
    back = wizard.kept().case
    assert (back.state, back.term_ends) == (CaseState.RETURNED, date(2026, 12, 21))
    assert wizard.printed == [("receipt", case.id), ("return", case.id)]
    wizard.until_told("21/12/2026")
    wizard.press(Key.Key_P, modifier=Ctrl)
    wizard.press(Key.Key_D, modifier=Ctrl)
    assert wizard.printed[2:] == [("receipt", case.id), ("return", case.id)]


def test_back_with_what_was_missing_only_that_is_asked(
    wizard: Wizard, person: Person, entity: Entity, clock: FakeClock
) -> None:
    case, ticket = visit(wizard, person, entity, 1)
    check(wizard.desk, wizard.actor, case, 5, skip=(6,))
    checklists.give_back(wizard.desk, wizard.actor, case.id)
    clock.go(minutes=40)
    wizard.open(case, ticket)
    assert wizard.at(Phase.RETURNED)
    wizard.press(Key.Key_F2)
    assert wizard.kept().case.submission == 2
    assert wizard.view.checklist.current == 5
    wizard.press(Key.Key_1)
    assert wizard.verdicts() == "aaaaan"
    wizard.press(Key.Key_F2)
    assert wizard.kept().case.state is CaseState.IN_PROCESS


def ask_when(wizard: Wizard) -> ReceivedSheet:
    """F2: the question when what was missing came in."""
    wizard.press(Key.Key_F2)
    wizard.until_asked("¿Cuándo llegó lo que faltaba?")
    assert isinstance(wizard.sheet, ReceivedSheet)
    return wizard.sheet


def came(wizard: Wizard, day: str, hour: str) -> None:
    """Type when it came in, and Intro."""
    assert isinstance(wizard.sheet, ReceivedSheet)
    for field, typed in ((wizard.sheet.when.day, day), (wizard.sheet.when.hour, hour)):
        field.setFocus()
        field.selectAll()
        wizard.type(typed)
    wizard.press(Key.Key_Return)


def test_what_came_in_time_is_taken_up_after_the_case_lapsed(
    wizard: Wizard, person: Person, entity: Entity, clock: FakeClock
) -> None:
    case, _ = visit(wizard, person, entity, 1)
    check(wizard.desk, wizard.actor, case, 5, skip=(6,))
    checklists.give_back(wizard.desk, wizard.actor, case.id)  # until the 21st
    clock.go(days=24)
    cases.lapse_overdue(wizard.desk, wizard.actor)
    wizard.open(case)
    assert wizard.view.primary.text() == "Llegó dentro del plazo"
    assert "terminó el 21/12/2026" in wizard.view.waiting.accessibleName()
    sheet = ask_when(wizard)
    assert sheet.when.day.text() == ""
    wizard.press(Key.Key_Return)
    assert "como 04/12/2026" in sheet.when.wrong
    came(wizard, "22/12/2026", "09:00")
    assert "terminó el 21/12/2026" in sheet.when.wrong
    assert wizard.sheet is sheet  # with what was typed
    came(wizard, "03/12/2026", "09:00")
    assert "anterior a la devolución" in sheet.when.wrong
    assert wizard.kept().case.state is CaseState.LAPSED
    came(wizard, "21/12/2026", "16:30")
    wizard.qtbot.waitUntil(lambda: wizard.sheet is None)
    back = wizard.kept().case
    assert (back.state, back.submission) == (CaseState.CLASSIFIED, 2)
    assert f"{wizard.seen.office.local(back.submitted_at):%d/%m %H:%M}" == "21/12 16:30"
    assert wizard.view.checklist.current == 5


def test_a_term_that_is_over_asks_when_it_came_in_a_visit_too(
    wizard: Wizard, person: Person, entity: Entity, clock: FakeClock
) -> None:
    case, _ = visit(wizard, person, entity, 1)
    check(wizard.desk, wizard.actor, case, 5, skip=(6,))
    checklists.give_back(wizard.desk, wizard.actor, case.id)
    clock.go(days=24)
    opened(wizard.desk, wizard.office, "asesor-2", 2)
    ticket = at_the_counter(
        wizard.desk, wizard.office, wizard.office.actor("asesor-2"), 6, person=person, entity=entity
    )
    wizard.open(case, ticket)
    ask_when(wizard)
    came(wizard, "28/12/2026", "08:00")
    assert wizard.kept().case.state is CaseState.LAPSED
    came(wizard, "18/12/2026", "08:00")
    back = wizard.kept().case
    assert (back.state, back.origin.ticket_id) == (CaseState.CLASSIFIED, ticket.id)


def test_where_height_is_scarce_a_key_shows_the_fields_before_the_last_document(
    wizard: Wizard, person: Person, entity: Entity
) -> None:
    wizard.window.resize(1366, 560)
    case, ticket = visit(wizard, person, entity, 3, fields={})
    wizard.open(case, ticket)
    facts, fields = wizard.view.head.facts, wizard.view.fields
    assert facts.isVisible()
    assert not fields.isVisible()
    wizard.press(Key.Key_F7)
    assert fields.isVisible()
    assert not facts.isVisible()
    assert wizard.focused() is fields.rows["entities"].field
    wizard.type("Las adscritas")
    wizard.press(Key.Key_Escape)  # back to the documents, with what was typed kept
    assert not fields.isVisible()
    assert wizard.focused() is wizard.view.checklist
    assert wizard.kept().case.matter.value("entities") == "Las adscritas"
    wizard.press(Key.Key_F7)
    assert wizard.focused() is fields.rows["grounds"].field
    wizard.type("Acuerdo 12")
    wizard.press(Key.Key_Return)
    assert not fields.isVisible()
    assert wizard.focused() is wizard.view.checklist
    assert wizard.kept().missing == ()
    assert wizard.went == []


def test_another_reason_in_words_and_esc_leaves_the_question(
    wizard: Wizard, person: Person, entity: Entity
) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    wizard.press(Key.Key_3, Key.Key_0)
    assert wizard.focused() is wizard.view.checklist.bar.words
    wizard.press(Key.Key_Return)
    assert wizard.asks_more()
    wizard.press(Key.Key_Escape)
    assert not wizard.asks_more()
    assert wizard.verdicts() == "ppppp"
    wizard.press(Key.Key_3, Key.Key_0)
    wizard.type("Viene en otro idioma 3")
    wizard.press(Key.Key_Return)
    found = wizard.kept().checklist.finding(1)
    assert (found.verdict, found.reason, found.text) == (
        Verdict.REJECTED,
        OTHER_REASON,
        "Viene en otro idioma 3",
    )
    assert wizard.view.checklist.current == 2
    assert wizard.went == []


def test_verified_in_a_registry_with_its_warning(
    wizard: Wizard, person: Person, entity: Entity
) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    wizard.press(Key.Key_5)
    assert wizard.verdicts() == "ppppp"  # a form is in no public registry
    wizard.press(Key.Key_End)
    assert "LOETA" in wizard.view.checklist.accessibleDescription() or wizard.shown("En registro")
    wizard.press(Key.Key_5, Key.Key_Return)
    found = wizard.kept().checklist.finding(5)
    assert found.verdict is Verdict.VERIFIED
    assert "SRI" in found.place


def test_a_mark_is_taken_back(wizard: Wizard, person: Person, entity: Entity) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    assert not wizard.view.undo.isVisible()
    wizard.burst(Key.Key_1, Key.Key_2)
    wizard.press(Key.Key_Z, modifier=Ctrl)
    assert wizard.verdicts() == "apppp"
    assert wizard.view.checklist.current == 2
    wizard.press(Key.Key_Up, Key.Key_2)
    assert wizard.verdicts() == "mpppp"
    wizard.press(Key.Key_Z, modifier=Ctrl)
    assert wizard.verdicts() == "apppp"


def test_fields_are_asked_for_and_checked(wizard: Wizard, person: Person, entity: Entity) -> None:
    wizard.actor = wizard.office.actor("asesor-1")
    case, ticket = visit(wizard, person, entity, 1, fields={})
    wizard.open(case, ticket)
    wizard.burst(Key.Key_1, Key.Key_1, Key.Key_1, Key.Key_1, Key.Key_1, Key.Key_4)
    wizard.press(Key.Key_F2)
    wizard.press(Key.Key_2)  # the focus is in the field: its option, not a mark
    assert wizard.verdicts() == "aaaaan"
    assert wizard.kept().case.matter.value("administrator-kind") == "Financiero"
    wizard.press(Key.Key_F2)
    assert wizard.kept().case.state is CaseState.IN_PROCESS
    assert wizard.view.fields.rows["administrator-kind"].isHidden()


def test_wrong_dates_are_told_at_their_field(
    qtbot: QtBot, desk: Desk, office: SmallOffice, person: Person, entity: Entity
) -> None:
    wizard = Wizard(qtbot, desk, office, "tecnico-1")
    case, ticket = visit(wizard, person, entity, 8, fields={})
    wizard.open(case, ticket)
    wizard.burst(Key.Key_1, Key.Key_1)
    wizard.press(Key.Key_F2)
    wizard.type("11/12/2026")
    wizard.press(Key.Key_Tab)
    wizard.type("9/12/2026")
    wizard.press(Key.Key_F2)
    assert "termina antes" in wizard.view.fields.rows["absence-to"].error
    assert wizard.kept().case.state is CaseState.CLASSIFIED
    wizard.focused().setFocus()
    QTest.keyClick(wizard.focused(), Key.Key_A, Ctrl)
    wizard.type("12/12/2026")
    wizard.press(Key.Key_F2)
    assert wizard.kept().case.state is CaseState.IN_PROCESS
    assert wizard.at(Phase.KIT)
    assert wizard.kept().state_words == "Programado para el 11/12/2026"
    assert wizard.view.primary.isHidden()


def test_intro_goes_from_field_to_field_and_back_to_the_papers(
    qtbot: QtBot, desk: Desk, office: SmallOffice, person: Person, entity: Entity
) -> None:
    wizard = Wizard(qtbot, desk, office, "tecnico-1")
    case, ticket = visit(wizard, person, entity, 8, fields={})
    wizard.open(case, ticket)
    wizard.burst(Key.Key_1, Key.Key_1)
    wizard.press(Key.Key_F2)
    fields = wizard.view.fields.rows
    wizard.type("ayer")
    wizard.press(Key.Key_Return)
    qtbot.wait_until(lambda: bool(fields["absence-from"].error))
    assert wizard.focused() is fields["absence-from"].field
    QTest.keyClick(wizard.focused(), Key.Key_A, Ctrl)
    wizard.type("9/12/2026")
    wizard.press(Key.Key_Return)
    qtbot.wait_until(lambda: wizard.focused() is fields["absence-to"].field)
    wizard.type("11/12/2026")
    wizard.press(Key.Key_Return)
    qtbot.wait_until(lambda: wizard.focused() is wizard.view.checklist)
    wizard.settle()
    wizard.press(Key.Key_F2)
    assert wizard.kept().state_words == "Programado para el 09/12/2026"


def test_a_missing_printer_holds_nobody_up(wizard: Wizard, person: Person, entity: Entity) -> None:
    wizard.outcome = None
    case, ticket = visit(wizard, person, entity, 2)
    check(wizard.desk, wizard.actor, case)
    wizard.open(case, ticket)
    wizard.press(Key.Key_F2)
    assert wizard.kept().case.state is CaseState.IN_PROCESS
    wizard.until_told("Ctrl+P")
    wizard.outcome = PrintOutcome(saved_to=Path("comprobante.pdf"))
    wizard.press(Key.Key_P, modifier=Ctrl)
    wizard.until_told("se guardó en comprobante.pdf")


def test_a_step_is_taken_back_and_done_again(
    wizard: Wizard, person: Person, entity: Entity, clock: FakeClock
) -> None:
    case = by_email(wizard.desk, wizard.actor, 4, person, entity, clock.now())
    check(wizard.desk, wizard.actor, case)
    checklists.complete(wizard.desk, wizard.actor, case.id)
    wizard.open(case)
    clock.go(minutes=1)
    wizard.press(Key.Key_F2)
    clock.go(minutes=1)
    wizard.press(Key.Key_F2)
    assert wizard.at(Phase.RESOLVE)
    wizard.press(Key.Key_Z, modifier=Ctrl)
    assert wizard.at(Phase.STEPS)
    assert [s.done for s in wizard.kept().steps] == [True, False]


def test_not_granted_needs_its_reason(wizard: Wizard, person: Person, entity: Entity) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    check(wizard.desk, wizard.actor, case)
    checklists.complete(wizard.desk, wizard.actor, case.id)
    wizard.open(case, ticket)
    wizard.press(Key.Key_F8, Key.Key_F2)
    assert wizard.kept().case.state is CaseState.IN_PROCESS
    wizard.press(Key.Key_Escape)
    assert wizard.view.steps.isVisible()
    wizard.press(Key.Key_F8)
    wizard.type("La entidad no es un GAD")
    wizard.press(Key.Key_F2)
    outcome = wizard.kept().case.outcome
    assert outcome is not None
    assert (outcome.type, outcome.detail) == (SolutionType.REFUSED, "La entidad no es un GAD")
    wizard.press(Key.Key_2, Key.Key_F2)
    assert wizard.kept().case.state is CaseState.RESOLVED
    wizard.type("Dice que lo es")
    wizard.press(Key.Key_F2)
    said = wizard.kept().case.conformity
    assert said is not None
    assert (said.kind, said.reason) == (ConformityKind.REFUSED, "Dice que lo es")


def test_referred_answered_and_sent_by_leave(
    wizard: Wizard, person: Person, entity: Entity, clock: FakeClock
) -> None:
    case = by_email(wizard.desk, wizard.actor, 10, person, entity, clock.now())
    wizard.open(case)
    wizard.press(Key.Key_1, Key.Key_F2)
    assert wizard.at(Phase.RESOLVE)
    wizard.press(Key.Key_F6)
    wizard.press(Key.Key_4)
    wizard.until_asked("¿Por qué lo deriva")
    wizard.press(Key.Key_3)
    assert wizard.kept().case.state is CaseState.REFERRED
    wizard.press(Key.Key_M, modifier=Ctrl)
    message = QGuiApplication.clipboard().text()
    assert message.startswith("Para: tesoreria@ejemplo.gob.ec")
    assert "Área que tiene la información" in message
    wizard.press(Key.Key_F2)
    assert wizard.kept().case.state is CaseState.REFERRED
    wizard.type("Adjuntamos el cuadro anual")
    wizard.press(Key.Key_F2)
    assert wizard.view.resolving.detail.toPlainText() == "Adjuntamos el cuadro anual"
    wizard.press(Key.Key_F2)
    kind, subject, reason, then = wizard.leave[0]
    assert (kind, subject) == (ApprovalKind.SEND_ANSWER, str(case.id))
    assert reason == "Adjuntamos el cuadro anual"  # the supervisor reads what will be sent
    asked = approvals.ask(wizard.desk, wizard.actor, kind, subject, "Respuesta")
    approvals.answer(wizard.desk, wizard.office.actor("supervisor-1"), asked.id, granted=True)
    then(asked.id)
    wizard.settle()
    assert wizard.at(Phase.CLOSE)
    wizard.press(Key.Key_F2)
    said = wizard.kept().case.conformity
    assert said is not None
    assert said.kind is ConformityKind.TOLD_BY_EMAIL


def test_two_clerks_on_one_case(wizard: Wizard, desk: Desk, person: Person, entity: Entity) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    wizard.view.presenter.stop()
    other = wizard.office.actor("asesor-2")
    cases.reassign(desk, wizard.actor, case.id, other.staff_id, "Le corresponde")
    wizard.press(Key.Key_1)
    wizard.until_told("Este trámite lo tiene Andrés Asesor")
    wizard.settle()
    assert wizard.verdicts() == "ppppp"
    assert not wizard.shown("Aceptado")
    assert wizard.view.primary.isHidden()


def test_what_others_do_is_seen(wizard: Wizard, desk: Desk, person: Person, entity: Entity) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    check(desk, wizard.actor, case)
    wizard.qtbot.waitUntil(lambda: wizard.view.primary.text() == "Documentación completa")


def test_more_is_offered_by_digits(wizard: Wizard, person: Person, entity: Entity) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    wizard.press(Key.Key_F10)
    wizard.until_asked(case.number)
    wizard.press(Key.Key_2)
    wizard.until_asked("¿De qué servicio es?")
    wizard.press(Key.Key_1)
    assert wizard.kept().case.service == 1
    wizard.press(Key.Key_F10, Key.Key_3)
    wizard.until_asked("¿Por qué se retira")
    wizard.press(Key.Key_1)
    assert wizard.kept().case.state is CaseState.WITHDRAWN
    assert not wizard.view.head.more.isVisible()


def test_reassigned_to_a_colleague(wizard: Wizard, person: Person, entity: Entity) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    wizard.press(Key.Key_F10, Key.Key_1)
    wizard.until_asked("¿A quién lo reasigna?")
    wizard.press(Key.Key_1)
    wizard.until_asked("¿Por qué se reasigna a Andrés Asesor?")
    wizard.press(Key.Key_1)
    assert wizard.kept().holder == "Andrés Asesor"


def test_a_supervisor_reopens(
    qtbot: QtBot,
    desk: Desk,
    office: SmallOffice,
    clock: FakeClock,
    person: Person,
    entity: Entity,
) -> None:
    wizard = Wizard(qtbot, desk, office)
    case = by_email(desk, wizard.actor, 4, person, entity, clock.now())
    check(desk, wizard.actor, case)
    wizard.open(case)
    wizard.press(Key.Key_F2, Key.Key_F2, Key.Key_F2, Key.Key_F2, Key.Key_F2)
    assert seen(desk, wizard.actor, case.id).case.state is CaseState.CLOSED
    wizard.view.shutdown()
    boss = Wizard(qtbot, desk, office, "supervisor-1").open(case)
    assert boss.view.primary.isHidden()
    boss.press(Key.Key_F10, Key.Key_1)
    boss.until_asked("¿Por qué se reabre")
    boss.press(Key.Key_2)
    assert boss.kept().case.state is CaseState.IN_PROCESS
    assert boss.view.resolving.isVisible()
    assert not boss.view.resolving.isEnabled()  # seen only: who holds it solves it


def test_the_beneficiary_is_another(
    wizard: Wizard, desk: Desk, office: SmallOffice, person: Person, entity: Entity
) -> None:
    a_person(desk, office, "0962467429", "Pedro Beneficiario")
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    wizard.press(Key.Key_F4)
    wizard.until_asked("¿Qué dato cambia?")
    wizard.press(Key.Key_2)
    wizard.until_asked("¿Para quién es?")
    wizard.type("0962467429")
    wizard.press(Key.Key_Return)
    wizard.qtbot.waitUntil(lambda: wizard.sheet is None)
    wizard.settle()
    beneficiary = wizard.kept().parties.beneficiary
    assert beneficiary is not None
    assert beneficiary.name == "Pedro Beneficiario"


def test_the_signer_is_registered_on_the_way(
    wizard: Wizard, person: Person, entity: Entity
) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    wizard.press(Key.Key_F4, Key.Key_3)
    wizard.until_asked("¿Qué autoridad firma?")
    wizard.type("0962467429")
    wizard.press(Key.Key_F5)
    wizard.until_asked("Registrar una persona")
    wizard.type("Marta Autoridad")
    wizard.press(Key.Key_F2)
    wizard.qtbot.waitUntil(lambda: wizard.sheet is None)
    wizard.settle()
    signer = wizard.kept().parties.signer
    assert signer is not None
    assert (signer.name, signer.document) == ("Marta Autoridad", "0962467429")


def test_papers_that_come_by_email_ask_when_they_came(
    wizard: Wizard, person: Person, entity: Entity, clock: FakeClock
) -> None:
    case = by_email(wizard.desk, wizard.actor, 4, person, entity, clock.now())
    check(wizard.desk, wizard.actor, case, 2)
    checklists.give_back(wizard.desk, wizard.actor, case.id)
    clock.go(hours=3)
    wizard.open(case)
    wizard.press(Key.Key_F2)
    wizard.until_asked("¿Cuándo llegó lo que faltaba?")
    QTest.keyClick(wizard.focused(), Key.Key_Tab)
    QTest.keyClick(wizard.focused(), Key.Key_A, Ctrl)
    wizard.type("25:00")
    wizard.press(Key.Key_Return)
    assert wizard.sheet is not None
    QTest.keyClick(wizard.focused(), Key.Key_Tab)
    QTest.keyClick(wizard.focused(), Key.Key_A, Ctrl)
    wizard.type("09:30")
    wizard.press(Key.Key_Return)
    back = wizard.kept().case
    assert back.submission == 2
    assert f"{wizard.seen.office.local(back.submitted_at):%H:%M}" == "09:30"


def test_the_time_left_counts_on(
    wizard: Wizard, person: Person, entity: Entity, clock: FakeClock
) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    check(wizard.desk, wizard.actor, case)
    wizard.open(case, ticket)
    wizard.press(Key.Key_F2)
    assert wizard.view.way.time.text == "A tiempo: quedan 2 días"
    clock.go(days=6)
    wizard.qtbot.waitUntil(lambda: wizard.view.way.time.text.startswith("Vencido: venció hace"))


def test_f5_asks_for_another_case_and_the_number_is_copied(
    wizard: Wizard, person: Person, entity: Entity
) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    wizard.press(Key.Key_F5)
    assert wizard.went == ["another"]
    wizard.press(Key.Key_C, modifier=Ctrl | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text() == case.number


def test_another_case_is_opened_over_the_one_before(
    wizard: Wizard, person: Person, entity: Entity
) -> None:
    one, ticket = visit(wizard, person, entity, 1, fields={})
    other = opened_case(wizard.desk, wizard.actor, 2, ticket)
    wizard.open(one, ticket)
    wizard.view.fields.rows["previous-user"].field.setFocus()
    wizard.type("mlopez")
    wizard.open(other, ticket)
    wizard.qtbot.waitUntil(lambda: wizard.seen.case.id == other.id)
    kept = seen(wizard.desk, wizard.actor, one.id).case.matter
    assert kept.value("previous-user") == "mlopez"
    wizard.burst(*[Key.Key_1] * 5)
    assert wizard.verdicts() == "aaaaa"
    assert seen(wizard.desk, wizard.actor, one.id).checklist.undecided == (1, 2, 3, 4, 5, 6)


def test_all_is_in_words_for_those_who_hear_it(
    wizard: Wizard, person: Person, entity: Entity
) -> None:
    case, ticket = visit(wizard, person, entity, 1)
    wizard.open(case, ticket)
    view = wizard.view
    assert view.checklist.accessibleName() == "Requisitos"
    assert "Formulario de usuarios administradores" in view.checklist.accessibleDescription()
    assert case.number in view.head.accessibleName()


def test_what_is_missing_of_a_person_is_corrected_on_the_way(
    wizard: Wizard, person: Person, entity: Entity
) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    wizard.press(Key.Key_F4, Key.Key_6)
    wizard.until_asked("Corregir los datos")
    form = wizard.window.findChild(PersonForm)
    assert form is not None
    form.email_row.field.setFocus()
    QTest.keyClick(wizard.focused(), Key.Key_A, Ctrl)
    wizard.type("nuevo@ejemplo.gob.ec")
    wizard.press(Key.Key_F2)
    wizard.qtbot.waitUntil(lambda: wizard.sheet is None)

    def email() -> str:
        bearer = wizard.seen.parties.bearer
        return "" if bearer is None else bearer.email

    wizard.qtbot.waitUntil(lambda: email() == "nuevo@ejemplo.gob.ec")


def test_a_support_case_left_open_takes_a_solution_of_the_bank(
    wizard: Wizard, desk: Desk, office: SmallOffice
) -> None:
    content = SolutionContent(
        SolutionType.CORRECTED, "Pago rechazado por cuenta", "Corrija la cuenta.", "payments"
    )
    known = solutions.add(desk, office.actor("supervisor-1"), content)
    case = opened_case(
        desk,
        wizard.actor,
        7,
        channel=Channel.PHONE,
        topic="payments",
        problem="Rechazan el pago",
        fields={},
    )
    wizard.open(case)
    assert wizard.at(Phase.RESOLVE)
    wizard.press(Key.Key_F7)
    wizard.until_asked("¿Qué solución se aplica?")
    wizard.type("rechaz")
    found = wizard.window.findChild(SolutionSheet)
    assert found is not None
    wizard.qtbot.waitUntil(lambda: found.results.current() is not None)
    wizard.press(Key.Key_Return)
    wizard.press(Key.Key_F2)
    outcome = wizard.kept().case.outcome
    assert outcome is not None
    assert (outcome.code, outcome.detail) == (known.code, "Corrija la cuenta.")
    assert not wizard.kept().case.unforeseen


def test_the_catalogue_changes_in_the_middle(
    wizard: Wizard, desk: Desk, office: SmallOffice, person: Person, entity: Entity
) -> None:
    catalogue_admin.keep_shipped(desk)
    admin = office.actor("admin-1")
    now = catalogue_admin.draft(desk, admin)
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    wizard.burst(Key.Key_1, Key.Key_1)
    services = tuple(
        replace(one, short_name="Usuarios de GAD") if one.id == 2 else one
        for one in now.catalogue.services
    )
    text = desk.catalogues.write(replace(now.catalogue, services=services))
    catalogue_admin.publish(desk, admin, now.number, text, "Nombre corto")
    wizard.burst(Key.Key_1, Key.Key_1, Key.Key_1)
    wizard.press(Key.Key_F2)
    assert wizard.kept().case.state is CaseState.IN_PROCESS
    assert wizard.seen.service.short_name == "Usuarios GAD y EP"


def test_what_is_written_of_a_case_waits_while_another_is_seen(
    wizard: Wizard, person: Person, entity: Entity, clock: FakeClock
) -> None:
    one = by_email(wizard.desk, wizard.actor, 10, person, entity, clock.now())
    other = opened_case(
        wizard.desk, wizard.actor, 7, channel=Channel.PHONE, topic="access", problem="No entra"
    )
    check(wizard.desk, wizard.actor, one)
    checklists.complete(wizard.desk, wizard.actor, one.id)
    wizard.open(one)
    wizard.press(Key.Key_1)
    wizard.view.resolving.detail.setFocus()
    wizard.type("Se adjunta el cuadro")
    wizard.open(other)
    wizard.qtbot.waitUntil(lambda: wizard.seen.case.id == other.id)
    assert wizard.view.resolving.detail.toPlainText() == ""
    wizard.open(one)
    wizard.qtbot.waitUntil(lambda: wizard.seen.case.id == one.id)
    assert wizard.view.resolving.detail.toPlainText() == "Se adjunta el cuadro"
    assert wizard.view.resolving.kind is SolutionType.EXPLAINED


def test_the_digits_of_the_keypad_mark_too(wizard: Wizard, person: Person, entity: Entity) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    wizard.press(Key.Key_1, Key.Key_2, modifier=Qt.KeyboardModifier.KeypadModifier)
    assert wizard.verdicts() == "amppp"


def test_at_the_kits_door_a_case_can_still_be_refused(
    qtbot: QtBot, desk: Desk, office: SmallOffice, person: Person, entity: Entity
) -> None:
    wizard = Wizard(qtbot, desk, office, "tecnico-1")
    case, ticket = visit(wizard, person, entity, 5)
    wizard.open(case, ticket)
    wizard.burst(*[Key.Key_1] * 6)
    wizard.press(Key.Key_F2)
    assert wizard.at(Phase.KIT)
    assert wizard.kept().state_words == "Listo para el kit"
    wizard.press(Key.Key_F2)
    assert wizard.kept().case.state is CaseState.IN_PROCESS
    wizard.press(Key.Key_F8)
    wizard.type("La entidad no tiene comodato")
    wizard.press(Key.Key_F2, Key.Key_F2)
    assert wizard.kept().case.state is CaseState.CLOSED


def test_a_click_makes_a_requirement_the_current_one(
    wizard: Wizard, person: Person, entity: Entity
) -> None:
    case, ticket = visit(wizard, person, entity, 2)
    wizard.open(case, ticket)
    third = next(r for r in wizard.view.findChildren(RequirementRow) if r.number == 3)
    QTest.mouseClick(third, Qt.MouseButton.LeftButton)
    wizard.press(Key.Key_1)
    assert wizard.verdicts() == "ppapp"
