"""Enrolments, what the office asks of them, and the sealed packets."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, literal_column, select, update

from db.repositories.base import Repository, changing, plain
from db.tables import (
    ENROLMENT_IS_OPEN,
    enrolment,
    enrolment_rules,
    gallery_entry,
    sealed_packet,
)
from domain.enrolment import DuplicateCheck, Enrolment, EnrolmentState, Method
from domain.enrolment_rules import EnrolmentRules
from domain.errors import NotFound
from domain.fingers import fingers_from, fingers_text
from domain.ports.enrolments import SealedPacket
from domain.seats import AuthoriserRole

_RULES = select(enrolment_rules).where(enrolment_rules.c.office_id == bindparam("office"))
_ADD_RULES = insert(enrolment_rules)
_SAVE_RULES = changing(enrolment_rules, "office_id")

_GET = select(enrolment).where(enrolment.c.id == bindparam("key"))
# "titular" comes after "alterno" in the alphabet.
_OF_CASE = (
    select(enrolment)
    .where(enrolment.c.case_id == bindparam("case"))
    .order_by(enrolment.c.role.desc(), enrolment.c.requested_at)
)
_OF_PERSON = (
    select(enrolment)
    .where(enrolment.c.person_id == bindparam("person"))
    .order_by(enrolment.c.requested_at.desc())
)
_OF_ENTITY = (
    select(enrolment)
    .where(enrolment.c.entity_id == bindparam("entity"))
    .order_by(enrolment.c.requested_at.desc())
)
_OPEN = (
    select(enrolment)
    .where(ENROLMENT_IS_OPEN)
    .order_by(enrolment.c.requested_at)
    .limit(bindparam("most"))
)
# The condition of its index, and what was captured has not been deleted yet.
_DUE = (
    select(enrolment)
    .where(
        enrolment.c.delete_after.is_not(None),
        enrolment.c.delete_after < bindparam("day"),
        enrolment.c.summary != literal_column("''"),
    )
    .order_by(enrolment.c.delete_after, enrolment.c.id)
)
_ADD = insert(enrolment)
_SAVE = changing(enrolment, "id")

_PACKET = select(sealed_packet).where(sealed_packet.c.sha256 == bindparam("digest"))
_UNSENT = select(func.count()).select_from(sealed_packet).where(sealed_packet.c.sent_at.is_(None))
_UNSENT_NAMES = (
    select(sealed_packet.c.sha256)
    .where(sealed_packet.c.sent_at.is_(None))
    .order_by(sealed_packet.c.made_at)
)
_ADD_PACKET = insert(sealed_packet)
_SENT = (
    update(sealed_packet)
    .where(sealed_packet.c.sha256 == bindparam("digest"))
    .values(sent_at=bindparam("at"), sequence=bindparam("through"))
)
_OFFER_AGAIN = update(sealed_packet).values(sent_at=None)
_DROP_PACKET = delete(sealed_packet).where(sealed_packet.c.sha256 == bindparam("digest"))
_DROP_THROUGH = delete(sealed_packet).where(
    sealed_packet.c.sent_at.is_not(None), sealed_packet.c.sequence <= bindparam("through")
)
_DROP_PACKET = delete(sealed_packet).where(sealed_packet.c.sha256 == bindparam("digest"))
_ALL_PACKETS = select(sealed_packet.c.sha256).order_by(sealed_packet.c.made_at)
_GALLERY = select(gallery_entry).order_by(gallery_entry.c.added_at)
_DROP_GALLERY = delete(gallery_entry).where(gallery_entry.c.enrolment_id == bindparam("key"))
_ADD_GALLERY = insert(gallery_entry)


class SqlEnrolments(Repository):
    """The enrolments of officials, and what the office asks of them."""

    def rules(self, office_id: UUID) -> EnrolmentRules:
        """Return what is asked; the usual where nobody changed it."""
        row = self._one(_RULES, office=office_id)
        if row is None:
            return EnrolmentRules(office_id)
        return EnrolmentRules(
            row.office_id,
            fingers_from(row.fingers),
            row.minimum,
            row.two_people,
            row.most_unsent,
            row.retention_years,
            row.legal_basis,
            row.notice,
            row.version,
        )

    def save_rules(self, rules: EnrolmentRules) -> None:
        """Store changed rules. Raises Stale."""
        values = plain(rules) | {"fingers": fingers_text(rules.fingers)}
        if rules.version == 1:
            self._change(_ADD_RULES, values)
        else:
            key = values.pop("office_id")
            self._change_one(_SAVE_RULES, {**values, "key": key, "previous": rules.version - 1})

    def get(self, enrolment_id: UUID) -> Enrolment:
        """Return an enrolment. Raises NotFound."""
        row = self._one(_GET, key=enrolment_id)
        if row is None:
            raise NotFound()
        return _to_enrolment(row)

    def of_case(self, case_id: UUID) -> Sequence[Enrolment]:
        """Return a case's enrolments, the titular's first."""
        return [_to_enrolment(row) for row in self._rows(_OF_CASE, case=case_id)]

    def of_person(self, person_id: UUID) -> Sequence[Enrolment]:
        """Return a person's enrolments, the newest first."""
        return [_to_enrolment(row) for row in self._rows(_OF_PERSON, person=person_id)]

    def of_entity(self, entity_id: UUID) -> Sequence[Enrolment]:
        """Return an entity's enrolments, the newest first."""
        return [_to_enrolment(row) for row in self._rows(_OF_ENTITY, entity=entity_id)]

    def open(self, limit: int) -> Sequence[Enrolment]:
        """Return those that are not over, the oldest first."""
        return [_to_enrolment(row) for row in self._rows(_OPEN, most=limit)]

    def due(self, day: date) -> Sequence[Enrolment]:
        """Return those whose captures were to be kept until a day before, the longest over first."""
        return [_to_enrolment(row) for row in self._rows(_DUE, day=day)]

    def add(self, value: Enrolment) -> None:
        """Store a new enrolment."""
        self._change(_ADD, plain(value))

    def save(self, value: Enrolment) -> None:
        """Store a changed enrolment. Raises Stale."""
        values = plain(value)
        key = values.pop("id")
        self._change_one(_SAVE, {**values, "key": key, "previous": value.version - 1})


