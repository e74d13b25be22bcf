"""The bank of solutions: found as one types, proposed by closing a case, reviewed by a supervisor.

Rule: a solution nobody had foreseen goes to quality control before others are told the same
(support procedure, in person).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin, clean_reason
from domain.catalogue import Catalogue
from domain.errors import InvalidInput, NotFound, Stale
from domain.ids import new_id
from domain.offices import Office
from domain.ports import UnitOfWork
from domain.solutions import (
    Solution,
    SolutionContent,
    SolutionState,
    WrongSolutionState,
    checked_content,
    solution_number,
)
from domain.staff import Action, Actor
from domain.text import clean_text

FOUND_AT_MOST = 20
LISTED_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class SolutionView:
    """A solution as its reviewer reads it.

    Attributes:
        proposed_by: the name of who proposed or added it.
        reviewed_by: the name of who last approved, edited or retired it.
        own: the reviewer proposed it, so another approves it.
        case: the number of the case whose closing proposed it.
    """

    solution: Solution
    proposed_by: str
    reviewed_by: str
    own: bool
    case: str


@dataclass(frozen=True, slots=True)
class Bank:
    """The part of the bank that a reviewer looks at.

    Attributes:
        change: of the log, when it was read.
        waiting: how many proposals wait for review.
    """

    office: Office
    change: int
    rows: tuple[SolutionView, ...]
    waiting: int


def find(
    desk: Desk, actor: Actor, text: str, topic: str = "", system: str = ""
) -> Sequence[Solution]:
    """Return approved solutions by the beginnings of the words typed, or by code; best first.

    Args:
        desk: the workstation.
        actor: who looks.
        text: what was typed; the most used solutions when empty.
        topic: code of the topic at hand: its solutions come first; empty for none.
        system: name of the system at hand, likewise.

    Raises:
        NotAllowed: the person's roles solve nothing.
        InvalidInput: what was typed holds characters that nothing on file can hold.
    """
    typed = clean_text(text, label="Buscar")
    topic = clean_text(topic, label="Tema")
    system = clean_text(system, label="Sistema")
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.FIND_SOLUTIONS)
        return _found(unit, typed, FOUND_AT_MOST, topic, system)


def propose_in(step: Step, content: SolutionContent, case_id: UUID | None = None) -> Solution:
    """Propose a solution nobody had foreseen, inside the transaction that closes its case.

    Args:
        step: the action under way; its actor proposes.
        content: what solved it, as typed.
        case_id: the case it solved.

    Raises:
        InvalidInput: the problem or the solution is missing, too long, or cannot be kept.
    """
    return _enter(step, checked_content(content), SolutionState.PROPOSED, case_id)


def use_in(step: Step, code: str) -> Solution:
    """Count that a case was solved with a solution, inside the transaction that tells so.

    Args:
        step: the action under way.
        code: the solution's code as said or typed, ``S-0042``.

    Raises:
        NotFound: there is no such solution.
        WrongSolutionState: it is not, or no longer, approved.
    """
    number = solution_number(code)
    solution = None if number is None else step.unit.solutions.by_number(number)
    if solution is None:
        raise NotFound(
            "No existe una solución con ese código.", todo="Búsquela de nuevo y aplíquela."
        )
    if not solution.usable:
        raise WrongSolutionState(solution)
    step.unit.solutions.count_use(solution.id)
    return solution


def count_pending(desk: Desk, actor: Actor) -> int:
    """Return how many proposals wait for review.

    Raises:
        NotAllowed: not a supervisor.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.REVIEW_SOLUTIONS)
        return unit.solutions.count_pending()


def bank(desk: Desk, actor: Actor, state: SolutionState, text: str = "") -> Bank:
    """Return the solutions of a state, at most ``LISTED_AT_MOST``.

    Args:
        desk: the workstation.
        actor: who looks.
        state: which: proposals come the oldest first, the others the newest first.
        text: what was typed to search the approved ones, which then come the best first.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: what was typed holds characters that nothing on file can hold.
    """
    typed = clean_text(text, label="Buscar")
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.REVIEW_SOLUTIONS)
        if state is SolutionState.PROPOSED:
            found = unit.solutions.pending(LISTED_AT_MOST)
        elif state is SolutionState.APPROVED and typed:
            found = _found(unit, typed, LISTED_AT_MOST)
        else:
            found = unit.solutions.all(state, LISTED_AT_MOST)
        names = {member.id: member.full_name for member in unit.staff.all()}
        rows = tuple(
            SolutionView(
                one,
                names[one.proposed_by],
                "" if one.reviewed_by is None else names[one.reviewed_by],
                one.proposed_by == actor.staff_id,
                "" if one.case_id is None else unit.cases.get(one.case_id).number,
            )
            for one in found
        )
        waiting = unit.solutions.count_pending()
        return Bank(unit.offices.office(), unit.log.head().sequence, rows, waiting)


