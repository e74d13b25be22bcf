"""The report of a day: what it tells of turnos, decisions, cases and the log."""

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from desktop.usecases import (
    approvals,
    calling,
    cases,
    counters,
    day,
    notices,
    reception,
    resolving,
    serving,
)
from desktop.usecases.day_paper import (
    keep_report,
    preview_report,
    print_report,
    save_pdf,
    save_table,
)
from desktop.usecases.day_report import day_report
from desktop.usecases.desk import Desk
from desktop.usecases.paper import Paper
from domain.approvals import ApprovalKind
from domain.case_parts import CaseState, ConformityKind
from domain.catalogue import Channel
from domain.day_report import DayReport, OpenKind, open_kind
from domain.errors import NotFound
from domain.ports import TrayFilter
from domain.solutions import SolutionType
from domain.staff import Actor
from domain.tickets import TicketState
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    complete_case,
    opened_case,
    resolve_and_close,
    returned_case,
)
from tests.usecases.hall import issue, opened
from tests.usecases.linked import linked
from tests.usecases.test_paper import Documents, Files, Printer

TODAY = date(2026, 12, 4)


@pytest.fixture
def sara(office: SmallOffice) -> Actor:
    return office.actor("supervisor-1")


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


def told(report: DayReport) -> list[str]:
    return [f"{act.at:%H:%M} {act.who}: {act.what}. {act.reason}" for act in report.acts]


def test_a_day_on_which_nothing_happened_has_none(desk: Desk, sara: Actor) -> None:
    for ask in (day_report, day.closing):
        with pytest.raises(NotFound):
            ask(desk, sara)


def test_the_turnos_with_their_moments(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor, ana: Actor
) -> None:
    for service in (6, 6, 5, 6):
        issue(desk, office, service, priority=service == 5)
    clock.at("08:04")
    calling.call_next(desk, ana)
    clock.at("08:05")
    calling.arrived(desk, ana)
    clock.at("08:12")
    serving.finish(desk, ana, "Volverá otro día")
    clock.at("08:30")
    last = reception.issue(desk, office.actor("recepcion-1"), reception.NewTicket((6,))).ticket
    reception.cancel(desk, office.actor("recepcion-1"), last.id, "Se retira")
    waiting = desk_tickets(desk)[3]
    calling.call_chosen(desk, ana, waiting, "Viene de lejos")
    calling.arrived(desk, ana)

    open_ = day_report(desk, sara)
    assert open_.closed is None
    assert open_.figures.issued == 5
    assert [(h.slot, h.arrivals, h.served) for h in open_.half_hours] == [(16, 4, 1), (17, 1, 0)]
    rows = {
        t.code: (t.order, t.wait, t.counter, t.attention, t.state, t.reason) for t in open_.tickets
    }
    assert rows == {
        "A-001": (1, 4.0, 1, 7.0, TicketState.SERVED, "Volverá otro día"),
        "A-002": (None, None, None, None, TicketState.ISSUED, ""),
        "P-001": (None, None, None, None, TicketState.ISSUED, ""),
        "A-003": (2, 30.0, 1, None, TicketState.SERVING, ""),
        "A-004": (None, None, None, None, TicketState.CANCELLED, "Se retira"),
    }
    first = open_.tickets[0]
    assert (f"{first.arrived:%H:%M}", f"{first.called:%H:%M}", f"{first.ended:%H:%M}") == (
        "08:00",
        "08:04",
        "08:12",
    )
    assert [(act.who, act.what, act.reason) for act in open_.out_of_turn] == [
        ("Ana Asesora", "A-003 a la ventanilla 1", "Viene de lejos")
    ]


def desk_tickets(desk: Desk) -> list[UUID]:
    with desk.units.read() as unit:
        return [ticket.id for ticket in unit.tickets.in_states(TODAY, TicketState)]


