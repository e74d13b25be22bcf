"""Absences: one step suspends one and activates the other; refused in words where it cannot be."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.usecases import absences, authorisers, cases, reception, resolving
from desktop.usecases.absence_follows import AbsenceGoesOn
from desktop.usecases.absence_plan import absence_plan, absences_asked
from desktop.usecases.absences import AbsenceNotMade, AbsenceOpen
from desktop.usecases.authoriser_changes import begin_due
from desktop.usecases.desk import Desk
from domain.authorisers import (
    AbsenceKind,
    AbsenceState,
    AuthoriserState,
    ChangeState,
    ChangeUnderWay,
    NobodyAbsent,
    NobodyToStandIn,
    TooLateToExtend,
)
from domain.case_parts import Parties
from domain.cases import WrongCaseState
from domain.errors import InvalidInput
from domain.ids import new_id
from domain.solutions import SolutionType
from tests.office import FakeClock, SmallOffice
from tests.usecases.authorising import (
    A_WEEK,
    ALTERNO,
    FOR_GOOD,
    NEXT_WEEK,
    TITULAR,
    SmallCentre,
    a_body,
    a_case,
    absence_case,
    both,
    changes,
    enrolled,
    require_one_step,
    states,
    technician,
)
from tests.usecases.linked import linked

ACTIVE, SUSPENDED = AuthoriserState.ACTIVE, AuthoriserState.SUSPENDED
ENDED, INACTIVE = AuthoriserState.ENDED, AuthoriserState.ENROLLED_INACTIVE
DONE = resolving.Answer(SolutionType.DONE, "Se activó al alterno")


def test_a_temporary_absence_is_one_step_and_its_return_another(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    assert states(desk, body.entity) == {"Tatiana": ACTIVE, "Alberto": INACTIVE}
    case = absence_case(desk, who, body, A_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    assert (done.absence.state, done.change.state) == (AbsenceState.IN_FORCE, ChangeState.GRANTED)
    assert states(desk, body.entity) == {"Tatiana": SUSPENDED, "Alberto": ACTIVE}
    with pytest.raises(InvalidInput, match="Falta"):  # before its last day only with a reason
        absences.confirm_return(desk, who, done.absence.id)
    clock.go(days=8)
    (due,) = authorisers.awaiting(desk, who).returns
    assert due.line.return_due
    assert "propuesta" in due.line.words
    absences.confirm_return(desk, who, done.absence.id)
    assert states(desk, body.entity) == {"Tatiana": ACTIVE, "Alberto": INACTIVE}
    assert authorisers.awaiting(desk, who).returns == ()
    with pytest.raises(InvalidInput, match="terminada"):
        absences.confirm_return(desk, who, done.absence.id)
    require_one_step(desk, body.entity)


def test_the_cases_that_ask_for_one_not_registered_yet(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    assert absences_asked(desk, who, body.entity.id) == ()
    first = absence_case(desk, who, body, A_WEEK)
    second = absence_case(desk, who, body, FOR_GOOD)
    asked = absences_asked(desk, office.actor("asesor-1"), body.entity.id)
    assert [(one.case.id, one.kind) for one in asked] == [
        (second.id, AbsenceKind.PERMANENT),
        (first.id, AbsenceKind.TEMPORARY),
    ]
    assert (asked[0].first, asked[0].last) == (asked[1].first, None)
    absences.register(desk, who, first.id, titular.id, alterno.id)
    cases.withdraw(desk, who, second.id, "Desistió")
    assert absences_asked(desk, who, body.entity.id) == ()


def test_linked_it_is_to_be_confirmed_until_the_centre_answers(
    desk: Desk, office: SmallOffice
) -> None:
    centre = SmallCentre()
    linked(desk)
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    assert states(desk, body.entity) == {"Tatiana": INACTIVE, "Alberto": INACTIVE}
    centre.answer(desk)
    assert states(desk, body.entity)["Tatiana"] is ACTIVE
    case = absence_case(desk, who, body, A_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    assert (done.absence.state, done.change.state) == (AbsenceState.WAITING, ChangeState.WAITING)
    assert states(desk, body.entity)["Tatiana"] is ACTIVE
    with pytest.raises(AbsenceOpen):
        absences.register(desk, who, case.id, titular.id, alterno.id)
    other = absence_case(desk, who, body, FOR_GOOD)
    with pytest.raises(ChangeUnderWay, match="por confirmar"):
        absences.register(desk, who, other.id, titular.id)
    centre.answer(desk)
    assert states(desk, body.entity) == {"Tatiana": SUSPENDED, "Alberto": ACTIVE}
    before = len(changes(desk, body.entity))
    centre.begin_anew()
    centre.answer(desk)
    assert len(changes(desk, body.entity)) == before
    assert states(desk, body.entity) == {"Tatiana": SUSPENDED, "Alberto": ACTIVE}
    require_one_step(desk, body.entity)


def test_a_refusal_leaves_everybody_as_they_were(desk: Desk, office: SmallOffice) -> None:
    centre = SmallCentre()
    linked(desk)
    body, who = a_body(desk, office), technician(office)
    assert centre.stranger(desk, body.entity.ruc)
    titular, _ = both(desk, office, body)
    centre.answer(desk)
    assert changes(desk, body.entity) == [ChangeState.REFUSED]
    assert states(desk, body.entity) == {"Tatiana": INACTIVE, "Alberto": INACTIVE}
    seen = authorisers.entity_authorisers(desk, who, body.entity.id)
    assert [one.name for one in seen.elsewhere] == ["Eva Extraña"]
    assert seen.active is None
    assert any("rechazado por el centro" in event.what for event in seen.history)
    centre.stranger_leaves(desk, body.entity.ruc)
    authorisers.activate(desk, who, titular.id)
    centre.answer(desk)
    seen = authorisers.entity_authorisers(desk, who, body.entity.id)
    assert seen.active is not None
    assert seen.elsewhere == ()


def test_a_refused_absence_can_be_registered_again(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    centre = SmallCentre()
    linked(desk)
    assert centre.stranger(desk, body.entity.ruc)
    case = absence_case(desk, who, body, A_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    centre.answer(desk)
    with desk.units.read() as unit:
        assert unit.authorisers.absence(done.absence.id).state is AbsenceState.REFUSED
    # What the office had granted itself before it was linked, the centre refused too.
    assert states(desk, body.entity) == {"Tatiana": INACTIVE, "Alberto": INACTIVE}
    with pytest.raises(AbsenceNotMade):
        resolving.resolve(desk, who, case.id, DONE)
    plan = absence_plan(desk, who, case.id)
    assert plan.absence is None
    assert plan.problem.startswith("Esa persona no está activa")


def test_a_coming_one_is_programmed_and_asked_for_on_its_day(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, NEXT_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    assert done.absence.state is AbsenceState.PROGRAMMED
    assert begin_due(desk) == 0
    with pytest.raises(AbsenceNotMade):
        resolving.resolve(desk, who, case.id, DONE)
    with pytest.raises(ChangeUnderWay, match="09/12/2026"):
        absences.register(desk, who, absence_case(desk, who, body, FOR_GOOD).id, titular.id)
    (line,) = authorisers.awaiting(desk, who).programmed
    assert "programado para el 09/12/2026" in line.words
    clock.go(days=5)
    assert begin_due(desk) == 1
    assert begin_due(desk) == 0
    assert states(desk, body.entity) == {"Tatiana": SUSPENDED, "Alberto": ACTIVE}
    resolving.resolve(desk, who, case.id, DONE)


def test_a_programmed_one_is_cancelled_or_goes_with_its_case(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, NEXT_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    with pytest.raises(InvalidInput, match="Motivo"):
        authorisers.cancel(desk, who, done.change.id, " ")
    cancelled = authorisers.cancel(desk, who, done.change.id, "El viaje se suspendió")
    assert cancelled.words == "El viaje se suspendió"
    with pytest.raises(InvalidInput, match="anulado"):
        authorisers.cancel(desk, who, done.change.id, "Otra vez")
    again = absences.register(desk, who, case.id, titular.id, alterno.id)
    cases.withdraw(desk, who, case.id, "Desiste")
    with desk.units.read() as unit:
        assert unit.authorisers.absence(again.absence.id).state is AbsenceState.CANCELLED
    clock.go(days=6)
    assert begin_due(desk) == 0
    assert states(desk, body.entity) == {"Tatiana": ACTIVE, "Alberto": INACTIVE}


def test_a_case_whose_absence_was_made_keeps_it(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, A_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    with pytest.raises(AbsenceGoesOn):
        cases.withdraw(desk, who, case.id, "Desiste")
    cases.correct(desk, who, case.id, problem="Vacaciones")
    absences.confirm_return(desk, who, done.absence.id, "Volvió antes")
    cases.withdraw(desk, who, case.id, "Desiste")  # what is over holds nobody


def test_who_and_when_are_checked(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    body, who = a_body(desk, office), technician(office)
    titular = enrolled(desk, office, body, body.titular, TITULAR)
    case = absence_case(desk, who, body, A_WEEK)
    assert "alterno no está enrolado" in absence_plan(desk, who, case.id).problem
    for stand_in in (None, new_id(), titular.id):
        with pytest.raises(NobodyToStandIn):
            absences.register(desk, who, case.id, titular.id, stand_in)
    alterno = enrolled(desk, office, body, body.alterno, ALTERNO)
    for absent in (alterno.id, new_id()):
        with pytest.raises(NobodyAbsent):
            absences.register(desk, who, case.id, absent, titular.id)
    early = a_case(desk, who, 8, body, A_WEEK)
    with pytest.raises(WrongCaseState):
        absences.register(desk, who, early.id, titular.id, alterno.id)
    other = a_case(desk, who, 5, body)
    for act in (
        lambda: absence_plan(desk, who, other.id),
        lambda: absences.register(desk, who, other.id, titular.id, alterno.id),
    ):
        with pytest.raises(InvalidInput, match="no es de una ausencia"):
            act()
    past = absence_case(desk, who, body, {"absence-from": "01/11/2026", "absence-to": "05/11/2026"})
    with pytest.raises(InvalidInput, match="ya pasó"):
        absences.register(desk, who, past.id, titular.id, alterno.id)
    assert changes(desk, body.entity) == [ChangeState.GRANTED]


def test_an_extension_is_asked_for_before_the_end(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, A_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    key = done.absence.id
    with pytest.raises(InvalidInput, match="posterior"):
        absences.extend(desk, who, key, date(2026, 12, 11))
    with pytest.raises(InvalidInput, match="un año"):
        absences.extend(desk, who, key, date(2028, 12, 11))
    longer = absences.extend(desk, who, key, date(2026, 12, 18))
    assert (longer.last, longer.first_last) == (date(2026, 12, 18), date(2026, 12, 11))
    asked = absence_case(
        desk, who, body, {"absence-from": "04/12/2026", "absence-to": "22/12/2026"}
    )
    with pytest.raises(AbsenceNotMade):
        resolving.resolve(desk, who, asked.id, DONE)
    absences.extend(desk, who, key, date(2026, 12, 22), asked.id)
    resolving.resolve(desk, who, asked.id, DONE)
    permanent = absence_case(desk, who, body, FOR_GOOD)
    with pytest.raises(InvalidInput, match="temporal de esta entidad"):
        absences.extend(desk, who, key, date(2026, 12, 30), permanent.id)
    linked(desk)
    absences.confirm_return(desk, who, key, "Volvió antes")
    with pytest.raises(ChangeUnderWay):  # the return waits
        absences.extend(desk, who, key, date(2026, 12, 30))
    (line,) = authorisers.entity_authorisers(desk, who, body.entity.id).absences
    assert line.returning
    assert (line.can_extend, line.can_return, line.can_cancel) == (False, False, False)
    clock.go(days=30)
    with pytest.raises(TooLateToExtend):
        absences.extend(desk, who, key, date(2027, 1, 30))


def test_a_programmed_one_is_extended_as_it_is(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, NEXT_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    longer = absences.extend(desk, who, done.absence.id, date(2026, 12, 18))
    assert longer.state is AbsenceState.PROGRAMMED


def test_a_permanent_absence_ends_the_titular_and_may_leave_the_alterno_or_nobody(
    desk: Desk, office: SmallOffice
) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, FOR_GOOD)
    plan = absence_plan(desk, who, case.id)
    assert (plan.kind, plan.last, plan.problem) == (AbsenceKind.PERMANENT, None, "")
    assert [one.person.name for one in plan.absent] == ["Tatiana Titular", "Alberto Alterno"]
    assert [one.person.name for one in plan.stand_ins[titular.id]] == ["Alberto Alterno"]
    assert plan.stand_ins[alterno.id] == ()
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    assert (done.absence.state, done.absence.ended_on) == (AbsenceState.ENDED, date(2026, 12, 4))
    assert states(desk, body.entity) == {"Tatiana": ENDED, "Alberto": ACTIVE}
    with pytest.raises(NobodyAbsent):
        absences.register(desk, who, absence_case(desk, who, body, FOR_GOOD).id, titular.id)
    linked(desk)
    leaves = absence_case(desk, who, body, FOR_GOOD, body.alterno)
    # Whoever only stops needs nobody's leave.
    assert absences.register(desk, who, leaves.id, alterno.id).change.state is ChangeState.GRANTED
    assert states(desk, body.entity) == {"Tatiana": ENDED, "Alberto": ENDED}
    centre = SmallCentre()
    centre.answer(desk)
    assert centre.held == {}
    seen = authorisers.entity_authorisers(desk, who, body.entity.id)
    assert [one.words for one in seen.absences] == ["Registrada, desde el 04/12/2026"] * 2
    with desk.units.read() as unit:
        (enrolment,) = unit.enrolments.of_person(body.titular.id)
    assert enrolment.delete_after == date(2031, 12, 4)


def test_who_is_away_for_a_time_may_leave_for_good(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    away = absence_case(desk, who, body, A_WEEK)
    first = absences.register(desk, who, away.id, titular.id, alterno.id)
    case = absence_case(desk, who, body, FOR_GOOD)
    with pytest.raises(NobodyToStandIn):  # somebody is active: nobody else is to be
        absences.register(desk, who, case.id, titular.id, alterno.id)
    absences.register(desk, who, case.id, titular.id)
    assert states(desk, body.entity) == {"Tatiana": ENDED, "Alberto": ACTIVE}
    with desk.units.read() as unit:
        assert unit.authorisers.absence(first.absence.id).state is AbsenceState.ENDED
    require_one_step(desk, body.entity)


@pytest.mark.parametrize("comes", [True, False])
def test_who_stands_in_may_leave_and_the_titular_comes_back_or_nobody(
    desk: Desk, office: SmallOffice, comes: bool
) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    away = absence_case(desk, who, body, A_WEEK)
    absences.register(desk, who, away.id, titular.id, alterno.id)
    case = absence_case(desk, who, body, FOR_GOOD, body.alterno)
    plan = absence_plan(desk, who, case.id)
    assert plan.absent[0].person.name == "Alberto Alterno"
    absences.register(desk, who, case.id, alterno.id, titular.id if comes else None)
    assert states(desk, body.entity) == {
        "Tatiana": ACTIVE if comes else INACTIVE,
        "Alberto": ENDED,
    }
    require_one_step(desk, body.entity)


def test_a_case_that_lacks_entity_or_dates_is_told_so(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, A_WEEK)
    with desk.units.write() as unit:  # as an earlier catalogue allowed it
        kept = unit.cases.get(case.id)
        unit.log.append("case", kept.id, kept.version, "told", {}, actor_id=None, at=kept.opened_at)
        unit.cases.save(
            replace(kept, matter=replace(kept.matter, fields=()), version=kept.version + 1)
        )
    assert "desde cuándo" in absence_plan(desk, who, case.id).problem
    with pytest.raises(InvalidInput, match="desde cuándo"):
        absences.register(desk, who, case.id, titular.id, alterno.id)
    with desk.units.read() as unit:
        nowhere = unit.cases.get(case.id)
    with pytest.raises(InvalidInput, match="de qué entidad"):
        absences.entity_of(replace(nowhere, parties=Parties(body.titular.id)))


def test_a_case_that_asked_for_an_absence_stays_with_its_entity(
    desk: Desk, office: SmallOffice
) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, A_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    other = reception.register_entity(
        desk, office.actor("recepcion-1"), "1768152560001", "Otra entidad"
    )
    moved = replace(case.parties, entity_id=other.id)
    with pytest.raises(AbsenceGoesOn):
        cases.correct(desk, who, case.id, parties=moved)
    absences.confirm_return(desk, who, done.absence.id, "Volvió")
    with pytest.raises(AbsenceGoesOn):
        cases.correct(desk, who, case.id, parties=moved)


def test_an_undone_absence_lets_its_case_go(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    case = absence_case(desk, who, body, NEXT_WEEK)
    done = absences.register(desk, who, case.id, titular.id, alterno.id)
    authorisers.cancel(desk, who, done.change.id, "Se equivocó de entidad")
    other = reception.register_entity(
        desk, office.actor("recepcion-1"), "1768152560001", "Otra entidad"
    )
    cases.correct(desk, who, case.id, parties=replace(case.parties, entity_id=other.id))


def test_an_entity_s_cases_without_their_absence_are_told(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    done = absence_case(desk, who, body, A_WEEK)
    absences.register(desk, who, done.id, titular.id, alterno.id)
    gone = a_case(desk, who, 9, body, FOR_GOOD)
    cases.withdraw(desk, who, gone.id, "Desiste")
    asks = absence_case(desk, who, body, FOR_GOOD)
    clerk = office.actor("asesor-1")
    (found,) = absences_asked(desk, clerk, body.entity.id)
    assert (found.case.id, found.kind) == (asks.id, AbsenceKind.PERMANENT)
    assert (found.first, found.last) == (date(2026, 12, 4), None)
    assert absences_asked(desk, clerk, new_id()) == ()
