"""The pages that each role opens, and what they are given to work with."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from desktop import keys
from desktop.app import by_hand
from desktop.app.administration import admin_page
from desktop.app.elsewhere import people_of
from desktop.app.figures import figures_page
from desktop.app.filing import filing_page
from desktop.app.going import lead_from_cases, lead_from_queue, lead_from_supervision, open_case
from desktop.app.kit import biometrics_page
from desktop.app.leave import asks_leave, pending
from desktop.app.mail_pages import mail_out, mail_page
from desktop.app.offices import offices_of, sees_others
from desktop.app.station import Station
from desktop.app.survey import receipts
from desktop.usecases import absence_paper, access, case_paper, offline, paper, readiness
from desktop.usecases.desk import Desk
from domain.offices import Office
from domain.staff import Action, Actor, allowed
from ui.by_hand.presenter import ByHandPresenter
from ui.by_hand.sheet import ByHandSheet
from ui.cases.page import CasesPage
from ui.casework.state import CasePapers
from ui.documents.tools import PaperTools
from ui.entities.page import EntitiesPage
from ui.entities.readiness import Papers as EntityPapers
from ui.offices.page import OfficesPage
from ui.pending.page import PendingPage
from ui.queue.page import QueuePage
from ui.queue.presenter import AskLeave
from ui.reception.page import ReceptionPage
from ui.reception.state import Papers
from ui.shell.state import Section
from ui.signin.presenter import Access
from ui.solutions.page import SolutionsPage
from ui.supervision.page import SupervisionPage
from ui.support.drafts import Drafts
from ui.support.page import SupportPage

if TYPE_CHECKING:
    from desktop.app.workplace import Workplace


HOMES = ("queue", "supervision", "reception", "admin")
"""Where a person begins: where they serve, else what they answer for."""


def access_to(station: Station, *, display: bool = False) -> Access:
    """Return signing in and unlocking, bound to a workstation (or to the television)."""
    desk = station.desk

    def warning() -> str:
        found = offline.standing(desk)
        return "" if found is None else found.warning

    return Access(
        partial(access.sign_in, desk, display=display),
        partial(access.change_password, desk),
        partial(access.unlock_with_pin, desk),
        partial(access.unlock_with_password, desk),
        lambda code: offline.open_for_a_day(desk, partial(keys.check_code, station.database, code)),
        warning,
    )


def sections_for(
    station: Station, office: Office, actor: Actor, place: "Workplace"
) -> tuple[Section, ...]:
    """Return the rail of ``actor``: only what their roles of today cover."""
    desk = station.desk
    roles = actor.roles_on(office.day_of(desk.clock.now()))

    def may(action: Action) -> bool:
        return allowed(action, roles)

    leave = asks_leave(desk, actor, place.window)
    return (
        Section(
            "queue",
            "Turnos",
            "list-ordered",
            partial(_queue, station, actor, place, leave),
            may(Action.SERVE),
        ),
        Section(
            "reception",
            "Recepción",
            "user-plus",
            partial(_reception, station, actor, place, leave),
            may(Action.ISSUE_TICKET),
        ),
        Section(
            "cases",
            "Trámites",
            "folder-open",
            partial(
                _cases,
                station,
                actor,
                place,
                leave,
                works=may(Action.WORK_CASES),
                steers=may(Action.STEER_CASES),
            ),
            may(Action.SEE_CASES),
        ),
        Section(
            "documents",
            "Documentos",
            "files",
            partial(filing_page, station, actor, place),
            may(Action.FILE_DOCUMENTS),
        ),
        Section(
            "biometrics",
            "Biometría",
            "fingerprint",
            partial(biometrics_page, station, actor, place),
            may(Action.ENROL),
        ),
        Section(
            "support",
            "Soporte",
            "headset",
            partial(_support, desk, actor, place),
            any(
                s.is_support and not roles.isdisjoint(s.served_by) for s in desk.catalogue.services
            ),
        ),
        Section(
            "supervision",
            "Supervisión",
            "chart-column",
            partial(_supervision, station, actor, place),
            may(Action.SUPERVISE),
        ),
        Section(
            "figures",
            "Cifras",
            "layout-dashboard",
            partial(figures_page, station, actor, place),
            may(Action.REPORT_ACTIVITY) or may(Action.EXPORT_DATA),
        ),
        Section(
            "offices",
            "Oficinas",
            "building-2",
            partial(_offices, station, actor, place),
            may(Action.SUPERVISE) and sees_others(station, place.store),
        ),
        Section(
            "entities",
            "Entidades",
            "contact",
            partial(_entities, station, actor, place),
            may(Action.SEE_ENROLMENTS),
        ),
        Section(
            "mail",
            "Correo",
            "mail",
            partial(mail_page, station, actor, place, opens_cases=may(Action.SEE_CASES)),
            may(Action.SEND_MAIL) and place.mail is not None and place.mail.is_offered,
        ),
        Section(
            "solutions",
            "Soluciones",
            "clipboard-check",
            lambda: SolutionsPage(desk, actor),
            may(Action.REVIEW_SOLUTIONS),
        ),
        Section(
            "admin",
            "Administración",
            "settings",
            lambda: admin_page(
                station,
                office,
                actor,
                place.store,
                place.watch,
                open_display=place.open_display,
                wear=place.wear,
                linking=place.linking,
                mail=place.mail,
                invented=place.invented,
            ),
            may(Action.ADMINISTER),
        ),
        Section(
            "pending",
            "Pendientes",
            "inbox",
            partial(_pending, desk, actor, place, opens_cases=may(Action.SEE_CASES)),
            may(Action.RESOLVE_PENDING),
        ),
    )


def home_of(sections: Sequence[Section]) -> str:
    """Return the section a person begins in; nothing where it is the first of their rail."""
    allowed = {section.key for section in sections if section.allowed}
    return next((key for key in HOMES if key in allowed), "")


def _queue(station: Station, actor: Actor, place: "Workplace", leave: AskLeave) -> QueuePage:
    usual = station.settings.counter or None
    page = QueuePage(station.desk, actor, ask_leave=leave, usual_counter=usual)
    lead_from_queue(page, place.window)
    page.counter_changed.connect(place.show_counter)
    return page


def _cases(
    station: Station,
    actor: Actor,
    place: "Workplace",
    leave: AskLeave,
    *,
    works: bool,
    steers: bool,
) -> CasesPage:
    desk = station.desk
    papers = CasePapers(
        receipts(station, actor, place),
        partial(case_paper.print_return, desk, actor, station.paper),
        documents=PaperTools(station.shelf, station.paper),
        mail=mail_out(desk, actor, place.mail),
    )
    page = CasesPage(desk, actor, papers, ask_leave=leave, works=works, steers=steers)
    page.left.connect(lambda: place.window.open(page.back_to))
    lead_from_cases(page, place.window)
    return page


def _support(desk: Desk, actor: Actor, place: "Workplace") -> SupportPage:
    page = SupportPage(desk, actor, place.support_drafts.setdefault(actor.staff_id, Drafts()))
    for leaves in (page.closed, page.left):
        leaves.connect(lambda *_: place.window.open("queue"))
    page.case_wanted.connect(partial(open_case, place.window))
    return page


def _supervision(station: Station, actor: Actor, place: "Workplace") -> SupervisionPage:
    desk = station.desk
    asked = pending(desk, actor, place.told)
    others = sees_others(station, place.store)
    page = SupervisionPage(
        desk,
        actor,
        approvals=asked,
        paper=station.paper,
        sees_others=others,
        by_hand=partial(_by_hand, station, actor, place),
    )
    page.offices_wanted.connect(partial(place.window.open, "offices"))
    page.days.day_closed.connect(place.end_day)
    lead_from_supervision(page, place.window)
    return page


def _entities(station: Station, actor: Actor, place: "Workplace") -> EntitiesPage:
    desk = station.desk
    papers = EntityPapers(
        partial(readiness.print_card, desk, actor, station.paper),
        partial(readiness.save_card, desk, actor, station.paper),
        partial(absence_paper.print_absence, desk, actor, station.paper),
        partial(readiness.card_pdf, desk, actor, station.paper),
        station.paper,
        mail_out(desk, actor, place.mail),
    )
    page = EntitiesPage(desk, actor, papers)
    page.case_wanted.connect(partial(open_case, place.window))
    return page


def _offices(station: Station, actor: Actor, place: "Workplace") -> OfficesPage:
    page = OfficesPage(station.desk, actor, offices_of(station, place.store))
    page.own_wanted.connect(partial(place.window.open, "supervision"))
    return page


def _pending(desk: Desk, actor: Actor, place: "Workplace", *, opens_cases: bool) -> PendingPage:
    page = PendingPage(desk, actor, opens_cases=opens_cases)
    page.case_wanted.connect(partial(open_case, place.window))
    return page


def _reception(
    station: Station, actor: Actor, place: "Workplace", leave: AskLeave
) -> ReceptionPage:
    desk = station.desk
    papers = Papers(
        partial(paper.print_slip, desk, station.paper),
        partial(paper.print_checklist, desk, actor, station.paper),
    )
    people = people_of(station, place.store)
    enters = allowed(Action.ENTER_PAPER, actor.roles_on(station.office().day_of(desk.clock.now())))
    return ReceptionPage(
        desk,
        actor,
        papers,
        ask_leave=leave,
        people=people,
        by_hand=partial(_by_hand, station, actor, place) if enters else None,
    )


def _by_hand(station: Station, actor: Actor, place: "Workplace") -> ByHandSheet:
    sheet = ByHandSheet(ByHandPresenter(station.desk, actor, by_hand.printing(station)))
    sheet.told.connect(place.told)
    return sheet
