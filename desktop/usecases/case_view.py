"""What the screens read of cases: trays, one case whole, what a person or an entity has open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from desktop.usecases import at_kit
from desktop.usecases.case_history import Event, events_of
from desktop.usecases.case_steps import checklist_of, service_of
from desktop.usecases.case_told import enrolled_by, happened, mails_of
from desktop.usecases.catalogues import VersionUnreadable
from desktop.usecases.desk import Desk, Step, begin
from domain.calendar import Calendar
from domain.case_fields import FieldsMissing, missing_fields, period, shown_value
from domain.case_number import NotACase, OtherOffice, parse_case_number
from domain.case_parts import CaseState, Matter
from domain.case_standing import state_words, urgency_of
from domain.cases import Case
from domain.catalogue import Catalogue, Service
from domain.checklist import Checklist, steps_of
from domain.deadlines import Urgency
from domain.enrolment import SERVICE
from domain.errors import NotFound
from domain.mail import Mail
from domain.offices import Office
from domain.people import Entity, Person
from domain.ports import CaseRow, TrayFilter, TrayPlace, TrayScope, UnitOfWork
from domain.service_steps import COPIED, OutsideStep
from domain.staff import SERVING_ROLES, Action, Actor
from domain.text import clean_text

PAGE = 60
"""Rows read at a time."""
COUNTED = 1000
"""Rows of a tray are counted up to so many."""
_REFUSED = 200
GLANCE = 8
"""Cases shown beside a person or an entity."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who a case is about, as they are on file now."""

    bearer: Person | None
    beneficiary: Person | None
    signer: Person | None
    entity: Entity | None

    @property
    def served(self) -> Person | None:
        """For whom the service is."""
        return self.beneficiary or self.bearer


@dataclass(frozen=True, slots=True)
class Copied:
    """A value to copy into another system: its words, and what is copied."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step in another system, with what it copies, and by whom it was done."""

    step: OutsideStep
    copied: tuple[Copied, ...]
    done_by: str = ""
    done_at: datetime | None = None
    note: str = ""

    @property
    def done(self) -> bool:
        """Whether it was recorded as done."""
        return self.done_at is not None


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case whole.

    Attributes:
        change: the log's last sequence when it was read.
        service: in the version of the catalogue that the case began with.
        steps: those of the service, in order.
        at_kit: its papers are complete, and something is left to do at the biometric kit.
        effective: first and last day of the period asked for.
        mine: the acting person may work on it.
        enrolled: who was enrolled by it, in words.
        mails: the messages about it, the newest first.
    """

    change: int
    now: datetime
    office: Office
    calendar: Calendar
    catalogue: Catalogue
    case: Case
    service: Service
    parties: Parties
    checklist: Checklist
    steps: tuple[StepView, ...]
    holder: str
    opened_by: str
    area: str
    urgency: Urgency | None
    at_kit: bool
    effective: tuple[date | None, date | None]
    missing: tuple[str, ...]
    mine: bool
    history: tuple[Event, ...]
    enrolled: tuple[str, ...] = ()
    mails: tuple[Mail, ...] = ()

    @property
    def state_words(self) -> str:
        """Where it stands, as a person reads it."""
        if self.service.needs_kit and self.case.state is CaseState.IN_PROCESS and not self.at_kit:
            return "Hecho en el kit"
        return state_words(self.case, self.service, self.effective[0], self.office, self.now)


@dataclass(frozen=True, slots=True)
class Tray:
    """A page of a tray.

    Attributes:
        total: rows in all, counted up to ``COUNTED``; for a text, those of this page.
        overdue: how many of the open ones it is about are past their due time.
        catalogue: for the names of services and areas.
        states: where each of ``rows`` stands, as a person reads it.
        next: where the page after it begins; None at the end.
    """

    change: int
    now: datetime
    office: Office
    calendar: Calendar
    catalogue: Catalogue
    rows: tuple[CaseRow, ...]
    states: tuple[str, ...]
    next: TrayPlace | None
    total: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody a case may be given to."""

    staff_id: UUID
    name: str
    open_cases: int


