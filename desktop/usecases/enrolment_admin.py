"""What an office asks of enrolments, how long captures are kept, and who looked at them.

Source: LOPDP (legal basis and retention are kept with each enrolment, sensitive data are deleted
when their time is over, every look is recorded); docs/decisions/0110.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin, clean_reason
from desktop.usecases.enrolment_follows import Telling, keep
from domain.enrolment import Enrolment, EnrolmentState, StillKept
from domain.enrolment_rules import EnrolmentRules, checked_rules
from domain.errors import NotOnThisData, Stale
from domain.fingers import Finger
from domain.staff import Action, Actor

_OVER = "Terminó su plazo de conservación"


@dataclass(frozen=True, slots=True)
class EnrolmentRulesForm:
    """The rules of enrolment as filled in; see ``EnrolmentRules``."""

    fingers: tuple[Finger, ...]
    minimum: int
    two_people: bool
    most_unsent: int
    retention_years: int
    legal_basis: str
    notice: str


@dataclass(frozen=True, slots=True)
class DueForDeletion:
    """A capture whose time is over: whose it was, and since when it may be deleted."""

    enrolment: Enrolment
    person: str
    entity: str
    since: date


def rules(desk: Desk, actor: Actor) -> EnrolmentRules:
    """Return what the office asks of enrolments, to change it. Raises NotAllowed."""
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.ADMINISTER)
        return unit.enrolments.rules(unit.offices.office().id)


def change_rules(
    desk: Desk, actor: Actor, version: int, form: EnrolmentRulesForm
) -> EnrolmentRules:
    """Change what the office asks of enrolments from now on; those begun keep their basis.

    Args:
        desk: the workstation.
        actor: an administrator.
        version: of the rules that were read.
        form: as filled in.

    Raises:
        NotAllowed: not an administrator.
        InvalidInput: they contradict each other, or a text is missing or cannot be kept.
        Stale: somebody changed them meanwhile.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ADMINISTER)
        before = unit.enrolments.rules(unit.offices.office().id)
        if before.version != version:
            raise Stale()
        changed = checked_rules(
            replace(
                before,
                fingers=form.fingers,
                minimum=form.minimum,
                two_people=form.two_people,
                most_unsent=form.most_unsent,
                retention_years=form.retention_years,
                legal_basis=form.legal_basis,
                notice=form.notice,
                version=version + 1,
            )
        )
        payload = {
            "fingers": [int(finger) for finger in changed.fingers],
            "minimum": changed.minimum,
            "two_people": changed.two_people,
            "most_unsent": changed.most_unsent,
            "retention_years": changed.retention_years,
            "legal_basis": changed.legal_basis,
            "notice": changed.notice,
        }
        step.tell(
            "enrolment_rules",
            changed.office_id,
            changed.version,
            "enrolment_rules_changed",
            payload,
        )
        unit.enrolments.save_rules(changed)
        return changed


def record_look(desk: Desk, actor: Actor, enrolment_id: UUID, why: str) -> None:
    """Record that somebody looks at what is kept of a capture, before it is shown.

    Args:
        desk: the workstation.
        actor: who looks.
        enrolment_id: whose capture.
        why: in words.

    Raises:
        InvalidInput: there is no reason.
        NotFound, NotAllowed: as their names say.
    """
    text = clean_reason(why)
    with desk.units.write() as unit:
        look(begin(desk, unit, actor, Action.SEE_ENROLMENTS), enrolment_id, text)


def look(step: Step, enrolment_id: UUID, why: str) -> Enrolment:
    """Record a look inside a step already begun, and return the enrolment. Raises NotFound."""
    enrolment = step.unit.enrolments.get(enrolment_id)
    step.tell("enrolment", enrolment.id, enrolment.version, "biometric_looked", {"why": why})
    return enrolment


def designation_ended(step: Telling, enrolment_id: UUID) -> Enrolment:
    """Set until when a capture is kept, inside the step that ends its designation.

    The office's years count from that day; the centre deletes what it has after it.

    Raises:
        NotThatState, NotFound: as their names say.
    """
    enrolment = step.unit.enrolments.get(enrolment_id)
    last_day = step.unit.enrolments.rules(enrolment.office_id).last_day(step.day)
    payload: dict[str, object] = {"delete_after": last_day.isoformat()}
    return keep(step, enrolment.end_designation(last_day), "retention_set", payload)


def due_for_deletion(desk: Desk, actor: Actor) -> Sequence[DueForDeletion]:
    """Return the captures whose time is over, those over longest first.

    One that another enrolment of the person goes by is kept as long as that one is; one that is
    still on its way to the centre, until it is there, or the centre would wait for it.

    Raises:
        NotAllowed: neither administrator nor supervisor.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.KEEP_SAFE)
        return [
            DueForDeletion(
                one,
                unit.people.get(one.person_id).name,
                unit.entities.get(one.entity_id).name,
                until,
            )
            for one, until in _due(step)
        ]


def delete(desk: Desk, actor: Actor, enrolment_id: UUID) -> Enrolment:
    """Delete what is kept here of a capture whose time is over; the centre deletes its own.

    Closing the day does it for all.

    Raises:
        StillKept: its time is not over, or it is not one of ``due_for_deletion``.
        NotFound, NotAllowed: as their names say.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.KEEP_SAFE)
        enrolment = unit.enrolments.get(enrolment_id)
        if enrolment_id not in {one.id for one, _ in _due(step)}:
            raise StillKept()
        return _forget(step, enrolment)


def delete_due(step: Step) -> None:
    """Delete every capture whose time is over, inside a step already begun."""
    try:
        due = [one for one, _ in _due(step)]
    except NotOnThisData:
        return  # the office's server is of an earlier program: there are none
    for one in due:
        _forget(step, one)


def _forget(step: Step, enrolment: Enrolment) -> Enrolment:
    forgotten = enrolment.forget(_OVER, step.day)
    step.unit.packets.drop(enrolment.packet)
    step.unit.packets.drop_gallery(enrolment.id)
    payload: dict[str, object] = {"packet": enrolment.packet, "reason": _OVER}
    return keep(step, forgotten, "enrolment_deleted", payload)


def _due(step: Step) -> list[tuple[Enrolment, date]]:
    """Return the captures to be deleted, and until when each was to be kept."""
    unit = step.unit
    on_its_way = set() if unit.exchange.link() is None else {*unit.packets.unsent_names()}
    return [
        (one, one.delete_after)
        for one in unit.enrolments.due(step.day)
        if one.delete_after is not None
        and one.packet not in on_its_way
        and not _still_used(step, one)
    ]


def _still_used(step: Step, enrolment: Enrolment) -> bool:
    return any(
        one.id != enrolment.id
        and one.packet == enrolment.packet
        and (one.delete_after is None or one.delete_after >= step.day)
        and one.state is not EnrolmentState.WITHDRAWN
        for one in step.unit.enrolments.of_person(enrolment.person_id)
    )
