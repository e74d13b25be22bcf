"""The report of a day on paper and as files."""

from datetime import date
from pathlib import Path
from uuid import uuid5

from desktop.ports import PrintOutcome
from desktop.usecases.day_report import day_report
from desktop.usecases.desk import Desk, begin
from desktop.usecases.paper import Paper
from domain.day_report import DayReport
from domain.staff import Action, Actor


def print_report(desk: Desk, actor: Actor, paper: Paper, day: date) -> PrintOutcome:
    """Print the report of a day.

    Raises:
        NotAllowed: not a supervisor.
        NotFound: nothing happened on that day.
        PrintFailed: it was neither printed nor saved.
    """
    report = day_report(desk, actor, day)
    pdf = paper.documents.day_report(report)
    return paper.printer.print_pdf(pdf, printer=paper.sheets(), title=_name(report))


def preview_report(desk: Desk, actor: Actor, paper: Paper, day: date) -> tuple[DayReport, bytes]:
    """Return the report of a day and, as PDF, what would be printed. Raises as printing does."""
    report = day_report(desk, actor, day)
    return report, paper.documents.day_report(report)


def save_pdf(desk: Desk, actor: Actor, paper: Paper, day: date) -> Path:
    """Save the report of a day as PDF where the person finds it, and return where.

    Raises:
        NotAllowed, NotFound: as ``print_report``.
        PrintFailed: the disk refuses.
    """
    report = day_report(desk, actor, day)
    return paper.files.hand_out(f"{_name(report)}.pdf", paper.documents.day_report(report))


def save_table(desk: Desk, actor: Actor, paper: Paper, day: date) -> Path:
    """Save the report of a day for a spreadsheet, as ``save_pdf`` does."""
    report = day_report(desk, actor, day)
    return paper.files.hand_out(f"{_name(report)}.csv", paper.documents.day_table(report))


def keep_report(desk: Desk, actor: Actor, paper: Paper, day: date) -> tuple[Path, Path]:
    """Keep the report of a day that was just closed, as PDF and for a spreadsheet.

    Once the day is past, nobody can list again the cases that were open when it was closed. In an
    office that is linked the PDF goes to the centre too.

    Raises:
        NotAllowed, NotFound: as ``print_report``.
        PrintFailed, DiskFull, DatabaseReadOnly, DatabaseUnreachable: the disk refuses.
    """
    report = day_report(desk, actor, day)
    pdf = paper.documents.day_report(report)
    kept = (
        paper.files.keep(f"{_name(report)}.pdf", pdf),
        paper.files.keep(f"{_name(report)}.csv", paper.documents.day_table(report)),
    )
    with desk.units.read() as unit:
        linked = unit.exchange.link() is not None
    if linked:
        digest = paper.files.offer(pdf)
        with desk.units.write() as unit:
            step = begin(desk, unit, actor, Action.SUPERVISE)
            # After the file waits to be sent: what mentions it is sent after it.
            step.tell(
                "day_report",
                uuid5(unit.offices.office().id, f"{day.isoformat()}/{digest}"),
                1,
                "day_report_kept",
                {"day": day.isoformat(), "sha256": digest, "size": len(pdf)},
            )
    return kept


def _name(report: DayReport) -> str:
    kind = "Jornada" if report.closed else "Jornada provisional"
    return f"{kind} {report.day.isoformat()}"
