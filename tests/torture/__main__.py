"""``python -m tests.torture SEED ACTIONS [KILLS] [--what office|server|centre]``: see docs/torture.md.

Prints what it found as it goes; its last line reads ``N actions, K kills, L lost, D doubled``.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.torture.control import Control
from tests.torture.lines import counted, read_folder
from tests.torture.office import Ground, build_shim

_ROOT = Path(__file__).parents[2]
_ACTIONS_A_KILL = 50
_ACTIONS_A_RECORDING = 5000
_MOST_RECORDED = 400
_CUTS, _CARELESS_CUTS = 30, 20


def main() -> int:
    """Torture, cut the power, and report; return what to exit with."""
    asked = _asked()
    names = {
        "office": asked.seed,
        "server": f"{asked.seed}-server",
        "centre": f"{asked.seed}-centre",
    }
    folder = asked.folder or _ROOT / "out" / "torture" / names[asked.what]
    if asked.what != "office":
        module = f"tests.torture.{asked.what}_run"
        command = [sys.executable, "-m", module, str(folder.absolute())]
        command += [asked.seed, str(asked.actions), str(asked.kills)]
        return subprocess.run(command, cwd=_ROOT).returncode
    ground = Ground(folder.absolute())
    ground.root.mkdir(parents=True, exist_ok=True)
    ground = Ground(ground.root.resolve())
    _under_shim(ground, "run", asked.seed, str(asked.actions), str(asked.kills)).wait_well()
    cuts = _cut_power(ground, asked.seed, asked.actions, asked.cuts)
    return _report(ground, asked.seed, cuts)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("seed")
    parser.add_argument("actions", type=int)
    parser.add_argument("kills", type=int, nargs="?")
    parser.add_argument(
        "--what",
        choices=("office", "server", "centre"),
        default="office",
        help="an office over a file, one over a server, or several linked with a centre",
    )
    parser.add_argument("--folder", type=Path, help="where it is kept, so that it can go on")
    parser.add_argument("--cuts", type=int, default=_CUTS, help="power cuts of one recording")
    asked = parser.parse_args()
    if asked.kills is None:
        asked.kills = max(1, asked.actions // _ACTIONS_A_KILL)
    return asked


class _Process(subprocess.Popen[bytes]):
    """One of ours, which must end well."""

    def wait_well(self) -> None:
        """Wait for the end. Raises CalledProcessError."""
        if self.wait():
            raise subprocess.CalledProcessError(self.returncode, self.args)


def _under_shim(ground: Ground, module: str, *arguments: str) -> _Process:
    """Start a part of the torture with the shim between it and the file system of ``ground``."""
    build_shim(ground)
    Control(ground.control).close()
    return _Process(
        [sys.executable, "-m", f"tests.torture.{module}", str(ground.root), *arguments],
        cwd=_ROOT,
        env={**os.environ, **ground.environment},
    )


def _cut_power(ground: Ground, seed: str, actions: int, cuts: int) -> dict[str, Any]:
    """Cut the power in recordings of their own, and once where the program does not sync.

    Those that an earlier run finished are kept.
    """
    recordings = max(1, actions // _ACTIONS_A_RECORDING)
    recorded = min(_MOST_RECORDED, actions // 3)
    for number in range(recordings + 1):
        careless = number == recordings
        name = "careless" if careless else f"{number:03}"
        place = Ground(ground.root / "cortes" / name)
        if not (place.root / "cortes.json").exists():
            shutil.rmtree(place.root, ignore_errors=True)
            place.root.mkdir(parents=True)
            words = "careless" if careless else "careful"
            # Some of what a careless program wrote may be kept by chance: enough cuts tell.
            many = max(cuts, _CARELESS_CUTS) if careless else cuts
            _under_shim(
                place, "power", f"{seed} {name}", str(recorded), str(many), words
            ).wait_well()
            place.journal.unlink()
    found = [
        json.loads((ground.root / "cortes" / f"{number:03}" / "cortes.json").read_text())
        for number in range(recordings)
    ]
    control = json.loads((ground.root / "cortes" / "careless" / "cortes.json").read_text())
    total: dict[str, Any] = {
        name: sum(one[name] for one in found)
        for name in ("actions", "kills", "tried", "lost", "doubled", "others", "unopened")
    }
    total["words"] = [words for one in found for words in one["words"]]
    total["careless"] = control
    return total


def _report(ground: Ground, seed: str, cuts: dict[str, Any]) -> int:
    kept = json.loads((ground.root / "run.json").read_text())
    told = read_folder(ground.shown)
    last = kept["looks"][-1]
    lost = last["lost"] + cuts["lost"] + cuts["unopened"]
    doubled = last["doubled"] + cuts["doubled"]
    others = sum(look["others"] for look in kept["looks"]) + cuts["others"] + len(told.bugs)
    bites = cuts["careless"]["lost"] > 0
    report = {
        "seed": seed,
        "actions": told.acknowledged,
        "kills": kept["kills"],
        "lost": lost,
        "doubled": doubled,
        "others": others,
        "run": kept,
        "told": counted(told),
        "power": cuts,
        "the checker flags a program that does not sync": bites,
    }
    (ground.root / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False))
    text = "\n".join(_words(report))
    (ground.root / "report.txt").write_text(f"{text}\n")
    print(text)  # noqa: T201
    return 0 if bites and not lost + doubled + others else 1


def _words(report: dict[str, Any]) -> list[str]:
    told, run, power = report["told"], report["run"], report["power"]
    careless = power["careless"]
    return [
        f"seed {report['seed']}, {run['runs']} runs, {run['seconds']:.0f} s at work",
        f"done: {_listed(told['actions'])}",
        f"refused: {_listed(told['refused'])}; cut in the middle: {told['cut']}",
        f"refused by the disk and done all the same: {run['looks'][-1]['refused_yet_done']}",
        f"faults: {_listed(run['faults'])}",
        f"opened: {_listed(told['births'])}",
        f"looks: {_listed(told['looks'])}; slips: {_listed(told['slips'])}",
        f"milliseconds for an action: {_listed(told['milliseconds'])}",
        (
            f"power: {power['tried']} cuts in {power['actions']} actions; after them {power['lost']} lost,"
            f" {power['doubled']} doubled, {power['others']} others, {power['unopened']} not opened"
        ),
        (
            f"power, with synchronous=OFF: {careless['tried']} cuts; {careless['lost']} lost,"
            f" {careless['others']} others, {careless['unopened']} not opened"
        ),
        *(f"  {words}" for words in power["words"]),
        f"others (order, gaps, chain, halves, screens, bugs): {report['others']}",
        (
            f"{report['actions']} actions, {report['kills']} kills, {report['lost']} lost,"
            f" {report['doubled']} doubled"
        ),
    ]


def _listed(counts: dict[str, Any]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


if __name__ == "__main__":
    sys.exit(main())
