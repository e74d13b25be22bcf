"""Pendientes: what waits for a person's decision, and what the centre refused of this office.

An answer is an operation like any other: it reaches the centre whenever there is link, and the
task stays in the list as answered until the centre says that it is over.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.usecases import apart, own_captures
from desktop.usecases.desk import Desk, Step, begin
from domain.errors import KnownError, NotFound
from domain.exchange import PendingTask, RefusedOperation
from domain.offices import Office
from domain.operations import Operation
from domain.ports import UnitOfWork
from domain.staff import Action, Actor, NotAllowed, Role
from domain.tasks import (
    WITH_REASON,
    WORDS_LIMIT,
    Choice,
    TaskKind,
    choices_of,
    is_for,
    is_local,
    owner_of,
)
from domain.text import clean_text
from domain.tickets import ticket_code

SHOWN = 200
"""Things listed at a time."""
DECISION = "decision"
"""Why an operation is in the list: the centre understood it and decided otherwise."""
_SEES_ALL = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


class AlreadyAnswered(KnownError):
    """Somebody answered the task, or it is over."""

    what = "Este pendiente ya tiene respuesta."
    kept = "Vale la respuesta anterior; la suya no se guardó."


class NotAnAnswer(KnownError):
    """The task does not take that answer."""

    what = "Este pendiente no se resuelve con esa respuesta."
    todo = "Lea cómo se resuelve."


class ReasonMissing(KnownError):
    """What is decided of a person is decided with a reason."""

    what = "Diga por qué decide así."
    kept = "El pendiente sigue abierto."
    todo = "Escriba el motivo y responda otra vez."


@dataclass(frozen=True, slots=True)
class Pending:
    """One thing that waits.

    Attributes:
        id: of the task, or of the operation that was refused.
        refused: the operation behind it; None for a task that is about none.
        again: whether the operation may be offered again as it is.
        about: what it is about, as ``Turno A-018``; empty where that is not known here.
        case_id: the case that it is about.
        owner: who is to resolve it; ``mine`` where that is the person asking.
        choices: the answers it takes; none where it closes by itself or by others.
        answer: what was answered and by whom; empty while nobody did.
    """

    id: UUID
    kind: str
    refused: UUID | None
    again: bool
    what: str
    about: str
    case_id: UUID | None
    how: str
    owner: str
    mine: bool
    office: str
    opened_at: datetime
    choices: tuple[Choice, ...]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Pendings:
    """All that waits, the oldest first.

    Attributes:
        linked: whether the office has a centre at all.
        total: how many there are, of which ``items`` are the oldest.
    """

    office: Office
    linked: bool
    total: int
    items: tuple[Pending, ...]


def pending(desk: Desk, actor: Actor) -> Pendings:
    """Return what waits; a technician is shown only what is theirs.

    Raises:
        NotAllowed: not a supervisor, administrator or technician.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.RESOLVE_PENDING)
        office = unit.offices.office()
        roles = actor.roles_on(step.day)
        tasks = unit.exchange.tasks(SHOWN)
        refused = {one.id: one for one in unit.exchange.refused(SHOWN)}
        items = [_of_task(step, roles, task, refused) for task in tasks]
        if not roles.isdisjoint(_SEES_ALL):
            items += [_of_refused(unit, roles, office, one) for one in refused.values()]
            total = max(unit.exchange.count_tasks(), len(tasks)) + len(refused)
        else:
            items = [item for item in items if item.mine]
            total = len(items)
        items.sort(key=lambda item: (item.opened_at, item.id))
        linked = unit.exchange.link() is not None
        return Pendings(office, linked, total, tuple(items))


def count(desk: Desk, actor: Actor) -> int:
    """Return how many things wait for the person: for the badge.

    Raises:
        NotAllowed: as for ``pending``.
    """
    found = pending(desk, actor)
    return sum(1 for item in found.items if item.mine and not item.answer)


