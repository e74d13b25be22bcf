"""At the biometric kit: titular and alterno in one visit, and a week of absence, with a real centre.

The windows are the program's, the fingers and faces the simulated kit's; the packets are opened by
the centre's own worker, in a process of its own.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from biometrics.verdicts import FingerProgress
from central.__main__ import main as central_command
from desktop.app.demo import ADMINISTRATOR, PASSWORD
from desktop.app.simulated_day.casework import CaseHands
from desktop.app.simulated_day.hands import TookTooLong, until
from desktop.app.simulated_day.script import DayClock
from desktop.app.station import Station
from desktop.drivers import registry
from desktop.drivers.simulator import Place, Script, SimulatorDriver, Step
from desktop.paths import Places
from desktop.ports.kit import CameraError
from desktop.usecases import access, enrolment_admin, reception
from desktop.usecases.first_start import FirstStart, PersonForm
from domain.authorisers import AbsenceState, AuthoriserState
from domain.enrolment import EnrolmentState
from domain.fingers import Finger
from domain.people import DocumentType, Entity
from domain.seats import AuthoriserRole
from domain.staff import Role
from tests.central.captures import work as search
from tests.central.server import Centre, Databases
from tests.journeys.seats import Seat, Seats
from tests.journeys.test_services import RUC, Office, ServicesDoor, accept, begin
from ui.biometrics.fingers import Stage
from ui.biometrics.page import BiometricsPage
from ui.cases.page import CasesPage
from ui.casework.parties import PickSheet
from ui.casework.state import Phase
from ui.entities.page import EntitiesPage
from ui.entities.sheets import AbsenceSheet, ContractSheet, KitSheet, PcSheet
from ui.widgets import ChoiceSheet, ConfirmSheet, Sheet

pytestmark = pytest.mark.journey

ALTERNO = "0962467429"
LINK_MS = 60_000
"""How long the link may take to bring something, in milliseconds."""


class KitDoor(ServicesDoor):
    """The office of the services with a second technician, and the alterno on file."""

    def _request(self) -> FirstStart:
        request = super()._request()
        second = PersonForm("tecnica", "Teresa Montalvo", frozenset({Role.TECHNICIAN}), PASSWORD)
        return replace(request, staff=(*request.staff, second))

    def _fill(self, station: Station) -> None:
        super()._fill(station)
        desk = station.desk
        host = access.sign_in(desk, "recepcion", PASSWORD)
        if not reception.find_people(desk, host, ALTERNO):
            draft = reception.PersonDraft(DocumentType.CEDULA, ALTERNO, "Luis Ejemplo")
            reception.register_person(desk, host, draft)


class Someone(Script):
    """Whoever stands before the reader places the finger asked for, well."""

    who = "tomas"

    async def next(self) -> Step:
        """Return that finger."""
        return Place(self.who)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Someone:
    """Who stands before the simulated reader: the same fingers at each run."""
    script = Someone()
    monkeypatch.setattr(registry, "readers", lambda *_, **__: SimulatorDriver(script))
    return script


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office on disk, closed."""
    folder = tmp_path_factory.mktemp("kit") / "datos"
    door = KitDoor(Places(folder, folder / "registros"))
    door.open()
    door.close()
    return folder


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The private half of the centre's sealing key."""
    file = tmp_path / "sellado.pem"
    assert central_command(["sealing-key", str(file)]) == 0
    return file


@pytest.fixture
def centre(postgres_server: str, key: Path) -> Iterator[Centre]:
    """A real centre with that key."""
    rates = ("--per-workstation", "1000", "--per-address", "10000")
    public = key.with_name(f"{key.name}.pub")
    with Databases(postgres_server).centre(*rates, "--sealing-key", str(public)) as running:
        yield running


