"""Cases, with what was found of their requirements."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update

from db.repositories.base import Repository
from db.repositories.case_rows import CaseLists
from db.tables import CASE_IS_OPEN, CASE_IS_RETURNED, case_file, case_finding, case_series, office
from domain.case_parts import (
    CaseState,
    Conformity,
    ConformityKind,
    Matter,
    Origin,
    Outcome,
    Parties,
    StepDone,
)
from domain.cases import Case
from domain.catalogue import Channel
from domain.checklist import Finding, Verdict
from domain.errors import NotFound, NotSetUp
from domain.solutions import SolutionType

_BY_ID = select(case_file).where(case_file.c.id == bindparam("key"))
_BY_NUMBER = select(case_file).where(case_file.c.number == bindparam("number"))
_OF_SUBJECT = select(case_file).where(
    case_file.c.entity_id == bindparam("entity"),
    case_file.c.subject == bindparam("about"),
    CASE_IS_OPEN,
)
_OF_TICKET = (
    select(case_file)
    .where(case_file.c.ticket_id == bindparam("ticket"))
    .order_by(case_file.c.opened_at, case_file.c.number)
)
_OVERDUE_RETURNS = (
    select(case_file)
    .where(CASE_IS_RETURNED, case_file.c.term_ends < bindparam("before"))
    .order_by(case_file.c.term_ends)
    .limit(bindparam("most"))
)
_ALL_OPEN = select(case_file).where(CASE_IS_OPEN).order_by(case_file.c.attend_by, case_file.c.id)
_HELD_BY = (
    select(case_file)
    .where(CASE_IS_OPEN, case_file.c.holder_id == bindparam("holder"))
    .order_by(case_file.c.attend_by, case_file.c.id)
)
_BY_HOLDER = (
    select(case_file.c.holder_id, func.count().label("many"))
    .where(CASE_IS_OPEN, case_file.c.holder_id.is_not(None))
    .group_by(case_file.c.holder_id)
)
_ADD = insert(case_file)
_NEVER_CHANGED = {"id", "office_id", "number", "opened_by", "opened_at"}
_SAVE = (
    update(case_file)
    .where(case_file.c.id == bindparam("key"), case_file.c.version == bindparam("previous"))
    .values({c.name: bindparam(c.name) for c in case_file.c if c.name not in _NEVER_CHANGED})
)
_NOTE = (
    update(case_file)
    .where(case_file.c.id == bindparam("key"), case_file.c.version == bindparam("previous"))
    .values(version=bindparam("version"))
)
_FINDINGS = select(
    case_finding.c.requirement,
    case_finding.c.verdict,
    case_finding.c.reason,
    case_finding.c.text,
    case_finding.c.place,
    case_finding.c.staff_id,
    case_finding.c.at,
).where(case_finding.c.case_id == bindparam("key"), case_finding.c.submission == bindparam("of"))
_DROP_FINDING = delete(case_finding).where(
    case_finding.c.case_id == bindparam("key"),
    case_finding.c.submission == bindparam("of"),
    case_finding.c.requirement == bindparam("place"),
)
_ADD_FINDING = insert(case_finding)
_LAST_NUMBER = select(case_series.c.last_number).where(case_series.c.year == bindparam("of"))
_FIRST_NUMBER = insert(case_series)
_TAKE_NUMBER = (
    update(case_series)
    .where(case_series.c.year == bindparam("of"))
    .values(last_number=bindparam("last"))
)
_OFFICE_ID = select(office.c.id)


class SqlCases(CaseLists, Repository):
    """The cases."""

    def get(self, case_id: UUID) -> Case:
        """Return a case. Raises NotFound."""
        row = self._one(_BY_ID, key=case_id)
        if row is None:
            raise NotFound()
        return _to_case(row)

    def by_number(self, number: str) -> Case | None:
        """Return the case of that number, or None."""
        row = self._one(_BY_NUMBER, number=number)
        return None if row is None else _to_case(row)

    def open_of_subject(self, entity_id: UUID, subject: str) -> Case | None:
        """Return the open case of an entity about one subject."""
        row = self._one(_OF_SUBJECT, entity=entity_id, about=subject)
        return None if row is None else _to_case(row)

    def of_ticket(self, ticket_id: UUID) -> Sequence[Case]:
        """Return the cases of a visit, in the order in which they were opened."""
        return [_to_case(row) for row in self._rows(_OF_TICKET, ticket=ticket_id)]

    def overdue_returns(self, before: date, limit: int) -> Sequence[Case]:
        """Return the returned cases whose last day was before a day."""
        rows = self._rows(_OVERDUE_RETURNS, before=before, most=limit)
        return [_to_case(row) for row in rows]

    def all_open(self) -> Sequence[Case]:
        """Return every case that has not ended."""
        return [_to_case(row) for row in self._rows(_ALL_OPEN)]

    def held_by(self, staff_id: UUID) -> Sequence[Case]:
        """Return the open cases that somebody has."""
        return [_to_case(row) for row in self._rows(_HELD_BY, holder=staff_id)]

    def open_by_holder(self) -> Mapping[UUID, int]:
        """Return how many open cases each has who has any."""
        return {row.holder_id: row.many for row in self._rows(_BY_HOLDER)}

    def next_number(self, year: int) -> int:
        """Take the next number of a year."""
        last = self._scalar(_LAST_NUMBER, of=year)
        if last is None:
            office_id = self._scalar(_OFFICE_ID)
            if office_id is None:
                raise NotSetUp()
            self._change(_FIRST_NUMBER, {"year": year, "office_id": office_id, "last_number": 1})
            return 1
        number: int = last + 1
        self._change(_TAKE_NUMBER, {"of": year, "last": number})
        return number

    def add(self, case: Case) -> None:
        """Store a new case."""
        self._change(_ADD, {"id": case.id, **_row(case)})

    def save(self, case: Case) -> None:
        """Store a changed case. Raises Stale."""
        self._change_one(_SAVE, {"key": case.id, "previous": case.version - 1, **_row(case)})

    def note(self, case: Case) -> None:
        """Store only that a case is one version on. Raises Stale."""
        self._change_one(
            _NOTE, {"key": case.id, "previous": case.version - 1, "version": case.version}
        )

    def findings(self, case_id: UUID, submission: int) -> Sequence[Finding]:
        """Return what was found of each requirement in one submission."""
        return [_to_finding(row) for row in self._rows(_FINDINGS, key=case_id, of=submission)]

    def set_finding(self, case_id: UUID, submission: int, finding: Finding) -> None:
        """Store what was found, in place of an earlier finding."""
        self.drop_finding(case_id, submission, finding.requirement)
        self._change(
            _ADD_FINDING,
            {
                "case_id": case_id,
                "submission": submission,
                "requirement": finding.requirement,
                "verdict": finding.verdict.value,
                "reason": finding.reason,
                "text": finding.text,
                "place": finding.place,
                "staff_id": finding.by,
                "at": finding.at,
            },
        )

    def drop_finding(self, case_id: UUID, submission: int, requirement: int) -> None:
        """Forget what was found of a requirement."""
        self._change(_DROP_FINDING, {"key": case_id, "of": submission, "place": requirement})


def _row(case: Case) -> dict[str, Any]:
    origin, parties, matter = case.origin, case.parties, case.matter
    outcome, conformity = case.outcome, case.conformity
    return {
        "office_id": case.office_id,
        "number": case.number,
        "service": case.service,
        "catalogue_version": case.catalogue_version,
        "channel": origin.channel.value,
        "received_at": origin.received_at,
        "sender": origin.sender,
        "ticket_id": origin.ticket_id,
        "reference": origin.reference,
        "bearer_id": parties.bearer_id,
        "beneficiary_id": parties.beneficiary_id,
        "signer_id": parties.signer_id,
        "entity_id": parties.entity_id,
        "place": parties.place,
        "topic": matter.topic,
        "system": matter.system,
        "problem": matter.problem,
        "fields": json.dumps(matter.fields, ensure_ascii=False),
        "apart": matter.apart,
        "subject": case.subject,
        "opened_by": case.opened_by,
        "opened_at": case.opened_at,
        "submitted_at": case.submitted_at,
        "holder_id": case.holder_id,
        "held_since": case.held_since,
        "state": case.state.value,
        "area": case.area,
        "submission": case.submission,
        "clock_from": case.clock_from,
        "due_at": case.due_at,
        "term_ends": case.term_ends,
        "attend_by": _attend_by(case),
        "steps": json.dumps(
            [[s.code, s.by.hex, s.at.isoformat(), s.note] for s in case.steps], ensure_ascii=False
        ),
        "solution_type": "" if outcome is None else outcome.type.value,
        "solution_detail": "" if outcome is None else outcome.detail,
        "solution_code": "" if outcome is None else outcome.code,
        "conformity": "" if conformity is None else conformity.kind.value,
        "conformity_reason": "" if conformity is None else conformity.reason,
        "resolved_at": case.resolved_at,
        "closed_at": case.closed_at,
        "reopened": case.reopened,
        "unforeseen": case.unforeseen,
        "reason": case.reason,
        "version": case.version,
    }


def _attend_by(case: Case) -> datetime:
    """Return by when somebody should do something about it: what a tray is ordered by."""
    if case.term_ends is not None:
        return datetime.combine(case.term_ends + timedelta(days=1), time.min, UTC)
    return case.due_at or case.submitted_at


def _to_case(row: Any) -> Case:
    return Case(
        row.id,
        row.office_id,
        row.number,
        row.service,
        row.catalogue_version,
        Origin(Channel(row.channel), row.received_at, row.sender, row.ticket_id, row.reference),
        Parties(row.bearer_id, row.beneficiary_id, row.signer_id, row.entity_id, row.place),
        Matter(
            row.topic,
            row.system,
            row.problem,
            tuple((key, value) for key, value in json.loads(row.fields)),
            row.apart,
        ),
        row.opened_by,
        row.opened_at,
        row.submitted_at,
        row.holder_id,
        row.held_since,
        CaseState(row.state),
        row.area,
        row.submission,
        row.clock_from,
        row.due_at,
        row.term_ends,
        tuple(
            StepDone(code, UUID(by), datetime.fromisoformat(at), note)
            for code, by, at, note in json.loads(row.steps)
        ),
        None
        if not row.solution_type
        else Outcome(SolutionType(row.solution_type), row.solution_detail, row.solution_code),
        None
        if not row.conformity
        else Conformity(ConformityKind(row.conformity), row.conformity_reason),
        row.resolved_at,
        row.closed_at,
        row.reopened,
        row.unforeseen,
        row.reason,
        row.version,
    )


def _to_finding(row: Any) -> Finding:
    return Finding(
        row.requirement,
        Verdict(row.verdict),
        row.reason,
        row.text,
        row.place,
        row.staff_id,
        row.at,
    )
