"""The monthly activity reports: written, sent, given conformity, and counted a second way."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, Table

from db.engine import open_engine
from db.tables import (
    case_event,
    case_file,
    case_return,
    counter_session,
    enrolment,
    solution,
)
from desktop.usecases import (
    access,
    counters,
    resolving,
    serving,
    solutions,
    staff_admin,
)
from desktop.usecases.desk import Desk, begin
from desktop.usecases.figures import activity, activity_paper, improvements, upkeep
from desktop.usecases.figures.activity_view import MONTHS_BACK, ReportView
from desktop.usecases.paper import Paper
from domain.activity import (
    MonthNotOver,
    Notes,
    OwnReport,
    ReportState,
    WrongReportState,
)
from domain.case_parts import ConformityKind
from domain.errors import InvalidInput, NotFound, Stale
from domain.figures.waiting import StillCounting
from domain.ids import new_id
from domain.improvements import Cause, CauseKind, ImprovementKind
from domain.solutions import SolutionContent, SolutionType
from domain.staff import Action, NotAllowed, Role, RoleGrant
from tests.office import KEY, FakeClock, SmallOffice
from tests.usecases.at_the_kit import at_kit, captured
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    opened_case,
    returned_case,
)
from tests.usecases.hall import opened, told
from tests.usecases.test_paper import Documents, Files, Printer

NOVEMBER = date(2026, 11, 1)
EARLY = datetime(2026, 11, 10, 13, 0, tzinfo=UTC)
AFTER = datetime(2026, 12, 1, 13, 30, tzinfo=UTC)
NOTES = Notes("Taller en Otavalo", "Reunión mensual", "Inventario")


@pytest.fixture
def november(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    """Ana worked on a day of November; then it is December and all days are counted."""
    clock.set(EARLY)
    ana = opened(desk, office, "asesor-1", 1)
    person, entity = a_person(desk, office), an_entity(desk, office)
    returned_case(desk, office, ana, person, entity)
    for minutes in (4, 9):
        ticket = at_the_counter(desk, office, ana, 6, person=person)
        case = opened_case(desk, ana, 6, ticket, topic="access", problem="No entra")
        clock.go(minutes=minutes)
        answer = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
        resolving.resolve(desk, ana, case.id, answer)
        resolving.close(desk, ana, case.id, ConformityKind.GIVEN)
        serving.finish(desk, ana)
    counters.close_counter(desk, ana)
    clock.set(AFTER)
    count(desk, office)


def count(desk: Desk, office: SmallOffice) -> None:
    while upkeep.bring_up_to_date(desk, office.actor("recepcion-1")).left:
        pass


def seen(desk: Desk, office: SmallOffice, who: str, whose: str = "asesor-1") -> ReportView:
    view = activity.board(desk, office.actor(who), NOVEMBER, office.actor(whose).staff_id).view
    assert view is not None
    return view


def press(made: Documents) -> Paper:
    return Paper(made, Printer(), str, str, Files())


def sent(desk: Desk, office: SmallOffice, who: str = "asesor-1") -> UUID:
    return activity.send(desk, office.actor(who), NOVEMBER, NOTES).id


# ---------------------------------------------------------------- the way of a report


@pytest.mark.usefixtures("november")
def test_from_the_notes_to_conformity(desk: Desk, office: SmallOffice) -> None:
    ana, sara = office.actor("asesor-1"), office.actor("supervisor-1")
    view = seen(desk, office, "asesor-1")
    assert (view.state, view.own, view.may_write, view.may_answer) == (
        ReportState.DRAFT,
        True,
        True,
        False,
    )
    assert (view.activity.whole.attended, view.activity.whole.closed) == (3, 2)
    kept = activity.save_notes(desk, ana, date(2026, 11, 17), Notes(training="  Taller \n "))
    assert kept.notes == Notes(training="Taller")
    again = activity.save_notes(desk, ana, NOVEMBER, Notes(training="Taller"))
    assert again.version == kept.version == 1
    report = activity.send(desk, ana, NOVEMBER, NOTES)
    assert (report.state, report.version, report.notes) == (ReportState.SENT, 2, NOTES)
    assert report.sent is not None
    with pytest.raises(WrongReportState):
        activity.send(desk, ana, NOVEMBER, NOTES)
    with pytest.raises(WrongReportState):
        activity.save_notes(desk, ana, NOVEMBER, Notes())
    view = seen(desk, office, "supervisor-1")
    assert (view.own, view.may_write, view.may_answer, view.alone) == (False, False, True, False)
    returned = activity.give_back(desk, sara, report.id, 2, "Falta el taller de Cayambe")
    assert (returned.state, returned.remarks) == (
        ReportState.RETURNED,
        "Falta el taller de Cayambe",
    )
    with pytest.raises(Stale):
        activity.accept(desk, sara, report.id, 2)
    with pytest.raises(WrongReportState):
        activity.accept(desk, sara, report.id, 3)
    activity.send(desk, ana, NOVEMBER, Notes(training="Otavalo y Cayambe"))
    accepted = activity.accept(desk, sara, report.id, 4)
    assert (accepted.state, accepted.coordinator_id) == (ReportState.ACCEPTED, sara.staff_id)
    view = seen(desk, office, "asesor-1")
    assert (view.coordinator, view.may_write, view.differences) == (
        "Sara Supervisora",
        False,
        (),
    )
    assert view.answered_at is not None
    assert view.sent_by == ""
    assert [one.type for one in told(desk, report.id)] == [
        "activity_report_noted",
        "activity_report_sent",
        "activity_report_returned",
        "activity_report_sent",
        "activity_report_accepted",
    ]


@pytest.mark.usefixtures("november")
def test_nobody_gives_conformity_to_their_own(desk: Desk, office: SmallOffice) -> None:
    sara = office.actor("supervisor-1")
    report = activity.send(desk, sara, NOVEMBER, Notes())
    assert not seen(desk, office, "supervisor-1", "supervisor-1").may_answer
    with pytest.raises(OwnReport):
        activity.accept(desk, sara, report.id, report.version)
    with pytest.raises(OwnReport):
        activity.give_back(desk, sara, report.id, report.version, "Nada")
    simon = office.actor("supervisor-2")
    assert activity.accept(desk, simon, report.id, 1).state is ReportState.ACCEPTED


def test_a_lone_supervisor_is_told_so(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    clock.set(AFTER)
    assert not seen(desk, office, "supervisor-1", "supervisor-1").alone
    simon = office.actor("supervisor-2")
    staff_admin.set_active(
        desk, office.actor("admin-1"), simon.staff_id, simon.version, active=False
    )
    assert seen(desk, office, "supervisor-1", "supervisor-1").alone
    assert not seen(desk, office, "supervisor-1").alone


def test_a_month_is_sent_once_it_is_over(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    clock.set(EARLY)
    ana = office.actor("asesor-1")
    with pytest.raises(MonthNotOver):
        activity.send(desk, ana, NOVEMBER, NOTES)
    assert not seen(desk, office, "asesor-1").is_over
    with pytest.raises(InvalidInput):
        activity.send(desk, ana, date(2026, 12, 1), NOTES)
    with pytest.raises(InvalidInput):
        activity.board(desk, ana, date(2027, 1, 1))
    with pytest.raises(InvalidInput):
        activity.save_notes(desk, ana, NOVEMBER, Notes(other="x" * 1501))


@pytest.mark.usefixtures("november")
def test_it_waits_until_all_days_are_counted(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.set(datetime(2026, 11, 12, 13, 0, tzinfo=UTC))
    ana = opened(desk, office, "asesor-1", 1)
    at_the_counter(desk, office, ana, 6)
    serving.finish(desk, ana, "Sin trámite")
    counters.close_counter(desk, ana)
    clock.set(AFTER)
    assert seen(desk, office, "asesor-1").waits == 1
    with pytest.raises(StillCounting, match="Falta contar 1 día"):
        sent(desk, office)
    count(desk, office)
    assert seen(desk, office, "asesor-1").waits == 0
    sent(desk, office)


@pytest.mark.usefixtures("november")
def test_what_is_corrected_later_is_told_and_changes_nothing(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    sent(desk, office)
    clock.set(datetime(2026, 11, 12, 13, 0, tzinfo=UTC))  # entered late, by a clock set wrong
    ana = opened(desk, office, "asesor-1", 1)
    at_the_counter(desk, office, ana, 6)
    serving.finish(desk, ana, "Sin trámite")
    counters.close_counter(desk, ana)
    clock.set(AFTER)
    count(desk, office)
    view = seen(desk, office, "asesor-1")
    assert [(one.what, one.sent, one.now) for one in view.differences] == [
        ("Soporte presencial: atenciones", "2", "3"),
        ("Días en ventanilla", "1", "2"),
    ]
    assert view.activity.whole.attended == 3
    made = Documents()
    activity_paper.activity_pdf(desk, ana, press(made), NOVEMBER)
    assert made.activities[0].differences == view.differences


@pytest.mark.usefixtures("november")
def test_its_paper_tells_how_it_stands(desk: Desk, office: SmallOffice) -> None:
    ana, made = office.actor("asesor-1"), Documents()
    assert activity_paper.activity_pdf(desk, ana, press(made), NOVEMBER) == b"activity"
    draft = made.activities[-1]
    assert (draft.state, draft.who, draft.seal, draft.sent_at, draft.notes) == (
        ReportState.DRAFT,
        "Ana Asesora",
        "",
        None,
        Notes(),
    )
    row = seen(desk, office, "asesor-1").row
    assert activity_paper.file_name(row) == (
        "Informe de actividades provisional 2026-11 Ana Asesora"
    )
    key = sent(desk, office)
    activity.accept(desk, office.actor("supervisor-1"), key, 1)
    simon = office.actor("supervisor-2")
    activity_paper.activity_pdf(desk, simon, press(made), NOVEMBER, ana.staff_id)
    row = seen(desk, office, "supervisor-2").row
    assert activity_paper.file_name(row) == "Informe de actividades 2026-11 Ana Asesora"
    assert activity_paper.file_name(replace(row, who="a/b\\c.d")).endswith(" abcd")
    kept = made.activities[-1]
    assert (kept.coordinator, kept.notes, len(kept.seal)) == ("Sara Supervisora", NOTES, 64)
    assert [o.payload for o in told(desk, key) if kept.seal in (o.payload or "")]


# ---------------------------------------------------------------- who sees what


@pytest.mark.usefixtures("november")
def test_one_sees_ones_own_and_who_supervises_everybodys(desk: Desk, office: SmallOffice) -> None:
    ana, andres = office.actor("asesor-1"), office.actor("asesor-2")
    sent(desk, office)
    with pytest.raises(NotAllowed):
        activity.board(desk, andres, NOVEMBER, ana.staff_id)
    with pytest.raises(NotAllowed):
        activity.save_notes(desk, andres, NOVEMBER, NOTES, ana.staff_id)
    with pytest.raises(NotAllowed):  # she works here and writes her own
        activity.send(desk, office.actor("supervisor-1"), NOVEMBER, NOTES, andres.staff_id)
    own = activity.board(desk, ana, NOVEMBER)
    assert not own.supervises
    assert own.waiting == 0
    assert [row.month for row in own.rows][:3] == [
        date(2026, 12, 1),
        date(2026, 11, 1),
        date(2026, 10, 1),
    ]
    assert len(own.rows) == MONTHS_BACK + 1
    assert own.rows[1].state is ReportState.SENT
    assert own.view is not None
    assert own.view.row == own.rows[1]
    everybody = activity.board(desk, office.actor("supervisor-1"))
    assert (everybody.month, everybody.waiting, everybody.missing) == (NOVEMBER, 1, 3)
    assert [(row.who, row.state) for row in everybody.rows] == [
        ("Ana Asesora", ReportState.SENT),
        ("Andrés Asesor", ReportState.DRAFT),
        ("María Documentos", ReportState.DRAFT),
        ("Tomás Técnico", ReportState.DRAFT),
    ]
    assert everybody.view is not None
    assert everybody.view.row.who == "Ana Asesora"
    with pytest.raises(NotFound):
        activity.board(desk, office.actor("supervisor-1"), NOVEMBER, new_id())


def test_a_supervisor_who_wrote_one_is_listed(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.set(AFTER)
    activity.save_notes(desk, office.actor("supervisor-1"), NOVEMBER, NOTES)
    board = activity.board(desk, office.actor("supervisor-1"), NOVEMBER)
    (row,) = (row for row in board.rows if row.who == "Sara Supervisora")
    assert (row.expected, row.is_missing) == (False, False)
    assert board.view is not None
    assert board.view.row.key == row.key


@pytest.mark.usefixtures("november")
def test_who_left_is_reported_by_a_supervisor(desk: Desk, office: SmallOffice) -> None:
    ana = office.actor("asesor-1")
    sara, simon = office.actor("supervisor-1"), office.actor("supervisor-2")
    staff_admin.set_active(desk, office.actor("admin-1"), ana.staff_id, ana.version, active=False)
    view = seen(desk, office, "supervisor-1")
    assert (view.row.left, view.row.expected, view.may_write) == (True, True, True)
    activity.save_notes(desk, sara, NOVEMBER, NOTES, ana.staff_id)
    report = activity.send(desk, sara, NOVEMBER, NOTES, ana.staff_id)
    with pytest.raises(OwnReport):
        activity.accept(desk, sara, report.id, report.version)
    view = seen(desk, office, "supervisor-2")
    assert (view.sent_by, view.may_answer) == ("Sara Supervisora", True)
    activity.accept(desk, simon, report.id, report.version)


def test_an_office_where_nobody_serves_has_none(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.set(AFTER)
    admin = office.actor("admin-1")
    for name in ("asesor-1", "asesor-2", "tecnico-1", "documentos-1"):
        who = office.actor(name)
        staff_admin.set_active(desk, admin, who.staff_id, who.version, active=False)
    board = activity.board(desk, office.actor("supervisor-1"))
    assert (board.rows, board.view) == ((), None)


def test_roles_held_in_the_month_count(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    clock.set(AFTER)
    admin, ana = office.actor("admin-1"), office.actor("asesor-1")
    for dates, listed in (
        ((date(2026, 12, 1), None), False),
        ((None, date(2026, 10, 31)), False),
        ((date(2026, 11, 30), None), True),
        ((None, date(2026, 11, 1)), True),
    ):
        grants = (RoleGrant(Role.CLERK, *dates), RoleGrant(Role.RECEPTIONIST))
        ana = access.refresh(desk, ana)
        staff_admin.edit_staff(desk, admin, ana.staff_id, ana.version, "Ana Asesora", grants)
        board = activity.board(desk, office.actor("supervisor-1"), NOVEMBER)
        assert ("Ana Asesora" in [row.who for row in board.rows]) == listed, dates


def test_a_month_with_nothing(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    clock.set(AFTER)
    view = seen(desk, office, "asesor-1")
    assert view.activity.is_empty
    assert view.notes == Notes()
    assert activity.send(desk, office.actor("asesor-1"), NOVEMBER, Notes()).sent is not None


# ---------------------------------------------------------------- what is counted


def test_stand_ins_and_lessons(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    clock.set(EARLY)
    admin, ana = office.actor("admin-1"), office.actor("asesor-1")
    tomas, sara = office.actor("tecnico-1"), office.actor("supervisor-1")
    for first, last in (((2026, 11, 28), (2026, 12, 3)), ((2026, 12, 7), (2026, 12, 8))):
        ana = access.refresh(desk, ana)
        staff_admin.stand_in(
            desk, admin, ana.staff_id, ana.version, tomas.staff_id, date(*first), date(*last)
        )
    new = improvements.NewImprovement(
        ImprovementKind.CORRECTIVE,
        Cause(CauseKind.FREE, "Faltan sellos."),
        "Marcar el lugar.",
        ana.staff_id,
        date(2026, 11, 20),
    )
    one = improvements.add(desk, sara, new)
    ana = access.refresh(desk, ana)
    improvements.done(desk, ana, one.id, 1, "Hecho")
    improvements.verify(desk, sara, one.id, 2, "Ya no pasa.", True)
    clock.set(AFTER)
    shown = seen(desk, office, "supervisor-1").activity
    assert shown.stood_in == ("Tomás Técnico, del 28/11/2026 al 30/11/2026",)
    assert shown.lessons == ("Faltan sellos. Marcar el lugar. Eficaz: Ya no pasa.",)
    assert not shown.is_empty


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A second way into the same database."""
    engine = open_engine(tmp_path / "ventanilla.db", KEY)
    yield engine
    engine.dispose()