class Visit:
    """The technicians at their windows, and what is kept of their work."""

    def __init__(
        self, seats: Seats, folder: Path, centre: Centre, key: Path, reader: Someone
    ) -> None:
        self.clock = DayClock()
        self.door = KitDoor(Places(folder, folder / "registros"), self.clock)
        self.office = Office(seats, self.door)
        self.centre, self.key, self.reader = centre, key, reader
        self.second = seats.take(self.door)
        self.second.sign_in("tecnica")
        desk = self.door.open().desk
        boss = access.sign_in(desk, ADMINISTRATOR.username, PASSWORD)
        assert self.door.linking is not None
        self.door.linking.link(centre.address, centre.code(), "", boss)
        rules = enrolment_admin.rules(desk, boss)
        form = enrolment_admin.EnrolmentRulesForm(
            (Finger.RIGHT_INDEX, Finger.LEFT_INDEX),
            2,
            rules.two_people,
            rules.most_unsent,
            rules.retention_years,
            rules.legal_basis,
            rules.notice,
        )
        enrolment_admin.change_rules(desk, boss, rules.version, form)
        with desk.units.read() as unit:
            found = unit.entities.by_ruc(RUC)
        assert found is not None
        self.entity: Entity = found

    @property
    def seat(self) -> Seat:
        """The technician who captures."""
        return self.office.technician

    def states(self) -> dict[AuthoriserRole, AuthoriserState]:
        """Return how the entity's authorisers stand."""
        with self.door.open().desk.units.read() as unit:
            return {one.role: one.state for one in unit.authorisers.of_entity(self.entity.id)}

    def enrolled(self) -> dict[AuthoriserRole, EnrolmentState]:
        """Return how the entity's enrolments stand."""
        with self.door.open().desk.units.read() as unit:
            return {one.role: one.state for one in unit.enrolments.of_entity(self.entity.id)}

    def stands(self, role: AuthoriserRole, state: EnrolmentState) -> bool:
        """Tell whether an enrolment stands so."""
        return self.enrolled()[role] is state

    def linked_until(self, holds: Callable[[], bool], what: str) -> None:
        """Let the link work until something is so."""

        def hurried() -> bool:
            assert self.door.linking is not None
            self.door.linking.hurry()
            return holds()

        until(hurried, what, LINK_MS)

    # ------------------------------------------------------------------- Entidades
    def entities(self, seat: Seat) -> EntitiesPage:
        """Go to the entity's page."""
        CaseHands(seat.window, seat.hands).go("entities")
        page = seat.page("entities", EntitiesPage)
        state = page.presenter.state
        if state is None or state.view is None:
            until(page.finding.search.hasFocus, "an entity can be looked for")
            seat.hands.type(RUC)
            until(lambda: page.finding.results.current() is not None, "it is found")
            seat.hands.press("Return")
        until(
            lambda: page.presenter.state is not None and page.presenter.state.view is not None,
            "it is shown",
        )
        return page

    def lend(self) -> None:
        """Register contract, kit and payment PC, and see the readiness card agree."""
        seat, page = self.seat, self.entities(self.seat)
        seat.hands.press("Alt+K")
        for digit, fields in (
            ("1", ("CC-2026-017",)),
            ("2", ("U.are.U 4500", "UR-1182", "AE-2026-031")),
            ("", ("TESORERIA-02", "INV-4471")),
        ):
            seat.hands.press("F5")
            choice = seat.see(ChoiceSheet)
            # The kit is offered once there is a contract: the PC moves down one place.
            seat.hands.press(digit or "3")
            until(choice.isHidden, "it was chosen")
            sheet = seat.see(Sheet)
            self._fill(seat, sheet, fields)
            seat.hands.press("Ctrl+Return")
            until(sheet.isHidden, "it is kept")
        seat.hands.press("Alt+P")

        def lent() -> bool:
            state = page.presenter.state
            assert state is not None
            assert state.view is not None
            return [line.state.value for line in state.view.readiness.lines][:3] == ["there"] * 3

        until(lent, "contract, kit and payment PC are there")

    def _fill(self, seat: Seat, sheet: Sheet, fields: tuple[str, ...]) -> None:
        match sheet:
            case ContractSheet():
                places = [sheet.number]
            case KitSheet():
                places = [sheet.model, sheet.serial, sheet.record]
                sheet.delivered.box.setChecked(True)
            case PcSheet():
                places = [sheet.name, sheet.serial]
            case _:
                raise AssertionError(sheet)
        for field, text in zip(places, fields, strict=True):
            field.setFocus()
            seat.hands.type(text)

    # ------------------------------------------------------------------- Biometría
    def biometrics(self, seat: Seat) -> BiometricsPage:
        """Return the page of the kit."""
        CaseHands(seat.window, seat.hands).go("biometrics")
        return seat.page("biometrics", BiometricsPage)

    def f2(self, page: BiometricsPage, words: str, seat: Seat) -> None:
        """Press F2 once it says so."""

        def ready() -> bool:
            primary = page.work.primary
            return primary.text() == words and primary.isEnabled() and primary.isVisible()

        try:
            until(ready, f"F2 says «{words}»")
        except TookTooLong as exc:
            raise AssertionError(
                f"F2 says {page.work.primary.text()!r}; {page.work.card.heading.text()!r};"
                f" {page.work.prints.words.text()!r} {seat.told!r}"
            ) from exc
        seat.hands.press("F2")

    def shows(self, page: BiometricsPage) -> str:
        """Return what F2 says, once it can be pressed."""
        primary = page.work.primary
        until(
            lambda: page.fingers.state.stage is Stage.READY and primary.isEnabled(),
            "F2 can be pressed",
        )
        return primary.text()

    def capture(self, page: BiometricsPage, who: str, *, first: bool) -> None:
        """One official, from the papers to the sealed packet, with F2 alone."""
        seat = self.seat
        self.f2(page, "Validar documentos", seat)
        self.f2(page, "Aviso dado: seguir", seat)
        if first:
            self.f2(page, "Capturar su dedo", seat)
            until(lambda: not page.fingers.state.operator, "the technician's finger is known")
        self.reader.who = who
        while self.shows(page).startswith("Capturar"):
            judged = partial(_moved, page, page.fingers.state.progress)
            seat.hands.press("F2")
            until(judged, "the finger was judged")
        self.f2(page, "Seguir a la fotografía", seat)
        until(lambda: _shows(page), "the camera shows somebody")
        self.f2(page, "Tomar la fotografía", seat)
        self.f2(page, "Usar esta fotografía", seat)
        self.f2(page, "Confirmar y sellar", seat)

    def name(self, page: BiometricsPage) -> None:
        """F5, and the alterno's document."""
        seat = self.seat
        until(page.work.buttons.another.isVisible, "the alterno can be named")
        seat.hands.press("F5")
        sheet = seat.see(PickSheet)
        until(sheet.search.hasFocus, "somebody can be looked for")
        seat.hands.type(ALTERNO)
        until(lambda: sheet.results.current() is not None, "they are found")
        seat.hands.press("Return")
        until(sheet.isHidden, "they are named")

    def finish(self, role: AuthoriserRole) -> None:
        """The second technician configures; who has the case tells the entity."""
        for seat, words, state in (
            (self.second, "Hecho en el sistema…", EnrolmentState.ENROLLED),
            (self.seat, "Entidad notificada", EnrolmentState.CLOSED),
        ):
            page = self.biometrics(seat)
            self.open(page, seat, role)
            self.f2(page, words, seat)
            until(partial(self.stands, role, state), f"the {role} is {state}")

    def open(self, page: BiometricsPage, seat: Seat, role: AuthoriserRole) -> None:
        """Choose an enrolment of the list, and open it."""

        if page.work.isVisible():
            seat.hands.press("Escape")
            until(page.list.isVisible, "the list is shown")

        def row() -> bool:
            return any(one.role.lower() == role.value for one in page.list.rows)

        until(row, f"the {role} is in the list")
        chosen = next(one for one in page.list.rows if one.role.lower() == role.value)
        page.list.table.choose(chosen.key)
        seat.hands.press("F2")
        until(page.work.isVisible, f"the {role} is open")


