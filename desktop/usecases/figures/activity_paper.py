"""The activity report on paper."""

from datetime import date
from uuid import UUID

from desktop.usecases.desk import Desk, begin
from desktop.usecases.figures.activity_view import ReportRow, view_of
from desktop.usecases.paper import Paper
from domain.activity import (
    WITH_ITS_AUTHOR,
    ActivityPaper,
    Notes,
    ReportState,
    seal_of,
)
from domain.figures.periods import month_of
from domain.staff import Action, Actor

TITLE = "Informe de actividades"
_NAME = 60


def activity_pdf(
    desk: Desk, actor: Actor, paper: Paper, month: date, staff_id: UUID | None = None
) -> bytes:
    """Return a report as PDF.

    Args:
        desk: the workstation.
        actor: whose it is, or a supervisor.
        paper: makes it.
        month: any day of it.
        staff_id: whose it is; None for one's own.

    Raises:
        NotAllowed: it is another's, and they do not supervise.
        NotFound: there is no such colleague.
    """
    made = _paper(desk, actor, month, staff_id)
    return paper.documents.activity_report(made)


def file_name(row: ReportRow) -> str:
    """Return the name of the file of a report, without its ending."""
    kind = TITLE if row.state is ReportState.ACCEPTED else f"{TITLE} provisional"
    who = "".join(char for char in row.who if char.isalnum() or char == " ")
    return f"{kind} {row.month:%Y-%m} {who[:_NAME]}".strip()


def _paper(desk: Desk, actor: Actor, month: date, staff_id: UUID | None) -> ActivityPaper:
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.REPORT_ACTIVITY)
        view = view_of(desk, step, staff_id or actor.staff_id, month_of(month).since)
    office, report = view.office, view.report
    with_author = view.state in WITH_ITS_AUTHOR
    return ActivityPaper(
        office.ministry,
        office.name,
        view.row.who,
        view.now,
        view.state,
        view.activity,
        Notes() if report is None else report.notes,
        sent_at=None if with_author else view.row.sent_at,
        sent_by=view.sent_by,
        coordinator=view.coordinator,
        answered_at=view.answered_at,
        remarks="" if report is None else report.remarks,
        seal="" if report is None or with_author else seal_of(report),
        differences=view.differences,
        waits=view.waits,
    )
