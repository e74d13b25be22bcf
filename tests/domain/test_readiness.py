"""What is there and missing before anybody travels: each line in each of its states."""

from dataclasses import replace
from datetime import UTC, date, datetime

from desktop.catalogue_file import load_catalogue
from domain.checklist import OTHER_REASON, Checklist, Finding, Verdict
from domain.ids import new_id
from domain.kits import Kit, LoanContract, PaymentPc
from domain.offices import Office
from domain.readiness import Lent, Readiness, ReadyLine, lines_of
from domain.requirements import Requirement

TODAY = date(2026, 12, 4)
OFFICE = Office(new_id(), "QUITO", "Centro de Servicios Quito", "Ministerio")
SERVICE = load_catalogue().service(5)
ENTITY = new_id()
CONTRACT = LoanContract(new_id(), OFFICE.id, ENTITY, "CC-1", date(2026, 1, 5), date(2026, 12, 31))
KIT = Kit(new_id(), OFFICE.id, ENTITY, CONTRACT.id, "U.are.U 4500", "K-1", "A-1", date(2026, 2, 1))
PC = PaymentPc(new_id(), OFFICE.id, ENTITY, "PAGOS-1", "5CD1")
#: 00:30 on the 4th in UTC is the evening of the 3rd in Quito.
EVENING = datetime(2026, 12, 4, 0, 30, tzinfo=UTC)


def registers(
    contracts: tuple[LoanContract, ...] = (CONTRACT,),
    kits: tuple[Kit, ...] = (KIT,),
    pcs: tuple[PaymentPc, ...] = (PC,),
) -> tuple[ReadyLine, ReadyLine, ReadyLine]:
    """The three lines of the entity's registers."""
    contract, kit, pc = lines_of(Lent(contracts, kits, pcs), (), None, OFFICE, TODAY)
    return contract, kit, pc


def papers(*found: Finding) -> dict[int, ReadyLine]:
    """The lines of the papers, by the number of their requirement."""
    checklist = Checklist(SERVICE.requirements, {one.requirement: one for one in found})
    lines = lines_of(Lent((), (), ()), SERVICE.requirements, checklist, OFFICE, TODAY)[3:]
    return dict(zip((3, 4, 5, 6), lines, strict=True))


def test_what_is_there_says_since_when_and_asks_for_nothing() -> None:
    contract, kit, pc = registers()
    assert [line.state for line in (contract, kit, pc)] == [Readiness.THERE] * 3
    assert (contract.detail, contract.since) == ("N.º CC-1, vence el 31/12/2026", date(2026, 1, 5))
    assert (kit.detail, kit.since) == ("U.are.U 4500, serie K-1, acta A-1", date(2026, 2, 1))
    assert (pc.detail, pc.since) == ("PAGOS-1, serie 5CD1", None)
    assert [line.todo for line in (contract, kit, pc)] == ["", "", ""]
    lasting, _, placed = registers(
        (replace(CONTRACT, ends_on=None),), pcs=(replace(PC, place="Tesorería"),)
    )
    assert (lasting.detail, placed.detail) == ("N.º CC-1", "PAGOS-1, serie 5CD1, Tesorería")


def test_a_contract_may_be_missing_to_come_or_over() -> None:
    none, *_ = registers(())
    coming, *_ = registers((replace(CONTRACT, signed_on=date(2026, 12, 9)),))
    over, *_ = registers((replace(CONTRACT, ends_on=date(2026, 11, 30)),))
    ended, *_ = registers((replace(CONTRACT, ends_on=None, active=False),))
    assert [line.state for line in (none, coming, over, ended)] == [
        Readiness.MISSING,
        Readiness.MISSING,
        Readiness.EXPIRED,
        Readiness.EXPIRED,
    ]
    assert "rige desde el 09/12/2026" in coming.detail
    assert (over.since, ended.since) == (date(2026, 11, 30), None)
    assert all(line.todo for line in (none, coming, over, ended))


def test_a_kit_may_be_missing_without_its_record_or_returned() -> None:
    _, none, _ = registers(kits=())
    _, bare, _ = registers(kits=(replace(KIT, delivery_record="", delivered_on=None),))
    _, returned, _ = registers(kits=(replace(KIT, returned_on=date(2026, 11, 1)),))
    assert [line.state for line in (none, bare, returned)] == [Readiness.MISSING] * 3
    assert bare.detail.endswith("sin acta de entrega")
    assert (returned.detail, returned.since) == ("El último kit fue devuelto", date(2026, 11, 1))


def test_a_payment_pc_out_of_use_does_not_count() -> None:
    *_, pc = registers(pcs=(replace(PC, active=False),))
    assert pc.state is Readiness.MISSING


def test_papers_stand_as_they_were_marked_by_the_office_s_clock() -> None:
    lines = papers(
        Finding(3, Verdict.ACCEPTED, at=EVENING),
        Finding(4, Verdict.REJECTED, OTHER_REASON, "Otro formato", at=EVENING),
        Finding(5, Verdict.REJECTED, "expired", at=EVENING),
    )
    assert {number: line.state for number, line in lines.items()} == {
        3: Readiness.THERE,
        4: Readiness.MISSING,
        5: Readiness.EXPIRED,
        6: Readiness.TO_CHECK,
    }
    assert lines[3].since == date(2026, 12, 3)
    assert (lines[3].code, lines[4].detail) == ("Anexo 4", "Otro formato")
    assert lines[6].todo == "Se pide: copia simple, sello «Fiel copia del original»."


def test_what_does_not_apply_is_there_and_says_so() -> None:
    plain = Requirement(1, "Otro documento", "Otro documento", condition="Si hay")
    checklist = Checklist((plain,), {1: Finding(1, Verdict.NOT_APPLICABLE)})
    *_, line = lines_of(Lent((), (), ()), (plain,), checklist, OFFICE, TODAY)
    assert (line.state, line.detail, line.since) == (Readiness.THERE, "No aplica", None)
    *_, asked = lines_of(Lent((), (), ()), (plain,), None, OFFICE, TODAY)
    assert (asked.state, asked.todo) == (Readiness.MISSING, "Debe presentarse.")
