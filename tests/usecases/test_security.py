"""Who may do what, in the use cases themselves: every one of them, by every role.

Nothing here trusts what a page hides. A use case added without an entry in ``USE_CASES`` fails.
"""

import importlib
import inspect
import pkgutil
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

from desktop import usecases
from desktop.keys import NewKey
from desktop.keys.recovery import RecoveryCode
from desktop.ports import PeopleElsewhere
from desktop.ports.old_tables import TableReader
from desktop.ports.other_figures import OtherFigures
from desktop.ports.sealing import PacketKeys
from desktop.ports.tables import OutTable, TableFormat
from desktop.ports.trust import Authority, Certificates, RevocationList
from desktop.usecases import (
    access,
    approvals,
    boards,
    calling,
    capturing,
    checklists,
    counters,
    kits,
    reception,
    recovery_code,
    resolving,
    staff_admin,
)
from desktop.usecases.calendar_admin import DayForm
from desktop.usecases.case_opening import NewCase
from desktop.usecases.desk import Desk
from desktop.usecases.enrolment_admin import EnrolmentRulesForm
from desktop.usecases.figures.behind import Behind
from desktop.usecases.figures.compared import Looked
from desktop.usecases.figures.forecast import DayOutlook
from desktop.usecases.figures.forecast_files import Shown
from desktop.usecases.figures.improvements import NewImprovement
from desktop.usecases.figures.open_export import OpenTools
from desktop.usecases.first_start import PersonForm, SetUp
from desktop.usecases.forms import WantedForm
from desktop.usecases.mailing import Post
from desktop.usecases.office_admin import CounterForm, OfficeForm, RulesForm
from desktop.usecases.paper import Paper
from desktop.usecases.paper_lines import PaperLine
from desktop.usecases.shelf import Shelf
from desktop.usecases.support_desk import Asked
from desktop.usecases.survey import Pad, SurveyForm
from desktop.usecases.table_files import TableFiles
from desktop.usecases.what_if import Change, Question
from domain.activity import Notes
from domain.approvals import ApprovalKind, ApprovalState, ApprovalUnusable
from domain.case_parts import ConformityKind
from domain.catalogue import Channel, Service
from domain.checklist import Verdict
from domain.contingency import PaperTurno
from domain.documents import Source
from domain.errors import KnownError
from domain.exchange import CentreLink
from domain.figures.lotaip import Figures, Holder, LotaipTable
from domain.figures.lotaip_layout import Layout
from domain.figures.periods import month_of
from domain.figures.rankings import RankBy, RankQuestion
from domain.figures.statistics import By, Filter, Scope
from domain.figures.statistics import Question as FiguresQuestion
from domain.fingers import USUAL_FINGERS, ExceptionReason, Finger
from domain.ids import new_id
from domain.improvements import Cause, CauseKind, ImprovementKind
from domain.mail import MailKind
from domain.offices import Office
from domain.open_data import OpenChoice
from domain.people import DocumentType
from domain.ports import Call, TrayFilter
from domain.seats import AuthoriserRole
from domain.solutions import SolutionContent, SolutionState, SolutionType
from domain.staff import (
    Actor,
    NotAllowed,
    PinRefused,
    PinUnusable,
    Role,
    RoleGrant,
    SessionOutdated,
)
from domain.suggestions import About, NewSuggestion
from domain.survey import Reply, Way
from tests.office import MORNING, PASSWORD, PIN, FakeClock, SmallOffice
from tests.usecases.hall import issue, opened
from tests.usecases.linked import LINK

