"""Changes of an entity's active authoriser: asked for, decided, made in one step.

The centre decides; an office that is linked to none is its own centre. Whoever only stops needs
nobody's leave. What the centre answers comes with its feed (``centre_rules``).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from desktop.usecases.desk import Desk, Step
from desktop.usecases.enrolment_admin import designation_ended
from domain import authoriser_step
from domain.authoriser_step import Standing, standing
from domain.authorisers import (
    Absence,
    AbsenceState,
    Authoriser,
    AuthoriserChange,
    AuthoriserState,
    ChangeReason,
    ChangeState,
    ChangeUnderWay,
)
from domain.enrolment import Enrolment
from domain.errors import InvalidInput, NotOnThisData
from domain.ids import new_id
from domain.operations import Payload
from domain.ports import UnitOfWork
from domain.seats import SeatRequest, seat_request
from domain.seats import granted as seat_granted

ASKED = "authoriser_requested"
FREED = "authoriser_released"
NO_LONGER = "Ya no corresponde: los autorizadores de la entidad cambiaron."
_OPEN = frozenset({ChangeState.PROGRAMMED, ChangeState.WAITING})


@dataclass(frozen=True, slots=True)
class Acting:
    """A unit of work, its moment and day, and who acts: None for the program itself."""

    unit: UnitOfWork
    now: datetime
    day: date
    actor_id: UUID | None

    def tell(
        self, aggregate: str, aggregate_id: UUID, version: int, type_: str, payload: Payload
    ) -> None:
        """Append what happened to the log."""
        self.unit.log.append(
            aggregate,
            aggregate_id,
            version,
            type_,
            payload,
            actor_id=self.actor_id,
            at=self.now,
        )


def acting(step: Step) -> Acting:
    """Return a person's step as what changes are made in."""
    return Acting(step.unit, step.now, step.day, step.actor.staff_id)


def by_itself(desk: Desk, unit: UnitOfWork) -> Acting:
    """Return what the program does by itself, or at the centre's word."""
    now = desk.clock.now()
    return Acting(unit, now, unit.offices.office().day_of(now), None)


def standing_of(unit: UnitOfWork, entity_id: UUID) -> Standing:
    """Return how an entity stands."""
    kept = unit.authorisers
    return standing(kept.of_entity(entity_id), kept.absences_of(entity_id))


def under_way(unit: UnitOfWork, entity_id: UUID) -> AuthoriserChange | None:
    """Return the change of an entity that is programmed or waits, if there is one."""
    changes = unit.authorisers.changes_of(entity_id)
    return next((one for one in changes if one.state in _OPEN), None)


def require_none_under_way(unit: UnitOfWork, entity_id: UUID) -> None:
    """Insist that an entity has no other change. Raises ChangeUnderWay."""
    change = under_way(unit, entity_id)
    if change is not None:
        raise ChangeUnderWay(change)


def enrolled(step: Step, enrolment: Enrolment) -> Authoriser:
    """Make an enrolled official an authoriser of the entity, inside the step that enrols them.

    A titular of an entity in which nobody is active, and nothing is under way, is asked for at
    once. Enrolled again for the same role, the same authoriser goes by the new fingerprints.

    Returns:
        the authoriser as it stands then.
    """
    again = _known(step.unit, enrolment)
    if again is not None:
        return _renewed(step, again, enrolment)
    made = Authoriser(
        new_id(),
        enrolment.office_id,
        enrolment.entity_id,
        enrolment.person_id,
        enrolment.role,
        enrolment.id,
        AuthoriserState.ENROLLED_INACTIVE,
        step.now,
    )
    payload = {
        "entity": str(made.entity_id),
        "role": made.role.value,
        "enrolment": str(enrolment.id),
    }
    step.tell("authoriser", made.id, made.version, "authoriser_added", payload)
    unit = step.unit
    unit.authorisers.add(made)
    free = standing_of(unit, made.entity_id).active is None
    if free and made.role == "titular" and under_way(unit, made.entity_id) is None:
        begin_change(
            acting(step),
            new_change(step, made, None, ChangeReason.ENROLMENT, case_id=enrolment.case_id),
        )
    return unit.authorisers.get(made.id)


def _known(unit: UnitOfWork, enrolment: Enrolment) -> Authoriser | None:
    return next(
        (
            one
            for one in unit.authorisers.of_entity(enrolment.entity_id)
            if one.person_id == enrolment.person_id
            and one.role is enrolment.role
            and one.state is not AuthoriserState.ENDED
        ),
        None,
    )


