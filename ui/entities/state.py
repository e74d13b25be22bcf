"""What the page of entities shows, and its words."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.usecases.absence_plan import AbsenceAsked
from desktop.usecases.authorisers import Awaiting, ChangeLine, DueReturn, EntityAuthorisers
from desktop.usecases.kits import Lent
from desktop.usecases.readiness import ReadinessCard
from domain.authorisers import AuthoriserState, ChangeState
from domain.kits import Kit, LoanContract, PaymentPc
from ui.theme import Kind

_KINDS = {
    AuthoriserState.ACTIVE: Kind.OK,
    AuthoriserState.SUSPENDED: Kind.WARN,
    AuthoriserState.ENROLLED_INACTIVE: Kind.NEUTRAL,
    AuthoriserState.ENDED: Kind.NEUTRAL,
}


@dataclass(frozen=True, slots=True)
class EntityView:
    """One entity: who authorises for it, what it has, and what is missing."""

    authorisers: EntityAuthorisers
    lent: Lent
    readiness: ReadinessCard
    asked: tuple[AbsenceAsked, ...]


@dataclass(frozen=True, slots=True)
class EntitiesState:
    """What the page shows.

    Attributes:
        awaiting: over all entities.
        asked: the entity that is to be shown; None for none.
        view: of ``asked``.
    """

    awaiting: Awaiting
    asked: UUID | None
    view: EntityView | None


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One line of what waits over all entities."""

    id: UUID
    entity_id: UUID
    entity: str
    words: str


@dataclass(frozen=True, slots=True)
class LentRow:
    """One line of what an entity has."""

    thing: LoanContract | Kit | PaymentPc
    what: str
    name: str
    detail: str
    state: str
    kind: Kind


def kind_of(state: AuthoriserState) -> Kind:
    """Return the colour of an authoriser's state."""
    return _KINDS[state]


def waiting_rows(awaiting: Awaiting) -> tuple[WaitingRow, ...]:
    """Return what waits: returns to confirm first, then what the centre owes, then what is to come."""
    return (
        *(_due(one, awaiting.today) for one in awaiting.returns),
        *(_waiting(one, awaiting) for one in awaiting.waiting),
        *(_programmed(one) for one in awaiting.programmed),
    )


def _due(one: DueReturn, today: date) -> WaitingRow:
    last = one.line.absence.last
    assert last is not None, "a permanent absence ends never"
    days = (today - last).days
    when = "terminó ayer" if days == 1 else f"terminó hace {days} días"
    words = f"Reincorporar a {one.line.absent}: {when}"
    return WaitingRow(one.line.absence.id, one.entity.id, one.entity.name, words)


def _waiting(line: ChangeLine, awaiting: Awaiting) -> WaitingRow:
    asked = awaiting.office.local(line.change.asked_at)
    words = f"{line.words}, desde el {asked:%d/%m}"
    return WaitingRow(line.change.id, line.change.entity_id, line.entity, words)


def _programmed(line: ChangeLine) -> WaitingRow:
    words = f"{line.change.starts_on:%d/%m} · {line.words}"
    return WaitingRow(line.change.id, line.change.entity_id, line.entity, words)


def change_kind(state: ChangeState) -> Kind:
    """Return the colour of a change under way."""
    return Kind.INFO if state is ChangeState.PROGRAMMED else Kind.WARN


def lent_rows(lent: Lent) -> tuple[LentRow, ...]:
    """Return contracts, kits and payment PCs as lines."""
    numbers = {one.id: one.number for one in lent.contracts}
    return (
        *(_contract(one, lent.today) for one in lent.contracts),
        *(_kit(one, numbers.get(one.contract_id, "")) for one in lent.kits),
        *(_pc(one) for one in lent.pcs),
    )


def _contract(one: LoanContract, today: date) -> LentRow:
    until = "sin fecha de fin" if one.ends_on is None else f"hasta el {one.ends_on:%d/%m/%Y}"
    if one.in_force(today):
        state, kind = "Vigente", Kind.OK
    elif one.active and today < one.signed_on:
        state, kind = "Aún no empieza", Kind.INFO
    else:
        state, kind = "Terminado", Kind.NEUTRAL
    detail = f"firmado el {one.signed_on:%d/%m/%Y}, {until}"
    return LentRow(one, "Contrato de comodato", one.number, detail, state, kind)


def _kit(one: Kit, contract: str) -> LentRow:
    if one.returned_on is not None:
        state, kind = "Devuelto", Kind.NEUTRAL
    elif one.delivered:
        state, kind = "Entregado", Kind.OK
    else:
        state, kind = "Sin acta de entrega", Kind.WARN
    record = ""
    if one.delivered_on is not None:
        record = f", acta {one.delivery_record} del {one.delivered_on:%d/%m/%Y}"
    detail = f"serie {one.serial}{record}, contrato {contract}"
    return LentRow(one, "Kit biométrico", one.model, detail, state, kind)


def _pc(one: PaymentPc) -> LentRow:
    state, kind = ("En uso", Kind.OK) if one.active else ("Fuera de uso", Kind.NEUTRAL)
    place = f", {one.place}" if one.place else ""
    return LentRow(one, "Equipo de pago", one.name, f"serie {one.serial}{place}", state, kind)


def asked_words(one: AbsenceAsked) -> str:
    """Return what a case asks for, in a line."""
    if one.first is None:
        days = "sin fecha"
    elif one.last is None:
        days = f"desde el {one.first:%d/%m/%Y}"
    else:
        days = f"del {one.first:%d/%m/%Y} al {one.last:%d/%m/%Y}"
    return f"{one.case.number}, ausencia {one.kind.label.lower()} {days}"
