"""Administration, first start and approvals with invented data, to be looked at."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Never
from uuid import UUID

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.catalogue_file import load_catalogue
from desktop.usecases.approvals import PendingApproval
from desktop.usecases.office_admin import OfficeView
from desktop.usecases.staff_admin import Added, StaffView
from domain.approvals import Approval, ApprovalKind, ApprovalState
from domain.errors import InvalidInput
from domain.ids import new_id
from domain.offices import Counter, Office
from domain.staff import Role, RoleGrant
from tools.demo_admin_parts import NOW, TODAY, biometrics, mailing, trusting
from tools.demo_days import CALENDAR, DECREED
from tools.demo_window import demo_window
from ui.admin.page import AdminPage
from ui.admin.presenter import Administering, Check, Keeping, Shown, ThisComputer
from ui.admin.recovery import NewCodeSheet
from ui.admin.sheets import CounterSheet, DatedSheet, PasswordSheet, StaffSheet
from ui.approvals.card import ApprovalsCard
from ui.approvals.presenter import Answering, Asking, AskPresenter, PendingPresenter
from ui.approvals.sheet import ApprovalSheet
from ui.firststart.page import FirstStartPage
from ui.firststart.presenter import Beginning, Created, FirstStartPresenter, Step
from ui.shell import Page
from ui.signin.account import PasswordChangeSheet, PinSheet
from ui.theme import Kind, M
from ui.widgets.cards import Card, EmptyState
from ui.work import Runner

CATALOGUE = load_catalogue()
PATIENCE_MS = 60_000
OFFICE = Office(
    new_id(),
    "QUITO",
    "Centro de Servicios Quito",
    "Ministerio de Economía y Finanzas",
    CATALOGUE.offices[0].address,
)
COUNTERS = (
    Counter(new_id(), OFFICE.id, 1, frozenset({1, 2, 3, 6, 10})),
    Counter(new_id(), OFFICE.id, 2, frozenset({6})),
    Counter(new_id(), OFFICE.id, 3, frozenset({5, 8, 9}), has_kit=True),
    Counter(new_id(), OFFICE.id, 4, frozenset({6}), active=False),
)


def _member(username: str, name: str, *roles: Role, **more: object) -> StaffView:
    grants = tuple(map(RoleGrant, roles))
    view = StaffView(new_id(), username, name, grants, roles, True, True, False, False, 1)
    return replace(view, **more)  # type: ignore[arg-type]


SUPERVISOR = _member("sara.vega", "Sara Vega Moncayo", Role.SUPERVISOR)
STAFF = (
    _member(
        "ana.ruiz",
        "Ana Lucía Ruiz",
        Role.CLERK,
        grants=(
            RoleGrant(Role.CLERK),
            RoleGrant(Role.SUPERVISOR, date(2026, 12, 8), date(2026, 12, 11), SUPERVISOR.id),
        ),
    ),
    _member("andres.nacato", "Andrés Ñacato Quishpe", Role.CLERK, locked=True),
    _member("elena.paz", "Elena Paz Andrade", Role.RECEPTIONIST, Role.RECORDS_CLERK),
    _member("jorge.leon", "Jorge León", Role.CLERK, active=False, today=()),
    _member("pantalla", "Pantalla pública", Role.DISPLAY, has_pin=False),
    SUPERVISOR,
    _member("tomas.cruz", "Tomás Cruz de la Torre", Role.TECHNICIAN, must_change_password=True),
    _member("adela.mora", "Adela Mora", Role.SUPERVISOR, Role.ADMINISTRATOR),
)
CHECKS = (
    Check("Datos", "Abre y está completa: 18.204 operaciones en orden."),
    Check("Clave", "El llavero de este equipo la guarda y hay código de recuperación."),
    Check(
        "Impresora",
        "«Térmica 80» no responde.",
        "Revise que esté encendida y con papel. Los turnos se guardan como PDF.",
        Kind.WARN,
    ),
    Check("Pantalla pública", "Hay un televisor conectado."),
    Check("Disco", "Quedan 212 MB.", "Libere espacio: hace falta 1 GB.", Kind.ERROR),
    Check("Reloj", "En hora."),
)


def administering() -> Administering:
    """Use cases that change nothing."""
    first = STAFF[0]
    return Administering(
        staff=lambda: STAFF,
        view=lambda: OfficeView(OFFICE, COUNTERS, CATALOGUE.services_of("QUITO")),
        add_staff=lambda _username, _name, _grants: Added(first, "K7QM-2XRF-9TWD"),
        edit_staff=lambda _id, _version, _name, _grants: first,
        set_active=lambda _id, _version, _active: first,
        reset_password=lambda _id, _version: "K7QM-2XRF-9TWD",
        stand_in=lambda _id, _version, _colleague, _first, _last: first,
        edit_office=lambda _version, _form: OFFICE,
        edit_rules=lambda _version, _form: OFFICE,
        add_counter=lambda _form: COUNTERS[0],
        edit_counter=lambda _id, _version, _form: COUNTERS[0],
        set_counter_active=lambda _id, _active: COUNTERS[0],
        calendar=lambda: CALENDAR,
        add_day=lambda _form: DECREED[0],
        remove_day=lambda _id, _reason: None,
    )


class InventedCode:
    """A recovery code of no office."""

    groups = ("FTZ0Q", "46FWS", "F6MWT", "G6JZ5", "SE8CE", "9XHKW", "C07H2")

    def print_sheet(self) -> str:
        """Tell that it was printed."""
        return "Se imprimió en «Oficina láser». Guárdela bajo llave."

    def save_sheet(self) -> str:
        """Tell where it was kept."""
        return "Guardada en «Hoja de recuperación.pdf»."

    def confirm(self) -> None:
        """Nothing to note."""


def keeping() -> Keeping:
    """Devices that do nothing."""
    return Keeping(
        printers=lambda: ("Térmica 80", "Oficina láser"),
        computer=lambda: ThisComputer(
            "Térmica 80", "Oficina láser", counter=3, thermal="network:192.168.1.50:9100"
        ),
        change=lambda _chosen: None,
        wear=lambda _chosen: None,
        test_print=lambda: "Prueba enviada.",
        open_display=lambda: None,
        last_backup=lambda: "Última: hoy a las 08:02, en /var/lib/ventanilla/copias.",
        back_up=lambda: "Copia guardada.",
        diagnose=lambda: CHECKS,
        pack_report=lambda: "Informe guardado.",
        new_code=InventedCode,
    )


def admin_mail_test() -> QWidget:
    """To whom a message is sent to see whether it goes."""

    def open_on(page: AdminPage) -> None:
        assert page.mail is not None
        page.mail.try_out.click()

    return with_sheet(open_on, "Correo")


def admin_accept() -> QWidget:
    """An authority that is about to be accepted."""

    def open_on(page: AdminPage) -> None:
        assert page.trust is not None
        page.trust.add_file("autoridad.cer")
        settled(page)

    return with_sheet(open_on, "Firmas electrónicas")


def admin_texts() -> QWidget:
    """The legal basis and the privacy notice."""

    def open_on(page: AdminPage) -> None:
        assert page.biometrics is not None
        page.biometrics.texts.click()

    return with_sheet(open_on, "Biometría")


def admin_due() -> QWidget:
    """The captures whose time is over."""

    def open_on(page: AdminPage) -> None:
        assert page.biometrics is not None
        page.biometrics.delete.click()

    return with_sheet(open_on, "Biometría")


def admin(section: str = "Personal") -> QWidget:
    """A section of the administration page."""
    page = AdminPage(
        administering(),
        lambda: TODAY,
        keeping(),
        biometrics=biometrics(),
        mail=mailing(),
        trust=trusting(),
    )
    window = demo_window("admin", page, Role.ADMINISTRATOR, "Adela Mora")
    page.show_section(section)
    return window


def with_sheet(open_on: Callable[[AdminPage], None], section: str = "Personal") -> QWidget:
    """A section, once it has been read, with what ``open_on`` opens over it."""
    window = admin(section)
    settled(window)
    open_on(window.findChildren(AdminPage)[0])
    return window


def settled(widget: QWidget) -> None:
    """Wait until what a window reads was read."""
    deadline = QDeadlineTimer(PATIENCE_MS)
    while any(runner.is_busy for runner in widget.findChildren(Runner)):
        if deadline.hasExpired():
            raise TimeoutError("still working")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def admin_person() -> QWidget:
    """Somebody's data and roles."""
    return with_sheet(lambda page: StaffSheet(page.presenter, STAFF[0]).open(page))


