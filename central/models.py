"""The shapes of what is asked and answered; docs/protocol.md tells what they mean."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    StrictInt,
    StrictStr,
    WithJsonSchema,
)


def _clean(text: str) -> str:
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        raise ValueError("control characters")
    return text


Name = Annotated[StrictStr, Field(min_length=1, max_length=120), AfterValidator(_clean)]
Words = Annotated[StrictStr, Field(max_length=600), AfterValidator(_clean)]
Place = Annotated[StrictInt, Field(ge=0, lt=2**63)]
Key32 = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9+/]{43}=$")]


class Strict(BaseModel):
    """What is asked: nothing but what is listed."""

    model_config = ConfigDict(extra="forbid")


class Error(BaseModel):
    """Why a request was refused."""

    error: str
    detail: str


class Head(Strict):
    """The furthest entry of a log."""

    sequence: Place
    hash: Annotated[StrictStr, Field(pattern=r"^[0-9a-f]{64}$")]


class KnownHead(BaseModel):
    """The furthest entry of a chain that the centre has without a gap."""

    sequence: int
    hash: str


class Pair(Strict):
    """Asks for a place among those who may ask."""

    code: Annotated[StrictStr, Field(min_length=12, max_length=20)]
    public_key: Key32
    workstation: Name
    program: Annotated[StrictStr, Field(pattern=r"^[0-9A-Za-z.+-]{1,40}$")]
    takes_over: StrictBool = False


class OfficeTold(BaseModel):
    """An office by its names."""

    id: UUID
    code: str
    name: str


class SealingKeyTold(BaseModel):
    """The public key that offices seal to."""

    id: str
    public: str


class Paired(BaseModel):
    """What pairing gives."""

    token: str
    nonce: str
    workstation_id: UUID
    office: OfficeTold | None
    scope: Literal["office", "supervision"]
    feed_epoch: str
    sealing_key: SealingKeyTold
    ca: str
    head: KnownHead | None


class NewOffice(Strict):
    """Gives a new office its identity."""

    id: UUID
    code: Annotated[StrictStr, Field(min_length=1, max_length=20), AfterValidator(_clean)]
    name: Name


class RowSent(Strict):
    """What a row of a synchronised table holds; null where there is none any more."""

    table: Annotated[StrictStr, Field(pattern=r"^[a-z][a-z_]{0,39}$")]
    key: Annotated[StrictStr, Field(min_length=1, max_length=120)]
    row: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class OperationSent:
    """An entry of an office's log, not judged yet.

    Only what it takes to put it aside must hold: whatever else is wrong with it is a matter of
    this operation, not of the hundreds beside it.

    Attributes:
        told: all of it, as it was sent.
    """

    id: UUID
    sequence: int
    told: Mapping[str, Any]


def operation_sent(told: Any) -> OperationSent:
    """Return what was sent as an operation with an identity and a place.

    Raises:
        ValueError: it has none.
    """
    if isinstance(told, dict):
        id_, sequence = told.get("id"), told.get("sequence")
        if type(id_) is str and len(id_) == 36 and type(sequence) is int and 0 < sequence < 2**63:
            return OperationSent(UUID(id_), sequence, told)
    raise ValueError("an operation has an id and a sequence")


def _operations(told: object) -> list[OperationSent]:
    # By hand: hundreds of models of a few fields each cost as much as all the rest of a push.
    if not isinstance(told, list) or len(told) > MOST_SENT:
        raise ValueError(f"at most {MOST_SENT} operations")
    return [operation_sent(one) for one in told]


MOST_SENT = 500
_OPERATIONS = {
    "type": "array",
    "maxItems": MOST_SENT,
    "items": {
        "type": "object",
        "title": "An entry of an office's log",
        "required": ["id", "sequence"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "sequence": {"type": "integer", "minimum": 1, "exclusiveMaximum": 2**63},
        },
    },
}


class Push(Strict):
    """What an office sends."""

    schema_: Annotated[
        StrictStr, Field(alias="schema", max_length=40, pattern=r"^[0-9A-Za-z._-]*$")
    ]
    head: Head
    epoch: Annotated[StrictInt, Field(ge=0, lt=2**31)]
    operations: Annotated[
        list[OperationSent], PlainValidator(_operations), WithJsonSchema(_OPERATIONS)
    ]
    rows: Annotated[list[RowSent], Field(max_length=MOST_SENT)]


class Quarantined(BaseModel):
    """An operation that was put aside, and why."""

    id: UUID
    sequence: int
    reason: str
    words: str


class RefusedRow(BaseModel):
    """A row that was not kept, and why; it counts as delivered."""

    table: str
    key: str
    reason: str


class Pushed(BaseModel):
    """What became of what was sent."""

    accepted: list[int]
    quarantined: list[Quarantined]
    rows_refused: list[RefusedRow]
    head: KnownHead | None
    feed_epoch: str
    feed_last: int
    backed_up_through: int
    forked_at: int | None
    epoch: int


class Entry(BaseModel):
    """One place of the feed."""

    place: int
    kind: str
    at: datetime
    body: dict[str, Any]


class Pulled(BaseModel):
    """What the centre told since."""

    feed_epoch: str
    entries: list[Entry]
    last: int
    more: bool
    backed_up_through: int
    offline_days: int
    server_time: datetime


class Health(BaseModel):
    """Whether the centre can be worked with."""

    status: Literal["ok", "unavailable"]
    database: Literal["ok", "unavailable"]
    version: str


class OperationKept(BaseModel):
    """An entry of an office's log, as it was sent."""

    id: UUID
    office_id: UUID
    workstation: str
    sequence: int
    aggregate: str
    aggregate_id: UUID
    aggregate_version: int
    type: str
    schema_version: int
    actor_id: UUID | None
    at: datetime
    payload: str | None
    payload_hash: str
    previous_hash: str
    hash: str