def tray(
    desk: Desk,
    actor: Actor,
    wanted: TrayFilter,
    after: TrayPlace | None = None,
    limit: int = PAGE,
) -> Tray:
    """Return a page of a tray, of ``limit`` rows at most.

    Raises:
        InvalidInput: the text searched for holds what nothing on file can hold.
    """
    asked = replace(wanted, words=clean_text(wanted.words, label="Buscar"))
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_CASES)
        office = unit.offices.office()
        catalogue = desk.catalogues.refresh(unit)
        rows = tuple(unit.cases.tray(asked, limit, after))
        return Tray(
            unit.log.head().sequence,
            step.now,
            office,
            unit.calendar.all(),
            catalogue,
            rows,
            tuple(_row_words(desk, step, office, row) for row in rows),
            rows[-1].place(asked.scope) if len(rows) == limit else None,
            *_counts(step, asked, rows, whole=after is None and len(rows) < limit),
        )


def view(desk: Desk, actor: Actor, case_id: UUID) -> CaseView:
    """Return one case whole.

    Raises:
        NotFound: there is none.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_CASES)
        return _view(desk, step, unit.cases.get(case_id))


def find(desk: Desk, actor: Actor, typed: str) -> Case:
    """Return the case of a number as typed or scanned.

    Raises:
        NotACase: it is no number of a case, or was misread.
        OtherOffice: it was opened in another office.
        NotFound: this office has no such case.
        InvalidInput: what was typed holds characters that no number can hold.
    """
    text = clean_text(typed, label="Trámite")
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_CASES)
        number = parse_case_number(text)
        case = step.unit.cases.by_number(str(number))
        if case is not None:  # whatever its office was called then
            return case
        if number.office != unit.offices.office().imprint:
            place = desk.catalogue.office(number.office)
            raise OtherOffice(number, "" if place is None else f"{place.city}, {place.address}")
        raise NotFound(
            f"No hay un trámite {number} en esta oficina.",
            todo="Compárelo con el comprobante.",
        )


def is_case_number(text: str) -> bool:
    """Tell whether a text is a well-written number of a case, of whatever office."""
    try:
        parse_case_number(text)
    except NotACase:
        return False
    return True


def of_person(desk: Desk, actor: Actor, person_id: UUID) -> Sequence[CaseRow]:
    """Return the cases a person brought or that are for them, the newest first."""
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.SEE_CASES)
        return unit.cases.of_person(person_id, GLANCE)


def of_entity(desk: Desk, actor: Actor, entity_id: UUID, topic: str = "") -> Sequence[CaseRow]:
    """Return an entity's cases, the newest first; of one topic, if told."""
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.SEE_CASES)
        return unit.cases.of_entity(entity_id, GLANCE, topic=clean_text(topic, label="Tema"))


def colleagues(desk: Desk, actor: Actor, service: int | None = None) -> Sequence[Colleague]:
    """Return who may be given a case today, of a service if told, the least laden first."""
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_CASES)
        # A service that left the catalogue may still have cases; who goes on is checked then.
        known = None if service is None else desk.catalogue.find(service)
        serving = SERVING_ROLES if known is None else known.served_by
        laden = unit.cases.open_by_holder()
        found = [
            Colleague(member.id, member.full_name, laden.get(member.id, 0))
            for member in unit.staff.all()
            if member.roles_on(step.day) & serving
        ]
        return sorted(found, key=lambda one: (one.open_cases, one.name))


def holders(desk: Desk, actor: Actor) -> Sequence[Colleague]:
    """Return everybody who has open cases, whether here today or not."""
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.SEE_CASES)
        laden = unit.cases.open_by_holder()
        return [
            Colleague(member.id, member.full_name, laden[member.id])
            for member in unit.staff.all()
            if member.id in laden
        ]


# ------------------------------------------------------------------------------- inside


