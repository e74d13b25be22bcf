"""The report of a day: its figures, turnos, decisions and cases, and the head of the log's chain.

For a closed day the figures are those kept when it was closed (and counted again where an
attention ended afterwards).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.usecases.day_acts import TYPES, acts_of
from desktop.usecases.day_count import count
from desktop.usecases.day_stretch import Stretch, stretch_of
from desktop.usecases.desk import Desk, Step, begin
from domain.catalogue import Catalogue
from domain.contingency import series_of
from domain.day_figures import DayCount, attention_minutes, by_half_hour
from domain.day_report import (
    Act,
    ClosedBy,
    DayReport,
    HalfHour,
    OpenKind,
    PaperSpell,
    ReportCase,
    ReportTicket,
    open_kind,
)
from domain.errors import NotFound
from domain.offices import Office
from domain.operations import LogHead, Operation
from domain.ports import CaseRow, TicketView, TrayFilter, UnitOfWork
from domain.staff import Action, Actor
from domain.tickets import OPEN_STATES

LISTED = 400
"""So many open cases are listed, the most urgent first; the others are counted."""
COUNTED = 9_999
"""Up to so many are counted."""
_CONTINGENCY = ("contingency_declared", "contingency_ended")
_RETURNED, _RESOLVED = "case_returned", "case_resolved"


def day_report(desk: Desk, actor: Actor, day: date | None = None) -> DayReport:
    """Return the report of a day, today's when None.

    Raises:
        NotAllowed: not a supervisor.
        NotFound: nothing happened on that day.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        which = step.day if day is None else day
        record = unit.days.get(which)
        if record is None:
            raise NotFound("Ese día no hubo turnos.", todo="Elija otra jornada.")
        seen = _Seen(unit, desk.catalogues.refresh(unit), unit.offices.office(), which, step)
        place = seen.place()
        closing = None if record.closed_at is None else place.closing
        happened = seen.happened(place)
        views = unit.tickets.views(which)
        counted = count(unit, seen.catalogue, which, [view.ticket for view in views])
        kept = unit.closed_days.get(which)
        listed = seen.open_cases(closing)
        return DayReport(
            ministry=seen.office.ministry,
            office=seen.office.name,
            day=which,
            made_at=seen.office.local(step.now),
            closed=None if closing is None else seen.closed_by(closing),
            figures=counted.figures if kept is None else kept.figures,
            half_hours=tuple(
                HalfHour(slot, *both) for slot, both in sorted(by_half_hour(counted.slots).items())
            ),
            tickets=tuple(seen.tickets(counted, views)),
            out_of_turn=tuple(seen.out_of_turn()),
            acts=acts_of(unit, seen.catalogue, seen.office, happened),
            opened=tuple(seen.opened()),
            returned=tuple(seen.returned(happened)),
            late=tuple(seen.late(happened)),
            open_cases=None if listed is None else tuple(listed),
            open_more=0 if listed is None else seen.count_open() - len(listed),
            contingencies=tuple(seen.contingencies(views)),
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A day being read."""

    unit: UnitOfWork
    catalogue: Catalogue
    office: Office
    day: date
    step: Step

    def place(self) -> Stretch:
        """Find the day in the log."""
        log = self.unit.log
        today = self.day == self.step.day
        return stretch_of(log.of(self.office.id), self.day, log.head().sequence, today=today)

    def happened(self, place: Stretch) -> Sequence[Operation]:
        """Return what the report tells of the log, as the day's clock had it."""
        types = TYPES | {_RETURNED, _RESOLVED}
        operations = self.unit.log.between(place.after, place.until, types)
        return [o for o in operations if self.office.day_of(o.at) == self.day]

    def closed_by(self, closing: Operation) -> ClosedBy:
        """Return who closed the day, and the head of the chain it made."""
        told: Mapping[str, Any] = json.loads(closing.payload or "{}")
        who = None if closing.actor_id is None else self.unit.staff.get(closing.actor_id)
        return ClosedBy(
            self.office.local(closing.at),
            "" if who is None else who.full_name,
            told.get("reason", ""),
            LogHead(closing.sequence, closing.hash),
        )

    def tickets(self, counted: DayCount, views: Sequence[TicketView]) -> Iterator[ReportTicket]:
        """Yield the turnos by arrival."""
        calls = {
            ticket_id: (order, self.office.local(at))
            for order, (ticket_id, at) in enumerate(self.unit.tickets.first_calls(self.day), 1)
        }
        for view in views:
            ticket = view.ticket
            order, called = calls.get(ticket.id, (None, None))
            ended = ticket.finished_at
            yield ReportTicket(
                ticket.code,
                ticket.priority,
                self.catalogue.short_names(ticket.services),
                self.office.local(ticket.arrived_at),
                called,
                order,
                counted.waits_minutes.get(ticket.code),
                view.counter_number,
                attention_minutes(ticket),
                None if ended is None else self.office.local(ended),
                ticket.state,
                "" if ticket.state in OPEN_STATES else ticket.reason,
            )

    def out_of_turn(self) -> Iterator[Act]:
        """Yield the calls out of turn."""
        for call in self.unit.tickets.out_of_turn(self.day):
            what = f"{call.code} a la ventanilla {call.counter_number}"
            yield Act(self.office.local(call.called_at), call.staff, what, call.reason)

    def opened(self) -> Iterator[ReportCase]:
        """Yield the cases opened on the day."""
        for row in self.unit.case_days.opened(*self.office.bounds(self.day)):
            yield self._case(row, at=row.opened_at)

    def returned(self, happened: Sequence[Operation]) -> Iterator[ReportCase]:
        """Yield the cases handed back, the first first, with what was wrong."""
        last = _last_of(_RETURNED, happened)
        for row in reversed(self.unit.case_days.returned(self.day)):
            told = last.get(row.id)
            faults = [] if told is None else json.loads(told.payload or "{}").get("faults", [])
            why = "; ".join(f"{fault['name']}: {fault['words']}" for fault in faults)
            yield self._case(row, at=None if told is None else told.at, detail=why)

    def late(self, happened: Sequence[Operation]) -> Iterator[ReportCase]:
        """Yield the cases answered after their promised time."""
        last = _last_of(_RESOLVED, happened)
        for row in self.unit.case_days.answered_late(*self.office.bounds(self.day)):
            told = last.get(row.id)
            yield self._case(row, at=None if told is None else told.at)

    def open_cases(self, closing: Operation | None) -> list[ReportCase] | None:
        """Return the cases left open, the most urgent first; None where that day is past."""
        seen_on = self.day if closing is None else self.office.day_of(closing.at)
        if seen_on != self.step.day:
            return None
        return [
            self._case(row, open_kind(row, self.office, self.day, self.step.now))
            for row in self.unit.cases.tray(TrayFilter(), LISTED)
        ]

    def contingencies(self, views: Sequence[TicketView]) -> Iterator[PaperSpell]:
        """Yield the times without the system, whenever they were told."""
        begun: datetime | None = None
        for operation in self.unit.log.of(self.office.id):
            if operation.type not in _CONTINGENCY or operation.payload is None:
                continue
            told = json.loads(operation.payload)
            if told["day"] != self.day.isoformat():
                continue
            begun = self.office.local(datetime.fromisoformat(told["from"]))
            if operation.type == _CONTINGENCY[1]:
                yield PaperSpell(begun, self.office.local(operation.at), told["entered"])
                begun = None
        if begun is not None:
            series = series_of(self.office.series)
            entered = sum(1 for view in views if view.ticket.series == series)
            yield PaperSpell(begun, None, entered)

    def count_open(self) -> int:
        """Return how many cases are open."""
        return self.unit.cases.count(TrayFilter(), COUNTED)

    def _case(
        self,
        row: CaseRow,
        kind: OpenKind | None = None,
        *,
        at: datetime | None = None,
        detail: str = "",
    ) -> ReportCase:
        service = self.catalogue.find(row.service)
        return ReportCase(
            row.number,
            "" if service is None else service.short_name,
            row.entity,
            row.holder,
            row.state.label if kind is None else f"{kind.label} · {row.state.label}",
            None if row.due_at is None else self.office.local(row.due_at),
            row.term_ends,
            None if at is None else self.office.local(at),
            detail,
        )


def _last_of(type_: str, operations: Sequence[Operation]) -> Mapping[UUID, Operation]:
    """Return the last operation of a type on each thing."""
    return {o.aggregate_id: o for o in operations if o.type == type_}
