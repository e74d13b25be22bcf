"""How a message goes from one state to the next, and to which it cannot."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.mail import MOST_TRIES, Mail, MailState, WrongMailState
from tests.mail_out import a_mail
from tests.office import MORNING

STATES = {state: replace(a_mail(), state=state, tries=1) for state in MailState}
HANDED = {MailState.SENDING, MailState.UNKNOWN}
CHANGES: Mapping[str, tuple[set[MailState], Callable[[Mail], Mail]]] = {
    "begun": ({MailState.WAITING}, lambda mail: mail.begun("PC", MORNING)),
    "sent": (HANDED, lambda mail: mail.sent()),
    "refused": (HANDED, lambda mail: mail.refused("No", MORNING, for_good=False)),
    "postponed": (HANDED, lambda mail: mail.postponed("No", MORNING)),
    "unknown": ({MailState.SENDING}, lambda mail: mail.unknown("?")),
    "again": ({MailState.FAILED, MailState.UNKNOWN}, lambda mail: mail.again(MORNING)),
    "settled": ({MailState.UNKNOWN}, lambda mail: mail.settled()),
    "cancelled": (
        {MailState.WAITING, MailState.FAILED, MailState.UNKNOWN},
        lambda mail: mail.cancelled(),
    ),
}


@pytest.mark.parametrize("state", MailState)
@pytest.mark.parametrize("name", CHANGES)
def test_what_leads_where(name: str, state: MailState) -> None:
    allowed, change = CHANGES[name]
    mail = STATES[state]
    if state in allowed:
        changed = change(mail)
        assert changed.version == mail.version + 1
        assert changed.message_id == mail.message_id
    else:
        with pytest.raises(WrongMailState, match=state.label.lower()):
            change(mail)


def test_each_refusal_waits_longer_and_the_last_ends_it() -> None:
    mail, pauses = a_mail(), []
    for _ in range(MOST_TRIES - 1):
        mail = mail.begun("PC", MORNING).refused("No", MORNING, for_good=False)
        assert mail.state is MailState.WAITING
        pauses.append(mail.next_at - MORNING)
    assert pauses[:3] == [timedelta(minutes=n) for n in (1, 2, 4)]
    assert pauses == sorted(pauses)
    assert max(pauses) <= timedelta(hours=2)
    mail = mail.begun("PC", MORNING).refused("No", MORNING, for_good=False)
    assert mail.state is MailState.FAILED
    again = mail.again(MORNING)
    assert (again.tries, again.words, again.state) == (0, "", MailState.WAITING)


def test_a_server_that_is_away_never_ends_it() -> None:
    mail = a_mail()
    for _ in range(3 * MOST_TRIES):
        mail = mail.begun("PC", MORNING).postponed("x" * 999, MORNING)
    assert mail.state is MailState.WAITING
    assert mail.next_at - MORNING == timedelta(hours=2)
    assert len(mail.words) == 300


def test_for_good_is_for_good() -> None:
    mail = a_mail().begun("PC", MORNING).refused("No existe", MORNING, for_good=True)
    assert (mail.state, mail.words) == (MailState.FAILED, "No existe")
