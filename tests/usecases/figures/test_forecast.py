"""The forecast over closed days in a real database."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time
from functools import partial
from itertools import count
from pathlib import Path
from statistics import fmean
from typing import BinaryIO

import pytest

from desktop.documents.spreadsheets import SheetWriter
from desktop.ports.tables import TableFormat
from desktop.usecases import calendar_admin, counters, day
from desktop.usecases.desk import Desk
from desktop.usecases.figures import forecast, forecast_counters, forecast_files
from desktop.usecases.figures.forecast import OutOfReach
from desktop.usecases.table_files import TableFiles
from domain.counters import SESSION_TYPES
from domain.errors import InvalidInput
from domain.figures.forecast_counters import Choice, Staffing
from domain.figures.forecast_play import LengthsUnknown
from domain.figures.forecast_shifts import Shift
from domain.offices import Office, OpeningHours
from domain.ports import Units
from domain.staff import Actor
from tests.office import MORNING, FakeClock, SmallOffice
from tests.past_days import invent_past, working_days
from tests.usecases.hall import issue, opened

TODAY = date(2026, 12, 4)


@pytest.fixture
def boss(office: SmallOffice) -> Actor:
    return office.actor("supervisor-1")


def close_days(units: Units, office: SmallOffice, many: int, taught: int = 0) -> list[date]:
    days = working_days(TODAY, many)
    invent_past(units, office, days, taught=taught)
    return days


# ------------------------------------------------------------------ who is expected


def test_no_day_was_ever_closed(desk: Desk, office: SmallOffice, boss: Actor) -> None:
    found = forecast.outlook(desk, boss)
    assert found.coming is None
    assert (found.week, found.known_through, found.unclosed) == (None, None, 0)
    assert found.day == date(2026, 12, 8)
    assert forecast.arrivals_trial(desk, boss) is None
    assert forecast_counters.wait_trial(desk, boss) is None
    assert forecast_counters.counters_needed(desk, boss, date(2026, 12, 8)) is None


def test_the_next_ten_working_days_cross_holidays_and_the_year(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    # Quito's 6 December 2026 is a Sunday: Monday 7 rests, in Quito.
    found = forecast.outlook(desk, boss)
    assert found.days[0] == date(2026, 12, 8)
    assert len(found.days) == forecast.AHEAD
    assert [(rest.day, rest.name) for rest in found.rests] == [
        (date(2026, 12, 7), "Fundación de Quito")
    ]
    clock.go(days=17)
    later = forecast.outlook(desk, boss)
    assert [rest.day for rest in later.rests] == [date(2026, 12, 25), date(2027, 1, 1)]
    assert later.days[-1] == date(2027, 1, 6)
    assert not {rest.day for rest in later.rests} & set(later.days)


def test_a_decreed_day_is_not_forecast(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    form = calendar_admin.DayForm(date(2026, 12, 8), False, "", "Decreto 1")
    calendar_admin.add_day(desk, office.actor("admin-1"), form)
    found = forecast.outlook(desk, boss)
    assert found.day == date(2026, 12, 9)
    with pytest.raises(OutOfReach):
        forecast.outlook(desk, boss, date(2026, 12, 8))


def test_what_is_expected_is_of_the_days_that_were_closed(
    desk: Desk, units: Units, office: SmallOffice, boss: Actor
) -> None:
    days = close_days(units, office, 60)
    found = forecast.outlook(desk, boss)
    assert found.coming is not None
    assert found.coming.known == 60
    assert found.coming.total.expected == pytest.approx(100, rel=0.2)
    assert "after_rest" in found.coming.marks
    assert list(found.coming.halves) == list(range(16, 34))
    assert found.known_through == days[-1] == date(2026, 12, 3)
    assert found.unclosed == 1
    assert found.week is not None
    assert found.week.day == date(2026, 12, 1)
    assert sum(found.week.halves.values()) == found.week.total
    monday = forecast.outlook(desk, boss, date(2026, 12, 14))
    assert monday.coming is not None
    assert monday.coming.total.expected > found.coming.total.expected
    assert monday.unclosed == 1
    assert forecast.outlook(desk, boss) == found


def test_a_day_that_is_closed_today_is_known(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    issue(desk, office)
    clock.go(hours=2)
    issue(desk, office)
    clock.go(hours=7)
    day.close_day(desk, boss, "Fin de la jornada")
    found = forecast.outlook(desk, boss)
    assert found.coming is not None
    assert found.coming.thin
    assert found.coming.total.expected == 2
    assert {slot for slot, one in found.coming.halves.items() if one.expected} == {16, 20}
    assert (found.known_through, found.unclosed) == (TODAY, 0)


def test_the_arrivals_are_tried_on_past_days(
    desk: Desk, units: Units, office: SmallOffice, boss: Actor
) -> None:
    close_days(units, office, 60)
    found = forecast.arrivals_trial(desk, boss, 30)
    assert found is not None
    assert found.days == 30
    assert found.ours.day < found.last_week.day
    assert forecast.arrivals_trial(desk, boss, stop=lambda: True) is None


@pytest.mark.parametrize(
    ("hours", "first", "last"),
    [
        (OpeningHours(time(7, 15), time(12, 10)), 14, 24),
        (OpeningHours(time(8), time(8)), 16, 33),
    ],
)
def test_an_office_with_other_hours(
    desk: Desk,
    units: Units,
    office: SmallOffice,
    boss: Actor,
    hours: OpeningHours,
    first: int,
    last: int,
) -> None:
    _set_office(desk, replace(office.office, hours=hours, version=2))
    close_days(units, office, 12)
    found = forecast.outlook(desk, boss)
    assert found.coming is not None
    assert min(found.coming.halves) >= first
    assert max(found.coming.halves) <= last


def test_an_office_that_opens_on_no_day(
    desk: Desk, units: Units, office: SmallOffice, boss: Actor
) -> None:
    shut = OpeningHours(weekdays=frozenset())
    _set_office(desk, replace(office.office, hours=shut, version=2))
    found = forecast.outlook(desk, boss)
    assert (found.days, found.day, found.coming, found.rests) == ((), None, None, ())


def test_an_office_of_another_clock(
    desk: Desk, units: Units, office: SmallOffice, boss: Actor
) -> None:
    small = replace(office, office=replace(office.office, timezone="Pacific/Galapagos", version=2))
    _set_office(desk, small.office)
    invent_past(units, small, working_days(TODAY, 14), taught=3)
    found = forecast_counters.counters_needed(desk, boss, date(2026, 12, 8))
    assert found is not None
    assert found.with_breaks
    said = forecast.outlook(desk, boss).coming
    assert said is not None
    assert min(said.halves) >= 16
    assert max(said.halves) <= 33


def test_days_long_gone_are_told(
    desk: Desk, units: Units, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    close_days(units, office, 12)
    clock.go(days=200)
    found = forecast.outlook(desk, boss)
    assert found.unclosed > 30
    assert found.week is None
    assert found.coming is not None


# ------------------------------------------------------------------ how many counters


def test_how_many_counters_a_day_needs(
    desk: Desk, units: Units, office: SmallOffice, boss: Actor
) -> None:
    close_days(units, office, 40, taught=6)
    told: list[float] = []
    tomorrow = date(2026, 12, 8)
    found = forecast_counters.counters_needed(desk, boss, tomorrow, progress=told.append)
    assert found is not None
    staffing = found.staffing
    assert staffing.target == office.office.target_wait_minutes
    assert [choice.counters for choice in staffing.choices] == [(1,), (1, 3), (1, 3, 2)]
    assert staffing.choices[0].missing == (5,)
    assert staffing.enough == 3
    assert staffing.plan
    assert found.days == 10
    assert found.attentions > 400
    assert found.with_breaks
    assert told == sorted(told)
    assert forecast_counters.counters_needed(desk, boss, tomorrow) == found
    strict = forecast_counters.counters_needed(desk, boss, tomorrow, 1)
    assert strict is not None
    assert strict.staffing.enough is None
    assert forecast_counters.counters_needed(desk, boss, tomorrow, stop=lambda: True) is None
    for wrong in (0, 481):
        with pytest.raises(InvalidInput):
            forecast_counters.counters_needed(desk, boss, tomorrow, wrong)
    with pytest.raises(OutOfReach):
        forecast_counters.counters_needed(desk, boss, date(2026, 12, 7))


def test_counters_that_are_out_of_service_are_not_counted(
    desk: Desk, units: Units, office: SmallOffice, boss: Actor
) -> None:
    close_days(units, office, 12, taught=2)
    with desk.units.write() as unit:
        for number in (2, 3):
            gone = replace(office.counters[number], active=False, version=2)
            unit.offices.save_counter(gone)
            unit.log.append("counter", gone.id, 2, "counter_edited", {}, actor_id=None, at=MORNING)
    found = forecast_counters.counters_needed(desk, boss, date(2026, 12, 8))
    assert found is not None
    assert [choice.counters for choice in found.staffing.choices] == [(1,)]


def test_where_no_attention_is_known_it_says_so(
    desk: Desk, units: Units, office: SmallOffice, boss: Actor
) -> None:
    close_days(units, office, 12)
    with pytest.raises(LengthsUnknown):
        forecast_counters.counters_needed(desk, boss, date(2026, 12, 8))
    assert forecast_counters.wait_trial(desk, boss) is None


# ------------------------------------------------------------------ how far it was off


def test_the_wait_is_tried_on_past_days(
    desk: Desk, units: Units, office: SmallOffice, boss: Actor
) -> None:
    """Even days, worked by a plain rule: what is said lies about what was recorded."""
    days = working_days(TODAY, 26)
    invent_past(units, office, days, taught=18, people=lambda _day: 84.0)
    told: list[float] = []
    found = forecast_counters.wait_trial(desk, boss, 12, progress=told.append)
    assert found is not None
    assert [one.day for one in found.days] == days[-12:]
    assert found.off_by == fmean(abs(one.said - one.recorded) for one in found.days)
    recorded, said = (fmean(getattr(one, w) for one in found.days) for w in ("recorded", "said"))
    assert said == pytest.approx(recorded, abs=4.5)
    with desk.units.read() as unit:
        kept = {one.day: one.figures.wait.usual for one in unit.closed_days.last(TODAY, 12)}
    assert {one.day: one.recorded for one in found.days} == kept
    assert told == sorted(told)
    assert forecast_counters.wait_trial(desk, boss, 12) == found


def test_a_trial_of_waits_can_be_stopped_anywhere(
    desk: Desk, units: Units, office: SmallOffice, boss: Actor
) -> None:
    close_days(units, office, 18, taught=6)
    for after in (0, 12, 17, 20):
        asked = count()
        stop = partial(_is_over, asked, after)
        assert forecast_counters.wait_trial(desk, boss, 4, stop=stop) is None


def _is_over(asked: Iterator[int], after: int) -> bool:
    return next(asked) >= after


def test_a_day_before_which_no_attention_is_known_is_not_tried(
    desk: Desk, units: Units, office: SmallOffice, boss: Actor
) -> None:
    days = close_days(units, office, 12, taught=3)
    found = forecast_counters.wait_trial(desk, boss, 5)
    assert found is not None
    assert [one.day for one in found.days] == days[-2:]


# ------------------------------------------------------------------ counters of the past


def test_counters_are_known_from_the_log(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    """A day by hand: breaks, other services, a counter opened twice, one forgotten open."""
    ana = opened(desk, office, "asesor-1", 1)
    clock.at("09:00")
    opened(desk, office, "tecnico-1", 3)
    counters.take_break(desk, ana, "Café")
    clock.at("09:20")
    counters.end_break(desk, ana)
    clock.at("10:00")
    counters.take_break(desk, ana, "Reunión")
    clock.at("10:30")
    counters.open_counter(desk, ana, office.counter_id(1), frozenset({1, 2}))
    clock.at("12:00")
    counters.take_break(desk, ana, "Almuerzo")
    clock.at("12:30")
    counters.close_counter(desk, ana)
    clock.at("13:00")
    opened(desk, office, "asesor-1", 1)
    clock.at("17:00")
    with desk.units.read() as unit:
        end = unit.log.head().sequence
        told = unit.log.between(0, end, SESSION_TYPES)
        shifts = forecast_counters.shifts_of(office.office, told)[TODAY]
    one, three = office.counter_id(1), office.counter_id(3)
    everything = frozenset({1, 2, 3, 6, 10})
    assert set(shifts) == {
        Shift(one, everything, 480, 630, ((540, 560), (600, 630))),
        Shift(one, frozenset({1, 2}), 630, 750, ((720, 750),)),
        Shift(one, everything, 780, None),
        Shift(three, frozenset({5, 8, 9}), 540, None),
    }
    erased = [replace(one, payload=None) for one in told]
    assert forecast_counters.shifts_of(office.office, erased) == {}


def test_services_may_change_during_a_break(
    desk: Desk, office: SmallOffice, clock: FakeClock, boss: Actor
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    clock.at("09:00")
    counters.take_break(desk, ana, "Café")
    with desk.units.read() as unit:
        session = unit.sessions.open_of(ana.staff_id)
    assert session is not None
    clock.at("09:30")
    with desk.units.write() as unit:
        changed = session.attending(frozenset({6}))
        unit.sessions.save(changed)
        unit.log.append(
            "counter_session",
            session.id,
            changed.version,
            "counter_services_changed",
            {"services": [6]},
            actor_id=None,
            at=clock.now(),
        )
    clock.at("09:40")
    counters.end_break(desk, ana)
    clock.at("10:00")
    counters.close_counter(desk, ana)
    with desk.units.read() as unit:
        told = unit.log.between(0, unit.log.head().sequence, SESSION_TYPES)
    shifts = forecast_counters.shifts_of(office.office, told)[TODAY]
    assert [(one.begins, one.ends, one.breaks) for one in shifts] == [
        (480, 570, ((540, 570),)),
        (570, 600, ((570, 580),)),
    ]


def test_a_counter_left_open_overnight_is_known_to_its_last_break(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    clock.at("12:00")
    counters.take_break(desk, ana, "Almuerzo")
    clock.go(days=1)
    opened(desk, office, "asesor-1", 1)
    clock.go(hours=1)
    counters.close_counter(desk, ana)
    with desk.units.read() as unit:
        told = unit.log.between(0, unit.log.head().sequence, SESSION_TYPES)
    shifts = forecast_counters.shifts_of(office.office, told)
    assert [(one.begins, one.ends) for one in shifts[TODAY]] == [(480, 720)]
    assert [(one.begins, one.ends) for one in shifts[date(2026, 12, 5)]] == [(720, 780)]


def test_a_clock_set_back_and_what_was_opened_before_the_log_begins(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    ana = opened(desk, office, "asesor-1", 1)
    clock.at("09:00")
    counters.take_break(desk, ana, "Café")
    clock.at("08:50")
    counters.end_break(desk, ana)
    clock.at("12:00")
    counters.close_counter(desk, ana)
    with desk.units.read() as unit:
        told = list(unit.log.between(0, unit.log.head().sequence, SESSION_TYPES))
    (shift,) = forecast_counters.shifts_of(office.office, told)[TODAY]
    assert shift.breaks == ()
    assert forecast_counters.shifts_of(office.office, told[1:]) == {}


# ------------------------------------------------------------------ as a file


class Folder:
    """The person's own folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, name: str, data: bytes) -> Path:
        raise AssertionError(name)

    def hand_out(self, name: str, data: bytes) -> Path:
        raise AssertionError(name)

    def hand_out_by(self, name: str, write: Callable[[BinaryIO], None]) -> Path:
        with (self.path / name).open("wb") as out:
            write(out)
        return self.path / name

    def offer(self, data: bytes) -> str:
        raise AssertionError(data)


