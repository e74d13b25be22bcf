"""The page of other offices: seen, never touched; kept where the centre does not answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.ports import OfficeSeen
from desktop.usecases import reception
from desktop.usecases.desk import Desk
from desktop.usecases.offices import OfficeDay, OfficesDay
from domain.errors import KnownError
from domain.ids import new_id
from tests.office import KEY, FakeClock, SmallOffice, open_small_office
from tests.usecases.told_offices import Told
from ui.offices.page import OfficesPage
from ui.offices.state import TOTAL, OfficeRow, age_words, rows, seen_at, trouble_words
from ui.shell import MainWindow, Section
from ui.supervision.alerts import Alert
from ui.supervision.views import Asked, Line, View
from ui.theme import Kind
from ui.widgets import NoticeArea

Key = Qt.Key


class Seat:
    """A supervisor of several offices before the page."""

    def __init__(self, qtbot: QtBot, desk: Desk, office: SmallOffice, told: Told) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.page = OfficesPage(desk, office.actor("supervisor-1"), told, poll_ms=20, tick_ms=20)
        self.own: list[None] = []
        self.page.own_wanted.connect(lambda: self.own.append(None))
        self.window.set_sections([Section("offices", "Oficinas", "building-2", lambda: self.page)])
        self.window.show()
        qtbot.waitUntil(lambda: len(self.rows) > 1)

    @property
    def rows(self) -> dict[str, OfficeRow]:
        day = self.page.presenter.state
        return {} if day is None else {row.name: row for row in rows(day, self.desk.clock.now())}

    @property
    def told(self) -> str:
        notice = self.window.findChild(NoticeArea)
        return "" if notice is None or notice.current is None else notice.current.what

    def press(self, key: Qt.Key) -> None:
        focus: QWidget | None = self.window.focusWidget()
        QTest.keyClick(self.window if focus is None else focus, key)


@pytest.fixture
def elsewhere(tmp_path: Path, desk: Desk) -> Iterator[tuple[Desk, SmallOffice]]:
    engine = open_engine(tmp_path / "guayaquil.db", KEY)
    metadata.create_all(engine)
    units = SqlUnits(engine, "PC-2")
    yield replace(desk, units=units), open_small_office(units)
    engine.dispose()


@pytest.fixture
def told(clock: FakeClock, elsewhere: tuple[Desk, SmallOffice]) -> Told:
    away, there = elsewhere
    age = timedelta(minutes=3)
    seen = OfficeSeen(there.office.id, "GUAYAQUIL", "Guayaquil", 1, clock.now(), age)
    return Told((seen, away.units), (OfficeSeen(new_id(), "LOJA", "Loja", 0, None, None), None))


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, office: SmallOffice, told: Told) -> Seat:
    return Seat(qtbot, desk, office, told)


def is_asked(seat: Seat) -> bool:
    """Tell whether what is behind a figure is shown; asked anew each time."""
    return seat.page.asked is not None


def is_open(seat: Seat) -> bool:
    """Tell whether an office's day is shown; asked anew each time."""
    return seat.page.office is not None


def test_all_offices_stand_in_one_table_with_their_age(seat: Seat) -> None:
    own, guayaquil, loja, total = seat.rows.values()
    assert (own.age, guayaquil.age, loja.age) == (
        "Esta oficina",
        "Datos de hace 3 min",
        "Sin datos todavía",
    )
    assert (guayaquil.waiting, loja.waiting, total.waiting) == ("0", "–", "0")
    assert (total.key, total.name) == (TOTAL, "Total: 2 de 3 oficinas")
    assert not seat.page.back.isVisible()


def test_one_key_opens_an_office_and_esc_goes_back(
    seat: Seat, elsewhere: tuple[Desk, SmallOffice], told: Told
) -> None:
    away, there = elsewhere
    seat.page.all_card.table.setFocus()
    seat.press(Key.Key_Down)
    seat.press(Key.Key_F2)
    assert seat.page.office is not None
    assert seat.page.office.name == "Guayaquil"
    assert seat.page.title == "Guayaquil"
    assert ("Solo se mira", Kind.NEUTRAL) in seat.page.chips
    assert seat.page.back.isVisible()
    reception.issue(away, there.actor("recepcion-1"), reception.NewTicket((6,)))
    told.tell(there.office.id, head=2)
    waiting = seat.page.tiles.buttons[0]
    seat.qtbot.waitUntil(lambda: waiting.tile.figure == "1")

    seat.press(Key.Key_1)
    assert seat.page.asked == Asked(View.WAITING)
    seat.qtbot.waitUntil(lambda: seat.page.behind.line is not None)
    assert not seat.page.behind.open_button.isVisible()
    seat.press(Key.Key_F2)  # it leads nowhere: the queue is theirs
    seat.press(Key.Key_Escape)
    assert not is_asked(seat)
    assert is_open(seat)
    seat.press(Key.Key_Escape)
    assert not is_open(seat)
    row = seat.page.all_card.row
    assert row is not None
    assert row.name == "Guayaquil"


