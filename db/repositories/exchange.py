"""The link with the centre: what was sent, what has to be, what the centre told."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, literal_column, select, text, update
from sqlalchemy.sql.base import Executable

from db.images import IMAGES, TableImages, images_of
from db.later import is_later
from db.repositories.log import to_operation
from db.repositories.recovering import Recovering
from db.repositories.told import Told
from db.tables import authority, centre_link, changed_row, operation, sent_run
from domain.exchange import BRANCH_BITS, CentreLink, RowImage
from domain.operations import Operation

_LINK = select(centre_link)
_ADD_LINK = insert(centre_link)
_REMOVE_LINK = delete(centre_link)
_PUSHED = update(centre_link).values(last_push_at=bindparam("moment"))
_PULLED = update(centre_link).values(last_pull_at=bindparam("moment"))
_EPOCH = select(authority.c.epoch).where(authority.c.id == 1)

_RUNS = select(sent_run.c.first, sent_run.c.last).order_by(sent_run.c.first)
_ADD_RUN = insert(sent_run)
_REMOVE_RUN = delete(sent_run).where(sent_run.c.first == bindparam("begins"))
_CLEAR_RUNS = delete(sent_run)
_LAST = select(func.max(operation.c.sequence))
_BETWEEN = (
    select(operation)
    .where(operation.c.sequence > bindparam("after"), operation.c.sequence < bindparam("before"))
    .order_by(operation.c.sequence)
    .limit(bindparam("most"))
)
_FROM = (
    select(operation)
    .where(operation.c.sequence > bindparam("after"))
    .order_by(operation.c.sequence)
    .limit(bindparam("most"))
)

# A table that a newer program made is sent by it.
_MARKED = (
    select(changed_row)
    .where(changed_row.c.name.in_([literal_column(f"'{name}'") for name in sorted(IMAGES)]))
    .limit(bindparam("most"))
)
_FORGET = delete(changed_row).where(
    changed_row.c.name == bindparam("which"),
    changed_row.c.key == bindparam("named"),
    changed_row.c.changes == bindparam("seen"),
)
_CLEAR_MARKS = delete(changed_row)


def _mark_all(images: TableImages) -> Executable:
    named = " || '|' || ".join(
        f"CAST({column.name} AS TEXT)" for column in images.table.primary_key.columns
    )
    return text(
        f"INSERT INTO changed_row (name, key, changes)"  # noqa: S608 - names of our own tables
        f" SELECT '{images.table.name}', {named}, 1 FROM {images.table.name} WHERE true"
        " ON CONFLICT (name, key) DO UPDATE SET changes = changed_row.changes + 1"
    )


_MARK_ALL = tuple((images.table, _mark_all(images)) for images in IMAGES.values())


class SqlExchange(Recovering, Told):
    """The link with the centre."""

    def link(self) -> CentreLink | None:
        """Return the link, or None where there is none."""
        row = self._one(_LINK)
        return None if row is None else CentreLink(*row[1:])

    def set_link(self, link: CentreLink) -> None:
        """Store the link, in place of the one before."""
        self._statements.run(_REMOVE_LINK, {})
        self._statements.run(
            _ADD_LINK, {"id": 1, **{name: getattr(link, name) for name in _LINK_COLUMNS}}
        )

    def remove_link(self) -> None:
        """Forget the link, what was sent by it, and what waited."""
        for statement in (_REMOVE_LINK, _CLEAR_RUNS, _CLEAR_MARKS):
            self._statements.run(statement, {})

    def heard(self, at: datetime, *, pushed: bool) -> None:
        """Note when the centre last took something or was last asked."""
        self._statements.run(_PUSHED if pushed else _PULLED, {"moment": at})

    def epoch(self) -> int:
        """Return which of the copies of the office's database this one is: the higher counts."""
        link = self.link()
        branch = 0 if link is None else link.branch
        return (int(self._scalar(_EPOCH) or 1) << BRANCH_BITS) + branch

    # ------------------------------------------------------------------------ operations
    def unsent(self, limit: int) -> Iterator[Operation]:
        """Yield operations that the centre has not, the oldest first."""
        after = 0
        for first, last in self._runs():
            for row in self._rows(_BETWEEN, after=after, before=first, most=limit):
                limit -= 1
                yield to_operation(row)
            if limit <= 0:
                return
            after = last
        for row in self._rows(_FROM, after=after, most=limit):
            yield to_operation(row)

    def count_unsent(self) -> int:
        """Return how many operations the centre has not; the log has no gaps."""
        last = self._scalar(_LAST) or 0
        return last - sum(
            min(end, last) - begin + 1 for begin, end in self._runs() if begin <= last
        )

    def acknowledge(self, places: Iterable[int]) -> None:
        """Note that the centre has the operations at these places of the log."""
        self._write_runs(_merged([*self._runs(), *((place, place) for place in places)]))

    def acknowledge_through(self, place: int) -> None:
        """Note that the centre has every operation up to a place of the log."""
        self._write_runs(_merged([*self._runs(), (1, place)]))

    def offer(self, place: int) -> None:
        """Have the operation at one place sent again."""
        left = []
        for first, last in self._runs():
            if first <= place <= last:
                left += [run for run in ((first, place - 1), (place + 1, last)) if run[0] <= run[1]]
            else:
                left.append((first, last))
        self._write_runs(left)

    def _runs(self) -> list[tuple[int, int]]:
        return [(row.first, row.last) for row in self._rows(_RUNS)]

    def _write_runs(self, wanted: Iterable[tuple[int, int]]) -> None:
        kept, wanted = set(self._runs()), set(wanted)
        for first, _ in kept - wanted:
            self._statements.run(_REMOVE_RUN, {"begins": first})
        for first, last in wanted - kept:
            self._statements.run(_ADD_RUN, {"first": first, "last": last})

    # ------------------------------------------------------------------------------ rows
    def marked(self, limit: int) -> Sequence[RowImage]:
        """Return rows that changed since they were sent, as they are now."""
        return [
            self._image(row.name, row.key, row.changes)
            for row in list(self._rows(_MARKED, most=limit))
        ]

    def _image(self, table: str, marked: str, changes: int) -> RowImage:
        images = images_of(table)
        row = self._one(images.load, **images.keyed(marked))
        return RowImage(
            table, images.told(marked), None if row is None else images.plain(row), changes
        )

    def forget(self, images: Iterable[RowImage]) -> None:
        """Note that the centre has these rows; one changed again since stays marked."""
        for image in images:
            named = images_of(image.table).mark(image.key, self._statements.dialect_name)
            self._statements.run(
                _FORGET, {"which": image.table, "named": named, "seen": image.changes}
            )

    def offer_again(self) -> None:
        """Have everything that is kept sent anew."""
        self._statements.run(_CLEAR_RUNS, {})
        for table, statement in _MARK_ALL:
            if not is_later(table, self._statements.schema):
                self._statements.run(statement, {})


def _merged(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the same places in as few runs as there can be."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(runs):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


_LINK_COLUMNS = tuple(column.name for column in centre_link.c if column.name != "id")
