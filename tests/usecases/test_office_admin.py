"""The office's data, rules and counters, and the first start that makes them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest

from desktop.usecases import access, first_start, office_admin
from desktop.usecases.counters import open_counter
from desktop.usecases.desk import Desk
from desktop.usecases.first_start import AlreadySetUp, FirstStart, PersonForm
from desktop.usecases.office_admin import CounterForm, OfficeForm, RulesForm
from desktop.usecases.passwords import WeakPassword
from domain.counters import CounterTaken
from domain.errors import InvalidInput, Stale
from domain.operations import verify
from domain.staff import NotAllowed, PasswordChangeNeeded, Role
from tests.office import PASSWORD, SmallOffice

FORM = OfficeForm("Centro de Servicios Quito", "Ministerio de Finanzas", "Av. Amazonas")
COUNTER = CounterForm(4, frozenset({6}))


def test_the_administrator_sees_office_counters_and_services(
    desk: Desk, office: SmallOffice
) -> None:
    view = office_admin.view(desk, office.actor("admin-1"))
    assert view.office == office.office
    assert [counter.number for counter in view.counters] == [1, 2, 3]
    assert [service.id for service in view.services] == [1, 2, 3, 4, 5, 6, 8, 9, 10]


def test_data_and_hours_change(desk: Desk, office: SmallOffice) -> None:
    form = replace(FORM, opens="7:30", closes="23:00", timezone="Pacific/Galapagos")
    admin = office.actor("admin-1")
    changed = office_admin.edit_office(desk, admin, 1, form)
    assert (changed.hours.opens, changed.hours.closes) == (time(7, 30), time(23))
    assert office_admin.view(desk, admin).office == changed
    with pytest.raises(Stale):
        office_admin.edit_office(desk, admin, 1, form)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 10_000},
        {"ministry": "\0"},
        {"address": "\ud800"},
        {"opens": "8"},
        {"opens": "ocho:00"},
        {"opens": "25:00"},
        {"opens": "٠٨:٠٠"},
        {"opens": "18:00"},
        {"closes": ""},
        {"weekdays": frozenset()},
        {"weekdays": frozenset({7})},
        {"timezone": "America/Macondo"},
        {"timezone": "../../etc/passwd"},
        {"timezone": "America"},
        {"timezone": ""},
    ],
)
def test_data_that_cannot_be(
    desk: Desk, office: SmallOffice, change: dict[str, str | frozenset[int]]
) -> None:
    form = replace(FORM, **change)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        office_admin.edit_office(desk, office.actor("admin-1"), 1, form)


def test_rules_change(desk: Desk, office: SmallOffice) -> None:
    form = RulesForm(
        priority_first=False,
        max_priority_in_a_row=3,
        recall_seconds=45,
        max_recalls=1,
        recalls_before_no_show=0,
        out_of_turn_needs_approval=True,
        series_general="b",
        series_by_service=((6, "s"), (5, "E")),
        target_wait_minutes=20,
        idle_lock_minutes=5,
    )
    changed = office_admin.edit_rules(desk, office.actor("admin-1"), 1, form)
    assert changed.policy.recall_interval == timedelta(seconds=45)
    assert changed.series.by_service == ((5, "E"), (6, "S"))
    assert changed.series.letter((6,), priority=False) == "S"
    assert (changed.target_wait_minutes, changed.idle_lock_minutes) == (20, 5)
    assert office_admin.view(desk, office.actor("admin-1")).office == changed
    with pytest.raises(Stale):
        office_admin.edit_rules(desk, office.actor("admin-1"), 1, form)


@pytest.mark.parametrize(
    "form",
    [
        RulesForm(max_priority_in_a_row=0),
        RulesForm(recall_seconds=-1),
        RulesForm(max_recalls=11),
        RulesForm(max_recalls=1, recalls_before_no_show=2),
        RulesForm(series_general="P"),
        RulesForm(series_general="ABC"),
        RulesForm(series_general="1"),
        RulesForm(series_general="c"),
        RulesForm(series_by_service=((6, "C"),)),
        RulesForm(series_general="\ud800"),
        RulesForm(series_by_service=((7, "T"),)),
        RulesForm(series_by_service=((6, "P"),)),
        RulesForm(target_wait_minutes=0),
        RulesForm(idle_lock_minutes=0),
    ],
)
def test_rules_that_cannot_be(desk: Desk, office: SmallOffice, form: RulesForm) -> None:
    with pytest.raises(InvalidInput):
        office_admin.edit_rules(desk, office.actor("admin-1"), 1, form)


def test_counters_come_change_and_go(desk: Desk, office: SmallOffice) -> None:
    admin = office.actor("admin-1")
    added = office_admin.add_counter(desk, admin, COUNTER)
    form = CounterForm(5, frozenset({5, 6}), has_kit=True)
    changed = office_admin.edit_counter(desk, admin, added.id, 1, form)
    assert (changed.number, changed.services, changed.has_kit) == (5, form.services, True)
    with pytest.raises(Stale):
        office_admin.edit_counter(desk, admin, added.id, 1, form)
    gone = office_admin.set_counter_active(desk, admin, added.id, False)
    assert office_admin.set_counter_active(desk, admin, added.id, False) == gone
    back = office_admin.set_counter_active(desk, admin, added.id, True)
    assert back in office_admin.view(desk, admin).counters
    assert (gone.active, back.active, back.version) == (False, True, 4)


def test_an_open_counter_is_not_taken_away(desk: Desk, office: SmallOffice) -> None:
    open_counter(desk, office.actor("asesor-2"), office.counter_id(2))
    with pytest.raises(CounterTaken):
        office_admin.set_counter_active(desk, office.actor("admin-1"), office.counter_id(2), False)


BAD_COUNTERS = [
    CounterForm(0, frozenset({6})),
    CounterForm(100, frozenset({6})),
    CounterForm(4, frozenset()),
    CounterForm(4, frozenset({7})),
    CounterForm(4, frozenset({99})),
    CounterForm(4, frozenset({5})),
]


@pytest.mark.parametrize("form", [*BAD_COUNTERS, CounterForm(1, frozenset({6}))])
def test_counters_that_cannot_be(desk: Desk, office: SmallOffice, form: CounterForm) -> None:
    with pytest.raises(InvalidInput):
        office_admin.add_counter(desk, office.actor("admin-1"), form)


def test_nobody_else_administers(desk: Desk, office: SmallOffice) -> None:
    actor, counter = office.actor("supervisor-1"), office.counter_id(1)
    attempts: list[Callable[[], object]] = [
        lambda: office_admin.view(desk, actor),
        lambda: office_admin.edit_office(desk, actor, 1, FORM),
        lambda: office_admin.edit_rules(desk, actor, 1, RulesForm()),
        lambda: office_admin.add_counter(desk, actor, COUNTER),
        lambda: office_admin.edit_counter(desk, actor, counter, 1, COUNTER),
        lambda: office_admin.set_counter_active(desk, actor, counter, False),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


REQUEST = FirstStart(
    "quito",
    FORM,
    (CounterForm(1, frozenset({1, 6})), CounterForm(2, frozenset({5}), has_kit=True)),
    PersonForm("admin", "Adela", frozenset({Role.SUPERVISOR}), PASSWORD),
    (
        PersonForm("asesor-1", "Ana", frozenset({Role.CLERK})),
        PersonForm("asesor-2", "Andrés", frozenset({Role.CLERK}), PASSWORD),
        PersonForm("pantalla", "Pantalla", frozenset({Role.DISPLAY})),
    ),
)


def test_the_first_start_makes_everything_and_tells_it(desk: Desk) -> None:
    assert not first_start.is_set_up(desk.units)
    made = first_start.set_up(desk, REQUEST)
    assert first_start.is_set_up(desk.units)
    admin = access.sign_in(desk, "admin", PASSWORD)
    assert access.account(desk, admin).roles == (Role.SUPERVISOR, Role.ADMINISTRATOR)
    view = office_admin.view(desk, admin)
    assert (view.office, view.office.code) == (made.office, "QUITO")
    assert [counter.number for counter in view.counters] == [1, 2]
    temporary = dict(made.temporary)
    assert set(temporary) == {"asesor-1", "pantalla"}
    access.sign_in(desk, "asesor-2", PASSWORD)
    access.sign_in(desk, "pantalla", temporary["pantalla"], display=True)
    with pytest.raises(PasswordChangeNeeded):
        access.sign_in(desk, "asesor-1", temporary["asesor-1"])
    with desk.units.read() as unit:
        types = [operation.type for operation in unit.log.all()]
        verify(unit.log.all())
    first = ["office_set_up", "catalogue_published"]
    assert types[:8] == [*first, *["counter_added"] * 2, *["staff_added"] * 4]


def test_a_second_first_start_is_refused(desk: Desk) -> None:
    first_start.set_up(desk, REQUEST)
    with pytest.raises(AlreadySetUp):
        first_start.set_up(desk, REQUEST)


@pytest.mark.parametrize("form", BAD_COUNTERS)
def test_a_first_start_with_bad_counters_makes_nothing(desk: Desk, form: CounterForm) -> None:
    with pytest.raises(InvalidInput):
        first_start.set_up(desk, replace(REQUEST, counters=(form,)))
    assert not first_start.is_set_up(desk.units)


@pytest.mark.parametrize(
    "bad",
    [
        replace(REQUEST, code=""),
        replace(REQUEST, code="\ud800"),
        replace(REQUEST, code="QUI TO"),
        replace(REQUEST, code="Q"),
        replace(REQUEST, counters=()),
        replace(REQUEST, counters=REQUEST.counters * 2),
        replace(REQUEST, administrator=replace(REQUEST.administrator, username="")),
        replace(REQUEST, administrator=replace(REQUEST.administrator, full_name=" ")),
        replace(REQUEST, staff=REQUEST.staff * 2),
        replace(REQUEST, staff=(replace(REQUEST.staff[0], roles=frozenset()),)),
    ],
)
def test_a_first_start_with_bad_data_makes_nothing(desk: Desk, bad: FirstStart) -> None:
    with pytest.raises(InvalidInput):
        first_start.set_up(desk, bad)
    assert not first_start.is_set_up(desk.units)


def test_a_first_start_wants_a_good_password(desk: Desk) -> None:
    for password in ("", "corta", "administra"):
        form = PersonForm("administra", "Adela", frozenset(), password)
        with pytest.raises(WeakPassword) as refused:
            first_start.set_up(desk, replace(REQUEST, administrator=form))
        assert not refused.value.kept  # there is no earlier one that stays


def test_the_mark_of_training_is_in_the_office_and_in_its_log_for_good(desk: Desk) -> None:
    made = first_start.set_up(desk, replace(REQUEST, training=True))
    assert made.office.training
    admin = access.sign_in(desk, "admin", PASSWORD)
    changed = office_admin.edit_office(desk, admin, made.office.version, FORM)
    assert changed.training
    with desk.units.read() as unit:
        assert unit.offices.office().training
        told = [entry.payload or "" for entry in unit.log.of(made.office.id)]
    assert len(told) == 2
    assert all('"training":true' in payload for payload in told)


def test_a_real_office_says_nothing_of_training(desk: Desk) -> None:
    made = first_start.set_up(desk, REQUEST)
    with desk.units.read() as unit:
        assert not unit.offices.office().training
        assert all("training" not in (entry.payload or "") for entry in unit.log.of(made.office.id))