def _view(desk: Desk, step: Step, case: Case) -> CaseView:
    unit = step.unit
    catalogue = desk.catalogues.version(unit, case.catalogue_version)
    service = service_of(desk, step, case)
    parties = _parties(unit, case)
    area = catalogue.area(case.area)
    names = {member.id: member.full_name for member in unit.staff.all()}
    free = case.holder_id in (None, step.actor.staff_id)
    checklist = checklist_of(step, case, service)
    missing = missing_fields(service, case.matter)
    refused = {one.id: one.words for one in unit.exchange.refused(_REFUSED)}
    mails = mails_of(unit, case)
    return CaseView(
        unit.log.head().sequence,
        step.now,
        unit.offices.office(),
        unit.calendar.all(),
        catalogue,
        case,
        service,
        parties,
        checklist,
        tuple(
            _step_view(case, service, item, parties, names) for item in steps_of(service, checklist)
        ),
        "" if case.holder_id is None else names[case.holder_id],
        names[case.opened_by],
        "" if area is None else area.name,
        urgency_of(case, step.now),
        service.needs_kit
        and case.state is CaseState.IN_PROCESS
        and at_kit.is_left(step, case, service),
        period(service, case.matter),
        FieldsMissing(missing).keys,
        free and not service.served_by.isdisjoint(step.actor.roles_on(step.day)),
        events_of(happened(unit, case, mails), names, unit.offices.office(), refused),
        enrolled_by(unit, case) if service.code == SERVICE else (),
        mails,
    )


def _counts(
    step: Step, asked: TrayFilter, rows: Sequence[CaseRow], *, whole: bool
) -> tuple[int, int]:
    """Return how many rows a tray has and how many are late.

    Only the rows read count where they are all there is, and for a text: to look for all that
    bear a common word would make who types wait.
    """
    if whole or asked.words:
        late = (urgency_of(row, step.now) is Urgency.OVERDUE for row in rows)
        return len(rows), sum(late)
    cases = step.unit.cases
    if asked.scope is TrayScope.ENDED:
        return cases.count(asked, COUNTED), 0
    return (
        cases.count(asked, COUNTED),
        cases.count(replace(asked, overdue_at=step.now), COUNTED),
    )


def _row_words(desk: Desk, step: Step, office: Office, row: CaseRow) -> str:
    try:
        service = desk.catalogues.version(step.unit, row.catalogue_version).service(row.service)
    except VersionUnreadable:  # one case must not hide the others
        return row.state.label
    starts = period(service, Matter(fields=row.fields))[0]
    return state_words(row, service, starts, office, step.now)


def _parties(unit: UnitOfWork, case: Case) -> Parties:
    told = case.parties
    bearer, beneficiary, signer = (
        None if key is None else unit.people.get(key)
        for key in (told.bearer_id, told.beneficiary_id, told.signer_id)
    )
    entity = None if told.entity_id is None else unit.entities.get(told.entity_id)
    return Parties(bearer, beneficiary, signer, entity)


def _step_view(
    case: Case, service: Service, step: OutsideStep, parties: Parties, names: dict[UUID, str]
) -> StepView:
    done = case.step(step.code)
    copied = tuple(_copied(case, service, parties, key) for key in step.copies)
    if done is None:
        return StepView(step, copied)
    return StepView(step, copied, names[done.by], done.at, done.note)


def _copied(case: Case, service: Service, parties: Parties, key: str) -> Copied:
    field = next((f for f in service.fields if f.key == key), None)
    if field is not None:
        return Copied(field.label, shown_value(field, case.matter.value(key)))
    served, signer, entity = parties.served, parties.signer, parties.entity
    values = {
        "beneficiary.name": "" if served is None else served.name,
        "beneficiary.document": "" if served is None else served.document,
        "beneficiary.email": "" if served is None else served.email,
        "beneficiary.phone": "" if served is None else served.phone,
        "entity.name": "" if entity is None else entity.name,
        "entity.ruc": "" if entity is None else entity.ruc,
        "entity.esigef_code": "" if entity is None else entity.esigef_code,
        "signer.name": "" if signer is None else signer.name,
        "signer.document": "" if signer is None else signer.document,
        "case.number": case.number,
    }
    return Copied(COPIED[key], values[key])
