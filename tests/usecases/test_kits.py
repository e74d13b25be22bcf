"""What is lent to entities: registered, changed, never twice, told to the log."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.usecases import kits
from desktop.usecases.desk import Desk
from desktop.usecases.kits import ContractForm, KitForm, PcForm
from domain.errors import InvalidInput, NotFound, Stale
from domain.ids import new_id
from tests.office import SmallOffice
from tests.usecases.authorising import a_body, lend, technician
from tests.usecases.casework import an_entity

SIGNED = date(2026, 1, 5)


def test_what_is_lent_is_registered_and_listed_the_newest_first(
    desk: Desk, office: SmallOffice
) -> None:
    entity, who = an_entity(desk, office), technician(office)
    assert kits.lent(desk, office.actor("asesor-1"), entity.id).contracts == ()
    old = kits.register_contract(
        desk, who, entity.id, ContractForm(" CC-1 ", SIGNED, date(2026, 6, 30))
    )
    new = kits.register_contract(desk, who, entity.id, ContractForm("CC-2", date(2026, 7, 1)))
    kit = kits.register_kit(desk, who, entity.id, KitForm(new.id, "U.are.U 4500", "K-1"))
    pc = kits.register_pc(desk, who, entity.id, PcForm("PAGOS-1", "5CD1", "Tesorería"))
    lent = kits.lent(desk, who, entity.id)
    assert (lent.contracts, lent.kits, lent.pcs) == ((new, old), (kit,), (pc,))
    assert (old.number, kit.delivered, lent.today) == ("CC-1", False, date(2026, 12, 4))


def test_a_kit_is_delivered_returned_and_lent_again(desk: Desk, office: SmallOffice) -> None:
    entity, who = an_entity(desk, office), technician(office)
    contract = kits.register_contract(desk, who, entity.id, ContractForm("CC-1", SIGNED))
    form = KitForm(contract.id, "U.are.U 4500", "K-1")
    kit = kits.register_kit(desk, who, entity.id, form)
    with pytest.raises(InvalidInput, match="K-1"):
        kits.register_kit(desk, who, entity.id, form)
    delivered = replace(form, delivery_record="ACTA-1", delivered_on=date(2026, 2, 1))
    kit = kits.change_kit(desk, who, entity.id, kit.id, kit.version, delivered)
    assert kit.delivered
    returned = replace(delivered, returned_on=date(2026, 11, 1))
    kit = kits.change_kit(desk, who, entity.id, kit.id, kit.version, returned)
    assert not kit.delivered
    again = kits.register_kit(desk, who, entity.id, form)
    with pytest.raises(InvalidInput, match="ya tiene"):
        kits.change_kit(desk, who, entity.id, kit.id, kit.version, delivered)
    with desk.units.read() as unit:
        told = [one.payload or "" for one in unit.log.of(kit.id)]
    assert "devuelto el 01/11/2026" in told[-1]
    assert again.id != kit.id


def test_contracts_and_payment_pcs_are_changed(desk: Desk, office: SmallOffice) -> None:
    entity, who = an_entity(desk, office), office.actor("admin-1")
    contract = kits.register_contract(desk, who, entity.id, ContractForm("CC-1", SIGNED))
    ended = kits.change_contract(
        desk, who, entity.id, contract.id, 1, ContractForm("CC-1", SIGNED, active=False)
    )
    assert not ended.in_force(date(2026, 12, 4))
    pc = kits.register_pc(desk, who, entity.id, PcForm("PAGOS-1", "5CD1"))
    out = kits.change_pc(desk, who, entity.id, pc.id, 1, PcForm("PAGOS-1", "5CD1", active=False))
    assert not out.active
    with desk.units.read() as unit:
        (*_, last) = unit.log.of(pc.id)
        (*_, told) = unit.log.of(contract.id)
    assert "fuera de uso" in (last.payload or "")
    assert "terminado" in (told.payload or "")


def test_what_somebody_changed_meanwhile_or_another_has_is_refused(
    desk: Desk, office: SmallOffice
) -> None:
    body, who = a_body(desk, office), technician(office)
    lend(desk, office, body.entity)
    lent = kits.lent(desk, who, body.entity.id)
    contract, kit, pc = lent.contracts[0], lent.kits[0], lent.pcs[0]
    key = body.entity.id
    kits.change_pc(desk, who, key, pc.id, 1, PcForm("PAGOS-2", "5CD1"))
    for act in (
        lambda: kits.change_pc(desk, who, key, pc.id, 1, PcForm("PAGOS-3", "5CD1")),
        lambda: kits.change_contract(desk, who, key, contract.id, 5, ContractForm("C", SIGNED)),
        lambda: kits.change_kit(desk, who, key, kit.id, 0, KitForm(contract.id, "Otro", "K-9")),
    ):
        with pytest.raises(Stale):
            act()
    for act in (
        lambda: kits.change_pc(desk, who, key, new_id(), 1, PcForm("PAGOS-3", "5CD1")),
        lambda: kits.change_contract(
            desk, who, new_id(), contract.id, 1, ContractForm("C", SIGNED)
        ),
        lambda: kits.register_kit(desk, who, key, KitForm(new_id(), "Otro", "K-9")),
        lambda: kits.register_pc(desk, who, new_id(), PcForm("PAGOS-3", "5CD1")),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize("text", ["\0", "\ud800", "x" * 10_000, " ", ""])
def test_hostile_text_is_refused_in_words(desk: Desk, office: SmallOffice, text: str) -> None:
    body, who = a_body(desk, office), technician(office)
    lend(desk, office, body.entity)
    contract = kits.lent(desk, who, body.entity.id).contracts[0]
    for act in (
        lambda: kits.register_contract(desk, who, body.entity.id, ContractForm(text, SIGNED)),
        lambda: kits.register_kit(desk, who, body.entity.id, KitForm(contract.id, text, text)),
        lambda: kits.register_pc(desk, who, body.entity.id, PcForm(text, text, text)),
    ):
        with pytest.raises(InvalidInput):
            act()
    assert len(kits.lent(desk, who, body.entity.id).contracts) == 1
