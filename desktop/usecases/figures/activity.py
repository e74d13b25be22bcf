"""The specialists' monthly activity reports: written, sent, given conformity, looked at.

Source: directive on the service centres, §5.2 e. Everybody who works at a desk has their own
report; who supervises sees everybody's, and gives conformity to those of others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from desktop.usecases.desk import Desk, Step, begin
from desktop.usecases.figures import activity_count
from desktop.usecases.figures.activity_view import (
    ReportRow,
    ReportView,
    own_rows,
    rows_of_month,
    supervises,
    view_of,
)
from domain.activity import (
    REMARKS_LIMIT,
    ActivityReport,
    MonthNotOver,
    Notes,
    ReportState,
    seal_of,
)
from domain.errors import InvalidInput, Stale
from domain.figures.periods import month_of
from domain.figures.waiting import StillCounting
from domain.ids import new_id
from domain.operations import Payload
from domain.staff import Action, Actor, NotAllowed
from domain.text import clean_text


@dataclass(frozen=True, slots=True)
class ReportsBoard:
    """What somebody sees of the reports.

    Attributes:
        change: of the log, when it was read.
        month: the one listed; ``this_month`` the one that goes on.
        supervises: everybody's of the month are listed; else one's own of the last months.
        rows: by name, or the newest month first.
        view: the one looked at; None where the list is empty.
        waiting: how many reports of all months wait for conformity.
    """

    change: int
    month: date
    this_month: date
    supervises: bool
    rows: tuple[ReportRow, ...]
    view: ReportView | None
    waiting: int

    @property
    def missing(self) -> int:
        """How many are still to be sent."""
        return sum(row.is_missing for row in self.rows)


def board(
    desk: Desk, actor: Actor, month: date | None = None, staff_id: UUID | None = None
) -> ReportsBoard:
    """Return the reports that somebody may see, and one of them.

    Args:
        desk: the workstation.
        actor: who looks.
        month: any day of the month looked at; None for the last that is over.
        staff_id: whose report is looked at; None for one's own, or the first listed.

    Raises:
        NotAllowed: nobody at a desk, or another's report and not a supervisor.
        NotFound: there is no such colleague.
        InvalidInput: the month has not begun.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.REPORT_ACTIVITY)
        this_month = month_of(step.day).since
        before = this_month - timedelta(days=1)
        shown = month_of(before if month is None else month).since
        _check_begun(step, shown)
        everybody = supervises(step)
        rows = rows_of_month(step, shown) if everybody else own_rows(step, this_month)
        chosen = staff_id or _first(rows, actor.staff_id)
        return ReportsBoard(
            unit.log.head().sequence,
            shown,
            this_month,
            everybody,
            tuple(rows),
            None if chosen is None else view_of(desk, step, chosen, shown),
            unit.activity_reports.count_waiting() if everybody else 0,
        )


def save_notes(
    desk: Desk, actor: Actor, month: date, notes: Notes, staff_id: UUID | None = None
) -> ActivityReport:
    """Keep the notes of a report that was not sent yet.

    Args:
        desk: the workstation.
        actor: whose it is; or a supervisor, of somebody who does not work here any more.
        month: any day of it.
        notes: as typed.
        staff_id: whose it is; None for one's own.

    Raises:
        NotAllowed: it is another's.
        InvalidInput: a note is too long or cannot be kept; the month has not begun.
        WrongReportState: it was sent.
    """
    clean = notes.cleaned()
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REPORT_ACTIVITY)
        report, is_new = _own_report(step, month_of(month).since, staff_id)
        if not is_new and report.notes == clean:
            return report
        noted = report.noted(clean)
        return _save(step, noted, is_new, "activity_report_noted", {})


