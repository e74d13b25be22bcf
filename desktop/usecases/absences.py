"""Absences of an entity's authorisers, asked for by a case (Anexo 7): one step each.

Source: domain notes of the ministry, "Authoriser, per entity": the alterno is enrolled, the
appointment of who signs is attached (a requirement of the case), an extension is asked for before
the end, and a technician confirms the return.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.usecases.authoriser_changes import (
    acting,
    begin_change,
    new_change,
    require_none_under_way,
    standing_of,
)
from desktop.usecases.case_steps import own_case
from desktop.usecases.desk import Desk, Step, begin
from domain.authorisers import (
    PERMANENT_SERVICE,
    TEMPORARY_SERVICE,
    UNDONE_ABSENCES,
    Absence,
    AbsenceKind,
    AbsenceState,
    AuthoriserChange,
    ChangeReason,
    checked_period,
)
from domain.case_fields import period
from domain.case_parts import BEING_SOLVED
from domain.cases import AtTheKit, Case, WrongCaseState
from domain.catalogue import Service
from domain.errors import InvalidInput, KnownError
from domain.ids import new_id
from domain.staff import Action, Actor
from domain.text import REASON_LIMIT, clean_text

_KINDS = {TEMPORARY_SERVICE: AbsenceKind.TEMPORARY, PERMANENT_SERVICE: AbsenceKind.PERMANENT}
_COUNTS = frozenset({AbsenceState.WAITING, AbsenceState.IN_FORCE, AbsenceState.ENDED})


class AbsenceOpen(KnownError):
    """The case has its absence already."""

    what = "Este trámite ya tiene registrada su ausencia."
    kept = "No se cambió nada."
    todo = "Revísela en la ficha de la entidad."


class AbsenceNotMade(AtTheKit):
    """A case of absence is to be answered before its change was asked for."""

    what = "Todavía no se registró la ausencia de este trámite, o no empieza aún."
    kept = "El trámite sigue en curso."
    todo = "Regístrela en la ficha de la entidad; una programada se pide el día que empieza."


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a case of an absence asks for; ``last`` is None for a permanent one."""

    kind: AbsenceKind
    entity_id: UUID
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Registered:
    """An absence as it was registered, and the change that makes it."""

    absence: Absence
    change: AuthoriserChange


def register(
    desk: Desk, actor: Actor, case_id: UUID, absent: UUID, stand_in: UUID | None = None
) -> Registered:
    """Register the absence that a case asks for, and have its one step made.

    From a day to come it is programmed; else the centre is asked for it now (``begin_change``).

    Args:
        desk: the workstation.
        actor: a technician who has the case.
        case_id: a case of an absence whose papers are complete.
        absent: the authoriser who is away.
        stand_in: the authoriser who is active meanwhile, or from then on; None only where a
            permanent absence leaves nobody.

    Raises:
        InvalidInput: the case is not of an absence, or its dates cannot be.
        WrongCaseState: its papers are not complete, or it was answered.
        AbsenceOpen: it has one already.
        ChangeUnderWay: another change of the entity is programmed or waits.
        NobodyAbsent, NobodyToStandIn: as their names say.
        HeldByAnother, NotYourService, NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        case, service = own_case(desk, step, case_id)
        asked = asked_for(step, case, service)
        away, standing_in = standing_of(unit, asked.entity_id).chosen(absent, stand_in, asked.kind)
        absence = Absence(
            new_id(),
            case.office_id,
            asked.entity_id,
            case.id,
            away.id,
            None if standing_in is None else standing_in.id,
            asked.kind,
            asked.first,
            asked.last,
            case.parties.signer_id,
        )
        step.tell(
            "absence",
            absence.id,
            absence.version,
            "absence_registered",
            {
                "case": str(case.id),
                "entity": str(asked.entity_id),
                "absent": str(away.id),
                "stand_in": None if standing_in is None else str(standing_in.id),
                "kind": asked.kind.value,
                "first": asked.first.isoformat(),
                "last": None if asked.last is None else asked.last.isoformat(),
            },
        )
        unit.authorisers.add_absence(absence)
        for_good = asked.kind is AbsenceKind.PERMANENT
        change = begin_change(
            acting(step),
            new_change(
                step,
                standing_in,
                away,
                ChangeReason.PERMANENT if for_good else ChangeReason.TEMPORARY,
                starts_on=asked.first,
                case_id=case.id,
                absence=absence,
            ),
        )
        return Registered(unit.authorisers.absence(absence.id), change)


def extend(
    desk: Desk, actor: Actor, absence_id: UUID, last: date, case_id: UUID | None = None
) -> Absence:
    """Give a temporary absence a later last day, asked for before it ended.

    Args:
        desk: the workstation.
        actor: a technician.
        absence_id: of an absence that is programmed, waits or is in force.
        last: the new last day, that day included.
        case_id: the case of temporary absence that asked for it, if there is one.

    Raises:
        TooLateToExtend: its last day is over.
        InvalidInput: the new day is not later, reaches too far, or the case is not the entity's.
        ChangeUnderWay: the return was asked for.
        WrongCaseState, HeldByAnother, NotYourService, NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        absence = unit.authorisers.absence(absence_id)
        if case_id is not None:
            case, service = own_case(desk, step, case_id)
            _require_papers(case)
            if kind_of(service) is not absence.kind or case.parties.entity_id != absence.entity_id:
                raise InvalidInput("El trámite no es de una ausencia temporal de esta entidad.")
        longer = absence.extend(last, step.day)
        checked_period(longer.first, longer.last, longer.kind, step.day)
        if absence.state is AbsenceState.IN_FORCE:
            require_none_under_way(unit, absence.entity_id)
        step.tell(
            "absence",
            longer.id,
            longer.version,
            "absence_extended",
            {
                "last": last.isoformat(),
                "before": str(absence.last),
                "case": None if case_id is None else str(case_id),
            },
        )
        unit.authorisers.save_absence(longer)
        return longer


