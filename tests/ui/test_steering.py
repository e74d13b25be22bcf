"""A supervisor opens services and sends notices: asked, done, and told, by the keyboard."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop.usecases import counters, notices, steering, steering_plans
from desktop.usecases.desk import Desk
from tests.office import FakeClock, SmallOffice
from tests.ui.steering_seat import Seat, seat
from tests.usecases.hall import opened
from ui.supervision.steering_sheets import CoverSheet, NoticeSheet
from ui.widgets import ChoiceSheet, KeyButton, Sheet

__all__ = ["seat"]


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
    seat.until_told("Esa ventanilla ya se cerró")
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
