"""Biometrics in the administration page, over real use cases and this computer's settings."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import enrolment_admin
from desktop.usecases.desk import Desk, begin
from domain.enrolment import Enrolment, EnrolmentState
from domain.enrolment_rules import EnrolmentRules
from domain.errors import InvalidInput, SettingsProblem
from domain.fingers import USUAL_FINGERS, Finger
from domain.ids import new_id
from domain.seats import AuthoriserRole
from domain.staff import Action, Role
from tests.office import SmallOffice
from tests.ui.test_admin import administering
from tests.usecases.authorising import a_body, a_case
from tools.demo_window import demo_window
from ui.admin.biometrics import BiometricsKeeping, BiometricsSection, ReaderNeeds, ThisKit
from ui.admin.biometrics_sheets import DueSheet, TextsSheet
from ui.admin.page import AdminPage
from ui.shell import MainWindow
from ui.widgets.notices import NoticeArea
from ui.widgets.sheets import ConfirmSheet

Key = Qt.Key
TODAY = date(2026, 12, 4)


class Kit:
    """This computer's reader and camera, in memory."""

    def __init__(self) -> None:
        self.chosen = ThisKit("automatic", "old")
        self.models: tuple[str, ...] = ("U.are.U 4500", "Capacitivo")
        self.problem: InvalidInput | None = None

    def change(self, chosen: ThisKit) -> None:
        if chosen.reader == "sbi":
            raise SettingsProblem()
        self.chosen = chosen

    def find(self) -> tuple[str, ...]:
        if self.problem is not None:
            raise self.problem
        return self.models


@pytest.fixture
def kit() -> Kit:
    return Kit()


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, office: SmallOffice, kit: Kit) -> Iterator[MainWindow]:
    actor = office.actor("admin-1")
    keeping = BiometricsKeeping(
        partial(enrolment_admin.rules, desk, actor),
        partial(enrolment_admin.change_rules, desk, actor),
        partial(enrolment_admin.due_for_deletion, desk, actor),
        partial(enrolment_admin.delete, desk, actor),
        lambda: kit.chosen,
        kit.change,
        (("automatic", "El que esté conectado"), ("sbi", "Servicio del fabricante (SBI)")),
        kit.find,
        lambda: (("cam-1", "Cámara USB"),),
    )
    page = AdminPage(administering(desk, office), lambda: TODAY, biometrics=keeping)
    made = demo_window("admin", page, Role.ADMINISTRATOR, "Adela")
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    page.show_section("Biometría")
    qtbot.waitUntil(lambda: not page.presenter.runner.is_busy)
    yield made
    page.shutdown()


def section(window: MainWindow) -> BiometricsSection:
    (found,) = window.findChildren(BiometricsSection)
    return found


def _focus(window: MainWindow) -> QWidget:
    found: QWidget | None = window.focusWidget()
    return window if found is None else found


