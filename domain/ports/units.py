"""One transaction over everything that is kept."""

from contextlib import AbstractContextManager
from typing import Protocol

from domain.ports.activity import ActivityReports
from domain.ports.approvals import Approvals
from domain.ports.authority import Authorities
from domain.ports.calendar import CalendarDays
from domain.ports.case_days import CaseDays
from domain.ports.cases import Cases
from domain.ports.catalogues import CatalogueVersions
from domain.ports.closed_days import ClosedDays
from domain.ports.documents import Documents, Mails
from domain.ports.enrolments import Authorisers, Enrolments, Kits, Packets
from domain.ports.exchange import Exchange
from domain.ports.figures import CaseEvents, Figures
from domain.ports.improvements import Improvements
from domain.ports.known_figures import KnownFigures
from domain.ports.log import Log
from domain.ports.lotaip import LotaipTables
from domain.ports.notices import Notices
from domain.ports.office import Offices, Sessions, StaffMembers
from domain.ports.open_rows import OpenRows
from domain.ports.people import Entities, People
from domain.ports.queue import Days, Tickets
from domain.ports.solutions import Solutions
from domain.ports.survey import Surveys


class UnitOfWork(Protocol):
    """One transaction over everything that is kept."""

    @property
    def offices(self) -> Offices: ...
    @property
    def staff(self) -> StaffMembers: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def people(self) -> People: ...
    @property
    def entities(self) -> Entities: ...
    @property
    def days(self) -> Days: ...
    @property
    def tickets(self) -> Tickets: ...
    @property
    def approvals(self) -> Approvals: ...
    @property
    def catalogues(self) -> CatalogueVersions: ...
    @property
    def calendar(self) -> CalendarDays: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def case_days(self) -> CaseDays: ...
    @property
    def closed_days(self) -> ClosedDays: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def solutions(self) -> Solutions: ...
    @property
    def exchange(self) -> Exchange: ...
    @property
    def authority(self) -> Authorities: ...
    @property
    def enrolments(self) -> Enrolments: ...
    @property
    def packets(self) -> Packets: ...
    @property
    def authorisers(self) -> Authorisers: ...
    @property
    def kits(self) -> Kits: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def mails(self) -> Mails: ...
    @property
    def case_events(self) -> CaseEvents: ...
    @property
    def figures(self) -> Figures: ...

    @property
    def known_figures(self) -> KnownFigures: ...
    @property
    def activity_reports(self) -> ActivityReports: ...
    @property
    def improvements(self) -> Improvements: ...
    @property
    def surveys(self) -> Surveys: ...
    @property
    def lotaip(self) -> LotaipTables: ...
    @property
    def open_rows(self) -> OpenRows: ...
    @property
    def log(self) -> Log: ...


class Units(Protocol):
    """Opens units of work."""

    def write(self) -> AbstractContextManager[UnitOfWork]:
        """Begin a write: committed when the block ends, taken back when it raises.

        Only one write runs at a time; others wait their turn.

        Raises:
            DatabaseBusy, DiskFull, DatabaseReadOnly: as their names say.
        """
        ...

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Begin a read: a consistent picture that never makes a writer wait."""
        ...
