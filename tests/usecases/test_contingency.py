"""A contingency from its declaration to the report of its day."""

from datetime import datetime, timedelta

import pytest

from desktop.usecases import contingency, day, day_count, day_report, paper_lines, reception
from desktop.usecases.boards import display_board, queue_board
from desktop.usecases.contingency import LEFT
from desktop.usecases.desk import Desk
from desktop.usecases.paper_lines import PaperLine
from domain.contingency import ContingencyGoesOn, Fate, NoContingency, PaperTurno
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.people import DocumentType
from domain.queue import DayClosed
from domain.staff import Actor
from domain.tickets import TicketState
from tests.office import MORNING, FakeClock, SmallOffice
from tests.usecases.hall import issue, opened, stored, told


def hour(local: str) -> datetime:
    hours, minutes = map(int, local.split(":"))
    return MORNING + timedelta(hours=hours - 8, minutes=minutes)


def declared(desk: Desk, office: SmallOffice, since: str = "09:00") -> Actor:
    contingency.declare(desk, office.actor("supervisor-1"), hour(since))
    return office.actor("recepcion-1")


def line(number: int, came: str, fate: Fate = Fate.WAITING, **more: object) -> PaperTurno:
    return PaperTurno(number, hour(came), (6,), fate=fate, **more)  # type: ignore[arg-type]


