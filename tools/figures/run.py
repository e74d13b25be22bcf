"""Plays a year of three offices, saves what they tell, counts it all again."""

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from desktop.usecases.figures import lotaip_openings
from domain.figures.lotaip import ALL, Figures, month_before
from domain.figures.periods import Period
from domain.figures.statistics import Scope
from domain.open_data import OpenChoice
from tools.figures import check, neighbours, outputs
from tools.figures.checked import Checked
from tools.figures.evening import OLD_TABLE, old_figures
from tools.figures.outputs import Output
from tools.figures.recount import Recount, recount
from tools.figures.world import Tally, World, again, offices
from tools.figures.year import SMALL, YEAR, Span, play

OWN, BEHIND = "QUITO", "CUENCA"
"""Whose supervisor looks at all offices, and who was not heard of for the last days."""
DAYS_BEHIND = 5
DONE, WRONG = 0, 1


@dataclass(frozen=True, slots=True)
class Played:
    """An office that was played: its database, its clock, and what was made happen."""

    code: str
    path: Path
    moment: datetime
    counts: Sequence[tuple[str, int, str, int]]
    seconds: float


def played(code: str, folder: Path, seed: int, span: Span) -> Played:
    """Play an office; run in a process of its own."""
    began = perf_counter()
    path = folder / f"{code}.db"
    world = play(path, code, seed, span)
    counts = [(*key, many) for key, many in world.tally.counts.items()]
    moment = world.clock.moment
    world.engine.dispose()
    return Played(code, path, moment, counts, perf_counter() - began)


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, save, check; 1 where a figure differs."""
    parser = argparse.ArgumentParser(prog="make figures")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("out"))
    parser.add_argument("--small", action="store_true", help="four weeks instead of a year")
    asked = parser.parse_args(arguments)
    span = SMALL if asked.small else YEAR
    with tempfile.TemporaryDirectory(prefix="figuras-") as kept:
        return _run(asked.out, Path(kept), asked.seed, span)


def _run(out: Path, folder: Path, seed: int, span: Span) -> int:
    began = perf_counter()
    from tools.figures.pictures import pictures  # the windows, which no process of an office needs

    with ProcessPoolExecutor(3, get_context("spawn")) as pool:
        one = partial(played, folder=folder, seed=seed, span=span)
        results = list(pool.map(one, offices()))
    for result in results:
        print(f"{result.code}: jugado en {result.seconds:.0f} s", flush=True)
    worlds = {result.code: _opened(result, span) for result in results}
    recounts = {code: _recounted(world, folder / code) for code, world in worlds.items()}
    own = worlds[OWN]
    others = [world for code, world in worlds.items() if code != OWN]
    through = dict.fromkeys(worlds, span.until)
    through[BEHIND] = span.until - timedelta(days=DAYS_BEHIND)
    for other in others:
        neighbours.tell(own, other, through[other.office.code])
    old_month = month_before(span.since.replace(day=1))
    old = {world.office.code: old_figures(world, old_month) for world in worlds.values()}
    old[ALL] = _together(list(old.values()))
    lotaip_openings.confirm(own.desk, own.staff["supervisora"], old_month, ALL, OLD_TABLE, old[ALL])
    checked = _checked(worlds, recounts, span, old, old_month, through)
    print(f"Cifras comparadas: {checked.figures}; distintas: {len(checked.wrong)}", flush=True)
    made = _saved(out, worlds, span)
    made += pictures(own, out / "figuras", date(2025, 12, 29))
    words = _words(worlds, checked, seed, span, perf_counter() - began)
    outputs.index(out / "figuras.md", made, words)
    print("\n".join(words))
    for world in worlds.values():
        world.engine.dispose()
    return WRONG if checked.wrong else DONE


def _opened(result: Played, span: Span) -> World:
    tally = Tally(Counter({(day, of, what): many for day, of, what, many in result.counts}))
    return again(result.path, result.code, result.moment, tally, span.busy)


def _recounted(world: World, folder: Path) -> Recount:
    return recount(outputs.open_export(world, folder, OpenChoice(personal=True)).path)


def _together(many: Iterable[dict[int, Figures]]) -> dict[int, Figures]:
    found: dict[int, Figures] = {}
    for figures in many:
        for service, one in figures.items():
            before = found.get(service, Figures())
            found[service] = Figures(
                before.served + one.served, before.cumulative + one.cumulative, 78
            )
    return found


def _checked(
    worlds: dict[str, World],
    recounts: dict[str, Recount],
    span: Span,
    old: dict[str, dict[int, Figures]],
    old_month: date,
    through: dict[str, date],
) -> Checked:
    checked = Checked()
    for code, world in worlds.items():
        checked += check.check_statistics(world, recounts[code], span.since, span.until)
        for month in Period(span.since, span.until).months():
            there = old_month if month.year == old_month.year else None
            checked += check.check_lotaip(
                world, [recounts[code]], month, code, old[code] if there else {}, there
            )
    told = [counted.through(through[code]) for code, counted in recounts.items()]
    for month in Period(span.since, span.until).months():
        there = old_month if month.year == old_month.year else None
        checked += check.check_lotaip(
            worlds[OWN], told, month, ALL, old[ALL] if there else {}, there
        )
    return checked


def _saved(out: Path, worlds: dict[str, World], span: Span) -> list[Output]:
    """Save everything; what an earlier run left is taken away."""
    out.mkdir(parents=True, exist_ok=True)
    folder = out / "figuras"
    shutil.rmtree(folder, ignore_errors=True)
    for left in out.glob("*lotaip*"):
        left.unlink()
    own, month = worlds[OWN], date(2025, 12, 1)
    made: list[Output] = []
    for code, world in worlds.items():
        made += outputs.lotaip(world, out, month, code)
    made += outputs.lotaip(own, out, month, ALL)
    made += outputs.lotaip(own, out, span.until.replace(day=1), ALL)
    period = Period(span.since, span.until)
    made += outputs.statistics(own, folder, period, Scope())
    made += outputs.statistics(own, folder, period, Scope(all=True))
    made.append(outputs.activity(own, folder, month, "asesor2"))
    made += outputs.expected(own, folder)
    opened = outputs.open_export(own, folder, OpenChoice(sheets=True))
    made.append(Output(opened.path, f"Exportación abierta: {opened.tables} tablas"))
    return made


def _words(
    worlds: dict[str, World], checked: Checked, seed: int, span: Span, seconds: float
) -> list[str]:
    done = Counter[str]()
    for world in worlds.values():
        for (_, _, what), many in world.tally.counts.items():
            done[what] += many
    played = f"{done['issued']} turnos y {done['opened']} trámites"
    days = f"del {span.since:%d/%m/%Y} al {span.until:%d/%m/%Y}"
    words = [
        f"Semilla {seed}: {days}, tres oficinas, {played}, en {seconds:.0f} s.",
        f"Cifras comparadas con otro conteo: {checked.figures}. Distintas: {len(checked.wrong)}.",
    ]
    if checked.wrong:
        print("\n".join(checked.wrong), file=sys.stderr)
        words += ["", "**Las cifras no coinciden:**", ""]
        words += [f"- {wrong}" for wrong in checked.wrong[:100]]
    return words
