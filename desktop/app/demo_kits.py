"""The demonstration's kits: what entities were lent, and somebody at the counter to be enrolled."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from desktop.app.demo_cases import MovableClock
from desktop.usecases import (
    absences,
    authoriser_changes,
    case_view,
    checklists,
    enrolling,
    kits,
    resolving,
)
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.desk import Desk, begin
from domain.authorisers import Authoriser
from domain.case_parts import ConformityKind, Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.checklist import Verdict
from domain.enrolment import DuplicateCheck, Enrolment, EnrolmentState
from domain.ids import new_id
from domain.people import Entity, Person
from domain.seats import AuthoriserRole
from domain.solutions import SolutionType
from domain.staff import Action, Actor
from domain.tickets import Ticket

_SINCE = timedelta(weeks=12)
"""How long somebody has been away."""


def lend(desk: Desk, technician: Actor, entities: Sequence[Entity]) -> None:
    """Give each of these a contract, a delivered kit and a payment PC, where it has none."""
    with desk.units.read() as unit:
        today = unit.offices.office().day_of(desk.clock.now())
    for entity in entities:
        if not kits.lent(desk, technician, entity.id).contracts:
            _lend(desk, technician, entity, int(entity.esigef_code) % 100 + 1, today)


def _lend(desk: Desk, technician: Actor, entity: Entity, number: int, today: date) -> None:
    signed = today - timedelta(days=150 + number)
    contract = kits.register_contract(
        desk, technician, entity.id, kits.ContractForm(f"CC-{signed.year}-{number:03d}", signed)
    )
    kits.register_kit(
        desk,
        technician,
        entity.id,
        kits.KitForm(
            contract.id,
            "U.are.U 4500",
            f"UR-{1180 + number}",
            f"AE-{signed.year}-{number:03d}",
            signed + timedelta(days=7),
        ),
    )
    computer = kits.PcForm("PC Tesorería", f"INV-{400 + number:05d}", "Dirección Financiera")
    kits.register_pc(desk, technician, entity.id, computer)


def to_enrol(
    desk: Desk, technician: Actor, ticket: Ticket, entity: Entity, people: Sequence[Person]
) -> None:
    """Open the case of who is at the kit, its papers in order; the two officials are named.

    Args:
        ticket: at the technician's counter.
        people: the titular, who came, and the alterno.
    """
    lend(desk, technician, [entity])
    titular, alterno = people
    parties = Parties(titular.id, titular.id, entity_id=entity.id)
    case = open_case(
        desk,
        technician,
        NewCase(5, ticket_id=ticket.id, parties=parties, apart="Son otros funcionarios"),
    )
    _complete(desk, technician, case)
    for person, role in ((titular, AuthoriserRole.TITULAR), (alterno, AuthoriserRole.ALTERNO)):
        enrolling.request(desk, technician, case.id, person.id, role)


def on_leave(
    desk: Desk,
    clock: MovableClock,
    technician: Actor,
    entity: Entity,
    people: Sequence[Person],
    now: datetime,
) -> None:
    """Let a titular have been away for twelve weeks, and their return be due.

    They were enrolled without a capture, which would take as long to make as all the rest: the
    only thing of the demonstration that nobody did.

    Args:
        desk: a workstation over the demonstration's own database, with ``clock``.
        clock: moved through those weeks.
        people: the titular and the alterno.
    """
    clock.moment = now - _SINCE - timedelta(days=14)
    lend(desk, technician, [entity])
    case = _by_email(desk, technician, 5, entity, people, {})
    _complete(desk, technician, case)
    titular, alterno = (
        _enrolled(desk, technician, case, person, role)
        for person, role in zip(people, AuthoriserRole, strict=True)
    )
    _end(desk, technician, case)
    clock.moment = now - _SINCE
    with desk.units.read() as unit:
        office = unit.offices.office()
    first, last = office.day_of(clock.moment), office.day_of(now) - timedelta(days=2)
    dates = {"absence-from": f"{first:%d/%m/%Y}", "absence-to": f"{last:%d/%m/%Y}"}
    case = _by_email(desk, technician, 8, entity, people, dates)
    _complete(desk, technician, case)
    absences.register(desk, technician, case.id, titular.id, alterno.id)
    _end(desk, technician, case)


def _enrolled(
    desk: Desk, technician: Actor, case: Case, person: Person, role: AuthoriserRole
) -> Authoriser:
    with desk.units.write() as unit:
        step = begin(desk, unit, technician, Action.ENROL)
        entity_id = case.parties.entity_id
        assert entity_id is not None
        enrolment = Enrolment(
            new_id(), case.office_id, case.id, entity_id, person.id, role, technician.staff_id,
            step.now, EnrolmentState.CLOSED, check_state=DuplicateCheck.CLEAR,
        )  # fmt: skip
        payload = {
            "case": str(case.id),
            "entity": str(entity_id),
            "person": str(person.id),
            "role": role.value,
        }
        step.tell("enrolment", enrolment.id, enrolment.version, "enrolment_requested", payload)
        unit.enrolments.add(enrolment)
        return authoriser_changes.enrolled(step, enrolment)


def _by_email(
    desk: Desk,
    technician: Actor,
    service: int,
    entity: Entity,
    people: Sequence[Person],
    fields: Mapping[str, str],
) -> Case:
    titular, alterno = people
    new = NewCase(
        service,
        Channel.EMAIL,
        sender="tesoreria@ejemplo.gob.ec",
        parties=Parties(titular.id, titular.id, alterno.id, entity.id),
        fields=fields,
        email_condition_holds=True,
    )
    return open_case(desk, technician, new)


def _complete(desk: Desk, technician: Actor, case: Case) -> None:
    for number in case_view.view(desk, technician, case.id).checklist.undecided:
        checklists.mark(desk, technician, case.id, checklists.Mark(number, Verdict.ACCEPTED))
    checklists.complete(desk, technician, case.id)


def _end(desk: Desk, technician: Actor, case: Case) -> None:
    for step in case_view.view(desk, technician, case.id).steps:
        note = "mec.tesoreria" if step.step.notes else ""
        resolving.do_step(desk, technician, case.id, step.step.code, note)
    answer = resolving.Answer(SolutionType.DONE, "Se configuró y se comunicó a la entidad.")
    resolving.resolve(desk, technician, case.id, answer)
    resolving.close(desk, technician, case.id, ConformityKind.TOLD_BY_EMAIL)