def test_who_waits_takes_the_place_of_the_hour(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.at("08:30")
    before = issue(desk, office)
    clock.at("11:00")
    after = issue(desk, office)
    who = declared(desk, office)
    urgent = contingency.enter(desk, who, line(3, "10:00", priority=True))
    second, first = (
        contingency.enter(desk, who, line(number, came))
        for number, came in ((2, "09:30"), (1, "09:10"))
    )
    board = queue_board(desk, who)
    waiting = [row.view.ticket.code for row in board.waiting]
    assert waiting == [urgent.code, before.code, first.code, second.code, after.code]
    clerk = opened(desk, office, "asesor-1", 1)
    from desktop.usecases import calling

    assert calling.call_next(desk, clerk).code == "C-003"
    assert calling.undo_call(desk, clerk).position == urgent.position
    seen = contingency.contingency(desk, who)
    assert seen is not None
    assert (seen.series, seen.next_number, seen.today) == ("C", 4, True)
    assert [view.ticket.number for view in seen.entered] == [1, 2, 3]
    assert told(desk, first.id)[0].type == "ticket_entered"


def test_who_was_attended_is_counted_by_the_hours_written(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.at("12:00")
    who = declared(desk, office)
    clerk = opened(desk, office, "asesor-1", 1)
    attended = {"counter_id": office.counter_id(1), "began": hour("09:20"), "ended": hour("09:35")}
    contingency.enter(desk, who, line(1, "09:10", Fate.ATTENDED, **attended))
    other = {**attended, "counter_id": office.counter_id(2)}
    contingency.enter(desk, who, line(2, "09:15", Fate.ATTENDED, **other))
    gone = contingency.enter(desk, who, line(3, "09:40", Fate.LEFT))
    assert (gone.state, gone.reason) == (TicketState.CANCELLED, LEFT)
    counted = day_count.figures(desk, who)
    assert (counted.figures.issued, counted.figures.served, counted.figures.cancelled) == (3, 2, 1)
    assert counted.waits_minutes == {"C-001": 10, "C-002": 5}
    assert counted.figures.attention.most == 15
    # The hall is not told of what is over.
    assert display_board(desk, who).calls == ()
    report = day_report.day_report(desk, office.actor("supervisor-1"))
    assert [(one.since.hour, one.until, one.turnos) for one in report.contingencies] == [
        (9, None, 3)
    ]
    with pytest.raises(ContingencyGoesOn):
        contingency.declare(desk, office.actor("supervisor-1"), hour("10:00"))
    with pytest.raises(ContingencyGoesOn):
        day.close_day(desk, office.actor("supervisor-1"), "Fin")
    assert contingency.end(desk, office.actor("supervisor-1")) == 3
    report = day_report.day_report(desk, office.actor("supervisor-1"))
    [spell] = report.contingencies
    assert spell.until is not None
    assert (spell.until.hour, spell.turnos) == (12, 3)
    day.close_day(desk, office.actor("supervisor-1"), "Fin")
    assert stored(desk, gone).state is TicketState.CANCELLED
    assert clerk is not None


def test_nothing_is_entered_without_a_contingency(desk: Desk, office: SmallOffice) -> None:
    who = office.actor("recepcion-1")
    assert contingency.contingency(desk, who) is None
    with pytest.raises(NoContingency):
        contingency.enter(desk, who, line(1, "08:00"))
    with pytest.raises(NoContingency):
        contingency.end(desk, office.actor("supervisor-1"))


def test_an_earlier_day_is_entered_and_closed(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.go(days=3)  # Monday
    who = declared(desk, office, "08:10")
    seen = contingency.contingency(desk, who)
    assert seen is not None
    assert (seen.day, seen.today) == (MORNING.date(), False)
    with pytest.raises(InvalidInput):
        contingency.enter(desk, who, line(1, "08:20"))
    contingency.enter(desk, who, line(1, "08:20", Fate.LEFT))
    contingency.end(desk, office.actor("supervisor-1"))
    closed = day.close_day(desk, office.actor("supervisor-1"), "Sin luz", MORNING.date())
    assert closed.figures.issued == 1
    with pytest.raises(DayClosed):
        contingency.declare(desk, office.actor("supervisor-1"), hour("08:30"))
    report = day_report.day_report(desk, office.actor("supervisor-1"), MORNING.date())
    assert len(report.contingencies) == 1
    issue(desk, office)
    assert day_report.day_report(desk, office.actor("supervisor-1")).contingencies == ()


def test_a_contingency_lies_neither_ahead_nor_far_back(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    who = office.actor("supervisor-1")
    for since in (clock.now() + timedelta(minutes=1), clock.now() - timedelta(days=8)):
        with pytest.raises(InvalidInput):
            contingency.declare(desk, who, since)


def test_a_line_names_what_there_is(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    clock.at("10:00")
    who = declared(desk, office)
    draft = reception.PersonDraft(DocumentType.NONE, "", "Rosa")
    person = reception.register_person(desk, who, draft)
    entity = reception.register_entity(desk, who, "1760001550001", "Entidad")
    known = line(1, "09:10", person_id=person.id, entity_id=entity.id)
    for unknown in (
        line(2, "09:20", person_id=new_id()),
        line(2, "09:20", entity_id=new_id()),
        line(2, "09:20", Fate.LEFT, counter_id=new_id()),
    ):
        with pytest.raises(NotFound):
            contingency.enter(desk, who, unknown)
    assert contingency.enter(desk, who, known).person_id == person.id


def test_a_day_closed_meanwhile_takes_no_more(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.at("10:00")
    issue(desk, office)
    day.close_day(desk, office.actor("supervisor-1"), "Fin")
    day.reopen_day(desk, office.actor("supervisor-1"), "Falta")
    who = declared(desk, office)
    with desk.units.write() as unit:  # as a program that knows of no contingency would
        from dataclasses import replace

        record = unit.days.get(MORNING.date())
        assert record is not None
        unit.log.append(
            "queue_day",
            record.office_id,
            9,
            "day_closed",
            {"day": MORNING.date().isoformat()},
            actor_id=None,
            at=clock.now(),
        )
        unit.days.save(replace(record, closed_at=clock.now(), version=record.version + 1))
    with pytest.raises(DayClosed):
        contingency.enter(desk, who, line(1, "09:10"))


def typed(number: str, **more: object) -> PaperLine:
    return PaperLine(number, "9.10", services="6", **more)  # type: ignore[arg-type]


def test_a_line_is_entered_as_it_was_written(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.at("12:00")
    who = declared(desk, office)
    rosa = paper_lines.enter_line(
        desk, who, typed("c-1", document="171003406-5", name="Rosa Paredes", priority=True)
    )
    again = paper_lines.enter_line(desk, who, typed("2", document="1710034065"))
    assert (rosa.number, rosa.priority, rosa.arrived_at) == (1, True, hour("09:10"))
    assert again.person_id == rosa.person_id
    nobody = paper_lines.enter_line(desk, who, typed("3"))
    assert nobody.person_id is None
    named = paper_lines.enter_line(desk, who, typed("4", name="Luis"))
    foreign = paper_lines.enter_line(desk, who, typed("5", document="ab12345", name="Eva"))
    assert None not in {named.person_id, foreign.person_id}
    served = paper_lines.enter_line(
        desk,
        who,
        PaperLine(
            "6", "915", services="6, 5", fate=Fate.ATTENDED, counter="1", began="9 20", ended="9h40"
        ),
    )
    assert (served.services, served.finished_at) == ((6, 5), hour("09:40"))
    assert served.counter_id == office.counter_id(1)


@pytest.mark.parametrize(
    "wrong",
    [
        PaperLine("x", "9:10", services="6"),
        PaperLine("1", "", services="6"),
        PaperLine("1", "25:10", services="6"),
        PaperLine("1", "9:60", services="6"),
        PaperLine("1", "9:10\ud800", services="6"),
        PaperLine("1", "9:10"),
        PaperLine("1", "9:10", services="seis"),
        PaperLine("1", "9:10", document="1710034066", services="6"),
        PaperLine("1", "9:10", document="1710034065", services="6"),
        PaperLine("1", "9:10", services="6", fate=Fate.ATTENDED, began="9:20", ended="9:30"),
        PaperLine(
            "1", "9:10", services="6", fate=Fate.ATTENDED, counter="77", began="9:20", ended="9:30"
        ),
        PaperLine("9" * 10_000, "9:10", services="6"),
        PaperLine("😀", "😀", "😀", "😀", "😀"),
    ],
)
def test_a_line_that_cannot_be_read_is_told(
    wrong: PaperLine, desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clock.at("12:00")
    who = declared(desk, office)
    with pytest.raises(InvalidInput) as told_so:
        paper_lines.enter_line(desk, who, wrong)
    assert told_so.value.what
    seen = contingency.contingency(desk, who)
    assert seen is not None
    assert seen.entered == ()


def test_a_line_waits_for_a_contingency(desk: Desk, office: SmallOffice) -> None:
    with pytest.raises(NoContingency):
        paper_lines.enter_line(desk, office.actor("recepcion-1"), typed("1"))


def test_an_hour_before_the_day_begins_is_of_its_night(desk: Desk, office: SmallOffice) -> None:
    night = paper_lines.moment(office.office, MORNING.date(), "1:05", "Llegó")
    assert night == hour("08:00") + timedelta(hours=17, minutes=5)
