"""The bank of solutions of the demonstration, and three proposals that wait for their review."""

from pathlib import Path
from typing import Any

import yaml

from desktop.usecases import access, solutions
from desktop.usecases.desk import Desk, begin
from domain.solutions import SolutionContent, SolutionType
from domain.staff import Action

BANK = Path(__file__).parents[2] / "resources" / "demo" / "solutions.yaml"
REVIEWER = "supervisora"


def told() -> list[tuple[SolutionContent, str]]:
    """Return each solution with who proposed it: nobody, for those that need no review."""
    found: list[dict[str, Any]] = yaml.safe_load(BANK.read_text("utf-8"))["solutions"]
    return [
        (
            SolutionContent(
                SolutionType(one["type"]),
                one["title"],
                one["text"],
                one.get("topic", ""),
                one.get("system", ""),
            ),
            one.get("by", ""),
        )
        for one in found
    ]


def fill(desk: Desk, password: str) -> None:
    """Write the solutions when there are none.

    Args:
        desk: a workstation over the demonstration's own database, never a real one.
        password: what everybody there signs in with.
    """
    with desk.units.read() as unit:
        if unit.solutions.next_number() > 1:
            return
    contents = told()
    names = {by for _, by in contents if by} | {REVIEWER}
    staff = {name: access.sign_in(desk, name, password) for name in sorted(names)}
    for content, by in contents:
        if not by:
            solutions.add(desk, staff[REVIEWER], content)
            continue
        with desk.units.write() as unit:
            step = begin(desk, unit, staff[by], Action.FIND_SOLUTIONS)
            solutions.propose_in(step, content)
