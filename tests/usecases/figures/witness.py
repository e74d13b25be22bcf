"""The figures counted a second time: a walk over the log, that reads no table of turnos or cases."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.offices import Office
from domain.operations import Operation

_GUAYAQUIL = ZoneInfo("America/Guayaquil")
_MINUTE = timedelta(minutes=1)
Line = tuple[date, str, int, str, int, UUID | None]
"""Day, what, service, channel, counter, who."""


@dataclass
class _Turno:
    """What the log told of a turno so far."""

    day: date
    service: int
    entity: UUID | None
    waits_since: datetime
    waiting: bool = True
    state: str = "issued"
    counter: int = 0
    caller: tuple[int, UUID] = (0, UUID(int=0))
    called_at: datetime | None = None
    out_of_turn: bool = False
    attended_by: UUID | None = None
    since: datetime | None = None
    absences: list[tuple[int, UUID]] = field(default_factory=list)
    cases: dict[UUID, str] = field(default_factory=dict)


@dataclass
class _Tramite:
    """What it told of a case."""

    channel: str
    service: int
    entity: UUID | None
    opened: tuple[date, int, UUID]
    turno: UUID | None
    topic: str
    system: str
    catalogue: int
    closed: bool = False


@dataclass
class Witness:
    """Counts what the log tells.

    Attributes:
        clocks: by case, from when until when its promised time ran at each answer: the log does
            not tell it of support; noted by who played.
        lines: how often, or how many minutes in sum; ``minutes``: histograms of waits, attentions.
        entities: by month, public body, service and name; ``ranked`` by day and key.
    """

    office: Office
    counters: Mapping[UUID, int]
    clocks: Mapping[tuple[UUID, datetime], tuple[datetime | None, datetime | None]]
    lines: Counter[Line] = field(default_factory=Counter)
    minutes: Counter[tuple[Line, int]] = field(default_factory=Counter)
    ranked: Counter[tuple[date, str, int, str]] = field(default_factory=Counter)
    entities: Counter[tuple[date, UUID, int, str]] = field(default_factory=Counter)
    _turnos: dict[UUID, _Turno] = field(default_factory=dict)
    _cases: dict[UUID, _Tramite] = field(default_factory=dict)
    _seats: dict[UUID, int] = field(default_factory=dict)
    _sessions: dict[UUID, tuple[int, UUID]] = field(default_factory=dict)
    _in_force: int = 0

    def hear(self, operation: Operation) -> None:
        """Take up one operation; call ``finish`` after the last."""
        told = json.loads(operation.payload or "{}")
        heard = getattr(self, f"_{operation.type}", None)
        if heard is not None:
            heard(operation, told)

    def finish(self) -> None:
        """Count what only the end tells."""
        for turno in self._turnos.values():
            where = (turno.day, turno.service, "in_person", 0, None)
            if turno.state in ("cancelled", "expired"):
                self._line(turno.state, where, None)
            back = turno.absences[:-1] if turno.state == "no_show" else turno.absences
            for counter, staff in back:
                self._line(
                    "rejoined", (turno.day, turno.service, "in_person", counter, staff), None
                )
            if turno.state == "served":
                there = (turno.day, turno.service, "in_person", turno.counter, turno.attended_by)
                self._line("served", there, None)
                ends = {end for end in turno.cases.values() if end != "case_withdrawn"}
                if ends == {"case_returned"}:
                    self._line("lost", there, turno.entity)
        for case in self._cases.values():
            day, counter, staff = case.opened
            self._line("opened", (day, case.service, case.channel, counter, staff), case.entity)
            for what, key in (("topic", case.topic), ("system", case.system)):
                if key:
                    self.ranked[day, what, case.service, key] += 1

    def _line(
        self,
        what: str,
        key: tuple[date, int, str, int, UUID | None],
        entity: UUID | None,
        by: int = 1,
    ) -> None:
        day, service, channel, counter, staff = key
        self.lines[day, what, service, channel, counter, staff] += by
        name = {"issued": "visits"}.get(what, what)
        kept = ("visits", "lost", "opened", "returned", "answered", "promised", "on_time", "closed")
        if entity is not None and name in kept:
            self.entities[day.replace(day=1), entity, service, name] += by

    # ------------------------------------------------------------------------- who sits where

    def _counter_opened(self, op: Operation, told: dict[str, Any]) -> None:
        assert op.actor_id is not None
        number = self.counters[UUID(told["counter"])]
        self._seats[op.actor_id] = number
        self._sessions[op.aggregate_id] = (number, op.actor_id)

    def _counter_closed(self, op: Operation, _: dict[str, Any]) -> None:
        number, staff = self._sessions[op.aggregate_id]
        if self._seats.get(staff) == number:
            del self._seats[staff]

    # ------------------------------------------------------------------------- turnos

    def _ticket_issued(self, op: Operation, told: dict[str, Any]) -> None:
        entity = None if told["entity"] is None else UUID(told["entity"])
        day = date.fromisoformat(told["day"])
        turno = _Turno(day, told["services"][0], entity, op.at)
        self._turnos[op.aggregate_id] = turno
        where = (day, turno.service, "in_person", 0, None)
        self._line("issued", where, entity)
        if told["priority"]:
            self._line("priority", where, None)

    def _ticket_called(self, op: Operation, told: dict[str, Any]) -> None:
        turno = self._turnos[op.aggregate_id]
        assert op.actor_id is not None
        turno.caller = (self.counters[UUID(told["counter"])], op.actor_id)
        turno.counter, turno.called_at = turno.caller[0], op.at
        turno.out_of_turn = "out_of_turn" in told

    def _end_call(self, turno: _Turno, what: str) -> None:
        key = (turno.day, turno.service, "in_person", *turno.caller)
        if what:
            self._line(what, key, None)
        if turno.out_of_turn:
            self._line("out_of_turn", key, None)
        turno.out_of_turn = False

    def _ticket_arrived(self, op: Operation, _: dict[str, Any]) -> None:
        turno = self._turnos[op.aggregate_id]
        self._end_call(turno, "calls")
        turno.since, turno.attended_by, turno.state = op.at, turno.caller[1], "serving"
        if turno.waiting:
            assert turno.called_at is not None
            waited = (turno.called_at - turno.waits_since) // _MINUTE
            line = (turno.day, "wait", turno.service, "in_person", *turno.caller)
            self.minutes[line, waited] += 1
            turno.waiting = False

    def _ticket_no_show(self, op: Operation, _: dict[str, Any]) -> None:
        turno = self._turnos[op.aggregate_id]
        self._end_call(turno, "no_shows")
        turno.absences.append(turno.caller)
        turno.state = "no_show"

    def _call_undone(self, op: Operation, _: dict[str, Any]) -> None:
        self._turnos[op.aggregate_id].out_of_turn = False

    def _ticket_rejoined(self, op: Operation, _: dict[str, Any]) -> None:
        turno = self._turnos[op.aggregate_id]
        turno.state, turno.waits_since, turno.waiting = "issued", op.at, True

    def _ticket_sent_on(self, op: Operation, _: dict[str, Any]) -> None:
        turno = self._turnos[op.aggregate_id]
        if turno.out_of_turn:  # it was being called: that call ended here
            self._end_call(turno, "")
        turno.state = "issued"

    def _ticket_held(self, op: Operation, _: dict[str, Any]) -> None:
        self._turnos[op.aggregate_id].state = "held"

    def _ticket_resumed(self, op: Operation, told: dict[str, Any]) -> None:
        turno = self._turnos[op.aggregate_id]
        turno.counter, turno.state = self.counters[UUID(told["counter"])], "serving"
        turno.attended_by = op.actor_id

    def _ticket_cancelled(self, op: Operation, _: dict[str, Any]) -> None:
        self._turnos[op.aggregate_id].state = "cancelled"

    def _ticket_expired(self, op: Operation, _: dict[str, Any]) -> None:
        self._turnos[op.aggregate_id].state = "expired"

    def _ticket_served(self, op: Operation, told: dict[str, Any]) -> None:
        turno = self._turnos[op.aggregate_id]
        turno.state = "served"
        if told.get("by_supervisor"):
            turno.attended_by = turno.caller[1]
            return
        assert turno.since is not None
        if self.office.day_of(op.at) == turno.day:
            line = (
                turno.day, "attention", turno.service, "in_person", turno.counter, turno.attended_by,
            )  # fmt: skip
            self.minutes[line, (op.at - turno.since) // _MINUTE] += 1

    # ------------------------------------------------------------------------- cases

    def _catalogue_published(self, _op: Operation, _told: dict[str, Any]) -> None:
        self._in_force += 1

    def _key(self, op: Operation, case: _Tramite) -> tuple[date, int, str, int, UUID | None]:
        assert op.actor_id is not None
        seat = self._seats.get(op.actor_id, 0)
        return self.office.day_of(op.at), case.service, case.channel, seat, op.actor_id

    def _case_opened(self, op: Operation, told: dict[str, Any]) -> None:
        assert op.actor_id is not None
        day, seat = self.office.day_of(op.at), self._seats.get(op.actor_id, 0)
        entity = UUID(told["entity_id"]) if "entity_id" in told else None
        turno = UUID(told["ticket"]) if "ticket" in told else None
        self._cases[op.aggregate_id] = _Tramite(
            told["channel"], told["service"], entity, (day, seat, op.actor_id), turno,
            told["topic"], told["system"], told["catalogue"],
        )  # fmt: skip
        self._at_visit(op)

    def _at_visit(self, op: Operation) -> None:
        turno_id = self._cases[op.aggregate_id].turno
        if turno_id is not None:
            turno = self._turnos[turno_id]
            if turno.day == self.office.day_of(op.at):
                turno.cases[op.aggregate_id] = op.type

    def _case_corrected(self, op: Operation, told: dict[str, Any]) -> None:
        self._cases[op.aggregate_id].entity = (
            UUID(told["entity_id"]) if "entity_id" in told else None
        )

    def _case_reclassified(self, op: Operation, told: dict[str, Any]) -> None:
        case = self._cases[op.aggregate_id]
        case.service, case.catalogue = told["service"], self._in_force or case.catalogue

    def _case_resubmitted(self, op: Operation, told: dict[str, Any]) -> None:
        self._cases[op.aggregate_id].turno = UUID(told["ticket"]) if "ticket" in told else None
        self._at_visit(op)

    def _case_returned(self, op: Operation, told: dict[str, Any]) -> None:
        case = self._cases[op.aggregate_id]
        key = self._key(op, case)
        self._line("returned", key, case.entity)
        self._at_visit(op)
        for fault in told["faults"]:
            words = (fault["requirement"], fault["verdict"], fault["reason"], case.catalogue)
            self.ranked[key[0], "fault", case.service, "|".join(map(str, words))] += 1

    def _case_withdrawn(self, op: Operation, _: dict[str, Any]) -> None:
        self._at_visit(op)
        self._line("withdrawn", self._key(op, self._cases[op.aggregate_id]), None)

    def _case_reopened(self, op: Operation, _: dict[str, Any]) -> None:
        self._line("reopened", self._key(op, self._cases[op.aggregate_id]), None)

    def _case_referred(self, op: Operation, _: dict[str, Any]) -> None:
        self._line("referred", self._key(op, self._cases[op.aggregate_id]), None)

    def _case_lapsed(self, op: Operation, _: dict[str, Any]) -> None:
        self._line("lapsed", self._key(op, self._cases[op.aggregate_id]), None)

    def _case_resolved(self, op: Operation, told: dict[str, Any]) -> None:
        case = self._cases[op.aggregate_id]
        key = self._key(op, case)
        self._line("answered", key, case.entity)
        self.ranked[key[0], "solution", case.service, told["code"] or f"type:{told['type']}"] += 1
        since, until = self.clocks[op.aggregate_id, op.at]
        assert since is not None
        assert until is not None
        self._line("promised", key, case.entity)
        self._line("answer_minutes", key, None, (op.at - since) // _MINUTE)
        if op.at <= until:
            self._line("on_time", key, case.entity)

    def _case_closed(self, op: Operation, told: dict[str, Any]) -> None:
        case = self._cases[op.aggregate_id]
        key = self._key(op, case)
        if told["conformity"] == "refused":
            self._line("refused", key, None)
        if not case.closed:
            by_law = op.at.astimezone(_GUAYAQUIL).date()
            self._line("closed", (by_law, *key[1:]), case.entity)
            case.closed = True
