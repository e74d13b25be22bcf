"""Shorthand for tests at the biometric kit: a case, who is enrolled, what was captured of them."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from biometrics.images import ColourImage, GreyImage
from biometrics.packet import Packet, open_packet
from desktop.usecases import access, checklists, enrolling, kits, staff_admin
from desktop.usecases.capturing import CaptureContent, TakenPrint, confirm_capture
from desktop.usecases.desk import Desk
from domain.captures import FingerSummary
from domain.cases import Case
from domain.enrolment import Enrolment
from domain.enrolment_rules import EnrolmentRules
from domain.fingers import USUAL_FINGERS, Finger, FingerException
from domain.seats import AuthoriserRole
from domain.staff import Actor, Role, RoleGrant
from tests.office import SmallOffice
from tests.usecases.authorising import Body, a_body, a_case, technician
from tests.usecases.casework import check
from tests.usecases.linked import LINK, linked

TITULAR, ALTERNO = AuthoriserRole.TITULAR, AuthoriserRole.ALTERNO
SIGNING, SEALING = bytes(range(32)), bytes(range(1, 33))
CENTRE = bytes(range(2, 34))
READER, SERIAL = "U.are.U 4500", "A1-77"


def public(private: bytes) -> bytes:
    """Return the public half of an X25519 key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


VERIFY = Ed25519PrivateKey.from_private_bytes(SIGNING).public_key().public_bytes_raw()


@dataclass
class StationKeys:
    """The keys of a workstation, without a keyring."""

    workstation: str = "PC-PRUEBA"
    key: bytes = SIGNING

    def signing(self) -> bytes:
        return self.key

    def office_public(self, office_id: UUID) -> bytes:
        return public(SEALING)


KEYS = StationKeys()


@dataclass(frozen=True)
class AtKit:
    """An entity with its loans, a case whose papers are complete, and who works at the kit."""

    body: Body
    case: Case
    technician: Actor
    pc: UUID


def at_kit(desk: Desk, office: SmallOffice) -> AtKit:
    """Bring an entity's case to the kit's door."""
    body, actor = a_body(desk, office), technician(office)
    pc = lend(desk, actor, body)
    return AtKit(body, complete(desk, actor, a_case(desk, actor, 5, body)), actor, pc)


def at_kit_again(desk: Desk, office: SmallOffice, kit: AtKit) -> AtKit:
    """Another case of the same entity whose papers are complete."""
    actor = technician(office)
    case = complete(desk, actor, a_case(desk, actor, 5, kit.body))
    return AtKit(kit.body, case, actor, kit.pc)


def lend(desk: Desk, actor: Actor, body: Body) -> UUID:
    """Register contract, delivered kit and payment PC of an entity; return the PC's id."""
    day = date(2026, 1, 5)
    contract = kits.register_contract(desk, actor, body.entity.id, kits.ContractForm("CC-1", day))
    form = kits.KitForm(contract.id, READER, f"K-{body.entity.ruc}", "AE-1", day)
    kits.register_kit(desk, actor, body.entity.id, form)
    return kits.register_pc(desk, actor, body.entity.id, kits.PcForm("PAGOS-1", "PC-77")).id


def complete(desk: Desk, actor: Actor, case: Case) -> Case:
    """Find the papers of a case in order."""
    check(desk, actor, case)
    return checklists.complete(desk, actor, case.id)


def requested(desk: Desk, kit: AtKit, role: AuthoriserRole = TITULAR) -> Enrolment:
    """Name the titular, or the alterno, of the case."""
    person = kit.body.titular if role is TITULAR else kit.body.alterno
    return enrolling.request(desk, kit.technician, kit.case.id, person.id, role)


def told(desk: Desk, kit: AtKit, role: AuthoriserRole = TITULAR) -> Enrolment:
    """Bring an enrolment to the reader: validated, and the notice given."""
    asked = requested(desk, kit, role)
    enrolling.validate(desk, kit.technician, asked.id)
    return enrolling.give_notice(desk, kit.technician, asked.id)


def captured(desk: Desk, kit: AtKit, role: AuthoriserRole = TITULAR) -> Enrolment:
    """Confirm a capture."""
    ready = told(desk, kit, role)
    return confirm_capture(desk, kit.technician, KEYS, ready.id, content()).enrolment


