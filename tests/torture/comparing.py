"""Every office beside the centre, and what came of a torture in words."""

from collections import Counter
from contextlib import ExitStack, closing
from typing import Any

from tests.torture.book import Fault, ServerBook
from tests.torture.centre_book import PLANTS, centre_amiss, decisions_amiss, feed_amiss
from tests.torture.centre_server import CentreServer
from tests.torture.linked_office import LinkedOffice


def compare(offices: list[LinkedOffice], centre: ServerBook) -> dict[str, list[Fault]]:
    """Compare every office with the centre, and the offices with each other."""
    found: dict[str, list[Fault]] = {}
    with ExitStack() as held:
        there = held.enter_context(closing(centre))
        books = [held.enter_context(closing(office.book())) for office in offices]
        for office, book in zip(offices, books, strict=True):
            found[office.name] = [*centre_amiss(there, book)]
        found["centre"] = [*feed_amiss(there), *decisions_amiss(there, books)]
    return found


def unflagged(offices: list[LinkedOffice], centre: CentreServer) -> list[str]:
    """Spoil what the centre holds in each way; return what was not seen."""
    missed = []
    for plant, (kind, statement) in PLANTS.items():
        found = compare(offices, centre.book(statement))
        if kind not in {fault.kind for faults in found.values() for fault in faults}:
            missed.append(plant)
    return missed


def in_words(found: dict[str, list[Fault]]) -> dict[str, dict[str, object]]:
    """Return what was found as it is kept: counts, and the first few words."""
    return {
        name: {
            "counts": dict(Counter(fault.kind for fault in faults)),
            "words": [fault.words for fault in faults[:20]],
        }
        for name, faults in found.items()
    }


def operations_there(centre: CentreServer) -> int:
    """Return how many operations the centre has."""
    with closing(centre.book()) as there:
        ((many,),) = there.rows("SELECT count(*) FROM operation")
    return int(many)


def report(kept: dict[str, Any]) -> int:
    """Print what came of it; return what to exit with."""
    totals: Counter[str] = Counter(kills=kept["centre_kills"])
    words = [kept["not sent in the end"], *kept["planted and not flagged"]]
    for name, amiss in kept["seldom"].get("amiss", {}).items():
        words += [f"{name}: {one}" for one in amiss]
    for office in kept["offices"].values():
        totals["kills"] += office["kills"]
        totals["others"] += len(office["told"]["bugs"])
        for name in ("actions", "lost", "doubled", "others"):
            totals[name] += office["look"][name]
        words += [*office["look"]["words"], *office["told"]["bugs"]]
    for found in kept["compared"].values():
        for kind, times in found["counts"].items():
            totals[kind if kind in {"lost", "doubled"} else "others"] += times
        words += found["words"]
    words = [one for one in words if one]
    print(  # noqa: T201
        f"{kept['seconds']} s; on the way and at the centre: {kept['faults']};"
        f" {kept['sent while at work']} sent while at work; {kept['seldom'].get('waiting')}; others: {totals['others']}"
    )
    for one in words:
        print(f"  {one}")  # noqa: T201
    print(  # noqa: T201
        f"{totals['actions']} actions, {totals['kills']} kills, {totals['lost']} lost,"
        f" {totals['doubled']} doubled"
    )
    return int(bool(words) or totals["lost"] + totals["doubled"] + totals["others"] > 0)
