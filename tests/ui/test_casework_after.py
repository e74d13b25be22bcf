"""What follows the papers of a case: its steps, its answer, who else works on it; by keyboard."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ports import PrintOutcome
from desktop.usecases import approvals, cases, catalogue_admin, checklists, solutions
from desktop.usecases.desk import Desk
from domain.approvals import ApprovalKind
from domain.case_parts import CaseState, ConformityKind
from domain.catalogue import Channel
from domain.people import Entity, Person
from domain.solutions import SolutionContent, SolutionType
from tests.office import FakeClock, SmallOffice
from tests.ui.wizard import Ctrl, Key, Wizard, entity, person, visit, wizard
from tests.usecases.casework import a_person, by_email, check, opened_case, seen
from ui.casework.checklist import RequirementRow
from ui.casework.presenter import CaseworkPresenter
from ui.casework.solution_sheet import SolutionSheet
from ui.casework.state import CasePapers, Phase
from ui.reception.forms import PersonForm

__all__ = ["entity", "person", "wizard"]


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


def test_what_was_read_of_the_case_before_is_never_shown_as_the_other(
    qtbot: QtBot, wizard: Wizard, person: Person, entity: Entity
) -> None:
    one, ticket = visit(wizard, person, entity, 1, fields={})
    other = opened_case(wizard.desk, wizard.actor, 2, ticket)
    held, go_on = threading.Event(), threading.Event()

    class Interrupted(CaseworkPresenter):
        """Its first reading is held up halfway through learning which case is asked for."""

        def __getattribute__(self, name: str) -> Any:
            here = threading.current_thread() is threading.main_thread()
            if name == "_generation" and not here and not held.is_set():
                held.set()
                go_on.wait(60)
            return super().__getattribute__(name)

    nowhere = CasePapers(lambda _: PrintOutcome("Oficina"), lambda _: PrintOutcome("Oficina"))
    presenter = Interrupted(wizard.desk, wizard.actor, nowhere)
    presenter.open(one.id)
    qtbot.waitUntil(held.is_set)
    presenter.open(other.id)
    go_on.set()
    qtbot.waitUntil(lambda: presenter.state is not None)
    assert presenter.state is not None
    assert presenter.state.view.case.id == other.id
    presenter.close()


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
