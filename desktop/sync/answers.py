"""The centre's answers, read field by field: nothing in them is believed."""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from desktop.sync.troubles import AnswerDamaged
from domain.exchange import FeedEntry, RowImage
from domain.operations import Operation

_BIGGEST = 2**63 - 1
_LONGEST = 100_000
_LONGEST_CATALOGUE = 4_000_000
_LONGEST_PAYLOAD = 1 << 20
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Head:
    """A place of the chain and its hash, as the centre has it."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class OfficeNamed:
    """The office that a code was made for."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Paired:
    """What pairing gives.

    Attributes:
        office: None where the centre does not know the office yet.
        sealing_key: the centre's X25519 public key, base64.
        ca: PEM, empty where the system's certificates hold.
        head: how far the centre has the office's chain.
    """

    token: str = field(repr=False)
    nonce: str
    workstation_id: UUID
    office: OfficeNamed | None
    scope: str
    feed_epoch: str
    sealing_key_id: str
    sealing_key: str
    ca: str
    head: Head | None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An operation put aside, and why."""

    id: UUID
    sequence: int
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class RowRefused:
    """A row that was not kept, and why."""

    table: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of a push."""

    accepted: frozenset[int]
    quarantined: tuple[Quarantined, ...]
    head: Head | None
    feed_epoch: str
    feed_last: int
    backed_up_through: int
    forked_at: int | None
    epoch: int = 0
    """The highest of the office's database that the centre has met; 0 where it does not say."""
    rows_refused: tuple[RowRefused, ...] = ()


@dataclass(frozen=True, slots=True)
class Pulled:
    """A part of the feed."""

    feed_epoch: str
    entries: tuple[FeedEntry, ...]
    last: int
    more: bool
    backed_up_through: int
    offline_days: int
    server_time: datetime


@dataclass(frozen=True, slots=True)
class SnapshotPage:
    """A part of an office's rows, as the centre has them."""

    schema: str
    head: Head | None
    rows: tuple[RowImage, ...]
    next: str | None
    epoch: int


@dataclass(frozen=True, slots=True)
class FileState:
    """How much of a file the centre has."""

    received: int
    complete: bool


