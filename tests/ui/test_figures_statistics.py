"""The statistics as a supervisor works with them: periods, groups, lists, files."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.app.figures import begin_improvement
from desktop.documents.spreadsheets import SheetWriter
from desktop.usecases import calling, serving
from desktop.usecases.desk import Desk
from desktop.usecases.figures.compared import Compared
from desktop.usecases.table_files import TableFiles
from domain.figures.facts import Counts
from domain.figures.periods import Period, PeriodKind, day_of, month_of
from domain.figures.statistics import By, Figures
from domain.improvements import CauseKind
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import a_person, an_entity, returned_case
from tests.usecases.hall import issue, opened
from tools.demo_shelf import OwnFiles
from ui.figures.improvements.part import ImprovementsPart
from ui.figures.improvements.sheets import ImprovementSheet
from ui.figures.page import FiguresPage
from ui.figures.part import PartEntry
from ui.figures.statistics.figures import Figure
from ui.figures.statistics.part import StatisticsPart
from ui.figures.statistics.sheets import DatesSheet, NarrowSheet
from ui.figures.statistics.words import change, full, number, shown
from ui.shell import MainWindow, Section
from ui.widgets import ChoiceSheet, Sheet

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
TODAY = date(2026, 12, 4)


class Seat:
    """A supervisor before the page."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.cases: list[object] = []
        files = TableFiles(SheetWriter(), _Own(folder))
        actor = office.actor("supervisor-1")
        self.part = StatisticsPart(desk, actor, files, poll_ms=20)
        self.page = page = FiguresPage(
            [
                PartEntry("Estadísticas", "chart-column", lambda: self.part),
                PartEntry("Mejoras", "clipboard-check", lambda: ImprovementsPart(desk, actor)),
            ]
        )
        page.improvement_wanted.connect(partial(begin_improvement, page))
        page.case_wanted.connect(self.cases.append)
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.set_sections([Section("figures", "Cifras", "layout-dashboard", lambda: page)])
        self.window.show()
        qtbot.waitExposed(self.window)
        self.settle()

    def settle(self) -> Compared:
        self.qtbot.waitUntil(
            lambda: (
                self.part.compared is not None
                and self.part.compared.looked == self.part.presenter.looked
                and not self.part.presenter.runner.is_busy
            )
        )
        assert self.part.compared is not None
        return self.part.compared

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        target: QWidget | None = self.window.focusWidget()
        QTest.keyClick(target or self.window, key, modifier)

    def sheets(self) -> list[Sheet]:
        return [one for one in self.window.findChildren(Sheet) if one.isVisible()]

    def sheet(self) -> Sheet:
        (found,) = self.sheets()
        return found

    def row(self, figure: Figure) -> tuple[str, str]:
        model = self.part.model
        row = model.row_at(model.find(figure))
        assert row is not None
        return row.now, row.below

    def choose(self, figure: Figure) -> None:
        assert self.part.table.choose(figure)
        self.settle()

    @property
    def listed(self) -> list[str]:
        card = self.part.list_card
        self.qtbot.waitUntil(lambda: card.isVisible() and card.page is not None)
        self.settle()
        return [line.what for line in card.lines]


class _Own(OwnFiles):
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hand_out_by(self, name, write):  # type: ignore[no-untyped-def]
        out = BytesIO()
        write(out)
        place = self._folder / name
        place.write_bytes(out.getvalue())
        return place


@pytest.fixture
def seat(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock, tmp_path: Path
) -> Iterator[Seat]:
    """Two turnos of today attended, one of them with a case handed back."""
    ana = opened(desk, office, "asesor-1", 1)
    returned_case(desk, office, ana, a_person(desk, office), an_entity(desk, office))
    issue(desk, office, 6)
    clock.go(minutes=12)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    clock.go(minutes=7)
    serving.finish(desk, ana, "Sin trámite")
    made = Seat(qtbot, desk, office, tmp_path)
    yield made
    made.window.close()