class Operations(BaseModel):
    """Entries of an office's own log."""

    operations: list[OperationKept]
    head: KnownHead | None


class Row(BaseModel):
    """What a row of a table holds."""

    table: str
    key: str
    row: dict[str, Any] | None


class Snapshot(BaseModel):
    """A page of an office's rows."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: Annotated[str, Field(alias="schema")]
    head: KnownHead | None
    rows: list[Row]
    next: str | None
    epoch: int


class FileState(BaseModel):
    """How much of a file is here."""

    received: int
    complete: bool


class Received(BaseModel):
    """How much of a file is here: where to go on."""

    received: int


class Visit(BaseModel):
    """A turno of a person at an office."""

    day: str
    code: str
    services: list[int]
    state: str


class PersonKept(BaseModel):
    """What one office keeps of a person."""

    office: OfficeTold
    person_id: UUID
    name: str
    phone: str
    email: str
    as_of: datetime
    visits: list[Visit]


class PersonTold(BaseModel):
    """What all offices keep of a person."""

    document_type: str
    document: str
    canonical: UUID
    records: list[PersonKept]


class OfficeOfDay(BaseModel):
    """An office and how old its data are."""

    id: UUID
    code: str
    name: str
    as_of: datetime | None
    last_seen: datetime | None
    head: KnownHead | None


class Day(BaseModel):
    """The offices that whoever asks may see."""

    offices: list[OfficeOfDay]
    server_time: datetime


class DayRows(BaseModel):
    """A page of an office's day."""

    rows: list[Row]
    next: str | None


class StaffNamed(BaseModel):
    """Somebody of an office's staff."""

    id: UUID
    name: str


class OfficeFigures(BaseModel):
    """A page of what an office counted; ``rows`` that are null are no more.

    Attributes:
        count: rows that there are of it altogether; ``due`` days it has still to count.
        staff: on the first page alone.
    """

    rows: list[Row]
    next: str | None
    head: KnownHead | None
    epoch: int
    count: int
    due: int
    staff: list[StaffNamed]


class TaskTold(BaseModel):
    """Something that waits for a person."""

    id: UUID
    office_id: UUID | None
    kind: str
    owner_role: str
    opened_at: datetime
    words: str
    how: str
    subject: dict[str, Any]


class Tasks(BaseModel):
    """What waits."""

    tasks: list[TaskTold]


class Resolve(Strict):
    """How a task is resolved."""

    resolution: Words
    staff_id: UUID
    choice: Annotated[StrictStr, Field(max_length=40), AfterValidator(_clean)]


class Resolved(BaseModel):
    """Whether it was: it waited, and takes that answer."""

    resolved: bool
