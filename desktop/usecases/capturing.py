"""What a capture needs of the office: a supervisor's leave, and its confirmation.

Until it is confirmed a capture is in memory alone. Confirmed, it is packed, signed with the
workstation's key and sealed before anything is written: nobody of an office that is linked to the
centre can open it again.

Source: design notes of the biometric kit, "Protection" and "Rules that measured well".
"""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid5

from biometrics import interchange, packet
from biometrics.images import ColourImage, GreyImage
from desktop.ports.sealing import PacketKeys
from desktop.usecases.access import verify_pin
from desktop.usecases.approvals import supervisor_of
from desktop.usecases.case_steps import staff_name
from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.enrolling import own_enrolment
from desktop.usecases.enrolment_follows import keep
from domain.captures import CaptureSummary, FingerSummary, device_words, require_complete
from domain.enrolment import Enrolment, EnrolmentState, NoticeMissing, NotThatState
from domain.errors import InvalidInput, KnownError, Stale
from domain.fingers import ExceptionReason, Finger, FingerException, checked_exception
from domain.ports import SealedPacket, UnitOfWork
from domain.staff import Action, Actor, NotAllowed, Staff, allowed

POOR = "poor"
"""What a supervisor allows besides the reasons of ``ExceptionReason``: the best of a poor finger."""


class TooManyUnsent(KnownError):
    """So many sealed captures wait for the centre that no more may be made."""

    kept = "La captura sigue abierta; no se perdió nada."
    todo = "Revise la conexión con el centro, o pida al administrador que suba el límite."

    def __init__(self, unsent: int) -> None:
        super().__init__(
            f"Capturas cifradas por enviar al centro: {unsent}. Es el máximo permitido."
        )


class NoSealingKey(KnownError):
    """The centre told of no key when the office was linked: nothing can be sealed to it."""

    what = "El centro no tiene clave de sellado para las huellas."
    kept = "La captura sigue abierta; no se perdió nada."
    todo = "Avise al ministerio: debe configurarla, y la oficina enlazarse otra vez."


class CapturedAlready(KnownError):
    """The enrolment has its capture, made by somebody else or another one."""

    kept = "Consta la primera; esta no se guardó."
    todo = "Actualice la página y revise el enrolamiento."

    def __init__(self, name: str) -> None:
        super().__init__(f"Este enrolamiento ya tiene una captura confirmada por {name}.")


class ExceptionUnknown(KnownError):
    """A capture counts on a supervisor's leave that nobody gave."""

    kept = "No se envió nada; la captura sigue abierta."
    todo = "Pida la autorización del supervisor y vuelva a confirmar."

    def __init__(self, finger: Finger) -> None:
        super().__init__(f"Nadie autorizó la excepción del dedo: {finger.label.lower()}.")


@dataclass(frozen=True, slots=True)
class TakenPrint:
    """One impression that is kept. ``quality`` is NFIQ 2, 0 to 100."""

    finger: Finger
    image: GreyImage = field(repr=False)
    quality: int


