"""What the supervisor's page says, worked out from the day: figures, alerts, lists, half hours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from desktop.usecases import calling, counters, day, notices, reception, serving
from desktop.usecases.day_returns import Fault
from desktop.usecases.desk import Desk
from desktop.usecases.supervision import CaseMatters, SupervisionBoard, supervision_board
from domain.case_parts import CaseState
from domain.catalogue import Channel
from domain.checklist import Verdict
from domain.day_figures import ClosedDayTotals
from domain.ids import new_id
from domain.offices import OpeningHours
from domain.ports import CaseRow, ReturnedAgain
from domain.staff import Actor
from tests.office import MORNING, FakeClock, SmallOffice
from tests.usecases.hall import issue, opened
from ui.supervision.alerts import CALLED_LONG, FORGOTTEN, HELD_LONG, LONG_BREAK, UNREAD, alerts
from ui.supervision.figures import tiles
from ui.supervision.half_hours import day_chart
from ui.supervision.lists import listing
from ui.supervision.state import counter_rows
from ui.supervision.views import Asked, Read, View
from ui.supervision.words import (
    keys_for,
    lasted_words,
    listed,
    minutes_words,
    number_words,
    weekday_words,
)
from ui.theme import Kind

SECOND = timedelta(seconds=1)


class Day:
    """The small office's day, read whenever it is asked for."""

    def __init__(self, desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
        self.desk, self.office, self.clock = desk, office, clock
        self.sara = office.actor("supervisor-1")

    @property
    def board(self) -> SupervisionBoard:
        return supervision_board(self.desk, self.sara)

    def told(self) -> list[tuple[str, str, str]]:
        found = alerts(self.board, self.clock.now())
        return [(one.words, one.detail, one.measure) for one in found]

    def notes(self, name: str) -> tuple[str, str, str]:
        (tile,) = (t for t in tiles(self.board, self.clock.now()) if t.name == name)
        return tile.figure, *tile.notes

    def serve(self, actor: Actor) -> None:
        calling.call_next(self.desk, actor)
        calling.arrived(self.desk, actor)

    def codes(self, asked: Asked) -> list[str]:
        shown = listing(self.board, asked, Read(), self.clock.now())
        return [line.cells[0] for line in shown.lines]


@pytest.fixture
def today(desk: Desk, office: SmallOffice, clock: FakeClock) -> Day:
    return Day(desk, office, clock)


def a_case(number: str, due_at: datetime, entity: str = "Municipio") -> CaseRow:
    """Return a row of a case with a promised time, as a tray reads it."""
    return CaseRow(
        new_id(), number, 1, CaseState.IN_PROCESS, Channel.EMAIL, entity, "Luz", None, "",
        MORNING, "", "", MORNING, MORNING, due_at, None, None, MORNING, None, 1, "", 1, (), "",
    )  # fmt: skip


# -------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(None, "–"), (0, "0 min"), (2.5, "2,5 min"), (3.0, "3 min"), (9.94, "9,9 min"),
     (9.96, "10 min"), (12.5, "12 min"), (61.2, "61 min")],
)  # fmt: skip
def test_minutes_are_told_as_finely_as_it_matters(minutes: float | None, words: str) -> None:
    assert minutes_words(minutes) == words


def test_other_words() -> None:
    assert (lasted_words(59), lasted_words(65)) == ("59 min", "1 h 05 min")
    assert (lasted_words(2879), lasted_words(2880)) == ("47 h 59 min", "2 días")
    assert (number_words(6.5), number_words(7.0)) == ("6,5", "7")
    assert (weekday_words(4), weekday_words(5)) == ("los viernes", "los sábados")
    assert listed(["A", "B", "C"], 2) == "A, B y 1 más"
    assert keys_for("QWE", 2) == ["Q", "W"]
    assert keys_for("QWE", 5) == ["Q", "W", "E", "", ""]


# ------------------------------------------------------------------------------- alerts


def test_a_break_is_long_from_half_an_hour(today: Day) -> None:
    ana = opened(today.desk, today.office, "asesor-1", 1)
    counters.take_break(today.desk, ana, "Café")
    today.clock.set(today.clock.now() + LONG_BREAK - SECOND)
    assert today.told() == []
    assert counter_rows(today.board, today.clock.now())[0].kind is Kind.NEUTRAL
    today.clock.go(seconds=1)
    assert today.told() == [("La ventanilla 1 sigue en pausa", "Ana Asesora · Café", "30 min")]
    assert counter_rows(today.board, today.clock.now())[0].kind is Kind.WARN


