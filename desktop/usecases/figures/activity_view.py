"""An activity report as it is read, and the lists of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from desktop.usecases.desk import Desk, Step
from desktop.usecases.figures import activity_count
from domain.activity import (
    WITH_ITS_AUTHOR,
    Activity,
    ActivityReport,
    Difference,
    Notes,
    ReportState,
    differences,
)
from domain.figures.periods import month_of
from domain.offices import Office
from domain.staff import SERVING_ROLES, Action, NotAllowed, Role, Staff, allowed

MONTHS_BACK = 11
"""So many months before this one somebody's own reports are listed."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """Somebody's month in a list.

    Attributes:
        state: ``DRAFT`` also where nothing was written yet.
        expected: they serve people, or did something in the month.
        left: they do not work here any more.
        sent_at: on the office's clock.
    """

    staff_id: UUID
    month: date
    who: str
    state: ReportState
    expected: bool = True
    left: bool = False
    sent_at: datetime | None = None

    @property
    def key(self) -> tuple[UUID, date]:
        """What tells it from others of a list."""
        return self.staff_id, self.month

    @property
    def is_missing(self) -> bool:
        """Whether it is still to be sent by somebody of whom it is expected."""
        return self.expected and self.state in WITH_ITS_AUTHOR


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report as it is read.

    Attributes:
        report: None where nothing was written yet.
        activity: what was counted when it was sent; until then what is counted now.
        differences: what is counted otherwise now than when it was sent.
        waits: days of the month that are not counted yet.
        own: it is the reader's own.
        is_over: the month is past, so that it may be sent.
        may_write: the reader may write its notes and send it; ``may_answer`` give conformity.
        alone: nobody else who works here could give conformity.
        sent_by: who sent it for somebody who left; empty where the author did.
        sent_at, answered_at: on the office's clock.
    """

    row: ReportRow
    office: Office
    now: datetime
    report: ActivityReport | None
    activity: Activity
    differences: tuple[Difference, ...]
    waits: int
    own: bool
    is_over: bool
    may_write: bool
    may_answer: bool
    alone: bool
    sent_by: str
    coordinator: str
    answered_at: datetime | None

    @property
    def state(self) -> ReportState:
        """Where it stands."""
        return self.row.state

    @property
    def notes(self) -> Notes:
        """What the specialist wrote."""
        return Notes() if self.report is None else self.report.notes


def view_of(desk: Desk, step: Step, staff_id: UUID, month: date) -> ReportView:
    """Return a report for who may read it.

    Raises:
        NotAllowed: it is another's, and they do not supervise.
        NotFound: there is no such colleague.
    """
    unit, actor = step.unit, step.actor
    own = staff_id == actor.staff_id
    if not (own or supervises(step)):
        raise NotAllowed()
    office = unit.offices.office()
    members = {member.id: member for member in unit.staff.all()}
    member = members[staff_id] if staff_id in members else unit.staff.get(staff_id)
    report = unit.activity_reports.of(month, staff_id)
    counted = activity_count.activity_of(desk, step, staff_id, month)
    state = ReportState.DRAFT if report is None else report.state
    with_author = state in WITH_ITS_AUTHOR
    sent = None if report is None or with_author else report.sent
    sender = None if report is None else report.sent_by
    who_may = {one.id for one in members.values() if Role.SUPERVISOR in one.roles_on(step.day)} - {
        staff_id,
        sender,
    }
    coordinator = None if report is None else report.coordinator_id
    answered = None if report is None else report.answered_at
    return ReportView(
        row=_row(office, member, month, report, expected=True),
        office=office,
        now=office.local(step.now),
        report=report,
        activity=sent or counted,
        differences=() if sent is None else differences(sent, counted),
        waits=activity_count.days_waiting(step, month),
        own=own,
        is_over=month < month_of(step.day).since,
        may_write=with_author and (own or not member.active),
        may_answer=state is ReportState.SENT and actor.staff_id in who_may,
        alone=not who_may - ({actor.staff_id} if own else set()),
        sent_by="" if sender in (None, staff_id) else members[sender].full_name,
        coordinator="" if coordinator is None else members[coordinator].full_name,
        answered_at=None if answered is None else office.local(answered),
    )


def supervises(step: Step) -> bool:
    """Tell whether the acting person supervises today."""
    return allowed(Action.SUPERVISE, step.actor.roles_on(step.day))


def own_rows(step: Step, this_month: date) -> list[ReportRow]:
    """Return somebody's own months, the newest first: the last, and those reported before."""
    office, member = step.unit.offices.office(), step.unit.staff.get(step.actor.staff_id)
    reports = {one.month: one for one in step.unit.activity_reports.of_staff(member.id)}
    months, month = {this_month}, this_month
    for _ in range(MONTHS_BACK):
        month = month_of(month - timedelta(days=1)).since
        months.add(month)
    return [
        _row(office, member, month, reports.get(month), expected=True)
        for month in sorted(months | reports.keys(), reverse=True)
    ]


def rows_of_month(step: Step, month: date) -> list[ReportRow]:
    """Return everybody's report of a month, by name: of whom one is expected, or who wrote one."""
    unit = step.unit
    office, last = unit.offices.office(), month_of(month).until
    worked = unit.activity_reports.at_counters(month, last) | activity_count.who_worked(step, month)
    reports = unit.activity_reports.of_month(month)
    rows = []
    for member in unit.staff.all():
        expected = member.id in worked or _serves(member, month, last)
        if expected or member.id in reports:
            rows.append(_row(office, member, month, reports.get(member.id), expected=expected))
    return rows


def _serves(member: Staff, first: date, last: date) -> bool:
    """Tell whether somebody who works here held a role that serves people in some days."""
    return member.active and any(
        grant.role in SERVING_ROLES
        and (grant.valid_from is None or grant.valid_from <= last)
        and (grant.valid_to is None or grant.valid_to >= first)
        for grant in member.grants
    )


def _row(
    office: Office,
    member: Staff,
    month: date,
    report: ActivityReport | None,
    *,
    expected: bool,
) -> ReportRow:
    sent_at = None if report is None or report.sent_at is None else office.local(report.sent_at)
    return ReportRow(
        member.id,
        month,
        member.full_name,
        ReportState.DRAFT if report is None else report.state,
        expected,
        not member.active,
        sent_at,
    )