SERVE = "asesor-1 tecnico-1 documentos-1"
DESK = f"recepcion-1 supervisor-1 {SERVE}"
HALL = "recepcion-1 supervisor-1"
SUPERVISOR = "supervisor-1"
ADMINISTRATOR = "admin-1"
TECHNICIAN = "tecnico-1"
ENROLMENTS = "asesor-1 tecnico-1 supervisor-1"
KITS = "tecnico-1 supervisor-1 admin-1"
QUEUE = f"{DESK} {ADMINISTRATOR}"
USE_CASES: Mapping[str, str] = {
    "absence_paper.print_absence": ENROLMENTS,
    "absence_plan.absence_plan": TECHNICIAN,
    "absence_plan.absences_asked": ENROLMENTS,
    "absences.confirm_return": TECHNICIAN,
    "absences.extend": TECHNICIAN,
    "absences.register": TECHNICIAN,
    "approvals.answer": SUPERVISOR,
    "approvals.ask": DESK,
    "approvals.pending": SUPERVISOR,
    "approvals.state": DESK,
    "approvals.supervisors": DESK,
    "authorisers.activate": TECHNICIAN,
    "authorisers.awaiting": ENROLMENTS,
    "authorisers.cancel": TECHNICIAN,
    "authorisers.entity_authorisers": ENROLMENTS,
    "boards.counters_board": QUEUE,
    "boards.display_board": f"{QUEUE} pantalla",
    "boards.queue_board": QUEUE,
    "calendar_admin.add_day": ADMINISTRATOR,
    "calendar_admin.remove_day": ADMINISTRATOR,
    "calendar_admin.view": ADMINISTRATOR,
    "calling.arrived": SERVE,
    "calling.call_again": SERVE,
    "calling.call_chosen": SERVE,
    "calling.call_next": SERVE,
    "calling.did_not_come": SERVE,
    "calling.undo_call": SERVE,
    "capturing.accept_poor": TECHNICIAN,
    "capturing.allow_exception": TECHNICIAN,
    "capturing.confirm_capture": TECHNICIAN,
    "case_opening.open_case": SERVE,
    "case_paper.print_receipt": DESK,
    "case_paper.print_return": DESK,
    "case_paper.receipt_pdf": DESK,
    "case_paper.return_pdf": DESK,
    "case_start.start_of": DESK,
    "case_view.colleagues": DESK,
    "case_view.find": DESK,
    "case_view.holders": DESK,
    "case_view.of_entity": DESK,
    "case_view.of_person": DESK,
    "case_view.tray": DESK,
    "case_view.view": DESK,
    "cases.correct": SERVE,
    "cases.lapse_overdue": DESK,
    "cases.reassign": DESK,
    "cases.reassign_all": SUPERVISOR,
    "cases.reclassify": SERVE,
    "cases.resubmit": SERVE,
    "cases.take": SERVE,
    "cases.withdraw": SERVE,
    "catalogue_admin.draft": ADMINISTRATOR,
    "catalogue_admin.publish": ADMINISTRATOR,
    "catalogue_admin.review": ADMINISTRATOR,
    "catalogue_admin.versions": ADMINISTRATOR,
    "centre_link.link_office": ADMINISTRATOR,
    "centre_link.link_view": ADMINISTRATOR,
    "centre_link.require_administrator": ADMINISTRATOR,
    "centre_link.unlink_office": ADMINISTRATOR,
    "checklists.complete": SERVE,
    "checklists.give_back": SERVE,
    "checklists.mark": SERVE,
    "contingency.contingency": QUEUE,
    "contingency.declare": SUPERVISOR,
    "contingency.end": SUPERVISOR,
    "contingency.enter": HALL,
    "counters.close_counter": SERVE,
    "counters.close_for": SUPERVISOR,
    "counters.end_break": SERVE,
    "counters.open_counter": SERVE,
    "counters.openings": SERVE,
    "counters.take_break": SERVE,
    "day.close_day": SUPERVISOR,
    "day.closing": SUPERVISOR,
    "day.reopen_day": SUPERVISOR,
    "day_count.closed_days": SUPERVISOR,
    "day_count.figures": QUEUE,
    "day_paper.keep_report": SUPERVISOR,
    "day_paper.preview_report": SUPERVISOR,
    "day_paper.print_report": SUPERVISOR,
    "day_paper.save_pdf": SUPERVISOR,
    "day_paper.save_table": SUPERVISOR,
    "day_report.day_report": SUPERVISOR,
    "document_view.candidates": DESK,
    "document_view.history": DESK,
    "document_view.of_case": DESK,
    "document_view.tray": DESK,
    "document_view.waiting": DESK,
    "elsewhere.also_known": DESK,
    "elsewhere.full_record": DESK,
    "elsewhere.known_elsewhere": DESK,
    "enrolling.configure": TECHNICIAN,
    "enrolling.give_notice": TECHNICIAN,
    "enrolling.note_ods": TECHNICIAN,
    "enrolling.notify": TECHNICIAN,
    "enrolling.request": TECHNICIAN,
    "enrolling.use_file": TECHNICIAN,
    "enrolling.validate": TECHNICIAN,
    "enrolling.withdraw": TECHNICIAN,
    "enrolment_admin.change_rules": ADMINISTRATOR,
    "enrolment_admin.delete": f"{SUPERVISOR} {ADMINISTRATOR}",
    "enrolment_admin.due_for_deletion": f"{SUPERVISOR} {ADMINISTRATOR}",
    "enrolment_admin.record_look": ENROLMENTS,
    "enrolment_admin.rules": ADMINISTRATOR,
    "enrolment_paper.print_receipt": ENROLMENTS,
    "enrolment_view.overview": ENROLMENTS,
    "enrolment_view.view": ENROLMENTS,
    "figures.activity.accept": SUPERVISOR,
    "figures.activity.board": DESK,
    "figures.activity.give_back": SUPERVISOR,
    "figures.activity.save_notes": DESK,
    "figures.activity.send": DESK,
    "figures.activity_paper.activity_pdf": DESK,
    "figures.behind.behind": SUPERVISOR,
    "figures.compared.compare": SUPERVISOR,
    "figures.compared.compare_ranking": SUPERVISOR,
    "figures.elsewhere.fetch_figures": SUPERVISOR,
    "figures.improvements.add": SUPERVISOR,
    "figures.improvements.change": SUPERVISOR,
    "figures.improvements.done": DESK,
    "figures.improvements.drop": SUPERVISOR,
    "figures.improvements.verify": SUPERVISOR,
    "figures.improvements_view.board": SUPERVISOR,
    "figures.improvements_view.causes": SUPERVISOR,
    "figures.improvements_view.from_cause": SUPERVISOR,
    "figures.improvements_view.story": SUPERVISOR,
    "figures.lotaip.publish": SUPERVISOR,
    "figures.lotaip.set_holder": SUPERVISOR,
    "figures.lotaip.view": SUPERVISOR,
    "figures.lotaip_files.save": SUPERVISOR,
    "figures.lotaip_openings.confirm": SUPERVISOR,
    "figures.lotaip_openings.openings": SUPERVISOR,
    "figures.lotaip_openings.remove": SUPERVISOR,
    "figures.lotaip_reading.read_old": SUPERVISOR,
    "figures.open_export.export": f"{SUPERVISOR} {ADMINISTRATOR}",
    "figures.ranking.rank": SUPERVISOR,
    "figures.reading.read": SUPERVISOR,
    "figures.forecast.arrivals_trial": SUPERVISOR,
    "figures.forecast.outlook": SUPERVISOR,
    "figures.forecast_counters.counters_needed": SUPERVISOR,
    "figures.forecast_counters.wait_trial": SUPERVISOR,
    "figures.forecast_files.save": SUPERVISOR,
    "figures.replay.replayed_day": SUPERVISOR,
    "figures.saved.save_seen": SUPERVISOR,
    "figures.upkeep.bring_up_to_date": QUEUE,
    "filing.discard": DESK,
    "filing.file": DESK,
    "filing.look": DESK,
    "filing.note_letter": DESK,
    "filing.put_back": DESK,
    "filing.replace_with": DESK,
    "filing.split_at": DESK,
    "filing.true_copy": DESK,
    "forms.form_of": DESK,
    "forms.offered": DESK,
    "forms.print_form": DESK,
    "forms.save_form": DESK,
    "hall.hall": QUEUE,
    "intake.receive": DESK,
    "kits.change_contract": KITS,
    "kits.change_kit": KITS,
    "kits.change_pc": KITS,
    "kits.lent": ENROLMENTS,
    "kits.register_contract": KITS,
    "kits.register_kit": KITS,
    "kits.register_pc": KITS,
    "mailing.arrived": DESK,
    "mailing.cancel": DESK,
    "mailing.mailbox": DESK,
    "mailing.queue_case": DESK,
    "mailing.queue_readiness": ENROLMENTS,
    "mailing.send_again": DESK,
    "mailing.to_decide": DESK,
    "notices.read_notice": SERVE,
    "notices.send_notice": SUPERVISOR,
    "notices.unread": SERVE,
    "office_admin.add_counter": ADMINISTRATOR,
    "office_admin.edit_counter": ADMINISTRATOR,
    "office_admin.edit_office": ADMINISTRATOR,
    "office_admin.edit_rules": ADMINISTRATOR,
    "office_admin.set_counter_active": ADMINISTRATOR,
    "office_admin.view": ADMINISTRATOR,
    "offices.other_offices": SUPERVISOR,
    "opinions.note_done": SUPERVISOR,
    "opinions.opinions": SUPERVISOR,
    "opinions.see": SUPERVISOR,
    "paper.preview_checklist": ADMINISTRATOR,
    "paper.print_checklist": QUEUE,
    "paper_lines.enter_line": HALL,
    "pending.answer": f"{SUPERVISOR} {ADMINISTRATOR} tecnico-1",
    "pending.count": f"{SUPERVISOR} {ADMINISTRATOR} tecnico-1",
    "pending.offer_again": f"{SUPERVISOR} {ADMINISTRATOR}",
    "pending.pending": f"{SUPERVISOR} {ADMINISTRATOR} tecnico-1",
    "pending.see_refused": f"{SUPERVISOR} {ADMINISTRATOR}",
    "readiness.card_pdf": ENROLMENTS,
    "readiness.print_card": ENROLMENTS,
    "readiness.readiness_card": ENROLMENTS,
    "readiness.save_card": ENROLMENTS,
    "reception.cancel": DESK,
    "reception.correct_entity": DESK,
    "reception.correct_person": DESK,
    "reception.find_entities": DESK,
    "reception.find_people": DESK,
    "reception.find_ticket": QUEUE,
    "reception.issue": DESK,
    "reception.register_entity": DESK,
    "reception.register_person": DESK,
    "reception.rejoin": HALL,
    "reception.visits": DESK,
    "recovery_code.change_code": ADMINISTRATOR,
    "recovery_code.confirm_code": ADMINISTRATOR,
    "resolving.area_answered": SERVE,
    "resolving.close": SERVE,
    "resolving.diagnose": SERVE,
    "resolving.do_step": SERVE,
    "resolving.refer": SERVE,
    "resolving.reopen": SUPERVISOR,
    "resolving.resolve": SERVE,
    "resolving.support": SERVE,
    "resolving.support_referred": SERVE,
    "resolving.undo_step": SERVE,
    "serving.finish": SERVE,
    "serving.finish_and_call": SERVE,
    "serving.hold": SERVE,
    "serving.resume": SERVE,
    "serving.send_on": DESK,
    "signature_checks.check_file": DESK,
    "solutions.add": SUPERVISOR,
    "solutions.approve": SUPERVISOR,
    "solutions.bank": SUPERVISOR,
    "solutions.count_pending": SUPERVISOR,
    "solutions.edit": SUPERVISOR,
    "solutions.find": f"{SERVE} {SUPERVISOR}",
    "solutions.retire": SUPERVISOR,
    "staff_admin.add_staff": ADMINISTRATOR,
    "staff_admin.edit_staff": ADMINISTRATOR,
    "staff_admin.reset_password": ADMINISTRATOR,
    "staff_admin.set_active": ADMINISTRATOR,
    "staff_admin.staff_list": ADMINISTRATOR,
    "staff_admin.stand_in": ADMINISTRATOR,
    "steering.close_service": SUPERVISOR,
    "steering.cover_absence": SUPERVISOR,
    "steering.end_attention": SUPERVISOR,
    "steering.open_service": SUPERVISOR,
    "steering_plans.colleagues": SUPERVISOR,
    "steering_plans.cover_plan": SUPERVISOR,
    "steering_plans.recorded": SUPERVISOR,
    "steering_plans.services_plan": SUPERVISOR,
    "supervision.answered_cases": SUPERVISOR,
    "supervision.cases_of_day": SUPERVISOR,
    "supervision.supervision_board": SUPERVISOR,
    "support_desk.support_desk": DESK,
    "survey.answer": DESK,
    "survey.ask_about": DESK,
    "survey.change_rules": f"{SUPERVISOR} {ADMINISTRATOR}",
    "survey.choices": DESK,
    "survey.coded": DESK,
    "survey.decline": DESK,
    "survey.gather": QUEUE,
    "survey.receipt_code": DESK,
    "survey.rules": f"{SUPERVISOR} {ADMINISTRATOR}",
    "survey.serving": DESK,
    "survey.suggest": DESK,
    "trust_admin.accept": ADMINISTRATOR,
    "trust_admin.drop": ADMINISTRATOR,
    "trust_admin.look": ADMINISTRATOR,
    "trust_admin.view": ADMINISTRATOR,
    "visit_cases.at_counter": DESK,
    "visit_cases.open_cases": DESK,
    "what_if.ask": SUPERVISOR,
    "what_if.options": SUPERVISOR,
}
"""Each use case that somebody acts in, and the accounts of the small office it lets act."""
OWN = {
    "access.account",
    "access.refresh",
    "access.set_pin",
    "access.sign_out",
    "access.unlock_with_password",
    "access.unlock_with_pin",
}
"""What anybody may do with their own account."""
ACCOUNTS = (*DESK.split(), ADMINISTRATOR, "pantalla")