class Fields:
    """One JSON object, asked for its fields; whatever is not as agreed is ``AnswerDamaged``."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise AnswerDamaged
        self._value: dict[str, Any] = value

    def __contains__(self, name: str) -> bool:
        return self._value.get(name) is not None

    def text(self, name: str, longest: int = _LONGEST) -> str:
        """Return a text that can be kept."""
        value = self._value.get(name)
        if not isinstance(value, str) or len(value) > longest or not _clean(value):
            raise AnswerDamaged
        return value

    def whole(self, name: str) -> int:
        """Return a whole number that is not negative."""
        value = self._value.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _BIGGEST:
            raise AnswerDamaged
        return value

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self._value.get(name)
        if not isinstance(value, bool):
            raise AnswerDamaged
        return value

    def uuid(self, name: str) -> UUID:
        """Return an identifier."""
        try:
            return UUID(self.text(name, 36))
        except ValueError as exc:
            raise AnswerDamaged from exc

    def moment(self, name: str) -> datetime:
        """Return a moment in UTC."""
        try:
            found = datetime.fromisoformat(self.text(name, 40))
            if found.tzinfo is None:
                raise AnswerDamaged
            return found.astimezone(UTC)
        except (ValueError, OverflowError) as exc:
            raise AnswerDamaged from exc

    def data(self, name: str, longest: int = _LONGEST) -> bytes:
        """Return what was sent as base64."""
        try:
            return b64decode(self.text(name, longest), validate=True)
        except ValueError as exc:
            raise AnswerDamaged from exc

    def within(self, name: str) -> "Fields":
        """Return an object inside this one."""
        return Fields(self._value.get(name))

    def maybe(self, name: str, read: Callable[[str], T]) -> T | None:
        """Return a field that may be missing or null."""
        return read(name) if name in self else None

    def each(self, name: str, most: int) -> Sequence[object]:
        """Return a list of no more than ``most``."""
        value = self._value.get(name)
        if not isinstance(value, list) or len(value) > most:
            raise AnswerDamaged
        return value

    def objects(self, name: str, most: int) -> "list[Fields]":
        """Return a list of objects."""
        return [Fields(value) for value in self.each(name, most)]

    def mapping(self) -> Mapping[str, object]:
        """Return the object whole, its texts such as can be kept."""
        _require_clean(self._value, 0)
        return self._value


def parsed(body: bytes) -> Fields:
    """Return the object that a body holds.

    Raises:
        AnswerDamaged: it holds none.
    """
    try:
        return Fields(json.loads(body))
    except (ValueError, RecursionError) as exc:
        raise AnswerDamaged from exc


def paired(answer: Fields) -> Paired:
    """Return what pairing gave."""
    office = answer.within("office") if "office" in answer else None
    sealing = answer.within("sealing_key")
    token = answer.text("token", 400)
    if not token.isascii() or not token.isprintable() or not token:
        raise AnswerDamaged
    return Paired(
        token,
        answer.text("nonce", 200),
        answer.uuid("workstation_id"),
        None
        if office is None
        else OfficeNamed(office.uuid("id"), office.text("code", 20), office.text("name", 120)),
        answer.text("scope", 20),
        answer.text("feed_epoch", 40),
        sealing.text("id", 80),
        sealing.text("public", 200),
        answer.text("ca"),
        _head(answer),
    )


def pushed(answer: Fields) -> Pushed:
    """Return what came of a push."""
    places = answer.each("accepted", 1000)
    if not all(isinstance(place, int) and not isinstance(place, bool) for place in places):
        raise AnswerDamaged
    return Pushed(
        frozenset(place for place in places if isinstance(place, int)),
        tuple(
            Quarantined(
                one.uuid("id"),
                one.whole("sequence"),
                one.text("reason", 40),
                one.text("words")[:400],
            )
            for one in answer.objects("quarantined", 1000)
        ),
        _head(answer),
        answer.text("feed_epoch", 40),
        answer.whole("feed_last"),
        answer.whole("backed_up_through"),
        answer.maybe("forked_at", answer.whole),
        answer.maybe("epoch", answer.whole) or 0,
        tuple(
            RowRefused(one.text("table", 40), one.text("key", 120), one.text("reason", 40))
            for one in answer.maybe("rows_refused", lambda name: answer.objects(name, 1000)) or ()
        ),
    )


def pulled(answer: Fields) -> Pulled:
    """Return a part of the feed; its places go up."""
    entries = tuple(
        FeedEntry(
            one.whole("place"),
            one.text("kind", 40),
            one.moment("at"),
            one.within("body").mapping(),
        )
        for one in answer.objects("entries", 1000)
    )
    places = [entry.place for entry in entries]
    if places != sorted(set(places)):
        raise AnswerDamaged
    days = answer.whole("offline_days")
    if not 1 <= days <= 3660:
        raise AnswerDamaged
    return Pulled(
        answer.text("feed_epoch", 40),
        entries,
        answer.whole("last"),
        answer.flag("more"),
        answer.whole("backed_up_through"),
        days,
        answer.moment("server_time"),
    )


def snapshot_page(answer: Fields) -> SnapshotPage:
    """Return a part of an office's rows."""
    return SnapshotPage(
        answer.text("schema", 40),
        _head(answer),
        tuple(row_image(one) for one in answer.objects("rows", 1000)),
        answer.maybe("next", lambda name: answer.text(name, 400)),
        answer.whole("epoch"),
    )


def operation(told: Fields) -> Operation:
    """Return an operation of this office; whether it is whole is checked where it is used."""
    return Operation(
        told.uuid("id"),
        told.uuid("office_id"),
        told.text("workstation", 60),
        told.whole("sequence"),
        told.text("aggregate", 30),
        told.uuid("aggregate_id"),
        told.whole("aggregate_version"),
        told.text("type", 40),
        told.whole("schema_version"),
        told.maybe("actor_id", told.uuid),
        told.moment("at"),
        told.maybe("payload", lambda name: told.text(name, _LONGEST_PAYLOAD)),
        told.text("payload_hash", 64),
        told.text("previous_hash", 64),
        told.text("hash", 64),
    )


def row_image(told: Fields) -> RowImage:
    """Return a row; what its table makes of it is checked where it is applied."""
    row = told.within("row").mapping() if "row" in told else None
    plain: Any = row
    return RowImage(told.text("table", 40), told.text("key", 120), plain)


def file_state(answer: Fields) -> FileState:
    """Return how much of a file the centre has."""
    return FileState(answer.whole("received"), answer.flag("complete"))


def _head(answer: Fields) -> Head | None:
    if "head" not in answer:
        return None
    head = answer.within("head")
    return Head(head.whole("sequence"), head.text("hash", 64))


def _clean(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _require_clean(value: object, depth: int) -> None:
    if depth > 12:
        raise AnswerDamaged
    if isinstance(value, str):
        if len(value) > _LONGEST_CATALOGUE or not _clean(value):
            raise AnswerDamaged
    elif isinstance(value, dict):
        for name, one in value.items():
            _require_clean(name, depth + 1)
            _require_clean(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            _require_clean(one, depth + 1)
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > _BIGGEST:
        raise AnswerDamaged
