"""The report of a day on paper and as files."""

from datetime import date
from pathlib import Path

from desktop.ports import PrintOutcome
from desktop.usecases.day_report import day_report
from desktop.usecases.desk import Desk
from desktop.usecases.paper import Paper
from domain.day_report import DayReport
from domain.staff import Actor


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

    Once the day is past, nobody can list again the cases that were open when it was closed.

    Raises:
        NotAllowed, NotFound: as ``print_report``.
        PrintFailed: the disk refuses.
    """
    report = day_report(desk, actor, day)
    return (
        paper.files.keep(f"{_name(report)}.pdf", paper.documents.day_report(report)),
        paper.files.keep(f"{_name(report)}.csv", paper.documents.day_table(report)),
    )


def _name(report: DayReport) -> str:
    kind = "Jornada" if report.closed else "Jornada provisional"
    return f"{kind} {report.day.isoformat()}"