def actions() -> dict[str, Callable[..., Any]]:
    """Every public function of the use cases that takes a workstation and who acts there."""
    found: dict[str, Callable[..., Any]] = {}
    start = f"{usecases.__name__}."
    for module in pkgutil.walk_packages(usecases.__path__, start):
        loaded = importlib.import_module(module.name)
        short = module.name.removeprefix(start)
        for name, function in vars(loaded).items():
            if (
                inspect.isfunction(function)
                and function.__module__ == loaded.__name__
                and not name.startswith("_")
                and list(get_type_hints(function).values())[:2] == [Desk, Actor]
            ):
                found[f"{short}.{name}"] = function
    return found


A_CAUSE = Cause(CauseKind.FREE, "Formularios mal llenados")


SAMPLES: Mapping[Any, Any] = {
    Shown: Shown(
        DayOutlook(
            Office(new_id(), "QUITO", "Quito", "Ministerio"),
            date(2026, 12, 4),
            (),
            (),
            None,
            None,
            None,
            None,
            0,
        )
    ),
    CentreLink: LINK,
    str: "Un motivo",
    int: 1,
    bool: True,
    date: date(2026, 12, 4),
    CounterForm: CounterForm(9, frozenset({6})),
    OfficeForm: OfficeForm("Quito", "Ministerio", "Calle", opens="08:00", closes="17:00"),
    RulesForm: RulesForm(),
    DayForm: DayForm(date(2026, 12, 24), working=False, place="", reason="Decreto 12"),
    ApprovalKind: ApprovalKind.ISSUE_AFTER_HOURS,
    reception.PersonDraft: reception.PersonDraft(DocumentType.NONE, "", "Rosa"),
    reception.NewTicket: reception.NewTicket((6,)),
    Paper: None,
    PeopleElsewhere: None,
    OtherFigures: None,
    Service: None,
    SolutionContent: SolutionContent(SolutionType.EXPLAINED, "Pago rechazado", "Envíelo de nuevo."),
    NewCase: NewCase(7, Channel.PHONE, topic="access", problem="No puede entrar"),
    checklists.Mark: checklists.Mark(1, Verdict.ACCEPTED),
    resolving.Answer: resolving.Answer(SolutionType.EXPLAINED, "Se le explicó"),
    ConformityKind: ConformityKind.GIVEN,
    TrayFilter: TrayFilter(),
    Asked: Asked(),
    AuthoriserRole: AuthoriserRole.TITULAR,
    PacketKeys: None,
    capturing.CaptureContent: capturing.CaptureContent((), (), (), None, "", ""),
    Finger: Finger.RIGHT_INDEX,
    ExceptionReason: ExceptionReason.UNREADABLE,
    EnrolmentRulesForm: EnrolmentRulesForm(USUAL_FINGERS, 2, True, 50, 5, "Base", "Aviso"),
    kits.ContractForm: kits.ContractForm("CC-1", date(2026, 1, 5)),
    kits.KitForm: kits.KitForm(new_id(), "U.are.U 4500", "K-1"),
    kits.PcForm: kits.PcForm("PAGOS-1", "S-1"),
    Question: Question(Change.OPEN, new_id()),
    RankBy: RankBy.REASON,
    Sequence[OutTable]: (),
    RankQuestion: RankQuestion(month_of(date(2026, 12, 4))),
    Behind: Behind("served", month_of(date(2026, 12, 4)), Filter()),
    Looked: Looked(month_of(date(2026, 12, 4)), By.SERVICE, Scope(), Filter()),
    FiguresQuestion: FiguresQuestion(month_of(date(2026, 12, 4))),
    SolutionState: SolutionState.APPROVED,
    Notes: Notes(),
    Cause: A_CAUSE,
    NewImprovement: NewImprovement(
        ImprovementKind.CORRECTIVE, A_CAUSE, "Avisar", new_id(), date(2026, 12, 31)
    ),
    Callable[[], recovery_code.R]: lambda: None,
    datetime: MORNING,
    PaperTurno: PaperTurno(1, MORNING, (6,)),
    PaperLine: PaperLine("1", "8:00", services="6"),
    Shelf: None,
    WantedForm: WantedForm(new_id(), "GADEP", 1),
    Post: None,
    MailKind: MailKind.RETURNED,
    Certificates: None,
    Path: Path("certificado.cer"),
    Authority | RevocationList: None,
    bytes: b"x",
    Source: Source.FILE,
    Pad: Pad(),
    OpenTools: None,
    OpenChoice: OpenChoice(),
    TableFiles: None,
    TableReader: None,
    TableFormat: TableFormat.CSV,
    Layout: None,
    Holder: Holder("Unidad", "Ana"),
    LotaipTable: LotaipTable(date(2026, 11, 1), "QUITO", "Quito", ()),
    Mapping[int, Figures]: {6: Figures(1, 1)},
    SurveyForm: SurveyForm(True, "¿Cómo fue?", "Gracias.", 30, True, 15),
    Reply: Reply(5),
    Way: Way.DESK,
    NewSuggestion: NewSuggestion(About.OFFICE, "Más sillas"),
}


