"""A returned case told by e-mail: from the key in the case to the mail server, and in the list."""

from datetime import timedelta
from pathlib import Path

import pytest

from desktop.app.going import open_case
from desktop.app.simulated_day.hands import until
from desktop.usecases import access, checklists, reception
from domain.cases import Case
from domain.mail import MailState
from domain.people import DocumentType
from tests.journeys.seats import PASSWORD, MadeOffice, Seat, Seats, door_to
from tests.mail.servers import PASSWORD as SECRET
from tests.mail.servers import Inbox, papers, real
from tests.usecases.casework import RUC, by_email, check
from ui.mail.page import MailPage
from ui.mail.sheet import SendSheet
from ui.widgets import KeyButton

pytestmark = pytest.mark.journey


def returned(seat: Seat) -> Case:
    """A case that came by e-mail and lacks something."""
    desk = seat.station.desk
    front = access.sign_in(desk, "recepcion", PASSWORD)
    draft = reception.PersonDraft(DocumentType.CEDULA, "1710034065", "Luz Ejemplo")
    person = reception.register_person(desk, front, draft)
    entity = reception.register_entity(desk, front, RUC, "Municipio de Ejemplo", "1234")
    clerk = access.sign_in(desk, "asesora", PASSWORD)
    at = desk.clock.now() - timedelta(minutes=5)
    case = by_email(desk, clerk, 4, person, entity, at)
    check(desk, clerk, case, 2)
    return checklists.give_back(desk, clerk, case.id)


def test_it_is_written_sent_and_listed(office: MadeOffice, seats: Seats, tmp_path: Path) -> None:
    inbox, door = Inbox(), door_to(office.folder)
    with real(inbox, papers(tmp_path)) as server:
        seat = seats.take(door)
        until(lambda: door.mail is not None, "the office is open")
        assert door.mail is not None
        door.mail.change(
            SECRET,
            mail_server=server.host,
            mail_port=server.port,
            mail_security=server.security,
            mail_user=server.user,
            mail_sender=server.sender,
            mail_authority=server.authority,
        )
        case = returned(seat)
        seat.sign_in("asesora")
        open_case(seat.window, case.id)
        seat.see(KeyButton, lambda button: button.text() == "Enviar por correo")
        seat.hands.press("Ctrl+E")
        sheet = seat.see(SendSheet)
        assert sheet.to.text() == "Para: tesoreria@ejemplo.gob.ec"
        seat.hands.press("Ctrl+Return")
        until(lambda: "en la lista de correo" in seat.told, "it is told")  # for a few seconds
        until(lambda: bool(inbox.to), "the mail server has it")
        assert inbox.to == ["tesoreria@ejemplo.gob.ec"]
        seat.window.open("mail")
        page = seat.page("mail", MailPage)
        until(
            lambda: page.presenter.state is not None and not page.presenter.state.waiting,
            "nothing waits",
        )
        seat.hands.press("F4")

        def listed() -> bool:
            state = page.presenter.state
            return state is not None and [line.state for line in state.lines] == [MailState.SENT]

        until(listed, "it is listed as sent")
        (message,) = inbox.messages
        assert case.number in str(message["Subject"])
