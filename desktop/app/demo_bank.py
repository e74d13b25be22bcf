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


def fill(desk: Desk, password: str) -> None:
    """Write the solutions when there are none.

    Args:
        desk: a workstation over the demonstration's own database, never a real one.
        password: what everybody there signs in with.
    """
    with desk.units.read() as unit:
        if unit.solutions.next_number() > 1:
            return
    told: list[dict[str, Any]] = yaml.safe_load(BANK.read_text("utf-8"))["solutions"]
    staff = {
        username: access.sign_in(desk, username, password)
        for username in dict.fromkeys(one.get("by", REVIEWER) for one in told)
    }
    for one in told:
        content = SolutionContent(
            SolutionType(one["type"]),
            one["title"],
            one["text"],
            one.get("topic", ""),
            one.get("system", ""),
        )
        actor = staff[one.get("by", REVIEWER)]
        if actor.username == REVIEWER:
            solutions.add(desk, actor, content)
            continue
        with desk.units.write() as unit:
            solutions.propose_in(begin(desk, unit, actor, Action.FIND_SOLUTIONS), content)
