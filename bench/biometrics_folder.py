"""``make bench-biometrics DATA=folder``: what prints of a folder say of this program.

The folder holds ``finger_impression.png`` at 500 ppi. The first line is ``EER n.nn %``; then come the
errors at the thresholds in use, threes and three against three, times, and the search for somebody
already enrolled, each goal beside its figure. Nothing of a print is kept or written anywhere.
"""

import argparse
import re
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from bench import biometrics_search
from bench.biometrics_scores import Against, Scores
from biometrics.gate import Thresholds
from biometrics.images import GreyImage
from biometrics.prints import NotAPrint, Print, match_templates, read_print
from biometrics.session import CaptureSession
from biometrics.verdicts import FingerState
from domain.fingers import IMPRESSIONS, USUAL_FINGERS

_NAME = re.compile(r"(?P<finger>[^_]+)_(?P<impression>\d+)\.png", re.IGNORECASE)
_LARGEST = 4_000
_CORES = 2
_SESSIONS = 5
_OPERATORS = 2  # fingers of the technician
_GALLERY = 20_000

GOAL_EER = 4.3
GOAL_VERDICT = 1.0
GOAL_SEARCH = 10.0


@dataclass(frozen=True, slots=True)
class Impression:
    """One file of the folder, read; ``found`` is None where no print was read from it."""

    finger: str
    name: str
    image: GreyImage
    found: Print | None
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure a folder; 1 where a goal is missed, 2 where there is nothing to measure."""
    parser = argparse.ArgumentParser(prog="python -m bench.biometrics_folder", description=__doc__)
    parser.add_argument("folder", type=Path, help="finger_impression.png, 500 ppi")
    parser.add_argument(
        "--fingers", type=int, default=_GALLERY, help="of the search (default: %(default)s)"
    )
    told = parser.parse_args(arguments)
    try:
        files = sorted(path for path in told.folder.iterdir() if path.is_file())
    except OSError as exc:
        parser.error(str(exc))
    with ProcessPoolExecutor(_CORES, get_context("spawn")) as pool:
        read = list(pool.map(_read, files))
        impressions = [one for one in read if isinstance(one, Impression)]
        for left_out in (one for one in read if isinstance(one, str)):
            print(f"left out: {left_out}", file=sys.stderr)
        if len({one.finger for one in impressions}) < 2:
            print("two fingers at least are needed", file=sys.stderr)
            return 2
        held = [*_errors(pool, impressions), _verdicts(impressions)]
        held += _search(pool, impressions, told.fingers)
    missed = held.count(False)
    print(f"{len(held)} goals, {missed} missed")
    return 1 if missed else 0


# ---------------------------------------------------------------------------- reading
def _read(path: Path) -> Impression | str:
    named = _NAME.fullmatch(path.name)
    if named is None:
        return f"{path.name}: not named finger_impression.png"
    try:
        with Image.open(path) as picture:
            if max(picture.size) > _LARGEST:
                return f"{path.name}: too large"
            grey = picture.convert("L")
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError) as exc:
        return f"{path.name}: {exc}"
    image = GreyImage(grey.width, grey.height, grey.tobytes())
    began = time.perf_counter()
    try:
        found = read_print(image)
    except NotAPrint:
        found = None
    return Impression(named["finger"], path.name, image, found, time.perf_counter() - began)


# ---------------------------------------------------------------------------- errors
def _errors(pool: Executor, impressions: Sequence[Impression]) -> list[bool]:
    templates = [one.found.template if one.found else b"" for one in impressions]
    began = time.perf_counter()
    rows = list(pool.map(_row, range(len(templates)), [templates] * len(templates)))
    passed = time.perf_counter() - began
    table = np.zeros((len(templates), len(templates)), np.int64)
    for place, (scores, _) in enumerate(rows):
        table[place, place + 1 :] = scores
    table += table.T
    all_scores = Scores([one.finger for one in impressions], table)
    use = Thresholds()
    singles = all_scores.singles((use.doubt, use.block))
    print(f"EER {singles.eer:.2f} %", flush=True)
    unread = [one.name for one in impressions if one.found is None]
    fingers = len({one.finger for one in impressions})
    print(
        f"  {fingers} fingers, {len(impressions)} impressions, {singles.genuine} genuine and"
        f" {singles.impostor} impostor pairs; no print read: {', '.join(unread) or 'none'}"
    )
    held = [_goal("equal error rate", singles.eer, "%", GOAL_EER)]
    for least, percent in singles.missed.items():
        print(f"  FNMR at {least}: {percent:.2f} %")
    print(f"  highest impostor score: {singles.highest}")
    threes = all_scores.threes(use.agreement)
    print(
        f"  three impressions agree: {threes.own_accepted:.2f} % of {threes.own} genuine threes,"
        f" {threes.foreign_accepted:.2f} % of {threes.foreign} with another finger among them"
        " (mixed-finger acceptance)"
    )
    every = all_scores.against(use.doubt, use.block, None)
    _against("any three against any three", every)
    _against("threes that agree", all_scores.against(use.doubt, use.block, use.agreement))
    held.append(_goal("false blocks with 3x3", every.blocked, "", 0))
    read = [one.seconds for one in impressions if one.found is not None]
    print(f"  extraction with quality: {_spread(read)}")
    seconds = list(chain.from_iterable(times for _, times in rows))
    if seconds:
        print(
            f"  match: {_spread(seconds)}; {len(seconds) / passed:,.0f} a second on"
            f" {_CORES} cores, {len(seconds) / sum(seconds):,.0f} on one"
        )
    return held


def _row(place: int, templates: Sequence[bytes]) -> tuple[list[int], list[float]]:
    """Compare one impression with all after it; what was not read is like nothing."""
    scores, seconds = [], []
    for other in templates[place + 1 :]:
        if not templates[place] or not other:
            scores.append(0)
            continue
        began = time.perf_counter()
        scores.append(match_templates(templates[place], other))
        seconds.append(time.perf_counter() - began)
    return scores, seconds


def _against(what: str, found: Against) -> None:
    print(
        f"  3x3, {what}: {found.blocked} of {found.others} pairs of different fingers blocked"
        f" (false blocks), {found.doubted} doubted (false alarms); {found.missed} of {found.mates}"
        f" pairs of one finger missed (duplicate misses), {found.under_block} not blocked"
    )


# ---------------------------------------------------------------------------- verdicts
def _verdicts(impressions: Sequence[Impression]) -> bool:
    """Enrol people in sessions as at the counter; how long each impression takes to its verdict."""
    of: dict[str, list[Impression]] = {}
    for one in impressions:
        of.setdefault(one.finger, []).append(one)
    names = list(of)
    seconds: list[float] = []
    done = 0
    for turn in range(_SESSIONS):
        order = names[turn * len(names) // _SESSIONS :] + names
        theirs = order[: len(USUAL_FINGERS)]
        rest = [name for name in dict.fromkeys(order) if name not in theirs]
        operators = rest[:_OPERATORS]
        others = rest[_OPERATORS : _OPERATORS + len(USUAL_FINGERS)]
        session = CaptureSession(
            USUAL_FINGERS[: len(set(theirs))],
            Thresholds(),
            1,
            _kept(of, operators),
            [_kept(of, others)],
        )
        for finger, name in zip(USUAL_FINGERS, dict.fromkeys(theirs), strict=False):
            for one in of[name]:
                began = time.perf_counter()
                session.offer(finger, one.image)
                seconds.append(time.perf_counter() - began)
                state = next(each.state for each in session.progress if each.finger is finger)
                if state in {FingerState.DONE, FingerState.FAILED}:
                    done += state is FingerState.DONE
                    break
        session.wipe()
    print(
        f"  capture to verdict: {_spread(seconds)} of {len(seconds)} impressions; {done} fingers"
        f" done in {_SESSIONS} sessions"
    )
    return _goal("capture to verdict, p95", float(np.quantile(seconds, 0.95)), "s", GOAL_VERDICT)


def _kept(of: dict[str, list[Impression]], names: Iterable[str]) -> list[Print]:
    return [one.found for name in names for one in of[name][:IMPRESSIONS] if one.found is not None]


# ---------------------------------------------------------------------------- the search
def _search(pool: Executor, impressions: Sequence[Impression], count: int) -> list[bool]:
    mates: dict[str, list[bytes]] = {}
    for one in impressions:
        if one.found is not None:
            mates.setdefault(one.finger, []).append(one.found.template)
    if all(len(own) < 2 * IMPRESSIONS for own in mates.values()):
        print("  search: not measured, no finger has six impressions that were read")
        return []
    filler = biometrics_search.fill(pool, count)
    stand = biometrics_search.narrow(pool, filler, mates)
    print(f"  mates missed by penetration, {stand.looks} looks: {_missed(stand.missed)}")
    print(f"  the same by the folder's own other fingers: {_missed(stand.stricter)}")
    print(
        f"  of the folder's other fingers {stand.outranked:.2f} % came before the mate, and"
        f" {stand.others:.2f} % stood among the first 1 % of the filler"
    )
    found = biometrics_search.search(filler, mates)
    print(
        f"  search of one finger (3 impressions) among {found.fingers:,} x 3, {_CORES} processes:"
        f" {_spread(found.seconds)}; processor time {found.worked:.1f} s a search; {found.found} of {len(found.seconds)} mates found,"
        f" {found.wrong} others blocked; loading {found.prepare:.1f} s; called off in"
        f" {found.cancel:.2f} s; memory {found.before:.0f} MB when half were done,"
        f" {found.after:.0f} MB at the end"
    )
    grown = found.after - found.before
    return [
        _goal("search, slowest", max(found.seconds), "s", GOAL_SEARCH),
        _goal("memory grown by the searches", grown, "MB", 0.05 * found.before),
    ]


# ---------------------------------------------------------------------------- words
def _missed(by_penetration: Mapping[float, float]) -> str:
    return ", ".join(f"{100 * most:g} %: {part:.2f} %" for most, part in by_penetration.items())


def _goal(what: str, value: float, unit: str, most: float) -> bool:
    held = value <= most
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    says = "holds" if held else "MISSED"
    print(
        f"  {what}: {text} {unit}".rstrip()
        + f" | goal: at most {most:.3g} {unit}".rstrip()
        + f" | {says}",
        flush=True,
    )
    return held


def _spread(seconds: Sequence[float]) -> str:
    p50, p95 = np.quantile(seconds, (0.5, 0.95)) * 1000
    return f"p50 {p50:,.1f} ms, p95 {p95:,.1f} ms, mean {1000 * float(np.mean(seconds)):,.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