@dataclass(frozen=True, slots=True)
class CaptureContent:
    """What a capture comes to, as it is confirmed; in memory only.

    Attributes:
        fingers: what was captured of each, without images, as the session tells it.
        exceptions: each with the supervisor who allowed it.
        photo: None where there is none, which no confirmation accepts.
        reader, serial: model and serial number.
        evidence: photographs of fingers that are left out, where they were taken.
    """

    prints: tuple[TakenPrint, ...]
    fingers: tuple[FingerSummary, ...]
    exceptions: tuple[FingerException, ...]
    photo: ColourImage | None = field(repr=False)
    reader: str
    serial: str
    evidence: tuple[tuple[Finger, ColourImage], ...] = field(default=(), repr=False)

    @property
    def summary(self) -> CaptureSummary:
        """What is kept and told of it, without any image."""
        return CaptureSummary(
            self.fingers,
            self.exceptions,
            self.photo is not None,
            device_words(self.reader),
            device_words(self.serial),
        )


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A capture as it was confirmed.

    Attributes:
        again: it had been confirmed before; nothing was written now.
    """

    enrolment: Enrolment
    again: bool = False


def allow_exception(
    desk: Desk,
    actor: Actor,
    enrolment_id: UUID,
    username: str,
    pin: str,
    finger: Finger,
    reason: ExceptionReason,
    permanent: bool,
) -> FingerException:
    """Have a supervisor allow, by their PIN at the technician's machine, to leave a finger out.

    Never by their password: nobody types a password on another's machine.

    Args:
        desk: the workstation.
        actor: the technician at work; never the supervisor themselves.
        enrolment_id: whose capture it is.
        username, pin: the supervisor's, as typed.
        finger, reason, permanent: the exception.

    Raises:
        InvalidInput: reason and ``permanent`` contradict each other.
        PinRefused, PinUnusable: the PIN is wrong or cannot be used.
        NotThatState: nothing is being captured.
        NotAllowed: who signs is not a supervisor today, or is the technician.
        HeldByAnother, NotYourService, NotFound: as their names say.
    """
    asked = checked_exception(finger, reason, permanent=permanent)
    told = {"reason": reason.value, "permanent": permanent}
    by = _allowed(desk, actor, enrolment_id, username, pin, finger, told)
    return replace(asked, allowed_by=by)


def accept_poor(
    desk: Desk, actor: Actor, enrolment_id: UUID, username: str, pin: str, finger: Finger
) -> UUID:
    """Have a supervisor accept, by their PIN, the best there is of a finger; return who did.

    Raises as ``allow_exception``.
    """
    return _allowed(desk, actor, enrolment_id, username, pin, finger, {"reason": POOR})


def confirm_capture(
    desk: Desk, actor: Actor, keys: PacketKeys, enrolment_id: UUID, content: CaptureContent
) -> Confirmed:
    """Seal a capture and keep it: packet, enrolment and operation in one step, or nothing.

    Some 0.1 s an impression, and the keyring may wait: never on the windows' thread. The same
    capture confirmed twice is told as done.

    Raises:
        CaptureIncomplete: something asked for was neither captured nor excepted.
        ExceptionUnknown: a supervisor's leave is not on record.
        TooManyUnsent: as its name says.
        NoSealingKey: as its name says.
        CapturedAlready: another capture was confirmed first.
        NoticeMissing, NotThatState: as their names say.
        PictureDamaged, PacketError: a picture cannot be kept.
        RecoveryCodeNeeded: the office is its own centre, and this account lacks its key.
        Stale: the link with the centre changed in this very moment; confirm again.
        HeldByAnother, NotYourService, NotFound, NotAllowed: as their names say.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        enrolment = _to_capture(desk, step, enrolment_id, content)
        if enrolment is None:
            return Confirmed(unit.enrolments.get(enrolment_id), again=True)
        sealing, now = _sealing_key(unit), step.now
    # Outside the transaction: nobody waits for it.
    signing = keys.signing()
    public = keys.office_public(enrolment.office_id) if sealing is None else sealing
    sealed = packet.seal(_packet(keys, enrolment, content, now), signing, public)
    digest = packet.digest(sealed)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        enrolment = _to_capture(desk, step, enrolment_id, content)
        if enrolment is None:
            return Confirmed(unit.enrolments.get(enrolment_id), again=True)
        if _sealing_key(unit) != sealing:
            raise Stale()
        signed_by = _register_key(step, enrolment.office_id, keys.workstation, signing)
        captured = enrolment.capture(actor.staff_id, step.now, content.summary, digest)
        sequence = step.tell(
            "enrolment",
            captured.id,
            captured.version,
            "enrolment_captured",
            {
                "packet": digest,
                "size": len(sealed),
                "signed_by": str(signed_by),
                "summary": json.loads(captured.summary),
            },
        )
        unit.enrolments.save(captured)
        unit.packets.add(SealedPacket(digest, captured.id, step.now, sequence, sealed))
        return Confirmed(captured)


# ------------------------------------------------------------------------------- inside


def _allowed(
    desk: Desk,
    actor: Actor,
    enrolment_id: UUID,
    username: str,
    pin: str,
    finger: Finger,
    told: dict[str, object],
) -> UUID:
    def asked_for(unit: UnitOfWork) -> tuple[Step, Enrolment]:
        step = begin(desk, unit, actor, Action.ENROL)
        enrolment = own_enrolment(desk, step, enrolment_id)
        if enrolment.state is not EnrolmentState.VALIDATED:
            raise NotThatState(enrolment.state)
        return step, enrolment

    def act(unit: UnitOfWork, staff: Staff, now: datetime) -> Staff:
        step, enrolment = asked_for(unit)
        if staff.id == actor.staff_id or not allowed(
            Action.ALLOW_EXCEPTION, staff.roles_on(step.day)
        ):
            raise NotAllowed("Quien autoriza debe ser un supervisor distinto de quien captura.")
        payload: dict[str, object] = {
            "finger": int(finger),
            "technician": str(actor.staff_id),
            **told,
        }
        as_supervisor = Step(unit, staff.actor, now, step.day)
        keep(as_supervisor, enrolment.noted(), "exception_allowed", payload)
        return staff

    with desk.units.read() as unit:
        asked_for(unit)  # before anybody types a PIN for nothing
    return verify_pin(desk, supervisor_of(desk, username), pin, act, "pin_used").id


