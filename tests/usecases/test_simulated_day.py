"""The queue's part of the simulated day, by the use cases: every figure counted by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml

from desktop.usecases import calling, counters, day, day_count, reception, serving
from desktop.usecases.boards import queue_board
from desktop.usecases.desk import Desk
from domain.operations import verify
from domain.people import DocumentType
from domain.queue import OfficeClosed, QueueEmpty
from domain.staff import Actor
from domain.tickets import Ticket, TooManyRecalls
from tests.office import FakeClock, SmallOffice

DAY = yaml.safe_load(
    (Path(__file__).parents[2] / "resources" / "demo" / "day.yaml").read_text("utf-8")
)


class Simulated:
    """The office of the day, played event by event."""

    def __init__(self, desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
        self.desk, self.office, self.clock = desk, office, clock
        self.reception = office.actor("recepcion-1")
        self.supervisor = office.actor("supervisor-1")
        self.clerks: dict[int, Actor] = {
            number: office.actor(counter["staff"]) for number, counter in DAY["counters"].items()
        }
        self.people: dict[str, UUID] = {}
        self.tickets: dict[str, UUID] = {}
        self.first_calls: list[str] = []

    def play(self, event: dict[str, Any]) -> None:
        """Do what one event says and check what it says of it."""
        self.clock.at(event["at"])
        handlers: list[tuple[str, Callable[[dict[str, Any]], None]]] = [
            ("arrives", self._arrives),
            ("rejoins", self._rejoins),
            ("returns", self._arrives),
            ("cancels", self._cancels),
            ("closes_day", self._closes_day),
            ("counter", self._at_counter),
            ("open", self._opens),
        ]
        for key, handler in handlers:
            if key in event:
                handler(event)
                return

    def _opens(self, event: dict[str, Any]) -> None:
        for number in event["open"]:
            services = frozenset(DAY["counters"][number]["services"])
            counter_id = self.office.counter_id(number)
            counters.open_counter(self.desk, self.clerks[number], counter_id, services)

    def _arrives(self, event: dict[str, Any]) -> None:
        name = event.get("arrives") or event["returns"]
        asked = reception.NewTicket(
            tuple(event.get("services", (1,))),
            self._person(name),
            priority=event.get("priority", False),
        )
        if "refused" in event:
            with pytest.raises(OfficeClosed):
                reception.issue(self.desk, self.reception, asked)
            return
        issued = reception.issue(self.desk, self.reception, asked)
        assert issued.ticket.code == event["gets"]
        self.tickets[issued.ticket.code] = issued.ticket.id
        self.tickets[name] = issued.ticket.id

    def _person(self, name: str) -> UUID:
        if name not in self.people:
            draft = reception.PersonDraft(DocumentType.NONE, "", f"Persona {name}")
            self.people[name] = reception.register_person(self.desk, self.reception, draft).id
        return self.people[name]

    def _rejoins(self, event: dict[str, Any]) -> None:
        ticket = reception.rejoin(self.desk, self.reception, self.tickets[event["rejoins"]])
        assert ticket.code == event["keeps"]

    def _cancels(self, event: dict[str, Any]) -> None:
        key = self.tickets[event["cancels"]]
        reception.cancel(self.desk, self.reception, key, event["reason"])

    def _closes_day(self, event: dict[str, Any]) -> None:
        day.close_day(self.desk, self.supervisor, "Fin de la jornada")

    def _at_counter(self, event: dict[str, Any]) -> None:
        clerk = self.clerks[event["counter"]]
        if "break" in event:
            counters.take_break(self.desk, clerk, event["break"])
        elif "open" in event:
            counters.end_break(self.desk, clerk)
        elif "next" in event:
            self._called(calling.call_next(self.desk, clerk), event["next"], clerk)
        elif "finish_and_next" in event:
            done = serving.finish_and_call(self.desk, clerk, "Consulta breve")
            if event["finish_and_next"] is None:
                assert done.called is None
                with pytest.raises(QueueEmpty):
                    calling.call_next(self.desk, clerk)
            else:
                assert done.called is not None
                self._called(done.called, event["finish_and_next"], clerk)
        elif "finish" in event:
            assert serving.finish(self.desk, clerk, "Consulta breve").code == event["finish"]
        elif event.get("refused"):
            with pytest.raises(TooManyRecalls):
                calling.call_again(self.desk, clerk)
        elif "call_again" in event:
            assert calling.call_again(self.desk, clerk).code == event["call_again"]
        else:
            assert calling.did_not_come(self.desk, clerk).code == event["no_show"]

    def _called(self, ticket: Ticket, code: str, clerk: Actor) -> None:
        assert ticket.code == code
        if code not in self.first_calls:
            self.first_calls.append(code)
        if (code, f"{self._local()}") != ("A-007", "08:41"):  # V8 was not in the hall then
            calling.arrived(self.desk, clerk)

    def _local(self) -> str:
        return f"{self.office.office.local(self.clock.now()):%H:%M}"


def test_every_figure_of_the_day(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    simulated = Simulated(desk, office, clock)
    for event in DAY["events"]:
        simulated.play(event)
    expected = DAY["expected"]
    counted = day_count.figures(desk, simulated.supervisor)
    figures = counted.figures
    assert simulated.first_calls == expected["order_of_first_calls"]
    assert counted.waits_minutes == expected["waits_minutes"]
    assert figures.wait.usual == expected["median_wait_minutes"]
    for name in (
        "issued",
        "served",
        "cancelled",
        "expired",
        "no_shows",
        "rejoined",
        "out_of_turn_calls",
    ):
        assert getattr(figures, name) == expected[name], name
    with desk.units.read() as unit:
        assert verify(unit.log.all()).sequence > 0
    board = queue_board(desk, simulated.supervisor)
    assert (board.closed, board.waiting, board.next_id) == (True, (), None)
