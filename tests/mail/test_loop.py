"""The thread that sends what waits."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.mail.loop import LONGEST_PAUSE, SHORTEST_PAUSE, MailLoop
from desktop.ports.mail import MailOutcomeUnknown, MailRefused, MailUnreachable, OutgoingMail
from desktop.usecases import sending
from desktop.usecases.desk import Desk
from domain.errors import DatabaseBusy, DatabaseUnreachable
from domain.mail import MailState
from domain.ports.pieces import Pieces
from tests.contracts.test_sending import put
from tests.mail.mailers import Told
from tests.mail.pieces import pieces_in
from tests.office import KEY, FakeClock, SmallOffice, open_small_office


class Around:
    """A loop over a real database, with a mail server that does what it is told."""

    def __init__(self, path: Path, pieces: Pieces) -> None:
        self.engine = open_engine(path, KEY)
        metadata.create_all(self.engine)
        self.clock = FakeClock()
        units = SqlUnits(self.engine, "PC-1")
        self.desk = Desk(units, catalogues(), self.clock)
        self.office: SmallOffice = open_small_office(units)
        self.mailer, self.pieces = Told(), pieces
        self.seconds = 0.0
        self.ready = True
        self.loop = self.anew()

    def anew(self) -> MailLoop:
        return MailLoop(
            self.desk,
            self.mailer,
            self.pieces,
            "PC-1",
            lambda: self.ready,
            lambda: self.seconds,
        )

    def put(self, **more: object) -> None:
        put(self.desk, self.office, **more)

    def states(self) -> list[MailState]:
        with self.desk.units.read() as unit:
            return [mail.state for mail in reversed(unit.mails.lately(20))]

    def drain(self) -> None:
        while self.loop.step():
            pass


@pytest.fixture
def around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Around]:
    monkeypatch.setattr("desktop.mail.loop._ENDS_WITHIN", 60.0)
    with pieces_in(tmp_path) as pieces:
        made = Around(tmp_path / "ventanilla.db", pieces)
        yield made
        made.engine.dispose()


def test_all_that_waits_is_sent(around: Around) -> None:
    for _ in range(3):
        around.put()
    around.drain()
    assert len(around.mailer.taken) == 3
    assert set(around.states()) == {MailState.SENT}


def test_a_computer_that_is_not_set_up_leaves_them(around: Around) -> None:
    around.put()
    around.ready = False
    assert not around.loop.step()
    assert around.states() == [MailState.WAITING]


def test_one_that_is_refused_keeps_no_other_waiting(around: Around) -> None:
    around.put()
    around.put()
    around.mailer.says = [MailRefused("No existe.", for_good=True)]
    around.drain()
    assert sorted(around.states()) == [MailState.FAILED, MailState.SENT]


def test_a_server_that_is_away_is_not_knocked_at_for_each(around: Around) -> None:
    for _ in range(4):
        around.put()
    around.mailer.says = [MailUnreachable() for _ in range(99)]
    pauses = []
    for _ in range(7):
        around.loop.step()
        asked, before = around.mailer.asked, around.seconds
        while around.mailer.asked == asked:
            around.clock.go(seconds=30)
            around.seconds += 30
            around.loop.step()
        pauses.append(around.seconds - before)
    assert pauses[0] == SHORTEST_PAUSE
    assert pauses[-1] == LONGEST_PAUSE
    assert set(around.states()) == {MailState.WAITING}
    around.mailer.says = []
    around.clock.go(hours=3)
    around.loop.hurry()
    around.drain()
    assert len(around.mailer.taken) == 4


def test_nobody_knows_and_nothing_sends_again(around: Around) -> None:
    around.put()
    around.mailer.says = [MailOutcomeUnknown()]
    around.drain()
    around.clock.go(days=3)
    around.loop = around.anew()
    around.drain()
    assert around.mailer.asked == 1
    assert around.states() == [MailState.UNKNOWN]


def test_what_could_not_be_noted_is_noted_before_anything_else(
    around: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    around.put()
    around.put()
    honest, failures = sending.note, [DatabaseBusy(), DatabaseBusy()]

    def note(*args: object) -> None:
        if failures:
            raise failures.pop()
        honest(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "note", note)
    for _ in range(2):
        with pytest.raises(DatabaseBusy):
            around.loop.step()
        assert around.mailer.asked == 1
    around.drain()
    assert around.mailer.asked == 2
    assert set(around.states()) == {MailState.SENT}


def test_an_attachment_that_cannot_be_read_now_waits(
    around: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    around.put(attachment="0" * 64, attachment_name="Ficha.pdf")

    def get(_name: str) -> bytes:
        raise DatabaseUnreachable

    monkeypatch.setattr(around.pieces, "get", get)
    assert not around.loop.step()
    assert around.states() == [MailState.WAITING]
    assert around.mailer.asked == 0


def test_its_thread_sends_when_woken_and_ends(around: Around) -> None:
    sent = Event()
    around.mailer.before = lambda _mail: sent.set()
    around.loop.start()
    around.put()
    around.desk.changes.tell()
    assert sent.wait(60)
    around.loop.stop()
    assert around.mailer.stopped
    assert around.states() in ([MailState.SENT], [MailState.SENDING])


def test_one_that_ends_too_late_leaves_the_office_alone(
    around: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, released = Event(), Event()

    def hang(_mail: OutgoingMail) -> None:
        begun.set()
        released.wait(60)

    monkeypatch.setattr("desktop.mail.loop._ENDS_WITHIN", 0.01)
    around.mailer.before = hang
    around.put()
    around.loop.start()
    thread = around.loop._thread
    assert thread is not None
    assert begun.wait(60)
    around.loop.stop()
    released.set()
    thread.join(60)
    assert around.states() == [MailState.SENDING]
    around.loop = around.anew()
    around.drain()
    assert around.states() == [MailState.UNKNOWN]
    assert around.mailer.asked == 1


def test_a_bug_is_told_and_the_thread_goes_on(
    around: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, sent = Event(), Event()
    monkeypatch.setattr("sys.excepthook", lambda *_: told.set())

    def burst(_mail: OutgoingMail) -> None:
        if not told.is_set():
            raise ZeroDivisionError
        sent.set()

    around.mailer.before = burst
    around.put()
    around.loop.start()
    assert told.wait(60)
    around.put()
    around.loop.wake()
    assert sent.wait(60)
    around.loop.stop()
    assert MailState.SENDING in around.states()  # of the bug: nobody knows, after a while
