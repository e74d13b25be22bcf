"""Opening one capture and searching it, whole: for a process that does nothing else.

What goes in and comes out are plain values, so that it may be called in another process.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from biometrics.packet import PacketError, PacketUnopened, open_packet
from biometrics.record import Record, read_record
from biometrics.template import BadTemplate
from biometrics.vault import Vault, WrongVault
from domain.fingers import Finger

if TYPE_CHECKING:
    from biometrics.enrolled import Enrolled


@dataclass(frozen=True, slots=True)
class ToCheck:
    """One capture and all that it is searched among.

    Attributes:
        sealed: the packet.
        private_key: the X25519 key that opens it, 32 bytes.
        verify_keys: public Ed25519 keys, of which one must have signed it.
        gallery: by enrolment, sealed as ``Checked.kept``.
    """

    sealed: bytes = field(repr=False)
    private_key: bytes = field(repr=False)
    verify_keys: tuple[bytes, ...]
    office_id: UUID
    enrolment_id: UUID
    gallery: tuple[tuple[UUID, bytes], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Match:
    """Another enrolment that has a finger like one of this capture's.

    Attributes:
        score: of the most alike two; 0 where the matcher could not compare them.
    """

    enrolment_id: UUID
    finger: Finger
    other_finger: Finger
    score: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it.

    Attributes:
        kept: what is searched of it from now on, sealed.
        alike: whom it is like, each once, the most first.
        refused: why it cannot be used, in words; empty where it can.
        unopened: it is sealed to another key: nothing is known of it.
        unsearched: the search could not be done here and now: nothing is known of it.
    """

    kept: bytes = field(default=b"", repr=False)
    alike: tuple[Match, ...] = ()
    refused: str = ""
    unopened: bool = False
    unsearched: bool = False


def check(asked: ToCheck) -> Checked:
    """Open, read and search one capture; some seconds."""
    from biometrics.enrolled import Enrolled, SearchFailed

    office, enrolment = asked.office_id, asked.enrolment_id
    try:
        opened = open_packet(asked.sealed, asked.private_key, asked.verify_keys, office, enrolment)
        record = read_record(opened)
    except PacketUnopened:
        return Checked(unopened=True)
    except PacketError as refused:
        return Checked(refused=f"{refused.what} {refused.todo}".strip())
    vault = Vault(asked.private_key)
    enrolled = Enrolled(processes=1)
    try:
        _fill(enrolled, asked.gallery, vault, office)
        enrolled.drop((office, enrolment))
        found: dict[UUID, Match] = {}
        for one in enrolled.search(record):
            match = Match(one.key[1], one.finger, one.other_finger, one.score)
            found.setdefault(match.enrolment_id, match)
    except SearchFailed:
        return Checked(unsearched=True)
    finally:
        enrolled.close()
    kept = vault.seal(office, enrolment, record.to_bytes())
    return Checked(kept, tuple(found.values()))


def _fill(
    enrolled: "Enrolled",
    gallery: Collection[tuple[UUID, bytes]],
    vault: Vault,
    office_id: UUID,
) -> None:
    for enrolment_id, sealed in gallery:
        key = (office_id, enrolment_id)
        try:
            enrolled.put(key, Record.from_bytes(vault.open(*key, sealed)))
        except (WrongVault, BadTemplate):
            continue  # the disk spoiled one: the others are searched all the same
