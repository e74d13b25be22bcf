"""Plays the script by the keyboard in the real windows, and notes what people saw."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QApplication

from desktop.app import demo
from desktop.app.door import Door
from desktop.app.hall import Hall
from desktop.app.simulated_day.arrivals import Arrivals
from desktop.app.simulated_day.attentions import Attentions, Picture
from desktop.app.simulated_day.hands import Hands, until
from desktop.app.simulated_day.script import SUPPORT, DayClock, Event
from desktop.app.simulated_day.seats import Seat, expect
from desktop.app.simulated_day.supervising import PageSeen, close_day
from desktop.app.station import Station
from desktop.app.workplace import Workplace
from desktop.usecases import case_view
from desktop.usecases.day_count import figures
from domain.case_parts import UNDER_REVIEW, CaseState
from domain.catalogue import Channel
from domain.day_figures import DayCount
from domain.ports import CaseRow, TrayFilter, TrayScope
from domain.staff import Actor
from domain.tickets import TicketState
from ui.display.presenter import DisplayPresenter
from ui.display.state import Phase
from ui.queue.page import QueuePage
from ui.shell.window import MainWindow

#: The person of this turno was not in the hall when it was first called.
ABSENT = ("A-007", "08:41")
CLERK, TECHNICIAN = 1, 3
"""The counters of those who answer what does not come in person."""
KIT_SERVICES = {5, 8, 9}
UNREADY = UNDER_REVIEW | {CaseState.RETURNED}


class Play:
    """The people of the day, each at a window.

    Args:
        application: the one application.
        door: the office of the script.
        clock: the clock it was opened with.
        script: the day.
        picture: called with a name and a window at moments worth a picture.

    Attributes:
        first_calls: turno codes in the order of their first call, as the counters saw them.
        shown: what the television showed large, in order.
        refused: what the counters' pages refused, in their words.
        attentions: the day's cases; ``arrivals`` what reception did.
        page_seen: what the supervisor's page said before the day was closed.
    """

    def __init__(
        self,
        application: QApplication,
        door: Door,
        clock: DayClock,
        script: Event,
        picture: Picture = lambda _name, _window: None,
    ) -> None:
        self._application, self._door, self._clock, self._script = application, door, clock, script
        self._picture = picture
        self._moment = ""
        self._seats: dict[str, Seat] = {}
        self._hall: Hall | None = None
        self.first_calls: list[str] = []
        self.shown: list[str] = []
        self.refused: list[str] = []
        self.page_seen: PageSeen | None = None
        self.attentions = Attentions(script, clock, picture)
        self.arrivals = Arrivals(script, self.attentions, picture)

    # ------------------------------------------------------------------------ the day
    def open(self) -> None:
        """Seat everybody at a window and sign them in; put the television on."""
        self._door.open()
        for username in ("recepcion-1", "supervisora-1", *self._counters().values()):
            self._seats[username] = self._sit(username)
        self._hall = hall = Hall(self._door, hold_ms=0)
        hall.page.show()
        hall.start()
        self._sign_in(Hands(hall.page), "pantalla")
        until(lambda: hall.display is not None, "the television is on")
        hall.page.close()
        assert hall.display is not None
        presenter = hall.display.findChild(DisplayPresenter)
        assert presenter is not None
        presenter.shown.connect(self._note_shown)

    def close(self) -> None:
        """Close every window."""
        for seat in self._seats.values():
            seat.place.window.close()
            seat.place.window.deleteLater()
        if self._hall is not None:
            self._hall.close()

    def run(self) -> None:
        """Play every event."""
        for event in self._script["events"]:
            self._moment = event["at"]
            self._clock.at(self._moment)
            self._event(event)

    def figures(self) -> DayCount:
        """Return the day as the program counts it."""
        return figures(self.station.desk, self._actor("supervisora-1"))

    def cases_returned(self) -> int:
        """Count how often a case was handed back, as the log tells."""
        with self.station.desk.units.read() as unit:
            return sum(told.type == "case_returned" for told in unit.log.all())

    def cases_in_process(self) -> int:
        """Count the cases that got past their papers, support at the counter apart."""
        return sum(row.service != SUPPORT and row.state not in UNREADY for row in self._cases())

    def resolved_by_telephone(self) -> tuple[str, bool]:
        """Return when the call's case was resolved, local, and whether within its promise."""
        (row,) = (row for row in self._cases() if row.channel is Channel.PHONE)
        case = case_view.view(self.station.desk, self._actor("supervisora-1"), row.id)
        resolved, due = case.case.resolved_at, case.case.due_at
        assert resolved is not None
        assert due is not None
        return f"{case.office.local(resolved):%H:%M}", resolved <= due

    def _cases(self) -> Sequence[CaseRow]:
        wanted = TrayFilter(TrayScope.ALL)
        return case_view.tray(self.station.desk, self._actor("supervisora-1"), wanted).rows

    @property
    def station(self) -> Station:
        """The workstation everybody shares."""
        station = self._door.station
        assert station is not None
        return station

    # ---------------------------------------------------------------------- the events
    def _event(self, event: Event) -> None:
        if event.keys() & {"arrives", "returns", "rejoins", "cancels"}:
            self.arrivals.play(self._seats["recepcion-1"], event)
        elif "closes_day" in event:
            seat = self._seats["supervisora-1"]
            self.page_seen = close_day(seat, self.station.desk, self._picture)
        elif "counter" in event:
            self._at_counter(event)
        elif "open" in event:
            for number in event["open"]:
                self._opens(number)
        elif "email" in event:
            number = TECHNICIAN if event["email"]["service"] in KIT_SERVICES else CLERK
            seat, _ = self._counter(number)
            self.attentions.by_email(seat.place.window, seat.hands, event)
        elif "telephone" in event:
            seat, _ = self._counter(CLERK)
            self.attentions.by_telephone(seat.place.window, seat.hands, event)

    def _opens(self, number: int) -> None:
        seat, page = self._counter(number)
        until(
            lambda: (
                (here := page.opening.chosen()) is not None
                and (here[0].counter.number, here[0].holder) == (number, "")
            ),
            f"counter {number} is offered",
        )
        if number == 1:
            self._picture("ventanilla-cerrada", seat.place.window)
        seat.hands.press("F2")
        until(lambda: self._board(page).counter is not None, f"counter {number} is open")
        counter = self._board(page).counter
        assert counter is not None
        expect(counter.number, number)

    def _at_counter(self, event: Event) -> None:
        number = event["counter"]
        seat, page = self._counter(number)
        hands = seat.hands
        until(lambda: not page.presenter.is_acting, "the page is ready")
        if "break" in event:
            hands.press("Ctrl+P")
            seat.question()
            hands.press("2")
            until(page.pause.isVisible, "the break")
            self._picture("pausa", seat.place.window)
        elif "open" in event:
            hands.press("F2")
            until(lambda: not page.pause.isVisible(), "back from the break")
        elif "next" in event:
            self._calls(seat, page, event["next"], event)
        elif "finish_and_next" in event:
            self._calls(seat, page, event["finish_and_next"], event)
        elif "finish" in event:
            self._records(seat, page, event)
            self._finishes(seat, page, event["finish"])
        elif event.get("refused"):
            until(lambda: not page.attention.again.isEnabled(), "no more recalls are offered")
            self.refused.append(page.attention.again.text())
        elif "call_again" in event:
            before = self._recalls(page)
            until(page.attention.again.isEnabled, "calling again is offered")
            hands.press("F4")
            until(lambda: self._recalls(page) == before + 1, "called again")
        else:
            until(page.attention.absent.isEnabled, "marking as absent is offered")
            hands.press("F8")
            until(lambda: self._board(page).current is None, f"{event['no_show']} did not come")

    def _records(self, seat: Seat, page: QueuePage, event: Event) -> None:
        """F5: record the case of who is here, before the attention ends."""
        ticket = None if page.presenter.state is None else page.presenter.state.current
        if ticket is not None:
            visitor = self.arrivals.visitors[ticket.code]
            self.attentions.at_counter(seat.place.window, seat.hands, ticket, visitor, event)

    def _calls(self, seat: Seat, page: QueuePage, code: str | None, event: Event) -> None:
        """F2: finish what is here, if anything, and call the next, who comes to the counter."""
        self._records(seat, page, event)
        until(lambda: self._upcoming(page) == code, f"F2 offers {code or 'nobody'}")
        if code == "P-001":
            self._picture("ventanilla-atencion", seat.place.window)
        seat.hands.press("F2")
        if code is None:
            until(lambda: self._board(page).current is None, "nobody is left")
            return
        until(lambda: self._current(page) == (code, TicketState.CALLED), f"{code} is called")
        if code not in self.first_calls:
            self.first_calls.append(code)
        self._wait_for_television(code)
        if (code, self._moment) == ABSENT:
            return
        seat.hands.press("F2")
        until(lambda: self._current(page) == (code, TicketState.SERVING), f"{code} is served")

    def _finishes(self, seat: Seat, page: QueuePage, code: str) -> None:
        until(lambda: self._current(page) == (code, TicketState.SERVING), f"{code} is here")
        seat.hands.press("F2" if self._upcoming(page) is None else "F10")
        until(lambda: self._board(page).current is None, f"{code} is finished")

    # -------------------------------------------------------------------- what is seen
    def _note_shown(self, screen: Any) -> None:
        if screen.phase is Phase.CALLS and screen.fresh and screen.last is not None:
            code = screen.last.ticket
            if not self.shown or self.shown[-1] != code:
                self.shown.append(code)

    def _wait_for_television(self, code: str) -> None:
        assert self._hall is not None
        assert self._hall.display is not None
        until(lambda: bool(self.shown) and self.shown[-1] == code, f"the television shows {code}")
        if code == "P-001":
            self._picture("pantalla", self._hall.display)

    @staticmethod
    def _board(page: QueuePage) -> Any:
        assert page.presenter.state is not None
        return page.presenter.state.board

    @staticmethod
    def _current(page: QueuePage) -> tuple[str, TicketState] | None:
        ticket = None if page.presenter.state is None else page.presenter.state.current
        return None if ticket is None else (ticket.code, ticket.state)

    @staticmethod
    def _recalls(page: QueuePage) -> int:
        ticket = None if page.presenter.state is None else page.presenter.state.current
        return 0 if ticket is None else ticket.recalls

    @staticmethod
    def _upcoming(page: QueuePage) -> str | None:
        state = page.presenter.state
        if state is None or page.presenter.is_acting:
            return "…"
        row = state.next_row
        return None if row is None else row.view.ticket.code

    # ----------------------------------------------------------------------- the seats
    def _counters(self) -> dict[int, str]:
        return {number: c["staff"] for number, c in self._script["counters"].items()}

    def _counter(self, number: int) -> tuple[Seat, QueuePage]:
        seat = self._seats[self._counters()[number]]
        return seat, seat.page("queue", QueuePage)

    def _actor(self, username: str) -> Actor:
        actor = self._seats[username].place.actor
        assert actor is not None
        return actor

    def _sit(self, username: str) -> Seat:
        window = MainWindow()
        place = Workplace(window, self._door, self._application)
        place.start()
        window.show()
        hands = Hands(window)
        self._sign_in(hands, username)
        until(lambda: bool(window.current), f"{username} is signed in")
        return Seat(place, hands)

    @staticmethod
    def _sign_in(hands: Hands, username: str) -> None:
        hands.type(username)
        hands.press("Tab")
        hands.type(demo.PASSWORD)
        hands.press("Return")