def test_the_month_so_far_stands_beside_the_one_before(seat: Seat) -> None:
    assert seat.row(Figure.SERVED) == ("2", "antes 0 · +2")
    assert seat.row(Figure.LOST)[0] == "1"
    assert seat.row(Figure.WAIT) == ("6 min", "antes sin datos")
    assert seat.part.bar.period.text() == "Diciembre de 2026"
    assert "Turnos atendidos, por día" in seat.part.drawn.heading.text()
    assert seat.part.drawn.words == "2 turnos · antes 0 turnos · +2"


def test_keys_choose_another_period(seat: Seat) -> None:
    seat.press(Key.Key_Left, Alt)
    seat.press(Key.Key_Left, Alt)
    assert seat.settle().looked.period == month_of(date(2026, 10, 1))
    assert "no hay turnos" in seat.part.remark.text()
    seat.press(Key.Key_F6)
    assert isinstance(seat.sheet(), ChoiceSheet)
    seat.press(Key.Key_1)
    found = seat.settle()
    assert (found.looked.period, found.looked.by) == (day_of(TODAY), By.SERVICE)
    assert not seat.part.bar.later.isEnabled()
    assert seat.part.remark.isHidden()


def test_any_dates_can_be_asked_for(seat: Seat) -> None:
    seat.part.bar.take_kind(PeriodKind.OTHER)
    sheet = seat.sheet()
    assert isinstance(sheet, DatesSheet)
    sheet.until.setDate(sheet.since.date().addDays(-3))
    seat.press(Key.Key_Return)
    assert sheet.isVisible()
    sheet.since.setDate(sheet.since.minimumDate())
    sheet.until.setDate(sheet.until.minimumDate().addDays(4000))
    seat.press(Key.Key_Return)
    assert sheet.isVisible()
    sheet.since.setDate(sheet.since.maximumDate())
    sheet.until.setDate(sheet.until.maximumDate())
    seat.press(Key.Key_Return)
    assert sheet.isVisible()
    sheet.since.setDate(sheet.since.minimumDate().addDays(2528))
    sheet.until.setDate(sheet.since.date().addDays(9))
    wanted = Period(date(2026, 12, 3), date(2026, 12, 12))
    seat.press(Key.Key_Return)
    assert seat.settle().looked.period == wanted
    assert seat.row(Figure.ISSUED)[0] == "2"


def test_intro_on_a_figure_lists_what_was_counted_and_esc_goes_back(seat: Seat) -> None:
    seat.choose(Figure.SERVED)
    seat.part.table.setFocus()
    seat.press(Key.Key_Return)
    assert len(seat.listed) == 2
    assert seat.part.list_card.summary.text().startswith("2 en la lista")
    seat.press(Key.Key_Escape)
    assert seat.window.focusWidget() is seat.part.table
    assert seat.part.overview.isVisible()


def test_a_case_behind_a_figure_is_opened(seat: Seat) -> None:
    seat.choose(Figure.RETURNED)
    seat.press(Key.Key_F2)
    assert len(seat.listed) == 1
    seat.press(Key.Key_Return)
    assert len(seat.cases) == 1


def test_a_turno_leads_to_its_case_and_one_without_says_so(seat: Seat) -> None:
    seat.choose(Figure.SERVED)
    seat.press(Key.Key_F2)
    first, second = seat.listed
    assert first != second
    seat.press(Key.Key_F2)
    seat.settle()
    assert seat.cases == []
    assert "no tiene trámites" in told(seat)
    seat.part.list_card.table.choose(1)
    seat.press(Key.Key_F2)
    seat.qtbot.waitUntil(lambda: len(seat.cases) == 1)


def told(seat: Seat) -> str:
    return " ".join(one.text() for one in seat.window.notices.findChildren(QLabel))


