"""What the screens read of enrolments: those that are open, and one whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desktop.usecases.case_history import Event
from desktop.usecases.case_steps import service_of
from desktop.usecases.case_view import Copied
from desktop.usecases.catalogues import VersionUnreadable
from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.enrolling import on_file
from desktop.usecases.enrolment_history import enrolment_events
from desktop.usecases.enrolment_standing import (
    Deed,
    came_of,
    deeds_of,
    missing_of,
    waits_for,
)
from domain.authorisers import Authoriser, AuthoriserChange
from domain.captures import CaptureSummary
from domain.case_parts import CaseState
from domain.cases import Case
from domain.enrolment import SERVICE, Enrolment, EnrolmentState
from domain.enrolment_rules import EnrolmentRules
from domain.kits import PaymentPc
from domain.offices import Office
from domain.people import Entity, Person
from domain.staff import Action, Actor, allowed

MOST_ROWS = 200
_REFUSED = 200


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """An open enrolment, for a line of a list.

    Attributes:
        waits: what it waits for, in words: ``En espera de comprobación``.
        holder: who has its case; empty while it waits for anybody. ``mine``: one may work on it.
        here: the person of the visit at one's own counter.
    """

    enrolment: Enrolment
    person: Person
    entity: Entity
    number: str
    waits: str
    holder: str
    mine: bool
    here: bool


@dataclass(frozen=True, slots=True)
class CaseToEnrol:
    """A case of the enrolment service that one has, in which nobody is enrolled yet.

    Attributes:
        bearer_id: who came, by whose name it is known; None where a letter did.
    """

    id: UUID
    number: str
    state: CaseState
    bearer: str
    entity: str
    here: bool
    bearer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """What there is to enrol.

    Attributes:
        change: the log's last sequence when it was read.
        rows: who is here first, then the oldest first.
        unsent: sealed captures that wait for the centre; ``most_unsent`` where capturing stops.
        linked: the office has a centre; else it is its own.
    """

    change: int
    now: datetime
    office: Office
    rows: tuple[EnrolmentRow, ...]
    to_request: tuple[CaseToEnrol, ...]
    unsent: int
    most_unsent: int
    linked: bool

    @property
    def full(self) -> bool:
        """Whether nothing may be captured until the centre has something."""
        return self.linked and self.unsent >= self.most_unsent


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another enrolment of the same case, and who it is of."""

    enrolment: Enrolment
    person: Person


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    """One enrolment whole.

    Attributes:
        change: the log's last sequence when it was read.
        rules: in force now; ``enrolment.basis`` and ``notice`` are those it was captured under.
        mine: the acting person may work at the kit for it.
        missing: what case and entity lack before it can be validated, in words.
        waits: what it waits for, in words; empty once it is over.
        deeds: what the acting person can do now.
        pcs: the entity's computers from which it pays.
        filed_at: when the fingerprints that could serve again were captured; None where none are.
        copied: what is typed into the Sistema de Autenticación Biométrica, in its order.
        siblings: the titular's first.
        authoriser: what came of it; None before it is enrolled. ``asked`` its open change.
        names: of the staff who did something of it.
    """

    change: int
    now: datetime
    office: Office
    rules: EnrolmentRules
    enrolment: Enrolment
    summary: CaptureSummary
    person: Person
    entity: Entity
    case: Case
    holder: str
    mine: bool
    missing: tuple[str, ...]
    waits: str
    deeds: frozenset[Deed]
    pcs: tuple[PaymentPc, ...]
    filed_at: datetime | None
    copied: tuple[Copied, ...]
    siblings: tuple[Sibling, ...]
    authoriser: Authoriser | None
    asked: AuthoriserChange | None
    names: Mapping[UUID, str]
    history: tuple[Event, ...]

    @property
    def next(self) -> Sibling | None:
        """Who else of the case is to come to the kit: ``Sigue: alterno de la misma entidad``."""
        at_kit = {EnrolmentState.REQUESTED, EnrolmentState.VALIDATED}
        return next((one for one in self.siblings if one.enrolment.state in at_kit), None)


