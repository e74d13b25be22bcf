"""The demonstration's kits: what entities were lent, and somebody at the counter to be enrolled."""

from collections.abc import Sequence
from datetime import date, timedelta

from desktop.usecases import case_view, checklists, enrolling, kits
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.desk import Desk
from domain.case_parts import Parties
from domain.checklist import Verdict
from domain.people import Entity, Person
from domain.seats import AuthoriserRole
from domain.staff import Actor
from domain.tickets import Ticket


def lend(desk: Desk, technician: Actor, entities: Sequence[Entity]) -> None:
    """Give each of these a contract, a delivered kit and a payment PC, where it has none."""
    with desk.units.read() as unit:
        today = unit.offices.office().day_of(desk.clock.now())
    for number, entity in enumerate(entities, start=1):
        if not kits.lent(desk, technician, entity.id).contracts:
            _lend(desk, technician, entity, number, today)


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
    for number in case_view.view(desk, technician, case.id).checklist.undecided:
        checklists.mark(desk, technician, case.id, checklists.Mark(number, Verdict.ACCEPTED))
    checklists.complete(desk, technician, case.id)
    for person, role in ((titular, AuthoriserRole.TITULAR), (alterno, AuthoriserRole.ALTERNO)):
        enrolling.request(desk, technician, case.id, person.id, role)
