"""A supervisor looks at tomorrow, with the keys; and the words that are read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.documents.spreadsheets import SheetWriter
from desktop.usecases.desk import Desk
from desktop.usecases.figures import forecast
from desktop.usecases.figures.forecast import DayOutlook
from desktop.usecases.figures.forecast_counters import Needed, TriedWait, WaitTrial
from desktop.usecases.table_files import TableFiles
from domain.catalogue import Catalogue
from domain.day_figures import ClosedDayTotals, DayFigures, Slot
from domain.figures.forecast import DayArrivals
from domain.figures.forecast_counters import Choice, Staffing, Stretch
from domain.figures.forecast_play import Wait
from domain.figures.forecast_trial import Missed, Trial
from domain.ports import Units
from tests.office import MORNING, FakeClock, SmallOffice
from tests.past_days import invent_past, working_days
from tools.demo_shelf import OwnFiles
from ui.figures.forecast import state
from ui.figures.forecast.part import ForecastPart, PastSheet
from ui.figures.page import FiguresPage
from ui.figures.part import PartEntry
from ui.shell import MainWindow, Section
from ui.widgets import ChoiceSheet

Key = Qt.Key
TODAY = date(2026, 12, 4)
TOMORROW = date(2026, 12, 8)


@pytest.fixture
def past(units: Units, office: SmallOffice) -> None:
    """Twelve closed days; of the last five the attentions are known."""
    days = working_days(TODAY, 12)
    invent_past(units, office, days, taught=5, people=lambda _day: 95.0)


class Seat:
    """The supervisor before the part."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice) -> None:
        self.qtbot = qtbot
        self.part = ForecastPart(
            desk, office.actor("supervisor-1"), TableFiles(SheetWriter(), OwnFiles())
        )
        self.window = MainWindow()
        page = FiguresPage([PartEntry("Pronóstico", "calendar-clock", lambda: self.part)])
        self.window.set_sections([Section("figures", "Cifras", "chart-column", lambda: page)])
        self.window.resize(1366, 768)
        qtbot.addWidget(self.window)
        self.window.show()
        self.wait()

    def wait(self) -> None:
        """Until nothing is reckoned any more."""
        presenter = self.part.presenter
        self.qtbot.waitUntil(lambda: presenter.state is not None and not presenter.is_reckoning)

    def press(self, key: Qt.Key, with_: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the focus is."""
        target = self.window.focusWidget() or self.window
        QTest.keyClick(target, key, with_ or Qt.KeyboardModifier.NoModifier)


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice, past: None) -> Iterator[Seat]:
    made = Seat(qtbot, desk, office)
    yield made
    made.window.close()


def test_tomorrow_is_shown_with_its_counters_and_its_errors(seat: Seat) -> None:
    part = seat.part
    assert part.day.currentText() == "martes 08/12/2026"
    assert part.people.text().startswith("Se espera a ")
    assert part.bounds.text().startswith("9 de cada 10 veces, entre ")
    assert part.mark.isVisible()
    assert "Fundación de Quito" in part.doubt.text()
    assert "La jornada de hoy todavía no se cierra" in part.doubt.text()
    assert len(part.chart.marks) == 18
    assert part.answer.text() in {"Bastan 2 ventanillas", "Bastan 3 ventanillas"}
    assert part.choices.model().rowCount() == 3
    assert "08:00 a " in part.plan.text()
    assert "se equivocó en" in part.tried.text()
    assert "de verdad se abrieron" in part.tried_waits.text()
    assert not part.busy.is_busy


def test_another_day_is_chosen_with_the_keys(seat: Seat) -> None:
    part = seat.part
    assert not part.before.isEnabled()
    seat.press(Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    seat.wait()
    assert part.day.currentText() == "miércoles 09/12/2026"
    assert part.before.isEnabled()
    seat.press(Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    seat.wait()
    assert part.day.currentText() == "martes 08/12/2026"
    part.presenter.move(-1)
    part.presenter.show_day(TOMORROW)
    assert not part.presenter.is_reckoning
    part.day.setFocus()
    seat.press(Key.Key_End)
    part.day.activated.emit(part.day.currentIndex())
    seat.wait()
    assert part.presenter.state is not None
    assert part.presenter.state.outlook.day == part.presenter.state.outlook.days[-1]
    assert not part.after.isEnabled()


def test_another_target_asks_for_more_counters(seat: Seat) -> None:
    part = seat.part
    part.target.setFocus()
    part.target.selectAll()
    for key in (Key.Key_1, Key.Key_Return):
        seat.press(key)
    seat.wait()
    assert part.answer.text() == "Ni con 3 ventanillas la espera habitual baja a 1 min"
    assert not part.plan.isVisible()
    part.target.setValue(240)
    part.target.setValue(241)
    seat.wait()
    assert part.presenter.state is not None
    assert part.presenter.state.needed is not None
    assert part.presenter.state.needed.staffing.target == 241


def test_the_chart_is_walked_and_told(seat: Seat) -> None:
    part = seat.part
    part.chart.setFocus()
    seat.press(Key.Key_Right)
    assert part.pointed.text().startswith("08:30: se esperan ")
    assert "llegaron" in part.pointed.text()
    seat.press(Key.Key_Home)
    assert "08:00" in part.chart.accessibleName()


def test_the_past_days_are_listed_and_the_forecast_is_saved(seat: Seat) -> None:
    seat.press(Key.Key_F6)
    sheet = seat.window.findChild(PastSheet)
    assert sheet is not None
    assert sheet.table.model().rowCount() == 4
    seat.press(Key.Key_Escape)
    seat.press(Key.Key_F8)
    formats = seat.window.findChild(ChoiceSheet)
    assert formats is not None
    with seat.qtbot.waitSignal(seat.part.presenter.told) as told:
        seat.press(Key.Key_1)
    assert told.args is not None
    assert "/Documentos/pronostico-QUITO-2026-12-08.xlsx" in told.args[0].what


def test_who_goes_away_leaves_nothing_being_reckoned(seat: Seat) -> None:
    part = seat.part
    part.presenter.set_target(17)
    assert part.presenter.is_reckoning
    part.hide()
    seat.wait()
    assert part.presenter.state is not None
    assert part.presenter.state.reckoning
    part.show()
    seat.wait()
    assert part.presenter.state.needed is not None
    assert part.presenter.state.needed.staffing.target == 17
    known = part.presenter.state
    part.hide()
    part.show()
    seat.wait()
    assert part.presenter.state == known


def test_a_day_that_went_by_gives_way_to_the_next(seat: Seat, clock: FakeClock) -> None:
    clock.go(days=5)
    seat.part.presenter.load()
    seat.wait()
    assert seat.part.day.currentText() == "jueves 10/12/2026"
    seat.part.presenter.show_day(TOMORROW)
    seat.wait()
    assert seat.part.day.currentText() == "jueves 10/12/2026"
    assert "no conoce los 3 días laborables siguientes" in seat.part.doubt.text()


def test_an_office_without_closed_days(qtbot: QtBot, desk: Desk, office: SmallOffice) -> None:
    seat = Seat(qtbot, desk, office)
    assert seat.part.empty.isVisible()
    assert not seat.part.people.isVisible()
    assert not seat.part.save.isEnabled()
    seat.window.close()


def test_closed_days_without_attentions(
    qtbot: QtBot, desk: Desk, units: Units, office: SmallOffice
) -> None:
    invent_past(units, office, working_days(TODAY, 4), taught=0)
    seat = Seat(qtbot, desk, office)
    part = seat.part
    assert part.answer.text() == "No se puede calcular"
    assert "al menos 5 atenciones" in part.detail.text()
    assert "Con 4 jornadas cerradas" in part.doubt.text()
    assert "no hay jornadas cerradas suficientes" in part.tried.text()
    assert not part.each.isEnabled()
    seat.window.close()


def test_days_on_which_nobody_came(
    qtbot: QtBot, desk: Desk, units: Units, office: SmallOffice
) -> None:
    with units.write() as unit:
        for place, day in enumerate(working_days(TODAY, 3)):
            unit.log.append(
                "office", office.office.id, 1, "day_closed", {}, actor_id=None, at=MORNING
            )
            totals = ClosedDayTotals(office.office.id, day, place, DayFigures())
            unit.closed_days.put(totals, [Slot(16, 6, 0, 0)], [])
    seat = Seat(qtbot, desk, office)
    assert seat.part.people.text() == "Se espera a 0 personas"
    assert "No hay ventanillas" in seat.part.detail.text()
    seat.window.close()


# ------------------------------------------------------------------ words


def outlook(desk: Desk, office: SmallOffice) -> DayOutlook:
    return forecast.outlook(desk, office.actor("supervisor-1"))


def needed(
    staffing: Staffing, borrowed: tuple[int, ...] = (), *, with_breaks: bool = True
) -> Needed:
    return Needed(TOMORROW, staffing, 40, 5, borrowed, with_breaks)


def test_words_of_counters(catalogue: Catalogue) -> None:
    wait = Wait(4.25, 12, 31, 0.937)
    staffing = Staffing(
        30,
        (Choice((2,), replace(wait, usual=44), (5, 8, 9), 0.2), Choice((2, 1), wait, (), 0)),
        2,
        (Stretch(16, 20, (2,)), Stretch(20, 34, (2, 1))),
        {},
        wait,
        16.0,
        18.0,
    )
    first, second = state.choice_rows(staffing, catalogue)
    assert first.detail == "2 · no atiende 3 servicios (20 % de las personas)"
    assert second.detail == "Basta: 1 y 2"
    assert (second.usual, second.bad, second.under) == ("4,2 min", "hasta 12 min", "94 %")
    assert state.plan_rows(staffing) == (
        "08:00 a 10:00: 1 ventanilla (2)",
        "10:00 a 17:00: 2 ventanillas (1 y 2)",
    )
    assert "2 horas de ventanilla menos" in state.saved_words(staffing)
    even = replace(staffing, hours=18.0)
    assert state.saved_words(even) == "Así la espera habitual sería de 4,2 min."
    assert state.saved_words(replace(staffing, plan=())) == ""
    assert state.answer_words(needed(staffing))[0] == "Bastan 2 ventanillas"
    alone = replace(staffing, choices=(replace(staffing.choices[1], counters=(1,)),), enough=1)
    assert state.answer_words(needed(alone))[0] == "Basta 1 ventanilla"
    assert state.choice_rows(alone, catalogue)[0].detail == "Basta: 1"
    nobody = replace(alone, choices=(Choice((1,), None, (6,), 0.0),), enough=None)
    assert state.answer_words(needed(nobody))[1] == "Con todas abiertas sería de –."
    (row,) = state.choice_rows(nobody, catalogue)
    assert (row.usual, row.detail) == ("–", "1 · no atiende Soporte presencial")
    assert "sin pausas" in state.basis_words(needed(staffing, with_breaks=False), catalogue)
    assert "hubo pocas" in state.basis_words(needed(staffing, borrowed=(6,)), catalogue)


def test_words_of_errors() -> None:
    trial = Trial(1, Missed(10, 2), Missed(20.5, 3), Missed(9, 1), 1.0, 0.9, 3)
    assert state.arrivals_words(trial) == (
        "En la última jornada se equivocó en 10 personas al día; repetir la semana anterior,"
        " en 20,5. Por media hora, en 2 y 3."
    )
    assert state.inside_words(trial) == "1 de 1 día quedaron entre sus límites."
    waits = WaitTrial((TriedWait(TODAY, 10, 14), TriedWait(TODAY, 20, 19)))
    assert "las últimas 2 jornadas la espera habitual se equivocó en 2,5 min" in state.waits_words(
        waits
    )


def test_words_of_a_day(desk: Desk, office: SmallOffice, past: None) -> None:
    shown = outlook(desk, office)
    far = DayArrivals(date(2026, 11, 24), 9, {})
    words = " ".join(state.doubts(replace(shown, week=far)))
    assert "Se compara con el 24/11" in words
    assert {mark.before for mark in state.half_marks(replace(shown, week=far))} == {None}
    assert shown.coming is not None
    assert state.particular(replace(shown.coming, marks=("0",))) == ""
    assert state.half_marks(replace(shown, coming=None)) == ()
    assert (state.headline(None), state.between(None), state.particular(None)) == (
        "Todavía no se puede prever",
        "",
        "",
    )
