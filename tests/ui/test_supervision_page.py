"""The supervisor's page, worked with the keyboard over a real database."""

from datetime import timedelta

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from desktop.usecases import (
    approvals,
    calling,
    checklists,
    counters,
    reception,
    resolving,
)
from desktop.usecases.desk import Desk
from domain.approvals import ApprovalKind
from domain.counters import SessionState
from domain.solutions import SolutionType
from tests.office import FakeClock, SmallOffice
from tests.ui.supervisor import Key, Seat, called, issue, seat
from tests.usecases import casework
from ui.approvals.card import ApprovalsCard
from ui.supervision.views import Asked, View
from ui.widgets.buttons import KeyButton

__all__ = ["seat"]

Alt = Qt.KeyboardModifier.AltModifier


def test_before_the_first_turno_it_says_how_the_day_begins(seat: Seat) -> None:
    assert not seat.page.close_button.isEnabled()
    assert seat.page.chips[0][0] == "Sin turnos todavía"
    assert seat.rows("counters") == ["A 1 Cerrada", "S 2 Cerrada", "D 3 Cerrada"]
    assert seat.tile("Espera habitual").startswith("Espera habitual: –. sin llamadas todavía")
    assert seat.page.alerts.empty.isVisible()
    assert seat.page.tiles.buttons[0].hasFocus()
    assert seat.page.chart.words == "0 llegadas · 0 atenciones"
    seat.press(Key.Key_3)
    assert seat.page.behind.empty.isVisible()
    assert "Atendidos: ninguno" in seat.page.behind.empty.accessibleName()