def test_an_attention_is_forgotten_from_an_hour_or_twice_its_promise(today: Day) -> None:
    ana = opened(today.desk, today.office, "asesor-1", 1)
    issue(today.desk, today.office, 2)
    today.serve(ana)
    today.clock.set(today.clock.now() + FORGOTTEN - SECOND)
    assert today.told() == []
    today.clock.go(seconds=1)
    assert today.told() == [
        ("A-001: atención muy larga", "ventanilla 1 · Ana Asesora", "1 h 00 min")
    ]
    serving.finish(today.desk, ana, "Ya")
    issue(today.desk, today.office, 6)
    today.serve(ana)
    promised = today.desk.catalogue.service(6).target_minutes
    assert promised is not None
    today.clock.go(minutes=2 * promised - 1)
    assert today.told() == []
    today.clock.go(minutes=1)
    assert [words for words, *_ in today.told()] == ["A-002: atención muy larga"]


def test_a_call_without_an_answer_is_told_from_ten_minutes(today: Day) -> None:
    ana = opened(today.desk, today.office, "asesor-1", 1)
    issue(today.desk, today.office)
    ticket = calling.call_next(today.desk, ana)
    today.clock.set(today.clock.now() + CALLED_LONG - SECOND)
    assert today.told() == []
    today.clock.go(seconds=1)
    assert today.told() == [
        ("A-001: llamado sin respuesta", "ventanilla 1 · Ana Asesora", "10 min")
    ]
    assert alerts(today.board, today.clock.now())[0].row == ticket.id


def test_an_attention_left_from_an_earlier_day_comes_before_papers(today: Day) -> None:
    ana = opened(today.desk, today.office, "asesor-1", 1)
    issue(today.desk, today.office, 6)
    today.serve(ana)
    today.clock.go(days=1)
    found = alerts(today.board, today.clock.now())
    assert [(one.words, one.measure) for one in found] == [
        ("A-001 sigue en atención", "desde el 04/12/2026"),
        ("Jornada del 04/12 sin cerrar", "ayer"),
        ("La ventanilla 1 quedó abierta", "ayer"),
    ]
    assert found[0].kind is Kind.ERROR


def test_who_is_on_hold_is_told_from_an_hour(today: Day) -> None:
    ana = opened(today.desk, today.office, "asesor-1", 1)
    for _ in range(2):
        issue(today.desk, today.office)
        today.serve(ana)
        serving.hold(today.desk, ana, "Falta un documento")
        today.clock.go(minutes=5)
    today.clock.set(MORNING + HELD_LONG)
    assert today.told() == [("A-001 sigue en pausa", "Falta un documento", "1 h 00 min")]
    today.clock.go(minutes=5)
    assert today.told() == [("2 turnos siguen en pausa", "A-001, A-002", "1 h 05 min")]


def test_a_notice_is_unread_from_five_minutes(today: Day) -> None:
    opened(today.desk, today.office, "asesor-1", 1)
    opened(today.desk, today.office, "asesor-2", 2)
    (first,) = notices.send_notice(today.desk, today.sara, "Venga", today.office.counter_id(1))
    today.clock.set(today.clock.now() + UNREAD - SECOND)
    assert today.told() == []
    today.clock.go(seconds=1)
    assert today.told() == [("La ventanilla 1 no ha leído su aviso", "Venga", "5 min")]
    assert alerts(today.board, today.clock.now())[0].row == first.id
    notices.send_notice(today.desk, today.sara, "Ya", today.office.counter_id(2))
    today.clock.go(minutes=5)
    assert today.told() == [("2 ventanillas no han leído su aviso", "Venga", "10 min")]
    notices.read_notice(today.desk, today.office.actor("asesor-1"), first.id)
    shown = listing(today.board, Asked(View.NOTICES), Read(), today.clock.now())
    assert [(line.cells[0], line.cells[3]) for line in shown.lines] == [
        ("2", "Sin leer"),
        ("1", "08:10, Ana Asesora"),
    ]
    assert shown.summary == "2 avisos"


def test_who_waits_twice_the_goal_is_told_in_red(today: Day) -> None:
    issue(today.desk, today.office)
    today.clock.go(minutes=59)
    (late,) = alerts(today.board, today.clock.now())
    assert late.kind is Kind.WARN
    today.clock.go(minutes=1)
    (late,) = alerts(today.board, today.clock.now())
    assert (late.kind, late.measure) == (Kind.ERROR, "1 h 00 min")


