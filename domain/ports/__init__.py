"""What the rules need from outside: a clock and a place to keep things.

A unit of work is one transaction: everything in it is kept, or nothing. Implementations are
held to one contract suite, ``tests/contracts``.
"""

from domain.ports.approvals import Approvals
from domain.ports.authority import Authorities, Standing
from domain.ports.calendar import CalendarDays
from domain.ports.case_days import CaseDays, CaseReturn, ReturnedAgain, ReturnFault
from domain.ports.cases import CaseRow, Cases, TrayFilter, TrayPlace, TrayScope
from domain.ports.catalogues import CatalogueVersion, CatalogueVersions
from domain.ports.closed_days import ClosedDays
from domain.ports.enrolments import Authorisers, Enrolments, Kits, Packets, SealedPacket
from domain.ports.exchange import Exchange
from domain.ports.figures import CaseEvents, Figures
from domain.ports.log import Log
from domain.ports.lotaip import LotaipTables
from domain.ports.notices import Notices
from domain.ports.office import Offices, Sessions, StaffMembers
from domain.ports.people import Entities, People, Visit
from domain.ports.queue import Call, CallRecord, Days, OutOfTurnCall, Tickets, TicketView
from domain.ports.solutions import Solutions
from domain.ports.survey import Surveys
from domain.ports.time import Clock
from domain.ports.units import UnitOfWork, Units

__all__ = [
    "Approvals",
    "Authorisers",
    "Authorities",
    "CalendarDays",
    "Call",
    "CallRecord",
    "CaseDays",
    "CaseEvents",
    "CaseReturn",
    "CaseRow",
    "Cases",
    "CatalogueVersion",
    "CatalogueVersions",
    "Clock",
    "ClosedDays",
    "Days",
    "Enrolments",
    "Entities",
    "Exchange",
    "Figures",
    "Kits",
    "Log",
    "LotaipTables",
    "Notices",
    "Offices",
    "OutOfTurnCall",
    "Packets",
    "People",
    "ReturnFault",
    "ReturnedAgain",
    "SealedPacket",
    "Sessions",
    "Solutions",
    "StaffMembers",
    "Standing",
    "Surveys",
    "TicketView",
    "Tickets",
    "TrayFilter",
    "TrayPlace",
    "TrayScope",
    "UnitOfWork",
    "Units",
    "Visit",
]