def test_the_forecast_is_saved_with_all_that_is_known(
    desk: Desk, units: Units, office: SmallOffice, boss: Actor, tmp_path: Path
) -> None:
    close_days(units, office, 30, taught=4)
    tomorrow = date(2026, 12, 8)
    shown = forecast_files.Shown(
        forecast.outlook(desk, boss),
        forecast_counters.counters_needed(desk, boss, tomorrow),
        forecast.arrivals_trial(desk, boss, 10),
        forecast_counters.wait_trial(desk, boss, 2),
    )
    to = TableFiles(SheetWriter(), Folder(tmp_path))
    path = forecast_files.save(desk, boss, to, TableFormat.CSV, shown)
    assert path.name == "pronostico-QUITO-2026-12-08.csv"
    text = path.read_text("utf-8-sig")
    for words in (
        "Pronóstico de llegadas",
        "08:00",
        "Todo el día",
        "Cuándo abrirlas",
        "Enrolamiento",
    ):
        assert words in text
    made = {table.name: table for table in forecast_files.tables(shown, desk.catalogue)}
    assert list(made) == ["Llegadas", "Ventanillas", "Apertura", "Aciertos"]
    coming = shown.outlook.coming
    assert coming is not None
    rows = list(made["Llegadas"].rows)
    assert len(rows) == len(coming.halves) + 1
    assert [row[2] for row in rows[:-1]] == [one.low for one in coming.halves.values()]
    assert shown.needed is not None
    assert len(list(made["Ventanillas"].rows)) == 3
    assert len(list(made["Aciertos"].rows)) == 2