def test_what_is_due_is_told_one_by_one_or_together(today: Day) -> None:
    now = today.clock.now()
    overdue = [a_case("UIO-1", due_at=now - timedelta(days=2))]
    due = [
        a_case("UIO-2", due_at=now + timedelta(hours=1), entity=""),
        a_case("UIO-3", due_at=now + timedelta(hours=2)),
    ]
    board = today.board

    def told(*rows: CaseRow) -> list[tuple[str, str, str, Kind]]:
        found = alerts(replace(board, cases=CaseMatters(due=rows)), now)
        return [(one.words, one.detail, one.measure, one.kind) for one in found]

    assert told(*overdue, due[0]) == [
        ("UIO-1 venció", "Municipio", "02/12", Kind.ERROR),
        ("UIO-2 vence hoy", "Luz", "09:00", Kind.WARN),
    ]
    assert told(*overdue, *overdue, *due) == [
        ("2 trámites vencidos", "primero: UIO-1", "02/12", Kind.ERROR),
        ("2 trámites vencen hoy", "primero: UIO-2", "09:00", Kind.WARN),
    ]


def test_many_returned_again_are_told_together(today: Day) -> None:
    def again(count: int) -> list[str]:
        keys = [new_id() for _ in range(count)]
        cases = CaseMatters(
            faults=tuple(Fault(key, 5, "no-seal", "Oficio", "Falta el sello") for key in keys),
            returned_again=tuple(
                ReturnedAgain(
                    key, f"UIO-{n}", 1, 1, "GAD" if n else "", 5,
                    Verdict.REJECTED, "no-seal", MORNING, 3,
                )
                for n, key in enumerate(keys)
            ),
        )  # fmt: skip
        board = replace(today.board, cases=cases)
        lines = listing(board, Asked(View.AGAIN), Read(), today.clock.now()).lines
        assert len(lines) == count
        found = alerts(board, today.clock.now())
        return [f"{one.words} / {one.detail} / {one.measure}" for one in found]

    assert again(2) == [
        "UIO-0: otra vez «falta el sello» / Oficio · UIO-0 / 3.ª vez",
        "GAD: otra vez «falta el sello» / Oficio · UIO-1 / 3.ª vez",
    ]
    assert again(4) == ["4 devoluciones otra vez por lo mismo / UIO-0, UIO-1 y 2 más / "]


# ------------------------------------------------------------------------------ figures


def test_the_figures_of_a_day_that_began(today: Day) -> None:
    ana = opened(today.desk, today.office, "asesor-1", 1)
    issue(today.desk, today.office)
    gone = issue(today.desk, today.office)
    today.clock.go(minutes=2)
    today.serve(ana)
    today.clock.go(seconds=150)
    serving.finish(today.desk, ana, "Ya")
    reception.cancel(today.desk, today.office.actor("recepcion-1"), gone.id, "Se retiró")
    assert today.notes("Atendidos") == ("1", "de 2 turnos", "1 anulado, 0 vencidos")
    assert today.notes("Espera habitual") == (
        "2 min",
        "95 de cada 100: hasta 2 min",
        "meta: 30 min",
    )
    assert today.notes("Atención habitual")[:2] == ("2,5 min", "95 de cada 100: hasta 2,5 min")
    assert today.notes("En espera") == ("0", "meta: 30 min", "nadie espera")
    assert today.notes("En atención") == ("0", "0 llamados", "1 de 3 ventanillas")
    assert today.notes("No se presentaron") == ("0", "ninguno volvió", "0 ausentes ahora")
    row = counter_rows(today.board, today.clock.now() + timedelta(minutes=3))[0]
    assert (row.what, row.lasted) == ("Libre", "3 min")


def test_the_same_weekday_before_is_what_it_is_compared_with(today: Day) -> None:
    ana = opened(today.desk, today.office, "asesor-1", 1)
    issue(today.desk, today.office)
    today.clock.go(minutes=8)
    today.serve(ana)
    today.clock.go(minutes=6)
    serving.finish(today.desk, ana, "Ya")
    day.close_day(today.desk, today.sara, "Fin")
    today.clock.set(MORNING + timedelta(days=7))
    assert today.notes("Espera habitual")[2] == "habitual los viernes: 8 min"
    assert today.notes("Atención habitual")[2] == "habitual los viernes: 6 min"
    chart = day_chart(today.board, today.clock.now())
    assert chart.habit == "los viernes"
    assert [half.usual for half in chart.halves[:2]] == [1.0, 0.0]
    shown = listing(today.board, Asked(View.DAYS), Read(days=_kept(today)), today.clock.now())
    assert shown.lines[0].cells[:4] == ("vie 04/12/2026", "1", "1", "8 min")
    assert shown.summary == "1 jornada"