def add(desk: Desk, actor: Actor, content: SolutionContent) -> Solution:
    """Write a solution into the bank, approved: a reviewer's own words need no second review.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: a field cannot be used.
    """
    checked = _checked(desk.catalogue, content)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REVIEW_SOLUTIONS)
        return _enter(step, checked, SolutionState.APPROVED, None)


def approve(desk: Desk, actor: Actor, solution_id: UUID, content: SolutionContent) -> Solution:
    """Approve a proposal with the words as the reviewer left them.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: a field cannot be used.
        WrongSolutionState: somebody else reviewed it.
        OwnProposal: the reviewer proposed it.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REVIEW_SOLUTIONS)
        proposed = unit.solutions.get(solution_id)
        checked = _checked(desk.catalogue, content, proposed)
        return _save(
            step, proposed.approved(actor.staff_id, step.now, checked), "solution_approved"
        )


def edit(
    desk: Desk, actor: Actor, solution_id: UUID, version: int, content: SolutionContent
) -> Solution:
    """Change the words of an approved solution.

    Args:
        desk: the workstation.
        actor: who edits.
        solution_id: which.
        version: the version that was on the screen.
        content: what it is to say.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: a field cannot be used.
        WrongSolutionState: it is not approved.
        Stale: somebody else changed it in between.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REVIEW_SOLUTIONS)
        current = unit.solutions.get(solution_id)
        if current.version != version:
            raise Stale()
        checked = _checked(desk.catalogue, content, current)
        return _save(step, current.edited(actor.staff_id, step.now, checked), "solution_edited")


def retire(desk: Desk, actor: Actor, solution_id: UUID, reason: str) -> Solution:
    """Reject a proposal, or take out of use an approved solution that no longer holds.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: there is no reason, or it cannot be kept.
        WrongSolutionState: it was retired before.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REVIEW_SOLUTIONS)
        current = unit.solutions.get(solution_id)
        return _save(step, current.retired(actor.staff_id, step.now, text), "solution_retired")


def _found(
    unit: UnitOfWork, typed: str, limit: int, topic: str = "", system: str = ""
) -> Sequence[Solution]:
    """Search by words; what is typed as a code comes before what has it in its words."""
    found = unit.solutions.search(typed, limit, topic, system)
    number = solution_number(typed)
    said = None if number is None else unit.solutions.by_number(number)
    if said is None or not said.usable:
        return found
    return [said, *(other for other in found if other.id != said.id)][:limit]


def _checked(
    catalogue: Catalogue, content: SolutionContent, current: Solution | None = None
) -> SolutionContent:
    """Check the typed fields; a topic or system that left the catalogue may stay where it is."""
    checked = checked_content(content)
    kept = ("", "") if current is None else (current.topic, current.system)
    if checked.topic not in ("", kept[0]) and catalogue.topic(checked.topic) is None:
        raise InvalidInput("Ese tema no consta en el catálogo.", todo="Elija uno de la lista.")
    if checked.system not in ("", kept[1], *catalogue.systems):
        raise InvalidInput("Ese sistema no consta en el catálogo.", todo="Elija uno de la lista.")
    return checked


def _enter(
    step: Step, content: SolutionContent, state: SolutionState, case_id: UUID | None
) -> Solution:
    reviewed = state is SolutionState.APPROVED
    solution = Solution(
        new_id(),
        step.unit.offices.office().id,
        step.unit.solutions.next_number(),
        content,
        state,
        step.actor.staff_id,
        step.now,
        case_id,
        reviewed_by=step.actor.staff_id if reviewed else None,
        reviewed_at=step.now if reviewed else None,
    )
    _tell(step, solution, "solution_added" if reviewed else "solution_proposed")
    step.unit.solutions.add(solution)
    return solution


def _save(step: Step, solution: Solution, type_: str) -> Solution:
    _tell(step, solution, type_)
    step.unit.solutions.save(solution)
    return solution


def _tell(step: Step, solution: Solution, type_: str) -> None:
    step.tell(
        "solution",
        solution.id,
        solution.version,
        type_,
        {
            "code": solution.code,
            "type": solution.type.value,
            "topic": solution.topic,
            "system": solution.system,
            "title": solution.title,
            "text": solution.text,
            "case": None if solution.case_id is None else str(solution.case_id),
            "reason": solution.reason,
        },
    )