def admin_stand_in() -> QWidget:
    """A stand-in for some days."""
    return with_sheet(lambda page: DatedSheet(page.presenter, STAFF[0], TODAY).open(page))


def admin_password() -> QWidget:
    """A temporary password."""
    shown = Shown("Ana Lucía Ruiz", "ana.ruiz", "K7QM-2XRF-9TWD")
    return with_sheet(lambda page: PasswordSheet(shown).open(page))


def admin_counter() -> QWidget:
    """A counter and its services, refused."""

    def open_on(page: AdminPage) -> None:
        services = CATALOGUE.services_of("QUITO")
        sheet = CounterSheet(page.presenter, COUNTERS[2], services, 3)
        sheet.open(page)
        page.presenter.refused.emit(
            InvalidInput(
                "«Enrolamiento» necesita el kit biométrico.",
                todo="Marque que la ventanilla lo tiene, o quite ese servicio.",
            )
        )

    return with_sheet(open_on, "Ventanillas")


def admin_new_code() -> QWidget:
    """A new recovery code, put on paper and typed back."""
    return with_sheet(
        lambda page: NewCodeSheet(page.presenter, InventedCode()).open(page), "Copias y diagnóstico"
    )


def my_password() -> QWidget:
    """Another password of one's own."""
    return with_sheet(lambda page: PasswordChangeSheet(_never).open(page))


