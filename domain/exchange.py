"""What travels between an office and the centre (docs/protocol.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

Plain = str | int | float | bool | None | list[int]
"""A value as JSON has it."""


BRANCH_BITS = 16
"""The lower bits of an epoch as the centre knows it: which branch of a restored office it is."""


def server_epoch(epoch: int) -> int:
    """Return which of the office's servers an epoch is of, as its own database counts them."""
    return epoch >> BRANCH_BITS


class ImageDamaged(ValueError):
    """What was told of a row is not what its table holds."""


@dataclass(frozen=True, slots=True)
class RowImage:
    """What a row of a synchronised table holds.

    Attributes:
        table: its table.
        key: the values of its primary key, joined by ``|``: UUIDs with dashes, days ISO.
        row: by column; None where there is no such row any more.
        changes: how often it was marked as changed, so that a change made while it was under way
            stays marked. Never travels.
    """

    table: str
    key: str
    row: Mapping[str, Plain] | None
    changes: int = 0


@dataclass(frozen=True, slots=True)
class CentreLink:
    """An office's link with the centre.

    Attributes:
        ca: the certificate that the centre's must be issued by, PEM; empty for those of the system.
        sealing_key: the centre's X25519 public key, base64; ``sealing_key_id`` names it.
        feed_epoch, feed_place: how far its feed was followed.
        backed_up_through: the last operation that a finished backup of the centre holds.
        offline_days: how long one may sign in without having heard from the centre.
        branch: how often this copy of the data was found to have gone its own way since a copy
            was restored; what it sends counts more than what was sent before.
    """

    address: str
    ca: str
    sealing_key_id: str
    sealing_key: str
    feed_epoch: str
    feed_place: int
    backed_up_through: int
    offline_days: int
    linked_at: datetime
    last_push_at: datetime | None = None
    last_pull_at: datetime | None = None
    branch: int = 0


@dataclass(frozen=True, slots=True)
class RefusedOperation:
    """An operation that the centre did not take, and why."""

    id: UUID
    sequence: int
    reason: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PendingTask:
    """Something that waits for a person's decision.

    Attributes:
        owner_role: who is to decide; a role's code, or what the centre calls it.
        words: what happened; ``how``: how it is resolved.
        subject: what it is about, as JSON.
        resolved_at: when somebody of this office answered; ``resolution`` is the answer,
            ``resolved_by`` whose it is.
        closed_at: when the centre closed it; it waits until then.
    """

    id: UUID
    kind: str
    owner_role: str
    office: str
    opened_at: datetime
    words: str
    how: str
    subject: str = "{}"
    resolved_at: datetime | None = None
    resolved_by: str = ""
    resolution: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person whom other offices know, by what may be told of them.

    Attributes:
        canonical: the one identity that the centre has for the document.
        offices: where the person is known, in words.
    """

    document_type: str
    document: str
    name: str
    canonical: UUID
    offices: str


@dataclass(frozen=True, slots=True)
class BranchEntry:
    """An operation of this office that another copy of its database wrote, as JSON."""

    id: UUID
    sequence: int
    body: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """Something the centre told, at its place of the feed.

    Attributes:
        body: as the centre sent it: JSON values whose texts hold neither NUL nor surrogates.
    """

    place: int
    kind: str
    at: datetime
    body: Mapping[str, object]