def _renewed(step: Step, before: Authoriser, enrolment: Enrolment) -> Authoriser:
    renewed = replace(before, enrolment_id=enrolment.id, version=before.version + 1)
    designation_ended(acting(step), before.enrolment_id)
    payload = {"entity": str(renewed.entity_id), "role": renewed.role.value}
    payload |= {"enrolment": str(enrolment.id)}
    step.tell("authoriser", renewed.id, renewed.version, "authoriser_added", payload)
    step.unit.authorisers.save(renewed)
    return renewed


def new_change(
    step: Step,
    activates: Authoriser | None,
    replaces: Authoriser | None,
    reason: ChangeReason,
    *,
    starts_on: date | None = None,
    case_id: UUID | None = None,
    absence: Absence | None = None,
) -> AuthoriserChange:
    """Return a change that is kept nowhere yet; ``starts_on`` is today where it is not told."""
    one = activates or replaces
    assert one is not None, "a change changes somebody"
    return AuthoriserChange(
        new_id(),
        one.office_id,
        one.entity_id,
        None if activates is None else activates.id,
        None if replaces is None else replaces.id,
        reason,
        step.day if starts_on is None else max(starts_on, step.day),
        step.actor.staff_id,
        step.now,
        case_id,
        None if absence is None else absence.id,
    )


def begin_change(at: Acting, change: AuthoriserChange) -> AuthoriserChange:
    """Keep a new change: programmed where its day is to come, else asked for at once."""
    at.unit.authorisers.add_change(change)
    if change.starts_on > at.day:
        at.tell("authoriser_change", change.id, change.version, "change_programmed", _told(change))
        return change
    return _ask(at, change)


def asked_by(unit: UnitOfWork, operation_id: UUID, place: int) -> AuthoriserChange | None:
    """Return the change that an operation of this office asked for, at its place of the log."""
    operation = unit.log.at(place)
    if operation is None or operation.id != operation_id or operation.type != ASKED:
        return None
    return unit.authorisers.change(operation.aggregate_id)


def begin_due(desk: Desk) -> int:
    """Ask for the programmed changes whose day has come, and return how many began.

    Every running program does so, at sign-in and with what its pages follow: whichever is first.
    An office that is its own centre also decides what waited when it was linked.
    """
    try:
        with desk.units.read() as unit:
            now = by_itself(desk, unit)
            due = list(unit.authorisers.changes_due(now.day))
            if unit.exchange.link() is None:
                due += unit.authorisers.changes_waiting()
    except NotOnThisData:
        return 0  # the office's server is of an earlier program
    return sum(_begun(desk, change.id) for change in due)


def grant(at: Acting, change: AuthoriserChange, words: str = "") -> None:
    """Make a change that the centre granted; one made before stays as it is.

    What was granted too late to be made is given back, or nobody could have the seat.
    """
    if change.state is ChangeState.GRANTED:
        return
    now = standing_of(at.unit, change.entity_id)
    if not authoriser_step.fits(change, now):
        at.tell("authoriser", change.id, change.version + 1, FREED, {"change": str(change.id)})
        refuse(at, change, NO_LONGER)
        return
    _keep(at, authoriser_step.granted(change, now, at.now, at.day))
    made = change.become(ChangeState.GRANTED, at.now, words)
    at.unit.authorisers.save_change(made)
    at.tell("authoriser_change", made.id, made.version, "authoriser_granted", _told(made))


def refuse(at: Acting, change: AuthoriserChange, words: str) -> None:
    """Leave everybody as they were: the centre refused a change.

    Where it had been made here, by an office that was its own centre, it is taken back.
    """
    if change.state in {ChangeState.REFUSED, ChangeState.CANCELLED}:
        return
    if change.state is ChangeState.GRANTED:
        now = standing_of(at.unit, change.entity_id)
        _keep(at, authoriser_step.overruled(change, now, at.now, at.day))
    refused = change.become(ChangeState.REFUSED, at.now, words)
    at.unit.authorisers.save_change(refused)
    _end_absence(at, change, AbsenceState.REFUSED)
    at.tell("authoriser_change", refused.id, refused.version, "authoriser_refused", _told(refused))


def cancel_programmed(at: Acting, change: AuthoriserChange, reason: str) -> AuthoriserChange:
    """Call off a change that is programmed, with its absence."""
    cancelled = change.become(ChangeState.CANCELLED, at.now, reason)
    at.unit.authorisers.save_change(cancelled)
    _end_absence(at, change, AbsenceState.CANCELLED)
    at.tell(
        "authoriser_change", cancelled.id, cancelled.version, "change_cancelled", _told(cancelled)
    )
    return cancelled


