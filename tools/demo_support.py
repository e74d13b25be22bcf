"""The support page over the small office of the clerk's page, everybody in it invented."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.usecases import calling, case_opening, reception, resolving, solutions
from desktop.usecases.case_opening import NewCase
from desktop.usecases.resolving import Answer
from domain.case_parts import ConformityKind, Parties
from domain.catalogue import Channel
from domain.people import DocumentType
from domain.solutions import SolutionContent, SolutionType
from domain.staff import Role
from tools.demo_queue import Demo, busy_office
from tools.demo_window import demo_window
from ui.shell import MainWindow
from ui.support import SupportPage
from ui.support.ending import Duplicate, Ending
from ui.support.state import Step

SOLUTIONS = (
    SolutionContent(
        SolutionType.EXPLAINED,
        "El usuario quedó bloqueado después de varios intentos",
        "Espere quince minutos y entre otra vez con su clave. Si la olvidó, use la opción para"
        " recuperarla: llegará un mensaje a su correo institucional. Si no tiene acceso a ese"
        " correo, traiga el formulario para restablecer la contraseña, firmado y sellado.",
        "access",
        "eSIGEF",
    ),
    SolutionContent(
        SolutionType.CORRECTED,
        "El usuario no ve la opción para aprobar",
        "Se le asignó el perfil que faltaba. Cierre la sesión y entre otra vez.",
        "access",
        "eSIGEF",
    ),
    SolutionContent(
        SolutionType.EXPLAINED,
        "La página no abre o se queda en blanco",
        "Borre los datos guardados del navegador y entre otra vez.",
        "access",
        "eSIGEF",
    ),
    SolutionContent(
        SolutionType.EXPLAINED,
        "El lector de huella no enciende",
        "Conéctelo directamente al computador, sin extensión, y abra otra vez el programa.",
        "biometrics",
        "ODS",
    ),
)
EARLIER = (
    ("access", "No recuerda su contraseña", 24),
    ("access", "Usuario bloqueado al inicio del mes", 11),
    ("access", "Usuario nuevo que todavía no puede entrar", 4),
    ("reports", "No encuentra la cédula presupuestaria del mes anterior", 2),
)


def _office() -> Demo:
    """The office of the queue page with a bank of solutions and cases of other days."""
    demo = busy_office()
    supervisor, clerk = demo.office.actor("supervisor-1"), demo.office.actor("asesor-1")
    for content in SOLUTIONS:
        solutions.add(demo.desk, supervisor, content)
    for topic, problem, back in EARLIER:
        demo.clock.at("10:00")
        demo.clock.go(days=-back)
        new = NewCase(
            7,
            Channel.PHONE,
            parties=Parties(entity_id=demo.entity),
            topic=topic,
            system="eSIGEF",
            problem=problem,
        )
        answer = Answer(SolutionType.EXPLAINED, SOLUTIONS[0].text, "S-0001")
        resolving.support(demo.desk, clerk, new, answer, ConformityKind.GIVEN)
    demo.clock.at("08:46")
    chosen = demo.issue("08:46", 0, 6, entity=True)
    calling.call_chosen(demo.desk, clerk, chosen, "Viene de lejos")
    demo.clock.go(seconds=30)
    calling.arrived(demo.desk, clerk)
    demo.clock.at("08:51")
    demo.clock.go(seconds=12)
    return demo


def _window(demo: Demo, *then: Callable[[SupportPage], None]) -> MainWindow:
    """The page in its window, loaded, and then brought to a state, one step after another."""
    page = SupportPage(demo.desk, demo.office.actor("asesor-1"))
    window = demo_window("support", page, Role.CLERK, "Ana Villacís", "Ventanilla 1")
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    _settle(page)
    for step in then:
        step(page)
        _settle(page)
    return window


def _settle(page: SupportPage) -> None:
    while page.presenter.state is None or page.presenter.runner.is_busy:
        QCoreApplication.processEvents()


def _type(page: SupportPage, problem: str) -> None:
    page.form.problem.setText(problem)
    page.presenter.type_problem(problem)
    page.form.problem.setFocus()


def _topic(page: SupportPage) -> None:
    page.presenter.set_topic("access")
    page.presenter.set_system("eSIGEF")


def choosing() -> QWidget:
    """A turno just begun: the topics by their numbers."""
    return _window(_office())


def finding() -> QWidget:
    """The problem is being typed: solutions, and earlier cases of the entity."""
    return _window(_office(), _topic, lambda page: _type(page, "usuario"))


def near() -> QWidget:
    """No solution has the words typed: those of the topic, none of them marked."""
    return _window(_office(), _topic, lambda page: _type(page, "no puede entrar al sistema"))


def applied() -> QWidget:
    """A solution was applied with one key."""

    def take(page: SupportPage) -> None:
        page.presenter.apply(page.presenter.shown.solutions[0])
        page.form.detail.setFocus()

    return _window(_office(), _topic, lambda page: _type(page, "usuario bloqueado"), take)


def own_words() -> QWidget:
    """A solution of one's own, after the time promised."""

    def write(page: SupportPage) -> None:
        page.presenter.set_type(SolutionType.CORRECTED)
        page.form.detail.set_text("Se actualizó la cédula del usuario en el registro.")
        page.form.detail.setFocus()
        demo.clock.at("09:20")
        page.who.show_state(page.presenter.shown)

    demo = _office()
    return _window(
        demo, _topic, lambda page: _type(page, "No puede aprobar con su nueva cédula"), write
    )