def _to_capture(
    desk: Desk, step: Step, enrolment_id: UUID, content: CaptureContent
) -> Enrolment | None:
    """Return the enrolment that a capture is for; None where this very capture is kept."""
    enrolment = own_enrolment(desk, step, enrolment_id)
    summary = content.summary
    if enrolment.captured_at is not None:
        mine = enrolment.captured_by == step.actor.staff_id
        if mine and enrolment.summary == summary.to_json():
            return None
        raise CapturedAlready(staff_name(step, enrolment.captured_by))
    if enrolment.state is not EnrolmentState.VALIDATED:
        raise NotThatState(enrolment.state)
    if enrolment.notice_at is None:
        raise NoticeMissing()
    rules = step.unit.enrolments.rules(enrolment.office_id)
    require_complete(summary, rules.fingers, rules.minimum)
    _require_prints(content)
    _require_leave(step, enrolment, summary)
    unsent = step.unit.packets.unsent()
    if step.unit.exchange.link() is not None and unsent >= rules.most_unsent:
        raise TooManyUnsent(unsent)
    return enrolment


def _require_prints(content: CaptureContent) -> None:
    """Insist that the impressions are those that the summary tells. Raises InvalidInput."""
    taken = [(one.finger, one.quality) for one in content.prints]
    told = [(one.finger, quality) for one in content.fingers for quality in one.qualities]
    if sorted(taken) != sorted(told):
        raise InvalidInput(
            "Las huellas no corresponden al resumen de la captura.", todo="Repita la captura."
        )


def _require_leave(step: Step, enrolment: Enrolment, summary: CaptureSummary) -> None:
    """Insist that a supervisor's leave is on record for all that needs it.

    Raises:
        ExceptionUnknown: it is not.
    """
    given = set(_leave_given(step, enrolment))
    needed = [
        *(
            (one.finger, one.reason.value, one.permanent, one.allowed_by)
            for one in summary.exceptions
        ),
        *((one.finger, POOR, None, one.accepted_by) for one in summary.fingers if one.accepted_by),
    ]
    for one in needed:
        if one not in given:
            raise ExceptionUnknown(one[0])


def _leave_given(
    step: Step, enrolment: Enrolment
) -> Iterable[tuple[Finger, str, bool | None, UUID | None]]:
    for operation in step.unit.log.of(enrolment.id):
        if operation.type == "exception_allowed" and operation.payload is not None:
            told = json.loads(operation.payload)
            yield (
                Finger(told["finger"]),
                told["reason"],
                told.get("permanent"),
                operation.actor_id,
            )


def _sealing_key(unit: UnitOfWork) -> bytes | None:
    """Return the centre's key; None where the office is its own centre. Raises NoSealingKey."""
    link = unit.exchange.link()
    if link is None:
        return None
    if not link.sealing_key:
        raise NoSealingKey()
    return base64.b64decode(link.sealing_key)


def _packet(
    keys: PacketKeys, enrolment: Enrolment, content: CaptureContent, now: datetime
) -> packet.Packet:
    return packet.Packet(
        enrolment.id,
        enrolment.office_id,
        keys.workstation,
        now,
        content.summary.reader,
        content.summary.serial,
        tuple(
            packet.Impression(one.finger, one.quality, interchange.to_wsq(one.image), one.image.ppi)
            for one in content.prints
        ),
        b"" if content.photo is None else interchange.to_jpeg(content.photo),
        tuple((finger, interchange.to_jpeg(photo)) for finger, photo in content.evidence),
    )


def _register_key(step: Step, office_id: UUID, workstation: str, signing: bytes) -> UUID:
    """Tell of a workstation's public key before the first packet that it signed; return its id."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public = Ed25519PrivateKey.from_private_bytes(signing).public_key().public_bytes_raw()
    key_id = uuid5(office_id, f"signing-key:{public.hex()}")
    if not step.unit.log.of(key_id):
        told = {"workstation": workstation, "public_key": base64.b64encode(public).decode()}
        step.tell("signing_key", key_id, 1, "signing_key_registered", told)
    return key_id
