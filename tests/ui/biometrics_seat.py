"""A technician before the kit: an office where somebody can be enrolled, and whoever presses keys."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.exceptions import TimeoutError as Overdue
from pytestqt.qtbot import QtBot

from biometrics import synthetic
from biometrics.gate import Judged, Thresholds, judge
from biometrics.images import ColourImage, GreyImage
from biometrics.session import CaptureSession, OperatorPrints
from biometrics.synthetic import finger_image
from biometrics.synthetic_faces import FaceVariant, face_image
from desktop.drivers.simulator import Place, Script, SimulatorDriver, Step
from desktop.ports import PrintOutcome
from desktop.ports.kit import CameraDark, CameraError, CameraInfo, CameraMissing
from desktop.usecases import capturing, checklists, enrolling, enrolment_admin, kits
from desktop.usecases.desk import Desk
from domain.captures import FingerSummary
from domain.case_parts import Parties
from domain.cases import Case
from domain.enrolment import Enrolment
from domain.fingers import Finger
from domain.people import Entity, Person
from domain.seats import AuthoriserRole
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import a_person, an_entity, at_the_counter, check, opened_case
from tests.usecases.hall import opened
from ui.biometrics.fingers import Stage
from ui.biometrics.kit import KitParts
from ui.biometrics.page import BiometricsPage
from ui.biometrics.presenter import Sealing
from ui.shell import MainWindow, Section
from ui.widgets import NoticeArea, Sheet

Key = Qt.Key
TITULAR = ("1710034065", "Rosa Elvira Chimborazo Quishpe")
ALTERNO = ("0962467429", "Luis Andrade Ponce")
WELL, HIS, OWN = Place("rosa"), Place("luis"), Place("tomas")
"""The titular's, the alterno's and the technician's finger, placed well."""


class FixedKeys:
    """What a test signs and seals with."""

    workstation = "PC-PRUEBA"
    private = bytes(range(1, 33))

    def signing(self) -> bytes:
        """Return a key that everybody knows."""
        return bytes(range(32))

    def office_public(self, office_id: UUID) -> bytes:
        """Return the public part of one that everybody knows."""
        key = X25519PrivateKey.from_private_bytes(self.private)
        return key.public_key().public_bytes_raw()


class Still:
    """A camera whose picture stands still, without any media of Qt: told by the test."""

    info = CameraInfo("fija-1", "de prueba")

    def __init__(self, driver: "StillCameras", on_error: Callable[[CameraError], None]) -> None:
        self._driver = driver
        self.on_error = on_error

    def still(self) -> ColourImage:
        """Return what is before it."""
        if self._driver.shows is None:
            raise CameraDark
        return self._driver.shows

    def close(self) -> None:
        """Nothing is held."""
        self._driver.opened = None


class StillCameras:
    """Finds one camera, unless it is unplugged."""

    def __init__(self) -> None:
        self.shows: ColourImage | None = face_image(3)
        self.plugged = True
        self.opened: Still | None = None
        self.waits = False
        """No picture comes until it is sent."""
        self._on_frame: Callable[[ColourImage], None] | None = None

    def send(self) -> None:
        """Send the picture."""
        if self._on_frame is not None and self.opened is not None and self.shows is not None:
            self._on_frame(self.shows)

    def show(self, variant: FaceVariant | None) -> None:
        """Put somebody before it; None covers it."""
        self.shows = None if variant is None else face_image(3, variant)

    def discover(self) -> Sequence[CameraInfo]:
        """Return the camera."""
        return (Still.info,) if self.plugged else ()

    def open(
        self,
        camera_id: str,
        on_frame: Callable[[ColourImage], None],
        on_error: Callable[[CameraError], None],
    ) -> Still:
        """Open it; its picture comes once."""
        if not self.plugged:
            raise CameraMissing
        self.opened, self._on_frame = Still(self, on_error), on_frame
        if self.shows is None:
            on_error(CameraDark())
        elif not self.waits:
            QTimer.singleShot(0, self.send)
        return self.opened


