"""Holds the rankings against the log, in the words of the catalogues as they were published."""

from collections import Counter
from typing import Any

from desktop.usecases.figures.ranking import rank
from domain.figures.periods import Period
from domain.figures.rankings import RankBy, RankLine, RankQuestion
from tools.figures.checked import Checked
from tools.figures.recount import Recount
from tools.figures.world import World

_KINDS = {RankBy.TOPIC: "topic", RankBy.SYSTEM: "system", RankBy.SOLUTION: "solution"}


def check_rankings(world: World, counted: Recount, period: Period, checked: Checked) -> None:
    """Hold every ranking of a period against the other count: each line, its name and the order."""
    for by in RankBy:
        again = _again(counted, period, by)
        ranking = rank(world.desk, world.staff["supervisora"], RankQuestion(period, by))
        where = f"{world.office.code} {period.words}, {by.label}"
        told = {_said(by, line): line.count for line in ranking.lines}
        for line in sorted(set(told) | set(again)):
            checked.same(f"{where}, {line}", told.get(line, 0), again[line])
        counts = [line.count for line in ranking.lines]
        checked.same(f"{where}, en orden", counts, sorted(again.values(), reverse=True))
        checked.same(f"{where}, en total", ranking.total, again.total())


def _said(by: RankBy, line: RankLine) -> str:
    """Return a line as the other count names it."""
    if by is RankBy.REQUIREMENT:
        return f"{line.key}: {line.label.removesuffix(' (2)')}"
    return f"{line.key} {line.label}" if by is RankBy.ENTITY else line.label


def _again(counted: Recount, period: Period, by: RankBy) -> Counter[str]:
    since, until = period.since.isoformat(), period.until.isoformat()
    found: Counter[str] = Counter()
    if by is RankBy.ENTITY:
        for (day, body, _, what), many in counted.bodies.items():
            if what == "returned" and since <= day <= until:
                found[f"{body} {counted.names[body]}"] += many
        return found
    for (day, what, service, key), many in counted.ranked.items():
        if what == _KINDS.get(by, "fault") and since <= day <= until:
            found[_named(counted, by, service, key)] += many
    return found


def _named(counted: Recount, by: RankBy, service: int, key: str) -> str:
    """Return what a thing is called in the catalogue by which it was checked."""
    now = counted.catalogues[max(counted.catalogues)]
    match by:
        case RankBy.TOPIC:
            return str(_one(now["topics"], "code", key)["name"])
        case RankBy.SYSTEM:
            return key
        case RankBy.SOLUTION:
            return _TYPES.get(key) or f"{key} {counted.solutions[key]}"
    number, verdict, reason, version = key.split("|")
    then = counted.catalogues[int(version)]
    if by is RankBy.REASON:
        if verdict == "missing":
            return "No se presentó"
        return str(_one(then["reasons"], "code", reason)["text"])
    requirements = _one(then["services"], "id", service)["requirements"]
    asked = _one(requirements, "number", int(number))
    name = str(asked["short_name"]).removesuffix(" (2)")
    return f"{service}|{number}|{asked['document']}: {name}"


def _one(many: list[Any], name: str, value: object) -> Any:
    return next(one for one in many if one[name] == value)


_TYPES = {
    "type:explained": "Explicación (sin solución del banco)",
    "type:corrected": "Corrección en el sistema (sin solución del banco)",
    "type:done": "Trámite realizado (sin solución del banco)",
    "type:answered": "Respuesta del área (sin solución del banco)",
    "type:refused": "No procede (sin solución del banco)",
}
