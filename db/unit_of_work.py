"""One transaction over an office's database."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Engine

from db import engine as embedded
from db.repositories.activity import SqlActivityReports
from db.repositories.approvals import SqlApprovals
from db.repositories.authorisers import SqlAuthorisers
from db.repositories.authority import SqlAuthorities
from db.repositories.base import NotThereYet
from db.repositories.calendar import SqlCalendarDays
from db.repositories.case_days import SqlCaseDays
from db.repositories.case_events import NoCaseEvents, SqlCaseEvents
from db.repositories.cases import SqlCases
from db.repositories.catalogues import SqlCatalogues
from db.repositories.closed_days import SqlClosedDays
from db.repositories.days import SqlDays
from db.repositories.documents import SqlDocuments, SqlMails
from db.repositories.enrolments import SqlEnrolments, SqlPackets
from db.repositories.exchange import SqlExchange
from db.repositories.figures import SqlFigures
from db.repositories.improvements import SqlImprovements
from db.repositories.kits import SqlKits
from db.repositories.known_figures import SqlKnownFigures
from db.repositories.log import SqlLog
from db.repositories.lotaip import SqlLotaipTables
from db.repositories.notices import SqlNotices
from db.repositories.offices import OfficeCache, SqlOffices
from db.repositories.open_rows import SqlOpenRows
from db.repositories.people import SqlEntities, SqlPeople
from db.repositories.sessions import SqlSessions
from db.repositories.solutions import SqlSolutions
from db.repositories.staff import SqlStaff
from db.repositories.survey import SqlSurveys
from db.repositories.tickets import SqlTickets
from db.statements import Statements
from domain.operations import Operation
from domain.ports import CaseEvents, UnitOfWork


def _transactions(engine: Engine) -> Callable[..., AbstractContextManager[Any]]:
    """Return what begins a transaction on the engine's kind of database."""
    if engine.dialect.name == "postgresql":
        from db import postgres  # an office in a file starts a fifth of a second sooner without it

        return postgres.transaction
    return embedded.transaction


REMEMBERED = 200
"""So many of its own operations a program remembers while it runs."""


class UntoldChange(RuntimeError):
    """A synchronised table changed in a transaction that wrote no operation: a bug."""


class SqlUnitOfWork:
    """The repositories of one transaction."""

    def __init__(self, statements: Statements, workstation: str, cache: OfficeCache) -> None:
        self._dirty = False
        # Made at once: making one lazily costs more than making it.
        touch = self._touch
        self.offices = SqlOffices(statements, touch)
        self.staff = SqlStaff(statements, touch)
        self.sessions = SqlSessions(statements, touch)
        self.people = SqlPeople(statements, touch)
        self.entities = SqlEntities(statements, touch)
        self.days = SqlDays(statements, touch)
        self.tickets = SqlTickets(statements, touch)
        self.approvals = SqlApprovals(statements, touch)
        self.calendar = SqlCalendarDays(statements, touch)
        self.cases = SqlCases(statements, touch)
        self.case_days = SqlCaseDays(statements, touch)
        self.closed_days = SqlClosedDays(statements, touch)
        self.notices = SqlNotices(statements, touch)
        self.catalogues = SqlCatalogues(statements, touch)
        self.solutions = SqlSolutions(statements, touch)
        self.exchange = SqlExchange(statements, touch)
        self.authority = SqlAuthorities(statements, touch)
        self.enrolments = SqlEnrolments(statements, touch)
        self.packets = SqlPackets(statements, touch)
        self.authorisers = SqlAuthorisers(statements, touch)
        self.kits = SqlKits(statements, touch)
        self.documents = SqlDocuments(statements, touch)
        self.mails = SqlMails(statements, touch)
        # Came with schema 0007; a server that is not there yet goes without.
        there = statements.schema >= "0007"
        later: Any = None if there else NotThereYet("Las cifras")
        self.case_events: CaseEvents = SqlCaseEvents(statements, touch) if there else NoCaseEvents()
        self.figures = later or SqlFigures(statements, touch)
        self.known_figures = later or SqlKnownFigures(statements, touch)
        self.activity_reports = later or SqlActivityReports(statements, touch)
        self.improvements = later or SqlImprovements(statements, touch)
        self.surveys = later or SqlSurveys(statements, touch)
        self.lotaip = later or SqlLotaipTables(statements, touch)
        self.open_rows = SqlOpenRows(statements, touch)
        self.log = SqlLog(statements, touch)
        self.offices.cache = self.log.cache = cache
        self.log.workstation = workstation
        self.log.appended = 0
        self.log.told = []

    def check_told(self) -> None:
        """Insist that what changed was told by an operation.

        Raises:
            UntoldChange: it was not.
        """
        if self._dirty and not self.log.appended:
            raise UntoldChange("a synchronised table changed without an operation")

    def _touch(self) -> None:
        self._dirty = True


class SqlUnits:
    """Opens units of work on one database.

    Args:
        engine: from ``db.engine.open_engine`` or ``db.postgres.open_engine``.
        workstation: the name this program signs its operations with.
    """

    def __init__(self, engine: Engine, workstation: str) -> None:
        self._engine = engine
        self._transaction = _transactions(engine)
        self._workstation = workstation
        self._cache = OfficeCache()
        self._done: deque[Operation] = deque(maxlen=REMEMBERED)

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Begin a write: committed when the block ends, taken back when it raises."""
        units: list[SqlUnitOfWork] = []

        def witness() -> Operation | None:
            told = units[0].log.told
            return told[-1] if told else None

        with self._transaction(self._engine, reading=False, witness=witness) as driver:
            unit = self._unit(driver)
            units.append(unit)
            yield unit
            unit.check_told()
        self._done.extend(units[0].log.told)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Begin a read: a consistent picture that never makes a writer wait."""
        with self._transaction(self._engine, reading=True) as driver:
            yield self._unit(driver)

    def missing(self) -> list[Operation]:
        """Return what this program did of late and the office's database does not have.

        That is so where another server took the place of one that it followed from behind.
        """
        done = list(self._done)
        with self.read() as unit:
            kept = [unit.log.at(operation.sequence) for operation in done]
        return [
            operation
            for operation, found in zip(done, kept, strict=True)
            if found is None or found.id != operation.id
        ]

    def _unit(self, driver: Any) -> SqlUnitOfWork:
        statements = Statements(driver, self._engine.dialect)
        return SqlUnitOfWork(statements, self._workstation, self._cache)
