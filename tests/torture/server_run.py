"""An office on a server, tortured.

``python -m tests.torture.server_run FOLDER SEED ACTIONS KILLS``; with what ``Server.tell`` says of a
server that runs, the office that is there, linked with a centre (``centre_run``).

The server's data are its own folder's and gone at the end, so a run that was stopped begins anew.
"""

import json
import random
import shutil
import sys
import time
from collections import Counter
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from domain.files import replace_file
from tests.torture.checker import Verdict, check_book
from tests.torture.control import LINKS, WORKERS, Control, Slot
from tests.torture.crew import Crew, die_with_parent, in_child
from tests.torture.day import Day
from tests.torture.lines import Told, counted, read_folder
from tests.torture.office import Ground
from tests.torture.server import Server, server_running
from tests.torture.server_office import CREW, DATABASE, make_server_office
from tests.torture.wire import Way

_LOOKS = 4
#: How it is spoiled, by what the checker must call it.
_PLANTS = {
    "lost": "DELETE FROM operation WHERE sequence > (SELECT max(sequence) - 20 FROM operation)",
    "doubled": (
        "INSERT INTO operation SELECT (SELECT max(sequence) + 1 FROM operation),"
        " gen_random_uuid(), office_id, workstation, aggregate, aggregate_id, aggregate_version,"
        " type, schema_version, actor_id, at + interval '1 second', payload, payload_hash,"
        " previous_hash, hash FROM operation WHERE type = 'ticket_issued'"
        " ORDER BY sequence DESC LIMIT 1"
    ),
    "twice": (
        "UPDATE operation SET type = 'ticket_called', payload ="
        " json_build_object('counter', (SELECT id FROM counter LIMIT 1))::text"
        " WHERE sequence = (SELECT max(sequence) FROM operation WHERE type = 'ticket_served')"
    ),
    "chain": "UPDATE operation SET at = at + interval '1 second' WHERE sequence = 40",
    "half": "UPDATE ticket SET state = 'cancelled' WHERE state = 'served'",
}
_CUTS = {
    "cut": Way.CUT,
    "cut before COMMIT": Way.CUT_BEFORE_COMMIT,
    "cut in the middle of COMMIT": Way.CUT_IN_COMMIT,
    "cut after COMMIT": Way.CUT_AFTER_COMMIT,
}
_A_WHILE = {
    "slow": Way.SLOW,
    "silent": Way.SILENT,
    "silent after COMMIT": Way.SILENT_AFTER_COMMIT,
    "closed": Way.CLOSED,
}


class ServerDay(Day):
    """A day in an office with a server, among what befalls servers and the way to them.

    Attributes:
        server: what is broken.
    """

    table = {
        "suspended": 60,
        "suspended longer than the server waits": 5,
        "clock moved": 40,
        "clock moved by a day": 10,
        "printer gone": 5,
        "keyring gone": 10,
        "cut": 60,
        "cut before COMMIT": 60,
        "cut in the middle of COMMIT": 30,
        "cut after COMMIT": 120,
        "slow": 20,
        "silent": 20,
        "silent after COMMIT": 20,
        "closed": 20,
        "closed after COMMIT for longer than is waited": 0.6,
        "everybody cut": 10,
        "server killed": 15,
        "server suspended": 8,
        "process of the server killed": 10,
    }
    server: Server

    def _befall(self, what: str, worker: int) -> bool:
        if what in _CUTS:
            self._control.set(Slot.NET, _CUTS[what], worker)
        elif what in _A_WHILE:
            self._control.set(Slot.NET, _A_WHILE[what], worker)
            self._in(self._chance.uniform(0.1, 1.5), partial(self._open_way, worker))
        else:
            match what:
                case "suspended longer than the server waits":
                    name = WORKERS[worker]
                    if not self._crew.stop(name):
                        return False
                    self._in(2.5, lambda: self._crew.go_on(name))
                case "closed after COMMIT for longer than is waited":
                    self._control.set(Slot.NET, Way.CLOSED_AFTER_COMMIT, worker)
                    self._in(15, partial(self._open_way, worker))
                case "everybody cut":
                    for name in self._crew.names:
                        self._control.set(Slot.NET, Way.CUT, WORKERS.index(name))
                case "server killed":
                    self.server.kill()
                    away = self._chance.choice([0.0, 0.5, 2.0])
                    self._in(away, self.server.start)
                    self._next_fault += 5
                case "server suspended":
                    self.server.suspend()
                    self._in(self._chance.uniform(0.1, 1.5), self.server.go_on)
                case "process of the server killed":
                    return self.server.kill_one(self._chance)
                case _:
                    return super()._befall(what, worker)
        return True

    def _open_way(self, worker: int) -> None:
        """End what befell a way: what was held back is lost, as the kernel gives it up."""
        cut = self._chance.random() < 0.7
        self._control.set(Slot.NET, Way.CUT if cut else Way.OPEN, worker)