@dataclass
class Kit:
    """Reader and camera of a test."""

    script: Script = field(default_factory=lambda: Script(willing=False))
    cameras: StillCameras = field(default_factory=StillCameras)
    thresholds: Thresholds = field(default_factory=Thresholds)

    def __post_init__(self) -> None:
        self.driver = SimulatorDriver(self.script)

    def parts(self) -> KitParts:
        """Return what a page reaches them by."""
        return KitParts(self.driver, self.cameras, lambda _: self.thresholds)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit of two officials of one entity, whose papers are in order."""

    case: Case
    titular: Person
    alterno: Person
    entity: Entity


def lend(desk: Desk, office: SmallOffice, entity: Entity) -> None:
    """Give an entity its contract, kit and payment PC."""
    actor = office.actor("tecnico-1")
    contract = kits.register_contract(
        desk, actor, entity.id, kits.ContractForm("CC-2026-017", date(2026, 3, 2))
    )
    kits.register_kit(
        desk,
        actor,
        entity.id,
        kits.KitForm(contract.id, "U.are.U 4500", "UR-1182", "AE-2026-031", date(2026, 3, 9)),
    )
    kits.register_pc(desk, actor, entity.id, kits.PcForm("PC Tesorería", "INV-00417"))


def a_visit(
    desk: Desk,
    office: SmallOffice,
    people: tuple[Person, Person] | None = None,
    entity: Entity | None = None,
    *,
    lent: bool = True,
    checked: bool = True,
) -> Visit:
    """Have titular and alterno at the technician's counter, their papers looked at."""
    titular, alterno = people or (
        a_person(desk, office, *TITULAR),
        a_person(desk, office, *ALTERNO),
    )
    entity = entity or an_entity(desk, office, "GAD Municipal Valle Verde")
    if lent:
        lend(desk, office, entity)
    actor = opened(desk, office, "tecnico-1", 3)
    ticket = at_the_counter(desk, office, actor, 5, person=titular, entity=entity)
    parties = Parties(titular.id, titular.id, entity_id=entity.id)
    case = opened_case(desk, actor, 5, ticket, parties=parties)
    if checked:
        check(desk, actor, case)
        checklists.complete(desk, actor, case.id)
    return Visit(case, titular, alterno, entity)


def ask_for(desk: Desk, office: SmallOffice, *fingers: Finger, minimum: int = 1) -> None:
    """Let the office ask for these fingers."""
    admin = office.actor("admin-1")
    now = enrolment_admin.rules(desk, admin)
    form = enrolment_admin.EnrolmentRulesForm(
        fingers,
        minimum,
        two_people=now.two_people,
        most_unsent=now.most_unsent,
        retention_years=now.retention_years,
        legal_basis=now.legal_basis,
        notice=now.notice,
    )
    enrolment_admin.change_rules(desk, admin, now.version, form)


def named(
    desk: Desk, office: SmallOffice, visit: Visit, role: AuthoriserRole = AuthoriserRole.TITULAR
) -> Enrolment:
    """Name who is enrolled by a visit's case."""
    person = visit.titular if role is AuthoriserRole.TITULAR else visit.alterno
    return enrolling.request(desk, office.actor("tecnico-1"), visit.case.id, person.id, role)


def captured(desk: Desk, office: SmallOffice, enrolment: Enrolment) -> Enrolment:
    """Bring an enrolment to its sealed capture of one index finger, without any window."""
    actor, finger = office.actor("tecnico-1"), Finger.RIGHT_INDEX
    enrolling.validate(desk, actor, enrolment.id)
    enrolling.give_notice(desk, actor, enrolment.id)
    content = capturing.CaptureContent(
        tuple(capturing.TakenPrint(finger, finger_image(7, place), 52) for place in range(3)),
        (FingerSummary(finger, (52, 52, 52), 3),),
        (),
        face_image(3),
        "Lector simulado",
        "SIM-1",
    )
    return capturing.confirm_capture(desk, actor, FixedKeys(), enrolment.id, content).enrolment


def ready(desk: Desk, office: SmallOffice, *fingers: Finger, minimum: int = 1) -> Enrolment:
    """Bring a titular to the first capture, of these fingers."""
    ask_for(desk, office, *fingers, minimum=minimum)
    enrolment = named(desk, office, a_visit(desk, office))
    enrolling.validate(desk, office.actor("tecnico-1"), enrolment.id)
    return enrolling.give_notice(desk, office.actor("tecnico-1"), enrolment.id)


