"""The cases of who came: those of the visit, those they may come back with, those still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from desktop.usecases.case_steps import service_of
from desktop.usecases.case_view import GLANCE
from desktop.usecases.catalogues import VersionUnreadable
from desktop.usecases.desk import Desk, Step, begin
from domain.case_fields import period
from domain.case_parts import OPEN_CASES, UNDER_REVIEW, CaseState
from domain.case_standing import state_words
from domain.cases import Case
from domain.ports import CaseRow
from domain.staff import Action, Actor
from domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class VisitCase:
    """A case of a visit, for a line of a list.

    Attributes:
        words: where it stands, as a person reads it.
        half: its papers were not looked at whole.
    """

    id: UUID
    number: str
    service: int
    state: CaseState
    words: str
    half: bool


@dataclass(frozen=True, slots=True)
class Returned:
    """A returned case of a service that the turno asks for.

    Attributes:
        own: the person of the turno brought it, or it is for them; else it is only the entity's.
    """

    row: CaseRow
    own: bool


@dataclass(frozen=True, slots=True)
class AtCounter:
    """What there is of cases at a counter.

    Attributes:
        cases: those of the visit, in the order in which they were opened.
        returned: what the person may have come back with, theirs first.
    """

    cases: tuple[VisitCase, ...] = ()
    returned: tuple[Returned, ...] = ()


def at_counter(desk: Desk, actor: Actor, ticket_id: UUID) -> AtCounter:
    """Return the cases of a turno and the returned ones that may be taken up with it.

    Raises:
        NotFound: there is no such turno.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_CASES)
        ticket = unit.tickets.get(ticket_id)
        return AtCounter(
            tuple(_visit_case(desk, step, case) for case in unit.cases.of_ticket(ticket_id)),
            returned_to(step, ticket),
        )


def open_cases(
    desk: Desk, actor: Actor, person_id: UUID, entity_id: UUID | None
) -> tuple[CaseRow, ...]:
    """Return open cases of who came and of the entity they come for.

    All that were handed back come first; of the others those among the newest.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.SEE_CASES)
        cases = unit.cases
        returned = [*cases.returned_of(person_id=person_id, limit=GLANCE)]
        newest = [*cases.of_person(person_id, GLANCE)]
        if entity_id is not None:
            returned += cases.returned_of(entity_id=entity_id, limit=GLANCE)
            newest += cases.of_entity(entity_id, GLANCE)
    newest.sort(key=lambda row: row.opened_at, reverse=True)
    found = {row.id: row for row in (*returned, *newest) if row.state in OPEN_CASES}
    return tuple(found.values())


def _visit_case(desk: Desk, step: Step, case: Case) -> VisitCase:
    try:
        service = service_of(desk, step, case)
    except VersionUnreadable:  # one case must not hide the others
        words = case.state.label
    else:
        starts, _ = period(service, case.matter)
        words = state_words(case, service, starts, step.unit.offices.office(), step.now)
    half = case.state in UNDER_REVIEW
    return VisitCase(case.id, case.number, case.service, case.state, words, half)


def returned_to(step: Step, ticket: Ticket) -> tuple[Returned, ...]:
    """Return the returned cases that who has a turno may have come back with, theirs first."""
    unit = step.unit
    own: Sequence[CaseRow] = ()
    theirs: Sequence[CaseRow] = ()
    if ticket.person_id is not None:
        own = unit.cases.returned_of(person_id=ticket.person_id, limit=GLANCE)
    if ticket.entity_id is not None:
        theirs = unit.cases.returned_of(entity_id=ticket.entity_id, limit=GLANCE)
    mine = {row.id for row in own}
    return tuple(
        Returned(row, row.id in mine)
        for row in (*own, *(row for row in theirs if row.id not in mine))
        if row.service in ticket.pending
    )
