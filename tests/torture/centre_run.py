"""Offices and a centre, tortured together.

``python -m tests.torture.centre_run FOLDER SEED ACTIONS KILLS``: each office is tortured as one
alone is (``run``), by the same checker; besides, two processes of each talk to the centre, which
dies and comes back with its database while what passes between them is cut, said twice and late.
In the end everything is sent, and each office is compared with the centre.
"""

import json
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

from desktop.app.station import open_station
from domain.errors import KnownError
from domain.files import replace_file
from tests.torture import post
from tests.torture.book import Book, Fault, ServerBook
from tests.torture.centre_book import PLANTS, centre_amiss, decisions_amiss, feed_amiss
from tests.torture.centre_server import CentreServer
from tests.torture.control import LINKS, Control, Slot
from tests.torture.crew import die_with_parent, fork, in_child
from tests.torture.lines import counted, read_folder
from tests.torture.office import Ground, build_shim, make_office
from tests.torture.server_office import office_server
from tests.torture.syncing import drain, link_office

_ROOT = Path(__file__).parents[2]
_PAUSE = 0.05
"""Between two faults of the offices' ways, in the middle, in seconds."""
_CENTRE_LIVES = (0.5, 5.0)
"""How long the server of the centre lives until it is killed, in seconds."""
_DRAIN_SECONDS = 120.0


class CentreRun:
    """One torture of offices and a centre.

    Args:
        actions: that each office does.
        kills: in each office.
        offices: how many.
    """

    def __init__(
        self,
        ground: Ground,
        centre: CentreServer,
        seed: str,
        actions: int,
        kills: int,
        offices: int,
    ) -> None:
        self._ground, self._centre, self._seed = ground, centre, seed
        self._actions, self._kills = actions, kills
        self._chance = random.Random(seed)
        self.offices = [
            Ground(ground.root / f"oficina{number}") for number in range(1, offices + 1)
        ]
        self.faults: Counter[str] = Counter()
        self.centre_kills = 0

    def go(self, control: Control) -> None:
        """Make the offices, link them, let them work among faults, and send what is left."""
        control.begin_again()
        ports = self._ways()
        for number, office in enumerate(self.offices):
            office.root.mkdir()
            if number % 2:
                (office.root / "una-cuenta").touch()
            in_child(partial(make_office, office))()
            _link(office, self._centre, ports[number])
        with _working(self.offices, self._seed, self._actions, self._kills) as working:
            self._torture(control, working)
        for number in range(len(self.offices)):
            control.set(Slot.NET, post.Post.OPEN, number)

    def _ways(self) -> tuple[int, ...]:
        """Begin the proxy; return at which port each office finds the centre."""
        reading, writing = os.pipe()
        many = len(self.offices)
        fork(partial(post.serve, self._ground, self._centre.port, many, writing))
        os.close(writing)
        with os.fdopen(reading) as told:
            return tuple(map(int, told.readline().split(",")))

    def _torture(self, control: Control, working: Callable[[], bool]) -> None:
        next_death = time.monotonic() + self._chance.uniform(*_CENTRE_LIVES)
        ends: dict[int, float] = {}
        reviving = Thread()
        while working():
            select.select([], [], [], self._chance.expovariate(1 / _PAUSE))
            now = time.monotonic()
            for office, until in [*ends.items()]:
                if now >= until:
                    control.set(Slot.NET, post.Post.OPEN, office)
                    del ends[office]
            self._befall(control, ends)
            if now >= next_death and not reviving.is_alive():
                revive = self._kill()
                reviving = Thread(target=revive)
                reviving.start()
                next_death = now + self._chance.uniform(*_CENTRE_LIVES)
        reviving.join()
        self.faults |= {
            way.name.lower().replace("_", " "): control.get(Slot.MET, way) for way in post.Post
        }

    def _befall(self, control: Control, ends: dict[int, float]) -> None:
        office = self._chance.randrange(len(self.offices))
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
        if dice < 0.6:
            self.faults["centre killed"] += 1
            centre.kill()
            return centre.start
        if dice < 0.75:
            self.faults["centre's database killed"] += 1
            database.kill()
            return database.start
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


def _link(office: Ground, centre: CentreServer, port: int) -> None:
    """Pair whoever of the office talks to the centre."""
    address = f"http://127.0.0.1:{port}"

    def pair(worker: str, code: str) -> str:
        station = open_station(office.places(worker), office.keyring())
        with closing(station):
            link_office(station, address, code)
            drain(station)
            return str(station.office().id)

    known = str(in_child(partial(pair, LINKS[0], centre.code()))())
    if not (office.root / "una-cuenta").exists():
        in_child(partial(pair, LINKS[1], centre.code(known)))()


