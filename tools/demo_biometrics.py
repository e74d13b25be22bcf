"""The page of the biometric kit over a small office: invented people, simulated prints and faces."""

import atexit
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from biometrics.synthetic_faces import FaceVariant
from desktop.drivers.simulator import Place, Script, Unplug
from desktop.drivers.simulator import Step as Happening
from desktop.ports import PrintOutcome
from desktop.usecases import capturing, enrolling
from desktop.usecases.desk import begin
from desktop.usecases.enrolment_follows import keep
from domain.enrolment import Enrolment
from domain.fingers import ExceptionReason, Finger, FingerException
from domain.seats import AuthoriserRole
from domain.staff import Action, Role
from tests.office import PIN
from tests.ui.biometrics_seat import (
    FixedKeys,
    Kit,
    Visit,
    a_visit,
    ask_for,
    captured,
    named,
    process_until,
)
from tools.demo_queue import Demo, new_demo
from tools.demo_window import demo_window
from ui.biometrics.fingers import Stage
from ui.biometrics.page import BiometricsPage
from ui.biometrics.presenter import Sealing
from ui.biometrics.state import Step
from ui.shell import MainWindow

WELL = Place("rosa")
BADLY = Place("rosa", noise=1.0, partial=0.2)
THUMB, INDEX = Finger.RIGHT_THUMB, Finger.RIGHT_INDEX


@dataclass(frozen=True, slots=True)
class Shown:
    """A window with the page in it, and what is before it."""

    window: MainWindow
    page: BiometricsPage
    kit: Kit

    def press(self, happens: Happening | None = None) -> None:
        """Do the natural next thing, and wait until that is over."""
        if happens is not None:
            self.kit.script.do(happens)
        self.page.work.go_on()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        page = self.page
        process_until(
            lambda: (
                page.fingers.state.stage is Stage.READY
                and not page.photo.state.checking
                and not page.presenter.is_acting
                and not page.presenter.runner.is_busy
            )
        )

    def own_finger(self) -> None:
        """The technician goes on without their own."""
        self.page.fingers.skip_operator()


def _show(demo: Demo, *, username: str = "tecnico-1", kit: Kit | None = None) -> Shown:
    kit = kit or Kit(Script(willing=False))
    atexit.register(kit.driver.close)
    sealing = Sealing(FixedKeys(), lambda _: PrintOutcome(printer="HP"))
    page = BiometricsPage(demo.desk, demo.office.actor(username), kit.parts(), sealing)
    name = demo.office.staff[username].full_name
    window = demo_window("biometrics", page, Role.TECHNICIAN, "Ventanilla 3", name)
    window.resize(1366, 768)
    window.show()
    process_until(lambda: page.presenter.state is not None and page.reader.stands.ready)
    return Shown(window, page, kit)


def _visit(*fingers: Finger, lent: bool = True, checked: bool = True) -> tuple[Demo, Visit]:
    demo = new_demo()
    demo.clock.at("08:40")
    if fingers:
        ask_for(demo.desk, demo.office, *fingers)
    (titular, entity), (alterno, _) = demo.who(0), demo.who(1)
    made = a_visit(demo.desk, demo.office, (titular, alterno), entity, lent=lent, checked=checked)
    demo.clock.at("08:52")
    return demo, made


def _begun(*fingers: Finger, validated: bool = True, told: bool = True, both: bool = True) -> Shown:
    """Open the titular's enrolment at a step."""
    demo, visit = _visit(*fingers)
    actor = demo.office.actor("tecnico-1")
    one = named(demo.desk, demo.office, visit)
    if both:
        named(demo.desk, demo.office, visit, AuthoriserRole.ALTERNO)
    if validated:
        enrolling.validate(demo.desk, actor, one.id)
    if told:
        enrolling.give_notice(demo.desk, actor, one.id)
    shown = _show(demo)
    shown.page.open_enrolment(one.id)
    process_until(shown.page.work.isVisible)
    return shown


# ----------------------------------------------------------------------------- the list
def listed() -> QWidget:
    """Who is here, who was captured before, and a case that names nobody."""
    demo, visit = _visit()
    named(demo.desk, demo.office, visit)
    named(demo.desk, demo.office, visit, AuthoriserRole.ALTERNO)
    return _show(demo).window


def to_name() -> QWidget:
    """A case whose official is still to be named."""
    demo, _ = _visit()
    shown = _show(demo)
    shown.page.list.open.click()
    return shown.window


def nobody() -> QWidget:
    """Nothing is open."""
    return _show(new_demo()).window


# ----------------------------------------------------------------------------- the steps
def papers() -> QWidget:
    """Everything is in order."""
    return _begun(validated=False, told=False).window


def papers_missing() -> QWidget:
    """The entity has nothing yet."""
    demo, visit = _visit(lent=False, checked=False)
    one = named(demo.desk, demo.office, visit)
    shown = _show(demo)
    shown.page.open_enrolment(one.id)
    process_until(shown.page.work.isVisible)
    return shown.window


def notice() -> QWidget:
    """The privacy notice is read."""
    return _begun(told=False).window


def own_finger() -> QWidget:
    """The technician's own finger comes first."""
    return _begun().window


def placing() -> QWidget:
    """The reader waits for a finger."""
    shown = _begun()
    shown.own_finger()
    shown.page.work.go_on()
    process_until(lambda: shown.page.fingers.state.stage is Stage.PLACING)
    return shown.window


def fingers() -> QWidget:
    """One finger is done, the next under way."""
    shown = _begun()
    shown.own_finger()
    for _ in range(5):
        shown.press(WELL)
    return shown.window