def overview(desk: Desk, actor: Actor) -> Overview:
    """Return the open enrolments, and the cases of one's own that enrol nobody yet.

    Raises:
        NotAllowed: as its name says.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_ENROLMENTS)
        office = unit.offices.office()
        ticket = _ticket_here(step)
        rows = [_row(step, one, ticket) for one in unit.enrolments.open(MOST_ROWS)]
        rows.sort(key=lambda row: not row.here)
        return Overview(
            unit.log.head().sequence,
            step.now,
            office,
            tuple(rows),
            _to_request(desk, step, ticket),
            unit.packets.unsent(),
            unit.enrolments.rules(office.id).most_unsent,
            unit.exchange.link() is not None,
        )


def view(desk: Desk, actor: Actor, enrolment_id: UUID) -> EnrolmentView:
    """Return one enrolment whole; it shows no image, nor anything made from one.

    Raises:
        NotFound, NotAllowed: as their names say.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_ENROLMENTS)
        enrolment = unit.enrolments.get(enrolment_id)
        case = unit.cases.get(enrolment.case_id)
        entity = unit.entities.get(enrolment.entity_id)
        person = unit.people.get(enrolment.person_id)
        rules = unit.enrolments.rules(enrolment.office_id)
        names = {member.id: member.full_name for member in unit.staff.all()}
        refused = {one.id: one.words for one in unit.exchange.refused(_REFUSED)}
        pcs = tuple(pc for pc in unit.kits.pcs(entity.id) if pc.active)
        earlier = on_file(step, enrolment)
        missing = missing_of(step, enrolment)
        authoriser, asked = came_of(step, enrolment)
        serves, mine = _may(desk, step, case)
        return EnrolmentView(
            unit.log.head().sequence,
            step.now,
            unit.offices.office(),
            rules,
            enrolment,
            CaptureSummary.from_json(enrolment.summary),
            person,
            entity,
            case,
            "" if case.holder_id is None else names[case.holder_id],
            mine,
            missing,
            waits_for(step, enrolment, missing),
            deeds_of(step, enrolment, rules, missing, earlier, serves=serves, mine=mine),
            pcs,
            None if earlier is None else earlier.captured_at,
            _copied(enrolment, person, entity),
            tuple(
                Sibling(one, unit.people.get(one.person_id))
                for one in unit.enrolments.of_case(case.id)
                if one.id != enrolment.id
            ),
            authoriser,
            asked,
            names,
            enrolment_events(unit.log.of(enrolment.id), names, unit.offices.office(), refused),
        )


# ------------------------------------------------------------------------------- inside


def _ticket_here(step: Step) -> UUID | None:
    """Return the turno at the acting person's own counter."""
    session = step.unit.sessions.open_of(step.actor.staff_id)
    ticket = None if session is None else step.unit.tickets.at_counter(session.counter_id)
    return None if ticket is None else ticket.id


def _row(step: Step, enrolment: Enrolment, ticket: UUID | None) -> EnrolmentRow:
    unit = step.unit
    case = unit.cases.get(enrolment.case_id)
    return EnrolmentRow(
        enrolment,
        unit.people.get(enrolment.person_id),
        unit.entities.get(enrolment.entity_id),
        case.number,
        waits_for(step, enrolment, missing_of(step, enrolment)),
        "" if case.holder_id is None else unit.staff.get(case.holder_id).full_name,
        case.holder_id in {None, step.actor.staff_id},
        ticket is not None and case.origin.ticket_id == ticket,
    )


def _to_request(desk: Desk, step: Step, ticket: UUID | None) -> tuple[CaseToEnrol, ...]:
    unit, found = step.unit, []
    for case in unit.cases.held_by(step.actor.staff_id):
        try:
            enrols = service_of(desk, step, case).code == SERVICE
        except VersionUnreadable:  # one case must not hide the others
            continue
        over = case.state in {CaseState.RETURNED, CaseState.RESOLVED}
        if not enrols or over or any(_counts(one) for one in unit.enrolments.of_case(case.id)):
            continue
        bearer, entity = case.parties.bearer_id, case.parties.entity_id
        here = ticket is not None and case.origin.ticket_id == ticket
        found.append(
            CaseToEnrol(
                case.id,
                case.number,
                case.state,
                case.origin.sender if bearer is None else unit.people.get(bearer).name,
                "" if entity is None else unit.entities.get(entity).name,
                here,
                bearer,
            )
        )
    return tuple(sorted(found, key=lambda one: not one.here))


def _counts(enrolment: Enrolment) -> bool:
    return enrolment.state is not EnrolmentState.WITHDRAWN


def _may(desk: Desk, step: Step, case: Case) -> tuple[bool, bool]:
    """Return whether the acting person serves the case's service, and may work on it."""
    roles = step.actor.roles_on(step.day)
    try:
        service = service_of(desk, step, case)
    except VersionUnreadable:
        return False, False
    serves = allowed(Action.ENROL, roles) and not service.served_by.isdisjoint(roles)
    return serves, serves and case.holder_id in {None, step.actor.staff_id}


def _copied(enrolment: Enrolment, person: Person, entity: Entity) -> tuple[Copied, ...]:
    values = (
        ("Documento del funcionario", person.document),
        ("Nombres del funcionario", person.name),
        ("Correo del funcionario", person.email),
        ("RUC de la entidad", entity.ruc),
        ("Entidad", entity.name),
        ("Código eSIGEF de la entidad", entity.esigef_code),
        ("Función", enrolment.role.value.capitalize()),
    )
    return tuple(Copied(label, value) for label, value in values)