class Seat:
    """A technician before the page: presses keys, reads what is shown."""

    def __init__(
        self,
        qtbot: QtBot,
        desk: Desk,
        office: SmallOffice,
        clock: FakeClock,
        kit: Kit,
        username: str = "tecnico-1",
    ) -> None:
        self.qtbot, self.desk, self.office, self.clock, self.kit = qtbot, desk, office, clock, kit
        self.actor = office.actor(username)
        self.printed: list[UUID] = []
        self.keys = 0
        self.page = BiometricsPage(
            desk,
            self.actor,
            kit.parts(),
            Sealing(FixedKeys(), self._print),
            poll_ms=20,
            again_ms=20,
        )
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.set_sections([Section("kit", "Biometría", "fingerprint", lambda: self.page)])
        self.window.resize(1366, 768)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        qtbot.waitUntil(lambda: self.page.presenter.state is not None)

    def _print(self, enrolment_id: UUID) -> PrintOutcome:
        self.printed.append(enrolment_id)
        return PrintOutcome(printer="HP")

    @property
    def told(self) -> str:
        notice = self.window.findChild(NoticeArea)
        if notice is None or notice.current is None:
            return ""
        return f"{notice.current.what} {notice.current.kept} {notice.current.todo}"

    @property
    def sheet(self) -> Sheet | None:
        sheets = [s for s in self.window.findChildren(Sheet) if not s.isHidden()]
        return sheets[-1] if sheets else None

    @property
    def f2(self) -> str:
        """What F2 says."""
        return self.page.work.primary.text()

    @property
    def title(self) -> str:
        return self.page.work.card.heading.text()

    @property
    def says(self) -> str:
        """What is said under the reader's picture."""
        return self.page.work.prints.words.text()

    def shows_print(self) -> bool:
        """Tell whether a picture of a finger is on the screen."""
        return self.page.work.prints.picture.shows

    def press(self, key: Qt.Key) -> None:
        """Press a key where the focus is, once the last one was answered."""
        self.qtbot.waitUntil(lambda: not self.page.presenter.is_acting)
        focus: QWidget | None = self.window.focusWidget()
        self.keys += 1
        QTest.keyClick(focus or self.window, key)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(condition)

    def until_f2(self, words: str) -> None:
        """Wait until F2 says so and can be pressed."""
        try:
            self.until(lambda: self.f2 == words and self.page.work.primary.isEnabled())
        except Overdue as exc:
            raise AssertionError(
                f"F2 {self.f2!r}, title {self.title!r}, says {self.says!r}, told {self.told!r},"
                f" papers {self.page._work and self.page._work.papers}"
            ) from exc

    def until_f2_waits(self) -> None:
        """Wait until the reader waits for a finger."""
        self.until(lambda: self.page.fingers.state.stage is Stage.PLACING)

    def place(self, *steps: Step) -> None:
        """Press F2 and let this happen before the reader, one after another."""
        for step in steps:
            self.kit.script.do(step)
            self.press(Key.Key_F2)
            self.until_still()

    def until_still(self) -> None:
        """Wait until nothing is under way."""
        page = self.page
        self.until(
            lambda: (
                page.fingers.state.stage is Stage.READY
                and not page.photo.state.checking
                and not page.presenter.is_acting
                and not page.presenter.runner.is_busy
            )
        )

    def begin(self, enrolment: Enrolment) -> None:
        """Open an enrolment whose papers are in order and whose notice was given."""
        self.page.open_enrolment(enrolment.id)
        self.until(self.page.work.isVisible)
        self.until_f2("Capturar su dedo")
        self.place(OWN)

    def photograph(self) -> None:
        """Take the photograph, and go on to the review."""
        self.until_f2("Seguir a la fotografía")
        self.press(Key.Key_F2)
        self.until_f2("Tomar la fotografía")
        self.press(Key.Key_F2)
        self.until_f2("Usar esta fotografía")
        self.press(Key.Key_F2)
        self.until_f2("Confirmar y sellar")

    def until_says(self, words: str) -> None:
        """Wait until this is said under the reader's picture."""
        try:
            self.until(lambda: words in self.says)
        except Overdue as exc:
            raise AssertionError(f"says {self.says!r}, F2 {self.f2!r}") from exc

    def until_title(self, words: str) -> None:
        self.until(lambda: self.title == words)

    def until_told(self, words: str) -> None:
        self.until(lambda: words in self.told)


def process_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Let Qt work until something is so: for pictures, where there is no test."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        QCoreApplication.processEvents()


Seated = Callable[[], Seat]


_finger = cache(finger_image)


@cache
def _judged(image: GreyImage, thresholds: Thresholds) -> Judged:
    """Judge as ever, the same picture once: most tests place the same fingers."""
    return judge(image, thresholds)


@pytest.fixture
def kit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kit]:
    """A reader whose fingers the test places, and a camera before which somebody sits."""
    monkeypatch.setattr(synthetic, "finger_image", _finger)
    for kind in (CaptureSession, OperatorPrints):
        usual = kind.__init__.__kwdefaults__
        assert usual is not None
        monkeypatch.setitem(usual, "judge", _judged)
    made = Kit()
    yield made
    made.driver.close()


@pytest.fixture
def seated(qtbot: QtBot, desk: Desk, office: SmallOffice, clock: FakeClock, kit: Kit) -> Seated:
    """Give what seats the technician before the page."""
    return lambda: Seat(qtbot, desk, office, clock, kit)
