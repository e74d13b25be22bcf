"""The administration pages over real use cases."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import access, calendar_admin, office_admin, staff_admin
from desktop.usecases.calendar_admin import DayForm
from desktop.usecases.desk import Desk
from domain.errors import InvalidInput, PrintFailed, SettingsProblem
from domain.staff import Role
from tests.office import PASSWORD, SmallOffice
from ui.admin.calendar import DaySheet
from ui.admin.page import AdminPage
from ui.admin.presenter import Administering, AdminState, Check, Keeping, ThisComputer
from ui.admin.recovery import NewCodeSheet
from ui.admin.sheets import AdminSheet, CounterSheet, DatedSheet, PasswordSheet, StaffSheet
from ui.theme import Kind
from ui.widgets.buttons import KeyButton
from ui.widgets.notices import NoticeArea
from ui.widgets.sheets import ConfirmSheet, ReasonSheet

TODAY = date(2026, 12, 4)


def administering(desk: Desk, office: SmallOffice) -> Administering:
    actor = office.actor("admin-1")
    names = (
        partial(staff_admin.staff_list, desk, actor),
        partial(office_admin.view, desk, actor),
        partial(staff_admin.add_staff, desk, actor),
        partial(staff_admin.edit_staff, desk, actor),
        partial(staff_admin.set_active, desk, actor),
        partial(staff_admin.reset_password, desk, actor),
        partial(staff_admin.stand_in, desk, actor),
        partial(office_admin.edit_office, desk, actor),
        partial(office_admin.edit_rules, desk, actor),
        partial(office_admin.add_counter, desk, actor),
        partial(office_admin.edit_counter, desk, actor),
        partial(office_admin.set_counter_active, desk, actor),
        partial(calendar_admin.view, desk, actor),
        partial(calendar_admin.add_day, desk, actor),
        partial(calendar_admin.remove_day, desk, actor),
    )
    return Administering(*names)


class Computer:
    """This computer's devices, in memory."""

    def __init__(self) -> None:
        self.chosen = ThisComputer()
        self.worn: list[ThisComputer] = []
        self.opened = 0
        self.backups = 0
        self.confirmed = 0

    def change(self, chosen: ThisComputer) -> None:
        if not chosen.display_chime:
            raise SettingsProblem()
        if "no existe" in chosen.backup_folder:
            raise InvalidInput("No se puede guardar en esa carpeta.")
        self.chosen = chosen

    def fail(self) -> str:
        raise PrintFailed()

    def open(self) -> None:
        self.opened += 1

    def back_up(self) -> str:
        self.backups += 1
        return "Copia guardada."

    def diagnose(self) -> Sequence[Check]:
        return (Check("Reloj", "Atrasado.", "Póngalo en hora.", Kind.WARN),)

    @property
    def groups(self) -> tuple[str, ...]:
        return ("FTZ0Q", "C07H2")

    def print_sheet(self) -> str:
        raise PrintFailed()

    def save_sheet(self) -> str:
        return "Guardada en la memoria."

    def confirm(self) -> None:
        self.confirmed += 1

    def keeping(self) -> Keeping:
        return Keeping(
            lambda: ("Térmica 80", "Láser"),
            lambda: self.chosen,
            self.change,
            self.worn.append,
            self.fail,
            self.open,
            lambda: f"{self.backups} copias" if self.backups else "",
            self.back_up,
            self.diagnose,
            lambda: "Informe guardado.",
            lambda: self,
        )


@pytest.fixture
def computer() -> Computer:
    return Computer()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, office: SmallOffice, computer: Computer) -> Iterator[AdminPage]:
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(NoticeArea())
    page = AdminPage(administering(desk, office), lambda: TODAY, computer.keeping())
    column.addWidget(page)
    window.resize(1200, 800)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    page.entered()
    qtbot.waitUntil(lambda: all_read(page.presenter.state))
    yield page
    page.shutdown()
    NoticeArea.of(page).clear()


def all_read(state: AdminState) -> bool:
    """Tell whether all that the page reads is there: each part comes by itself."""
    return bool(state.staff and state.view and state.calendar and state.computer)


