"""Processes that search side by side, replaced where one ends or hangs.

Processes, since threads gain nothing here, and since the matcher is other people's native code: what
ends in it must not end the program. Each has a pipe; nothing is shared and nothing is on a disk.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from biometrics.searcher import Answer, Drop, Question, main

_LOOK = 0.1
"""Seconds between two looks at whether the search was called off."""
_BEGIN_SECONDS = 120.0
"""A process that has not begun after this long never will."""
_ATTEMPTS = 2
_MOST_DEATHS = 12
"""In one search; more is no bad pair but a machine on which nothing can be searched."""


class SearchCancelled(Exception):
    """The search was called off."""


class SearchFailed(Exception):
    """The processes that search end again and again; nothing is known of who is alike."""


@dataclass(slots=True, eq=False)
class Job:
    """A piece of work for one process.

    Attributes:
        ask: returns the question, given the fingers the process holds; it may add to them.
        done: takes the answer.
        home: which process; None for any.
        seconds: after this long it hangs.
        lost: what to do once it ended a process twice; returns jobs in its place.
    """

    ask: Callable[[set[int]], Question]
    done: Callable[[Answer], None]
    home: int | None = None
    seconds: float = 60.0
    lost: Callable[[], Iterable["Job"]] | None = None
    attempts: int = field(default=0, init=False)


class _Worker:
    """One process and what it is doing."""

    def __init__(self) -> None:
        self.held: set[int] = set()
        self.job: Job | None = None
        self.busy = True  # until it tells that it is ready
        self.until = time.monotonic() + _BEGIN_SECONDS
        context = get_context("spawn")
        self.pipe: Connection
        self.pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(
            target=main, args=(theirs,), name="ventanilla-search", daemon=True
        )
        self.process.start()
        theirs.close()

    def end(self) -> None:
        """End the process and wait for it."""
        self.pipe.close()
        self.process.kill()
        self.process.join()
        self.process.close()


class Crew:
    """Some processes; they begin with the first work."""

    def __init__(self, processes: int) -> None:
        self.size = processes
        self._workers: list[_Worker | None] = [None] * processes

    @property
    def pids(self) -> list[int]:
        """The processes that are alive."""
        return [one.process.pid or 0 for one in self._workers if one is not None]

    def run(self, jobs: Iterable[Job], cancelled: Callable[[], bool]) -> None:
        """Do all jobs; each tells its answer by ``done``, on this thread.

        Raises:
            SearchCancelled: ``cancelled`` said so.
            SearchFailed: the processes end again and again.
        """
        homes: list[deque[Job]] = [deque() for _ in self._workers]
        anyone: deque[Job] = deque()
        for job in jobs:
            (anyone if job.home is None else homes[job.home]).append(job)
        deaths = 0
        while True:
            if cancelled():
                self._leave()
                raise SearchCancelled
            for number, queue in enumerate(homes):
                worker = self._workers[number]
                if worker is None:
                    if queue or len(anyone) > self._beginning():
                        self._workers[number] = _Worker()
                elif (queue or anyone) and not worker.busy:
                    job = queue.popleft() if queue else anyone.popleft()
                    deaths += self._give(number, job, homes, anyone)
            busy = [one for one in self._workers if one is not None and one.job is not None]
            if not busy and not anyone and not any(homes):
                return
            deaths += self._listen(homes, anyone)
            if deaths > _MOST_DEATHS:
                self._leave()
                raise SearchFailed

    def forget(self, home: int, fingers: list[int]) -> None:
        """Let a process forget fingers."""
        worker = self._workers[home]
        if worker is None or not worker.held.intersection(fingers):
            return
        worker.held.difference_update(fingers)
        self.run([Job(lambda _: Drop(fingers), lambda _: None, home)], lambda: False)

    def close(self) -> None:
        """End all processes; they begin again with the next work."""
        for number, worker in enumerate(self._workers):
            if worker is not None:
                worker.end()
                self._workers[number] = None

    def _beginning(self) -> int:
        return sum(one is not None and one.busy and one.job is None for one in self._workers)

    def _leave(self) -> None:
        """Nobody waits any more for what the processes are doing; they do it to the end."""
        for worker in self._workers:
            if worker is not None:
                worker.job = None

    def _give(self, number: int, job: Job, homes: list[deque[Job]], anyone: deque[Job]) -> int:
        """Give a process a job; return how many processes were lost."""
        worker = self._workers[number]
        assert worker is not None
        job.attempts += 1
        worker.job, worker.busy = job, True
        worker.until = time.monotonic() + job.seconds
        try:
            worker.pipe.send(job.ask(worker.held))
        except OSError:
            return self._lose(number, homes, anyone)
        return 0

    def _listen(self, homes: list[deque[Job]], anyone: deque[Job]) -> int:
        """Take answers for a moment; return how many processes were lost."""
        busy = {
            one.pipe: number
            for number, one in enumerate(self._workers)
            if one is not None and one.busy
        }
        told = wait(busy, _LOOK)
        lost = 0
        for pipe, number in busy.items():
            worker = self._workers[number]
            assert worker is not None
            if pipe in told:
                try:
                    answer: Answer = worker.pipe.recv()
                except (EOFError, OSError):
                    lost += self._lose(number, homes, anyone)
                    continue
                job, worker.job, worker.busy = worker.job, None, False
                if job is not None:
                    job.done(answer)
            elif time.monotonic() > worker.until:
                lost += self._lose(number, homes, anyone)
        return lost

    def _lose(self, number: int, homes: list[deque[Job]], anyone: deque[Job]) -> int:
        """End what is left of a process and give its work to another one."""
        worker = self._workers[number]
        assert worker is not None
        self._workers[number] = None
        worker.end()
        job = worker.job
        if job is None:
            return 1
        again = [job]
        if job.attempts >= _ATTEMPTS and job.lost is not None:
            again = list(job.lost())
        for one in again:
            (anyone if one.home is None else homes[one.home]).appendleft(one)
        return 1
