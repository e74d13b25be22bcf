"""Captures in an office's own database: synthetic prints, signed, sealed, told and kept."""

import base64
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biometrics import packet as packets
from biometrics.packet import Impression, Packet
from desktop.keys.packets import StationPacketKeys
from desktop.usecases.desk import Desk
from domain.captures import CaptureSummary
from domain.cases import Case
from domain.enrolment import Enrolment
from domain.enrolment_rules import EnrolmentRules
from domain.ids import new_id
from domain.people import Entity, Person
from domain.ports import SealedPacket
from domain.seats import AuthoriserRole
from tests.central.captures import impressions
from tests.office import SmallOffice
from tests.sync.linked import MemoryStore
from tests.usecases.casework import a_person, an_entity, by_email

DATA_KEY = bytes(range(32))


def cedula(number: int) -> str:
    """Return a cédula whose check digit is right."""
    nine = f"17{number % 6}{number:06d}"[:9]
    total = 0
    for place, digit in enumerate(nine):
        value = int(digit) * (2 - place % 2)
        total += value - 9 if value > 9 else value
    return nine + str(-total % 10)


@dataclass
class Enrolling:
    """Enrols people in a small office, as far as the capture."""

    desk: Desk
    office: SmallOffice
    keys: StationPacketKeys = field(init=False)
    entity: Entity | None = None
    people: dict[str, Person] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keys = StationPacketKeys(MemoryStore(), self.office.office.id, DATA_KEY, "PC")

    def person(self, document: str) -> Person:
        """Return somebody, registered once."""
        if document not in self.people:
            self.people[document] = a_person(
                self.desk, self.office, document, f"Persona {len(self.people) + 1}"
            )
        return self.people[document]

    def enrolment(self, document: str) -> Enrolment:
        """Return an enrolment whose notice was given, to be captured."""
        person = self.person(document)
        actor = self.office.actor("tecnico-1")
        if self.entity is None:
            self.entity = an_entity(self.desk, self.office)
        roles = list(AuthoriserRole)
        with self.desk.units.read() as unit:
            free = [
                (case, role)
                for case in self.cases
                for role in roles
                if role not in {one.role for one in unit.enrolments.of_case(case.id)}
            ]
        if not free:
            self.cases.append(
                by_email(self.desk, actor, 5, person, self.entity, self.desk.clock.now())
            )
            free = [(self.cases[-1], roles[0])]
        case, role = free[0]
        now = self.desk.clock.now()
        made = Enrolment(
            new_id(), self.office.office.id, case.id, self.entity.id, person.id, role,
            actor.staff_id, now,
        )  # fmt: skip
        made = made.validate(actor.staff_id, now, ())
        made = made.give_notice(actor.staff_id, now, EnrolmentRules(self.office.office.id))
        with self.desk.units.write() as unit:
            unit.log.append(
                "enrolment", made.id, 1, "enrolment_requested", {}, actor_id=None, at=now
            )
            unit.enrolments.add(made)
        return made

    def capture(
        self, document: str, seed: int, *, first: int = 0, signed: bool = True, public: bytes = b""
    ) -> Enrolment:
        """Capture a finger for a new enrolment, sealed to the office itself.

        Args:
            signed: its workstation had told of its key.
            public: to whom it is sealed; to the office itself where empty.
        """
        made = self.enrolment(document)
        return self.capture_of(made, seed, first=first, signed=signed, public=public)

    def capture_of(
        self,
        made: Enrolment,
        seed: int,
        *,
        first: int = 0,
        signed: bool = True,
        public: bytes = b"",
    ) -> Enrolment:
        """Capture a finger for an enrolment."""
        now = self.desk.clock.now()
        content = Packet(
            made.id, made.office_id, "PC", now, "Simulado", "S-1",
            tuple(Impression(one.finger, one.quality, one.wsq) for one in impressions(seed, first)),
        )  # fmt: skip
        sealed = packets.seal(
            content, self.keys.signing(), public or self.keys.office_public(made.office_id)
        )
        digest = packets.digest(sealed)
        captured = made.capture(made.requested_by, now, CaptureSummary(photo=True), digest)
        key_id = self._registered(made.office_id) if signed else new_id()
        with self.desk.units.write() as unit:
            sequence = unit.log.append(
                "enrolment", made.id, captured.version, "enrolment_captured",
                {"packet": digest, "signed_by": str(key_id)}, actor_id=None, at=now,
            )  # fmt: skip
            unit.enrolments.save(captured)
            unit.packets.add(SealedPacket(digest, made.id, now, sequence, sealed))
        return captured

    def now(self, enrolment: Enrolment) -> Enrolment:
        """Return an enrolment as it stands."""
        with self.desk.units.read() as unit:
            return unit.enrolments.get(enrolment.id)

    def _registered(self, office_id: UUID) -> UUID:
        public = (
            Ed25519PrivateKey.from_private_bytes(self.keys.signing())
            .public_key()
            .public_bytes_raw()
        )
        key_id = uuid5(office_id, f"signing-key:{public.hex()}")
        with self.desk.units.write() as unit:
            if not unit.log.of(key_id):
                told = {"workstation": "PC", "public_key": base64.b64encode(public).decode()}
                unit.log.append(
                    "signing_key", key_id, 1, "signing_key_registered", told,
                    actor_id=None, at=self.desk.clock.now(),
                )  # fmt: skip
        return key_id