def sheet(page: AdminPage, kind: type[QWidget]) -> QWidget:
    [found] = [one for one in page.window().findChildren(kind) if one.isVisible()]
    return found


def told(page: AdminPage) -> str:
    notice = NoticeArea.of(page).current
    return "" if notice is None else f"{notice.what} {notice.todo}"


def choose(page: AdminPage, username: str) -> None:
    member = next(one for one in page.presenter.state.staff if one.username == username)
    assert page.staff.table.choose(member.id)


def save(qtbot: QtBot, change: QWidget) -> None:
    assert isinstance(change, AdminSheet)
    closed: list[bool] = []
    change.closed.connect(lambda: closed.append(True))
    change.save.click()
    qtbot.waitUntil(lambda: bool(closed) or change.save.isEnabled())


def test_a_new_person_gets_a_password_shown_once(qtbot: QtBot, desk: Desk, page: AdminPage) -> None:
    page.staff.add.click()
    new = sheet(page, StaffSheet)
    assert isinstance(new, StaffSheet)
    save(qtbot, new)
    qtbot.waitUntil(lambda: bool(new.error.words))
    new.full_name.setText("Nélida Nueva")
    new.username.setText("nelida")
    new.roles[Role.CLERK].setChecked(True)
    new.save.click()
    qtbot.waitUntil(lambda: bool(page.window().findChildren(PasswordSheet)))
    shown = sheet(page, PasswordSheet)
    assert isinstance(shown, PasswordSheet)
    password = shown.password.text()
    shown.copy.click()
    QTest.keyClick(page.window(), Qt.Key.Key_Return)
    access.change_password(desk, "nelida", password, PASSWORD)
    qtbot.waitUntil(lambda: len(page.presenter.state.staff) == 10)


def test_a_sheet_stays_when_something_else_was_saved(qtbot: QtBot, page: AdminPage) -> None:
    slow_link = threading.Event()
    page.presenter.change_now(lambda: slow_link.wait(60), "Guardado.")
    page.staff.add.click()  # before that is done
    new = sheet(page, StaffSheet)
    assert isinstance(new, StaffSheet)
    new.full_name.setText("Nélida Nueva")
    slow_link.set()
    qtbot.waitUntil(lambda: "Guardado." in told(page))
    assert new.isVisible()
    new.cancel()


def test_roles_change_and_a_dated_one_is_taken_back(
    qtbot: QtBot, page: AdminPage, office: SmallOffice
) -> None:
    choose(page, "asesor-1")
    page.staff.dated.click()
    dated = sheet(page, DatedSheet)
    assert isinstance(dated, DatedSheet)
    dated.what.setCurrentIndex(dated.what.findText("Reemplaza a Sara Supervisora"))
    save(qtbot, dated)
    qtbot.waitUntil(lambda: _grants(page, "asesor-1") == 2)
    page.staff.dated.click()
    dated = sheet(page, DatedSheet)
    assert isinstance(dated, DatedSheet)
    dated.what.setCurrentIndex(dated.what.findText("Función: Recepción"))
    save(qtbot, dated)
    qtbot.waitUntil(lambda: _grants(page, "asesor-1") == 3)
    page.staff.edit.click()
    edit = sheet(page, StaffSheet)
    assert isinstance(edit, StaffSheet)
    assert edit.username.isReadOnly()
    for box, _grant in edit.dated:
        box.setChecked(False)
    save(qtbot, edit)
    qtbot.waitUntil(lambda: _grants(page, "asesor-1") == 1)


def test_disabling_asks_first_and_enabling_does_not(qtbot: QtBot, page: AdminPage) -> None:
    choose(page, "asesor-1")
    page.staff.disable.click()
    confirm = sheet(page, ConfirmSheet)
    assert isinstance(confirm, ConfirmSheet)
    confirm.confirm_button.click()
    qtbot.waitUntil(lambda: "ya no puede ingresar" in told(page))
    qtbot.waitUntil(lambda: page.staff.disable.text() == "Activar")
    page.staff.disable.click()
    qtbot.waitUntil(lambda: "ya puede ingresar" in told(page))


