"""The supervisor's page, worked with the keyboard over a real database."""

from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import approvals, calling, counters, reception, serving
from desktop.usecases.desk import Desk
from domain.approvals import ApprovalKind
from domain.counters import SessionState
from domain.tickets import Ticket, TicketState
from tests.office import FakeClock, SmallOffice, catalogue, clock, desk, office, units
from ui.approvals.presenter import Answering, PendingPresenter
from ui.shell import MainWindow, Section
from ui.supervision.page import SupervisionPage
from ui.widgets import NoticeArea, Sheet, tell
from ui.widgets.buttons import KeyButton

__all__ = ["catalogue", "clock", "desk", "office", "units"]

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier


class Seat:
    """The supervisor before the page: presses keys, reads what is shown."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
        self.qtbot, self.desk, self.office, self.clock = qtbot, desk, office, clock
        self.actor = office.actor("supervisor-1")
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        answering = Answering(
            partial(approvals.pending, desk, self.actor),
            partial(approvals.answer, desk, self.actor),
        )
        pending = PendingPresenter(answering, partial(tell, self.window), poll_ms=20)
        self.page = SupervisionPage(desk, self.actor, approvals=pending, poll_ms=20, tick_ms=20)
        self.window.set_sections(
            [Section("supervision", "Supervisión", "chart-column", lambda: self.page)]
        )
        self.window.show()
        qtbot.waitUntil(lambda: self.page.presenter.state is not None)

    @property
    def told(self) -> str:
        notice = self.window.findChild(NoticeArea)
        if notice is None or notice.current is None:
            return ""
        return f"{notice.current.what} {notice.current.kept} {notice.current.todo}"

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the focus is, once the last one was answered."""
        self.qtbot.waitUntil(lambda: not self.page.presenter.is_acting)
        focus: QWidget | None = self.window.focusWidget()
        QTest.keyClick(self.window if focus is None else focus, key, modifier)

    def answer(self, question: str, digit: Qt.Key) -> str:
        """Wait for a question, choose its answer by a digit; return the words it showed."""
        self.qtbot.waitUntil(
            lambda: self.sheet is not None and question in self.sheet.accessibleName()
        )
        assert self.sheet is not None
        words = " ".join(label.text() for label in self.sheet.findChildren(QLabel))
        self.press(digit)
        return words

    def tile(self, name: str) -> str:
        names = [stat.accessibleName() for stat in self.page._stats]
        return next(shown for shown in names if shown.startswith(name))

    def until_tile(self, words: str) -> None:
        name = words.split(":", maxsplit=1)[0]
        self.qtbot.waitUntil(lambda: self.tile(name).startswith(words))

    def rows(self, card: str) -> list[str]:
        model = getattr(self.page, card).table.model()
        columns = range(model.columnCount())
        return [
            " ".join(text for c in columns if (text := str(model.index(row, c).data() or "")))
            for row in range(model.rowCount())
        ]


def issue(desk: Desk, office: SmallOffice, *services: int) -> Ticket:
    asked = reception.NewTicket(services or (6,))
    return reception.issue(desk, office.actor("recepcion-1"), asked).ticket


def called(desk: Desk, office: SmallOffice, username: str, counter: int) -> Ticket:
    """Open the counter and call the next one to it."""
    actor = office.actor(username)
    counters.open_counter(desk, actor, office.counter_id(counter))
    return calling.call_next(desk, actor)


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock) -> Seat:
    return Seat(qtbot, desk, office, clock)


def test_before_the_first_turno_it_says_how_the_day_begins(seat: Seat) -> None:
    assert seat.page.tickets.empty.isVisible()
    assert not seat.page.close_button.isEnabled()
    assert seat.page.chips[0][0] == "Sin turnos todavía"
    assert seat.rows("counters") == ["1 Cerrada", "2 Cerrada", "3 Cerrada"]
    assert seat.tile("Espera habitual") == "Espera habitual: –. sin llamadas todavía"


