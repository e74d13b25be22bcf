"""What happened most: why cases were handed back, what support was asked about, what solved it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.checklist import OTHER_REASON, Verdict
from domain.figures.facts import Ranked, RankedKind
from domain.figures.periods import Period
from domain.figures.statistics import OWN, Gap, Scope
from domain.labels import Labelled
from domain.requirements import Requirement
from domain.solutions import SolutionType

NOT_BROUGHT = "No se presentó"
OTHER = "Otro motivo"
_TYPE = "type:"


class RankBy(Labelled):
    """What is ranked."""

    REQUIREMENT = "requirement", "Devoluciones por requisito"
    REASON = "reason", "Devoluciones por motivo"
    ENTITY = "entity", "Devoluciones por entidad"
    TOPIC = "topic", "Temas de soporte"
    SYSTEM = "system", "Sistemas"
    SOLUTION = "solution", "Soluciones"

    @property
    def counted(self) -> str:
        """Which of the things kept to be ranked it is made of; empty for public bodies."""
        return _COUNTED[self]


_COUNTED = {
    RankBy.REQUIREMENT: RankedKind.FAULT,
    RankBy.REASON: RankedKind.FAULT,
    RankBy.ENTITY: "",
    RankBy.TOPIC: RankedKind.TOPIC,
    RankBy.SYSTEM: RankedKind.SYSTEM,
    RankBy.SOLUTION: RankedKind.SOLUTION,
}


@dataclass(frozen=True, slots=True)
class RankQuestion:
    """What is asked; an empty set of services asks for all."""

    period: Period
    by: RankBy = RankBy.REQUIREMENT
    scope: Scope = OWN
    services: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class RankLine:
    """A line of a ranking.

    Attributes:
        key: the same for the same thing, whatever the period: two periods are compared by it.
        service: that of a requirement; 0 where lines are not of one service.
        label: what it is called; ``detail`` more on it: of a requirement its service, where it
            reads otherwise in another version of the catalogue also which.
        raw: the keys of ``figure_ranked`` that it is made of; empty for public bodies.
    """

    key: str
    service: int
    label: str
    detail: str
    count: int
    raw: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranking:
    """An answer: lines by how often, then by name; ``total`` is all of them together."""

    question: RankQuestion
    lines: tuple[RankLine, ...]
    gaps: tuple[Gap, ...]

    @property
    def total(self) -> int:
        """How often in all."""
        return sum(line.count for line in self.lines)


@dataclass(frozen=True, slots=True)
class FaultKey:
    """Why a case was handed back, as it is kept.

    Attributes:
        reason: code of the catalogue; empty where the document was not brought.
        catalogue: number of the version by which it was checked.
    """

    requirement: int
    verdict: Verdict
    reason: str
    catalogue: int

    @classmethod
    def of(cls, key: str) -> "FaultKey":
        """Read the key of a counted fault. Raises ValueError for another."""
        requirement, verdict, reason, catalogue = key.split("|")
        return cls(int(requirement), Verdict(verdict), reason, int(catalogue))


Find = Callable[[Ranked, FaultKey], Requirement | None]
"""Finds the requirement that a fault is of, in the version by which it was checked."""


def by_requirement(
    ranked: Iterable[Ranked], find: Find, service_name: Callable[[int], str]
) -> list[RankLine]:
    """Rank faults by requirement.

    A requirement that has the same title in several versions of the catalogue is one line; one
    that says something else under the same number is another, and tells its version.
    """
    titles: dict[tuple[int, int], dict[str, int]] = {}
    found: dict[tuple[int, int, str], tuple[int, set[str], str]] = {}
    for one in ranked:
        fault = FaultKey.of(one.key)
        requirement = find(one, fault)
        title = "" if requirement is None else requirement.document
        name = f"Requisito {fault.requirement}" if requirement is None else requirement.short_name
        place = (one.service, fault.requirement)
        newest = titles.setdefault(place, {})
        newest[title] = max(newest.get(title, 0), fault.catalogue)
        count, raw, _ = found.get((*place, title), (0, set(), ""))
        found[*place, title] = (count + one.count, raw | {one.key}, name)
    lines = []
    for (service, number, title), (count, raw, name) in found.items():
        versions = titles[service, number]
        last = max(versions.values())
        older = "" if versions[title] == last else f", versión {versions[title]} del catálogo"
        key = f"{service}|{number}|{title}"
        detail = f"{service_name(service)}, requisito {number}{older}"
        lines.append(RankLine(key, service, name, detail, count, frozenset(raw)))
    return lines


def by_reason(ranked: Iterable[Ranked], find: Find) -> list[RankLine]:
    """Rank faults by reason, over all services: one code is one line, in its newest words."""
    found: dict[str, tuple[int, set[str]]] = {}
    words: dict[str, tuple[int, str]] = {}
    for one in ranked:
        fault = FaultKey.of(one.key)
        code = Verdict.MISSING.value if fault.verdict is Verdict.MISSING else fault.reason
        count, raw = found.get(code, (0, set()))
        found[code] = (count + one.count, raw | {one.key})
        said = _reason_words(find(one, fault), fault)
        words[code] = max(words.get(code, (-1, "")), (fault.catalogue, said))
    return [
        RankLine(code, 0, words[code][1], "", count, frozenset(raw))
        for code, (count, raw) in found.items()
    ]


def _reason_words(requirement: Requirement | None, fault: FaultKey) -> str:
    if fault.verdict is Verdict.MISSING:
        return NOT_BROUGHT
    if fault.reason == OTHER_REASON:
        return OTHER
    reason = None if requirement is None else requirement.reason(fault.reason)
    return f"Motivo «{fault.reason}»" if reason is None else reason.text


def by_key(ranked: Iterable[Ranked], label: Callable[[str], str]) -> list[RankLine]:
    """Rank what is its own key: topics, systems, solutions."""
    counts: dict[str, int] = {}
    for one in ranked:
        counts[one.key] = counts.get(one.key, 0) + one.count
    return [
        RankLine(key, 0, label(key), "", count, frozenset({key})) for key, count in counts.items()
    ]


def solution_type(key: str) -> str | None:
    """Return the words of a solution that is none of the bank; None for one of it."""
    if not key.startswith(_TYPE):
        return None
    return f"{SolutionType(key.removeprefix(_TYPE)).label} (sin solución del banco)"


def ordered(lines: Iterable[RankLine]) -> tuple[RankLine, ...]:
    """Return lines by how often, then by name."""
    return tuple(sorted(lines, key=lambda one: (-one.count, one.label.casefold(), one.key)))
