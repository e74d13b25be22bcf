"""Activity reports and improvements are kept alike on every database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from domain.activity import Activity, ActivityReport, Notes, ReportState, ServiceLine, Tally, Work
from domain.counters import CounterSession
from domain.errors import NotFound, Stale
from domain.ids import new_id
from domain.improvements import (
    Cause,
    CauseKind,
    Improvement,
    ImprovementKind,
    ImprovementState,
)
from domain.ports import UnitOfWork, Units
from tests.office import SmallOffice

MONTH = date(2026, 11, 1)
NOW = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
ACTIVITY = Activity(
    MONTH,
    NOW,
    ServiceLine(0, "Todos", 3, 7.5, 20.0),
    (ServiceLine(6, "Soporte", 3, 7.5, 20.0),),
    Work(2, (1, 3), 1, 1, 1, 1, 1, 1, (Tally("Acceso 😀", 2),)),
    ("Tomás",),
    ("Sellos",),
)


def tell(unit: UnitOfWork) -> None:
    """Tell of what a test changes."""
    unit.log.append("x", new_id(), 1, "told", {}, actor_id=None, at=NOW)


def a_report(office: SmallOffice, who: str = "asesor-1", month: date = MONTH) -> ActivityReport:
    return ActivityReport(new_id(), office.office.id, month, office.staff[who].id)


def keep(units: Units, *reports: ActivityReport) -> None:
    with units.write() as unit:
        tell(unit)
        for report in reports:
            unit.activity_reports.add(report)


def test_a_report_is_kept_as_it_is(units: Units, office: SmallOffice) -> None:
    ana, sara = office.staff["asesor-1"].id, office.staff["supervisor-1"].id
    draft = replace(a_report(office), notes=Notes("Taller «A»", "", "ñ\u2028"))
    keep(units, draft)
    sent = draft.sent_on(ana, NOW, Notes("Otro"), ACTIVITY)
    answered = sent.returned(sara, NOW + timedelta(hours=1), "Falta")
    with units.write() as unit:
        tell(unit)
        assert unit.activity_reports.get(draft.id) == draft
        unit.activity_reports.save(sent)
        assert unit.activity_reports.get(draft.id) == sent
        assert unit.activity_reports.count_waiting() == 1
        unit.activity_reports.save(answered)
    with units.read() as unit:
        assert unit.activity_reports.of(MONTH, ana) == answered
        assert unit.activity_reports.count_waiting() == 0
        assert unit.activity_reports.of(MONTH, sara) is None
        with pytest.raises(NotFound):
            unit.activity_reports.get(new_id())
    with units.write() as unit:
        tell(unit)
        with pytest.raises(Stale):
            unit.activity_reports.save(sent)


def test_reports_are_found_by_month_and_by_person(units: Units, office: SmallOffice) -> None:
    one, two = a_report(office), a_report(office, "asesor-2")
    older, newer = (
        a_report(office, month=date(2026, 10, 1)),
        a_report(office, month=date(2026, 12, 1)),
    )
    keep(units, one, two, older, newer)
    with units.read() as unit:
        assert unit.activity_reports.of_month(MONTH) == {one.staff_id: one, two.staff_id: two}
        assert list(unit.activity_reports.of_staff(one.staff_id)) == [newer, one, older]


def test_nobody_has_two_reports_of_a_month(units: Units, office: SmallOffice) -> None:
    keep(units, a_report(office))
    with pytest.raises(Exception, match=r"(?i)unique"):
        keep(units, a_report(office))


def test_a_month_without_anything_is_counted(units: Units, office: SmallOffice) -> None:
    days = (MONTH, date(2026, 11, 30))
    with units.read() as unit:
        found = unit.activity_reports.work(office.staff["asesor-1"].id, days, NOW, NOW)
        assert found == Work()
        assert unit.activity_reports.at_counters(*days) == frozenset()


def test_days_at_counters(units: Units, office: SmallOffice) -> None:
    ana, andres = office.staff["asesor-1"].id, office.staff["asesor-2"].id
    with units.write() as unit:
        tell(unit)
        for who, number, day in (
            (ana, 1, date(2026, 10, 31)),
            (ana, 2, date(2026, 11, 1)),
            (ana, 1, date(2026, 11, 1)),
            (ana, 1, date(2026, 11, 30)),
            (andres, 3, date(2026, 12, 1)),
        ):
            unit.sessions.add(closed_session(office, who, number, day))
    days = (MONTH, date(2026, 11, 30))
    with units.read() as unit:
        found = unit.activity_reports.work(ana, days, NOW, NOW)
        assert (found.days, found.counters) == (2, (1, 2))
        assert unit.activity_reports.at_counters(*days) == {ana}


def closed_session(office: SmallOffice, who: UUID, number: int, day: date) -> CounterSession:
    made = CounterSession(
        new_id(), office.office.id, office.counter_id(number), who, day, frozenset({6}), NOW
    )
    return made.closed(NOW)


# ---------------------------------------------------------------- improvements


def an_improvement(office: SmallOffice, days: int, key: str = "access") -> Improvement:
    return Improvement(
        new_id(),
        office.office.id,
        ImprovementKind.PREVENTIVE,
        Cause(CauseKind.TOPIC, "Acceso ñ", 6, key),
        "Explicar",
        office.staff["asesor-1"].id,
        date(2026, 12, 1) + timedelta(days=days),
        office.staff["supervisor-1"].id,
        NOW + timedelta(days=days),
        7,
    )


def test_improvements_are_kept_as_they_are(units: Units, office: SmallOffice) -> None:
    ana, sara = office.staff["asesor-1"].id, office.staff["supervisor-1"].id
    later, first = an_improvement(office, 2), an_improvement(office, 1, "1|5|" + "x" * 700)
    with units.write() as unit:
        tell(unit)
        for one in (later, first):
            unit.improvements.add(one)
    with units.read() as unit:
        assert list(unit.improvements.under_way()) == [first, later]
        assert unit.improvements.get(first.id) == first
        assert list(unit.improvements.ended(5)) == []
        with pytest.raises(NotFound):
            unit.improvements.get(new_id())
    done = first.done(ana, NOW, "Hecho")
    with units.write() as unit:
        tell(unit)
        unit.improvements.save(done)
    verified = done.verified(sara, NOW, effective=True, words="Bajó", after=3)
    dropped = later.dropped("Ya no")
    with units.write() as unit:
        tell(unit)
        for one in (verified, dropped):
            unit.improvements.save(one)
    with units.read() as unit:
        assert list(unit.improvements.under_way()) == []
        assert list(unit.improvements.ended(5)) == [dropped, verified]
        assert list(unit.improvements.ended(1)) == [dropped]
        hour = timedelta(hours=1)
        assert list(unit.improvements.settled(ana, NOW, NOW + hour)) == [verified]
        assert list(unit.improvements.settled(ana, NOW - hour, NOW)) == []
        assert list(unit.improvements.settled(sara, NOW, NOW + hour)) == []
    with units.write() as unit:
        tell(unit)
        with pytest.raises(Stale):
            unit.improvements.save(done)


def test_states_fit_their_columns() -> None:
    for state in (*ReportState, *ImprovementState, *ImprovementKind, *CauseKind):
        assert len(state.value) <= 12