def my_pin() -> QWidget:
    """A PIN of one's own."""
    return with_sheet(lambda page: PinSheet(_never).open(page))


def _never(_current: str, _new: str) -> Never:
    raise InvalidInput()


def _approval(kind: ApprovalKind, reason: str, minutes: int) -> Approval:
    asked_at = NOW - timedelta(minutes=minutes)
    return Approval(new_id(), OFFICE.id, kind, "", reason, new_id(), asked_at)


PENDING = (
    PendingApproval(
        _approval(ApprovalKind.CALL_OUT_OF_TURN, "Viene de Zamora y pierde el bus de las 11", 3),
        "Ana Lucía Ruiz",
        "A-021",
    ),
    PendingApproval(
        _approval(ApprovalKind.ISSUE_AFTER_HOURS, "Llegó a las 16:58, hubo fila en la puerta", 1),
        "Elena Paz Andrade",
        "",
    ),
)


def approvals(rows: tuple[PendingApproval, ...] = PENDING) -> QWidget:
    """The supervisor's card."""
    page = Page("Supervisión")
    row = QHBoxLayout()
    row.setSpacing(M)
    presenter = PendingPresenter(
        Answering(lambda: rows, lambda _id, _granted, _words: PENDING[0].approval),
        lambda _error: None,
        parent=page,
    )
    page.shutdown = presenter.close  # type: ignore[method-assign]
    row.addWidget(ApprovalsCard(presenter, lambda: NOW), 1)
    rest = Card("Ventanillas")
    rest.body.addWidget(EmptyState("store", "Aquí van las ventanillas"))
    row.addWidget(rest, 1)
    page.body.addLayout(row, 1)
    return demo_window("supervision", page, Role.SUPERVISOR, "Sara Vega Moncayo")


def approvals_none() -> QWidget:
    """Nothing waits."""
    return approvals(())