def test_what_the_counters_do_is_seen_as_it_happens(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    for _ in range(3):
        issue(desk, office)
    clock.go(minutes=9)
    called(desk, office, "asesor-1", 1)
    seat.qtbot.waitUntil(lambda: "A 1 Ana Asesora, Llama a A-001 0 min" in seat.rows("counters"))
    calling.arrived(desk, office.actor("asesor-1"))
    counters.open_counter(desk, office.actor("asesor-2"), office.counter_id(2))
    counters.take_break(desk, office.actor("asesor-2"), "Almuerzo")
    clock.go(minutes=25)
    seat.refresh()
    seat.until_tile("En atención: 1")
    seat.until_tile("En espera: 2. 2 pasan de 30 min. la más larga: 34 min")
    assert seat.tile("Espera habitual").startswith(
        "Espera habitual: 9 min. 95 de cada 100: hasta 9 min. meta: 30 min"
    )
    rows = seat.rows("counters")
    assert rows[0].startswith("A 1 Ana Asesora, A-001 ")
    assert rows[1] == "S 2 Andrés Asesor, En pausa: Almuerzo 25 min"
    clock.go(minutes=45)
    seat.qtbot.waitUntil(lambda: "1 h 10 min" in seat.rows("counters")[1])
    seat.until_rows(
        "alerts",
        [
            "Q 2 esperan más de 30 min, A-002, A-003 1 h 19 min",
            "W A-001: atención muy larga, ventanilla 1 · Ana Asesora 1 h 10 min",
            "E La ventanilla 2 sigue en pausa, Andrés Asesor · Almuerzo 1 h 10 min",
        ],
    )


def test_each_figure_opens_by_its_digit_what_is_behind_it(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    first = issue(desk, office)
    issue(desk, office)
    reception.cancel(desk, office.actor("recepcion-1"), first.id, "Se retiró")
    seat.refresh()
    seat.until_tile("En espera: 1")
    seen = []
    for digit in (Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4, Key.Key_5):
        seat.press(digit)
        behind = seat.page.behind
        seen.append((behind.heading.text(), behind.which.text(), seat.codes()))
    assert seen == [
        ("Turnos de hoy", "En espera", ["A-002"]),
        ("Turnos de hoy", "En ventanilla o en pausa", []),
        ("Turnos de hoy", "Atendidos", []),
        ("Turnos de hoy", "No se presentaron", []),
        ("Llamados fuera de orden", "Llamados fuera de orden", []),
    ]
    assert not seat.page.behind.which.isVisible()
    assert not seat.page.chart.isVisible()
    seat.press(Key.Key_Escape)
    assert seat.page.chart.isVisible()
    assert not seat.page.behind.isVisible()
    assert seat.page.tiles.buttons[0].hasFocus()


def test_the_arrows_go_among_the_figures_and_intro_opens_one(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    buttons = seat.page.tiles.buttons
    for key in (Key.Key_Left, Key.Key_Right, Key.Key_Down):
        seat.press(key)
    assert buttons[6].hasFocus()
    seat.press(Key.Key_Return)
    assert seat.page.behind.heading.text() == "Atenciones de hoy"
    seat.press(Key.Key_Escape)
    assert buttons[6].hasFocus()
    for key in (Key.Key_Down, Key.Key_Up, Key.Key_Up):
        seat.press(key)
    assert buttons[1].hasFocus()


def test_digits_typed_into_a_field_open_nothing(seat: Seat) -> None:
    seat.window.set_searchable(True)
    seat.window.search.setFocus()
    seat.press(Key.Key_1)
    seat.press(Key.Key_Q)
    assert seat.window.search.text() == "1q"
    assert not seat.page.behind.isVisible()


def test_f4_lists_one_kind_after_another(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    first = issue(desk, office)
    issue(desk, office)
    reception.cancel(desk, office.actor("recepcion-1"), first.id, "Se retiró")
    seat.refresh()
    seat.until_tile("En espera: 1")
    seat.press(Key.Key_1)
    seen = []
    for _ in range(6):
        seen.append((seat.page.behind.which.text(), seat.codes()))
        seat.press(Key.Key_F4)
    assert seen == [
        ("En espera", ["A-002"]),
        ("En ventanilla o en pausa", []),
        ("Atendidos", []),
        ("No se presentaron", []),
        ("Anulados y vencidos", ["A-001"]),
        ("Todos los turnos", ["A-002", "A-001"]),
    ]


def test_what_goes_on_is_listed_before_what_ended(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    _, second, _ = (issue(desk, office) for _ in range(3))
    called(desk, office, "asesor-1", 1)
    for one in (issue(desk, office), second):
        clock.go(minutes=1)
        reception.cancel(desk, office.actor("recepcion-1"), one.id, "Se retiró")
    seat.refresh()
    seat.until_tile("En espera: 1")
    seat.page.show_list(Asked(View.ALL))
    assert seat.codes() == ["A-001", "A-003", "A-002", "A-004"]


def test_f6_sends_a_turno_from_one_counter_to_another(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    issue(desk, office)
    ticket = called(desk, office, "asesor-1", 1)
    calling.arrived(desk, office.actor("asesor-1"))
    seat.until_tile("En atención: 1")
    seat.press(Key.Key_2)
    seat.press(Key.Key_F6)
    assert "Ventanilla 2 · cerrada" in _buttons(seat, "¿A dónde va A-001?")
    seat.answer("¿A dónde va A-001?", Key.Key_1)
    seat.answer("¿Por qué reasigna A-001?", Key.Key_2)
    seat.until_tile("En espera: 1")
    seat.qtbot.waitUntil(lambda: "en el lugar que tenía" in seat.told)
    with desk.units.read() as unit:
        sent = unit.tickets.get(ticket.id)
    assert (sent.reserved_for, sent.reason) == (office.counter_id(2), "Falta otro servicio")
    seat.press(Key.Key_1)
    assert "para la 2" in seat.rows("behind")[0]


def _buttons(seat: Seat, question: str) -> list[str]:
    seat.qtbot.waitUntil(lambda: seat.sheet is not None and question in seat.sheet.accessibleName())
    assert seat.sheet is not None
    return [button.text() for button in seat.sheet.findChildren(KeyButton)]


def test_an_ended_turno_cannot_be_sent_on(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    ticket = issue(desk, office)
    reception.cancel(desk, office.actor("recepcion-1"), ticket.id, "Se retiró")
    seat.until_tile("Atendidos: 0. de 1 turno. 1 anulado")
    seat.page.show_list(Asked(View.UNSERVED))
    assert seat.codes() == ["A-001"]
    assert not seat.page.send_button.isEnabled()
    seat.press(Key.Key_Return)
    seat.qtbot.waitUntil(lambda: "todavía no tiene trámites" in seat.told)


def test_the_row_of_a_turno_leads_to_its_cases(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = counters.open_counter(desk, office.actor("asesor-1"), office.counter_id(1))
    clerk = office.actor("asesor-1")
    assert ana.staff_id == clerk.staff_id
    person, entity = casework.a_person(desk, office), casework.an_entity(desk, office)
    ticket = casework.at_the_counter(desk, office, clerk, 1, 2, person=person, entity=entity)
    first = casework.opened_case(desk, clerk, 1, ticket)
    seat.until_tile("Trámites: 1. abiertos hoy. 0 en trámite o resueltos")
    seat.press(Key.Key_2)
    seat.press(Key.Key_Return)
    seat.qtbot.waitUntil(lambda: seat.cases == [first.id])
    second = casework.complete_case(desk, clerk, 2, ticket)
    seat.until_tile("Trámites: 2. abiertos hoy. 1 en trámite o resueltos")
    seat.press(Key.Key_F2)
    seat.answer("¿Qué trámite abre?", Key.Key_2)
    assert seat.cases == [first.id, second.id]
    seat.press(Key.Key_0)
    seat.qtbot.waitUntil(lambda: len(seat.rows("behind")) == 2)
    seat.press(Key.Key_F4)
    seat.qtbot.waitUntil(lambda: len(seat.rows("behind")) == 1)
    assert "Municipio de Ejemplo" in seat.rows("behind")[0]
    seat.press(Key.Key_Down)
    seat.press(Key.Key_Return)
    assert seat.cases[-1] == second.id


def test_returned_cases_are_told_with_their_reasons(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clerk = office.actor("asesor-1")
    counters.open_counter(desk, clerk, office.counter_id(1))
    person, entity = casework.a_person(desk, office), casework.an_entity(desk, office)
    casework.returned_case(desk, office, clerk, person, entity)
    clock.go(minutes=5)
    ticket = casework.at_the_counter(desk, office, clerk, 1, person=person, entity=entity)
    again = casework.opened_case(desk, clerk, 1, ticket, apart="Otro funcionario")
    casework.check(desk, clerk, again, 5, skip=(6,))
    checklists.give_back(desk, clerk, again.id)
    seat.until_tile("Devueltos: 2. más: Otro motivo. 1 otra vez por lo mismo")
    (alert,) = seat.rows("alerts")
    assert alert.startswith("Q Municipio de Ejemplo: otra vez «otro motivo», ")
    assert alert.endswith(f" · {again.number} 2.ª vez")
    seat.press(Key.Key_9)
    assert len(seat.rows("behind")) == 2
    assert seat.rows("behind")[0].startswith("Otro motivo, ")
    seat.press(Key.Key_Q)
    assert seat.page.behind.which.text() == "Otra vez por lo mismo"
    (row,) = seat.rows("behind")
    assert row.endswith("2.ª vez")
    seat.press(Key.Key_Return)
    assert seat.cases == [again.id]


def test_what_is_due_and_what_was_answered(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clerk = office.actor("asesor-1")
    counters.open_counter(desk, clerk, office.counter_id(1))
    person, entity = casework.a_person(desk, office), casework.an_entity(desk, office)
    mail = casework.by_email(desk, clerk, 4, person, entity, clock.now())
    casework.check(desk, clerk, mail)
    due = checklists.complete(desk, clerk, mail.id).due_at
    assert due is not None
    clock.set(due - timedelta(minutes=30))
    seat.until_tile("A tiempo: –. ninguno respondido. 1 por vencer hoy")
    local = f"{office.office.local(due):%H:%M}"
    assert f"Q {mail.number} vence hoy, Municipio de Ejemplo {local}" in seat.rows("alerts")
    seat.press(Key.Key_8)
    (row,) = seat.rows("behind")
    assert row.endswith(f"Por vencer {local}")
    clock.go(hours=1)
    seat.until_tile("A tiempo: –. ninguno respondido. 0 por vencer · 1 vencido")
    for code in [s.code for s in desk.catalogue.service(4).steps]:
        resolving.do_step(desk, clerk, mail.id, code, "hecho")
    resolving.resolve(desk, clerk, mail.id, resolving.Answer(SolutionType.EXPLAINED, "Hecho"))
    seat.until_tile("A tiempo: 0 %. 0 de 1 respondido")
    seat.press(Key.Key_F4)
    seat.qtbot.waitUntil(lambda: [row.split()[-2] for row in seat.rows("behind")] == ["Tarde"])
    seat.press(Key.Key_Return)
    assert seat.cases == [mail.id]


def test_a_call_out_of_turn_tells_its_reason_and_leads_to_the_turno(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    issue(desk, office)
    second = issue(desk, office)
    clerk = office.actor("asesor-1")
    counters.open_counter(desk, clerk, office.counter_id(1))
    calling.call_chosen(desk, clerk, second.id, "Viene de lejos")
    seat.until_tile("Fuera de orden: 1. con su motivo. A-002, 08:00")
    assert seat.rows("alerts") == [
        "Q A-002: llamado fuera de orden, ventanilla 1 · Viene de lejos 08:00"
    ]
    seat.press(Key.Key_5)
    assert seat.rows("behind") == ["A-002 Viene de lejos, Ana Asesora 08:00 1"]
    seat.press(Key.Key_Return)
    assert seat.page.behind.which.text() == "Todos los turnos"
    assert seat.page.behind.line is not None
    assert seat.page.behind.line.cells[0] == "A-002"


def test_a_counters_key_opens_its_turnos(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    issue(desk, office)
    issue(desk, office)
    called(desk, office, "asesor-2", 2)
    seat.refresh()
    seat.until_tile("En espera: 1")
    seat.press(Key.Key_S)
    assert seat.page.behind.heading.text() == "Ventanilla 2: turnos de hoy"
    assert seat.codes() == ["A-001"]
    assert seat.page.counters.row is not None
    assert seat.page.counters.row.number == 2


def test_what_can_be_done_with_a_counter_comes_into_sight_with_it(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    seat.window.resize(1366, 768)
    issue(desk, office)
    for number, username in enumerate(("asesor-1", "asesor-2"), start=1):
        counters.open_counter(desk, office.actor(username), office.counter_id(number))
        counters.take_break(desk, office.actor(username), "Almuerzo")
    clock.go(minutes=40)
    seat.qtbot.waitUntil(lambda: len(seat.rows("alerts")) == 3)
    side, counters_card, first = seat.page.side, seat.page.counters, seat.page.alerts

    def is_whole(card: QWidget) -> bool:
        place = QRect(card.mapTo(side.viewport(), QPoint()), card.size())
        return side.viewport().rect().contains(place)

    seat.qtbot.waitUntil(lambda: is_whole(first) and not is_whole(counters_card))
    seat.press(Key.Key_S)
    seat.qtbot.waitUntil(lambda: is_whole(counters_card))
    seat.press(Key.Key_Escape)
    seat.qtbot.waitUntil(lambda: is_whole(first))


def test_a_colleagues_forgotten_counter_is_closed_with_its_reason(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    session = counters.open_counter(desk, office.actor("asesor-2"), office.counter_id(2))
    clock.go(days=3)
    seat.until_rows("alerts", ["Q La ventanilla 2 quedó abierta, Andrés Asesor hace 3 días"])
    seat.press(Key.Key_Q)
    seat.answer("¿Por qué cierra la ventanilla 2?", Key.Key_1)
    seat.qtbot.waitUntil(lambda: "La ventanilla 2 está cerrada." in seat.told)
    with desk.units.read() as unit:
        assert unit.sessions.get(session.id).state is SessionState.CLOSED
        (told,) = [o for o in unit.log.of(session.id) if o.type == "counter_closed"]
    assert "Se fue sin cerrarla" in (told.payload or "")
    assert seat.page.alerts.empty.isVisible()


def test_a_counter_that_attends_somebody_is_not_closed(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    issue(desk, office)
    called(desk, office, "asesor-1", 1)
    seat.qtbot.waitUntil(lambda: "Llama a" in seat.rows("counters")[0])
    seat.page.counters.table.setFocus()
    assert "atiende:" in seat.page.counters.note.text()
    seat.press(Key.Key_C, Alt)
    seat.answer("¿Por qué cierra la ventanilla 1?", Key.Key_2)
    seat.qtbot.waitUntil(lambda: "Hay un turno en esa ventanilla" in seat.told)


def test_who_waits_too_long_is_found_in_the_list(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    issue(desk, office)
    clock.go(minutes=31)
    seat.until_rows("alerts", ["Q A-001 espera, meta 30 min · Soporte presencial 31 min"])
    seat.press(Key.Key_Q)
    assert seat.page.behind.line is not None
    assert seat.page.behind.line.cells[0] == "A-001"
    assert seat.page.behind.table.hasFocus()
    assert seat.page.behind.heading.text() == "Esperan demasiado"


def test_a_request_for_leave_goes_above_all_else(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    asked = approvals.ask(
        desk, office.actor("asesor-1"), ApprovalKind.ISSUE_AFTER_HOURS, "after_hours", "Fila"
    )
    (card,) = seat.page.findChildren(ApprovalsCard)
    before = seat.page.counters.mapTo(seat.window, QPoint()).y()
    seat.qtbot.waitUntil(lambda: seat.page.left_column.indexOf(card) == 0)
    seat.qtbot.waitUntil(
        lambda: any(
            button.text() == "Autorizar" and button.isVisible()
            for button in seat.page.findChildren(KeyButton)
        )
    )
    assert seat.page.counters.mapTo(seat.window, QPoint()).y() == before  # the side stays put
    seat.press(Key.Key_A, Alt)
    seat.qtbot.waitUntil(lambda: seat.page.side_column.indexOf(card) == 2)
    state = approvals.state(desk, office.actor("asesor-1"), asked.id)
    assert state.state == "granted"


def test_a_clock_set_back_shows_no_negative_time(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    issue(desk, office)
    called(desk, office, "asesor-1", 1)
    clock.go(minutes=-20)
    seat.qtbot.waitUntil(lambda: seat.rows("counters")[0].endswith("Llama a A-001 0 min"))


def test_the_day_turns_over_without_a_word_from_anybody(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    issue(desk, office)
    seat.until_tile("En espera: 1")
    clock.set(clock.now() + timedelta(days=1))
    seat.until_tile("En espera: 0")