def test_the_last_administrator_stays(qtbot: QtBot, page: AdminPage) -> None:
    choose(page, "admin-1")
    page.staff.disable.click()
    confirm = sheet(page, ConfirmSheet)
    assert isinstance(confirm, ConfirmSheet)
    confirm.confirm_button.click()
    qtbot.waitUntil(lambda: "sin administrador" in told(page))


def test_a_password_is_reset(qtbot: QtBot, page: AdminPage) -> None:
    choose(page, "asesor-2")
    page.staff.reset.click()
    confirm = sheet(page, ConfirmSheet)
    assert isinstance(confirm, ConfirmSheet)
    confirm.confirm_button.click()
    qtbot.waitUntil(lambda: bool(page.window().findChildren(PasswordSheet)))
    QTest.keyClick(page.window(), Qt.Key.Key_Return)


def test_counters_are_added_changed_and_put_aside(qtbot: QtBot, page: AdminPage) -> None:
    page.show_section("Ventanillas")
    page.counters.add.click()
    new = sheet(page, CounterSheet)
    assert isinstance(new, CounterSheet)
    assert new.number.value() == 4
    new.services[5].setChecked(True)
    save(qtbot, new)
    qtbot.waitUntil(lambda: "kit" in new.error.words)
    new.kit.setChecked(True)
    save(qtbot, new)
    qtbot.waitUntil(lambda: _counters(page) == 4)
    page.counters.table.choose(page.presenter.state.view.counters[3].id)  # type: ignore[union-attr]
    page.counters.edit.click()
    edit = sheet(page, CounterSheet)
    assert isinstance(edit, CounterSheet)
    edit.number.setValue(7)
    save(qtbot, edit)
    qtbot.waitUntil(lambda: page.counters._heading.text() == "Ventanilla 7")
    page.counters.disable.click()
    qtbot.waitUntil(lambda: page.counters.disable.text() == "Poner en servicio")


def test_the_offices_data_and_rules_are_saved(qtbot: QtBot, page: AdminPage) -> None:
    page.show_section("Oficina")
    section = page.office
    section.data.opens.setText("25:00")
    section.save_data.click()
    qtbot.waitUntil(lambda: "no es una hora" in section.data_error.words)
    section.data.opens.setText("07:30")
    section.save_data.click()
    qtbot.waitUntil(lambda: _version(page) == 2)
    assert section.data.opens.text() == "07:30"
    section.rules.approval.setChecked(True)
    section.rules.in_a_row.setValue(3)
    section.save_rules.click()
    qtbot.waitUntil(lambda: _version(page) == 3)
    view = page.presenter.state.view
    assert view is not None
    assert view.office.policy.max_priority_in_a_row == 3


def test_exceptions_of_the_calendar_by_keyboard(qtbot: QtBot, page: AdminPage) -> None:
    page.show_section("Feriados")
    section = page.calendar
    assert page.window().focusWidget() is section.table  # the arrows look at the days
    qtbot.waitUntil(lambda: section._heading.text() == "7 de diciembre de 2026")
    assert not section.remove.isEnabled()
    QTest.keyClick(page.window(), Qt.Key.Key_F3)
    entry = sheet(page, DaySheet)
    assert isinstance(entry, DaySheet)
    assert [entry.place.itemText(n) for n in range(entry.place.count())][:2] == [
        "Todo el país",
        "Quito",
    ]
    entry.day.setDate(QDate(2026, 12, 25))
    QTest.keyClicks(entry.reason, "Decreto 12")
    QTest.keyClick(entry.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "ya es un día no laborable" in entry.error.words)
    entry.day.setDate(QDate(2026, 12, 24))
    QTest.keyClick(entry.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: _decreed(page) == ["Decreto 12"])
    qtbot.waitUntil(lambda: "24/12/2026 quedó guardada" in told(page))
    calendar = page.presenter.state.calendar
    assert calendar is not None
    for day in calendar.days:  # each line is explained
        assert section.table.choose((day.day, day.place, day.decreed is not None))
        assert section._explained.text()
    [decreed] = [day for day in calendar.days if day.decreed]
    section.table.choose((decreed.day, decreed.place, True))
    assert section.remove.isEnabled()
    QTest.keyClick(page.window(), Qt.Key.Key_F8)
    reason = sheet(page, ReasonSheet)
    QTest.keyClick(reason, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: _decreed(page) == [])
    qtbot.waitUntil(lambda: "24/12/2026 se quitó" in told(page))