def confirm_return(
    desk: Desk, actor: Actor, absence_id: UUID, reason: str = ""
) -> AuthoriserChange:
    """Confirm that the absent one is back: active again, and who stood in no longer, in one step.

    Args:
        desk: the workstation.
        actor: a technician.
        absence_id: of an absence in force.
        reason: needed before its last day is over.

    Raises:
        InvalidInput: the absence is not in force, or there is no reason.
        ChangeUnderWay: another change of the entity waits.
        NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        absence = unit.authorisers.absence(absence_id)
        if absence.state is not AbsenceState.IN_FORCE:
            raise InvalidInput(
                f"La ausencia está «{absence.state.label.lower()}»: no hay de qué reincorporarse.",
                kept="No se cambió nada.",
                todo="La pantalla se actualizó; revísela.",
            )
        early = not absence.return_is_due(step.day)
        why = clean_text(
            reason, label="Por qué se reincorpora antes", limit=REASON_LIMIT, required=early
        )
        require_none_under_way(unit, absence.entity_id)
        now = standing_of(unit, absence.entity_id)
        assert absence.stand_in is not None, "a temporary absence has who stands in"
        change = new_change(
            step,
            now.authorisers[absence.absent],
            now.authorisers[absence.stand_in],
            ChangeReason.RETURN,
            case_id=absence.case_id,
            absence=absence,
        )
        step.tell(
            "absence",
            absence.id,
            absence.version,
            "absence_return_confirmed",
            {"early": early, "reason": why},
        )
        return begin_change(acting(step), change)


def require_made(step: Step, case: Case) -> None:
    """Insist that what a case of an absence asks for was made, or waits for the centre.

    Raises:
        AbsenceNotMade: it was not.
    """
    for absence in step.unit.authorisers.absences_of(entity_of(case)):
        if absence.state in _COUNTS and (
            absence.case_id == case.id or _extended_by(step, absence, case.id)
        ):
            return
    raise AbsenceNotMade()


def asked_for(step: Step, case: Case, service: Service) -> AskedFor:
    """Return the absence that a case asks for.

    Raises:
        InvalidInput: the case is not of an absence, or its dates cannot be.
        WrongCaseState: its papers are not complete, or it was answered.
        AbsenceOpen: it has one already.
        ChangeUnderWay: another change of the entity is programmed or waits.
    """
    kind, entity_id = kind_of(service), entity_of(case)
    _require_papers(case)
    if absence_of(step, case.id) is not None:
        raise AbsenceOpen()
    first, last = days_of(service, case)
    if first is None:
        raise InvalidInput("El trámite no dice desde cuándo es la ausencia.", todo="Corríjalo.")
    checked_period(first, last, kind, step.day)
    require_none_under_way(step.unit, entity_id)
    return AskedFor(kind, entity_id, first, last)


def kind_of(service: Service) -> AbsenceKind:
    """Return which absence a service is of. Raises InvalidInput."""
    kind = _KINDS.get(service.code)
    if kind is None:
        raise InvalidInput("Este trámite no es de una ausencia.", todo="Elija otro trámite.")
    return kind


def entity_of(case: Case) -> UUID:
    """Return the entity of a case. Raises InvalidInput."""
    if case.parties.entity_id is None:
        raise InvalidInput("El trámite no dice de qué entidad es.", todo="Corríjalo.")
    return case.parties.entity_id


def days_of(service: Service, case: Case) -> tuple[date | None, date | None]:
    """Return first and last day that a case tells; a permanent absence has no last."""
    first, last = period(service, case.matter)
    return first, None if kind_of(service) is AbsenceKind.PERMANENT else last


def absence_of(step: Step, case_id: UUID) -> Absence | None:
    """Return the absence that a case has: not one refused or called off."""
    kept = step.unit.authorisers.absences_of_case(case_id)
    return next((one for one in kept if one.state not in UNDONE_ABSENCES), None)


def _require_papers(case: Case) -> None:
    """Insist on complete papers: the appointment of who signs is one of them."""
    if case.state not in BEING_SOLVED:
        raise WrongCaseState(case)


def _extended_by(step: Step, absence: Absence, case_id: UUID) -> bool:
    return any(
        operation.type == "absence_extended" and str(case_id) in (operation.payload or "")
        for operation in step.unit.log.of(absence.id)
    )
