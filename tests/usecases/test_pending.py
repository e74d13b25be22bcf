"""What waits for a decision, and what the centre refused."""

from dataclasses import replace

import pytest

from desktop.usecases import case_view, pending
from desktop.usecases.desk import Desk
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.operations import Operation
from domain.staff import NotAllowed
from domain.tasks import DIFFERENT, SAME, SEEN
from tests.office import MORNING, SmallOffice
from tests.usecases.casework import a_person, an_entity, by_email
from tests.usecases.hall import issue, told
from tests.usecases.linked import linked, put_task, refuse


def last(desk: Desk) -> Operation:
    with desk.units.read() as unit:
        found = unit.log.at(unit.log.head().sequence)
    assert found is not None
    return found


def test_an_office_without_a_centre_has_nothing_pending(desk: Desk, office: SmallOffice) -> None:
    found = pending.pending(desk, office.actor("supervisor-1"))
    assert (found.linked, found.total, found.items) == (False, 0, ())
    linked(desk)
    assert pending.pending(desk, office.actor("supervisor-1")).linked


def test_each_is_shown_what_is_theirs_and_who_answers_for_all_sees_all(
    desk: Desk, office: SmallOffice
) -> None:
    mine = put_task(desk)
    theirs = put_task(desk, "seat_taken", "technician")
    far = put_task(desk, "de otro programa", "ministry")
    seen = pending.pending(desk, office.actor("supervisor-1"))
    assert {(item.id, item.mine) for item in seen.items} == {
        (mine.id, True),
        (theirs.id, False),
        (far.id, False),
    }
    assert seen.total == 3
    assert {item.owner for item in seen.items} == {
        "Supervisor",
        "Técnico de biometría",
        "Ministerio",
    }
    technician = pending.pending(desk, office.actor("tecnico-1"))
    assert [item.id for item in technician.items] == [theirs.id]
    assert technician.total == 1
    assert pending.count(desk, office.actor("supervisor-1")) == 1
    assert pending.count(desk, office.actor("tecnico-1")) == 1


def test_an_answer_is_told_and_stays_until_the_centre_closes_the_task(
    desk: Desk, office: SmallOffice
) -> None:
    task = put_task(desk)
    actor = office.actor("supervisor-1")
    answered = pending.answer(desk, actor, task.id, SAME, "Es  Ana")
    assert answered.resolution == "Es la misma persona. Es Ana"
    assert answered.closed_at is None
    (operation,) = told(desk, task.id)
    assert operation.type == "task_answered"
    assert '"choice":"same"' in (operation.payload or "")
    (item,) = pending.pending(desk, actor).items
    assert item.answer == "Es la misma persona. Es Ana (Sara Supervisora)"
    assert pending.count(desk, actor) == 0
    with pytest.raises(pending.AlreadyAnswered):
        pending.answer(desk, actor, task.id, DIFFERENT)


def test_a_task_of_this_office_only_is_over_once_it_was_answered(
    desk: Desk, office: SmallOffice
) -> None:
    task = put_task(desk, "catalogue_unreadable", "administrator")
    actor = office.actor("admin-1")
    assert pending.answer(desk, actor, task.id, SEEN).closed_at is not None
    assert pending.pending(desk, actor).items == ()
    with pytest.raises(pending.AlreadyAnswered):
        pending.answer(desk, actor, task.id, SEEN)


def test_not_every_answer_is_one(desk: Desk, office: SmallOffice) -> None:
    task = put_task(desk)
    actor = office.actor("supervisor-1")
    with pytest.raises(pending.NotAnAnswer):
        pending.answer(desk, actor, task.id, "quizás")
    with pytest.raises(InvalidInput):
        pending.answer(desk, actor, task.id, SAME, "x" * 10_000)
    with pytest.raises(InvalidInput):
        pending.answer(desk, actor, task.id, SAME, "\x00")
    with pytest.raises(NotFound):
        pending.answer(desk, actor, new_id(), SAME)


def test_who_may_answer(desk: Desk, office: SmallOffice) -> None:
    supervisors = put_task(desk)
    technicians = put_task(desk, "seat_taken", "technician")
    ministrys = put_task(desk, "correct_document", "ministry")
    with pytest.raises(NotAllowed):
        pending.answer(desk, office.actor("tecnico-1"), supervisors.id, SAME)
    with pytest.raises(NotAllowed):
        pending.answer(desk, office.actor("supervisor-1"), ministrys.id, SEEN)
    choices = {
        item.id: item.choices for item in pending.pending(desk, office.actor("supervisor-1")).items
    }
    assert choices[ministrys.id] == ()
    pending.answer(desk, office.actor("admin-1"), technicians.id, SEEN)


