"""The papers and fields of a case, worked with the keyboard over a real database."""

from datetime import date

from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.usecases import cases, checklists
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState, ConformityKind
from domain.checklist import OTHER_REASON, Verdict
from domain.people import Entity, Person
from domain.solutions import SolutionType
from tests.office import FakeClock, SmallOffice
from tests.ui.wizard import Ctrl, Key, Wizard, entity, person, visit, wizard
from tests.usecases.casework import at_the_counter, check
from tests.usecases.hall import opened
from ui.casework.questions import ReceivedSheet
from ui.casework.state import Phase

__all__ = ["entity", "person", "wizard"]


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
    with qtbot.waitSignal(wizard.view.kit_wanted) as wanted:
        wizard.press(Key.Key_F2)
    assert wanted.args[0].case.id == case.id


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