class SqlPackets(Repository):
    """Sealed packets of this office, and what a stand-alone one searches.

    Neither is told by an operation of its own: the enrolment's tells of both.
    """

    def add(self, packet: SealedPacket) -> None:
        """Keep a packet."""
        self._statements.run(_ADD_PACKET, plain(packet))

    def get(self, sha256: str) -> SealedPacket | None:
        """Return a packet, or None."""
        row = self._one(_PACKET, digest=sha256)
        return None if row is None else _to_packet(row)

    def drop(self, sha256: str) -> None:
        """Forget a packet."""
        self._statements.run(_DROP_PACKET, {"digest": sha256})

    def unsent(self) -> int:
        """Return how many wait to be sent."""
        return int(self._scalar(_UNSENT))

    def unsent_names(self) -> Sequence[str]:
        """Return the SHA-256 of those that wait, the oldest first."""
        return [row.sha256 for row in self._rows(_UNSENT_NAMES)]

    def sent(self, sha256: str, at: datetime, sequence: int) -> None:
        """Note that the centre has one whole, and from which place of the log on its backups."""
        self._statements.run(_SENT, {"digest": sha256, "at": at, "through": sequence})

    def drop_through(self, sequence: int) -> int:
        """Forget those sent that a finished backup of the centre holds; return how many."""
        return self._statements.run(_DROP_THROUGH, {"through": sequence})

    def offer_again(self) -> None:
        """Have all that are kept sent anew."""
        self._statements.run(_OFFER_AGAIN, {})

    def replace(self, sha256: str, packet: SealedPacket) -> None:
        """Keep a packet in the place of one: the same capture, sealed to another key."""
        self._statements.run(_DROP_PACKET, {"digest": sha256})
        self.add(packet)

    def all(self) -> Sequence[str]:
        """Return the SHA-256 of each, the oldest first."""
        return [row.sha256 for row in self._rows(_ALL_PACKETS)]

    def keep_gallery(self, enrolment_id: UUID, content: bytes, at: datetime) -> None:
        """Keep what is searched of an enrolment, in place of what was."""
        self.drop_gallery(enrolment_id)
        self._statements.run(
            _ADD_GALLERY, {"enrolment_id": enrolment_id, "content": content, "added_at": at}
        )

    def gallery(self) -> Sequence[tuple[UUID, bytes]]:
        """Return what is searched, by enrolment."""
        return [(row.enrolment_id, bytes(row.content)) for row in self._rows(_GALLERY)]

    def drop_gallery(self, enrolment_id: UUID) -> None:
        """Forget what is searched of an enrolment."""
        self._statements.run(_DROP_GALLERY, {"key": enrolment_id})


def _to_enrolment(row: Any) -> Enrolment:
    return Enrolment(
        **row._asdict()
        | {
            "role": AuthoriserRole(row.role),
            "state": EnrolmentState(row.state),
            "method": Method(row.method),
            "check_state": DuplicateCheck(row.check_state),
        }
    )


def _to_packet(row: Any) -> SealedPacket:
    return SealedPacket(
        row.sha256,
        row.enrolment_id,
        row.made_at,
        row.sequence,
        bytes(row.content),
        row.sent_at,
    )
