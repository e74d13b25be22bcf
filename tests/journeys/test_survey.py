"""The question after an attention, from its setting to the next day's figures."""

import pytest

from desktop.app.simulated_day.hands import until
from desktop.app.survey import Opinions, receipts
from desktop.ports import CaseReceipt
from desktop.usecases import calling, case_opening, counters, reception, serving
from domain.survey import code_words
from tests.journeys.seats import MadeOffice, Seat, Seats, door_to
from ui.survey.sheets import CodedSheet
from ui.survey.state import Phase
from ui.survey.window import SurveyWindow

pytestmark = pytest.mark.journey


def opinions_of(seat: Seat) -> Opinions:
    """What asks at this window."""
    return next(one for one in seat.place._beside if isinstance(one, Opinions))


def window_of(seat: Seat) -> SurveyWindow:
    """Wait for the window of opinions."""
    found = opinions_of(seat)
    until(lambda: found.window is not None, "the window of opinions is open")
    assert found.window is not None
    return found.window


def test_who_leaves_is_asked_beside_the_counter(
    seats: Seats, office: MadeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("asesora")
    assert opinions_of(seat).window is None
    seat.station.change(opinions="window")
    seat.hands.press("Ctrl+Shift+L")
    seat.sign_in("asesora")
    window = window_of(seat)
    desk, clerk = seat.station.desk, seat.place.actor
    assert clerk is not None
    until(lambda: bool(window.rest.office.text()), "it names the office")
    with desk.units.read() as unit:
        counter = unit.offices.counters()[0].id
    counters.open_counter(desk, clerk, counter)
    ticket = reception.issue(desk, clerk, reception.NewTicket((6,))).ticket
    calling.call_next(desk, clerk)
    calling.arrived(desk, clerk)
    presenter = window._presenter
    until(lambda: presenter._serving == ticket.id, "it sees who is served")
    new = case_opening.NewCase(6, ticket_id=ticket.id, topic="access", problem="No entra")
    case = case_opening.open_case(desk, clerk, new)
    printed: list[CaseReceipt] = []
    documents = type(seat.station.paper.documents)
    draw = documents.case_receipt

    def drawn(self: object, receipt: CaseReceipt) -> bytes:
        printed.append(receipt)
        return draw(self, receipt)  # type: ignore[arg-type]

    monkeypatch.setattr(documents, "case_receipt", drawn)
    receipts(seat.station, clerk, seat.place)(case.id)
    serving.finish(desk, clerk, "Sigue mañana")
    until(lambda: presenter.screen.phase is Phase.ASK, "it asks")
    # The receipt and the window ask once: whoever comes first counts.
    assert presenter._question is not None
    assert printed[0].opinion == code_words(presenter._question.code)
    window.ask.answers[4].click()
    window.more.send.click()
    until(lambda: presenter.screen.phase is Phase.THANKS, "it thanks")
    seat.hands.press("Ctrl+K")
    seat.hands.type("con codigo")
    seat.hands.press("Return")
    sheet = seat.see(CodedSheet)
    sheet.code.setText(printed[0].opinion)
    sheet.score.setCurrentIndex(1)
    sheet.save.click()
    until(lambda: "ya se usó" in sheet.error.words, "the code is spent")
    seat.hands.press("Escape")
    seat.hands.press("Ctrl+Shift+L")
    until(lambda: not window.isVisible(), "it goes with who was signed in")


def test_a_second_screen_that_is_not_there_is_told(seats: Seats, office: MadeOffice) -> None:
    seat = seats.take(door_to(office.folder))
    seat.sign_in("recepcion")
    seat.station.change(opinions="screen")
    seat.hands.press("Ctrl+Shift+L")
    seat.sign_in("recepcion")
    until(lambda: "segunda pantalla" in seat.told, "it is told")
    assert not window_of(seat).isVisible()
