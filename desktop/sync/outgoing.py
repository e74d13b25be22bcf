"""What the office sends: its operations, and the rows that changed, until nothing waits."""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from uuid import NAMESPACE_URL, uuid5

from desktop.sync import packets
from desktop.sync.answers import Pushed, RowRefused
from desktop.sync.client import MOST_SENT, Centre
from desktop.sync.state import Exchanged
from desktop.sync.troubles import AnswerDamaged, Forbidden, NotTaken, TooLarge
from desktop.usecases.desk import Desk
from domain.exchange import CentreLink, PendingTask, RefusedOperation, RowImage, server_epoch
from domain.operations import Operation
from domain.ports import UnitOfWork
from domain.staff import Role
from domain.tasks import TaskKind

_MOST_LETTERS = 4 << 20
"""Of one push, before it is packed: the centre unpacks no more than 32 MiB."""
_AROUND = 600


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes in one push, read in one transaction: rows may be newer than the operations."""

    link: CentreLink
    epoch: int
    head: tuple[int, str]
    operations: Sequence[Operation]
    rows: Sequence[RowImage]


class Outgoing:
    """Sends what waits, batch by batch.

    Args:
        desk: the office.
        schema: the revision of its database.
        met: told of each epoch of the office's database that the centre has met.
    """

    def __init__(
        self, desk: Desk, schema: str, met: Callable[[int], None] = lambda _: None
    ) -> None:
        self._desk, self._schema, self._met = desk, schema, met
        self._size = MOST_SENT
        #: Whether the centre was found to have another history of the office.
        self.forked = False

    def name_office(self, centre: Centre, link: CentreLink) -> None:
        """Tell a centre that may not know the office yet which one it is."""
        if link.last_push_at is not None:
            return
        with self._desk.units.read() as unit:
            office = unit.offices.office()
        # It was told already, which is as good.
        with suppress(Forbidden, NotTaken):
            centre.name_office(office.id, office.code, office.name)

    def send(self, centre: Centre) -> Exchanged | None:
        """Send one batch and keep what came of it; None where nothing waits.

        Raises:
            LinkTrouble: it did not arrive, or that is not known; it waits as before.
            KnownError: the database refused.
        """
        batch = self._read()
        if batch is None:
            return None
        try:
            answer = centre.push(
                self._schema, batch.epoch, batch.head, batch.operations, batch.rows
            )
        except (TooLarge, NotTaken) as trouble:
            if self._size > 1:
                self._size //= 2
                return Exchanged()
            return self._put_aside(batch, trouble)
        sent = self._keep(batch, answer)
        self._size = min(self._size * 2, MOST_SENT)
        return sent

    def _read(self) -> Batch | None:
        with self._desk.units.read() as unit:
            link = unit.exchange.link()
            if link is None:
                return None
            operations = _within(unit.exchange.unsent(self._size))
            # One thing alone, where it is to be found out what the centre does not take.
            alone = self._size == 1 and operations
            rows = () if alone else _rows_within(unit.exchange.marked(self._size))
            if not operations and not rows:
                return None
            head = unit.log.head()
            return Batch(link, unit.exchange.epoch(), (head.sequence, head.hash), operations, rows)

    def _keep(self, batch: Batch, answer: Pushed) -> Exchanged:
        if server_epoch(answer.epoch) > server_epoch(batch.epoch):
            self._met(
                server_epoch(answer.epoch)
            )  # this server was replaced: nothing more is written there
        places = {operation.id: operation.sequence for operation in batch.operations}
        put_aside = [one for one in answer.quarantined if places.get(one.id) == one.sequence]
        arrived = answer.accepted & set(places.values())
        arrived |= {one.sequence for one in put_aside}
        if batch.operations and not arrived:
            raise AnswerDamaged  # sent over and over, they would never be done
        now = self._desk.clock.now()
        with self._desk.units.write() as unit:
            link = still(unit, batch.link)
            if link is None:
                return Exchanged()
            unit.exchange.acknowledge(arrived)
            unit.exchange.forget(batch.rows)
            for one in put_aside:
                refused = RefusedOperation(one.id, one.sequence, one.reason, one.words, now)
                unit.exchange.refuse(refused)
            sent = {(row.table, row.key) for row in batch.rows}
            for row in answer.rows_refused:
                if (row.table, row.key) in sent:
                    _tell_row(unit, row, self._desk)
            if answer.forked_at is not None:
                self.forked = True
                _tell_fork(unit, answer.forked_at, self._desk)
            link = replace(
                link,
                last_push_at=now,
                backed_up_through=max(link.backed_up_through, answer.backed_up_through),
            )
            unit.exchange.set_link(link)
            packets.forget_through(unit, link.backed_up_through)
            follow_epoch(unit, link, answer.feed_epoch)
        return Exchanged(len(arrived) - len(put_aside), len(batch.rows), len(put_aside))

    def _put_aside(self, batch: Batch, trouble: TooLarge | NotTaken) -> Exchanged:
        """Go on without the one thing that the centre does not take, and say so."""
        reason = "too_large" if isinstance(trouble, TooLarge) else "invalid"
        now = self._desk.clock.now()
        with self._desk.units.write() as unit:
            if still(unit, batch.link) is None:
                return Exchanged()
            for operation in batch.operations:
                unit.exchange.acknowledge([operation.sequence])
                unit.exchange.refuse(
                    RefusedOperation(operation.id, operation.sequence, reason, trouble.what, now)
                )
            unit.exchange.forget(batch.rows)
            for row in batch.rows:
                _tell_row(unit, RowRefused(row.table, row.key, reason), self._desk)
        self._size = MOST_SENT
        return Exchanged(refused=len(batch.operations))


def still(unit: UnitOfWork, link: CentreLink) -> CentreLink | None:
    """Return the link as it is now; None where it was taken away or made anew meanwhile."""
    now = unit.exchange.link()
    return now if now is not None and now.linked_at == link.linked_at else None


def follow_epoch(unit: UnitOfWork, link: CentreLink, feed_epoch: str) -> None:
    """Where the centre was restored: follow its feed from the start, and offer all that is kept."""
    if feed_epoch != link.feed_epoch:
        unit.exchange.set_link(replace(link, feed_epoch=feed_epoch, feed_place=0))
        unit.exchange.offer_again()
        packets.offer_again(unit)


def _within(operations: Iterable[Operation]) -> list[Operation]:
    taken: list[Operation] = []
    letters = 0
    for operation in islice(operations, MOST_SENT):
        letters += _AROUND + len(operation.payload or "")
        if taken and letters > _MOST_LETTERS:
            break
        taken.append(operation)
    return taken


def _rows_within(images: Iterable[RowImage]) -> list[RowImage]:
    taken: list[RowImage] = []
    letters = 0
    for image in images:
        values = () if image.row is None else image.row.values()
        letters += _AROUND + sum(len(value) for value in values if isinstance(value, str))
        if taken and letters > _MOST_LETTERS:
            break
        taken.append(image)
    return taken


def _tell_row(unit: UnitOfWork, row: RowRefused, desk: Desk) -> None:
    """Have somebody see to a row that the centre did not take: one task for all of a kind."""
    office = unit.offices.office()
    key = uuid5(NAMESPACE_URL, f"row/{office.id}/{row.table}/{row.reason}")
    known = unit.exchange.task(key)
    if known is not None and known.closed_at is None:
        return
    task = PendingTask(
        key,
        TaskKind.ROW_UNUSABLE,
        Role.ADMINISTRATOR.value,
        office.name,
        desk.clock.now(),
        "El centro no aceptó un dato de esta oficina. Aquí está completo; allá falta.",
        "Avise al centro. Mientras tanto, cuide las copias de seguridad de la oficina.",
        json.dumps({"table": row.table, "key": row.key, "reason": row.reason}),
    )
    unit.exchange.put_task(task)


def _tell_fork(unit: UnitOfWork, place: int, desk: Desk) -> None:
    """Have what another copy of the data wrote asked for (``desktop.sync.recovery``)."""
    office = unit.offices.office()
    task = PendingTask(
        uuid5(NAMESPACE_URL, f"fork/{office.id}/{place}"),
        TaskKind.LOG_FORKED,
        Role.ADMINISTRATOR.value,
        office.name,
        desk.clock.now(),
        f"Desde la operación {place}, el centro tiene otra historia de esta oficina.",
        "Quizá se restauró una copia anterior o hay dos equipos con los mismos datos."
        " Nada se borró: lo de la otra copia se toma del centro.",
        json.dumps({"sequence": place}),
    )
    if unit.exchange.task(task.id) is None:
        unit.exchange.put_task(task)
