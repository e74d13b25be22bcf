"""The catalogue being edited, with invented changes, to be looked at."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from desktop.catalogue_file import CATALOGUE_FILE, load_catalogue, read_text, write_catalogue
from desktop.documents import PdfDocuments
from desktop.ports import ChecklistSheet
from desktop.usecases.catalogue_admin import Draft, Review, VersionView
from domain.catalogue import Catalogue, Service
from domain.catalogue_changes import compare
from domain.catalogue_editing import removed, with_papers, with_service
from domain.requirements import Seal
from domain.staff import Role
from tools.demo_admin import administering, keeping
from tools.demo_admin_parts import NOW, TODAY
from tools.demo_window import demo_window
from ui.admin.catalogue.looking import PreviewSheet, ReviewSheet, TextSheet, VersionsSheet
from ui.admin.catalogue.presenter import CatalogueEditing, CataloguePresenter
from ui.admin.catalogue.service_sheets import ServiceSheet, TextsSheet
from ui.admin.catalogue.sheets import FieldSheet, RequirementSheet, StepSheet
from ui.admin.page import AdminPage
from ui.widgets.sheets import Sheet
from ui.work import Runner

PATIENCE_MS = 60_000
IN_FORCE = load_catalogue()
VERSIONS = (
    VersionView(
        3,
        datetime(2026, 11, 30, 21, 4, tzinfo=UTC),
        "Adela Mora",
        "El acta de entrega ya no lleva copia",
        CATALOGUE_FILE.read_text(encoding="utf-8"),
    ),
    VersionView(2, datetime(2026, 10, 12, 14, 0, tzinfo=UTC), "Adela Mora", "Nuevo horario", ""),
    VersionView(1, datetime(2026, 9, 1, 13, 0, tzinfo=UTC), "", "", ""),
)


def edited() -> Catalogue:
    """The catalogue with some changes."""
    first, second = IN_FORCE.service(1), IN_FORCE.service(2)
    papers = list(first.requirements)
    papers[1] = replace(papers[1], seal=Seal.INSTITUTIONAL, note="Firmada ante notario del cantón.")
    draft = with_service(IN_FORCE, replace(with_papers(first, removed(papers, 2)), cost_usd=3))
    return with_service(draft, replace(second, short_name="Carga GAD y EP"))


def editing() -> CatalogueEditing:
    """Use cases that change nothing."""

    def review(text: str) -> Review:
        catalogue = read_text(text)
        return Review(3, catalogue, compare(IN_FORCE, catalogue))

    def printed(service: Service) -> bytes:
        office = IN_FORCE.offices[0]
        return PdfDocuments().checklist(
            ChecklistSheet(
                "Ministerio de Economía y Finanzas",
                "Centro de Servicios Quito",
                office.address,
                office.hours,
                (service,),
                NOW,
                4,
            )
        )

    return CatalogueEditing(
        lambda: Draft(3, IN_FORCE, replace(IN_FORCE, version=2)),
        lambda: VERSIONS,
        review,
        lambda _against, _text, _reason: 4,
        write_catalogue,
        printed,
    )


def section(*, changed: bool = False) -> QWidget:
    """The section, with or without a draft under way."""
    page = AdminPage(administering(), lambda: TODAY, keeping(), editing())
    window = demo_window("admin", page, Role.ADMINISTRATOR, "Adela Mora")
    page.show_section("Catálogo")
    presenter = _presenter(window)
    presenter.load()
    _settled(window)
    if changed:
        presenter.put_now(edited())
        _settled(window)
    return window


def _presenter(window: QWidget) -> CataloguePresenter:
    presenter = window.findChildren(AdminPage)[0].catalogue
    assert presenter is not None
    return presenter


def _settled(widget: QWidget) -> None:
    deadline = QDeadlineTimer(PATIENCE_MS)
    while any(runner.is_busy for runner in widget.findChildren(Runner)):
        if deadline.hasExpired():
            raise TimeoutError("still working")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def _over(
    make: Callable[[CataloguePresenter, Catalogue, Service], Sheet],
    *,
    number: int = 1,
    act: Callable[[Sheet], None] = lambda _sheet: None,
) -> Callable[[], QWidget]:
    def build() -> QWidget:
        window = section(changed=True)
        presenter = _presenter(window)
        draft = presenter.state.draft
        assert draft is not None
        sheet = make(presenter, draft, draft.service(number))
        sheet.open(window.findChildren(AdminPage)[0])
        act(sheet)
        _settled(window)
        return window

    return build


def _refused(sheet: Sheet) -> None:
    assert isinstance(sheet, RequirementSheet)
    sheet.document.setText("")
    sheet.short_name.setText("Formulario " * 9)
    sheet.save.click()


def _faulty(sheet: Sheet) -> None:
    assert isinstance(sheet, TextSheet)
    text = sheet.text.toPlainText().replace("form: original", "form: papiro", 2)
    sheet.text.setPlainText(text.replace("mend_days: 10", "mend_days: 0"))
    sheet.save.click()


SCREENS: dict[str, Callable[[], QWidget]] = {
    "catalogue": section,
    "catalogue-draft": lambda: section(changed=True),
    "catalogue-service": _over(ServiceSheet),
    "catalogue-texts": _over(TextsSheet, number=10),
    "catalogue-paper": _over(lambda p, d, s: RequirementSheet(p, d, s, 4)),
    "catalogue-paper-refused": _over(lambda p, d, s: RequirementSheet(p, d, s, 0), act=_refused),
    "catalogue-field": _over(lambda p, d, s: FieldSheet(p, d, s, 0)),
    "catalogue-step": _over(lambda p, d, s: StepSheet(p, d, s, 1)),
    "catalogue-preview": _over(PreviewSheet),
    "catalogue-review": _over(lambda p, d, _s: ReviewSheet(p, Review(3, d, compare(IN_FORCE, d)))),
    "catalogue-text": _over(lambda p, _d, _s: TextSheet(p), act=_faulty),
    "catalogue-versions": _over(lambda p, _d, _s: VersionsSheet(p, VERSIONS)),
}
