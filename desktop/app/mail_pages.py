"""How the pages write to people, and the page of the messages."""

from typing import TYPE_CHECKING
from uuid import UUID

from desktop.app.going import open_case
from desktop.app.office_mail import OfficeMail
from desktop.app.station import Station
from desktop.mail.templates import mail_words
from desktop.usecases import mailing
from desktop.usecases.desk import Desk
from domain.mail import Mail, MailKind
from domain.staff import Actor
from ui.mail.page import MailPage
from ui.mail.state import MailOut

if TYPE_CHECKING:
    from desktop.app.workplace import Workplace


def mail_out(desk: Desk, actor: Actor, mail: OfficeMail | None) -> MailOut:
    """Return how pages have messages sent; where there is no mail they can be copied all the same."""

    def sent(made: Mail) -> Mail:
        if mail is not None:
            mail.wake()
        return made

    def send_case(case_id: UUID, kind: MailKind, again: bool) -> Mail:
        assert mail is not None
        return sent(mailing.queue_case(desk, actor, mail.post, case_id, kind, again=again))

    def send_card(entity_id: UUID, again: bool) -> Mail:
        assert mail is not None
        return sent(mailing.queue_readiness(desk, actor, mail.post, entity_id, again=again))

    offered = mail is not None and mail.is_offered
    return MailOut(mail_words(), send_case, send_card, offered, mail is not None and mail.leaves)


def mail_page(station: Station, actor: Actor, place: "Workplace", *, opens_cases: bool) -> MailPage:
    """Return the page of the messages.

    Args:
        opens_cases: whether they have the page of cases.
    """
    mail = place.mail
    assert mail is not None
    page = MailPage(
        station.desk,
        actor,
        leaves=mail.leaves,
        hurry=mail.hurry if mail.leaves and mail.is_set_up else None,
        opens_cases=opens_cases,
    )

    def opened(case_id: UUID) -> None:
        open_case(place.window, case_id)

    page.case_wanted.connect(opened)
    return page
