"""Offices and a centre, tortured together.

``python -m tests.torture.centre_run FOLDER SEED ACTIONS KILLS``: each office is tortured as one
alone is (``run``), by the same checker; besides, two processes of each talk to the centre, which
dies and comes back with its database while what passes between them is cut, said twice and late.
In the end everything is sent, and each office is compared with the centre.
"""

import json
import math
import os
import random
import select
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

from domain.errors import KnownError
from domain.files import replace_file
from tests.torture import post, scenes
from tests.torture.centre_server import CentreServer
from tests.torture.comparing import compare, in_words, operations_there, report, unflagged
from tests.torture.control import LINKS, Control, Slot
from tests.torture.crew import die_with_parent, fork, in_child
from tests.torture.lines import counted, read_folder
from tests.torture.linked_office import FileOffice, LinkedOffice, ServerOffice
from tests.torture.office import Ground
from tests.torture.server import server_running
from tests.torture.writers import sixteen_writers

_PAUSE = 0.25
"""Between two faults of the offices' ways, in the middle, in seconds."""
_CENTRE_LIVES = (2.0, 15.0)
"""How long the centre lives until something of it is killed again, in seconds."""
_DRAIN_SECONDS = 120.0
_DISK = 1500
"""Of the centre's database, in megabytes."""
_MOST_WAITING = 200_000


class CentreRun:
    """One torture of offices and a centre.

    Args:
        offices: who works.
        actions: that an office does whose ``share`` is whole.
        kills: in each office.
        seldom: what is seldom comes too: the centre is restored from a backup.
    """

    def __init__(
        self,
        ground: Ground,
        centre: CentreServer,
        offices: list[LinkedOffice],
        seed: str,
        actions: int,
        kills: int,
        *,
        seldom: bool,
    ) -> None:
        self._ground, self._centre, self._seed = ground, centre, seed
        self._actions, self._kills = actions, kills
        self._chance = random.Random(seed)
        self._offices, self._seldom = offices, seldom
        self.faults: Counter[str] = Counter()
        self.centre_kills = 0

    def go(self, control: Control) -> None:
        """Make the offices, link them, and let them work among faults."""
        control.begin_again()
        ports = self._ways()
        for office, port in zip(self._offices, ports, strict=True):
            office.make()
            self._link(office, f"http://127.0.0.1:{port}")
        with _working(self._offices, self._seed, self._actions, self._kills) as working:
            self._torture(control, working)
        for number in range(len(self._offices)):
            control.set(Slot.NET, post.Post.OPEN, number)

    def _link(self, office: LinkedOffice, address: str) -> None:
        """Pair whoever of the office talks to the centre."""
        known = office.pair(LINKS[0], address, self._centre.code())
        if not office.one_account:
            office.pair(LINKS[1], address, self._centre.code(known))

    def _ways(self) -> tuple[int, ...]:
        """Begin the proxy; return at which port each office finds the centre."""
        reading, writing = os.pipe()
        many = len(self._offices)
        fork(partial(post.serve, self._ground, self._centre.port, many, writing))
        os.close(writing)
        with os.fdopen(reading) as told:
            return tuple(map(int, told.readline().split(",")))

    def _torture(self, control: Control, working: Callable[[], bool]) -> None:
        next_death = time.monotonic() + self._chance.uniform(*_CENTRE_LIVES)
        ends: dict[int, float] = {}
        reviving = Thread()
        backed_up = restored = not self._seldom
        while working():
            select.select([], [], [], self._chance.expovariate(1 / _PAUSE))
            now = time.monotonic()
            for office, until in [*ends.items()]:
                if now >= until:
                    control.set(Slot.NET, post.Post.OPEN, office)
                    del ends[office]
            self._befall(control, ends)
            if reviving.is_alive():
                next_death = now + self._chance.uniform(*_CENTRE_LIVES)
            elif not backed_up and self._done() > 0.3:
                backed_up = True
                self._centre.back_up()
                self._centre.start()
            elif backed_up and not restored and self._done() > 0.6:
                restored = True
                self.faults["centre restored from a backup"] += 1
                self._centre.restore()
                self._centre.start()
            elif now >= next_death:
                reviving = Thread(target=self._kill())
                reviving.start()
        if reviving.ident is not None:  # nothing may have died in a short run
            reviving.join()
        self.faults |= {
            way.name.lower().replace("_", " "): control.get(Slot.MET, way) for way in post.Post
        }

    def _done(self) -> float:
        """Return which part of the actions is done."""
        total = 0
        for office in self._offices:
            with Control(office.ground.control) as control:
                total += control.total()
        return total / sum(self._actions * office.share for office in self._offices)

    def _befall(self, control: Control, ends: dict[int, float]) -> None:
        office = self._chance.randrange(len(self._offices))
        if office in ends:
            return
        if self._chance.random() < 0.85:
            way = self._chance.choice(post.ONCE)
        else:
            way = self._chance.choice(post.A_WHILE)
            ends[office] = time.monotonic() + self._chance.uniform(0.2, 3.0)
        control.set(Slot.NET, way, office)

    def _kill(self) -> Callable[[], None]:
        """Kill something of the centre; return what makes it live again."""
        centre, database = self._centre, self._centre.database
        dice = self._chance.random()
        self.centre_kills += 1
        if dice < 0.5:
            self.faults["centre killed"] += 1
            centre.kill()
            return centre.start
        if dice < 0.65:
            self.faults["centre's database killed"] += 1
            database.kill()
            return database.start
        if dice < 0.82 and database.fill_disk():
            self.faults["the centre's disk full"] += 1
            full = self._chance.uniform(0.5, 3.0)

            def free() -> None:
                select.select([], [], [], full)
                database.free_disk()
                if not database.lives():
                    database.start()

            return free
        if dice < 0.9:
            self.faults["process of the centre's database killed"] += 1
            database.kill_one(self._chance)
            return lambda: None
        self.faults["centre killed with its database"] += 1
        centre.kill()
        database.kill()

        def both() -> None:
            database.start()
            centre.start()

        return both


