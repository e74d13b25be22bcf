"""A supervisor looks at a morning again, with the keys."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.usecases import calling, counters, reception, serving
from desktop.usecases.desk import Desk
from tests.office import MORNING, FakeClock, SmallOffice
from tests.usecases.hall import issue, opened
from ui.figures.page import FiguresPage
from ui.figures.part import PartEntry
from ui.figures.replay.part import EMPTY, DaySheet, ReplayPart
from ui.figures.replay.presenter import ReplayState
from ui.figures.replay.state import SPEEDS, minute_view, notes
from ui.shell import MainWindow, Section

TODAY = date(2026, 12, 4)


@pytest.fixture
def morning(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    """From 08:00 to 09:00: two people, one called before her turn, one who is not there."""
    ana = opened(desk, office, "asesor-1", 1)
    issue(desk, office)
    clock.at("08:10")
    later = issue(desk, office, priority=False)
    clock.at("08:20")
    calling.call_chosen(desk, ana, later.id, "Viene de lejos")
    calling.arrived(desk, ana)
    clock.at("08:40")
    serving.hold(desk, ana, "Trae un papel")
    counters.take_break(desk, ana, "Café")
    clock.at("09:00")


@pytest.fixture
def part(qtbot: QtBot, desk: Desk, office: SmallOffice, morning: None) -> Iterator[ReplayPart]:
    made = ReplayPart(desk, office.actor("supervisor-1"), frame_ms=1)
    window = MainWindow()
    page = FiguresPage([PartEntry("Repetición", "history", lambda: made)])
    window.set_sections([Section("figures", "Cifras", "chart-column", lambda: page)])
    window.resize(1366, 768)
    qtbot.addWidget(window)
    with qtbot.waitSignal(made.presenter.changed):
        window.show()
    yield made
    window.close()


def press(part: ReplayPart, key: Qt.Key, with_: Qt.KeyboardModifier | None = None) -> None:
    target = part.window().focusWidget()
    QTest.keyClick(target, key, with_ or Qt.KeyboardModifier.NoModifier)


def state(part: ReplayPart) -> ReplayState:
    found = part.presenter.state
    assert found is not None
    return found


def shown(part: ReplayPart, table: str) -> list[list[str]]:
    model = getattr(part.player, table).model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_keys_go_through_the_morning(part: ReplayPart) -> None:
    assert (part.player.clock.text(), state(part).minute) == ("08:00", 0)
    assert part.title.text() == "Viernes 04/12/2026, hasta ahora"
    press(part, Qt.Key.Key_Right)
    assert part.player.clock.text() == "08:01"
    press(part, Qt.Key.Key_N)
    press(part, Qt.Key.Key_N)
    assert part.player.clock.text() == "08:20"
    events = [row[0] for row in shown(part, "events")]
    assert events == [
        "Ana Asesora llamó a A-002 a la ventanilla 1, antes de su turno: Viene de lejos",
        "Empezó la atención de A-002 en la ventanilla 1",
    ]
    assert [row[1] for row in shown(part, "waiting")] == ["A-001"]
    press(part, Qt.Key.Key_M)
    assert part.player.clock.text() == "08:10"
    press(part, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert part.player.clock.text() == "08:40"
    assert [row[1] for row in shown(part, "waiting")] == ["A-001", "A-002"]
    assert [row[1] for row in shown(part, "posts")] == ["Pausa"]
    press(part, Qt.Key.Key_B)
    assert part.player.clock.text() == "08:20"
    press(part, Qt.Key.Key_End)
    assert part.player.clock.text() == "09:00"
    press(part, Qt.Key.Key_Left)
    press(part, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert part.player.clock.text() == "08:29"
    press(part, Qt.Key.Key_Home)
    assert part.player.clock.text() == "08:00"
    press(part, Qt.Key.Key_Left)
    assert state(part).minute == 0
    press(part, Qt.Key.Key_B)  # nothing before
    assert state(part).minute == 0


def test_it_plays_to_the_end_and_begins_anew(qtbot: QtBot, part: ReplayPart) -> None:
    press(part, Qt.Key.Key_V)
    assert state(part).speed == SPEEDS[1]
    press(part, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: state(part).minute == 60 and not state(part).playing)
    assert part.player.play.text() == "Reproducir"
    for _ in SPEEDS[1:]:
        press(part, Qt.Key.Key_V)
    assert state(part).speed == SPEEDS[0]
    press(part, Qt.Key.Key_Space)
    assert (state(part).minute, state(part).playing) == (0, True)
    press(part, Qt.Key.Key_Space)
    assert not state(part).playing
    press(part, Qt.Key.Key_Space)
    part.hide()
    assert not state(part).playing


def test_the_strip_and_the_slider_go_to_a_minute(part: ReplayPart) -> None:
    strip = part.player.strip
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(strip.width() // 2, 10))
    assert state(part).minute == 30
    part.player.slider.setValue(12)
    assert (state(part).minute, part.player.clock.text()) == (12, "08:12")
    QTest.mouseMove(strip, QPoint(strip.width() - 12, 10))
    strip.grab()


def test_another_day_is_asked_for(
    qtbot: QtBot, part: ReplayPart, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    press(part, Qt.Key.Key_F7)
    (sheet,) = part.window().findChildren(DaySheet)
    sheet.field.setDate(TODAY - timedelta(days=2))  # type: ignore[arg-type]
    with qtbot.waitSignal(part.presenter.changed):
        sheet.go.click()
    assert part.empty.accessibleName() or EMPTY
    assert not part.player.isVisibleTo(part)
    press(part, Qt.Key.Key_Right)
    part.presenter.toggle()
    assert state(part).view is None
    assert part.other.hasFocus()
    with qtbot.waitSignal(part.presenter.changed):
        press(part, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert state(part).day.day == TODAY
    clock.at("09:05")
    reception.issue(desk, office.actor("recepcion-1"), reception.NewTicket((6,)))
    with qtbot.waitSignal(part.presenter.changed):
        press(part, Qt.Key.Key_F5)
    assert (state(part).minute, part.player.clock.text()) == (65, "09:05")
    part.presenter.earlier()
    assert state(part).day.day == TODAY


def test_a_day_to_come_is_refused_in_words(qtbot: QtBot, part: ReplayPart) -> None:
    with qtbot.waitSignal(part.presenter.told) as told:
        part.presenter.show_day(TODAY + timedelta(days=3))
    assert told.args is not None
    assert told.args[0].what == "Ese día todavía no llega."
    assert state(part).day.day == TODAY
    with qtbot.waitSignal(part.presenter.told):
        part.presenter.show_day(TODAY + timedelta(days=3))


def test_what_must_be_known_of_the_day_is_said(
    desk: Desk, office: SmallOffice, clock: FakeClock, morning: None
) -> None:
    from desktop.usecases.figures.replay import replayed_day

    clock.set(MORNING + timedelta(minutes=30))
    issue(desk, office)
    day = replayed_day(desk, office.actor("supervisor-1"))
    (note,) = notes(day)
    assert note.startswith("A las 08:40 el reloj se atrasó 10 min: lo que sigue")
    assert minute_view(day, 40).words.startswith("08:30: 2 en espera; ")
    clock.set(MORNING + timedelta(days=3))
    later = replayed_day(desk, office.actor("supervisor-1"), TODAY)
    assert notes(later)[-1] == "Quedaron sin terminar: A-001, A-002, A-003."
