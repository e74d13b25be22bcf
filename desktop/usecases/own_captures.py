"""The captures of an office that is its own centre: what waits to be searched, what came of it.

The search itself is done elsewhere, in a process of its own (``biometrics.checking``); here is what
the office's data hold of it. A capture that came in while another was searched is searched too
before anything is decided, so of two at the same moment at least one finds the other.

Source: docs/decisions/0114.
"""

import base64
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from biometrics import packet as packets
from biometrics.checking import Checked, Match, ToCheck
from desktop.usecases.desk import Desk, Step
from domain.duplicates import CheckOutcome, after_check, in_words
from domain.enrolment import DuplicateCheck, Enrolment, EnrolmentState
from domain.errors import KnownError, NotFound, NotOnThisData
from domain.exchange import CentreLink, PendingTask
from domain.ports import SealedPacket, UnitOfWork
from domain.staff import Role
from domain.tasks import SAME, WORDS_LIMIT, TaskKind

_LOOKED_AT = 500
_DAMAGED = "Las huellas guardadas se dañaron en los datos de la oficina. Repita la captura."
_CENTRE_DECIDES = "La oficina se enlazó con el centro: ahora decide el centro."


class CentreWithoutKey(KnownError):
    """The centre has no key to seal to, and the office has captures."""

    what = "El centro no tiene clave de sellado para las huellas de esta oficina."
    kept = "La oficina no se enlazó; sus capturas siguen guardadas."
    todo = "Pida al ministerio que configure la clave de sellado, y enlace otra vez."


@dataclass(frozen=True, slots=True)
class OwnCapture:
    """A capture that this office is to search itself."""

    enrolment_id: UUID
    sha256: str
    asked: ToCheck = field(repr=False)


def next_capture(
    desk: Desk, private_key: Callable[[UUID], bytes], left: Collection[str] = ()
) -> OwnCapture | None:
    """Return the oldest capture that waits for this office's own search; None where none does.

    Args:
        desk: the workstation.
        private_key: gives the key that opens an office's captures; may raise.
        left: captures, by their SHA-256, that are left alone.

    Raises:
        RecoveryCodeNeeded: this account does not have the key.
    """
    with desk.units.read() as unit:
        for enrolment in _waiting(unit):
            kept = unit.packets.get(enrolment.packet)
            if enrolment.packet in left:
                continue
            content = b"" if kept is None else kept.content
            asked = ToCheck(
                content,
                private_key(enrolment.office_id),
                _signers(unit, enrolment),
                enrolment.office_id,
                enrolment.id,
                tuple(unit.packets.gallery()),
            )
            return OwnCapture(enrolment.id, enrolment.packet, asked)
    return None


def keep_result(desk: Desk, capture: OwnCapture, result: Checked) -> bool:
    """Keep what a search came to; False where it must be done again, with what came meanwhile.

    What was withdrawn, linked with a centre or decided meanwhile is left as it is.
    """
    with desk.units.write() as unit:
        try:
            enrolment = unit.enrolments.get(capture.enrolment_id)
        except NotFound:
            return True
        searched = {enrolment_id for enrolment_id, _ in capture.asked.gallery}
        now_there = {enrolment_id for enrolment_id, _ in unit.packets.gallery()}
        if not _still(unit, enrolment, capture):
            return True
        if now_there - searched - {enrolment.id}:
            return False
        now = desk.clock.now()
        today = unit.offices.office().day_of(now)
        if result.unopened and capture.asked.sealed:
            return True  # sealed to a centre that this office was linked with
        if result.refused or result.unopened:
            words = result.refused or _DAMAGED
            _settle(unit, enrolment, CheckOutcome.REFUSED, words, "", now, today)
            _have_it_repeated(unit, enrolment, words, now)
            unit.packets.drop(capture.sha256)  # nobody is enrolled by it: nobody would delete it
            return True
        unit.packets.keep_gallery(enrolment.id, result.kept, now)
        found = _of_others(unit, enrolment, result.alike)
        if not found:
            words = "Sin coincidencias en esta oficina."
            _settle(unit, enrolment, CheckOutcome.CLEAR, words, "", now, today)
            return True
        words = f"Hay una coincidencia por revisar: {_said(found[0][0])}."
        _settle(unit, enrolment, CheckOutcome.HIT, words, "", now, today)
        _ask(unit, enrolment, found, now)
        return True