def test_a_closed_day_bears_the_head_that_its_closing_made(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    issue(desk, office)
    clock.at("17:15")
    closed = day.close_day(desk, sara, "Fin de la jornada")
    with desk.units.read() as unit:
        head = unit.log.head()
    report = day_report(desk, sara)
    assert report.closed is not None
    assert report.closed.head == head
    assert (report.closed.who, report.closed.reason) == ("Sara Supervisora", "Fin de la jornada")
    assert f"{report.closed.at:%d/%m/%Y %H:%M}" == "04/12/2026 17:15"
    assert report.figures == closed.figures
    assert report.tickets[0].reason == "Fin de la jornada"
    assert report.open_cases == ()

    day.reopen_day(desk, sara, "Se cerró por error")
    assert day_report(desk, sara).closed is None
    again = day.close_day(desk, sara, "Corte de luz")
    report = day_report(desk, sara)
    assert report.closed is not None
    assert report.closed.reason == "Corte de luz"
    assert report.closed.head.sequence > head.sequence
    assert again.figures == report.figures
    assert [line.split(": ")[1] for line in told(report)] == [
        "Cerró la jornada del 04/12/2026. Fin de la jornada",
        "Reabrió la jornada del 04/12/2026. Se cerró por error",
        "Cerró la jornada del 04/12/2026. Corte de luz",
    ]


def test_a_day_closed_later_is_reported_among_its_neighbours(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor
) -> None:
    andres, tomas = office.actor("asesor-2"), office.actor("tecnico-1")
    for number, actor, back in ((2, andres, 0), (3, tomas, 3), (2, andres, 4)):
        clock.at("07:50")
        clock.go(days=back)
        counters.open_counter(desk, actor, office.counter_id(number))
        notices.send_notice(desk, sara, f"Día {back}")  # before anybody came
        clock.go(minutes=10)
        issue(desk, office)
        counters.close_counter(desk, actor)
    day.close_day(desk, sara, "No se cerró en su día", TODAY)
    first = day_report(desk, sara, TODAY)
    assert first.closed is not None
    assert f"{first.closed.at:%d/%m}" == "08/12"
    assert told(first) == ["07:50 Sara Supervisora: Aviso a la ventanilla 2. Día 0"]
    assert first.open_cases == ()  # as they stood when it was closed, today
    second = day_report(desk, sara, TODAY + timedelta(days=3))
    assert [act.reason for act in second.acts] == ["Día 3"]
    assert second.open_cases is None or second.closed is None
    third = day_report(desk, sara)
    assert [act.reason for act in third.acts] == ["Día 4", "No se cerró en su día"]
    clock.go(days=1)
    assert day_report(desk, sara, TODAY).open_cases is None


def test_the_cases_of_the_day(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor, ana: Actor
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    back = returned_case(desk, office, ana, person, entity)
    clock.at("09:00")
    kept = by_email(desk, ana, 4, person, entity, clock.now())
    check(desk, ana, kept)
    late = opened_case(
        desk, ana, 7, channel=Channel.PHONE, sender="María", topic="access", problem="No entra"
    )
    clock.at("16:00")
    answer = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
    resolve_and_close(desk, ana, late.id, answer, ConformityKind.GIVEN)
    cases.reassign(desk, sara, kept.id, office.staff["asesor-2"].id, "Reparto")
    ticket = at_the_counter(desk, office, ana, 2, person=person, entity=entity)
    complete_case(desk, ana, 2, ticket)
    serving.finish(desk, ana)
    resolving.reopen(desk, sara, late.id, "No quedó resuelto")
    resolve_and_close(desk, ana, late.id, answer, ConformityKind.GIVEN)

    report = day_report(desk, sara)
    assert [c.number for c in report.opened][:2] == [back.number, kept.number]
    (given_back,) = report.returned
    assert given_back.number == back.number
    assert given_back.entity == "Municipio de Ejemplo"
    assert "Falta el sello" in given_back.detail
    assert f"{given_back.at:%H:%M}" == "08:00"
    assert given_back.term == date(2026, 12, 21)
    assert report.open_cases is not None
    states = {c.number: c.state for c in report.open_cases}
    assert states[back.number] == "Devuelto · Devuelto"
    assert states[kept.number] == "De hoy · En revisión"
    assert late.number not in states
    assert report.open_more == 0
    assert [line.split(": ", 1)[1] for line in told(report)] == [
        f"Reasignó el trámite {kept.number} a Andrés Asesor. Reparto",
        f"Reabrió el trámite {late.number}. No quedó resuelto",
    ]


def test_an_answer_after_its_time_is_listed(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor, ana: Actor
) -> None:
    issue(desk, office)
    late = opened_case(
        desk, ana, 7, channel=Channel.PHONE, sender="María", topic="access", problem="No entra"
    )
    clock.at("16:00")
    answer = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
    resolving.resolve(desk, ana, late.id, answer)
    report = day_report(desk, sara)
    (listed,) = report.late
    assert listed.number == late.number
    assert (f"{listed.at:%H:%M}", listed.until is not None) == ("16:00", True)


def test_what_is_open_before_the_day_is_closed(
    desk: Desk, office: SmallOffice, clock: FakeClock, sara: Actor, ana: Actor
) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    returned_case(desk, office, ana, person, entity)
    for _ in range(2):
        issue(desk, office)
    calling.call_next(desk, ana)
    approvals.ask(desk, ana, ApprovalKind.ISSUE_AFTER_HOURS, "x", "Fila")
    seen = day.closing(desk, sara)
    assert (seen.today, seen.closed, seen.day) == (True, False, TODAY)
    assert [v.ticket.state for v in seen.tickets] == [TicketState.CALLED, TicketState.ISSUED]
    assert [v.counter.number for v in seen.counters] == [1]
    assert [one.asked_by for one in seen.requests] == ["Ana Asesora"]
    assert (len(seen.cases), seen.open_cases) == (1, 1)
    clock.go(days=3)
    opened(desk, office, "asesor-2", 2)
    later = day.closing(desk, sara, TODAY)
    assert (later.today, later.requests) == (False, ())
    assert [v.counter.number for v in later.counters] == [1]


@pytest.mark.parametrize(
    ("state", "due", "opened", "kind"),
    [
        (CaseState.IN_PROCESS, timedelta(minutes=-1), timedelta(), OpenKind.OVERDUE),
        (CaseState.REFERRED, timedelta(hours=1), timedelta(), OpenKind.DUE),
        (CaseState.IN_PROCESS, timedelta(days=3), timedelta(), OpenKind.TODAY),
        (CaseState.RESOLVED, timedelta(minutes=-1), timedelta(), OpenKind.TODAY),
        (CaseState.RETURNED, None, timedelta(), OpenKind.RETURNED),
        (CaseState.DIAGNOSING, None, timedelta(days=3), OpenKind.OTHER),
    ],
)
def test_why_an_open_case_matters(
    state: CaseState,
    due: timedelta | None,
    opened: timedelta,
    kind: OpenKind,
    desk: Desk,
    office: SmallOffice,
    clock: FakeClock,
    ana: Actor,
) -> None:
    now = clock.now()
    by_email(desk, ana, 4, a_person(desk, office), an_entity(desk, office), now)
    with desk.units.read() as unit:
        (row,) = unit.cases.tray(TrayFilter(), 9)
    due_at = None if due is None else now + due
    row = replace(row, state=state, due_at=due_at, opened_at=now - opened)
    assert open_kind(row, office.office, TODAY, now) is kind


def test_a_report_is_printed_kept_and_saved(desk: Desk, office: SmallOffice, sara: Actor) -> None:
    documents, printer, files = Documents(), Printer(), Files()
    press = Paper(documents, printer, lambda: "Tickets", lambda: "Láser", files)
    issue(desk, office)
    save_pdf(desk, sara, press, TODAY)
    assert list(files.handed_out) == ["Jornada provisional 2026-12-04.pdf"]
    day.close_day(desk, sara, "Fin de la jornada")
    print_report(desk, sara, press, TODAY)
    assert printer.printed == [(b"report", "Láser", "Jornada 2026-12-04")]
    report, pdf = preview_report(desk, sara, press, TODAY)
    assert (pdf, report) == (b"report", documents.reports[-1])
    keep_report(desk, sara, press, TODAY)
    assert files.kept == {
        "Jornada 2026-12-04.pdf": b"report",
        "Jornada 2026-12-04.csv": b"table",
    }
    assert not files.offered
    path = save_table(desk, sara, press, TODAY)
    assert files.handed_out[path.name] == b"table"


def test_the_report_of_a_linked_office_goes_to_the_centre_and_is_told_after_it(
    desk: Desk, office: SmallOffice, sara: Actor
) -> None:
    linked(desk)
    files = Files()
    press = Paper(Documents(), Printer(), lambda: "Tickets", lambda: "Láser", files)
    issue(desk, office)
    day.close_day(desk, sara, "Fin de la jornada")
    keep_report(desk, sara, press, TODAY)
    assert files.offered == [b"report"]
    with desk.units.read() as unit:
        told = unit.log.at(unit.log.head().sequence)
    assert told is not None
    assert told.type == "day_report_kept"
    assert json.loads(told.payload or "") == {
        "day": "2026-12-04",
        "sha256": hashlib.sha256(b"report").hexdigest(),
        "size": 6,
    }
