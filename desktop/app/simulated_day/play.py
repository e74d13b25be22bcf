"""Plays the script by the keyboard in the real windows, and notes what people saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import demo
from desktop.app.door import Door
from desktop.app.hall import Hall
from desktop.app.simulated_day.attentions import Attentions, Picture
from desktop.app.simulated_day.hands import Hands, until
from desktop.app.simulated_day.script import SUPPORT, DayClock, Event, visitors
from desktop.app.simulated_day.supervising import PageSeen, look
from desktop.app.station import Station
from desktop.app.workplace import Workplace
from desktop.usecases import boards, case_view
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
from ui.reception.page import ReceptionPage
from ui.reception.state import Step
from ui.shell.page import Page
from ui.shell.window import MainWindow
from ui.supervision.closing import ClosingSheet
from ui.supervision.page import SupervisionPage
from ui.widgets.sheets import ReasonSheet, Sheet

P = TypeVar("P", bound=Page)

#: The person of this turno was not in the hall when it was first called.
ABSENT = ("A-007", "08:41")
CLERK, TECHNICIAN = 1, 3
"""The counters of those who answer what does not come in person."""
KIT_SERVICES = {5, 8, 9}
UNREADY = UNDER_REVIEW | {CaseState.RETURNED}


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at a window of the program."""

    place: Workplace
    hands: Hands

    def page(self, key: str, kind: type[P]) -> P:
        """Return a page of the window once it is open."""
        until(lambda: isinstance(self.place.window.page(key), kind), f"the page {key} is open")
        return cast("P", self.place.window.page(key))


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
        keys: keys from the first letter typed to the issued turno, by turno.
        refused: what the program refused, in its words.
        attentions: the day's cases.
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
        self._documents = visitors(script)
        self._codes: dict[str, str] = {}
        self._visitors: dict[str, str] = {}
        self._moment = ""
        self._seats: dict[str, Seat] = {}
        self._hall: Hall | None = None
        self.first_calls: list[str] = []
        self.shown: list[str] = []
        self.keys: dict[str, int] = {}
        self.refused: list[str] = []
        self.page_seen: PageSeen | None = None
        self.attentions = Attentions(script, clock, picture)

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
        if "arrives" in event or "returns" in event:
            self._arrives(event)
        elif "rejoins" in event:
            self._rejoins(event)
        elif "cancels" in event:
            self._cancels(event)
        elif "closes_day" in event:
            self._closes_day()
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

    def _arrives(self, event: Event) -> None:
        seat, page = self._reception()
        presenter, hands = page.presenter, seat.hands
        name = event.get("arrives") or event["returns"]
        services = event.get("services") or [1]  # who returns with a case code comes for service 1
        before, keys = self._last_issued(page), hands.keys
        if "returns" in event:
            hands.scan(f"VC1/{self.attentions.number_of(name)}")
            until(lambda: presenter.state.came is not None, f"{name} is back with the code")
            self._picture("vuelve-con-su-codigo", seat.place.window)
        else:
            hands.type(self._documents[name])
            hands.press("Return")
            until(lambda: presenter.state.step is Step.CHOOSE, f"{name} is on the screen")
            hands.press(*(str(number % 10) for number in services))
        if event.get("priority"):
            hands.press("P")
            until(lambda: presenter.state.priority, f"{name} has priority")
        until(lambda: presenter.state.chosen == tuple(services), f"services of {name}")
        if "arrives" in event and event["arrives"] == "V2":
            self._picture("recepcion", seat.place.window)
        hands.press("F2")
        if "refused" in event:
            self._after_hours(seat, page)
            return
        until(lambda: self._last_issued(page) != before, f"the turno of {name}")
        code = self._last_issued(page)
        until(
            lambda: presenter.state.last is not None and bool(presenter.state.last.paper),
            f"the paper of {code}",
        )
        self._codes[name] = code
        self._visitors[code] = name
        self.keys[code] = hands.keys - keys
        _expect(code, event["gets"])

    def _after_hours(self, seat: Seat, page: ReceptionPage) -> None:
        """The office is closed: leave could be asked for; the receptionist does not."""
        window = seat.place.window
        sheet = self._question(seat)
        self._picture("fuera-de-horario", window)
        self.refused.append(sheet.accessibleName())
        seat.hands.press("Escape")
        until(lambda: _sheet_of(window) is None, "the question is closed")
        seat.hands.press("F3")
        until(lambda: page.presenter.state.step is Step.FIND, "reception is free")

    def _rejoins(self, event: Event) -> None:
        seat, page = self._reception()
        code = self._codes[event["rejoins"]]
        _expect(code, event["keeps"])
        self._go_to_ticket(seat, page, code)
        until(page.hall_card.rejoin_button.isEnabled, "going back to the queue is offered")
        seat.hands.press("F7")
        until(lambda: self._state_of(page, code) is TicketState.ISSUED, f"{code} waits again")

    def _cancels(self, event: Event) -> None:
        seat, page = self._reception()
        self._go_to_ticket(seat, page, event["cancels"])
        until(page.hall_card.cancel_button.isEnabled, "cancelling is offered")
        seat.hands.press("Del")
        self._question(seat)
        seat.hands.press("1")
        cancelled = TicketState.CANCELLED
        until(lambda: self._state_of(page, event["cancels"]) is cancelled, "it is cancelled")

    def _go_to_ticket(self, seat: Seat, page: ReceptionPage, code: str) -> None:
        seat.hands.type(code)
        seat.hands.press("Return")
        table = page.hall_card.table
        until(lambda: (row := table.current()) is not None and row.code == code, f"{code} is found")

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
        _expect(counter.number, number)

    def _at_counter(self, event: Event) -> None:
        number = event["counter"]
        seat, page = self._counter(number)
        hands = seat.hands
        until(lambda: not page.presenter.is_acting, "the page is ready")
        if "break" in event:
            hands.press("Ctrl+P")
            self._question(seat)
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
            visitor = self._visitors[ticket.code]
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

    def _closes_day(self) -> None:
        seat = self._seats["supervisora-1"]
        page = seat.page("supervision", SupervisionPage)
        until(page.close_button.isEnabled, "closing the day is offered")
        until(lambda: self._is_up_to_date(page), "the page shows the whole day")
        self.page_seen = look(page, seat.hands)
        self._picture("supervision", seat.place.window)
        window, reports = seat.place.window, page.days.reports
        assert reports is not None
        seat.hands.press("F12")
        sheet = self._question(seat)
        assert isinstance(sheet, ClosingSheet)
        until(sheet.close_button.isEnabled, "what is open is shown")
        self._picture("cierre", window)
        seat.hands.press("F12")
        until(lambda: isinstance(_sheet_of(window), ReasonSheet), "the reason is asked for")
        seat.hands.press("Return")
        until(lambda: (board := page.presenter.state) is not None and board.closed, "it is closed")
        until(lambda: reports.state.pdf is not None and bool(reports.state.said), "the report")
        self._picture("jornada-cerrada", window)
        seat.hands.press("Escape")
        until(lambda: _sheet_of(window) is None, "the report is left")

    def _is_up_to_date(self, page: SupervisionPage) -> bool:
        board = page.presenter.state
        return board is not None and board.change == boards.change(self.station.desk)

    # -------------------------------------------------------------------- what is seen
    @staticmethod
    def _question(seat: Seat) -> Sheet:
        """Return the sheet that asks something in a window, once it is there."""
        window = seat.place.window
        until(lambda: _sheet_of(window) is not None, "a question")
        return cast("Sheet", _sheet_of(window))

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
    def _last_issued(page: ReceptionPage) -> str:
        last = page.presenter.state.last
        return "" if last is None else last.issued.ticket.code

    def _state_of(self, page: ReceptionPage, code: str) -> TicketState | None:
        hall = page.presenter.state.hall
        found = [] if hall is None else [v.ticket for v in hall.tickets if v.ticket.code == code]
        return found[0].state if found else None

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

    def _reception(self) -> tuple[Seat, ReceptionPage]:
        seat = self._seats["recepcion-1"]
        return seat, seat.page("reception", ReceptionPage)

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


def _sheet_of(window: QWidget) -> Sheet | None:
    """Return the sheet in front; those behind it are disabled."""
    shown = (sheet for sheet in window.findChildren(Sheet) if sheet.isVisible())
    return next((sheet for sheet in shown if sheet.isEnabled()), None)


def _expect(seen: object, expected: object) -> None:
    if seen != expected:
        raise AssertionError(f"{expected!r} was expected, and there is {seen!r}")