def test_what_was_refused_says_what_it_was_about(desk: Desk, office: SmallOffice) -> None:
    actor = office.actor("supervisor-1")
    person = a_person(desk, office)
    of_person = refuse(desk, last(desk).sequence, words="No se entiende.")
    ticket = issue(desk, office)
    of_ticket = refuse(desk, last(desk).sequence)
    case = by_email(desk, office.actor("asesor-1"), 4, person, an_entity(desk, office), MORNING)
    of_case = refuse(desk, last(desk).sequence)
    of_office = refuse(desk, 1)
    of_nothing = refuse(desk, 9999)
    found = {item.id: item for item in pending.pending(desk, actor).items}
    assert found[of_person].about == "Persona: Luz Ejemplo"
    assert found[of_person].what == "No se entiende."
    assert found[of_ticket].about == f"Turno {ticket.code} del 04/12/2026"
    assert (found[of_case].about, found[of_case].case_id) == (f"Trámite {case.number}", case.id)
    assert found[of_office].about == found[of_nothing].about == ""
    assert found[of_ticket].what == "El centro no aceptó esta operación."
    assert all(item.again and item.mine and not item.choices for item in found.values())
    assert pending.count(desk, actor) == 5
    assert pending.pending(desk, office.actor("tecnico-1")).items == ()


def test_what_is_gone_is_not_named(desk: Desk, office: SmallOffice) -> None:
    with desk.units.write() as unit:
        unit.log.append("case", new_id(), 1, "case_opened", {}, actor_id=None, at=MORNING)
    refuse(desk, last(desk).sequence)
    with desk.units.write() as unit:
        payload = {"entity_ruc": "1760001550001"}
        unit.log.append(
            "authoriser", new_id(), 1, "authoriser_requested", payload, actor_id=None, at=MORNING
        )
    refuse(desk, last(desk).sequence, "decision", "Ya hay un titular activo.")
    gone, decided = pending.pending(desk, office.actor("supervisor-1")).items
    assert gone.about == ""
    assert decided.about == "Entidad 1760001550001"
    assert not decided.again
    assert "Nada se deshizo" in decided.how


def test_it_is_offered_again_once_somebody_says_so(desk: Desk, office: SmallOffice) -> None:
    linked(desk)
    actor = office.actor("supervisor-1")
    issue(desk, office)
    operation = last(desk)
    with desk.units.write() as unit:
        unit.exchange.acknowledge(range(1, operation.sequence + 1))
    refuse(desk, operation.sequence)
    with pytest.raises(NotAllowed):
        pending.offer_again(desk, office.actor("tecnico-1"), operation.id)
    pending.offer_again(desk, actor, operation.id)
    assert pending.pending(desk, actor).items == ()
    with desk.units.read() as unit:
        assert operation.sequence in {one.sequence for one in unit.exchange.unsent(100)}
    assert last(desk).type == "operation_offered_again"
    with pytest.raises(NotFound):
        pending.offer_again(desk, actor, operation.id)


def test_what_was_decided_is_seen_not_offered_again(desk: Desk, office: SmallOffice) -> None:
    actor = office.actor("admin-1")
    issue(desk, office)
    refuse(desk, 1)
    refused = refuse(desk, last(desk).sequence, "decision", "Ya hay un titular activo.")
    with pytest.raises(NotFound):
        pending.offer_again(desk, actor, refused)
    pending.see_refused(desk, actor, refused)
    assert refused not in {item.id for item in pending.pending(desk, actor).items}
    assert last(desk).type == "refusal_seen"


def test_a_task_and_its_refusal_are_one_thing(desk: Desk, office: SmallOffice) -> None:
    actor = office.actor("supervisor-1")
    ticket = issue(desk, office)
    operation = refuse(desk, last(desk).sequence)
    task = put_task(desk, "operation_refused", subject={"operation_id": str(operation)})
    (item,) = pending.pending(desk, actor).items
    assert (item.id, item.refused, item.again) == (task.id, operation, True)
    assert ticket.code in item.about
    pending.answer(desk, actor, task.id, SEEN)
    (item,) = pending.pending(desk, actor).items
    assert item.refused is None


@pytest.mark.parametrize("subject", ["{", "[]", "", '{"operation_id": 7}', '{"operation_id": "x"}'])
def test_a_subject_that_says_nothing_is_no_trouble(
    desk: Desk, office: SmallOffice, subject: str
) -> None:
    task = replace(put_task(desk), subject=subject)
    with desk.units.write() as unit:
        unit.exchange.put_task(task)
    (item,) = pending.pending(desk, office.actor("supervisor-1")).items
    assert item.refused is None


def test_the_history_of_a_case_says_what_the_centre_did_not_take(
    desk: Desk, office: SmallOffice
) -> None:
    clerk = office.actor("asesor-1")
    person, entity = a_person(desk, office), an_entity(desk, office)
    case = by_email(desk, clerk, 4, person, entity, MORNING)
    refuse(desk, last(desk).sequence, words="Falta un dato.")
    (event,) = case_view.view(desk, clerk, case.id).history
    assert event.detail.endswith("el centro no lo aceptó: Falta un dato.")
