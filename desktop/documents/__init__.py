"""The PDFs that people take away. Each is made in memory from one frozen request."""

from collections.abc import Sequence

from desktop.ports import (
    CaseReceipt,
    ChecklistSheet,
    PaperTurnosSheet,
    RecoverySheet,
    ReturnSheet,
    TicketSlip,
)
from desktop.ports.enrolment_paper import EnrolmentReceipt
from desktop.ports.entity_papers import AbsencePaper, ReadinessPaper
from desktop.ports.forms import FormAbout, FormPaper
from domain.activity import ActivityPaper
from domain.day_report import DayReport


class PdfDocuments:
    """Makes the documents with reportlab, which is imported at the first one.

    Its import takes 0.3 s, too long for the first paint. The functions keep no state, so
    threads may share one instance.

    Args:
        training: every page is marked as of training.
    """

    def __init__(self, *, training: bool = False) -> None:
        self._training = training

    def ticket_slip(self, slip: TicketSlip) -> bytes:
        """Return the paper of a turno: 80 mm wide, as long as it needs."""
        from desktop.documents.ticket_slip import ticket_slip

        return ticket_slip(slip, training=self._training)

    def checklist(self, sheet: ChecklistSheet) -> bytes:
        """Return "Qué debe traer" on A4."""
        from desktop.documents.checklist import checklist

        return checklist(sheet, training=self._training)

    def case_receipt(self, receipt: CaseReceipt) -> bytes:
        """Return the *razón de recepción* of a submission on A4."""
        from desktop.documents.case_receipt import case_receipt

        return case_receipt(receipt, training=self._training)

    def return_sheet(self, sheet: ReturnSheet) -> bytes:
        """Return what to bring back and why, on A4."""
        from desktop.documents.return_sheet import return_sheet

        return return_sheet(sheet, training=self._training)

    def enrolment_receipt(self, receipt: EnrolmentReceipt) -> bytes:
        """Return the receipt of what was captured of somebody, on A4; without any image."""
        from desktop.documents.enrolment_receipt import enrolment_receipt

        return enrolment_receipt(receipt, training=self._training)

    def paper_turnos(self, sheet: PaperTurnosSheet) -> bytes:
        """Return the sheet of turnos given by hand, on A4."""
        from desktop.documents.paper_turnos import paper_turnos

        return paper_turnos(sheet, training=self._training)

    def recovery_sheet(self, sheet: RecoverySheet) -> bytes:
        """Return the sheet with the recovery code on A4."""
        from desktop.documents.recovery_sheet import recovery_sheet

        return recovery_sheet(sheet, training=self._training)

    def readiness(self, paper: ReadinessPaper) -> bytes:
        """Return what an entity has and lacks before its officials travel, on A4."""
        from desktop.documents.readiness import readiness

        return readiness(paper, training=self._training)

    def absence(self, paper: AbsencePaper) -> bytes:
        """Return what was registered of an absence, on A4."""
        from desktop.documents.absence import absence

        return absence(paper, training=self._training)

    def forms(self) -> Sequence[FormAbout]:
        """Return what the forms that came with the program say of themselves."""
        from desktop.documents.forms.reading import templates

        return [template.about for template in templates().values()]

    def form(self, paper: FormPaper) -> bytes:
        """Return a form on A4, each page with the code by which it comes back."""
        from desktop.documents.forms.drawing import form_pdf
        from desktop.documents.forms.reading import templates

        return form_pdf(templates()[paper.key], paper, training=self._training)

    def day_report(self, report: DayReport) -> bytes:
        """Return the report of a day on A4."""
        from desktop.documents.day_report import day_report

        return day_report(report, training=self._training)

    def day_table(self, report: DayReport) -> bytes:
        """Return the report of a day for a spreadsheet."""
        from desktop.documents.day_csv import day_csv

        return day_csv(report, training=self._training)

    def activity_report(self, paper: ActivityPaper) -> bytes:
        """Return a specialist's report of a month on A4."""
        from desktop.documents.activity_report import activity_report

        return activity_report(paper, training=self._training)
