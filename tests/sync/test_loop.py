"""When the loop tries, when it waits, what it tells: time passes only where the test says so."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from desktop.sync.credentials import Credentials, Identity
from desktop.sync.files import Spool
from desktop.sync.loop import LONGEST_PAUSE, SyncLoop
from desktop.sync.state import LinkPhase, LinkReport
from desktop.sync.troubles import LinkTrouble, NameNotFound, Refused, ServerDown
from desktop.sync.waiting import ThreadWaiter
from desktop.sync.wire import Patience
from desktop.usecases.desk import Desk
from domain.errors import KnownError
from domain.exchange import CentreLink
from tests.office import MORNING, FakeClock, SmallOffice
from tests.sync.hostile import Asked, Hostile, answer, hostile, refused, silence
from tests.sync.linked import PATIENT, Linked, MemoryStore, Waiting

PUSHED: dict[str, Any] = {
    "accepted": [],
    "quarantined": [],
    "head": None,
    "feed_epoch": "e",
    "feed_last": 0,
    "backed_up_through": 0,
    "forked_at": None,
}
PULLED: dict[str, Any] = {
    "feed_epoch": "e",
    "entries": [],
    "last": 0,
    "more": False,
    "backed_up_through": 0,
    "offline_days": 30,
    "server_time": "2026-12-04T13:00:00+00:00",
}
OTHER: dict[str, dict[str, Any]] = {
    "/v1/pull": PULLED,
    "/v1/operations": {"operations": [], "head": None},
    "/v1/snapshot": {"schema": "0004", "head": None, "rows": [], "next": None, "epoch": 0},
    "/v1/office": {},
}


def obliging(connection: socket.socket, asked: Asked) -> None:
    """Answer whatever is asked, as a centre that takes all of it."""
    path = asked.target.partition("?")[0]
    if path == "/v1/push":
        sent = asked.json()
        taken = [one["sequence"] for one in sent["operations"]]
        answer(200, PUSHED | {"accepted": taken})(connection, asked)
    else:
        answer(200, OTHER[path])(connection, asked)


@pytest.fixture
def server() -> Iterator[Hostile]:
    with hostile(obliging) as made:
        yield made


@pytest.fixture
def away(desk: Desk, office: SmallOffice, tmp_path: Path, server: Hostile) -> Linked:
    """An office linked with the server of the test."""
    credentials = Credentials(tmp_path, MemoryStore())
    credentials.save(Identity(uuid4(), bytes(32), "token"), "n1")
    link = CentreLink(server.address, "", "k", "", "e", 0, 0, 30, MORNING)
    with desk.units.write() as unit:
        unit.exchange.set_link(link)
    spool = Spool(tmp_path / "por-enviar")
    return Linked(desk, office, credentials, spool, server.address, tmp_path, Waiting(), [])


@pytest.fixture
def looping(away: Linked) -> Iterator[Callable[..., SyncLoop]]:
    """Give what makes loops that are stopped at the end."""
    made: list[SyncLoop] = []

    def make(**options: str) -> SyncLoop:
        made.append(away.loop(PATIENT, **options))
        return made[-1]

    yield make
    for one in made:
        one.stop()
        one._let_go()


def tick(loop: SyncLoop, away: Linked, seconds: float = 0) -> None:
    """Let time pass and the loop look once, as its thread does."""
    away.waiter.passed += seconds
    away.desk.clock.go(seconds=seconds)  # type: ignore[attr-defined]
    try:
        loop.step()
    except KnownError as error:
        loop._failed(error)


def tell(desk: Desk) -> None:
    """Let something happen in the office."""
    with desk.units.write() as unit:
        unit.log.append("test", uuid4(), 1, "told", {}, actor_id=None, at=MORNING)


def phases(away: Linked) -> list[LinkPhase]:
    """Return how the link stood, one after another."""
    return [report.phase for report in away.reports]


Loops = Callable[..., SyncLoop]


def test_what_happens_is_sent_at_the_next_look(
    looping: Loops, away: Linked, server: Hostile
) -> None:
    loop = looping()
    tick(loop, away)
    assert phases(away)[-1] is LinkPhase.LINKED
    assert away.reports[-1].waiting == 0
    asked = len(server.asked)
    tick(loop, away, 2)
    assert len(server.asked) == asked  # nothing happened: nothing is asked
    tell(away.desk)
    tick(loop, away, 2)
    assert len(server.asked) > asked
    with away.desk.units.read() as unit:
        assert unit.exchange.count_unsent() == 0


def test_an_office_that_is_never_done_sending_hears_the_centre_too(
    looping: Loops, away: Linked, server: Hostile
) -> None:
    """On a slow link something new waits after each push: what was decided must come all the same."""

    def busy(connection: socket.socket, asked: Asked) -> None:
        if asked.target == "/v1/push" and len(server.asked) < 40:
            away.waiter.passed += 10
            tell(away.desk)
        obliging(connection, asked)

    server.acts = [busy]
    tick(looping(), away)
    asked = [one.target.partition("?")[0] for one in server.asked[:20]]
    assert asked.count("/v1/pull") >= 3


def test_an_idle_office_asks_now_and_then(looping: Loops, away: Linked, server: Hostile) -> None:
    loop = looping()
    tick(loop, away)
    asked = len(server.asked)
    for _ in range(14):
        tick(loop, away, 2)
    assert len(server.asked) == asked
    tick(loop, away, 4)
    assert [one.target.partition("?")[0] for one in server.asked[asked:]] == ["/v1/pull"]


def test_an_office_that_is_not_linked_asks_nobody(
    looping: Loops, away: Linked, server: Hostile
) -> None:
    with away.desk.units.write() as unit:
        unit.exchange.remove_link()
    loop = looping()
    tick(loop, away)
    tick(loop, away, 60)
    assert not server.asked
    assert not away.reports


def test_it_waits_longer_and_longer(looping: Loops, away: Linked, server: Hostile) -> None:
    server.acts = [refused(503, "unavailable")]
    loop, pauses = looping(), []
    for _ in range(12):
        tick(loop, away, 10_000)
        pauses.append(loop._next_try - away.waiter.passed)
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 150, 150, 150, 150]
    report = away.reports[-1]
    assert report.phase is LinkPhase.BROKEN
    assert isinstance(report.trouble, ServerDown)
    assert report.since == away.reports[0].since
    assert report.waiting == 1


def test_it_does_not_try_before_its_time_but_tells_what_waits(
    looping: Loops, away: Linked, server: Hostile
) -> None:
    server.acts = [refused(503, "unavailable", Retry_After="60")]
    loop = looping()
    tick(loop, away)
    asked = len(server.asked)
    for _ in range(3):
        tell(away.desk)
        tick(loop, away, 15)
    assert len(server.asked) == asked
    assert away.reports[-1].waiting == 4
    assert away.reports[-1].phase is LinkPhase.BROKEN
    tick(loop, away, 16)
    assert len(server.asked) == asked + 1


def test_no_pause_is_longer_than_five_minutes(
    looping: Loops, away: Linked, server: Hostile
) -> None:
    server.acts = [refused(429, "rate_limited", Retry_After="86400")]
    loop = looping()
    tick(loop, away)
    assert loop._next_try - away.waiter.passed == LONGEST_PAUSE


def test_it_recovers(looping: Loops, away: Linked, server: Hostile) -> None:
    server.acts = [refused(503, "unavailable"), obliging]
    loop = looping()
    tick(loop, away)
    tick(loop, away, 400)
    assert phases(away) == [LinkPhase.BROKEN, LinkPhase.LINKED]
    assert away.reports[-1].trouble is None
    assert away.reports[-1].heard_at is not None


def test_hurry_tries_at_once(looping: Loops, away: Linked, server: Hostile) -> None:
    server.acts = [refused(503, "unavailable", Retry_After="300"), obliging]
    loop = looping()
    tick(loop, away)
    tick(loop, away, 2)
    assert phases(away)[-1] is LinkPhase.BROKEN
    loop.hurry()
    tick(loop, away, 2)
    assert phases(away)[-1] is LinkPhase.LINKED


def test_after_a_sleep_it_tries_at_once(looping: Loops, away: Linked, server: Hostile) -> None:
    server.acts = [refused(503, "unavailable", Retry_After="300"), obliging]
    loop = looping()
    tick(loop, away)
    clock = away.desk.clock
    assert isinstance(clock, FakeClock)
    clock.go(hours=9)  # the computer slept, and its monotonic clock with it
    tick(loop, away, 2)
    assert phases(away)[-1] is LinkPhase.LINKED


@pytest.mark.parametrize("hours", [-24, 24])
def test_clocks_a_day_apart_are_no_trouble(
    looping: Loops, away: Linked, server: Hostile, hours: int
) -> None:
    loop = looping()
    tick(loop, away)
    clock = away.desk.clock
    assert isinstance(clock, FakeClock)
    clock.go(hours=hours)
    tell(away.desk)
    tick(loop, away, 2)
    assert phases(away)[-1] is LinkPhase.LINKED
    assert away.reports[-1].waiting == 0


def test_one_of_two_sends(looping: Loops, away: Linked, server: Hostile) -> None:
    first, second = looping(), looping()
    tick(first, away)
    asked = len(server.asked)
    tell(away.desk)
    tick(second, away, 2)
    assert len(server.asked) == asked
    assert phases(away)[-1] is LinkPhase.ELSEWHERE
    assert second.once() is None
    first._let_go()
    tick(second, away, 2)
    assert len(server.asked) > asked
    assert phases(away)[-1] is LinkPhase.LINKED


def test_who_was_never_paired_leaves_the_place_to_others(
    looping: Loops, away: Linked, server: Hostile
) -> None:
    kept = (away.folder / "enlace.json").read_bytes()
    away.credentials.forget()
    loop = looping()
    tick(loop, away)
    assert phases(away) == [LinkPhase.ELSEWHERE]
    assert not server.asked
    (away.folder / "enlace.json").write_bytes(kept)
    tick(looping(), away)
    assert phases(away)[-1] is LinkPhase.LINKED


def test_who_is_no_longer_let_in_leaves_the_place_to_others(
    looping: Loops, away: Linked, server: Hostile
) -> None:
    server.acts = [refused(403, "revoked"), obliging]
    first, second = looping(), looping()
    tick(first, away)
    assert phases(away)[-1] is LinkPhase.BROKEN
    tick(second, away, 2)
    assert phases(away)[-1] is LinkPhase.LINKED


def test_a_link_made_anew_is_followed(looping: Loops, away: Linked, server: Hostile) -> None:
    loop = looping()
    tick(loop, away)
    with hostile(obliging) as other:
        with away.desk.units.write() as unit:
            unit.exchange.set_link(
                replace(away.link(), address=other.address, linked_at=away.desk.clock.now())
            )
        tell(away.desk)
        # Its moment is another one: the clock of a test stands still.
        away.desk.clock.go(seconds=1)  # type: ignore[attr-defined]
        with away.desk.units.write() as unit:
            unit.exchange.set_link(replace(away.link(), linked_at=away.desk.clock.now()))
        tick(loop, away, 2)
        assert other.asked
        loop._let_go()


def test_more_than_one_request_is_told_as_sending(
    looping: Loops, away: Linked, server: Hostile
) -> None:
    with away.desk.units.write() as unit:
        for _ in range(1100):
            unit.log.append("test", uuid4(), 1, "told", {}, actor_id=None, at=MORNING)
    tick(looping(), away)
    assert phases(away) == [LinkPhase.SENDING, LinkPhase.SENDING, LinkPhase.LINKED]
    assert [report.waiting for report in away.reports] == [601, 101, 0]


def test_what_the_centre_does_not_take_is_found_and_put_aside(
    looping: Loops, away: Linked, server: Hostile
) -> None:
    with away.desk.units.write() as unit:
        for _ in range(999):
            unit.log.append("test", uuid4(), 1, "told", {}, actor_id=None, at=MORNING)

    def picky(connection: socket.socket, asked: Asked) -> None:
        if asked.target == "/v1/push":
            places = [one["sequence"] for one in asked.json()["operations"]]
            if 617 in places:
                refused(422, "invalid")(connection, asked)
                return
        obliging(connection, asked)

    server.acts = [picky]
    tick(looping(), away)
    assert phases(away)[-1] is LinkPhase.LINKED
    with away.desk.units.read() as unit:
        assert unit.exchange.count_unsent() == 0
        assert [one.sequence for one in unit.exchange.refused(9)] == [617]
        assert not unit.exchange.marked(9)


def forgetful(connection: socket.socket, asked: Asked) -> None:
    """Answer every push as if nothing had come."""
    told = PUSHED if asked.target == "/v1/push" else OTHER[asked.target.partition("?")[0]]
    answer(200, told)(connection, asked)


def test_an_answer_that_takes_nothing_ends_no_loop(
    looping: Loops, away: Linked, server: Hostile
) -> None:
    server.acts = [forgetful]
    tick(looping(), away)
    assert phases(away)[-1] is LinkPhase.BROKEN
    with away.desk.units.read() as unit:
        assert unit.exchange.count_unsent() == 1


def test_its_thread_ends_at_once_in_the_middle_of_a_request(away: Linked, server: Hostile) -> None:
    reached = threading.Event()

    def hole(connection: socket.socket, asked: Asked) -> None:
        reached.set()
        silence(connection, asked)

    server.acts = [hole]
    loop = away.loop(Patience(600, 600, 600))
    loop._waiter = ThreadWaiter()
    loop.start()
    assert reached.wait(60)
    loop.stop()
    assert not [one for one in threading.enumerate() if one.name == "enlace"]
    with away.desk.units.read() as unit:
        assert unit.exchange.count_unsent() == 1


def test_its_thread_sends_what_happens(away: Linked, server: Hostile) -> None:
    linked = threading.Event()
    loop = away.loop()
    loop._waiter = ThreadWaiter()
    loop._around = replace(
        loop._around,
        report=lambda report: linked.set() if report.phase is LinkPhase.LINKED else None,
    )
    loop.start()
    assert linked.wait(60)
    loop.stop()


def test_a_bug_is_told_and_the_loop_goes_on(
    away: Linked, server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[type[BaseException]] = []
    done = threading.Event()
    monkeypatch.setattr("sys.excepthook", lambda kind, *_: told.append(kind))

    def broken(_: CentreLink) -> None:
        raise ZeroDivisionError

    loop = away.loop()
    loop._waiter = ThreadWaiter()
    loop._around = replace(loop._around, open_centre=broken, report=lambda _: done.set())  # type: ignore[arg-type]
    loop.start()
    assert done.wait(60)
    loop.stop()
    assert told[0] is ZeroDivisionError


def test_who_listens_badly_does_not_end_the_loop(
    looping: Loops, away: Linked, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[type[BaseException]] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, *_: told.append(kind))

    heard: list[LinkPhase] = []

    def gone(report: LinkReport) -> None:
        heard.append(report.phase)
        raise RuntimeError

    loop = looping()
    loop._around = replace(loop._around, report=gone)
    tick(loop, away)
    loop._failed(LinkTrouble())
    assert heard == [LinkPhase.LINKED, LinkPhase.BROKEN]
    assert told == [RuntimeError, RuntimeError]


def test_nobody_there_and_no_name(looping: Loops, away: Linked) -> None:
    for address, trouble in (
        ("http://127.0.0.1:9", Refused),
        ("http://no-existe.invalid", NameNotFound),
    ):
        with away.desk.units.write() as unit:
            unit.exchange.set_link(
                replace(away.link(), address=address, linked_at=away.desk.clock.now())
            )
        loop = looping()
        with suppress(KnownError):
            tick(loop, away, 10_000)
        assert isinstance(away.reports[-1].trouble, trouble)
        loop._let_go()
