"""What the rules need from outside: a clock and a place to keep things.

A unit of work is one transaction: everything in it is kept, or nothing. Implementations are
held to one contract suite, ``tests/contracts``.
"""

from domain.ports.approvals import Approvals
from domain.ports.calendar import CalendarDays
from domain.ports.cases import CaseRow, Cases, TrayFilter, TrayPlace, TrayScope
from domain.ports.catalogues import CatalogueVersion, CatalogueVersions
from domain.ports.log import Log
from domain.ports.office import Offices, Sessions, StaffMembers
from domain.ports.people import Entities, People, Visit
from domain.ports.queue import Call, CallRecord, Days, Tickets, TicketView
from domain.ports.solutions import Solutions
from domain.ports.time import Clock
from domain.ports.units import UnitOfWork, Units

__all__ = [
    "Approvals",
    "CalendarDays",
    "Call",
    "CallRecord",
    "CaseRow",
    "Cases",
    "CatalogueVersion",
    "CatalogueVersions",
    "Clock",
    "Days",
    "Entities",
    "Log",
    "Offices",
    "People",
    "Sessions",
    "Solutions",
    "StaffMembers",
    "TicketView",
    "Tickets",
    "TrayFilter",
    "TrayPlace",
    "TrayScope",
    "UnitOfWork",
    "Units",
    "Visit",
]
