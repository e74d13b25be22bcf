"""A case that is refused leaves nothing at the kit that goes on by itself."""

from dataclasses import replace

import pytest

from desktop.usecases import absences, authoriser_changes, enrolling, resolving
from desktop.usecases.absence_follows import AbsenceGoesOn
from desktop.usecases.desk import Desk
from domain.authorisers import AbsenceState, AuthoriserState, ChangeState
from domain.enrolment import EnrolmentState, NotThatState
from domain.people import DocumentType
from domain.solutions import SolutionType
from tests.office import FakeClock, SmallOffice
from tests.usecases.at_the_kit import at_kit, cleared, second_technician, stored
from tests.usecases.authorising import (
    A_WEEK,
    NEXT_WEEK,
    a_body,
    absence_case,
    both,
    states,
    technician,
)

REFUSED = resolving.Answer(SolutionType.REFUSED, "El firmante no tiene nombramiento")


def test_nobody_is_enrolled_by_a_refused_case(desk: Desk, office: SmallOffice) -> None:
    kit = at_kit(desk, office)
    checked = cleared(desk, kit)
    resolving.resolve(desk, kit.technician, kit.case.id, REFUSED)
    left = stored(desk, checked)
    assert left.state is EnrolmentState.WITHDRAWN
    assert left.delete_after is not None
    with pytest.raises(NotThatState):
        enrolling.configure(desk, second_technician(desk, office), checked.id, kit.pc)


def test_a_programmed_absence_is_called_off_with_it(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, NEXT_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    resolving.resolve(desk, who, case.id, REFUSED)
    with desk.units.read() as unit:
        assert unit.authorisers.absence(done.absence.id).state is AbsenceState.CANCELLED
    clock.go(days=6)
    assert authoriser_changes.begin_due(desk) == 0
    assert states(desk, body.entity)["Tatiana"] is AuthoriserState.ACTIVE


def test_one_whose_absence_was_made_is_not_refused(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, A_WEEK)
    absences.register(desk, who, case.id, titular.id, alterno.id)
    with pytest.raises(AbsenceGoesOn):
        resolving.resolve(desk, who, case.id, REFUSED)


def test_a_due_change_that_cannot_be_asked_for_keeps_nobody_waiting(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, NEXT_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    with desk.units.write() as unit:
        person = unit.people.get(body.alterno.id)
        bare = replace(
            person, document_type=DocumentType.NONE, document="", version=person.version + 1
        )
        unit.log.append(
            "person", bare.id, bare.version, "x", {}, actor_id=None, at=desk.clock.now()
        )
        unit.people.save(bare)
    clock.go(days=6)
    assert authoriser_changes.begin_due(desk) == 1
    with desk.units.read() as unit:
        change = unit.authorisers.change(done.change.id)
        assert change is not None
        assert (change.state, change.words) == (ChangeState.CANCELLED, "Falta «Documento».")
    assert states(desk, body.entity)["Tatiana"] is AuthoriserState.ACTIVE
