"""The part Opiniones: figures of a period, comments, and what is done about suggestions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from desktop.usecases import survey
from desktop.usecases.desk import Desk
from desktop.usecases.opinions import Opinions
from domain.figures.periods import Period, PeriodKind
from domain.suggestions import About, NewSuggestion, SuggestionState
from domain.survey import Reply, SurveyCount, SurveyRules, Way, new_ask, new_code
from tests.office import FakeClock, SmallOffice
from ui.figures.opinions.part import OpinionsPart
from ui.figures.opinions.sheets import DoneSheet, RulesSheet
from ui.figures.opinions.state import View, remark, response, rows_of, satisfaction, share, total
from ui.figures.page import FiguresPage
from ui.figures.part import PartEntry
from ui.figures.statistics.sheets import DatesSheet
from ui.shell import MainWindow, Section

DAY = date(2026, 12, 4)


class Seat:
    """The part in front of a supervisor, the day after people spoke."""

    def __init__(self, desk: Desk, office: SmallOffice, qtbot: QtBot) -> None:
        self.desk, self.qtbot = desk, qtbot
        self.part = OpinionsPart(desk, office.actor("supervisor-1"), poll_ms=3_600_000)
        page = FiguresPage([PartEntry("Opiniones", "megaphone", lambda: self.part)])
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.set_sections([Section("figures", "Cifras", "history", lambda: page)])
        self.window.resize(1366, 768)
        self.window.show()
        self.window.open("figures")
        self.settle()

    def settle(self) -> None:
        presenter = self.part.presenter
        self.qtbot.waitUntil(lambda: presenter.state is not None and not presenter.runner.is_busy)


@pytest.fixture
def seat(desk: Desk, office: SmallOffice, clock: FakeClock, qtbot: QtBot) -> Iterator[Seat]:
    clerk = office.actor("recepcion-1")
    for score, comment in ((5, ""), (4, "Muy amable <b>"), (2, "x" * 600), (5, "")):
        code = new_code()
        with desk.units.write() as unit:
            ask = new_ask(office.office.id, DAY, 6, "in_person", 1, code)
            unit.surveys.drop(ask)
        survey.answer(desk, clerk, code, Reply(score, comment), Way.WINDOW)
    with desk.units.write() as unit:
        unit.surveys.drop(new_ask(office.office.id, DAY, 5, "in_person", 3, new_code()))
    survey.suggest(desk, clerk, NewSuggestion(About.OFFICE, "Más sillas", contact="099"))
    clock.go(days=3)
    survey.gather(desk, clerk)
    made = Seat(desk, office, qtbot)
    yield made
    made.window.close()


def test_answers_by_service_and_counter(seat: Seat) -> None:
    part = seat.part
    shown = part.presenter.state
    assert shown is not None
    rows = rows_of(shown.opinions)
    assert [(row.name, row.counter, row.answers) for row in rows][1:] == [
        (shown.opinions.service(6), "Ventanilla 1", "4"),
        ("Todo", "", "4"),
    ]
    assert (rows[1].satisfied, rows[1].replied, rows[1].score(5)) == ("75 %", "100 %", "2")
    assert satisfaction(shown.opinions) == ("75 %", "3 de 4")
    assert response(shown.opinions) == ("80 %", "4 de 5")
    assert part.remark.text() == "Las opiniones de hoy se ven desde mañana."
    assert part.when.text() == "Diciembre de 2026"
    assert part.detail.isHidden()


def test_few_answers_are_not_told_apart() -> None:
    counts = (
        SurveyCount(6, "in_person", 1, 2, 2, (1, 0, 0, 0, 1)),
        SurveyCount(6, "email", 0, 9, 3, (0, 0, 1, 1, 1)),
        SurveyCount(6, "phone", 0, 1, 1, (0, 0, 0, 0, 1)),
    )
    rules = SurveyRules(UUID(int=1))
    found = Opinions(DAY, DAY, DAY, counts, ((6, "Soporte"),), (), (), rules, True)
    without, few, whole = rows_of(found)
    assert (few.answers, few.satisfied, few.score(1)) == ("menos de 3", "–", "–")
    assert (without.counter, without.answers, without.replied) == ("Sin ventanilla", "4", "40 %")
    assert (whole.answers, total(found).asked) == ("6", 12)
    assert share(1, 8) == "13 %"
    assert share(0, 0) == "–"


def test_comments_are_read_as_they_were_written(seat: Seat) -> None:
    seat.part.tabs[View.COMMENTS].click()
    assert seat.part.detail.isVisible()
    table = seat.part._tables[View.COMMENTS]
    assert table.model().rowCount() == 2
    for place in range(2):
        table.setCurrentIndex(table.model().index(place, 0))
        assert seat.part.said.text() in {"Muy amable <b>", "x" * 600}
    assert not seat.part.done.isVisible()


def test_a_suggestion_is_seen_and_what_was_done_is_noted(seat: Seat) -> None:
    part = seat.part
    part.tabs[View.SUGGESTIONS].click()
    assert part.contact.text() == "Contacto: 099"
    part.see.click()
    seat.settle()
    seat.qtbot.waitUntil(lambda: not part.see.isEnabled())
    part.done.click()
    sheet = part.window().findChild(DoneSheet)
    assert sheet is not None
    sheet.save.click()
    seat.qtbot.waitUntil(lambda: "Falta" in sheet.error.words)
    seat.settle()
    sheet.words.setPlainText("Se pidieron veinte")
    with seat.qtbot.waitSignal(sheet.closed):
        sheet.save.click()
    seat.settle()
    shown = part.presenter.state
    assert shown is not None
    assert [one.suggestion.state for one in shown.opinions.suggestions] == [SuggestionState.DONE]
    assert part.answer.text() == "Qué se hizo: Se pidieron veinte"


def test_the_office_changes_what_it_asks(seat: Seat) -> None:
    seat.part.rules.click()
    sheet = seat.part.window().findChild(RulesSheet)
    assert sheet is not None
    sheet.question.setText(" ")
    sheet.save.click()
    seat.qtbot.waitUntil(lambda: "Pregunta" in sheet.error.words)
    seat.settle()
    sheet.question.setText("¿Le ayudamos?")
    sheet.days.setValue(3)
    with seat.qtbot.waitSignal(sheet.closed):
        sheet.save.click()
    seat.settle()
    shown = seat.part.presenter.state
    assert shown is not None
    assert (shown.opinions.rules.question, shown.opinions.rules.code_days) == ("¿Le ayudamos?", 3)


def test_other_periods(seat: Seat) -> None:
    part = seat.part
    part.earlier.click()
    seat.settle()
    assert part.when.text() == "Noviembre de 2026"
    assert part.remark.text() == ""
    assert part._empty.isVisible()
    part.later.click()
    seat.settle()
    part._take_kind(PeriodKind.YEAR)
    seat.settle()
    assert part.when.text() == "Año 2026"
    part._take_kind(PeriodKind.OTHER)
    sheet = part.window().findChild(DatesSheet)
    assert sheet is not None
    sheet.picked.emit(Period(DAY, DAY + timedelta(days=1)))
    sheet.close_sheet()
    seat.settle()
    part.period.click()
    shown = part.presenter.state
    assert shown is not None
    late = replace(shown, opinions=replace(shown.opinions, ungathered=True))
    assert remark(late) == "Falta reunir opiniones de días anteriores."
