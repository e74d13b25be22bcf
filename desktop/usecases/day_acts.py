"""What was decided on a day, read from the log: by whom, about what, and why."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.catalogue import Catalogue
from domain.day_report import Act
from domain.offices import Office
from domain.operations import Operation
from domain.ports import UnitOfWork

ERASED = "Dato eliminado al cumplirse su plazo"
BREAKS = frozenset({"counter_break", "counter_back", "counter_closed"})
TYPES = BREAKS | {
    "absence_covered",
    "approval_granted",
    "approval_refused",
    "case_reassigned",
    "case_reopened",
    "counter_services_changed",
    "day_closed",
    "day_reopened",
    "notice_sent",
    "ticket_sent_on",
    "ticket_served",
}
"""Types of the operations that ``acts_of`` tells, some of them only where a reason was given."""

_Told = Mapping[str, Any]
_Line = tuple[str, str]


def acts_of(
    unit: UnitOfWork, catalogue: Catalogue, office: Office, operations: Sequence[Operation]
) -> tuple[Act, ...]:
    """Return what was decided, with its reason, and the breaks, by the time they began.

    Args:
        catalogue: for the names of services.
        office: for its clock.
        operations: those of the day, of ``TYPES``, by sequence.
    """
    names = {member.id: member.full_name for member in unit.staff.all()}
    numbers = {counter.id: counter.number for counter in unit.offices.counters()}
    absences = frozenset((o.actor_id, o.at) for o in operations if o.type == "absence_covered")
    reader = _Reader(unit, catalogue, office, names, numbers, absences)
    decided = [act for operation in operations for act in reader.decided(operation)]
    return tuple(sorted([*decided, *reader.breaks(operations)], key=lambda act: act.at))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns operations into words.

    Attributes:
        names, numbers: of the staff and of the counters.
        absences: who covered one, and when: the cases given over with it are told in its line.
    """

    unit: UnitOfWork
    catalogue: Catalogue
    office: Office
    names: Mapping[UUID, str]
    numbers: Mapping[UUID, int]
    absences: frozenset[tuple[UUID | None, datetime]]

    def decided(self, operation: Operation) -> Iterator[Act]:
        """Yield what an operation decided, if anything."""
        told = _told(operation)
        line = self._line(operation, told)
        if line is not None:
            what, reason = line
            yield self._act(operation, what, ERASED if operation.payload is None else reason)

    def breaks(self, operations: Sequence[Operation]) -> Iterator[Act]:
        """Yield the breaks with how long they lasted."""
        begun: dict[UUID, Operation] = {}
        for operation in operations:
            if operation.type == "counter_break":
                begun[operation.aggregate_id] = operation
            elif operation.type in BREAKS and operation.aggregate_id in begun:
                yield self._break(begun.pop(operation.aggregate_id), operation.at)
        for still in begun.values():
            yield self._break(still, None)

    def _break(self, began: Operation, ended: datetime | None) -> Act:
        what = f"Pausa en {self._counter_of(began)}"
        if ended is not None:
            what = f"{what}, {max(0, int((ended - began.at).total_seconds() // 60))} min"
        return self._act(began, what, _told(began).get("reason", ERASED))

    def _line(self, operation: Operation, told: _Told) -> _Line | None:
        """Return what was done and why; None where the operation decided nothing."""
        reason = told.get("reason", "")
        match operation.type:
            case "ticket_served":
                ended = f"Terminó la atención de {told.get('code')}"
                return (ended, reason) if told.get("by_supervisor") else None
            case "counter_closed":
                return (f"Cerró {self._counter_of(operation)}", reason) if reason else None
            case "counter_services_changed":
                attends = self.catalogue.short_names(tuple(told.get("services", ())))
                what = f"{self._counter_of(operation)} atiende: {attends}"
                return (f"{what[:1].upper()}{what[1:]}", reason) if reason else None
            case "ticket_sent_on":
                where = self._counter(told.get("to_counter"), "otra ventanilla o servicio")
                return f"Reasignó {told.get('code', 'un turno')} a {where}", reason
            case "notice_sent":
                where = self._counter(told.get("counter"), "una ventanilla")
                words = f"Aviso a {where}", told.get("text", "")
                return None if told.get("tells_act") else words
            case "absence_covered":
                return self._covered(told), reason
            case "case_reassigned":
                if (operation.actor_id, operation.at) in self.absences:
                    return None
                to = told.get("to", "otra persona")
                return f"Reasignó el trámite {self._case(operation)} a {to}", reason
            case "case_reopened":
                return f"Reabrió el trámite {self._case(operation)}", reason
            case "approval_granted" | "approval_refused":
                return self._answered(operation, told)
            case "day_closed" | "day_reopened":
                verb = "Cerró" if operation.type == "day_closed" else "Reabrió"
                return f"{verb} la jornada del {_day(told['day'])}", reason
            case _:
                return None

    def _answered(self, operation: Operation, told: _Told) -> _Line:
        approval = self.unit.approvals.get(operation.aggregate_id)
        verb = "Autorizó" if operation.type == "approval_granted" else "No autorizó"
        label = approval.kind.label
        asked = self.names[approval.asked_by]
        reason = ". ".join(part for part in (approval.reason, told.get("answer", "")) if part)
        return f"{verb}: {label[:1].lower()}{label[1:]}, pedido por {asked}", reason

    def _covered(self, told: _Told) -> str:
        if not told:
            return "Cubrió una ausencia"
        absent, stand_in = (self.names[UUID(told[key])] for key in ("absent", "stand_in"))
        cases = told["cases"]
        given = f"; recibe {cases} trámite{'' if cases == 1 else 's'}" if cases else ""
        return f"{stand_in} reemplaza a {absent} hasta el {_day(told['until'])}{given}"

    def _counter_of(self, operation: Operation) -> str:
        session = self.unit.sessions.get(operation.aggregate_id)
        return f"la ventanilla {self.numbers[session.counter_id]}"

    def _counter(self, counter_id: str | None, other: str) -> str:
        return other if counter_id is None else f"la ventanilla {self.numbers[UUID(counter_id)]}"

    def _case(self, operation: Operation) -> str:
        return self.unit.cases.get(operation.aggregate_id).number

    def _act(self, operation: Operation, what: str, reason: str) -> Act:
        who = "" if operation.actor_id is None else self.names[operation.actor_id]
        return Act(self.office.local(operation.at), who, what, reason)


def _told(operation: Operation) -> _Told:
    """Return what an operation tells; nothing once it was erased."""
    if operation.payload is None:
        return {}
    told: _Told = json.loads(operation.payload)
    return told


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"