def _begun(desk: Desk, change_id: UUID) -> int:
    with desk.units.write() as unit:
        at = by_itself(desk, unit)
        change = unit.authorisers.change(change_id)
        assert change is not None, "changes are never deleted"
        if change.state is ChangeState.WAITING and unit.exchange.link() is None:
            grant(at, change)
            return 1
        if change.state is not ChangeState.PROGRAMMED:
            return 0  # another program was quicker
        waiting = [one for one in unit.authorisers.changes_of(change.entity_id) if _waits(one)]
        if waiting:
            return 0  # once that is decided
        if not authoriser_step.fits(change, standing_of(unit, change.entity_id)):
            cancel_programmed(at, change, NO_LONGER)
            return 1
        try:
            _ask(at, change)
        except InvalidInput as unusable:
            # Nobody is before it to mend it, and all the others wait behind it.
            cancel_programmed(at, change, unusable.what)
        return 1


def _waits(change: AuthoriserChange) -> bool:
    return change.state is ChangeState.WAITING


def _ask(at: Acting, change: AuthoriserChange) -> AuthoriserChange:
    unit = at.unit
    now = standing_of(unit, change.entity_id)
    replaced = None if change.replaces is None else now.authorisers[change.replaces]
    gives_up = None if replaced is None else replaced.holding
    if change.activates is None:
        if gives_up is not None:
            at.tell("authoriser", gives_up, change.version + 1, FREED, {"change": str(change.id)})
        grant(at, change)
    else:
        request, payload = _request(unit, change, now.authorisers[change.activates], gives_up)
        at.tell("authoriser", change.id, change.version + 1, ASKED, payload)
        if unit.exchange.link() is None:
            held = [one.holding or one.id for one in now.authorisers.values() if _active(one)]
            assert seat_granted(request, held), "what is asked for fits"
            grant(at, change)
        else:
            unit.authorisers.save_change(change.become(ChangeState.WAITING))
            _move_absence(at, change, AbsenceState.WAITING)
    asked = unit.authorisers.change(change.id)
    assert asked is not None, "it was kept"
    return asked


def _active(one: Authoriser) -> bool:
    return one.state is AuthoriserState.ACTIVE


def _request(
    unit: UnitOfWork, change: AuthoriserChange, activates: Authoriser, gives_up: UUID | None
) -> tuple[SeatRequest, Payload]:
    """Return what the centre is asked, as it will read it. Raises InvalidInput if it could not."""
    person = unit.people.get(activates.person_id)
    payload = {
        "entity_ruc": unit.entities.get(change.entity_id).ruc,
        "person": {
            "document_type": person.document_type.value,
            "document": person.document,
            "name": person.name,
        },
        "role": activates.role.value,
        "gives_up": None if gives_up is None else str(gives_up),
    }
    return seat_request(ASKED, change.id, payload), payload


def _keep(at: Acting, step: authoriser_step.Step) -> None:
    for authoriser in step.authorisers:
        at.unit.authorisers.save(authoriser)
        if authoriser.state is AuthoriserState.ENDED:
            designation_ended(at, authoriser.enrolment_id)
    for absence in step.absences:
        at.unit.authorisers.save_absence(absence)
        if absence.state is AbsenceState.ENDED:
            at.tell(
                "absence",
                absence.id,
                absence.version,
                "absence_ended",
                {"on": str(absence.ended_on)},
            )


def _move_absence(at: Acting, change: AuthoriserChange, state: AbsenceState) -> None:
    """Have the absence that a change is asked for stand as the change does."""
    if change.absence_id is not None and change.reason is not ChangeReason.RETURN:
        absence = at.unit.authorisers.absence(change.absence_id)
        at.unit.authorisers.save_absence(absence.become(state))


def _end_absence(at: Acting, change: AuthoriserChange, state: AbsenceState) -> None:
    """Call off the absence that was asked for, unless it began."""
    if change.state is not ChangeState.GRANTED:
        _move_absence(at, change, state)


def _told(change: AuthoriserChange) -> Payload:
    return {
        "entity": str(change.entity_id),
        "activates": None if change.activates is None else str(change.activates),
        "replaces": None if change.replaces is None else str(change.replaces),
        "reason": change.reason.value,
        "starts_on": change.starts_on.isoformat(),
        "absence": None if change.absence_id is None else str(change.absence_id),
        "words": change.words,
    }