def test_titular_and_alterno_in_one_visit_and_a_week_of_absence(
    seats: Seats, made: Path, tmp_path: Path, centre: Centre, key: Path, reader: Someone
) -> None:
    folder = tmp_path / "datos"
    shutil.copytree(made, folder)
    visit = Visit(seats, folder, centre, key, reader)
    titular, alterno = AuthoriserRole.TITULAR, AuthoriserRole.ALTERNO

    # The entity's papers once, then both officials, with the keyboard alone.
    visit.lend()
    CaseHands(visit.seat.window, visit.seat.hands).go("queue")
    seat, work = begin(visit.office, 5)
    accept(seat, work, 5)
    seat.hands.press("F2")
    page = seat.page("biometrics", BiometricsPage)
    until(lambda: bool(page.list.rows), "the case is at the kit")
    seat.hands.press("F2")
    sheet = seat.see(Sheet)
    seat.hands.press("1")
    until(sheet.isHidden, "who brings the case is the titular")
    until(lambda: bool(visit.enrolled()), "they are named")
    visit.open(page, seat, titular)
    visit.capture(page, "rosa", first=True)
    until(lambda: visit.enrolled()[titular] is EnrolmentState.CAPTURED, "it is sealed")
    visit.name(page)
    visit.f2(page, "Seguir con el alterno", seat)
    visit.capture(page, "luis", first=False)
    until(lambda: visit.enrolled()[alterno] is EnrolmentState.CAPTURED, "it is sealed")
    after = page.work.after  # what it said of the titular stays in it until it is shown again
    until(lambda: after.isVisible() and "En espera de comprobación" in after.words, "it is to wait")

    # The centre opens both, finds nobody twice, and tells.
    def arrived() -> bool:
        rows = centre.rows("SELECT state FROM enrolment_packet")
        return len(rows) == 2

    visit.linked_until(arrived, "both packets are at the centre")
    work_once(centre, key)
    assert [row["state"] for row in centre.rows("SELECT state FROM enrolment_packet")] == [
        "clear",
        "clear",
    ]
    visit.linked_until(
        lambda: set(visit.enrolled().values()) == {EnrolmentState.CHECKED}, "both are checked"
    )
    visit.finish(titular)
    visit.finish(alterno)
    active = {titular: AuthoriserState.ACTIVE, alterno: AuthoriserState.ENROLLED_INACTIVE}
    visit.linked_until(lambda: visit.states() == active, "the centre makes the titular active")

    # The case ends as any other.
    answer(visit, seat, work)

    # A week away: asked for by a case, in one step, and back.
    seat, work = begin(visit.office, 8)
    today = visit.clock.now().date()
    first, last = today, today + timedelta(days=6)
    work.check()
    work.tell({"absence-from": f"{first:%d/%m/%Y}", "absence-to": f"{last:%d/%m/%Y}"})
    work.complete()
    seat.hands.press("F2")
    entities = seat.page("entities", EntitiesPage)
    absence = seat.see(AbsenceSheet)
    seat.hands.press("Ctrl+Return")
    until(absence.isHidden, "the absence is registered")
    until(lambda: "por confirmar" in seat.told, "it waits for the centre")
    away = {titular: AuthoriserState.SUSPENDED, alterno: AuthoriserState.ACTIVE}
    visit.linked_until(lambda: visit.states() == away, "one is suspended and the other active")

    visit.clock.moment += timedelta(days=7)
    until(partial(_return_is_due, entities), "the return is proposed")
    seat.hands.press("F2")
    seat.see(ConfirmSheet)
    seat.hands.press("Return")
    visit.linked_until(lambda: visit.states() == active, "the titular is back")
    with visit.door.open().desk.units.read() as unit:
        (kept,) = unit.authorisers.absences_of(visit.entity.id)
    assert kept.state is AbsenceState.ENDED


def _moved(page: BiometricsPage, before: tuple[FingerProgress, ...]) -> bool:
    return page.fingers.state.progress != before


def _return_is_due(page: EntitiesPage) -> bool:
    state = page.presenter.state
    return state is not None and any(one.line.return_due for one in state.awaiting.returns)


def _shows(page: BiometricsPage) -> bool:
    """Tell whether the camera gives pictures by now."""
    try:
        page.camera.still()
    except CameraError:
        return False
    return True


def answer(visit: Visit, seat: Seat, work: CaseHands) -> None:
    """Answer the case whose work at the kit is done, close it, and end the attention."""
    work.go("cases")
    page = seat.page("cases", CasesPage)
    if work.view.isVisible():
        until(lambda: work.state.phase is Phase.RESOLVE, "it can be answered")
    work.resolve()
    work.close()
    assert page.isVisible()
    work.back()
    visit.office.finish(seat)


def work_once(centre: Centre, key: Path) -> None:
    """Let the centre's worker open and search what came; a process of its own."""
    done = search(centre, key)
    assert done.returncode == 0, done.stderr
