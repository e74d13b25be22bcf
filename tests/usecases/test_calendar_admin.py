"""The calendar's exceptions: entered, seen, taken away, and told."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.usecases import calendar_admin, office_admin
from desktop.usecases.calendar_admin import DayForm
from desktop.usecases.desk import Desk
from domain.errors import InvalidInput, Stale
from domain.ids import new_id
from domain.staff import NotAllowed
from tests.office import FakeClock, SmallOffice

FORM = DayForm(date(2026, 12, 24), working=False, place="", reason="Decreto 12: víspera de Navidad")


def test_the_holidays_of_two_years_are_seen(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    shown = calendar_admin.view(desk, office.actor("admin-1"))
    assert shown.today == date(2026, 12, 4)
    assert shown.places == [
        ("", "Todo el país"),
        ("QUITO", "Quito"),
        ("GUAYAQUIL", "Guayaquil"),
        ("CUENCA", "Cuenca"),
    ]
    assert [day.day for day in shown.days] == sorted(day.day for day in shown.days)
    assert {day.day.year for day in shown.days} == {2026, 2027}
    words = {f"{day.day:%d/%m/%Y}": (day.words, day.place) for day in shown.days}
    assert words["07/12/2026"] == ("Fundación de Quito", "Quito")
    assert words["24/12/2027"] == ("Navidad", "Todo el país")
    assert "26/07/2027" not in words


def test_an_exception_stands_in_for_the_law_and_goes_again(desk: Desk, office: SmallOffice) -> None:
    admin = office.actor("admin-1")
    off = calendar_admin.add_day(desk, admin, FORM)
    on = calendar_admin.add_day(
        desk,
        admin,
        DayForm(date(2026, 12, 7), working=True, place="QUITO", reason=" Ordenanza  7 "),
    )
    far = calendar_admin.add_day(
        desk, admin, replace(FORM, day=date(2027, 12, 7), place="GUAYAQUIL")
    )
    past = calendar_admin.add_day(desk, admin, replace(FORM, day=date(2025, 12, 24)))
    shown = calendar_admin.view(desk, admin)
    decreed = [(day.day, day.words, day.place, day.decreed) for day in shown.days if day.decreed]
    assert decreed == [
        (date(2026, 12, 7), "Ordenanza 7", "Quito", on),
        (date(2026, 12, 24), FORM.reason, "Todo el país", off),
        (date(2027, 12, 7), FORM.reason, "Guayaquil", far),
    ]
    assert [day.day for day in shown.days].count(date(2026, 12, 7)) == 1
    with desk.units.read() as unit:
        calendar = unit.calendar.all()
        assert calendar.decreed == (past, on, off, far)
    assert calendar.is_working(date(2026, 12, 7), ("QUITO",))
    assert not calendar.is_working(date(2026, 12, 24), ("CUENCA",))

    calendar_admin.remove_day(desk, admin, off.id, "Se derogó")
    with pytest.raises(Stale):
        calendar_admin.remove_day(desk, admin, off.id, "Se derogó")
    again = calendar_admin.add_day(desk, admin, FORM)
    assert again == off
    assert again.id != off.id
    with desk.units.read() as unit:
        log = list(unit.log.all())
    told = [entry for entry in log if entry.aggregate == "calendar_day"]
    assert [(entry.type, entry.aggregate_version) for entry in told] == [
        *[("calendar_day_added", 1)] * 4,
        ("calendar_day_removed", 2),
        ("calendar_day_added", 1),
    ]


def test_an_office_of_another_city_has_its_own_days(desk: Desk, office: SmallOffice) -> None:
    with desk.units.write() as unit:
        manta = replace(office.office, code="MANTA", name="Centro de Manta", version=2)
        unit.log.append("office", manta.id, 2, "x", {}, actor_id=None, at=desk.clock.now())
        unit.offices.save_office(manta)
    admin = office.actor("admin-1")
    calendar_admin.add_day(
        desk,
        admin,
        DayForm(date(2026, 11, 4), working=False, place="MANTA", reason="Cantonización"),
    )
    shown = calendar_admin.view(desk, admin)
    assert shown.places[-1] == ("MANTA", "Centro de Manta")
    [day] = [day for day in shown.days if day.decreed]
    assert day.place == "Centro de Manta"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"day": date(2015, 12, 31)}, "de 2016 a 2100"),
        ({"day": date(2101, 1, 4)}, "de 2016 a 2100"),
        ({"place": "MACONDO"}, "no está en la lista"),
        ({"place": "\ud800"}, "no está en la lista"),
        ({"reason": " "}, "Falta «Motivo»"),
        ({"reason": "x" * 10_000}, "demasiado largo"),
        ({"reason": "\0"}, "no se pueden guardar"),
        ({"reason": "\ud800"}, "no se pueden guardar"),
        ({"day": date(2026, 12, 25)}, "ya es un día no laborable"),
        ({"day": date(2026, 12, 26)}, "ya es un día no laborable"),
        ({"working": True}, "ya es un día laborable"),
        ({"day": date(2026, 12, 23)}, "ya tiene una excepción para: Todo el país"),
    ],
)
def test_what_cannot_be_an_exception_is_refused(
    desk: Desk, office: SmallOffice, change: dict[str, object], told: str
) -> None:
    admin = office.actor("admin-1")
    calendar_admin.add_day(desk, admin, replace(FORM, day=date(2026, 12, 23)))
    with pytest.raises(InvalidInput) as refused:
        calendar_admin.add_day(desk, admin, replace(FORM, **change))  # type: ignore[arg-type]
    assert told in refused.value.what
    with desk.units.read() as unit:
        assert len(unit.calendar.all().decreed) == 1


def test_a_place_may_differ_from_the_country(desk: Desk, office: SmallOffice) -> None:
    admin = office.actor("admin-1")
    calendar_admin.add_day(desk, admin, FORM)
    calendar_admin.add_day(desk, admin, replace(FORM, working=True, place="CUENCA"))
    with desk.units.read() as unit:
        calendar = unit.calendar.all()
    assert calendar.is_working(FORM.day, ("CUENCA",))
    assert not calendar.is_working(FORM.day, ("CUENCA", "QUITO"))


def test_an_office_open_on_saturdays_may_close_one(desk: Desk, office: SmallOffice) -> None:
    admin, saturday = office.actor("admin-1"), replace(FORM, day=date(2026, 12, 26))
    with pytest.raises(InvalidInput):
        calendar_admin.add_day(desk, admin, saturday)
    office_admin.edit_office(
        desk,
        admin,
        1,
        office_admin.OfficeForm("Quito", "Ministerio", weekdays=frozenset(range(6))),
    )
    calendar_admin.add_day(desk, admin, saturday)


def test_a_reason_is_needed_to_take_one_away(desk: Desk, office: SmallOffice) -> None:
    admin = office.actor("admin-1")
    decreed = calendar_admin.add_day(desk, admin, FORM)
    with pytest.raises(InvalidInput):
        calendar_admin.remove_day(desk, admin, decreed.id, " ")
    with pytest.raises(Stale):
        calendar_admin.remove_day(desk, admin, new_id(), "Error")
    with pytest.raises(NotAllowed):
        calendar_admin.remove_day(desk, office.actor("supervisor-1"), decreed.id, "Error")
    with desk.units.read() as unit:
        assert unit.calendar.all().decreed == (decreed,)
