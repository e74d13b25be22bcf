"""Sixteen offices that write to the centre at once while another hears of it, and the centre dies.

Some are of earlier programs. Each keeps what it was told was taken; afterwards all of it is at the
centre, once, and whoever listened was told of all, whatever the order of the commits.
"""

import os
import random
import select
import signal
import time
from collections import Counter
from contextlib import closing
from threading import Thread
from uuid import UUID, uuid4

import httpx

from domain.errors import KnownError
from tests.central.client import Log, Workstation, pushed
from tests.torture.book import plain
from tests.torture.centre_book import feed_amiss
from tests.torture.centre_server import CentreServer
from tests.torture.crew import fork
from tests.torture.linked_office import LinkedOffice

_WRITERS, _PUSHES, _DEATHS = 16, 12, 3
_PROGRAMS = ("0.4.0", "0.3.9", "0.3.0")
_PATIENCE = 120.0


class Writer:
    """One office that writes.

    Attributes:
        taken: ids of the operations of which it was told that they were taken.
        people: the documents that it told.
        amiss: what did not go as it has to.
    """

    def __init__(self, workstation: Workstation, program: str) -> None:
        self._workstation, self._program = workstation, program
        assert workstation.office_id is not None
        self._log = Log(workstation.office_id)
        self.taken: list[str] = []
        self.people: list[str] = []
        self.amiss: list[str] = []
        self._refused: Counter[int] = Counter()

    def work(self) -> None:
        """Send it all, each push until it is answered; a push is repeated as it was."""
        for _ in range(_PUSHES):
            operations = self._log.many(3)
            document = f"W{uuid4().int % 10**10}"
            key = str(uuid4())
            row = {"id": key, "document_type": "passport", "document": document, "name": "Ana"}
            told = pushed(operations, [{"table": "person", "key": key, "row": row}])
            request, until = uuid4(), time.monotonic() + _PATIENCE
            while not self._pushed(told, request) and time.monotonic() < until:
                select.select([], [], [], 0.05)
            if time.monotonic() >= until:
                self.amiss.append(f"a push was not taken: {dict(self._refused)}")
                return
            self.taken += [str(operation.id) for operation in operations]
            self.people.append(document)

    def _pushed(self, told: object, request: UUID) -> bool:
        more = {"Ventanilla-Program": self._program}
        try:
            answer = self._workstation.ask("POST", "/v1/push", told, request=request, extra=more)
        except httpx.HTTPError:
            return False
        self._refused[answer.status_code] += 1
        return answer.status_code == 200


def sixteen_writers(office: LinkedOffice, centre: CentreServer, chance: random.Random) -> list[str]:
    """Let sixteen write while ``office`` hears of it; return what does not hold."""
    with httpx.Client(timeout=20, trust_env=False) as http:
        served = centre.served()
        writers = []
        for number in range(_WRITERS):
            workstation = Workstation(served, http)
            paired = workstation.pair(served.code(served.known_office(f"Oficina {number}")))
            assert paired.status_code == 200, paired.text
            writers.append(Writer(workstation, _PROGRAMS[number % len(_PROGRAMS)]))
        threads = [Thread(target=writer.work) for writer in writers]
        listening = fork(lambda: _listen(office))
        for thread in threads:
            thread.start()
        for _ in range(_DEATHS):
            threads[0].join(chance.uniform(0.5, 2.0))
            centre.kill()
            centre.start()
        for thread in threads:
            thread.join()
        os.kill(listening, signal.SIGKILL)
        os.waitpid(listening, 0)
    amiss = [words for writer in writers for words in writer.amiss]
    with closing(centre.book()) as there:
        kept = Counter(plain(key) for (key,) in there.rows("SELECT id FROM operation"))
        people = {document for (document,) in there.rows("SELECT document FROM identity")}
        amiss += [fault.words for fault in feed_amiss(there)]
    for writer in writers:
        if len(writer.people) != _PUSHES:
            amiss.append(f"one ended after {len(writer.people)} pushes")
        amiss += [
            f"{key} is there {kept[plain(key)]} times"
            for key in writer.taken
            if kept[plain(key)] != 1
        ]
        amiss += [f"{one} is nobody" for one in writer.people if one not in people]
    return amiss


def _listen(office: LinkedOffice) -> int:
    while True:
        try:
            office.drained()
        except KnownError:
            select.select([], [], [], 0.05)