def press(
    qtbot: QtBot,
    window: MainWindow,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    page = window.findChildren(AdminPage)[0]
    QTest.keyClick(_focus(window), key, modifier)
    qtbot.waitUntil(lambda: not page.presenter.runner.is_busy)


def told(window: MainWindow) -> str:
    area = window.findChild(NoticeArea)
    return "" if area is None or area.current is None else area.current.what


def rules(desk: Desk, office: SmallOffice) -> EnrolmentRules:
    return enrolment_admin.rules(desk, office.actor("admin-1"))


def test_what_enrolments_ask_for(
    qtbot: QtBot, window: MainWindow, desk: Desk, office: SmallOffice
) -> None:
    shown = section(window)
    assert {finger for finger, box in shown.fingers.items() if box.isChecked()} == set(
        USUAL_FINGERS
    )
    shown.fingers[Finger.LEFT_LITTLE].setChecked(True)
    shown.fingers[Finger.RIGHT_THUMB].setChecked(False)
    shown.minimum.setValue(3)
    shown.two_people.setChecked(False)
    shown.retention.setValue(7)
    press(qtbot, window, Key.Key_F2)
    qtbot.waitUntil(lambda: rules(desk, office).version == 1)
    kept = rules(desk, office)
    assert kept.fingers == (
        Finger.RIGHT_INDEX, Finger.LEFT_THUMB, Finger.LEFT_INDEX, Finger.LEFT_LITTLE,
    )  # fmt: skip
    assert (kept.minimum, kept.two_people, kept.retention_years) == (3, False, 7)
    assert "desde ahora" in told(window)
    # More than there are fingers asked for cannot be.
    shown.minimum.setValue(9)
    press(qtbot, window, Key.Key_F2)
    qtbot.waitUntil(lambda: "Mínimo de dedos" in shown.rules_error.words)
    assert rules(desk, office) == kept


def test_the_texts_and_somebody_elses_change(
    qtbot: QtBot, window: MainWindow, desk: Desk, office: SmallOffice
) -> None:
    press(qtbot, window, Key.Key_F4)
    (sheet,) = window.findChildren(TextsSheet)
    sheet.notice.setPlainText("")
    ctrl = Qt.KeyboardModifier.ControlModifier
    press(qtbot, window, Key.Key_Return, ctrl)
    qtbot.waitUntil(lambda: "Aviso de privacidad" in sheet.error.words)
    sheet.notice.setPlainText("Se guardan sus huellas.\n\nSe eliminan después.")
    press(qtbot, window, Key.Key_Return, ctrl)
    qtbot.waitUntil(
        lambda: rules(desk, office).notice == "Se guardan sus huellas.\nSe eliminan después."
    )
    # Two pages of an office: who saves last is told, and nothing is lost.
    now = rules(desk, office)
    form = section(window).form()
    assert form is not None
    enrolment_admin.change_rules(desk, office.actor("admin-1"), now.version, form)
    press(qtbot, window, Key.Key_F2)
    qtbot.waitUntil(lambda: bool(section(window).rules_error.words))
    assert rules(desk, office).version == now.version + 1


def test_this_computers_kit(qtbot: QtBot, window: MainWindow, kit: Kit) -> None:
    shown = section(window)
    assert shown.camera.currentText() == "La elegida antes"
    assert not shown.quality.isEnabled()
    press(qtbot, window, Key.Key_F6)
    qtbot.waitUntil(lambda: shown.model.currentText() == "U.are.U 4500")
    shown.model.setCurrentText("Capacitivo")
    shown.quality.setValue(20)
    shown.camera.setCurrentText("Cámara USB")
    press(qtbot, window, Key.Key_F7)
    qtbot.waitUntil(lambda: kit.chosen.camera == "cam-1")
    assert kit.chosen.needs == (ReaderNeeds("Capacitivo", 20),)
    assert kit.chosen.needs_of("U.are.U 4500") == ReaderNeeds("U.are.U 4500")
    # Another is refused, and said beside it.
    shown.reader.setCurrentIndex(1)
    press(qtbot, window, Key.Key_F7)
    qtbot.waitUntil(lambda: bool(shown.kit_error.words))
    assert kit.chosen.reader == "automatic"
    kit.models = ()
    press(qtbot, window, Key.Key_F6)
    qtbot.waitUntil(lambda: "No se encontró ningún lector" in shown.kit_error.words)
    kit.problem = InvalidInput("No se pueden buscar lectores.")
    press(qtbot, window, Key.Key_F6)
    qtbot.waitUntil(lambda: "No se pueden buscar" in shown.kit_error.words)
    assert shown.look.isEnabled()


def test_captures_whose_time_is_over_are_deleted(
    qtbot: QtBot, window: MainWindow, desk: Desk, office: SmallOffice
) -> None:
    press(qtbot, window, Key.Key_F8)
    (empty,) = window.findChildren(DueSheet)
    press(qtbot, window, Key.Key_Escape)
    assert empty.isHidden()
    body, actor = a_body(desk, office), office.actor("tecnico-1")
    case = a_case(desk, actor, 5, body)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        one = Enrolment(
            new_id(),
            office.office.id,
            case.id,
            body.entity.id,
            body.titular.id,
            AuthoriserRole.TITULAR,
            actor.staff_id,
            step.now,
            EnrolmentState.CLOSED,
            summary="{}",
            packet="ab" * 32,
            delete_after=step.day - timedelta(days=1),
        )
        unit.enrolments.add(one)
        step.tell("enrolment", one.id, 1, "enrolment_requested", {})
    shown = section(window)
    shown.load()
    qtbot.waitUntil(lambda: shown.delete.text() == "Capturas por eliminar (1)")
    press(qtbot, window, Key.Key_F8)
    press(qtbot, window, Key.Key_Delete)
    assert any(sheet.isVisible() for sheet in window.findChildren(ConfirmSheet))
    press(qtbot, window, Key.Key_Return)
    qtbot.waitUntil(lambda: shown.delete.text() == "Capturas por eliminar")
    with desk.units.read() as unit:
        assert unit.enrolments.get(one.id).packet == ""
