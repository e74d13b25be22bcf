"""What became of a capture, made so in this office: told by the centre, or by its own search."""

import json
from datetime import date
from uuid import UUID

from desktop.usecases.received import EntryUnusable, Receiving
from domain.duplicates import CheckOutcome, after_check
from domain.enrolment import Enrolment, EnrolmentState
from domain.errors import NotFound
from domain.exchange import PendingTask
from domain.people import NAME_LIMIT
from domain.staff import Role
from domain.tasks import WORDS_LIMIT, TaskKind

_STANDS = frozenset({EnrolmentState.CHECKED, EnrolmentState.ENROLLED, EnrolmentState.CLOSED})


def checked(received: Receiving) -> None:
    """Apply what the centre found of a capture; told again it changes nothing.

    Raises:
        EntryUnusable: it does not hold what it must, or is of an enrolment not known here.
    """
    enrolment = _enrolment(received)
    try:
        outcome = CheckOutcome(received.text("outcome", 20))
    except ValueError as exc:
        raise EntryUnusable from exc
    packet, words = received.text("packet", 64), received.text("words")
    by = received.text("by", NAME_LIMIT)
    now = received.desk.clock.now()
    today = received.unit.offices.office().day_of(now)
    until = kept_until(received, enrolment, today)
    changed = after_check(enrolment, packet, outcome, words, by, now, until)
    payload = {"packet": packet, "outcome": outcome.value, "words": words, "by": by}
    if changed is not None:
        received.tell("enrolment", enrolment.id, changed.version, "enrolment_checked", payload)
        received.unit.enrolments.save(changed)
        if outcome is CheckOutcome.REFUSED:
            _have_it_repeated(received, changed, words)
    elif outcome is CheckOutcome.SAME and _counts(enrolment, packet):
        _tell_too_late(received, enrolment)


def deleted(received: Receiving) -> None:
    """Forget what is kept here of a capture whose retention has ended at the centre.

    Raises:
        EntryUnusable: it does not hold what it must, or is of an enrolment not known here.
    """
    enrolment = _enrolment(received)
    payload = {"enrolment": str(enrolment.id), "packet": received.text("packet", 64)}
    if received.told_once("biometrics_deleted", payload):
        received.unit.packets.drop_gallery(enrolment.id)


def kept_until(received: Receiving, enrolment: Enrolment, today: date) -> date:
    """Return the last day on which a capture is kept that is not to go on."""
    return received.unit.enrolments.rules(enrolment.office_id).last_day(today)


def _enrolment(received: Receiving) -> Enrolment:
    try:
        return received.unit.enrolments.get(received.uuid("enrolment"))
    except NotFound as exc:
        raise EntryUnusable from exc


def _counts(enrolment: Enrolment, packet: str) -> bool:
    return enrolment.state in _STANDS and enrolment.packet == packet


def _have_it_repeated(received: Receiving, enrolment: Enrolment, words: str) -> None:
    task_id = received.named("refused", str(enrolment.id), str(enrolment.version))
    _put(
        received,
        task_id,
        enrolment,
        Role.TECHNICIAN,
        f"Una captura de huellas no se pudo usar. {words}",
        "Cite a la persona y repita la captura en Biometría. El trámite sigue abierto.",
    )


def _tell_too_late(received: Receiving, enrolment: Enrolment) -> None:
    task_id = received.named("same", str(enrolment.id))
    if received.unit.exchange.task(task_id) is None:
        _put(
            received,
            task_id,
            enrolment,
            Role.SUPERVISOR,
            "El ministerio decidió que una persona ya enrolada aquí consta con otro documento.",
            "Revise con el ministerio si la designación debe terminar. Aquí no se cambió nada.",
        )


def _put(
    received: Receiving, task_id: UUID, enrolment: Enrolment, owner: Role, words: str, how: str
) -> None:
    subject = json.dumps({"enrolment": str(enrolment.id), "case": str(enrolment.case_id)})
    received.unit.exchange.put_task(
        PendingTask(
            task_id,
            TaskKind.CAPTURE_REFUSED,
            owner.value,
            received.unit.offices.office().name,
            received.desk.clock.now(),
            words[:WORDS_LIMIT],
            how,
            subject,
        )
    )