def all_ten() -> QWidget:
    """An office that asks for all ten."""
    shown = _begun(*Finger)
    shown.own_finger()
    shown.press(WELL)
    return shown.window


def failed() -> QWidget:
    """Three poor impressions: a supervisor decides."""
    shown = _begun(THUMB, INDEX)
    shown.own_finger()
    for _ in range(3):
        shown.press(BADLY)
    return shown.window


def asking_why() -> QWidget:
    """Why a finger is left out."""
    shown = _begun(THUMB, INDEX)
    shown.own_finger()
    shown.page.work.buttons.leave_out.click()
    return shown.window


def allowing() -> QWidget:
    """A supervisor allows it on the spot."""
    shown = _begun(THUMB, INDEX)
    shown.own_finger()
    shown.page.allowing.ask_leave(FingerException(THUMB, ExceptionReason.BANDAGED, permanent=False))
    shown.settle()
    return shown.window


def unplugged() -> QWidget:
    """The reader was pulled out in the middle."""
    shown = _begun(THUMB, INDEX)
    shown.own_finger()
    shown.press(WELL)
    shown.kit.script.do(Unplug())
    shown.page.work.go_on()
    process_until(lambda: not shown.page.reader.stands.ready)
    return shown.window


def _at_photo(variant: FaceVariant | None = FaceVariant.GOOD) -> Shown:
    shown = _begun(INDEX)
    shown.kit.cameras.show(variant)
    shown.own_finger()
    for _ in range(3):
        shown.press(WELL)
    shown.press()
    process_until(lambda: shown.page.work.step is Step.PHOTO)
    return shown


def photo() -> QWidget:
    """The camera is on."""
    shown = _at_photo()
    process_until(lambda: shown.page.work.shot.picture.shows)
    return shown.window


def photo_advice() -> QWidget:
    """A photograph that does not serve."""
    shown = _at_photo(FaceVariant.TILTED)
    shown.press()
    return shown.window


def photo_dark() -> QWidget:
    """A camera that is covered."""
    return _at_photo(None).window


def review() -> QWidget:
    """Everything that was captured, and a finger that was not."""
    shown = _begun(INDEX, Finger.LEFT_INDEX)
    page = shown.page
    shown.own_finger()
    for _ in range(3):
        shown.press(WELL)
    assert page.fingers.subject is not None
    allowed = capturing.allow_exception(
        page.presenter.desk,
        page.presenter.actor,
        page.fingers.subject,
        "supervisor-1",
        PIN,
        Finger.LEFT_INDEX,
        ExceptionReason.BANDAGED,
        permanent=False,
    )
    page.fingers.leave_out(allowed)
    shown.settle()
    for _ in range(3):
        shown.press()
    process_until(lambda: page.work.step is Step.REVIEW)
    return shown.window


# ----------------------------------------------------------------------------- and then
def _sealed(*, checked: bool) -> tuple[Demo, Visit, Enrolment]:
    """Return a visit whose titular was captured; the alterno is still to come."""
    demo, visit = _visit(INDEX)
    one = captured(demo.desk, demo.office, named(demo.desk, demo.office, visit))
    named(demo.desk, demo.office, visit, AuthoriserRole.ALTERNO)
    if checked:
        # Validated by somebody else: who validates does not configure.
        other = demo.office.staff["supervisor-1"].id
        one = replace(one, validated_by=other).clear(demo.clock.now())
        with demo.desk.units.write() as unit:
            step = begin(demo.desk, unit, demo.office.actor("tecnico-1"), Action.ENROL)
            keep(step, one, "enrolment_checked", {})
    return demo, visit, one


def _opened(demo: Demo, one: Enrolment) -> QWidget:
    shown = _show(demo)
    shown.page.open_enrolment(one.id)
    process_until(shown.page.work.isVisible)
    return shown.window


def waiting() -> QWidget:
    """Captured: in wait of the check, and the alterno comes next."""
    demo, _, one = _sealed(checked=False)
    return _opened(demo, one)


def configuring() -> QWidget:
    """To be configured in the other system, field by field."""
    demo, _, one = _sealed(checked=True)
    return _opened(demo, one)


def notifying() -> QWidget:
    """Enrolled: the entity is told."""
    demo, visit, one = _sealed(checked=True)
    with demo.desk.units.read() as unit:
        pc = unit.kits.pcs(visit.entity.id)[0]
    enrolling.configure(demo.desk, demo.office.actor("tecnico-1"), one.id, pc.id)
    return _opened(demo, one)


def choosing_kit() -> QWidget:
    """Another reader or camera."""
    shown = _begun()
    shown.page.kit_button.click()
    return shown.window


SCREENS: dict[str, Callable[[], QWidget]] = {
    "biometrics": fingers,
    "biometrics-list": listed,
    "biometrics-name": to_name,
    "biometrics-empty": nobody,
    "biometrics-papers": papers,
    "biometrics-papers-missing": papers_missing,
    "biometrics-notice": notice,
    "biometrics-own": own_finger,
    "biometrics-placing": placing,
    "biometrics-ten": all_ten,
    "biometrics-failed": failed,
    "biometrics-why": asking_why,
    "biometrics-allowing": allowing,
    "biometrics-unplugged": unplugged,
    "biometrics-photo": photo,
    "biometrics-photo-advice": photo_advice,
    "biometrics-photo-dark": photo_dark,
    "biometrics-review": review,
    "biometrics-waiting": waiting,
    "biometrics-configuring": configuring,
    "biometrics-notifying": notifying,
    "biometrics-kit": choosing_kit,
}
