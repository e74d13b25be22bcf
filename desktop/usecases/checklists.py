"""Checking the requirements of a case: marked one by one, then accepted whole or handed back."""

from dataclasses import dataclass, replace
from textwrap import shorten
from uuid import UUID

from desktop.usecases.case_steps import begun, checklist_of, own_case, save
from desktop.usecases.desk import Desk, begin
from domain.case_parts import CaseState
from domain.cases import Case, WrongCaseState
from domain.checklist import Checklist, Finding, Verdict, problem_words
from domain.deadlines import term_end
from domain.ports import CaseReturn
from domain.staff import Action, Actor
from domain.text import REASON_LIMIT, clean_text

_REGISTRY_LIMIT = 120


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody found of one requirement, as typed.

    Attributes:
        reason: code of a rejection reason of the requirement, or ``domain.checklist.OTHER_REASON``.
        text: more words; ``place`` the public registry it was verified in.
    """

    requirement: int
    verdict: Verdict
    reason: str = ""
    text: str = ""
    place: str = ""


def finding_of(found: Mark) -> Finding:
    """Return a typed mark as it is kept, but for who found it and when.

    Raises:
        InvalidInput: its words hold what nothing on file can hold, or are too long.
    """
    return Finding(
        found.requirement,
        found.verdict,
        found.reason if found.verdict is Verdict.REJECTED else "",
        clean_text(found.text, label="Detalle", limit=REASON_LIMIT),
        clean_text(found.place, label="Registro", limit=_REGISTRY_LIMIT),
    )


def mark(desk: Desk, actor: Actor, case_id: UUID, found: Mark) -> Checklist:
    """Record what was found of one requirement; PENDING takes a mark back.

    Raises:
        InvalidInput: the mark does not fit the requirement.
        WrongCaseState: the case is not under review.
        HeldByAnother, NotYourService, NotFound: as their names say.
    """
    finding = finding_of(found)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        case, service = own_case(desk, step, case_id)
        if case.state is not CaseState.CLASSIFIED:
            raise WrongCaseState(case)
        finding = replace(finding, by=actor.staff_id, at=step.now)
        checklist = checklist_of(step, case, service).marked(finding)
        requirement = service.requirement(finding.requirement)
        assert requirement is not None, "it was marked"
        why = requirement.reason(finding.reason)
        noted = case.noted()
        payload: dict[str, object] = {
            "number": case.number,
            "submission": case.submission,
            "requirement": finding.requirement,
            "name": requirement.short_name,
            "verdict": finding.verdict.value,
            "reason": finding.reason,
            "why": "" if why is None else why.text,
            "text": finding.text,
            "place": finding.place,
        }
        step.tell("case", case.id, noted.version, "requirement_marked", payload)
        if finding.verdict is Verdict.PENDING:
            unit.cases.drop_finding(case.id, case.submission, finding.requirement)
        else:
            unit.cases.set_finding(case.id, case.submission, finding)
        unit.cases.note(noted)
        return checklist


def complete(desk: Desk, actor: Actor, case_id: UUID) -> Case:
    """Accept the papers: the case is in process and its promised time runs.

    Raises:
        ChecklistUndecided, ChecklistFaulty: something was not looked at, or is missing.
        FieldsMissing: the case does not tell what its service needs.
        WrongCaseState, HeldByAnother, NotYourService, NotFound: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        case, service = own_case(desk, step, case_id)
        checklist_of(step, case, service).require_complete()
        begun_case = begun(step, case, service)
        assert begun_case.due_at is not None
        payload: dict[str, object] = {
            "submission": case.submission,
            "due": begun_case.due_at.isoformat(),
        }
        return save(step, begun_case, "case_begun", payload)


def give_back(desk: Desk, actor: Actor, case_id: UUID) -> Case:
    """Hand an incomplete case back, with the term to complete it (COA art. 140).

    Raises:
        ChecklistUndecided: something was not looked at.
        NothingToReturn: all is in order.
        WrongCaseState, HeldByAnother, NotYourService, NotFound: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.WORK_CASES)
        case, service = own_case(desk, step, case_id)
        checklist = checklist_of(step, case, service)
        checklist.require_faults()
        days = desk.catalogues.version(unit, case.catalogue_version).mend_days
        ends = term_end(
            step.now, days, unit.offices.office(), unit.calendar.all(), case.parties.place
        )
        faults = [
            {
                "requirement": number,
                "name": item.short_name,
                "verdict": (found := checklist.finding(number)).verdict.value,
                "reason": found.reason,
                "words": problem_words(item, found),
            }
            for item in service.requirements
            if (number := item.number) in checklist.faults
        ]
        reason = ", ".join(f"requisito {number}" for number in checklist.faults)
        returned = save(
            step,
            case.give_back(ends, shorten(reason, REASON_LIMIT, placeholder=" …")),
            "case_returned",
            {"submission": case.submission, "term_ends": ends.isoformat(), "faults": faults},
        )
        unit.case_days.add_return(
            CaseReturn(
                case.id,
                case.submission,
                step.day,
                step.now,
                case.service,
                case.parties.entity_id,
                actor.staff_id,
            )
        )
        return returned
