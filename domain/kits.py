"""What the ministry lends to an entity, under which contract, and from where the entity pays.

Source: domain notes of the ministry, words "kit biométrico, comodato"; requirements 1 and 3 of the
enrolment service (loan contract with its delivery record; Anexo 4, information on the PC).
"""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.errors import InvalidInput
from domain.text import clean_text


@dataclass(frozen=True, slots=True)
class LoanContract:
    """A loan contract (comodato) with an entity.

    Attributes:
        ends_on: None where it has no fixed end.
        active: it was not ended before.
    """

    id: UUID
    office_id: UUID
    entity_id: UUID
    number: str
    signed_on: date
    ends_on: date | None = None
    active: bool = True
    version: int = 1

    def in_force(self, today: date) -> bool:
        """Tell whether it counts on a day."""
        return (
            self.active
            and self.signed_on <= today
            and (self.ends_on is None or today <= self.ends_on)
        )


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit that was lent: reader and camera.

    Attributes:
        contract_id: the contract under which it was.
        delivery_record: number of the delivery record (acta); empty while there is none.
        delivered_on: None while it was not handed over.
        returned_on: None while the entity has it.
    """

    id: UUID
    office_id: UUID
    entity_id: UUID
    contract_id: UUID
    model: str
    serial: str
    delivery_record: str = ""
    delivered_on: date | None = None
    returned_on: date | None = None
    version: int = 1

    @property
    def delivered(self) -> bool:
        """The entity has it, with its record."""
        return (
            bool(self.delivery_record)
            and self.delivered_on is not None
            and self.returned_on is None
        )


@dataclass(frozen=True, slots=True)
class PaymentPc:
    """A computer from which an entity pays (Anexo 4)."""

    id: UUID
    office_id: UUID
    entity_id: UUID
    name: str
    serial: str
    place: str = ""
    active: bool = True
    version: int = 1


def checked_contract(contract: LoanContract) -> LoanContract:
    """Return a contract with its texts cleaned. Raises InvalidInput."""
    if contract.ends_on is not None and contract.ends_on < contract.signed_on:
        raise InvalidInput("El contrato termina antes de haberse firmado.")
    return replace(
        contract,
        number=clean_text(contract.number, label="Número de contrato", limit=40, required=True),
    )


def checked_kit(kit: Kit) -> Kit:
    """Return a kit with its texts cleaned. Raises InvalidInput."""
    if (
        kit.delivered_on is not None
        and kit.returned_on is not None
        and kit.returned_on < kit.delivered_on
    ):
        raise InvalidInput("El kit se devolvió antes de haberse entregado.")
    if (kit.delivered_on is None) != (not kit.delivery_record.strip()):
        raise InvalidInput("El acta de entrega lleva número y fecha.")
    return replace(
        kit,
        model=clean_text(kit.model, label="Modelo del lector", limit=60, required=True),
        serial=clean_text(kit.serial, label="Serie del kit", limit=60, required=True),
        delivery_record=clean_text(kit.delivery_record, label="Acta de entrega", limit=40),
    )


def checked_pc(pc: PaymentPc) -> PaymentPc:
    """Return a computer with its texts cleaned. Raises InvalidInput."""
    return replace(
        pc,
        name=clean_text(pc.name, label="Nombre del equipo", limit=60, required=True),
        serial=clean_text(pc.serial, label="Serie o código de inventario", limit=60, required=True),
        place=clean_text(pc.place, label="Ubicación", limit=120),
    )
