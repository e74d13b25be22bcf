"""Rows as the centre told them, put into their tables with what is worked out from them."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.sql.base import Executable

from db.images import IMAGES, images_of
from db.repositories.base import Repository
from db.repositories.people import SqlEntities, SqlPeople
from db.repositories.solutions import SqlSolutions
from db.tables import (
    CALL_IS_OPEN,
    IS_AT_COUNTER,
    authoriser,
    authoriser_change,
    case_file,
    case_series,
    changed_row,
    counter_session,
    day_series,
    enrolment,
    person,
    ticket,
    ticket_call,
)
from domain.case_number import NotACase, parse_case_number
from domain.exchange import ImageDamaged, RowImage

_MARK = select(changed_row.c.changes).where(
    changed_row.c.name == bindparam("which"), changed_row.c.key == bindparam("named")
)
_UNMARK = delete(changed_row).where(
    changed_row.c.name == bindparam("which"), changed_row.c.key == bindparam("named")
)
_DAY_SERIES = select(day_series.c.last_number).where(
    day_series.c.day == bindparam("of"),
    day_series.c.series == bindparam("letters"),
    day_series.c.office_id == bindparam("office"),
)
_BEGIN_DAY_SERIES = insert(day_series)
_RAISE_DAY_SERIES = (
    update(day_series)
    .where(
        day_series.c.day == bindparam("of"),
        day_series.c.series == bindparam("letters"),
        day_series.c.office_id == bindparam("office"),
    )
    .values(last_number=bindparam("last"))
)
_CASE_SERIES = select(case_series.c.last_number).where(case_series.c.year == bindparam("of"))
_BEGIN_CASE_SERIES = insert(case_series)
_RAISE_CASE_SERIES = (
    update(case_series)
    .where(case_series.c.year == bindparam("of"))
    .values(last_number=bindparam("last"))
)
_CENTURY = 2000
# What only one row may have at a time is let go of before any row is given it: of two turnos that
# changed places at a counter, either would be refused while the other is still there.
_RELEASE: dict[str, Executable] = {
    "ticket": update(ticket)
    .where(ticket.c.id == bindparam("key_id"), IS_AT_COUNTER)
    .values(state="issued", counter_id=None),
    "counter_session": update(counter_session)
    .where(counter_session.c.id == bindparam("key_id"))
    .values(state="closed"),
    "ticket_call": update(ticket_call)
    .where(ticket_call.c.id == bindparam("key_id"), CALL_IS_OPEN)
    .values(outcome="undone"),
    "case_file": update(case_file)
    .where(case_file.c.id == bindparam("key_id"))
    .values(entity_id=None),
    "authoriser": update(authoriser)
    .where(authoriser.c.id == bindparam("key_id"))
    .values(state="suspended"),
    "authoriser_change": update(authoriser_change)
    .where(authoriser_change.c.id == bindparam("key_id"))
    .values(state="cancelled"),
    "enrolment": update(enrolment)
    .where(enrolment.c.id == bindparam("key_id"))
    .values(state="withdrawn"),
    "person": update(person).where(person.c.id == bindparam("key_id")).values(document=""),
}


class RowApplying(Repository):
    """Puts rows into their tables."""

    def apply(self, images: Sequence[RowImage]) -> None:
        """Make rows be as told, with what is worked out from them; none of it is marked.

        Raises:
            ImageDamaged: a row is not one of this program's tables.
        """
        by_table: dict[str, list[RowImage]] = {}
        for image in images:
            images_of(image.table)
            by_table.setdefault(image.table, []).append(image)
        marked = {self._mark_of(image) for image in images if self._is_marked(image)}
        # Children go before their parents, and come after them.
        for table in reversed(tuple(IMAGES)):
            for image in by_table.get(table, ()):
                if image.row is None:
                    self._change(IMAGES[table].drop, IMAGES[table].keyed(image.key))
        for table, release in _RELEASE.items():
            for image in by_table.get(table, ()):
                if image.row is not None:
                    self._change(release, IMAGES[table].keyed(image.key))
        worked_out = self._worked_out()
        for table in IMAGES:
            for image in by_table.get(table, ()):
                if image.row is not None:
                    self._put(image, worked_out)
        for image in images:
            which, named = self._mark_of(image)
            if (which, named) not in marked:
                self._statements.run(_UNMARK, {"which": which, "named": named})

    def _worked_out(self) -> dict[str, Callable[[dict[str, Any]], None]]:
        """Return what is worked out anew from a row, by table."""
        return {
            "person": SqlPeople(self._statements, self._touched).find_anew,
            "entity": SqlEntities(self._statements, self._touched).find_anew,
            "solution": SqlSolutions(self._statements, self._touched).find_anew,
            "ticket": self._count_ticket,
            "case_file": self._count_case,
        }

    def _put(
        self, image: RowImage, worked_out: dict[str, Callable[[dict[str, Any]], None]]
    ) -> None:
        kind = IMAGES[image.table]
        values = kind.values(image)
        self._change(kind.put(self._statements.dialect_name), values)
        if image.table in worked_out:
            worked_out[image.table](values)

    def _mark_of(self, image: RowImage) -> tuple[str, str]:
        dialect = self._statements.dialect_name
        return image.table, images_of(image.table).mark(image.key, dialect)

    def _is_marked(self, image: RowImage) -> bool:
        which, named = self._mark_of(image)
        return self._scalar(_MARK, which=which, named=named) is not None

    def _count_ticket(self, row: dict[str, Any]) -> None:
        key = {"of": row["day"], "letters": row["series"], "office": row["office_id"]}
        last = self._scalar(_DAY_SERIES, **key)
        if last is None:
            begun = {"day": row["day"], "series": row["series"], "office_id": row["office_id"]}
            self._change(_BEGIN_DAY_SERIES, begun | {"last_number": row["number"]})
        elif last < row["number"]:
            self._change(_RAISE_DAY_SERIES, key | {"last": row["number"]})

    def _count_case(self, row: dict[str, Any]) -> None:
        try:
            number = parse_case_number(row["number"])
        except NotACase as exc:
            raise ImageDamaged("a case without a number") from exc
        year = _CENTURY + number.year
        last = self._scalar(_CASE_SERIES, of=year)
        if last is None:
            begun = {"year": year, "office_id": row["office_id"], "last_number": number.count}
            self._change(_BEGIN_CASE_SERIES, begun)
        elif last < number.count:
            self._change(_RAISE_CASE_SERIES, {"of": year, "last": number.count})
