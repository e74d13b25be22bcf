"""The page of entities over a small office, to be looked at."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.ports import PrintOutcome
from desktop.usecases import kits, readiness
from desktop.usecases.absence_plan import AbsencePlan, Candidate
from domain.authorisers import (
    Absence,
    AbsenceKind,
    AbsenceState,
    Authoriser,
    AuthoriserChange,
    AuthoriserState,
    ChangeReason,
    ChangeState,
)
from domain.case_parts import Matter, Origin, Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.ids import new_id
from domain.people import checked_entity
from domain.seats import AuthoriserRole
from domain.staff import Role
from tests.usecases.linked import LINK, linked
from tools.demo_mail import mail_out
from tools.demo_queue import Demo, new_demo
from tools.demo_shelf import demo_tools
from tools.demo_window import demo_window
from ui.entities.page import EntitiesPage
from ui.entities.readiness import Papers
from ui.entities.sheets import AbsenceSheet, ContractSheet, ExtendSheet, KitSheet, PcSheet
from ui.entities.state import EntityView
from ui.shell import MainWindow

DAY = date(2026, 12, 4)
CLERK = "tecnico-1"


def _window(fill: Callable[[Demo], None] | None = None, view: int = 0) -> MainWindow:
    demo = new_demo()
    linked(demo.desk, replace(LINK, last_pull_at=demo.clock.now()))
    demo.clock.at("09:30")
    if fill is not None:
        fill(demo)
    papers = Papers(
        lambda _id: PrintOutcome(printer="Oficina"),
        lambda _id: Path("Ficha de preparación.pdf"),
        lambda _id: PrintOutcome(printer="Oficina"),
        partial(readiness.card_pdf, demo.desk, demo.office.actor(CLERK), demo_tools().paper),
        demo_tools().paper,
        mail_out(),
    )
    page = EntitiesPage(demo.desk, demo.office.actor(CLERK), papers)
    window = demo_window("entities", page, Role.TECHNICIAN, "Tomás Técnico")
    window.resize(1366, 768)
    window.show()
    if fill is not None:
        page.open_entity(demo.entity, view)
    while page.presenter.state is None or (fill is not None and page.presenter.state.view is None):
        QCoreApplication.processEvents()
    return window


def _page(window: MainWindow) -> EntitiesPage:
    page = window.page("entities")
    assert isinstance(page, EntitiesPage)
    return page


def _lent(demo: Demo) -> None:
    desk, actor, key = demo.desk, demo.office.actor(CLERK), demo.entity
    contract = kits.register_contract(
        desk, actor, key, kits.ContractForm("CC-2026-014", DAY - timedelta(days=90))
    )
    kits.register_kit(
        desk,
        actor,
        key,
        kits.KitForm(
            contract.id, "U.are.U 4500", "K-0117", "AE-2026-031", DAY - timedelta(days=80)
        ),
    )


def _whole(demo: Demo) -> None:
    """A titular on leave whose time is over, the alterno active, and everything lent."""
    _lent(demo)
    desk, actor, key = demo.desk, demo.office.actor(CLERK), demo.entity
    kits.register_pc(desk, actor, key, kits.PcForm("TESORERIA-02", "INV-4471", "Piso 3, Tesorería"))
    titular = _authoriser(demo, 0, AuthoriserRole.TITULAR, AuthoriserState.SUSPENDED)
    alterno = _authoriser(demo, 1, AuthoriserRole.ALTERNO, AuthoriserState.ACTIVE)
    absence = Absence(
        new_id(),
        demo.office.office.id,
        key,
        None,
        titular,
        alterno,
        AbsenceKind.TEMPORARY,
        DAY - timedelta(days=10),
        DAY - timedelta(days=3),
        state=AbsenceState.IN_FORCE,
    )
    earlier = replace(
        absence,
        id=new_id(),
        first=DAY - timedelta(days=60),
        last=DAY - timedelta(days=46),
        state=AbsenceState.ENDED,
        ended_on=DAY - timedelta(days=45),
    )
    with desk.units.write() as unit:
        for one in (absence, earlier):
            unit.authorisers.add_absence(one)
            payload = {
                "entity": str(key),
                "absent": str(titular),
                "stand_in": str(alterno),
                "kind": one.kind.value,
                "first": one.first.isoformat(),
                "last": str(one.last),
            }
            unit.log.append(
                "absence",
                one.id,
                1,
                "absence_registered",
                payload,
                actor_id=actor.staff_id,
                at=demo.clock.now() - timedelta(days=11),
            )
    _elsewhere(demo)


def _authoriser(demo: Demo, person: int, role: AuthoriserRole, state: AuthoriserState) -> UUID:
    at = demo.clock.now() - timedelta(days=70)
    one = Authoriser(
        new_id(),
        demo.office.office.id,
        demo.entity,
        demo.people[person],
        role,
        new_id(),
        state,
        at,
        new_id() if state is AuthoriserState.ACTIVE else None,
    )
    with demo.desk.units.write() as unit:
        unit.authorisers.add(one)
        payload = {"entity": str(demo.entity), "role": role.value, "enrolment": str(new_id())}
        unit.log.append("authoriser", one.id, 1, "authoriser_added", payload, actor_id=None, at=at)
    return one.id


def _elsewhere(demo: Demo) -> None:
    """Another entity whose change waits for the centre."""
    with demo.desk.units.write() as unit:
        entity = checked_entity(new_id(), "1760013210001", "GAD Municipal de Cayambe", "0117")
        unit.entities.add(entity)
        at = demo.clock.now() - timedelta(hours=2)
        titular = Authoriser(
            new_id(),
            demo.office.office.id,
            entity.id,
            demo.people[4],
            AuthoriserRole.TITULAR,
            new_id(),
            AuthoriserState.ENROLLED_INACTIVE,
            at,
        )
        unit.authorisers.add(titular)
        change = AuthoriserChange(
            new_id(),
            demo.office.office.id,
            entity.id,
            titular.id,
            None,
            ChangeReason.ENROLMENT,
            DAY,
            demo.office.actor(CLERK).staff_id,
            at,
            state=ChangeState.WAITING,
        )
        unit.authorisers.add_change(change)
        unit.log.append(
            "authoriser_change", change.id, 1, "authoriser_requested", {}, actor_id=None, at=at
        )


def _registering(kind: str) -> MainWindow:
    window = _window(_whole, view=1 if kind == "extend" else 2)
    page = _page(window)
    state = page.presenter.state
    assert state is not None
    assert state.view is not None
    key, today = state.view.authorisers.entity.id, state.view.lent.today
    if kind == "contract":
        ContractSheet(page.presenter, key, today).open(page)
    elif kind == "kit":
        KitSheet(page.presenter, key, today, state.view.lent.contracts).open(page)
    elif kind == "absence":
        AbsenceSheet(page.presenter, _plan(state.view)).open(page)
    elif kind == "pc":
        PcSheet(page.presenter, key).open(page)
    else:
        line = state.view.authorisers.absences[0]
        ExtendSheet(page.presenter, line.absence, line.absent, ()).open(page)
    return window


def _plan(view: EntityView) -> AbsencePlan:
    """What a case of temporary absence would do."""
    titular, alterno = (
        Candidate(one.authoriser, one.person) for one in view.authorisers.authorisers
    )
    at, by = datetime(2026, 12, 4, 14, tzinfo=UTC), new_id()
    case = Case(
        new_id(),
        view.authorisers.office.id,
        "QUITO-26-00118-4",
        8,
        1,
        Origin(Channel.EMAIL, at),
        Parties(titular.person.id, entity_id=view.authorisers.entity.id),
        Matter(),
        by,
        at,
        at,
        by,
        at,
    )
    return AbsencePlan(
        case,
        view.authorisers.entity,
        AbsenceKind.TEMPORARY,
        DAY,
        DAY + timedelta(days=7),
        (titular, alterno),
        {titular.authoriser.id: (alterno,)},
        "",
        None,
    )


def _previewing() -> QWidget:
    """The readiness card as it will be printed."""
    window = _window(_whole)
    page = window.findChild(EntitiesPage)
    assert page is not None
    page.readiness.look.click()
    return window


SCREENS: dict[str, Callable[[], QWidget]] = {
    "entities": lambda: _window(_whole),
    "entities-lacking": lambda: _window(_lent),
    "entities-authorisers": lambda: _window(_whole, view=1),
    "entities-lent": lambda: _window(_whole, view=2),
    "entities-history": lambda: _window(_whole, view=3),
    "entities-empty": _window,
    "entities-contract": lambda: _registering("contract"),
    "entities-kit": lambda: _registering("kit"),
    "entities-pc": lambda: _registering("pc"),
    "entities-absence": lambda: _registering("absence"),
    "entities-preview": _previewing,
    "entities-extending": lambda: _registering("extend"),
}
