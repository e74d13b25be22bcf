"""Taking back what an office had: after a restore, and from another copy of its data."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import String, bindparam, select, text

from db.images import IMAGES, images_of
from db.repositories.applying import RowApplying
from db.tables import counter, entity, operation, other_branch, person, sent_run, staff
from domain.exchange import Plain, RowImage

_FIRST_RUN = select(sent_run.c.last).where(sent_run.c.first == 1)
_IN_LOG = select(operation.c.id).where(operation.c.id == bindparam("named"))
_IN_BRANCH = select(other_branch.c.id).where(other_branch.c.id == bindparam("named"))

_MARK_AGAIN = text(
    "INSERT INTO changed_row (name, key, changes) VALUES (:which, :named, 1)"
    " ON CONFLICT (name, key) DO UPDATE SET changes = changed_row.changes + 1"
).bindparams(bindparam("which", type_=String), bindparam("named", type_=String))
_HOLD = text("SAVEPOINT adopting")
_KEEP = text("RELEASE SAVEPOINT adopting")
_UNDO = text("ROLLBACK TO SAVEPOINT adopting")

# What makes a thing the same thing under another id: by table, the columns, and who has them here.
_SAME = {
    "person": (
        ("document_type", "document"),
        select(person.c.id).where(
            person.c.document_type == bindparam("document_type"),
            person.c.document == bindparam("document"),
            person.c.document != "",
        ),
    ),
    "entity": (("ruc",), select(entity.c.id).where(entity.c.ruc == bindparam("ruc"))),
    "staff": (
        ("username",),
        select(staff.c.id).where(staff.c.username == bindparam("username")),
    ),
    "counter": (
        ("number",),
        select(counter.c.id).where(counter.c.number == bindparam("number")),
    ),
}


class Recovering(RowApplying):
    """Takes back what an office had."""

    def sent_through(self) -> int:
        """Return the last place of the log up to which the centre has everything."""
        return int(self._scalar(_FIRST_RUN) or 0)

    def unknown(self, operation_ids: Iterable[UUID]) -> set[UUID]:
        """Return those that are neither in the log nor kept of another branch."""
        return {
            one
            for one in operation_ids
            if self._scalar(_IN_LOG, named=one) is None
            and self._scalar(_IN_BRANCH, named=one) is None
        }

    def adopt(self, images: Sequence[RowImage]) -> Sequence[RowImage]:
        """Put rows that another copy wrote beside those that are here; return what collides.

        Raises:
            ImageDamaged: a row is not one of this program's tables.
        """
        by_table: dict[str, list[RowImage]] = {}
        for image in images:
            images_of(image.table)
            if image.row is not None:  # what was erased there may be wanted here
                by_table.setdefault(image.table, []).append(image)
        worked_out = self._worked_out()
        apart: list[RowImage] = []
        same: dict[str, str] = {}
        for table in IMAGES:
            for image in by_table.get(table, ()):
                meant = self._known_here(image, same)
                stands = meant is not None and self._stands(meant, worked_out)
                if not stands:
                    self._mark_again(image)  # the centre is told that there is no such row
                    if meant is not None:
                        apart.append(image)
        return apart

    def contest(self, images: Sequence[RowImage]) -> Sequence[RowImage]:
        """Have the centre told how these rows are here; return those that are otherwise here."""
        for image in images:
            self._mark_again(image)
        return [image for image in images if image.row != self.as_here(image)]

    def as_here(self, image: RowImage) -> Mapping[str, Plain] | None:
        """Return the values that a row has here, or None."""
        kind = images_of(image.table)
        row = self._one(kind.load, **kind.keyed(image.key))
        return None if row is None else kind.plain(row)

    def _mark_again(self, image: RowImage) -> None:
        """Have the centre told what became of a row: it is here otherwise, or not at all."""
        which, named = self._mark_of(image)
        self._statements.run(_MARK_AGAIN, {"which": which, "named": named})

    def _known_here(self, image: RowImage, same: dict[str, str]) -> RowImage | None:
        """Return a row by the ids that hold here; None where it is here under another id."""
        assert image.row is not None
        if image.table in _SAME:
            columns, statement = _SAME[image.table]
            found = self._scalar(statement, **{name: image.row.get(name) for name in columns})
            if found is not None and str(found) != image.key:
                same[image.key] = str(found)
                return None
        row = {name: _here(value, same) for name, value in image.row.items()}
        key = "|".join(str(_here(part, same)) for part in image.key.split("|"))
        return replace(image, key=key, row=row)

    def _stands(
        self, image: RowImage, worked_out: Mapping[str, Callable[[dict[str, Any]], None]]
    ) -> bool:
        self._statements.run(_HOLD, {})
        try:
            self._put(image, dict(worked_out))
        except self._statements.conflict:
            self._statements.run(_UNDO, {})
            self._statements.run(_KEEP, {})
            return False
        self._statements.run(_KEEP, {})
        return True


def _here(value: Plain, same: Mapping[str, str]) -> Plain:
    return same.get(value, value) if isinstance(value, str) else value