def decide(step: Step, task: PendingTask, choice: str, by: str) -> None:
    """Apply a supervisor's answer on a coincidence, inside the step that gives it.

    Where the capture was decided on or withdrawn meanwhile, nothing changes.
    """
    told = json.loads(task.subject)
    try:
        enrolment = step.unit.enrolments.get(UUID(told["enrolment"]))
    except NotFound:
        return
    if (
        enrolment.packet != told["packet"]
        or enrolment.state is not EnrolmentState.CAPTURED
        or enrolment.check_state is not DuplicateCheck.HIT
    ):
        return
    outcome = CheckOutcome.SAME if choice == SAME else CheckOutcome.DIFFERENT
    words = (
        "Se revisó la coincidencia: consta con otro documento."
        if outcome is CheckOutcome.SAME
        else "Se revisó la coincidencia: son personas distintas."
    )
    _settle(step.unit, enrolment, outcome, words, by, step.now, step.day, step.actor.staff_id)


def to_centre(
    unit: UnitOfWork,
    link: CentreLink,
    private_key: bytes | None,
    now: datetime,
    actor_id: UUID | None = None,
) -> None:
    """Have the centre do from now on what this office did for itself, as it is linked.

    Every capture is sealed to the centre's key instead and offered to it; what was searched here is
    forgotten, and what waits for a decision is the centre's.

    Args:
        unit: the one that keeps the link.
        private_key: the office's own, that its captures were sealed to; None where it has none.

    Raises:
        CentreWithoutKey: there are captures, and nothing to seal them to.
    """
    try:
        names = unit.packets.all()
    except NotOnThisData:
        return  # the office's server is of the version before: there are none
    unit.packets.offer_again()
    if names and not link.sealing_key:
        raise CentreWithoutKey()
    if private_key is not None:
        public = base64.b64decode(link.sealing_key)
        for name in names:
            _reseal(unit, name, private_key, public, now, actor_id)
    for enrolment_id, _ in unit.packets.gallery():
        unit.packets.drop_gallery(enrolment_id)
    for task in unit.exchange.tasks(_LOOKED_AT):
        if task.kind == TaskKind.BIOMETRIC_MATCH:
            _close(unit, task, now)


# ------------------------------------------------------------------------------- inside


def _waiting(unit: UnitOfWork) -> list[Enrolment]:
    if unit.exchange.link() is not None:
        return []
    try:
        return [
            one
            for one in unit.enrolments.open(_LOOKED_AT)
            if one.state is EnrolmentState.CAPTURED and one.check_state is DuplicateCheck.WAITING
        ]
    except NotOnThisData:
        return []


def _still(unit: UnitOfWork, enrolment: Enrolment, capture: OwnCapture) -> bool:
    return (
        unit.exchange.link() is None
        and enrolment.state is EnrolmentState.CAPTURED
        and enrolment.packet == capture.sha256
        and enrolment.check_state is DuplicateCheck.WAITING
    )


def _signers(unit: UnitOfWork, enrolment: Enrolment) -> tuple[bytes, ...]:
    """Return the keys that a workstation told of before it signed this enrolment's captures."""
    told = [
        json.loads(operation.payload or "{}")
        for operation in unit.log.of(enrolment.id)
        if operation.type == "enrolment_captured"
    ]
    keys = [
        json.loads(operation.payload or "{}")["public_key"]
        for one in told
        for operation in unit.log.of(UUID(one["signed_by"]))
    ]
    return tuple(base64.b64decode(key) for key in keys)


def _said(match: Match) -> str:
    return in_words(match.finger, match.other_finger, match.score)


def _of_others(
    unit: UnitOfWork, enrolment: Enrolment, alike: Collection[Match]
) -> list[tuple[Match, Enrolment]]:
    found = []
    for one in alike:
        try:
            other = unit.enrolments.get(one.enrolment_id)
        except NotFound:
            continue
        if other.person_id != enrolment.person_id:
            found.append((one, other))
    return found