def asking(state: ApprovalState | None = ApprovalState.PENDING) -> QWidget:
    """The sheet at the clerk's counter."""
    request = PENDING[0].approval

    def answered(_id: UUID) -> Approval:
        return replace(request, state=state or request.state, answer="Que espere su turno")

    page = Page("Turnos de hoy")
    card = Card("En espera, por orden de llegada")
    card.body.addWidget(EmptyState("ticket", "Aquí van los turnos"))
    page.body.addWidget(card, 1)
    window = demo_window("queue", page, Role.CLERK, "Ana Lucía Ruiz", "Ventanilla 3")
    presenter = AskPresenter(
        Asking(
            lambda _kind, _subject, _reason: request,
            answered,
            lambda _id, _username, _pin, _granted: request,
            lambda: (("sara.vega", "Sara Vega Moncayo"), ("adela.mora", "Adela Mora")),
        ),
        ApprovalKind.CALL_OUT_OF_TURN,
        "",
        poll_ms=1,
    )
    reason = "" if state is None else request.reason
    what = "Llamar a A-021 fuera de orden necesita autorización."
    ApprovalSheet(presenter, what, reason=reason).open(page)
    if state is ApprovalState.REFUSED:
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not presenter.state.answer and not deadline.hasExpired():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
    return window


def first_start(step: Step = Step.OFFICE) -> QWidget:
    """A step of the first start."""
    created = Created(
        ("4KD7M", "Q2X8T", "9FH3R", "W6N5P", "B1YCZ", "7JG4V", "D8KSE"),
        (("pantalla", "K7QM-2XRF-9TWD"),),
    )
    presenter = FirstStartPresenter(
        Beginning(
            CATALOGUE,
            lambda _request: created,
            lambda _asked, _told: created,
            str,
            str,
            lambda: None,
        )
    )
    page = FirstStartPage(presenter)
    presenter.setParent(page)
    state = replace(presenter.state, step=step, office=OFFICE, created=created)
    if step is Step.CODE:
        state = replace(state, told="La hoja se envió a «Oficina láser».")
    page.show_state(state)
    if step is Step.BRING:
        page.bring.address.setText("https://centro.ejemplo.gob.ec")
        page.bring.code.setText("K7QM 2XRF 9TWD")
        page.show_state(replace(state, busy=True, came=18_400))
    if step is Step.COUNTERS:
        page.counters.add_row()
        page.counters.rows[1].kit.setChecked(True)
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(page)
    return holder


SCREENS: dict[str, Callable[[], QWidget]] = {
    "admin-staff": admin,
    "admin-counters": lambda: admin("Ventanillas"),
    "admin-office": lambda: admin("Oficina"),
    "admin-devices": lambda: admin("Impresora y pantalla"),
    "admin-computer": lambda: admin("Este equipo"),
    "admin-safety": lambda: admin("Copias y diagnóstico"),
    "admin-biometrics": lambda: admin("Biometría"),
    "admin-mail": lambda: admin("Correo"),
    "admin-mail-test": admin_mail_test,
    "admin-trust": lambda: admin("Firmas electrónicas"),
    "admin-accept": admin_accept,
    "admin-texts": admin_texts,
    "admin-due": admin_due,
    "admin-person": admin_person,
    "admin-stand-in": admin_stand_in,
    "admin-password": admin_password,
    "admin-counter": admin_counter,
    "admin-new-code": admin_new_code,
    "my-password": my_password,
    "my-pin": my_pin,
    "approvals": approvals,
    "approvals-none": approvals_none,
    "approval-ask": lambda: asking(None),
    "approval-wait": asking,
    "approval-refused": lambda: asking(ApprovalState.REFUSED),
    "first-start-office": first_start,
    "first-start-bring": lambda: first_start(Step.BRING),
    "first-start-counters": lambda: first_start(Step.COUNTERS),
    "first-start-administrator": lambda: first_start(Step.ADMINISTRATOR),
    "first-start-code": lambda: first_start(Step.CODE),
    "first-start-done": lambda: first_start(Step.DONE),
}
