"""What registering the absence that a case asks for would do; nothing is changed here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.usecases.absences import absence_of, asked_for, days_of, entity_of, kind_of
from desktop.usecases.authoriser_changes import standing_of
from desktop.usecases.case_steps import service_of
from desktop.usecases.desk import Desk, begin
from domain.authorisers import (
    PERMANENT_SERVICE,
    TEMPORARY_SERVICE,
    Absence,
    AbsenceKind,
    Authoriser,
    NobodyAbsent,
    NobodyToStandIn,
)
from domain.cases import Case
from domain.errors import KnownError
from domain.people import Entity, Person
from domain.staff import Action, Actor

_SERVICES = frozenset({TEMPORARY_SERVICE, PERMANENT_SERVICE})
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """An authoriser and who it is."""

    authoriser: Authoriser
    person: Person


@dataclass(frozen=True, slots=True)
class AbsencePlan:
    """What registering a case's absence would do.

    Attributes:
        first, last: as the case tells; ``last`` is None for a permanent one.
        absent: who may be the absent one: the case's beneficiary first, then who is active.
        stand_ins: by the absent one's id, who may be active instead; an alterno first.
        problem: why it cannot be registered now, in words; empty where it can.
        absence: the one that the case has already.
    """

    case: Case
    entity: Entity
    kind: AbsenceKind
    first: date | None
    last: date | None
    absent: tuple[Candidate, ...]
    stand_ins: Mapping[UUID, tuple[Candidate, ...]]
    problem: str
    absence: Absence | None


@dataclass(frozen=True, slots=True)
class AbsenceAsked:
    """An open case that asks for an absence and has none yet; ``last`` is None for good."""

    case: Case
    kind: AbsenceKind
    first: date | None
    last: date | None


def absences_asked(desk: Desk, actor: Actor, entity_id: UUID) -> tuple[AbsenceAsked, ...]:
    """Return the open cases of an entity that ask for an absence not registered yet, the newest first.

    Raises:
        NotAllowed: no role in force may see it.
        NotOnThisData: the office's server is of an earlier program.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_ENROLMENTS)
        catalogue = desk.catalogues.refresh(unit)
        services = [one.id for one in catalogue.services if one.code in _SERVICES]
        # Without any service the trays would tell all.
        rows = unit.cases.of_entity(entity_id, _LOOKED_AT, services=services) if services else ()
        asked = []
        for case in (unit.cases.get(row.id) for row in rows):
            if case.is_open and absence_of(step, case.id) is None:
                service = service_of(desk, step, case)
                asked.append(AbsenceAsked(case, kind_of(service), *days_of(service, case)))
        return tuple(asked)


def absence_plan(desk: Desk, actor: Actor, case_id: UUID) -> AbsencePlan:
    """Return what registering a case's absence would do.

    Raises:
        NotAllowed: not a technician.
        InvalidInput: the case is not of an absence.
        NotFound: there is no such case.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        case = unit.cases.get(case_id)
        service = service_of(desk, step, case)
        kind, entity_id = kind_of(service), entity_of(case)
        first, last = days_of(service, case)
        now = standing_of(unit, entity_id)
        who = {
            one.id: Candidate(one, unit.people.get(one.person_id))
            for one in now.authorisers.values()
        }
        absent = sorted(
            now.may_be_absent(kind), key=lambda one: one.person_id != case.parties.served_id
        )
        stand_ins = {
            one.id: tuple(who[other.id] for other in now.stand_ins(one, kind)) for one in absent
        }
        problem = ""
        try:
            asked_for(step, case, service)
            if not absent:
                raise NobodyAbsent()
            if kind is AbsenceKind.TEMPORARY and not any(stand_ins.values()):
                raise NobodyToStandIn()
        except KnownError as known:
            problem = known.words
        return AbsencePlan(
            case,
            unit.entities.get(entity_id),
            kind,
            first,
            last,
            tuple(who[one.id] for one in absent),
            stand_ins,
            problem,
            absence_of(step, case.id),
        )