def cleared(desk: Desk, kit: AtKit, role: AuthoriserRole = TITULAR) -> Enrolment:
    """Have nobody else found who is like a captured one."""
    waiting = captured(desk, kit, role)
    return clear(desk, waiting)


def clear(desk: Desk, waiting: Enrolment) -> Enrolment:
    """Have the search find nothing, as its worker tells it."""
    with desk.units.write() as unit:
        now = desk.clock.now()
        found = unit.enrolments.get(waiting.id).clear(now)
        unit.log.append(
            "enrolment", found.id, found.version, "enrolment_checked", {}, actor_id=None, at=now
        )
        unit.enrolments.save(found)
        return found


def configured(desk: Desk, office: SmallOffice, kit: AtKit) -> Enrolment:
    """Enrol the titular to the end."""
    done = cleared(desk, kit)
    return enrolling.configure(desk, second_technician(desk, office), done.id, kit.pc)


def changed_rules(desk: Desk, **changes: Any) -> EnrolmentRules:
    """Change what the office asks of enrolments."""
    with desk.units.write() as unit:
        rules = unit.enrolments.rules(unit.offices.office().id)
        changed = replace(rules, version=rules.version + 1, **changes)
        key, version = changed.office_id, changed.version
        unit.log.append("office", key, version, "x", {}, actor_id=None, at=desk.clock.now())
        unit.enrolments.save_rules(changed)
        return changed


def second_technician(desk: Desk, office: SmallOffice) -> Actor:
    """Make a clerk a technician too, and return them."""
    clerk = access.refresh(desk, office.actor("asesor-2"))
    roles = (RoleGrant(Role.CLERK), RoleGrant(Role.TECHNICIAN))
    if clerk.grants != roles:
        admin = office.actor("admin-1")
        staff_admin.edit_staff(desk, admin, clerk.staff_id, clerk.version, "Andrés Asesor", roles)
    return access.refresh(desk, clerk)


@cache
def a_print(width: int = 192, height: int = 192) -> GreyImage:
    """Return something that looks like ridges to whoever only packs it."""
    rows = (bytes(128 + 90 * ((x + y) % 9 < 4) - 40 for x in range(width)) for y in range(height))
    return GreyImage(width, height, b"".join(rows))


A_PHOTO = ColourImage(48, 64, bytes(range(256)) * 36)


def content(
    fingers: Sequence[Finger] = USUAL_FINGERS,
    exceptions: tuple[FingerException, ...] = (),
    accepted: tuple[Finger, UUID] | None = None,
) -> CaptureContent:
    """Return a capture of one impression of each finger that is not excepted.

    Args:
        accepted: a finger that a supervisor took as it was, and who.
    """
    left_out = {one.finger for one in exceptions}
    taken = [finger for finger in fingers if finger not in left_out]
    summaries = [FingerSummary(finger, (60 + finger,), 1) for finger in taken]
    if accepted is not None:
        summaries = [
            replace(one, accepted_by=accepted[1]) if one.finger is accepted[0] else one
            for one in summaries
        ]
    return CaptureContent(
        tuple(TakenPrint(finger, a_print(), 60 + finger) for finger in taken),
        tuple(summaries),
        exceptions,
        A_PHOTO,
        READER,
        SERIAL,
        tuple((one.finger, A_PHOTO) for one in exceptions),
    )


def with_centre(desk: Desk) -> None:
    """Link the office with a centre whose key is ``CENTRE``."""
    linked(desk, replace(LINK, sealing_key=b64encode(public(CENTRE)).decode()))


def packet_of(desk: Desk, enrolment: Enrolment, private: bytes = SEALING) -> Packet:
    """Open what an enrolment keeps, as whoever holds the key can."""
    with desk.units.read() as unit:
        kept = unit.packets.get(enrolment.packet)
    assert kept is not None
    return open_packet(kept.content, private, [VERIFY], enrolment.office_id, enrolment.id)


def stored(desk: Desk, enrolment: Enrolment) -> Enrolment:
    """Return an enrolment as it is kept now."""
    with desk.units.read() as unit:
        return unit.enrolments.get(enrolment.id)
