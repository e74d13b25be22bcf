"""Who comes to reception on the day: takes a turno, comes back to the queue, gives it up."""

from desktop.app.simulated_day.attentions import Attentions, Picture
from desktop.app.simulated_day.hands import until
from desktop.app.simulated_day.script import Event, visitors
from desktop.app.simulated_day.seats import Seat, expect, sheet_of
from domain.tickets import TicketState
from ui.reception.page import ReceptionPage
from ui.reception.state import Step


class Arrivals:
    """Plays the events of reception.

    Args:
        script: the day.
        attentions: for the numbers of the cases that people come back with.
        picture: called with a name and a window at moments worth a picture.

    Attributes:
        keys: keys from the first letter typed to the issued turno, by turno.
        refused: what reception refused, in its words.
        visitors: who has which turno, by its code.
    """

    def __init__(self, script: Event, attentions: Attentions, picture: Picture) -> None:
        self._documents = visitors(script)
        self._attentions = attentions
        self._picture = picture
        self._codes: dict[str, str] = {}
        self.visitors: dict[str, str] = {}
        self.keys: dict[str, int] = {}
        self.refused: list[str] = []

    def play(self, seat: Seat, event: Event) -> None:
        """Play one event: ``arrives``, ``returns``, ``rejoins`` or ``cancels``."""
        page = seat.page("reception", ReceptionPage)
        if "rejoins" in event:
            self._rejoins(seat, page, event)
        elif "cancels" in event:
            self._cancels(seat, page, event)
        else:
            self._arrives(seat, page, event)

    def _arrives(self, seat: Seat, page: ReceptionPage, event: Event) -> None:
        presenter, hands = page.presenter, seat.hands
        name = event.get("arrives") or event["returns"]
        services = event.get("services") or [1]  # who returns with a case code comes for service 1
        before, keys = self._last_issued(page), hands.keys
        if "returns" in event:
            hands.scan(f"VC1/{self._attentions.number_of(name)}")
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
        self.visitors[code] = name
        self.keys[code] = hands.keys - keys
        expect(code, event["gets"])

    def _after_hours(self, seat: Seat, page: ReceptionPage) -> None:
        """The office is closed: leave could be asked for; the receptionist does not."""
        window = seat.place.window
        sheet = seat.question()
        self._picture("fuera-de-horario", window)
        self.refused.append(sheet.accessibleName())
        seat.hands.press("Escape")
        until(lambda: sheet_of(window) is None, "the question is closed")
        seat.hands.press("F3")
        until(lambda: page.presenter.state.step is Step.FIND, "reception is free")

    def _rejoins(self, seat: Seat, page: ReceptionPage, event: Event) -> None:
        code = self._codes[event["rejoins"]]
        expect(code, event["keeps"])
        self._go_to_ticket(seat, page, code)
        until(page.hall_card.rejoin_button.isEnabled, "going back to the queue is offered")
        seat.hands.press("F7")
        until(lambda: self._state_of(page, code) is TicketState.ISSUED, f"{code} waits again")

    def _cancels(self, seat: Seat, page: ReceptionPage, event: Event) -> None:
        self._go_to_ticket(seat, page, event["cancels"])
        until(page.hall_card.cancel_button.isEnabled, "cancelling is offered")
        seat.hands.press("Del")
        seat.question()
        seat.hands.press("1")
        cancelled = TicketState.CANCELLED
        until(lambda: self._state_of(page, event["cancels"]) is cancelled, "it is cancelled")

    def _go_to_ticket(self, seat: Seat, page: ReceptionPage, code: str) -> None:
        seat.hands.type(code)
        seat.hands.press("Return")
        table = page.hall_card.table
        until(lambda: (row := table.current()) is not None and row.code == code, f"{code} is found")

    @staticmethod
    def _last_issued(page: ReceptionPage) -> str:
        last = page.presenter.state.last
        return "" if last is None else last.issued.ticket.code

    @staticmethod
    def _state_of(page: ReceptionPage, code: str) -> TicketState | None:
        hall = page.presenter.state.hall
        found = [] if hall is None else [v.ticket for v in hall.tickets if v.ticket.code == code]
        return found[0].state if found else None