def test_the_cases_of_an_office_are_listed_as_they_came(seat: Seat, told: Told) -> None:
    guayaquil = next(iter(told.offices))
    seat.page.show_office(guayaquil)
    seat.page.show_list(Asked(View.OPENED))
    assert seat.page.behind.summary.text()
    seat.page.show_list(Asked(View.WAITING))
    seat.page.back.click()
    assert seat.page.office is None
    assert seat.page.asked is None


def test_one_s_own_office_is_opened_where_it_is_steered(seat: Seat) -> None:
    seat.page.all_card.table.setFocus()
    seat.page.all_card.table.choose(next(iter(seat.rows.values())).key)
    seat.press(Key.Key_Return)
    assert len(seat.own) == 1
    assert seat.page.office is None


def test_an_office_that_never_sent_says_so(seat: Seat) -> None:
    loja = seat.rows["Loja"]
    seat.page.all_card.table.choose(loja.key)
    assert not seat.page.all_card.open_button.isEnabled()
    seat.page.all_card.table.setFocus()
    seat.press(Key.Key_Return)
    seat.qtbot.waitUntil(lambda: "todavía no hay datos" in seat.told)
    seat.page.all_card.table.choose(TOTAL)
    seat.press(Key.Key_Return)  # the total is nobody's day
    assert seat.page.office is None


def test_without_the_centre_what_is_known_stays_with_its_age(
    seat: Seat, told: Told, clock: FakeClock
) -> None:
    told.broken = KnownError("Sin red.")
    seat.qtbot.waitUntil(lambda: not seat.page.trouble.isHidden())
    assert seat.page.trouble.text() == (
        "Sin red. Se muestra lo último que se supo. Se vuelve a preguntar solo."
    )
    assert seat.rows["Guayaquil"].age.startswith("Datos de las ")
    assert seat.rows["Guayaquil"].kind is Kind.WARN
    told.broken = None
    seat.qtbot.waitUntil(seat.page.trouble.isHidden)
    assert seat.rows["Guayaquil"].age == "Datos de hace 3 min"


def test_an_office_that_is_no_longer_told_of_is_left(seat: Seat, told: Told) -> None:
    guayaquil = next(iter(told.offices))
    seat.page.show_office(guayaquil)
    # Another mapping: the page may be reading this one just now.
    told.offices = {key: one for key, one in told.offices.items() if key != guayaquil}
    seat.qtbot.waitUntil(lambda: not seat.page.back.isVisible())
    assert "Guayaquil" not in seat.rows


def test_what_is_to_be_done_is_theirs(seat: Seat, told: Told) -> None:
    seat.page.show_office(next(iter(told.offices)))
    seat.page.open_alert(
        Alert("La jornada sigue abierta", "", "", day=seat.desk.clock.now().date())
    )
    seat.qtbot.waitUntil(lambda: "en esa oficina" in seat.told)
    seat.page.open_alert(Alert("A-001 espera", "", "", asked=Asked(View.LATE)))
    assert seat.page.asked == Asked(View.LATE)
    seat.page.show_list(Asked(View.OUT_OF_TURN))
    seat.page.open_line(Line("x", (), ticket_id=new_id()))
    assert seat.page.asked == Asked(View.ALL)


def _day(seat_now: FakeClock, **more: object) -> OfficesDay:
    now = seat_now.now()
    return replace(OfficesDay(now.date(), now, asked_at=now), **more)  # type: ignore[arg-type]


def test_an_age_is_told_in_words(seat: Seat, clock: FakeClock) -> None:
    day, now = _day(clock), clock.now()
    state = seat.page.presenter.state
    assert state is not None
    there = state.offices[1]

    def words(age: timedelta, **more: object) -> tuple[str, Kind]:
        one = replace(there, heard_at=now - age, **more)  # type: ignore[arg-type]
        return age_words(day, one, now)

    assert words(timedelta(seconds=20)) == ("Datos de ahora", Kind.OK)
    assert words(timedelta(minutes=9)) == ("Datos de hace 9 min", Kind.OK)
    assert words(timedelta(minutes=12)) == ("Datos de hace 12 min", Kind.WARN)
    assert words(timedelta(hours=1))[0].startswith("Datos de las ")
    assert words(timedelta(days=1))[0].startswith("Datos del ")
    assert words(timedelta(0), trouble=KnownError())[1] is Kind.WARN
    unread = OfficeDay(new_id(), "X", "X", heard_at=now, trouble=KnownError())
    assert age_words(day, unread, now) == ("Sin leer todavía", Kind.NEUTRAL)
    old = replace(there, heard_at=now - timedelta(hours=2))
    assert seen_at(old, now) == old.heard_at
    assert seen_at(replace(there, heard_at=now), now) == now
    assert trouble_words(replace(day, trouble=KnownError("Sin red."))) == (
        "Sin red. Se vuelve a preguntar solo."
    )
