"""Loan contracts, kits and payment PCs of entities."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, insert, select

from db.repositories.base import Repository, changing, plain
from db.tables import kit, loan_contract, payment_pc
from domain.kits import Kit, LoanContract, PaymentPc

_CONTRACTS = (
    select(loan_contract)
    .where(loan_contract.c.entity_id == bindparam("entity"))
    .order_by(loan_contract.c.signed_on.desc(), loan_contract.c.id.desc())
)
_KITS = select(kit).where(kit.c.entity_id == bindparam("entity")).order_by(kit.c.id.desc())
_PCS = (
    select(payment_pc)
    .where(payment_pc.c.entity_id == bindparam("entity"))
    .order_by(payment_pc.c.id.desc())
)
_ADDING = {
    LoanContract: insert(loan_contract),
    Kit: insert(kit),
    PaymentPc: insert(payment_pc),
}
_SAVING = {
    LoanContract: changing(loan_contract, "id"),
    Kit: changing(kit, "id"),
    PaymentPc: changing(payment_pc, "id"),
}


class SqlKits(Repository):
    """What was lent to entities, and from where they pay; each list is the newest first."""

    def contracts(self, entity_id: UUID) -> Sequence[LoanContract]:
        """Return an entity's loan contracts."""
        return [LoanContract(**row._asdict()) for row in self._rows(_CONTRACTS, entity=entity_id)]

    def kits(self, entity_id: UUID) -> Sequence[Kit]:
        """Return an entity's kits."""
        return [Kit(**row._asdict()) for row in self._rows(_KITS, entity=entity_id)]

    def pcs(self, entity_id: UUID) -> Sequence[PaymentPc]:
        """Return the computers from which an entity pays."""
        return [PaymentPc(**row._asdict()) for row in self._rows(_PCS, entity=entity_id)]

    def add(self, thing: LoanContract | Kit | PaymentPc) -> None:
        """Store a new one."""
        self._change(_ADDING[type(thing)], plain(thing))

    def save(self, thing: LoanContract | Kit | PaymentPc) -> None:
        """Store a changed one. Raises Stale."""
        values = plain(thing)
        key = values.pop("id")
        self._change_one(
            _SAVING[type(thing)], {**values, "key": key, "previous": thing.version - 1}
        )