def test_what_is_not_known_is_left_out_of_the_file(
    desk: Desk, units: Units, office: SmallOffice, boss: Actor
) -> None:
    nothing = forecast_files.Shown(forecast.outlook(desk, boss))
    (only,) = forecast_files.tables(nothing, desk.catalogue)
    assert list(only.rows) == []
    assert "Todavía no hay" in str(only.head[-1])
    shut = forecast_files.Shown(replace(nothing.outlook, day=None, days=()))
    assert len(list(forecast_files.tables(shut, desk.catalogue))) == 1
    close_days(units, office, 14, taught=2)
    strict = forecast_counters.counters_needed(desk, boss, date(2026, 12, 8), 1)
    few = forecast_files.Shown(
        replace(forecast.outlook(desk, boss), week=None),
        strict,
        None,
        forecast_counters.wait_trial(desk, boss, 1),
    )
    names = [table.name for table in forecast_files.tables(few, desk.catalogue)]
    assert names == ["Llegadas", "Ventanillas", "Aciertos"]
    nobody = Staffing(30, (Choice((3,), None, (6,), 1.0),), 1, (), {}, None, 0.0, 0.0)
    bare = forecast_counters.Needed(TODAY, nobody, 5, 1, (), False)
    counted = list(forecast_files.tables(replace(nothing, needed=bare), desk.catalogue))[1]
    assert list(counted.rows) == [(1, "3", None, None, None, None, "Soporte presencial", "sí")]
    trial = forecast.arrivals_trial(desk, boss, 2)
    assert trial is not None
    tried = forecast_files.Shown(nothing.outlook, None, trial)
    assert [table.name for table in forecast_files.tables(tried, desk.catalogue)] == [
        "Llegadas",
        "Aciertos",
    ]


def _set_office(desk: Desk, changed: Office) -> None:
    with desk.units.write() as unit:
        unit.offices.save_office(changed)
        unit.log.append("office", changed.id, 2, "office_edited", {}, actor_id=None, at=MORNING)
