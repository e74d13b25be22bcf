"""The authorisers of entities, their changes and absences."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, delete, insert, literal_column, select

from db.repositories.base import Repository, changing, plain
from db.tables import (
    ABSENCE_IS_OPEN,
    CHANGE_IS_PROGRAMMED,
    CHANGE_WAITS,
    absence,
    authoriser,
    authoriser_change,
    known_authoriser,
)
from domain.authorisers import (
    Absence,
    AbsenceKind,
    AbsenceState,
    Authoriser,
    AuthoriserChange,
    AuthoriserState,
    ChangeReason,
    ChangeState,
    KnownAuthoriser,
)
from domain.errors import NotFound
from domain.seats import AuthoriserRole

_GET = select(authoriser).where(authoriser.c.id == bindparam("key"))
_ENDED_LAST = case(
    (authoriser.c.state == literal_column("'ended'"), literal_column("1")),
    else_=literal_column("0"),
)
_OF_ENTITY = (
    select(authoriser)
    .where(authoriser.c.entity_id == bindparam("entity"))
    .order_by(_ENDED_LAST, authoriser.c.since.desc())
)
_ADD = insert(authoriser)
_SAVE = changing(authoriser, "id")

_CHANGE = select(authoriser_change).where(authoriser_change.c.id == bindparam("key"))
_CHANGES_OF = (
    select(authoriser_change)
    .where(authoriser_change.c.entity_id == bindparam("entity"))
    .order_by(authoriser_change.c.asked_at.desc())
)
_CHANGES_DUE = (
    select(authoriser_change)
    .where(CHANGE_IS_PROGRAMMED, authoriser_change.c.starts_on <= bindparam("day"))
    .order_by(authoriser_change.c.starts_on, authoriser_change.c.asked_at)
)
_CHANGES_WAITING = (
    select(authoriser_change).where(CHANGE_WAITS).order_by(authoriser_change.c.asked_at)
)
_ADD_CHANGE = insert(authoriser_change)
_SAVE_CHANGE = changing(authoriser_change, "id")

_KNOWN = (
    select(known_authoriser)
    .where(known_authoriser.c.entity_ruc == bindparam("ruc"))
    .order_by(known_authoriser.c.at.desc())
)
_KEEP_KNOWN = insert(known_authoriser)
_DROP_KNOWN = delete(known_authoriser).where(known_authoriser.c.request == bindparam("key"))

_ABSENCE = select(absence).where(absence.c.id == bindparam("key"))
_ABSENCES_OF = (
    select(absence)
    .where(absence.c.entity_id == bindparam("entity"))
    .order_by(absence.c.first.desc(), absence.c.id.desc())
)
_ABSENCES_OF_CASE = (
    select(absence)
    .where(absence.c.case_id == bindparam("case"))
    .order_by(absence.c.first.desc(), absence.c.id.desc())
)
_OPEN_ABSENCES = select(absence).where(ABSENCE_IS_OPEN).order_by(absence.c.last, absence.c.id)
_ADD_ABSENCE = insert(absence)
_SAVE_ABSENCE = changing(absence, "id")


class SqlAuthorisers(Repository):
    """The authorisers of entities."""

    def get(self, authoriser_id: UUID) -> Authoriser:
        """Return one. Raises NotFound."""
        row = self._one(_GET, key=authoriser_id)
        if row is None:
            raise NotFound()
        return _to_authoriser(row)

    def of_entity(self, entity_id: UUID) -> Sequence[Authoriser]:
        """Return an entity's, those that count first, the newest first."""
        return [_to_authoriser(row) for row in self._rows(_OF_ENTITY, entity=entity_id)]

    def add(self, value: Authoriser) -> None:
        """Store a new one."""
        self._change(_ADD, plain(value))

    def save(self, value: Authoriser) -> None:
        """Store a changed one. Raises Stale."""
        self._save(_SAVE, value)

    def change(self, change_id: UUID) -> AuthoriserChange | None:
        """Return a change, or None."""
        row = self._one(_CHANGE, key=change_id)
        return None if row is None else _to_change(row)

    def changes_of(self, entity_id: UUID) -> Sequence[AuthoriserChange]:
        """Return an entity's changes, the newest first."""
        return [_to_change(row) for row in self._rows(_CHANGES_OF, entity=entity_id)]

    def changes_due(self, day: date) -> Sequence[AuthoriserChange]:
        """Return the programmed changes whose day has come, in their order."""
        return [_to_change(row) for row in self._rows(_CHANGES_DUE, day=day)]

    def changes_waiting(self) -> Sequence[AuthoriserChange]:
        """Return the changes that wait for the centre, the oldest first."""
        return [_to_change(row) for row in self._rows(_CHANGES_WAITING)]

    def add_change(self, value: AuthoriserChange) -> None:
        """Store a new change."""
        self._change(_ADD_CHANGE, plain(value))

    def save_change(self, value: AuthoriserChange) -> None:
        """Store a changed one. Raises Stale."""
        self._save(_SAVE_CHANGE, value)

    def known(self, entity_ruc: str) -> Sequence[KnownAuthoriser]:
        """Return who is active of an entity as the centre tells, the newest first."""
        return [
            KnownAuthoriser(**row._asdict() | {"role": AuthoriserRole(row.role)})
            for row in self._rows(_KNOWN, ruc=entity_ruc)
        ]

    def keep_known(self, told: KnownAuthoriser) -> None:
        """Keep what the centre told, in place of what it told of the same request."""
        self.drop_known(told.request)
        self._statements.run(_KEEP_KNOWN, plain(told))

    def drop_known(self, request: UUID) -> None:
        """Forget who is active no longer."""
        self._statements.run(_DROP_KNOWN, {"key": request})

    def absence(self, absence_id: UUID) -> Absence:
        """Return an absence. Raises NotFound."""
        row = self._one(_ABSENCE, key=absence_id)
        if row is None:
            raise NotFound()
        return _to_absence(row)

    def absences_of(self, entity_id: UUID) -> Sequence[Absence]:
        """Return an entity's absences, the latest first."""
        return [_to_absence(row) for row in self._rows(_ABSENCES_OF, entity=entity_id)]

    def absences_of_case(self, case_id: UUID) -> Sequence[Absence]:
        """Return the absences that a case asked for, the latest first."""
        return [_to_absence(row) for row in self._rows(_ABSENCES_OF_CASE, case=case_id)]

    def open_absences(self) -> Sequence[Absence]:
        """Return all that are programmed, to be confirmed or in force, by their last day."""
        return [_to_absence(row) for row in self._rows(_OPEN_ABSENCES)]

    def add_absence(self, value: Absence) -> None:
        """Store a new absence."""
        self._change(_ADD_ABSENCE, plain(value))

    def save_absence(self, value: Absence) -> None:
        """Store a changed one. Raises Stale."""
        self._save(_SAVE_ABSENCE, value)

    def _save(self, statement: Any, value: Authoriser | AuthoriserChange | Absence) -> None:
        values = plain(value)
        key = values.pop("id")
        self._change_one(statement, {**values, "key": key, "previous": value.version - 1})


def _to_authoriser(row: Any) -> Authoriser:
    return Authoriser(
        **row._asdict() | {"role": AuthoriserRole(row.role), "state": AuthoriserState(row.state)}
    )


def _to_change(row: Any) -> AuthoriserChange:
    return AuthoriserChange(
        **row._asdict() | {"reason": ChangeReason(row.reason), "state": ChangeState(row.state)}
    )


def _to_absence(row: Any) -> Absence:
    return Absence(
        **row._asdict() | {"kind": AbsenceKind(row.kind), "state": AbsenceState(row.state)}
    )