def _settle(
    unit: UnitOfWork,
    enrolment: Enrolment,
    outcome: CheckOutcome,
    words: str,
    by: str,
    now: datetime,
    today: date,
    actor_id: UUID | None = None,
) -> None:
    until = unit.enrolments.rules(enrolment.office_id).last_day(today)
    changed = after_check(enrolment, enrolment.packet, outcome, words, by, now, until)
    assert changed is not None  # it waits: whoever asks has looked
    payload = {"packet": enrolment.packet, "outcome": outcome.value, "words": words, "by": by}
    unit.log.append(
        "enrolment",
        changed.id,
        changed.version,
        "enrolment_checked",
        payload,
        actor_id=actor_id,
        at=now,
    )
    unit.enrolments.save(changed)


def _ask(
    unit: UnitOfWork, enrolment: Enrolment, found: list[tuple[Match, Enrolment]], now: datetime
) -> None:
    first, other = found[0]
    people = [unit.people.get(one.person_id) for one in (enrolment, other)]
    names = [f"{one.name} ({one.document})" for one in people]
    more = "" if len(found) == 1 else f" Hay {len(found)} coincidencias."
    unit.exchange.put_task(
        PendingTask(
            uuid5(NAMESPACE_URL, f"match/{enrolment.packet}"),
            TaskKind.BIOMETRIC_MATCH,
            Role.SUPERVISOR.value,
            unit.offices.office().name,
            now,
            f"Las huellas de {names[0]} se parecen a las de {names[1]}: {_said(first)}.{more}"[
                :WORDS_LIMIT
            ],
            "Puede ser casual. Revise los documentos de las dos personas, y diga por qué decide.",
            json.dumps(
                {
                    "enrolment": str(enrolment.id),
                    "packet": enrolment.packet,
                    "case": str(enrolment.case_id),
                    "others": [str(one.id) for _, one in found[:10]],
                }
            ),
        )
    )


def _have_it_repeated(unit: UnitOfWork, enrolment: Enrolment, words: str, now: datetime) -> None:
    unit.exchange.put_task(
        PendingTask(
            uuid5(NAMESPACE_URL, f"refused/{enrolment.id}/{enrolment.version}"),
            TaskKind.CAPTURE_REFUSED,
            Role.TECHNICIAN.value,
            unit.offices.office().name,
            now,
            f"Una captura de huellas no se pudo usar. {words}"[:WORDS_LIMIT],
            "Cite a la persona y repita la captura en Biometría. El trámite sigue abierto.",
            json.dumps({"enrolment": str(enrolment.id), "case": str(enrolment.case_id)}),
        )
    )


def _reseal(
    unit: UnitOfWork,
    name: str,
    private_key: bytes,
    public: bytes,
    now: datetime,
    actor_id: UUID | None,
) -> None:
    office_id = unit.offices.office().id
    kept = unit.packets.get(name)
    assert kept is not None
    try:
        sealed = packets.reseal(kept.content, private_key, public, office_id, kept.enrolment_id)
    except packets.PacketUnopened:
        return  # it was sealed to a centre before
    enrolment = unit.enrolments.get(kept.enrolment_id)
    digest = packets.digest(sealed)
    sequence = kept.sequence
    # The person's enrolments that go by it, by e-mail.
    same = [
        one for one in unit.enrolments.of_person(enrolment.person_id) if one.packet == kept.sha256
    ]
    for one in same:
        changed = one.resealed(digest)
        told = {"packet": digest, "before": kept.sha256}
        type_ = "packet_resealed" if one.id == enrolment.id else "enrolment_packet_changed"
        sequence = unit.log.append(
            "enrolment", one.id, changed.version, type_, told, actor_id=actor_id, at=now
        )
        unit.enrolments.save(changed)
    unit.packets.replace(
        kept.sha256, SealedPacket(digest, kept.enrolment_id, kept.made_at, sequence, sealed)
    )


def _close(unit: UnitOfWork, task: PendingTask, now: datetime) -> None:
    unit.exchange.put_task(
        replace(task, resolved_at=now, resolution=_CENTRE_DECIDES, closed_at=now)
    )