def test_a_day_decreed_as_worked_is_explained(qtbot: QtBot, page: AdminPage) -> None:
    add, section = page.presenter.use.add_day, page.calendar
    for day in (date(2026, 12, 7), date(2026, 12, 19)):
        add(DayForm(day, working=True, place="QUITO", reason="Ordenanza"))
    page.presenter.load()
    qtbot.waitUntil(lambda: len(_decreed(page)) == 2)
    section.table.choose((date(2026, 12, 7), "Quito", True))
    assert "se trabaja y cuenta" in section._explained.text()
    section.table.choose((date(2026, 12, 19), "Quito", True))
    assert "Sábados y domingos no cuentan" in section._explained.text()


def test_the_thermal_printer_is_chosen_and_what_is_mistyped_is_told(
    qtbot: QtBot, page: AdminPage, computer: Computer
) -> None:
    assert page.devices is not None
    page.show_section("Impresora y pantalla")
    thermal = page.devices.thermal
    assert not thermal.address.isVisible()
    thermal.wire.setCurrentIndex(thermal.wire.findData("network"))
    assert thermal.address.isVisible()
    QTest.keyClicks(thermal.address, "192.168.1")
    QTest.keyClicks(thermal.address, " 50")
    page.devices.choose.click()
    assert "no se entiende" in thermal.row.error
    assert computer.worn == []
    thermal.address.clear()
    QTest.keyClicks(thermal.address, "192.168.1.50")
    assert thermal.row.error == ""
    thermal.picture.setChecked(True)
    page.devices.choose.click()
    qtbot.waitUntil(lambda: computer.chosen.thermal == "network:192.168.1.50:9100")
    assert computer.chosen.thermal_picture
    qtbot.waitUntil(lambda: thermal.address.text() == "192.168.1.50:9100")
    qtbot.waitUntil(lambda: "Impresora térmica 192.168.1.50:9100" in told(page))


def test_the_printer_at_the_usb_is_offered(qtbot: QtBot, page: AdminPage) -> None:
    assert page.devices is not None
    page.show_section("Impresora y pantalla")
    thermal = page.devices.thermal
    thermal.wire.setCurrentIndex(thermal.wire.findData("usb"))
    assert thermal.row.field.accessibleDescription() == "Ahora no hay ninguna conectada."
    page.presenter.changed.emit(
        replace(page.presenter.state, usb=(("04b8:0e15", "EPSON TM-T20II"),))
    )
    assert "Conectada ahora: 04b8:0e15 EPSON TM-T20II" in thermal.row.field.accessibleDescription()
    assert thermal.chosen() == "usb:04b8:0e15"
    thermal.wire.setCurrentIndex(0)
    assert thermal.chosen() == ""


def test_printer_display_backup_and_diagnosis(
    qtbot: QtBot, page: AdminPage, computer: Computer
) -> None:
    assert page.devices is not None
    assert page.safety is not None
    page.show_section("Impresora y pantalla")
    page.devices.printer.setCurrentIndex(1)
    page.devices.document_printer.setCurrentIndex(2)
    page.devices.choose.click()
    qtbot.waitUntil(lambda: computer.worn == [ThisComputer("Térmica 80", "Láser")])
    qtbot.waitUntil(lambda: page.presenter.state.computer == computer.chosen)
    page.devices.speech.click()
    qtbot.waitUntil(lambda: len(computer.worn) == 2)
    assert computer.chosen == ThisComputer("Térmica 80", "Láser", display_speech=True)
    page.devices.chime.click()
    qtbot.waitUntil(lambda: SettingsProblem.what in told(page))
    assert page.devices.chime.isChecked()  # the boxes say what is in use
    page.devices.test.click()
    qtbot.waitUntil(lambda: "No se pudo imprimir" in told(page))
    page.devices.open_display.click()
    assert computer.opened == 1
    page.show_section("Copias y diagnóstico")
    qtbot.waitUntil(lambda: bool(page.presenter.state.checks))
    assert page.safety.table.choose("Reloj")
    page.safety.back_up.click()
    qtbot.waitUntil(lambda: page.presenter.state.last_backup == "1 copias")
    page.safety.pack.click()
    qtbot.waitUntil(lambda: "Informe" in told(page))


