"""Taking in what an office sends."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from central import decisions
from central.models import KnownHead, OperationSent, Push, Pushed, Quarantined, RefusedRow
from central.reading import (
    OTHER_CONTENT,
    UNKNOWN_SCHEMA,
    UNKNOWN_TYPE,
    UNSTORABLE,
    Unfit,
    image_of,
    operation_of,
    outline_of,
)
from central.work import Work
from db.central import feed, images, offices, operations
from db.central.database import UNSTORABLE_ERRORS
from db.central.operations import APPLIED, QUARANTINED, WAITING, Kept
from domain.exchange import RowImage
from domain.operations import GENESIS, LogHead

_WORDS = "El centro la apartó."
_WELL_FORMED = frozenset({UNKNOWN_SCHEMA.reason, UNKNOWN_TYPE.reason})
"""Reasons to put aside what is whole and only not known here yet."""


class _Judged(NamedTuple):
    kept: Kept
    sent: OperationSent
    words: str


def push(work: Work, office_id: UUID, asked: Push) -> Pushed:
    """Take in operations and rows of an office; what it returns is true once it is committed."""
    office = offices.lock(work.link, office_id)
    sent = {item.id: item for item in sorted(asked.operations, key=lambda item: item.sequence)}
    known = operations.known(work.link, office_id, sent)
    judged, refused = _judged(work, office_id, list(sent.values()), known)
    new = _stored(work, office_id, _behind(work, office_id, judged))
    aside = [item for item in new if item.kept.state == QUARANTINED]
    rows, rows_refused = _rows(work, office_id, asked)
    refused += [_told(item.sent, item.kept.reason, item.words) for item in aside]
    spoilt = {item.id for item in refused if item.reason not in _WELL_FORMED}
    sound = [item for item in sent.values() if item.id not in spoilt]
    head, forked_at = _chain(work, office, asked, sound)
    decisions.put_aside(work, office, [(item.kept, item.words) for item in aside])
    decisions.decide(
        work, office, [item.kept.operation for item in new if item.kept.state == APPLIED], rows
    )
    named = {item.id for item in refused}
    epoch, last = feed.state(work.link)
    return Pushed(
        accepted=[item.sequence for item in sent.values() if item.id not in named],
        quarantined=refused,
        rows_refused=rows_refused,
        head=KnownHead(sequence=head.sequence, hash=head.hash) if head.sequence else None,
        feed_epoch=epoch,
        feed_last=last,
        backed_up_through=office["backed_up_through"],
        forked_at=forked_at,
        epoch=max(asked.epoch, office["epoch"]),
    )


def _judged(
    work: Work, office_id: UUID, sent: Sequence[OperationSent], known: dict[UUID, dict[str, Any]]
) -> tuple[list[_Judged], list[Quarantined]]:
    """Return what is new, judged; and of what is known already, what was not taken."""
    judged: list[_Judged] = []
    refused: list[Quarantined] = []
    for item in sent:
        before = known.get(item.id)
        if before is None:
            judged.append(_judge(item, office_id, work.now))
        elif before["state"] == QUARANTINED:
            refused.append(_told(item, before["reason"], _WORDS))
        elif before["hash"] != item.told.get("hash"):
            refused.append(_told(item, OTHER_CONTENT.reason, OTHER_CONTENT.words))
    return judged, refused


def _told(item: OperationSent, reason: str, words: str) -> Quarantined:
    return Quarantined(id=item.id, sequence=item.sequence, reason=reason, words=words)


def _judge(item: OperationSent, office_id: UUID, now: datetime) -> _Judged:
    try:
        return _Judged(Kept(operation_of(item, office_id)), item, "")
    except Unfit as exc:
        return _aside(item, office_id, now, exc)


def _aside(item: OperationSent, office_id: UUID, now: datetime, why: Unfit) -> _Judged:
    body = json.dumps(item.told)
    kept = Kept(outline_of(item, office_id, now), QUARANTINED, why.reason, body)
    return _Judged(kept, item, why.words)


def _behind(work: Work, office_id: UUID, judged: Sequence[_Judged]) -> list[_Judged]:
    """Let what follows one that was put aside wait behind it: its state is not known here."""
    aggregates = {item.kept.operation.aggregate_id for item in judged}
    blocked = operations.blocked(work.link, office_id, aggregates)
    result = []
    for item in judged:
        operation = item.kept.operation
        if item.kept.state == QUARANTINED:
            blocked.setdefault(operation.aggregate_id, operation.sequence)
        elif blocked.get(operation.aggregate_id, operation.sequence) < operation.sequence:
            item = item._replace(kept=Kept(operation, WAITING))
        result.append(item)
    return result


def _stored(work: Work, office_id: UUID, judged: list[_Judged]) -> list[_Judged]:
    """Store all at once; where the database refuses, look for the one by halves."""
    if not judged:
        return []
    try:
        with work.link.transaction():
            added = operations.add(work.link, office_id, [item.kept for item in judged], work.now)
        return [item for item in judged if item.kept.operation.id in added]
    except UNSTORABLE_ERRORS:
        if len(judged) == 1:
            return _stored_bare(work, office_id, judged[0])
    middle = len(judged) // 2
    first = _stored(work, office_id, judged[:middle])
    return first + _stored(work, office_id, _behind(work, office_id, judged[middle:]))


def _stored_bare(work: Work, office_id: UUID, item: _Judged) -> list[_Judged]:
    """Put aside what the database refuses, as text: nothing of it is in a column of its own."""
    bare = OperationSent(item.sent.id, item.sent.sequence, {})
    aside = _aside(item.sent, office_id, work.now, UNSTORABLE)
    kept = Kept(
        outline_of(bare, office_id, work.now), QUARANTINED, UNSTORABLE.reason, aside.kept.body
    )
    operations.add(work.link, office_id, [kept], work.now)
    return [aside._replace(kept=kept)]


def _rows(work: Work, office_id: UUID, asked: Push) -> tuple[list[RowImage], list[RefusedRow]]:
    fit: dict[tuple[str, str], RowImage] = {}
    refused: list[RefusedRow] = []
    for row in asked.rows:
        try:
            fit[row.table, row.key] = image_of(row, office_id)
        except Unfit as exc:
            refused.append(RefusedRow(table=row.table, key=row.key, reason=exc.reason))
    kept = images.save(
        work.link,
        office_id,
        list(fit.values()),
        epoch=asked.epoch,
        as_of=asked.head.sequence,
        at=work.now,
    )
    return [image for place, image in fit.items() if place in kept], refused


def _chain(
    work: Work, office: dict[str, Any], asked: Push, sound: Sequence[OperationSent]
) -> tuple[LogHead, int | None]:
    """Follow the chain as far as it goes, and keep it; tell where it forks.

    Args:
        sound: what was sent and whose place in the chain can be believed.
    """
    office_id: UUID = office["id"]
    before = LogHead(office["head_sequence"], office["head_hash"])
    if before.sequence == 0:
        before = LogHead(0, GENESIS)
    head = operations.chain_from(work.link, office_id, before)
    places = [(item.sequence, item.id) for item in sound]
    forked_at = operations.first_fork(work.link, office_id, places)
    if forked_at is not None and office["forked_at"] is None:
        work.open_task(
            office_id,
            office["name"],
            "log_forked",
            words="El centro recibió dos historias distintas de esta oficina desde la operación"
            f" {forked_at}.",
            how="Las dos están guardadas. Puede haber dos copias de los datos en uso: avise al"
            " ministerio.",
            subject={"sequence": forked_at},
        )
    marks = [mark for mark in (office["forked_at"], forked_at) if mark is not None]
    offices.save(
        work.link,
        office_id,
        head_sequence=head.sequence,
        head_hash=head.hash if head.sequence else "",
        schema=asked.schema_ or office["schema"],
        epoch=max(asked.epoch, office["epoch"]),
        forked_at=min(marks, default=None),
        data_at=work.now,
    )
    return head, forked_at
