"""One transaction over an office's database."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Engine

from db.engine import transaction
from db.repositories.approvals import SqlApprovals
from db.repositories.base import Repository
from db.repositories.days import SqlDays
from db.repositories.log import SqlLog
from db.repositories.offices import OfficeCache, SqlOffices
from db.repositories.people import SqlEntities, SqlPeople
from db.repositories.sessions import SqlSessions
from db.repositories.staff import SqlStaff
from db.repositories.tickets import SqlTickets
from db.statements import Statements
from domain.ports import UnitOfWork

_R = TypeVar("_R", bound=Repository)


class UntoldChange(RuntimeError):
    """A synchronised table changed in a transaction that wrote no operation: a bug."""


class SqlUnitOfWork:
    """The repositories of one transaction, made when first asked for."""

    def __init__(self, statements: Statements, workstation: str, cache: OfficeCache) -> None:
        self._statements = statements
        self._workstation = workstation
        self._cache = cache
        self._dirty = False

    @cached_property
    def offices(self) -> SqlOffices:
        """The office and its counters."""
        repository = self._make(SqlOffices)
        repository.cache = self._cache
        return repository

    @cached_property
    def staff(self) -> SqlStaff:
        """The staff and their roles."""
        return self._make(SqlStaff)

    @cached_property
    def sessions(self) -> SqlSessions:
        """Counter sessions."""
        return self._make(SqlSessions)

    @cached_property
    def people(self) -> SqlPeople:
        """The people who have come."""
        return self._make(SqlPeople)

    @cached_property
    def entities(self) -> SqlEntities:
        """The public bodies people come for."""
        return self._make(SqlEntities)

    @cached_property
    def days(self) -> SqlDays:
        """The days of the queue."""
        return self._make(SqlDays)

    @cached_property
    def tickets(self) -> SqlTickets:
        """The turnos."""
        return self._make(SqlTickets)

    @cached_property
    def approvals(self) -> SqlApprovals:
        """Requests for a supervisor's leave."""
        return self._make(SqlApprovals)

    @cached_property
    def log(self) -> SqlLog:
        """The append-only log of operations."""
        repository = self._make(SqlLog)
        repository.workstation = self._workstation
        repository.cache = self._cache
        repository.appended = 0
        return repository

    def check_told(self) -> None:
        """Insist that what changed was told by an operation.

        Raises:
            UntoldChange: it was not.
        """
        if self._dirty and not self.log.appended:
            raise UntoldChange("a synchronised table changed without an operation")

    def _make(self, kind: type[_R]) -> _R:
        return kind(self._statements, self._touch)

    def _touch(self) -> None:
        self._dirty = True


class SqlUnits:
    """Opens units of work on one database.

    Args:
        engine: from ``db.engine.open_engine``.
        workstation: the name this program signs its operations with.
    """

    def __init__(self, engine: Engine, workstation: str) -> None:
        self._engine = engine
        self._workstation = workstation
        self._cache = OfficeCache()

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Begin a write: committed when the block ends, taken back when it raises."""
        with transaction(self._engine, reading=False) as driver:
            unit = self._unit(driver)
            yield unit
            unit.check_told()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Begin a read: a consistent picture that never makes a writer wait."""
        with transaction(self._engine, reading=True) as driver:
            yield self._unit(driver)

    def _unit(self, driver: Any) -> SqlUnitOfWork:
        statements = Statements(driver, self._engine.dialect)
        return SqlUnitOfWork(statements, self._workstation, self._cache)
