"""From one page to another: to a case, to support, to reception."""

from functools import partial
from uuid import UUID

from desktop.usecases.case_view import CaseView
from domain.enrolment import SERVICE as ENROLMENT_SERVICE
from ui.biometrics.page import BiometricsPage
from ui.cases.page import CasesPage
from ui.entities.page import EntitiesPage
from ui.queue.page import QueuePage
from ui.shell.window import MainWindow
from ui.supervision.page import SupervisionPage
from ui.support.page import SupportPage


def open_case(window: MainWindow, case_id: UUID, ticket_id: UUID | None = None) -> None:
    """Go on with a case, of the visit under way where there is one."""
    page = _cases(window)
    if page is not None:
        page.open_case(case_id, ticket_id)


def open_place(window: MainWindow, case_id: UUID, requirement: int) -> None:
    """Go on with a case at one of its requirements, 0 for the case as a whole."""
    page = _cases(window)
    if page is not None:
        page.open_place(case_id, requirement)


def begin_case(window: MainWindow, ticket_id: UUID | None, service: int | None) -> None:
    """Begin a case of a turno, of a service where it is known."""
    page = _cases(window)
    if page is not None:
        page.begin(ticket_id, service)


def begin_support(window: MainWindow, ticket_id: UUID | None) -> None:
    """Attend the support of a turno."""
    window.open("support")
    page = window.page("support")
    if isinstance(page, SupportPage):
        page.begin(ticket_id)


def lead_from_queue(page: QueuePage, window: MainWindow) -> None:
    """Let the queue's page open what it asks for."""
    page.new_ticket_requested.connect(partial(window.open, "reception"))
    page.case_wanted.connect(partial(begin_case, window))
    page.support_wanted.connect(partial(begin_support, window))
    page.case_opened.connect(partial(open_case, window))


def lead_from_cases(page: CasesPage, window: MainWindow) -> None:
    """Let the page of cases go on at the kit: the official's page, or the entity's."""
    page.kit_wanted.connect(partial(go_to_kit, window))


def go_to_kit(window: MainWindow, view: CaseView) -> None:
    """Go on with a case where the rest of it is done."""
    case = view.case
    if view.service.code == ENROLMENT_SERVICE:
        window.open("biometrics")
        biometrics = window.page("biometrics")
        if isinstance(biometrics, BiometricsPage):
            biometrics.open_case(case.id)
        return
    window.open("entities")
    entities = window.page("entities")
    if isinstance(entities, EntitiesPage) and case.parties.entity_id is not None:
        entities.register_absence(case.parties.entity_id, case.id)


def lead_from_supervision(page: SupervisionPage, window: MainWindow) -> None:
    """Let the supervisor's page open the cases behind its figures."""
    page.case_wanted.connect(partial(open_case, window))


def _cases(window: MainWindow) -> CasesPage | None:
    came_from = window.current
    window.open("cases")
    page = window.page("cases")
    if not isinstance(page, CasesPage):
        return None
    if came_from != "cases":
        page.back_to = came_from if came_from in {"supervision", "figures"} else "queue"
    return page