def rows(engine: Engine, table: Table) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(table.select()))


def test_every_figure_is_what_the_rows_tell(
    desk: Desk, office: SmallOffice, clock: FakeClock, engine: Engine
) -> None:
    """Counted again from the rows of a month, of its edges and of other people."""
    clock.set(datetime(2026, 11, 2, 13, 0, tzinfo=UTC))
    kit = at_kit(desk, office)
    captured(desk, kit)
    ana = opened(desk, office, "asesor-1", 1)
    returned_case(desk, office, ana, kit.body.titular, kit.body.entity)
    for day, minutes in ((1, 3), (2, 8), (29, 21), (30, 2)):
        clock.set(datetime(2026, 11, 1, 14, 0, tzinfo=UTC) + timedelta(days=day))
        counters.close_counter(desk, ana)
        opened(desk, office, "asesor-1", 2 if day == 2 else 1)
        ticket = at_the_counter(desk, office, ana, 6)
        topic = "access" if day < 3 else "reports"
        case = opened_case(desk, ana, 6, ticket, topic=topic, problem="No entra")
        clock.go(minutes=minutes)
        answer = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
        resolving.resolve(desk, ana, case.id, answer)
        resolving.close(desk, ana, case.id, ConformityKind.GIVEN)
        serving.finish(desk, ana)
        solutions_of(desk, office, day)
    clock.set(datetime(2026, 12, 4, 13, 0, tzinfo=UTC))
    count(desk, office)
    begins = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)  # 04:00, where a day of the queue begins
    ends = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)

    def within(at: datetime | None) -> bool:
        return at is not None and begins <= at < ends

    for who in ("asesor-1", "tecnico-1", "asesor-2"):
        staff = office.actor(who).staff_id
        shown = seen(desk, office, "supervisor-1", who).activity
        events = [e for e in rows(engine, case_event) if e.staff_id == staff and within(e.at)]
        kinds = Counter(e.kind for e in events)
        whole, work = shown.whole, shown.work
        assert whole.answered == kinds["case_resolved"]
        assert whole.closed == sum(e.kind == "case_closed" and e.first for e in events)
        assert whole.referred == kinds["case_referred"]
        promised = [e for e in events if e.kind == "case_resolved" and e.due_at is not None]
        assert whole.promised == len(promised)
        assert whole.on_time == sum(e.at <= e.due_at for e in promised)
        cases = [c for c in rows(engine, case_file) if c.opened_by == staff]
        opened_here = [c for c in cases if within(c.opened_at)]
        assert whole.opened == len(opened_here)
        assert whole.returned == sum(
            r.staff_id == staff and within(r.at) for r in rows(engine, case_return)
        )
        sessions = {
            s.day
            for s in rows(engine, counter_session)
            if s.staff_id == staff and s.day.month == 11
        }
        assert work.days == len(sessions)
        enrolled = rows(engine, enrolment)
        assert work.enrolled == sum(
            e.captured_by == staff and within(e.captured_at) for e in enrolled
        )
        assert work.configured == sum(
            e.configured_by == staff and within(e.configured_at) for e in enrolled
        )
        proposed = [
            s for s in rows(engine, solution) if s.proposed_by == staff and within(s.proposed_at)
        ]
        assert work.proposed == len(proposed)
        assert work.approved == sum(s.state == "approved" for s in proposed)
        topics = Counter(c.topic for c in opened_here if c.topic)
        assert sorted(one.count for one in work.topics) == sorted(topics.values())
        assert sum(line.attended for line in shown.services) == whole.attended
    ana_shown = seen(desk, office, "supervisor-1").activity
    assert (ana_shown.whole.attended, ana_shown.work.counters) == (4, (1, 2))
    (support,) = (line for line in ana_shown.services if line.service == 6)
    assert (support.attended, support.usual, support.most) == (3, 8.0, 21.0)
    assert seen(desk, office, "supervisor-1", "tecnico-1").activity.work.enrolled == 1


def solutions_of(desk: Desk, office: SmallOffice, day: int) -> None:
    """Propose one as the closing of a case does; a supervisor approves the first."""
    content = SolutionContent(SolutionType.EXPLAINED, f"Problema {day}", "Se hace así")
    with desk.units.write() as unit:
        step = begin(desk, unit, office.actor("asesor-1"), Action.FIND_SOLUTIONS)
        made = solutions.propose_in(step, content)
    if day == 1:
        solutions.approve(desk, office.actor("supervisor-1"), made.id, content)