def torture_server(ground: Ground, seed: str, actions: int, kills: int, *, durable: bool) -> None:
    """Torture an office on a server, and write what came of it."""
    shutil.rmtree(ground.root, ignore_errors=True)
    with server_running(durable=durable) as server:
        make_server_office(ground, server)
        work(ground, server, seed, actions, kills, CREW)
        kept = json.loads((ground.root / "run.json").read_text())
        kept["planted and not flagged"] = in_child(lambda: _unflagged(ground, server))()
        replace_file(ground.root / "run.json", json.dumps(kept, indent=1).encode())


def work(
    ground: Ground, server: Server, seed: str, actions: int, kills: int, names: tuple[str, ...]
) -> None:
    """Let people work in an office on a server, among faults, and write what came of it."""
    with Control(ground.control) as control:
        control.begin_again()
        crew = Crew(ground, control, names, seed)
        faults: Counter[str] = Counter()
        day = ServerDay(
            ground,
            control,
            crew,
            b"",
            random.Random(seed),
            actions=actions,
            kills=kills,
            faults=faults,
        )
        day.server = server
        begun = time.monotonic()
        looks = []
        for number in range(1, _LOOKS + 1):
            day.work(actions * number // _LOOKS)
            day.pause()
            looks.append(in_child(lambda: _look(ground, server))())
            day.go_on()
        crew.dismiss()
        kept = {
            "seed": seed,
            "kills": control.get(Slot.KILLS),
            "faults": dict(faults.most_common()),
            "bugs": crew.bugs,
            "seconds": round(time.monotonic() - begun, 1),
            "looks": looks,
            "told": counted(read_folder(ground.shown)),
        }
        replace_file(ground.root / "run.json", json.dumps(kept, indent=1).encode())


def _checked(server: Server, told: Told, spoil: str = "") -> Verdict:
    with closing(server.book(DATABASE, spoil)) as book:
        return check_book(book, told)


def _unflagged(ground: Ground, server: Server) -> list[str]:
    """Spoil what the office holds in each way; return what the checker did not see."""
    told = read_folder(ground.shown)
    return [
        kind
        for kind, statement in _PLANTS.items()
        if kind not in {fault.kind for fault in _checked(server, told, statement).faults}
    ]


def _look(ground: Ground, server: Server) -> dict[str, object]:
    told = read_folder(ground.shown)
    begun = time.monotonic()
    verdict = _checked(server, told)
    return {
        "actions": verdict.acknowledged,
        "entries": verdict.entries,
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "others": verdict.others + len(told.bugs),
        "unsure_yet_done": verdict.refused_yet_done,
        "words": [*(fault.words for fault in verdict.faults[:20]), *told.bugs[:3]],
        "checked_in_seconds": round(time.monotonic() - begun, 1),
    }


def main() -> int:
    """Run as the arguments say; return what to exit with."""
    die_with_parent()
    folder, seed, actions, kills, *linked = sys.argv[1:]
    ground = Ground(Path(folder).absolute())
    if linked:
        server = Server.told(linked[0])
        work(ground, server, seed, int(actions), int(kills), (*CREW, *LINKS))
    else:
        torture_server(ground, seed, int(actions), int(kills), durable=True)
        return report(json.loads((ground.root / "run.json").read_text()))
    return 0


def report(kept: dict[str, Any]) -> int:
    """Print what came of it; return what to exit with."""
    look, told = kept["looks"][-1], kept["told"]
    others = look["others"] + kept["bugs"] + len(kept["planted and not flagged"])
    print(  # noqa: T201
        f"{kept['seconds']} s; faults: {kept['faults']}; done: {told['actions']};"
        f" refused: {told['refused']}; cut in the middle: {told['cut']};"
        f" unsure and done all the same: {look['unsure_yet_done']};"
        f" milliseconds: {told['milliseconds']}; others: {others}"
    )
    for words in (*look["words"], *kept["planted and not flagged"]):
        print(f"  {words}")  # noqa: T201
    print(  # noqa: T201
        f"{look['actions']} actions, {kept['kills']} kills, {look['lost']} lost,"
        f" {look['doubled']} doubled"
    )
    return int(look["lost"] + look["doubled"] + others > 0)


if __name__ == "__main__":
    sys.exit(main())
