"""The thread that talks to the centre: sends until nothing waits, asks until nothing comes, sleeps.

It holds no transaction while the network is in use, and asks nothing of the windows: they are told
by reports. When something stands in the way it waits longer and longer, by chance within bounds
that double (full jitter), so that a thousand offices do not come back at one moment.
"""

import math
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from threading import Thread
from typing import Protocol

from desktop.sync import packets, pieces
from desktop.sync.client import Centre
from desktop.sync.files import Spool, send_each
from desktop.sync.incoming import Incoming
from desktop.sync.outgoing import Outgoing
from desktop.sync.recovery import Recovery
from desktop.sync.state import Exchanged, LinkPhase, LinkReport
from desktop.sync.troubles import (
    LinkTrouble,
    Stopped,
)
from desktop.sync.waiting import ThreadWaiter, Waiter
from desktop.usecases import recovery
from desktop.usecases.centre_link import LinkView, look
from desktop.usecases.desk import Desk
from domain.errors import KnownError
from domain.exchange import CentreLink
from domain.ports.pieces import Pieces

LOOK_EVERY = 2.0
"""How often the head of the log is looked at, in seconds: a cheap look."""
ASK_EVERY = 30.0
"""How often the centre is asked for what it has to tell, in seconds."""
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""Between two tries while something stands in the way, in seconds."""
_JUMP = timedelta(seconds=20)
"""The clock went on by so much more than was waited: the computer slept, or it was set."""
_ENDS_WITHIN = 1.0
PIECES_FOR = 20.0
"""For how long received files are sent before the operations have their turn, in seconds."""


class Election(Protocol):
    """Which program of the office talks to the centre."""

    def take(self) -> bool:
        """Take the place or keep it; tell that it is another's. May raise KnownError."""
        ...

    def release(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the loop works with.

    Attributes:
        paired: whether this account of this computer was ever paired; who was not must not take
            the place of one that was.
        open_centre: how the centre of a link is asked.
        pieces: the bytes of received files.
        schema: the revision of the office's database.
        report: told how the link stands, from the loop's thread.
        met: told of each epoch of the office's database that the centre has met.
    """

    desk: Desk
    paired: Callable[[], bool]
    open_centre: Callable[[CentreLink], Centre]
    election: Election
    spool: Spool
    pieces: Pieces
    schema: str
    report: Callable[[LinkReport], None]
    met: Callable[[int], None] = lambda _: None


class SyncLoop:
    """Talks to the centre for as long as the program runs.

    Args:
        around: what it works with.
        waiter: how it lets time pass.
        chance: gives a number from 0 to 1, for the pauses.
    """

    def __init__(
        self,
        around: Surroundings,
        waiter: Waiter | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._around = around
        self._waiter = waiter or ThreadWaiter()
        self._chance = chance
        self._outgoing = Outgoing(around.desk, around.schema, around.met)
        self._recovery = Recovery(around.desk, self._go_on)
        self._compared = False
        self._incoming = Incoming(around.desk)
        self._thread: Thread | None = None
        self._stopping = False
        self._hurried = False
        self._centre: Centre | None = None
        self._asked: CentreLink | None = None  # whom ``_centre`` asks
        self._report = LinkReport()
        self._head = -1
        self._failures = 0
        self._next_try = self._next_ask = self._waiter.monotonic()
        self._looked: tuple[datetime, float] | None = None

    # ------------------------------------------------------------------- from any thread
    def start(self) -> None:
        """Begin."""
        self._thread = Thread(target=self._run, name="enlace", daemon=True)
        self._thread.start()

    def hurry(self) -> None:
        """Try now, whatever stood in the way."""
        self._hurried = True
        self._waiter.wake()

    def stop(self) -> None:
        """End: what is under way is cut, and what it did not finish waits as before."""
        self._stopping = True
        if (centre := self._centre) is not None:
            centre.wire.stop()
        self._waiter.wake()
        if self._thread is not None:
            # A name that is being looked up cannot be cut; nothing of the office is used after it.
            self._thread.join(_ENDS_WITHIN)
            self._thread = None

    def once(self) -> Exchanged | None:
        """Send and receive what there is, here and now; None where another program does it.

        Raises:
            KnownError: something stands in the way.
        """
        try:
            with self._around.desk.units.read() as unit:
                link = unit.exchange.link()
            if link is None or not self._around.election.take():
                return None
            return self._round(link)
        finally:
            self._let_go()

    def hand_in(self) -> Exchanged:
        """Send what this copy of an office has, and nothing else: another copy goes on with it.

        Nothing is asked for, and nothing that the other copy told the centre is replaced.

        Raises:
            KnownError: something stands in the way; it can be done again.
        """
        try:
            with self._around.desk.units.read() as unit:
                link = unit.exchange.link()
            done = Exchanged()
            if link is not None:
                centre = self._open(link)
                sent_kept, trouble = self._send_kept(centre, link)
                done += sent_kept
                while (sent := self._send(centre, done)) is not None:
                    done += sent
                if trouble is not None:
                    raise trouble
            return done
        finally:
            self._let_go()

    # ------------------------------------------------------------------- on its own thread
    def _run(self) -> None:
        try:
            while not self._stopping:
                try:
                    self.step()
                except KnownError as error:
                    self._failed(error)
                # Whatever it is, the counters go on and so does this; it is told as any bug is.
                except Exception as exc:  # noqa: BLE001
                    sys.excepthook(type(exc), exc, exc.__traceback__)
                    self._failed(LinkTrouble())
                if not self._stopping:
                    self._waiter.wait(LOOK_EVERY)
        finally:
            self._let_go()

    def step(self) -> None:
        """Look, and do what is due.

        Raises:
            KnownError: the database refused, or something stands in the way of the centre.
        """
        if self._woke_up():
            self._forget_connection()
            self._hurried = True
        with self._around.desk.units.read() as unit:
            link, head = unit.exchange.link(), unit.log.head().sequence
        if link is None:
            self._let_go()
            self._tell(LinkReport())
            return
        now, moved = self._waiter.monotonic(), head != self._head
        if self._failures and now < self._next_try and not self._hurried:
            if moved:
                self._tell(self._seen())
            return
        if not self._around.paired() or not self._around.election.take():
            self._beside(link, now)
            return
        if not (self._hurried or moved or self._failures or now >= self._next_ask):
            return
        self._hurried = False
        self._round(link)
        # What came down was told by operations; only what others did since is new.
        self._head = head
        self._failures = 0
        self._next_try = self._waiter.monotonic()
        self._next_ask = self._next_try + ASK_EVERY * (0.75 + self._chance() / 2)
        self._tell(replace(self._seen(), phase=LinkPhase.LINKED, trouble=None))

    def _beside(self, link: CentreLink, now: float) -> None:
        """Tell how it stands while another talks to the centre; files are sent from where they are."""
        self._hurried = False
        self._tell(replace(self._seen(), phase=LinkPhase.ELSEWHERE, trouble=None))
        if self._around.paired() and now >= self._next_try:
            self._next_try = now + ASK_EVERY
            self._send_files(self._open(link))

    def _round(self, link: CentreLink) -> Exchanged:
        centre = self._open(link)
        done = Exchanged()
        self._outgoing.name_office(centre, link)
        if not self._compared or self._outgoing.forked:
            # Before anything is sent: a copy that was restored must not be taken for the newest.
            self._recovery.check(centre)
            self._compared, self._outgoing.forked = True, False
        # Files first: the operation that mentions one is sent after it.
        sent_files, trouble = self._send_files(centre)
        sent_kept, other = self._send_kept(centre, link, self._waiter.monotonic() + PIECES_FOR)
        done += sent_files + sent_kept
        trouble = trouble or other
        heard_at = self._waiter.monotonic()
        while (sent := self._send(centre, done)) is not None:
            done += sent
            # An office with much to send, or a slow link, is never done: it hears all the same.
            if self._waiter.monotonic() - heard_at >= ASK_EVERY:
                done += self._hear(centre)
                heard_at = self._waiter.monotonic()
        done += self._hear(centre)
        with self._around.desk.units.read() as unit:
            # The centre told of another history: looked for in the next round.
            self._outgoing.forked |= recovery.is_parted(unit)
        if trouble is not None:
            raise trouble
        return done

    def _hear(self, centre: Centre) -> Exchanged:
        """Ask for what the centre has to tell until there is no more."""
        done, more = Exchanged(), True
        while more:
            self._go_on()
            received = self._incoming.receive(centre)
            done += received.exchanged
            more = received.more
        return done

    def _send_files(self, centre: Centre) -> tuple[Exchanged, LinkTrouble | None]:
        spool = self._around.spool
        return send_each(
            (partial(spool.send, centre, path) for path in spool.waiting()), self._go_on
        )

    def _send_kept(
        self, centre: Centre, link: CentreLink, until: float = math.inf
    ) -> tuple[Exchanged, LinkTrouble | None]:
        """Send what captures and received files wait, which any computer of the office has.

        Args:
            until: what is left of the files then goes in the next round.
        """
        desk, kept = self._around.desk, self._around.pieces

        def more() -> bool:
            self._go_on()
            late = self._waiter.monotonic() >= until
            self._hurried |= late
            return not late

        captures = (partial(packets.send, desk, centre, one) for one in packets.waiting(desk))
        files = (
            partial(pieces.send, desk, kept, centre, link, name, more)
            for name in pieces.waiting(desk, kept, link)
        )
        return send_each(chain(captures, files), self._go_on)

    def _send(self, centre: Centre, before: Exchanged) -> Exchanged | None:
        self._go_on()
        if before.operations and (seen := self._seen()).waiting:  # more than goes in one request
            self._tell(replace(seen, phase=LinkPhase.SENDING, trouble=None))
        return self._outgoing.send(centre)

    def _go_on(self) -> None:
        if self._stopping:
            raise Stopped

    def _open(self, link: CentreLink) -> Centre:
        """Return who asks the centre of ``link``; another one where it was linked anew."""
        known = self._asked
        if self._centre is None or known is None or known.linked_at != link.linked_at:
            self._forget_connection()
            self._centre, self._asked = self._around.open_centre(link), link
            self._compared = False
            if self._stopping:
                self._centre.wire.stop()
        return self._centre

    def _failed(self, error: KnownError) -> None:
        if self._stopping:
            return
        self._failures += 1
        bound = min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** min(self._failures, 20))
        if getattr(error, "needs_someone", False):
            bound = LONGEST_PAUSE
            self._around.election.release()  # another workstation may be let in
        pause = max(bound * self._chance(), SHORTEST_PAUSE)
        asked = getattr(error, "retry_after", None)
        if asked is not None:
            pause = max(pause, min(asked, LONGEST_PAUSE))
        self._next_try = self._waiter.monotonic() + pause
        since = self._report.since if self._report.phase is LinkPhase.BROKEN else None
        self._tell(
            replace(
                self._seen_if_it_can_be(),
                phase=LinkPhase.BROKEN,
                since=since or self._around.desk.clock.now(),
                trouble=error,
            )
        )

    def _woke_up(self) -> bool:
        """Tell whether the computer slept, or its clock was set, since the last look."""
        now, passed = self._around.desk.clock.now(), self._waiter.monotonic()
        before, self._looked = self._looked, (now, passed)
        if before is None:
            return False
        drift = (now - before[0]) - timedelta(seconds=passed - before[1])
        return abs(drift) > _JUMP

    # ------------------------------------------------------------------------- what is told
    def _seen(self) -> LinkReport:
        """Return the report with what the office's database says of the link."""
        with self._around.desk.units.read() as unit:
            view = look(unit)
        return replace(
            self._report,
            heard_at=_heard(view),
            ends_at=_ends(view),
            waiting=view.waiting,
            refused=view.refused_count,
        )

    def _seen_if_it_can_be(self) -> LinkReport:
        """Return the same; as last told where the database is what stands in the way."""
        try:
            return self._seen()
        except KnownError:
            return self._report

    def _tell(self, report: LinkReport) -> None:
        if report.phase is not self._report.phase and report.phase is not LinkPhase.BROKEN:
            report = replace(report, since=self._around.desk.clock.now())
        if report != self._report and not self._stopping:
            self._report = report
            try:
                self._around.report(report)
            # Whatever becomes of who listens, what waits is sent; it is told as any bug is.
            except Exception as exc:  # noqa: BLE001
                sys.excepthook(type(exc), exc, exc.__traceback__)

    def _forget_connection(self) -> None:
        centre, self._centre = self._centre, None
        if centre is not None:
            centre.wire.reset()

    def _let_go(self) -> None:
        self._forget_connection()
        self._around.election.release()


def _ends(view: LinkView) -> datetime | None:
    """Return when signing in ends, unless the centre is heard of before."""
    if view.link is None:
        return None
    heard = view.link.last_pull_at or view.link.linked_at
    return heard + timedelta(days=view.link.offline_days)


def _heard(view: LinkView) -> datetime | None:
    link = view.link
    heard = [at for at in (link.last_push_at, link.last_pull_at) if at is not None] if link else []
    return max(heard, default=None)
