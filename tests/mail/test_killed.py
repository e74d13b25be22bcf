"""A program that dies at any moment of sending: nothing is sent twice, nothing is lost."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.mail.loop import MailLoop
from desktop.mail.smtp import SmtpMailer
from desktop.mail.talk import MailServer, Talk
from desktop.usecases import mailing, sending
from desktop.usecases.desk import Desk
from domain.mail import Mail, MailState
from domain.ports.pieces import Pieces
from tests.contracts.test_sending import put
from tests.mail.pieces import pieces_in
from tests.mail.servers import Inbox, Papers, papers, real
from tests.office import KEY, FakeClock, SmallOffice, open_small_office

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it is killed by a signal")
HERE = "PC-1"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return papers(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Desk, SmallOffice]]:
    engine = open_engine(tmp_path / "ventanilla.db", KEY)
    metadata.create_all(engine)
    units = SqlUnits(engine, HERE)
    yield Desk(units, catalogues(), FakeClock()), open_small_office(units)
    engine.dispose()


def die(*_args: object, **_named: object) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(owner: Any, name: str) -> None:
    """Have something done, and die right after it."""
    honest = getattr(owner, name)

    def done(*args: object, **named: object) -> None:
        honest(*args, **named)
        die()

    setattr(owner, name, done)


def at_the_dot(*, before: bool) -> None:
    honest = Talk._send

    def send(talk: Talk, data: bytes) -> None:
        if data == b".\r\n" and before:
            die()
        honest(talk, data)
        if data == b".\r\n":
            die()

    setattr(Talk, "_send", send)  # noqa: B010 - a method is not assigned to


POINTS: dict[str, tuple[Callable[[], None], set[MailState], set[int]]] = {
    # when it dies; how it stands at the next start, and how often it may have been taken by then
    "taking it": (lambda: setattr(Mail, "begun", die), {MailState.WAITING}, {0}),
    "taken": (lambda: then_die(sending, "claim"), {MailState.UNKNOWN}, {0}),
    "before the end": (lambda: at_the_dot(before=True), {MailState.UNKNOWN}, {0}),
    "after the end": (lambda: at_the_dot(before=False), {MailState.UNKNOWN}, {0, 1}),
    "answered": (lambda: then_die(SmtpMailer, "send"), {MailState.UNKNOWN}, {1}),
    "noting it": (lambda: setattr(Mail, "sent", die), {MailState.UNKNOWN}, {1}),
    "noted": (lambda: then_die(sending, "note"), {MailState.SENT}, {1}),
}


def a_loop(desk: Desk, server: MailServer, pieces: Pieces) -> MailLoop:
    return MailLoop(desk, SmtpMailer(lambda: server), pieces, HERE, lambda: True)


def _child(path: Path, server: MailServer, point: str) -> None:
    engine = open_engine(path, KEY, must_exist=True, key_checked=True)
    POINTS[point][0]()
    desk = Desk(SqlUnits(engine, HERE), catalogues(), FakeClock())
    with pieces_in(path.parent) as pieces:
        a_loop(desk, server, pieces).step()


@pytest.mark.parametrize("point", POINTS)
def test_killed(
    office: tuple[Desk, SmallOffice], certificates: Papers, tmp_path: Path, point: str
) -> None:
    desk, small = office
    mail, inbox = put(desk, small), Inbox()
    _, states, often = POINTS[point]
    with real(inbox, certificates) as server, pieces_in(tmp_path) as pieces:
        # Forked: what it needs is imported, and it opens the database anew.
        child = get_context("fork").Process(
            target=_child, args=(tmp_path / "ventanilla.db", server, point)
        )
        child.start()
        child.join(60)
        assert child.exitcode == -signal.SIGKILL
        loop = a_loop(desk, server, pieces)
        while loop.step():
            pass
        with desk.units.read() as unit:
            found = unit.mails.get(mail.id)
        taken = len(inbox.taken)
        if MailState.WAITING in states:  # it had not begun: it is sent now, once
            assert (found.state, taken) == (MailState.SENT, 1)
            return
        assert found.state in states
        assert taken in often
        if found.state is MailState.UNKNOWN:  # a person decides; then it goes, with the same id
            mailing.send_again(desk, small.actor("asesor-1"), mail.id)
            loop.step()
            # The one of who died may have been taken since it was counted.
            assert len(inbox.taken) - 1 in often
            assert {one["Message-ID"] for one in inbox.messages} == {f"<{mail.message_id}>"}
