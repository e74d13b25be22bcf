"""Leave is asked for, answered by a supervisor, and spent once."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from desktop.usecases import access, approvals, staff_admin
from desktop.usecases.calling import call_chosen
from desktop.usecases.counters import open_counter
from desktop.usecases.desk import Desk, begin
from desktop.usecases.passwords import Passwords
from desktop.usecases.reception import NewTicket, PersonDraft, issue, register_person
from domain.approvals import (
    Approval,
    ApprovalKind,
    ApprovalNeeded,
    ApprovalState,
    ApprovalUnusable,
)
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.people import DocumentType
from domain.staff import Action, NotAllowed, PinRefused, PinUnusable, Role, RoleGrant
from tests.office import PIN, FakeClock, SmallOffice

KIND = ApprovalKind.ISSUE_AFTER_HOURS


def ask(desk: Desk, office: SmallOffice, username: str = "recepcion-1") -> Approval:
    return approvals.ask(desk, office.actor(username), KIND, "after_hours", "viene de lejos")


def spend(
    desk: Desk,
    office: SmallOffice,
    approval_id: UUID | None,
    *,
    by: str = "recepcion-1",
    kind: ApprovalKind = KIND,
    subject: str = "after_hours",
) -> None:
    with desk.units.write() as unit:
        step = begin(desk, unit, office.actor(by), Action.ISSUE_TICKET)
        approvals.use(step, approval_id, kind, subject, "Necesita autorización.")


def test_granted_on_the_supervisors_screen_and_spent_once(desk: Desk, office: SmallOffice) -> None:
    asked = ask(desk, office)
    supervisor = office.actor("supervisor-1")
    [waiting] = approvals.pending(desk, supervisor)
    assert (waiting.approval, waiting.asked_by, waiting.about) == (asked, "Rosa Recepción", "")
    approvals.answer(desk, supervisor, asked.id, True, "adelante")
    assert approvals.pending(desk, supervisor) == []
    mine = approvals.state(desk, office.actor("recepcion-1"), asked.id)
    assert (mine.state, mine.answer) == (ApprovalState.GRANTED, "adelante")
    spend(desk, office, asked.id)
    with pytest.raises(ApprovalUnusable):
        spend(desk, office, asked.id)
    with desk.units.read() as unit:
        types = [op.type for op in unit.log.of(asked.id)]
    assert types == ["approval_asked", "approval_granted", "approval_used"]


def test_without_a_request_leave_is_missing(desk: Desk, office: SmallOffice) -> None:
    with pytest.raises(ApprovalNeeded) as needed:
        spend(desk, office, None)
    assert needed.value.kind is KIND


def test_the_same_request_is_asked_once(desk: Desk, office: SmallOffice) -> None:
    assert ask(desk, office) == ask(desk, office)
    assert ask(desk, office, "asesor-1") != ask(desk, office)


def test_a_refused_request_opens_nothing(desk: Desk, office: SmallOffice) -> None:
    asked = ask(desk, office)
    approvals.answer(desk, office.actor("supervisor-1"), asked.id, False)
    with pytest.raises(ApprovalUnusable):
        spend(desk, office, asked.id)
    with pytest.raises(ApprovalUnusable):
        approvals.answer(desk, office.actor("supervisor-2"), asked.id, True)


def test_leave_is_for_one_person_one_matter_and_half_an_hour(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    asked = ask(desk, office)
    approvals.answer(desk, office.actor("supervisor-1"), asked.id, True)
    attempts: list[Callable[[], None]] = [
        lambda: spend(desk, office, asked.id, by="asesor-1"),
        lambda: spend(desk, office, asked.id, subject="otra"),
        lambda: spend(desk, office, asked.id, kind=ApprovalKind.CALL_OUT_OF_TURN),
    ]
    for wrong in attempts:
        with pytest.raises(ApprovalUnusable):
            wrong()
    clock.go(minutes=31)
    with pytest.raises(ApprovalUnusable):
        spend(desk, office, asked.id)
    late = ask(desk, office)
    clock.go(minutes=31)
    assert approvals.pending(desk, office.actor("supervisor-1")) == []
    with pytest.raises(ApprovalUnusable, match="venció"):
        approvals.answer(desk, office.actor("supervisor-1"), late.id, True)


def test_only_supervisors_answer_and_never_themselves(desk: Desk, office: SmallOffice) -> None:
    asked = ask(desk, office, "supervisor-1")
    with pytest.raises(NotAllowed):
        approvals.answer(desk, office.actor("asesor-1"), asked.id, True)
    with pytest.raises(NotAllowed):
        approvals.pending(desk, office.actor("asesor-1"))
    with pytest.raises(ApprovalUnusable):
        approvals.answer(desk, office.actor("supervisor-1"), asked.id, True)
    with pytest.raises(ApprovalUnusable):
        approvals.answer_with_pin(desk, asked.id, "supervisor-1", PIN, True)
    with pytest.raises(NotFound):
        approvals.state(desk, office.actor("recepcion-1"), asked.id)
    assert approvals.supervisors(desk, office.actor("supervisor-1")) == [
        ("supervisor-2", "Simón Supervisor")
    ]


def test_answered_by_pin_at_the_askers_machine(desk: Desk, office: SmallOffice) -> None:
    asked = ask(desk, office)
    answered = approvals.answer_with_pin(desk, asked.id, " Supervisor-1 ", PIN, True)
    assert answered.answered_by == office.staff["supervisor-1"].id
    spend(desk, office, asked.id)


@pytest.mark.parametrize("username", ["", "nadie", "\0", "\ud800" * 3])
def test_the_pin_of_nobody(desk: Desk, office: SmallOffice, username: str) -> None:
    with pytest.raises(NotFound):
        approvals.answer_with_pin(desk, ask(desk, office).id, username, PIN, True)


def test_the_pin_of_somebody_else(desk: Desk, office: SmallOffice) -> None:
    asked = ask(desk, office)
    with pytest.raises(NotAllowed):
        approvals.answer_with_pin(desk, asked.id, "asesor-1", PIN, True)


def test_wrong_pins_count(desk: Desk, office: SmallOffice) -> None:
    asked = ask(desk, office)
    for _ in range(4):
        with pytest.raises(PinRefused):
            approvals.answer_with_pin(desk, asked.id, "supervisor-1", "9999", True)
    for pin in ("9999", PIN):
        with pytest.raises(PinUnusable):
            approvals.answer_with_pin(desk, asked.id, "supervisor-1", pin, True)
    assert approvals.state(desk, office.actor("recepcion-1"), asked.id) == asked
    with pytest.raises(PinUnusable):
        access.unlock_with_pin(desk, office.actor("supervisor-1"), PIN)


def test_a_supervisor_who_stands_in_answers_on_those_days(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    admin, member = office.actor("admin-1"), office.staff["asesor-2"]
    day = clock.now().date()
    staff_admin.stand_in(desk, admin, member.id, 1, office.staff["supervisor-1"].id, day, day)
    asked = ask(desk, office)
    approvals.answer_with_pin(desk, asked.id, "asesor-2", PIN, True)
    clock.go(days=1)
    with pytest.raises(NotAllowed):
        approvals.answer_with_pin(desk, ask(desk, office).id, "asesor-2", PIN, True)


def test_a_request_needs_words_and_a_turno_that_exists(desk: Desk, office: SmallOffice) -> None:
    actor = office.actor("asesor-1")
    for reason in ("", "\0", "x" * 10_000):
        with pytest.raises(InvalidInput):
            approvals.ask(desk, actor, KIND, "after_hours", reason)
    with pytest.raises(NotFound):
        approvals.ask(desk, actor, ApprovalKind.CALL_OUT_OF_TURN, str(new_id()), "urgente")
    with pytest.raises(NotAllowed):
        approvals.ask(desk, office.actor("admin-1"), KIND, "after_hours", "porque sí")


def test_an_out_of_turn_call_with_leave(desk: Desk, office: SmallOffice) -> None:
    strict = replace(
        office.office,
        policy=replace(office.office.policy, out_of_turn_needs_approval=True),
        version=2,
    )
    with desk.units.write() as unit:
        unit.offices.save_office(strict)
        unit.log.append("office", strict.id, 2, "x", {}, actor_id=None, at=desk.clock.now())
    reception, clerk = office.actor("recepcion-1"), office.actor("asesor-2")
    tickets = []
    for name in ("Uno", "Dos"):
        person = register_person(desk, reception, PersonDraft(DocumentType.NONE, "", name))
        tickets.append(issue(desk, reception, NewTicket((6,), person.id)).ticket)
    open_counter(desk, clerk, office.counter_id(2))
    second = tickets[1]
    with pytest.raises(ApprovalNeeded) as needed:
        call_chosen(desk, clerk, second.id, "está enferma")
    asked = approvals.ask(desk, clerk, needed.value.kind, str(second.id), "está enferma")
    [waiting] = approvals.pending(desk, office.actor("supervisor-1"))
    assert waiting.about == "A-002"
    approvals.answer(desk, office.actor("supervisor-1"), asked.id, True)
    assert call_chosen(desk, clerk, second.id, "está enferma", asked.id).code == "A-002"


def test_kinds_have_words() -> None:
    assert [kind.label for kind in ApprovalKind] == [
        "Emitir un turno fuera de horario",
        "Llamar fuera de orden",
        "Enviar la respuesta de un trámite",
    ]


def test_owasp_default_is_what_a_desk_gets(desk: Desk) -> None:
    assert Desk(desk.units, desk.catalogues).passwords == Passwords()
    assert RoleGrant(Role.CLERK).stand_in_for is None