def test_this_computer_is_changed_at_once(
    qtbot: QtBot, page: AdminPage, computer: Computer
) -> None:
    section = page.computer
    assert section is not None
    page.show_section("Este equipo")
    qtbot.waitUntil(lambda: section.counter.count() == 4)
    section.theme.setCurrentIndex(2)
    section.scale.setCurrentIndex(1)
    section.counter.setCurrentIndex(3)
    section.folder.setText("/no existe")
    section.save.click()
    qtbot.waitUntil(lambda: "esa carpeta" in section.error.words)
    assert computer.worn == []
    assert section.folder.text() == "/no existe"
    section.folder.setText("/media/usb")
    section.scans.setText("/media/escaner")
    section.save.click()
    expected = ThisComputer(
        theme="dark",
        scale=125,
        counter=3,
        backup_folder="/media/usb",
        scan_folder="/media/escaner",
    )
    qtbot.waitUntil(lambda: computer.worn == [expected])
    assert section.error.words == ""


def test_a_new_recovery_code_holds_once_it_is_on_paper(
    qtbot: QtBot, page: AdminPage, computer: Computer
) -> None:
    assert page.safety is not None
    page.show_section("Copias y diagnóstico")
    page.safety.new_code.click()
    qtbot.waitUntil(lambda: page.window().findChild(NewCodeSheet) is not None)
    shown = page.window().findChild(NewCodeSheet)
    assert shown is not None
    assert [label.text() for label in shown.code.labels] == ["FTZ0Q", "C07H2"]
    shown.code.print.click()
    qtbot.waitUntil(lambda: "No se pudo imprimir" in shown.error.words)
    shown.code.save.click()
    qtbot.waitUntil(lambda: shown.code.told.text() == "Guardada en la memoria.")
    assert shown.code.last.hasFocus()
    QTest.keyClicks(shown.code.last, "c0711")
    shown.save.click()
    assert "último grupo" in shown.error.words
    assert not computer.confirmed
    shown.code.last.setText("c07h2")
    shown.save.click()
    qtbot.waitUntil(lambda: computer.confirmed == 1)
    qtbot.waitUntil(lambda: "código nuevo ya vale" in told(page))


def test_keys_go_through_the_sections(page: AdminPage) -> None:
    for key, at in ((Qt.Key.Key_PageUp, 6), (Qt.Key.Key_PageDown, 0), (Qt.Key.Key_PageDown, 1)):
        QTest.keyClick(page, key, Qt.KeyboardModifier.ControlModifier)
        assert page._stack.currentIndex() == at


def test_every_button_has_a_name(page: AdminPage) -> None:
    assert all(button.accessibleName() for button in page.findChildren(KeyButton))


def test_a_computer_without_devices_shows_the_offices_sections(
    qtbot: QtBot, desk: Desk, office: SmallOffice
) -> None:
    page = AdminPage(administering(desk, office), lambda: TODAY)
    qtbot.addWidget(page)
    assert len(page.tabs) == 4
    page.presenter.diagnose()
    page.shutdown()


def _grants(page: AdminPage, username: str) -> int:
    return next(len(one.grants) for one in page.presenter.state.staff if one.username == username)


def _counters(page: AdminPage) -> int:
    view = page.presenter.state.view
    return 0 if view is None else len(view.counters)


def _decreed(page: AdminPage) -> list[str]:
    calendar = page.presenter.state.calendar
    return [] if calendar is None else [day.words for day in calendar.days if day.decreed]


def _version(page: AdminPage) -> int:
    view = page.presenter.state.view
    return 0 if view is None else view.office.version