@contextmanager
def _working(
    offices: list[Ground], seed: str, actions: int, kills: int
) -> Iterator[Callable[[], bool]]:
    """Let every office work; give what tells whether any still does."""
    with ExitStack() as held:
        processes = []
        for office in offices:
            build_shim(office)
            Control(office.control).close()
            command = [sys.executable, "-m", "tests.torture.run", str(office.root)]
            command += [f"{seed} {office.root.name}", str(actions), str(kills), "linked"]
            environment = {**os.environ, **office.environment}
            process = subprocess.Popen(command, cwd=_ROOT, env=environment)
            held.callback(process.kill)
            processes.append(process)
        yield lambda: any(process.poll() is None for process in processes)
        for process in processes:
            if process.wait():
                raise subprocess.CalledProcessError(process.returncode, process.args)


def send_the_rest(offices: list[Ground]) -> str:
    """Let the offices send and hear until none has anything; return what stood in the way."""
    until = time.monotonic() + _DRAIN_SECONDS
    with ExitStack() as held:
        stations = [
            held.enter_context(closing(open_station(one.places(LINKS[0]), one.keyring())))
            for one in offices
        ]
        words = ""
        while time.monotonic() < until:
            try:
                # What one hears may have to be told to the others.
                if not sum([drain(station) for station in stations]):
                    return ""
                words = "it never ends"
            except KnownError as error:
                words = f"{type(error).__name__}: {error.words}"
                select.select([], [], [], 0.1)
    return words


def compare(offices: list[Ground], centre: ServerBook) -> dict[str, list[Fault]]:
    """Compare every office with the centre, and the offices with each other."""
    found: dict[str, list[Fault]] = {}
    with ExitStack() as held:
        there = held.enter_context(closing(centre))
        books = []
        for office in offices:
            book = held.enter_context(closing(Book(office.database, office.key())))
            found[office.root.name] = [*centre_amiss(there, book)]
            books.append(book)
        found["centre"] = [*feed_amiss(there), *decisions_amiss(there, books)]
    return found


def torture_centre(
    ground: Ground, seed: str, actions: int, kills: int, *, offices: int, durable: bool
) -> dict[str, Any]:
    """Torture offices and a centre; return, and write, what came of it."""
    shutil.rmtree(ground.root, ignore_errors=True)
    ground.root.mkdir(parents=True)
    begun = time.monotonic()
    with (
        office_server(durable=durable) as database,
        closing(CentreServer(database, ground.root)) as centre,
        Control(ground.control) as control,
    ):
        centre.start()
        run = CentreRun(ground, centre, seed, actions, kills, offices)
        run.go(control)
        left = str(in_child(partial(send_the_rest, run.offices))())
        found: Any = in_child(lambda: _told(compare(run.offices, centre.book())))()
        centre.close()
        unflagged = in_child(partial(_unflagged, run.offices, centre))()
    own = {office.root.name: _own(office) for office in run.offices}
    kept = {
        "seed": seed,
        "seconds": round(time.monotonic() - begun, 1),
        "faults": dict(run.faults.most_common()),
        "centre_kills": run.centre_kills,
        "not sent in the end": left,
        "compared": found,
        "planted and not flagged": unflagged,
        "offices": own,
    }
    replace_file(ground.root / "run.json", json.dumps(kept, indent=1, ensure_ascii=False).encode())
    return kept


def _unflagged(offices: list[Ground], centre: CentreServer) -> list[str]:
    """Spoil a copy of what the centre holds in each way; return what was not seen."""
    missed = []
    for plant, (kind, statement) in PLANTS.items():
        found = compare(offices, centre.spoiled(statement))
        if kind not in {fault.kind for faults in found.values() for fault in faults}:
            missed.append(plant)
    return missed


def _told(found: dict[str, list[Fault]]) -> dict[str, dict[str, object]]:
    return {
        name: {
            "counts": dict(Counter(fault.kind for fault in faults)),
            "words": [fault.words for fault in faults[:20]],
        }
        for name, faults in found.items()
    }


def _own(office: Ground) -> dict[str, Any]:
    kept = json.loads((office.root / "run.json").read_text())
    told = read_folder(office.shown)
    return {
        "kills": kept["kills"],
        "faults": kept["faults"],
        "look": kept["looks"][-1],
        "told": counted(told),
    }


def main() -> None:
    """Run as the arguments say."""
    die_with_parent()
    folder, seed, actions, kills = sys.argv[1:]
    kept = torture_centre(
        Ground(Path(folder).resolve()), seed, int(actions), int(kills), offices=2, durable=True
    )
    print(json.dumps(kept["compared"], indent=1, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
