"""Cases at reception: those of who came, and the one somebody comes back with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from desktop.usecases.case_view import CaseView
from domain.case_parts import CaseState
from domain.catalogue import Catalogue
from domain.checklist import problem_words
from domain.ports import CaseRow
from ui.casework.state import STATE_KINDS
from ui.theme import Kind
from ui.widgets.results import Result

CASES = "Trámites"


@dataclass(frozen=True, slots=True)
class CameWith:
    """The case whose number somebody brought.

    Attributes:
        words: where it stands and what is to be done, in a line or two.
        lacking: what is wrong with each requirement to be brought, by its number.
    """

    id: UUID
    number: str
    service: int
    words: str
    kind: Kind
    lacking: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """An open case of who came, for a line of their card."""

    words: str
    state: str
    kind: Kind


def came_with(seen: CaseView) -> CameWith:
    """Return what reception tells of a case."""
    case, office = seen.case, seen.office
    lacking: dict[int, str] = {}
    kind = STATE_KINDS[case.state]
    if case.state is CaseState.RETURNED and case.term_ends is not None:
        until = f"{case.term_ends:%d/%m/%Y}"
        if case.term_ends < office.local(seen.now).date():
            words, kind = f"su plazo terminó el {until}: debe presentarlo de nuevo.", Kind.ERROR
        else:
            faults = seen.checklist.faults
            lacks = "falta 1 requisito" if len(faults) == 1 else f"faltan {len(faults)} requisitos"
            words = f"le {lacks}; puede completarlo hasta el {until}."
            lacking = {
                item.number: problem_words(item, seen.checklist.finding(item.number))
                for item in seen.service.requirements
                if item.number in faults
            }
    elif case.is_open:
        due = (
            "" if case.due_at is None else f", hasta el {office.local(case.due_at):%d/%m/%Y %H:%M}"
        )
        who = f" Lo tiene {seen.holder}." if seen.holder else ""
        words = f"está «{seen.state_words.lower()}»{due}.{who}"
    else:
        words = f"está «{seen.state_words.lower()}»."
    return CameWith(
        case.id, case.number, case.service, f"Trámite {case.number}: {words}", kind, lacking
    )


def about_case(seen: CaseView) -> str:
    """Return of what service and whom a case is, in a line."""
    entity, bearer = seen.parties.entity, seen.parties.bearer
    parts = (
        seen.service.short_name,
        "" if bearer is None else bearer.name,
        "" if entity is None else entity.name,
    )
    return " · ".join(part for part in parts if part)


def case_result(seen: CaseView) -> Result:
    """A case as one row."""
    return Result(
        CASES,
        seen.case.number,
        about_case(seen),
        "folder-open",
        seen,
        chip=seen.state_words,
        kind=STATE_KINDS[seen.case.state],
        id=seen.case.id,
    )


def case_lines(rows: Iterable[CaseRow], catalogue: Catalogue) -> tuple[CaseLine, ...]:
    """Return open cases as they are shown beside who came."""
    return tuple(
        CaseLine(
            f"{catalogue.short_names((row.service,))} · {row.number}",
            _state(row),
            STATE_KINDS[row.state],
        )
        for row in rows
    )


def _state(row: CaseRow) -> str:
    until = "" if row.term_ends is None else f" hasta {row.term_ends:%d/%m}"
    return f"{row.state.label}{until}"
