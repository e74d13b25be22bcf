"""A decreed day off lengthens the terms that run; nothing ever shortens one."""

from datetime import UTC, date, datetime

import pytest

from desktop.usecases import calendar_admin, checklists, resolving
from desktop.usecases.calendar_admin import DayForm
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.office import SmallOffice
from tests.usecases.casework import a_person, an_entity, by_email, check, opened_case, seen
from tests.usecases.casework import at_the_counter as attended
from tests.usecases.hall import opened, told


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


def test_terms_that_run_grow_by_a_decreed_day(desk: Desk, office: SmallOffice, ana: Actor) -> None:
    admin = office.actor("admin-1")
    person, entity = a_person(desk, office), an_entity(desk, office)
    other = a_person(desk, office, "0962467429", "Otra Persona")
    returned = by_email(desk, ana, 4, person, entity, desk.clock.now())
    check(desk, ana, returned, 1)
    checklists.give_back(desk, ana, returned.id)
    promised = by_email(desk, ana, 4, other, entity, desk.clock.now())
    check(desk, ana, promised)
    checklists.complete(desk, ana, promised.id)
    reviewed = by_email(desk, ana, 10, person, entity, desk.clock.now())
    ticket = attended(desk, office, ana, 6)
    question = opened_case(desk, ana, 6, ticket, topic="access", problem="No entra")
    solved = opened_case(desk, ana, 6, ticket, topic="payments", problem="No paga")
    answer = resolving.Answer(SolutionType.EXPLAINED, "Se explicó")
    resolving.resolve(desk, ana, solved.id, answer)
    due = seen(desk, ana, promised.id).case.due_at
    assert due == datetime(2026, 12, 4, 21, 0, tzinfo=UTC)  # 16:00, eight working hours
    form = DayForm(date(2026, 12, 15), working=False, place="", reason="Decreto 12")
    decreed = calendar_admin.add_day(desk, admin, form)
    assert seen(desk, ana, returned.id).case.term_ends == date(2026, 12, 22)
    assert seen(desk, ana, promised.id).case.due_at == due  # the day comes after it
    line = seen(desk, ana, returned.id).history[-1]
    assert (line.what, line.who) == ("Se alargó el plazo", "Adela Administradora")
    today = DayForm(date(2026, 12, 4), working=False, place="", reason="Duelo nacional")
    calendar_admin.add_day(desk, admin, today)
    assert seen(desk, ana, promised.id).case.due_at == datetime(2026, 12, 8, 21, 0, tzinfo=UTC)
    calendar_admin.remove_day(desk, admin, decreed.id, "Se derogó")
    assert seen(desk, ana, returned.id).case.term_ends == date(2026, 12, 22)
    for case in (reviewed, question, solved):
        assert "case_term_lengthened" not in [op.type for op in told(desk, case.id)]
    assert seen(desk, ana, solved.id).case.state is CaseState.RESOLVED
