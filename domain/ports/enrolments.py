"""Where enrolments, authorisers and what was lent to entities are kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.authorisers import Absence, Authoriser, AuthoriserChange, KnownAuthoriser
from domain.enrolment import Enrolment
from domain.enrolment_rules import EnrolmentRules
from domain.kits import Kit, LoanContract, PaymentPc


@dataclass(frozen=True, slots=True)
class SealedPacket:
    """A capture, sealed: nobody of this office can open it where a centre is linked.

    Attributes:
        sha256: of ``content``, hex.
        sequence: of the operation that told of it; once it was sent, a place of the log after
            that moment: a finished backup of the centre that reaches it holds the packet too.
        sent_at: when the centre had it whole; None while it waits.
    """

    sha256: str
    enrolment_id: UUID
    made_at: datetime
    sequence: int
    content: bytes = field(repr=False)
    sent_at: datetime | None = None


class Enrolments(Protocol):
    """The enrolments of officials, and what the office asks of them."""

    def rules(self, office_id: UUID) -> EnrolmentRules:
        """Return what is asked; the usual where nobody changed it."""
        ...

    def save_rules(self, rules: EnrolmentRules) -> None:
        """Store changed rules. Raises Stale."""
        ...

    def get(self, enrolment_id: UUID) -> Enrolment:
        """Return an enrolment. Raises NotFound."""
        ...

    def of_case(self, case_id: UUID) -> Sequence[Enrolment]:
        """Return a case's enrolments, the titular's first."""
        ...

    def of_person(self, person_id: UUID) -> Sequence[Enrolment]:
        """Return a person's enrolments, the newest first."""
        ...

    def of_entity(self, entity_id: UUID) -> Sequence[Enrolment]:
        """Return an entity's enrolments, the newest first."""
        ...

    def open(self, limit: int) -> Sequence[Enrolment]:
        """Return those that are not over, the oldest first."""
        ...

    def due(self, day: date) -> Sequence[Enrolment]:
        """Return those whose captures were to be kept until a day before, the longest over first."""
        ...

    def add(self, enrolment: Enrolment) -> None: ...

    def save(self, enrolment: Enrolment) -> None:
        """Store a changed enrolment. Raises Stale."""
        ...


class Packets(Protocol):
    """Sealed packets of this office, until a finished backup of the centre holds them."""

    def add(self, packet: SealedPacket) -> None: ...

    def get(self, sha256: str) -> SealedPacket | None: ...

    def drop(self, sha256: str) -> None:
        """Forget one: the time to keep it is over."""
        ...

    def unsent(self) -> int:
        """Return how many wait to be sent."""
        ...

    def unsent_names(self) -> Sequence[str]:
        """Return the SHA-256 of those that wait, the oldest first."""
        ...

    def sent(self, sha256: str, at: datetime, sequence: int) -> None:
        """Note that the centre has one whole, and from which place of the log on its backups."""
        ...

    def drop_through(self, sequence: int) -> int:
        """Forget those sent that a finished backup of the centre holds; return how many."""
        ...

    def offer_again(self) -> None:
        """Have all that are kept sent anew."""
        ...

    def replace(self, sha256: str, packet: SealedPacket) -> None:
        """Keep a packet in the place of one: the same capture, sealed to another key."""
        ...

    def all(self) -> Sequence[str]:
        """Return the SHA-256 of each, the oldest first."""
        ...

    def keep_gallery(self, enrolment_id: UUID, content: bytes, at: datetime) -> None:
        """Keep what is searched of an enrolment, sealed; only where the office is its own centre."""
        ...

    def gallery(self) -> Sequence[tuple[UUID, bytes]]:
        """Return what is searched, by enrolment."""
        ...

    def drop_gallery(self, enrolment_id: UUID) -> None: ...


class Authorisers(Protocol):
    """The authorisers of entities, their changes and absences."""

    def get(self, authoriser_id: UUID) -> Authoriser:
        """Return one. Raises NotFound."""
        ...

    def of_entity(self, entity_id: UUID) -> Sequence[Authoriser]:
        """Return an entity's, those that count first, the newest first."""
        ...

    def add(self, authoriser: Authoriser) -> None: ...

    def save(self, authoriser: Authoriser) -> None:
        """Store a changed one. Raises Stale."""
        ...

    def change(self, change_id: UUID) -> AuthoriserChange | None: ...

    def changes_of(self, entity_id: UUID) -> Sequence[AuthoriserChange]:
        """Return an entity's changes, the newest first."""
        ...

    def changes_due(self, day: date) -> Sequence[AuthoriserChange]:
        """Return the programmed changes whose day has come, in their order."""
        ...

    def changes_waiting(self) -> Sequence[AuthoriserChange]:
        """Return the changes that wait for the centre, the oldest first."""
        ...

    def add_change(self, change: AuthoriserChange) -> None: ...

    def save_change(self, change: AuthoriserChange) -> None:
        """Store a changed one. Raises Stale."""
        ...

    def known(self, entity_ruc: str) -> Sequence[KnownAuthoriser]:
        """Return who is active of an entity as the centre tells, the newest first."""
        ...

    def keep_known(self, told: KnownAuthoriser) -> None:
        """Keep what the centre told, in place of what it told of the same request."""
        ...

    def drop_known(self, request: UUID) -> None:
        """Forget who is active no longer."""
        ...

    def absence(self, absence_id: UUID) -> Absence:
        """Return an absence. Raises NotFound."""
        ...

    def absences_of(self, entity_id: UUID) -> Sequence[Absence]:
        """Return an entity's absences, the latest first."""
        ...

    def absences_of_case(self, case_id: UUID) -> Sequence[Absence]:
        """Return the absences that a case asked for, the latest first."""
        ...

    def open_absences(self) -> Sequence[Absence]:
        """Return all that are programmed, to be confirmed or in force, by their last day."""
        ...

    def add_absence(self, absence: Absence) -> None: ...

    def save_absence(self, absence: Absence) -> None:
        """Store a changed one. Raises Stale."""
        ...


class Kits(Protocol):
    """Loan contracts, kits and payment PCs of entities; each list is the newest first."""

    def contracts(self, entity_id: UUID) -> Sequence[LoanContract]: ...

    def kits(self, entity_id: UUID) -> Sequence[Kit]: ...

    def pcs(self, entity_id: UUID) -> Sequence[PaymentPc]: ...

    def add(self, thing: LoanContract | Kit | PaymentPc) -> None: ...

    def save(self, thing: LoanContract | Kit | PaymentPc) -> None:
        """Store a changed one. Raises Stale."""
        ...
