"""Several people's actions at once, in every order their transactions can fall.

Each person is a thread with a database connection of their own. It stops where a transaction
begins and where it ends, and a scheduler lets one go on at a time: nothing smaller can interleave,
because SQLite makes a transaction whole. All orders are tried, each on a fresh copy of the hall.
Whoever waits to begin a write while another's is open is let try it: the engine must refuse.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from domain.errors import DatabaseBusy, KnownError
from domain.ports import UnitOfWork, Units

PATIENCE_S = 60.0


class TwoWriters(AssertionError):
    """Two people's writes were open at once."""


class _Left(Exception):
    """Nobody waits for the end of this any more."""


class Player:
    """One person, doing one thing in a thread.

    Args:
        crew: lends the thread.
        name: who, in words.
        units: on a connection of their own, which never waits.
        act: what they do, given the units that stop at each point.

    Attributes:
        at: where it stands: "read" or "write" (about to begin), "end" or "commit" (about to end
            it), "" when it is done.
        refused: how often it could not begin a write.
        error: what it was told instead of being done; None when it was done.
    """

    def __init__(
        self, crew: Executor, name: str, units: Units, act: Callable[[Units], object]
    ) -> None:
        self.name = name
        self._crew, self._units, self._act = crew, units, act
        self._go, self._back = threading.Semaphore(0), threading.Semaphore(0)
        self._done: Future[None] | None = None
        self.at = "start"
        self._left = False
        self.refused = 0
        self.error: KnownError | None = None

    def step(self) -> None:
        """Let it go on to its next point, or to its end.

        Raises:
            Exception: what was raised in it that no person is told.
        """
        if self._done is None:
            self._done = self._crew.submit(self._run)
        else:
            self._go.release()
        if not self._back.acquire(timeout=PATIENCE_S):
            raise TimeoutError(f"{self.name} does not come back from {self.at}")
        if not self.at:
            self._done.result()

    def leave(self) -> None:
        """Give up where it stands: what it had begun is taken back."""
        self._left = True
        while self._done is not None and self.at:
            self._go.release()
            self._back.acquire(timeout=PATIENCE_S)

    def _run(self) -> None:
        try:
            self._act(self)
        except KnownError as error:
            self.error = error
        except _Left:
            pass
        finally:
            self.at = ""
            self._back.release()

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Begin a write when it is let, as often as it takes."""
        with ExitStack() as stack:
            yield self._begun(stack)
            self._pause("commit")

    def _begun(self, stack: ExitStack) -> UnitOfWork:
        while True:
            self._pause("write")
            try:
                return stack.enter_context(self._units.write())
            except DatabaseBusy:
                self.refused += 1

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Begin a read when it is let."""
        self._pause("read")
        with self._units.read() as unit:
            yield unit
            self._pause("end")

    def _pause(self, point: str) -> None:
        self.at = point
        self._back.release()
        self._go.acquire()
        if self._left:
            raise _Left


@dataclass(slots=True)
class Trace:
    """One order that was played: who went on at each point, and who else could have.

    Attributes:
        commits: who ended a write, in that order.
        refused: how often somebody was not let write because another did.
    """

    chosen: list[int] = field(default_factory=list)
    options: list[tuple[int, ...]] = field(default_factory=list)
    commits: list[int] = field(default_factory=list)
    refused: int = 0


def play(players: Sequence[Player], prefix: Sequence[int]) -> Trace:
    """Play one order: as ``prefix`` tells, then always the first who can go on.

    Raises:
        TwoWriters: a write began while another was open.
    """
    with ExitStack() as left:
        for player in players:
            left.callback(player.leave)
            player.step()
        return _played(players, prefix)


def _played(players: Sequence[Player], prefix: Sequence[int]) -> Trace:
    trace = Trace()
    while any(player.at for player in players):
        options = _who_can(players)
        turn = len(trace.chosen)
        who = prefix[turn] if turn < len(prefix) else options[0]
        trace.chosen.append(who)
        trace.options.append(options)
        if players[who].at == "commit":
            trace.commits.append(who)
        players[who].step()
    trace.refused = sum(player.refused for player in players)
    return trace


def _who_can(players: Sequence[Player]) -> tuple[int, ...]:
    """Return who can go on; who waits to write while another does is let try, and refused."""
    writing = any(player.at == "commit" for player in players)
    able = []
    for number, player in enumerate(players):
        if writing and player.at == "write":
            before = player.refused
            player.step()
            if player.refused == before:
                raise TwoWriters(f"{player.name} began a write while another was open")
        elif player.at:
            able.append(number)
    return tuple(able)


def every_order(played: Callable[[Sequence[int]], Trace]) -> Iterator[Trace]:
    """Try every order, each once; ``played`` plays one from a prefix on a fresh hall."""
    left: list[list[int]] = [[]]
    while left:
        prefix = left.pop()
        trace = played(prefix)
        yield trace
        for turn in range(len(prefix), len(trace.chosen)):
            taken, before = trace.chosen[turn], trace.chosen[:turn]
            left += [[*before, other] for other in trace.options[turn] if other != taken]