@contextmanager
def _working(
    offices: list[LinkedOffice], seed: str, actions: int, kills: int
) -> Iterator[Callable[[], bool]]:
    """Let every office work; give what tells whether any still does."""
    with ExitStack() as held:
        processes = []
        for office in offices:
            share = office.share
            asked = (round(actions * share), max(1, round(kills * share)))
            process = office.begin(f"{seed} {office.name}", *asked)
            held.callback(process.kill)
            processes.append(process)
        yield lambda: any(process.poll() is None for process in processes)
        for process in processes:
            if process.wait():
                raise subprocess.CalledProcessError(process.returncode, process.args)


def send_the_rest(offices: list[LinkedOffice]) -> str:
    """Let the offices send and hear until none has anything; return what stood in the way."""
    until = time.monotonic() + _DRAIN_SECONDS
    words = ""
    while time.monotonic() < until:
        try:
            # What one hears may have to be told to the others.
            if not sum([office.drained() for office in offices]):
                return ""
            words = "it never ends"
        except KnownError as error:
            words = f"{type(error).__name__}: {error.words}"
            select.select([], [], [], 0.1)
    return words


def torture_centre(
    ground: Ground,
    seed: str,
    actions: int,
    kills: int,
    *,
    files: int,
    servers: int,
    durable: bool,
    many_waiting: int = 0,
) -> dict[str, Any]:
    """Torture offices and a centre; return, and write, what came of it.

    Args:
        actions: of an office whose ``share`` is whole; ``kills``: likewise.
        files: offices whose data are a file; ``servers``: offices with a server.
        durable: servers wait for the disk.
        many_waiting: so many operations wait in the end, after all that is seldom; 0: none of it.
    """
    shutil.rmtree(ground.root, ignore_errors=True)
    ground.root.mkdir(parents=True)
    begun = time.monotonic()
    with ExitStack() as held:
        control = held.enter_context(Control(ground.control))
        megabytes = _DISK if many_waiting else 0
        database = held.enter_context(server_running(durable=durable, megabytes=megabytes))
        centre = held.enter_context(closing(CentreServer(database, ground.root)))
        offices: list[LinkedOffice] = []
        for number in range(files):
            place = Ground(ground.root / f"archivo{number + 1}")
            offices.append(FileOffice(place, one_account=number % 2 == 0))
        for number in range(servers):
            server = held.enter_context(server_running(durable=durable))
            offices.append(ServerOffice(Ground(ground.root / f"servidor{number + 1}"), server))
        centre.start()
        run = CentreRun(ground, centre, offices, seed, actions, kills, seldom=many_waiting > 0)
        run.go(control)
        sent = in_child(lambda: operations_there(centre))()
        left = str(in_child(partial(send_the_rest, offices))())
        centre.close()
        found: Any = in_child(lambda: in_words(compare(offices, centre.book())))()
        missed = in_child(partial(unflagged, offices, centre))()
        seldom = {}
        if many_waiting:
            centre.start()
            seldom = _seldom(offices, centre, many_waiting, random.Random(seed))
        kept = {
            "seed": seed,
            "seconds": round(time.monotonic() - begun, 1),
            "faults": dict(run.faults.most_common()),
            "centre_kills": run.centre_kills,
            "sent while at work": sent,
            "not sent in the end": left,
            "compared": found,
            "planted and not flagged": missed,
            "seldom": seldom,
            "offices": {office.name: _own(office.ground) for office in offices},
        }
    replace_file(ground.root / "run.json", json.dumps(kept, indent=1, ensure_ascii=False).encode())
    return kept