def send(
    desk: Desk, actor: Actor, month: date, notes: Notes, staff_id: UUID | None = None
) -> ActivityReport:
    """Send a report of a month that is over to the coordinator, with what is counted now.

    Args:
        desk: the workstation.
        actor: whose it is; or a supervisor, of somebody who does not work here any more.
        month: any day of it.
        notes: as typed.
        staff_id: whose it is; None for one's own.

    Raises:
        NotAllowed, InvalidInput, WrongReportState: as for ``save_notes``.
        MonthNotOver: the month still goes on.
        StillCounting: days of it wait to be counted.
    """
    clean = notes.cleaned()
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.REPORT_ACTIVITY)
        first = month_of(month).since
        report, is_new = _own_report(step, first, staff_id)
        if first >= month_of(step.day).since:
            raise MonthNotOver()
        if waits := activity_count.days_waiting(step, first):
            raise StillCounting(waits)
        activity = activity_count.activity_of(desk, step, report.staff_id, first)
        sent = report.sent_on(actor.staff_id, step.now, clean, activity)
        return _save(step, sent, is_new, "activity_report_sent", {"sha256": seal_of(sent)})


def accept(desk: Desk, actor: Actor, report_id: UUID, version: int) -> ActivityReport:
    """Give a report conformity: from then on it stays as it was sent.

    Args:
        desk: the workstation.
        actor: a supervisor, neither the author nor who sent it.
        report_id: which.
        version: of the report as it was read.

    Raises:
        NotAllowed: not a supervisor.
        NotFound: there is no such report.
        Stale: it changed since it was read.
        WrongReportState: it does not wait for conformity.
        OwnReport: it is theirs, or they sent it.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        accepted = _as_read(step, report_id, version).accepted(actor.staff_id, step.now)
        told = {"sha256": seal_of(accepted)}
        return _save(step, accepted, False, "activity_report_accepted", told)


def give_back(
    desk: Desk, actor: Actor, report_id: UUID, version: int, remarks: str
) -> ActivityReport:
    """Send a report back to its author, who may mend it and send it again.

    Args:
        desk, actor, report_id, version: as for ``accept``.
        remarks: what is to be mended.

    Raises:
        NotAllowed, NotFound, Stale, WrongReportState, OwnReport: as for ``accept``.
        InvalidInput: there are no remarks, or they cannot be kept.
    """
    text = clean_text(remarks, label="Observaciones", limit=REMARKS_LIMIT, required=True)
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SUPERVISE)
        returned = _as_read(step, report_id, version).returned(actor.staff_id, step.now, text)
        return _save(step, returned, False, "activity_report_returned", {"remarks": text})


def _check_begun(step: Step, month: date) -> None:
    if month > step.day:
        raise InvalidInput("Ese mes todavía no empieza.", todo="Elija otro mes.")


def _own_report(step: Step, month: date, staff_id: UUID | None) -> tuple[ActivityReport, bool]:
    """Return the report that the acting person may write, and whether it is a new one.

    Raises:
        NotAllowed, NotFound, InvalidInput: as for ``save_notes``.
    """
    whose = staff_id or step.actor.staff_id
    if whose != step.actor.staff_id and (not supervises(step) or step.unit.staff.get(whose).active):
        raise NotAllowed()
    _check_begun(step, month)
    found = step.unit.activity_reports.of(month, whose)
    if found is not None:
        return found, False
    office = step.unit.offices.office()
    return ActivityReport(new_id(), office.id, month, whose, version=0), True


def _save(
    step: Step, report: ActivityReport, is_new: bool, type_: str, payload: Payload
) -> ActivityReport:
    told = {"month": report.month.isoformat(), "staff": str(report.staff_id), **payload}
    step.tell("activity_report", report.id, report.version, type_, told)
    if is_new:
        step.unit.activity_reports.add(report)
    else:
        step.unit.activity_reports.save(report)
    return report


def _as_read(step: Step, report_id: UUID, version: int) -> ActivityReport:
    report = step.unit.activity_reports.get(report_id)
    if report.version != version:
        raise Stale()
    return report


def _first(rows: Sequence[ReportRow], own: UUID) -> UUID | None:
    """Return whose report is looked at where nobody chose: what waits for an answer, one's own."""
    waiting = [row for row in rows if row.state is ReportState.SENT and row.staff_id != own]
    mine = [row for row in rows if row.staff_id == own]
    found = (*waiting, *mine, *rows)
    return found[0].staff_id if found else None
