"""Contracts, kits and payment PCs: what counts on a day, what cannot be."""

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import InvalidInput
from domain.ids import new_id
from domain.kits import Kit, LoanContract, PaymentPc, checked_contract, checked_kit, checked_pc

SIGNED, ENDS = date(2026, 1, 5), date(2026, 12, 31)
CONTRACT = LoanContract(new_id(), new_id(), new_id(), "CC-1", SIGNED, ENDS)
KIT = Kit(new_id(), new_id(), new_id(), CONTRACT.id, "U.are.U 4500", "K-1")
PC = PaymentPc(new_id(), new_id(), new_id(), "PAGOS-1", "5CD1")


def test_a_contract_counts_from_its_signature_to_its_last_day_while_active() -> None:
    assert [CONTRACT.in_force(day) for day in (date(2026, 1, 4), SIGNED, ENDS)] == [
        False,
        True,
        True,
    ]
    assert not CONTRACT.in_force(date(2027, 1, 1))
    assert replace(CONTRACT, ends_on=None).in_force(date(2040, 1, 1))
    assert not replace(CONTRACT, active=False).in_force(SIGNED)


def test_a_kit_is_delivered_with_its_record_until_it_comes_back() -> None:
    delivered = replace(KIT, delivery_record="ACTA-1", delivered_on=SIGNED)
    assert [one.delivered for one in (KIT, delivered, replace(delivered, returned_on=ENDS))] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(CONTRACT, ends_on=date(2025, 12, 31)),
        replace(CONTRACT, number=" "),
        replace(CONTRACT, number="x" * 41),
    ],
)
def test_contracts_that_cannot_be(wrong: LoanContract) -> None:
    with pytest.raises(InvalidInput):
        checked_contract(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(KIT, delivery_record="ACTA-1"),
        replace(KIT, delivered_on=SIGNED),
        replace(KIT, delivery_record="A", delivered_on=ENDS, returned_on=SIGNED),
        replace(KIT, serial=""),
        replace(KIT, model="\0"),
    ],
)
def test_kits_that_cannot_be(wrong: Kit) -> None:
    with pytest.raises(InvalidInput):
        checked_kit(wrong)


def test_texts_are_cleaned() -> None:
    assert checked_contract(replace(CONTRACT, number=" CC-1 ")) == CONTRACT
    assert checked_kit(replace(KIT, serial="K-1\u00ad ")) == KIT
    assert checked_pc(replace(PC, name="PAGOS-1 ")) == PC
    with pytest.raises(InvalidInput):
        checked_pc(replace(PC, serial=""))