def _seldom(
    offices: list[LinkedOffice], centre: CentreServer, many: int, chance: random.Random
) -> dict[str, Any]:
    """Let what is seldom befall the first office; return what did not hold, and figures."""
    office = offices[0]
    assert isinstance(office, FileOffice)
    amiss = {
        "restored": scenes.restored(office),
        "cloned": scenes.cloned(office, centre),
    }
    send_the_rest(offices)
    found = in_child(lambda: in_words(compare(offices, centre.book())))()
    assert isinstance(found, dict)
    amiss["after both"] = [words for one in found.values() for words in one["words"]]
    amiss["sixteen writers"] = sixteen_writers(office, centre, chance)
    send_the_rest(offices)
    found = in_child(lambda: in_words(compare(offices, centre.book())))()
    assert isinstance(found, dict)
    amiss["after them"] = [words for one in found.values() for words in one["words"]]
    amiss["poisoned"] = scenes.poisoned(office, centre)
    amiss["waiting"], figures = scenes.many_waiting(office, centre, many, chance)
    return {"amiss": amiss, "waiting": figures}


def _own(office: Ground) -> dict[str, Any]:
    kept = json.loads((office.root / "run.json").read_text())
    return {
        "kills": kept["kills"],
        "faults": kept["faults"],
        "look": kept["looks"][-1],
        "told": counted(read_folder(office.shown)),
    }


def main() -> int:
    """Run as the arguments say; return what to exit with."""
    die_with_parent()
    folder, seed, actions, kills = sys.argv[1:]
    ground = Ground(Path(folder).resolve())
    # Three offices share the actions and the kills, as ``LinkedOffice.share`` says.
    kept = torture_centre(
        ground,
        seed,
        math.ceil(int(actions) / 2.4),
        math.ceil(int(kills) / 2.4),
        files=2,
        servers=1,
        durable=True,
        many_waiting=min(_MOST_WAITING, 40 * int(actions)),
    )
    return report(kept)


if __name__ == "__main__":
    sys.exit(main())