def test_a_group_is_walked_listed_and_looked_at_alone(seat: Seat) -> None:
    seat.part.bar.look_by(By.COUNTER)
    seat.settle()
    seat.choose(Figure.SERVED)
    chart = seat.part.drawn.shown
    chart.setFocus()
    assert "Ventanilla 1: 2 turnos" in chart.accessibleName()
    assert seat.part.drawn.words.startswith("Ventanilla 1: 2 turnos")
    seat.press(Key.Key_Return)
    assert len(seat.listed) == 2
    seat.press(Key.Key_Escape)
    seat.press(Key.Key_F3)
    only = seat.settle().looked.only
    assert only.counters == frozenset({1})
    assert "Ventanilla 1" in seat.part.bar.of_whom.text()
    assert seat.part.model.find(Figure.FAULTS) < 0


def test_what_happened_most_is_read_when_it_is_looked_at(seat: Seat) -> None:
    seat.choose(Figure.FAULTS)
    seat.qtbot.waitUntil(
        lambda: seat.part.drawn.drawing is not None and bool(seat.part.drawn.drawing.rows)
    )
    seat.part.drawn.take_focus()
    seat.press(Key.Key_Return)
    assert len(seat.listed) == 1


def test_an_action_is_begun_against_what_happened_most(seat: Seat) -> None:
    assert not seat.part.drawn.mend.isVisible()
    seat.choose(Figure.FAULTS)
    seat.qtbot.waitUntil(seat.part.drawn.mend.isVisible)
    seat.press(Key.Key_F3)
    assert "Elija primero una causa" in told(seat)
    seat.part.drawn.take_focus()
    cause = seat.part.drawn.current
    assert cause is not None
    seat.press(Key.Key_F3)
    seat.qtbot.waitUntil(lambda: bool(seat.sheets()))
    sheet = seat.sheet()
    assert isinstance(sheet, ImprovementSheet)
    assert cause.label in sheet.chosen.words
    assert not sheet.cause.isVisible()
    assert sheet.isAncestorOf(seat.window.focusWidget())
    sheet.text.setPlainText("Se explica el requisito en la lista de la entidad")
    seat.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    part = seat.page.part
    assert isinstance(part, ImprovementsPart)
    seat.qtbot.waitUntil(lambda: part.current is not None)
    row = part.current
    assert row is not None
    assert row.improvement.cause.kind is CauseKind.REQUIREMENT


def test_the_figures_of_one_public_body(seat: Seat) -> None:
    seat.part.bar.look_by(By.ENTITY)
    seat.settle()
    seat.choose(Figure.RETURNED)
    seat.part.drawn.take_focus()
    seat.press(Key.Key_F3)
    found = seat.settle()
    assert len(found.looked.only.entities) == 1
    assert "Municipio de Ejemplo" in seat.part.bar.of_whom.text()
    assert seat.part.model.find(Figure.NO_SHOWS) < 0
    assert seat.row(Figure.RETURNED)[0] == "1"


def test_filters_are_chosen_and_taken_away(seat: Seat) -> None:
    seat.press(Key.Key_F7)
    sheet = seat.sheet()
    assert isinstance(sheet, NarrowSheet)
    sheet.service.setCurrentIndex(sheet.service.findData(6))
    seat.press(Key.Key_Return)
    assert seat.settle().looked.only.services == frozenset({6})
    assert seat.row(Figure.SERVED)[0] == "1"
    seat.press(Key.Key_F7)
    seat.press(Key.Key_F8)
    assert seat.settle().looked.only.services == frozenset()


def test_numbers_in_place_of_the_drawing(seat: Seat) -> None:
    seat.press(Key.Key_F8)
    assert seat.part.drawn.numbers.isVisible()
    assert seat.part.drawn.switch.text() == "Gráfico"
    seat.press(Key.Key_F8)
    assert seat.part.drawn.lines.isVisible()


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_what_is_on_the_screen_is_saved(seat: Seat, kind: int) -> None:
    seat.press(Key.Key_F9)
    seat.press(Qt.Key(Key.Key_0 + kind))
    seat.settle()
    (made,) = seat.folder.glob("estadisticas-2026-12-01-a-2026-12-31.*")
    assert made.stat().st_size > 500
    if made.suffix == ".csv":
        text = made.read_text("utf-8-sig")
        assert "Turnos atendidos;;2;0;" in text
        assert "01/12/2026 a 31/12/2026" in text


