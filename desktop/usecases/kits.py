"""What the ministry lends to entities, and from where they pay: registered and changed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.kits import (
    Kit,
    LoanContract,
    PaymentPc,
    checked_contract,
    checked_kit,
    checked_pc,
)
from domain.staff import Action, Actor


@dataclass(frozen=True, slots=True)
class ContractForm:
    """A loan contract as typed; ``ends_on`` is None where it has no fixed end."""

    number: str
    signed_on: date
    ends_on: date | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class KitForm:
    """A kit as typed; delivery record and its day go together."""

    contract_id: UUID
    model: str
    serial: str
    delivery_record: str = ""
    delivered_on: date | None = None
    returned_on: date | None = None


@dataclass(frozen=True, slots=True)
class PcForm:
    """A computer from which an entity pays, as typed."""

    name: str
    serial: str
    place: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Lent:
    """What an entity has, the newest first."""

    today: date
    contracts: tuple[LoanContract, ...]
    kits: tuple[Kit, ...]
    pcs: tuple[PaymentPc, ...]


def lent(desk: Desk, actor: Actor, entity_id: UUID) -> Lent:
    """Return an entity's contracts, kits and payment PCs.

    Raises:
        NotAllowed: no role in force may see them.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_ENROLMENTS)
        kits = unit.kits
        return Lent(
            step.day,
            tuple(kits.contracts(entity_id)),
            tuple(kits.kits(entity_id)),
            tuple(kits.pcs(entity_id)),
        )


def register_contract(
    desk: Desk, actor: Actor, entity_id: UUID, form: ContractForm
) -> LoanContract:
    """Register a loan contract.

    Raises:
        InvalidInput: a field cannot be used.
        NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.MANAGE_KITS)
        contract = checked_contract(
            LoanContract(
                new_id(),
                unit.offices.office().id,
                unit.entities.get(entity_id).id,
                form.number,
                form.signed_on,
                form.ends_on,
                form.active,
            )
        )
        _tell(step, "loan_contract", contract, "contract_registered")
        unit.kits.add(contract)
        return contract


def change_contract(
    desk: Desk, actor: Actor, entity_id: UUID, contract_id: UUID, version: int, form: ContractForm
) -> LoanContract:
    """Change a loan contract; ended before its time it is no longer ``active``.

    Args:
        desk: the workstation.
        actor: who acts.
        entity_id: whose it is.
        contract_id: which one.
        version: of the one that was shown.
        form: as typed.

    Raises:
        InvalidInput: a field cannot be used.
        Stale: somebody changed it meanwhile.
        NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.MANAGE_KITS)
        before = _one(unit.kits.contracts(entity_id), contract_id)
        contract = checked_contract(
            replace(
                before,
                number=form.number,
                signed_on=form.signed_on,
                ends_on=form.ends_on,
                active=form.active,
                version=version + 1,
            )
        )
        _tell(step, "loan_contract", contract, "contract_changed")
        unit.kits.save(contract)
        return contract


def register_kit(desk: Desk, actor: Actor, entity_id: UUID, form: KitForm) -> Kit:
    """Register a kit that is lent under one of the entity's contracts. Raises as a contract's."""
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.MANAGE_KITS)
        entity = unit.entities.get(entity_id)
        _one(unit.kits.contracts(entity.id), form.contract_id)
        kit = checked_kit(
            Kit(
                new_id(),
                unit.offices.office().id,
                entity.id,
                form.contract_id,
                form.model,
                form.serial,
                form.delivery_record,
                form.delivered_on,
                form.returned_on,
            )
        )
        _require_serial_free(unit.kits.kits(entity.id), kit)
        _tell(step, "kit", kit, "kit_registered")
        unit.kits.add(kit)
        return kit


def change_kit(
    desk: Desk, actor: Actor, entity_id: UUID, kit_id: UUID, version: int, form: KitForm
) -> Kit:
    """Change a kit: its delivery record, or that it came back. Raises as a contract's."""
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.MANAGE_KITS)
        kits = unit.kits.kits(entity_id)
        before = _one(kits, kit_id)
        _one(unit.kits.contracts(entity_id), form.contract_id)
        kit = checked_kit(
            replace(
                before,
                contract_id=form.contract_id,
                model=form.model,
                serial=form.serial,
                delivery_record=form.delivery_record,
                delivered_on=form.delivered_on,
                returned_on=form.returned_on,
                version=version + 1,
            )
        )
        _require_serial_free(kits, kit)
        _tell(step, "kit", kit, "kit_changed")
        unit.kits.save(kit)
        return kit


def register_pc(desk: Desk, actor: Actor, entity_id: UUID, form: PcForm) -> PaymentPc:
    """Register a computer from which an entity pays (Anexo 4). Raises as a contract's."""
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.MANAGE_KITS)
        pc = checked_pc(
            PaymentPc(
                new_id(),
                unit.offices.office().id,
                unit.entities.get(entity_id).id,
                form.name,
                form.serial,
                form.place,
                form.active,
            )
        )
        _tell(step, "payment_pc", pc, "payment_pc_registered")
        unit.kits.add(pc)
        return pc


def change_pc(
    desk: Desk, actor: Actor, entity_id: UUID, pc_id: UUID, version: int, form: PcForm
) -> PaymentPc:
    """Change a payment PC, or take it out of use. Raises as a contract's."""
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.MANAGE_KITS)
        before = _one(unit.kits.pcs(entity_id), pc_id)
        pc = checked_pc(
            replace(
                before,
                name=form.name,
                serial=form.serial,
                place=form.place,
                active=form.active,
                version=version + 1,
            )
        )
        _tell(step, "payment_pc", pc, "payment_pc_changed")
        unit.kits.save(pc)
        return pc


_Thing = TypeVar("_Thing", LoanContract, Kit, PaymentPc)


def _one(things: Iterable[_Thing], key: UUID) -> _Thing:
    found = next((thing for thing in things if thing.id == key), None)
    if found is None:
        raise NotFound()
    return found


def _require_serial_free(kits: Iterable[Kit], kit: Kit) -> None:
    """Insist that the entity has no other kit of that serial number, which it did not return."""
    if kit.returned_on is None and any(
        other.id != kit.id and other.returned_on is None and other.serial == kit.serial
        for other in kits
    ):
        raise InvalidInput(f"La entidad ya tiene el kit de serie «{kit.serial}».")


def _tell(step: Step, aggregate: str, thing: LoanContract | Kit | PaymentPc, type_: str) -> None:
    payload = {"entity": str(thing.entity_id), "words": _words(thing)}
    step.tell(aggregate, thing.id, thing.version, type_, payload)


def _words(thing: LoanContract | Kit | PaymentPc) -> str:
    """Return a thing as the history tells it."""
    match thing:
        case LoanContract():
            until = "" if thing.ends_on is None else f" al {thing.ends_on:%d/%m/%Y}"
            ended = "" if thing.active else ", terminado"
            return f"{thing.number}, del {thing.signed_on:%d/%m/%Y}{until}{ended}"
        case Kit():
            parts = [f"{thing.model}, serie {thing.serial}"]
            if thing.delivered_on is not None:
                parts.append(f"acta {thing.delivery_record} del {thing.delivered_on:%d/%m/%Y}")
            if thing.returned_on is not None:
                parts.append(f"devuelto el {thing.returned_on:%d/%m/%Y}")
            return ", ".join(parts)
        case _:
            out = "" if thing.active else ", fuera de uso"
            return f"{thing.name}, serie {thing.serial}{out}"
