"""Corrective and preventive actions: begun from a cause, carried out, verified, followed up.

Source: support procedure, §46: statistics of incidents, their causes, corrective and preventive
actions and their follow-up.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin, clean_reason
from desktop.usecases.figures.lately import counted
from domain.errors import InvalidInput, Stale
from domain.ids import new_id
from domain.improvements import (
    Cause,
    Improvement,
    ImprovementKind,
    NotResponsible,
    check_due,
    checked_cause,
    checked_words,
)
from domain.operations import Payload
from domain.staff import Action, Actor, allowed


@dataclass(frozen=True, slots=True)
class NewImprovement:
    """An action as typed."""

    kind: ImprovementKind
    cause: Cause
    words: str
    responsible_id: UUID
    due: date


def add(desk: Desk, actor: Actor, new: NewImprovement) -> Improvement:
    """Begin an action; how often its cause happened in the 30 days before is kept with it.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: words are missing, too long or cannot be kept; the date is past or more than
            a year away; or who is responsible does not work at a desk.
        NotFound: there is no such colleague.
        StillCounting: days of those 30 wait to be counted.
    """
    cause, words = checked_cause(new.cause), checked_words(new.words, "Qué se hará")
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        _check_responsible(step, new.responsible_id)
        one = Improvement(
            new_id(),
            unit.offices.office().id,
            new.kind,
            cause,
            words,
            new.responsible_id,
            check_due(new.due, step.day),
            actor.staff_id,
            step.now,
            counted(desk, step, cause),
        )
        told = {
            "kind": one.kind.value,
            "cause": cause.words,
            "words": words,
            "responsible": str(one.responsible_id),
            "due": one.due.isoformat(),
            "before": one.before,
        }
        step.tell("improvement", one.id, one.version, "improvement_added", told)
        unit.improvements.add(one)
        return one


def change(
    desk: Desk,
    actor: Actor,
    improvement_id: UUID,
    version: int,
    words: str,
    responsible_id: UUID,
    due: date,
) -> Improvement:
    """Change what is to be done, by whom or until when.

    Args:
        desk: the workstation.
        actor: a supervisor.
        improvement_id: which.
        version: of it as it was read.
        words, responsible_id, due: as typed; a date that stays may be past.

    Raises:
        NotAllowed, NotFound, InvalidInput: as for ``add``.
        Stale: it changed since it was read.
        WrongImprovementState: it is done or dropped.
    """
    text = checked_words(words, "Qué se hará")
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        one = _as_read(step, improvement_id, version)
        if responsible_id != one.responsible_id:
            _check_responsible(step, responsible_id)
        if due != one.due:
            check_due(due, step.day)
        told = {"words": text, "responsible": str(responsible_id), "due": due.isoformat()}
        return _save(step, one.changed(text, responsible_id, due), "improvement_changed", told)


def done(desk: Desk, actor: Actor, improvement_id: UUID, version: int, result: str) -> Improvement:
    """Note that an action was carried out, and what it came to.

    Args:
        desk: the workstation.
        actor: who is responsible for it, or a supervisor.
        improvement_id: which.
        version: of it as it was read.
        result: what was done.

    Raises:
        NotAllowed: nobody at a desk.
        NotResponsible: another is, and they do not supervise.
        InvalidInput: the result is missing, too long or cannot be kept.
        NotFound, Stale, WrongImprovementState: as for ``change``.
    """
    text = checked_words(result, "Resultado")
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REPORT_ACTIVITY)
        one = _as_read(step, improvement_id, version)
        supervises = allowed(Action.SEE_FIGURES, actor.roles_on(step.day))
        if not supervises and one.responsible_id != actor.staff_id:
            raise NotResponsible()
        told = {"words": text}
        return _save(step, one.done(actor.staff_id, step.now, text), "improvement_done", told)


def verify(
    desk: Desk,
    actor: Actor,
    improvement_id: UUID,
    version: int,
    words: str,
    effective: bool,
) -> Improvement:
    """Say whether an action worked; how often its cause happened in the last 30 days is kept.

    Args:
        desk: the workstation.
        actor: a supervisor, neither responsible for it nor who noted that it was done.
        improvement_id: which.
        version: of it as it was read.
        words: what was found.
        effective: it worked.

    Raises:
        NotAllowed, NotFound, Stale, WrongImprovementState: as for ``change``.
        InvalidInput: what was found is missing, too long or cannot be kept.
        OwnImprovement: they carried it out.
        StillCounting: days of the last 30 wait to be counted.
    """
    text = checked_words(words, "Qué se comprobó")
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        one = _as_read(step, improvement_id, version)
        after = counted(desk, step, one.cause)
        found = one.verified(actor.staff_id, step.now, effective=effective, words=text, after=after)
        told = {"effective": effective, "words": text, "before": one.before, "after": after}
        return _save(step, found, "improvement_verified", told)


def drop(desk: Desk, actor: Actor, improvement_id: UUID, version: int, reason: str) -> Improvement:
    """Give an action up.

    Raises:
        NotAllowed, NotFound, Stale: as for ``change``.
        InvalidInput: there is no reason, or it cannot be kept.
        WrongImprovementState: it was verified or dropped before.
    """
    text = clean_reason(reason)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        one = _as_read(step, improvement_id, version)
        return _save(step, one.dropped(text), "improvement_dropped", {"words": text})


def _save(step: Step, one: Improvement, type_: str, payload: Payload) -> Improvement:
    step.tell("improvement", one.id, one.version, type_, payload)
    step.unit.improvements.save(one)
    return one


def _as_read(step: Step, improvement_id: UUID, version: int) -> Improvement:
    one = step.unit.improvements.get(improvement_id)
    if one.version != version:
        raise Stale()
    return one


def _check_responsible(step: Step, staff_id: UUID) -> None:
    member = step.unit.staff.get(staff_id)
    if not allowed(Action.REPORT_ACTIVITY, member.roles_on(step.day)):
        raise InvalidInput(
            f"{member.full_name} no trabaja hoy en ninguna ventanilla ni la supervisa.",
            todo="Elija a otra persona responsable.",
        )