def answer(desk: Desk, actor: Actor, task_id: UUID, choice: str, words: str = "") -> PendingTask:
    """Answer a task; the answer goes to the centre by itself, at once or when there is link.

    Args:
        choice: the code of one of the task's choices.
        words: what is to be said besides; may be empty.

    Raises:
        NotAllowed: it is somebody else's to resolve.
        NotFound: there is no such task.
        AlreadyAnswered: somebody did.
        NotAnAnswer: the task does not take that answer.
        ReasonMissing: it is one that needs words.
        InvalidInput: the words cannot be kept.
    """
    text = clean_text(words, label="Respuesta", limit=WORDS_LIMIT // 2)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.RESOLVE_PENDING)
        task = unit.exchange.task(task_id)
        if task is None:
            raise NotFound()
        if not _may(actor.roles_on(step.day), task):
            raise NotAllowed()
        if task.resolved_at is not None or task.closed_at is not None:
            raise AlreadyAnswered()
        label = next((one.label for one in choices_of(task) if one.code == choice), "")
        if not label:
            raise NotAnAnswer()
        if task.kind in WITH_REASON and not text:
            raise ReasonMissing()
        resolution = f"{label}. {text}" if text else f"{label}."
        payload = {"kind": task.kind, "choice": choice, "resolution": resolution}
        step.tell("task", task.id, 1, "task_answered", {**payload, "by": actor.full_name})
        answered = replace(
            task,
            resolved_at=step.now,
            resolved_by=actor.full_name,
            resolution=resolution,
            closed_at=step.now if is_local(task) else None,
        )
        unit.exchange.put_task(answered)
        if task.kind == TaskKind.BIOMETRIC_MATCH:
            own_captures.decide(step, task, choice, actor.full_name)
        refused = _id(_subject(task), "operation_id")
        if refused is not None:
            unit.exchange.settle(refused)
        return answered


def offer_again(desk: Desk, actor: Actor, operation_id: UUID) -> None:
    """Send once more an operation that the centre did not understand, as it is.

    Raises:
        NotAllowed: not a supervisor or administrator.
        NotFound: it is not among what was refused, or the centre decided on it.
    """
    with desk.units.write() as unit:
        step, refused = _refusal(desk, unit, actor, operation_id)
        if refused.reason == DECISION:
            raise NotFound()
        payload = {"sequence": refused.sequence, "reason": refused.reason}
        step.tell("exchange", operation_id, 1, "operation_offered_again", payload)
        unit.exchange.offer(refused.sequence)
        unit.exchange.settle(operation_id)


def see_refused(desk: Desk, actor: Actor, operation_id: UUID) -> None:
    """Take out of the list an operation that the centre refused; it stays in the log.

    Raises:
        NotAllowed, NotFound: as for ``offer_again``.
    """
    with desk.units.write() as unit:
        step, refused = _refusal(desk, unit, actor, operation_id)
        payload = {"sequence": refused.sequence, "reason": refused.reason}
        step.tell("exchange", operation_id, 1, "refusal_seen", payload)
        unit.exchange.settle(operation_id)


def _refusal(
    desk: Desk, unit: UnitOfWork, actor: Actor, operation_id: UUID
) -> tuple[Step, RefusedOperation]:
    step = begin(desk, unit, actor, Action.RESOLVE_PENDING)
    if actor.roles_on(step.day).isdisjoint(_SEES_ALL):
        raise NotAllowed()
    for one in unit.exchange.refused(SHOWN):
        if one.id == operation_id:
            return step, one
    raise NotFound()


def _may(roles: frozenset[Role], task: PendingTask) -> bool:
    """Tell who may answer: whose it is, and who answers for the whole office."""
    return is_for(task, roles) or (bool(choices_of(task)) and not roles.isdisjoint(_SEES_ALL))


def _of_task(
    step: Step,
    roles: frozenset[Role],
    task: PendingTask,
    refused: dict[UUID, RefusedOperation],
) -> Pending:
    subject = _subject(task)
    operation_id = _id(subject, "operation_id")
    # What was refused is one thing, not a task and a refusal.
    refusal = refused.pop(operation_id, None) if operation_id is not None else None
    about, case_id = "", None
    if refusal is not None:
        about, case_id = _about(step.unit, step.unit.log.at(refusal.sequence))
    elif task.kind == TaskKind.RECOVERED_APART:
        about, case_id = apart.compared(step.unit, step.unit.offices.office(), subject)
    answered = f"{task.resolution} ({task.resolved_by})" if task.resolved_at is not None else ""
    return Pending(
        task.id,
        task.kind,
        None if refusal is None else refusal.id,
        refusal is not None and refusal.reason != DECISION,
        task.words,
        about,
        case_id,
        task.how,
        owner_of(task),
        is_for(task, roles),
        task.office,
        task.opened_at,
        choices_of(task) if _may(roles, task) else (),
        answered,
    )


def _of_refused(
    unit: UnitOfWork, roles: frozenset[Role], office: Office, refused: RefusedOperation
) -> Pending:
    about, case_id = _about(unit, unit.log.at(refused.sequence))
    decided = refused.reason == DECISION
    return Pending(
        refused.id,
        TaskKind.OPERATION_REFUSED,
        refused.id,
        not decided,
        refused.words or "El centro no aceptó esta operación.",
        about,
        case_id,
        "Nada se deshizo en la oficina. Revise lo que se hizo y, si hace falta, corríjalo."
        if decided
        else "Está guardada. Vuelva a ofrecerla cuando el centro o el programa se actualice.",
        Role.SUPERVISOR.label,
        Role.SUPERVISOR in roles,
        office.name,
        refused.at,
        (),
    )


def _about(unit: UnitOfWork, operation: Operation | None) -> tuple[str, UUID | None]:
    """Return what an operation was about, in words, and the case to open."""
    if operation is None:
        return "", None
    told: Mapping[str, Any] = json.loads(operation.payload or "{}")
    try:
        if operation.aggregate == "case":
            return f"Trámite {unit.cases.get(operation.aggregate_id).number}", (
                operation.aggregate_id
            )
        if operation.aggregate == "ticket":
            ticket = unit.tickets.get(operation.aggregate_id)
            code = ticket_code(ticket.series, ticket.number)
            return f"Turno {code} del {ticket.day:%d/%m/%Y}", None
        if operation.aggregate == "person":
            return f"Persona: {unit.people.get(operation.aggregate_id).name}", None
    except NotFound:
        return "", None
    entity = told.get("entity_ruc")
    return (f"Entidad {entity}" if isinstance(entity, str) else ""), None


def _subject(task: PendingTask) -> Mapping[str, Any]:
    try:
        found = json.loads(task.subject or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _id(fields: Mapping[str, Any], name: str) -> UUID | None:
    try:
        return UUID(str(fields[name]))
    except (KeyError, ValueError):
        return None
