"""Promised times and terms counted anew when more days turn out to be off: never shortened.

A day off is decreed, or the applicant turns out to live where other days are off.

A person who reckoned with a longer term must not find it cut; one who gets a day off by law has
it added (COA art. 158-159).
"""

from datetime import date

from desktop.usecases.case_steps import promised, returned_at, save, service_of
from desktop.usecases.catalogues import VersionUnreadable
from desktop.usecases.desk import Desk, Step
from domain.case_parts import CaseState
from domain.cases import Case
from domain.deadlines import term_end

DECREED = "por un feriado decretado"
OF_THE_CITY = "por los feriados de su ciudad"


def lengthen(desk: Desk, step: Step) -> int:
    """Give every open case the time that the calendar now gives it; return how many gained."""
    gained = 0
    for case in step.unit.cases.all_open():
        try:
            gained += lengthened(desk, step, case, DECREED) is not None
        except VersionUnreadable:  # one case must not keep the day off from the others
            continue
    return gained


def lengthened(desk: Desk, step: Step, case: Case, why: str) -> Case | None:
    """Give a case the time that the calendar now gives it; None where that is no more.

    Raises:
        VersionUnreadable: nobody can tell what was promised.
    """
    longer = _longer(desk, step, case)
    if longer is None:
        return None
    payload: dict[str, object] = {
        "due": None if longer.due_at is None else longer.due_at.isoformat(),
        "term_ends": None if longer.term_ends is None else longer.term_ends.isoformat(),
        "why": why,
    }
    return save(step, longer, "case_term_lengthened", payload)


def _longer(desk: Desk, step: Step, case: Case) -> Case | None:
    if case.state is CaseState.RETURNED and case.term_ends is not None:
        ends = _term(desk, step, case)
        return case.lengthened(case.due_at, ends) if ends > case.term_ends else None
    if case.due_at is None or case.clock_from is None or case.state is CaseState.RESOLVED:
        return None
    due = promised(step, case, service_of(desk, step, case), case.clock_from)
    return case.lengthened(due, case.term_ends) if due > case.due_at else None


def _term(desk: Desk, step: Step, case: Case) -> date:
    days = desk.catalogues.version(step.unit, case.catalogue_version).mend_days
    unit = step.unit
    start, place = returned_at(step, case), case.parties.place
    return term_end(start, days, unit.offices.office(), unit.calendar.all(), place)