def test_what_the_counters_do_is_seen_as_it_happens(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    for _ in range(3):
        issue(desk, office)
    clock.go(minutes=9)
    called(desk, office, "asesor-1", 1)
    seat.qtbot.waitUntil(lambda: "1 Ana Asesora · Llama a A-001 0 min" in seat.rows("counters"))
    calling.arrived(desk, office.actor("asesor-1"))
    counters.open_counter(desk, office.actor("asesor-2"), office.counter_id(2))
    counters.take_break(desk, office.actor("asesor-2"), "Almuerzo")
    clock.go(minutes=25)
    seat.until_tile("En atención: 1")
    seat.until_tile("En espera: 2. 2 pasan de 30 min")
    assert seat.tile("Espera habitual") == "Espera habitual: 9 min. 95 de cada 100: hasta 9"
    rows = seat.rows("counters")
    assert rows[0].startswith("1 Ana Asesora · A-001 ")
    assert rows[1] == "2 Andrés Asesor · En pausa: Almuerzo 25 min"
    clock.go(minutes=45)
    seat.qtbot.waitUntil(lambda: "1 h 10 min" in seat.rows("counters")[1])
    seat.qtbot.waitUntil(
        lambda: (
            seat.rows("alerts")
            == [
                "La ventanilla 2 lleva 70 min en pausa (Almuerzo)",
                "2 esperan más de 30 min: A-002, A-003",
            ]
        )
    )


def test_f4_lists_one_kind_after_another(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    first = issue(desk, office)
    issue(desk, office)
    reception.cancel(desk, office.actor("recepcion-1"), first.id, "Se retiró")
    seat.until_tile("En espera: 1")
    seen = []
    for _ in range(6):
        seat.press(Key.Key_F4)
        codes = [row.split()[0] for row in seat.rows("tickets")]
        seen.append((seat.page.tickets.which.text(), codes))
    assert seen == [
        ("En espera", ["A-002"]),
        ("En ventanilla o en pausa", []),
        ("Atendidos", []),
        ("Ausentes", []),
        ("Anulados y vencidos", ["A-001"]),
        ("Todos", ["A-002", "A-001"]),
    ]


def test_what_goes_on_is_listed_before_what_ended(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    _, second, _ = (issue(desk, office) for _ in range(3))
    called(desk, office, "asesor-1", 1)
    for one in (issue(desk, office), second):
        clock.go(minutes=1)
        reception.cancel(desk, office.actor("recepcion-1"), one.id, "Se retiró")
    seat.until_tile("En espera: 1")
    codes = [row.split()[0] for row in seat.rows("tickets")]
    assert codes == ["A-001", "A-003", "A-002", "A-004"]


def test_f6_sends_a_turno_from_one_counter_to_another(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    issue(desk, office)
    ticket = called(desk, office, "asesor-1", 1)
    calling.arrived(desk, office.actor("asesor-1"))
    seat.until_tile("En atención: 1")
    seat.page.tickets.choose(ticket.id)
    seat.press(Key.Key_F6)
    assert "Ventanilla 2 · cerrada" in _buttons(seat, "¿A dónde va A-001?")
    seat.answer("¿A dónde va A-001?", Key.Key_1)
    seat.answer("¿Por qué reasigna A-001?", Key.Key_2)
    seat.until_tile("En espera: 1")
    assert "en el lugar que tenía" in seat.told
    with desk.units.read() as unit:
        sent = unit.tickets.get(ticket.id)
    assert (sent.reserved_for, sent.reason) == (office.counter_id(2), "Falta otro servicio")
    assert "para la 2" in seat.rows("tickets")[0]


def _buttons(seat: Seat, question: str) -> list[str]:
    from ui.widgets import KeyButton

    seat.qtbot.waitUntil(lambda: seat.sheet is not None and question in seat.sheet.accessibleName())
    assert seat.sheet is not None
    return [button.text() for button in seat.sheet.findChildren(KeyButton)]


def test_an_ended_turno_cannot_be_sent_on(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    ticket = issue(desk, office)
    reception.cancel(desk, office.actor("recepcion-1"), ticket.id, "Se retiró")
    seat.qtbot.waitUntil(lambda: seat.page.tickets.table.model().rowCount() == 1)
    seat.page.tickets.choose(ticket.id)
    assert not seat.page.tickets.send.isEnabled()


def test_a_colleagues_forgotten_counter_is_closed_with_its_reason(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    session = counters.open_counter(desk, office.actor("asesor-2"), office.counter_id(2))
    clock.go(days=3)
    seat.qtbot.waitUntil(
        lambda: (
            seat.rows("alerts") == ["La ventanilla 2 quedó abierta el 04/12/2026 (Andrés Asesor)"]
        )
    )
    seat.page.alerts.table.setFocus()
    seat.press(Key.Key_Return)
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


def test_f12_closes_the_day_and_says_what_became_of_whom(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    for _ in range(3):
        issue(desk, office)
    called(desk, office, "asesor-1", 1)
    seat.until_tile("En espera: 2")
    seat.press(Key.Key_F12)
    words = seat.answer("¿Por qué cierra la jornada?", Key.Key_1)
    assert "Se está llamando a A-001" in words
    assert "A-002, A-003" in words
    seat.qtbot.waitUntil(lambda: "Espere a que la ventanilla lo atienda" in seat.told)
    calling.arrived(desk, office.actor("asesor-1"))
    seat.until_tile("En atención: 1")
    seat.press(Key.Key_F12)
    seat.answer("¿Por qué cierra la jornada?", Key.Key_1)
    seat.qtbot.waitUntil(
        lambda: seat.sheet is not None and "cerrada" in seat.sheet.accessibleName()
    )
    assert seat.sheet is not None
    shown = " ".join(label.text() for label in seat.sheet.findChildren(QLabel))
    assert "Vencieron sin ser atendidos (2) A-002, A-003" in shown
    assert "Siguen en atención hasta que terminen (1) A-001" in shown
    seat.press(Key.Key_Return)
    assert seat.page.chips[0][0] == "Jornada cerrada"
    serving.finish(desk, office.actor("asesor-1"), "Terminó")
    seat.until_tile("Atendidos: 1")
    seat.press(Key.Key_F12)
    seat.answer("¿Por qué reabre la jornada?", Key.Key_1)
    seat.qtbot.waitUntil(lambda: "abierta otra vez" in seat.told)
    seat.press(Key.Key_F12)
    assert "Todos los turnos de hoy tienen respuesta." in seat.answer(
        "¿Por qué cierra la jornada?", Key.Key_1
    )
    seat.qtbot.waitUntil(lambda: seat.told.startswith("La jornada está cerrada."))


def test_a_day_that_nobody_closed_is_closed_later(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ticket = issue(desk, office)
    clock.go(days=3)
    seat.qtbot.waitUntil(
        lambda: seat.rows("alerts") == ["La jornada del 04/12/2026 quedó sin cerrar"]
    )
    seat.page.alerts.table.setFocus()
    seat.press(Key.Key_Return)
    seat.answer("la jornada del 04/12/2026", Key.Key_1)
    seat.qtbot.waitUntil(
        lambda: seat.sheet is not None and "cerrada" in seat.sheet.accessibleName()
    )
    seat.press(Key.Key_Return)
    with desk.units.read() as unit:
        assert unit.tickets.get(ticket.id).state is TicketState.EXPIRED
    seat.qtbot.waitUntil(lambda: not seat.rows("alerts"))


def test_who_waits_too_long_is_found_in_the_list(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    issue(desk, office)
    clock.go(minutes=31)
    seat.qtbot.waitUntil(lambda: seat.rows("alerts") == ["A-001 espera 31 min (meta 30)"])
    for _ in range(2):
        seat.press(Key.Key_F4)
    assert not seat.rows("tickets")
    seat.page.alerts.table.setFocus()
    seat.press(Key.Key_Return)
    assert seat.page.tickets.table.current().code == "A-001"
    assert seat.page.tickets.table.hasFocus()


def test_a_request_for_leave_goes_above_all_else(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    asked = approvals.ask(
        desk, office.actor("asesor-1"), ApprovalKind.ISSUE_AFTER_HOURS, "after_hours", "Fila"
    )
    seat.qtbot.waitUntil(lambda: seat.page._column.indexOf(seat.page.counters) == 1)
    seat.qtbot.waitUntil(
        lambda: any(
            button.text() == "Autorizar" and button.isVisible()
            for button in seat.page.findChildren(KeyButton)
        )
    )
    seat.press(Key.Key_A, Alt)
    seat.qtbot.waitUntil(lambda: seat.page._column.indexOf(seat.page.counters) == 0)
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
