"""The supervisor's acts and what the counters see of them, everybody in it invented."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.usecases import calling, notices
from domain.case_parts import Parties
from domain.staff import Role
from domain.tickets import TicketState
from tests.usecases.casework import opened_case
from tools.demo_queue import Demo, busy_office
from tools.demo_window import demo_window
from ui.queue.notices import NoticeBand, UnreadPresenter
from ui.queue.page import QueuePage
from ui.supervision.page import SupervisionPage
from ui.supervision.state import CounterRow
from ui.supervision.steering import Steering
from ui.supervision.steering_sheets import DoneSheet
from ui.supervision.views import Asked, View

LONG = (
    "El servicio de claves del Ministerio no responde desde las 09:30. Anote el correo de cada"
    " persona y dígale que recibirá la clave en cuanto vuelva; no la haga esperar. Si alguien"
    " viene de otra provincia, avíseme antes de despedirla: lo vemos con el área por teléfono."
)


def _office() -> Demo:
    """Half past ten: somebody attended for long, one on hold, notices sent."""
    demo = busy_office()
    desk, clerk = demo.desk, demo.office.actor("asesor-1")
    demo.clock.at("08:50")
    ticket = calling.call_next(desk, clerk)
    calling.arrived(desk, clerk)
    person, entity = demo.who(1)
    opened_case(
        desk,
        clerk,
        6,
        ticket,
        parties=Parties(person.id, entity_id=entity.id),
        topic="access",
        problem="No puede entrar al sistema de nómina",
    )
    demo.clock.at("09:20")
    boss = demo.office.actor("supervisor-1")
    for text in ("Hay mucha gente en la sala: no cierre todavía", "Puede salir a su pausa"):
        (sent,) = notices.send_notice(desk, boss, text, demo.office.counter_id(1))
        notices.read_notice(desk, clerk, sent.id)
        demo.clock.go(minutes=7)
    demo.clock.at("10:32")
    return demo


# ------------------------------------------------------------------ at the counter


def _counter(*texts: str) -> QWidget:
    """A clerk attending, with notices that are not read."""
    demo = _office()
    for text in texts:
        notices.send_notice(
            demo.desk, demo.office.actor("supervisor-1"), text, demo.office.counter_id(1)
        )
    clerk = demo.office.actor("asesor-1")
    page = QueuePage(demo.desk, clerk, usual_counter=1)
    window = demo_window("queue", page, Role.CLERK, "Ana Villacís", "Ventanilla 1")
    unread = UnreadPresenter(demo.desk, clerk, parent=window)
    band = NoticeBand(unread)
    band.counted.connect(lambda count: window.set_badge("queue", str(count)))
    window.set_band(band)
    unread.load()
    return window


def one_notice() -> QWidget:
    """A notice while somebody is attended."""
    return _counter("Pase por supervisión cuando termine")


def long_notices() -> QWidget:
    """Three, the first as long as they come."""
    return _counter(LONG, "Hoy se atiende hasta la última persona", "Puede salir a su pausa")


# ------------------------------------------------------------------ at the supervisor's


def _supervisor(ask: Callable[[Demo, SupervisionPage], None]) -> QWidget:
    """The supervisor's page with a question over it."""
    demo = _office()
    page = SupervisionPage(demo.desk, demo.office.actor("supervisor-1"))
    window = demo_window("supervision", page, Role.SUPERVISOR, "Sara Moncayo")
    window.resize(1366, 768)
    window.show()
    _settle(page)
    page.counters.table.choose(demo.office.counter_id(1))
    ask(demo, page)
    _settle(page)
    return window


def _settle(page: SupervisionPage) -> None:
    while (
        page.presenter.state is None
        or page.presenter.runner.is_busy
        or page.steering.presenter.runner.is_busy
    ):
        QCoreApplication.processEvents()


def _of_counter(act: Callable[[Steering, CounterRow], None]) -> QWidget:
    """The same about the first counter."""

    def ask(_demo: Demo, page: SupervisionPage) -> None:
        row = page.counters.row
        assert row is not None
        act(page.steering, row)

    return _supervisor(ask)


def asking_service() -> QWidget:
    """Which service the counter attends from now on."""
    return _of_counter(Steering.ask_services)


def writing_notice() -> QWidget:
    """What to tell the counter."""
    return _of_counter(Steering.ask_notice)


def covering() -> QWidget:
    """Who stands in, and what would happen."""
    return _of_counter(Steering.ask_cover)


def notices_sent() -> QWidget:
    """The notices of today, some not read."""

    def ask(demo: Demo, page: SupervisionPage) -> None:
        notices.send_notice(demo.desk, demo.office.actor("supervisor-1"), LONG)
        page.presenter.load()
        _settle(page)
        page.show_list(Asked(View.NOTICES))

    return _supervisor(ask)


def ending() -> QWidget:
    """Why a forgotten attention ends, with what is on record of it."""

    def ask(_demo: Demo, page: SupervisionPage) -> None:
        board = page.presenter.state
        assert board is not None
        served = (v for v in board.tickets if v.ticket.state is TicketState.SERVING)
        page.steering.ask_end(next(served))

    return _supervisor(ask)


def covered() -> QWidget:
    """What was done, and what is left to do."""
    done = (
        "La ventanilla de Ana Villacís está cerrada.",
        "A-004 espera otra vez, en el lugar que tenía.",
        "7 trámites ahora son de Sara Moncayo.",
        "Sara Moncayo tiene hasta el 07/12/2026: Asesor de ventanilla.",
    )
    left = (
        "Para usarlo, Sara Moncayo debe cerrar la sesión e ingresar otra vez.",
        (
            "2 trámites siguen con Ana Villacís, porque Sara Moncayo no puede atenderlos: "
            "Q-2026-00012, Q-2026-00019."
        ),
    )

    def show(_demo: Demo, page: SupervisionPage) -> None:
        DoneSheet("Sara Moncayo reemplaza a Ana Villacís", done, left).open(page)

    return _supervisor(show)


SCREENS: dict[str, Callable[[], QWidget]] = {
    "queue-notice": one_notice,
    "queue-notices": long_notices,
    "supervision-services": asking_service,
    "supervision-notice": writing_notice,
    "supervision-notices": notices_sent,
    "supervision-ending": ending,
    "supervision-covering": covering,
    "supervision-covered": covered,
}
"""By the names of their pictures."""