def test_a_list_is_saved_without_the_names_of_who_came(seat: Seat) -> None:
    seat.choose(Figure.SERVED)
    seat.press(Key.Key_F2)
    turnos = seat.listed
    seat.press(Key.Key_F9)
    seat.press(Key.Key_3)
    seat.settle()
    (made,) = seat.folder.glob("lista-*.csv")
    text = made.read_text("utf-8-sig")
    assert all(turno in text for turno in turnos)
    assert "Municipio de Ejemplo" in text
    assert all(line.who not in text for line in seat.part.list_card.lines if line.who)


def test_days_not_counted_yet_are_told_and_counted_while_somebody_looks(
    qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock, tmp_path: Path
) -> None:
    for _ in range(3):
        issue(desk, office, 6)
        clock.go(days=7)
    seat = Seat(qtbot, desk, office, tmp_path)
    qtbot.waitUntil(lambda: seat.part.remark.isHidden() and bool(seat.settle()))
    assert seat.settle().now.is_whole
    assert seat.row(Figure.ISSUED)[0] == "3"
    seat.window.close()


def test_what_changes_meanwhile_is_shown(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    issue(desk, office, 6)
    seat.qtbot.waitUntil(lambda: seat.row(Figure.ISSUED)[0] == "3")


def test_hostile_names_are_drawn_listed_and_saved(
    qtbot: QtBot, desk: Desk, office: SmallOffice, tmp_path: Path
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    name = "=2+3 <b>\u202eX</b> 😀 %s {0} " + "ñ" * 80
    returned_case(desk, office, ana, a_person(desk, office), an_entity(desk, office, name))
    seat = Seat(qtbot, desk, office, tmp_path)
    seat.part.bar.look_by(By.ENTITY)
    seat.settle()
    seat.choose(Figure.RETURNED)
    seat.part.drawn.take_focus()
    assert "=2+3 <b>" in seat.part.drawn.words
    seat.press(Key.Key_F8)
    seat.part.drawn.take_focus()
    seat.press(Key.Key_Return)
    assert len(seat.listed) == 1
    seat.press(Key.Key_F9)
    seat.press(Key.Key_3)
    seat.settle()
    (made,) = tmp_path.glob("lista-*.csv")
    assert ";'=2+3" in made.read_text("utf-8-sig")
    seat.window.close()


def test_words() -> None:
    kind, share, minutes = (one.kind for one in (Figure.SERVED, Figure.ON_TIME, Figure.WAIT))
    assert (number(10832), number(2.5, 1), number(3.0, 1)) == ("10.832", "2,5", "3")
    assert (shown(kind, 1204), shown(share, 87.5), shown(minutes, 2.5)) == (
        "1.204",
        "87,5 %",
        "2,5 min",
    )
    assert (full(kind, 1), full(kind, None), full(share, 50.0)) == ("1 turno", "sin datos", "50 %")
    assert change(kind, 12, 10) == "+2 (20 % más)"
    assert change(kind, 8, 10) == "−2 (20 % menos)"
    assert change(kind, 10, 10) == "igual"
    assert change(kind, 10_001, 10_000) == "+1 (más)"
    assert change(share, 51.0, 50.0) == "+1 punto"
    assert change(share, 45.5, 50.0) == "−4,5 puntos"
    assert change(minutes, None, 5.0) == ""
    answers = Figure.ANSWER_HOURS.kind
    taken = Figures(Counts(served=8, lost=2, answered=3, promised=2, answer_minutes=3180))
    assert full(answers, answers.value(taken)) == "26,5 h"
    assert change(answers, 26.5, 2.5) == "+24 h (960 % más)"
    assert shown(Figure.LOST_SHARE.kind, Figure.LOST_SHARE.kind.value(taken)) == "25 %"
    assert answers.value(Figures()) is None