NAMED = {"code": "A-1", "opinion_code": "482177302", "ruc": "1760001550001", "services": (6,)}


def sample(name: str, kind: Any) -> Any:
    """A value that passes whatever is checked before the person's leave."""
    if (name in NAMED and name != "services") or (name == "services" and get_origin(kind) is tuple):
        return NAMED[name]
    if get_origin(kind) in {Union, types.UnionType}:
        return None
    if kind is UUID:
        return new_id()
    if get_args(kind)[:1] == (RoleGrant,):
        return (RoleGrant(Role.CLERK),)
    return SAMPLES[kind]


def call(name: str, desk: Desk, actor: Actor) -> None:
    """Run a use case with sample arguments."""
    function = actions()[name]
    kinds = get_type_hints(function)
    parameters = list(inspect.signature(function).parameters.values())[2:]
    function(
        desk,
        actor,
        *[sample(p.name, kinds[p.name]) for p in parameters if p.kind is not p.KEYWORD_ONLY],
    )


def lets(name: str, desk: Desk, actor: Actor) -> bool:
    """Try a use case and tell whether it was allowed; what else it refuses does not matter."""
    try:
        call(name, desk, actor)
    except NotAllowed:
        return False
    except (KnownError, AttributeError):  # the paper of a checklist is not there
        pass
    return True