def _kept(today: Day) -> Sequence[ClosedDayTotals]:
    with today.desk.units.read() as unit:
        return unit.closed_days.last(today.board.day, 5)


# ------------------------------------------------------------------------------- the lists


def test_who_came_back_is_listed_with_who_did_not_come(today: Day) -> None:
    ana = opened(today.desk, today.office, "asesor-1", 1)
    first, _ = issue(today.desk, today.office), issue(today.desk, today.office)
    for _ in range(2):
        calling.call_next(today.desk, ana)
        for _ in range(2):
            today.clock.go(minutes=1)
            calling.call_again(today.desk, ana)
        calling.did_not_come(today.desk, ana)
    reception.rejoin(today.desk, today.office.actor("recepcion-1"), first.id)
    assert today.codes(Asked(View.ABSENT)) == ["A-001", "A-002"]
    assert today.notes("No se presentaron") == ("2", "1 volvió", "1 ausente ahora")
    assert today.codes(Asked(View.CALLED)) == ["1", "2"]


def test_a_half_hour_lists_who_came_or_ended_in_it(today: Day) -> None:
    ana = opened(today.desk, today.office, "asesor-1", 1)
    issue(today.desk, today.office)
    today.clock.at("08:31")
    issue(today.desk, today.office)
    today.serve(ana)
    serving.finish(today.desk, ana, "Ya")
    assert today.codes(Asked(View.HALF_HOUR, slot=16)) == ["A-001"]
    assert today.codes(Asked(View.HALF_HOUR, slot=17)) == ["A-002", "A-001"]
    assert today.codes(Asked(View.HALF_HOUR, slot=18)) == []
    assert today.codes(Asked(View.COUNTER, counter_id=today.office.counter_id(1))) == ["A-001"]
    assert today.codes(Asked(View.ATTENTIONS)) == ["A-001"]


def test_the_longest_wait_comes_first_when_asked(today: Day) -> None:
    ana = opened(today.desk, today.office, "asesor-1", 1)
    issue(today.desk, today.office)
    today.serve(ana)
    issue(today.desk, today.office)
    today.clock.go(minutes=40)
    serving.finish(today.desk, ana, "Ya")
    today.serve(ana)
    shown = listing(today.board, Asked(View.LONGEST), Read(), today.clock.now())
    assert [(line.cells[0], line.cells[5], line.late) for line in shown.lines] == [
        ("2", "40 min", True),
        ("1", "0 min", False),
    ]
    assert shown.summary == "Espera habitual: 20 min · 95 de cada 100: hasta 40 min"


# -------------------------------------------------------------------------- the half hours


def _hours(board: SupervisionBoard, opens: time, closes: time) -> SupervisionBoard:
    hours = OpeningHours(opens, closes)
    return replace(board, office=replace(board.office, hours=hours))


def test_the_chart_goes_from_opening_to_closing_at_least(today: Day) -> None:
    board = today.board
    chart = day_chart(board, today.clock.now())
    assert (chart.halves[0].clock, chart.halves[-1].ends) == ("08:00", "17:00")
    assert [half.clock for half in chart.halves if half.now] == ["08:00"]
    assert chart.words == "0 llegadas · 0 atenciones"
    odd = day_chart(_hours(board, time(7, 45), time(15, 10)), today.clock.now())
    assert (odd.halves[0].clock, odd.halves[-1].ends) == ("07:30", "15:30")


def test_who_comes_after_hours_makes_the_chart_longer(today: Day) -> None:
    issue(today.desk, today.office)
    board = today.board
    late = tuple(replace(slot, slot=35) for slot in board.counted.slots)
    board = replace(board, counted=replace(board.counted, slots=late))
    chart = day_chart(board, today.clock.now() + timedelta(days=1))
    assert chart.halves[-1].clock == "17:30"
    assert not any(half.now for half in chart.halves)
    assert chart.words == "1 llegada · 0 atenciones · más llegadas: 17:30"


def test_an_office_open_day_and_night_begins_when_its_day_does(today: Day) -> None:
    board = _hours(today.board, time(0), time(0))
    chart = day_chart(board, today.clock.now())
    assert len(chart.halves) == 48
    assert (chart.halves[0].clock, chart.halves[-1].clock) == ("04:00", "03:30")
    night = _hours(board, time(20), time(2))
    clocks = [half.clock for half in day_chart(night, today.clock.now()).halves]
    assert (clocks[0], clocks[-1], len(clocks)) == ("20:00", "01:30", 12)
