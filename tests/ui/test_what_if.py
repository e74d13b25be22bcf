"""The sheet "¿Y si…?", worked with the keyboard over a real database; and its words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.usecases import day
from desktop.usecases.desk import Desk
from desktop.usecases.what_if import Change, Option, Question, WhatIf
from domain.catalogue import Catalogue
from domain.ids import new_id
from domain.offices import Office
from domain.pace import Basis, Source
from domain.what_if import Answer, Forecast, Outlook
from tests.office import FakeClock, SmallOffice, catalogue, clock, desk, office, units
from tests.usecases.hall import issue, opened
from tests.usecases.test_what_if import busy
from ui.shell import MainWindow, Section
from ui.supervision.page import SupervisionPage
from ui.supervision.what_if import WhatIfSheet
from ui.supervision.what_if_state import option_rows, show
from ui.theme import Tone

__all__ = ["catalogue", "clock", "desk", "office", "units"]

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier


class Seat:
    """The supervisor, asking."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice) -> None:
        self.qtbot = qtbot
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.page = SupervisionPage(desk, office.actor("supervisor-1"), poll_ms=20)
        section = Section("supervision", "Supervisión", "chart-column", lambda: self.page)
        self.window.set_sections([section])
        self.window.resize(1366, 768)
        self.window.show()
        qtbot.waitUntil(lambda: self.page.presenter.state is not None)

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the focus is."""
        focus: QWidget | None = self.window.focusWidget()
        QTest.keyClick(self.window if focus is None else focus, key, modifier)

    def ask(self) -> WhatIfSheet:
        """Open the sheet with its key and wait for the first answer."""
        self.press(Key.Key_Y, Alt)
        sheet = self.sheet
        assert sheet is not None
        self.rest()
        return sheet

    def rest(self) -> None:
        """Wait until nothing more is reckoned."""
        self.qtbot.waitUntil(lambda: not self.page.what_if.runner.is_busy)

    @property
    def sheet(self) -> WhatIfSheet | None:
        found = [s for s in self.window.findChildren(WhatIfSheet) if not s.isHidden()]
        return found[0] if found else None

    @property
    def words(self) -> str:
        """All that can be read in the sheet."""
        sheet = self.sheet
        assert sheet is not None
        return " | ".join(
            text
            for label in sheet.findChildren(QLabel)
            if label.isVisible() and (text := label.text())
        )

    def rows(self) -> list[str]:
        sheet = self.sheet
        assert sheet is not None
        model = sheet.table.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice) -> Seat:
    return Seat(qtbot, desk, office)


def test_one_key_asks_and_the_arrows_go_from_question_to_question(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    busy(desk, office, clock)
    before = seat.window.focusWidget()
    seat.ask()
    assert seat.rows() == [
        "Se abre la ventanilla 2",
        "Se abre la ventanilla 3",
        "Se cierra la ventanilla 1",
    ]
    seat.qtbot.waitUntil(lambda: "min menos" in seat.words)
    assert "Quienes esperan ahora | 20 → 12 min" in seat.words
    assert "con 6 atenciones y 11 llegadas de hoy" in seat.words
    seat.press(Key.Key_Down)
    seat.qtbot.waitUntil(lambda: "La espera casi no cambia." in seat.words)
    seat.press(Key.Key_Down)
    seat.qtbot.waitUntil(lambda: "quedarían sin ventanilla" in seat.words)
    seat.press(Key.Key_Up)
    seat.qtbot.waitUntil(lambda: "La espera casi no cambia." in seat.words)
    seat.press(Key.Key_Escape)
    assert seat.sheet is None
    assert seat.window.focusWidget() is before


def test_asked_again_it_answers_the_same_question_about_the_new_moment(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    busy(desk, office, clock)
    seat.ask()
    seat.press(Key.Key_Down)
    seat.rest()
    clock.go(minutes=5)
    issue(desk, office, 6)
    seat.press(Key.Key_F5)
    seat.rest()
    seat.qtbot.waitUntil(lambda: "a las 08:57" in seat.words)
    sheet = seat.sheet
    assert sheet is not None
    assert sheet.table.current().words == "Se abre la ventanilla 3"
    assert sheet.table.hasFocus()
    seat.press(Key.Key_Escape)
    again = seat.ask()
    assert again.table.current().words == "Se abre la ventanilla 3"


def test_a_question_that_no_longer_fits_says_so(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    busy(desk, office, clock)
    seat.ask()
    opened(desk, office, "tecnico-1", 3)
    seat.press(Key.Key_Down)
    seat.qtbot.waitUntil(lambda: "esa pregunta ya no cabe" in seat.words)
    seat.press(Key.Key_F5)
    seat.qtbot.waitUntil(lambda: "Se cierra la ventanilla 3" in seat.rows())
    seat.rest()
    assert "min menos" in seat.words


def test_nothing_is_reckoned_for_who_left_before_the_questions_came(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    busy(desk, office, clock)
    presenter = seat.page.what_if
    presenter.load()
    presenter.leave()
    seat.rest()
    assert presenter.state.chosen is None
    seat.ask()
    assert "min menos" in seat.words


def test_what_is_not_known_is_not_guessed(seat: Seat, desk: Desk, office: SmallOffice) -> None:
    opened(desk, office, "asesor-1", 1)
    issue(desk, office, 1)
    seat.ask()
    assert "Todavía no se puede calcular" in seat.words
    assert "→" not in seat.words


def test_a_closed_day_has_nothing_to_compare(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    busy(desk, office, clock)
    day.close_day(desk, office.actor("supervisor-1"), "Fin de la jornada")
    seat.ask()
    assert "No hay nada que comparar | La jornada ya se cerró." in seat.words


def test_an_office_without_counters_has_nothing_to_compare(
    seat: Seat, desk: Desk, office: SmallOffice
) -> None:
    with desk.units.write() as unit:
        for counter in office.counters.values():
            unit.offices.save_counter(replace(counter, active=False, version=2))
        unit.log.append("office", office.office.id, 2, "x", {}, actor_id=None, at=datetime.now(UTC))
    seat.ask()
    assert "No hay nada que comparar | El administrador crea las ventanillas." in seat.words


def test_the_page_goes_while_an_answer_is_reckoned(
    seat: Seat, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    busy(desk, office, clock)
    seat.press(Key.Key_Y, Alt)
    seat.page.what_if.close()
    assert not seat.page.what_if.runner.is_busy
    assert seat.page.what_if.state.shown is None


# ------------------------------------------------------------------ the words

NOW = datetime(2026, 12, 4, 14, 41, tzinfo=UTC)


def exactly(value: float) -> Forecast:
    return Forecast(value, value, value, 0)


def outlook(**figures: Forecast | None) -> Outlook:
    plain: dict[str, Forecast | None] = {
        "now": Forecast(24, 15.2, 33, 1),
        "soon": Forecast(20, 10, 30, 1),
        "only_here": None,
        "late": Forecast(7, 3, 12, 1),
        "longest": Forecast(41, 30, 50, 1),
        "stranded": exactly(0),
    }
    return Outlook(**{**plain, **figures})


def given(
    as_is: Outlook,
    changed: Outlook,
    saved: Forecast | None,
    *,
    basis: Basis | None = None,
    change: Change = Change.OPEN,
    service: int | None = None,
    breaks: tuple[tuple[int, int], ...] = (),
    on_hold: int = 0,
) -> WhatIf:
    option = Option(Question(change, new_id(), service), 5, "Ana Asesora", (1, 6))
    return WhatIf(
        option,
        Answer(as_is, changed, saved, 200),
        basis or Basis(18, 31, arrivals_earlier=False, borrowed=()),
        Office(new_id(), "QUITO", "Quito", "Finanzas"),
        NOW,
        6,
        breaks,
        on_hold,
    )


def test_the_answer_in_words(catalogue: Catalogue) -> None:
    better = outlook(now=Forecast(11, 7, 16, 1), late=exactly(1), longest=exactly(22))
    shown = show(given(outlook(), better, Forecast(13, 6, 20, 1)), catalogue)
    assert (shown.headline, shown.tone) == ("En promedio se esperaría 13 min menos.", Tone.OK)
    assert shown.doubt == "9 de cada 10 veces, entre 6 y 20 min menos."
    assert (shown.now.figure, shown.now.note) == ("24 → 11 min", "entre 7 y 16 min")
    assert [(line.name, line.figure, line.note) for line in shown.lines] == [
        ("Esperarían más de 30 min", "7 → 1", "casi siempre 1"),
        ("La espera más larga", "41 → 22 min", "casi siempre 22 min"),
    ]
    assert shown.basis == (
        "Cada «entre» se cumple 9 de cada 10 veces si el día sigue como va."
        " Se simuló 200 veces a las 09:41, con 18 atenciones y 31 llegadas de hoy."
    )


@pytest.mark.parametrize(
    ("saved", "headline", "doubt", "tone"),
    [
        (
            Forecast(-4, -9, -1, 1),
            "En promedio se esperaría 4 min más.",
            "9 de cada 10 veces, entre 1 y 9 min más.",
            Tone.WARN,
        ),
        (
            Forecast(3, -2, 8, 1),
            "En promedio se esperaría 3 min menos.",
            "9 de cada 10 veces, entre 2 min más y 8 min menos.",
            Tone.OK,
        ),
        (
            exactly(6),
            "En promedio se esperaría 6 min menos.",
            "Casi siempre, 6 min menos.",
            Tone.OK,
        ),
        (exactly(0.1), "La espera casi no cambia.", "", Tone.NORMAL),
        (None, "Nadie espera y no se espera a nadie.", "", Tone.NORMAL),
    ],
)
def test_how_much_and_how_surely(
    catalogue: Catalogue, saved: Forecast | None, headline: str, doubt: str, tone: Tone
) -> None:
    shown = show(given(outlook(), outlook(), saved), catalogue)
    assert (shown.headline, shown.doubt, shown.tone) == (headline, doubt, tone)


def test_who_gets_a_counter_and_who_loses_it(catalogue: Catalogue) -> None:
    three, one = outlook(stranded=exactly(3)), outlook(stranded=exactly(1))
    gained = replace(one, only_here=Forecast(12, 9, 20, 1))
    shown = show(given(three, gained, None), catalogue)
    assert shown.headline == "2 personas que ninguna ventanilla atiende podrían ser llamadas."
    assert shown.tone is Tone.OK
    assert (shown.lines[-1].figure, shown.lines[-1].note) == ("3 → 1", "esperarían 12 min")
    lost = show(given(replace(outlook(), only_here=exactly(8)), one, exactly(2)), catalogue)
    assert lost.headline == (
        "En promedio se esperaría 2 min menos. 1 persona quedaría sin ventanilla."
    )
    assert lost.tone is Tone.WARN
    assert lost.lines[-1].note == "como está, esperarían 8 min"
    still = show(given(three, three, exactly(0)), catalogue)
    assert (still.lines[-1].figure, still.lines[-1].note) == ("3 → 3", "")
    single = show(given(one, outlook(), exactly(3)), catalogue)
    assert "1 persona que ninguna ventanilla atiende podría ser llamada." in single.headline
    assert "3 personas quedarían" in show(given(outlook(), three, None), catalogue).headline


def test_where_there_is_no_figure(catalogue: Catalogue) -> None:
    nobody = outlook(now=None, soon=None, late=None, longest=None)
    shown = show(given(nobody, nobody, None), catalogue)
    assert (shown.now.figure, shown.now.note) == ("–", "nadie espera")
    assert (shown.soon.figure, shown.soon.note) == ("–", "no se espera a nadie")
    assert [(line.figure, line.note) for line in shown.lines] == [
        ("0 → 0", ""),
        ("–", "nadie sería llamado"),
    ]
    half = show(given(nobody, outlook(), None), catalogue)
    assert half.now.figure == "– → 24 min"
    assert show(given(outlook(), nobody, None), catalogue).now.figure == "24 → –"


def test_what_it_was_reckoned_from(catalogue: Catalogue) -> None:
    basis = Basis(
        1,
        1,
        arrivals_earlier=False,
        borrowed=((1, Source.OTHERS), (2, Source.OTHERS), (5, Source.OTHERS), (6, Source.TARGET)),
    )
    shown = show(
        given(outlook(), outlook(), None, basis=basis, breaks=((3, 12), (4, 10)), on_hold=1),
        catalogue,
    )
    assert shown.basis.removeprefix(
        "Cada «entre» se cumple 9 de cada 10 veces si el día sigue como va. "
    ) == (
        "Se simuló 200 veces a las 09:41, con 1 atención y 1 llegada de hoy."
        " Para 3 servicios se tomó lo que duran hoy los demás."
        " Para Soporte presencial se tomó el tiempo del catálogo."
        " Se supone que de su pausa vuelve la 3 en 12 min, la 4 en 10 min."
        " No se cuenta lo que falta de 1 atención en pausa."
    )
    earlier = replace(basis, arrivals=0, arrivals_earlier=True, borrowed=())
    shown = show(given(outlook(), outlook(), None, basis=earlier, on_hold=2), catalogue)
    assert "con 1 atención de hoy y las llegadas de jornadas anteriores." in shown.basis
    assert "2 atenciones en pausa" in shown.basis


def test_each_question_in_words(catalogue: Catalogue) -> None:
    def row(change: Change, service: int | None = None, staff: str = "Ana") -> tuple[str, str]:
        option = Option(Question(change, new_id(), service), 4, staff, (5, 6))
        (one,) = option_rows([option], catalogue)
        return one.words, one.detail

    assert row(Change.OPEN, staff="") == (
        "Se abre la ventanilla 4",
        "Enrolamiento, Soporte presencial",
    )
    assert row(Change.BACK) == ("Termina la pausa de la ventanilla 4", "Ana")
    assert row(Change.TAKE, 5) == ("La ventanilla 4 atiende también Enrolamiento", "Ana")
    assert row(Change.CLOSE) == ("Se cierra la ventanilla 4", "Ana")