def test_every_use_case_says_who_may() -> None:
    assert set(actions()) == set(USE_CASES) | OWN


@pytest.mark.parametrize("name", sorted(USE_CASES))
def test_each_action_by_each_role(name: str, desk: Desk, office: SmallOffice) -> None:
    allowed = {who for who in ACCOUNTS if lets(name, desk, office.actor(who))}
    assert allowed == set(USE_CASES[name].split())


@pytest.mark.parametrize("name", sorted(USE_CASES))
def test_nobody_acts_after_their_account_was_closed(
    name: str, desk: Desk, office: SmallOffice
) -> None:
    who = USE_CASES[name].split()[0]
    actor, admin = office.actor(who), office.actor("admin-1")
    if who == "admin-1":  # somebody has to be left who administers
        other = office.actor("supervisor-2")
        grants = (*other.grants, RoleGrant(Role.ADMINISTRATOR))
        staff_admin.edit_staff(desk, admin, other.staff_id, other.version, "Simón", grants)
        admin = access.refresh(desk, other)
    staff_admin.set_active(desk, admin, actor.staff_id, actor.version, active=False)
    with pytest.raises(SessionOutdated):
        call(name, desk, actor)


def test_roles_end_with_their_last_day(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    admin, clerk = office.actor("admin-1"), office.actor("asesor-1")
    today = clock.now().date()
    grants = (RoleGrant(Role.CLERK, valid_to=today),)
    staff_admin.edit_staff(desk, admin, clerk.staff_id, clerk.version, "Ana", grants)
    clerk = access.refresh(desk, clerk)
    opened_at = counters.open_counter(desk, clerk, office.counter_id(1))
    clock.go(days=1)
    with pytest.raises(NotAllowed):
        calling.call_next(desk, clerk)
    assert opened_at.day == today


def test_an_approval_serves_once_for_its_matter_and_its_asker(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    clerk = opened(desk, office, "asesor-1", 1)
    clock.at("18:00")
    asked = approvals.ask(
        desk, clerk, ApprovalKind.ISSUE_AFTER_HOURS, reception.AFTER_HOURS, "Viene de lejos"
    )
    new = reception.NewTicket((6,))
    other = office.actor("recepcion-1")
    for who, key in ((clerk, asked.id), (other, asked.id)):
        with pytest.raises(ApprovalUnusable):  # nobody answered yet
            reception.issue(desk, who, new, key)
    for who in (clerk, other):
        with pytest.raises(NotAllowed):
            approvals.answer(desk, who, asked.id, granted=True)
    with pytest.raises(PinRefused):
        approvals.answer_with_pin(desk, asked.id, "supervisor-1", "9999", granted=True)
    with pytest.raises(NotAllowed):
        approvals.answer_with_pin(desk, asked.id, "asesor-2", PIN, granted=True)
    approvals.answer(desk, office.actor("supervisor-1"), asked.id, granted=True)
    with pytest.raises(ApprovalUnusable):  # another's leave
        reception.issue(desk, other, new, asked.id)
    reception.issue(desk, clerk, new, asked.id)
    with pytest.raises(ApprovalUnusable):  # spent
        reception.issue(desk, clerk, new, asked.id)
    with pytest.raises(KnownError):  # invented
        reception.issue(desk, clerk, new, new_id())


@pytest.mark.parametrize("minutes", [31, -31])
def test_an_approval_does_not_outlive_its_half_hour(
    desk: Desk, office: SmallOffice, clock: FakeClock, minutes: int
) -> None:
    clock.at("19:00")
    who = office.actor("recepcion-1")
    asked = approvals.ask(
        desk, who, ApprovalKind.ISSUE_AFTER_HOURS, reception.AFTER_HOURS, "Viene de lejos"
    )
    approvals.answer(desk, office.actor("supervisor-1"), asked.id, granted=True)
    clock.go(minutes=minutes)
    with pytest.raises(ApprovalUnusable):
        reception.issue(desk, who, reception.NewTicket((6,)), asked.id)


def test_a_supervisor_does_not_answer_themselves(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    who = office.actor("supervisor-1")
    asked = approvals.ask(
        desk, who, ApprovalKind.ISSUE_AFTER_HOURS, reception.AFTER_HOURS, "Viene de lejos"
    )
    with pytest.raises(ApprovalUnusable):
        approvals.answer(desk, who, asked.id, granted=True)
    with pytest.raises(ApprovalUnusable):
        approvals.answer_with_pin(desk, asked.id, "supervisor-1", PIN, granted=True)
    assert approvals.state(desk, who, asked.id).state is ApprovalState.PENDING


def test_a_pin_cannot_be_guessed_at_another_counter(desk: Desk, office: SmallOffice) -> None:
    who = office.actor("recepcion-1")
    asked = approvals.ask(
        desk, who, ApprovalKind.ISSUE_AFTER_HOURS, reception.AFTER_HOURS, "Viene de lejos"
    )
    refused: list[type[KnownError]] = []
    for guess in (*(f"{number:04}" for number in range(6)), PIN):
        with pytest.raises(KnownError) as told:
            approvals.answer_with_pin(desk, asked.id, "supervisor-1", guess, granted=True)
        refused.append(told.type)
    assert refused == [PinRefused] * 4 + [PinUnusable] * 3


def test_the_display_sees_numbers_only(desk: Desk, office: SmallOffice) -> None:
    person = reception.register_person(
        desk,
        office.actor("recepcion-1"),
        reception.PersonDraft(DocumentType.CEDULA, "1710034065", "Rosa Chimbo"),
    )
    new = reception.NewTicket((6,), person.id)
    reception.issue(desk, office.actor("recepcion-1"), new)
    issue(desk, office)
    calling.call_next(desk, opened(desk, office, "asesor-1", 1))
    board = boards.display_board(desk, office.actor("pantalla"))
    assert [call.code for call in board.calls] == ["A-001"]
    shown = repr(board)
    assert not [word for word in ("Rosa", "1710034065", str(person.id)) if word in shown]
    plain = {str, int, datetime, UUID, bool, time, timedelta}
    assert {type(getattr(call, f.name)) for call in board.calls for f in fields(Call)} <= plain


def test_no_secret_is_told_by_what_holds_it(desk: Desk, office: SmallOffice) -> None:
    member = office.staff["asesor-1"]
    code = RecoveryCode.new()
    admin = office.actor("admin-1")
    added = staff_admin.add_staff(desk, admin, "nueva", "Nélida", (RoleGrant(Role.CLERK),))
    secrets = {
        repr(member): (member.password_hash, member.pin_hash),
        repr(PersonForm("ana", "Ana", frozenset(), PASSWORD)): (PASSWORD,),
        repr(added): (added.temporary_password,),
        repr(SetUp(office.office, admin, (("ana", "frase-temporal"),))): ("frase-temporal",),
        repr(code): (code.text, code.groups[0]),
        repr(NewKey(new_id(), bytes(range(32)), code, remembered=True)): (
            code.text,
            repr(bytes(range(32))),
        ),
    }
    told = [secret for text, kept in secrets.items() for secret in kept if secret in text]
    assert told == []
