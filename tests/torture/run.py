"""The coordinator: works through the actions, looks now and then, and writes what came of it.

``python -m tests.torture.run FOLDER SEED ACTIONS KILLS [linked]``, under the shim; ``__main__``
starts it, ``centre_run`` does for an office that is linked with a centre.
Stopped at any moment and started again, it goes on where it was.
"""

import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from desktop.usecases.desk import SystemClock
from domain.files import replace_file
from tests.torture.checker import check
from tests.torture.control import STAFF, WORKERS, Control, Slot
from tests.torture.crew import Crew, die_with_parent, in_child
from tests.torture.damage import try_damage
from tests.torture.day import Day
from tests.torture.lines import read_folder
from tests.torture.office import Ground, make_office

_MOST_LOOKS, _ACTIONS_A_LOOK = 10, 1000
"""How often in a run all pause and the checker looks."""


class Run:
    """One torture.

    Args:
        actions: until so many were acknowledged, in all runs of this folder.
        kills: until so many processes were killed, likewise.
        names: who works.
    """

    def __init__(
        self, ground: Ground, seed: str, actions: int, kills: int, names: tuple[str, ...]
    ) -> None:
        self._names = names
        self._ground, self._seed, self._actions, self._kills = ground, seed, actions, kills
        self._kept = ground.root / "run.json"
        self.kept: dict[str, Any] = {
            "seed": seed,
            "kills": 0,
            "faults": {},
            "runs": 0,
            "seconds": 0.0,
            "looks": [],
            "bugs": 0,
        }
        if self._kept.exists():
            self.kept = json.loads(self._kept.read_text())

    def go(self) -> None:
        """Work to the end, looking now and then."""
        in_child(lambda: make_office(self._ground))()
        key = bytes.fromhex(str(in_child(lambda: self._ground.key().hex())()))
        with Control(self._ground.control) as control:
            control.begin_again()
            self.kept["runs"] += 1
            begun, before = time.monotonic(), self.kept["seconds"]
            seed = f"{self._seed} {control.total()}"
            faults = Counter(self.kept["faults"])
            crew = Crew(self._ground, control, self._names, seed)

            def keep() -> None:
                self.kept |= {
                    "kills": control.get(Slot.KILLS),
                    "faults": dict(faults),
                    "seconds": before + time.monotonic() - begun,
                    "bugs": crew.bugs,
                }
                replace_file(self._kept, json.dumps(self.kept, indent=1).encode())

            day = Day(
                self._ground,
                control,
                crew,
                key,
                random.Random(seed),
                actions=self._actions,
                kills=self._kills,
                faults=faults,
                keep=keep,
            )
            looks = min(_MOST_LOOKS, max(1, self._actions // _ACTIONS_A_LOOK))
            stride = -(-self._actions // looks)
            while True:
                until = min(self._actions, (control.total() // stride + 1) * stride)
                day.work(until)
                day.pause()
                self._look(f"{seed} {until}")
                keep()
                if control.total() >= self._actions:
                    break
                day.go_on()
            crew.dismiss()

    def _look(self, seed: str) -> None:
        """Let the checker look, and damage a copy, in a process of its own."""
        look: Any = in_child(lambda: look_at(self._ground, seed))()
        self.kept["looks"].append(look)
        print(  # noqa: T201
            f"{look['actions']} actions, {look['lost']} lost, {look['doubled']} doubled,"
            f" {look['others']} others; {', '.join(look['damage'])}"
        )
        for words in look["words"]:
            print(f"  {words}")  # noqa: T201


def look_at(ground: Ground, seed: str) -> dict[str, object]:
    """Check the office as it is, and what the program makes of a damaged copy."""
    told = read_folder(ground.shown)
    begun = time.monotonic()
    verdict = check(ground.database, ground.key(), told)
    seconds = time.monotonic() - begun
    damage = try_damage(ground, random.Random(seed), told)
    return {
        "at": SystemClock().now().isoformat(),
        "actions": told.acknowledged,
        "entries": verdict.entries,
        "bytes": ground.database.stat().st_size,
        "head": verdict.head,
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "others": verdict.others + len(damage["faults"]),
        "refused_yet_done": verdict.refused_yet_done,
        "words": [*(fault.words for fault in verdict.faults[:20]), *damage["faults"]],
        "damage": damage["done"],
        "checked_in_seconds": round(seconds, 1),
    }


def main() -> None:
    """Run as the arguments say."""
    die_with_parent()
    folder, seed, actions, kills, *linked = sys.argv[1:]
    names = WORKERS if linked else STAFF
    Run(Ground(Path(folder)), seed, int(actions), int(kills), names).go()


if __name__ == "__main__":
    main()
