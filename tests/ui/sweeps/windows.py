"""Which picture shows which page, sheet and cover: each must be in one, and so be swept."""

import importlib
import pkgutil
from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

import ui
from ui.display.window import DisplayWindow
from ui.first import FirstWindow
from ui.help.window import HelpWindow
from ui.shell import MainWindow, Page
from ui.survey.window import SurveyWindow
from ui.widgets import Sheet
from ui.widgets.cover import Cover

KINDS: tuple[type[QWidget], ...] = (
    Page, Sheet, Cover, MainWindow, DisplayWindow, FirstWindow, HelpWindow, SurveyWindow,
)  # fmt: skip
BASES = {
    "ui.admin.catalogue.sheets.DraftSheet",
    "ui.admin.sheets.AdminSheet",
    "ui.documents.preview.PaperSheet",
    "ui.entities.sheets.EntitySheet",
    "ui.figures.improvements.sheets._KeptSheet",
    "ui.shell.following_page.FollowingPage",
    "ui.shell.page.Page",
    "ui.supervision.day_page.DayPage",
    "ui.signin.account._SecretSheet",
    "ui.survey.sheets._DeskSheet",
    "ui.widgets.changing.ChangeSheet",
    "ui.widgets.cover.Cover",
    "ui.widgets.sheets.Sheet",
    "ui.widgets.tall.FullSheet",
    "ui.widgets.tall.TallSheet",
}
"""What is only shown as one of its kinds."""
SHOWN = {
    "ui.admin.biometrics_sheets.DueSheet": "admin-due",
    "ui.admin.biometrics_sheets.TextsSheet": "admin-texts",
    "ui.admin.calendar.DaySheet": "admin-calendar-day",
    "ui.admin.catalogue.looking.PreviewSheet": "catalogue-preview",
    "ui.admin.catalogue.looking.ReviewSheet": "catalogue-review",
    "ui.admin.catalogue.looking.TextSheet": "catalogue-text",
    "ui.admin.catalogue.looking.VersionsSheet": "catalogue-versions",
    "ui.admin.catalogue.service_sheets.ServiceSheet": "catalogue-service",
    "ui.admin.catalogue.service_sheets.TextsSheet": "catalogue-texts",
    "ui.admin.catalogue.sheets.FieldSheet": "catalogue-field",
    "ui.admin.catalogue.sheets.RequirementSheet": "catalogue-paper",
    "ui.admin.catalogue.sheets.StepSheet": "catalogue-step",
    "ui.admin.link.LinkingSheet": "admin-linking",
    "ui.admin.page.AdminPage": "admin-staff",
    "ui.admin.recovery.NewCodeSheet": "admin-new-code",
    "ui.admin.sheets.CounterSheet": "admin-counter",
    "ui.admin.sheets.DatedSheet": "admin-stand-in",
    "ui.admin.sheets.PasswordSheet": "admin-password",
    "ui.admin.sheets.StaffSheet": "admin-person",
    "ui.approvals.sheet.ApprovalSheet": "approval-ask",
    "ui.biometrics.page.BiometricsPage": "biometrics",
    "ui.biometrics.sheets.AllowSheet": "biometrics-allowing",
    "ui.by_hand.sheet.ByHandSheet": "by-hand",
    "ui.cases.page.CasesPage": "cases-mine",
    "ui.casework.opening_sheets.DuplicateSheet": "case-duplicate",
    "ui.casework.opening_sheets.NewCaseSheet": "case-new",
    "ui.casework.parties.PickSheet": "case-picking",
    "ui.casework.parties.RegisterSheet": "case-registering",
    "ui.casework.questions.ReceivedSheet": "case-lapsed-asked",
    "ui.casework.solution_sheet.SolutionSheet": "case-solution",
    "ui.display.window.DisplayWindow": "display",
    "ui.documents.asks.DocumentHistorySheet": "case-paper-history",
    "ui.documents.asks.LetterSheet": "case-paper-letter",
    "ui.documents.case_papers.CasePapersSheet": "case-papers",
    "ui.documents.forms.FormsSheet": "case-forms",
    "ui.documents.preview.PreviewSheet": "case-paper-copy",
    "ui.documents.viewer.ViewerSheet": "case-paper",
    "ui.entities.page.EntitiesPage": "entities",
    "ui.entities.sheets.AbsenceSheet": "entities-absence",
    "ui.entities.sheets.ContractSheet": "entities-contract",
    "ui.entities.sheets.ExtendSheet": "entities-extending",
    "ui.entities.sheets.KitSheet": "entities-kit",
    "ui.entities.sheets.PcSheet": "entities-pc",
    "ui.first.FirstWindow": "opening",
    "ui.figures.page.FiguresPage": "figures",
    "ui.figures.activity.sheets.NotesSheet": "activity-notes",
    "ui.figures.improvements.sheets.ImprovementSheet": "improvements-new",
    "ui.figures.improvements.sheets.VerifySheet": "improvements-verify",
    "ui.figures.statistics.sheets.DatesSheet": "figures-dates",
    "ui.figures.statistics.sheets.NarrowSheet": "figures-narrow",
    "ui.figures.forecast.part.PastSheet": "figures-forecast-days",
    "ui.figures.lotaip.old_sheet.LineSheet": "lotaip-line",
    "ui.figures.lotaip.old_sheet.OldTableSheet": "lotaip-old",
    "ui.figures.lotaip.sheets.HolderSheet": "lotaip-holder",
    "ui.figures.replay.part.DaySheet": "figures-replay-day",
    "ui.filing.page.FilingPage": "documents",
    "ui.filing.photograph.PhotoSheet": "documents-photo",
    "ui.firststart.page.FirstStartPage": "first-start-office",
    "ui.help.window.HelpWindow": "help",
    "ui.opening.covers.AskCode": "recovery-code",
    "ui.link.sheet.LinkSheet": "link",
    "ui.opening.covers.Trouble": "trouble",
    "ui.offices.page.OfficesPage": "offices",
    "ui.admin.mail.TestSheet": "admin-mail-test",
    "ui.mail.page.MailPage": "mail",
    "ui.mail.sheet.SendSheet": "mail-sending",
    "ui.pending.page.PendingPage": "pending",
    "ui.pending.sheet.AnswerSheet": "pending-answering",
    "ui.queue.cases.UnrecordedSheet": "queue-unrecorded",
    "ui.queue.page.QueuePage": "queue",
    "ui.queue.sheets.SendSheet": "queue-sending",
    "ui.queue.sheets.ServicesSheet": "queue-services",
    "ui.reception.page.ReceptionPage": "reception",
    "ui.reception.records.RecordsSheet": "reception-records",
    "ui.shell.window.MainWindow": "shell",
    "ui.signin.account.PasswordChangeSheet": "my-password",
    "ui.signin.account.PinSheet": "my-pin",
    "ui.signin.page.LockPage": "locked",
    "ui.signin.page.SignInPage": "sign-in",
    "ui.solutions.page.SolutionsPage": "solutions",
    "ui.solutions.sheet.SolutionSheet": "solutions-approving",
    "ui.supervision.closing.ClosingSheet": "closing",
    "ui.supervision.closing_report.ReportSheet": "report",
    "ui.supervision.page.SupervisionPage": "supervision",
    "ui.supervision.steering_sheets.CoverSheet": "supervision-covering",
    "ui.supervision.steering_sheets.DoneSheet": "supervision-covered",
    "ui.supervision.steering_sheets.NoticeSheet": "supervision-notice",
    "ui.supervision.what_if.WhatIfSheet": "what-if",
    "ui.support.page.SupportPage": "support-choosing",
    "ui.figures.opinions.sheets.DoneSheet": "opinions-done",
    "ui.figures.opinions.sheets.RulesSheet": "opinions-rules",
    "ui.survey.sheets.CodedSheet": "survey-coded",
    "ui.survey.sheets.ToldSheet": "survey-told",
    "ui.survey.window.SurveyWindow": "survey-ask",
    "ui.widgets.choices.ChoiceSheet": "cases-reassign",
    "ui.widgets.sheets.ConfirmSheet": "shell-confirm",
    "ui.widgets.sheets.ReasonSheet": "shell-reason",
}
"""Every kind of window, and the picture in which it is to be seen."""


def kinds() -> set[str]:
    """Return every kind of window that the program has, by its full name."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)
    found = {path_of(kind) for root in KINDS for kind in (root, *_below(root))}
    return {path for path in found if path.startswith("ui.")} - BASES


def path_of(kind: type) -> str:
    """Return the full name of a class."""
    return f"{kind.__module__}.{kind.__qualname__}"


def seen(window: QWidget) -> set[str]:
    """Return the kinds of everything that is to be seen of a window."""
    widgets = (window, *window.findChildren(QWidget))
    return {path_of(type(widget)) for widget in widgets if widget.isVisible()}


def _below(kind: type[QWidget]) -> Iterator[type[QWidget]]:
    one: type[QWidget]
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)
