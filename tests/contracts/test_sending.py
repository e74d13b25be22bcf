"""What sends the queue does with the office's data, on either database; two at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest

from desktop.catalogue_file import catalogues
from desktop.ports.mail import MailOutcomeUnknown, MailRefused, MailUnreachable
from desktop.usecases import mailing, sending
from desktop.usecases.desk import Desk
from desktop.usecases.sending import BELIEVED_DEAD, Came, Outcome
from domain.errors import Stale
from domain.mail import Mail, MailState
from domain.ports import Units
from domain.ports.pieces import Pieces
from tests.mail.mailers import Told
from tests.mail.pieces import pieces_in
from tests.mail_out import a_mail
from tests.office import FakeClock, SmallOffice

HERE, THERE = "PC-1", "PC-2"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk(units: Units, clock: FakeClock) -> Desk:
    return Desk(units, catalogues(), clock)


@pytest.fixture
def pieces(tmp_path: Path) -> Iterator[Pieces]:
    with pieces_in(tmp_path) as kept:
        yield kept


def put(desk: Desk, office: SmallOffice, **more: object) -> Mail:
    mail = replace(
        a_mail(),
        office_id=office.office.id,
        made_by=office.actor("asesor-1").staff_id,
        **more,  # type: ignore[arg-type]
    )
    with desk.units.write() as unit:
        unit.mails.add(mail)
        unit.log.append("mail", mail.id, 1, "mail_queued", {}, actor_id=None, at=mail.made_at)
    return mail


def now(desk: Desk, key: UUID) -> Mail:
    with desk.units.read() as unit:
        return unit.mails.get(key)


def test_a_message_is_taken_once_and_noted(
    desk: Desk, office: SmallOffice, clock: FakeClock, pieces: Pieces
) -> None:
    assert sending.claim(desk, HERE) is None
    mail, told = put(desk, office), Told()
    claimed = sending.claim(desk, HERE)
    assert claimed is not None
    assert (claimed.id, claimed.state, claimed.sender) == (mail.id, MailState.SENDING, HERE)
    assert sending.claim(desk, THERE) is None
    outcome = sending.hand_over(told, pieces, claimed)
    assert (outcome, told.taken[0].message_id) == (Outcome(Came.SENT), mail.message_id)
    sending.note(desk, claimed, outcome)
    sending.note(desk, claimed, outcome)
    assert now(desk, mail.id).state is MailState.SENT
    with desk.units.read() as unit:
        operations = unit.log.of(mail.id)
    assert [one.type for one in operations] == ["mail_queued", "mail_begun", "mail_sent"]
    assert {one.actor_id for one in operations} == {None}


@pytest.mark.parametrize(
    ("error", "state", "type_"),
    [
        (MailUnreachable(), MailState.WAITING, "mail_refused"),
        (MailRefused("No ahora."), MailState.WAITING, "mail_refused"),
        (MailRefused("No existe.", for_good=True), MailState.FAILED, "mail_refused"),
        (MailOutcomeUnknown(), MailState.UNKNOWN, "mail_unknown"),
    ],
)
def test_each_outcome_has_its_state(
    pieces: Pieces,
    desk: Desk,
    office: SmallOffice,
    clock: FakeClock,
    error: Exception,
    state: MailState,
    type_: str,
) -> None:
    mail = put(desk, office)
    claimed = sending.claim(desk, HERE)
    assert claimed is not None
    outcome = sending.hand_over(Told([error]), pieces, claimed)
    sending.note(desk, claimed, outcome)
    noted = now(desk, mail.id)
    assert (noted.state, bool(noted.words)) == (state, True)
    with desk.units.read() as unit:
        assert unit.log.of(mail.id)[-1].type == type_
    assert sending.claim(desk, HERE) is None
    clock.go(minutes=1)
    assert (sending.claim(desk, THERE) is not None) is (state is MailState.WAITING)


def test_what_is_attached_goes_with_it_or_it_fails_in_words(
    desk: Desk, office: SmallOffice, clock: FakeClock, pieces: Pieces
) -> None:
    told = Told()
    digest = pieces.put(b"%PDF", "application/pdf", clock.now())
    put(desk, office, attachment=digest, attachment_name="Ficha.pdf")
    claimed = sending.claim(desk, HERE)
    assert claimed is not None
    assert sending.hand_over(told, pieces, claimed).came is Came.SENT
    assert (told.taken[0].attachment, told.taken[0].attachment_name) == (b"%PDF", "Ficha.pdf")
    pieces.drop(digest)
    gone = sending.hand_over(told, pieces, claimed)
    assert (gone.came, told.asked) == (Came.REFUSED_FOR_GOOD, 1)


def test_what_a_program_left_off_is_unknown_and_never_sent_by_itself(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    mine, theirs = put(desk, office), put(desk, office)
    assert sending.take_stock(desk, HERE, beginning=True) == 0
    sending.claim(desk, HERE)
    sending.claim(desk, THERE)
    assert sending.take_stock(desk, HERE, beginning=False) == 0
    assert sending.take_stock(desk, HERE, beginning=True) == 1
    assert now(desk, mine.id).state is MailState.UNKNOWN
    assert now(desk, theirs.id).state is MailState.SENDING
    clock.go(seconds=BELIEVED_DEAD.total_seconds())
    assert sending.take_stock(desk, HERE, beginning=False) == 1
    assert now(desk, theirs.id).state is MailState.UNKNOWN
    clock.go(days=9)
    assert sending.claim(desk, HERE) is None


def test_who_was_believed_dead_notes_what_came_of_it(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    kept, lost, decided = (put(desk, office) for _ in range(3))
    claims = [sending.claim(desk, THERE) for _ in range(3)]
    sending.take_stock(desk, THERE, beginning=True)
    mailing.cancel(desk, office.actor("asesor-1"), decided.id)
    for claimed, came in zip(claims, (Came.SENT, Came.UNKNOWN, Came.SENT), strict=True):
        assert claimed is not None
        sending.note(desk, claimed, Outcome(came, "¿?"))
    states = [now(desk, one.id).state for one in (kept, lost, decided)]
    assert states == [MailState.SENT, MailState.UNKNOWN, MailState.CANCELLED]
    assert mailing.send_again(desk, office.actor("asesor-1"), lost.id).state is MailState.WAITING
    clock.go(minutes=1)
    again = sending.claim(desk, HERE)
    assert again is not None
    assert claims[1] is not None
    sending.note(desk, claims[1], Outcome(Came.SENT))  # of the first time: another try is under way
    assert now(desk, lost.id).state is MailState.SENDING


def test_two_computers_never_take_the_same(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    mails = [put(desk, office) for _ in range(12)]
    together = Barrier(3)

    def take(name: str) -> list[UUID]:
        together.wait()
        taken = []
        while (claimed := sending.claim(desk, name)) is not None:
            taken.append(claimed.id)
        return taken

    with ThreadPoolExecutor(3) as threads:
        taken = [key for each in threads.map(take, (HERE, THERE, "PC-3")) for key in each]
    assert sorted(taken) == sorted(mail.id for mail in mails)


def test_who_comes_second_takes_another(
    desk: Desk, office: SmallOffice, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where both read the same one, the one that saves later finds it changed."""
    first, second = put(desk, office), put(desk, office)
    honest = Mail.begun
    once: list[Mail] = []

    def crossed(mail: Mail, workstation: str, at: object) -> Mail:
        if not once:
            once.append(mail)
            raise Stale
        return honest(mail, workstation, at)  # type: ignore[arg-type]

    monkeypatch.setattr(Mail, "begun", crossed)
    assert sending.claim(desk, HERE) is not None
    assert {one.id for one in once} <= {first.id, second.id}