def missing() -> QWidget:
    """Closing what is not complete."""
    return _window(
        _office(), _topic, lambda page: _type(page, "Consulta"), lambda p: p.close_button.click()
    )


def refusing() -> QWidget:
    """Asking why the person is not content."""

    def ask(page: SupportPage) -> None:
        page.presenter.apply(page.presenter.shown.solutions[0])
        page.questions.refused()

    return _window(_office(), _topic, ask)


def duplicate() -> QWidget:
    """The entity has an open case of the topic."""
    demo = _office()
    new = NewCase(
        7,
        Channel.PHONE,
        parties=Parties(entity_id=demo.entity),
        topic="access",
        problem="El usuario de la directora sigue sin acceso",
    )
    existing = case_opening.open_case(demo.desk, demo.office.actor("asesor-2"), new)
    return _window(
        demo, _topic, lambda page: page.questions.duplicate(Duplicate(existing, Ending()))
    )


def calling_in() -> QWidget:
    """Somebody calls: who."""

    def search(page: SupportPage) -> None:
        page.caller.search.setText("ros")
        page.presenter.search("ros")

    return _window(_office(), lambda page: page.begin(None), search)


def registering() -> QWidget:
    """A caller who is not on file."""
    return _window(
        _office(), lambda page: page.begin(None), lambda p: p.presenter.register("Rocío Almeida")
    )


def on_the_phone() -> QWidget:
    """A call under way, a turno's case unfinished meanwhile."""

    def caller(page: SupportPage) -> None:
        draft = reception.PersonDraft(
            DocumentType.NONE, "", "Rocío Almeida", "02 399 8300", "ralmeida@ejemplo.gob.ec"
        )
        person = reception.register_person(demo.desk, demo.office.actor("asesor-1"), draft)
        page.presenter.take_person(person)
        page.presenter.go_on()
        assert page.presenter.shown.step is Step.CASE

    demo = _office()
    return _window(demo, _topic, lambda page: page.begin(None), caller)


def idle() -> QWidget:
    """Nobody is attended."""
    demo = busy_office()
    return _window(demo)


SCREENS: dict[str, Callable[[], QWidget]] = {
    "support-choosing": choosing,
    "support-finding": finding,
    "support-near": near,
    "support-applied": applied,
    "support-own-words": own_words,
    "support-missing": missing,
    "support-refusing": refusing,
    "support-duplicate": duplicate,
    "support-phone": on_the_phone,
    "support-phone-who": calling_in,
    "support-phone-new": registering,
    "support-idle": idle,
}
